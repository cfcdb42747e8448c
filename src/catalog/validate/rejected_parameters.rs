//! Checks that each row of `rejected_parameters.yaml` lists models and parameters.

use super::{KnownNames, RowProblems};
use crate::catalog::closed_sets::Rejects;
use crate::catalog::parse::{CatalogProblem, Parsed};
use crate::catalog::rows::RejectedParametersDoc;

/// Checks `rejected_parameters.yaml`.
pub(super) fn check(
    file: &Parsed<RejectedParametersDoc>,
    known: &KnownNames<'_>,
    problems: &mut Vec<CatalogProblem>,
) {
    let rows = &file.doc.rejected_parameters;
    RowProblems::top(file, problems).sorted_top(
        "rejected_parameters",
        rows.iter().map(|row| row.id.as_str()),
    );
    for (at, row) in rows.iter().enumerate() {
        let mut report =
            RowProblems::new(file, format!("rejected_parameters/{at}"), &row.id, problems);
        report.source("source", &row.source, known);
        report.patterns("models", &row.models, known);
        report.patterns("accepted_by", &row.accepted_by, known);
        if row.models.is_empty() == row.accepted_by.is_empty() {
            report.add(
                "id",
                "requires either `models` (those that reject) or `accepted_by` (all others reject)",
            );
        }
        if matches!(row.rejects, Rejects::Values | Rejects::NotDefault) == row.values.is_empty() {
            report.add(
                "rejects",
                "must be `values` or `not-default` if and only if there are `values`",
            );
        }
        let lists = [
            ("body", &row.body),
            ("converse", &row.converse),
            ("inference_config", &row.inference_config),
            ("additional_fields", &row.additional_fields),
        ];
        if lists.iter().all(|(_, fields)| fields.is_empty()) {
            report.add(
                "id",
                "lists no parameter; add it to the part of the request that contains it",
            );
        }
        for (field, fields) in lists {
            report.sorted(field, fields.iter().map(String::as_str));
        }
    }
}
