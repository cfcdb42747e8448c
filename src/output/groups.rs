//! Order and grouping of findings in the formats for people.

use std::cmp::Reverse;
use std::collections::HashMap;

use crate::finding::{Finding, Related, RelatedRole};
use crate::reference::Context;
use crate::report::{Cause, Report};
use crate::source::Position;

use super::{GroupBy, wording};

/// Findings with something in common, worst first.
pub(crate) struct Group<'a> {
    /// The model, file or rule.
    pub(crate) key: &'a str,
    /// Findings; at least one.
    pub(crate) findings: Vec<&'a Finding>,
}

impl<'a> Group<'a> {
    /// The most important finding.
    pub(crate) fn worst(&self) -> &'a Finding {
        self.findings[0]
    }
}

/// The active findings, worst first: by level, live locations before others, then by End-of-Life date, then in the report's
/// order.
pub(crate) fn worst_first(report: &Report) -> Vec<&Finding> {
    let mut findings: Vec<&Finding> = report.active().collect();
    sort_worst_first(&mut findings);
    findings
}

/// The same, but of one level first those whose models were invoked most often, for formats that show how often.
pub(crate) fn most_invoked_first(report: &Report) -> Vec<&Finding> {
    let mut findings = worst_first(report);
    sort_most_invoked_first(&mut findings, report);
    findings
}

/// Sorts by level and by how often the models were invoked; equal ones keep their order.
pub(crate) fn sort_most_invoked_first(findings: &mut [&Finding], report: &Report) {
    let Some(usage) = &report.usage else { return };
    findings.sort_by_cached_key(|finding| {
        let invoked = usage.of(finding).unwrap_or_default();
        (Reverse(finding.level), Reverse(invoked.count))
    });
}

/// Sorts by level, location and End-of-Life date; equal ones keep their order.
pub(crate) fn sort_worst_first(findings: &mut [&Finding]) {
    findings.sort_by_key(|finding| {
        let eol = finding
            .lifecycle
            .as_ref()
            .and_then(|l| l.eol.as_ref())
            .map(|eol| eol.day);
        (
            Reverse(finding.level),
            !is_live(finding.reference.context),
            eol.is_none(),
            eol,
        )
    });
}

/// Whether a running system reads locations of this context: infrastructure, configuration and code.
pub(crate) fn is_live(context: Context) -> bool {
    matches!(context, Context::Iac | Context::Config | Context::Code)
}

/// The active findings in groups; groups and their findings are sorted worst first.
pub(crate) fn grouped(report: &Report, by: GroupBy) -> Vec<Group<'_>> {
    in_groups(worst_first(report), by)
}

/// The same in the order of [`most_invoked_first`].
pub(crate) fn grouped_by_usage(report: &Report, by: GroupBy) -> Vec<Group<'_>> {
    in_groups(most_invoked_first(report), by)
}

fn in_groups(findings: Vec<&Finding>, by: GroupBy) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    let mut at: HashMap<&str, usize> = HashMap::new();
    for finding in findings {
        let key = match by {
            GroupBy::Model => wording::subject(finding),
            GroupBy::File => &*finding.reference.location.path,
            GroupBy::Rule => finding.rule.name,
        };
        let index = *at.entry(key).or_insert_with(|| {
            groups.push(Group {
                key,
                findings: Vec::new(),
            });
            groups.len() - 1
        });
        groups[index].findings.push(finding);
    }
    groups
}

/// Related locations in one file with the same role and reason.
pub(crate) struct RelatedLocations<'a> {
    pub(crate) role: RelatedRole,
    pub(crate) path: &'a str,
    pub(crate) message: &'a str,
    /// Their starts, in order; at least one.
    pub(crate) locations: Vec<Position>,
}

/// The related locations of some findings, by role, file and reason, in order of first occurrence.
pub(crate) fn related_locations<'a>(findings: &[&'a Finding]) -> Vec<RelatedLocations<'a>> {
    let mut related: Vec<RelatedLocations<'a>> = Vec::new();
    let mut at: HashMap<(RelatedRole, &str, &str), usize> = HashMap::new();
    for Related {
        location,
        role,
        message,
        ..
    } in findings.iter().flat_map(|finding| &finding.related)
    {
        let index = *at
            .entry((*role, &location.path, message))
            .or_insert_with(|| {
                related.push(RelatedLocations {
                    role: *role,
                    path: &location.path,
                    message,
                    locations: Vec::new(),
                });
                related.len() - 1
            });
        related[index].locations.push(location.start);
    }
    for locations in &mut related {
        locations.locations.sort();
        locations.locations.dedup();
    }
    related.sort_by_key(|locations| locations.role);
    related
}

impl RelatedLocations<'_> {
    /// What such locations are, as a heading. A use of a definition stays as it is: its heading does not ask for a change.
    pub(crate) fn heading(&self) -> &'static str {
        match self.role {
            RelatedRole::Change => "change as well",
            RelatedRole::Entry => "in the same list",
            RelatedRole::Definition => "defined at",
            RelatedRole::Use => "used at",
            RelatedRole::Region => "Regions elsewhere in the project",
            RelatedRole::Silenced => "silenced",
        }
    }

    /// `3:5, 9:12`.
    pub(crate) fn locations_in_words(&self) -> String {
        let locations = self
            .locations
            .iter()
            .map(|location| format!("{}:{}", location.line, location.column));
        locations.collect::<Vec<_>>().join(", ")
    }
}

/// `2 errors, 1 warning`; `no findings` if none exist, with the number of those that settings hide;
/// `nothing scanned` if no file was read.
pub(crate) fn counts_in_words(report: &Report) -> String {
    let summary = report.summary();
    let words: Vec<String> = [
        ("error", summary.errors),
        ("warning", summary.warnings),
        ("note", summary.notes),
    ]
    .into_iter()
    .filter(|(_, n)| *n > 0)
    .map(|(level, n)| wording::count(n as usize, level))
    .collect();
    if !words.is_empty() {
        return words.join(", ");
    }
    if report.nothing_scanned() {
        return "nothing scanned".to_owned();
    }
    match unasked(report) {
        0 => "no findings".to_owned(),
        number => format!(
            "no findings, {} hidden by settings",
            wording::thousands(number)
        ),
    }
}

/// How many findings there would be if every rule were on and every context selected.
pub(crate) fn unasked(report: &Report) -> u64 {
    let left_out = report.left_out();
    left_out.of(Cause::RuleOff) + left_out.of(Cause::Context)
}
