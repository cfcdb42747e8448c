//! One line per active finding: `path:line:col: level[rule] message`, then what to write instead.

use std::io;

use crate::finding::{Finding, Location};
use crate::output::{RenderOptions, escape, wording};
use crate::report::{Report, ScanError};

/// Writes the findings in the report's order, each reference as `path:line:col: stage text` with `--inventory`, and finally
/// what could not be read or parsed, and what was left out.
pub(crate) fn render(
    report: &Report,
    options: &RenderOptions,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    for finding in report.active() {
        finding_line(finding, out)?;
    }
    if options.inventory {
        for reference in &report.references {
            location(&reference.location, out)?;
            let stage = super::wording::stage_word(reference.stage);
            writeln!(out, ": {stage} {}", escape::terminal(&reference.text))?;
        }
    }
    for error in &report.errors {
        writeln!(out, "{}", escape::terminal(&error_line(error)))?;
    }
    if let Some(sentence) = wording::nothing_scanned(report) {
        writeln!(out, "{sentence}")?;
    }
    match wording::left_out(report) {
        Some(text) => writeln!(out, "{text}."),
        None => Ok(()),
    }
}

/// Writes a finding as one line, escaped.
pub(super) fn finding_line(finding: &Finding, out: &mut dyn io::Write) -> io::Result<()> {
    // A finding about the run itself has no location.
    if !finding.reference.location.path.is_empty() {
        location(&finding.reference.location, out)?;
        write!(out, ": ")?;
    }
    let message = escape::terminal(&finding.message);
    let instead = instead(finding)
        .map(|text| format!(" {}", escape::terminal(&text)))
        .unwrap_or_default();
    writeln!(
        out,
        "{}[{}] {message}{instead}",
        finding.level.as_str(),
        finding.rule.name
    )
}

/// The replacement in a sentence; absent if there is nothing to write.
fn instead(finding: &Finding) -> Option<String> {
    let chosen = finding.replacement.as_ref()?;
    Some(wording::replacement_sentence(finding, chosen))
}

/// `path: not scanned: message`, `path:line:col: invalid suppression: message`, not escaped.
pub fn error_line(error: &ScanError) -> String {
    let line = format!(
        "{}: {}: {}",
        wording::error_location(error),
        wording::error_title(error),
        error.message
    );
    escape::terminal(&line).into_owned()
}

fn location(location: &Location, out: &mut dyn io::Write) -> io::Result<()> {
    let path = escape::terminal(&location.path);
    write!(
        out,
        "{path}:{}:{}",
        location.start.line, location.start.column
    )
}
