//! Finds the `git` to run, never one from the scanned tree.
//!
//! `PATH=.:$PATH` is common enough, and a system that looks a program up itself would take `./git`, or
//! `git.exe` of the working directory on Windows.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::GitError;
use crate::file_access::may_exist;

/// The program, by its absolute path. `PATH` is looked at once; which of its programs is outside of the scanned tree is asked
/// for each folder, since one run can scan several.
///
/// # Errors
/// None is in a folder of `PATH` that counts.
pub(super) fn of(folder: &Path) -> Result<&'static Path, GitError> {
    static FOUND: OnceLock<Vec<FoundGit>> = OnceLock::new();
    let found = FOUND.get_or_init(|| all(&env::var_os("PATH").unwrap_or_default()));
    let tree = tree_of(folder);
    let outside = found.iter().find(|git| git.is_outside(tree.as_deref()));
    let git = outside.ok_or(GitError::NotFound)?;
    Ok(&git.program)
}

/// A program `git` of `PATH`.
struct FoundGit {
    program: PathBuf,
    /// The same without links.
    real: PathBuf,
}

impl FoundGit {
    fn is_outside(&self, tree: Option<&Path>) -> bool {
        !tree.is_some_and(|tree| self.real.starts_with(tree) || self.program.starts_with(tree))
    }
}

/// The work tree around a folder, else the folder itself, without links.
fn tree_of(folder: &Path) -> Option<PathBuf> {
    let folder = folder.canonicalize().ok()?;
    let root = folder
        .ancestors()
        .find(|folder| may_exist(&folder.join(".git")));
    Some(root.unwrap_or(&folder).to_owned())
}

/// Each `git` in an absolute folder of `path`. Empty and relative folders of `PATH` mean the working directory, which may be
/// the scanned one.
fn all(path: &OsStr) -> Vec<FoundGit> {
    let name = if cfg!(windows) { "git.exe" } else { "git" };
    env::split_paths(path)
        .filter(|folder| folder.is_absolute())
        .map(|folder| folder.join(name))
        .filter_map(|program| {
            let real = program.canonicalize().ok()?;
            is_program(&real).then_some(FoundGit { program, real })
        })
        .collect()
}

#[cfg(unix)]
fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    path.metadata()
        .is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(path: &Path) -> bool {
    path.is_file()
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use super::*;

    fn program_in(folder: &Path) -> PathBuf {
        fs::create_dir_all(folder).unwrap();
        let program = folder.join("git");
        fs::write(&program, "#!/bin/sh\n").unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        program
    }

    #[test]
    fn git_is_only_looked_up_in_absolute_folders_outside_of_the_tree() {
        let home = tempfile::tempdir().unwrap();
        let home = home.path().canonicalize().unwrap();
        let (tree, outside) = (home.join("tree"), home.join("bin"));
        let (planted, installed) = (program_in(&tree.join("tools")), program_in(&outside));
        symlink(&planted, home.join("tree/git")).unwrap();
        fs::create_dir(home.join("linked")).unwrap();
        symlink(&planted, home.join("linked/git")).unwrap();
        fs::create_dir(home.join("empty")).unwrap();
        fs::write(home.join("empty/git"), "").unwrap();
        let found = |folders: &[&Path]| {
            let all = all(&env::join_paths(folders).unwrap());
            let outside = all.into_iter().find(|git| git.is_outside(Some(&tree)));
            outside.map(|git| git.program)
        };
        assert_eq!(
            found(&[Path::new("."), Path::new(""), Path::new("tools"), &outside]),
            Some(installed.clone())
        );
        assert_eq!(
            found(&[
                &tree,
                &tree.join("tools"),
                &home.join("linked"),
                &home.join("empty")
            ]),
            None
        );
        assert_eq!(found(&[&home.join("absent"), &outside]), Some(installed));
    }
}
