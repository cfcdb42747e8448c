//! The diagnostics of a document.
//!
//! A message has the words of this program, IDs and dates: text of the document, and of the configuration and catalogs of its
//! repository, is untrusted, and people and agents take a diagnostic for the words of the tool.

use bedrock_eol::program::{ErrorKind, RelatedRole, finding_sentence, rule_page};
use bedrock_eol::{Finding, Level, RuleId};
use serde_json::{Value, json};

use super::client::{Client, DEPRECATED};
use super::document::{Judged, OpenDocument};
use super::wire::range_json;

/// The most findings that are published for one document.
const MOST: usize = 1000;

/// Name of this program next to its diagnostics.
const SOURCE: &str = "bedrock-eol";

/// The diagnostics of a document, in the order of its text.
pub(super) fn diagnostics(
    uri: &str,
    document: &OpenDocument,
    judged: &Judged,
    client: &Client,
) -> Vec<Value> {
    let mut findings: Vec<&Finding> = judged.findings().collect();
    let all = findings.len();
    if all > MOST {
        findings.sort_by_key(|finding| std::cmp::Reverse(finding.level));
        findings.truncate(MOST);
    }
    let mut found: Vec<Value> = problems(document, judged, client);
    found.extend(
        findings
            .iter()
            .filter_map(|finding| diagnostic(uri, document, judged, finding, client)),
    );
    if let Some(more @ 1..) = all.checked_sub(MOST) {
        let message = format!("{more} more findings are not shown; `bedrock-eol scan` lists them");
        found.push(at_line(document, 1, Level::Note, &message, client));
    }
    found
}

/// The diagnostic of a finding; absent if it is not in the document.
pub(super) fn diagnostic(
    uri: &str,
    document: &OpenDocument,
    judged: &Judged,
    finding: &Finding,
    client: &Client,
) -> Option<Value> {
    let bytes = judged.bytes(&finding.reference.location)?;
    let mut diagnostic = json!({
        "range": range_json(&document.text, bytes, client.encoding),
        "severity": severity(finding.level),
        "code": finding.rule.name,
        "source": SOURCE,
        "message": finding_sentence(finding),
    });
    if let Some(page) = rule_page(finding.rule).filter(|_| client.code_description) {
        diagnostic["codeDescription"] = json!({"href": page});
    }
    if client.deprecated_tag && is_ending(finding.rule.id) {
        diagnostic["tags"] = json!([DEPRECATED]);
    }
    let related = related(uri, document, judged, finding, client);
    if client.related_information && !related.is_empty() {
        diagnostic["relatedInformation"] = related.into();
    }
    Some(diagnostic)
}

fn severity(level: Level) -> u8 {
    match level {
        Level::Error => 1,
        Level::Warning => 2,
        Level::Note => 3,
    }
}

fn is_ending(rule: RuleId) -> bool {
    matches!(
        rule,
        RuleId::EndOfLife | RuleId::EndOfLifeSoon | RuleId::ExtendedAccess | RuleId::Legacy
    )
}

fn related(
    uri: &str,
    document: &OpenDocument,
    judged: &Judged,
    finding: &Finding,
    client: &Client,
) -> Vec<Value> {
    let one = |related: &bedrock_eol::program::Related| {
        let bytes = judged.bytes(&related.location)?;
        let range = range_json(&document.text, bytes, client.encoding);
        Some(json!({"location": {"uri": uri, "range": range}, "message": words(related.role)}))
    };
    finding.related.iter().filter_map(one).take(MOST).collect()
}

fn words(role: RelatedRole) -> &'static str {
    match role {
        RelatedRole::Change => "this may have to change as well when the model is replaced",
        RelatedRole::Entry => "an entry of the same list",
        RelatedRole::Definition => "the definition of the name",
        RelatedRole::Use => "a use of the name",
        RelatedRole::Region => "the Region that chose the replacement",
        RelatedRole::Silenced => "a finding that the change silences",
    }
}

/// What could not be read, and suppressions that are invalid.
fn problems(document: &OpenDocument, judged: &Judged, client: &Client) -> Vec<Value> {
    let Some(report) = judged.report() else {
        return Vec::new();
    };
    let problem = |error: &bedrock_eol::program::ScanError| {
        let message = match error.kind {
            ErrorKind::Suppression => {
                "this suppression is invalid and hides nothing; `bedrock-eol scan` prints why"
            }
            _ => "this text was not checked completely; `bedrock-eol scan` prints why",
        };
        let line = error.at.map_or(1, |at| at.line);
        at_line(document, line, Level::Warning, message, client)
    };
    report.errors.iter().map(problem).take(MOST).collect()
}

/// A diagnostic of a line of the report, which is 1-based and ends at a line feed.
fn at_line(
    document: &OpenDocument,
    line: u64,
    level: Level,
    message: &str,
    client: &Client,
) -> Value {
    let text = document.text.as_str();
    let before = usize::try_from(line.saturating_sub(1)).unwrap_or(usize::MAX);
    let start = match before.checked_sub(1) {
        None => 0,
        Some(nth) => text
            .match_indices('\n')
            .nth(nth)
            .map_or(text.len(), |(at, _)| at + 1),
    };
    let end = text[start..].find('\n').map_or(text.len(), |at| start + at);
    let bytes = start..start + text[start..end].trim_end_matches('\r').len();
    json!({
        "range": range_json(&document.text, bytes, client.encoding),
        "severity": severity(level),
        "source": SOURCE,
        "message": message,
    })
}
