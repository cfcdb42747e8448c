//! What git tracks and the checkout lacks: submodules that are not checked out, and files outside of a sparse checkout.
//!
//! Both are usual in CI, and no listing of a folder shows them. Only an index that may have them is read: `.gitmodules`, an
//! empty folder, the settings of a sparse checkout or the version of the index say so.

use std::collections::BTreeSet;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::found::FoundPaths;
use super::rules::{Filters, OwnIgnoreFiles, PathVerdict, is_repository};
use super::shown_path::{ShownPath, display};
use super::tracked::{git_folder, plain_path, visit_index};
use super::{Skip, WalkOptions};
use crate::file_access::{NamedBy, is_absent, may_exist, open};

/// Adds what is missing below `roots` from the repositories that were walked.
pub(super) fn add(
    found: &mut FoundPaths,
    roots: &[&ShownPath],
    cwd: &Path,
    filters: &Filters,
    options: &WalkOptions,
) {
    let repositories: BTreeSet<PathBuf> = std::mem::take(&mut found.repositories)
        .into_iter()
        .collect();
    for repository in repositories {
        if !found.any_empty && !may_lack(&repository) {
            continue;
        }
        let shown = |name: &[u8]| {
            let absolute = repository.join(plain_path(name)?);
            let root = roots
                .iter()
                .find(|root| absolute.starts_with(&root.absolute))?;
            let below = absolute.strip_prefix(&root.absolute).ok()?;
            let open = if below.as_os_str().is_empty() {
                root.open.clone()
            } else {
                root.open.join(below)
            };
            (filters.verdict_on_tracked(&open) == PathVerdict::Keep).then_some((absolute, open))
        };
        let (mut submodules, mut sparse) = (Vec::new(), Vec::new());
        let read = visit_index(&repository, |entry| {
            if entry.is_submodule {
                submodules
                    .extend(shown(entry.name).filter(|(absolute, _)| !is_repository(absolute)));
            } else if entry.is_sparse || entry.is_folder {
                let is_missing = |path: &PathBuf| {
                    path.symlink_metadata()
                        .is_err_and(|error| is_absent(&error))
                };
                let missing = shown(entry.name).filter(|(absolute, _)| is_missing(absolute));
                sparse.extend(missing.map(|(_, open)| display(&open)));
            }
        });
        if let Err(reason) = read {
            found.errors.push((
                display(&repository),
                format!("cannot read git's index: {reason}"),
            ));
        }
        found.outside_sparse.append(&mut sparse);
        let mut own = OwnIgnoreFiles::new(cwd, &options.ignore_files);
        for (absolute, open) in submodules {
            if options.no_ignore || !own.exclude(&absolute, &mut BTreeSet::new()) {
                found.skipped.push((display(&open), Skip::Submodule));
            }
        }
    }
}

/// Whether a repository may have submodules or a sparse checkout.
fn may_lack(repository: &Path) -> bool {
    let sparse = |folder: Option<PathBuf>| {
        folder.is_some_and(|git| {
            may_exist(&git.join("info/sparse-checkout")) || may_mark_entries(&git.join("index"))
        })
    };
    // A `.git` that cannot be read is reported where its index is needed.
    may_exist(&repository.join(".gitmodules")) || git_folder(repository).is_ok_and(sparse)
}

/// Whether files may be marked as left out in an index (`skip-worktree`): its second version has no room for it, and git
/// writes the third only where it needs that. A repository need not have the settings of a sparse checkout for it.
fn may_mark_entries(index: &Path) -> bool {
    let mut head = [0; 8];
    let read = open(index, NamedBy::Repository).and_then(|mut file| file.read_exact(&mut head));
    read.is_ok() && head.starts_with(b"DIRC") && head[7] > 2
}
