//! Bitbucket Code Insights: a report and its annotations, as the REST API of Bitbucket Cloud takes them.
//!
//! `report` is the body that creates the report; `annotations` are sent in lists of up to 100. The limits are those of the
//! API's reference (developer.atlassian.com/cloud/bitbucket/rest/api-group-reports).

use std::io::{self, Write};

use serde_json::{Value, json};

use crate::finding::{Finding, Level, fnv1a_64};
use crate::report::{Report, ScanError};

use super::headline::Headline;
use super::{RenderOptions, escape, groups, identity, json_text, wording};

/// Annotations per report.
const ANNOTATIONS: usize = 1000;

/// Characters of a summary, and of an identity.
const SUMMARY: usize = 450;

/// Characters of details.
const DETAILS: usize = 2000;

/// Writes the report and its annotations, worst first.
pub(crate) fn render(
    report: &Report,
    options: &RenderOptions,
    out: &mut dyn Write,
) -> io::Result<()> {
    let errors = report.errors.iter().map(error_annotation);
    let findings = groups::worst_first(report);
    let annotations: Vec<Value> = errors
        .chain(findings.iter().map(|finding| annotation(finding, report)))
        .take(ANNOTATIONS)
        .collect();
    let all = report.errors.len() + findings.len();
    let value = json!({
        "report": summary(report, options, all - annotations.len()),
        "annotations": annotations,
    });
    json_text::document(&value, out)
}

fn summary(report: &Report, options: &RenderOptions, hidden: usize) -> Value {
    let headline = Headline::of(report);
    let mut details = vec![headline.today.clone(), headline.next()];
    details.extend(wording::nothing_scanned(report).map(str::to_owned));
    if !report.complete() {
        details.push(format!(
            "The scan is incomplete: {}.",
            wording::errors(report).join(", ")
        ));
    }
    if hidden > 0 {
        details.push(format!(
            "{} without an annotation.",
            wording::count(hidden, "finding")
        ));
    }
    details.extend(wording::left_out(report).map(|text| format!("{text}.")));
    details.retain(|sentence| !sentence.is_empty());
    let number = |title: &str, level: Level| {
        let count = report
            .active()
            .filter(|finding| finding.level == level)
            .count();
        json!({ "title": title, "type": "NUMBER", "value": count })
    };
    let passed = report.outcome().exit_code(options.exit_zero) == 0;
    let mut summary = json!({
        "title": "bedrock-eol",
        "reporter": "bedrock-eol",
        "report_type": "BUG",
        "details": cut(&details.join(" "), DETAILS),
        "result": if passed { "PASSED" } else { "FAILED" },
        "data": [
            number("Errors", Level::Error),
            number("Warnings", Level::Warning),
            number("Notes", Level::Note),
        ],
    });
    if let Some(repository) = options.repository {
        summary["link"] = json!(repository);
    }
    summary
}

fn error_annotation(error: &ScanError) -> Value {
    let title = wording::error_title(error);
    let location = wording::error_location(error);
    let mut annotation = json!({
        // A path can be longer than an identity.
        "external_id": format!("bedrock-eol-{}-{:016x}", title.replace(' ', "-"), fnv1a_64(location.as_bytes())),
        "annotation_type": "BUG",
        "summary": cut(&format!("{title}: {}", error.message), SUMMARY),
        "severity": "HIGH",
    });
    locate(&mut annotation, &error.path, error.at.map(|at| at.line));
    annotation
}

fn annotation(finding: &Finding, report: &Report) -> Value {
    let location = &finding.reference.location;
    let (kind, severity) = match finding.level {
        Level::Error => ("BUG", "HIGH"),
        Level::Warning => ("CODE_SMELL", "MEDIUM"),
        Level::Note => ("CODE_SMELL", "LOW"),
    };
    let mut annotation = json!({
        "external_id": cut(&format!("bedrock-eol-{}", identity::of_finding(finding, report)), SUMMARY),
        "annotation_type": kind,
        "summary": cut(&finding.message, SUMMARY),
        "details": cut(&finding.help, DETAILS),
        "severity": severity,
    });
    locate(&mut annotation, &location.path, Some(location.start.line));
    annotation
}

/// Adds where an annotation is. Without a path it is about the commit.
fn locate(annotation: &mut Value, path: &str, line: Option<u64>) {
    if path.is_empty() {
        return;
    }
    annotation["path"] = json!(path);
    if let Some(line) = line {
        annotation["line"] = json!(line);
    }
}

/// A text within a limit of the API, which refuses a longer one.
fn cut(text: &str, most: usize) -> String {
    wording::shortened(&escape::terminal(text), most)
}
