//! Sources of the dates in findings: which page states a date, and when it was captured.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::catalog::{Dated, Evidence, FactSource, Lifecycle};
use crate::finding::Finding;
use crate::report::Report;

/// A source, as JSON and SARIF have it.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), serde(deny_unknown_fields))]
pub(crate) struct SourceEntry {
    /// The page, capture or package, in words.
    pub(crate) title: String,
    /// Address of the page, if it has one.
    pub(crate) page: Option<String>,
    /// The day on which it was captured, or the month if only that is known, ISO 8601.
    pub(crate) captured: Option<String>,
    /// `aws`, `third-party` or `inferred`.
    pub(crate) evidence: String,
}

/// The dates of a lifecycle by the names of the JSON report, in order.
pub(crate) fn dates(lifecycle: &Lifecycle) -> impl Iterator<Item = (&'static str, &Dated)> {
    [
        ("launched", &lifecycle.launched),
        ("legacy", &lifecycle.legacy),
        ("extended_access", &lifecycle.extended_access),
        ("eol", &lifecycle.eol),
        ("eol_not_before", &lifecycle.eol_not_before),
    ]
    .into_iter()
    .filter_map(|(name, date)| Some((name, date.as_ref()?)))
}

/// The short name of the source of each date that is known.
pub(crate) fn names(lifecycle: &Lifecycle) -> BTreeMap<String, String> {
    dates(lifecycle)
        .map(|(name, date)| (name.to_owned(), date.source.to_string()))
        .collect()
}

/// The sources that the dates of findings name, by short name.
pub(crate) fn used<'a>(
    report: &Report,
    findings: impl IntoIterator<Item = &'a Finding>,
) -> BTreeMap<String, SourceEntry> {
    named_by(report, findings.into_iter().flat_map(lifecycles))
}

/// The lifecycles of a finding.
pub(crate) fn lifecycles(finding: &Finding) -> impl Iterator<Item = &Lifecycle> {
    let regions = finding.regions.iter().map(|verdict| &verdict.lifecycle);
    finding.lifecycle.as_deref().into_iter().chain(regions)
}

/// The sources that lifecycles name, by short name.
pub(crate) fn named_by<'a>(
    report: &Report,
    lifecycles: impl IntoIterator<Item = &'a Lifecycle>,
) -> BTreeMap<String, SourceEntry> {
    let mut used = BTreeMap::new();
    for lifecycle in lifecycles {
        let observed = lifecycle.observed.as_ref().map(|observed| &observed.seen);
        for date in dates(lifecycle).map(|(_, date)| date).chain(observed) {
            if used.contains_key(&*date.source) {
                continue;
            }
            if let Some(source) = report.source(&date.source) {
                used.insert(source.id.to_string(), entry(source));
            }
        }
    }
    used
}

pub(crate) fn entry(source: &FactSource) -> SourceEntry {
    SourceEntry {
        title: source.title.to_string(),
        page: source.url.as_ref().map(ToString::to_string),
        captured: captured(source),
        evidence: source.evidence.as_str().to_owned(),
    }
}

pub(crate) fn captured(source: &FactSource) -> Option<String> {
    let month = source.month.as_ref().map(ToString::to_string);
    source.retrieved.map(|day| day.to_string()).or(month)
}

/// `AWS, 2026-10-16`: who states a date and when the source was captured. Only `AWS` if the day is not known.
pub(crate) fn words(date: &Dated, report: &Report) -> String {
    let who = match date.evidence {
        Evidence::Aws => "AWS",
        Evidence::ThirdParty => "third party",
        Evidence::Inferred => "inferred",
    };
    match report.source(&date.source).and_then(captured) {
        Some(day) => format!("{who}, {day}"),
        None => who.to_owned(),
    }
}

/// The date that a finding is about: End-of-Life, else the latest stage with a date.
pub(crate) fn deciding(finding: &Finding) -> Option<&Dated> {
    let dates = finding.lifecycle.as_deref()?;
    let observed = dates.observed.as_ref().map(|observed| &observed.seen);
    [
        dates.eol.as_ref(),
        dates.extended_access.as_ref(),
        dates.legacy.as_ref(),
        observed,
    ]
    .into_iter()
    .flatten()
    .next()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::captured;
    use crate::catalog::{Evidence, FactSource};

    #[test]
    fn a_capture_has_its_day_or_else_its_month() {
        let source = |retrieved, month: Option<&str>| FactSource {
            id: "page".into(),
            title: "A page".into(),
            url: None,
            retrieved,
            month: month.map(Into::into),
            evidence: Evidence::Aws,
        };
        let day = Some(date(2026, 10, 16));
        assert_eq!(captured(&source(day, None)).as_deref(), Some("2026-10-16"));
        assert_eq!(
            captured(&source(None, Some("2026-10"))).as_deref(),
            Some("2026-10")
        );
        assert_eq!(captured(&source(None, None)), None);
    }
}
