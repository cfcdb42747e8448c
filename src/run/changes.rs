//! The changed files that a scan is about, without those that the settings exclude.
//!
//! The library finds what changed; the scan decides which lines are reported.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::error::RunError;
use super::folders::working_directory;
use super::input::Input;
use crate::git::{AddedLines, ChangedFile, Changes, RepoPath, Repository};
use crate::report::{ErrorKind, LeftOut, ScanError};
use crate::scan::cause;
use crate::source::{Encoding, Source};
use crate::surroundings::paths_agree;
use crate::walk::{Origin, SourcePath, WalkOptions, left_out_of_tracked, plain};

/// A change that is scanned.
pub(super) struct Change {
    /// The repository of the change.
    pub(super) repository: Repository,
    /// Changed files that are not excluded.
    pub(super) changes: Changes,
    /// Number of changed files that the settings exclude.
    pub(super) left_out: LeftOut,
    /// Problems in ignore files.
    pub(super) errors: BTreeSet<ScanError>,
}

/// The change of the input, without files that are excluded or not below the named paths.
///
/// `is_lost` is whether a file loses an entry of the configuration's ignores when it is moved from the first path to the
/// second.
pub(super) fn change(
    input: &Input,
    walk: &WalkOptions,
    is_lost: &dyn Fn(&str, &str) -> bool,
) -> Result<Option<Change>, RunError> {
    let (below, comparison) = match input {
        Input::Staged { below } => (below, None),
        Input::Diff { below, comparison } => (below, Some(comparison)),
        Input::Paths(_) | Input::Listed(_) | Input::StandardInput { .. } | Input::Text { .. } => {
            return Ok(None);
        }
    };
    let repository = Repository::discover(Path::new("."))?;
    let repository = repository.ok_or(RunError::NoRepository)?;
    let mut changes = match comparison {
        Some(comparison) => repository.diff(comparison)?,
        None => repository.staged()?,
    };
    let here = working_directory()?;
    keep_below(&mut changes, below, &here, &repository)?;
    let (mut left_out, mut errors) = (LeftOut::default(), BTreeSet::new());
    let path = |file: &RepoPath| repository.path_from_here(file);
    let paths: Vec<PathBuf> = changes.files.iter().map(|file| path(&file.path)).collect();
    let mut is_kept = kept(&paths, walk, &mut left_out, &mut errors)?;
    changes.files.retain(|_| is_kept.next() == Some(true));
    add_moved_lines(&mut changes.files, &repository, walk, is_lost)?;
    let paths: Vec<PathBuf> = changes.skipped.iter().map(|(file, _)| path(file)).collect();
    let mut is_kept = kept(&paths, walk, &mut left_out, &mut errors)?;
    changes.skipped.retain(|_| is_kept.next() == Some(true));
    Ok(Some(Change {
        repository,
        changes,
        left_out,
        errors,
    }))
}

/// Marks every line of a renamed file as added if its old path was excluded or ignored, or gave its references another
/// context: if `docs/a.md` becomes `src/a.py`, no scan has reported its references as code yet.
fn add_moved_lines(
    files: &mut [ChangedFile],
    repository: &Repository,
    walk: &WalkOptions,
    is_lost: &dyn Fn(&str, &str) -> bool,
) -> Result<(), RunError> {
    let source = |path: &RepoPath| {
        let (display, open) = (repository.display(path), repository.path_from_here(path));
        Source::new(
            SourcePath {
                display,
                open,
                origin: Origin::Named,
            },
            Vec::new(),
            Encoding::Utf8,
        )
    };
    for file in files {
        let Some(old) = &file.renamed_from else {
            continue;
        };
        let (left_out, _) = left_out_of_tracked([repository.path_from_here(old).as_path()], walk)?;
        let was_ignored = is_lost(&repository.display(old), &repository.display(&file.path));
        if left_out[0].is_some() || was_ignored || !paths_agree(&source(old), &source(&file.path)) {
            file.added = AddedLines::All;
        }
    }
    Ok(())
}

/// Whether each path is scanned; counts those that are not.
fn kept(
    paths: &[PathBuf],
    walk: &WalkOptions,
    left_out: &mut LeftOut,
    errors: &mut BTreeSet<ScanError>,
) -> Result<std::vec::IntoIter<bool>, RunError> {
    let (by, problems) = left_out_of_tracked(paths.iter().map(PathBuf::as_path), walk)?;
    let error = |(path, message)| ScanError {
        path,
        at: None,
        kind: ErrorKind::IgnoreFile,
        message,
    };
    errors.extend(problems.into_iter().map(error));
    for cause in by.iter().flatten().map(|by| cause(*by)) {
        left_out.add(cause, 1);
    }
    Ok(by
        .iter()
        .map(Option::is_none)
        .collect::<Vec<_>>()
        .into_iter())
}

/// Removes files that are not below the named paths. A path that matches nothing is an error, as in any other scan.
fn keep_below(
    changes: &mut Changes,
    below: &[PathBuf],
    here: &Path,
    repository: &Repository,
) -> Result<(), RunError> {
    if below.is_empty() {
        return Ok(());
    }
    let absolute = |path: &RepoPath| plain(&here.join(repository.path_from_here(path)));
    let roots: Vec<PathBuf> = below.iter().map(|path| plain(&here.join(path))).collect();
    let targets = targets(below, &roots, repository)?;
    let changed = || {
        changes
            .files
            .iter()
            .map(|file| &file.path)
            .chain(changes.skipped.iter().map(|(p, _)| p))
    };
    for (typed, root) in below.iter().zip(&roots) {
        let is_changed = || changed().any(|path| absolute(path).starts_with(root));
        if !root.exists() && (root.is_symlink() || !is_changed()) {
            return Err(RunError::NoSuchPath(typed.clone()));
        }
    }
    let inside = |path: &RepoPath| {
        let path = absolute(path);
        let real = real_parent(&path);
        roots.iter().any(|root| path.starts_with(root))
            || targets.iter().any(|root| real.starts_with(root))
    };
    changes.files.retain(|file| inside(&file.path));
    changes.skipped.retain(|(path, _)| inside(path));
    Ok(())
}

/// Where named paths lead: one can be a link, or become one by the change, and what it leads to counts as well. Nothing of a
/// change is outside of its repository: a path that leads there would hide what was at that path.
fn targets(
    below: &[PathBuf],
    roots: &[PathBuf],
    repository: &Repository,
) -> Result<Vec<PathBuf>, RunError> {
    let top = repository.root.canonicalize();
    let top = top.unwrap_or_else(|_| repository.root.clone());
    let mut targets = Vec::new();
    for (typed, root) in below.iter().zip(roots) {
        let Ok(target) = root.canonicalize() else {
            continue;
        };
        if !target.starts_with(&top) && !top.starts_with(&target) {
            return Err(RunError::NotInRepository(typed.clone()));
        }
        targets.push(target);
    }
    Ok(targets)
}

/// A path with the links in its folders resolved; its last part stays as it is.
fn real_parent(path: &Path) -> PathBuf {
    let real = path.parent().and_then(|parent| parent.canonicalize().ok());
    match (real, path.file_name()) {
        (Some(parent), Some(name)) => parent.join(name),
        _ => path.to_owned(),
    }
}
