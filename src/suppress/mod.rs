//! Hides accepted findings: by a suppression comment or by an entry of the configuration.
//!
//! A suppression that is invalid, expired, or lacks a required reason hides nothing and is reported. The baseline is in
//! another module.

mod ignore;
mod marker;
mod terms;

use std::collections::BTreeMap;
use std::ops::Range;

use jiff::civil::Date;

use crate::finding::{Disposition, Finding, RuleId};
use crate::housekeeping::{Housekeeping, LinePart};
use crate::source::Source;
use marker::{Marker, MarkerScope};

pub use ignore::{IgnoreEntry, Ignores};
pub use terms::{MARKER, SuppressionProblem, Terms, parse_day};

/// The suppressions of one file, by location.
#[derive(Clone, Debug, Default)]
pub struct Suppressions {
    markers: Vec<Marker>,
    used: Vec<UsedParts>,
}

/// Which parts of a suppression have hidden a finding: one per listed rule, or one for all.
type UsedParts = Vec<bool>;

impl Suppressions {
    /// Parses the suppressions of a text; with `require_reason` a suppression without a reason is a problem.
    pub fn parse(source: &Source, require_reason: bool) -> (Self, Vec<SuppressionProblem>) {
        Self::parse_within(source, 0..source.text.len(), require_reason)
    }

    /// The same for those that begin in `own`, a range of the text's bytes.
    pub fn parse_within(
        source: &Source,
        own: Range<usize>,
        require_reason: bool,
    ) -> (Self, Vec<SuppressionProblem>) {
        let (markers, problems) = marker::parse(source, own, require_reason);
        let used = markers
            .iter()
            .map(|marker| vec![false; marker.rules.len().max(1)])
            .collect();
        (Self { markers, used }, problems)
    }

    /// Joins the suppressions of the parts of one file, in order, before any is applied.
    pub fn join(parts: impl IntoIterator<Item = Self>) -> Self {
        let mut all = Self::default();
        for mut part in parts {
            all.markers.append(&mut part.markers);
            all.used.append(&mut part.used);
        }
        // A comment at the end of a part can apply to the next line, in another part.
        marker::aim_next_lines(&mut all.markers);
        all
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.markers.is_empty()
    }

    /// Removes the suppressions that are on one of these lines (1-based), or cover one of them alone.
    pub fn remove_on(&mut self, is_removed: impl Fn(u64) -> bool) {
        let all = std::mem::take(&mut self.markers)
            .into_iter()
            .zip(std::mem::take(&mut self.used));
        (self.markers, self.used) = all
            .filter(|(marker, _)| !marker.lines().any(&is_removed))
            .unzip();
    }

    /// Hides the findings of this file that a suppression covers on the day `as_of`. If several do, the nearest counts as
    /// used.
    pub fn apply(&mut self, findings: &mut [Finding], as_of: Date) {
        self.apply_noting(findings, as_of, |_, _, _| {});
    }

    /// The same; calls `hidden` with each hidden finding, the location of its suppression, and the lines (1-based) of the
    /// suppression and of what it covers alone.
    pub fn apply_noting(
        &mut self,
        findings: &mut [Finding],
        as_of: Date,
        mut hidden: impl FnMut(&Finding, &LinePart, &[u64]),
    ) {
        let reach = Reach::of(&self.markers, as_of);
        for finding in findings
            .iter_mut()
            .filter(|finding| finding.disposition == Disposition::Active)
        {
            let Some(at) = reach.nearest(finding) else {
                continue;
            };
            let marker = &self.markers[at];
            hidden(
                finding,
                &marker.location,
                &marker.lines().collect::<Vec<_>>(),
            );
            let reason = marker.terms.reason.clone();
            finding.disposition = Disposition::Suppressed {
                reason,
                inline: true,
            };
            mark_used(&mut self.used[at], &marker.rules, finding);
        }
    }

    /// Findings about the suppressions themselves, after [`Suppressions::apply`]: expired ones and, if all findings of the
    /// file are known, unused ones.
    pub fn housekeeping(&self, as_of: Date, all_looked_for: bool) -> Vec<Housekeeping> {
        let problems = self
            .markers
            .iter()
            .zip(&self.used)
            .filter_map(|(marker, used)| {
                expired_or_unused(
                    &marker.location,
                    &marker.terms,
                    &marker.rules,
                    used,
                    as_of,
                    all_looked_for,
                )
            });
        problems.collect()
    }
}

/// What the suppressions of a file hide: by line and rule, the nearest suppression. A hostile file can have thousands of
/// suppressions and findings on one line, so the lists are not compared pairwise.
struct Reach<'a>(BTreeMap<(Option<u64>, &'a str), (MarkerScope, usize)>);

/// Any rule.
const EVERY_RULE: &str = "";

impl<'a> Reach<'a> {
    fn of(markers: &'a [Marker], as_of: Date) -> Self {
        let mut nearest = BTreeMap::new();
        for (at, marker) in markers
            .iter()
            .enumerate()
            .filter(|(_, marker)| !marker.terms.expired(as_of))
        {
            let line = match marker.scope {
                MarkerScope::Line => Some(marker.location.line),
                MarkerScope::NextLine { line } => Some(line),
                MarkerScope::File => None,
            };
            let every = marker.rules.is_empty().then_some(EVERY_RULE);
            for rule in marker.rules.iter().map(String::as_str).chain(every) {
                let kept = nearest.entry((line, rule)).or_insert((marker.scope, at));
                *kept = (*kept).min((marker.scope, at));
            }
        }
        Self(nearest)
    }

    /// The index of the nearest suppression that hides a finding.
    fn nearest(&self, finding: &Finding) -> Option<usize> {
        let location = &finding.reference.location;
        let lines = (location.start.line..=location.end.line)
            .map(Some)
            .chain([None]);
        let hiding = lines
            .flat_map(|line| [(line, finding.rule.name), (line, EVERY_RULE)])
            .filter_map(|key| self.0.get(&key));
        hiding.min().map(|(_, at)| *at)
    }
}

/// Whether a list of rules contains the rule of the finding; an empty list contains all.
fn names(rules: &[String], finding: &Finding) -> bool {
    rules.is_empty() || rules.iter().any(|rule| rule == finding.rule.name)
}

fn mark_used(used: &mut UsedParts, rules: &[String], finding: &Finding) {
    let at = rules
        .iter()
        .position(|rule| rule == finding.rule.name)
        .unwrap_or(0);
    used[at] = true;
}

fn expired_or_unused(
    location: &LinePart,
    terms: &Terms,
    rules: &[String],
    used: &UsedParts,
    as_of: Date,
    all_looked_for: bool,
) -> Option<Housekeeping> {
    if let Some(until) = terms.until.filter(|_| terms.expired(as_of)) {
        return Some(Housekeeping {
            rule: RuleId::ExpiredSuppression,
            location: location.clone(),
            message: format!("This suppression expired after {until}; it no longer applies."),
            help: "Migrate to another model, or set a later `until` with a reason.".to_owned(),
        });
    }
    if !all_looked_for || used.iter().all(|used| *used) {
        return None;
    }
    let unused = rules
        .iter()
        .zip(used)
        .filter(|(_, used)| !**used)
        .map(|(rule, _)| format!("`{rule}`"));
    let unused: Vec<String> = unused.collect();
    let what = match used.iter().any(|used| *used) {
        true => format!("{} in this suppression hides nothing.", unused.join(", ")),
        false => "This suppression hides nothing.".to_owned(),
    };
    Some(Housekeeping {
        rule: RuleId::UnusedSuppression,
        location: location.clone(),
        message: what,
        help: "Remove it.".to_owned(),
    })
}
