//! Writes the edits of a plan to files.
//!
//! Everything that a repository or another program can put in the way is an error of that file, which stays as it was.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use super::{FileEdits, FixPlan, NotWritten};
use crate::file_access::{NamedBy, NewFile, open, stays_inside};
use crate::git::{GitError, Repository};
use crate::walk::{is_repository, plain};

/// Writes files inside some folders.
#[derive(Debug)]
pub struct EditWriter {
    /// The canonical folders inside which files are written and no link is followed; the first that contains a file
    /// decides.
    roots: Vec<PathBuf>,
    /// The working directory, which relative paths start at.
    here: PathBuf,
}

impl EditWriter {
    /// A writer of files inside `root`, the canonical folder of the project, and inside the scanned files and folders.
    ///
    /// # Errors
    /// The working directory is not known, or a path cannot be resolved.
    pub fn new(root: PathBuf, scanned: &[PathBuf]) -> io::Result<Self> {
        let mut roots = vec![root];
        for path in scanned {
            let real = path.canonicalize()?;
            // A file that is named is written in its folder; whether it is a link is asked when it is written.
            let folder = if real.is_dir() {
                real
            } else {
                let folder = path
                    .parent()
                    .filter(|folder| !folder.as_os_str().is_empty());
                folder.unwrap_or(Path::new(".")).canonicalize()?
            };
            roots.push(folder);
        }
        let here = std::env::current_dir()?;
        Ok(Self { roots, here })
    }

    /// The files, by number, of which git has no copy with their present content. A file outside of any repository is
    /// none of them.
    ///
    /// # Errors
    /// Git cannot be asked.
    pub fn uncommitted(&self, files: &[FileEdits]) -> Result<BTreeSet<usize>, GitError> {
        let paths: Vec<PathBuf> = files
            .iter()
            .map(|file| plain(&self.here.join(&file.path.open)))
            .collect();
        let contents: Vec<&[u8]> = files.iter().map(|file| &*file.content).collect();
        let mut by_root: BTreeMap<&Path, Vec<usize>> = BTreeMap::new();
        for (at, path) in paths.iter().enumerate() {
            if let Some(root) = path
                .ancestors()
                .skip(1)
                .find(|folder| is_repository(folder))
            {
                by_root.entry(root).or_default().push(at);
            }
        }
        let mut uncommitted = BTreeSet::new();
        for (root, files) in by_root {
            let Some(repository) = Repository::discover(root)? else {
                continue;
            };
            let named: Vec<(&Path, &[u8])> = files
                .iter()
                .map(|at| (paths[*at].as_path(), contents[*at]))
                .collect();
            let changed = repository.uncommitted(&named)?;
            let changed: BTreeSet<PathBuf> = changed
                .iter()
                .map(|path| root.join(path.to_path()))
                .collect();
            uncommitted.extend(files.iter().filter(|at| changed.contains(&paths[**at])));
        }
        Ok(uncommitted)
    }

    /// Writes the files of a plan but for `refused`, which are given by number, and returns what became of each.
    ///
    /// Files that one edit changes are written only if each of them can be: a request that keeps a parameter which its new
    /// model rejects fails. So all of them are written next to their targets and discarded first; holding them open instead
    /// would need a descriptor for each.
    pub fn write_all(
        &self,
        plan: &FixPlan,
        refused: &BTreeSet<usize>,
    ) -> Vec<Result<(), NotWritten>> {
        let mut outcomes: Vec<Result<(), NotWritten>> = Vec::new();
        outcomes.resize_with(plan.files.len(), || Ok(()));
        for group in plan.linked_files() {
            for at in &group {
                outcomes[*at] = match refused.contains(at) {
                    true => Err(NotWritten::Uncommitted),
                    false if group.len() > 1 => self.prepare(&plan.files[*at]).map(drop),
                    false => Ok(()),
                };
            }
            let mut failed = group.iter().find(|at| outcomes[**at].is_err());
            for at in &group {
                if outcomes[*at].is_err() {
                    continue;
                }
                let linked = failed.map(|at| NotWritten::Linked {
                    path: plan.files[*at].path.display.clone(),
                });
                outcomes[*at] = linked.map_or_else(|| self.write(&plan.files[*at]), Err);
                failed = failed.or(Some(at).filter(|at| outcomes[**at].is_err()));
            }
        }
        outcomes
    }

    /// Writes the edits of one file.
    fn write(&self, file: &FileEdits) -> Result<(), NotWritten> {
        let (real, new) = self.prepare(file)?;
        // As late as possible: what an editor saved meanwhile is kept.
        if read(&real, file.content.len())? != file.content {
            return Err(NotWritten::Changed);
        }
        Ok(new.replace()?)
    }

    /// The path of a file and its new content, written next to it.
    fn prepare(&self, file: &FileEdits) -> Result<(PathBuf, NewFile), NotWritten> {
        let path = self.here.join(&file.path.open);
        let by_text = plain(&path);
        let root = self.roots.iter().find(|root| by_text.starts_with(root));
        let inside = |root: &&PathBuf| stays_inside(&path, root).is_ok();
        let root = root
            .or_else(|| self.roots.iter().find(inside))
            .ok_or(NotWritten::Outside)?;
        let real = stays_inside(&path, root).map_err(io::Error::from)?;
        if read(&real, file.content.len())? != file.content {
            return Err(NotWritten::Changed);
        }
        let mut new = NewFile::create(&real, root)?;
        new.write_all(&file.applied())?;
        new.sync()?;
        Ok((real, new))
    }
}

/// The bytes of a regular file, one more than expected at most.
fn read(path: &Path, expected: usize) -> io::Result<Vec<u8>> {
    let file = open(path, NamedBy::Repository)?;
    if !file.metadata()?.is_file() {
        return Err(io::Error::other("it is a folder, pipe, socket or device"));
    }
    let mut bytes = Vec::with_capacity(expected);
    file.take(expected as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}
