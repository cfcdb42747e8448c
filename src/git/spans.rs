//! From which commit to which a version of a file was there, and the order in which contents are in packs.

use std::collections::HashMap;
use std::io::BufRead;
use std::num::NonZeroUsize;
use std::ops::Range;

use super::stream::{converse, in_parts, part, unexpected};
use super::versions::RawChange;
use super::{GitError, History, Oid, RepoPath, Repository, ShortOid, command};

/// The commits that have a version of a file, as indices of [`History::commits`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CommitSpan {
    /// The first.
    pub first: u32,
    /// The last. Between both there may be commits that do not have it.
    pub last: u32,
}

/// Paths up to which git is asked about these alone. It compares each entry of a folder with each path, so that more paths
/// take longer than all files.
const MOST_PATHS: usize = 64;

/// Contents from which they are read in the order of the packs. To list all objects takes longer than to read fewer.
const WORTH_A_LIST: usize = 2_000;

/// First commit of a version of which only the removal was seen: it was added in another part, or before the range.
const UNKNOWN: u32 = u32::MAX;

/// The versions that are asked about, by path.
type VersionsByPath<'a> = HashMap<&'a [u8], Vec<(ShortOid, usize)>>;

/// A change between two commits that are next to each other.
#[derive(Clone, Copy)]
struct HistoryEdge {
    child: u32,
    /// The parent's name; absent for a root.
    parent: Option<ShortOid>,
    /// The parent's index; absent if the range leaves it out.
    from: Option<u32>,
}

impl Repository {
    /// From where to where these versions are in a history; absent for one that no commit of it adds.
    ///
    /// A version that a branch has at its end is there up to that commit, which is not looked at here.
    ///
    /// # Errors
    /// Git cannot be run or refuses.
    pub fn spans(
        &self,
        history: &History,
        versions: &[(ShortOid, &RepoPath)],
        threads: NonZeroUsize,
    ) -> Result<Vec<Option<CommitSpan>>, GitError> {
        let mut wanted = VersionsByPath::new();
        for (at, (blob, path)) in versions.iter().enumerate() {
            wanted.entry(path.as_bytes()).or_default().push((*blob, at));
        }
        let few = wanted.len() <= MOST_PATHS;
        let paths: Vec<RepoPath> = wanted
            .keys()
            .filter(|_| few)
            .map(|p| RepoPath::new(*p))
            .collect();
        let below = if few { &paths } else { &history.below };
        let parts = in_parts(history.commits.len(), threads, |range: Range<usize>| {
            let edges = edges(history, range);
            let mut git = self.diff_tree(&["--always"])?;
            self.limit(&mut git, below);
            let feed = |out: &mut dyn std::io::Write| {
                edges.iter().try_for_each(|edge| {
                    let child = history.commits[edge.child as usize].id.oid();
                    match edge.parent {
                        Some(parent) => writeln!(out, "{child} {}", parent.oid()),
                        None => writeln!(out, "{child}"),
                    }
                })
            };
            converse(git, "diff-tree", &feed, |answer| {
                read(answer, &edges, &wanted, versions.len())
            })
        })?;
        let mut all = vec![None; versions.len()];
        for part in parts {
            for (span, more) in all.iter_mut().zip(part) {
                if let Some(CommitSpan { first, last }) = more {
                    widen(span, first, last);
                }
            }
        }
        Ok(all
            .into_iter()
            .map(|span| span.filter(|span| span.first != UNKNOWN))
            .collect())
    }

    /// The indices of contents in the order of the packs, which is the fastest to read, and of those that are not in this
    /// clone. A few are neither looked for nor put into another order.
    ///
    /// # Errors
    /// Git cannot be run.
    pub fn in_pack_order(&self, blobs: &[ShortOid]) -> Result<(Vec<usize>, Vec<usize>), GitError> {
        let as_they_are = || ((0..blobs.len()).collect(), Vec::new());
        if blobs.len() < WORTH_A_LIST {
            return Ok(as_they_are());
        }
        let mut git = command::git(self.place())?;
        git.args(["cat-file", "--batch-all-objects", "--unordered"]);
        git.arg("--batch-check=%(objectname)");
        let indices: HashMap<ShortOid, usize> = blobs
            .iter()
            .enumerate()
            .map(|(at, blob)| (*blob, at))
            .collect();
        let read = |answer: &mut dyn BufRead| {
            let (mut order, mut buffer) = (Vec::new(), Vec::new());
            let mut is_listed = vec![false; blobs.len()];
            while let Some(line) = part(answer, b'\n', "cat-file", &mut buffer)? {
                let found = ShortOid::parse(line).and_then(|oid| indices.get(&oid));
                if let Some(&at) = found
                    && !std::mem::replace(&mut is_listed[at], true)
                {
                    order.push(at);
                }
            }
            let missing = (0..blobs.len()).filter(|at| !is_listed[*at]).collect();
            Ok((order, missing))
        };
        match converse(git, "cat-file", &|_| Ok(()), read) {
            // `--unordered` came with git 2.19. Any order gives the same report.
            Err(GitError::Refused { .. }) => Ok(as_they_are()),
            other => other,
        }
    }
}

/// The edges that end in these commits, in their order.
fn edges(history: &History, range: Range<usize>) -> Vec<HistoryEdge> {
    let mut edges = Vec::new();
    for at in range {
        let child = u32::try_from(at).expect("commits have indices of 32 bits");
        let parents = &history.commits[at].parents;
        if parents.is_empty() {
            edges.push(HistoryEdge {
                child,
                parent: None,
                from: None,
            });
        }
        edges.extend(parents.iter().map(|parent| HistoryEdge {
            child,
            parent: Some(parent.id),
            from: parent.index,
        }));
    }
    edges
}

/// Reads the changes along edges. Git writes the name of the child before those of each edge.
fn read(
    answer: &mut dyn BufRead,
    edges: &[HistoryEdge],
    wanted: &VersionsByPath<'_>,
    count: usize,
) -> Result<Vec<Option<CommitSpan>>, GitError> {
    let mut spans = vec![None; count];
    let mut coming = edges.iter();
    let mut edge: Option<&HistoryEdge> = None;
    let (mut line, mut name) = (Vec::new(), Vec::new());
    while let Some(line) = part(answer, 0, "diff-tree", &mut line)? {
        let wrong = || unexpected("diff-tree", line);
        if !line.starts_with(b":") {
            Oid::parse(line).ok_or_else(wrong)?;
            edge = Some(coming.next().ok_or_else(wrong)?);
            continue;
        }
        let path = part(answer, 0, "diff-tree", &mut name)?;
        let (Some(edge), Some(change), Some(path)) = (edge, RawChange::parse(line), path) else {
            return Err(wrong());
        };
        let Some(versions) = wanted.get(path) else {
            continue;
        };
        let (new, old) = (ShortOid::parse(change.new), ShortOid::parse(change.old));
        for (blob, at) in versions {
            if new == Some(*blob) {
                widen(&mut spans[*at], edge.child, edge.child);
            }
            if let Some(from) = edge.from.filter(|_| old == Some(*blob)) {
                widen(&mut spans[*at], UNKNOWN, from);
            }
        }
    }
    Ok(spans)
}

fn widen(span: &mut Option<CommitSpan>, first: u32, last: u32) {
    let span = span.get_or_insert(CommitSpan { first, last });
    span.first = span.first.min(first);
    span.last = span.last.max(last);
}

#[cfg(test)]
mod tests {
    use super::{CommitSpan, HistoryEdge, ShortOid, VersionsByPath, read};

    const A: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    const B: &str = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";

    #[test]
    fn a_version_is_there_from_its_first_commit_to_the_parent_of_the_last_that_removes_it() {
        let oid = |text: &str| ShortOid::parse(text.as_bytes()).unwrap();
        let edge = |child, from| HistoryEdge {
            child,
            parent: None,
            from,
        };
        let edges = [
            edge(0, None),
            edge(1, Some(0)),
            edge(3, Some(1)),
            edge(3, Some(2)),
        ];
        let wanted = VersionsByPath::from([(&b"f"[..], vec![(oid(A), 0), (oid(B), 1)])]);
        let change =
            |old: &str, new: &str, path: &str| format!(":100644 100644 {old} {new} M\0{path}\0");
        let header = format!("{A}\0");
        let answer = [
            &header,
            &change(B, A, "f"),
            &header,
            &change(A, B, "g"),
            &header,
            &change(A, B, "f"),
            &header,
        ];
        let answer: String = answer.into_iter().map(String::as_str).collect();
        let spans = read(&mut answer.as_bytes(), &edges, &wanted, 2).unwrap();
        let span = |first, last| Some(CommitSpan { first, last });
        assert_eq!(spans, [span(0, 1), span(3, 3)]);
        let more = format!("{answer}{header}");
        for wrong in [more.as_str(), &change(A, B, "f"), "x\0", A] {
            assert!(
                read(&mut wrong.as_bytes(), &edges, &wanted, 2).is_err(),
                "{wrong}"
            );
        }
    }
}
