//! Walks the roots of a scan.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::roots::{self, Root};
use super::rules::{Filters, OwnIgnoreFiles};
use super::shown_path::{ShownPath, plain};
use super::tree::Whose;
use super::{
    LeftOutBy, WalkError, WalkOptions, Walked, found, lacking, shown_path, tracked, tree, vendored,
};
use crate::file_access::BaseFolder;

/// What [`left_out_of_tracked`] answers.
pub type TrackedLeftOut = (Vec<Option<LeftOutBy>>, Vec<(String, String)>);

/// What leaves out each of `files`, all of them tracked by git: globs and `.bedrock-eol-ignore` apply to them,
/// `.gitignore` and `.ignore` do not. Each is a path relative to the working directory.
///
/// The second result is the ignore files that do not apply as they are written, as reports show them, with the reason.
///
/// # Errors
/// As [`walk`].
pub fn left_out_of_tracked<'a>(
    files: impl IntoIterator<Item = &'a Path>,
    options: &WalkOptions,
) -> Result<TrackedLeftOut, WalkError> {
    let cwd = std::env::current_dir().map_err(WalkError::WorkingDirectory)?;
    let filters = Filters::new(options, &cwd)?;
    let mut problems = BTreeSet::new();
    let mut own = OwnIgnoreFiles::new(&cwd, &options.ignore_files);
    let left_out = |file: &Path| {
        let by_setting = filters.verdict_on_tracked(file).left_out_by();
        let file = plain(&cwd.join(file));
        let mut ignored = || !options.no_ignore && own.exclude(&file, &mut problems);
        by_setting.or_else(|| ignored().then_some(LeftOutBy::IgnoreFile))
    };
    let left_out = files.into_iter().map(left_out).collect();
    let shown = |(file, problem): (PathBuf, String)| {
        (
            shown_path::display(file.strip_prefix(&cwd).unwrap_or(&file)),
            problem,
        )
    };
    Ok((left_out, problems.into_iter().map(shown).collect()))
}

/// Finds the files to scan in and below `paths`; no path means the working directory.
///
/// A path that does not exist or cannot be listed is reported in [`Walked::errors`], and the others are walked.
pub fn walk(paths: &[PathBuf], options: &WalkOptions) -> Result<Walked, WalkError> {
    let cwd = std::env::current_dir().map_err(WalkError::WorkingDirectory)?;
    let filters = Filters::new(options, &cwd)?;
    let mut found = found::FoundPaths::default();
    let roots = roots::resolve(paths, &cwd, &options.links, &mut found);
    let several = roots.len() > 1;
    for root in &roots {
        match root {
            Root::File(file) => tree::named_file(file, &cwd, &filters, options, &mut found),
            Root::Folder(folder) => {
                let base = Arc::new(BaseFolder::new(folder.open.clone()));
                tree::folder(
                    folder,
                    &base,
                    Whose::Named,
                    &cwd,
                    &filters,
                    options,
                    &mut found,
                );
            }
        }
    }
    let before = found.files.len();
    let restored = tracked::restore(&mut found, &cwd, &filters, options);
    vendored::count(&mut found, before);
    let folders: Vec<&ShownPath> = roots.iter().filter_map(Root::folder).collect();
    lacking::add(&mut found, &folders, &cwd, &filters, options);
    let any_folder = roots.iter().any(|root| matches!(root, Root::Folder(_)));
    Ok(Walked {
        any_folder,
        ..found.into_walked(several || restored, options.lists_outputs)
    })
}
