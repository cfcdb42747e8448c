//! Lists the models of a catalog, for people and programs. `explain` shows everything about one.
//!
//! Pure functions of a catalog and a day. Findings are rendered by `output`.

use std::io::{self, Write};

use jiff::civil::Date;
use serde::Serialize;

use crate::catalog::lifecycle::{Dated, Stage};
use crate::catalog::model::{Catalog, Model, OnDemand, Price, RejectedParameters, Replacement};
use crate::catalog::shipped::Text;

/// The version of the JSON.
const SCHEMA_VERSION: u32 = 1;

/// Which models a list has. Absent means all.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only models of this stage on the day of the list.
    pub stage: Option<Stage>,
    /// Only models of this provider: its display name or the first piece of its IDs, in any case.
    pub provider: Option<String>,
}

impl Filter {
    /// The models that pass, sorted by ID.
    pub fn models<'a>(&self, catalog: &'a Catalog, as_of: Date) -> Vec<&'a Model> {
        let stage = |m: &&Model| self.stage.is_none_or(|s| m.lifecycle.stage(as_of) == s);
        let provider = |m: &&Model| self.provider.as_deref().is_none_or(|p| is_of(m, p));
        catalog
            .models
            .iter()
            .filter(stage)
            .filter(provider)
            .collect()
    }
}

/// Whether a model is of the provider that was named.
fn is_of(model: &Model, provider: &str) -> bool {
    let prefix = model.id.split('.').next().unwrap_or_default();
    model.provider.eq_ignore_ascii_case(provider) || prefix.eq_ignore_ascii_case(provider)
}

/// The display names of all providers, sorted.
pub fn providers(catalog: &Catalog) -> Vec<&str> {
    let mut names: Vec<&str> = catalog.models.iter().map(|m| m.provider.as_ref()).collect();
    names.sort_unstable();
    names.dedup();
    names
}

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
    serde_json::to_writer_pretty(&mut *out, &view)?;
    writeln!(out)
}

/// Writes models as CSV of RFC 4180; lists within a field are separated by spaces.
pub fn write_csv(
    catalog: &Catalog,
    as_of: Date,
    models: &[&Model],
    out: &mut dyn Write,
) -> io::Result<()> {
    const HEADER: &str = "id,name,provider,modality,stage,in_extended_access,launched,legacy,extended_access,eol,\
                          eol_not_before,legacy_period,regions,on_demand,profiles,replacements,variants,confidence,sources";
    write!(out, "{HEADER}\r\n")?;
    for model in models {
        let json = ModelJson::of(model, as_of, catalog);
        let on_demand = json.on_demand.map(|b| b.to_string()).unwrap_or_default();
        let regions: Vec<&str> = json.regions.iter().map(|r| r.region).collect();
        let replacements: Vec<&str> = json.replacements.iter().map(|r| r.id).collect();
        let fields = [
            json.id.to_owned(),
            json.name.to_owned(),
            json.provider.to_owned(),
            json.modality.to_owned(),
            json.stage.to_owned(),
            json.in_extended_access.to_string(),
            shown(json.launched),
            shown(json.legacy),
            shown(json.extended_access),
            shown(json.eol),
            shown(json.eol_not_before),
            json.legacy_period.unwrap_or_default().to_owned(),
            regions.join(" "),
            on_demand,
            json.profiles.join(" "),
            replacements.join(" "),
            json.variants.join(" "),
            json.confidence.to_owned(),
            json.sources.join(" "),
        ];
        let line: Vec<String> = fields.iter().map(|field| csv_field(field)).collect();
        write!(out, "{}\r\n", line.join(","))?;
    }
    Ok(())
}

/// Writes models as a table for people, with a line below that says what it shows.
pub fn write_table(
    catalog: &Catalog,
    as_of: Date,
    models: &[&Model],
    out: &mut dyn Write,
) -> io::Result<()> {
    let header = ["MODEL", "STAGE", "LEGACY", "EOL", "REPLACEMENT"].map(str::to_owned);
    let mut rows = vec![header];
    rows.extend(models.iter().map(|model| table_row(model, as_of)));
    let widths: Vec<usize> = (0..5)
        .map(|at| {
            rows.iter()
                .map(|row| row[at].chars().count())
                .max()
                .unwrap_or(0)
        })
        .collect();
    for row in &rows {
        let cells: Vec<String> = row
            .iter()
            .zip(&widths)
            .map(|(cell, width)| format!("{cell:width$}"))
            .collect();
        writeln!(out, "{}", cells.join("  ").trim_end())?;
    }
    let count = models.len();
    let noun = if count == 1 { "model" } else { "models" };
    writeln!(
        out,
        "\n{count} {noun}, stages on {as_of} in the main Regions; {}",
        catalog_line(catalog)
    )
}

/// The content of a catalog, in a line: `catalog 2026.11.23 (as of 2026-10-27, checked 2026-11-23)`.
pub fn catalog_line(catalog: &Catalog) -> String {
    format!(
        "catalog {} (as of {}, checked {})",
        catalog.version, catalog.as_of, catalog.checked
    )
}

/// How many rows of each kind a catalog has, in words.
pub fn counts(catalog: &Catalog) -> String {
    let variants: usize = catalog.models.iter().map(|m| m.variants.len()).sum();
    let regional: usize = catalog.models.iter().map(|m| m.regions.len()).sum();
    let profiles: usize = catalog.models.iter().map(|m| m.profiles.len()).sum();
    let constants: usize = catalog.aliases.iter().map(|l| l.aliases.len()).sum();
    format!(
        "{} models, {variants} variants, {regional} Regions with their own dates, {profiles} profiles, \
         {constants} constants, {} migrations, {} quotas, {} sources",
        catalog.models.len(),
        catalog.migrations.len(),
        catalog.quotas.len(),
        catalog.sources.len()
    )
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
struct ModelJson<'a> {
    id: &'a str,
    name: &'a str,
    provider: &'a str,
    modality: &'static str,
    /// What it takes in; empty where that is not known.
    inputs: Vec<&'static str>,
    stage: &'static str,
    in_extended_access: bool,
    launched: Option<Date>,
    legacy: Option<Date>,
    extended_access: Option<Date>,
    eol: Option<Date>,
    eol_not_before: Option<Date>,
    legacy_period: Option<&'static str>,
    regions: Vec<RegionJson<'a>>,
    /// Whether the bare ID can be invoked; null if that is not known.
    on_demand: Option<bool>,
    /// Regions in which the bare ID can be invoked, as far as they are listed.
    on_demand_regions: Vec<&'a str>,
    /// Regions that offer it through bedrock-mantle alone.
    mantle_only_regions: Vec<&'a str>,
    /// Regions that offer it though no source states by which endpoint.
    unsettled_regions: Vec<&'a str>,
    /// Who may call it; null where every account may.
    access: Option<&'a str>,
    /// Profile IDs: `us.amazon.nova-lite-v1:0`.
    profiles: Vec<String>,
    /// Source and destination Regions of the profiles.
    profile_regions: Vec<ProfileRegionsJson<'a>>,
    /// List prices in US dollars.
    prices: Vec<PriceJson<'a>>,
    replacements: Vec<ReplacementJson<'a>>,
    /// What to move to once an Active model ends.
    successors: Vec<ReplacementJson<'a>>,
    /// Which request parameters it answers with HTTP 400.
    rejected_parameters: Vec<RejectedJson<'a>>,
    variants: Vec<&'a str>,
    confidence: &'static str,
    sources: Vec<&'a str>,
}

#[derive(Serialize)]
struct RegionJson<'a> {
    region: &'a str,
    stage: &'static str,
    legacy: Option<Date>,
    extended_access: Option<Date>,
    eol: Option<Date>,
}

/// Source Regions of a profile that share their destination Regions; those are empty for any of the partition.
#[derive(Serialize)]
struct ProfileRegionsJson<'a> {
    profile: String,
    from: Vec<&'a str>,
    to: Vec<&'a str>,
    source: &'a str,
}

#[derive(Serialize)]
struct PriceJson<'a> {
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
struct ReplacementJson<'a> {
    id: &'a str,
    named_by: &'static str,
    note: Option<&'a str>,
}

/// Request parameters that a model answers with HTTP 400, by the part of the request in which they are.
#[derive(Serialize)]
struct RejectedJson<'a> {
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
    fn of(model: &'a Model, as_of: Date, catalog: &'a Catalog) -> Self {
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
fn rejected_rows<'a>(
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

fn day(dated: Option<&Dated>) -> Option<Date> {
    dated.map(|d| d.day)
}

fn shown(day: Option<Date>) -> String {
    day.map(|d| d.to_string()).unwrap_or_default()
}

fn csv_field(field: &str) -> String {
    if field.contains([',', '"', '\r', '\n']) {
        return format!("\"{}\"", field.replace('"', "\"\""));
    }
    field.to_owned()
}

fn table_row(model: &Model, as_of: Date) -> [String; 5] {
    let lifecycle = &model.lifecycle;
    let stage = match lifecycle.stage(as_of) {
        Stage::Legacy if lifecycle.in_extended_access(as_of) => "legacy (extended)",
        stage => stage.as_str(),
    };
    let replacement = model.replacements.first().map(|r| r.model.to_string());
    [
        model.id.to_string(),
        stage.to_owned(),
        shown(day(lifecycle.legacy.as_ref())),
        shown(day(lifecycle.eol.as_ref())),
        replacement
            .or_else(|| model.no_replacement.as_ref().map(|_| "none".to_owned()))
            .unwrap_or_default(),
    ]
}
