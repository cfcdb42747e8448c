//! The rows of dates.

use super::rows::{JsonLifecycle, JsonObserved, JsonRegion};
use crate::catalog::{Dated, Lifecycle};
use crate::finding::RegionVerdict;
use crate::output::sources;
use crate::output::wording::stage_word;

/// The dates of a model.
pub(super) fn lifecycle(dates: &Lifecycle) -> JsonLifecycle {
    let observed = dates.observed.as_ref().map(|observed| &observed.seen);
    let known = [&dates.eol, &dates.extended_access, &dates.legacy];
    let deciding = known
        .into_iter()
        .flatten()
        .next()
        .or(observed)
        .or(dates.launched.as_ref());
    let mut sources = sources::names(dates);
    if let Some(observed) = observed {
        sources.insert("observed".to_owned(), observed.source.to_string());
    }
    JsonLifecycle {
        launched: day(&dates.launched),
        legacy: day(&dates.legacy),
        extended_access: day(&dates.extended_access),
        eol: day(&dates.eol),
        eol_not_before: day(&dates.eol_not_before),
        observed: dates.observed.as_ref().map(|observed| JsonObserved {
            stage: stage_word(Some(observed.stage)).to_owned(),
            day: observed.seen.day.to_string(),
        }),
        evidence: deciding.map(|date| date.evidence.as_str().to_owned()),
        sources,
    }
}

/// The dates in a Region.
pub(super) fn region(verdict: &RegionVerdict) -> JsonRegion {
    let JsonLifecycle {
        launched,
        legacy,
        extended_access,
        eol,
        eol_not_before,
        observed,
        evidence: _,
        sources,
    } = lifecycle(&verdict.lifecycle);
    JsonRegion {
        region: verdict.region.to_string(),
        stage: stage_word(Some(verdict.stage)).to_owned(),
        launched,
        legacy,
        extended_access,
        eol,
        eol_not_before,
        observed,
        sources,
    }
}

fn day(date: &Option<Dated>) -> Option<String> {
    date.as_ref().map(|date| date.day.to_string())
}
