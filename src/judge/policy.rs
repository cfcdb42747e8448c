//! The settings that decide a verdict, resolved: no flag and no configuration is looked at later.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::detect::{Confidence, Context};
use crate::finding::{Level, RegionSource, ReplacementPolicy, Rule};
use crate::judge::pattern;
use crate::model_id::{ModelId, Region};

/// The settings that decide a verdict.
#[derive(Clone, Debug)]
pub struct Policy {
    /// The day to judge for.
    pub as_of: Date,
    /// Days before End-of-Life in which `end-of-life-soon` speaks.
    pub within: u16,
    /// The user's Regions; empty means not said.
    pub regions: Vec<Region>,
    /// Who said [`Policy::regions`].
    pub regions_from: RegionSource,
    /// References less sure than this are kept in the inventory and not judged.
    pub min_confidence: Confidence,
    /// Levels of rules by their ID, in place of their default; absent as a value means off.
    pub levels: BTreeMap<String, Option<Level>>,
    /// The most that a finding in this kind of place can be, in place of [`super::CONTEXT_LEVELS`].
    pub context_levels: Vec<(Context, Level)>,
    /// Kinds of place that are judged; absent means all. References elsewhere are kept in the inventory.
    pub contexts: Option<Vec<Context>>,
    /// Days after End-of-Life in which it is a warning and not an error.
    pub grace: u16,
    /// Patterns of base IDs, the only ones that may be used; empty means all.
    pub allowed_models: Vec<String>,
    /// Patterns of base IDs that must not be used.
    pub banned_models: Vec<String>,
    /// Which of several valid replacements is proposed first.
    pub replacement: ReplacementPolicy,
    /// Days after the catalog's freshest capture from which `catalog-stale` speaks.
    pub max_catalog_age: u16,
}

impl Policy {
    /// The defaults, for a day.
    pub fn new(as_of: Date) -> Self {
        Self {
            as_of,
            within: 90,
            regions: Vec::new(),
            regions_from: RegionSource::Flag,
            min_confidence: Confidence::Low,
            levels: BTreeMap::new(),
            context_levels: Vec::new(),
            contexts: None,
            grace: 0,
            allowed_models: Vec::new(),
            banned_models: Vec::new(),
            replacement: ReplacementPolicy::LeastChange,
            max_catalog_age: 90,
        }
    }

    /// Whether references in this kind of place are judged.
    pub(crate) fn wants(&self, context: Context) -> bool {
        self.contexts.as_ref().is_none_or(|contexts| contexts.contains(&context))
    }

    /// The level of a rule before the context: the one set for it, else `default`; absent where it is off.
    pub(crate) fn base_level(&self, rule: &Rule, default: Level) -> Option<Level> {
        self.levels.get(rule.id).copied().unwrap_or(Some(default))
    }

    /// The pattern by which a team bans the model, if there is one.
    pub(crate) fn ban(&self, model: &ModelId) -> Option<&str> {
        self.banned_models.iter().map(String::as_str).find(|p| pattern::fits(p, model.as_str()))
    }

    /// Whether a team's list of allowed models, if it has one, holds the model.
    pub(crate) fn allows(&self, model: &ModelId) -> bool {
        self.allowed_models.is_empty() || self.allowed_models.iter().any(|p| pattern::fits(p, model.as_str()))
    }
}
