//! The JSON report, read as a program would: with unknown fields denied.

use std::collections::BTreeMap;

use bedrock_eol::finding::Disposition;
use bedrock_eol::output::RenderOptions;
use bedrock_eol::report::{CAUSES, Cause, ErrorKind, ScanError, Skipped};
use serde::Deserialize;
use serde_json::Value;

use crate::occurrences::{demo, rendered, report};

fn options(inventory: bool) -> RenderOptions {
    RenderOptions {
        inventory,
        ..RenderOptions::default()
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    schema_version: u32,
    tool: Tool,
    catalog: Catalog,
    as_of: String,
    coverage: Value,
    root: String,
    cwd: String,
    failed: bool,
    complete: bool,
    summary: Summary,
    models: Vec<Value>,
    sources: BTreeMap<String, Source>,
    advice: BTreeMap<String, String>,
    reasons: BTreeMap<String, String>,
    regions: BTreeMap<String, Vec<Region>>,
    steps: BTreeMap<String, Step>,
    prices: BTreeMap<String, Price>,
    findings: Vec<Finding>,
    references: Option<Vec<Reference>>,
    left_out: BTreeMap<String, u64>,
    skipped: Vec<Entry>,
    errors: Vec<Error>,
    stats: BTreeMap<String, u64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Tool {
    name: String,
    version: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Catalog {
    version: String,
    as_of: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Source {
    title: String,
    page: Option<String>,
    captured: Option<String>,
    evidence: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Summary {
    error: u64,
    warning: u64,
    note: u64,
    suppressed: u64,
    baselined: u64,
    references: u64,
    files_with_findings: u64,
    failing: u64,
    possibly_failing: u64,
    failing_in_tests: u64,
    by_rule: BTreeMap<String, u64>,
    by_model: BTreeMap<String, u64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Reference {
    path: String,
    line: u64,
    column: u64,
    end_line: u64,
    end_column: u64,
    cell: Option<Value>,
    text: String,
    form: String,
    resolution: String,
    models: Vec<String>,
    variant: Option<String>,
    candidates: Vec<String>,
    scope: Option<String>,
    region: Option<String>,
    region_source: Option<String>,
    context: String,
    registry: Option<u32>,
    stage: String,
    confidence: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Finding {
    path: String,
    line: u64,
    column: u64,
    end_line: u64,
    end_column: u64,
    cell: Option<Value>,
    text: String,
    form: String,
    resolution: String,
    models: Vec<String>,
    variant: Option<String>,
    candidates: Vec<String>,
    scope: Option<String>,
    region: Option<String>,
    region_source: Option<String>,
    context: String,
    registry: Option<u32>,
    stage: String,
    confidence: String,
    rule: String,
    level: String,
    lifecycle: Option<Lifecycle>,
    regions: Option<String>,
    message: String,
    advice: Option<String>,
    replacement: Option<Replacement>,
    steps: Vec<String>,
    related: Vec<Value>,
    fingerprint: String,
    content_fingerprint: String,
    disposition: String,
    suppression: Option<Suppression>,
    brief: Option<String>,
    owners: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Lifecycle {
    launched: Option<String>,
    legacy: Option<String>,
    extended_access: Option<String>,
    eol: Option<String>,
    eol_not_before: Option<String>,
    observed: Option<Value>,
    evidence: Option<String>,
    sources: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Region {
    region: String,
    stage: String,
    launched: Option<String>,
    legacy: Option<String>,
    extended_access: Option<String>,
    eol: Option<String>,
    eol_not_before: Option<String>,
    observed: Option<Value>,
    sources: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Replacement {
    model: String,
    text: String,
    named_by: String,
    drop_in: bool,
    applicability: String,
    reasons: Vec<String>,
    eol: Option<String>,
    price: Option<String>,
    policy: Option<String>,
    runner_up: Option<String>,
    runner_up_text: Option<String>,
    runner_up_policy: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Price {
    unit: String,
    class: String,
    up_to: Option<String>,
    old_input: Option<String>,
    old_output: Option<String>,
    new_input: Option<String>,
    new_output: Option<String>,
    source: String,
    retrieved: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    id: String,
    change: String,
    detail: Option<Value>,
    source: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Suppression {
    reason: Option<String>,
    inline: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    path: String,
    reason: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Error {
    path: String,
    line: Option<u64>,
    column: Option<u64>,
    kind: String,
    message: String,
}

#[test]
fn json_has_the_fields_of_version_1_and_no_other() {
    let mut report = demo();
    report.skipped = vec![Skipped {
        path: "pipe".to_owned(),
        reason: Cause::SpecialFile,
    }];
    report.errors = vec![ScanError {
        path: "secret".to_owned(),
        at: None,
        kind: ErrorKind::Read,
        message: "permission denied".to_owned(),
    }];
    report.findings[0].disposition = Disposition::Suppressed {
        reason: Some("known".to_owned()),
        inline: true,
    };
    report.findings[1].disposition = Disposition::Baselined;
    let text = rendered(&report, "json", &options(true));
    let read: Document = serde_json::from_str(&text).expect("version 1");

    assert_eq!(
        (read.schema_version, read.tool.name.as_str()),
        (1, "bedrock-eol")
    );
    assert_eq!(read.tool.version, env!("CARGO_PKG_VERSION"));
    assert_eq!(
        (read.catalog.version.as_str(), read.catalog.as_of.as_str()),
        ("2026.11.23", "2026-10-27")
    );
    assert_eq!(
        (read.as_of.as_str(), read.failed, read.complete),
        ("2026-11-23", true, false)
    );
    assert_eq!((read.root.as_str(), read.cwd.as_str()), (".", "."));
    assert_eq!(read.coverage["every_line"], true);
    assert_eq!(read.models.len(), report.models.len());
    for step in read.steps.values() {
        let items = step.detail.as_ref().map(|detail| &detail["items"][0]);
        assert!(items.is_none_or(|item| step.change.contains(item.as_str().unwrap())));
    }
    for finding in &read.findings {
        assert!(finding.owners.is_empty() && finding.brief.as_deref() != Some(""));
        let lifecycles = finding.lifecycle.iter();
        let observed = lifecycles.filter_map(|dates| dates.observed.as_ref());
        let regions = finding.regions.as_ref();
        let in_regions = regions.map_or(&[][..], |key| &read.regions[key]);
        let of_regions = in_regions.iter().filter_map(|of| of.observed.as_ref());
        let observed = observed.chain(of_regions);
        assert!(
            observed
                .into_iter()
                .all(|seen| seen["stage"].is_string() && seen["day"].is_string())
        );
        for region in in_regions {
            let days = [&region.launched, &region.eol_not_before];
            assert!(days.into_iter().flatten().all(|day| day.len() == 10));
        }
    }
    assert_eq!(
        (
            read.skipped[0].path.as_str(),
            read.skipped[0].reason.as_str()
        ),
        ("pipe", "special-file")
    );
    assert_eq!(
        (read.errors[0].path.as_str(), read.errors[0].kind.as_str()),
        ("secret", "read")
    );
    assert_eq!((read.errors[0].line, read.errors[0].column), (None, None));
    assert_eq!(read.errors[0].message, "permission denied");
    assert_eq!(read.stats["files_scanned"], 7);
    let left_out = |cause: &str| read.left_out[cause];
    assert_eq!(
        (
            left_out("special-file"),
            left_out("suppressed"),
            left_out("baseline")
        ),
        (1, 1, 1)
    );
    assert_eq!(
        read.left_out.len(),
        CAUSES.len(),
        "a cause without anything is 0"
    );
    let summary = &read.summary;
    assert_eq!(
        (summary.suppressed, summary.baselined, summary.references),
        (1, 1, 13)
    );
    assert_eq!(
        summary.error + summary.warning + summary.note + 2,
        read.findings.len() as u64
    );
    assert_eq!(
        summary.by_rule.values().sum::<u64>() + 2,
        read.findings.len() as u64
    );
    let failing = |in_tests: bool, levels: &[&str]| {
        let is_counted = |f: &&Finding| {
            f.rule == "end-of-life"
                && levels.contains(&&*f.level)
                && f.disposition == "active"
                && (f.context == "test") == in_tests
        };
        read.findings.iter().filter(is_counted).count() as u64
    };
    assert_eq!(
        (
            summary.failing,
            summary.possibly_failing,
            summary.failing_in_tests
        ),
        (
            failing(false, &["error"]),
            failing(false, &["warning"]),
            failing(true, &["error", "warning"])
        )
    );
    assert!(summary.files_with_findings > 0 && !summary.by_model.is_empty());
    assert_eq!(read.findings[0].disposition, "suppressed");
    let suppression = read.findings[0].suppression.as_ref().unwrap();
    assert_eq!(
        (suppression.reason.as_deref(), suppression.inline),
        (Some("known"), true)
    );
    assert_eq!(read.findings[1].disposition, "baselined");

    let found = read
        .findings
        .iter()
        .find(|f| f.path == "src/app.py")
        .unwrap();
    assert_eq!(
        (found.line, found.column, found.end_line, found.end_column),
        (7, 41, 7, 78)
    );
    assert_eq!(
        (
            found.rule.as_str(),
            found.level.as_str(),
            found.stage.as_str()
        ),
        ("end-of-life", "error", "eol")
    );
    assert_eq!(
        (found.form.as_str(), found.resolution.as_str()),
        ("base", "exact")
    );
    assert_eq!(
        (found.context.as_str(), found.confidence.as_str()),
        ("code", "high")
    );
    assert_eq!(
        (found.models.as_slice(), &found.variant),
        ([found.text.clone()].as_slice(), &None)
    );
    assert_eq!(
        (found.region.as_ref(), found.scope.as_ref(), found.registry),
        (None, None, None)
    );
    assert!(found.candidates.is_empty() && found.cell.is_none() && found.related.is_empty());
    assert!(found.message.contains("End-of-Life on 2026-01-15"));
    assert!(!read.advice[found.advice.as_ref().unwrap()].is_empty());
    assert_eq!(
        (found.fingerprint.len(), found.content_fingerprint.len()),
        (16, 16)
    );
    let dates = found.lifecycle.as_ref().unwrap();
    assert_eq!(
        (dates.eol.as_deref(), dates.evidence.as_deref()),
        (Some("2026-01-15"), Some("aws"))
    );
    assert!(dates.legacy.is_some() && dates.extended_access.is_none());
    assert!(
        dates.launched.is_none() && dates.eol_not_before.is_none(),
        "{dates:?}"
    );
    let named: Vec<&str> = dates.sources.keys().map(String::as_str).collect();
    assert_eq!(named, ["eol", "legacy"], "one source for each date");
    let of_eol = &read.sources[&dates.sources["eol"]];
    assert!(
        !of_eol.title.is_empty() && of_eol.evidence == "aws",
        "{of_eol:?}"
    );
    assert!(
        of_eol
            .page
            .as_ref()
            .is_some_and(|page| page.starts_with("https://docs.aws.amazon.com/"))
    );
    assert!(
        of_eol
            .captured
            .as_ref()
            .is_none_or(|day| day.starts_with("2026-") || day.starts_with("2025-"))
    );
    let regional = read.regions.values().flatten();
    for id in regional.flat_map(|region| region.sources.values()) {
        assert!(read.sources.contains_key(id), "{id}");
    }
    let new = found.replacement.as_ref().unwrap();
    let text = format!("global.{}", new.model);
    assert_eq!(
        (new.text.as_str(), new.named_by.as_str(), new.drop_in),
        (text.as_str(), "catalog", false)
    );
    assert_eq!(new.applicability, "unsafe");
    assert!(!new.reasons.is_empty());
    assert!(new.reasons.iter().all(|key| !read.reasons[key].is_empty()));
    assert!(new.eol.is_none() && new.runner_up.is_some());
    let prices = read
        .findings
        .iter()
        .filter_map(|finding| finding.replacement.as_ref()?.price.as_ref());
    for price in prices.map(|key| &read.prices[key]) {
        let known = [
            &price.old_input,
            &price.old_output,
            &price.new_input,
            &price.new_output,
        ];
        assert!(
            known
                .into_iter()
                .flatten()
                .all(|text| text.parse::<f64>().is_ok()),
            "{price:?}"
        );
        assert_eq!(price.source, "price-list-2026-11");
        assert!(price.retrieved.is_some() && !price.unit.is_empty() && !price.class.is_empty());
        assert!(
            price
                .up_to
                .as_ref()
                .is_none_or(|size| size.ends_with("tokens"))
        );
    }
    let policies = (new.policy.as_deref(), new.runner_up_policy.as_deref());
    assert!(
        matches!(
            policies,
            (None, None) | (Some("least-change"), Some("longest-life"))
        ),
        "{policies:?}"
    );
    let (next, text) = (
        new.runner_up.as_ref().unwrap(),
        new.runner_up_text.as_ref().unwrap(),
    );
    assert!(
        text.ends_with(next.as_str()),
        "{text} is not a form of {next}"
    );
    assert!(
        found
            .steps
            .iter()
            .map(|key| &read.steps[key])
            .all(|s| !s.id.is_empty() && !s.change.is_empty() && !s.source.is_empty())
    );

    let arn = read
        .findings
        .iter()
        .find(|f| f.form == "foundation-model-arn")
        .unwrap();
    assert_eq!(
        (arn.region.as_deref(), arn.region_source.as_deref()),
        (Some("ap-south-1"), Some("arn"))
    );
    let [region] = read.regions[arn.regions.as_ref().unwrap()].as_slice() else {
        panic!("{:?}", read.regions)
    };
    assert_eq!(
        (region.region.as_str(), region.stage.as_str()),
        ("ap-south-1", "eol")
    );
    assert_eq!(
        (region.legacy.as_deref(), region.eol.as_deref()),
        (Some("2026-10-10"), Some("2026-10-17"))
    );
    assert!(region.extended_access.is_none());
    let profile = read.findings.iter().find(|f| f.form == "profile").unwrap();
    assert_eq!(
        (profile.scope.as_deref(), profile.region_source.as_deref()),
        (Some("us"), Some("scope"))
    );

    let references = read.references.unwrap();
    assert_eq!(references.len(), 13);
    let active = references
        .iter()
        .find(|r| r.stage == "active")
        .expect("Active ones are listed too");
    assert_eq!(
        (active.path.as_str(), active.line, active.column),
        ("prices.json", 5, 4)
    );
    assert_eq!(
        (active.end_line, active.end_column, active.registry),
        (5, 44, Some(1))
    );
    assert_eq!(
        (active.form.as_str(), active.resolution.as_str()),
        ("base", "exact")
    );
    assert_eq!(
        (active.context.as_str(), active.confidence.as_str()),
        ("registry", "high")
    );
    assert_eq!(active.models, std::slice::from_ref(&active.text));
    assert!(active.variant.is_none() && active.candidates.is_empty() && active.scope.is_none());
    assert!(active.region.is_none() && active.region_source.is_none() && active.cell.is_none());
}

#[test]
fn references_are_part_of_it_with_the_inventory_only() {
    let document: Value =
        serde_json::from_str(&rendered(&demo(), "json", &options(false))).unwrap();
    assert_eq!(document.get("references"), None);
    assert_eq!(document["summary"]["references"], 13);
}

#[test]
fn nothing_found_is_a_whole_document() {
    let text = rendered(&report(Vec::new()), "json", &options(true));
    let read: Document = serde_json::from_str(&text).expect("version 1");
    assert!(read.findings.is_empty() && !read.failed && read.complete);
}

/// The published schema lists what a document has: every field that is always there is required by it.
#[test]
fn the_schema_describes_the_document() {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/json-v1.schema.json");
    let schema: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let document: Value = serde_json::from_str(&rendered(&demo(), "json", &options(true))).unwrap();
    same_fields(&document, &schema, "");
    same_fields(
        &document["findings"][0],
        &schema["$defs"]["JsonFinding"],
        "findings",
    );
    same_fields(
        &document["references"][0],
        &schema["$defs"]["JsonReference"],
        "references",
    );
    for (field, words) in [
        ("form", 7),
        ("resolution", 9),
        ("context", 11),
        ("confidence", 3),
        ("stage", 4),
    ] {
        let listed = schema["$defs"]["JsonReference"]["properties"][field]["enum"]
            .as_array()
            .unwrap();
        assert_eq!(listed.len(), words, "{field}");
        assert!(
            listed.contains(&document["references"][0][field]),
            "{field}"
        );
    }
}

fn same_fields(value: &Value, schema: &Value, location: &str) {
    let mut fields: Vec<&String> = value.as_object().expect("an object").keys().collect();
    let mut described: Vec<&String> = schema["properties"]
        .as_object()
        .expect("an object")
        .keys()
        .collect();
    // Only merged reports, those of a history and those with an export of invocations have these.
    described.retain(|field| {
        !matches!(
            field.as_str(),
            "repositories" | "repository" | "history" | "usage"
        )
    });
    fields.sort();
    described.sort();
    assert_eq!(fields, described, "{location}");
    assert_eq!(schema["additionalProperties"], false, "{location}");
}
