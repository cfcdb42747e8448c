//! Folders in which a tool installs dependencies, recognized by what they are and not by a name that people use as well:
//! `dist`, `build`, `target` and `vendor` are scanned.
//!
//! Decides only for folders of a git work tree; what git tracks in them is scanned all the same, which `tracked` sees to.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::found::FoundPaths;
use super::listing::{self, EntryKind, NamedEntry};
use super::rules::{PathVerdict, is_repository};
use super::shown_path::display;
use crate::file_access::BaseFolder;

/// Names that only package managers and test runners give to folders.
const NAMES: [&str; 6] = [
    "node_modules",
    "bower_components",
    "site-packages",
    ".terraform",
    ".tox",
    ".nox",
];

/// The file that each virtual environment of Python has (PEP 405).
const PROOF: &str = "pyvenv.cfg";

/// Whether a folder of this name is one of dependencies.
pub(super) fn is_name(name: &[u8]) -> bool {
    // Almost no name begins like one of them.
    matches!(name.first(), Some(b'n' | b'b' | b's' | b'.'))
        && NAMES.iter().any(|known| known.as_bytes() == name)
}

/// Whether the entries of a folder show that it is a virtual environment.
pub(super) fn is_environment(names: &[NamedEntry]) -> bool {
    let at = names.binary_search_by(|(name, _)| name.as_encoded_bytes().cmp(PROOF.as_bytes()));
    at.is_ok_and(|at| names[at].1 == EntryKind::File)
}

/// Whether a folder (absolute path) is in a folder of dependencies, or is one. Who names it wants it scanned, with all that
/// is in it.
pub(super) fn is_inside(folder: &Path) -> bool {
    let around = folder
        .ancestors()
        .take_while(|at| *at == folder || !is_repository(at));
    around.into_iter().any(|at| {
        at.file_name()
            .is_some_and(|name| is_name(name.as_encoded_bytes()))
            || at.join(PROOF).is_file()
    })
}

/// Counts the files in the folders that are left out, without those that git tracks: they are scanned, and in `found` from
/// position `tracked` on.
pub(super) fn count(found: &mut FoundPaths, tracked: usize) {
    let vendored = found
        .left_out
        .iter()
        .filter(|left| left.verdict == PathVerdict::Vendored);
    let folders: Vec<(PathBuf, Arc<BaseFolder>)> = vendored
        .map(|left| (left.open.clone(), Arc::clone(&left.base)))
        .collect();
    for (folder, base) in folders {
        let scanned = found.files[tracked..]
            .iter()
            .filter(|file| file.open.starts_with(&folder))
            .count() as u64;
        let files = files_in(&base, &folder).saturating_sub(scanned);
        if files > 0 {
            found.vendored.push((display(&folder), files));
        }
    }
    found.vendored.sort_unstable();
    found.vendored.dedup();
}

fn files_in(base: &BaseFolder, folder: &Path) -> u64 {
    let (mut waiting, mut files) = (vec![folder.to_path_buf()], 0);
    while let Some(folder) = waiting.pop() {
        // A folder that cannot be listed is skipped with the rest.
        for (name, kind) in listing::list(base, &folder).0 {
            match kind {
                EntryKind::Folder => waiting.push(folder.join(name)),
                EntryKind::File => files += 1,
                EntryKind::Link | EntryKind::Special => {}
            }
        }
    }
    files
}

#[cfg(test)]
mod tests {
    use super::is_name;

    #[test]
    fn only_names_that_tools_give_count() {
        for name in super::NAMES {
            assert!(is_name(name.as_bytes()), "{name}");
        }
        for name in [
            "vendor",
            "dist",
            "build",
            "target",
            "node_module",
            "Node_Modules",
            ".venv",
            "",
            "site",
        ] {
            assert!(!is_name(name.as_bytes()), "{name}");
        }
    }
}
