//! The rows of `scan --records`: JSON Lines with the number and the repository of the record that each row is about.

use std::io::{self, Write};

use jiff::civil::Date;
use serde::Serialize;

use super::{RenderOptions, json_text, records};
use crate::report::{ErrorKind, Report, ScanError};

/// A record as far as its rows name it.
#[derive(Clone, Copy, Debug)]
pub struct RecordName<'a> {
    /// Its number in the stream, from 1: the number of its line.
    pub number: u64,
    /// The repository that it names; absent if it names none.
    pub repo: Option<&'a str>,
}

/// What a stream of records had.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RecordCounts {
    /// Records, those that cannot be read included.
    pub records: u64,
    /// Rows of type `finding`.
    pub findings: u64,
    /// Rows of type `reference`.
    pub references: u64,
    /// Rows of type `error`.
    pub errors: u64,
}

#[derive(Serialize)]
struct RecordRow<'a> {
    record: u64,
    repo: Option<&'a str>,
    #[serde(flatten)]
    row: records::Record<'a>,
}

#[derive(Serialize)]
struct EndRow<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(flatten)]
    counts: RecordCounts,
    as_of: Date,
    catalog_version: &'a str,
}

/// Writes the rows about a record, and counts them.
///
/// # Errors
/// Writing failed.
pub fn write_record(
    report: &Report,
    name: RecordName<'_>,
    counts: &mut RecordCounts,
    out: &mut dyn Write,
) -> io::Result<()> {
    counts.records += 1;
    let options = RenderOptions::default();
    let rest = records::skipped(report).chain(records::left_out(report));
    let rows = [
        (
            &mut counts.findings,
            records::findings(report, &options).collect::<Vec<_>>(),
        ),
        (
            &mut counts.references,
            records::references(report).collect(),
        ),
        (&mut counts.errors, records::errors(report).collect()),
        (&mut 0, rest.collect()),
    ];
    for (count, rows) in rows {
        *count += rows.len() as u64;
        for mut row in rows {
            let RecordName { number, repo } = name;
            row.repository = repo;
            let row = RecordRow {
                record: number,
                repo,
                row,
            };
            json_text::line(&row, out)?;
        }
    }
    Ok(())
}

/// Writes the row about a record that cannot be read. `empty` is a report without any content.
///
/// # Errors
/// Writing failed.
pub fn write_bad_record(
    empty: &Report,
    name: RecordName<'_>,
    message: String,
    counts: &mut RecordCounts,
    out: &mut dyn Write,
) -> io::Result<()> {
    let error = ScanError {
        path: String::new(),
        at: None,
        kind: ErrorKind::Read,
        message,
    };
    let report = Report {
        errors: vec![error],
        ..empty.clone()
    };
    write_record(&report, name, counts, out)
}

/// Writes the last row, which shows that the stream was read to its end.
///
/// # Errors
/// Writing failed.
pub fn write_end(empty: &Report, counts: RecordCounts, out: &mut dyn Write) -> io::Result<()> {
    let row = EndRow {
        kind: "end",
        counts,
        as_of: empty.as_of,
        catalog_version: &empty.catalog_version,
    };
    json_text::line(&row, out)
}
