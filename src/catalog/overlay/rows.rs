//! The shape of an overlay's YAML.

use serde::{Deserialize, Serialize};

use crate::catalog::closed_sets::{Evidence, LegacyPeriod, Modality};
use crate::catalog::rows::{
    Day, InputsRow, LibraryRow, MantleRow, Observation, OnDemandRow, OpaqueArnRow, Ordered,
    ProfileRegionsRow, RegionalRow, ReplacementRow, ScopeRow, SourceRow, SourcedDay, VariantRow,
};

/// A catalog of the user: what it adds, overrides and deletes.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(
    deny_unknown_fields,
    expecting = "an overlay: `overlay`, `as_of`, and what it changes"
)]
pub struct OverlayDoc {
    /// What it is, in words.
    pub overlay: String,
    /// The day of the freshest fact in it.
    pub as_of: Day,
    /// Sources of its own, next to those of the catalog that it is applied to.
    #[serde(default)]
    pub sources: Ordered<SourceRow>,
    /// Region codes that the catalog does not have yet.
    #[serde(default)]
    pub regions: Vec<String>,
    /// Profile scopes to add or replace.
    #[serde(default)]
    pub scopes: Vec<ScopeRow>,
    /// Models to delete, before any is added.
    #[serde(default)]
    pub delete: Vec<DeleteRow>,
    /// Models to add, or of which to override the fields that are given.
    #[serde(default)]
    pub models: Vec<OverlayRow>,
    /// The source and destination Regions of profiles, instead of what the catalog has of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub profile_regions: Vec<ProfileRegionsRow>,
    /// Libraries of constants to add, or to replace where one of that name exists.
    #[serde(default)]
    pub libraries: Vec<LibraryRow>,
    /// ARNs of the account and their models.
    #[serde(default)]
    pub opaque_arns: Vec<OpaqueArnRow>,
}

/// A model to delete.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DeleteRow {
    /// Base ID.
    pub id: String,
    /// Short name of the source that proves that there is no such model.
    pub source: String,
}

/// A model to add or override. A field that is left out stays as it is.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct OverlayRow {
    /// Base ID.
    pub id: String,
    /// The source of every date of the row that has no source of its own.
    pub source: String,
    /// Display name of the provider; needed for a new model.
    pub provider: Option<String>,
    /// Display name; needed for a new model.
    pub name: Option<String>,
    /// What it gives out; needed for a new model.
    pub modality: Option<Modality>,
    /// What it takes in.
    pub inputs: Option<InputsRow>,
    /// Vector sizes of an embedding model, its default first.
    pub dimensions: Option<Vec<u32>>,
    /// How far the row can be trusted; needed for a new model.
    pub confidence: Option<Evidence>,
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
    /// Regions whose dates are replaced as a whole.
    #[serde(default)]
    pub regions: Vec<RegionalRow>,
    /// Whether the bare ID can be invoked.
    pub on_demand: Option<OnDemandRow>,
    /// Who may call it, where that is not every account.
    pub access: Option<String>,
    /// Regions that offer it through bedrock-mantle.
    pub mantle: Option<MantleRow>,
    /// Profiles to add or replace: scope and source.
    #[serde(default)]
    pub profiles: Ordered<String>,
    /// Replacements instead of all that were there.
    pub replacements: Option<Vec<ReplacementRow>>,
    /// Successors of an Active model instead of all that were there.
    pub successors: Option<Vec<ReplacementRow>>,
    /// Why there is no replacement.
    pub no_replacement: Option<String>,
    /// Variants to add or replace.
    #[serde(default)]
    pub variants: Vec<VariantRow>,
    /// Anything else a person should know, instead of what was there.
    pub notes: Option<String>,
}
