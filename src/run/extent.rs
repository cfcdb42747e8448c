//! How much of the project a run covers, which decides what the report can say about the rest.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::folders::repository_root;
use super::input::Input;
use super::options::Run;
use super::project::Project;
use super::task::Touched;
use crate::config::Options;
use crate::scan::CrossFile;

/// Whether the whole project is scanned, so that a suppression that hides nothing is known to be unused.
pub(super) fn is_whole(run: &Run, input: &Input, project: &Project) -> bool {
    let is_all = matches!(input, Input::Paths(paths) if project.is_covered_by(paths));
    is_all && !run.narrows_files() && !run.asks_for_some()
}

/// How far files are evidence for each other. That no file uses a member of an enum is known only if the whole
/// project is scanned.
pub(super) fn cross_file(
    run: &Run,
    input: &Input,
    project: &Project,
    options: &Options,
) -> CrossFile {
    let Input::Paths(paths) = input else {
        return CrossFile::Off;
    };
    match options.cross_file {
        Some(false) => CrossFile::Off,
        _ if !run.narrows_files()
            && (project.is_covered_by(paths) || is_another_project(paths)) =>
        {
            CrossFile::UsesAndUnusedTypes
        }
        _ => CrossFile::Uses,
    }
}

/// Whether the only path is a folder that is a project of its own, as in `scan ~/src/app`: the root of a repository, or a
/// folder outside of any repository, such as an unpacked archive. Other folders are a part of a project.
fn is_another_project(paths: &[PathBuf]) -> bool {
    let [folder] = paths else { return false };
    let Ok(folder) = folder.canonicalize() else {
        return false;
    };
    folder.is_dir() && repository_root(&folder) == folder
}

/// Scanned files and folders, relative to the root of the report; absent if the whole project was scanned.
pub(super) fn looked_at(
    input: &Input,
    touched: Option<&Touched>,
    project: &Project,
) -> Option<BTreeSet<String>> {
    if let Some(touched) = touched {
        let relative = |path: &PathBuf| project.report_paths.relative(&path.display().to_string());
        return Some(touched.paths.iter().map(relative).collect());
    }
    match input {
        Input::StandardInput { name } | Input::Text { name, .. } => {
            Some(BTreeSet::from([project.report_paths.relative(name)]))
        }
        Input::Paths(paths) | Input::Listed(paths) => Some(project.roots(paths))
            .filter(|roots| !roots.is_empty())
            .map(BTreeSet::from_iter),
        Input::Staged { .. } | Input::Diff { .. } => None,
    }
}

/// Whether a path is one of the roots or below one. All are relative to the project's root, which is the empty path.
pub(super) fn is_below(path: &str, roots: &BTreeSet<String>) -> bool {
    let folders = path.match_indices('/').map(|(at, _)| &path[..at]);
    ["", path]
        .into_iter()
        .chain(folders)
        .any(|part| roots.contains(part))
}
