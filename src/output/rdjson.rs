//! Reviewdog Diagnostic Format (`rdjson`), the `DiagnosticResult` of reviewdog's proto/rdf/reviewdog.proto.
//!
//! Its columns count bytes. They are given only where the snippet contains the beginning of the line as it is in the file.

use std::io::{self, Write};

use serde_json::{Value, json};

use crate::finding::{Finding, Level};
use crate::report::{Report, ScanError};

use super::{RenderOptions, escape, groups, json_text, wording};

/// Writes the document, worst first.
pub(crate) fn render(
    report: &Report,
    options: &RenderOptions,
    out: &mut dyn Write,
) -> io::Result<()> {
    let errors = report.errors.iter().map(error_diagnostic);
    let findings = groups::worst_first(report);
    let diagnostics: Vec<Value> = errors
        .chain(findings.iter().map(|finding| diagnostic(finding, options)))
        .collect();
    let mut source = json!({ "name": "bedrock-eol" });
    if let Some(repository) = options.repository {
        source["url"] = json!(repository);
    }
    let mut result = json!({ "source": source, "diagnostics": diagnostics });
    let worst = findings.iter().map(|finding| finding.level).max();
    let worst = if report.complete() {
        worst
    } else {
        Some(Level::Error)
    };
    if let Some(level) = worst {
        result["severity"] = json!(severity(level));
    }
    json_text::document(&result, out)
}

fn error_diagnostic(error: &ScanError) -> Value {
    let title = wording::error_title(error);
    let mut location = json!({ "path": path_of(&error.path) });
    if let (Some(at), false) = (error.at, error.path.is_empty()) {
        location["range"] = json!({ "start": { "line": at.line } });
    }
    json!({
        "message": escape::lines(&format!("{title}: {}", error.message)),
        "location": location,
        "severity": "ERROR",
        "code": { "value": title.replace(' ', "-") },
    })
}

fn diagnostic(finding: &Finding, options: &RenderOptions) -> Value {
    let location = &finding.reference.location;
    let mut code = json!({ "value": finding.rule.name });
    if let Some(url) = wording::rule_uri(finding.rule, options.site, options.repository) {
        code["url"] = json!(url);
    }
    let range = range(finding);
    let mut diagnostic = json!({
        "message": escape::lines(&format!("{} {}", finding.message, finding.help)),
        "location": { "path": path_of(&location.path) },
        "severity": severity(finding.level),
        "code": code,
    });
    if location.path.is_empty() {
        return diagnostic;
    }
    if let (Some(text), true) = (finding.safe_edit(), range["end"]["column"].is_u64()) {
        diagnostic["suggestions"] = json!([{ "range": range, "text": text }]);
    }
    diagnostic["location"]["range"] = range;
    diagnostic
}

/// The format requires a path: what is about no file is about the project.
fn path_of(path: &str) -> &str {
    if path.is_empty() { "." } else { path }
}

fn range(finding: &Finding) -> Value {
    let (location, snippet) = (&finding.reference.location, &finding.reference.snippet);
    let (start, end) = (location.start.line, location.end.line);
    let lines_only = json!({ "start": { "line": start }, "end": { "line": end } });
    let highlight = snippet.highlight;
    let Some(before) = snippet.text.get(..highlight.start) else {
        return lines_only;
    };
    let line = before.rsplit('\n').next().unwrap_or_default();
    let hit = snippet.text.get(highlight.start..highlight.end);
    // A line that was cut begins elsewhere, and a replaced character has another length.
    let is_exact = snippet.first_column == 1
        && start == end
        && hit.is_some_and(|hit| hit == &*finding.reference.text)
        && !line.contains('\u{fffd}')
        && !finding.reference.text.contains('\u{fffd}');
    if !is_exact {
        return lines_only;
    }
    let column = line.len() + 1;
    json!({
        "start": { "line": start, "column": column },
        "end": { "line": end, "column": column + highlight.end - highlight.start },
    })
}

fn severity(level: Level) -> &'static str {
    match level {
        Level::Error => "ERROR",
        Level::Warning => "WARNING",
        Level::Note => "INFO",
    }
}
