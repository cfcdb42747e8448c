//! Options of a walk.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

/// What a walk visits. The default applies all ignore files and visits everything else.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WalkOptions {
    /// Whether ignore files are disregarded; [`Self::exclude`] still applies.
    pub no_ignore: bool,
    /// Which ignore files apply, unless [`Self::no_ignore`].
    pub ignore_files: IgnoreFiles,
    /// Whether ignore files and excludes apply to files that were named, too.
    pub force_exclude: bool,
    /// What to leave out: globs as in `.gitignore`, relative to the folder [`Self::base`].
    pub exclude: Vec<String>,
    /// If there is any, only files that match one of these are looked at: globs as in `.gitignore`,
    /// relative to the same folder. They bring back nothing that is left out otherwise.
    pub include: Vec<String>,
    /// Files that the run itself writes, as globs relative to the same folder. They are left out unless git tracks them.
    pub outputs: Vec<String>,
    /// Whether [`Self::outputs`] that are left out are listed. Else a report does not differ by whether it was written
    /// before.
    pub lists_outputs: bool,
    /// The working directory as seen from the folder that the globs are relative to: empty where they are
    /// the same, `sub` where one is in its folder `sub`.
    pub base: PathBuf,
    /// Which links inside its repository a named path may lead through.
    pub links: NamedLinks,
    /// The size in bytes above which a file is skipped; absent means none.
    pub max_size: Option<u64>,
    /// Whether [`Walked::folders`](super::Walked::folders) is filled.
    pub lists_folders: bool,
    /// Threads that list folders; absent means one for each processor.
    pub threads: Option<usize>,
}

/// Which links a named path may lead through.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum NamedLinks {
    /// All.
    #[default]
    All,
    /// Those above its repository, and these in it, by their real paths: the author of the repository decides where another
    /// one leads.
    Only(BTreeSet<PathBuf>),
}

/// Which ignore files apply.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum IgnoreFiles {
    /// Those in the folders that are walked.
    #[default]
    Checkout,
    /// Only `.gitignore`, and only where git can say which files it tracks, which are never left out: what the
    /// repository contains cannot be hidden by what the repository says.
    Untracked,
    /// Ignore files that replace those in the folders, by their absolute paths. Their names are of [`IGNORE_FILES`](super::IGNORE_FILES). One
    /// that does not apply has the reason instead of its content.
    Given(Arc<BTreeMap<PathBuf, Result<Vec<u8>, String>>>),
}
