//! Where the project ends, and what a configuration may name outside of it.

use std::fs;
use std::path::{Path, PathBuf};

use crate::file_access::{PathError, stays_inside};
use crate::walk::{is_repository, plain};

/// The canonical folder that a configuration in `folder` may name files of: the root of its repository, else `folder`.
pub(super) fn root_of(folder: &Path) -> std::io::Result<PathBuf> {
    let folder = fs::canonicalize(if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    })?;
    let root = folder.ancestors().find(|folder| is_repository(folder));
    Ok(root.unwrap_or(&folder).to_owned())
}

/// Which files a configuration may name.
#[derive(Clone, Copy)]
pub(super) enum MayName<'a> {
    /// Any, since the user vouches for the configuration.
    Anything,
    /// Those inside this canonical folder, not through a link.
    InFolder(&'a Path),
    /// Those inside this root of a repository, one of whose commits has the configuration. They are read from the same
    /// commit, where no path leads through a link.
    InCommit(&'a Path),
}

impl MayName<'_> {
    /// Whether it may name the file at this path, relative to the working directory or absolute.
    pub(super) fn check(self, path: &Path) -> Result<(), PathError> {
        match self {
            Self::Anything => Ok(()),
            Self::InFolder(root) => stays_inside(&std::path::absolute(path)?, root).map(drop),
            Self::InCommit(root) => match plain(&std::path::absolute(path)?).starts_with(root) {
                true => Ok(()),
                false => Err(PathError::Outside(root.to_owned())),
            },
        }
    }
}
