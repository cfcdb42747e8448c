//! Resolves the paths that the user named, and how the files below them are shown.
//!
//! Lists no folder.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::path::{Component, Path, PathBuf};

use super::found::FoundPaths;
use super::options::NamedLinks;
use super::plain;
use super::shown_path::{ShownPath, describe, display};
use crate::file_access::{self, PathError};
use crate::path_text::PathStyle;

/// A path that the user named and that exists.
pub(super) enum Root {
    /// A file, or a link to one.
    File(ShownPath),
    /// A folder, or a link to one.
    Folder(ShownPath),
}

impl Root {
    /// The identity of a folder.
    pub(super) fn folder(&self) -> Option<&ShownPath> {
        match self {
            Self::Folder(shown) => Some(shown),
            Self::File(_) => None,
        }
    }
}

/// Sorts the named paths out; what cannot be walked goes to `found`, also a path that leads through another link inside its
/// repository than `links` has.
pub(super) fn resolve(
    paths: &[PathBuf],
    cwd: &Path,
    links: &NamedLinks,
    found: &mut FoundPaths,
) -> Vec<Root> {
    let here = [PathBuf::from(".")];
    let mut roots: Vec<(ShownPath, fs::FileType)> = Vec::new();
    for path in if paths.is_empty() { &here[..] } else { paths } {
        if PathStyle::HERE.is_device(&display(path)) {
            found.errors.push((
                display(path),
                "Windows reserves this name for a device".to_owned(),
            ));
            continue;
        }
        if let NamedLinks::Only(known) = links
            && let Err(error) = without_other_links(&clean(&cwd.join(path)), known)
        {
            found.errors.push((display(path), error.to_string()));
            continue;
        }
        // The type of the link's target: the user named the link, so it is followed, as ripgrep does.
        let kind = match fs::metadata(path) {
            Ok(metadata) => metadata.file_type(),
            Err(error) => {
                found.errors.push((display(path), describe(&error)));
                continue;
            }
        };
        match shown_path(path, cwd) {
            Ok(shown) => roots.push((shown, kind)),
            Err(error) => found.errors.push((display(path), describe(&error))),
        }
    }
    roots.sort_by(|(a, _), (b, _)| {
        a.absolute
            .cmp(&b.absolute)
            .then_with(|| a.open.cmp(&b.open))
    });
    roots.dedup_by(|(b, _), (a, _)| a.absolute == b.absolute);
    // Below a root that was named too, files are shown as that root shows them: each file has one name.
    for at in 1..roots.len() {
        let cover = roots[..at].iter().find_map(|(outer, kind)| {
            let rest = roots[at].0.absolute.strip_prefix(&outer.absolute).ok()?;
            kind.is_dir().then(|| outer.open.join(rest))
        });
        if let Some(open) = cover {
            roots[at].0.open = open;
        }
    }
    let mut known = Vec::with_capacity(roots.len());
    for (shown, kind) in roots {
        if kind.is_dir() {
            known.push(Root::Folder(shown));
        } else if kind.is_file() {
            known.push(Root::File(shown));
        } else {
            // In a folder such a file is skipped and counted. Somebody who names it expects it to be read.
            let message = "is a pipe, socket or device, and only regular files are scanned; for standard input, pass `-`";
            found
                .errors
                .push((display(&shown.open), message.to_owned()));
        }
    }
    known
}

/// Checks that no part of an absolute path is another link inside a repository that contains it than these. All repositories
/// count, not only the nearest one: a link to a folder with a `.git` makes that folder look like the nearest.
fn without_other_links(path: &Path, known: &BTreeSet<PathBuf>) -> Result<(), PathError> {
    let above = path.ancestors().skip(1);
    for root in above.filter(|folder| folder.join(".git").symlink_metadata().is_ok()) {
        let is_known = &mut |link: &Path| known.contains(link);
        file_access::resolve_through(path, &fs::canonicalize(root)?, is_known)?;
    }
    Ok(())
}

fn shown_path(path: &Path, cwd: &Path) -> std::io::Result<ShownPath> {
    let climbs = path.components().any(|c| c == Component::ParentDir);
    let absolute = match climbs {
        // What `..` means depends on links, so that the system has to say it; Windows goes by the text.
        true if cfg!(not(windows)) => fs::canonicalize(path)?,
        true => plain(&cwd.join(path)),
        false => clean(&cwd.join(path)),
    };
    let open = match absolute.strip_prefix(cwd) {
        Ok(below) => below.to_path_buf(),
        Err(_) if path.is_absolute() => absolute.clone(),
        Err(_) => relative(&absolute, cwd),
    };
    Ok(ShownPath { absolute, open })
}

fn clean(path: &Path) -> PathBuf {
    path.components()
        .filter(|c| *c != Component::CurDir)
        .collect()
}

/// `target` as seen from `cwd`, which it is not below.
fn relative(target: &Path, cwd: &Path) -> PathBuf {
    let shared = target
        .components()
        .zip(cwd.components())
        .take_while(|(a, b)| a == b)
        .count();
    let up = cwd.components().skip(shared).map(|_| OsString::from(".."));
    up.chain(
        target
            .components()
            .skip(shared)
            .map(|c| c.as_os_str().to_owned()),
    )
    .collect()
}
