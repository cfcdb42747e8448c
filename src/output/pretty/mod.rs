//! The report for the terminal. For added lines only, it is short: see `short`. Otherwise: a summary, then each problem once with its locations, then migration steps, next steps, and
//! what was scanned.
//!
//! Equal problems are merged: one snippet and a list of locations, so that a thousand findings stay readable. What several
//! findings share (other Regions, advice, steps) is shown once. Scanned text is escaped. Colors, widths and links come
//! from the options only.

mod diagnostic;
mod errors;
mod history;
mod limits;
mod notes;
mod problems;
mod repositories;
mod short;
mod steps;
mod style;
mod summary;
mod usage;

use std::io;

use crate::output::wording::stage_word;
use crate::output::{RenderOptions, escape};
use crate::report::Report;
use limits::PrintLimits;
use style::Style;

/// Writes the report.
pub(crate) fn render(
    report: &Report,
    options: &RenderOptions,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let style = Style::new(options);
    let limits = PrintLimits::new(options);
    if let Some(history) = &report.history {
        return history::render(report, history, options, &style, out);
    }
    let sections = problems::sections(report, options.group_by, &limits);
    if report.coverage.every_line || options.verbose {
        summary::headline(report, &limits, &style, out)?;
        let printed = problems::write(report, &sections, options.group_by, &limits, &style, out)?;
        notes::write(&sections, &limits, &style, out)?;
        steps::write(&printed.steps, &style, out)?;
    } else {
        summary::first_lines(report, &style, out)?;
        short::write(report, &limits, &style, out)?;
    }
    if options.inventory {
        inventory(report, &style, out)?;
    }
    errors::write(report, &style, out)?;
    if report.coverage.every_line || options.verbose {
        summary::next_steps(report, options, &style, out)?;
    }
    summary::footer(report, options, &style, out)
}

/// Every reference, including Active models.
fn inventory(report: &Report, style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    writeln!(out, "{}", style.bold("All references"))?;
    for reference in &report.references {
        let location = &reference.location;
        let position = format!(
            "{}:{}:{}",
            location.path, location.start.line, location.start.column
        );
        let stage = stage_word(reference.stage);
        let (position, text) = (
            escape::terminal(&position),
            escape::terminal(&reference.text),
        );
        let position = style.link(&location.path, &style.dim(&position));
        writeln!(out, "  {stage:<7}  {position}  {text}")?;
    }
    writeln!(out)
}
