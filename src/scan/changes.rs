//! Scans the files of a change in git, each from the state that is judged: the index, a commit, or the
//! working tree.
//!
//! The engine decides which of their lines count.

use std::path::PathBuf;

use super::converted::Converted;
use super::{Engine, Scanned, Scanner, add};
use crate::git::{Blobs, ChangedContent, Changes, GitError, NoFile, Oid, Repository};
use crate::report::{Cause, ErrorKind, ScanError, Skipped};
use crate::walk::{Origin, SourcePath};

impl<E: Engine> Scanner<E> {
    /// Scans changed files, in the order given. A blob that is not in this clone is an error of its file.
    ///
    /// # Errors
    /// Git cannot be run.
    pub fn scan_changes(
        &self,
        repository: &Repository,
        changes: &Changes,
    ) -> Result<Scanned, GitError> {
        let mut scanned = Scanned::default();
        let mut blobs = None;
        let origin = Origin::below(repository.root.clone());
        for file in &changes.files {
            let display = repository.display(&file.path);
            let part = match &file.content {
                ChangedContent::WorkingTree => {
                    self.scan_changed_file(&origin, repository.open_path(&file.path), display)
                }
                ChangedContent::Blob(oid) => {
                    let blobs = match &mut blobs {
                        Some(blobs) => blobs,
                        none => none.insert(repository.blobs()?),
                    };
                    let mut part = self.scan_blob(blobs, oid, display);
                    for text in &mut part.texts {
                        text.path.open = repository.open_path(&file.path);
                    }
                    part
                }
            };
            append(&mut scanned, part);
        }
        for (path, kind) in &changes.skipped {
            let path = repository.display(path);
            match kind {
                NoFile::Link => scanned.skipped.push(Skipped {
                    path,
                    reason: Cause::Link,
                }),
                // Its files are not in this repository: a change of the commit it is at may bring anything.
                NoFile::Submodule => scanned.skipped.push(Skipped {
                    path,
                    reason: Cause::Submodule,
                }),
                NoFile::Unmerged => {
                    let message = "not merged yet: it has no single content to scan".to_owned();
                    append(&mut scanned, unread(path, message));
                }
            }
        }
        Ok(scanned)
    }

    fn scan_changed_file(&self, origin: &Origin, open: PathBuf, display: String) -> Scanned {
        // A file whose size is not known cannot be opened either, which is reported then.
        if open
            .metadata()
            .is_ok_and(|metadata| self.is_too_large(metadata.len()))
        {
            return too_large(display);
        }
        self.scan_files(&[SourcePath {
            display,
            open,
            origin: origin.clone(),
        }])
    }

    fn scan_blob(&self, blobs: &mut Blobs, oid: &Oid, display: String) -> Scanned {
        let blob = match blobs.open(oid) {
            Ok(blob) if self.is_too_large(blob.size) => return too_large(display),
            Ok(blob) => blob,
            Err(error) => return unread(display, error.to_string()),
        };
        let mut blob = Converted::new(blob, |text| self.engine.has_candidate(text));
        match self.scan_stream(&display, &mut blob) {
            Ok(mut scanned) => {
                if blob.names_a_model() {
                    append(&mut scanned, unread(display, CONVERTED.to_owned()));
                }
                scanned
            }
            Err(error) => unread(display, error.to_string()),
        }
    }

    pub(super) fn is_too_large(&self, bytes: u64) -> bool {
        self.options.walk.max_size.is_some_and(|most| bytes > most)
    }
}

/// Why a blob is not scanned as what it is in a checkout.
const CONVERTED: &str = "git can check it out as another text that names a model (`working-tree-encoding` in \
    .gitattributes); scan the checkout";

pub(super) fn too_large(path: String) -> Scanned {
    Scanned {
        skipped: vec![Skipped {
            path,
            reason: Cause::TooLarge,
        }],
        ..Scanned::default()
    }
}

pub(super) fn unread(path: String, message: String) -> Scanned {
    Scanned {
        errors: vec![ScanError {
            path,
            at: None,
            kind: ErrorKind::Read,
            message,
        }],
        ..Scanned::default()
    }
}

fn append(scanned: &mut Scanned, part: Scanned) {
    scanned.references.extend(part.references);
    scanned.findings.extend(part.findings);
    scanned.on_other_lines.extend(part.on_other_lines);
    scanned.hidden_by_change.extend(part.hidden_by_change);
    scanned.skipped.extend(part.skipped);
    scanned.silenced.extend(part.silenced);
    scanned.errors.extend(part.errors);
    scanned.texts.extend(part.texts);
    add(&mut scanned.stats, part.stats);
}
