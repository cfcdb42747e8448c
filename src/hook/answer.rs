//! What an agent is to change: a line for each finding in what it added.

use crate::finding::{Finding, RuleId};
use crate::git::AddedLines;
use crate::output::log_line;
use crate::report::Report;

/// Most findings that a reason lists.
const MOST_LISTED: usize = 10;

/// Longest path in characters.
const MAX_PATH: usize = 200;

/// Longest ID in characters.
const MAX_ID: usize = 200;

/// Why an edit is to be changed: its added lines have findings at or above the level that fails. Absent if they have none.
pub fn reason(report: &Report, added: &AddedLines) -> Option<String> {
    let fail_on = report.fail_on?;
    let counts = |finding: &&Finding| {
        let location = &finding.reference.location;
        finding.is_active()
            && finding.rule.about_models
            && finding.level >= fail_on
            && added.touch(location.start.line, location.end.line)
    };
    let findings: Vec<&Finding> = report.findings.iter().filter(counts).collect();
    if findings.is_empty() {
        return None;
    }
    let mut lines =
        vec!["bedrock-eol found models in the added lines that must not be used:".to_owned()];
    lines.extend(
        findings
            .iter()
            .take(MOST_LISTED)
            .map(|finding| finding_line(finding)),
    );
    if let Some(more @ 1..) = findings.len().checked_sub(MOST_LISTED) {
        lines.push(format!("and {more} more"));
    }
    Some(lines.join("\n"))
}

/// A finding in one line without text of the repository:
/// `src/app.py:3: ID reached End-of-Life on 2025-07-21: requests fail. Write NEW-ID instead.`
pub fn finding_line(finding: &Finding) -> String {
    let location = &finding.reference.location;
    let path: String = log_line(&location.path).chars().take(MAX_PATH).collect();
    format!(
        "{path}:{}: {}",
        location.start.line,
        finding_sentence(finding)
    )
}

/// The same without its location.
pub fn finding_sentence(finding: &Finding) -> String {
    if !finding.rule.about_models {
        return finding.rule.summary.to_owned();
    }
    let models: Vec<&str> = finding
        .reference
        .models
        .iter()
        .map(|model| model.as_str())
        .filter(|id| is_id(id))
        .collect();
    let subject = match models.as_slice() {
        [] => "the model ID",
        [model] => model,
        [first, ..] => &format!("{first} and {} more models", models.len() - 1),
    };
    let written = finding
        .replacement
        .as_deref()
        .map(|chosen| chosen.text.as_str());
    let instead = match written.filter(|text| is_id(text)) {
        Some(text) => format!(" Write {text} instead."),
        None => String::new(),
    };
    format!("{subject} {}.{instead}", problem(finding))
}

/// What is wrong, a clause after the model.
fn problem(finding: &Finding) -> String {
    let dates = finding.lifecycle.as_deref();
    let eol = dates
        .and_then(|dates| dates.eol.as_ref())
        .map(|date| date.day);
    let legacy = dates
        .and_then(|dates| dates.legacy.as_ref())
        .map(|date| date.day);
    match (finding.rule.id, legacy, eol) {
        (RuleId::EndOfLife, _, Some(day)) => format!("reached End-of-Life on {day}: requests fail"),
        (RuleId::EndOfLifeSoon, _, Some(day)) => {
            format!("reaches End-of-Life on {day}: requests fail from then on")
        }
        (RuleId::Legacy, Some(day), None) => format!("has been Legacy since {day}"),
        (RuleId::Legacy | RuleId::ExtendedAccess, _, Some(day)) => {
            format!("is Legacy and reaches End-of-Life on {day}")
        }
        (RuleId::EndOfLife, ..) => "is End-of-Life: requests fail".to_owned(),
        (RuleId::ModelPolicy, ..) => {
            "is not allowed by the configuration of this project".to_owned()
        }
        (RuleId::UnknownModel, ..) => unknown(finding),
        (RuleId::ProfileRequired, ..) => {
            "cannot be invoked by its bare ID; it requires an inference profile".to_owned()
        }
        (RuleId::RejectedParameter, ..) => {
            "rejects a parameter of this request with HTTP 400".to_owned()
        }
        (RuleId::WildcardEndOfLife, ..) => {
            "is matched by this pattern and is End-of-Life".to_owned()
        }
        (RuleId::OpaqueReference, ..) => {
            "is not shown by this ARN; look it up in the account".to_owned()
        }
        (RuleId::BinaryMention, ..) => "is mentioned by this binary file".to_owned(),
        (RuleId::EndOfLifeSoon, ..) => "reaches End-of-Life soon".to_owned(),
        (RuleId::ExtendedAccess, ..) => "is in public extended access".to_owned(),
        (RuleId::Legacy, ..) => "is Legacy".to_owned(),
        (rule, ..) => format!("has a finding of the rule {rule}"),
    }
}

fn unknown(finding: &Finding) -> String {
    let candidates = finding.reference.candidates.iter().map(|id| id.as_str());
    match candidates.into_iter().find(|id| is_id(id)) {
        Some(near) => format!("is not a known Bedrock model ID; the nearest known ID is {near}"),
        None => "is not a known Bedrock model ID".to_owned(),
    }
}

/// Whether a text has only characters that IDs, ARNs and constants have, so that it is no sentence.
pub fn is_id(text: &str) -> bool {
    let is_id_char =
        |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b':' | b'/' | b'_');
    (1..=MAX_ID).contains(&text.len()) && text.bytes().all(is_id_char)
}
