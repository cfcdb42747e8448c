//! The versions of files that the commits of a history add, without their content.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::io::BufRead;
use std::num::NonZeroUsize;
use std::ops::Range;
use std::process::Command;

use super::stream::{converse, in_parts, part, unexpected};
use super::{GitError, History, NoFile, RepoPath, Repository, ShortOid, command};

/// What the commits of a history add.
#[derive(Debug, Default)]
pub struct FileVersions {
    /// The paths of files, in order.
    pub paths: Vec<RepoPath>,
    /// The contents of files, by name.
    pub blobs: Vec<ShortOid>,
    /// Which content was at which path: indices of blob and path, in this order.
    pub files: Vec<(u32, u32)>,
    /// Links and submodules, by path.
    pub skipped: Vec<(RepoPath, NoFile)>,
}

/// How git lists what a commit changes: full names, entries of folders, no search for renames, a root as all its files.
pub(super) const RAW_OPTIONS: &[&str] = &[
    "diff-tree",
    "--stdin",
    "-r",
    "--root",
    "--raw",
    "-z",
    "--no-renames",
    "--no-abbrev",
];

/// A line of `--raw`, with one parent or, after `-c`, several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RawChange<'a> {
    /// The content at the first parent.
    pub(super) old: &'a [u8],
    pub(super) mode: &'a [u8],
    /// The content at the commit.
    pub(super) new: &'a [u8],
}

impl<'a> RawChange<'a> {
    /// `:MODE MODE OID OID STATUS`, or a colon, a mode and an OID for each parent.
    pub(super) fn parse(line: &'a [u8]) -> Option<Self> {
        let parents = line.iter().take_while(|byte| **byte == b':').count();
        let fields: Vec<&[u8]> = line[parents..].split(|byte| *byte == b' ').collect();
        if parents == 0 || fields.len() != 2 * parents + 3 {
            return None;
        }
        Some(Self {
            old: fields[parents + 1],
            mode: fields[parents],
            new: fields[2 * parents + 1],
        })
    }

    /// Whether the entry is a link or a submodule; absent for a file and for a removed entry.
    fn no_file(&self) -> Option<NoFile> {
        match self.mode {
            b"120000" => Some(NoFile::Link),
            b"160000" => Some(NoFile::Submodule),
            _ => None,
        }
    }
}

/// Whether an entry with this mode is a regular file.
pub(super) fn is_file(mode: &[u8]) -> bool {
    mode.starts_with(b"100")
}

/// What one part of the commits adds, each path and content once.
#[derive(Default)]
struct PartialVersions {
    paths: Numbers<Vec<u8>>,
    blobs: Numbers<ShortOid>,
    files: HashSet<(u32, u32)>,
    skipped: BTreeSet<(RepoPath, NoFile)>,
}

/// Numbers things in the order in which they appear.
struct Numbers<T>(HashMap<T, u32>);

impl<T> Default for Numbers<T> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<T: std::hash::Hash + Eq> Numbers<T> {
    fn of<Q>(&mut self, thing: &Q) -> Option<u32>
    where
        T: std::borrow::Borrow<Q>,
        Q: std::hash::Hash + Eq + ToOwned<Owned = T> + ?Sized,
    {
        if let Some(number) = self.0.get(thing) {
            return Some(*number);
        }
        let number = u32::try_from(self.0.len()).ok()?;
        self.0.insert(thing.to_owned(), number);
        Some(number)
    }
}

impl PartialVersions {
    fn add(&mut self, change: RawChange<'_>, path: &[u8]) -> Option<()> {
        if let Some(kind) = change.no_file() {
            self.skipped.insert((RepoPath::new(path), kind));
        }
        if !is_file(change.mode) {
            return Some(());
        }
        let blob = self.blobs.of(&ShortOid::parse(change.new)?)?;
        self.files.insert((blob, self.paths.of(path)?));
        Some(())
    }

    fn read(answer: &mut dyn BufRead) -> Result<Self, GitError> {
        let mut all = Self::default();
        let (mut line, mut name) = (Vec::new(), Vec::new());
        while let Some(line) = part(answer, 0, "diff-tree", &mut line)? {
            let path = part(answer, 0, "diff-tree", &mut name)?;
            let added = RawChange::parse(line)
                .zip(path)
                .and_then(|(change, path)| all.add(change, path));
            added.ok_or_else(|| unexpected("diff-tree", line))?;
        }
        Ok(all)
    }
}

impl Repository {
    /// The versions of files that commits add: each content at each path that no parent has there.
    ///
    /// # Errors
    /// Git cannot be run or refuses.
    pub fn versions(
        &self,
        history: &History,
        threads: NonZeroUsize,
    ) -> Result<FileVersions, GitError> {
        let parts = in_parts(history.commits.len(), threads, |range: Range<usize>| {
            let mut git = self.diff_tree(&["-c", "--no-commit-id"])?;
            self.limit(&mut git, &history.below);
            let feed = |out: &mut dyn std::io::Write| {
                let mut commits = history.commits[range.clone()].iter();
                commits.try_for_each(|commit| writeln!(out, "{}", commit.id.oid()))
            };
            converse(git, "diff-tree", &feed, PartialVersions::read)
        })?;
        Ok(merged(parts))
    }

    pub(super) fn diff_tree(&self, more: &[&str]) -> Result<Command, GitError> {
        let mut git = command::git(self.place())?;
        git.args(RAW_OPTIONS).args(more);
        Ok(git)
    }

    /// Limits a call to paths, which git takes from the folder that it runs in.
    pub(super) fn limit(&self, git: &mut Command, below: &[RepoPath]) {
        git.arg("--");
        git.args(below.iter().map(|path| self.path_from_here(path)));
    }
}

/// The versions of all parts, numbered in the order of blobs and of paths.
fn merged(parts: Vec<PartialVersions>) -> FileVersions {
    let (mut paths, mut blobs) = (BTreeSet::new(), BTreeSet::new());
    for part in &parts {
        paths.extend(part.paths.0.keys().map(Vec::as_slice));
        blobs.extend(part.blobs.0.keys().copied());
    }
    let paths: Vec<&[u8]> = paths.into_iter().collect();
    let blobs: Vec<ShortOid> = blobs.into_iter().collect();
    let mut files = BTreeSet::new();
    for part in &parts {
        let paths = renumbered(&part.paths, |path| paths.binary_search(&path.as_slice()));
        let blobs = renumbered(&part.blobs, |blob| blobs.binary_search(blob));
        let pairs = part.files.iter();
        files.extend(pairs.map(|(blob, path)| (blobs[*blob as usize], paths[*path as usize])));
    }
    FileVersions {
        paths: paths.into_iter().map(RepoPath::new).collect(),
        blobs,
        files: files.into_iter().collect(),
        skipped: parts
            .into_iter()
            .flat_map(|part| part.skipped)
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect(),
    }
}

/// The new number of each thing, by its old number.
fn renumbered<T>(numbers: &Numbers<T>, find: impl Fn(&T) -> Result<usize, usize>) -> Vec<u32> {
    let mut new = vec![0; numbers.0.len()];
    numbers.0.iter().for_each(|(thing, number)| {
        let found = find(thing).expect("each part's things are among all");
        new[*number as usize] = u32::try_from(found).expect("there are as many as numbers");
    });
    new
}

#[cfg(test)]
mod tests {
    use super::{NoFile, PartialVersions, RawChange, merged};
    use crate::git::RepoPath;

    const O: &str = "0000000000000000000000000000000000000000";
    const A: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    const B: &str = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";

    #[test]
    fn a_change_has_a_mode_and_a_name_for_each_parent_and_the_commit() {
        let parsed = |line: &str| {
            RawChange::parse(line.as_bytes())
                .map(|change| [change.old, change.mode, change.new].map(<[u8]>::to_vec))
        };
        let of = |old: &str, mode: &str, new: &str| Some([old, mode, new].map(|t| t.into()));
        assert_eq!(
            parsed(&format!(":000000 100644 {O} {A} A")),
            of(O, "100644", A)
        );
        assert_eq!(
            parsed(&format!("::100644 100755 100644 {A} {O} {B} MM")),
            of(A, "100644", B)
        );
        for wrong in ["", ":", "100644", &format!("::000000 100644 {O} {A} A")] {
            assert_eq!(parsed(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn each_content_at_each_path_is_one_version() {
        let records = [
            format!(":000000 100644 {O} {B} A\0a\0"),
            format!(":000000 100644 {O} {A} A\0b\0"),
            format!(":000000 100755 {O} {B} A\0b\0"),
            format!(":100644 000000 {B} {O} D\0b\0"),
            format!(":000000 120000 {O} {A} A\0l\0"),
            format!(":000000 160000 {O} {A} A\0s\0"),
        ];
        let part =
            |records: &[String]| PartialVersions::read(&mut records.concat().as_bytes()).unwrap();
        let all = merged(vec![
            part(&records),
            part(&records[..1]),
            part(&records[1..]),
        ]);
        let paths = |paths: &[&str]| paths.iter().map(|path| RepoPath::new(*path)).collect();
        let want: Vec<RepoPath> = paths(&["a", "b"]);
        assert_eq!(all.paths, want);
        assert_eq!(all.files, [(0, 1), (1, 0), (1, 1)]);
        let kinds = [NoFile::Link, NoFile::Submodule];
        let skipped: Vec<_> = ["l", "s"]
            .map(RepoPath::new)
            .into_iter()
            .zip(kinds)
            .collect();
        assert_eq!(all.skipped, skipped);
        assert!(PartialVersions::read(&mut &b":x\0a\0"[..]).is_err());
        assert!(PartialVersions::read(&mut &records[0].as_bytes()[..99]).is_err());
    }
}
