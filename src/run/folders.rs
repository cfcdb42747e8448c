//! The folders of a run: the working directory and the root of the repository.

use std::path::{Path, PathBuf};

use super::error::RunError;
use crate::walk::is_repository;

/// The root of the repository that contains a folder, else the folder itself.
pub fn repository_root(folder: &Path) -> &Path {
    folder
        .ancestors()
        .find(|folder| is_repository(folder))
        .unwrap_or(folder)
}

/// The canonical folder inside which outputs follow no link: a repository could contain a link that makes a report
/// overwrite another file.
///
/// # Errors
/// The working directory is not known, or the root cannot be resolved.
pub fn output_root() -> Result<PathBuf, RunError> {
    let here = working_directory()?;
    let root = repository_root(&here);
    root.canonicalize().map_err(|source| RunError::Root {
        path: root.to_owned(),
        source,
    })
}

/// The absolute path of the working directory.
pub(super) fn working_directory() -> Result<PathBuf, RunError> {
    std::env::current_dir().map_err(RunError::WorkingDirectory)
}
