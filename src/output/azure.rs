//! Azure Pipelines: logging commands, which the agent shows as errors and warnings of the run.
//!
//! The agent reads `##vso[task.logissue …]` anywhere in a line. Its two levels are error and warning; notes are ordinary
//! lines of the log.

use std::io::{self, Write};

use crate::finding::{Finding, Level};
use crate::report::{Report, ScanError};

use super::{RenderOptions, annotations, escape, groups, wording};

/// Writes the commands, worst first.
pub(crate) fn render(report: &Report, _: &RenderOptions, out: &mut dyn Write) -> io::Result<()> {
    let errors = report.errors.iter().map(error_issue);
    let findings = groups::worst_first(report);
    let of = |level| {
        findings
            .iter()
            .filter(move |f| f.level == level)
            .map(|f| issue(f))
    };
    let more = |level: &'static str| {
        move |count: usize| {
            command(
                level,
                "",
                &annotations::more(count, "other reports of this run"),
            )
        }
    };
    annotations::write_capped(errors.chain(of(Level::Error)).collect(), more("error"), out)?;
    annotations::write_capped(of(Level::Warning).collect(), more("warning"), out)?;
    for note in findings.iter().filter(|f| f.level == Level::Note) {
        let text = format!("{}: {}", wording::location(note), note.message);
        writeln!(out, "note[{}] {}", note.rule.name, escape::terminal(&text))?;
    }
    match wording::nothing_scanned(report) {
        Some(sentence) => writeln!(out, "note[scan] {sentence}"),
        None => Ok(()),
    }
}

fn error_issue(error: &ScanError) -> String {
    let mut properties = property("sourcepath", &error.path);
    if let Some(at) = error.at {
        properties.push_str(&position(at.line, at.column));
    }
    let text = format!("{}: {}", wording::error_title(error), error.message);
    command("error", &properties, &text)
}

fn issue(finding: &Finding) -> String {
    let location = &finding.reference.location;
    let mut properties = String::new();
    if !location.path.is_empty() {
        let path = location.path.strip_prefix("./").unwrap_or(&location.path);
        properties =
            property("sourcepath", path) + &position(location.start.line, location.start.column);
    }
    properties.push_str(&property("code", finding.rule.name));
    let level = match finding.level {
        Level::Error => "error",
        Level::Warning | Level::Note => "warning",
    };
    let text = format!("{} {}", finding.message, finding.help);
    command(level, &properties, &text)
}

fn property(name: &str, value: &str) -> String {
    format!("{name}={};", escape::logging_property(value))
}

fn position(line: u64, column: u64) -> String {
    format!("linenumber={line};columnnumber={column};")
}

fn command(level: &str, properties: &str, message: &str) -> String {
    format!(
        "##vso[task.logissue type={level};{properties}]{}",
        escape::logging_data(message.trim_end())
    )
}
