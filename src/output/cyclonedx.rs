//! CycloneDX 1.6 ML-BOM: a machine-learning-model component for each model in use, with the referring lines as evidence.
//!
//! Only models of the catalog are components. If references resolve to no model, the composition is marked incomplete.

use std::collections::{BTreeSet, HashMap};
use std::io::{self, Write};

use serde_json::{Value, json};

use super::{RenderOptions, escape, json_text};
use crate::catalog::Dated;
use crate::finding::Reference;
use crate::reference::Resolution;
use crate::report::{Cause, ModelInUse, Report};

/// Writes the BOM. It has no serial number, so that the same report gives the same bytes.
pub(crate) fn render(report: &Report, _: &RenderOptions, out: &mut dyn Write) -> io::Result<()> {
    let occurrences = occurrences(report);
    let components: Vec<Value> = report
        .models
        .iter()
        .map(|model| {
            component(
                report,
                model,
                occurrences
                    .get(model.id.as_str())
                    .map_or(&[], Vec::as_slice),
            )
        })
        .collect();
    let refs: Vec<String> = report.models.iter().map(bom_ref).collect();
    let mut properties = vec![
        property("as-of", report.as_of),
        property("catalog-version", &report.catalog_version),
        property("catalog-as-of", report.catalog_as_of),
        property("files-scanned", report.stats.files_scanned),
    ];
    if !report.merged.is_empty() {
        properties.push(property("repositories", report.merged.repositories.len()));
    }
    let left_out = report.left_out();
    properties.extend(
        left_out
            .iter()
            .map(|(row, n)| property(&format!("left-out:{}", row.id), n)),
    );
    let bom = json!({
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "timestamp": format!("{}T00:00:00Z", report.as_of),
            "tools": { "components": [{
                "type": "application",
                "name": "bedrock-eol",
                "version": env!("CARGO_PKG_VERSION"),
            }] },
            "properties": properties,
        },
        "components": components,
        "compositions": [{ "aggregate": aggregate(report), "assemblies": refs }],
    });
    json_text::document(&bom, out)
}

/// References by model; patterns refer to none.
fn occurrences(report: &Report) -> HashMap<&str, Vec<&Reference>> {
    let mut occurrences: HashMap<&str, Vec<&Reference>> = HashMap::new();
    for reference in report
        .references
        .iter()
        .filter(|r| r.resolution != Resolution::Family)
    {
        for model in &*reference.models {
            occurrences
                .entry(model.as_str())
                .or_default()
                .push(reference);
        }
    }
    occurrences
}

fn component(report: &Report, model: &ModelInUse, references: &[&Reference]) -> Value {
    let lifecycle = &model.lifecycle;
    let mut properties = vec![
        property("model-id", &model.id),
        property("stage", super::wording::stage_word(Some(model.stage))),
        property("references", model.references),
    ];
    let dates: [(&str, &Option<Dated>); 5] = [
        ("launched", &lifecycle.launched),
        ("legacy", &lifecycle.legacy),
        ("extended-access", &lifecycle.extended_access),
        ("eol", &lifecycle.eol),
        ("eol-not-before", &lifecycle.eol_not_before),
    ];
    for (name, date) in dates {
        properties.extend(date.as_ref().map(|date| property(name, date.day)));
    }
    properties.extend(
        model
            .region
            .as_ref()
            .map(|region| property("region", region)),
    );
    for regional in &model.regions {
        let eol = regional.lifecycle.eol.as_ref();
        properties.extend(eol.map(|eol| property(&format!("eol:{}", regional.region), eol.day)));
    }
    properties.extend(
        repositories(report, model, references)
            .into_iter()
            .map(|name| property("repository", name)),
    );
    let mut component = json!({
        "type": "machine-learning-model",
        "bom-ref": bom_ref(model),
        "supplier": { "name": "Amazon Web Services" },
        "publisher": model.provider,
        "group": model.id.provider(),
        "name": model.name,
        "description": format!("{} by {}, invoked through Amazon Bedrock", model.name, model.provider),
        "properties": properties,
    });
    if !references.is_empty() {
        let occurrences: Vec<Value> = references.iter().map(|r| occurrence(r)).collect();
        component["evidence"] = json!({ "occurrences": occurrences });
    }
    component
}

/// The repositories of a merged report that refer to a model.
fn repositories<'a>(
    report: &'a Report,
    model: &ModelInUse,
    references: &[&Reference],
) -> BTreeSet<&'a str> {
    let merged = &report.merged;
    let of_rows = references
        .iter()
        .filter_map(|one| merged.repository_of(&one.location.path));
    let counted = merged.repositories.iter().filter(|one| {
        let mut parts = one.parts.values();
        !one.lists_references() && parts.any(|part| part.models.contains_key(&model.id))
    });
    of_rows.chain(counted).map(|one| &*one.name).collect()
}

fn occurrence(reference: &Reference) -> Value {
    json!({
        "location": &*reference.location.path,
        "line": reference.location.start.line,
        "symbol": escape::terminal(&reference.text),
    })
}

fn bom_ref(model: &ModelInUse) -> String {
    format!("bedrock-model:{}", model.id)
}

fn property(name: &str, value: impl ToString) -> Value {
    json!({ "name": format!("bedrock-eol:{name}"), "value": value.to_string() })
}

/// The causes that can make the list of models incomplete. Ignored files do not belong to the project, and binary files
/// were searched.
const INCOMPLETE: [Cause; 3] = [Cause::Exclude, Cause::Include, Cause::TooLarge];

/// Whether the list is complete: every file was read, and every reference is to a known model.
fn aggregate(report: &Report) -> &'static str {
    let untold = report.references.iter().any(|r| r.models.is_empty());
    let left_out = report.left_out();
    let all_read = report.not_scanned().next().is_none()
        && !report.nothing_scanned()
        && INCOMPLETE.iter().all(|cause| left_out.of(*cause) == 0);
    if all_read && !untold {
        "complete"
    } else {
        "incomplete"
    }
}
