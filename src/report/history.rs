//! The part of a report that only a scan of history has: in which commits each finding was.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use crate::finding::{Finding, Fingerprint};

/// What a scan of history looked at, and in which commits its findings were.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HistoryReport {
    /// The revisions that the user named.
    pub revisions: Option<String>,
    /// The first day.
    pub since: Option<Date>,
    /// The branches, or the one revision, at the end of the history.
    pub branches: Vec<Arc<str>>,
    /// Number of commits.
    pub commits: u64,
    /// Number of contents of files, each of which is looked at once.
    pub blobs: u64,
    /// Whether commits are missing because the clone is shallow.
    pub is_cut: bool,
    /// By fingerprint.
    pub findings: BTreeMap<Fingerprint, FindingHistory>,
}

/// The commits that had a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FindingHistory {
    /// The first commit that has it.
    pub first: Arc<CommitInfo>,
    /// The last commit that has it.
    pub last: Arc<CommitInfo>,
    /// Whether the commit that is checked out has it.
    pub in_head: bool,
    /// The branches that have it at their ends.
    pub branches: Vec<Arc<str>>,
    /// The contents that have it, by their first commit.
    pub versions: Vec<FoundVersion>,
}

/// A content that has a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundVersion {
    /// Its name in git.
    pub blob: Arc<str>,
    /// The line of the finding in it.
    pub line: u64,
    /// The first commit that has this content at the path of the finding.
    pub first: Arc<CommitInfo>,
    /// The last one.
    pub last: Arc<CommitInfo>,
}

/// A commit.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CommitInfo {
    /// Its name.
    pub id: String,
    /// When its author wrote it, ISO 8601 with the zone; empty where git knows no date.
    pub date: String,
    /// Its author, as the commit names them.
    pub author: Arc<str>,
}

impl CommitInfo {
    /// The day; a question mark where git knows none.
    pub fn day(&self) -> &str {
        self.date.get(..10).unwrap_or("?")
    }

    /// The first digits of the name, for people.
    pub fn short(&self) -> &str {
        self.id.get(..10).unwrap_or(&self.id)
    }
}

impl HistoryReport {
    /// The commits that had a finding; absent for one about the run itself.
    pub fn of(&self, finding: &Finding) -> Option<&FindingHistory> {
        self.findings.get(&finding.fingerprint)
    }

    /// Whether no branch that was looked at has it any more.
    pub fn is_past(&self, finding: &Finding) -> bool {
        self.of(finding)
            .is_some_and(|history| history.branches.is_empty())
    }
}
