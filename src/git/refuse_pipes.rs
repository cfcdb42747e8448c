//! Refuses a repository in which `git` itself would never end: one whose own files are pipes, devices or huge.
//!
//! Git opens these files without asking what they are, waits for the writer of a pipe, and reads most of them whole. No
//! checkout makes such a file, an unpacked archive can: a hole of a terabyte takes no space in it. What git reads first is looked at; objects and packs are left to
//! [`PipeWatch`](super::pipes::PipeWatch), since there may be thousands of them.

use std::env;
use std::path::{Path, PathBuf};

use super::GitError;
use super::location::named_in;
use crate::file_access::{FileKind, may_exist};

/// Files that git opens in order to start, in its folder and in the one that several worktrees share.
const OPENED_FIRST: &[&str] = &[
    "HEAD",
    "commondir",
    "config",
    "config.worktree",
    "index",
    "info/attributes",
    "info/exclude",
    "info/grafts",
    "objects/info/alternates",
    "packed-refs",
    "shallow",
];

/// The largest file that git may open in order to start. Those of the largest repositories are a tenth of it.
const LARGEST: u64 = FileKind::GitIndex.limit();

/// Looks at the repository that git would find from `folder`.
///
/// # Errors
/// A file that git would open is a pipe, socket or device, or a link to one, or larger than [`LARGEST`].
pub(super) fn refuse_special_files(folder: &Path) -> Result<(), GitError> {
    let folders = folders(folder);
    let branch = folders
        .first()
        .and_then(|git_dir| named_in(&git_dir.join("HEAD"), "ref: "));
    let opened = || OPENED_FIRST.iter().map(Path::new).chain(branch.as_deref());
    for folder in &folders {
        opened().try_for_each(|name| refuse(&folder.join(name)))?;
    }
    Ok(())
}

/// Git's folder for the worktree around `folder`, then the one that several worktrees share; empty where git would
/// find none.
pub(super) fn folders(folder: &Path) -> Vec<PathBuf> {
    let Some(git_dir) = git_dir(folder) else {
        return Vec::new();
    };
    let shared = named_in(&git_dir.join("commondir"), "").map(|named| git_dir.join(named));
    [Some(git_dir), shared].into_iter().flatten().collect()
}

/// Git's folder for this worktree; absent if none exists, which git reports better.
fn git_dir(folder: &Path) -> Option<PathBuf> {
    if let Some(named) = env::var_os("GIT_DIR") {
        return Some(folder.join(named));
    }
    let folder = env::current_dir().ok()?.join(folder);
    if is_bare(&folder) {
        return Some(folder);
    }
    let root = folder
        .ancestors()
        .find(|folder| may_exist(&folder.join(".git")))?;
    let git = root.join(".git");
    if git.is_dir() {
        Some(git)
    } else {
        Some(root.join(named_in(&git, "gitdir: ")?))
    }
}

/// Whether a folder is itself a repository: one without a working tree, or the `.git` of one. On a server, hooks run in it with
/// `GIT_DIR`.
pub(super) fn is_bare(folder: &Path) -> bool {
    let is_file = |name| {
        let found = folder.join(name).symlink_metadata();
        found.is_ok_and(|found| !found.is_dir())
    };
    let is_folder = |name| folder.join(name).is_dir();
    let is_named = env::var_os("GIT_DIR").is_none_or(|named| {
        let (named, folder) = (folder.join(named).canonicalize(), folder.canonicalize());
        named.is_ok_and(|named| folder.is_ok_and(|folder| named == folder))
    });
    is_named
        && env::var_os("GIT_WORK_TREE").is_none()
        && !may_exist(&folder.join(".git"))
        && is_file("HEAD")
        && is_folder("objects")
        && is_folder("refs")
}

/// Folders of git that have the history, and the files that name its commits.
const HISTORY: &[&str] = &[
    "HEAD",
    "objects",
    "objects/info",
    "objects/pack",
    "packed-refs",
    "refs",
    "refs/heads",
    "refs/remotes",
    "refs/tags",
];

/// Looks whether a part of the repository that git would find from `folder` is a link to somewhere else: the history of
/// another repository would be read, and printed where it is invalid. `GIT_DIR` comes from the user.
///
/// # Errors
/// A part is such a link.
pub(super) fn refuse_links(folder: &Path) -> Result<(), GitError> {
    if env::var_os("GIT_DIR").is_some() {
        return Ok(());
    }
    let folders = folders(folder);
    let branch = folders
        .first()
        .and_then(|git_dir| named_in(&git_dir.join("HEAD"), "ref: "));
    let parts = || HISTORY.iter().map(Path::new).chain(branch.as_deref());
    let own: Vec<PathBuf> = folders
        .iter()
        .filter_map(|folder| folder.canonicalize().ok())
        .collect();
    for path in folders
        .iter()
        .flat_map(|folder| parts().map(|part| folder.join(part)))
    {
        let is_link = path
            .symlink_metadata()
            .is_ok_and(|metadata| metadata.is_symlink());
        let target = || path.canonicalize();
        if is_link && target().is_ok_and(|to| !own.iter().any(|own| to.starts_with(own))) {
            return Err(GitError::Elsewhere(format!(
                "{} leads to a repository that does not belong to this folder; set GIT_DIR to use it anyway",
                path.display()
            )));
        }
    }
    Ok(())
}

fn refuse(path: &Path) -> Result<(), GitError> {
    match path.metadata() {
        Ok(metadata) if !metadata.is_file() && !metadata.is_dir() => {
            Err(GitError::Special(path.to_owned()))
        }
        Ok(metadata) if metadata.is_file() && metadata.len() > LARGEST => Err(GitError::Huge {
            path: path.to_owned(),
            mebibytes: LARGEST >> 20,
        }),
        _ => Ok(()),
    }
}
