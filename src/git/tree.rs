//! The files of one commit: names, kinds and blobs, without a checkout.

use std::io::Read as _;
use std::ops::Range;
use std::process::Stdio;

use super::{GitError, Oid, RepoPath, Repository, command};

/// Bytes of a listing beyond which a commit is refused: about two million files.
const MAX_LISTING: u64 = 256 << 20;

/// The files of one commit.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    /// What git lists, as one text: a large repository has hundreds of thousands of files, of which a few are asked for.
    listing: Vec<u8>,
    /// The entries in the order of the bytes of their paths, as git lists them.
    entries: Vec<ListedEntry>,
}

/// Where an entry is in the listing.
#[derive(Clone, Debug)]
struct ListedEntry {
    kind: ListedKind,
    oid: Range<usize>,
    path: Range<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ListedKind {
    File,
    Link,
    Submodule,
}

/// An entry of a commit that is not a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TreeEntry {
    /// A regular file with this content.
    File(Oid),
    /// A symbolic link, whose target is the content of this blob.
    Link(Oid),
    /// A commit of another repository.
    Submodule,
}

impl Repository {
    /// The commit that a revision names.
    ///
    /// # Errors
    /// The revision is not known here, or git cannot be run.
    pub fn resolve(&self, revision: &str) -> Result<Oid, GitError> {
        self.commit(revision)
    }

    /// The files of a commit.
    ///
    /// # Errors
    /// Git cannot be run or refuses, or the commit has more files than are listed.
    pub fn tree(&self, commit: &Oid) -> Result<Tree, GitError> {
        let mut git = command::git(self.place())?;
        git.args(["ls-tree", "-r", "-z", "--full-tree", &commit.0]);
        git.stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command::start(&mut git)?;
        let errors = command::drain(child.stderr.take())?;
        let stdout = child.stdout.take().expect("it was piped a few lines above");
        let mut listing = Vec::new();
        let read = stdout.take(MAX_LISTING + 1).read_to_end(&mut listing);
        let status = child.wait().map_err(GitError::Pipe)?;
        let message = errors.join();
        read.map_err(GitError::Pipe)?;
        let refused = |message| {
            Err(GitError::Refused {
                action: "ls-tree",
                message,
            })
        };
        if listing.len() as u64 > MAX_LISTING {
            return refused(format!(
                "the list of files is larger than {} MiB",
                MAX_LISTING >> 20
            ));
        }
        if !status.success() {
            return refused(message);
        }
        Tree::parse(listing)
    }
}

impl Tree {
    pub(super) fn parse(listing: Vec<u8>) -> Result<Self, GitError> {
        let mut entries = Vec::new();
        let mut start = 0;
        while let Some(length) = memchr::memchr(0, &listing[start..]) {
            let record = start..start + length;
            let entry =
                ListedEntry::parse(&listing, record.clone()).ok_or_else(|| GitError::Answer {
                    action: "ls-tree",
                    answer: String::from_utf8_lossy(&listing[record]).into_owned(),
                })?;
            entries.push(entry);
            start += length + 1;
        }
        Ok(Self { listing, entries })
    }

    /// The entry with this path; absent if none exists, and for a folder.
    pub fn get(&self, path: &RepoPath) -> Option<TreeEntry> {
        let at = self
            .entries
            .binary_search_by(|entry| self.path(entry).cmp(&path.0))
            .ok()?;
        Some(self.entry(&self.entries[at]))
    }

    /// Every entry below a folder, by path; the empty path is the root.
    pub fn below(&self, folder: &RepoPath) -> impl Iterator<Item = (RepoPath, TreeEntry)> {
        let mut prefix = folder.0.clone();
        if !prefix.is_empty() {
            prefix.push(b'/');
        }
        let first = self
            .entries
            .partition_point(|entry| self.path(entry) < prefix.as_slice());
        let inside = self.entries[first..]
            .iter()
            .take_while(move |entry| self.path(entry).starts_with(&prefix));
        inside.map(|entry| (RepoPath(self.path(entry).to_vec()), self.entry(entry)))
    }

    /// Every entry whose file name is one of `names`, by path.
    pub fn named(&self, names: &[&str]) -> impl Iterator<Item = (RepoPath, TreeEntry)> {
        let file_name = |path: &[u8]| memchr::memrchr(b'/', path).map_or(0, |slash| slash + 1);
        let found = self.entries.iter().filter(move |entry| {
            let path = self.path(entry);
            names
                .iter()
                .any(|name| path[file_name(path)..] == *name.as_bytes())
        });
        found.map(|entry| (RepoPath(self.path(entry).to_vec()), self.entry(entry)))
    }

    fn path(&self, entry: &ListedEntry) -> &[u8] {
        &self.listing[entry.path.clone()]
    }

    fn entry(&self, entry: &ListedEntry) -> TreeEntry {
        let oid = || Oid(String::from_utf8_lossy(&self.listing[entry.oid.clone()]).into_owned());
        match entry.kind {
            ListedKind::File => TreeEntry::File(oid()),
            ListedKind::Link => TreeEntry::Link(oid()),
            ListedKind::Submodule => TreeEntry::Submodule,
        }
    }
}

impl ListedEntry {
    /// `MODE TYPE OID<tab>PATH`
    fn parse(listing: &[u8], record: Range<usize>) -> Option<Self> {
        let tab = record.start + memchr::memchr(b'\t', &listing[record.clone()])?;
        let kind = match listing[record.start..tab].get(..3)? {
            b"100" => ListedKind::File,
            b"120" => ListedKind::Link,
            b"160" => ListedKind::Submodule,
            _ => return None,
        };
        let oid = record.start + memchr::memrchr(b' ', &listing[record.start..tab])? + 1..tab;
        Oid::parse(&listing[oid.clone()])?;
        Some(Self {
            kind,
            oid,
            path: tab + 1..record.end,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Tree, TreeEntry};
    use crate::git::{Oid, RepoPath};

    const A: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

    #[test]
    fn entries_are_found_by_path_folder_and_name() {
        let record = |mode: &str, kind: &str, path: &str| format!("{mode} {kind} {A}\t{path}\0");
        let listing = [
            record("100644", "blob", "a-b"),
            record("100755", "blob", "a/b\nc"),
            record("120000", "blob", "a/x"),
            record("160000", "commit", "sub"),
        ];
        let tree = Tree::parse(listing.concat().into_bytes()).expect("understood");
        let get = |path: &str| tree.get(&RepoPath::new(path));
        let oid = Oid::parse(A.as_bytes()).expect("a name");
        assert_eq!(get("a/b\nc"), Some(TreeEntry::File(oid.clone())));
        assert_eq!(get("a/x"), Some(TreeEntry::Link(oid)));
        assert_eq!(
            (get("sub"), get("a"), get("x")),
            (Some(TreeEntry::Submodule), None, None)
        );
        let paths = |found: Vec<(RepoPath, TreeEntry)>| {
            found.into_iter().map(|(path, _)| path).collect::<Vec<_>>()
        };
        assert_eq!(
            paths(tree.below(&RepoPath::new("a")).collect()),
            ["a/b\nc", "a/x"].map(RepoPath::new)
        );
        assert_eq!(paths(tree.below(&RepoPath::new("")).collect()).len(), 4);
        assert_eq!(
            paths(tree.named(&["x", "sub"]).collect()),
            ["a/x", "sub"].map(RepoPath::new)
        );
        assert!(Tree::parse(format!("040000 tree {A}\ta\0").into_bytes()).is_err());
    }
}
