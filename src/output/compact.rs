//! One line for each finding that counts: `path:line:col: level[rule] message`.

use std::io;

use crate::finding::Location;
use crate::output::{RenderOptions, escape};
use crate::report::Report;

/// Writes the findings in the report's order, then the files that could not be looked at. With the inventory,
/// references without a finding follow as `path:line:col: stage text`.
pub(crate) fn render(report: &Report, options: &RenderOptions, out: &mut dyn io::Write) -> io::Result<()> {
    for finding in report.active() {
        // What is about the run itself stands in no file.
        if !finding.reference.location.path.is_empty() {
            place(&finding.reference.location, out)?;
            write!(out, ": ")?;
        }
        let message = escape::terminal(&finding.message);
        writeln!(out, "{}[{}] {message}", finding.level.as_str(), finding.rule.id)?;
    }
    if options.inventory {
        for reference in &report.references {
            place(&reference.location, out)?;
            let stage = super::stage_word(reference.stage);
            writeln!(out, ": {stage} {}", escape::terminal(&reference.text))?;
        }
    }
    for error in &report.errors {
        let (path, message) = (escape::terminal(&error.path), escape::terminal(&error.message));
        writeln!(out, "{path}: not scanned: {message}")?;
    }
    Ok(())
}

fn place(location: &Location, out: &mut dyn io::Write) -> io::Result<()> {
    let path = escape::terminal(&location.path);
    write!(out, "{path}:{}:{}", location.start.line, location.start.column)
}
