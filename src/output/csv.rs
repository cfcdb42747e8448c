//! CSV (RFC 4180) with the fields of `records` as columns: a row for each finding, error, skipped file, cause of what is
//! left out and model that is invoked but not referred to, and with `--inventory` for each reference.
//!
//! Text is safe in spreadsheets and terminals: a cell that would be a formula starts with an apostrophe, and each cell is
//! one line without control characters.

use std::io::{self, Write};

use serde_json::Value;

use crate::report::Report;

use super::records::{self, Record};
use super::{RenderOptions, escape};

/// Writes a header and the rows. The header is always written.
pub(crate) fn render(
    report: &Report,
    options: &RenderOptions,
    out: &mut dyn Write,
) -> io::Result<()> {
    let header: Vec<String> = fields(&records::columns(report))?
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    write!(out, "{}\r\n", header.join(","))?;
    let records = records::findings(report, options)
        .chain(records::errors(report))
        .chain(records::skipped(report));
    let records = records
        .chain(records::left_out(report))
        .chain(records::invoked(report));
    for record in records {
        write_row(&record, out)?;
    }
    if options.inventory {
        for record in records::references(report) {
            write_row(&record, out)?;
        }
    }
    Ok(())
}

fn write_row(record: &Record<'_>, out: &mut dyn Write) -> io::Result<()> {
    let cells: Vec<String> = fields(record)?
        .iter()
        .map(|(_, value)| cell(value))
        .collect();
    write!(out, "{}\r\n", cells.join(","))
}

fn fields(record: &Record<'_>) -> io::Result<Vec<(String, Value)>> {
    match serde_json::to_value(record)? {
        Value::Object(map) => Ok(map.into_iter().collect()),
        _ => Ok(Vec::new()),
    }
}

/// Numbers stay numbers (a negative one is not a formula); lists are separated by spaces.
fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => escape::csv_text(text),
        Value::Array(items) => {
            let texts: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
            escape::csv_text(&texts.join(" "))
        }
        other => other.to_string(),
    }
}
