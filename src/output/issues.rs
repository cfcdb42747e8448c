//! Issues of a tracker: one record per model, for a job that keeps one issue per model open, updated and closed.
//!
//! The body begins with a marker by which a job finds its issue again. Mentions have no record: nothing has to change there.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};

use serde_json::{Value, json};

use crate::finding::{Finding, Level, fnv1a_64};
use crate::report::Report;

use super::groups::{self, Group};
use super::{GroupBy, RenderOptions, escape, headline, json_text, owners, wording};

const SCHEMA_VERSION: u32 = 1;

/// Characters of a title; GitHub refuses more than 256.
const TITLE: usize = 200;

/// Bytes of a body; GitHub refuses more than 65,536 characters.
const BODY: usize = 60_000;

const INFALLIBLE: &str = "writing to a string cannot fail";

/// Writes the records, worst first.
pub(crate) fn render(
    report: &Report,
    options: &RenderOptions,
    out: &mut dyn Write,
) -> io::Result<()> {
    let groups = groups::grouped(report, GroupBy::Model);
    let issues: Vec<Value> = groups
        .iter()
        .filter(|group| group.worst().level >= Level::Warning && group.worst().rule.about_models)
        .map(|group| issue(group, report, options))
        .collect();
    let errors: Vec<Value> = report
        .errors
        .iter()
        .map(|error| json!({ "kind": wording::error_title(error), "path": error.path, "message": error.message }))
        .collect();
    let skipped: Vec<&str> = report
        .skipped
        .iter()
        .map(|skipped| skipped.path.as_str())
        .collect();
    let value = json!({
        "schema_version": SCHEMA_VERSION,
        "tool": { "name": "bedrock-eol", "version": env!("CARGO_PKG_VERSION") },
        "as_of": report.as_of,
        "catalog": report.catalog_version,
        // Without the whole project, a model without a record may still be in use.
        "complete": report.complete(),
        "issues": issues,
        "errors": errors,
        "skipped": skipped,
        "nothing_scanned": wording::nothing_scanned(report),
    });
    json_text::document(&value, out)
}

fn issue(group: &Group<'_>, report: &Report, options: &RenderOptions) -> Value {
    let worst = group.worst();
    let key = key(worst);
    let verdict = wording::verdict(worst).unwrap_or_else(|| worst.rule.name.to_owned());
    let title = format!("{}: {verdict}", wording::subject(worst));
    let locations: Vec<&Finding> = group
        .findings
        .iter()
        .copied()
        .filter(|f| f.level >= Level::Warning)
        .collect();
    let by_owner = by_owner(&locations, report, options);
    // As in the other reports: what most locations get, not what the worst one gets.
    let replacement = match &*worst.reference.models {
        [model] => headline::replacement(report, model),
        _ => worst
            .replacement
            .as_ref()
            .map(|chosen| chosen.text.as_str()),
    };
    let eol = worst
        .lifecycle
        .as_ref()
        .and_then(|dates| dates.eol.as_ref());
    json!({
        "key": key,
        "title": wording::shortened(&escape::terminal(&title), TITLE),
        "level": worst.level.as_str(),
        "eol": eol.map(|eol| eol.day),
        "replacement": replacement,
        "locations": locations.len(),
        "owners": by_owner.keys().flatten().collect::<std::collections::BTreeSet<_>>(),
        "body": body(&key, worst, &by_owner, report),
    })
}

/// The model, which the catalog proves to be plain text, else a hash of what was written.
fn key(finding: &Finding) -> String {
    match &*finding.reference.models {
        [model] => model.as_str().to_owned(),
        _ => format!("text-{:016x}", fnv1a_64(finding.reference.text.as_bytes())),
    }
}

/// Locations by the owners of their files; those without an owner come first.
fn by_owner<'a>(
    findings: &[&'a Finding],
    report: &Report,
    options: &RenderOptions,
) -> BTreeMap<Vec<String>, Vec<&'a Finding>> {
    let mut groups: BTreeMap<Vec<String>, Vec<&'a Finding>> = BTreeMap::new();
    for finding in findings {
        let of = owners::of(&finding.reference.location.path, report, options).to_vec();
        groups.entry(of).or_default().push(finding);
    }
    groups
}

fn body(
    key: &str,
    worst: &Finding,
    by_owner: &BTreeMap<Vec<String>, Vec<&Finding>>,
    report: &Report,
) -> String {
    let mut text = format!(
        "<!-- bedrock-eol: {key} -->\n{}\n\n{}\n\n",
        escape::markdown_message(&worst.message),
        escape::markdown_message(&worst.help)
    );
    let mut hidden = 0;
    for (owners, findings) in by_owner {
        let title = if owners.is_empty() {
            "Locations".to_owned()
        } else {
            owners.join(" ")
        };
        if text.len() < BODY {
            writeln!(text, "### {title}\n").expect(INFALLIBLE);
        }
        for finding in findings {
            let line = format!(
                "- {}: {}\n",
                escape::markdown_code(&wording::location(finding)),
                instead(finding)
            );
            if text.len() + line.len() > BODY {
                hidden += 1;
                continue;
            }
            text.push_str(&line);
        }
        text.push('\n');
    }
    if hidden > 0 {
        writeln!(
            text,
            "{} not listed.\n",
            wording::count(hidden, "more location")
        )
        .expect(INFALLIBLE);
    }
    let catalog = escape::markdown(&report.catalog_version);
    writeln!(text, "As of {}, catalog {catalog}.", report.as_of).expect(INFALLIBLE);
    if let [model] = &*worst.reference.models {
        let command = format!("bedrock-eol explain {}", model.as_str());
        writeln!(
            text,
            "{} shows dates, Regions and migration steps.",
            escape::markdown_code(&command)
        )
        .expect(INFALLIBLE);
    }
    text
}

/// What to write at a location.
fn instead(finding: &Finding) -> String {
    match &finding.replacement {
        Some(chosen) => format!("write {}", escape::markdown_code(&chosen.text)),
        None => escape::markdown_message(finding.brief()),
    }
}
