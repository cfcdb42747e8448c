//! Applies parsed overlays to a catalog, and checks each row after the change.

use std::collections::{BTreeMap, BTreeSet};

use super::Merged;
use super::rows::{OverlayDoc, OverlayRow};
use crate::catalog::assemble;
use crate::catalog::lifecycle::{Dated, Evidence, Lifecycle, ObservedStage, Stage};
use crate::catalog::model::{Catalog, Model, OnDemand, Profile, Regional, Variant};
use crate::catalog::parse::{CatalogProblem, Parsed};
use crate::catalog::rows::{
    InputsRow, MantleRow, ModelRow, Observation, OnDemandRow, Ordered, RegionalRow, ReplacementRow,
    SourcedDay, VariantRow,
};
use crate::catalog::shipped::Text;
use crate::catalog::validate;

/// The catalog with the overlays applied to it in their order; their problems go to `problems`.
pub(super) fn merge(
    mut catalog: Catalog,
    overlays: &[Parsed<OverlayDoc>],
    problems: &mut Vec<CatalogProblem>,
) -> Merged {
    let mut said = Said::default();
    for overlay in overlays {
        merge_frame(&mut catalog, &overlay.doc);
        for (at, row) in overlay.doc.delete.iter().enumerate() {
            delete(&mut catalog, overlay, at, row, problems, &mut said);
        }
        let mut rows = Vec::new();
        let mut chosen = BTreeSet::new();
        for (at, row) in overlay.doc.models.iter().enumerate() {
            said.row(overlay, at, row);
            if chooses(&catalog, row) {
                chosen.insert(at);
            }
            match whole_row(&catalog, row) {
                Ok((whole, provider)) => {
                    put(&mut catalog, &whole, &provider);
                    rows.push((at, whole));
                }
                Err(message) => {
                    problems.push(problem(overlay, &format!("models/{at}"), &row.id, &message))
                }
            }
        }
        assemble::put_routes(catalog.models.to_mut(), &overlay.doc.profile_regions);
        opaque_arns(&mut catalog, overlay, problems, &mut said);
        let given = |at: usize| chosen.contains(&at);
        problems.extend(validate::validate_overlay(
            overlay,
            &rows,
            &given,
            &overlay.doc.profile_regions,
            &catalog,
        ));
    }
    if !overlays.is_empty() {
        catalog.version = format!("{}+overlay", catalog.version).into();
    }
    Merged {
        catalog,
        conflicts: said.conflicts,
    }
}

/// Whether the row names other replacements than the catalog has; those of the catalog are not the overlay's to
/// answer for.
fn chooses(catalog: &Catalog, row: &OverlayRow) -> bool {
    let Some(named) = &row.replacements else {
        return false;
    };
    let known = catalog
        .model(&row.id)
        .map_or(&[][..], |model| model.replacements.as_ref());
    !named
        .iter()
        .map(|r| r.model.as_str())
        .eq(known.iter().map(|r| r.model.as_ref()))
}

/// Takes over what is not about single models.
fn merge_frame(catalog: &mut Catalog, doc: &OverlayDoc) {
    catalog.as_of = catalog.as_of.max(doc.as_of.0);
    catalog.checked = catalog.checked.max(doc.as_of.0);
    for source in assemble::sources(&doc.sources) {
        replace(catalog.sources.to_mut(), source, |a, b| a.id.cmp(&b.id));
    }
    for region in &doc.regions {
        replace(catalog.regions.to_mut(), region.as_str().into(), Text::cmp);
    }
    for scope in &doc.scopes {
        replace(catalog.scopes.to_mut(), assemble::scope(scope), |a, b| {
            a.id.cmp(&b.id)
        });
    }
    for library in doc.libraries.iter().map(assemble::library) {
        let libraries = catalog.aliases.to_mut();
        match libraries.iter_mut().find(|l| l.name == library.name) {
            Some(old) => *old = library,
            None => libraries.push(library),
        }
    }
}

/// Inserts an item into a sorted list; replaces an item that is equal in that order.
fn replace<T>(items: &mut Vec<T>, item: T, order: impl Fn(&T, &T) -> std::cmp::Ordering) {
    match items.binary_search_by(|probe| order(probe, &item)) {
        Ok(at) => items[at] = item,
        Err(at) => items.insert(at, item),
    }
}

fn put(catalog: &mut Catalog, row: &ModelRow, provider: &str) {
    let sources = catalog.sources.clone();
    let evidence = |id: &str| {
        sources
            .iter()
            .find(|s| s.id == id)
            .map_or(Evidence::Inferred, |s| s.evidence)
    };
    let mut model = assemble::model(row, provider, &evidence);
    // A row of a model does not state routes: those that were known stay.
    if let Some(old) = catalog.model(&row.id) {
        for profile in model.profiles.to_mut() {
            let Some(known) = old.profile(&profile.scope) else {
                continue;
            };
            profile.routes = known.routes.clone();
            profile.routes_are_whole = known.routes_are_whole;
        }
    }
    replace(catalog.models.to_mut(), model, |a, b| a.id.cmp(&b.id));
}

/// Takes over what the overlay says about ARNs; each must mean models that the catalog has.
fn opaque_arns(
    catalog: &mut Catalog,
    overlay: &Parsed<OverlayDoc>,
    problems: &mut Vec<CatalogProblem>,
    said: &mut Said,
) {
    for (at, row) in overlay.doc.opaque_arns.iter().enumerate() {
        let path = format!("opaque_arns/{at}");
        let mut report =
            |message: String| problems.push(problem(overlay, &path, &row.arn, &message));
        if catalog.source(&row.source).is_none() {
            report(format!(
                "source: unknown source `{}`; add it to `sources`",
                row.source
            ));
        }
        if !row.arn.starts_with("arn:") {
            report("arn: not an ARN; write the whole ARN, beginning with `arn:`".to_owned());
        }
        if row.models.is_empty() {
            report("models: empty; list the models of the ARN, or remove the row".to_owned());
        }
        for id in row.models.iter().filter(|id| catalog.model(id).is_none()) {
            report(format!(
                "models: unknown base ID `{id}`; add it to `models`"
            ));
        }
        said.field(overlay, &path, &row.arn, "models", &row.models.join(", "));
        let mut arn = assemble::opaque_arn(row);
        arn.models.to_mut().sort();
        replace(catalog.opaque_arns.to_mut(), arn, |a, b| a.arn.cmp(&b.arn));
    }
}

fn delete(
    catalog: &mut Catalog,
    overlay: &Parsed<OverlayDoc>,
    at: usize,
    row: &super::rows::DeleteRow,
    problems: &mut Vec<CatalogProblem>,
    said: &mut Said,
) {
    let path = format!("delete/{at}");
    if catalog.source(&row.source).is_none() {
        let message = format!(
            "source: unknown source `{}`; add it to `sources`",
            row.source
        );
        problems.push(problem(overlay, &path, &row.id, &message));
    }
    let before = catalog.models.len();
    catalog.models.to_mut().retain(|model| model.id != row.id);
    if catalog.models.len() == before {
        let message = "unknown base ID; there is nothing to delete";
        problems.push(problem(overlay, &path, &row.id, message));
    }
    said.field(overlay, &path, &row.id, "deletion", "deleted");
}

fn problem(overlay: &Parsed<OverlayDoc>, path: &str, id: &str, message: &str) -> CatalogProblem {
    let line = overlay.lines.line(path);
    CatalogProblem {
        path: overlay.path.clone(),
        line,
        column: 0,
        message: format!("{id}: {message}"),
    }
}

/// What earlier overlays said, field by field.
#[derive(Default)]
struct Said {
    /// By model and field: the value and its location.
    values: BTreeMap<(String, String), (String, String)>,
    conflicts: Vec<String>,
}

impl Said {
    fn row(&mut self, overlay: &Parsed<OverlayDoc>, at: usize, row: &OverlayRow) {
        let path = |field: &str| format!("models/{at}/{field}");
        let days = [
            ("launched", &row.launched),
            ("legacy", &row.legacy),
            ("extended_access", &row.extended_access),
            ("eol", &row.eol),
            ("eol_not_before", &row.eol_not_before),
        ];
        for (field, day) in days {
            if let Some(day) = day {
                self.field(overlay, &path(field), &row.id, field, &day.day.to_string());
            }
        }
        if let Some(observed) = &row.observed {
            let value = format!("{:?} on {}", observed.stage, observed.day);
            self.field(overlay, &path("observed"), &row.id, "observed", &value);
        }
        for (nth, regional) in row.regions.iter().enumerate() {
            let value = regional_words(regional);
            for region in &regional.regions {
                self.field(
                    overlay,
                    &path(&format!("regions/{nth}")),
                    &row.id,
                    region,
                    &value,
                );
            }
        }
        if let Some(replacements) = &row.replacements {
            let value: Vec<&str> = replacements.iter().map(|r| r.model.as_str()).collect();
            self.field(
                overlay,
                &path("replacements"),
                &row.id,
                "replacements",
                &value.join(", "),
            );
        }
    }

    fn field(
        &mut self,
        overlay: &Parsed<OverlayDoc>,
        path: &str,
        id: &str,
        field: &str,
        value: &str,
    ) {
        let location = format!("{}:{}", overlay.path, overlay.lines.line(path));
        let key = (id.to_owned(), field.to_owned());
        let before = self
            .values
            .insert(key, (value.to_owned(), location.clone()));
        if let Some((old, old_location)) = before.filter(|(old, _)| old != value) {
            let conflict = format!(
                "{id}: {field}: {location} sets {value}, {old_location} set {old}; the last one is used"
            );
            self.conflicts.push(conflict);
        }
    }
}

fn regional_words(row: &RegionalRow) -> String {
    let mut words = Vec::new();
    for (field, day) in [
        ("legacy", &row.legacy),
        ("extended access", &row.extended_access),
        ("EOL", &row.eol),
    ] {
        if let Some(day) = day {
            words.push(format!("{field} {}", day.day));
        }
    }
    if let Some(observed) = &row.observed {
        words.push(format!("{:?} on {}", observed.stage, observed.day).to_lowercase());
    }
    words.join(", ")
}

/// The row after the override, and its provider; or what a new model lacks.
fn whole_row(catalog: &Catalog, row: &OverlayRow) -> Result<(ModelRow, String), String> {
    let old = catalog.model(&row.id);
    let mut whole = match old {
        Some(model) => row_of(model),
        None => new_row(row)?,
    };
    let provider = row
        .provider
        .clone()
        .or_else(|| old.map(|m| m.provider.to_string()));
    let provider = provider.ok_or("is a new model and requires `provider`")?;
    let sourced = |day: &SourcedDay| {
        let source = day.source.clone().unwrap_or_else(|| row.source.clone());
        SourcedDay {
            day: day.day,
            source: Some(source),
        }
    };
    let days = [
        (&mut whole.launched, &row.launched),
        (&mut whole.legacy, &row.legacy),
        (&mut whole.extended_access, &row.extended_access),
        (&mut whole.eol, &row.eol),
        (&mut whole.eol_not_before, &row.eol_not_before),
    ];
    for (old, new) in days {
        if let Some(day) = new {
            *old = Some(sourced(day));
        }
    }
    if let Some(observed) = &row.observed {
        let source = observed
            .source
            .clone()
            .unwrap_or_else(|| row.source.clone());
        whole.observed = Some(Observation {
            source: Some(source),
            ..observed.clone()
        });
    }
    override_rest(&mut whole, row);
    Ok((whole, provider))
}

fn override_rest(whole: &mut ModelRow, row: &OverlayRow) {
    if let Some(name) = &row.name {
        whole.name.clone_from(name);
    }
    whole.modality = row.modality.unwrap_or(whole.modality);
    whole.confidence = row.confidence.unwrap_or(whole.confidence);
    whole.legacy_period = row.legacy_period.or(whole.legacy_period);
    if row.inputs.is_some() {
        whole.inputs.clone_from(&row.inputs);
    }
    if let Some(dimensions) = &row.dimensions {
        whole.dimensions.clone_from(dimensions);
    }
    if row.on_demand.is_some() {
        whole.on_demand.clone_from(&row.on_demand);
    }
    if row.access.is_some() {
        whole.access.clone_from(&row.access);
    }
    if row.mantle.is_some() {
        whole.mantle.clone_from(&row.mantle);
    }
    if let Some(replacements) = &row.replacements {
        whole.replacements.clone_from(replacements);
        whole.successors.clear();
        whole.no_replacement = None;
    }
    if let Some(successors) = &row.successors {
        whole.successors.clone_from(successors);
        whole.replacements.clear();
        whole.no_replacement = None;
    }
    if row.no_replacement.is_some() {
        whole.no_replacement.clone_from(&row.no_replacement);
        whole.replacements.clear();
        whole.successors.clear();
    }
    if row.notes.is_some() {
        whole.notes.clone_from(&row.notes);
    }
    let named: Vec<&String> = row.regions.iter().flat_map(|r| &r.regions).collect();
    whole
        .regions
        .retain(|old| !old.regions.iter().any(|region| named.contains(&region)));
    // First, so that their numbers are those of the file, by which problems find their lines.
    whole.regions.splice(0..0, row.regions.iter().cloned());
    for (scope, source) in &row.profiles.0 {
        replace(
            &mut whole.profiles.0,
            (scope.clone(), source.clone()),
            |a, b| a.0.cmp(&b.0),
        );
    }
    for variant in &row.variants {
        replace(&mut whole.variants, variant.clone(), |a, b| a.id.cmp(&b.id));
    }
    whole.also.push(row.source.clone());
}

fn new_row(row: &OverlayRow) -> Result<ModelRow, String> {
    let lacks = |field: &str| format!("is a new model and requires `{field}`");
    Ok(ModelRow {
        id: row.id.clone(),
        name: row.name.clone().ok_or_else(|| lacks("name"))?,
        modality: row.modality.ok_or_else(|| lacks("modality"))?,
        inputs: None,
        dimensions: Vec::new(),
        confidence: row.confidence.ok_or_else(|| lacks("confidence"))?,
        source: row.source.clone(),
        launched: None,
        legacy: None,
        extended_access: None,
        eol: None,
        eol_not_before: None,
        observed: None,
        legacy_period: None,
        regions: Vec::new(),
        on_demand: None,
        access: None,
        mantle: None,
        profiles: Ordered::default(),
        replacements: Vec::new(),
        successors: Vec::new(),
        no_replacement: None,
        variants: Vec::new(),
        also: Vec::new(),
        notes: None,
    })
}

/// The row that would give this model.
pub(crate) fn row_of(model: &Model) -> ModelRow {
    let source = model
        .sources
        .first()
        .map(ToString::to_string)
        .unwrap_or_default();
    let lifecycle = &model.lifecycle;
    ModelRow {
        id: model.id.to_string(),
        name: model.name.to_string(),
        modality: model.modality,
        inputs: inputs_row(model, &source),
        dimensions: model.dimensions.to_vec(),
        confidence: model.confidence,
        launched: lifecycle.launched.as_ref().map(sourced_day),
        legacy: lifecycle.legacy.as_ref().map(sourced_day),
        extended_access: lifecycle.extended_access.as_ref().map(sourced_day),
        eol: lifecycle.eol.as_ref().map(sourced_day),
        eol_not_before: lifecycle.eol_not_before.as_ref().map(sourced_day),
        observed: lifecycle.observed.as_ref().and_then(observation),
        legacy_period: model.legacy_period,
        regions: model
            .regions
            .iter()
            .map(|r| regional_row(r, &source))
            .collect(),
        on_demand: on_demand_row(&model.on_demand, &source),
        access: model.access.as_ref().map(ToString::to_string),
        mantle: mantle_row(model, &source),
        profiles: Ordered(model.profiles.iter().map(profile_pair).collect()),
        replacements: model.replacements.iter().map(replacement_row).collect(),
        successors: model.successors.iter().map(replacement_row).collect(),
        no_replacement: model.no_replacement.as_ref().map(ToString::to_string),
        variants: model.variants.iter().map(variant_row).collect(),
        also: model.sources.iter().map(ToString::to_string).collect(),
        notes: model.notes.as_ref().map(ToString::to_string),
        source,
    }
}

fn sourced_day(dated: &Dated) -> SourcedDay {
    SourcedDay {
        day: dated.day,
        source: Some(dated.source.to_string()),
    }
}

fn observation(observed: &ObservedStage) -> Option<Observation> {
    if observed.stage == Stage::Unknown {
        return None;
    }
    let stage = observed.stage;
    Some(Observation {
        stage,
        day: observed.seen.day,
        source: Some(observed.seen.source.to_string()),
    })
}

fn regional_row(regional: &Regional, source: &str) -> RegionalRow {
    let Lifecycle {
        legacy,
        extended_access,
        eol,
        observed,
        ..
    } = &regional.lifecycle;
    RegionalRow {
        regions: vec![regional.region.to_string()],
        source: source.to_owned(),
        legacy: legacy.as_ref().map(sourced_day),
        extended_access: extended_access.as_ref().map(sourced_day),
        eol: eol.as_ref().map(sourced_day),
        observed: observed.as_ref().and_then(observation),
    }
}

fn inputs_row(model: &Model, source: &str) -> Option<InputsRow> {
    let takes = model.inputs.to_vec();
    (!takes.is_empty()).then(|| InputsRow {
        takes,
        source: source.to_owned(),
    })
}

fn on_demand_row(on_demand: &OnDemand, source: &str) -> Option<OnDemandRow> {
    let source = source.to_owned();
    match on_demand {
        OnDemand::Unknown => None,
        OnDemand::No => Some(OnDemandRow {
            bare: false,
            regions: Vec::new(),
            note: None,
            source,
        }),
        OnDemand::Yes { regions, note } => Some(OnDemandRow {
            bare: true,
            regions: regions.iter().map(ToString::to_string).collect(),
            note: note.as_ref().map(ToString::to_string),
            source,
        }),
    }
}

fn mantle_row(model: &Model, source: &str) -> Option<MantleRow> {
    let codes = |of: &[Text]| -> Vec<String> { of.iter().map(ToString::to_string).collect() };
    let row = MantleRow {
        only: codes(&model.mantle_only),
        both: codes(&model.both_endpoints),
        unsettled: codes(&model.unsettled_endpoint),
        id: model.mantle_id.as_ref().map(ToString::to_string),
        source: source.to_owned(),
    };
    let lists = [&row.only, &row.both, &row.unsettled];
    let stated = row.id.is_some() || lists.iter().any(|list| !list.is_empty());
    stated.then_some(row)
}

fn profile_pair(profile: &Profile) -> (String, String) {
    (profile.scope.to_string(), profile.source.to_string())
}

fn replacement_row(replacement: &crate::catalog::model::Replacement) -> ReplacementRow {
    ReplacementRow {
        model: replacement.model.to_string(),
        regions: replacement
            .regions
            .iter()
            .map(ToString::to_string)
            .collect(),
        named_by: replacement.named_by,
        source: replacement.source.as_ref().map(ToString::to_string),
        drop_in: replacement.drop_in,
        note: replacement.note.as_ref().map(ToString::to_string),
    }
}

fn variant_row(variant: &Variant) -> VariantRow {
    VariantRow {
        id: variant.id.to_string(),
        confidence: variant.confidence,
        source: variant.source.to_string(),
    }
}
