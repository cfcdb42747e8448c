//! What changed between two states of a repository.

use std::collections::{BTreeMap, BTreeSet};

use super::{Oid, RepoPath};

/// What changed between two states of a repository.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Files that are there after the change, by path.
    pub files: Vec<ChangedFile>,
    /// Changed entries that are not files, by path.
    pub skipped: Vec<(RepoPath, NoFile)>,
    /// The commit from which the change left; absent where there is no commit yet.
    pub base: Option<Oid>,
    /// Every path that was added, changed or removed; of a renamed file both.
    pub touched: Vec<RepoPath>,
}

/// A file that was added, changed, renamed, or had its mode changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedFile {
    /// Where it is now.
    pub path: RepoPath,
    /// Where its content is.
    pub content: ChangedContent,
    /// Its content before the change, under its old name where it was renamed; absent where it is new.
    pub before: Option<Oid>,
    /// Its old path, where it was renamed.
    pub renamed_from: Option<RepoPath>,
    /// Which of its lines are new.
    pub added: AddedLines,
}

/// Where the content of a changed file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChangedContent {
    /// In this blob.
    Blob(Oid),
    /// In the working tree, below [`Repository::root`](super::Repository::root).
    WorkingTree,
}

/// The lines of a file that a change added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AddedLines {
    /// Every line: git takes the file for binary and lists no lines, or the file came from where it was not scanned.
    All,
    /// These, in ascending order; empty where only mode or name changed.
    Ranges(Vec<LineRange>),
}

/// Some lines of a file, 1-based, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineRange {
    /// First line.
    pub first: u64,
    /// Last line.
    pub last: u64,
}

/// An entry of a change that is not a regular file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NoFile {
    /// A symbolic link.
    Link,
    /// A submodule.
    Submodule,
    /// Not merged yet: it has no single content.
    Unmerged,
}

impl Changes {
    /// Puts each file back as it was before the change; those that are new are left out.
    pub fn go_back(&mut self) {
        self.files.retain(|file| file.before.is_some());
        for file in &mut self.files {
            if let Some(before) = file.before.take() {
                file.content = ChangedContent::Blob(before);
            }
        }
    }
}

impl Changes {
    /// Keeps what differs from another parent of a merge as well: `parent` is the change from that one to the same state.
    /// A line that one parent has is not new.
    pub(super) fn keep_new_to(&mut self, parent: &Self) {
        let added: BTreeMap<&RepoPath, &AddedLines> = parent
            .files
            .iter()
            .map(|file| (&file.path, &file.added))
            .collect();
        self.files.retain_mut(|file| match added.get(&file.path) {
            Some(added) => {
                file.added =
                    std::mem::replace(&mut file.added, AddedLines::All).intersection(added);
                true
            }
            None => false,
        });
        let touched: BTreeSet<&RepoPath> = parent.touched.iter().collect();
        self.skipped
            .retain(|(path, kind)| *kind == NoFile::Unmerged || touched.contains(path));
        self.touched.retain(|path| touched.contains(path));
    }
}

impl AddedLines {
    /// The lines that are in both.
    #[must_use]
    pub fn intersection(self, other: &Self) -> Self {
        let (Self::Ranges(ours), Self::Ranges(theirs)) = (&self, other) else {
            return if self == Self::All {
                other.clone()
            } else {
                self
            };
        };
        let (mut ranges, mut from) = (Vec::new(), 0);
        for range in ours {
            from += theirs[from..].partition_point(|other| other.last < range.first);
            let overlapping = theirs[from..]
                .iter()
                .take_while(|other| other.first <= range.last);
            ranges.extend(overlapping.map(|other| LineRange {
                first: range.first.max(other.first),
                last: range.last.min(other.last),
            }));
        }
        Self::Ranges(ranges)
    }

    /// The lines of both.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        match (self, other) {
            (Self::Ranges(mut ranges), Self::Ranges(more)) => {
                ranges.extend(more);
                ranges.sort_unstable();
                ranges.dedup_by(|next, last| {
                    let overlap = next.first <= last.last;
                    if overlap {
                        last.last = last.last.max(next.last);
                    }
                    overlap
                });
                Self::Ranges(ranges)
            }
            _ => Self::All,
        }
    }

    /// Whether any line from `first` to `last` (1-based, both included) is new.
    pub fn touch(&self, first: u64, last: u64) -> bool {
        match self {
            Self::All => true,
            Self::Ranges(ranges) => {
                let at = ranges.partition_point(|range| range.last < first);
                ranges.get(at).is_some_and(|range| range.first <= last)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_touch_what_overlaps_them() {
        let added = AddedLines::Ranges(vec![
            LineRange { first: 2, last: 3 },
            LineRange { first: 7, last: 7 },
        ]);
        let touched: Vec<u64> = (1..=9).filter(|line| added.touch(*line, *line)).collect();
        assert_eq!(touched, [2, 3, 7]);
        assert!(added.touch(4, 7) && added.touch(1, 9) && !added.touch(4, 6));
        assert!(AddedLines::All.touch(5, 5) && !AddedLines::Ranges(Vec::new()).touch(1, 99));
    }

    #[test]
    fn lines_in_both_are_those_in_each() {
        let lines = |lines: u16| -> AddedLines {
            let range = |at: u64| LineRange {
                first: at,
                last: at,
            };
            AddedLines::Ranges(
                (1..=16)
                    .filter(|at| lines >> (at - 1) & 1 == 1)
                    .map(range)
                    .collect(),
            )
        };
        let wide = AddedLines::Ranges(vec![
            LineRange { first: 2, last: 9 },
            LineRange {
                first: 12,
                last: 20,
            },
        ]);
        for (ours, theirs) in [
            (0b1010_1111_0011, 0b0110_1010_1010),
            (0, 7),
            (7, 0),
            (u16::MAX, 0b1000_0001),
        ] {
            let both = lines(ours).intersection(&lines(theirs));
            assert_eq!(both, lines(ours & theirs));
            for line in 1..=16 {
                let here = |of: &AddedLines| of.touch(line, line);
                let whole = wide.clone().intersection(&lines(ours));
                assert_eq!(here(&whole), here(&wide) && here(&lines(ours)), "{line}");
                assert_eq!(lines(ours).intersection(&wide), whole);
            }
        }
        assert_eq!(AddedLines::All.intersection(&lines(5)), lines(5));
        assert_eq!(lines(5).intersection(&AddedLines::All), lines(5));
        assert_eq!(
            AddedLines::All.intersection(&AddedLines::All),
            AddedLines::All
        );
    }

    #[test]
    fn lines_of_two_files_add_up() {
        let lines = |ranges: &[(u64, u64)]| {
            AddedLines::Ranges(
                ranges
                    .iter()
                    .map(|(first, last)| LineRange {
                        first: *first,
                        last: *last,
                    })
                    .collect(),
            )
        };
        let both = lines(&[(1, 4), (9, 9)]).union(lines(&[(2, 3), (4, 6), (7, 7)]));
        assert_eq!(both, lines(&[(1, 6), (7, 7), (9, 9)]));
        assert_eq!(AddedLines::All.union(lines(&[])), AddedLines::All);
    }
}
