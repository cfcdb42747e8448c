//! GitLab Code Quality: a JSON array of the findings that count.
//!
//! Fields as GitLab documents them ("Code Quality report format"): `description`, `check_name`,
//! `fingerprint`, `severity`, `location.path`, `location.lines.begin`.

use std::io::{self, Write};

use serde_json::json;

use crate::finding::{Finding, Level};
use crate::report::Report;

use super::{RenderOptions, escape, groups, wording};

/// Writes the array, worst first; empty where nothing was found.
pub(crate) fn render(report: &Report, _: &RenderOptions, out: &mut dyn Write) -> io::Result<()> {
    let issues: Vec<_> = groups::worst_first(report).into_iter().map(issue).collect();
    serde_json::to_writer_pretty(&mut *out, &issues)?;
    out.write_all(b"\n")
}

fn issue(finding: &Finding) -> serde_json::Value {
    let location = &finding.reference.location;
    json!({
        "description": escape::terminal(&finding.message),
        "check_name": finding.rule.id,
        "fingerprint": fingerprint(finding),
        "severity": severity(finding.level),
        "location": {
            "path": if location.path.is_empty() { "." } else { &location.path },
            "lines": { "begin": location.start.line, "end": location.end.line },
        },
    })
}

/// GitLab drops one of two equal fingerprints: two rules may speak of one text, and housekeeping has no
/// fingerprint at all.
fn fingerprint(finding: &Finding) -> String {
    if finding.fingerprint.is_empty() {
        return format!("{}-{}", finding.rule.id, wording::place(finding));
    }
    format!("{}-{}", finding.fingerprint, finding.rule.id)
}

fn severity(level: Level) -> &'static str {
    match level {
        Level::Error => "critical",
        Level::Warning => "major",
        Level::Note => "info",
    }
}
