//! Prices: that each belongs to a model, and that figures are figures.

use super::{KnownNames, RowProblems, hint};
use crate::catalog::parse::{CatalogProblem, Parsed};
use crate::catalog::rows::PricesDoc;

/// Checks `prices.yaml`.
pub(super) fn check(
    file: &Parsed<PricesDoc>,
    known: &KnownNames<'_>,
    problems: &mut Vec<CatalogProblem>,
) {
    RowProblems::top(file, problems).source("source", &file.doc.source, known);
    let mut last = ("", "");
    for (at, row) in file.doc.prices.iter().enumerate() {
        let mut report = RowProblems::new(file, format!("prices/{at}"), &row.model, problems);
        if !known.models.contains_key(row.model.as_str()) {
            let hint = hint(
                known.models.keys().copied(),
                &row.model,
                "add the model under models/",
            );
            report.add("model", format!("unknown base ID `{}`; {hint}", row.model));
        }
        let key = (row.model.as_str(), row.unit.as_str());
        if key <= last {
            report.add(
                "model",
                format!("comes after `{}`; sort by `model` and `unit`", last.0),
            );
        }
        last = key;
        for (class, both) in row.classes.0.iter().filter(|(_, both)| !is_price(both)) {
            let message = format!(
                "invalid price `{both}`; expected input and output in US dollars, e.g. `0.8 4`"
            );
            report.add(&format!("classes/{class}"), message);
        }
    }
}

/// Whether the text is two figures, `-` for one that is not known.
fn is_price(text: &str) -> bool {
    let figure = |text: &str| {
        text == "-"
            || text
                .parse::<f64>()
                .is_ok_and(|price| price.is_finite() && price >= 0.0)
    };
    text.split_once(' ')
        .is_some_and(|(input, output)| figure(input) && figure(output))
}
