//! Scans the files of a change in git, each from the state that is judged: the index, a commit, or the
//! working tree.
//!
//! Which of their lines count is the engine's matter.

use super::{Engine, Scanned, Scanner, add};
use crate::git::{Changes, Content, GitError, NoFile, Repository};
use crate::report::{ErrorKind, ScanError, SkipReason, Skipped};
use crate::walk::{Origin, SourcePath};

impl<E: Engine> Scanner<E> {
    /// Scans changed files, in the order given. A blob that is not in this clone is an error of its file.
    ///
    /// # Errors
    /// Git cannot be run.
    pub fn scan_changes(&self, repository: &Repository, changes: &Changes) -> Result<Scanned, GitError> {
        let mut scanned = Scanned::default();
        let mut blobs = None;
        for file in &changes.files {
            let display = repository.display(&file.path);
            let part = match &file.content {
                Content::WorkingTree => {
                    let open = repository.open_path(&file.path);
                    self.scan_files(&[SourcePath { display, open, origin: Origin::Found }])
                }
                Content::Blob(oid) => {
                    let blobs = match &mut blobs {
                        Some(blobs) => blobs,
                        none => none.insert(repository.blobs()?),
                    };
                    match blobs.read(oid) {
                        Ok(content) => self.scan_text(&display, content),
                        Err(error) => unread(display, error.to_string()),
                    }
                }
            };
            append(&mut scanned, part);
        }
        for (path, kind) in &changes.skipped {
            let path = repository.display(path);
            match kind {
                NoFile::Link => scanned.skipped.push(Skipped { path, reason: SkipReason::Link }),
                // Another repository, which has a scan of its own.
                NoFile::Submodule => {}
                NoFile::Unmerged => {
                    let message = "not merged yet: it has no single content to scan".to_owned();
                    append(&mut scanned, unread(path, message));
                }
            }
        }
        Ok(scanned)
    }
}

fn unread(path: String, message: String) -> Scanned {
    Scanned { errors: vec![ScanError { path, kind: ErrorKind::Read, message }], ..Scanned::default() }
}

fn append(scanned: &mut Scanned, part: Scanned) {
    scanned.references.extend(part.references);
    scanned.findings.extend(part.findings);
    scanned.skipped.extend(part.skipped);
    scanned.errors.extend(part.errors);
    add(&mut scanned.stats, part.stats);
}
