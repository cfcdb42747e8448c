//! How often models were invoked: a column of the table, and a table of those that are not referred to.

use std::fmt::Write as _;

use crate::finding::Finding;
use crate::model_id::ModelId;
use crate::output::{escape, usage_words, wording};
use crate::report::{Invocations, InvokedModel, Report};

const INFALLIBLE: &str = "writing to a string cannot fail";

/// The title and the rule of the column; empty without an export.
pub(super) fn column(report: &Report) -> (&'static str, &'static str) {
    match &report.usage {
        Some(_) => (" Invoked |", " --- |"),
        None => ("", ""),
    }
}

/// The cell of some findings; empty without an export.
pub(super) fn cell<'a>(findings: impl IntoIterator<Item = &'a Finding>, report: &Report) -> String {
    match (&report.usage, usage_words::of_findings(findings, report)) {
        (None, _) => String::new(),
        (Some(_), None) => " – |".to_owned(),
        (Some(_), Some(invoked)) => words(invoked),
    }
}

/// The cell of a model; empty without an export.
pub(super) fn cell_of_model(id: &ModelId, report: &Report) -> String {
    let usage = report.usage.as_ref();
    usage.map_or(String::new(), |usage| words(usage.named(id.as_str())))
}

fn words(invoked: Invocations) -> String {
    match (invoked.count, invoked.last) {
        (0, _) => " not seen |".to_owned(),
        (number, None) => format!(" {} |", usage_words::times(number)),
        (number, Some(day)) => format!(" {}, last {day} |", usage_words::times(number)),
    }
}

/// The models that are invoked but not referred to, as far as they fit into `budget` bytes.
pub(super) fn push_table(text: &mut String, report: &Report, budget: usize) {
    let Some(usage) = &report.usage else { return };
    let models: Vec<&InvokedModel> = usage.unreferenced().collect();
    if models.is_empty() {
        return;
    }
    let title = usage_words::unreferenced_title(report);
    writeln!(text, "| {title} | Invoked |\n| --- | --- |").expect(INFALLIBLE);
    for (at, model) in models.iter().enumerate() {
        let key = escape::markdown_code(&model.key);
        let row = format!("| {key} |{}\n", words(model.invocations));
        if text.len() + row.len() > budget {
            let left = wording::count(models.len() - at, "more model");
            writeln!(text, "\nNot in this table: {left}.").expect(INFALLIBLE);
            break;
        }
        text.push_str(&row);
    }
    text.push('\n');
}
