//! The result for a reference: the worst rule that applies, at its level.

use std::sync::Arc;

use super::judged_reference::{Case, Draft, lower};
use super::levels;
use super::policy::Policy;
use super::region::{self, ModelVerdict};
use crate::catalog::{Catalog, Stage};
use crate::finding::{Finding, Level, Location, Reference, RegionSource, Snippet};
use crate::model_id::{ModelId, Region};
use crate::reference::Match;

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

/// The setting of a [`Policy`] that hides a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SilencedBy {
    /// [`Policy::levels`]: the rule is off.
    RuleOff,
    /// [`Policy::contexts`]: the context is not judged.
    Context,
}

/// The result for a reference, independent of its position.
#[derive(Debug)]
pub(super) struct Opinion {
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
    pub(super) fn of(matched: &Match, text: &str, catalog: &Catalog, policy: &Policy) -> Self {
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
        // Of equal levels the first rule of the table wins.
        drafts.sort_by_key(|(level, _, draft)| (std::cmp::Reverse(*level), draft.rule.id));
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

    pub(super) fn on(&self, occurrence: LocatedMatch) -> Verdict {
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
