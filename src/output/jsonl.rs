//! JSON Lines: one flat record per line for each finding, each reference without one, each error, each skipped file and
//! each cause of what is left out.
//!
//! `records` has the fields. The `json` format has the report's structure.

use std::io::{self, Write};

use crate::report::Report;

use super::{RenderOptions, json_text, records};

/// Writes the records.
pub(crate) fn render(
    report: &Report,
    options: &RenderOptions,
    out: &mut dyn Write,
) -> io::Result<()> {
    let found = records::findings(report, options).chain(records::references(report));
    let rest = records::errors(report)
        .chain(records::skipped(report))
        .chain(records::left_out(report))
        .chain(records::invoked(report));
    for record in found.chain(rest) {
        json_text::line(&record, out)?;
    }
    Ok(())
}
