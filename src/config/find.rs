//! Which file is the configuration, the nearest one upwards from a folder, and which files it may name.
//!
//! Inside a repository the search ends at its root; outside of one only the folder itself is looked at,
//! since a file that lies about in a home folder must not rule every project below it.

use std::fs;
use std::path::{Path, PathBuf};

use super::root::root_of;
use super::{ConfigError, FILE_NAMES, PYPROJECT};
use crate::file_access::{FileKind, NamedBy, is_absent, read};
use crate::walk::is_repository;

/// The configuration that applies in `folder`, an absolute path; absent if none exists.
///
/// # Errors
/// Two files in the same folder, a file that cannot be read, or a link, pipe or device instead of a file.
pub fn find(folder: &Path) -> Result<Option<PathBuf>, ConfigError> {
    for folder in folders(folder) {
        let mut found = None;
        for name in FILE_NAMES {
            if !is_configuration(folder, name)? {
                continue;
            }
            if let Some(first) = found.replace(name) {
                return Err(ConfigError::Two {
                    folder: folder.to_owned(),
                    first,
                    second: name,
                });
            }
        }
        if let Some(name) = found {
            return Ok(Some(folder.join(name)));
        }
    }
    Ok(None)
}

/// The folders that may have the configuration of a folder: it and those above it up to the repository's root.
pub fn folders(folder: &Path) -> Vec<&Path> {
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

/// Whether a folder has a configuration of this name. A link is not followed: it could lead to any file of
/// the machine, whose lines the messages about a configuration would then show.
fn is_configuration(folder: &Path, name: &str) -> Result<bool, ConfigError> {
    let path = folder.join(name);
    let metadata = match path.symlink_metadata() {
        Ok(metadata) => metadata,
        Err(error) if is_absent(&error) => return Ok(false),
        Err(source) => return Err(ConfigError::Read { path, source }),
    };
    if metadata.is_dir() {
        return Ok(false);
    }
    if metadata.is_symlink() {
        let about_others = name == PYPROJECT && !has_table_at_target(folder, &path)?;
        return if about_others {
            Ok(false)
        } else {
            Err(ConfigError::Special {
                path,
                is: "a symbolic link",
            })
        };
    }
    if !metadata.is_file() {
        return Err(ConfigError::Special {
            path,
            is: "a pipe, socket or device",
        });
    }
    if name == PYPROJECT {
        has_table(&path, &path)
    } else {
        Ok(true)
    }
}

/// Whether a link named `pyproject.toml` is a configuration. Packages of a repository share such a file for
/// other tools; of a target that is missing, nobody reads a configuration; any other one may have it.
fn has_table_at_target(folder: &Path, link: &Path) -> Result<bool, ConfigError> {
    let Ok(target) = fs::canonicalize(link) else {
        return Ok(false);
    };
    let is_inside = root_of(folder).is_ok_and(|root| target.starts_with(root));
    if is_inside && target.is_file() {
        has_table(link, &target)
    } else {
        Ok(true)
    }
}

/// Whether a `pyproject.toml` has our table. Most of these files are not about us, and may be broken without our
/// complaint.
fn has_table(path: &Path, target: &Path) -> Result<bool, ConfigError> {
    let text = read(target, FileKind::Pyproject, NamedBy::Repository).map_err(|source| {
        ConfigError::Read {
            path: path.to_owned(),
            source,
        }
    })?;
    let mentions_us = memchr::memmem::find(&text, b"bedrock-eol").is_some();
    Ok(mentions_us && super::read::has_table(&String::from_utf8_lossy(&text)))
}
