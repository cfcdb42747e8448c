//! The catalog's types and the questions that they answer about an ID; those about a day are `lifecycle`'s.
//!
//! The shipped catalog is a table in the binary, nothing to parse at start; one that was read from files owns
//! its values. See [`Text`] and [`List`].

use jiff::civil::Date;

pub use crate::catalog::closed_sets::{
    ArgumentUse, ChosenBy, InputKind, LegacyPeriod, Modality, Rejects, StepCondition,
};
use crate::catalog::lifecycle::{Evidence, Lifecycle, Stage};
use crate::catalog::shipped::{List, Text};
use crate::id_pattern::IdPattern;

/// Everything the tool knows, at one version.
#[derive(Clone, Debug, PartialEq)]
pub struct Catalog {
    /// Version of the data's layout.
    pub schema_version: u32,
    /// Calendar version of the data; it moves with every change: `2026.11.23`.
    pub version: Text,
    /// The day of the freshest capture on which a fact is based.
    pub as_of: Date,
    /// The day on which the facts were last gone through.
    pub checked: Date,
    /// The sources that facts name by their `id`, sorted by it.
    pub sources: List<FactSource>,
    /// Profile scopes, sorted by `id`.
    pub scopes: List<Scope>,
    /// All Regions known, sorted.
    pub regions: List<Text>,
    /// The models, sorted by `id`.
    pub models: List<Model>,
    /// Constants of libraries.
    pub aliases: List<AliasLibrary>,
    /// What else changes between families of models.
    pub migrations: List<Migration>,
    /// Request parameters that models reject with HTTP 400, sorted by `id`.
    pub rejected_parameters: List<RejectedParameters>,
    /// Arguments of AWS APIs and resources that name a model, sorted by ID.
    pub model_arguments: List<ModelArgument>,
    /// Quotas of models in Service Quotas, sorted by model.
    pub quotas: List<Quota>,
    /// List prices, sorted by model and unit.
    pub prices: List<Price>,
    /// ARNs of an account that an overlay resolves, sorted; empty in the shipped catalog.
    pub opaque_arns: List<OpaqueArn>,
    /// The rules of the lifecycle, in words.
    pub policy: LifecyclePolicy,
}

/// Where a fact comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct FactSource {
    /// Short name by which facts refer to it.
    pub id: Text,
    /// The page, capture or package, in words.
    pub title: Text,
    /// Where it can be looked up, if it has an address.
    pub url: Option<Text>,
    /// The day it was captured; absent if it is not known.
    pub retrieved: Option<Date>,
    /// The month of the capture, `2026-10`, if only that is known.
    pub month: Option<Text>,
    /// How far it can be relied on.
    pub evidence: Evidence,
}

/// Whether and where the bare model ID can be invoked.
#[derive(Clone, Debug, PartialEq)]
pub enum OnDemand {
    /// No source states them.
    Unknown,
    /// Only through an inference profile.
    No,
    /// In these Regions; an empty list means that it can, and that the Regions are not listed.
    Yes {
        /// Region codes, sorted.
        regions: List<Text>,
        /// What is known in addition to the list: "10 Regions", "before its EOL".
        note: Option<Text>,
    },
}

/// A cross-Region inference profile of a model.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    /// Its scope: `us`.
    pub scope: Text,
    /// How it is known that it exists.
    pub evidence: Evidence,
    /// The `id` of the [`FactSource`] that states it.
    pub source: Text,
    /// From where it can be called and where it then processes data; each source Region is in one of them. Empty where
    /// no source lists them.
    pub routes: List<Route>,
    /// Whether it can be called from no other Region than those of `routes`.
    pub routes_are_whole: bool,
}

/// Source Regions of an inference profile that share their destination Regions.
#[derive(Clone, Debug, PartialEq)]
pub struct Route {
    /// The Regions from which requests come, sorted.
    pub from: List<Text>,
    /// The Regions in which they may be processed, sorted; empty means any Region of the partition.
    pub to: List<Text>,
    /// The `id` of its [`FactSource`].
    pub source: Text,
}

/// Dates of a model that apply in one Region, where they differ from the main Regions or are listed apart.
#[derive(Clone, Debug, PartialEq)]
pub struct Regional {
    /// The Region.
    pub region: Text,
    /// The whole lifecycle there, the launch taken from the model.
    pub lifecycle: Lifecycle,
}

/// A model to move to.
#[derive(Clone, Debug, PartialEq)]
pub struct Replacement {
    /// Base ID.
    pub model: Text,
    /// The Regions for which alone it is named, sorted; empty means all.
    pub regions: List<Text>,
    /// Who chose it.
    pub named_by: ChosenBy,
    /// Whether only the ID changes: same request body, same parameters.
    pub drop_in: bool,
    /// What to know before taking it.
    pub note: Option<Text>,
    /// The `id` of its [`FactSource`]; absent for the catalog's own choice.
    pub source: Option<Text>,
}

/// Another spelling of a model: a context-length variant or an older form of its ID.
#[derive(Clone, Debug, PartialEq)]
pub struct Variant {
    /// The full ID.
    pub id: Text,
    /// Its own lifecycle where it differs; absent means the base's.
    pub lifecycle: Option<Lifecycle>,
    /// How far the row can be trusted.
    pub confidence: Evidence,
    /// The `id` of its [`FactSource`].
    pub source: Text,
}

/// A model with all its variants.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// Base ID.
    pub id: Text,
    /// Display name.
    pub name: Text,
    /// Display name of the provider.
    pub provider: Text,
    /// What it gives out.
    pub modality: Modality,
    /// What it takes in, sorted; empty where that is not known.
    pub inputs: List<InputKind>,
    /// Vector sizes of an embedding model, its default first; empty if it is another model, or if they are not known.
    pub dimensions: List<u32>,
    /// Its dates in the main Regions.
    pub lifecycle: Lifecycle,
    /// The promised length of Legacy; absent where none is stated.
    pub legacy_period: Option<LegacyPeriod>,
    /// Regions with dates of their own, sorted.
    pub regions: List<Regional>,
    /// Whether the bare ID can be invoked.
    pub on_demand: OnDemand,
    /// Who may call it, where that is not every account.
    pub access: Option<Text>,
    /// Regions that offer it through bedrock-mantle alone, sorted: the bare ID fails on bedrock-runtime there.
    pub mantle_only: List<Text>,
    /// Regions that offer it through both bedrock-mantle and bedrock-runtime, sorted.
    pub both_endpoints: List<Text>,
    /// The base ID by which bedrock-mantle offers it, if that is another.
    pub mantle_id: Option<Text>,
    /// Regions that offer it in-Region though no source states by which endpoint, sorted.
    pub unsettled_endpoint: List<Text>,
    /// Its inference profiles, sorted by scope.
    pub profiles: List<Profile>,
    /// What to move to, best first.
    pub replacements: List<Replacement>,
    /// Models to migrate to from an Active model that will end, best first.
    pub successors: List<Replacement>,
    /// The reason if there is no replacement.
    pub no_replacement: Option<Text>,
    /// Other spellings, sorted by ID.
    pub variants: List<Variant>,
    /// How far the row can be trusted.
    pub confidence: Evidence,
    /// The `id`s of its sources.
    pub sources: List<Text>,
    /// Anything else a person should know.
    pub notes: Option<Text>,
}

impl Model {
    /// The dates that apply in `region`, where the catalog has any of its own for it.
    pub fn lifecycle_in(&self, region: &str) -> Option<&Lifecycle> {
        self.regions
            .iter()
            .find(|r| r.region == region)
            .map(|r| &r.lifecycle)
    }

    /// The Regions in which bedrock-mantle is known to accept its ID.
    pub fn mantle_regions(&self) -> impl Iterator<Item = &Text> {
        self.mantle_only.iter().chain(self.both_endpoints.iter())
    }

    /// Whether its ID is one that only bedrock-mantle knows.
    pub fn is_of_mantle(&self) -> bool {
        self.on_demand == OnDemand::No && self.profiles.is_empty() && !self.mantle_only.is_empty()
    }

    /// What to move to: the replacements, else the successors.
    pub fn candidates(&self) -> &[Replacement] {
        if self.replacements.is_empty() {
            &self.successors
        } else {
            &self.replacements
        }
    }

    /// The model's profile of a scope.
    pub fn profile(&self, scope: &str) -> Option<&Profile> {
        self.profiles.iter().find(|profile| profile.scope == scope)
    }
}

/// A profile scope and where it routes to.
#[derive(Clone, Debug, PartialEq)]
pub struct Scope {
    /// `us`, `eu`, `global`.
    pub id: Text,
    /// In words: "United States".
    pub name: Text,
    /// The Regions that requests of most of its profiles come from or go to, sorted; empty for `global`, which means
    /// all commercial Regions. They are used if the routes of a profile are not known, and prove nothing about
    /// where data is processed.
    pub regions: List<Text>,
}

/// The constants of one library and their model IDs.
#[derive(Clone, Debug, PartialEq)]
pub struct AliasLibrary {
    /// In words: "aws-cdk-lib FoundationModelIdentifier".
    pub name: Text,
    /// The type, module or enum before the member, last piece only: `FoundationModelIdentifier`. Empty
    /// where the constants are on their own.
    pub containers: List<Text>,
    /// Texts one of which must be in the same file (an import, a package name); empty where the
    /// container alone is unmistakable.
    pub requires: List<Text>,
    /// How code writes a model without a constant, after "write"; `ID` is replaced by the ID of the foundation model. Absent
    /// where a string with the ID is enough.
    pub other_models: Option<Text>,
    /// The constants, sorted by token.
    pub aliases: List<Alias>,
    /// The `id` of its [`FactSource`].
    pub source: Text,
}

/// One constant.
#[derive(Clone, Debug, PartialEq)]
pub struct Alias {
    /// The member's name, without its container.
    pub token: Text,
    /// The model ID, possibly a variant or a profile ID.
    pub model: Text,
    /// Whether the library marks it deprecated, or dropped it in newer releases.
    pub deprecated: bool,
}

/// An ARN whose model only its account knows, and what an overlay says about it.
#[derive(Clone, Debug, PartialEq)]
pub struct OpaqueArn {
    /// The whole ARN.
    pub arn: Text,
    /// Base IDs of the models that it refers to, sorted.
    pub models: List<Text>,
    /// The name that the account gave it.
    pub name: Option<Text>,
    /// The `id` of its [`FactSource`].
    pub source: Text,
}

/// What else has to change when moving from one family to another.
#[derive(Clone, Debug, PartialEq)]
pub struct Migration {
    /// Short name, kebab-case.
    pub id: Text,
    /// Base-ID patterns (`anthropic.claude-v*`) of the models it applies from; `*` matches any text.
    pub from: List<Text>,
    /// The same for the models it applies to.
    pub to: List<Text>,
    /// Patterns of models that it does not apply from, though `from` matches them.
    pub from_except: List<Text>,
    /// Patterns of models that it does not apply to, though `to` matches them.
    pub to_except: List<Text>,
    /// What the location must be, any of these; empty where the pair of models is enough.
    pub when: List<StepCondition>,
    /// The `id` of the [`RejectedParameters`] that it is about; absent for other changes.
    pub rejected: Option<Text>,
    /// What to do, in a sentence or two.
    pub change: Text,
    /// The `id` of its [`FactSource`].
    pub source: Text,
}

impl Migration {
    /// Whether the change comes with moving from one base ID to another.
    pub fn applies(&self, from: &str, to: &str) -> bool {
        let side = |of: &[Text], except: &[Text], id: &str| {
            matches_any(of, id) && !matches_any(except, id)
        };
        side(&self.from, &self.from_except, from) && side(&self.to, &self.to_except, to)
    }
}

fn matches_any(patterns: &[Text], id: &str) -> bool {
    patterns
        .iter()
        .any(|pattern| IdPattern::new(pattern).covers(id))
}

/// Request parameters that models reject with HTTP 400. Exactly one of `models` and `accepted_by` has patterns.
#[derive(Clone, Debug, PartialEq)]
pub struct RejectedParameters {
    /// Short name, kebab-case.
    pub id: Text,
    /// Base-ID patterns of the models that reject them.
    pub models: List<Text>,
    /// Base-ID patterns of the only models that accept them.
    pub accepted_by: List<Text>,
    /// Which uses are rejected.
    pub rejects: Rejects,
    /// With [`Rejects::Values`] the values that are rejected, with [`Rejects::NotDefault`] those that are accepted; empty where
    /// it does not depend on the value.
    pub values: List<Text>,
    /// What is rejected, to follow "rejects".
    pub words: Text,
    /// Fields of the body of InvokeModel; a dot leads to a field within.
    pub body: List<Text>,
    /// Fields at the top of a Converse request.
    pub converse: List<Text>,
    /// Fields of Converse's `inferenceConfig`.
    pub inference_config: List<Text>,
    /// Fields of Converse's `additionalModelRequestFields`.
    pub additional_fields: List<Text>,
    /// The first model that rejected them, in words; absent where models always did.
    pub since: Option<Text>,
    /// The `id` of its [`FactSource`].
    pub source: Text,
}

impl RejectedParameters {
    /// Whether a model rejects them. Models that take no request of this kind, such as embeddings, reject every body
    /// that is not their own.
    pub fn are_rejected_by(&self, id: &str) -> bool {
        match self.accepted_by.as_ref() {
            [] => matches_any(&self.models, id),
            accepting => !matches_any(accepting, id),
        }
    }
}

/// What an argument of an AWS API or resource names a model for.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelArgument {
    /// Short name, kebab-case.
    pub id: Text,
    /// What the model is named for.
    pub purpose: ArgumentUse,
    /// Operations of the API, as AWS writes them.
    pub calls: List<Text>,
    /// Parts of the names of resource types, constructs and jobs.
    pub resources: List<Text>,
    /// The argument, as AWS writes it; absent where every reference within counts.
    pub argument: Option<Text>,
    /// The `id` of its [`FactSource`].
    pub source: Text,
}

/// How a model is called, as far as its quotas differ by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Call {
    /// By its bare ID.
    OnDemand,
    /// Through the profile of a geography.
    CrossRegion,
    /// Through its `global.` profile.
    Global,
}

/// A quota of a model in Service Quotas, under the service code `bedrock`.
#[derive(Clone, Debug, PartialEq)]
pub struct Quota {
    /// Base ID of the model.
    pub model: Text,
    /// The way of calling that it bounds.
    pub call: Call,
    /// `L-` and eight hexadecimal digits, the same in every Region.
    pub code: Text,
    /// The name, as Service Quotas has it.
    pub name: Text,
    /// The `id` of its [`FactSource`].
    pub source: Text,
}

/// The list price of a model for one class of Regions or profiles.
#[derive(Clone, Debug, PartialEq)]
pub struct Price {
    /// Base ID of the model.
    pub model: Text,
    /// What is counted: `1M tokens`, `image`.
    pub unit: Text,
    /// The size of a request beyond which it costs more: `100k tokens`.
    pub up_to: Option<Text>,
    /// The scope or Region that it is for; `base` without either.
    pub class: Text,
    /// US dollars for a unit of input; absent where there is no such price.
    pub input: Option<Text>,
    /// US dollars for a unit of output; absent where there is no such price.
    pub output: Option<Text>,
    /// The `id` of its [`FactSource`].
    pub source: Text,
}

/// What AWS says about the stages, for messages and explanations.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LifecyclePolicy {
    /// Which rules apply in which stage.
    pub rules: List<PolicyRule>,
    /// What the runtime answers.
    pub runtime_errors: List<RuntimeError>,
}

/// A rule of the lifecycle.
#[derive(Clone, Debug, PartialEq)]
pub struct PolicyRule {
    /// Short name, kebab-case.
    pub id: Text,
    /// The stage it is about; absent where it is about all.
    pub stage: Option<Stage>,
    /// The rule, in a sentence or two.
    pub text: Text,
    /// The `id` of its [`FactSource`].
    pub source: Text,
}

/// An answer of the runtime that a user may see and search for.
#[derive(Clone, Debug, PartialEq)]
pub struct RuntimeError {
    /// Short name, kebab-case.
    pub id: Text,
    /// When it comes, in words.
    pub when: Text,
    /// The exception's name.
    pub exception: Text,
    /// How its text begins.
    pub text: Text,
    /// The `id` of its [`FactSource`].
    pub source: Text,
}

/// The fewest days of six months.
const HALF_YEAR: i32 = 181;

impl Catalog {
    /// The model with this base ID.
    pub fn model(&self, id: &str) -> Option<&Model> {
        self.models
            .binary_search_by(|m| m.id.as_ref().cmp(id))
            .ok()
            .map(|at| &self.models[at])
    }

    /// The model with this base ID, or with a variant of this ID.
    pub fn find(&self, id: &str) -> Option<(&Model, Option<&Variant>)> {
        if let Some(model) = self.model(id) {
            return Some((model, None));
        }
        self.models.iter().find_map(|model| {
            let variant = model.variants.iter().find(|v| v.id == id)?;
            Some((model, Some(variant)))
        })
    }

    /// Every ID with its model: base IDs and variants, each base before its variants.
    pub fn ids(&self) -> impl Iterator<Item = (&str, &Model)> {
        self.models.iter().flat_map(|model| {
            let variants = model.variants.iter().map(move |v| (v.id.as_ref(), model));
            std::iter::once((model.id.as_ref(), model)).chain(variants)
        })
    }

    /// The Regions of a scope: for `global` all commercial Regions, for a scope that is not known none.
    pub fn regions_of_scope(&self, id: &str) -> Vec<&str> {
        let Some(scope) = self.scope(id) else {
            return Vec::new();
        };
        if scope.regions.is_empty() {
            let commercial =
                |region: &&Text| !region.starts_with("us-gov-") && !region.starts_with("cn-");
            return self
                .regions
                .iter()
                .filter(commercial)
                .map(AsRef::as_ref)
                .collect();
        }
        scope.regions.iter().map(AsRef::as_ref).collect()
    }

    /// The quotas of a model for one way of calling it; none where they are not known.
    pub fn quotas_of(&self, id: &str, call: Call) -> impl Iterator<Item = &Quota> {
        self.quotas
            .iter()
            .filter(move |quota| quota.model == id && quota.call == call)
    }

    /// The prices of a model; none where they are not known.
    pub fn prices_of(&self, id: &str) -> &[Price] {
        let first = self
            .prices
            .partition_point(|price| price.model.as_ref() < id);
        let rest = &self.prices[first..];
        &rest[..rest.partition_point(|price| price.model == id)]
    }

    /// Days of the shortest Legacy period that a model in the catalog has by AWS's promise; a half year where none is
    /// stated.
    pub fn shortest_legacy_period(&self) -> i32 {
        let days = |period: LegacyPeriod| match period {
            LegacyPeriod::Days45 => 45,
            LegacyPeriod::SixMonths => HALF_YEAR,
        };
        self.models
            .iter()
            .filter_map(|model| model.legacy_period)
            .map(days)
            .min()
            .unwrap_or(HALF_YEAR)
    }

    /// The request parameters that a new model rejects and an old one accepts.
    pub fn newly_rejected<'a>(
        &'a self,
        old: &'a str,
        new: &'a str,
    ) -> impl Iterator<Item = &'a RejectedParameters> {
        let newly =
            move |row: &&RejectedParameters| row.are_rejected_by(new) && !row.are_rejected_by(old);
        self.rejected_parameters.iter().filter(newly)
    }

    /// The scope with this name.
    pub fn scope(&self, id: &str) -> Option<&Scope> {
        self.scopes.iter().find(|s| s.id == id)
    }

    /// What is known about an ARN whose model only its account knows.
    pub fn opaque_arn(&self, arn: &str) -> Option<&OpaqueArn> {
        self.opaque_arns
            .binary_search_by(|known| known.arn.as_ref().cmp(arn))
            .ok()
            .map(|at| &self.opaque_arns[at])
    }

    /// The source with this `id`.
    pub fn source(&self, id: &str) -> Option<&FactSource> {
        self.sources.iter().find(|s| s.id == id)
    }
}
