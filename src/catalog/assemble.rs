//! Turns rows that were found good into the [`Catalog`] that the tool asks.
//!
//! It checks nothing: rows go through `validate` first.

use std::collections::BTreeSet;

use crate::catalog::closed_sets::InputKind;
use crate::catalog::lifecycle::{Dated, Evidence, Lifecycle, ObservedStage};
use crate::catalog::model::{
    Alias, AliasLibrary, Call, Catalog, FactSource, LifecyclePolicy, Migration, Model,
    ModelArgument, OnDemand, OpaqueArn, PolicyRule, Price, Profile, Quota, Regional,
    RejectedParameters, Replacement, Route, RuntimeError, Scope, Variant,
};
use crate::catalog::parse::RuleFiles;
use crate::catalog::rows::{
    CatalogDoc, LibraryRow, MigrationRow, ModelArgumentRow, ModelRow, Observation, OnDemandRow,
    OpaqueArnRow, Ordered, PricesDoc, ProfileRegionsRow, QuotasDoc, RegionalRow,
    RejectedParametersRow, ReplacementRow, ScopeRow, SourceRow, SourcedDay,
};
use crate::catalog::shipped::{List, Text};

/// The catalog that the files describe.
pub fn assemble(files: &RuleFiles) -> Catalog {
    let doc = &files.catalog.doc;
    let evidence = |source: &str| evidence_of(doc, source);
    let mut models: Vec<Model> = files
        .models
        .iter()
        .flat_map(|file| {
            file.doc
                .models
                .iter()
                .map(|row| model(row, &file.doc.provider, &evidence))
        })
        .collect();
    models.sort_by(|a, b| a.id.cmp(&b.id));
    if let Some(file) = &files.profile_regions {
        put_routes(&mut models, &file.doc.profile_regions);
    }
    let rejected = files
        .rejected_parameters
        .as_ref()
        .map_or(&[][..], |file| &file.doc.rejected_parameters);
    Catalog {
        schema_version: doc.schema_version,
        version: text(&doc.version),
        as_of: doc.as_of.0,
        checked: doc.checked.0,
        sources: list(sources(&doc.sources)),
        scopes: list(doc.scopes.iter().map(scope)),
        regions: texts(&doc.regions),
        models: models.into(),
        aliases: list(files.aliases.doc.libraries.iter().map(library)),
        migrations: list(
            files
                .migrations
                .doc
                .migrations
                .iter()
                .map(|row| migration(row, rejected)),
        ),
        rejected_parameters: list(rejected.iter().map(rejected_parameters)),
        model_arguments: files
            .model_arguments
            .as_ref()
            .map_or_else(List::default, |file| {
                list(file.doc.model_arguments.iter().map(model_argument))
            }),
        quotas: files
            .quotas
            .as_ref()
            .map_or_else(Vec::new, |file| quotas(&file.doc))
            .into(),
        prices: files
            .prices
            .as_ref()
            .map_or_else(Vec::new, |file| prices(&file.doc))
            .into(),
        opaque_arns: List::default(),
        policy: policy(doc),
    }
}

/// How far a source can be relied on; a source that is not listed proves nothing.
fn evidence_of(doc: &CatalogDoc, source: &str) -> Evidence {
    let row = doc.sources.0.iter().find(|(id, _)| id == source);
    row.map_or(Evidence::Inferred, |(_, row)| row.evidence)
}

/// A model's row as the program stores it.
pub(crate) fn model(row: &ModelRow, provider: &str, evidence: &dyn Fn(&str) -> Evidence) -> Model {
    let dates = DateResolver {
        source: &row.source,
        evidence,
    };
    let lifecycle = Lifecycle {
        launched: dates.of(row.launched.as_ref()),
        legacy: dates.of(row.legacy.as_ref()),
        extended_access: dates.of(row.extended_access.as_ref()),
        eol: dates.of(row.eol.as_ref()),
        eol_not_before: dates.of(row.eol_not_before.as_ref()),
        observed: dates.observed(row.observed.as_ref()),
    };
    let mut regions: Vec<Regional> = row
        .regions
        .iter()
        .flat_map(|r| regional(r, lifecycle.launched.as_ref(), evidence))
        .collect();
    regions.sort_by(|a, b| a.region.cmp(&b.region));
    Model {
        id: text(&row.id),
        name: text(&row.name),
        provider: text(provider),
        modality: row.modality,
        inputs: row
            .inputs
            .as_ref()
            .map_or_else(List::default, |row| inputs(&row.takes)),
        dimensions: row.dimensions.clone().into(),
        lifecycle,
        legacy_period: row.legacy_period,
        regions: regions.into(),
        on_demand: row.on_demand.as_ref().map_or(OnDemand::Unknown, on_demand),
        access: row.access.as_deref().map(text),
        mantle_only: row
            .mantle
            .as_ref()
            .map_or_else(List::default, |row| texts(&row.only)),
        both_endpoints: row
            .mantle
            .as_ref()
            .map_or_else(List::default, |row| texts(&row.both)),
        mantle_id: row
            .mantle
            .as_ref()
            .and_then(|row| row.id.as_deref().map(text)),
        unsettled_endpoint: row
            .mantle
            .as_ref()
            .map_or_else(List::default, |row| texts(&row.unsettled)),
        profiles: list(row.profiles.0.iter().map(|(scope, source)| Profile {
            scope: text(scope),
            evidence: evidence(source),
            source: text(source),
            routes: List::default(),
            routes_are_whole: false,
        })),
        replacements: list(row.replacements.iter().map(replacement)),
        successors: list(row.successors.iter().map(replacement)),
        no_replacement: row.no_replacement.as_deref().map(text),
        variants: list(row.variants.iter().map(|v| Variant {
            id: text(&v.id),
            lifecycle: None,
            confidence: v.confidence,
            source: text(&v.source),
        })),
        confidence: row.confidence,
        sources: sources_of(row),
        notes: row.notes.as_deref().map(text),
    }
}

fn replacement(row: &ReplacementRow) -> Replacement {
    Replacement {
        model: text(&row.model),
        regions: texts(&row.regions),
        named_by: row.named_by,
        drop_in: row.drop_in,
        note: row.note.as_deref().map(text),
        source: row.source.as_deref().map(text),
    }
}

/// Gives profiles their routes. A profile of which all are stated loses those that it had; a row of a profile that the
/// models do not have changes nothing. `models` are sorted by `id`.
pub(crate) fn put_routes(models: &mut [Model], rows: &[ProfileRegionsRow]) {
    let whole = rows
        .iter()
        .filter(|row| !row.partial)
        .flat_map(|row| &row.profiles);
    for id in whole {
        if let Some(profile) = profile_mut(models, id) {
            profile.routes = List::default();
            profile.routes_are_whole = true;
        }
    }
    for row in rows {
        for id in &row.profiles {
            let Some(profile) = profile_mut(models, id) else {
                continue;
            };
            for route in &row.routes {
                let (from, to) = (texts(&route.from), texts(&route.to));
                profile.put_route(Route {
                    from,
                    to,
                    source: text(&row.source),
                });
            }
        }
    }
}

fn profile_mut<'a>(models: &'a mut [Model], id: &str) -> Option<&'a mut Profile> {
    let (scope, base) = id.split_once('.')?;
    let at = models
        .binary_search_by(|model| model.id.as_ref().cmp(base))
        .ok()?;
    models[at]
        .profiles
        .to_mut()
        .iter_mut()
        .find(|profile| profile.scope == scope)
}

/// Resolves the dates of a row against the source that applies to the whole row.
struct DateResolver<'a> {
    source: &'a str,
    evidence: &'a dyn Fn(&str) -> Evidence,
}

impl DateResolver<'_> {
    fn of(&self, row: Option<&SourcedDay>) -> Option<Dated> {
        row.map(|row| self.dated(row.day, row.source.as_deref()))
    }

    fn observed(&self, row: Option<&Observation>) -> Option<ObservedStage> {
        row.map(|row| ObservedStage {
            stage: row.stage,
            seen: self.dated(row.day, row.source.as_deref()),
        })
    }

    fn dated(&self, day: jiff::civil::Date, source: Option<&str>) -> Dated {
        let source = source.unwrap_or(self.source);
        Dated {
            day,
            evidence: (self.evidence)(source),
            source: text(source),
        }
    }
}

fn regional(
    row: &RegionalRow,
    launched: Option<&Dated>,
    evidence: &dyn Fn(&str) -> Evidence,
) -> Vec<Regional> {
    let dates = DateResolver {
        source: &row.source,
        evidence,
    };
    let lifecycle = Lifecycle {
        launched: launched.cloned(),
        legacy: dates.of(row.legacy.as_ref()),
        extended_access: dates.of(row.extended_access.as_ref()),
        eol: dates.of(row.eol.as_ref()),
        eol_not_before: None,
        observed: dates.observed(row.observed.as_ref()),
    };
    row.regions
        .iter()
        .map(|region| Regional {
            region: text(region),
            lifecycle: lifecycle.clone(),
        })
        .collect()
}

fn inputs(takes: &[InputKind]) -> List<InputKind> {
    let sorted: BTreeSet<InputKind> = takes.iter().copied().collect();
    list(sorted.into_iter())
}

fn on_demand(row: &OnDemandRow) -> OnDemand {
    if !row.bare {
        return OnDemand::No;
    }
    OnDemand::Yes {
        regions: texts(&row.regions),
        note: row.note.as_deref().map(text),
    }
}

/// Every source that the row names anywhere, sorted.
fn sources_of(row: &ModelRow) -> List<Text> {
    let days = [
        &row.launched,
        &row.legacy,
        &row.extended_access,
        &row.eol,
        &row.eol_not_before,
    ];
    let mut ids: BTreeSet<&str> = BTreeSet::from([row.source.as_str()]);
    ids.extend(
        days.into_iter()
            .flatten()
            .filter_map(|d| d.source.as_deref()),
    );
    ids.extend(row.observed.as_ref().and_then(|o| o.source.as_deref()));
    for regional in &row.regions {
        ids.insert(&regional.source);
        let days = [&regional.legacy, &regional.extended_access, &regional.eol];
        ids.extend(
            days.into_iter()
                .flatten()
                .filter_map(|d| d.source.as_deref()),
        );
        ids.extend(regional.observed.as_ref().and_then(|o| o.source.as_deref()));
    }
    ids.extend(row.inputs.as_ref().map(|inputs| inputs.source.as_str()));
    ids.extend(row.on_demand.as_ref().map(|o| o.source.as_str()));
    ids.extend(row.mantle.as_ref().map(|mantle| mantle.source.as_str()));
    ids.extend(row.profiles.0.iter().map(|(_, source)| source.as_str()));
    ids.extend(
        row.replacements
            .iter()
            .chain(&row.successors)
            .filter_map(|r| r.source.as_deref()),
    );
    ids.extend(row.variants.iter().map(|v| v.source.as_str()));
    ids.extend(row.also.iter().map(String::as_str));
    list(ids.into_iter().map(text))
}

/// Sources as the program stores them.
pub(crate) fn sources(rows: &Ordered<SourceRow>) -> impl Iterator<Item = FactSource> {
    rows.0.iter().map(|(id, row)| FactSource {
        id: text(id),
        title: text(&row.title),
        url: row.url.as_deref().map(text),
        retrieved: row.retrieved.map(|day| day.0),
        month: row.month.as_ref().map(|month| text(&month.0)),
        evidence: row.evidence,
    })
}

/// A scope's row as the program stores it.
pub(crate) fn scope(row: &ScopeRow) -> Scope {
    Scope {
        id: text(&row.id),
        name: text(&row.name),
        regions: texts(&row.regions),
    }
}

fn policy(doc: &CatalogDoc) -> LifecyclePolicy {
    LifecyclePolicy {
        rules: list(doc.policy.iter().map(|row| PolicyRule {
            id: text(&row.id),
            stage: row.stage,
            text: text(&row.text),
            source: text(&row.source),
        })),
        runtime_errors: list(doc.runtime_errors.iter().map(|row| RuntimeError {
            id: text(&row.id),
            when: text(&row.when),
            exception: text(&row.exception),
            text: text(&row.text),
            source: text(&row.source),
        })),
    }
}

/// A library's row as the program stores it.
pub(crate) fn library(row: &LibraryRow) -> AliasLibrary {
    AliasLibrary {
        name: text(&row.name),
        containers: texts(&row.containers),
        requires: texts(&row.requires),
        other_models: row.other_models.as_deref().map(text),
        aliases: list(row.aliases.0.iter().map(|(token, model)| Alias {
            token: text(token),
            model: text(model),
            deprecated: row.deprecated,
        })),
        source: text(&row.source),
    }
}

/// The row of an ARN as the program stores it.
pub(crate) fn opaque_arn(row: &OpaqueArnRow) -> OpaqueArn {
    OpaqueArn {
        arn: text(&row.arn),
        models: texts(&row.models),
        name: row.name.as_deref().map(text),
        source: text(&row.source),
    }
}

/// A migration that is about rejected parameters applies from what accepts them to what rejects them.
fn migration(row: &MigrationRow, rejected: &[RejectedParametersRow]) -> Migration {
    let about = row.rejected.as_deref();
    let about = about.and_then(|id| rejected.iter().find(|rejected| rejected.id == id));
    let given_or = |given: &[String], other: &[String]| match (given, other) {
        ([], []) => list(std::iter::once(text("*"))),
        ([], other) => texts(other),
        (given, _) => texts(given),
    };
    let (models, accepting) =
        about.map_or((&[][..], &[][..]), |row| (&row.models, &row.accepted_by));
    Migration {
        id: text(&row.id),
        from: given_or(&row.from, accepting),
        to: given_or(&row.to, models),
        from_except: texts(models),
        to_except: texts(accepting),
        when: row.when.clone().into(),
        rejected: row.rejected.as_deref().map(text),
        change: text(&row.change),
        source: text(&row.source),
    }
}

fn rejected_parameters(row: &RejectedParametersRow) -> RejectedParameters {
    RejectedParameters {
        id: text(&row.id),
        models: texts(&row.models),
        accepted_by: texts(&row.accepted_by),
        rejects: row.rejects,
        values: texts(&row.values),
        words: text(&row.words),
        body: texts(&row.body),
        converse: texts(&row.converse),
        inference_config: texts(&row.inference_config),
        additional_fields: texts(&row.additional_fields),
        since: row.since.as_deref().map(text),
        source: text(&row.source),
    }
}

fn model_argument(row: &ModelArgumentRow) -> ModelArgument {
    ModelArgument {
        id: text(&row.id),
        purpose: row.purpose,
        calls: texts(&row.calls),
        resources: texts(&row.resources),
        argument: row.argument.as_deref().map(text),
        source: text(&row.source),
    }
}

fn quotas(doc: &QuotasDoc) -> Vec<Quota> {
    let mut quotas = Vec::new();
    for row in &doc.quotas {
        let calls = [
            (Call::OnDemand, &row.on_demand),
            (Call::CrossRegion, &row.cross_region),
            (Call::Global, &row.global),
        ];
        for (call, names) in calls {
            quotas.extend(names.0.iter().map(|(code, name)| Quota {
                model: text(&row.model),
                call,
                code: text(code),
                name: text(name),
                source: text(&doc.source),
            }));
        }
    }
    quotas
}

fn prices(doc: &PricesDoc) -> Vec<Price> {
    let known = |price: &str| (price != "-").then(|| text(price));
    let mut prices = Vec::new();
    for row in &doc.prices {
        for (class, both) in &row.classes.0 {
            let (input, output) = both.split_once(' ').unwrap_or((both, "-"));
            prices.push(Price {
                model: text(&row.model),
                unit: text(&row.unit),
                up_to: row.up_to.as_deref().map(text),
                class: text(class),
                input: known(input),
                output: known(output),
                source: text(&doc.source),
            });
        }
    }
    prices
}

fn text(text: &str) -> Text {
    text.into()
}

fn texts(items: &[String]) -> List<Text> {
    list(items.iter().map(|item| text(item)))
}

fn list<T>(items: impl Iterator<Item = T>) -> List<T> {
    items.collect()
}
