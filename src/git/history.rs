//! The commits of a history, and the branches at its end.

use std::collections::{HashMap, HashSet};
use std::io::BufRead;
use std::sync::Arc;

use super::stream::{converse, part, unexpected};
use super::{Comparison, GitError, Oid, RepoPath, Repository, ShortOid, command};

/// Which commits are looked at.
#[derive(Clone, Debug, Default)]
pub struct HistoryRange {
    /// A revision, or two with dots; absent for what `HEAD` reaches.
    pub revisions: Option<String>,
    /// Whether what any branch reaches is looked at.
    pub branches: bool,
    /// Seconds since 1970; commits before are left out.
    pub since: Option<i64>,
    /// Files and folders; empty for all.
    pub below: Vec<RepoPath>,
}

/// The commits of a history.
#[derive(Debug, Default)]
pub struct History {
    /// Each after its parents, and otherwise in the order of their dates.
    pub commits: Vec<HistoryCommit>,
    /// The branches, or the one revision, at its end.
    pub tips: Vec<HistoryTip>,
    /// The commit that is checked out.
    pub head: Option<Oid>,
    /// Whether commits are missing because the clone is shallow.
    pub is_cut: bool,
    pub(super) below: Vec<RepoPath>,
}

/// A commit of a history.
#[derive(Clone, Debug)]
pub struct HistoryCommit {
    /// Its name.
    pub id: ShortOid,
    /// When its author wrote it, ISO 8601; empty where git knows no date.
    pub date: Box<str>,
    /// Its author. Anybody can write any name.
    pub author: Arc<str>,
    pub(super) parents: Vec<CommitParent>,
}

/// A parent of a commit.
#[derive(Clone, Copy, Debug)]
pub(super) struct CommitParent {
    pub(super) id: ShortOid,
    /// Its index among the commits; absent if the range leaves it out.
    pub(super) index: Option<u32>,
}

/// A branch at the end of a history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryTip {
    /// Its name, without `refs/heads/` or `refs/remotes/`.
    pub name: String,
    /// Its commit.
    pub commit: Oid,
}

/// One line for each commit. `%<` bounds the name of the author.
const COMMIT_FORMAT: &str = "--format=%H%x00%aI%x00%<(100,trunc)%an%x00%P";

/// Longest date that is kept: an ISO 8601 date with a zone has 25 characters.
const MAX_DATE: usize = 40;

impl Repository {
    /// The commits of a range.
    ///
    /// # Errors
    /// A revision is not known, or git cannot be run or refuses.
    pub fn history(&self, range: &HistoryRange) -> Result<History, GitError> {
        let (tips, left) = self.ends(range)?;
        let mut history = History {
            commits: Vec::new(),
            tips,
            head: self.head.clone(),
            is_cut: self.shallow,
            below: range.below.clone(),
        };
        if history.tips.is_empty() {
            return Ok(history);
        }
        let mut git = command::git(self.place())?;
        git.args(["-c", "i18n.logOutputEncoding=UTF-8"]);
        git.args(["rev-list", "--date-order", "--reverse", COMMIT_FORMAT]);
        if let Some(since) = range.since.filter(|since| *since > 0) {
            // `--since` reads no year after 2099.
            git.arg(format!("--max-age={since}"));
        }
        git.arg("--stdin");
        let feed = |out: &mut dyn std::io::Write| {
            for tip in &history.tips {
                writeln!(out, "{}", tip.commit)?;
            }
            left.iter().try_for_each(|left| writeln!(out, "^{left}"))
        };
        history.commits = converse(git, "rev-list", &feed, commits)?;
        Ok(history)
    }

    /// The tips of a range, and the commit whose history is left out.
    fn ends(&self, range: &HistoryRange) -> Result<(Vec<HistoryTip>, Option<Oid>), GitError> {
        if range.branches {
            return Ok((self.branches()?, None));
        }
        let Some(revisions) = &range.revisions else {
            let tip = |commit: &Oid| HistoryTip {
                name: self.branch().unwrap_or_else(|| "HEAD".to_owned()),
                commit: commit.clone(),
            };
            return Ok((self.head.iter().map(tip).collect(), None));
        };
        let Comparison { with, state } = Comparison::parse(revisions);
        let (left, name) = match state {
            Some(state) => (Some(self.commit(&with)?), state),
            None => (None, with),
        };
        let commit = self.commit(&name)?;
        Ok((vec![HistoryTip { name, commit }], left))
    }

    /// The name of the branch that is checked out; absent if it is a commit without one.
    fn branch(&self) -> Option<String> {
        let output = command::run(self.place(), "symbolic-ref", ["--quiet", "HEAD"]).ok()?;
        let name = String::from_utf8_lossy(&output.stdout);
        Some(name.trim().strip_prefix("refs/heads/")?.to_owned())
    }

    /// All branches, those of remotes included. The `HEAD` of a remote is one of its branches again.
    fn branches(&self) -> Result<Vec<HistoryTip>, GitError> {
        let format = "--format=%(objectname)%00%(symref)%00%(refname)";
        let args = [format, "refs/heads/", "refs/remotes/"];
        let output = command::run(self.place(), "for-each-ref", args)?;
        if !output.success {
            return Err(GitError::Refused {
                action: "for-each-ref",
                message: output.message(),
            });
        }
        let mut tips = Vec::new();
        for line in output.stdout.split(|byte| *byte == b'\n') {
            let fields: Vec<&[u8]> = line.split(|byte| *byte == 0).collect();
            let [oid, b"", name] = fields[..] else {
                continue;
            };
            let name = String::from_utf8_lossy(name);
            let short = ["refs/heads/", "refs/remotes/"]
                .iter()
                .find_map(|prefix| name.strip_prefix(prefix));
            if let (Some(commit), Some(short)) = (Oid::parse(oid), short) {
                let name = short.to_owned();
                tips.push(HistoryTip { name, commit });
            }
        }
        tips.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(tips)
    }
}

/// Reads the lines of [`COMMIT_FORMAT`]. Before git 2.33 each has a line `commit NAME` before it.
fn commits(answer: &mut dyn BufRead) -> Result<Vec<HistoryCommit>, GitError> {
    let (mut commits, mut buffer) = (Vec::new(), Vec::new());
    let mut indices: HashMap<ShortOid, u32> = HashMap::new();
    let mut authors: HashSet<Arc<str>> = HashSet::new();
    while let Some(line) = part(answer, b'\n', "rev-list", &mut buffer)? {
        if line.starts_with(b"commit ") && !line.contains(&0) {
            continue;
        }
        let commit = commit(line, &indices, &mut authors);
        let commit = commit.ok_or_else(|| unexpected("rev-list", line))?;
        let index = u32::try_from(commits.len()).map_err(|_| unexpected("rev-list", line))?;
        indices.insert(commit.id, index);
        commits.push(commit);
    }
    Ok(commits)
}

fn commit(
    line: &[u8],
    indices: &HashMap<ShortOid, u32>,
    authors: &mut HashSet<Arc<str>>,
) -> Option<HistoryCommit> {
    let fields: Vec<&[u8]> = line.split(|byte| *byte == 0).collect();
    let [id, date, author, parents] = fields[..] else {
        return None;
    };
    let date = str::from_utf8(date).ok().filter(|date| is_date(date));
    let author = String::from_utf8_lossy(author);
    let author = match authors.get(author.trim_end()) {
        Some(known) => Arc::clone(known),
        None => {
            let new: Arc<str> = author.trim_end().into();
            authors.insert(Arc::clone(&new));
            new
        }
    };
    let mut read = Vec::new();
    for parent in parents
        .split(|byte| *byte == b' ')
        .filter(|id| !id.is_empty())
    {
        let id = ShortOid::parse(parent)?;
        let index = indices.get(&id).copied();
        read.push(CommitParent { id, index });
    }
    Some(HistoryCommit {
        id: ShortOid::parse(id)?,
        date: date.unwrap_or_default().into(),
        author,
        parents: read,
    })
}

fn is_date(text: &str) -> bool {
    let of_dates = |byte: u8| byte.is_ascii_digit() || b"-+:TZ".contains(&byte);
    text.len() <= MAX_DATE && text.bytes().all(of_dates)
}

#[cfg(test)]
mod tests {
    use super::commits;

    const A: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    const B: &str = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";

    #[test]
    fn commits_know_which_parents_are_in_the_range() {
        let lines = format!(
            "commit {A}\n{A}\02024-01-02T03:04:05+01:00\0Ann  \0{}\n{B}\0not a date\0Ann\0{A} {}\n",
            "c".repeat(40),
            "d".repeat(40)
        );
        let read = commits(&mut lines.as_bytes()).unwrap();
        let parents = |at: usize| -> Vec<Option<u32>> {
            read[at].parents.iter().map(|parent| parent.index).collect()
        };
        assert_eq!((parents(0), parents(1)), (vec![None], vec![Some(0), None]));
        assert_eq!(&*read[0].date, "2024-01-02T03:04:05+01:00");
        assert_eq!((&*read[1].date, &*read[1].author), ("", "Ann"));
        assert_eq!(read[1].id.oid().to_string(), B);
        for wrong in ["x\0y\0z\0\n", &format!("{A}\0\0\0\0\n"), A] {
            assert!(commits(&mut wrong.as_bytes()).is_err(), "{wrong}");
        }
    }
}
