//! The fields that only a report of a history has.

use std::collections::BTreeMap;

use super::rows::{JsonCommit, JsonFindingHistory, JsonHistory, JsonVersion};
use crate::report::{CommitInfo, FindingHistory, HistoryReport};

/// What the scan looked at, and the commits that findings name.
pub(super) fn document(history: &HistoryReport) -> JsonHistory {
    let mut commits = BTreeMap::new();
    for finding in history.findings.values() {
        let versions = finding.versions.iter();
        let of_versions = versions.flat_map(|version| [&version.first, &version.last]);
        for commit in of_versions.chain([&finding.first, &finding.last]) {
            if !commits.contains_key(&commit.id) {
                commits.insert(commit.id.clone(), row(commit));
            }
        }
    }
    JsonHistory {
        revisions: history.revisions.clone(),
        since: history.since.map(|day| day.to_string()),
        branches: history
            .branches
            .iter()
            .map(|name| name.to_string())
            .collect(),
        commits_scanned: history.commits,
        blobs: history.blobs,
        is_cut: history.is_cut,
        commits,
    }
}

fn row(commit: &CommitInfo) -> JsonCommit {
    JsonCommit {
        date: commit.date.clone(),
        author: commit.author.to_string(),
    }
}

/// The commits of one finding.
pub(super) fn finding(history: &FindingHistory) -> JsonFindingHistory {
    JsonFindingHistory {
        first_commit: history.first.id.clone(),
        last_commit: history.last.id.clone(),
        in_head: history.in_head,
        branches: history
            .branches
            .iter()
            .map(|name| name.to_string())
            .collect(),
        versions: history
            .versions
            .iter()
            .map(|version| JsonVersion {
                blob: version.blob.to_string(),
                line: version.line,
                first_commit: version.first.id.clone(),
                last_commit: version.last.id.clone(),
            })
            .collect(),
    }
}
