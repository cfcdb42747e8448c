//! Whether a walk would leave out one file, for a text that an editor has.

use std::path::Path;
use std::sync::Arc;

use super::found::{FoundPaths, LeftOutPath};
use super::rules::{Filters, PathVerdict, Rules, is_repository};
use super::shown_path::{ShownPath, plain};
use super::{WalkError, WalkOptions, tracked, tree, vendored};
use crate::file_access::BaseFolder;

/// Whether a walk of the working directory leaves out a file, which need not exist: by a glob, by an ignore file unless git
/// tracks the file, or as part of a dependency. Its size is not looked at.
///
/// # Errors
/// The working directory is not known, or a glob is invalid.
pub fn leaves_out(file: &Path, options: &WalkOptions) -> Result<bool, WalkError> {
    let cwd = std::env::current_dir().map_err(WalkError::WorkingDirectory)?;
    let options = WalkOptions {
        force_exclude: true,
        max_size: None,
        ..options.clone()
    };
    let filters = Filters::new(&options, &cwd)?;
    let shown = ShownPath {
        absolute: plain(&cwd.join(file)),
        open: file.to_owned(),
    };
    let mut found = FoundPaths::default();
    tree::named_file(&shown, &cwd, &filters, &options, &mut found);
    if found.left_out.is_empty() && !options.no_ignore && is_vendored(&shown.absolute) {
        let (_, rules) = Rules::verdict_on_named(&shown.absolute, &cwd, &options.ignore_files);
        found.left_out.push(LeftOutPath {
            open: shown.open.clone(),
            base: Arc::new(BaseFolder::new(shown.open.clone())),
            root: Arc::new(shown),
            rules,
            verdict: PathVerdict::Vendored,
        });
    }
    tracked::restore(&mut found, &cwd, &filters, &options);
    Ok(!found.left_out.is_empty())
}

/// Whether a file is in a folder of dependencies of a work tree.
fn is_vendored(file: &Path) -> bool {
    let mut folders = file.ancestors().skip(1);
    folders.clone().any(is_repository) && folders.next().is_some_and(vendored::is_inside)
}
