//! The edits of a plan as JSON, for programs that apply or show them.

use std::io::{self, Write};

use serde::Serialize;

use super::json_text;
use crate::finding::Applicability;
use crate::fix::{Edit, FileEdits, FixPlan};
use crate::reference::Context;
use crate::report::{Report, ReportRoot};

/// Version of this layout.
const SCHEMA_VERSION: u32 = 1;

#[derive(Serialize)]
struct EditsDocument<'a> {
    schema_version: u32,
    as_of: String,
    catalog_version: &'a str,
    /// The edits that the diff contains, by path and position.
    edits: Vec<EditRow<'a>>,
    /// Those that it does not contain: unsafe ones without `--unsafe`, and `display-only`.
    withheld: Vec<EditRow<'a>>,
    /// Findings without a replacement.
    without_replacement: usize,
    /// What could not be scanned or written.
    errors: Vec<EditErrorRow>,
}

#[derive(Serialize)]
struct EditRow<'a> {
    /// From the root of the repository.
    path: String,
    line: u64,
    column: u64,
    end_line: u64,
    /// One past the last code point.
    end_column: u64,
    old: &'a str,
    new: &'a str,
    /// Base IDs of the old models.
    models: Vec<&'a str>,
    /// Base ID of the new model.
    replacement: Option<&'a str>,
    rule: &'a str,
    context: Context,
    /// The parameters of requests that it removes.
    removed_parameters: Vec<RemovedParameterRow<'a>>,
    applicability: Applicability,
    reasons: Vec<String>,
    fingerprint: String,
    /// Whether every file that it changes was written; absent without `--write`.
    #[serde(skip_serializing_if = "Option::is_none")]
    written: Option<bool>,
}

#[derive(Serialize)]
struct RemovedParameterRow<'a> {
    name: &'a str,
    /// Where its name is; the file can be another one than that of the edit.
    path: String,
    line: u64,
    column: u64,
}

#[derive(Serialize)]
struct EditErrorRow {
    path: String,
    message: String,
}

/// Writes the edits. `written` is what became of each file of the plan, if they were to be written: the error of a file that
/// was not.
///
/// # Errors
/// The output cannot be written.
pub fn edits(
    report: &Report,
    plan: &FixPlan,
    written: Option<&[Option<String>]>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let root = &report.root;
    let outcomes = written.unwrap_or_default().iter().zip(&plan.files);
    let unwritten: Vec<(&FileEdits, &String)> = outcomes
        .filter_map(|(error, file)| Some((file, error.as_ref()?)))
        .collect();
    let changes_unwritten = |edit: &Edit| {
        let mut unwritten = unwritten.iter();
        unwritten.any(|(file, _)| edit.removes_in(&file.path.display))
    };
    let files = plan.files.iter().enumerate();
    let edits = files.flat_map(|(at, file)| {
        let written = written.map(|outcomes| outcomes[at].is_none());
        let row = move |edit| {
            let is_complete = |written: bool| written && !changes_unwritten(edit);
            row(edit, root, written.map(is_complete))
        };
        file.edits.iter().map(row)
    });
    let scanned = report.errors.iter().map(|error| EditErrorRow {
        path: root.path_of(&error.path).into_owned(),
        message: error.message.clone(),
    });
    let unwritten = unwritten.iter().map(|(file, error)| EditErrorRow {
        path: root.path_of(&file.path.display).into_owned(),
        message: (*error).clone(),
    });
    let document = EditsDocument {
        schema_version: SCHEMA_VERSION,
        as_of: report.as_of.to_string(),
        catalog_version: &report.catalog_version,
        edits: edits.collect(),
        withheld: plan
            .withheld
            .iter()
            .map(|edit| row(edit, root, None))
            .collect(),
        without_replacement: plan.without_replacement.len(),
        errors: scanned.chain(unwritten).collect(),
    };
    json_text::rows(&document, out)
}

fn row<'a>(edit: &'a Edit, root: &ReportRoot, written: Option<bool>) -> EditRow<'a> {
    let finding = &*edit.finding;
    let location = &finding.reference.location;
    EditRow {
        path: root.path_of(&location.path).into_owned(),
        line: location.start.line,
        column: location.start.column,
        end_line: location.end.line,
        end_column: location.end.column,
        old: edit.old(),
        new: &edit.new,
        models: finding
            .reference
            .models
            .iter()
            .map(|id| id.as_str())
            .collect(),
        replacement: finding
            .replacement
            .as_ref()
            .map(|chosen| chosen.model.as_str()),
        rule: finding.rule.name,
        context: finding.reference.context,
        removed_parameters: edit
            .removals
            .iter()
            .map(|removal| RemovedParameterRow {
                name: &removal.name,
                path: root.path_of(&removal.location.path).into_owned(),
                line: removal.location.start.line,
                column: removal.location.start.column,
            })
            .collect(),
        applicability: edit.applicability(),
        reasons: edit.reasons(),
        fingerprint: finding.fingerprint.to_string(),
        written,
    }
}
