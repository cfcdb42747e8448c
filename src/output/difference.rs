//! The lines of `--watch`: what a report has that the one before had not, and the reverse.

use std::io;

use super::{RenderOptions, compact, escape, groups, wording};
use crate::finding::Level;
use crate::report::{Report, ReportDifference};

/// ANSI codes of new errors, warnings and notes, and of what is gone.
const COLORS: [&str; 4] = ["1;31", "1;33", "36", "32"];

/// Writes a line for each finding and error, `+` before what is new and `-` before what is gone, and the counts of `report`, the
/// second one. Of each kind at most [`RenderOptions::max_findings`] are listed.
pub fn difference(
    difference: &ReportDifference<'_>,
    report: &Report,
    options: &RenderOptions,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let most = match options.max_findings {
        None | Some(0) => usize::MAX,
        Some(most) => most,
    };
    for (sign, findings) in [('-', &difference.gone), ('+', &difference.new)] {
        for finding in findings.iter().take(most) {
            let mut line = Vec::new();
            compact::finding_line(finding, &mut line)?;
            let color = match (sign, finding.level) {
                ('-', _) => COLORS[3],
                (_, Level::Error) => COLORS[0],
                (_, Level::Warning) => COLORS[1],
                (_, Level::Note) => COLORS[2],
            };
            signed(sign, color, &String::from_utf8_lossy(&line), options, out)?;
        }
        if let Some(more @ 1..) = findings.len().checked_sub(most) {
            writeln!(out, "{sign} and {}", wording::count(more, "more finding"))?;
        }
    }
    for (sign, color, errors) in [
        ('-', COLORS[3], &difference.gone_errors),
        ('+', COLORS[0], &difference.new_errors),
    ] {
        for error in errors {
            let line = compact::error_line(error);
            signed(sign, color, &escape::terminal(&line), options, out)?;
        }
    }
    let counts = groups::counts_in_words(report);
    writeln!(
        out,
        "{} new, {} gone; now {counts}",
        wording::thousands(difference.new.len() as u64),
        wording::thousands(difference.gone.len() as u64)
    )
}

fn signed(
    sign: char,
    color: &str,
    line: &str,
    options: &RenderOptions,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let line = line.trim_end_matches('\n');
    let line = match options.ascii {
        true => escape::ascii_symbols(line),
        false => line.into(),
    };
    match options.color {
        true => writeln!(out, "\u{1b}[{color}m{sign}\u{1b}[0m {line}"),
        false => writeln!(out, "{sign} {line}"),
    }
}
