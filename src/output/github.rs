//! GitHub Actions: workflow commands for annotations, and the job summary.
//!
//! The format writes commands only; the command line appends [`step_summary`] to the file that
//! `GITHUB_STEP_SUMMARY` names.

use std::io::{self, Write};

use crate::finding::{Finding, Level};
use crate::report::{Report, ScanError};

use super::{RenderOptions, annotations, escape, groups, markdown, wording};

/// Bytes that GitHub accepts as the summary of one step.
const SUMMARY_LIMIT: usize = 1024 * 1024;

/// A summary with fewer bytes left is not worth writing.
const LEAST_SUMMARY: usize = 4 * 1024;

/// Writes the commands, worst first. If a level has more than GitHub shows, its last annotation has the number of the
/// others.
pub(crate) fn render(report: &Report, _: &RenderOptions, out: &mut dyn Write) -> io::Result<()> {
    let errors = report.errors.iter().map(error_annotation);
    let findings = groups::worst_first(report);
    let of = |level| {
        findings
            .iter()
            .filter(move |f| f.level == level)
            .map(|f| annotation(f))
    };
    let more = |name: &'static str| {
        move |count: usize| {
            let text = annotations::more(count, "job summary");
            command(name, "title=bedrock-eol", &text)
        }
    };
    annotations::write_capped(errors.chain(of(Level::Error)).collect(), more("error"), out)?;
    annotations::write_capped(of(Level::Warning).collect(), more("warning"), out)?;
    annotations::write_capped(of(Level::Note).collect(), more("notice"), out)?;
    match wording::nothing_scanned(report) {
        Some(sentence) => writeln!(out, "{}", command("notice", "title=bedrock-eol", sentence)),
        None => Ok(()),
    }
}

/// The job summary in Markdown, within the size that GitHub accepts if the step has already written `written` bytes:
/// GitHub shows nothing of a larger one.
///
/// # Errors
///
/// Those of `out`.
pub fn step_summary(
    report: &Report,
    options: &RenderOptions,
    written: usize,
    out: &mut dyn Write,
) -> io::Result<()> {
    let room = SUMMARY_LIMIT.saturating_sub(written);
    if room < LEAST_SUMMARY {
        return Ok(());
    }
    out.write_all(markdown::within(report, options, room).as_bytes())
}

fn error_annotation(error: &ScanError) -> String {
    let file = escape::workflow_property(&error.path);
    let location = error
        .at
        .map(|at| format!(",line={},col={}", at.line, at.column))
        .unwrap_or_default();
    let title = format!("title=bedrock-eol%3A {}", wording::error_title(error));
    command(
        "error",
        &format!("file={file}{location},{title}"),
        &error.message,
    )
}

fn annotation(finding: &Finding) -> String {
    let (rule, subject) = (finding.rule.name, wording::subject(finding));
    let title = if rule == subject {
        rule.to_owned()
    } else {
        format!("{rule}: {subject}")
    };
    let title = format!("title={}", escape::workflow_property(&title));
    let text = format!("{} {}", finding.message, finding.help);
    let location = &finding.reference.location;
    if location.path.is_empty() {
        return command(command_name(finding.level), &title, &text);
    }
    let mut properties = format!(
        "file={},line={},endLine={},col={}",
        escape::workflow_property(location.path.strip_prefix("./").unwrap_or(&location.path)),
        location.start.line,
        location.end.line,
        location.start.column
    );
    // GitHub uses columns only for annotations within one line.
    if location.start.line == location.end.line {
        properties.push_str(&format!(",endColumn={}", location.end.column));
    }
    command(
        command_name(finding.level),
        &format!("{properties},{title}"),
        &text,
    )
}

fn command_name(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "notice",
    }
}

fn command(name: &str, properties: &str, message: &str) -> String {
    format!(
        "::{name} {properties}::{}",
        escape::workflow_data(message.trim_end())
    )
}
