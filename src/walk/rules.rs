//! Ignore files and excludes: whether they leave a path out.
//!
//! `.bedrock-eol-ignore` takes precedence over `.ignore`, and that over `.gitignore`; within each, the file nearest to the
//! path does, and within a file the last line that matches. They apply up to the root of the repository, or without one up
//! to the working directory, so that files in a home folder have no effect. For the same reason `core.excludesFile` and
//! `.git/info/exclude` are not read: both belong to one person's machine.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf, is_separator};
use std::sync::Arc;

use super::ignore_file::{CompiledPatterns, IGNORE_FILES, IgnoreFileText, load, matcher};
use super::pattern_list::{PatternList, PatternListBuilder};
use super::{IgnoreFiles, LeftOutBy, WalkError, WalkOptions, plain};
use crate::file_access::{FileKind, NamedBy, is_absent, may_exist, read};

/// What is to be done with a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PathVerdict {
    /// Look at it.
    Keep,
    /// Leave it out: `--exclude` says so.
    Excluded,
    /// Leave it out: `.bedrock-eol-ignore` says so.
    OwnIgnored,
    /// Leave it out unless git tracks it: `.ignore` or `.gitignore` says so.
    Ignored,
    /// Leave it out: `--include` asks for others.
    NotIncluded,
    /// Skip it unless git tracks it: an earlier run left it.
    Leftover,
    /// Leave it out unless git tracks it: a tool installs dependencies there.
    Vendored,
    /// Skip it unless git tracks it: the run writes it.
    Output,
}

impl PathVerdict {
    /// Why a path is left out; absent where it is kept.
    pub(super) fn left_out_by(self) -> Option<LeftOutBy> {
        match self {
            // Of these the files are counted, not the folders, or they are listed.
            Self::Keep | Self::Leftover | Self::Vendored | Self::Output => None,
            Self::Excluded => Some(LeftOutBy::Exclude),
            Self::NotIncluded => Some(LeftOutBy::Include),
            Self::OwnIgnored | Self::Ignored => Some(LeftOutBy::IgnoreFile),
        }
    }
}

/// The rules in effect in a folder: its own ignore files and those above.
#[derive(Debug, Default)]
pub(super) struct Rules {
    parent: Option<Arc<Rules>>,
    /// By the indices of [`IGNORE_FILES`].
    matchers: [Option<PatternList>; 3],
    /// Bytes of a walked path that are before its part relative to this folder.
    skip: usize,
    /// The path from this folder to the root of the walk, if this folder is above it.
    above: PathBuf,
    /// The folder is the root of a repository: `.gitignore` files above it say nothing.
    is_repository: bool,
    /// The root of the repository that the folder belongs to, absolute.
    pub(super) repository: Option<Arc<PathBuf>>,
    /// Ignore files of this folder that do not apply, or not all of them, and why.
    problems: Vec<(PathBuf, String)>,
    /// The patterns of this folder and of those above.
    compiled: CompiledPatterns,
}

impl Rules {
    /// The rules of a folder that is opened by `folder`, given which of [`IGNORE_FILES`] apply that it has. `parent`
    /// are the rules above it, `repository` the folder's absolute path if it is the root of one.
    pub(super) fn enter(
        parent: &Arc<Rules>,
        folder: &Path,
        present: [IgnoreFileText<'_>; 3],
        repository: Option<PathBuf>,
    ) -> Arc<Rules> {
        if present == [IgnoreFileText::Absent; 3] && repository.is_none() {
            return Arc::clone(parent);
        }
        let is_repository = repository.is_some();
        let mut compiled = parent.compiled;
        let (matchers, problems) = load(folder, present, &mut compiled);
        let length = folder.as_os_str().len();
        let separated = length == 0
            || folder
                .as_os_str()
                .as_encoded_bytes()
                .last()
                .is_some_and(|last| is_separator(char::from(*last)));
        let repository = repository
            .map(Arc::new)
            .or_else(|| parent.repository.clone());
        Arc::new(Rules {
            parent: Some(Arc::clone(parent)),
            matchers,
            skip: if separated { length } else { length + 1 },
            above: PathBuf::new(),
            is_repository,
            repository,
            problems,
            compiled,
        })
    }

    /// Ignore files that do not apply as they are written, with the reason: those of this folder, and of the
    /// folders above it down from `above`.
    pub(super) fn problems_below(&self, above: Option<&Rules>) -> Vec<(PathBuf, String)> {
        let chain = std::iter::successors(Some(self), |rules| rules.parent.as_deref());
        let new = chain.take_while(|rules| !above.is_some_and(|above| std::ptr::eq(*rules, above)));
        new.flat_map(|rules| rules.problems.iter().cloned())
            .collect()
    }

    /// The repositories that the folder is in, from the inner one.
    pub(super) fn repositories(&self) -> impl Iterator<Item = &Arc<PathBuf>> {
        let chain = std::iter::successors(Some(self), |rules| rules.parent.as_deref());
        let all = chain.filter_map(|rules| rules.repository.as_ref());
        let mut last = None;
        all.filter(move |repository| last.replace(*repository) != Some(*repository))
    }

    /// The rules that apply above the folder `absolute`, opened by `open`.
    pub(super) fn above(
        absolute: &Path,
        open: &Path,
        cwd: &Path,
        files: &IgnoreFiles,
    ) -> Arc<Rules> {
        let none = Arc::new(Rules::default());
        if is_repository(absolute) {
            return none;
        }
        let repository = absolute
            .ancestors()
            .skip(1)
            .find(|folder| is_repository(folder));
        let Some(top) = top_of(absolute, cwd) else {
            return none;
        };
        let folders: Vec<&Path> = absolute
            .ancestors()
            .skip(1)
            .take_while(|folder| folder.starts_with(top))
            .collect();
        let length = open.as_os_str().len();
        let skip = if length == 0 { 0 } else { length + 1 };
        folders.into_iter().rev().fold(none, |parent, folder| {
            let mut compiled = parent.compiled;
            let present = files.of(folder, repository.is_some());
            let (matchers, problems) = load(folder, present, &mut compiled);
            Arc::new(Rules {
                parent: Some(parent),
                matchers,
                problems,
                compiled,
                skip,
                above: absolute
                    .strip_prefix(folder)
                    .unwrap_or(absolute)
                    .to_path_buf(),
                is_repository: repository == Some(folder),
                repository: repository.map(|top| Arc::new(top.to_path_buf())),
            })
        })
    }

    /// What the ignore files say about the file `absolute` and the folders that it is in, and the rules that
    /// say it.
    pub(super) fn verdict_on_named(
        absolute: &Path,
        cwd: &Path,
        files: &IgnoreFiles,
    ) -> (PathVerdict, Arc<Rules>) {
        let mut rules = Arc::new(Rules::default());
        let Some(top) = top_of(absolute, cwd) else {
            return (PathVerdict::Keep, rules);
        };
        let folders: Vec<&Path> = absolute
            .ancestors()
            .take_while(|at| at.starts_with(top))
            .collect();
        for step in folders.windows(2).rev() {
            let (entry, folder) = (step[0], step[1]);
            let repository = is_repository(folder).then(|| folder.to_path_buf());
            let present = files.of(folder, repository.is_some() || rules.repository.is_some());
            rules = Rules::enter(&rules, folder, present, repository);
            let verdict = rules.verdict(entry, entry != absolute);
            if verdict != PathVerdict::Keep {
                return (verdict, rules);
            }
        }
        (PathVerdict::Keep, rules)
    }

    /// What the ignore files say about `path`, an entry of the folder.
    pub(super) fn verdict(&self, path: &Path, is_dir: bool) -> PathVerdict {
        for (layer, verdict) in [
            PathVerdict::OwnIgnored,
            PathVerdict::Ignored,
            PathVerdict::Ignored,
        ]
        .into_iter()
        .enumerate()
        {
            match self.ask(layer, path, is_dir) {
                Some(true) => return verdict,
                Some(false) => return PathVerdict::Keep,
                None => {}
            }
        }
        PathVerdict::Keep
    }

    /// Whether a `.bedrock-eol-ignore` excludes `path`, which is anywhere below the folder.
    pub(super) fn excludes_below(&self, folder: &Path, path: &Path) -> bool {
        let below = path
            .ancestors()
            .take_while(|at| *at != folder && !at.as_os_str().is_empty());
        below
            .into_iter()
            .any(|at| self.ask(0, at, at != path) == Some(true))
    }

    fn ask(&self, layer: usize, path: &Path, is_dir: bool) -> Option<bool> {
        let mut rules = Some(self);
        while let Some(here) = rules {
            if let Some(matcher) = &here.matchers[layer] {
                let answer = if here.above.as_os_str().is_empty() {
                    matcher.ignores(strip(path, here.skip), is_dir)
                } else {
                    matcher.ignores(&here.above.join(strip(path, here.skip)), is_dir)
                };
                if answer.is_some() {
                    return answer;
                }
            }
            if layer == 2 && here.is_repository {
                return None;
            }
            rules = here.parent.as_deref();
        }
        None
    }
}

/// The `.bedrock-eol-ignore` files for files that are named one after the other. Those of the folders that a file shares
/// with the one before it are not read again.
pub(super) struct OwnIgnoreFiles<'a> {
    cwd: &'a Path,
    files: &'a IgnoreFiles,
    /// The folders of the last file from the highest one, and the rules in each.
    folders: Vec<(PathBuf, Arc<Rules>)>,
}

impl<'a> OwnIgnoreFiles<'a> {
    pub(super) fn new(cwd: &'a Path, files: &'a IgnoreFiles) -> Self {
        Self {
            cwd,
            files,
            folders: Vec::new(),
        }
    }

    /// Whether one leaves out the file `absolute` or a folder that it is in. Those that do not apply as they are
    /// written go to `problems`.
    pub(super) fn exclude(
        &mut self,
        absolute: &Path,
        problems: &mut BTreeSet<(PathBuf, String)>,
    ) -> bool {
        let Some(top) = top_of(absolute, self.cwd) else {
            return false;
        };
        let folders: Vec<&Path> = absolute
            .ancestors()
            .take_while(|at| at.starts_with(top))
            .collect();
        for (depth, step) in folders.windows(2).rev().enumerate() {
            let (entry, folder) = (step[0], step[1]);
            let is_known = self
                .folders
                .get(depth)
                .is_some_and(|(known, _)| known == folder);
            if !is_known {
                self.folders.truncate(depth);
                let own = [
                    self.files.of(folder, false)[0],
                    IgnoreFileText::Absent,
                    IgnoreFileText::Absent,
                ];
                let parent = self.folders.last();
                let parent = parent.map_or_else(Arc::default, |(_, rules)| Arc::clone(rules));
                let rules = Rules::enter(&parent, folder, own, None);
                problems.extend(rules.problems.iter().cloned());
                self.folders.push((folder.to_path_buf(), rules));
            }
            if self.folders[depth].1.ask(0, entry, entry != absolute) == Some(true) {
                return true;
            }
        }
        false
    }
}

/// The line of a `.bedrock-eol-ignore` that leaves out the file `absolute`: the path of the ignore file and the number
/// of the line, from 1. Absent where none does.
pub fn ignoring_line(absolute: &Path, cwd: &Path) -> Option<(PathBuf, usize)> {
    let top = top_of(absolute, cwd)?;
    let folders = absolute
        .ancestors()
        .skip(1)
        .take_while(|folder| folder.starts_with(top));
    folders.into_iter().find_map(|folder| {
        let file = folder.join(IGNORE_FILES[0]);
        let content = read(&file, FileKind::IgnoreFile, NamedBy::Repository).ok()?;
        let below = absolute.strip_prefix(folder).ok()?;
        let ignores = |line: &[u8]| {
            matcher(line, &mut CompiledPatterns::default())
                .0
                .is_some_and(|one| one.ignores_with_parents(below) == Some(true))
        };
        let lines: Vec<&[u8]> = content.split(|byte| *byte == b'\n').collect();
        let at = lines.iter().rposition(|line| ignores(line))?;
        Some((file, at + 1))
    })
}

/// The highest folder above `absolute` whose ignore files apply to it.
fn top_of<'a>(absolute: &'a Path, cwd: &'a Path) -> Option<&'a Path> {
    let mut above = absolute.ancestors().skip(1);
    above
        .find(|folder| is_repository(folder))
        .or((absolute.starts_with(cwd) && absolute != cwd).then_some(cwd))
}

/// Whether a folder is the root of a git repository: `.git` is a file in a worktree or submodule, a folder elsewhere.
pub fn is_repository(folder: &Path) -> bool {
    may_exist(&folder.join(".git"))
}

impl IgnoreFiles {
    /// The ignore files of a folder, an absolute path, in the order of [`IGNORE_FILES`]. A link is not one, as in git.
    fn of(&self, folder: &Path, in_repository: bool) -> [IgnoreFileText<'_>; 3] {
        let metadata = |name| folder.join(name).symlink_metadata();
        // What cannot be asked for cannot be read either, and is reported then.
        let is_file =
            |name| metadata(name).map_or_else(|e| !is_absent(&e), |found| found.is_file());
        self.listed(
            || folder.to_path_buf(),
            IGNORE_FILES.map(is_file),
            in_repository,
        )
    }

    /// The same for a folder that was listed. `present` says which of the files it has, `absolute` its path.
    pub(super) fn listed(
        &self,
        absolute: impl FnOnce() -> PathBuf,
        present: [bool; 3],
        in_repository: bool,
    ) -> [IgnoreFileText<'_>; 3] {
        let in_file = |is_present| {
            if is_present {
                IgnoreFileText::InFile
            } else {
                IgnoreFileText::Absent
            }
        };
        match self {
            Self::Checkout => present.map(in_file),
            Self::Untracked => [
                IgnoreFileText::Absent,
                IgnoreFileText::Absent,
                in_file(present[2] && in_repository),
            ],
            Self::Given(contents) => {
                let folder = absolute();
                let here = |name| contents.get(&folder.join(name));
                IGNORE_FILES.map(|name| {
                    here(name).map_or(IgnoreFileText::Absent, |file| {
                        IgnoreFileText::Here(file.as_deref().map_err(String::as_str))
                    })
                })
            }
        }
    }
}

/// The excludes and includes of the settings.
#[derive(Debug)]
pub(super) struct Filters {
    outputs: Option<PatternList>,
    exclude: Option<PatternList>,
    include: Option<PatternList>,
    /// As [`WalkOptions::base`].
    base: PathBuf,
    cwd: PathBuf,
}

impl Filters {
    pub(super) fn new(options: &WalkOptions, cwd: &Path) -> Result<Self, WalkError> {
        Ok(Self {
            outputs: globs("--output", &options.outputs)?,
            exclude: globs("--exclude", &options.exclude)?,
            include: globs("--include", &options.include)?,
            base: options.base.clone(),
            cwd: cwd.to_path_buf(),
        })
    }

    /// What the settings say about an entry of a folder that is itself kept.
    pub(super) fn verdict(&self, path: &Path, is_dir: bool) -> PathVerdict {
        if self.exclude.is_none() && self.include.is_none() && self.outputs.is_none() {
            return PathVerdict::Keep;
        }
        let path = &*self.below_base(path);
        if self
            .outputs
            .as_ref()
            .is_some_and(|globs| globs.ignores(path, is_dir) == Some(true))
        {
            return PathVerdict::Output;
        }
        if self
            .exclude
            .as_ref()
            .is_some_and(|globs| globs.ignores(path, is_dir) == Some(true))
        {
            return PathVerdict::Excluded;
        }
        if is_dir || self.includes(path) {
            PathVerdict::Keep
        } else {
            PathVerdict::NotIncluded
        }
    }

    /// The same for a path whose folders have not been asked about.
    pub(super) fn verdict_anywhere(&self, path: &Path) -> PathVerdict {
        let below = &*self.below_base(path);
        let out = |globs: &PatternList| globs.ignores_with_parents(relative(below)) == Some(true);
        if self.outputs.as_ref().is_some_and(out) {
            return PathVerdict::Output;
        }
        self.verdict_on_tracked(path)
    }

    /// The same for a path that git tracks. What the repository has is scanned, also where the run writes over it: the
    /// name of a report would hide it.
    pub(super) fn verdict_on_tracked(&self, path: &Path) -> PathVerdict {
        let path = &*self.below_base(path);
        let out = |globs: &PatternList| globs.ignores_with_parents(relative(path)) == Some(true);
        if self.exclude.as_ref().is_some_and(out) {
            return PathVerdict::Excluded;
        }
        if self.includes(path) {
            PathVerdict::Keep
        } else {
            PathVerdict::NotIncluded
        }
    }

    fn includes(&self, path: &Path) -> bool {
        let asked = |globs: &PatternList| globs.ignores_with_parents(relative(path)) == Some(true);
        self.include.as_ref().is_none_or(asked)
    }

    /// A path relative to the folder that the globs are relative to; one outside of that stays as it is.
    fn below_base<'p>(&self, path: &'p Path) -> Cow<'p, Path> {
        let climbs = matches!(path.components().next(), Some(Component::ParentDir));
        if !climbs && !path.has_root() {
            let here = self.base.as_os_str().is_empty();
            return if here {
                Cow::Borrowed(path)
            } else {
                Cow::Owned(self.base.join(path))
            };
        }
        let whole = plain(&self.cwd.join(path));
        let root = self.cwd.ancestors().nth(self.base.components().count());
        match root.and_then(|root| whole.strip_prefix(root).ok()) {
            Some(below) => Cow::Owned(below.to_path_buf()),
            None => Cow::Borrowed(path),
        }
    }
}

/// Patterns are compared with relative paths.
fn relative(path: &Path) -> &Path {
    let mut rest = path.components();
    if path.has_root() {
        rest.find(|c| *c == Component::RootDir);
    }
    rest.as_path()
}

fn globs(flag: &'static str, globs: &[String]) -> Result<Option<PatternList>, WalkError> {
    if globs.is_empty() {
        return Ok(None);
    }
    let refuse = |glob: &str, error: ignore::Error| WalkError::Glob {
        flag,
        glob: glob.to_owned(),
        reason: match error {
            ignore::Error::Glob { err, .. } => err,
            other => other.to_string(),
        },
    };
    let mut builder = PatternListBuilder::strict();
    for glob in globs {
        let plain = glob.strip_prefix("./").unwrap_or(glob);
        builder.add(plain).map_err(|error| refuse(glob, error))?;
    }
    builder
        .build()
        .map_err(|error| refuse(&globs.join(" "), error))
}

#[cfg(unix)]
fn strip(path: &Path, skip: usize) -> &Path {
    use std::os::unix::ffi::OsStrExt as _;
    let bytes = path.as_os_str().as_bytes();
    Path::new(std::ffi::OsStr::from_bytes(&bytes[skip.min(bytes.len())..]))
}

#[cfg(not(unix))]
fn strip(path: &Path, skip: usize) -> &Path {
    let mut rest = path.components();
    let whole = path.as_os_str().len();
    while skip > 0 && whole - rest.as_path().as_os_str().len() < skip && rest.next().is_some() {}
    rest.as_path()
}
