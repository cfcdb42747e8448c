//! The JSON report, schema version 1. From the first release on, fields are added with a new minor version of the tool,
//! never renamed or removed. Published as `docs/json-v1.schema.json`, which a test generates from these types.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use serde::Serialize;

use crate::catalog::{ChosenBy, Dated, Lifecycle};
use crate::finding::{
    ChosenReplacement, Disposition, Finding, Location, Reference, RegionVerdict, Related,
};
use crate::output::json_text::Each;
use crate::output::sources::{self, SourceEntry};
use crate::output::wording::stage_word;
use crate::output::{RenderOptions, json_text};
use crate::report::{CAUSES, Report, Stats, Summary};

mod rows;
mod shared;

use rows::{
    CatalogVersion, Counts, JsonCell, JsonError, JsonFinding, JsonLifecycle, JsonPrice,
    JsonReference, JsonRegion, JsonRelated, JsonReplacement, JsonSkipped, JsonStats, JsonStep,
    JsonSuppression, Key, Tool, Word,
};
use shared::Shared;

/// Version of the schema.
const SCHEMA_VERSION: u32 = 1;

/// Writes one JSON document with a final newline. References are included only with `--inventory`.
pub(crate) fn render(
    report: &Report,
    options: &RenderOptions,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    json_text::rows(&document(report, options.inventory), out)
}

/// Rows that are made while they are written.
type Rows<'a, T, Row> = Each<'a, T, fn(&'a T) -> Row>;

/// The document of a report.
#[derive(Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), serde(deny_unknown_fields))]
pub(crate) struct Document<'a> {
    /// Version of this layout: 1.
    schema_version: u32,
    /// The program that wrote it.
    tool: Tool,
    /// The catalog.
    catalog: CatalogVersion,
    /// The evaluation date, ISO 8601.
    as_of: String,
    /// The folder that all paths are relative to, as seen from the working directory of the run: `.`, `..`, `../..`. It is
    /// the root of the repository that contains the working directory, else of the project, else the working directory.
    root: String,
    /// The working directory of the run, relative to the root: `.`, `services/api`.
    cwd: String,
    /// Whether an active finding is at or above `--fail-on`.
    failed: bool,
    /// Whether everything was read and parsed.
    complete: bool,
    /// Counts.
    summary: Counts,
    /// The sources that the dates of findings name, by short name.
    sources: BTreeMap<String, SourceEntry>,
    /// What to do, by the key in `advice` of a finding: most findings share a text with others.
    advice: BTreeMap<Key, &'a str>,
    /// The migration steps of findings, by the keys in their `steps`.
    steps: BTreeMap<Key, JsonStep>,
    /// Price comparisons, by the key in `replacement.price` of a finding.
    prices: BTreeMap<Key, JsonPrice>,
    /// All findings, including suppressed and baselined ones, by path and position.
    #[cfg_attr(test, schemars(with = "Vec<JsonFinding>"))]
    findings: Rows<'a, Finding, JsonFinding>,
    /// The inventory, if requested.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "Option<Vec<JsonReference>>"))]
    references: Option<Rows<'a, Arc<Reference>, JsonReference>>,
    /// What was left out, by cause: findings hidden by a setting, a suppression or the baseline, and files and folders not
    /// scanned (an excluded folder counts as one). Every cause has a number.
    left_out: BTreeMap<&'static str, u64>,
    /// Skipped files with known paths.
    skipped: Vec<JsonSkipped>,
    /// Files and folders that could not be read.
    errors: Vec<JsonError>,
    /// Counts of the run.
    stats: JsonStats,
}

fn document(report: &Report, inventory: bool) -> Document<'_> {
    let shared = Shared::of(&report.findings);
    Document {
        schema_version: SCHEMA_VERSION,
        tool: Tool {
            name: env!("CARGO_PKG_NAME").to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        },
        catalog: CatalogVersion {
            version: report.catalog_version.clone(),
            as_of: report.catalog_as_of.to_string(),
        },
        as_of: report.as_of.to_string(),
        root: report.root.seen_from_working_directory(),
        cwd: report.root.working_directory(),
        failed: report.failed(),
        complete: report.complete(),
        summary: counts(report.summary()),
        sources: sources::used(report, &report.findings),
        advice: shared.advice,
        steps: shared.steps,
        prices: shared.prices,
        findings: Each {
            items: &report.findings,
            row: finding,
        },
        references: inventory.then_some(Each {
            items: &report.references,
            row: |row| reference(row),
        }),
        left_out: left_out(report),
        skipped: report
            .skipped
            .iter()
            .map(|s| JsonSkipped {
                path: s.path.clone(),
                reason: s.reason.row().id.to_owned(),
            })
            .collect(),
        errors: report
            .errors
            .iter()
            .map(|e| JsonError {
                path: e.path.clone(),
                line: e.at.map(|at| at.line),
                column: e.at.map(|at| at.column),
                kind: word(e.kind),
                message: e.message.clone(),
            })
            .collect(),
        stats: stats(report.stats),
    }
}

fn left_out(report: &Report) -> BTreeMap<&'static str, u64> {
    let left_out = report.left_out();
    CAUSES
        .iter()
        .map(|row| (row.id, left_out.of(row.cause)))
        .collect()
}

fn counts(summary: Summary) -> Counts {
    Counts {
        error: summary.errors,
        warning: summary.warnings,
        note: summary.notes,
        suppressed: summary.suppressed,
        baselined: summary.baselined,
        references: summary.references,
        files_with_findings: summary.files_with_findings,
        failing: summary.failing.uses,
        failing_in_tests: summary.failing.in_tests,
        by_rule: summary
            .by_rule
            .into_iter()
            .map(|(rule, n)| (rule.to_owned(), n))
            .collect(),
        by_model: summary.by_model,
    }
}

fn finding(finding: &Finding) -> JsonFinding {
    let suppression = match &finding.disposition {
        Disposition::Suppressed { reason, inline } => Some(JsonSuppression {
            reason: reason.clone(),
            inline: *inline,
        }),
        Disposition::Active | Disposition::Baselined => None,
    };
    JsonFinding {
        reference: reference(&finding.reference),
        rule: finding.rule.name.to_owned(),
        level: finding.level.as_str().to_owned(),
        lifecycle: finding.lifecycle.as_deref().map(lifecycle),
        regions: finding.regions.iter().map(region).collect(),
        message: finding.message.to_string(),
        advice: shared::advice_key(finding),
        replacement: finding.replacement.as_deref().map(replacement),
        steps: finding.steps.iter().map(shared::step_key).collect(),
        related: finding.related.iter().map(related).collect(),
        fingerprint: finding.fingerprint.to_string(),
        content_fingerprint: finding.content_fingerprint.to_string(),
        disposition: match finding.disposition {
            Disposition::Active => "active",
            Disposition::Suppressed { .. } => "suppressed",
            Disposition::Baselined => "baselined",
        }
        .to_owned(),
        suppression,
    }
}

fn reference(reference: &Reference) -> JsonReference {
    let Location {
        path,
        start,
        end,
        cell,
        ..
    } = &reference.location;
    let source = reference.region.as_ref().map(|(_, source)| source.as_str());
    JsonReference {
        path: path.to_string(),
        line: start.line,
        column: start.column,
        end_line: end.line,
        end_column: end.column,
        cell: cell.map(|c| JsonCell {
            cell: c.cell,
            line: c.line,
            output: c.output,
        }),
        text: reference.text.to_string(),
        form: word(reference.form),
        resolution: word(reference.resolution),
        models: reference.models.iter().map(ToString::to_string).collect(),
        variant: reference.variant.as_ref().map(ToString::to_string),
        candidates: reference
            .candidates
            .iter()
            .map(ToString::to_string)
            .collect(),
        scope: reference.scope.as_ref().map(ToString::to_string),
        region: reference
            .region
            .as_ref()
            .map(|(region, _)| region.to_string()),
        // A scope routes to several Regions, so there is no single one.
        region_source: source
            .or(reference.scope.as_ref().map(|_| "scope"))
            .map(str::to_owned),
        context: word(reference.context),
        registry: reference.registry,
        stage: stage_word(reference.stage).to_owned(),
        confidence: word(reference.confidence),
    }
}

fn lifecycle(dates: &Lifecycle) -> JsonLifecycle {
    let observed = dates.observed.as_ref().map(|observed| &observed.seen);
    let known = [&dates.eol, &dates.extended_access, &dates.legacy];
    let deciding = known
        .into_iter()
        .flatten()
        .next()
        .or(observed)
        .or(dates.launched.as_ref());
    JsonLifecycle {
        launched: day(&dates.launched),
        legacy: day(&dates.legacy),
        extended_access: day(&dates.extended_access),
        eol: day(&dates.eol),
        eol_not_before: day(&dates.eol_not_before),
        evidence: deciding.map(|date| date.evidence.as_str().to_owned()),
        sources: sources::names(dates),
    }
}

fn region(verdict: &RegionVerdict) -> JsonRegion {
    JsonRegion {
        region: verdict.region.to_string(),
        stage: stage_word(Some(verdict.stage)).to_owned(),
        legacy: day(&verdict.lifecycle.legacy),
        extended_access: day(&verdict.lifecycle.extended_access),
        eol: day(&verdict.lifecycle.eol),
        sources: sources::names(&verdict.lifecycle),
    }
}

fn replacement(chosen: &ChosenReplacement) -> JsonReplacement {
    JsonReplacement {
        model: chosen.model.to_string(),
        text: chosen.text.clone(),
        named_by: match chosen.named_by {
            ChosenBy::Aws => "aws",
            ChosenBy::Catalog => "catalog",
        }
        .to_owned(),
        drop_in: chosen.drop_in,
        applicability: chosen.review.applicability().as_str().to_owned(),
        reasons: chosen.review.reasons().map(str::to_owned).collect(),
        eol: chosen.eol.map(|day| day.to_string()),
        price: chosen.price.as_ref().map(shared::price_key),
        policy: chosen.policy.map(|policy| policy.as_str().to_owned()),
        runner_up: chosen.runner_up.as_ref().map(|next| next.model.to_string()),
        runner_up_text: chosen.runner_up.as_ref().map(|next| next.text.clone()),
        runner_up_policy: chosen
            .runner_up
            .as_ref()
            .and_then(|next| next.policy)
            .map(|policy| policy.as_str().to_owned()),
    }
}

fn related(related: &Related) -> JsonRelated {
    let Related {
        location,
        role,
        message,
        entry,
        region: _,
        is_removable: _,
    } = related;
    let entry = entry.as_ref();
    JsonRelated {
        role: word(*role),
        rule: entry.map(|entry| entry.rule.name.to_owned()),
        level: entry.map(|entry| entry.level.as_str().to_owned()),
        path: location.path.to_string(),
        line: location.start.line,
        column: location.start.column,
        end_line: location.end.line,
        end_column: location.end.column,
        message: message.clone(),
        models: entry.map_or_else(Vec::new, |entry| {
            entry.models.iter().map(ToString::to_string).collect()
        }),
        replacement: entry.and_then(|entry| entry.replacement.clone()),
    }
}

fn stats(stats: Stats) -> JsonStats {
    let Stats {
        files_scanned,
        bytes_scanned,
        files_in_windows,
    } = stats;
    JsonStats {
        files_scanned,
        bytes_scanned,
        files_in_windows,
    }
}

fn day(date: &Option<Dated>) -> Option<String> {
    date.as_ref().map(|date| date.day.to_string())
}

/// The name of a variant without fields, as serialized.
fn word(value: impl Serialize) -> Word {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => {
            unreachable!("only enums without fields are passed, and they serialize as their names")
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::Document;

    /// The published schema is generated from the types. To rewrite it: `BLESS=1 cargo test schema`.
    #[test]
    fn the_published_schema_is_written_from_the_types() {
        let mut schema = schemars::schema_for!(Document).to_value();
        schema["title"] = "bedrock-eol JSON report, version 1".into();
        schema["properties"]["schema_version"]["const"] = 1.into();
        let text = format!("{}\n", serde_json::to_string_pretty(&schema).unwrap());
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/json-v1.schema.json");
        if std::env::var_os("BLESS").is_some() {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, &text).unwrap();
        }
        let published = std::fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(
            published, text,
            "docs/json-v1.schema.json is stale: run BLESS=1 cargo test"
        );
    }
}
