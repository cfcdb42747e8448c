//! Quotas: that each belongs to a model, and that codes are codes.

use super::{KnownNames, RowProblems, hint};
use crate::catalog::parse::{CatalogProblem, Parsed};
use crate::catalog::rows::QuotasDoc;

/// Checks `quotas.yaml`.
pub(super) fn check(
    file: &Parsed<QuotasDoc>,
    known: &KnownNames<'_>,
    problems: &mut Vec<CatalogProblem>,
) {
    let mut top = RowProblems::top(file, problems);
    top.source("source", &file.doc.source, known);
    top.sorted_top(
        "quotas",
        file.doc.quotas.iter().map(|row| row.model.as_str()),
    );
    for (at, row) in file.doc.quotas.iter().enumerate() {
        let mut report = RowProblems::new(file, format!("quotas/{at}"), &row.model, problems);
        if !known.models.contains_key(row.model.as_str()) {
            let hint = hint(
                known.models.keys().copied(),
                &row.model,
                "add the model under models/",
            );
            report.add("model", format!("unknown base ID `{}`; {hint}", row.model));
        }
        let calls = [
            ("on_demand", &row.on_demand),
            ("cross_region", &row.cross_region),
            ("global", &row.global),
        ];
        if calls.iter().all(|(_, names)| names.0.is_empty()) {
            report.add("model", "has no quota; delete the row");
        }
        for (field, names) in calls {
            for (code, _) in names.0.iter().filter(|(code, _)| !is_code(code)) {
                report.add(
                    &format!("{field}/{code}"),
                    "is not a quota code; expected for example L-1A2B3C4D",
                );
            }
        }
    }
}

/// Whether the text is `L-` and eight hexadecimal digits in upper case.
fn is_code(text: &str) -> bool {
    let digits = text.strip_prefix("L-").unwrap_or_default();
    digits.len() == 8
        && digits
            .bytes()
            .all(|b| b.is_ascii_digit() || (b'A'..=b'F').contains(&b))
}
