//! The JSON report, schema version 1. From the first release on, fields are added with a new minor version of the tool,
//! never renamed or removed. Published as `docs/json-v1.schema.json`, which a test generates from these types.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use serde::Serialize;

use crate::catalog::{ChosenBy, Lifecycle};
use crate::finding::{ChosenReplacement, Disposition, Finding, Location, Reference, Related};
use crate::output::sources::{self, SourceEntry};
use crate::output::wording::stage_word;
use crate::output::{RenderOptions, json_text, owners};
use crate::report::{
    CAUSES, Coverage, LeftOut, MergedPart, ModelInUse, Report, RepositoryRow, ScanError, Skipped,
    Stats, Summary,
};

mod convert;
mod dates;
mod history;
mod read;
mod rows;
mod shared;
mod shared_values;
mod texts;
mod usage;
mod values;

use dates::lifecycle;
use rows::{
    CatalogVersion, Counts, JsonCell, JsonCoverage, JsonError, JsonFinding, JsonHistory, JsonModel,
    JsonModelRegion, JsonPart, JsonPrice, JsonReference, JsonRegion, JsonRelated, JsonReplacement,
    JsonRepository, JsonSkipped, JsonStats, JsonStep, JsonSuppression, Key, SCHEMA_VERSION, Tool,
    Word,
};
use shared::{Keys, Shared};

pub use read::ReportError;
pub(crate) use read::{ReadReport, ReportReader, RepositoryContent, references_of};
pub use values::FieldError;

/// Writes one JSON document with a final newline. References are included only with `--inventory`.
pub(crate) fn render(
    report: &Report,
    options: &RenderOptions,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    json_text::rows(&document(report, options), out)
}

/// The rows of findings; they are made while they are written, since a report can have very many.
pub(crate) struct FindingRows<'a> {
    report: &'a Report,
    options: &'a RenderOptions,
    keys: Keys,
}

impl Serialize for FindingRows<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let rows = self.report.findings.iter();
        serializer.collect_seq(rows.map(|one| finding(one, self)))
    }
}

/// The rows of the inventory. A merged report has those of the repositories whose reports have it: without it, references
/// of findings would look like all of them.
pub(crate) struct ReferenceRows<'a>(&'a Report);

impl Serialize for ReferenceRows<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(report) = self;
        let is_listed = |one: &&Arc<Reference>| {
            let repository = report.merged.repository_of(&one.location.path);
            repository.is_none_or(|repository| repository.lists_references())
        };
        let rows = report.references.iter().filter(is_listed);
        serializer.collect_seq(rows.map(|one| reference(one, report)))
    }
}

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
    /// What was judged.
    coverage: JsonCoverage,
    /// The repositories of a merged report: absent in that of a scan. Paths are then relative to the root of their
    /// repository.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    repositories: Vec<JsonRepository>,
    /// The folder that all paths are relative to, as seen from the working directory of the run: `.`, `..`, `../..`. It is
    /// the root of the repository that contains the working directory, else of the project, else the working directory.
    root: String,
    /// The working directory of the run, relative to the root: `.`, `services/api`.
    cwd: String,
    /// What was looked at, in a report of a history: absent otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    history: Option<JsonHistory>,
    /// How often models were invoked, with `--usage`: absent otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    usage: Option<usage::JsonUsage>,
    /// Whether an active finding is at or above `--fail-on`.
    failed: bool,
    /// Whether everything was read and parsed.
    complete: bool,
    /// Counts.
    summary: Counts,
    /// The models of the catalog that references refer to, by ID.
    models: Vec<JsonModel>,
    /// The sources that the dates of findings and models name, by short name.
    sources: BTreeMap<String, SourceEntry>,
    /// What to do, by the key in `advice` of a finding: most findings share a text with others.
    advice: BTreeMap<Key, &'a str>,
    /// Why replacements are not safe, by the keys in `replacement.reasons` of findings.
    reasons: BTreeMap<Key, &'a str>,
    /// Regions whose dates differ, by the key in `regions` of a finding.
    regions: BTreeMap<Key, Vec<JsonRegion>>,
    /// The migration steps of findings, by the keys in their `steps`.
    steps: BTreeMap<Key, JsonStep>,
    /// Price comparisons, by the key in `replacement.price` of a finding.
    prices: BTreeMap<Key, JsonPrice>,
    /// All findings, including suppressed and baselined ones, by path and position.
    #[cfg_attr(test, schemars(with = "Vec<JsonFinding>"))]
    findings: FindingRows<'a>,
    /// The inventory, if requested.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, schemars(with = "Option<Vec<JsonReference>>"))]
    references: Option<ReferenceRows<'a>>,
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

fn document<'a>(report: &'a Report, options: &'a RenderOptions) -> Document<'a> {
    let shared = Shared::of(&report.findings);
    let repositories = report.merged.repositories.iter();
    let lists_references = if report.merged.is_empty() {
        options.inventory
    } else {
        repositories.clone().any(|one| one.lists_references())
    };
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
        coverage: coverage(report.coverage),
        repositories: report.repository_rows().iter().map(repository).collect(),
        root: report.root.seen_from_working_directory(),
        cwd: report.root.working_directory(),
        history: report.history.as_deref().map(history::document),
        usage: report.usage.as_deref().map(usage::document),
        failed: report.failed(),
        complete: report.complete(),
        summary: counts(report.summary()),
        models: report.models.iter().map(model).collect(),
        sources: sources::named_by(report, all_lifecycles(report)),
        advice: shared.advice,
        reasons: shared.reasons,
        regions: shared.regions,
        steps: shared.steps,
        prices: shared.prices,
        findings: FindingRows {
            report,
            options,
            keys: shared.keys,
        },
        references: lists_references.then_some(ReferenceRows(report)),
        left_out: left_out(report),
        skipped: report
            .skipped
            .iter()
            .map(|one| skipped(one, report))
            .collect(),
        errors: report.errors.iter().map(|one| error(one, report)).collect(),
        stats: stats(report.stats),
    }
}

fn all_lifecycles(report: &Report) -> impl Iterator<Item = &Lifecycle> {
    let models = report.models.iter().flat_map(|model| {
        let regions = model.dates.regions.iter().map(|(_, dates)| dates);
        regions.chain([&model.dates.lifecycle])
    });
    report
        .findings
        .iter()
        .flat_map(sources::lifecycles)
        .chain(models)
}

fn coverage(coverage: Coverage) -> JsonCoverage {
    JsonCoverage {
        every_stage: coverage.every_stage,
        every_line: coverage.every_line,
    }
}

fn model(model: &ModelInUse) -> JsonModel {
    JsonModel {
        id: model.id.to_string(),
        name: model.name.clone(),
        provider: model.provider.clone(),
        stage: stage_word(Some(model.stage)).to_owned(),
        region: model.region.as_ref().map(ToString::to_string),
        references: model.references as u64,
        uses: model.uses as u64,
        lifecycle: lifecycle(&model.dates.lifecycle),
        regions: model
            .dates
            .regions
            .iter()
            .map(|(region, dates)| JsonModelRegion {
                region: region.to_string(),
                lifecycle: lifecycle(dates),
            })
            .collect(),
        catalog_version: model.dates.catalog_version.clone(),
    }
}

fn repository(row: &RepositoryRow<'_>) -> JsonRepository {
    let of = row.repository;
    let [note, warning, error] = row.levels;
    JsonRepository {
        name: of.name.to_string(),
        as_of: of.as_of.to_string(),
        catalog: CatalogVersion {
            version: of.catalog_version.to_string(),
            as_of: of.catalog_as_of.to_string(),
        },
        complete: row.complete,
        error,
        warning,
        note,
        accepted: row.accepted,
        next_end: row.next_end.map(|day| day.to_string()),
        owners: row.owners.iter().map(|&owner| owner.to_owned()).collect(),
        files_scanned: row.files_scanned,
        reports: of
            .parts
            .iter()
            .map(|(hash, counts)| (hash.to_string(), part(counts)))
            .collect(),
    }
}

fn part(part: &MergedPart) -> JsonPart {
    let models = part.models.iter();
    JsonPart {
        stats: stats(part.stats),
        coverage: coverage(part.coverage),
        lists_references: part.lists_references,
        references: part.references,
        models: models
            .map(|(id, count)| (id.to_string(), (count.references, count.uses)))
            .collect(),
        left_out: part
            .unlisted
            .iter()
            .map(|(row, count)| (row.id.to_owned(), count))
            .collect(),
    }
}

fn skipped(skipped: &Skipped, report: &Report) -> JsonSkipped {
    let (repository, path) = report.merged.split(&skipped.path);
    JsonSkipped {
        repository: repository.map(str::to_owned),
        path: path.to_owned(),
        reason: skipped.reason.row().id.to_owned(),
    }
}

fn error(error: &ScanError, report: &Report) -> JsonError {
    let (repository, path) = if report.merged.unreadable.contains(error) {
        (None, &*error.path)
    } else {
        report.merged.split(&error.path)
    };
    JsonError {
        repository: repository.map(str::to_owned),
        path: path.to_owned(),
        line: error.at.map(|at| at.line),
        column: error.at.map(|at| at.column),
        kind: word(error.kind),
        message: error.message.clone(),
    }
}

fn left_out(report: &Report) -> BTreeMap<&'static str, u64> {
    let left_out: LeftOut = report.left_out();
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
        possibly_failing: summary.failing.possible,
        failing_in_tests: summary.failing.in_tests,
        by_rule: summary
            .by_rule
            .into_iter()
            .map(|(rule, n)| (rule.to_owned(), n))
            .collect(),
        by_model: summary.by_model,
    }
}

fn finding(finding: &Finding, rows: &FindingRows<'_>) -> JsonFinding {
    let FindingRows {
        report,
        options,
        keys,
    } = rows;
    let suppression = match &finding.disposition {
        Disposition::Suppressed { reason, inline } => Some(JsonSuppression {
            reason: reason.clone(),
            inline: *inline,
        }),
        Disposition::Active | Disposition::Baselined => None,
    };
    JsonFinding {
        reference: reference(&finding.reference, report),
        rule: finding.rule.name.to_owned(),
        level: finding.level.as_str().to_owned(),
        lifecycle: finding.lifecycle.as_deref().map(lifecycle),
        regions: keys.of_regions(&finding.regions),
        message: finding.message.to_string(),
        brief: (!finding.brief.is_empty()).then(|| finding.brief.to_string()),
        advice: keys.of_advice(finding),
        replacement: finding
            .replacement
            .as_deref()
            .map(|chosen| replacement(chosen, keys)),
        steps: finding.steps.iter().map(shared::step_key).collect(),
        related: finding
            .related
            .iter()
            .map(|one| related(one, report))
            .collect(),
        fingerprint: finding.fingerprint.to_string(),
        content_fingerprint: finding.content_fingerprint.to_string(),
        disposition: match finding.disposition {
            Disposition::Active => "active",
            Disposition::Suppressed { .. } => "suppressed",
            Disposition::Baselined => "baselined",
        }
        .to_owned(),
        suppression,
        owners: owners::of(&finding.reference.location.path, report, options).to_vec(),
        history: report
            .history
            .as_ref()
            .and_then(|all| all.of(finding))
            .map(history::finding),
        usage: usage::finding(finding, report),
    }
}

fn reference(reference: &Reference, report: &Report) -> JsonReference {
    let Location {
        path,
        start,
        end,
        cell,
        ..
    } = &reference.location;
    let source = reference.region.as_ref().map(|(_, source)| source.as_str());
    let (repository, path) = report.merged.split(path);
    JsonReference {
        repository: repository.map(str::to_owned),
        path: path.to_owned(),
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

fn replacement(chosen: &ChosenReplacement, keys: &Keys) -> JsonReplacement {
    let reasons = chosen.review.reasons();
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
        reasons: reasons
            .filter_map(|reason| keys.of_reason(reason))
            .collect(),
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

fn related(related: &Related, report: &Report) -> JsonRelated {
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
        path: report.merged.split(&location.path).1.to_owned(),
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
