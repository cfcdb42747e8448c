//! Judges a match: which rule applies, at which level, and what to write instead.
//!
//! A pure function of match, catalog and [`Policy`]; it reads no files and no clock. One reference gives at most one
//! finding, that of its worst rule. Suppressions and the baseline come later.

mod binary;
mod candidate;
mod choice;
mod drafts;
mod fingerprint;
mod judged_reference;
mod levels;
mod lifecycle;
mod message;
mod migration;
mod newer;
mod opinion;
mod opinions;
mod policy;
mod price;
mod reach;
mod region;
mod registry;
mod rejected_parameters;
mod related;
mod replacement;
mod rewrite;
mod undated_rules;
mod wording;

use std::sync::Arc;

use crate::catalog::Catalog;
use crate::finding::{Finding, Location, Reference, RuleId};
use judged_reference::{Case, Draft};

pub use binary::judge_binary;
pub(crate) use choice::newly_rejected;
pub use fingerprint::assign as assign_fingerprints;
pub(crate) use levels::highest_level;
pub use levels::{CONTEXT_LEVELS, ContextLevel};
pub(crate) use message::without_dates;
pub use migration::steps_between;
pub(crate) use migration::{has_global_profile, has_profile, is_profile};
pub use opinion::{LocatedMatch, SilencedBy, Verdict};
pub use opinions::Opinions;
pub use policy::{MigrationTarget, Policy};
pub(crate) use reach::{Destinations, covering, destinations, scopes_of};
pub(crate) use region::knows_offer;
pub use registry::{collapse as collapse_registries, is_about_a_stage};
pub use related::{
    Sighting, asks_folder, parameters_of, point_out as point_out_related, point_out_in_folder,
    sightings,
};
pub use replacement::{DAYS_OF_USE, MissingReplacement, replacement_for};
pub(crate) use undated_rules::meant_by;

/// The results for one file.
#[derive(Clone, Debug, Default)]
pub struct FileVerdict {
    /// One row per occurrence, in the order of the input.
    pub references: Vec<Arc<Reference>>,
    /// The findings with fingerprints, in the same order. Registries are not collapsed yet.
    pub findings: Vec<Finding>,
    /// Findings that settings hide, without fingerprints, in the same order.
    pub left_out: Vec<(SilencedBy, Finding)>,
}

/// Judges every occurrence of one file and sets the fingerprints of the findings.
///
/// `project_path` is the file's path relative to the project's root, with `/`, so that fingerprints do not depend on the
/// working directory. `opinions` has what was judged before, by the same catalog and policy. After removing findings on
/// lines that do not count, pass the rest to [`collapse_registries`].
pub fn judge_file(
    occurrences: impl IntoIterator<Item = LocatedMatch>,
    project_path: &str,
    catalog: &Catalog,
    policy: &Policy,
    opinions: &Opinions,
) -> FileVerdict {
    let mut file = FileVerdict::default();
    for occurrence in occurrences {
        let opinion = opinions.of(&occurrence, catalog, policy);
        let verdict = opinion.on(occurrence);
        file.references.push(verdict.reference);
        file.findings.extend(verdict.finding);
        file.left_out.extend(verdict.left_out);
    }
    fingerprint::assign(&mut file.findings, project_path);
    file
}

/// Judges one occurrence. The finding has no fingerprint yet, which depends on equal findings in the same file.
pub fn judge(occurrence: LocatedMatch, catalog: &Catalog, policy: &Policy) -> Verdict {
    opinion::Opinion::of(&occurrence.matched, &occurrence.text, catalog, policy).on(occurrence)
}

/// Days for which a catalog is fresh: those of the policy, else the shortest Legacy period in it, in which a model can turn
/// Legacy and end without its knowing.
pub fn max_catalog_age(catalog: &Catalog, policy: &Policy) -> i32 {
    policy
        .max_catalog_age
        .map_or_else(|| catalog.shortest_legacy_period(), i32::from)
}

/// A note that the catalog is older than the policy allows as of the report's date; absent if it is not. Its level is the
/// rule's default; the caller applies the policy.
///
/// `location` is where the report shows it: the configuration, or the first root.
pub fn catalog_stale(catalog: &Catalog, policy: &Policy, location: Location) -> Option<Finding> {
    let rule = RuleId::CatalogStale.rule();
    let age = catalog.as_of.until(policy.as_of).ok()?.get_days();
    if age <= max_catalog_age(catalog, policy) {
        return None;
    }
    let message = format!(
        "The catalog {} contains facts up to {}, {age} days before the evaluation date {}.",
        catalog.version, catalog.as_of, policy.as_of
    );
    let mut finding = Finding::housekeeping(rule, location, catalog.version.to_string(), message);
    fingerprint::assign(std::slice::from_mut(&mut finding), "");
    Some(finding)
}
