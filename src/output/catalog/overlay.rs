//! Writes a whole catalog as an overlay, so that it can be kept, compared and used again.
//!
//! Applied to the shipped catalog it gives the catalog that was exported; what both have in common besides
//! models, sources, constants and ARNs is not repeated.

use std::collections::BTreeMap;

use crate::catalog::model::{AliasLibrary, Catalog, FactSource, OpaqueArn, Profile, Scope};
use crate::catalog::overlay;
use crate::catalog::overlay::rows::{DeleteRow, OverlayDoc, OverlayRow};
use crate::catalog::rows::{
    Day, LibraryRow, ModelRow, Month, OpaqueArnRow, Ordered, ProfileRegionsRow, RouteRow, ScopeRow,
    SourceRow,
};
use crate::catalog::shipped::Text;

use super::yaml::to_yaml;

/// The source of what only the export itself says.
const EXPORT: &str = "export";

/// The catalog as YAML that is applied to `base`.
pub fn overlay_yaml(catalog: &Catalog, base: &Catalog) -> String {
    let comment = format!(
        "Catalog {}, written by `bedrock-eol catalog export`. Pass it to --catalog.",
        catalog.version
    );
    to_yaml(&overlay_of(catalog, base), &[&comment])
}

fn overlay_of(catalog: &Catalog, base: &Catalog) -> OverlayDoc {
    let gone = base
        .models
        .iter()
        .filter(|model| catalog.model(&model.id).is_none());
    let delete: Vec<DeleteRow> = gone
        .map(|model| DeleteRow {
            id: model.id.to_string(),
            source: EXPORT.to_owned(),
        })
        .collect();
    let scopes: Vec<ScopeRow> = catalog
        .scopes
        .iter()
        .filter(|scope| !base.scopes.contains(scope))
        .map(scope_row)
        .collect();
    let mut sources: Vec<(String, SourceRow)> = catalog.sources.iter().map(source_row).collect();
    if !(delete.is_empty() && scopes.is_empty()) && catalog.source(EXPORT).is_none() {
        let title = format!("Export of the catalog {}", catalog.version);
        let evidence = crate::catalog::closed_sets::Evidence::Inferred;
        let row = SourceRow {
            title,
            url: None,
            retrieved: Some(Day(catalog.as_of)),
            month: None,
            evidence,
        };
        sources.push((EXPORT.to_owned(), row));
        sources.sort_by(|a, b| a.0.cmp(&b.0));
    }
    let model_row = |model| overlay_row(overlay::row_of(model), &model.provider);
    OverlayDoc {
        overlay: format!("the whole catalog {}", catalog.version),
        as_of: Day(catalog.as_of),
        sources: Ordered(sources),
        regions: catalog
            .regions
            .iter()
            .filter(|r| !base.regions.contains(r))
            .map(ToString::to_string)
            .collect(),
        scopes,
        delete,
        models: catalog.models.iter().map(model_row).collect(),
        profile_regions: profile_regions(catalog),
        libraries: catalog.aliases.iter().map(library_row).collect(),
        opaque_arns: catalog.opaque_arns.iter().map(opaque_arn_row).collect(),
    }
}

fn overlay_row(row: ModelRow, provider: &str) -> OverlayRow {
    let given = |list: Vec<_>| (!list.is_empty()).then_some(list);
    OverlayRow {
        id: row.id,
        source: row.source,
        provider: Some(provider.to_owned()),
        name: Some(row.name),
        modality: Some(row.modality),
        inputs: row.inputs,
        dimensions: (!row.dimensions.is_empty()).then_some(row.dimensions),
        confidence: Some(row.confidence),
        launched: row.launched,
        legacy: row.legacy,
        extended_access: row.extended_access,
        eol: row.eol,
        eol_not_before: row.eol_not_before,
        observed: row.observed,
        legacy_period: row.legacy_period,
        regions: row.regions,
        on_demand: row.on_demand,
        access: row.access,
        mantle: row.mantle,
        profiles: row.profiles,
        replacements: given(row.replacements),
        successors: given(row.successors),
        no_replacement: row.no_replacement,
        variants: row.variants,
        notes: row.notes,
    }
}

/// The routes of all profiles, those that are alike in one row.
fn profile_regions(catalog: &Catalog) -> Vec<ProfileRegionsRow> {
    let mut rows: Vec<ProfileRegionsRow> = Vec::new();
    for model in catalog.models.iter() {
        for profile in model.profiles.iter() {
            let id = format!("{}.{}", profile.scope, model.id);
            for (source, routes) in routes_by_source(profile) {
                let partial = !profile.routes_are_whole;
                let same = |row: &&mut ProfileRegionsRow| {
                    row.source == source && row.partial == partial && row.routes == routes
                };
                match rows.iter_mut().find(same) {
                    Some(row) => row.profiles.push(id.clone()),
                    None => {
                        let profiles = vec![id.clone()];
                        rows.push(ProfileRegionsRow {
                            profiles,
                            source,
                            partial,
                            routes,
                        });
                    }
                }
            }
        }
    }
    for row in &mut rows {
        row.profiles.sort();
    }
    rows.sort_by(|a, b| (&a.profiles, &a.source).cmp(&(&b.profiles, &b.source)));
    rows
}

fn routes_by_source(profile: &Profile) -> BTreeMap<String, Vec<RouteRow>> {
    let codes = |of: &[Text]| of.iter().map(ToString::to_string).collect();
    let mut routes: BTreeMap<String, Vec<RouteRow>> = BTreeMap::new();
    for route in profile.routes.iter() {
        let row = RouteRow {
            from: codes(&route.from),
            to: codes(&route.to),
        };
        routes
            .entry(route.source.to_string())
            .or_default()
            .push(row);
    }
    routes
}

fn source_row(source: &FactSource) -> (String, SourceRow) {
    let row = SourceRow {
        title: source.title.to_string(),
        url: source.url.as_ref().map(ToString::to_string),
        retrieved: source.retrieved.map(Day),
        month: source.month.as_ref().map(|month| Month(month.to_string())),
        evidence: source.evidence,
    };
    (source.id.to_string(), row)
}

fn scope_row(scope: &Scope) -> ScopeRow {
    ScopeRow {
        id: scope.id.to_string(),
        name: scope.name.to_string(),
        regions: scope.regions.iter().map(ToString::to_string).collect(),
        source: EXPORT.to_owned(),
    }
}

fn library_row(library: &AliasLibrary) -> LibraryRow {
    let pair =
        |alias: &crate::catalog::model::Alias| (alias.token.to_string(), alias.model.to_string());
    LibraryRow {
        name: library.name.to_string(),
        source: library.source.to_string(),
        containers: library.containers.iter().map(ToString::to_string).collect(),
        requires: library.requires.iter().map(ToString::to_string).collect(),
        deprecated: library.aliases.iter().any(|alias| alias.deprecated),
        other_models: library.other_models.as_ref().map(ToString::to_string),
        aliases: Ordered(library.aliases.iter().map(pair).collect()),
    }
}

fn opaque_arn_row(row: &OpaqueArn) -> OpaqueArnRow {
    OpaqueArnRow {
        arn: row.arn.to_string(),
        models: row.models.iter().map(ToString::to_string).collect(),
        name: row.name.as_ref().map(ToString::to_string),
        source: row.source.to_string(),
    }
}
