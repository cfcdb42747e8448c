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

use crate::catalog::{Catalog, Stage};
use crate::finding::{Finding, Level, Location, Reference, RegionSource, RuleId, Snippet};
use crate::model_id::{ModelId, Region};
use crate::reference::Match;
use judged_reference::{Case, Draft, lower};
use region::ModelVerdict;

pub use binary::judge_binary;
pub(crate) use choice::newly_rejected;
pub use fingerprint::assign as assign_fingerprints;
pub(crate) use levels::highest_level;
pub use levels::{CONTEXT_LEVELS, ContextLevel};
pub use migration::steps_between;
pub(crate) use migration::{has_global_profile, has_profile, is_profile};
pub use opinions::Opinions;
pub use policy::{MigrationTarget, Policy};
pub(crate) use reach::{Destinations, covering, destinations, scopes_of};
pub(crate) use region::knows_offer;
pub use registry::{collapse as collapse_registries, is_about_a_stage};
pub use related::{
    Sighting, asks_folder, point_out as point_out_related, point_out_in_folder, sightings,
};
pub use replacement::{DAYS_OF_USE, MissingReplacement, replacement_for};

/// A match together with its text.
#[derive(Clone, Debug)]
pub struct LocatedMatch {
    /// The detected match.
    pub matched: Match,
    /// Its location.
    pub location: Location,
    /// The bytes of [`Found::span`]; invalid ones are U+FFFD.
    pub text: String,
    /// The lines around it.
    pub snippet: Snippet,
}

/// The result for one occurrence.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// The inventory row, with stage and Region.
    pub reference: Arc<Reference>,
    /// The finding, if any.
    pub finding: Option<Finding>,
    /// The finding that a setting hides, if any.
    pub left_out: Option<(SilencedBy, Finding)>,
}

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

/// The setting of a [`Policy`] that hides a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SilencedBy {
    /// [`Policy::levels`]: the rule is off.
    RuleOff,
    /// [`Policy::contexts`]: the context is not judged.
    Context,
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
    Opinion::of(&occurrence.matched, &occurrence.text, catalog, policy).on(occurrence)
}

/// The result for a reference, independent of its position.
#[derive(Debug)]
struct Opinion {
    /// Its text, stored once for all its locations, as are its models.
    text: Arc<str>,
    models: Arc<[ModelId]>,
    /// The worst stage of its models.
    stage: Option<Stage>,
    /// The Region, if there is exactly one.
    region: Option<(Region, RegionSource)>,
    /// The worst rule that is on, and its level.
    worst: Option<(Level, Draft)>,
    /// The worst rule, if a setting hides it.
    left_out: Option<(SilencedBy, Level, Draft)>,
}

impl Opinion {
    fn of(matched: &Match, text: &str, catalog: &Catalog, policy: &Policy) -> Self {
        let found = &matched.found;
        let asked = region::asked(found, text, catalog, policy);
        let verdicts: Vec<ModelVerdict<'_>> = found
            .models
            .iter()
            .filter_map(|id| catalog.model(id.as_str()))
            .map(|model| {
                region::verdict(model, found.variant.as_ref(), &asked, catalog, policy.as_of)
            })
            .collect();
        let (stage, region) = (
            verdicts.iter().map(|verdict| verdict.stage).max(),
            asked.single(),
        );
        let (own_text, models): (Arc<str>, Arc<[ModelId]>) =
            (text.into(), found.models.as_slice().into());
        if found.confidence < policy.min_confidence {
            return Self {
                text: own_text,
                models,
                stage,
                region,
                worst: None,
                left_out: None,
            };
        }
        let case = Case {
            matched,
            found,
            text,
            asked: &asked,
            verdicts,
            catalog,
            policy,
        };
        let mut drafts: Vec<(Level, bool, Draft)> = case
            .drafts()
            .into_iter()
            .map(|draft| {
                let (level, is_on) = levels::level(draft.rule, draft.base, matched.context, policy);
                (level, is_on, draft)
            })
            .collect();
        // The sort is stable: of equal levels the first rule wins, and drafts are in the order of the rule table.
        drafts.sort_by_key(|(level, ..)| std::cmp::Reverse(*level));
        let mut drafts = drafts.into_iter().peekable();
        // A milder rule that is off would not have been reported in addition to a worse one.
        let off = drafts.next_if(|(_, is_on, _)| !is_on);
        let worst = drafts
            .find(|(_, is_on, _)| *is_on)
            .map(|(level, _, draft)| (level, draft));
        let off = off.map(|(level, _, draft)| (SilencedBy::RuleOff, level, draft));
        if policy.wants(matched.context) {
            return Self {
                text: own_text,
                models,
                stage,
                region,
                worst,
                left_out: off,
            };
        }
        let unwanted = worst.map(|(level, draft)| (SilencedBy::Context, level, draft));
        Self {
            text: own_text,
            models,
            stage,
            region,
            worst: None,
            left_out: unwanted.or(off),
        }
    }

    fn on(&self, occurrence: LocatedMatch) -> Verdict {
        let LocatedMatch {
            matched,
            location,
            text: _,
            snippet,
        } = occurrence;
        let mut reference = Reference::new(matched, location, Arc::clone(&self.text), snippet);
        reference.models = Arc::clone(&self.models);
        reference.stage = self.stage;
        reference.region.clone_from(&self.region);
        if self.worst.as_ref().is_some_and(|(_, draft)| draft.unsure) {
            reference.confidence = lower(reference.confidence);
        }
        let reference = Arc::new(reference);
        let finding = |draft: &Draft, level: Level| draft.on(Arc::clone(&reference), level);
        Verdict {
            finding: self
                .worst
                .as_ref()
                .map(|(level, draft)| finding(draft, *level)),
            left_out: self
                .left_out
                .as_ref()
                .map(|(by, level, draft)| (*by, finding(draft, *level))),
            reference,
        }
    }
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
        "The catalog {} contains what was public on {}, {age} days before {}.",
        catalog.version, catalog.as_of, policy.as_of
    );
    let mut finding = Finding::housekeeping(rule, location, catalog.version.to_string(), message);
    fingerprint::assign(std::slice::from_mut(&mut finding), "");
    Some(finding)
}
