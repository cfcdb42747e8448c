//! Where a path leads, once `..` and links are resolved, and whether that is inside a project.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

/// Why a path is refused.
#[derive(Debug, thiserror::Error)]
pub enum PathError {
    /// A part of the path that is inside the project is a link.
    #[error("{} is a symbolic link, and links in a repository are not followed", .0.display())]
    Link(PathBuf),
    /// The path leads out of the project.
    #[error("it leads out of the project {}", .0.display())]
    Outside(PathBuf),
    /// The path leads into the folder of git, where a file decides what git does.
    #[error("it leads into `.git`")]
    Git,
    /// The path cannot be resolved.
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl From<PathError> for io::Error {
    fn from(error: PathError) -> Self {
        match error {
            PathError::Io(error) => error,
            error => Self::other(error.to_string()),
        }
    }
}

/// The real path of an absolute one, as the system would resolve it. Links above `root` belong to the machine and
/// are followed, links inside it belong to the repository and are refused, the last part of the path included. What
/// does not exist is not a link. `root` is canonical.
///
/// # Errors
/// A part inside `root` is a link, or one outside cannot be resolved.
pub fn resolve(path: &Path, root: &Path) -> Result<PathBuf, PathError> {
    resolve_through(path, root, &mut |_| false)
}

/// The same, and links inside `root` are followed that are known; asked with their real paths.
///
/// # Errors
/// As [`resolve`], for other links, and where more links follow each other than a system follows.
pub fn resolve_through(
    path: &Path,
    root: &Path,
    is_known: &mut dyn FnMut(&Path) -> bool,
) -> Result<PathBuf, PathError> {
    follow(path, root, is_known, &mut 0)
}

/// As many links as Linux follows in one path.
const MOST_LINKS: usize = 40;

fn follow(
    path: &Path,
    root: &Path,
    is_known: &mut dyn FnMut(&Path) -> bool,
    followed: &mut usize,
) -> Result<PathBuf, PathError> {
    let mut real = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => drop(real.pop()),
            Component::Prefix(_) | Component::RootDir => real.push(part),
            Component::Normal(name) => {
                let is_inside = real.starts_with(root);
                real.push(name);
                if !real
                    .symlink_metadata()
                    .is_ok_and(|metadata| metadata.is_symlink())
                {
                    continue;
                }
                if !is_inside {
                    real = fs::canonicalize(&real)?;
                    continue;
                }
                if !is_known(&real) {
                    return Err(PathError::Link(
                        real.strip_prefix(root).unwrap_or(&real).to_owned(),
                    ));
                }
                *followed += 1;
                if *followed > MOST_LINKS {
                    return Err(io::Error::other("too many symbolic links").into());
                }
                // What it leads to can lead through another link.
                let target = fs::read_link(&real)?;
                real.pop();
                real = follow(&real.join(target), root, is_known, followed)?;
            }
        }
    }
    Ok(real)
}

/// The real path of one in a repository's configuration, which must be inside `root`.
///
/// # Errors
/// A part inside `root` is a link, one outside cannot be resolved, or the path leads out of `root`.
pub fn stays_inside(path: &Path, root: &Path) -> Result<PathBuf, PathError> {
    let real = resolve(path, root)?;
    if real.starts_with(root) {
        Ok(real)
    } else {
        Err(PathError::Outside(root.to_owned()))
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;

    use super::{resolve, stays_inside};

    #[test]
    fn links_and_parents_are_resolved_as_the_system_does() {
        let folder = tempfile::tempdir().expect("a folder");
        let top = fs::canonicalize(folder.path()).expect("canonical");
        let root = top.join("root");
        fs::create_dir_all(root.join("in")).expect("made");
        fs::create_dir_all(top.join("out")).expect("made");
        symlink(top.join("out"), root.join("away")).expect("linked");
        symlink(root.join("in"), root.join("within")).expect("linked");
        symlink(&root, top.join("alias")).expect("linked");
        let said = |path: &str| match stays_inside(&top.join(path), &root) {
            Ok(real) => real
                .strip_prefix(&top)
                .expect("below")
                .display()
                .to_string(),
            Err(error) => error
                .to_string()
                .replace(&format!("{}/", top.display()), ""),
        };
        let link = |name: &str| {
            format!("{name} is a symbolic link, and links in a repository are not followed")
        };
        for (path, expected) in [
            ("root/in/x", "root/in/x".to_owned()),
            ("root/in/../y", "root/y".to_owned()),
            ("root/none/x", "root/none/x".to_owned()),
            ("alias/in/x", "root/in/x".to_owned()),
            (
                "root/../out/x",
                "it leads out of the project root".to_owned(),
            ),
            ("root/away/../root/x", link("away")),
            ("root/away", link("away")),
            ("alias/within/x", link("within")),
        ] {
            assert_eq!(said(path), expected, "{path}");
        }
        assert!(resolve(&top.join("out/x"), &root).is_ok());
    }
}
