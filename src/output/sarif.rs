//! SARIF 2.1.0 for GitHub code scanning, valid for other viewers, too.
//!
//! Section numbers are those of the OASIS standard. GitHub's page "SARIF support for code scanning" has what GitHub accepts.

use std::collections::{BTreeMap, HashMap};
use std::io::{self, Write};

use serde::Serialize;
use serde_json::{Value, json};

use super::json_text::Each;
use super::{RenderOptions, catalog, escape, groups, identity, json_text, sources, wording};
use crate::finding::{
    Disposition, Finding, Level, Location, RULES, Related, Rule, RuleId, Snippet,
};
use crate::report::{Report, ScanError, Skipped};

/// Results that GitHub accepts in one run.
const RESULT_LIMIT: usize = 25_000;

/// Names of the fingerprints: the part after the slash is the version (3.27.17).
const FINGERPRINT: &str = "bedrockEolFingerprint/v2";
const CONTENT_FINGERPRINT: &str = "bedrockEolContentFingerprint/v2";

/// Writes a log with one run.
pub(crate) fn render(
    report: &Report,
    options: &RenderOptions,
    out: &mut dyn Write,
) -> io::Result<()> {
    let (mut findings, about_run): (Vec<&Finding>, Vec<&Finding>) = report
        .findings
        .iter()
        .partition(|f| !f.reference.location.path.is_empty());
    let cut = findings.len().saturating_sub(RESULT_LIMIT);
    if cut > 0 {
        // Active findings come before hidden ones, and the worst first.
        groups::sort_worst_first(&mut findings);
        findings.sort_by_key(|f| f.disposition != Disposition::Active);
        findings.truncate(RESULT_LIMIT);
    }
    let sources = sources::used(report, findings.iter().copied());
    let results = Results::new(report, options.site);
    let log = Log {
        schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        version: "2.1.0",
        runs: [SarifRun {
            tool: json!({ "driver": driver(options) }),
            automation_details: json!({ "id": "bedrock-eol/" }),
            invocations: json!([invocation(report, &about_run, cut)]),
            column_kind: "unicodeCodePoints",
            original_uri_base_ids: json!({
                "%SRCROOT%": { "description": { "text": "The root of the repository, else of the project, else the working directory." } },
            }),
            results: Each {
                items: &findings,
                row: |finding: &&Finding| results.result(finding, report),
            },
            properties: json!({
                "catalogVersion": report.catalog_version,
                "catalogAsOf": report.catalog_as_of,
                "asOf": report.as_of,
                "sources": sources,
                "resultsLeftOut": cut,
                "filesScanned": report.stats.files_scanned,
                "leftOut": report.left_out().iter().map(|(row, n)| (row.id, n)).collect::<BTreeMap<_, _>>(),
            }),
        }],
    };
    json_text::document(&log, out)
}

/// A log. Its results are created while they are written, since each has many texts.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Log<R> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [SarifRun<R>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SarifRun<R> {
    tool: Value,
    automation_details: Value,
    invocations: Value,
    column_kind: &'static str,
    original_uri_base_ids: Value,
    results: R,
    properties: Value,
}

fn driver(options: &RenderOptions) -> Value {
    let mut driver = json!({
        "name": "bedrock-eol",
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "fullDescription": { "text": concat!(env!("CARGO_PKG_DESCRIPTION"), ".") },
        "rules": RULES.iter().map(|of| rule(of, options)).collect::<Vec<_>>(),
    });
    if let Some(uri) = options.repository {
        driver["informationUri"] = json!(uri);
    }
    driver
}

fn rule(rule: &Rule, options: &RenderOptions) -> Value {
    let mut descriptor = json!({
        "id": rule.name,
        "shortDescription": { "text": wording::plain(rule.summary) },
        "fullDescription": { "text": wording::plain(rule.help) },
        "help": { "text": wording::plain(rule.help), "markdown": rule.help },
        "defaultConfiguration": { "level": rule.level.as_str() },
        "properties": {
            "tags": [if rule.about_models { "lifecycle" } else { "housekeeping" }, "amazon-bedrock"],
            "precision": precision(rule),
            // No `security-severity`: a retired model is not a vulnerability.
            "problem.severity": problem_severity(rule.level),
        },
    });
    let name = pascal_case(rule.name);
    // A name that repeats the ID is not allowed (3.49.7).
    if !name.eq_ignore_ascii_case(rule.name) {
        descriptor["name"] = json!(name);
    }
    if let Some(uri) = wording::rule_uri(rule, options.site, options.repository) {
        descriptor["helpUri"] = json!(uri);
    }
    descriptor
}

/// Precision of a rule: dates are facts; that an unknown ID is a mistake is a guess.
fn precision(rule: &Rule) -> &'static str {
    if rule.id == RuleId::UnknownModel {
        "medium"
    } else {
        "very-high"
    }
}

/// GitHub's severity for a rule that is not about security.
fn problem_severity(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "recommendation",
    }
}

fn pascal_case(kebab: &str) -> String {
    let mut out = String::with_capacity(kebab.len());
    for word in kebab.split('-') {
        let mut chars = word.chars();
        out.extend(chars.next().map(|c| c.to_ascii_uppercase()));
        out.push_str(chars.as_str());
    }
    out
}

fn invocation(report: &Report, about_run: &[&Finding], cut: usize) -> Value {
    let mut notifications: Vec<Value> = report.not_scanned().map(not_scanned).collect();
    notifications.extend(report.skipped.iter().map(skipped));
    notifications.extend(about_run.iter().map(|finding| housekeeping(finding)));
    let statements = wording::nothing_scanned(report)
        .map(str::to_owned)
        .into_iter();
    for text in statements.chain(wording::left_out(report).map(|text| format!("{text}."))) {
        notifications.push(notification("left-out", Level::Note, &text, ""));
    }
    if cut > 0 {
        let text =
            format!("{cut} results were left out; this log contains the {RESULT_LIMIT} worst.");
        notifications.push(notification("results-cut", Level::Warning, &text, ""));
    }
    json!({
        "executionSuccessful": report.complete(),
        "toolExecutionNotifications": notifications,
        "toolConfigurationNotifications": report.not_applied().map(not_applied).collect::<Vec<_>>(),
    })
}

fn not_scanned(error: &ScanError) -> Value {
    notification("not-scanned", Level::Error, &error.message, &error.path)
}

fn not_applied(error: &ScanError) -> Value {
    let id = wording::error_title(error).replace(' ', "-");
    let mut notification = notification(&id, Level::Error, &error.message, &error.path);
    // Without a path there is no location that a line could be in.
    let location = notification.pointer_mut("/locations/0/physicalLocation");
    if let (Some(at), Some(location)) = (error.at, location) {
        location["region"] = json!({ "startLine": at.line, "startColumn": at.column });
    }
    notification
}

fn skipped(skipped: &Skipped) -> Value {
    let text = format!("Left out: {}.", skipped.reason.row().why);
    notification("skipped", Level::Note, &text, &skipped.path)
}

/// GitHub rejects a result without a location, and a finding about the run itself has none.
fn housekeeping(finding: &Finding) -> Value {
    let text = format!("{} {}", finding.message, finding.help);
    let mut notification = notification(finding.rule.name, finding.level, &text, "");
    notification["associatedRule"] = json!({ "id": finding.rule.name });
    notification
}

/// A notification; an empty `path` means that it is not about a file.
fn notification(id: &str, level: Level, text: &str, path: &str) -> Value {
    let mut notification = json!({
        "descriptor": { "id": id },
        "level": level.as_str(),
        "message": { "text": message(text.trim_end()) },
    });
    if !path.is_empty() {
        notification["locations"] =
            json!([{ "physicalLocation": { "artifactLocation": artifact(path) } }]);
    }
    notification
}

/// What all results have in common.
struct Results {
    rule_index: HashMap<&'static str, usize>,
    /// `baselineState` must be in all results of a run or in none (3.27.24).
    with_baseline: bool,
    /// The address of the catalog's site.
    site: Option<&'static str>,
}

impl Results {
    fn new(report: &Report, site: Option<&'static str>) -> Self {
        Self {
            rule_index: RULES
                .iter()
                .enumerate()
                .map(|(at, rule)| (rule.name, at))
                .collect(),
            with_baseline: report
                .findings
                .iter()
                .any(|f| f.disposition == Disposition::Baselined),
            site,
        }
    }

    fn result(&self, finding: &Finding, report: &Report) -> Value {
        let text = format!("{} {}", finding.message, finding.help);
        let mut result = json!({
            "ruleId": finding.rule.name,
            "ruleIndex": self.rule_index.get(finding.rule.name),
            "level": finding.level.as_str(),
            "message": { "text": message(text.trim_end()) },
            "locations": [location(finding)],
            "properties": properties(finding),
        });
        if !finding.fingerprint.is_empty() {
            // Not GitHub's `primaryLocationLineHash`: the upload computes that from the file and warns about each result
            // with a different value.
            result["partialFingerprints"] = json!({
                FINGERPRINT: identity::fingerprint(finding, report).as_str(),
                CONTENT_FINGERPRINT: finding.content_fingerprint.as_str(),
            });
        }
        if !finding.related.is_empty() {
            let related: Vec<Value> = finding.related.iter().enumerate().map(related).collect();
            result["relatedLocations"] = json!(related);
        }
        if let (Some(site), [model]) = (self.site, &*finding.reference.models) {
            result["properties"]["helpUri"] =
                json!(format!("{site}/{}", catalog::model_path(model.as_str())));
        }
        // An empty array means that nothing suppresses it; absence would leave that open (3.27.23).
        result["suppressions"] = json!(suppressions(&finding.disposition));
        if self.with_baseline {
            let known = finding.disposition == Disposition::Baselined;
            result["baselineState"] = json!(if known { "unchanged" } else { "new" });
        }
        if let Some(fix) = fix(finding) {
            result["fixes"] = json!([fix]);
        }
        result
    }
}

fn location(finding: &Finding) -> Value {
    let reference = &finding.reference;
    let mut region = region(&reference.location);
    region["snippet"] = json!({ "text": &*reference.text });
    let mut physical = json!({
        "artifactLocation": artifact(&reference.location.path),
        "region": region,
    });
    if let Some(context) = context_region(&reference.snippet, &reference.location) {
        physical["contextRegion"] = context;
    }
    let mut location = json!({ "physicalLocation": physical });
    if let Some(cell) = reference.location.cell {
        location["message"] =
            json!({ "text": format!("{} of the notebook.", wording::cell_location(cell)) });
    }
    location
}

fn region(location: &Location) -> Value {
    json!({
        "startLine": location.start.line,
        "startColumn": location.start.column,
        "endLine": location.end.line,
        "endColumn": location.end.column,
    })
}

/// The lines around the region; absent if the snippet contains only the region (3.29.5), or if its line was cut and so
/// differs from the file's.
fn context_region(snippet: &Snippet, location: &Location) -> Option<Value> {
    let lines = snippet.text.split('\n').count() as u64;
    let last_line = snippet.first_line + lines - 1;
    let holds_region = snippet.first_line <= location.start.line && location.end.line <= last_line;
    (holds_region && snippet.first_column == 1 && lines > 1).then(|| {
        json!({
            "startLine": snippet.first_line,
            "endLine": last_line,
            "snippet": { "text": &*snippet.text },
        })
    })
}

fn artifact(path: &str) -> Value {
    let uri = escape::uri(path);
    if uri.starts_with("file:") {
        return json!({ "uri": uri });
    }
    json!({ "uri": uri, "uriBaseId": "%SRCROOT%" })
}

fn related((at, related): (usize, &Related)) -> Value {
    json!({
        "id": at + 1,
        "message": { "text": message(&related.message) },
        "physicalLocation": {
            "artifactLocation": artifact(&related.location.path),
            "region": region(&related.location),
        },
    })
}

fn suppressions(disposition: &Disposition) -> Vec<Value> {
    let Disposition::Suppressed { reason, inline } = disposition else {
        return Vec::new();
    };
    let mut suppression = json!({
        "kind": if *inline { "inSource" } else { "external" },
        "status": "accepted",
    });
    if let Some(reason) = reason {
        suppression["justification"] = json!(reason);
    }
    vec![suppression]
}

/// The edit that replaces the reference, if writing another text instead is all that is needed.
fn fix(finding: &Finding) -> Option<Value> {
    let text = finding.safe_edit()?;
    Some(json!({
        "description": { "text": format!("Replace with {}", message(text)) },
        "artifactChanges": [{
            "artifactLocation": artifact(&finding.reference.location.path),
            "replacements": [{
                "deletedRegion": region(&finding.reference.location),
                "insertedContent": { "text": text },
            }],
        }],
    }))
}

fn properties(finding: &Finding) -> Value {
    let reference = &finding.reference;
    let lifecycle = finding.lifecycle.as_ref();
    json!({
        "models": reference.models.iter().map(|m| m.as_str()).collect::<Vec<_>>(),
        "context": reference.context,
        "confidence": reference.confidence,
        "stage": reference.stage.map(|stage| super::wording::stage_word(Some(stage))),
        "eol": lifecycle.and_then(|l| l.eol.as_ref()).map(|eol| eol.day),
        "dateSources": lifecycle.map(|dates| sources::names(dates)),
        "replacement": finding.replacement.as_ref().map(|r| r.model.as_str()),
    })
}

/// Plain text of a message. A link in it (3.11.6) could only come from scanned text.
fn message(text: &str) -> String {
    escape::lines(text).replace("](", "] (")
}
