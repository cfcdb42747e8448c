//! The references of one text with their surroundings, and whether the Regions of the project matter to them.

use std::sync::Arc;

use crate::detect::Detector;
use crate::finding::{Finding, Level};
use crate::judge::is_about_a_stage;
use crate::reference::{Confidence, FromProject, Match, RegionOrigin};
use crate::source::Source;
use crate::surroundings;

/// The references of a text, by position. `known` is what the other files of the project show about it.
pub fn references(detector: &Detector, source: &Source, known: &FromProject) -> Vec<Match> {
    let found = detector.detect_with(source, &known.uses);
    with_known(surroundings::matches(source, known, found), known)
}

/// The same references with what the project shows about them and their text does not: Regions and the requests of others.
pub(super) fn with_known(mut matches: Vec<Match>, known: &FromProject) -> Vec<Match> {
    for matched in &mut matches {
        if !matched.has_own_provider {
            matched.project_regions = Arc::clone(&known.regions);
        }
        if let Some(linked) = known.linked_requests.get(&matched.found.span.start) {
            matched.linked_requests = linked.clone();
        }
        let scope = known.linked_scopes.get(&matched.found.span.start);
        *matched = matched.clone().behind(scope.cloned());
        if let (None, Some(region)) = (
            &matched.found.region,
            known.linked_regions.get(&matched.found.span.start),
        ) {
            matched.found.region = Some((region.clone(), RegionOrigin::Nearby));
            matched.found.confidence = matched.found.confidence.min(Confidence::Medium);
        }
    }
    matches
}

/// Whether the replacement of a finding depends on a Region that nothing in its file shows.
pub(super) fn lacks_region(finding: &Finding) -> bool {
    finding.reference.region.is_none() && is_about_a_stage(finding)
}

/// Whether the Regions of the project are looked for because of a finding: a model in use lacks one.
pub(super) fn asks_for_region(finding: &Finding) -> bool {
    finding.level > Level::Note && lacks_region(finding)
}
