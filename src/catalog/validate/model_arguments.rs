//! Checks that each row of `model_arguments.yaml` names an argument, a call or a resource.

use super::{KnownNames, RowProblems};
use crate::catalog::parse::{CatalogProblem, Parsed};
use crate::catalog::rows::ModelArgumentsDoc;

/// Checks `model_arguments.yaml`.
pub(super) fn check(
    file: &Parsed<ModelArgumentsDoc>,
    known: &KnownNames<'_>,
    problems: &mut Vec<CatalogProblem>,
) {
    let rows = &file.doc.model_arguments;
    RowProblems::top(file, problems)
        .sorted_top("model_arguments", rows.iter().map(|row| row.id.as_str()));
    for (at, row) in rows.iter().enumerate() {
        let mut report = RowProblems::new(file, format!("model_arguments/{at}"), &row.id, problems);
        report.source("source", &row.source, known);
        report.sorted("calls", row.calls.iter().map(String::as_str));
        report.sorted("resources", row.resources.iter().map(String::as_str));
        if row.calls.is_empty() && row.resources.is_empty() && row.argument.is_none() {
            report.add("id", "requires `calls`, `resources` or an `argument`");
        }
        if !row.calls.is_empty() && row.argument.is_none() {
            report.add(
                "calls",
                "requires the `argument` of the calls that names the model",
            );
        }
    }
}
