//! A file to scan: how it is shown, and how it is opened.

use std::path::PathBuf;

/// The order of all reports: component by component, each by its bytes. `a/z` is before `a-b`.
pub(crate) fn by_components(a: &str, b: &str) -> std::cmp::Ordering {
    a.split('/').cmp(b.split('/'))
}

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
    /// On the command line: ignore rules do not apply to it.
    Named,
    /// Below a folder that was named.
    Found,
}
