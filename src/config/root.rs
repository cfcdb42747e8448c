//! Where the project ends, and what a configuration may name outside of it.

use std::fs;
use std::path::{Component, Path, PathBuf};

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
        let (real, root) = match self {
            Self::Anything => return Ok(()),
            Self::InFolder(root) => (stays_inside(&std::path::absolute(path)?, root)?, root),
            Self::InCommit(root) => (plain(&std::path::absolute(path)?), root),
        };
        match real.strip_prefix(root) {
            Err(_) => Err(PathError::Outside(root.to_owned())),
            Ok(below) if below.components().any(is_git) => Err(PathError::Git),
            Ok(_) => Ok(()),
        }
    }
}

/// Whether some file system takes a part of a path for `.git`. The names are those that git refuses in a checkout: in any
/// case, with dots, spaces or a stream after it or as a short name on NTFS, with code points that HFS+ ignores.
fn is_git(part: Component<'_>) -> bool {
    let name: String = part
        .as_os_str()
        .to_string_lossy()
        .chars()
        .filter(char::is_ascii)
        .collect();
    let name = name.split([':', '\\']).next().unwrap_or_default();
    let name = name.trim_end_matches(['.', ' ']);
    name.eq_ignore_ascii_case(".git") || name.eq_ignore_ascii_case("git~1")
}

#[cfg(test)]
mod tests {
    use std::path::{Component, Path};

    use super::is_git;

    #[test]
    fn names_that_a_file_system_takes_for_gits_folder() {
        for (name, expected) in [
            (".git", true),
            (".GiT", true),
            (".git. .", true),
            (".git::$INDEX_ALLOCATION", true),
            (".git\\hooks", true),
            ("GIT~1", true),
            (".g\u{200c}it", true),
            (".gitignore", false),
            (".github", false),
            ("git", false),
            ("a.git", false),
        ] {
            let is = Path::new(name)
                .components()
                .any(|part| matches!(part, Component::Normal(_)) && is_git(part));
            assert_eq!(is, expected, "{name}");
        }
    }
}
