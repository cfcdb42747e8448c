//! The models that are invoked but not referred to.

use std::io;

use super::limits::PrintLimits;
use super::style::{Style, columns};
use crate::output::{escape, usage_words, wording};
use crate::report::{InvokedModel, Report};

/// Names up to this width are in a column: an ARN would move the numbers of all others out of sight.
const MOST_COLUMNS: usize = 48;

/// Writes the models that were invoked and appear in no scanned file, the most frequent first. Writes nothing without an
/// export, or if every invoked model appears.
pub(super) fn write(
    report: &Report,
    limits: &PrintLimits,
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let Some(usage) = &report.usage else {
        return Ok(());
    };
    let models: Vec<&InvokedModel> = usage.unreferenced().collect();
    if models.is_empty() {
        return Ok(());
    }
    let title = usage_words::unreferenced_title(report);
    writeln!(out, "  {}", style.bold(title))?;
    let shown = &models[..models.len().min(limits.models)];
    let names: Vec<_> = shown
        .iter()
        .map(|model| escape::terminal(&model.key))
        .collect();
    let width = names
        .iter()
        .map(|name| columns(name))
        .filter(|width| *width <= MOST_COLUMNS)
        .max()
        .unwrap_or(0);
    for (model, name) in shown.iter().zip(&names) {
        let words = usage_words::sentence(model.invocations, usage);
        let pad = " ".repeat(width.saturating_sub(columns(name)));
        let line = format!("    {name}{pad}  {words}");
        if style.terminal.is_none_or(|most| columns(&line) <= most) {
            writeln!(out, "{line}")?;
        } else {
            writeln!(out, "    {name}\n      {words}")?;
        }
    }
    if shown.len() < models.len() {
        let more = wording::count(models.len() - shown.len(), "more model");
        writeln!(out, "    {}", style.dim(&format!("and {more}")))?;
    }
    writeln!(out)
}
