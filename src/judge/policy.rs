//! The settings that decide a verdict, resolved from flags and configuration.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::finding::{Level, RegionSource, ReplacementPolicy, Rule, RuleId};
use crate::id_pattern::IdPattern;
use crate::model_id::{ModelId, ProfileScope, Region};
use crate::reference::{Confidence, Context};

/// The settings that decide a verdict.
#[derive(Clone, Debug)]
pub struct Policy {
    /// The date as of which models are judged.
    pub as_of: Date,
    /// Days before End-of-Life from which `end-of-life-soon` reports a model.
    pub within: u16,
    /// The user's Regions; empty means not set.
    pub regions: Vec<Region>,
    /// The source of [`Policy::regions`].
    pub regions_from: RegionSource,
    /// References with less confidence are listed in the inventory but not judged.
    pub min_confidence: Confidence,
    /// Levels of rules, instead of their defaults; absent as a value means off.
    pub levels: BTreeMap<RuleId, Option<Level>>,
    /// The highest level of findings in a context, instead of the usual one.
    pub context_levels: Vec<(Context, Level)>,
    /// Contexts that are judged; absent means all. References in others are only listed in the inventory.
    pub contexts: Option<Vec<Context>>,
    /// Days after End-of-Life in which `end-of-life` is a warning instead of an error.
    pub grace: u16,
    /// Patterns of the base IDs that are allowed; empty means all.
    pub allowed_models: Vec<String>,
    /// Patterns of base IDs that are banned.
    pub banned_models: Vec<String>,
    /// Which of several valid replacements is recommended.
    pub replacement: ReplacementPolicy,
    /// Days after the catalog's freshest capture from which `catalog-stale` reports it; absent means after the shortest
    /// Legacy period of the catalog.
    pub max_catalog_age: Option<u16>,
    /// The models to migrate to instead of those that the catalog recommends, by the base ID of the old model.
    pub targets: BTreeMap<ModelId, MigrationTarget>,
    /// The model whose migration is planned: each reference to it has a finding with its replacement, whatever its stage is,
    /// and entries of registries keep theirs.
    pub planned: Option<ModelId>,
}

/// A model that the user chose to migrate to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MigrationTarget {
    /// Its base ID.
    pub model: ModelId,
    /// The scope of the inference profile to call it through; absent to call it as the old model was called.
    pub scope: Option<ProfileScope>,
}

impl Policy {
    /// The defaults, as of a date.
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
            max_catalog_age: None,
            targets: BTreeMap::new(),
            planned: None,
        }
    }

    /// The same for the plan of a model's migration: settings that only choose what is reported do not apply.
    #[must_use]
    pub(crate) fn planning(self, old: ModelId) -> Self {
        Self {
            planned: Some(old),
            contexts: None,
            levels: BTreeMap::new(),
            context_levels: Vec::new(),
            ..self
        }
    }

    /// Whether the migration of a model is planned.
    pub(crate) fn plans(&self, model: &str) -> bool {
        self.planned
            .as_ref()
            .is_some_and(|old| old.as_str() == model)
    }

    /// Whether references in this context are judged.
    pub(crate) fn wants(&self, context: Context) -> bool {
        self.contexts
            .as_ref()
            .is_none_or(|contexts| contexts.contains(&context))
    }

    /// The level of a rule before the context is applied: the configured one, else `default`; absent if it is off.
    pub(crate) fn base_level(&self, rule: &Rule, default: Level) -> Option<Level> {
        self.levels.get(&rule.id).copied().unwrap_or(Some(default))
    }

    /// The pattern that bans the model, if there is one.
    pub(crate) fn ban(&self, model: &ModelId) -> Option<&str> {
        self.banned_models
            .iter()
            .map(String::as_str)
            .find(|p| IdPattern::new(p).covers(model.as_str()))
    }

    /// Whether the model is allowed: it is on the list of allowed models, or there is no list.
    pub(crate) fn allows(&self, model: &ModelId) -> bool {
        self.allowed_models.is_empty()
            || self
                .allowed_models
                .iter()
                .any(|p| IdPattern::new(p).covers(model.as_str()))
    }
}
