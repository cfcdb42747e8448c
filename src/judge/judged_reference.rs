//! A reference with everything known about it, and the draft of its finding.

use std::sync::Arc;

use super::policy::Policy;
use super::region::{Asked, ModelVerdict};
use crate::catalog::{Catalog, Lifecycle};
use crate::finding::{
    ChosenReplacement, Disposition, Finding, Fingerprint, Level, Location, Reference,
    RegionVerdict, Related, RelatedRole, Rule, Step,
};
use crate::reference::{Confidence, Found, Match, ProjectRegion};

/// Everything that the rules look at.
pub(super) struct Case<'a> {
    pub(super) matched: &'a Match,
    pub(super) found: &'a Found,
    /// The bytes of the match; invalid ones are U+FFFD.
    pub(super) text: &'a str,
    pub(super) asked: &'a Asked,
    /// One verdict per model that the catalog knows, in the order of the match.
    pub(super) verdicts: Vec<ModelVerdict<'a>>,
    pub(super) catalog: &'a Catalog,
    pub(super) policy: &'a Policy,
}

/// A finding before its level and location are set.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) rule: &'static Rule,
    /// The level before settings and context.
    pub(super) base: Level,
    /// Whether the text can also refer to a model for which the finding would be milder.
    pub(super) unsure: bool,
    pub(super) message: Arc<str>,
    pub(super) brief: Arc<str>,
    pub(super) help: Arc<str>,
    pub(super) lifecycle: Option<Arc<Lifecycle>>,
    pub(super) regions: Arc<[RegionVerdict]>,
    pub(super) replacement: Option<Arc<ChosenReplacement>>,
    pub(super) steps: Arc<[Step]>,
    /// Where the project sets the Regions of the message.
    pub(super) project_regions: Arc<[ProjectRegion]>,
}

impl Draft {
    pub(super) fn new(
        rule: &'static Rule,
        message: impl Into<Arc<str>>,
        help: impl Into<Arc<str>>,
    ) -> Self {
        Self {
            rule,
            base: rule.level,
            unsure: false,
            message: message.into(),
            brief: Arc::default(),
            help: help.into(),
            lifecycle: None,
            regions: Arc::default(),
            replacement: None,
            steps: Arc::default(),
            project_regions: Arc::default(),
        }
    }

    pub(super) fn on(&self, reference: Arc<Reference>, level: Level) -> Finding {
        Finding {
            reference,
            rule: self.rule,
            level,
            lifecycle: self.lifecycle.clone(),
            regions: Arc::clone(&self.regions),
            message: Arc::clone(&self.message),
            brief: Arc::clone(&self.brief),
            help: Arc::clone(&self.help),
            replacement: self.replacement.clone(),
            steps: Arc::clone(&self.steps),
            related: self.project_regions.iter().map(evidence).collect(),
            fingerprint: Fingerprint::default(),
            content_fingerprint: Fingerprint::default(),
            disposition: Disposition::Active,
        }
    }
}

/// The location of a Region of the project.
fn evidence(found: &ProjectRegion) -> Related {
    let ProjectRegion {
        region,
        is_set,
        path,
        start,
        end,
        span,
    } = found;
    let location = Location {
        path: path.clone(),
        start: *start,
        end: *end,
        span: *span,
        cell: None,
    };
    let message = if *is_set {
        format!("sets `{region}` for the project")
    } else {
        format!("refers to a model in `{region}`")
    };
    Related {
        region: Some(region.clone()),
        ..Related::new(location, RelatedRole::Region, message)
    }
}

pub(super) fn lower(confidence: Confidence) -> Confidence {
    match confidence {
        Confidence::High => Confidence::Medium,
        Confidence::Medium | Confidence::Low => Confidence::Low,
    }
}
