//! What a run would read, as the file system has it now: whether two of these differ says whether to scan again.
//!
//! Nothing is read but settings, ignore files and git's index: a file counts as changed by what the system says about it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, Metadata};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::error::RunError;
use super::folders::{repository_root, working_directory};
use super::input::Input;
use super::observer::Silent;
use super::options::{ConfigChoice, Run};
use super::project::Project;
use super::task::Task;
use super::walking::walk_options;
use crate::catalog::overlay::files_of;
use crate::config::{FILE_NAMES, Options, configuration_folders};
use crate::walk::{plain, walk};

/// The files that a run would read, and the folders whose entries decide which those are.
#[derive(Clone, Debug, Default)]
pub struct WatchedFiles {
    /// The files to scan; absent if the settings are invalid, so that they are not known.
    scanned: Option<BTreeMap<PathBuf, FileVersion>>,
    /// Settings, which are there or not.
    settings: BTreeMap<PathBuf, Option<FileVersion>>,
    /// Absolute.
    folders: BTreeSet<PathBuf>,
    /// The roots that are folders, absolute.
    trees: BTreeSet<PathBuf>,
}

/// What the system says about a file without reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct FileVersion {
    bytes: u64,
    modified: Option<SystemTime>,
    /// Number of the file and the time of its last change, of permissions and names, too; zeros where the system has none.
    identity: (u64, i64, i64),
}

impl FileVersion {
    fn of(metadata: &Metadata) -> Self {
        Self {
            bytes: metadata.len(),
            modified: metadata.modified().ok(),
            identity: identity(metadata),
        }
    }

    fn at(path: &Path) -> Option<Self> {
        fs::metadata(path).ok().map(|found| Self::of(&found))
    }
}

#[cfg(unix)]
fn identity(metadata: &Metadata) -> (u64, i64, i64) {
    use std::os::unix::fs::MetadataExt as _;

    (metadata.ino(), metadata.ctime(), metadata.ctime_nsec())
}

#[cfg(not(unix))]
fn identity(_: &Metadata) -> (u64, i64, i64) {
    (0, 0, 0)
}

/// What happened to a file between two states.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WatchedChange {
    /// It has other content, or might have.
    Changed,
    /// It is scanned now, and was not.
    Added,
    /// It is not scanned any more.
    Removed,
}

impl WatchedFiles {
    /// What happened since `before`, by path: first settings, then files. If the settings were or are invalid, only settings
    /// are compared.
    pub fn since(&self, before: &Self) -> Vec<(PathBuf, WatchedChange)> {
        let present =
            |all: &BTreeMap<PathBuf, Option<FileVersion>>| -> BTreeMap<PathBuf, FileVersion> {
                let there = all
                    .iter()
                    .filter_map(|(path, version)| Some((path.clone(), (*version)?)));
                there.collect()
            };
        let settings = changes(&present(&before.settings), &present(&self.settings));
        let is_setting: BTreeSet<PathBuf> = settings.iter().map(|(path, _)| path.clone()).collect();
        let files = match (&before.scanned, &self.scanned) {
            (Some(before), Some(now)) => changes(before, now),
            _ => Vec::new(),
        };
        // A file with settings is scanned as well where it is below a root.
        let files = files
            .into_iter()
            .filter(|(path, _)| !is_setting.contains(path));
        settings.into_iter().chain(files).collect()
    }

    /// The folders to watch, absolute: an entry that is added to one or removed from it may change what is read.
    pub fn folders(&self) -> &BTreeSet<PathBuf> {
        &self.folders
    }

    /// The folders to watch with everything below them, where that takes no more than to watch one: [`Self::folders`] are in
    /// one of them or near.
    pub fn trees(&self) -> &BTreeSet<PathBuf> {
        &self.trees
    }

    /// The number of files to scan.
    pub fn count(&self) -> usize {
        self.scanned.as_ref().map_or(0, BTreeMap::len)
    }

    /// Whether one of the files was modified at that time. Another change within the same tick of a file system's clock looks
    /// like none.
    pub fn any_modified(&self, time: Range<SystemTime>) -> bool {
        let scanned = self.scanned.iter().flat_map(BTreeMap::values);
        let mut all = scanned.chain(self.settings.values().flatten());
        all.any(|version| version.modified.is_some_and(|at| time.contains(&at)))
    }
}

fn changes(
    before: &BTreeMap<PathBuf, FileVersion>,
    now: &BTreeMap<PathBuf, FileVersion>,
) -> Vec<(PathBuf, WatchedChange)> {
    let change = |path: &PathBuf| match (before.get(path), now.get(path)) {
        (Some(before), Some(now)) if before == now => None,
        (Some(_), Some(_)) => Some(WatchedChange::Changed),
        (None, _) => Some(WatchedChange::Added),
        (Some(_), None) => Some(WatchedChange::Removed),
    };
    let paths: BTreeSet<&PathBuf> = before.keys().chain(now.keys()).collect();
    let changed = paths.into_iter();
    changed
        .filter_map(|path| Some((path.clone(), change(path)?)))
        .collect()
}

impl Run {
    /// What a scan of these paths would read now.
    ///
    /// # Errors
    /// The working directory does not exist.
    pub fn watched_files(&self, input: &Input) -> Result<WatchedFiles, RunError> {
        let here = working_directory()?;
        let mut watched = WatchedFiles::default();
        let settings = watched.add_configuration(&self.config, &here);
        for path in input.walked() {
            let root = plain(&here.join(path));
            // A root that is removed can come back.
            watched.folders.extend(above(&root));
            watched.trees.extend(root.is_dir().then_some(root));
        }
        if input.walked().is_empty() {
            watched.trees.insert(here.clone());
        }
        watched.folders.insert(repository_root(&here).join(".git"));
        let project = self.project(&Silent);
        if let Ok(project) = project {
            self.add_files(&mut watched, &project, input, &here);
        }
        for path in settings {
            watched.add_setting(&path, &here);
        }
        watched.folders.retain(|folder| folder.is_dir());
        Ok(watched)
    }

    /// Adds what a run reads whose configuration is valid.
    fn add_files(&self, watched: &mut WatchedFiles, project: &Project, input: &Input, here: &Path) {
        let task = Task {
            run: self,
            input,
            observer: &Silent,
        };
        let options = task.settings(project);
        watched.add_setting(&task.baseline(project, &options), here);
        watched.add_catalogs(&options, here);
        let Ok(mut walking) = walk_options(self, input.walked(), project, &options) else {
            return;
        };
        walking.lists_folders = true;
        let Ok(walked) = walk(input.walked(), &walking) else {
            return;
        };
        let folders = walked.folders.iter().map(PathBuf::as_path);
        let parents = walked.files.iter().filter_map(|file| file.open.parent());
        let absolute = |folder: &Path| plain(&here.join(folder));
        watched.folders.extend(folders.chain(parents).map(absolute));
        let files = walked.files.into_iter();
        let versions = files.filter_map(|file| {
            let version = FileVersion::at(&file.open)?;
            Some((file.open, version))
        });
        watched.scanned = Some(versions.collect());
    }
}

/// The folders above a path up to the root of its repository, whose ignore files apply to it.
fn above(path: &Path) -> impl Iterator<Item = PathBuf> {
    let root = repository_root(path).to_owned();
    let folders = path.ancestors().skip(1).map(Path::to_owned);
    let parent = path.parent().map(Path::to_owned);
    folders
        .take_while(move |folder| folder.starts_with(&root))
        .chain(parent)
}

impl WatchedFiles {
    /// The files that can be the configuration.
    fn add_configuration(&mut self, choice: &ConfigChoice, here: &Path) -> Vec<PathBuf> {
        let folders = configuration_folders(here);
        // Ignore files above the working directory apply, too.
        self.folders
            .extend(folders.iter().map(|folder| folder.to_path_buf()));
        match choice {
            ConfigChoice::Isolated => Vec::new(),
            ConfigChoice::File(file) => vec![file.clone()],
            ConfigChoice::Nearest => folders
                .iter()
                .flat_map(|folder| FILE_NAMES.map(|name| folder.join(name)))
                .collect(),
        }
    }

    fn add_setting(&mut self, path: &Path, here: &Path) {
        let absolute = plain(&here.join(path));
        self.folders.extend(absolute.parent().map(Path::to_owned));
        let below = absolute.strip_prefix(here).map(Path::to_owned);
        let version = FileVersion::at(&absolute);
        self.settings.insert(below.unwrap_or(absolute), version);
    }

    fn add_catalogs(&mut self, options: &Options, here: &Path) {
        for root in &options.catalog {
            self.folders.insert(plain(&here.join(root)));
            for file in files_of(root) {
                self.add_setting(&file, here);
            }
        }
    }
}
