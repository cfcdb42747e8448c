//! The rows of the JSON report. Their documentation is that of the published schema.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};

/// Version of the schema.
pub(super) const SCHEMA_VERSION: u32 = 1;

/// The tool and its version.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), serde(deny_unknown_fields))]
pub(super) struct Tool {
    pub(super) name: String,
    pub(super) version: String,
}

/// The catalog's version and the date of its latest source.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), serde(deny_unknown_fields))]
pub(super) struct CatalogVersion {
    pub(super) version: String,
    pub(super) as_of: String,
}

/// Counts of findings; those by level, rule and model count only active findings.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), serde(deny_unknown_fields))]
pub(super) struct Counts {
    pub(super) error: u64,
    pub(super) warning: u64,
    pub(super) note: u64,
    pub(super) suppressed: u64,
    pub(super) baselined: u64,
    /// References in the inventory, whether it is part of the document or not.
    pub(super) references: u64,
    pub(super) files_with_findings: u64,
    /// References in use whose model is End-of-Life, at level error: their requests fail. Those in tests are not included.
    pub(super) failing: u64,
    /// References whose model is End-of-Life, at level warning and not in a test: values that somebody may choose, patterns
    /// that also allow other models.
    pub(super) possibly_failing: u64,
    /// References in tests whose model is End-of-Life.
    pub(super) failing_in_tests: u64,
    pub(super) by_rule: BTreeMap<String, u64>,
    pub(super) by_model: BTreeMap<String, u64>,
}

/// A reference to models.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(extend("additionalProperties" = false)))]
pub(super) struct JsonReference {
    /// The repository, in a merged report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) repository: Option<String>,
    /// Relative to `root`, or in a merged report to the root of the repository, with `/`; absolute for a file outside of it.
    pub(super) path: String,
    /// 1-based.
    pub(super) line: u64,
    /// 1-based, in code points.
    pub(super) column: u64,
    pub(super) end_line: u64,
    /// One past the last character.
    pub(super) end_column: u64,
    /// Location in a notebook.
    #[serde(deserialize_with = "present")]
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
    #[serde(deserialize_with = "present")]
    pub(super) variant: Option<String>,
    /// Nearest known IDs, if it refers to no known model.
    pub(super) candidates: Vec<String>,
    /// Profile scope.
    #[serde(deserialize_with = "present")]
    pub(super) scope: Option<String>,
    /// The Region, if there is exactly one.
    #[serde(deserialize_with = "present")]
    pub(super) region: Option<String>,
    /// Source of the Regions: `arn`, `router`, `nearby`, `scope`, `flag`, `config`.
    #[serde(deserialize_with = "present")]
    pub(super) region_source: Option<String>,
    #[cfg_attr(test, schemars(extend("enum" = ["code", "config", "iac", "iam", "docs", "comment", "test", "recording", "registry", "choice", "deprecation"])))]
    pub(super) context: Word,
    /// Number of the registry in the file that it is an entry of.
    #[serde(deserialize_with = "present")]
    pub(super) registry: Option<u32>,
    /// `active`, `legacy`, `eol` or `unknown`.
    #[cfg_attr(test, schemars(extend("enum" = ["active", "legacy", "eol", "unknown"])))]
    pub(super) stage: String,
    #[cfg_attr(test, schemars(extend("enum" = ["low", "medium", "high"])))]
    pub(super) confidence: Word,
}

/// A field that may be null and has to exist: a report without it is not of this version.
pub(super) fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    Option::deserialize(deserializer)
}

/// The key of a text that many findings share. It depends on the text alone.
pub(super) type Key = String;

/// A value of a closed list, kebab-case.
pub(super) type Word = String;

/// Location in a notebook.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), serde(deny_unknown_fields))]
pub(super) struct JsonCell {
    /// 1-based number of the cell.
    pub(super) cell: u32,
    /// 1-based line in the cell.
    pub(super) line: u32,
    /// Whether it is an output.
    pub(super) output: bool,
}

/// A finding: a reference and its verdict.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(extend("additionalProperties" = false)))]
pub(super) struct JsonFinding {
    #[serde(flatten)]
    pub(super) reference: JsonReference,
    pub(super) rule: String,
    /// `error`, `warning` or `note`.
    #[cfg_attr(test, schemars(extend("enum" = ["error", "warning", "note"])))]
    pub(super) level: String,
    /// The deciding dates, of the worst model.
    #[serde(deserialize_with = "present")]
    pub(super) lifecycle: Option<JsonLifecycle>,
    /// The Regions whose dates differ: a key of `regions` of the document; null if there are none.
    #[serde(deserialize_with = "present")]
    pub(super) regions: Option<Key>,
    pub(super) message: String,
    /// The message without what other Regions have and without the effect; null if it has neither.
    #[serde(deserialize_with = "present")]
    pub(super) brief: Option<String>,
    /// What to do: a key of `advice` of the document; null if there is nothing to do.
    #[serde(deserialize_with = "present")]
    pub(super) advice: Option<Key>,
    #[serde(deserialize_with = "present")]
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
    #[serde(deserialize_with = "present")]
    pub(super) suppression: Option<JsonSuppression>,
    /// Owners of the file by CODEOWNERS.
    pub(super) owners: Vec<String>,
    /// The commits that have it, in a report of a history: absent otherwise. Line and text are those of the last version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) history: Option<JsonFindingHistory>,
    /// How often its models were invoked, with `--usage`: absent otherwise, and if the finding is not about models.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) usage: Option<JsonFindingUsage>,
}

/// How often the models of a finding were invoked.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), serde(deny_unknown_fields))]
pub(super) struct JsonFindingUsage {
    /// 0 if they were not seen, which is no proof that they are unused.
    pub(super) invocations: u64,
    /// The last day, ISO 8601; null if not known.
    #[serde(deserialize_with = "present")]
    pub(super) last_seen: Option<String>,
}

/// The commits that have a finding. Commits are keys of `history.commits` of the document.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), serde(deny_unknown_fields))]
pub(super) struct JsonFindingHistory {
    /// The first commit that has it at this path.
    pub(super) first_commit: String,
    /// The last one.
    pub(super) last_commit: String,
    /// Whether the commit that is checked out has it.
    pub(super) in_head: bool,
    /// Those of `history.branches` that contain it. Empty: it is only in the past, and never fails the run.
    pub(super) branches: Vec<String>,
    /// The contents of the file that have it, by their first commit.
    pub(super) versions: Vec<JsonVersion>,
}

/// A content of a file that has a finding.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), serde(deny_unknown_fields))]
pub(super) struct JsonVersion {
    /// The blob in git.
    pub(super) blob: String,
    /// The line of the finding in it, 1-based.
    pub(super) line: u64,
    /// The first commit that has this content at the path of the finding.
    pub(super) first_commit: String,
    /// The last one.
    pub(super) last_commit: String,
}

/// What a scan of a history looked at.
#[derive(Debug, Serialize)]
#[cfg_attr(
    test,
    derive(schemars::JsonSchema, Deserialize),
    serde(deny_unknown_fields)
)]
pub(super) struct JsonHistory {
    /// The revisions of `--history`; null for what `HEAD` reaches.
    #[cfg_attr(test, serde(deserialize_with = "present"))]
    pub(super) revisions: Option<String>,
    /// The day of `--since`, ISO 8601.
    #[cfg_attr(test, serde(deserialize_with = "present"))]
    pub(super) since: Option<String>,
    /// The branches, or the one revision, at the end of the history.
    pub(super) branches: Vec<String>,
    /// Number of commits.
    pub(super) commits_scanned: u64,
    /// Number of contents of files.
    pub(super) blobs: u64,
    /// Whether commits are missing, since the clone is shallow: dates may be too late.
    pub(super) is_cut: bool,
    /// The commits that findings name, by name.
    pub(super) commits: BTreeMap<String, JsonCommit>,
}

/// A commit. Anybody can write any author and date.
#[derive(Debug, Serialize)]
#[cfg_attr(
    test,
    derive(schemars::JsonSchema, Deserialize),
    serde(deny_unknown_fields)
)]
pub(super) struct JsonCommit {
    /// When its author wrote it, ISO 8601 with the zone; empty where git knows no date.
    pub(super) date: String,
    /// The name of its author.
    pub(super) author: String,
}

/// Dates of a model, ISO 8601; null if not known.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), serde(deny_unknown_fields))]
pub(super) struct JsonLifecycle {
    #[serde(deserialize_with = "present")]
    pub(super) launched: Option<String>,
    #[serde(deserialize_with = "present")]
    pub(super) legacy: Option<String>,
    #[serde(deserialize_with = "present")]
    pub(super) extended_access: Option<String>,
    #[serde(deserialize_with = "present")]
    pub(super) eol: Option<String>,
    #[serde(deserialize_with = "present")]
    pub(super) eol_not_before: Option<String>,
    /// A stage that was seen without a date of its beginning.
    #[serde(deserialize_with = "present")]
    pub(super) observed: Option<JsonObserved>,
    /// Evidence for the latest stage's date: `aws`, `third-party` or `inferred`.
    #[serde(deserialize_with = "present")]
    pub(super) evidence: Option<String>,
    /// The source of each date that is not null, by the name of its field: a key of `sources` of the document.
    pub(super) sources: BTreeMap<String, String>,
}

/// A stage that was seen on a day.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), serde(deny_unknown_fields))]
pub(super) struct JsonObserved {
    #[cfg_attr(test, schemars(extend("enum" = ["active", "legacy", "eol"])))]
    pub(super) stage: String,
    /// The day of the capture.
    pub(super) day: String,
}

/// Dates in a Region.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), serde(deny_unknown_fields))]
pub(super) struct JsonRegion {
    pub(super) region: String,
    #[cfg_attr(test, schemars(extend("enum" = ["active", "legacy", "eol", "unknown"])))]
    pub(super) stage: String,
    #[serde(deserialize_with = "present")]
    pub(super) launched: Option<String>,
    #[serde(deserialize_with = "present")]
    pub(super) legacy: Option<String>,
    #[serde(deserialize_with = "present")]
    pub(super) extended_access: Option<String>,
    #[serde(deserialize_with = "present")]
    pub(super) eol: Option<String>,
    #[serde(deserialize_with = "present")]
    pub(super) eol_not_before: Option<String>,
    #[serde(deserialize_with = "present")]
    pub(super) observed: Option<JsonObserved>,
    /// The source of each date, as in `lifecycle`.
    pub(super) sources: BTreeMap<String, String>,
}

/// What to write instead.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), serde(deny_unknown_fields))]
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
    /// Why it is not safe: keys of `reasons` of the document; empty if it is.
    pub(super) reasons: Vec<Key>,
    /// Its own End-of-Life, if known.
    #[serde(deserialize_with = "present")]
    pub(super) eol: Option<String>,
    /// Price of the replacement compared with that of the old model: a key of `prices` of the document; null if a price
    /// is not known or the units differ.
    #[serde(deserialize_with = "present")]
    pub(super) price: Option<Key>,
    /// `least-change` or `longest-life`: the policy that recommends it; null if both do.
    #[cfg_attr(test, schemars(extend("enum" = ["least-change", "longest-life", null])))]
    #[serde(deserialize_with = "present")]
    pub(super) policy: Option<String>,
    /// Base ID of the other policy's choice if it differs, else of the next best.
    #[serde(deserialize_with = "present")]
    pub(super) runner_up: Option<String>,
    /// The text to write instead of the reference, for that model.
    #[serde(deserialize_with = "present")]
    pub(super) runner_up_text: Option<String>,
    /// `least-change` or `longest-life`: the policy that chooses it; null where it is only the next best.
    #[cfg_attr(test, schemars(extend("enum" = ["least-change", "longest-life", null])))]
    #[serde(deserialize_with = "present")]
    pub(super) runner_up_policy: Option<String>,
}

/// List prices in US dollars of the old and the new model, of one class and unit.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), serde(deny_unknown_fields))]
pub(super) struct JsonPrice {
    /// What is counted: `1M tokens`.
    pub(super) unit: String,
    /// The profile scope or Region that they are for, `base` without either.
    pub(super) class: String,
    /// The size of a request beyond which the new model costs more.
    #[serde(deserialize_with = "present")]
    pub(super) up_to: Option<String>,
    #[serde(deserialize_with = "present")]
    pub(super) old_input: Option<String>,
    #[serde(deserialize_with = "present")]
    pub(super) old_output: Option<String>,
    #[serde(deserialize_with = "present")]
    pub(super) new_input: Option<String>,
    #[serde(deserialize_with = "present")]
    pub(super) new_output: Option<String>,
    /// Short name of the source.
    pub(super) source: String,
    /// The day of its capture.
    #[serde(deserialize_with = "present")]
    pub(super) retrieved: Option<String>,
}

/// A migration step. A step that says something about the new model, as its quotas, has an entry for each such text.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), serde(deny_unknown_fields))]
pub(super) struct JsonStep {
    /// The migration in the catalog: `explain` and `catalog` use the same ID.
    pub(super) id: String,
    pub(super) change: String,
    /// What `change` ends with for one new model only; null if it is the same for every model.
    #[serde(deserialize_with = "present")]
    pub(super) detail: Option<JsonStepDetail>,
    pub(super) source: String,
}

/// What a step says about one new model.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), serde(deny_unknown_fields))]
pub(super) struct JsonStepDetail {
    /// Display name of the model.
    pub(super) model: String,
    pub(super) items: Vec<String>,
}

/// Another location that belongs to the finding.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), serde(deny_unknown_fields))]
pub(super) struct JsonRelated {
    /// How it relates to the finding: `change` must change with it, `entry` is an entry of the same collection,
    /// `definition` defines the name that the finding uses, `use` uses the name that the finding defines, `region` sets the
    /// Region by which the replacement was chosen, and `silenced` is hidden by the change that was scanned.
    #[cfg_attr(test, schemars(extend("enum" = ["change", "entry", "definition", "use", "region", "silenced"])))]
    pub(super) role: Word,
    /// The rule that applies to it, if it is an `entry`; null otherwise.
    #[serde(deserialize_with = "present")]
    pub(super) rule: Option<String>,
    /// Its own level, if it is an `entry`: `error`, `warning` or `note`; null otherwise.
    #[cfg_attr(test, schemars(extend("enum" = ["error", "warning", "note", null])))]
    #[serde(deserialize_with = "present")]
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
    #[serde(deserialize_with = "present")]
    pub(super) replacement: Option<String>,
}

/// A suppression that hides a finding.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), serde(deny_unknown_fields))]
pub(super) struct JsonSuppression {
    #[serde(deserialize_with = "present")]
    pub(super) reason: Option<String>,
    /// Whether a comment in the file suppresses it, not the configuration.
    pub(super) inline: bool,
}

/// A skipped file.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), serde(deny_unknown_fields))]
pub(super) struct JsonSkipped {
    /// The repository, in a merged report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) repository: Option<String>,
    pub(super) path: String,
    #[cfg_attr(test, schemars(extend("enum" = ["binary", "too-large", "link", "submodule", "lfs-pointer", "special-file", "temporary-file", "output"])))]
    pub(super) reason: Word,
}

/// A file or folder that could not be read, or an invalid suppression or ignore file.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), serde(deny_unknown_fields))]
pub(super) struct JsonError {
    /// The repository, in a merged report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) repository: Option<String>,
    pub(super) path: String,
    /// 1-based line, if the error has a position in the file.
    #[serde(deserialize_with = "present")]
    pub(super) line: Option<u64>,
    /// 1-based column in code points.
    #[serde(deserialize_with = "present")]
    pub(super) column: Option<u64>,
    #[cfg_attr(test, schemars(extend("enum" = ["read", "walk", "panic", "suppression", "nothing-scanned", "not-checked-out", "ignore-file"])))]
    pub(super) kind: Word,
    pub(super) message: String,
}

/// Counts of the run.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), serde(deny_unknown_fields))]
pub(super) struct JsonStats {
    pub(super) files_scanned: u64,
    pub(super) bytes_scanned: u64,
    pub(super) files_in_windows: u64,
}

/// A model of the catalog that the report refers to.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), serde(deny_unknown_fields))]
pub(super) struct JsonModel {
    /// Base ID.
    pub(super) id: String,
    pub(super) name: String,
    pub(super) provider: String,
    /// The stage on the report's day, by the dates that apply where it is used.
    #[cfg_attr(test, schemars(extend("enum" = ["active", "legacy", "eol", "unknown"])))]
    pub(super) stage: String,
    /// The Region whose dates apply to all uses; null for the main Regions.
    #[serde(deserialize_with = "present")]
    pub(super) region: Option<String>,
    /// Number of references to it.
    pub(super) references: u64,
    /// Number of those that are not only mentions.
    pub(super) uses: u64,
    /// The dates of the main Regions.
    pub(super) lifecycle: JsonLifecycle,
    /// The dates of Regions that have their own.
    pub(super) regions: Vec<JsonModelRegion>,
    /// The version of the catalog that has these dates.
    pub(super) catalog_version: String,
}

/// Dates of a model in a Region.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), serde(deny_unknown_fields))]
pub(super) struct JsonModelRegion {
    pub(super) region: String,
    pub(super) lifecycle: JsonLifecycle,
}

/// What was judged.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), serde(deny_unknown_fields))]
pub(super) struct JsonCoverage {
    /// Whether each Legacy or End-of-Life reference is a finding at its default level or above.
    pub(super) every_stage: bool,
    /// Whether whole files were judged, not only the lines that a change adds.
    pub(super) every_line: bool,
}

/// A repository of a merged report.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), serde(deny_unknown_fields))]
pub(super) struct JsonRepository {
    pub(super) name: String,
    /// The evaluation date of its reports, ISO 8601.
    pub(super) as_of: String,
    /// The catalog of its reports.
    pub(super) catalog: CatalogVersion,
    /// Whether everything was read and parsed.
    pub(super) complete: bool,
    /// Active findings by level.
    pub(super) error: u64,
    pub(super) warning: u64,
    pub(super) note: u64,
    /// Findings that a suppression or the baseline hides.
    pub(super) accepted: u64,
    /// The next End-of-Life of a model in use after the report's day, ISO 8601; null if none is known.
    #[serde(deserialize_with = "present")]
    pub(super) next_end: Option<String>,
    /// Owners of files with active findings, those of most findings first.
    pub(super) owners: Vec<String>,
    pub(super) files_scanned: u64,
    /// What each of its reports counted, by a hash of the report: one that is merged twice counts once.
    pub(super) reports: BTreeMap<String, JsonPart>,
}

/// The counts of a report that was merged.
#[derive(Debug, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema), serde(deny_unknown_fields))]
pub(super) struct JsonPart {
    pub(super) stats: JsonStats,
    pub(super) coverage: JsonCoverage,
    /// Whether it has the inventory.
    pub(super) lists_references: bool,
    /// Number of references without a finding.
    pub(super) references: u64,
    /// Number of those to each model, and of uses among them.
    pub(super) models: BTreeMap<String, (u64, u64)>,
    /// What was left out and is neither in `findings` nor in `skipped`, by cause.
    pub(super) left_out: BTreeMap<String, u64>,
}
