//! What could not be read or applied.

use crate::source::Position;

/// A file or folder that could not be read, or an invalid ignore file or suppression. The run is incomplete.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ScanError {
    /// As in [`crate::finding::Location::path`].
    pub path: String,
    /// Position in the file; absent if the error is about the whole file or folder.
    pub at: Option<Position>,
    /// Kind, for programs.
    pub kind: ErrorKind,
    /// What happened, for people.
    pub message: String,
}

/// Kind of an error.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum ErrorKind {
    /// Opening or reading a file failed.
    Read,
    /// Listing a folder failed.
    Walk,
    /// A bug in bedrock-eol while it scanned this file; the others were scanned.
    Panic,
    /// An invalid suppression: it hides nothing, and its file was scanned.
    Suppression,
    /// There were files, but none was read as text.
    NothingScanned,
    /// Content that git tracks and that the checkout lacks, where a full checkout is required.
    NotCheckedOut,
    /// An ignore file that does not apply, at least in part: more may be scanned than it says.
    IgnoreFile,
}

impl ErrorKind {
    /// Whether something was not scanned. An invalid suppression or ignore file excludes nothing.
    pub fn not_scanned(self) -> bool {
        !matches!(self, Self::Suppression | Self::IgnoreFile)
    }
}
