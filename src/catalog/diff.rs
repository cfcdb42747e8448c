//! What changed between two catalogs, model by model, and whose stage that changes on a day.
//!
//! It compares what the catalogs say, not how their files are written.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use crate::catalog::lifecycle::{Dated, Lifecycle};
use crate::catalog::model::{Catalog, Model, OnDemand, Replacement, Route};

/// The differences of two catalogs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Diff {
    /// Version of this JSON.
    pub schema_version: u32,
    /// The day on which stages are compared.
    pub as_of: Date,
    /// Version of the first catalog.
    pub before: String,
    /// Version of the second catalog.
    pub after: String,
    /// Base IDs that only the second has.
    pub added: Vec<String>,
    /// Base IDs that only the first has.
    pub removed: Vec<String>,
    /// Models of both that differ, sorted by ID.
    pub changed: Vec<ModelChange>,
    /// Constants that only the second has, as `library: constant`.
    pub constants_added: Vec<String>,
    /// Constants that only the first has, as `library: constant`.
    pub constants_removed: Vec<String>,
    /// ARNs of an account that only the second resolves, or resolves otherwise, as `ARN = models`.
    pub arns_added: Vec<String>,
    /// ARNs of an account that only the first resolves, or resolves otherwise, as `ARN = models`.
    pub arns_removed: Vec<String>,
}

/// A model that two catalogs describe differently.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ModelChange {
    /// Base ID.
    pub id: String,
    /// Its stage by the first catalog.
    pub stage_before: &'static str,
    /// Its stage by the second.
    pub stage_after: &'static str,
    /// Regions whose dates of their own, by either catalog, make another stage there.
    pub regions: Vec<RegionChange>,
    /// The fields that differ.
    pub fields: Vec<FieldChange>,
}

/// A Region in which a model's stage differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RegionChange {
    /// The Region.
    pub region: String,
    /// The stage there by the first catalog.
    pub stage_before: &'static str,
    /// The stage there by the second.
    pub stage_after: &'static str,
}

/// A field of a model with two values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldChange {
    /// `eol`, `regions.us-east-1`, `replacements`.
    pub field: String,
    /// What the first says; absent where it says nothing.
    pub before: Option<String>,
    /// What the second says; absent where it says nothing.
    pub after: Option<String>,
}

impl ModelChange {
    /// Whether the model's stage differs, in the main Regions or in one with dates of its own.
    pub fn changes_stage(&self) -> bool {
        self.stage_before != self.stage_after || !self.regions.is_empty()
    }

    /// `active → legacy; in us-gov-west-1 eol → active`; empty where the stage is the same everywhere.
    pub(crate) fn stages(&self) -> String {
        let mut parts = Vec::new();
        if self.stage_before != self.stage_after {
            parts.push(format!("{} → {}", self.stage_before, self.stage_after));
        }
        let region =
            |r: &RegionChange| format!("in {} {} → {}", r.region, r.stage_before, r.stage_after);
        parts.extend(self.regions.iter().map(region));
        parts.join("; ")
    }
}

impl Diff {
    /// Compares two catalogs.
    pub fn of(before: &Catalog, after: &Catalog, as_of: Date) -> Self {
        let ids = |here: &Catalog, there: &Catalog| {
            let only = here.models.iter().filter(|m| there.model(&m.id).is_none());
            only.map(|m| m.id.to_string()).collect()
        };
        let changed = before
            .models
            .iter()
            .filter_map(|old| changes(old, after.model(&old.id)?, as_of));
        let (old, new) = (constants(before), constants(after));
        let (old_arns, new_arns) = (arns(before), arns(after));
        let only = |here: &[String], there: &[String]| {
            here.iter()
                .filter(|c| there.binary_search(c).is_err())
                .cloned()
                .collect()
        };
        Self {
            schema_version: 1,
            as_of,
            before: before.version.to_string(),
            after: after.version.to_string(),
            added: ids(after, before),
            removed: ids(before, after),
            changed: changed.collect(),
            constants_added: only(&new, &old),
            constants_removed: only(&old, &new),
            arns_added: only(&new_arns, &old_arns),
            arns_removed: only(&old_arns, &new_arns),
        }
    }

    /// Whether the catalogs say the same.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty()
            && self.removed.is_empty()
            && self.changed.is_empty()
            && self.constants_added.is_empty()
            && self.constants_removed.is_empty()
            && self.arns_added.is_empty()
            && self.arns_removed.is_empty()
    }
}

/// All constants, sorted.
fn constants(catalog: &Catalog) -> Vec<String> {
    let all = catalog.aliases.iter().flat_map(|l| {
        l.aliases
            .iter()
            .map(|a| format!("{}: {} = {}", l.name, a.token, a.model))
    });
    let mut constants: Vec<String> = all.collect();
    constants.sort();
    constants
}

/// All ARNs of the account with their models, sorted.
fn arns(catalog: &Catalog) -> Vec<String> {
    let mut arns: Vec<String> = catalog
        .opaque_arns
        .iter()
        .map(|row| format!("{} = {}", row.arn, row.models.join(", ")))
        .collect();
    arns.sort();
    arns
}

fn changes(old: &Model, new: &Model, as_of: Date) -> Option<ModelChange> {
    let (before, after) = (fields(old), fields(new));
    let mut names: Vec<&String> = before.keys().chain(after.keys()).collect();
    names.sort();
    names.dedup();
    let differ = names
        .into_iter()
        .filter(|name| before.get(*name) != after.get(*name));
    let fields: Vec<FieldChange> = differ
        .map(|name| FieldChange {
            field: name.clone(),
            before: before.get(name).cloned(),
            after: after.get(name).cloned(),
        })
        .collect();
    (!fields.is_empty()).then(|| ModelChange {
        id: old.id.to_string(),
        stage_before: old.lifecycle.stage(as_of).as_str(),
        stage_after: new.lifecycle.stage(as_of).as_str(),
        regions: region_changes(old, new, as_of),
        fields,
    })
}

/// Where the stage differs by dates of a Region's own; the main dates stand where one catalog has none.
fn region_changes(old: &Model, new: &Model, as_of: Date) -> Vec<RegionChange> {
    let mut regions: Vec<&str> = old
        .regions
        .iter()
        .chain(new.regions.iter())
        .map(|r| r.region.as_ref())
        .collect();
    regions.sort_unstable();
    regions.dedup();
    let stage = |model: &Model, region: &str| {
        model
            .lifecycle_in(region)
            .unwrap_or(&model.lifecycle)
            .stage(as_of)
            .as_str()
    };
    let change = |region: &str| RegionChange {
        region: region.to_owned(),
        stage_before: stage(old, region),
        stage_after: stage(new, region),
    };
    regions
        .into_iter()
        .map(change)
        .filter(|change| change.stage_before != change.stage_after)
        .collect()
}

/// What a catalog says of a model, by field; what it does not say is left out.
fn fields(model: &Model) -> BTreeMap<String, String> {
    let mut fields = BTreeMap::new();
    let mut put = |name: &str, value: String| {
        if !value.is_empty() {
            fields.insert(name.to_owned(), value);
        }
    };
    put("name", model.name.to_string());
    put("provider", model.provider.to_string());
    put("modality", model.modality.as_str().to_owned());
    put(
        "inputs",
        joined(model.inputs.iter().map(|input| input.as_str().to_owned())),
    );
    put("confidence", model.confidence.as_str().to_owned());
    put(
        "legacy_period",
        model
            .legacy_period
            .map(|p| p.as_str().to_owned())
            .unwrap_or_default(),
    );
    put("on_demand", on_demand(&model.on_demand));
    put(
        "access",
        model.access.as_deref().unwrap_or_default().to_owned(),
    );
    put("mantle_only", model.mantle_only.join(", "));
    put("both_endpoints", model.both_endpoints.join(", "));
    put(
        "mantle_id",
        model.mantle_id.as_deref().unwrap_or_default().to_owned(),
    );
    put("unsettled_endpoint", model.unsettled_endpoint.join(", "));
    put(
        "profiles",
        joined(model.profiles.iter().map(|p| p.scope.to_string())),
    );
    for profile in model.profiles.iter() {
        put(
            &format!("profiles.{}", profile.scope),
            joined(profile.routes.iter().map(route)),
        );
    }
    put(
        "replacements",
        joined(model.replacements.iter().map(replacement)),
    );
    put(
        "successors",
        joined(model.successors.iter().map(replacement)),
    );
    put(
        "no_replacement",
        model
            .no_replacement
            .as_deref()
            .unwrap_or_default()
            .to_owned(),
    );
    put(
        "variants",
        joined(model.variants.iter().map(|v| v.id.to_string())),
    );
    for (name, value) in dates(&model.lifecycle) {
        put(name, value);
    }
    for regional in model.regions.iter() {
        let words = dates(&regional.lifecycle)
            .into_iter()
            .filter(|(name, value)| *name != "launched" && !value.is_empty());
        let words = joined(words.map(|(name, value)| format!("{name} {value}")));
        put(&format!("regions.{}", regional.region), words);
    }
    fields
}

fn dates(lifecycle: &Lifecycle) -> [(&'static str, String); 6] {
    let day = |dated: &Option<Dated>| {
        dated
            .as_ref()
            .map(|d| d.day.to_string())
            .unwrap_or_default()
    };
    let observed = lifecycle
        .observed
        .as_ref()
        .map(|o| format!("{} on {}", o.stage.as_str(), o.seen.day));
    [
        ("launched", day(&lifecycle.launched)),
        ("legacy", day(&lifecycle.legacy)),
        ("extended_access", day(&lifecycle.extended_access)),
        ("eol", day(&lifecycle.eol)),
        ("eol_not_before", day(&lifecycle.eol_not_before)),
        ("observed", observed.unwrap_or_default()),
    ]
}

fn on_demand(on_demand: &OnDemand) -> String {
    match on_demand {
        OnDemand::Unknown => String::new(),
        OnDemand::No => "no".to_owned(),
        OnDemand::Yes { regions, .. } if regions.is_empty() => "yes".to_owned(),
        OnDemand::Yes { regions, .. } => format!("yes: {}", regions.join(", ")),
    }
}

fn route(route: &Route) -> String {
    let to = if route.to.is_empty() {
        "any".to_owned()
    } else {
        route.to.join(" ")
    };
    format!("{} to {to}", route.from.join(" "))
}

fn replacement(replacement: &Replacement) -> String {
    match replacement.regions.as_ref() {
        [] => replacement.model.to_string(),
        regions => format!("{} (in {})", replacement.model, regions.join(" and ")),
    }
}

fn joined(items: impl Iterator<Item = String>) -> String {
    items.collect::<Vec<_>>().join(", ")
}
