//! JSON Lines: one flat record per line for each finding, each reference without one, and each error.
//!
//! The record's fields are in `records`; the whole document with its structure is the `json` format.

use std::io::{self, Write};

use crate::report::Report;

use super::{RenderOptions, json_text, records};

/// Writes the records.
pub(crate) fn render(report: &Report, _: &RenderOptions, out: &mut dyn Write) -> io::Result<()> {
    let all = records::findings(report).chain(records::references(report)).chain(records::errors(report));
    for record in all {
        json_text::line(&record, out)?;
    }
    Ok(())
}
