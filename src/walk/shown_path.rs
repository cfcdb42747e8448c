//! A path in the file system, and how it is shown.

use std::path::{Component, Path, PathBuf};

use super::{Origin, SourcePath};
use crate::path_text::{self, PathStyle};

/// A path in the file system.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct ShownPath {
    /// Absolute, without `.` and `..`.
    pub(super) absolute: PathBuf,
    /// What is opened and shown: empty for the working directory.
    pub(super) open: PathBuf,
}

impl ShownPath {
    /// The file with this path.
    pub(super) fn source_path(&self) -> SourcePath {
        SourcePath {
            display: display(&self.open),
            open: self.open.clone(),
            origin: Origin::Named,
        }
    }
}

/// How a path is shown: with `/` on every system, `.` for the working directory.
pub(super) fn display(path: &Path) -> String {
    if path.as_os_str().is_empty() {
        return ".".to_owned();
    }
    PathStyle::HERE.slashes(&path_text::of_bytes(path.as_os_str().as_encoded_bytes()))
}

/// An error in words that fit after a path.
pub(super) fn describe(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "no such file or folder".to_owned(),
        std::io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => error.to_string(),
    }
}

/// Takes `.` and `..` out of a path by its text: nothing is looked up.
pub fn plain(path: &Path) -> PathBuf {
    path.components().fold(PathBuf::new(), |mut plain, part| {
        match part {
            Component::CurDir => {}
            Component::ParentDir => drop(plain.pop()),
            part => plain.push(part),
        }
        plain
    })
}
