//! Which files are looked at: roots, ignore rules, excludes.
//!
//! The one module that names the `ignore` crate. It opens no file for its content.

use std::path::PathBuf;

/// A file to scan.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SourcePath {
    /// What reports show: relative to the working directory where the file is below it, with `/`.
    /// Bytes that are not UTF-8 are shown as U+FFFD.
    pub display: String,
    /// What is opened.
    pub open: PathBuf,
    /// Whether the user named it or the walk found it.
    pub origin: Origin,
}

/// How a path came into the scan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// On the command line: ignore rules do not hold for it.
    Named,
    /// Below a folder that was named.
    Found,
}
