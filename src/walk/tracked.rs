//! Files that git tracks although an ignore file names them: they are part of the repository.
//!
//! Git's index is read here and no git program is run, so that a small scan stays fast and nothing that a
//! repository configures can start.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::path::{Component, Path, PathBuf};

use super::found::Found;
use super::git_index;
use super::place::{describe, display};
use super::rules::{Filters, Verdict};
use super::tree::too_large;
use super::{Origin, Skip, SourcePath, WalkOptions};
use crate::file_access::{FileKind, NamedBy, read};

/// Takes back what `.gitignore` and `.ignore` leave out and git tracks; tells whether there was any.
/// What `--exclude` and `.bedrock-eol-ignore` leave out stays out: they are written for this tool.
pub(super) fn restore(found: &mut Found, filters: &Filters, options: &WalkOptions) -> bool {
    let mut by_repository: BTreeMap<PathBuf, LeftOut> = BTreeMap::new();
    let unless_tracked = |verdict| matches!(verdict, Verdict::Ignored | Verdict::Leftover);
    for (number, left) in found.left_out.iter().enumerate().filter(|(_, l)| unless_tracked(l.verdict)) {
        let Some(repository) = &left.rules.repository else { continue };
        let absolute = left.absolute();
        let Ok(below) = absolute.strip_prefix(repository.as_path()) else { continue };
        by_repository.entry(repository.as_ref().clone()).or_default().insert(&git_name(below), number);
    }
    let before = found.files.len();
    let mut taken_back = Vec::new();
    for (repository, left_out) in by_repository {
        let mut tracked = Vec::new();
        let visited = visit_index(&repository, |name| {
            if let Some(number) = left_out.folder_or_file_of(name) {
                tracked.push((name.to_vec(), number));
            }
        });
        if let Err(reason) = visited {
            found.errors.push((display(&repository), format!("cannot read git's index: {reason}")));
            continue;
        }
        for (name, number) in tracked {
            // An index is hostile, too: no name of it leads out of the folder that was left out.
            let plain = |path: &PathBuf| {
                path.components().all(|c| matches!(c, Component::Normal(name) if name != ".git"))
            };
            let Some(path) = from_git_name(&name).filter(plain) else { continue };
            let left = &found.left_out[number];
            let absolute = repository.join(&path);
            let Ok(rest) = absolute.strip_prefix(left.absolute()) else { continue };
            let whole = rest.as_os_str().is_empty();
            let open = if whole { left.open.clone() } else { left.open.join(rest) };
            let kept = filters.verdict_anywhere(&open) == Verdict::Keep
                && !left.rules.excludes_below(&left.open, &open);
            if kept && tracked_file(rest, open, options, found) && whole {
                taken_back.push(number);
            }
        }
    }
    taken_back.sort_unstable();
    for number in taken_back.into_iter().rev() {
        found.left_out.swap_remove(number);
    }
    found.files.len() > before
}

/// Adds a tracked file if it still is one; `rest` is its path below what was left out. Tells whether it was
/// dealt with.
fn tracked_file(rest: &Path, open: PathBuf, options: &WalkOptions, found: &mut Found) -> bool {
    // Where a folder was replaced by a link, the tracked path leads elsewhere.
    let folders = open.ancestors().skip(1).take(rest.components().count());
    if folders.into_iter().any(|at| at.symlink_metadata().is_ok_and(|m| m.is_symlink())) {
        return false;
    }
    // Tracked and deleted in the working tree: there is nothing to scan.
    let Ok(metadata) = open.symlink_metadata() else { return false };
    let shown = display(&open);
    if metadata.is_symlink() {
        found.skipped.push((shown, Skip::Link));
    } else if metadata.is_dir() {
        return false;
    } else if !metadata.is_file() {
        found.skipped.push((shown, Skip::SpecialFile));
    } else if too_large(&open, options).unwrap_or(false) {
        found.skipped.push((shown, Skip::TooLarge));
    } else {
        found.files.push(SourcePath { display: shown, open, origin: Origin::Found });
    }
    true
}

/// What ignore files leave out of one repository: names as git keeps them, with a number each.
///
/// Kept with `/` as the lowest byte, so that what is in a folder comes right after the folder itself, and one
/// look-up finds it. Looking up each folder of a name took quadratic time for a name of many folders.
#[derive(Default)]
struct LeftOut(BTreeMap<Vec<u8>, usize>);

impl LeftOut {
    fn insert(&mut self, name: &[u8], number: usize) {
        self.0.insert(folders_first(name), number);
    }

    /// The number of the outermost entry that is this name or a folder around it.
    fn folder_or_file_of(&self, name: &[u8]) -> Option<usize> {
        let mut key = folders_first(name);
        let mut outermost = None;
        while let Some((entry, number)) = self.0.range::<[u8], _>(up_to(&key)).next_back() {
            let shared = entry.iter().zip(&key).take_while(|(a, b)| a == b).count();
            let around = shared == entry.len() && (shared == key.len() || key[shared] == 0);
            if around {
                outermost = Some(*number);
            }
            // What is further out is shorter than this entry, or than what the two have in common.
            let Some(slash) = key[..shared].iter().rposition(|byte| *byte == 0) else { break };
            key.truncate(slash);
        }
        outermost
    }
}

fn up_to(key: &[u8]) -> (Bound<&[u8]>, Bound<&[u8]>) {
    (Bound::Unbounded, Bound::Included(key))
}

fn folders_first(name: &[u8]) -> Vec<u8> {
    name.iter().map(|byte| if *byte == b'/' { 0 } else { *byte }).collect()
}

/// Gives each name in the index of a repository; a fresh repository has none.
fn visit_index(repository: &Path, mut visit: impl FnMut(&[u8])) -> Result<(), String> {
    let Some(folder) = git_folder(repository).map_err(|error| describe(&error))? else { return Ok(()) };
    let Some(index) = read_if_there(&folder.join("index")).map_err(|error| describe(&error))? else {
        return Ok(());
    };
    let shared = git_index::visit_names(&index, &mut visit)?;
    let Some(shared) = shared else { return Ok(()) };
    let file = format!("sharedindex.{shared}");
    match read_if_there(&folder.join(&file)) {
        Ok(Some(index)) => git_index::visit_names(&index, &mut visit).map(|_| ()),
        Ok(None) => Err(format!("it is split, and {file} is missing")),
        Err(error) => Err(format!("it is split, and {file} cannot be read: {}", describe(&error))),
    }
}

/// The folder in which git keeps the index of this work tree.
fn git_folder(repository: &Path) -> std::io::Result<Option<PathBuf>> {
    let git = repository.join(".git");
    if git.is_dir() {
        return Ok(Some(git));
    }
    // Work trees and submodules: `gitdir: PATH`, relative to the folder of the file.
    let content = read(&git, FileKind::GitFile, NamedBy::Repository)?;
    let line = content.strip_prefix(b"gitdir: ").unwrap_or_default().trim_ascii_end();
    Ok(from_git_name(line).map(|path| repository.join(path)))
}

fn read_if_there(path: &Path) -> std::io::Result<Option<Vec<u8>>> {
    match read(path, FileKind::GitIndex, NamedBy::Repository) {
        Ok(content) => Ok(Some(content)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

#[cfg(unix)]
fn git_name(path: &Path) -> Vec<u8> {
    path.as_os_str().as_encoded_bytes().to_vec()
}

#[cfg(not(unix))]
fn git_name(path: &Path) -> Vec<u8> {
    path.to_string_lossy().replace('\\', "/").into_bytes()
}

#[cfg(unix)]
fn from_git_name(name: &[u8]) -> Option<PathBuf> {
    use std::os::unix::ffi::OsStrExt as _;
    (!name.is_empty()).then(|| PathBuf::from(std::ffi::OsStr::from_bytes(name)))
}

#[cfg(not(unix))]
fn from_git_name(name: &[u8]) -> Option<PathBuf> {
    std::str::from_utf8(name).ok().filter(|name| !name.is_empty()).map(PathBuf::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_outermost_folder_around_a_name_is_found() {
        let mut left_out = LeftOut::default();
        for (number, name) in ["a", "a-x", "b/c", "b/c/d/e", "f.txt", "b/c-d"].iter().enumerate() {
            left_out.insert(name.as_bytes(), number);
        }
        let of = |name: &str| left_out.folder_or_file_of(name.as_bytes());
        assert_eq!((of("a"), of("a/b"), of("a/b/c")), (Some(0), Some(0), Some(0)));
        assert_eq!((of("a-x/y"), of("a-"), of("ab")), (Some(1), None, None));
        assert_eq!((of("b/c/q"), of("b/c/d/e/f"), of("b/c/d/ee")), (Some(2), Some(2), Some(2)));
        assert_eq!((of("b"), of("b/x"), of("b/c-d/x")), (None, None, Some(5)));
        assert_eq!((of("f.txt"), of("f.txt/x"), of("g")), (Some(4), Some(4), None));
    }
}
