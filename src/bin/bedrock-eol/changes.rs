//! The files of a change that a scan is about: what git tells, without what the settings leave out.
//!
//! What changed is the library's to tell, which of its lines count is the scan's.

use std::path::{Path, PathBuf};

use bedrock_eol::git::{Changes, RepoPath, Repository};
use bedrock_eol::walk::{WalkOptions, keep_tracked, plain};

use crate::inputs::Mode;
use crate::{Stop, working_directory};

/// The change that the mode is about, without what is excluded or not below the named paths.
pub(crate) fn change(mode: &Mode, walk: &WalkOptions) -> Result<Option<(Repository, Changes)>, Stop> {
    let (below, comparison) = match mode {
        Mode::Staged { below } => (below, None),
        Mode::Diff { below, comparison } => (below, Some(comparison)),
        Mode::Paths { .. } | Mode::Stdin { .. } => return Ok(None),
    };
    let repository = Repository::discover(Path::new(".")).map_err(Stop::of)?;
    let repository = repository.ok_or_else(|| {
        Stop::Error("--staged and --diff need a git repository; the working directory is in none".to_owned())
    })?;
    let mut changes = match comparison {
        Some(comparison) => repository.diff(comparison).map_err(Stop::of)?,
        None => repository.staged().map_err(Stop::of)?,
    };
    let here = working_directory()?;
    keep_below(&mut changes, below, &here, &repository)?;
    let paths: Vec<PathBuf> =
        changes.files.iter().map(|file| repository.path_from_here(&file.path)).collect();
    let mut kept = keep_tracked(paths.iter().map(PathBuf::as_path), walk).map_err(Stop::of)?.into_iter();
    changes.files.retain(|_| kept.next() == Some(true));
    let paths: Vec<PathBuf> =
        changes.skipped.iter().map(|(path, _)| repository.path_from_here(path)).collect();
    let mut kept = keep_tracked(paths.iter().map(PathBuf::as_path), walk).map_err(Stop::of)?.into_iter();
    changes.skipped.retain(|_| kept.next() == Some(true));
    Ok(Some((repository, changes)))
}

/// Leaves out what is not below the named paths; one that names nothing is an error, as in any other scan.
fn keep_below(
    changes: &mut Changes,
    below: &[PathBuf],
    here: &Path,
    repository: &Repository,
) -> Result<(), Stop> {
    if below.is_empty() {
        return Ok(());
    }
    let absolute = |path: &RepoPath| plain(&here.join(repository.path_from_here(path)));
    let roots: Vec<PathBuf> = below.iter().map(|path| plain(&here.join(path))).collect();
    let changed =
        || changes.files.iter().map(|file| &file.path).chain(changes.skipped.iter().map(|(p, _)| p));
    for (typed, root) in below.iter().zip(&roots) {
        if !root.exists() && !changed().any(|path| absolute(path).starts_with(root)) {
            return Err(Stop::Error(format!("{}: no such file or folder", typed.display())));
        }
    }
    let inside = |path: &RepoPath| roots.iter().any(|root| absolute(path).starts_with(root));
    changes.files.retain(|file| inside(&file.path));
    changes.skipped.retain(|(path, _)| inside(path));
    Ok(())
}
