//! Refuses a repository whose own files lead git to another folder.
//!
//! No checkout does that, an unpacked archive can: `core.worktree` makes any folder of the machine the work
//! tree, a `.git` file or link or a `commondir` makes any repository the one that is read. `GIT_DIR` and
//! `GIT_WORK_TREE`, which hooks set, are trusted, since they come from the user.

use std::env;
use std::path::{Path, PathBuf};

use super::{GitError, command};
use crate::file_access::{FileKind, NamedBy, read_text};

/// Compares what git has found from `folder` with where it has to be: the work tree is around the folder, and
/// its `.git` and the repository lead to each other.
///
/// # Errors
/// They do not.
pub(super) fn refuse_elsewhere(folder: &Path, root: &Path, git_dir: &Path) -> Result<(), GitError> {
    if ["GIT_DIR", "GIT_WORK_TREE"]
        .iter()
        .any(|name| env::var_os(name).is_some())
    {
        return Ok(());
    }
    let dot_git = root.join(".git");
    let around = same_or_below(folder, root) && dot_git.symlink_metadata().is_ok();
    if !around || !is_named_by(&dot_git, git_dir) {
        return Err(GitError::Elsewhere(format!(
            "the configuration in {} makes {} the work tree (core.worktree), which is not the folder of that \
             repository; set GIT_WORK_TREE to scan it anyway",
            git_dir.display(),
            root.display()
        )));
    }
    let plain = dot_git
        .symlink_metadata()
        .is_ok_and(|metadata| metadata.is_dir());
    let leads_back = if plain {
        !git_dir.join("commondir").exists()
    } else {
        leads_back(folder, &dot_git, git_dir)
    };
    if !leads_back {
        return Err(GitError::Elsewhere(format!(
            "{} leads to a repository that does not belong to this folder; set GIT_DIR to use it anyway",
            dot_git.display()
        )));
    }
    Ok(())
}

fn same_or_below(folder: &Path, root: &Path) -> bool {
    let resolved = folder
        .canonicalize()
        .and_then(|folder| Ok((folder, root.canonicalize()?)));
    resolved.is_ok_and(|(folder, root)| folder.starts_with(root))
}

/// Whether `.git`, a folder, a link or a file with `gitdir: PATH`, is or names the repository.
fn is_named_by(dot_git: &Path, git_dir: &Path) -> bool {
    let named = if dot_git.is_dir() {
        Some(dot_git.to_owned())
    } else {
        path_in(dot_git, "gitdir: ")
    };
    same(named, git_dir)
}

/// Whether a repository outside of its work tree names this one: one of several worktrees has a file `gitdir`,
/// a submodule has `core.worktree`, which [`refuse_elsewhere`] has compared already.
fn leads_back(folder: &Path, dot_git: &Path, git_dir: &Path) -> bool {
    same(path_in(&git_dir.join("gitdir"), ""), dot_git)
        || command::run(folder, "config", ["--get", "core.worktree"])
            .is_ok_and(|output| output.success)
}

/// The path that a short file names after `prefix`; a relative one starts at the file's folder.
fn path_in(file: &Path, prefix: &str) -> Option<PathBuf> {
    named_in(file, prefix).map(|named| file.parent().unwrap_or(file).join(named))
}

/// The path that a short file names after `prefix`, as it is written.
pub(super) fn named_in(file: &Path, prefix: &str) -> Option<PathBuf> {
    let text = read_text(file, FileKind::GitFile, NamedBy::User).ok()?;
    let named = text.strip_prefix(prefix)?.trim_end();
    (!named.is_empty()).then(|| PathBuf::from(named))
}

fn same(named: Option<PathBuf>, path: &Path) -> bool {
    let resolved =
        named.and_then(|named| Some((named.canonicalize().ok()?, path.canonicalize().ok()?)));
    resolved.is_some_and(|(named, path)| named == path)
}
