//! Findings, references, errors and skipped files as flat records of one type, for JSON Lines and CSV.
//!
//! Every record has every field, so that column types do not depend on what was found.

use jiff::civil::Date;
use serde::Serialize;

use super::{RenderOptions, owners, wording};
use crate::catalog::{Dated, Lifecycle};
use crate::finding::{ChosenReplacement, Disposition, Finding, Level, Location, Reference};
use crate::reference::{Confidence, Context, Form, Resolution};
use crate::report::{ErrorKind, Report, ScanError, Skipped, UsageReport};

/// One row. Fields that do not apply to its `type` are null.
#[derive(Serialize)]
pub(crate) struct Record<'a> {
    /// `finding`, `reference` (one without a finding), `error`, `skipped` (a skipped file), `left-out` (a cause for which
    /// something is left out), or `invoked` (a model that is invoked but not referred to).
    #[serde(rename = "type")]
    kind: &'static str,
    path: &'a str,
    line: Option<u64>,
    column: Option<u64>,
    end_line: Option<u64>,
    end_column: Option<u64>,
    cell: Option<u32>,
    cell_line: Option<u32>,
    cell_output: Option<bool>,
    level: Option<Level>,
    rule: Option<&'static str>,
    /// `active`, `suppressed` or `baselined`.
    status: Option<&'static str>,
    /// Reason of the suppression, or cause for which something was left out.
    reason: Option<&'a str>,
    text: Option<&'a str>,
    /// The model; null if none exists or more than one.
    model: Option<&'a str>,
    models: Vec<&'a str>,
    variant: Option<&'a str>,
    candidates: Vec<&'a str>,
    form: Option<Form>,
    resolution: Option<Resolution>,
    scope: Option<&'a str>,
    region: Option<&'a str>,
    context: Option<Context>,
    confidence: Option<Confidence>,
    stage: Option<&'static str>,
    legacy: Option<Date>,
    extended_access: Option<Date>,
    eol: Option<Date>,
    eol_not_before: Option<Date>,
    days_to_eol: Option<i32>,
    message: Option<&'a str>,
    help: Option<&'a str>,
    replacement: Option<&'a str>,
    replacement_text: Option<&'a str>,
    drop_in: Option<bool>,
    replacement_eol: Option<Date>,
    fingerprint: Option<&'a str>,
    as_of: Date,
    catalog_version: &'a str,
    /// Kind of error.
    error: Option<ErrorKind>,
    /// Number of findings, or of files and folders, left out for the cause in `reason`.
    count: Option<u64>,
    /// The repository, in a merged report: `path` is then relative to its root.
    pub(super) repository: Option<&'a str>,
    /// Owners of the file of a finding, by CODEOWNERS.
    owners: Vec<&'a str>,
    /// In a report of a history, the first commit that has the finding.
    first_commit: Option<&'a str>,
    /// When its author wrote it, ISO 8601.
    first_date: Option<&'a str>,
    /// The last commit that has the finding.
    last_commit: Option<&'a str>,
    last_date: Option<&'a str>,
    /// Whether the commit that is checked out has the finding.
    in_head: Option<bool>,
    /// The branches that have the finding.
    branches: Vec<&'a str>,
    /// With `--usage`, how often the models were invoked; 0 if they were not seen.
    invocations: Option<u64>,
    /// The last day on which one was.
    last_invoked: Option<Date>,
}

/// Every finding.
pub(crate) fn findings<'a>(
    report: &'a Report,
    options: &'a RenderOptions,
) -> impl Iterator<Item = Record<'a>> {
    report.findings.iter().map(|finding| Record {
        owners: owners::of(&finding.reference.location.path, report, options)
            .iter()
            .map(String::as_str)
            .collect(),
        ..of_finding(finding, report)
    })
}

/// Every reference without a finding.
pub(crate) fn references(report: &Report) -> impl Iterator<Item = Record<'_>> {
    let mut found: Vec<&Location> = report
        .findings
        .iter()
        .map(|f| &f.reference.location)
        .collect();
    found.sort();
    report
        .references
        .iter()
        .filter(move |reference| found.binary_search(&&reference.location).is_err())
        .map(|reference| of_reference("reference", reference, report))
}

/// Everything that could not be read or parsed.
pub(crate) fn errors(report: &Report) -> impl Iterator<Item = Record<'_>> {
    report.errors.iter().map(|error| of_error(error, report))
}

/// Every skipped file.
pub(crate) fn skipped(report: &Report) -> impl Iterator<Item = Record<'_>> {
    report
        .skipped
        .iter()
        .map(|skipped| of_skipped(skipped, report))
}

/// Every cause for which something was left out, including the files of [`skipped`].
pub(crate) fn left_out(report: &Report) -> impl Iterator<Item = Record<'_>> {
    let causes: Vec<_> = report.left_out().iter().collect();
    causes.into_iter().map(|(row, count)| Record {
        reason: Some(row.id),
        count: Some(count),
        ..blank("left-out", "", report)
    })
}

/// Every model that is invoked but not referred to. `text` is what the exports call it if the catalog does not know it.
pub(crate) fn invoked(report: &Report) -> impl Iterator<Item = Record<'_>> {
    let usage = report.usage.as_deref().into_iter();
    let models = usage.flat_map(UsageReport::unreferenced);
    models.map(|model| Record {
        text: model.model.is_none().then_some(model.key.as_str()),
        model: model.model.as_ref().map(|id| id.as_str()),
        models: model.model.iter().map(|id| id.as_str()).collect(),
        invocations: Some(model.invocations.count),
        last_invoked: model.invocations.last,
        ..blank("invoked", "", report)
    })
}

/// An empty record, for the names of the columns.
pub(crate) fn columns(report: &Report) -> Record<'_> {
    blank("finding", "", report)
}

fn of_finding<'a>(finding: &'a Finding, report: &'a Report) -> Record<'a> {
    let lifecycle = finding.lifecycle.as_deref();
    let day = |pick: fn(&Lifecycle) -> &Option<Dated>| {
        lifecycle.and_then(|l| pick(l).as_ref()).map(|d| d.day)
    };
    let replacement = finding.replacement.as_deref();
    let history = report.history.as_ref().and_then(|all| all.of(finding));
    let usage = report.usage.as_ref().and_then(|all| all.of(finding));
    Record {
        invocations: usage.map(|usage| usage.count),
        last_invoked: usage.and_then(|usage| usage.last),
        first_commit: history.map(|history| history.first.id.as_str()),
        first_date: history.map(|history| history.first.date.as_str()),
        last_commit: history.map(|history| history.last.id.as_str()),
        last_date: history.map(|history| history.last.date.as_str()),
        in_head: history.map(|history| history.in_head),
        branches: history.map_or(Vec::new(), |history| {
            history.branches.iter().map(|name| &**name).collect()
        }),
        level: Some(finding.level),
        rule: Some(finding.rule.name),
        status: Some(wording::status(&finding.disposition)),
        reason: match &finding.disposition {
            Disposition::Suppressed { reason, .. } => reason.as_deref(),
            Disposition::Active | Disposition::Baselined => None,
        },
        legacy: day(|l| &l.legacy),
        extended_access: day(|l| &l.extended_access),
        eol: day(|l| &l.eol),
        eol_not_before: day(|l| &l.eol_not_before),
        days_to_eol: lifecycle.and_then(|l| l.days_to_eol(report.as_of)),
        message: Some(&finding.message),
        help: Some(&finding.help),
        replacement: replacement.map(|r| r.model.as_str()),
        replacement_text: replacement.map(|r: &ChosenReplacement| r.text.as_str()),
        drop_in: replacement.map(|r| r.drop_in),
        replacement_eol: replacement.and_then(|r| r.eol),
        fingerprint: Some(&finding.fingerprint),
        ..of_reference("finding", &finding.reference, report)
    }
}

fn of_reference<'a>(
    kind: &'static str,
    reference: &'a Reference,
    report: &'a Report,
) -> Record<'a> {
    let Location {
        path,
        start,
        end,
        cell,
        ..
    } = &reference.location;
    Record {
        line: Some(start.line),
        column: Some(start.column),
        end_line: Some(end.line),
        end_column: Some(end.column),
        cell: cell.map(|c| c.cell),
        cell_line: cell.map(|c| c.line),
        cell_output: cell.map(|c| c.output),
        text: Some(&reference.text),
        model: match &*reference.models {
            [model] => Some(model.as_str()),
            _ => None,
        },
        models: reference.models.iter().map(|m| m.as_str()).collect(),
        variant: reference.variant.as_ref().map(|v| v.as_str()),
        candidates: reference.candidates.iter().map(|c| c.as_str()).collect(),
        form: Some(reference.form),
        resolution: Some(reference.resolution),
        scope: reference.scope.as_ref().map(|s| s.as_str()),
        region: reference.region.as_ref().map(|(region, _)| region.as_str()),
        context: Some(reference.context),
        confidence: Some(reference.confidence),
        stage: reference
            .stage
            .map(|stage| super::wording::stage_word(Some(stage))),
        ..blank(kind, path, report)
    }
}

fn of_error<'a>(error: &'a ScanError, report: &'a Report) -> Record<'a> {
    Record {
        line: error.at.map(|at| at.line),
        column: error.at.map(|at| at.column),
        error: Some(error.kind),
        message: Some(&error.message),
        ..if report.merged.unreadable.contains(error) {
            Record {
                path: &error.path,
                repository: None,
                ..blank("error", "", report)
            }
        } else {
            blank("error", &error.path, report)
        }
    }
}

fn of_skipped<'a>(skipped: &'a Skipped, report: &'a Report) -> Record<'a> {
    Record {
        reason: Some(skipped.reason.row().id),
        ..blank("skipped", &skipped.path, report)
    }
}

fn blank<'a>(kind: &'static str, path: &'a str, report: &'a Report) -> Record<'a> {
    let (repository, path) = report.merged.split(path);
    Record {
        kind,
        path,
        line: None,
        column: None,
        end_line: None,
        end_column: None,
        cell: None,
        cell_line: None,
        cell_output: None,
        level: None,
        rule: None,
        status: None,
        reason: None,
        text: None,
        model: None,
        models: Vec::new(),
        variant: None,
        candidates: Vec::new(),
        form: None,
        resolution: None,
        scope: None,
        region: None,
        context: None,
        confidence: None,
        stage: None,
        legacy: None,
        extended_access: None,
        eol: None,
        eol_not_before: None,
        days_to_eol: None,
        message: None,
        help: None,
        replacement: None,
        replacement_text: None,
        drop_in: None,
        replacement_eol: None,
        fingerprint: None,
        as_of: report.as_of,
        catalog_version: &report.catalog_version,
        error: None,
        count: None,
        repository,
        owners: Vec::new(),
        first_commit: None,
        first_date: None,
        last_commit: None,
        last_date: None,
        in_head: None,
        branches: Vec::new(),
        invocations: None,
        last_invoked: None,
    }
}
