//! The fields of reports and baselines: a document with any other field is not one.

use serde::Deserialize;
use serde::de::IgnoredAny;

/// The report of the format `json`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "which fields exist decides, not their values")]
pub(super) struct ReportDocument {
    pub(super) tool: ReportTool,
    pub(super) schema_version: IgnoredAny,
    pub(super) catalog: IgnoredAny,
    pub(super) as_of: IgnoredAny,
    pub(super) failed: IgnoredAny,
    pub(super) complete: IgnoredAny,
    pub(super) summary: IgnoredAny,
    pub(super) findings: IgnoredAny,
    pub(super) stats: IgnoredAny,
    #[serde(default)]
    pub(super) coverage: Option<IgnoredAny>,
    #[serde(default)]
    pub(super) repositories: Option<IgnoredAny>,
    #[serde(default)]
    pub(super) models: Option<IgnoredAny>,
    #[serde(default)]
    pub(super) sources: Option<IgnoredAny>,
    #[serde(default)]
    pub(super) advice: Option<IgnoredAny>,
    #[serde(default)]
    pub(super) reasons: Option<IgnoredAny>,
    #[serde(default)]
    pub(super) regions: Option<IgnoredAny>,
    #[serde(default)]
    pub(super) steps: Option<IgnoredAny>,
    #[serde(default)]
    pub(super) prices: Option<IgnoredAny>,
    #[serde(default)]
    pub(super) root: Option<IgnoredAny>,
    #[serde(default)]
    pub(super) cwd: Option<IgnoredAny>,
    #[serde(default)]
    pub(super) references: Option<IgnoredAny>,
    #[serde(default)]
    pub(super) left_out: Option<IgnoredAny>,
    #[serde(default)]
    pub(super) skipped: Option<IgnoredAny>,
    #[serde(default)]
    pub(super) errors: Option<IgnoredAny>,
}

/// Who wrote a report.
#[derive(Deserialize)]
pub(super) struct ReportTool {
    pub(super) name: String,
}

/// A line of the format `jsonl`.
#[derive(Deserialize)]
#[expect(dead_code, reason = "which fields exist decides, not their values")]
pub(super) struct ReportRecord {
    #[serde(rename = "type")]
    pub(super) kind: String,
    pub(super) path: IgnoredAny,
    pub(super) end_column: IgnoredAny,
    pub(super) level: IgnoredAny,
    pub(super) rule: IgnoredAny,
    pub(super) fingerprint: IgnoredAny,
    pub(super) catalog_version: IgnoredAny,
}

impl ReportRecord {
    pub(super) fn is_known(&self) -> bool {
        is_type(self.kind.as_bytes())
    }
}

/// Whether a row of a table has this type.
pub(super) fn is_type(kind: &[u8]) -> bool {
    matches!(
        kind,
        b"finding" | b"reference" | b"error" | b"skipped" | b"left-out"
    )
}

/// The report of the format `sarif`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "which fields exist decides, not their values")]
pub(super) struct Sarif {
    pub(super) runs: Vec<ReportRun>,
    pub(super) version: IgnoredAny,
    #[serde(rename = "$schema", default)]
    pub(super) schema: Option<IgnoredAny>,
}

/// A run of a tool.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "which fields exist decides, not their values")]
pub(super) struct ReportRun {
    pub(super) tool: Driven,
    pub(super) results: IgnoredAny,
    #[serde(rename = "automationDetails", default)]
    pub(super) automation: Option<IgnoredAny>,
    #[serde(default)]
    pub(super) invocations: Option<IgnoredAny>,
    #[serde(rename = "columnKind", default)]
    pub(super) columns: Option<IgnoredAny>,
    #[serde(rename = "originalUriBaseIds", default)]
    pub(super) bases: Option<IgnoredAny>,
    #[serde(default)]
    pub(super) properties: Option<IgnoredAny>,
}

/// The tool of a run.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Driven {
    pub(super) driver: ReportTool,
}

/// An issue of a Code Quality report.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "which fields exist decides, not their values")]
pub(super) struct Issue {
    pub(super) check_name: String,
    pub(super) fingerprint: String,
    pub(super) description: IgnoredAny,
    pub(super) severity: IgnoredAny,
    pub(super) location: IgnoredAny,
}

/// The report of the format `bitbucket`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "which fields exist decides, not their values")]
pub(super) struct CodeInsights {
    pub(super) report: IgnoredAny,
    pub(super) annotations: IgnoredAny,
}

/// The report of the format `rdjson`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "which fields exist decides, not their values")]
pub(super) struct Diagnostics {
    pub(super) source: ReportTool,
    pub(super) diagnostics: IgnoredAny,
    #[serde(default)]
    pub(super) severity: Option<IgnoredAny>,
}

/// The report of the format `issues`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "which fields exist decides, not their values")]
pub(super) struct IssueRecords {
    pub(super) tool: ReportTool,
    pub(super) schema_version: IgnoredAny,
    pub(super) as_of: IgnoredAny,
    pub(super) catalog: IgnoredAny,
    pub(super) complete: IgnoredAny,
    pub(super) issues: IgnoredAny,
    pub(super) errors: IgnoredAny,
    pub(super) skipped: IgnoredAny,
    #[serde(default)]
    pub(super) nothing_scanned: Option<IgnoredAny>,
}

/// The report of the format `cyclonedx`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "which fields exist decides, not their values")]
pub(super) struct Bom {
    #[serde(rename = "bomFormat")]
    pub(super) format: IgnoredAny,
    #[serde(rename = "specVersion")]
    pub(super) spec_version: IgnoredAny,
    pub(super) metadata: IgnoredAny,
    pub(super) components: IgnoredAny,
    #[serde(rename = "$schema", default)]
    pub(super) schema: Option<IgnoredAny>,
    #[serde(default)]
    pub(super) version: Option<IgnoredAny>,
    #[serde(rename = "serialNumber", default)]
    pub(super) serial: Option<IgnoredAny>,
    #[serde(default)]
    pub(super) compositions: Option<IgnoredAny>,
}

/// A baseline.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "which fields exist decides, not their values")]
pub(super) struct ReportBaseline {
    pub(super) entries: Vec<ReportEntry>,
    pub(super) schema_version: IgnoredAny,
}

/// An entry of a baseline.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "which fields exist decides, not their values")]
pub(super) struct ReportEntry {
    pub(super) path: IgnoredAny,
    pub(super) rule: IgnoredAny,
    pub(super) model: IgnoredAny,
    pub(super) fingerprint: IgnoredAny,
    pub(super) content_fingerprint: IgnoredAny,
    #[serde(default)]
    pub(super) context: Option<IgnoredAny>,
}

impl Issue {
    pub(super) fn is_ours(&self) -> bool {
        has_our_fingerprint(&self.check_name, &self.fingerprint)
    }
}

/// Whether a fingerprint has our form: it ends in the name of the check, or begins so.
pub(super) fn has_our_fingerprint(check: &str, print: &str) -> bool {
    let ends = print
        .strip_suffix(check)
        .is_some_and(|rest| rest.ends_with('-'));
    !check.is_empty()
        && (ends
            || print
                .strip_prefix(check)
                .is_some_and(|rest| rest.starts_with('-')))
}
