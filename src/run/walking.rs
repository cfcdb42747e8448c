//! Which files a run scans.

use std::path::{Path, PathBuf};

use super::error::RunError;
use super::options::Run;
use super::project::Project;
use crate::config::{Options, Size, glob_of_project};
use crate::walk::{IgnoreFiles, WalkOptions};

/// The options of the walk.
pub(super) fn walk_options(
    run: &Run,
    project: &Project,
    options: &Options,
) -> Result<WalkOptions, RunError> {
    // The reports of the last run contain the model IDs again.
    let reports = run.outputs.iter().filter_map(|file| exactly(file));
    let ignore_files = match run.no_ignore {
        true => IgnoreFiles::Checkout,
        false => project.sources.ignore_files.ignore_files()?,
    };
    Ok(WalkOptions {
        ignore_files,
        no_ignore: run.no_ignore,
        refuse_links: run.is_untrusted(),
        force_exclude: run.force_exclude,
        exclude: options.exclude.clone(),
        include: options.include.clone(),
        outputs: reports
            .map(|glob| glob_of_project(&project.prefix, &glob))
            .collect(),
        // Without a trusted author a file of that name can be anything, and without git's index it can be the repository's.
        lists_outputs: run.is_untrusted() || run.no_ignore,
        base: PathBuf::from(&project.prefix),
        max_size: options.max_size.map(|Size(bytes)| bytes),
        threads: run.threads,
    })
}

/// A glob that matches exactly one file below the working directory.
fn exactly(file: &Path) -> Option<String> {
    let here = std::env::current_dir().ok()?;
    let whole: PathBuf = here.join(file).components().collect();
    let below = whole.strip_prefix(&here).ok()?.to_str()?.replace('\\', "/");
    let mut glob = String::from("/");
    for c in below.chars() {
        if "*?[]{}!#\\ ".contains(c) {
            glob.push('\\');
        }
        glob.push(c);
    }
    Some(glob)
}
