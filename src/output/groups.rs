//! Which findings the formats for people show, in which order and put together by what.

use std::cmp::Reverse;
use std::collections::HashMap;

use crate::finding::Finding;
use crate::report::Report;

use super::{GroupBy, wording};

/// Findings with something in common, worst first.
pub(crate) struct Group<'a> {
    /// The model, file or rule.
    pub(crate) key: &'a str,
    /// At least one.
    pub(crate) findings: Vec<&'a Finding>,
}

impl<'a> Group<'a> {
    /// The finding that matters most.
    pub(crate) fn worst(&self) -> &'a Finding {
        self.findings[0]
    }
}

/// The findings that count, worst first: by level, then by End-of-Life, then as they stand.
pub(crate) fn worst_first(report: &Report) -> Vec<&Finding> {
    let mut findings: Vec<&Finding> = report.active().collect();
    sort_worst_first(&mut findings);
    findings
}

/// Sorts by level and then by End-of-Life; equal ones keep their order.
pub(crate) fn sort_worst_first(findings: &mut [&Finding]) {
    findings.sort_by_key(|finding| {
        let eol = finding.lifecycle.as_ref().and_then(|l| l.eol.as_ref()).map(|eol| eol.day);
        (Reverse(finding.level), eol.is_none(), eol)
    });
}

/// The findings that count, put together; groups and what is in them worst first.
pub(crate) fn grouped(report: &Report, by: GroupBy) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    let mut at: HashMap<&str, usize> = HashMap::new();
    for finding in worst_first(report) {
        let key = match by {
            GroupBy::Model => wording::subject(finding),
            GroupBy::File => finding.reference.location.path.as_str(),
            GroupBy::Rule => finding.rule.id,
        };
        let index = *at.entry(key).or_insert_with(|| {
            groups.push(Group { key, findings: Vec::new() });
            groups.len() - 1
        });
        groups[index].findings.push(finding);
    }
    groups
}

/// `2 errors, 1 warning`; `no findings` where there are none.
pub(crate) fn counts_in_words(report: &Report) -> String {
    let summary = report.summary();
    let words: Vec<String> =
        [("error", summary.errors), ("warning", summary.warnings), ("note", summary.notes)]
            .into_iter()
            .filter(|(_, n)| *n > 0)
            .map(|(level, n)| wording::count(n as usize, level))
            .collect();
    if words.is_empty() { "no findings".to_owned() } else { words.join(", ") }
}
