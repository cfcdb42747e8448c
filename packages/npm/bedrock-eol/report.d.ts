// Written by packages/types from docs/json-v1.schema.json. Do not edit.
// The report of a scan, as docs/json-v1.schema.json describes it.

/** The tool and its version. */
export interface Tool {
  readonly name: string;
  readonly version: string;
}

/** The catalog's version and the date of its latest source. */
export interface CatalogVersion {
  readonly version: string;
  readonly as_of: string;
}

/** What was judged. */
export interface Coverage {
  /** Whether each Legacy or End-of-Life reference is a finding at its default level or above. */
  readonly every_stage: boolean;
  /** Whether whole files were judged, not only the lines that a change adds. */
  readonly every_line: boolean;
}

/** A repository of a merged report. */
export interface Repository {
  readonly name: string;
  /** The evaluation date of its reports, ISO 8601. */
  readonly as_of: string;
  /** The catalog of its reports. */
  readonly catalog: CatalogVersion;
  /** Whether everything was read and parsed. */
  readonly complete: boolean;
  /** Active findings by level. */
  readonly error: number;
  readonly warning: number;
  readonly note: number;
  /** Findings that a suppression or the baseline hides. */
  readonly accepted: number;
  /** The next End-of-Life of a model in use after the report's day, ISO 8601; null if none is known. */
  readonly next_end?: string | null;
  /** Owners of files with active findings, those of most findings first. */
  readonly owners: readonly string[];
  readonly files_scanned: number;
  /** What each of its reports counted, by a hash of the report: one that is merged twice counts once. */
  readonly reports: { readonly [key: string]: Part };
}

/** The counts of a report that was merged. */
export interface Part {
  readonly stats: Stats;
  readonly coverage: Coverage;
  /** Whether it has the inventory. */
  readonly lists_references: boolean;
  /** Number of references without a finding. */
  readonly references: number;
  /** Number of those to each model, and of uses among them. */
  readonly models: { readonly [key: string]: readonly [number, number] };
  /** What was left out and is neither in `findings` nor in `skipped`, by cause. */
  readonly left_out: { readonly [key: string]: number };
}

/** Counts of the run. */
export interface Stats {
  readonly files_scanned: number;
  readonly bytes_scanned: number;
  readonly files_in_windows: number;
}

/** What a scan of a history looked at. */
export interface History {
  /** The revisions of `--history`; null for what `HEAD` reaches. */
  readonly revisions?: string | null;
  /** The day of `--since`, ISO 8601. */
  readonly since?: string | null;
  /** The branches, or the one revision, at the end of the history. */
  readonly branches: readonly string[];
  /** Number of commits. */
  readonly commits_scanned: number;
  /** Number of contents of files. */
  readonly blobs: number;
  /** Whether commits are missing, since the clone is shallow: dates may be too late. */
  readonly is_cut: boolean;
  /** The commits that findings name, by name. */
  readonly commits: { readonly [key: string]: Commit };
}

/** A commit. Anybody can write any author and date. */
export interface Commit {
  /** When its author wrote it, ISO 8601 with the zone; empty where git knows no date. */
  readonly date: string;
  /** The name of its author. */
  readonly author: string;
}

/** What the exports say. */
export interface Usage {
  /** The number of days that the exports cover; null if they do not have it. */
  readonly days?: number | null;
  /** The first day on which a model was invoked, ISO 8601; null if not known. */
  readonly first_seen?: string | null;
  /** The last day on which a model was invoked, ISO 8601; null if not known. */
  readonly last_seen?: string | null;
  /** Number of rows about invocations. */
  readonly rows: number;
  /** Number of events that invoke no model. */
  readonly other_events: number;
  /** All models that were invoked, the most frequent first. */
  readonly models: readonly InvokedModel[];
}

/** A model that was invoked. */
export interface InvokedModel {
  /** The base ID, or what the exports call it if the catalog does not know it. */
  readonly id: string;
  /** Whether the catalog knows it. */
  readonly known: boolean;
  /** How often it was invoked. */
  readonly invocations: number;
  /** The last day, ISO 8601; null if not known. */
  readonly last_seen?: string | null;
  /** Whether a reference of the report is to it. If not, it is invoked by something that was not scanned. */
  readonly referenced: boolean;
  /** What the exports call it: IDs, profiles and ARNs. */
  readonly names: readonly UsedName[];
}

/** A name of a model in the exports. */
export interface UsedName {
  /** As the exports have it. */
  readonly name: string;
  /** How often it was invoked. */
  readonly invocations: number;
}

/** Counts of findings; those by level, rule and model count only active findings. */
export interface Counts {
  readonly error: number;
  readonly warning: number;
  readonly note: number;
  readonly suppressed: number;
  readonly baselined: number;
  /** References in the inventory, whether it is part of the document or not. */
  readonly references: number;
  readonly files_with_findings: number;
  /**
   * References in use whose model is End-of-Life, at level error: their requests fail. Those in tests are not
   * included.
   */
  readonly failing: number;
  /**
   * References whose model is End-of-Life, at level warning and not in a test: values that somebody may
   * choose, patterns that also allow other models.
   */
  readonly possibly_failing: number;
  /** References in tests whose model is End-of-Life. */
  readonly failing_in_tests: number;
  readonly by_rule: { readonly [key: string]: number };
  readonly by_model: { readonly [key: string]: number };
}

/** A model of the catalog that the report refers to. */
export interface Model {
  /** Base ID. */
  readonly id: string;
  readonly name: string;
  readonly provider: string;
  /** The stage on the report's day, by the dates that apply where it is used. */
  readonly stage: "active" | "legacy" | "eol" | "unknown";
  /** The Region whose dates apply to all uses; null for the main Regions. */
  readonly region?: string | null;
  /** Number of references to it. */
  readonly references: number;
  /** Number of those that are not only mentions. */
  readonly uses: number;
  /** The dates of the main Regions. */
  readonly lifecycle: Lifecycle;
  /** The dates of Regions that have their own. */
  readonly regions: readonly ModelRegion[];
  /** The version of the catalog that has these dates. */
  readonly catalog_version: string;
}

/** Dates of a model, ISO 8601; null if not known. */
export interface Lifecycle {
  readonly launched?: string | null;
  readonly legacy?: string | null;
  readonly extended_access?: string | null;
  readonly eol?: string | null;
  readonly eol_not_before?: string | null;
  /** A stage that was seen without a date of its beginning. */
  readonly observed?: Observed | null;
  /** Evidence for the latest stage's date: `aws`, `third-party` or `inferred`. */
  readonly evidence?: string | null;
  /**
   * The source of each date that is not null, by the name of its field: a key of `sources` of the document.
   */
  readonly sources: { readonly [key: string]: string };
}

/** A stage that was seen on a day. */
export interface Observed {
  readonly stage: "active" | "legacy" | "eol";
  /** The day of the capture. */
  readonly day: string;
}

/** Dates of a model in a Region. */
export interface ModelRegion {
  readonly region: string;
  readonly lifecycle: Lifecycle;
}

/** A source, as JSON and SARIF have it. */
export interface SourceEntry {
  /** The page, capture or package, in words. */
  readonly title: string;
  /** Address of the page, if it has one. */
  readonly page?: string | null;
  /** The day on which it was captured, or the month if only that is known, ISO 8601. */
  readonly captured?: string | null;
  /** `aws`, `third-party` or `inferred`. */
  readonly evidence: string;
}

/** Dates in a Region. */
export interface FindingRegion {
  readonly region: string;
  readonly stage: "active" | "legacy" | "eol" | "unknown";
  readonly launched?: string | null;
  readonly legacy?: string | null;
  readonly extended_access?: string | null;
  readonly eol?: string | null;
  readonly eol_not_before?: string | null;
  readonly observed?: Observed | null;
  /** The source of each date, as in `lifecycle`. */
  readonly sources: { readonly [key: string]: string };
}

/**
 * A migration step. A step that says something about the new model, as its quotas, has an entry for each such
 * text.
 */
export interface Step {
  /** The migration in the catalog: `explain` and `catalog` use the same ID. */
  readonly id: string;
  readonly change: string;
  /** What `change` ends with for one new model only; null if it is the same for every model. */
  readonly detail?: StepDetail | null;
  readonly source: string;
}

/** What a step says about one new model. */
export interface StepDetail {
  /** Display name of the model. */
  readonly model: string;
  readonly items: readonly string[];
}

/** List prices in US dollars of the old and the new model, of one class and unit. */
export interface Price {
  /** What is counted: `1M tokens`. */
  readonly unit: string;
  /** The profile scope or Region that they are for, `base` without either. */
  readonly class: string;
  /** The size of a request beyond which the new model costs more. */
  readonly up_to?: string | null;
  readonly old_input?: string | null;
  readonly old_output?: string | null;
  readonly new_input?: string | null;
  readonly new_output?: string | null;
  /** Short name of the source. */
  readonly source: string;
  /** The day of its capture. */
  readonly retrieved?: string | null;
}

/** A finding: a reference and its verdict. */
export interface Finding {
  /** The repository, in a merged report. */
  readonly repository?: string | null;
  /**
   * Relative to `root`, or in a merged report to the root of the repository, with `/`; absolute for a file
   * outside of it.
   */
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based, in code points. */
  readonly column: number;
  readonly end_line: number;
  /** One past the last character. */
  readonly end_column: number;
  /** Location in a notebook. */
  readonly cell?: Cell | null;
  /** The reference as written; invalid bytes are U+FFFD. */
  readonly text: string;
  readonly form: "base" | "profile" | "foundation-model-arn" | "inference-profile-arn" | "wildcard" | "symbol" | "opaque";
  readonly resolution: "exact" | "truncated" | "template" | "joined" | "regex" | "family" | "near" | "definition" | "none";
  /** Base IDs that it refers to. */
  readonly models: readonly string[];
  /** The full ID with context variant or older spelling, if it is not the base ID. */
  readonly variant?: string | null;
  /** Nearest known IDs, if it refers to no known model. */
  readonly candidates: readonly string[];
  /** Profile scope. */
  readonly scope?: string | null;
  /** The Region, if there is exactly one. */
  readonly region?: string | null;
  /** Source of the Regions: `arn`, `router`, `nearby`, `scope`, `flag`, `config`. */
  readonly region_source?: string | null;
  readonly context: "code" | "config" | "iac" | "iam" | "docs" | "comment" | "test" | "recording" | "registry" | "choice" | "deprecation";
  /** Number of the registry in the file that it is an entry of. */
  readonly registry?: number | null;
  /** `active`, `legacy`, `eol` or `unknown`. */
  readonly stage: "active" | "legacy" | "eol" | "unknown";
  readonly confidence: "low" | "medium" | "high";
  readonly rule: string;
  /** `error`, `warning` or `note`. */
  readonly level: "error" | "warning" | "note";
  /** The deciding dates, of the worst model. */
  readonly lifecycle?: Lifecycle | null;
  /** The Regions whose dates differ: a key of `regions` of the document; null if there are none. */
  readonly regions?: string | null;
  readonly message: string;
  /** The message without what other Regions have and without the effect; null if it has neither. */
  readonly brief?: string | null;
  /** What to do: a key of `advice` of the document; null if there is nothing to do. */
  readonly advice?: string | null;
  readonly replacement?: Replacement | null;
  /** Migration steps: keys of `steps` of the document. */
  readonly steps: readonly string[];
  /** Other locations that belong to the finding. */
  readonly related: readonly Related[];
  readonly fingerprint: string;
  /** The same without the path. */
  readonly content_fingerprint: string;
  /** `active`, `suppressed` or `baselined`. */
  readonly disposition: "active" | "suppressed" | "baselined";
  /** Reason and source, if it is suppressed. */
  readonly suppression?: Suppression | null;
  /** Owners of the file by CODEOWNERS. */
  readonly owners: readonly string[];
  /**
   * The commits that have it, in a report of a history: absent otherwise. Line and text are those of the last
   * version.
   */
  readonly history?: FindingHistory | null;
  /**
   * How often its models were invoked, with `--usage`: absent otherwise, and if the finding is not about
   * models.
   */
  readonly usage?: FindingUsage | null;
}

/** Location in a notebook. */
export interface Cell {
  /** 1-based number of the cell. */
  readonly cell: number;
  /** 1-based line in the cell. */
  readonly line: number;
  /** Whether it is an output. */
  readonly output: boolean;
}

/** What to write instead. */
export interface Replacement {
  /** Base ID. */
  readonly model: string;
  /** The text to write instead of the reference. */
  readonly text: string;
  /** `aws` or `catalog`. */
  readonly named_by: "aws" | "catalog";
  readonly drop_in: boolean;
  /** How far `fix` applies the text: `safe`, `unsafe` (only with `--unsafe`) or `display-only`. */
  readonly applicability: "safe" | "unsafe" | "display-only";
  /** Why it is not safe: keys of `reasons` of the document; empty if it is. */
  readonly reasons: readonly string[];
  /** Its own End-of-Life, if known. */
  readonly eol?: string | null;
  /**
   * Price of the replacement compared with that of the old model: a key of `prices` of the document; null if
   * a price is not known or the units differ.
   */
  readonly price?: string | null;
  /** `least-change` or `longest-life`: the policy that recommends it; null if both do. */
  readonly policy?: "least-change" | "longest-life" | null;
  /** Base ID of the other policy's choice if it differs, else of the next best. */
  readonly runner_up?: string | null;
  /** The text to write instead of the reference, for that model. */
  readonly runner_up_text?: string | null;
  /** `least-change` or `longest-life`: the policy that chooses it; null where it is only the next best. */
  readonly runner_up_policy?: "least-change" | "longest-life" | null;
}

/** Another location that belongs to the finding. */
export interface Related {
  /**
   * How it relates to the finding: `change` must change with it, `entry` is an entry of the same collection,
   * `definition` defines the name that the finding uses, `use` uses the name that the finding defines,
   * `region` sets the Region by which the replacement was chosen, and `silenced` is hidden by the change that
   * was scanned.
   */
  readonly role: "change" | "entry" | "definition" | "use" | "region" | "silenced";
  /** The rule that applies to it, if it is an `entry`; null otherwise. */
  readonly rule?: string | null;
  /** Its own level, if it is an `entry`: `error`, `warning` or `note`; null otherwise. */
  readonly level?: "error" | "warning" | "note" | null;
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly end_line: number;
  readonly end_column: number;
  readonly message: string;
  /** The models of an `entry`; empty for every other role. */
  readonly models: readonly string[];
  /** What to write instead of an `entry`; null if no suitable replacement is known. */
  readonly replacement?: string | null;
}

/** A suppression that hides a finding. */
export interface Suppression {
  readonly reason?: string | null;
  /** Whether a comment in the file suppresses it, not the configuration. */
  readonly inline: boolean;
}

/** The commits that have a finding. Commits are keys of `history.commits` of the document. */
export interface FindingHistory {
  /** The first commit that has it at this path. */
  readonly first_commit: string;
  /** The last one. */
  readonly last_commit: string;
  /** Whether the commit that is checked out has it. */
  readonly in_head: boolean;
  /** Those of `history.branches` that contain it. Empty: it is only in the past, and never fails the run. */
  readonly branches: readonly string[];
  /** The contents of the file that have it, by their first commit. */
  readonly versions: readonly Version[];
}

/** A content of a file that has a finding. */
export interface Version {
  /** The blob in git. */
  readonly blob: string;
  /** The line of the finding in it, 1-based. */
  readonly line: number;
  /** The first commit that has this content at the path of the finding. */
  readonly first_commit: string;
  /** The last one. */
  readonly last_commit: string;
}

/** How often the models of a finding were invoked. */
export interface FindingUsage {
  /** 0 if they were not seen, which is no proof that they are unused. */
  readonly invocations: number;
  /** The last day, ISO 8601; null if not known. */
  readonly last_seen?: string | null;
}

/** A reference to models. */
export interface Reference {
  /** The repository, in a merged report. */
  readonly repository?: string | null;
  /**
   * Relative to `root`, or in a merged report to the root of the repository, with `/`; absolute for a file
   * outside of it.
   */
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based, in code points. */
  readonly column: number;
  readonly end_line: number;
  /** One past the last character. */
  readonly end_column: number;
  /** Location in a notebook. */
  readonly cell?: Cell | null;
  /** The reference as written; invalid bytes are U+FFFD. */
  readonly text: string;
  readonly form: "base" | "profile" | "foundation-model-arn" | "inference-profile-arn" | "wildcard" | "symbol" | "opaque";
  readonly resolution: "exact" | "truncated" | "template" | "joined" | "regex" | "family" | "near" | "definition" | "none";
  /** Base IDs that it refers to. */
  readonly models: readonly string[];
  /** The full ID with context variant or older spelling, if it is not the base ID. */
  readonly variant?: string | null;
  /** Nearest known IDs, if it refers to no known model. */
  readonly candidates: readonly string[];
  /** Profile scope. */
  readonly scope?: string | null;
  /** The Region, if there is exactly one. */
  readonly region?: string | null;
  /** Source of the Regions: `arn`, `router`, `nearby`, `scope`, `flag`, `config`. */
  readonly region_source?: string | null;
  readonly context: "code" | "config" | "iac" | "iam" | "docs" | "comment" | "test" | "recording" | "registry" | "choice" | "deprecation";
  /** Number of the registry in the file that it is an entry of. */
  readonly registry?: number | null;
  /** `active`, `legacy`, `eol` or `unknown`. */
  readonly stage: "active" | "legacy" | "eol" | "unknown";
  readonly confidence: "low" | "medium" | "high";
}

/** A skipped file. */
export interface Skipped {
  /** The repository, in a merged report. */
  readonly repository?: string | null;
  readonly path: string;
  readonly reason: "binary" | "too-large" | "link" | "submodule" | "lfs-pointer" | "special-file" | "temporary-file" | "output";
}

/** A file or folder that could not be read, or an invalid suppression or ignore file. */
export interface FileError {
  /** The repository, in a merged report. */
  readonly repository?: string | null;
  readonly path: string;
  /** 1-based line, if the error has a position in the file. */
  readonly line?: number | null;
  /** 1-based column in code points. */
  readonly column?: number | null;
  readonly kind: "read" | "walk" | "panic" | "suppression" | "nothing-scanned" | "not-checked-out" | "ignore-file";
  readonly message: string;
}

/** The document of a report. */
export interface Report {
  /** Version of this layout: 1. */
  readonly schema_version: 1;
  /** The program that wrote it. */
  readonly tool: Tool;
  /** The catalog. */
  readonly catalog: CatalogVersion;
  /** The evaluation date, ISO 8601. */
  readonly as_of: string;
  /** What was judged. */
  readonly coverage: Coverage;
  /**
   * The repositories of a merged report: absent in that of a scan. Paths are then relative to the root of
   * their repository.
   */
  readonly repositories?: readonly Repository[];
  /**
   * The folder that all paths are relative to, as seen from the working directory of the run: `.`, `..`,
   * `../..`. It is the root of the repository that contains the working directory, else of the project, else
   * the working directory.
   */
  readonly root: string;
  /** The working directory of the run, relative to the root: `.`, `services/api`. */
  readonly cwd: string;
  /** What was looked at, in a report of a history: absent otherwise. */
  readonly history?: History | null;
  /** How often models were invoked, with `--usage`: absent otherwise. */
  readonly usage?: Usage | null;
  /** Whether an active finding is at or above `--fail-on`. */
  readonly failed: boolean;
  /** Whether everything was read and parsed. */
  readonly complete: boolean;
  /** Counts. */
  readonly summary: Counts;
  /** The models of the catalog that references refer to, by ID. */
  readonly models: readonly Model[];
  /** The sources that the dates of findings and models name, by short name. */
  readonly sources: { readonly [key: string]: SourceEntry };
  /** What to do, by the key in `advice` of a finding: most findings share a text with others. */
  readonly advice: { readonly [key: string]: string };
  /** Why replacements are not safe, by the keys in `replacement.reasons` of findings. */
  readonly reasons: { readonly [key: string]: string };
  /** Regions whose dates differ, by the key in `regions` of a finding. */
  readonly regions: { readonly [key: string]: readonly FindingRegion[] };
  /** The migration steps of findings, by the keys in their `steps`. */
  readonly steps: { readonly [key: string]: Step };
  /** Price comparisons, by the key in `replacement.price` of a finding. */
  readonly prices: { readonly [key: string]: Price };
  /** All findings, including suppressed and baselined ones, by path and position. */
  readonly findings: readonly Finding[];
  /** The inventory, if requested. */
  readonly references?: readonly Reference[] | null;
  /**
   * What was left out, by cause: findings hidden by a setting, a suppression or the baseline, and files and
   * folders not scanned (an excluded folder counts as one). Every cause has a number.
   */
  readonly left_out: { readonly [key: string]: number };
  /** Skipped files with known paths. */
  readonly skipped: readonly Skipped[];
  /** Files and folders that could not be read. */
  readonly errors: readonly FileError[];
  /** Counts of the run. */
  readonly stats: Stats;
}
