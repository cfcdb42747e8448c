//! A file to scan: how it is shown, and how it is opened.

use std::path::PathBuf;
use std::sync::Arc;

use crate::file_access::BaseFolder;

/// The order of all reports: component by component, each by its bytes. `a/z` is before `a-b`.
pub(crate) fn by_components(a: &str, b: &str) -> std::cmp::Ordering {
    a.split('/').cmp(b.split('/'))
}

/// A file to scan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourcePath {
    /// What reports show: relative to the working directory where the file is below it, with `/`.
    /// Bytes that are not UTF-8 are shown as U+FFFD.
    pub display: String,
    /// What is opened.
    pub open: PathBuf,
    /// Whether the user named it or it was found below a folder.
    pub origin: Origin,
}

/// How a path came into the scan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// On the command line: ignore rules do not apply to it, and it may be a link.
    Named,
    /// Below this folder: no link is followed on the way from it to the file.
    Below(Arc<BaseFolder>),
}

impl Origin {
    /// Of the files below a folder; clones share its handle.
    pub fn below(folder: PathBuf) -> Self {
        Self::Below(Arc::new(BaseFolder::new(folder)))
    }
}
