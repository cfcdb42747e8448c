//! Models of the catalog as JSON.

use std::io::{self, Write};

use jiff::civil::Date;
use serde::Serialize;

use crate::catalog::{
    Catalog, Dated, Model, OnDemand, Price, RejectedParameters, Replacement, Text,
};
use crate::output::json_text;

/// The version of the JSON.
const SCHEMA_VERSION: u32 = 1;

/// Writes models as JSON, indented, with a newline at the end.
pub fn write_json(
    catalog: &Catalog,
    as_of: Date,
    models: &[&Model],
    out: &mut dyn Write,
) -> io::Result<()> {
    let view = ListJson {
        schema_version: SCHEMA_VERSION,
        catalog: CatalogJson {
            version: &catalog.version,
            as_of: catalog.as_of,
        },
        as_of,
        models: models
            .iter()
            .map(|model| ModelJson::of(model, as_of, catalog))
            .collect(),
    };
    json_text::document(&view, out)
}

#[derive(Serialize)]
struct ListJson<'a> {
    schema_version: u32,
    catalog: CatalogJson<'a>,
    as_of: Date,
    models: Vec<ModelJson<'a>>,
}

#[derive(Serialize)]
struct CatalogJson<'a> {
    version: &'a str,
    as_of: Date,
}

#[derive(Serialize)]
pub(super) struct ModelJson<'a> {
    pub(super) id: &'a str,
    pub(super) name: &'a str,
    pub(super) provider: &'a str,
    pub(super) modality: &'static str,
    /// Inputs that it accepts; empty if unknown.
    pub(super) inputs: Vec<&'static str>,
    pub(super) stage: &'static str,
    pub(super) in_extended_access: bool,
    pub(super) launched: Option<Date>,
    pub(super) legacy: Option<Date>,
    pub(super) extended_access: Option<Date>,
    pub(super) eol: Option<Date>,
    pub(super) eol_not_before: Option<Date>,
    pub(super) legacy_period: Option<&'static str>,
    pub(super) regions: Vec<RegionJson<'a>>,
    /// Whether the bare ID can be invoked; null if that is not known.
    pub(super) on_demand: Option<bool>,
    /// Regions in which the bare ID can be invoked, as far as they are listed.
    pub(super) on_demand_regions: Vec<&'a str>,
    /// Regions that offer it through bedrock-mantle alone.
    pub(super) mantle_only_regions: Vec<&'a str>,
    /// Regions that offer it through both bedrock-mantle and bedrock-runtime.
    pub(super) both_endpoints_regions: Vec<&'a str>,
    /// The ID by which bedrock-mantle offers it; null where that is not another.
    pub(super) mantle_id: Option<&'a str>,
    /// Regions that offer it though no source states by which endpoint.
    pub(super) unsettled_regions: Vec<&'a str>,
    /// Who may call it; null where every account may.
    pub(super) access: Option<&'a str>,
    /// Profile IDs: `us.amazon.nova-lite-v1:0`.
    pub(super) profiles: Vec<String>,
    /// Source and destination Regions of the profiles.
    pub(super) profile_regions: Vec<ProfileRegionsJson<'a>>,
    /// List prices in US dollars.
    pub(super) prices: Vec<PriceJson<'a>>,
    pub(super) replacements: Vec<ReplacementJson<'a>>,
    /// What to move to once an Active model ends.
    pub(super) successors: Vec<ReplacementJson<'a>>,
    /// Which request parameters it answers with HTTP 400.
    pub(super) rejected_parameters: Vec<RejectedJson<'a>>,
    pub(super) variants: Vec<&'a str>,
    pub(super) confidence: &'static str,
    pub(super) sources: Vec<&'a str>,
}

#[derive(Serialize)]
pub(super) struct RegionJson<'a> {
    pub(super) region: &'a str,
    pub(super) stage: &'static str,
    pub(super) legacy: Option<Date>,
    pub(super) extended_access: Option<Date>,
    pub(super) eol: Option<Date>,
}

/// Source Regions of a profile that share their destination Regions; those are empty for any of the partition.
#[derive(Serialize)]
pub(super) struct ProfileRegionsJson<'a> {
    profile: String,
    from: Vec<&'a str>,
    to: Vec<&'a str>,
    source: &'a str,
}

#[derive(Serialize)]
pub(super) struct PriceJson<'a> {
    class: &'a str,
    unit: &'a str,
    /// The size of a request beyond which it costs more.
    up_to: Option<&'a str>,
    input: Option<&'a str>,
    output: Option<&'a str>,
    source: &'a str,
    /// The day of the source's capture.
    retrieved: Option<Date>,
}

#[derive(Serialize)]
pub(super) struct ReplacementJson<'a> {
    pub(super) id: &'a str,
    pub(super) named_by: &'static str,
    pub(super) note: Option<&'a str>,
}

/// Request parameters that a model answers with HTTP 400, by the part of the request in which they are.
#[derive(Serialize)]
pub(super) struct RejectedJson<'a> {
    id: &'a str,
    /// `any` value, one that is `not-default`, all `together`, some `values`, a message list `last-of-assistant`.
    rejects: &'static str,
    values: Vec<&'a str>,
    body: Vec<&'a str>,
    converse: Vec<&'a str>,
    inference_config: Vec<&'a str>,
    additional_fields: Vec<&'a str>,
    since: Option<&'a str>,
    source: &'a str,
}

impl<'a> ModelJson<'a> {
    pub(super) fn of(model: &'a Model, as_of: Date, catalog: &'a Catalog) -> Self {
        let prices = catalog.prices_of(&model.id);
        let lifecycle = &model.lifecycle;
        Self {
            id: &model.id,
            name: &model.name,
            provider: &model.provider,
            modality: model.modality.as_str(),
            inputs: model.inputs.iter().map(|input| input.as_str()).collect(),
            stage: lifecycle.stage(as_of).as_str(),
            in_extended_access: lifecycle.in_extended_access(as_of),
            launched: day(lifecycle.launched.as_ref()),
            legacy: day(lifecycle.legacy.as_ref()),
            extended_access: day(lifecycle.extended_access.as_ref()),
            eol: day(lifecycle.eol.as_ref()),
            eol_not_before: day(lifecycle.eol_not_before.as_ref()),
            legacy_period: model.legacy_period.map(|p| p.as_str()),
            regions: model
                .regions
                .iter()
                .map(|regional| RegionJson {
                    region: &regional.region,
                    stage: regional.lifecycle.stage(as_of).as_str(),
                    legacy: day(regional.lifecycle.legacy.as_ref()),
                    extended_access: day(regional.lifecycle.extended_access.as_ref()),
                    eol: day(regional.lifecycle.eol.as_ref()),
                })
                .collect(),
            on_demand: match &model.on_demand {
                OnDemand::Unknown => None,
                OnDemand::No => Some(false),
                OnDemand::Yes { .. } => Some(true),
            },
            on_demand_regions: match &model.on_demand {
                OnDemand::Yes { regions, .. } => codes(regions),
                OnDemand::No | OnDemand::Unknown => Vec::new(),
            },
            mantle_only_regions: codes(&model.mantle_only),
            both_endpoints_regions: codes(&model.both_endpoints),
            mantle_id: model.mantle_id.as_deref(),
            unsettled_regions: codes(&model.unsettled_endpoint),
            access: model.access.as_deref(),
            profiles: model
                .profiles
                .iter()
                .map(|p| format!("{}.{}", p.scope, model.id))
                .collect(),
            profile_regions: profile_regions(model),
            prices: prices.iter().map(|of| price(of, catalog)).collect(),
            replacements: model.replacements.iter().map(replacement).collect(),
            successors: model.successors.iter().map(replacement).collect(),
            rejected_parameters: rejected(model, catalog),
            variants: model.variants.iter().map(|v| v.id.as_ref()).collect(),
            confidence: model.confidence.as_str(),
            sources: model.sources.iter().map(AsRef::as_ref).collect(),
        }
    }
}

fn replacement(row: &Replacement) -> ReplacementJson<'_> {
    ReplacementJson {
        id: &row.model,
        named_by: row.named_by.as_str(),
        note: row.note.as_deref(),
    }
}

/// The rows of rejected parameters that are about a model, those of the bodies of others left out.
pub(super) fn rejected_rows<'a>(
    catalog: &'a Catalog,
    model: &'a Model,
) -> impl Iterator<Item = &'a RejectedParameters> {
    let rows = catalog
        .rejected_parameters
        .iter()
        .filter(|row| row.accepted_by.is_empty());
    rows.filter(|row| row.are_rejected_by(&model.id))
}

fn rejected<'a>(model: &'a Model, catalog: &'a Catalog) -> Vec<RejectedJson<'a>> {
    let json = |row: &'a RejectedParameters| RejectedJson {
        id: &row.id,
        rejects: row.rejects.as_str(),
        values: codes(&row.values),
        body: codes(&row.body),
        converse: codes(&row.converse),
        inference_config: codes(&row.inference_config),
        additional_fields: codes(&row.additional_fields),
        since: row.since.as_deref(),
        source: &row.source,
    };
    rejected_rows(catalog, model).map(json).collect()
}

fn price<'a>(price: &'a Price, catalog: &Catalog) -> PriceJson<'a> {
    PriceJson {
        class: &price.class,
        unit: &price.unit,
        up_to: price.up_to.as_deref(),
        input: price.input.as_deref(),
        output: price.output.as_deref(),
        source: &price.source,
        retrieved: catalog
            .source(&price.source)
            .and_then(|source| source.retrieved),
    }
}

fn codes(of: &[Text]) -> Vec<&str> {
    of.iter().map(AsRef::as_ref).collect()
}

fn profile_regions(model: &Model) -> Vec<ProfileRegionsJson<'_>> {
    let mut rows = Vec::new();
    for profile in model.profiles.iter() {
        rows.extend(profile.routes.iter().map(|route| ProfileRegionsJson {
            profile: format!("{}.{}", profile.scope, model.id),
            from: codes(&route.from),
            to: codes(&route.to),
            source: &route.source,
        }));
    }
    rows
}

pub(super) fn day(dated: Option<&Dated>) -> Option<Date> {
    dated.map(|d| d.day)
}
