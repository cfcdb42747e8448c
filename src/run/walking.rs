//! Which files a run scans.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::error::RunError;
use super::folders::working_directory;
use super::options::Run;
use super::project::Project;
use super::settings_source::SettingsSource;
use crate::config::{Options, Size, glob_of_project};
use crate::file_access::resolve_through;
use crate::walk::{IgnoreFiles, NamedLinks, WalkOptions};

/// The options of the walk of named files and folders.
pub(super) fn walk_options(
    run: &Run,
    named: &[PathBuf],
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
        links: named_links(named, project)?,
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
        lists_folders: false,
        threads: run.threads,
    })
}

/// The links that named paths may lead through: where the author of the scanned files is not trusted, those that the commit
/// of the settings has as well.
fn named_links(named: &[PathBuf], project: &Project) -> Result<NamedLinks, RunError> {
    let mut known = BTreeSet::new();
    let commit = match &*project.sources.ignore_files {
        SettingsSource::Checkout | SettingsSource::Base(_) => return Ok(NamedLinks::All),
        SettingsSource::Typed => return Ok(NamedLinks::Only(known)),
        SettingsSource::Commit(commit) => commit,
    };
    let here = working_directory()?;
    let resolved = |source| RunError::Root {
        path: commit.repository().root.clone(),
        source,
    };
    let root = commit.repository().root.canonicalize().map_err(resolved)?;
    for path in named {
        let mut is_known = |link: &Path| {
            let is_same = commit.has_same_link(link);
            if is_same {
                known.insert(link.to_owned());
            }
            is_same
        };
        // The walk reports a path that cannot be resolved.
        let _ = resolve_through(&here.join(path), &root, &mut is_known);
    }
    Ok(NamedLinks::Only(known))
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
