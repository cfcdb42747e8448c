//! How often models were invoked, in words. Knows no markup.

use std::collections::BTreeSet;

use super::wording::{count, thousands};
use crate::finding::Finding;
use crate::report::{Invocations, Report, UsageReport};

/// `invoked 41,203 times in 30 days, last on 2026-11-20`, or `not seen in 30 days`; absent without an export, and for a finding
/// that is not about models.
pub(crate) fn of_finding(finding: &Finding, report: &Report) -> Option<String> {
    let usage = report.usage.as_ref()?;
    Some(sentence(usage.of(finding)?, usage))
}

/// The same for what is known of a model.
pub(crate) fn sentence(invocations: Invocations, usage: &UsageReport) -> String {
    let period = period(usage);
    if invocations.count == 0 {
        return format!("not seen{period}");
    }
    let last = invocations
        .last
        .map_or(String::new(), |day| format!(", last on {day}"));
    format!("invoked {}{period}{last}", times(invocations.count))
}

/// `41,203 times`.
pub(crate) fn times(number: u64) -> String {
    match number {
        1 => "once".to_owned(),
        number => format!("{} times", thousands(number)),
    }
}

/// ` in 30 days`, with a space before it; empty if not known.
fn period(usage: &UsageReport) -> String {
    let period = usage.period;
    match (period.days, period.first, period.last) {
        (Some(1), ..) => " in 1 day".to_owned(),
        (Some(days), ..) => format!(" in {} days", thousands(days)),
        (None, Some(first), Some(last)) if first == last => format!(" on {first}"),
        (None, Some(first), Some(last)) => format!(" from {first} to {last}"),
        (None, ..) => String::new(),
    }
}

/// What the exports have as a whole, and what they do not prove; absent without an export.
pub(crate) fn summary(report: &Report) -> Option<String> {
    let usage = report.usage.as_ref()?;
    Some(format!(
        "Usage: {} of {}{}. A model that was not seen may be in use nevertheless, for example in an account that was not exported.",
        invocations(usage.total()),
        count(usage.models.len(), "model"),
        period(usage)
    ))
}

fn invocations(number: u64) -> String {
    let noun = if number == 1 { "" } else { "s" };
    format!("{} invocation{noun}", thousands(number))
}

/// The title of the list of models that are invoked but not referred to.
pub(crate) fn unreferenced_title(report: &Report) -> &'static str {
    if report.merged.is_empty() {
        "Invoked, but in no scanned file"
    } else {
        "Invoked, but in no scanned repository"
    }
}

/// How often the models of some findings were invoked, each model once.
pub(crate) fn of_findings<'a>(
    findings: impl IntoIterator<Item = &'a Finding>,
    report: &Report,
) -> Option<Invocations> {
    let usage = report.usage.as_ref()?;
    let mut keys = BTreeSet::new();
    for finding in findings {
        if !finding.rule.about_models {
            continue;
        }
        let models = finding.about();
        if models.is_empty() {
            keys.insert(&*finding.reference.text);
        }
        keys.extend(models.into_iter().map(|model| model.as_str()));
    }
    if keys.is_empty() {
        return None;
    }
    let all = keys.into_iter().map(|key| usage.named(key));
    Some(all.fold(Invocations::default(), Invocations::and))
}
