//! Files that git tracks although an ignore file matches them: they are part of the repository.
//!
//! Reads git's index without running git, so that a small scan is fast and no program that a repository configures can
//! start.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::ops::{Bound, Range};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use super::found::FoundPaths;
use super::git_index::{self, GitIndexError};
use super::rules::{Filters, PathVerdict, is_repository};
use super::shown_path::{ShownPath, describe, display};
use super::tree::{self, Whose, too_large};
use super::{Origin, Skip, SourcePath, WalkOptions};
use crate::file_access::{BaseFolder, FileKind, NamedBy, read};

/// Restores what `.gitignore` and `.ignore` exclude and git tracks; returns whether there was any.
/// What `--exclude` and `.bedrock-eol-ignore` leave out stays out: they are written for this tool.
///
/// A submodule that is taken back has ignore files and an index of its own, so that the same is done for what they
/// leave out, and so on.
pub(super) fn restore(
    found: &mut FoundPaths,
    cwd: &Path,
    filters: &Filters,
    options: &WalkOptions,
) -> bool {
    let before = found.files.len();
    let mut done = 0;
    while done < found.left_out.len() {
        let round = done..found.left_out.len();
        let (taken_back, folders) = tracked_of(round.clone(), found, filters, options);
        done = round.end - taken_back.len();
        for number in taken_back.into_iter().rev() {
            found.left_out.swap_remove(number);
        }
        let mut outer: Option<ShownPath> = None;
        for (shown, base) in folders {
            // Folders in it are walked with it: an index can name any number of folders in each other.
            if outer
                .as_ref()
                .is_some_and(|outer| shown.absolute.starts_with(&outer.absolute))
            {
                continue;
            }
            let whose = if is_repository(&shown.absolute) {
                Whose::Submodule
            } else {
                Whose::Tracked
            };
            tree::folder(&shown, &base, whose, cwd, filters, options, found);
            outer = Some(shown);
        }
    }
    found.files.len() > before
}

/// The repositories in each other that are asked whether they track a path: an outer one tracks what is in an inner one
/// only where the inner one was added without its knowledge.
const REPOSITORIES: usize = 8;

/// Which of what was left out in `round` is tracked: the numbers of what is taken back whole, from the lowest, and the
/// folders to walk, outer ones first. Tracked files are added to what was found.
fn tracked_of(
    round: Range<usize>,
    found: &mut FoundPaths,
    filters: &Filters,
    options: &WalkOptions,
) -> (BTreeSet<usize>, BTreeMap<ShownPath, Arc<BaseFolder>>) {
    let mut by_repository: BTreeMap<PathBuf, LeftOutNames> = BTreeMap::new();
    let unless_tracked = |verdict| {
        matches!(
            verdict,
            PathVerdict::Ignored
                | PathVerdict::Leftover
                | PathVerdict::Vendored
                | PathVerdict::Output
        )
    };
    for number in round.filter(|number| unless_tracked(found.left_out[*number].verdict)) {
        let left = &found.left_out[number];
        let absolute = left.absolute();
        for repository in left.rules.repositories().take(REPOSITORIES) {
            let Ok(below) = absolute.strip_prefix(repository.as_path()) else {
                continue;
            };
            by_repository
                .entry(repository.as_ref().clone())
                .or_default()
                .insert(&git_name(below), number);
        }
    }
    let (mut taken_back, mut folders) = (BTreeSet::new(), BTreeMap::new());
    for (repository, left_out) in by_repository {
        let tracked = match left_out.tracked_in(&repository) {
            Ok(tracked) => tracked,
            Err(reason) => {
                found.errors.push((
                    display(&repository),
                    format!("cannot read git's index: {reason}"),
                ));
                continue;
            }
        };
        for Tracked {
            path,
            number,
            is_folder,
        } in tracked
        {
            let left = &found.left_out[number];
            let absolute = repository.join(&path);
            let Ok(rest) = absolute.strip_prefix(left.absolute()) else {
                continue;
            };
            let whole = rest.as_os_str().is_empty();
            let open = if whole {
                left.open.clone()
            } else {
                left.open.join(rest)
            };
            if left.rules.excludes_below(&left.open, &open) {
                continue;
            }
            let shown = ShownPath {
                absolute: absolute.clone(),
                open,
            };
            let base = Arc::clone(&left.base);
            match entry_of(rest, is_folder, shown, &base, filters, options, found) {
                TrackedState::Absent => continue,
                TrackedState::Added => {}
                TrackedState::Folder(shown) => drop(folders.insert(shown, base)),
            }
            if whole {
                taken_back.insert(number);
            }
        }
    }
    (taken_back, folders)
}

/// What a tracked path is in the working tree.
enum TrackedState {
    /// Nothing that is to be scanned.
    Absent,
    /// A file, which was added to what was found.
    Added,
    /// A folder, which is to be walked.
    Folder(ShownPath),
}

/// Adds a tracked file if it still is one; `rest` is its path below the excluded folder. A folder counts only if git
/// tracks it as such: a folder that replaces a tracked file is not tracked.
fn entry_of(
    rest: &Path,
    is_folder: bool,
    shown: ShownPath,
    base: &Arc<BaseFolder>,
    filters: &Filters,
    options: &WalkOptions,
    found: &mut FoundPaths,
) -> TrackedState {
    // Where a folder was replaced by a link, the tracked path leads elsewhere.
    let folders = shown
        .open
        .ancestors()
        .skip(1)
        .take(rest.components().count());
    if folders
        .into_iter()
        .any(|at| at.symlink_metadata().is_ok_and(|m| m.is_symlink()))
    {
        return TrackedState::Absent;
    }
    // Tracked and deleted in the working tree: there is nothing to scan.
    let Ok(metadata) = shown.open.symlink_metadata() else {
        return TrackedState::Absent;
    };
    let verdict = filters.verdict_on_tracked(&shown.open);
    if metadata.is_dir() {
        // `--include` is for the files in it.
        let walked = is_folder && matches!(verdict, PathVerdict::Keep | PathVerdict::NotIncluded);
        return if walked {
            TrackedState::Folder(shown)
        } else {
            TrackedState::Absent
        };
    }
    if verdict != PathVerdict::Keep {
        return TrackedState::Absent;
    }
    let (shown, open) = (display(&shown.open), shown.open);
    if metadata.is_symlink() {
        found.skipped.push((shown, Skip::Link));
    } else if !metadata.is_file() {
        found.skipped.push((shown, Skip::SpecialFile));
    } else if too_large(&open, options).unwrap_or(false) {
        found.skipped.push((shown, Skip::TooLarge));
    } else {
        found.files.push(SourcePath {
            display: shown,
            open,
            origin: Origin::Below(Arc::clone(base)),
        });
    }
    TrackedState::Added
}

/// A path that git tracks and an ignore file leaves out.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Tracked {
    /// Relative to the root of the repository. The index is hostile: the path leads into no other folder and to no `.git`.
    path: PathBuf,
    /// Which of what was left out it is, or is in.
    number: usize,
    /// Whether everything in it is tracked where it is a folder.
    is_folder: bool,
}

/// What ignore files leave out of one repository: names as git keeps them, with a number each.
///
/// Kept with `/` as the lowest byte, so that what is in a folder comes right after the folder itself, and one
/// look-up finds it. Looking up each folder of a name took quadratic time for a name of many folders.
#[derive(Default)]
struct LeftOutNames(BTreeMap<Vec<u8>, usize>);

impl LeftOutNames {
    fn insert(&mut self, name: &[u8], number: usize) {
        self.0.insert(folders_first(name), number);
    }

    /// What the index of `repository` tracks of it and is in the working tree.
    fn tracked_in(&self, repository: &Path) -> Result<BTreeSet<Tracked>, GitIndexError> {
        let mut tracked = BTreeSet::new();
        let mut around = BTreeSet::new();
        visit_index(repository, |entry| {
            if let Some(number) = self.folder_or_file_of(entry.name) {
                // An index can spell far more names than there are files.
                let there = plain_path(entry.name)
                    .filter(|path| repository.join(path).symlink_metadata().is_ok());
                let is_folder = entry.is_folder;
                tracked.extend(there.map(|path| Tracked {
                    path,
                    number,
                    is_folder,
                }));
            } else if entry.is_folder && self.below(&folders_first(entry.name)).next().is_some() {
                around.insert(folders_first(entry.name));
            }
        })?;
        let mut outer: Option<Vec<u8>> = None;
        for folder in around {
            let inside = |outer: &Vec<u8>| {
                folder
                    .strip_prefix(&outer[..])
                    .is_some_and(|rest| rest[0] == 0)
            };
            let path = plain_path(&git_name_of(&folder));
            // The index of a submodule says what is tracked of it.
            let is_of_this = path.is_some_and(|path| !is_repository(&repository.join(path)));
            if !is_of_this || outer.as_ref().is_some_and(inside) {
                continue;
            }
            for (name, number) in self.below(&folder) {
                let path = plain_path(&git_name_of(name));
                tracked.extend(path.map(|path| Tracked {
                    path,
                    number,
                    is_folder: true,
                }));
            }
            outer = Some(folder);
        }
        Ok(tracked)
    }

    /// The entries in a folder, with their numbers; the name is that of the keys.
    fn below(&self, folder: &[u8]) -> impl Iterator<Item = (&[u8], usize)> {
        let (first, end) = ([folder, &[0]].concat(), [folder, &[1]].concat());
        self.0
            .range(first..end)
            .map(|(name, number)| (name.as_slice(), *number))
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
            let Some(slash) = key[..shared].iter().rposition(|byte| *byte == 0) else {
                break;
            };
            key.truncate(slash);
        }
        outermost
    }
}

fn up_to(key: &[u8]) -> (Bound<&[u8]>, Bound<&[u8]>) {
    (Bound::Unbounded, Bound::Included(key))
}

fn folders_first(name: &[u8]) -> Vec<u8> {
    name.iter()
        .map(|byte| if *byte == b'/' { 0 } else { *byte })
        .collect()
}

fn git_name_of(key: &[u8]) -> Vec<u8> {
    key.iter()
        .map(|byte| if *byte == 0 { b'/' } else { *byte })
        .collect()
}

/// Gives each entry in the index of a repository; a fresh repository has none.
pub(super) fn visit_index(
    repository: &Path,
    mut visit: impl FnMut(git_index::IndexEntry<'_>),
) -> Result<(), GitIndexError> {
    let unreadable = |error: io::Error| GitIndexError::Read(describe(&error));
    let Some(folder) = git_folder(repository).map_err(unreadable)? else {
        return Ok(());
    };
    let Some(index) = read_if_there(&folder.join("index")).map_err(unreadable)? else {
        return Ok(());
    };
    let shared = git_index::visit_entries(&index, &mut visit)?;
    let Some(shared) = shared else { return Ok(()) };
    let file = format!("sharedindex.{shared}");
    match read_if_there(&folder.join(&file)) {
        Ok(Some(index)) => git_index::visit_entries(&index, &mut visit).map(|_| ()),
        Ok(None) => Err(GitIndexError::NoSharedIndex(file)),
        Err(error) => Err(GitIndexError::SharedIndex {
            file,
            reason: describe(&error),
        }),
    }
}

/// The folder in which git keeps the index of this work tree.
pub(super) fn git_folder(repository: &Path) -> std::io::Result<Option<PathBuf>> {
    let git = repository.join(".git");
    if git.is_dir() {
        return Ok(Some(git));
    }
    // Work trees and submodules: `gitdir: PATH`, relative to the folder of the file.
    let content = read(&git, FileKind::GitFile, NamedBy::Repository)?;
    let line = content
        .strip_prefix(b"gitdir: ")
        .unwrap_or_default()
        .trim_ascii_end();
    Ok(from_git_name(line).map(|path| repository.join(path)))
}

fn read_if_there(path: &Path) -> std::io::Result<Option<Vec<u8>>> {
    match read(path, FileKind::GitIndex, NamedBy::Repository) {
        Ok(content) => Ok(Some(content)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// The path of a name, if it leads into no other folder and is not of git's own files.
pub(super) fn plain_path(name: &[u8]) -> Option<PathBuf> {
    let plain = |part: Component<'_>| matches!(part, Component::Normal(name) if name != ".git");
    from_git_name(name).filter(|path| path.components().all(plain))
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
    std::str::from_utf8(name)
        .ok()
        .filter(|name| !name.is_empty())
        .map(PathBuf::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_outermost_folder_around_a_name_is_found() {
        let mut left_out = LeftOutNames::default();
        for (number, name) in ["a", "a-x", "b/c", "b/c/d/e", "f.txt", "b/c-d"]
            .iter()
            .enumerate()
        {
            left_out.insert(name.as_bytes(), number);
        }
        let of = |name: &str| left_out.folder_or_file_of(name.as_bytes());
        assert_eq!(
            (of("a"), of("a/b"), of("a/b/c")),
            (Some(0), Some(0), Some(0))
        );
        assert_eq!((of("a-x/y"), of("a-"), of("ab")), (Some(1), None, None));
        assert_eq!(
            (of("b/c/q"), of("b/c/d/e/f"), of("b/c/d/ee")),
            (Some(2), Some(2), Some(2))
        );
        assert_eq!((of("b"), of("b/x"), of("b/c-d/x")), (None, None, Some(5)));
        assert_eq!(
            (of("f.txt"), of("f.txt/x"), of("g")),
            (Some(4), Some(4), None)
        );
    }
}
