//! The rows of the JSON report. Their documentation is that of the published schema.

use std::collections::BTreeMap;

use serde::Serialize;

/// The tool and its version.
#[derive(Debug, Serialize)]
#[cfg_attr(
    test,
    derive(schemars::JsonSchema, serde::Deserialize),
    serde(deny_unknown_fields)
)]
pub(super) struct Tool {
    pub(super) name: String,
    pub(super) version: String,
}

/// The catalog's version and the date of its latest source.
#[derive(Debug, Serialize)]
#[cfg_attr(
    test,
    derive(schemars::JsonSchema, serde::Deserialize),
    serde(deny_unknown_fields)
)]
pub(super) struct CatalogVersion {
    pub(super) version: String,
    pub(super) as_of: String,
}

/// Counts of findings; those by level, rule and model count only active findings.
#[derive(Debug, Serialize)]
#[cfg_attr(
    test,
    derive(schemars::JsonSchema, serde::Deserialize),
    serde(deny_unknown_fields)
)]
pub(super) struct Counts {
    pub(super) error: u64,
    pub(super) warning: u64,
    pub(super) note: u64,
    pub(super) suppressed: u64,
    pub(super) baselined: u64,
    /// References in the inventory, whether it is part of the document or not.
    pub(super) references: u64,
    pub(super) files_with_findings: u64,
    /// References in use whose model is End-of-Life: their requests fail. Those in tests are not included.
    pub(super) failing: u64,
    /// References in tests whose model is End-of-Life.
    pub(super) failing_in_tests: u64,
    pub(super) by_rule: BTreeMap<String, u64>,
    pub(super) by_model: BTreeMap<String, u64>,
}

/// A reference to models.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema, serde::Deserialize), schemars(extend("additionalProperties" = false)))]
pub(super) struct JsonReference {
    /// Relative to `root`, with `/`; absolute for a file outside of it.
    pub(super) path: String,
    /// 1-based.
    pub(super) line: u64,
    /// 1-based, in code points.
    pub(super) column: u64,
    pub(super) end_line: u64,
    /// One past the last character.
    pub(super) end_column: u64,
    /// Location in a notebook.
    pub(super) cell: Option<JsonCell>,
    /// The reference as written; invalid bytes are U+FFFD.
    pub(super) text: String,
    #[cfg_attr(test, schemars(extend("enum" = ["base", "profile", "foundation-model-arn", "inference-profile-arn", "wildcard", "symbol", "opaque"])))]
    pub(super) form: Word,
    #[cfg_attr(test, schemars(extend("enum" = ["exact", "truncated", "template", "joined", "regex", "family", "near", "definition", "none"])))]
    pub(super) resolution: Word,
    /// Base IDs that it refers to.
    pub(super) models: Vec<String>,
    /// The full ID with context variant or older spelling, if it is not the base ID.
    pub(super) variant: Option<String>,
    /// Nearest known IDs, if it refers to no known model.
    pub(super) candidates: Vec<String>,
    /// Profile scope.
    pub(super) scope: Option<String>,
    /// The Region, if there is exactly one.
    pub(super) region: Option<String>,
    /// Source of the Regions: `arn`, `router`, `nearby`, `scope`, `flag`, `config`.
    pub(super) region_source: Option<String>,
    #[cfg_attr(test, schemars(extend("enum" = ["code", "config", "iac", "iam", "docs", "comment", "test", "recording", "registry", "choice", "deprecation"])))]
    pub(super) context: Word,
    /// Number of the registry in the file that it is an entry of.
    pub(super) registry: Option<u32>,
    /// `active`, `legacy`, `eol` or `unknown`.
    #[cfg_attr(test, schemars(extend("enum" = ["active", "legacy", "eol", "unknown"])))]
    pub(super) stage: String,
    #[cfg_attr(test, schemars(extend("enum" = ["low", "medium", "high"])))]
    pub(super) confidence: Word,
}

/// The key of a text that many findings share. It depends on the text alone.
pub(super) type Key = String;

/// A value of a closed list, kebab-case.
pub(super) type Word = String;

/// Location in a notebook.
#[derive(Debug, Serialize)]
#[cfg_attr(
    test,
    derive(schemars::JsonSchema, serde::Deserialize),
    serde(deny_unknown_fields)
)]
pub(super) struct JsonCell {
    /// 1-based number of the cell.
    pub(super) cell: u32,
    /// 1-based line in the cell.
    pub(super) line: u32,
    /// Whether it is an output.
    pub(super) output: bool,
}

/// A finding: a reference and its verdict.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema, serde::Deserialize), schemars(extend("additionalProperties" = false)))]
pub(super) struct JsonFinding {
    #[serde(flatten)]
    pub(super) reference: JsonReference,
    pub(super) rule: String,
    /// `error`, `warning` or `note`.
    #[cfg_attr(test, schemars(extend("enum" = ["error", "warning", "note"])))]
    pub(super) level: String,
    /// The deciding dates, of the worst model.
    pub(super) lifecycle: Option<JsonLifecycle>,
    /// Regions whose dates differ.
    pub(super) regions: Vec<JsonRegion>,
    pub(super) message: String,
    /// What to do: a key of `advice` of the document; null if there is nothing to do.
    pub(super) advice: Option<Key>,
    pub(super) replacement: Option<JsonReplacement>,
    /// Migration steps: keys of `steps` of the document.
    pub(super) steps: Vec<Key>,
    /// Other locations that belong to the finding.
    pub(super) related: Vec<JsonRelated>,
    pub(super) fingerprint: String,
    /// The same without the path.
    pub(super) content_fingerprint: String,
    /// `active`, `suppressed` or `baselined`.
    #[cfg_attr(test, schemars(extend("enum" = ["active", "suppressed", "baselined"])))]
    pub(super) disposition: String,
    /// Reason and source, if it is suppressed.
    pub(super) suppression: Option<JsonSuppression>,
}

/// Dates of a model, ISO 8601; null if not known.
#[derive(Debug, Serialize)]
#[cfg_attr(
    test,
    derive(schemars::JsonSchema, serde::Deserialize),
    serde(deny_unknown_fields)
)]
pub(super) struct JsonLifecycle {
    pub(super) launched: Option<String>,
    pub(super) legacy: Option<String>,
    pub(super) extended_access: Option<String>,
    pub(super) eol: Option<String>,
    pub(super) eol_not_before: Option<String>,
    /// Evidence for the latest stage's date: `aws`, `third-party` or `inferred`.
    pub(super) evidence: Option<String>,
    /// The source of each date that is not null, by the name of its field: a key of `sources` of the document.
    pub(super) sources: BTreeMap<String, String>,
}

/// Dates in a Region.
#[derive(Debug, Serialize)]
#[cfg_attr(
    test,
    derive(schemars::JsonSchema, serde::Deserialize),
    serde(deny_unknown_fields)
)]
pub(super) struct JsonRegion {
    pub(super) region: String,
    #[cfg_attr(test, schemars(extend("enum" = ["active", "legacy", "eol", "unknown"])))]
    pub(super) stage: String,
    pub(super) legacy: Option<String>,
    pub(super) extended_access: Option<String>,
    pub(super) eol: Option<String>,
    /// The source of each date, as in `lifecycle`.
    pub(super) sources: BTreeMap<String, String>,
}

/// What to write instead.
#[derive(Debug, Serialize)]
#[cfg_attr(
    test,
    derive(schemars::JsonSchema, serde::Deserialize),
    serde(deny_unknown_fields)
)]
pub(super) struct JsonReplacement {
    /// Base ID.
    pub(super) model: String,
    /// The text to write instead of the reference.
    pub(super) text: String,
    /// `aws` or `catalog`.
    #[cfg_attr(test, schemars(extend("enum" = ["aws", "catalog"])))]
    pub(super) named_by: String,
    pub(super) drop_in: bool,
    /// How far `fix` applies the text: `safe`, `unsafe` (only with `--unsafe`) or `display-only`.
    #[cfg_attr(test, schemars(extend("enum" = ["safe", "unsafe", "display-only"])))]
    pub(super) applicability: String,
    /// Why it is not safe; empty if it is.
    pub(super) reasons: Vec<String>,
    /// Its own End-of-Life, if known.
    pub(super) eol: Option<String>,
    /// Price of the replacement compared with that of the old model: a key of `prices` of the document; null if a price
    /// is not known or the units differ.
    pub(super) price: Option<Key>,
    /// `least-change` or `longest-life`: the policy that recommends it; null if both do.
    #[cfg_attr(test, schemars(extend("enum" = ["least-change", "longest-life", null])))]
    pub(super) policy: Option<String>,
    /// Base ID of the other policy's choice if it differs, else of the next best.
    pub(super) runner_up: Option<String>,
    /// The text to write instead of the reference, for that model.
    pub(super) runner_up_text: Option<String>,
    /// `least-change` or `longest-life`: the policy that chooses it; null where it is only the next best.
    #[cfg_attr(test, schemars(extend("enum" = ["least-change", "longest-life", null])))]
    pub(super) runner_up_policy: Option<String>,
}

/// List prices in US dollars of the old and the new model, of one class and unit.
#[derive(Debug, Serialize)]
#[cfg_attr(
    test,
    derive(schemars::JsonSchema, serde::Deserialize),
    serde(deny_unknown_fields)
)]
pub(super) struct JsonPrice {
    /// What is counted: `1M tokens`.
    pub(super) unit: String,
    /// The profile scope or Region that they are for, `base` without either.
    pub(super) class: String,
    /// The size of a request beyond which the new model costs more.
    pub(super) up_to: Option<String>,
    pub(super) old_input: Option<String>,
    pub(super) old_output: Option<String>,
    pub(super) new_input: Option<String>,
    pub(super) new_output: Option<String>,
    /// Short name of the source.
    pub(super) source: String,
    /// The day of its capture.
    pub(super) retrieved: Option<String>,
}

/// A migration step. A step that says something about the new model, as its quotas, has an entry for each such text.
#[derive(Debug, Serialize)]
#[cfg_attr(
    test,
    derive(schemars::JsonSchema, serde::Deserialize),
    serde(deny_unknown_fields)
)]
pub(super) struct JsonStep {
    /// The migration in the catalog: `explain` and `catalog` use the same ID.
    pub(super) id: String,
    pub(super) change: String,
    pub(super) source: String,
}

/// Another location that belongs to the finding.
#[derive(Debug, Serialize)]
#[cfg_attr(
    test,
    derive(schemars::JsonSchema, serde::Deserialize),
    serde(deny_unknown_fields)
)]
pub(super) struct JsonRelated {
    /// How it relates to the finding: `change` must change with it, `entry` is an entry of the same collection,
    /// `definition` defines the name that the finding uses, `use` uses the name that the finding defines, `region` sets the
    /// Region by which the replacement was chosen, and `silenced` is hidden by the change that was scanned.
    #[cfg_attr(test, schemars(extend("enum" = ["change", "entry", "definition", "use", "region", "silenced"])))]
    pub(super) role: Word,
    /// The rule that applies to it, if it is an `entry`; null otherwise.
    pub(super) rule: Option<String>,
    /// Its own level, if it is an `entry`: `error`, `warning` or `note`; null otherwise.
    #[cfg_attr(test, schemars(extend("enum" = ["error", "warning", "note", null])))]
    pub(super) level: Option<String>,
    pub(super) path: String,
    pub(super) line: u64,
    pub(super) column: u64,
    pub(super) end_line: u64,
    pub(super) end_column: u64,
    pub(super) message: String,
    /// The models of an `entry`; empty for every other role.
    pub(super) models: Vec<String>,
    /// What to write instead of an `entry`; null if no suitable replacement is known.
    pub(super) replacement: Option<String>,
}

/// A suppression that hides a finding.
#[derive(Debug, Serialize)]
#[cfg_attr(
    test,
    derive(schemars::JsonSchema, serde::Deserialize),
    serde(deny_unknown_fields)
)]
pub(super) struct JsonSuppression {
    pub(super) reason: Option<String>,
    /// Whether a comment in the file suppresses it, not the configuration.
    pub(super) inline: bool,
}

/// A skipped file.
#[derive(Debug, Serialize)]
#[cfg_attr(
    test,
    derive(schemars::JsonSchema, serde::Deserialize),
    serde(deny_unknown_fields)
)]
pub(super) struct JsonSkipped {
    pub(super) path: String,
    #[cfg_attr(test, schemars(extend("enum" = ["binary", "too-large", "link", "submodule", "special-file", "temporary-file"])))]
    pub(super) reason: Word,
}

/// A file or folder that could not be read, or an invalid suppression or ignore file.
#[derive(Debug, Serialize)]
#[cfg_attr(
    test,
    derive(schemars::JsonSchema, serde::Deserialize),
    serde(deny_unknown_fields)
)]
pub(super) struct JsonError {
    pub(super) path: String,
    /// 1-based line, if the error has a position in the file.
    pub(super) line: Option<u64>,
    /// 1-based column in code points.
    pub(super) column: Option<u64>,
    #[cfg_attr(test, schemars(extend("enum" = ["read", "walk", "panic", "suppression", "nothing-scanned", "ignore-file"])))]
    pub(super) kind: Word,
    pub(super) message: String,
}

/// Counts of the run.
#[derive(Debug, Serialize)]
#[cfg_attr(
    test,
    derive(schemars::JsonSchema, serde::Deserialize),
    serde(deny_unknown_fields)
)]
pub(super) struct JsonStats {
    pub(super) files_scanned: u64,
    pub(super) bytes_scanned: u64,
    pub(super) files_in_windows: u64,
}
