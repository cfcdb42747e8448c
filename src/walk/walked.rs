//! The result of a walk.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;

use super::SourcePath;

/// Everything that a walk came upon.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Walked {
    /// The files to scan, each once, in the order of the bytes of their paths' components.
    pub files: Vec<SourcePath>,
    /// What is skipped and listed, by path.
    pub skipped: Vec<(String, Skip)>,
    /// Paths that could not be read and why, by path.
    pub errors: Vec<(String, String)>,
    /// Ignore files that do not apply, or only in part, and why, by path.
    pub ignore_file_errors: Vec<(String, String)>,
    /// How many files and folders are left out, by what; a folder that is left out whole counts as one.
    pub left_out: BTreeMap<LeftOutBy, u64>,
    /// Folders of dependencies and how many files are in each, by path. [`Self::left_out`] counts the files.
    pub vendored: Vec<(String, u64)>,
    /// The first of the tracked files that a sparse checkout leaves out; absent if none is.
    pub outside_sparse: Option<String>,
    /// The folders that were listed, where [`WalkOptions::lists_folders`](super::WalkOptions::lists_folders) asks for them.
    pub folders: Vec<PathBuf>,
    /// Whether a root is a folder; false where every root is a file, or none can be looked at.
    pub any_folder: bool,
}

/// The setting that leaves a file or folder out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LeftOutBy {
    /// [`WalkOptions::exclude`](super::WalkOptions::exclude).
    Exclude,
    /// [`WalkOptions::include`](super::WalkOptions::include).
    Include,
    /// An ignore file.
    IgnoreFile,
    /// Nothing but where it is: dependencies that a tool installs there, and that git does not track.
    Vendored,
    /// A sparse checkout: git tracks the file, and it is not in the working tree.
    Sparse,
}

/// Why a file is skipped and listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Skip {
    /// A symbolic link below a root; a root that is a link is followed, since the user named it.
    Link,
    /// A socket, pipe or device.
    SpecialFile,
    /// Larger than [`WalkOptions::max_size`](super::WalkOptions::max_size).
    TooLarge,
    /// A submodule that is not checked out.
    Submodule,
    /// What a killed run of this program left ([`is_leftover`](super::is_leftover)); git does not track it.
    TemporaryFile,
    /// One of [`WalkOptions::outputs`](super::WalkOptions::outputs); git does not track it.
    Output,
}

/// Why a walk cannot begin.
#[derive(Debug, thiserror::Error)]
pub enum WalkError {
    /// A glob does not parse.
    #[error(
        "{flag} `{glob}` is not a glob: {reason}; write it as in .gitignore, for example `docs/**` or `*.min.js`"
    )]
    Glob {
        /// `--exclude` or `--include`.
        flag: &'static str,
        /// What was written.
        glob: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The working directory does not exist, so paths cannot be relative to it.
    #[error("cannot determine the working directory: {0}")]
    WorkingDirectory(#[source] io::Error),
}
