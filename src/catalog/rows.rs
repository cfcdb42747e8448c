//! The shape of the YAML files under `rules/`, row by row, as a person writes them.
//!
//! Only the shape: unknown fields and wrong types fail here. Whether a row makes sense together with the
//! others is `validate`'s question, and what it means to the tool is `assemble`'s answer.

mod scalars;

use serde::{Deserialize, Serialize};

pub use scalars::{Day, Month, Observation, Ordered, SourcedDay};

use crate::catalog::closed_sets::{
    ArgumentUse, ChosenBy, Evidence, InputKind, LegacyPeriod, Modality, Rejects, Stage,
    StepCondition,
};

/// `catalog.yaml`: the version, and everything that rows of other files refer to.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CatalogDoc {
    /// Version of the layout of these files; this program reads 1.
    pub schema_version: u32,
    /// Calendar version of the data, moved with every change: `2026.11.23`.
    pub version: String,
    /// The day of the freshest capture on which a fact is based.
    pub as_of: Day,
    /// The day on which the facts were last gone through.
    pub checked: Day,
    /// What facts name as their source, by short name, sorted.
    pub sources: Ordered<SourceRow>,
    /// All Region codes, sorted.
    pub regions: Vec<String>,
    /// Profile scopes, sorted by `id`.
    pub scopes: Vec<ScopeRow>,
    /// The rules of the lifecycle, in words.
    pub policy: Vec<PolicyRow>,
    /// What the runtime answers when a model is Legacy or gone.
    pub runtime_errors: Vec<RuntimeErrorRow>,
}

/// A source.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SourceRow {
    /// The page, capture or package, in words.
    pub title: String,
    /// Where it can be looked up.
    pub url: Option<String>,
    /// The day it was captured; left out if it is not known.
    pub retrieved: Option<Day>,
    /// The month of the capture, `2026-10`, if only that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub month: Option<Month>,
    /// How far it can be relied on.
    pub evidence: Evidence,
}

/// A profile scope.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ScopeRow {
    /// The prefix without its dot: `us`.
    pub id: String,
    /// In words: `United States`.
    pub name: String,
    /// The Regions that requests of most of its profiles come from or go to, sorted; empty for `global`.
    pub regions: Vec<String>,
    /// Short name of the source.
    pub source: String,
}

/// A rule of the lifecycle.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PolicyRow {
    /// Short name, kebab-case.
    pub id: String,
    /// The stage it is about; left out where it is about all.
    pub stage: Option<Stage>,
    /// The rule, in a sentence or two.
    pub text: String,
    /// Short name of the source.
    pub source: String,
}

/// An answer of the runtime.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RuntimeErrorRow {
    /// When it comes, kebab-case.
    pub id: String,
    /// When it comes, in words.
    pub when: String,
    /// The exception's name.
    pub exception: String,
    /// How its text begins.
    pub text: String,
    /// Short name of the source.
    pub source: String,
}

/// `models/<provider>.yaml`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ModelsDoc {
    /// Display name of the provider of every model in the file.
    pub provider: String,
    /// The models, sorted by `id`.
    pub models: Vec<ModelRow>,
}

/// A model.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ModelRow {
    /// Base ID.
    pub id: String,
    /// Display name.
    pub name: String,
    /// What it gives out.
    pub modality: Modality,
    /// Its inputs; left out if they are not known.
    pub inputs: Option<InputsRow>,
    /// Vector sizes of an embedding model, its default first.
    #[serde(default)]
    pub dimensions: Vec<u32>,
    /// How far the whole row can be trusted.
    pub confidence: Evidence,
    /// The source of every date of the row that has no source of its own.
    pub source: String,
    /// First day in Bedrock.
    pub launched: Option<SourcedDay>,
    /// First day of Legacy.
    pub legacy: Option<SourcedDay>,
    /// First day of public extended access.
    pub extended_access: Option<SourcedDay>,
    /// First day of End-of-Life.
    pub eol: Option<SourcedDay>,
    /// AWS's promise that EOL is not before this day.
    pub eol_not_before: Option<SourcedDay>,
    /// A status that was seen without dates.
    pub observed: Option<Observation>,
    /// The promised length of Legacy.
    pub legacy_period: Option<LegacyPeriod>,
    /// Regions with dates of their own.
    #[serde(default)]
    pub regions: Vec<RegionalRow>,
    /// Whether the bare ID can be invoked; left out if that is not known.
    pub on_demand: Option<OnDemandRow>,
    /// Who may call it, where that is not every account.
    pub access: Option<String>,
    /// Regions that offer it through bedrock-mantle.
    pub mantle: Option<MantleRow>,
    /// Inference profiles: scope and source, sorted by scope.
    #[serde(default)]
    pub profiles: Ordered<String>,
    /// What to move to, best first: of a model that is Legacy or End-of-Life, or whose EOL is announced.
    #[serde(default)]
    pub replacements: Vec<ReplacementRow>,
    /// What to move to, best first, once an Active model ends.
    #[serde(default)]
    pub successors: Vec<ReplacementRow>,
    /// Why there is no replacement.
    pub no_replacement: Option<String>,
    /// Other spellings, sorted by `id`.
    #[serde(default)]
    pub variants: Vec<VariantRow>,
    /// Further sources that say the same.
    #[serde(default)]
    pub also: Vec<String>,
    /// Anything else a person should know.
    pub notes: Option<String>,
}

/// Dates that apply in some Regions.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RegionalRow {
    /// The Regions, sorted.
    #[serde(rename = "in")]
    pub regions: Vec<String>,
    /// The source of every date of the row that has no source of its own.
    pub source: String,
    /// First day of Legacy.
    pub legacy: Option<SourcedDay>,
    /// First day of public extended access.
    pub extended_access: Option<SourcedDay>,
    /// First day of End-of-Life.
    pub eol: Option<SourcedDay>,
    /// A status that was seen without dates.
    pub observed: Option<Observation>,
}

/// What a model takes in.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct InputsRow {
    /// The kinds, each once.
    pub takes: Vec<InputKind>,
    /// Short name of the source.
    pub source: String,
}

/// Whether and where the bare ID can be invoked.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct OnDemandRow {
    /// Whether it can.
    pub bare: bool,
    /// Where, sorted; empty where the Regions are not listed.
    #[serde(default)]
    pub regions: Vec<String>,
    /// What is known in addition to the list.
    pub note: Option<String>,
    /// Short name of the source.
    pub source: String,
}

/// Regions that offer a model in-Region where its bare ID cannot be invoked through bedrock-runtime, or is not known to
/// be.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MantleRow {
    /// Where only bedrock-mantle offers it, sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub only: Vec<String>,
    /// Where bedrock-mantle offers it as well as bedrock-runtime, sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub both: Vec<String>,
    /// Where it is offered, and no source states by which endpoint; sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unsettled: Vec<String>,
    /// The ID by which bedrock-mantle offers it, if that is another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Short name of the source.
    pub source: String,
}

/// `prices.yaml`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PricesDoc {
    /// Short name of the source of every row.
    pub source: String,
    /// The prices of each model, sorted by `model` and `unit`.
    pub prices: Vec<PriceRow>,
}

/// The list prices of a model in US dollars.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PriceRow {
    /// Base ID.
    pub model: String,
    /// What is counted: `1M tokens`.
    pub unit: String,
    /// The size of a request beyond which it costs more: `100k tokens`; left out where that changes nothing.
    pub up_to: Option<String>,
    /// By scope or Region, `base` without either: the prices of input and output, `-` if none exists.
    pub classes: Ordered<String>,
}

/// `profile_regions.yaml`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ProfileRegionsDoc {
    /// The source and destination Regions of profiles.
    pub profile_regions: Vec<ProfileRegionsRow>,
}

/// The Regions of profiles that have the same ones.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ProfileRegionsRow {
    /// Profile IDs, sorted: `us.amazon.nova-lite-v1:0`.
    pub profiles: Vec<String>,
    /// Short name of the source.
    pub source: String,
    /// Whether the profiles may be callable from more Regions than these.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub partial: bool,
    /// Source Regions with their destination Regions.
    pub routes: Vec<RouteRow>,
}

/// Source Regions that share their destination Regions.
#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RouteRow {
    /// The Regions from which requests come, sorted.
    pub from: Vec<String>,
    /// The Regions in which they may be processed, sorted; left out where it is any Region of the partition.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub to: Vec<String>,
}

/// A model to move to.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReplacementRow {
    /// Base ID.
    pub model: String,
    /// The Regions for which alone it is named, sorted: where the model is Active there though not in the main
    /// Regions. Left out where it is named for all.
    #[serde(default, rename = "in", skip_serializing_if = "Vec::is_empty")]
    pub regions: Vec<String>,
    /// Who chose it.
    pub named_by: ChosenBy,
    /// Short name of the source; needed where AWS named it or it is a drop-in.
    pub source: Option<String>,
    /// Whether only the ID changes.
    #[serde(default)]
    pub drop_in: bool,
    /// What to know before taking it.
    pub note: Option<String>,
}

/// Another spelling of a model.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct VariantRow {
    /// The full ID.
    pub id: String,
    /// How far the row can be trusted.
    pub confidence: Evidence,
    /// Short name of the source.
    pub source: String,
}

/// `aliases.yaml`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AliasesDoc {
    /// Libraries whose constants are names of model IDs.
    pub libraries: Vec<LibraryRow>,
}

/// A library.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LibraryRow {
    /// In words.
    pub name: String,
    /// Short name of the source.
    pub source: String,
    /// The type, module or enum before the member, last piece only; left out where constants are on their own.
    #[serde(default)]
    pub containers: Vec<String>,
    /// Texts one of which must be in the same file.
    #[serde(default)]
    pub requires: Vec<String>,
    /// Whether the library marks these constants deprecated, or dropped them in newer releases.
    #[serde(default)]
    pub deprecated: bool,
    /// How code writes a model without a constant, after "write"; `ID` is replaced by the ID of the foundation model. Left out
    /// where a string with the ID is enough.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other_models: Option<String>,
    /// Constant and model ID (or profile ID), sorted by constant.
    pub aliases: Ordered<String>,
}

/// `migrations.yaml`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MigrationsDoc {
    /// What else changes between families of models.
    pub migrations: Vec<MigrationRow>,
}

/// A change that moving between families brings with it.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MigrationRow {
    /// Short name, kebab-case.
    pub id: String,
    /// Base-ID patterns of the models that it applies from; `*` matches any text. Optional with `rejected`.
    #[serde(default)]
    pub from: Vec<String>,
    /// The same for the models that it applies to.
    #[serde(default)]
    pub to: Vec<String>,
    /// The row of `rejected_parameters.yaml` that it is about: it applies from models that accept the parameters to
    /// models that reject them.
    pub rejected: Option<String>,
    /// What the location must be, any of these; left out where the pair of models is enough.
    #[serde(default)]
    pub when: Vec<StepCondition>,
    /// What to do, in a sentence or two.
    pub change: String,
    /// Short name of the source.
    pub source: String,
}

/// `rejected_parameters.yaml`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RejectedParametersDoc {
    /// Request parameters that families of models reject with HTTP 400, sorted by `id`.
    pub rejected_parameters: Vec<RejectedParametersRow>,
}

/// Request parameters that some models reject with HTTP 400. One of `models` and `accepted_by` is given.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RejectedParametersRow {
    /// Short name, kebab-case.
    pub id: String,
    /// Base-ID patterns of the models that reject them; `*` matches any text.
    #[serde(default)]
    pub models: Vec<String>,
    /// Base-ID patterns of the only models that accept them.
    #[serde(default)]
    pub accepted_by: Vec<String>,
    /// Which uses are rejected.
    pub rejects: Rejects,
    /// With `values`, the values that are rejected; with `not-default`, the values that are accepted.
    #[serde(default)]
    pub values: Vec<String>,
    /// What is rejected, to follow "rejects".
    pub words: String,
    /// Fields of the body of InvokeModel, sorted; a dot leads to a field within.
    #[serde(default)]
    pub body: Vec<String>,
    /// Fields at the top of a Converse request, sorted.
    #[serde(default)]
    pub converse: Vec<String>,
    /// Fields of Converse's `inferenceConfig`, sorted.
    #[serde(default)]
    pub inference_config: Vec<String>,
    /// Fields of Converse's `additionalModelRequestFields`, sorted.
    #[serde(default)]
    pub additional_fields: Vec<String>,
    /// The first model that rejected them, in words; left out where models always did.
    pub since: Option<String>,
    /// Short name of the source.
    pub source: String,
}

/// `model_arguments.yaml`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ModelArgumentsDoc {
    /// Arguments of AWS APIs and resources that name a model, sorted by `id`.
    pub model_arguments: Vec<ModelArgumentRow>,
}

/// What an argument of an AWS API or resource names a model for. At least one of `calls`, `resources` and `argument` is
/// given.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ModelArgumentRow {
    /// Short name, kebab-case.
    pub id: String,
    /// What the model is named for.
    #[serde(rename = "use")]
    pub purpose: ArgumentUse,
    /// Operations of the API, as AWS writes them, sorted.
    #[serde(default)]
    pub calls: Vec<String>,
    /// Parts of the names of resource types, constructs and jobs, sorted.
    #[serde(default)]
    pub resources: Vec<String>,
    /// The argument, as AWS writes it; left out where every reference within counts.
    pub argument: Option<String>,
    /// Short name of the source.
    pub source: String,
}

/// `quotas.yaml`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct QuotasDoc {
    /// Short name of the source of every row.
    pub source: String,
    /// The quotas of each model, sorted by `model`.
    pub quotas: Vec<QuotaRow>,
}

/// The quotas of a model in Service Quotas: code and name, by the way in which the model is called.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct QuotaRow {
    /// Base ID.
    pub model: String,
    /// Those of its bare ID.
    #[serde(default)]
    pub on_demand: Ordered<String>,
    /// Those of the profiles of a geography.
    #[serde(default)]
    pub cross_region: Ordered<String>,
    /// Those of its `global.` profile.
    #[serde(default)]
    pub global: Ordered<String>,
}

/// An ARN whose model only its account knows.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct OpaqueArnRow {
    /// The whole ARN.
    pub arn: String,
    /// Base IDs of the models that it refers to, sorted.
    pub models: Vec<String>,
    /// The name that the account gave it.
    pub name: Option<String>,
    /// Short name of the source.
    pub source: String,
}
