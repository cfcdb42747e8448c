//! The JSON report, schema version 1. From the first release on, fields are added with a new minor version of the tool,
//! never renamed or removed. Published as `docs/json-v1.schema.json`, which a test generates from these types.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use serde::Serialize;

use crate::catalog::{Dated, Lifecycle, NamedBy};
use crate::finding::{
    ChosenReplacement, Disposition, Finding, Location, PriceComparison, Reference, RegionVerdict,
    Related, Step,
};
use crate::output::json_text::Each;
use crate::output::sources::{self, SourceEntry};
use crate::output::wording::stage_word;
use crate::output::{RenderOptions, json_text};
use crate::report::{CAUSES, Report, Stats, Summary};

/// Version of the schema.
const SCHEMA_VERSION: u32 = 1;

/// Writes one JSON document with a final newline. References are included only with `--inventory`.
pub(crate) fn render(
    report: &Report,
    options: &RenderOptions,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    json_text::document(&document(report, options.inventory), out)
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

/// The tool and its version.
#[derive(Debug, Serialize)]
#[cfg_attr(
    test,
    derive(schemars::JsonSchema, serde::Deserialize),
    serde(deny_unknown_fields)
)]
struct Tool {
    name: String,
    version: String,
}

/// The catalog's version and the date of its latest source.
#[derive(Debug, Serialize)]
#[cfg_attr(
    test,
    derive(schemars::JsonSchema, serde::Deserialize),
    serde(deny_unknown_fields)
)]
struct CatalogVersion {
    version: String,
    as_of: String,
}

/// Counts of findings; those by level, rule and model count only active findings.
#[derive(Debug, Serialize)]
#[cfg_attr(
    test,
    derive(schemars::JsonSchema, serde::Deserialize),
    serde(deny_unknown_fields)
)]
struct Counts {
    error: u64,
    warning: u64,
    note: u64,
    suppressed: u64,
    baselined: u64,
    /// References in the inventory, whether it is part of the document or not.
    references: u64,
    files_with_findings: u64,
    /// References in use whose model is End-of-Life: their requests fail. Those in tests are not included.
    failing: u64,
    /// References in tests whose model is End-of-Life.
    failing_in_tests: u64,
    by_rule: BTreeMap<String, u64>,
    by_model: BTreeMap<String, u64>,
}

/// A reference to models.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema, serde::Deserialize), schemars(extend("additionalProperties" = false)))]
struct JsonReference {
    /// Relative to `root`, with `/`; absolute for a file outside of it.
    path: String,
    /// 1-based.
    line: u64,
    /// 1-based, in code points.
    column: u64,
    end_line: u64,
    /// One past the last character.
    end_column: u64,
    /// Location in a notebook.
    cell: Option<JsonCell>,
    /// The reference as written; invalid bytes are U+FFFD.
    text: String,
    #[cfg_attr(test, schemars(extend("enum" = ["base", "profile", "foundation-model-arn", "inference-profile-arn", "wildcard", "symbol", "opaque"])))]
    form: Word,
    #[cfg_attr(test, schemars(extend("enum" = ["exact", "truncated", "template", "joined", "regex", "family", "near", "definition", "none"])))]
    resolution: Word,
    /// Base IDs that it refers to.
    models: Vec<String>,
    /// The full ID with context variant or older spelling, if it is not the base ID.
    variant: Option<String>,
    /// Nearest known IDs, if it refers to no known model.
    candidates: Vec<String>,
    /// Profile scope.
    scope: Option<String>,
    /// The Region, if there is exactly one.
    region: Option<String>,
    /// Source of the Regions: `arn`, `router`, `nearby`, `scope`, `flag`, `config`.
    region_source: Option<String>,
    #[cfg_attr(test, schemars(extend("enum" = ["code", "config", "iac", "iam", "docs", "comment", "test", "recording", "registry", "choice", "deprecation"])))]
    context: Word,
    /// Number of the registry in the file that it is an entry of.
    registry: Option<u32>,
    /// `active`, `legacy`, `eol` or `unknown`.
    #[cfg_attr(test, schemars(extend("enum" = ["active", "legacy", "eol", "unknown"])))]
    stage: String,
    #[cfg_attr(test, schemars(extend("enum" = ["low", "medium", "high"])))]
    confidence: Word,
}

/// A value of a closed list, kebab-case.
type Word = String;

/// Location in a notebook.
#[derive(Debug, Serialize)]
#[cfg_attr(
    test,
    derive(schemars::JsonSchema, serde::Deserialize),
    serde(deny_unknown_fields)
)]
struct JsonCell {
    /// 1-based number of the cell.
    cell: u32,
    /// 1-based line in the cell.
    line: u32,
    /// Whether it is an output.
    output: bool,
}

/// A finding: a reference and its verdict.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema, serde::Deserialize), schemars(extend("additionalProperties" = false)))]
struct JsonFinding {
    #[serde(flatten)]
    reference: JsonReference,
    rule: String,
    /// `error`, `warning` or `note`.
    #[cfg_attr(test, schemars(extend("enum" = ["error", "warning", "note"])))]
    level: String,
    /// The deciding dates, of the worst model.
    lifecycle: Option<JsonLifecycle>,
    /// Regions whose dates differ.
    regions: Vec<JsonRegion>,
    message: String,
    help: String,
    replacement: Option<JsonReplacement>,
    /// Migration steps.
    steps: Vec<JsonStep>,
    /// Other locations that belong to the finding.
    related: Vec<JsonRelated>,
    fingerprint: String,
    /// The same without the path.
    content_fingerprint: String,
    /// `active`, `suppressed` or `baselined`.
    #[cfg_attr(test, schemars(extend("enum" = ["active", "suppressed", "baselined"])))]
    disposition: String,
    /// Reason and source, if it is suppressed.
    suppression: Option<JsonSuppression>,
}

/// Dates of a model, ISO 8601; null if not known.
#[derive(Debug, Serialize)]
#[cfg_attr(
    test,
    derive(schemars::JsonSchema, serde::Deserialize),
    serde(deny_unknown_fields)
)]
struct JsonLifecycle {
    launched: Option<String>,
    legacy: Option<String>,
    extended_access: Option<String>,
    eol: Option<String>,
    eol_not_before: Option<String>,
    /// Evidence for the latest stage's date: `aws`, `third-party` or `inferred`.
    evidence: Option<String>,
    /// The source of each date that is not null, by the name of its field: a key of `sources` of the document.
    sources: BTreeMap<String, String>,
}

/// Dates in a Region.
#[derive(Debug, Serialize)]
#[cfg_attr(
    test,
    derive(schemars::JsonSchema, serde::Deserialize),
    serde(deny_unknown_fields)
)]
struct JsonRegion {
    region: String,
    #[cfg_attr(test, schemars(extend("enum" = ["active", "legacy", "eol", "unknown"])))]
    stage: String,
    legacy: Option<String>,
    extended_access: Option<String>,
    eol: Option<String>,
    /// The source of each date, as in `lifecycle`.
    sources: BTreeMap<String, String>,
}

/// What to write instead.
#[derive(Debug, Serialize)]
#[cfg_attr(
    test,
    derive(schemars::JsonSchema, serde::Deserialize),
    serde(deny_unknown_fields)
)]
struct JsonReplacement {
    /// Base ID.
    model: String,
    /// The text to write instead of the reference.
    text: String,
    /// `aws` or `catalog`.
    #[cfg_attr(test, schemars(extend("enum" = ["aws", "catalog"])))]
    named_by: String,
    drop_in: bool,
    /// Its own End-of-Life, if known.
    eol: Option<String>,
    /// Price of the replacement compared with that of the old model; null if a price is not known or the units differ.
    price: Option<JsonPrice>,
    /// `least-change` or `longest-life`: the policy that recommends it; null if both do.
    #[cfg_attr(test, schemars(extend("enum" = ["least-change", "longest-life", null])))]
    policy: Option<String>,
    /// Base ID of the other policy's choice if it differs, else of the next best.
    runner_up: Option<String>,
    /// The text to write instead of the reference, for that model.
    runner_up_text: Option<String>,
    /// `least-change` or `longest-life`: the policy that chooses it; null where it is only the next best.
    #[cfg_attr(test, schemars(extend("enum" = ["least-change", "longest-life", null])))]
    runner_up_policy: Option<String>,
    /// What distinguishes it, a clause.
    runner_up_note: Option<String>,
    note: Option<String>,
}

/// List prices in US dollars of the old and the new model, of one class and unit.
#[derive(Debug, Serialize)]
#[cfg_attr(
    test,
    derive(schemars::JsonSchema, serde::Deserialize),
    serde(deny_unknown_fields)
)]
struct JsonPrice {
    /// What is counted: `1M tokens`.
    unit: String,
    /// The profile scope or Region that they are for, `base` without either.
    class: String,
    /// The size of a request beyond which the new model costs more.
    up_to: Option<String>,
    old_input: Option<String>,
    old_output: Option<String>,
    new_input: Option<String>,
    new_output: Option<String>,
    /// Short name of the source.
    source: String,
    /// The day of its capture.
    retrieved: Option<String>,
}

/// A migration step.
#[derive(Debug, Serialize)]
#[cfg_attr(
    test,
    derive(schemars::JsonSchema, serde::Deserialize),
    serde(deny_unknown_fields)
)]
struct JsonStep {
    id: String,
    change: String,
    source: String,
}

/// Another location that belongs to the finding.
#[derive(Debug, Serialize)]
#[cfg_attr(
    test,
    derive(schemars::JsonSchema, serde::Deserialize),
    serde(deny_unknown_fields)
)]
struct JsonRelated {
    /// How it relates to the finding: `change` must change with it, `entry` is another entry of the same collection,
    /// `definition` defines the name that the finding uses, `use` uses the name that the finding defines, and `silenced` is
    /// hidden by the change that was scanned.
    #[cfg_attr(test, schemars(extend("enum" = ["change", "entry", "definition", "use", "silenced"])))]
    role: Word,
    path: String,
    line: u64,
    column: u64,
    end_line: u64,
    end_column: u64,
    message: String,
}

/// A suppression that hides a finding.
#[derive(Debug, Serialize)]
#[cfg_attr(
    test,
    derive(schemars::JsonSchema, serde::Deserialize),
    serde(deny_unknown_fields)
)]
struct JsonSuppression {
    reason: Option<String>,
    /// Whether a comment in the file suppresses it, not the configuration.
    inline: bool,
}

/// A skipped file.
#[derive(Debug, Serialize)]
#[cfg_attr(
    test,
    derive(schemars::JsonSchema, serde::Deserialize),
    serde(deny_unknown_fields)
)]
struct JsonSkipped {
    path: String,
    #[cfg_attr(test, schemars(extend("enum" = ["binary", "too-large", "link", "submodule", "special-file", "temporary-file"])))]
    reason: Word,
}

/// A file or folder that could not be read, or an invalid suppression or ignore file.
#[derive(Debug, Serialize)]
#[cfg_attr(
    test,
    derive(schemars::JsonSchema, serde::Deserialize),
    serde(deny_unknown_fields)
)]
struct JsonError {
    path: String,
    /// 1-based line, if the error has a position in the file.
    line: Option<u64>,
    /// 1-based column in code points.
    column: Option<u64>,
    #[cfg_attr(test, schemars(extend("enum" = ["read", "walk", "panic", "suppression", "nothing-scanned", "ignore-file"])))]
    kind: Word,
    message: String,
}

/// Counts of the run.
#[derive(Debug, Serialize)]
#[cfg_attr(
    test,
    derive(schemars::JsonSchema, serde::Deserialize),
    serde(deny_unknown_fields)
)]
struct JsonStats {
    files_scanned: u64,
    bytes_scanned: u64,
    files_in_windows: u64,
}

fn document(report: &Report, inventory: bool) -> Document<'_> {
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
        root: report.root.from_working_directory(),
        cwd: report.root.working_directory(),
        failed: report.failed(),
        complete: report.complete(),
        summary: counts(report.summary()),
        sources: sources::used(report, &report.findings),
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
        help: finding.help.to_string(),
        replacement: finding.replacement.as_deref().map(replacement),
        steps: finding.steps.iter().map(step).collect(),
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
            NamedBy::Aws => "aws",
            NamedBy::Catalog => "catalog",
        }
        .to_owned(),
        drop_in: chosen.drop_in,
        eol: chosen.eol.map(|day| day.to_string()),
        price: chosen.price.as_ref().map(price),
        policy: chosen.policy.map(|policy| policy.as_str().to_owned()),
        runner_up: chosen.runner_up.as_ref().map(|next| next.model.to_string()),
        runner_up_text: chosen.runner_up.as_ref().map(|next| next.text.clone()),
        runner_up_policy: chosen
            .runner_up
            .as_ref()
            .and_then(|next| next.policy)
            .map(|policy| policy.as_str().to_owned()),
        runner_up_note: chosen.runner_up.as_ref().and_then(|next| next.note.clone()),
        note: chosen.note.clone(),
    }
}

fn price(of: &PriceComparison) -> JsonPrice {
    JsonPrice {
        unit: of.unit.clone(),
        class: of.class.clone(),
        up_to: of.up_to.clone(),
        old_input: of.old.0.clone(),
        old_output: of.old.1.clone(),
        new_input: of.new.0.clone(),
        new_output: of.new.1.clone(),
        source: of.source.clone(),
        retrieved: of.retrieved.map(|day| day.to_string()),
    }
}

fn step(step: &Step) -> JsonStep {
    JsonStep {
        id: step.id.to_string(),
        change: step.text(),
        source: step.source.to_string(),
    }
}

fn related(related: &Related) -> JsonRelated {
    let Related {
        location,
        role,
        message,
    } = related;
    JsonRelated {
        role: word(*role),
        path: location.path.to_string(),
        line: location.start.line,
        column: location.start.column,
        end_line: location.end.line,
        end_column: location.end.column,
        message: message.clone(),
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
