//! What git knows of a repository: its root, tracked files, staged and changed files with the lines that
//! were added, and the content of blobs.
//!
//! Only plumbing of the `git` program is called, in the hardened way of `command`. Nothing is written to
//! the repository, nothing fetched, and no file of the working tree is read here.

mod blobs;
mod change;
mod command;
mod error;
#[cfg(feature = "fuzzing")]
pub mod fuzzing;
mod history;
mod location;
mod object;
mod patch;
mod pipes;
mod program;
mod refuse_pipes;
mod repository;
mod spans;
mod stream;
mod tree;
mod uncommitted;
mod versions;

use object::path_from;

pub use blobs::{Blob, Blobs};
pub use change::{AddedLines, ChangedContent, ChangedFile, Changes, LineRange, NoFile};
pub use error::GitError;
pub use history::{History, HistoryCommit, HistoryRange, HistoryTip};
pub use object::{Oid, RepoPath, ShortOid};
pub use repository::{Comparison, Repository};
pub use spans::CommitSpan;
pub use tree::{Tree, TreeEntry};
pub use versions::FileVersions;
