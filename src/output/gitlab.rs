//! GitLab Code Quality: a JSON array of the active findings, and of what could not be read.
//!
//! Fields as GitLab documents them ("Code Quality report format"): `description`, `check_name`,
//! `fingerprint`, `severity`, `location.path`, `location.lines.begin`.

use std::io::{self, Write};

use serde_json::json;

use crate::finding::{Finding, Level};
use crate::report::{Report, ScanError};

use super::json_text::Each;
use super::{RenderOptions, escape, groups, identity, json_text, wording};

/// Writes the array, worst first; empty if everything was read and nothing was found.
pub(crate) fn render(report: &Report, _: &RenderOptions, out: &mut dyn Write) -> io::Result<()> {
    let errors = report.errors.iter().map(IssueSource::Error);
    let findings = groups::worst_first(report)
        .into_iter()
        .map(IssueSource::Finding);
    let rows: Vec<IssueSource<'_>> = errors.chain(findings).collect();
    let issue = |row: &IssueSource<'_>| match row {
        IssueSource::Error(error) => error_issue(error),
        IssueSource::Finding(finding) => issue(finding, report),
    };
    json_text::document(
        &Each {
            items: &rows,
            row: issue,
        },
        out,
    )
}

/// What becomes an issue while it is written.
enum IssueSource<'a> {
    Error(&'a ScanError),
    Finding(&'a Finding),
}

/// Errors as entries: the format has no other way to show that the report is incomplete.
fn error_issue(error: &ScanError) -> serde_json::Value {
    let title = wording::error_title(error);
    let check = title.replace(' ', "-");
    let (first, rest) = title.split_at(1);
    json!({
        "description": escape::terminal(&format!("{}{rest}: {}", first.to_uppercase(), error.message)),
        "check_name": check,
        "fingerprint": format!("{check}-{}", wording::error_location(error)),
        "severity": "critical",
        "location": { "path": error.path, "lines": { "begin": error.at.map_or(1, |at| at.line) } },
    })
}

fn issue(finding: &Finding, report: &Report) -> serde_json::Value {
    let location = &finding.reference.location;
    json!({
        "description": escape::terminal(&finding.message),
        "check_name": finding.rule.name,
        "fingerprint": identity::of_finding(finding, report),
        "severity": severity(finding.level),
        "location": {
            "path": if location.path.is_empty() { "." } else { &location.path },
            "lines": { "begin": location.start.line, "end": location.end.line },
        },
    })
}

fn severity(level: Level) -> &'static str {
    match level {
        Level::Error => "critical",
        Level::Warning => "major",
        Level::Note => "info",
    }
}
