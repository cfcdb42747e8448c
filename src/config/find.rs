//! Which file holds the configuration: the nearest one upwards from a folder.
//!
//! Inside a repository the search ends at its root; outside of one only the folder itself is looked at,
//! since a file that lies about in a home folder must not rule every project below it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{ConfigError, FILE_NAMES, PYPROJECT};
use crate::walk::is_repository;

/// The configuration that holds in `folder`, an absolute path; absent where there is none.
///
/// # Errors
/// Two files in the same folder, or a file that cannot be read.
pub fn find(folder: &Path) -> Result<Option<PathBuf>, ConfigError> {
    for folder in folders(folder) {
        let mut found = None;
        for name in FILE_NAMES {
            if !holds(&folder.join(name), name)? {
                continue;
            }
            if let Some(first) = found.replace(name) {
                return Err(ConfigError::Two { folder: folder.to_owned(), first, second: name });
            }
        }
        if let Some(name) = found {
            return Ok(Some(folder.join(name)));
        }
    }
    Ok(None)
}

/// The folder and those above it up to the repository's root.
fn folders(folder: &Path) -> Vec<&Path> {
    let mut folders = Vec::new();
    for ancestor in folder.ancestors() {
        folders.push(ancestor);
        if is_repository(ancestor) {
            return folders;
        }
    }
    folders.truncate(1);
    folders
}

fn holds(path: &Path, name: &str) -> Result<bool, ConfigError> {
    if name != PYPROJECT {
        return Ok(path.is_file());
    }
    match fs::read(path) {
        // Most of these files are not about us, and may be broken without our complaint.
        Ok(text) if memchr::memmem::find(&text, b"bedrock-eol").is_some() => {
            Ok(super::read::has_table(&String::from_utf8_lossy(&text)))
        }
        Ok(_) => Ok(false),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::IsADirectory) => {
            Ok(false)
        }
        Err(source) => Err(ConfigError::Read { path: path.to_owned(), source }),
    }
}
