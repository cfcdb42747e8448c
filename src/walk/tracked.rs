//! Files that git tracks although an ignore file names them: they are part of the repository.
//!
//! Git's index is read here and no git program is run, so that a small scan stays fast and nothing that a
//! repository configures can start. Format: `gitformat-index(5)`, versions 2 to 4.

use std::collections::HashMap;
use std::fs;
use std::path::{Component, Path, PathBuf};

use super::found::Found;
use super::place::{describe, display};
use super::rules::{Filters, Verdict};
use super::tree::too_large;
use super::{Origin, Skip, SourcePath, WalkOptions};

/// Takes back what `.gitignore` and `.ignore` leave out and git tracks; tells whether there was any.
/// What `--exclude` and `.bedrock-eol-ignore` leave out stays out: they are written for this tool.
pub(super) fn restore(found: &mut Found, filters: &Filters, options: &WalkOptions) -> bool {
    let mut by_repository: HashMap<PathBuf, HashMap<Vec<u8>, usize>> = HashMap::new();
    for (number, left) in found.left_out.iter().enumerate().filter(|(_, l)| l.verdict == Verdict::Ignored) {
        let Some(repository) = &left.rules.repository else { continue };
        let absolute = left.absolute();
        let Ok(below) = absolute.strip_prefix(repository.as_path()) else { continue };
        let names = by_repository.entry(repository.as_ref().clone()).or_default();
        names.insert(git_name(below), number);
    }
    let mut repositories: Vec<_> = by_repository.into_iter().collect();
    repositories.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
    let before = found.files.len();
    let mut taken_back = Vec::new();
    for (repository, left_out) in repositories {
        let names = match index_of(&repository)
            .map(|index| index.map_or(Ok(Vec::new()), |index| names(&index)))
        {
            Ok(Ok(names)) => names,
            Ok(Err(reason)) => {
                found.errors.push((display(&repository), format!("cannot read git's index: {reason}")));
                continue;
            }
            Err(error) => {
                found
                    .errors
                    .push((display(&repository), format!("cannot read git's index: {}", describe(&error))));
                continue;
            }
        };
        for name in names {
            let Some(number) = prefixes(&name).find_map(|prefix| left_out.get(prefix)) else { continue };
            // An index is hostile, too: no name of it leads out of the folder that was left out.
            let plain = |path: &PathBuf| {
                path.components().all(|c| matches!(c, Component::Normal(name) if name != ".git"))
            };
            let Some(path) = from_git_name(&name).filter(plain) else { continue };
            let left = &found.left_out[*number];
            let absolute = repository.join(&path);
            let Ok(rest) = absolute.strip_prefix(left.absolute()) else { continue };
            let whole = rest.as_os_str().is_empty();
            let open = if whole { left.open.clone() } else { left.open.join(rest) };
            let kept = filters.verdict_anywhere(&open) == Verdict::Keep
                && !left.rules.excludes_below(&left.open, &open);
            if kept && tracked_file(rest, open, options, found) && whole {
                taken_back.push(*number);
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

/// The name itself and each folder that it is in.
fn prefixes(name: &[u8]) -> impl Iterator<Item = &[u8]> {
    let folders = name.iter().enumerate().filter(|(_, byte)| **byte == b'/').map(|(at, _)| &name[..at]);
    folders.chain([name])
}

/// The index of a repository; a fresh one has none.
fn index_of(repository: &Path) -> std::io::Result<Option<Vec<u8>>> {
    let git = repository.join(".git");
    let folder = if git.is_dir() {
        git
    } else {
        // Work trees and submodules: `gitdir: PATH`, relative to the folder of the file.
        let content = fs::read(&git)?;
        let line = content.strip_prefix(b"gitdir: ").unwrap_or_default().trim_ascii_end();
        match from_git_name(line) {
            Some(path) => repository.join(path),
            None => return Ok(None),
        }
    };
    match fs::read(folder.join("index")) {
        Ok(index) => Ok(Some(index)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// The paths in an index. Object names are of SHA-1 or SHA-256; which of them, only the configuration says,
/// so that the length under which the entries fit is taken.
fn names(index: &[u8]) -> Result<Vec<Vec<u8>>, String> {
    parse(index, 20).or_else(|reason| parse(index, 32).map_err(|_| reason))
}

/// Bytes of an entry before its object name: times, device, inode, mode, owner, size.
const STAT_BYTES: usize = 40;

fn parse(index: &[u8], hash: usize) -> Result<Vec<Vec<u8>>, String> {
    const BROKEN: &str = "it is damaged";
    let word = |at: usize| index.get(at..at + 4).and_then(|b| b.try_into().ok()).map(u32::from_be_bytes);
    if !index.starts_with(b"DIRC") {
        return Err(BROKEN.to_owned());
    }
    let (version, count) = (word(4).ok_or(BROKEN)?, word(8).ok_or(BROKEN)?);
    if !(2..=4).contains(&version) {
        return Err(format!("its version {version} is not known"));
    }
    let mut names: Vec<Vec<u8>> = Vec::new();
    let mut at = 12;
    for _ in 0..count {
        let start = at;
        at += STAT_BYTES + hash;
        let flags = index.get(at..at + 2).ok_or(BROKEN)?;
        let (flags, length) = (flags[0], usize::from(u16::from_be_bytes([flags[0], flags[1]]) & 0xFFF));
        at += if version >= 3 && flags & 0x40 != 0 { 4 } else { 2 };
        let mut name = Vec::new();
        if version == 4 {
            let dropped = varint(index, &mut at).ok_or(BROKEN)?;
            let last = names.last().map_or(&[][..], Vec::as_slice);
            name.extend_from_slice(&last[..last.len().checked_sub(dropped).ok_or(BROKEN)?]);
        }
        let rest = index.get(at..).ok_or(BROKEN)?;
        let end = memchr::memchr(0, rest).ok_or(BROKEN)?;
        name.extend_from_slice(&rest[..end]);
        if name.is_empty() || (length < 0xFFF && name.len() != length) {
            return Err(BROKEN.to_owned());
        }
        at += end + 1;
        if version < 4 {
            // Entries are filled up with one to eight NULs to a multiple of eight.
            at = start + (at - start).next_multiple_of(8);
        }
        names.push(name);
    }
    if index.get(at..at + 4) == Some(b"link") {
        return Err("it is split (core.splitIndex); `git update-index --no-split-index` joins it".to_owned());
    }
    Ok(names)
}

/// The offset encoding of git's packs: each byte but the last has its high bit set and counts from one.
fn varint(index: &[u8], at: &mut usize) -> Option<usize> {
    let mut value = 0usize;
    loop {
        let byte = *index.get(*at)?;
        *at += 1;
        value = value.checked_shl(7)?.checked_add(usize::from(byte & 0x7F))?;
        if byte & 0x80 == 0 {
            return Some(value);
        }
        value = value.checked_add(1)?;
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
