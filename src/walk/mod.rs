//! Which files are looked at: roots, ignore rules, excludes.
//!
//! The one module that names the `ignore` crate. It opens no file for its content, except ignore files and
//! git's index.
//!
//! The folders are listed by our own threads and only the rules are the crate's: its walker neither tells
//! what it left out, nor can be asked to keep what git tracks, and it looks for every kind of ignore file
//! in every folder, where a listing already says which of them are there.

mod found;
mod git_index;
mod listing;
mod open;
mod place;
mod roots;
mod rules;
mod tracked;
mod tree;

use std::collections::BTreeMap;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

pub(crate) use open::ensure_file;
pub use rules::{IGNORE_FILES, ignoring_line, is_repository};

use roots::Root;
use rules::{Filters, Rules};

use crate::file_access::is_leftover;

/// The order of all reports: component by component, each by its bytes. `a/z` stands before `a-b`.
pub(crate) fn by_components(a: &str, b: &str) -> std::cmp::Ordering {
    a.split('/').cmp(b.split('/'))
}

/// A file to scan.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SourcePath {
    /// What reports show: relative to the working directory where the file is below it, with `/`.
    /// Bytes that are not UTF-8 are shown as U+FFFD.
    pub display: String,
    /// What is opened.
    pub open: PathBuf,
    /// Whether the user named it or the walk found it.
    pub origin: Origin,
}

/// How a path came into the scan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// On the command line: ignore rules do not hold for it.
    Named,
    /// Below a folder that was named.
    Found,
}

/// What a walk looks at. The default holds all ignore files and looks at everything else.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WalkOptions {
    /// Whether ignore files are disregarded; [`Self::exclude`] holds all the same.
    pub no_ignore: bool,
    /// Which ignore files apply, unless [`Self::no_ignore`].
    pub ignore_files: IgnoreFiles,
    /// Whether ignore files and excludes hold for files that were named, too.
    pub force_exclude: bool,
    /// What to leave out: globs as in `.gitignore`, relative to the folder that [`Self::base`] tells.
    pub exclude: Vec<String>,
    /// If there is any, only files that match one of these are looked at: globs as in `.gitignore`,
    /// relative to the same folder. They bring back nothing that is left out otherwise.
    pub include: Vec<String>,
    /// Files that the run itself writes, as globs relative to the same folder. They are left out and not counted: a
    /// report does not differ by whether it was written before.
    pub outputs: Vec<String>,
    /// The working directory as seen from the folder that the globs are relative to: empty where they are
    /// the same, `sub` where one stands in its folder `sub`.
    pub base: PathBuf,
    /// The size in bytes above which a file is skipped; absent means none.
    pub max_size: Option<u64>,
    /// Threads that list folders; absent means one for each processor.
    pub threads: Option<usize>,
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
    /// These in place of those in the folders, by their absolute paths. Their names are of [`IGNORE_FILES`].
    Given(Arc<BTreeMap<PathBuf, Vec<u8>>>),
}

/// Everything that a walk came upon.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Walked {
    /// The files to scan, each once, in the order of the bytes of their paths' components.
    pub files: Vec<SourcePath>,
    /// What is skipped and listed, by path.
    pub skipped: Vec<(String, Skip)>,
    /// Paths that could not be read and why, by path.
    pub errors: Vec<(String, String)>,
    /// Ignore files that do not apply, or only in part, and why, by path.
    pub ignore_file_errors: Vec<(String, String)>,
    /// How many files and folders are left out, by what; a folder that is left out whole counts as one.
    pub left_out: BTreeMap<LeftOutBy, u64>,
    /// Whether a root is a folder; false where every root is a file, or none can be looked at.
    pub any_folder: bool,
}

/// The setting that leaves a file or folder out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LeftOutBy {
    /// [`WalkOptions::exclude`].
    Exclude,
    /// [`WalkOptions::include`].
    Include,
    /// An ignore file.
    IgnoreFile,
    /// [`WalkOptions::outputs`].
    Output,
}

/// Why a file is skipped and listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Skip {
    /// A symbolic link below a root; a root that is a link is followed, since the user named it.
    Link,
    /// A socket, pipe or device.
    SpecialFile,
    /// Larger than [`WalkOptions::max_size`].
    TooLarge,
    /// What a killed run of this program left ([`is_leftover`]); git does not track it.
    TemporaryFile,
}

/// Why a walk cannot begin.
#[derive(Debug, thiserror::Error)]
pub enum WalkError {
    /// A glob does not parse.
    #[error(
        "{flag} `{glob}` is not a glob: {reason}; write it as in .gitignore, for example `docs/**` or `*.min.js`"
    )]
    Glob {
        /// `--exclude` or `--include`.
        flag: &'static str,
        /// What was written.
        glob: String,
        /// What is wrong with it.
        reason: String,
    },
    /// There is no working directory to which paths could be relative.
    #[error("cannot tell the working directory: {0}")]
    WorkingDirectory(#[source] io::Error),
}

/// What leaves out each of `files`, all of them tracked by git: globs and `.bedrock-eol-ignore` apply to them,
/// `.gitignore` and `.ignore` do not. Each is a path relative to the working directory.
///
/// # Errors
/// As [`walk`].
pub fn left_out_of_tracked<'a>(
    files: impl IntoIterator<Item = &'a Path>,
    options: &WalkOptions,
) -> Result<Vec<Option<LeftOutBy>>, WalkError> {
    let cwd = std::env::current_dir().map_err(WalkError::WorkingDirectory)?;
    let filters = Filters::new(options, &cwd)?;
    let left_out = |file: &Path| {
        let by_setting = filters.verdict_anywhere(file).left_out_by();
        let ignored = || {
            !options.no_ignore && Rules::excludes_named(&plain(&cwd.join(file)), &cwd, &options.ignore_files)
        };
        by_setting.or_else(|| ignored().then_some(LeftOutBy::IgnoreFile))
    };
    Ok(files.into_iter().map(left_out).collect())
}

/// Takes `.` and `..` out of a path by its text: nothing is looked up.
pub fn plain(path: &Path) -> PathBuf {
    path.components().fold(PathBuf::new(), |mut plain, part| {
        match part {
            Component::CurDir => {}
            Component::ParentDir => drop(plain.pop()),
            part => plain.push(part),
        }
        plain
    })
}

/// Finds the files to scan in and below `paths`; no path means the working directory.
///
/// A path that does not exist or cannot be listed is told in [`Walked::errors`], and the others are walked.
pub fn walk(paths: &[PathBuf], options: &WalkOptions) -> Result<Walked, WalkError> {
    let cwd = std::env::current_dir().map_err(WalkError::WorkingDirectory)?;
    let filters = Filters::new(options, &cwd)?;
    let mut found = found::Found::default();
    let roots = roots::resolve(paths, &cwd, &mut found);
    let several = roots.len() > 1;
    for root in &roots {
        match root {
            Root::File(file) => tree::named_file(file, &cwd, &filters, options, &mut found),
            Root::Folder(folder) => tree::folder(folder, &cwd, &filters, options, &mut found),
        }
    }
    let restored = tracked::restore(&mut found, &filters, options);
    let any_folder = roots.iter().any(|root| matches!(root, Root::Folder(_)));
    Ok(Walked { any_folder, ..found.into_walked(several || restored) })
}
