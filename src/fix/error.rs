//! Why edits cannot be planned or written.

use std::io;

/// Why no plan is made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FixError {
    /// A replacement is not a model ID. Only a catalog of the user can contain one.
    #[error(
        "{path}:{line}: the catalog replaces `{old}` with `{new}`, which is not a model ID, inference profile or ARN; correct the overlay"
    )]
    NoModelId {
        /// The file of the finding.
        path: String,
        /// Its line.
        line: u64,
        /// The text of the reference.
        old: String,
        /// The text of the replacement.
        new: String,
    },
}

/// Why a file is not written. It is as it was before.
#[derive(Debug, thiserror::Error)]
pub enum NotWritten {
    /// The text came from standard input or from git.
    #[error("it is not a file")]
    NoFile,
    /// Its bytes are not those that were judged.
    #[error("it changed after it was scanned; run the command again")]
    Changed,
    /// Its bytes in the working tree are not those that were staged or committed.
    #[error("the working tree has other content than what was scanned")]
    OtherContent,
    /// Git has no copy of its present content.
    #[error("it has uncommitted changes; commit or stash them, or pass --allow-dirty")]
    Uncommitted,
    /// It is outside of the folders that were scanned.
    #[error("it is outside of the scanned folders")]
    Outside,
    /// Its edits change other files as well, and one of them cannot be written.
    #[error("the same edit changes {path}, which cannot be written")]
    Linked {
        /// That file.
        path: String,
    },
    /// It cannot be read, or not be written.
    #[error(transparent)]
    Io(#[from] io::Error),
}
