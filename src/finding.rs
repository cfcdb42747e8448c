//! What is told to the user about one reference: rule, level, place, message, replacement.
//!
//! Holds the table of rules. Which of them applies is decided in `judge`.

use std::cmp::Ordering;
use std::sync::Arc;

use jiff::civil::Date;

use crate::catalog::{Lifecycle, NamedBy, Stage, Text};
use crate::detect::{Confidence, Context, Form, Match, RegionOrigin, Resolution};
use crate::model_id::{ModelId, ProfileScope, Region};
pub(crate) use crate::source::by_components;
use crate::source::{Position, Span};

/// How much a finding matters, from least to most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Good to know.
    Note,
    /// Act before a date.
    Warning,
    /// Broken.
    Error,
}

impl Level {
    /// Every level, from least to most.
    pub const ALL: [Self; 3] = [Self::Note, Self::Warning, Self::Error];

    /// The word in reports, flags and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A rule of the tool.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// Kebab-case name, stable: `end-of-life`.
    pub id: &'static str,
    /// The level where neither context nor settings shift it.
    pub level: Level,
    /// One sentence: what it says.
    pub summary: &'static str,
    /// A paragraph or two in Markdown: why it matters and what to do.
    pub help: &'static str,
    /// Whether a finding of it is about a model reference, not about housekeeping.
    pub about_models: bool,
    /// AWS's page that defines what the rule speaks of; absent where the rule is the tool's own.
    pub page: Option<&'static str>,
}

const LIFECYCLE: &str = "https://docs.aws.amazon.com/bedrock/latest/userguide/model-lifecycle.html";
const MODELS: &str = "https://docs.aws.amazon.com/bedrock/latest/userguide/model-cards.html";
const PROFILES: &str = "https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles.html";

/// Every rule, in the order in which reports list them: what is worst first, housekeeping last.
pub static RULES: &[Rule] = &[
    Rule {
        id: "end-of-life",
        level: Level::Error,
        summary: "The model has reached its End-of-Life date: requests to it fail.",
        help: "AWS removes a model from its Regions on its End-of-Life date or soon after. Requests fail with \
`ResourceNotFoundException` (\"This model version has reached the end of its life\"), and nothing is moved \
to a successor by itself: agents, knowledge bases, flows and prompts that pin the model have to be changed one \
by one.\n\nReplace the reference by the model that the finding names, and go through its migration steps. \
Where the date is not stated by AWS itself, the finding is a warning.",
        about_models: true,
        page: Some(LIFECYCLE),
    },
    Rule {
        id: "end-of-life-soon",
        level: Level::Warning,
        summary: "The model reaches its End-of-Life date within the days of `--within` (default 90).",
        help: "From its End-of-Life date on, requests to the model fail. Plan the move now: request quotas for \
the replacement, test prompts against it, and re-index what an embedding model has written.\n\nThe number \
of days is set by `--within`.",
        about_models: true,
        page: Some(LIFECYCLE),
    },
    Rule {
        id: "extended-access",
        level: Level::Warning,
        summary: "The model is Legacy and in public extended access: its price may be higher.",
        help: "Public extended access is the last part of Legacy, at least three months before End-of-Life. \
Accounts that use the model keep it; its provider may raise the price. Everything that holds for `legacy` holds \
here too.",
        about_models: true,
        page: Some(LIFECYCLE),
    },
    Rule {
        id: "legacy",
        level: Level::Warning,
        summary: "The model is Legacy: closed to new customers, with an end to come.",
        help: "A Legacy model still answers accounts that use it. New customers cannot start; access may be lost \
after 15 days without use (AWS's documentation; its runtime message says 30); there is no new Provisioned \
Throughput, no new fine-tuning job, and no quota increase to be expected.\n\nMove before the End-of-Life date \
that the finding names.",
        about_models: true,
        page: Some(LIFECYCLE),
    },
    Rule {
        id: "model-policy",
        level: Level::Warning,
        summary: "The configuration bans the model, or does not allow it.",
        help: "A team's own rule, not AWS's: the configuration names models that must not be used, or the only \
ones that may be. Use an allowed model, or change the configuration.",
        about_models: true,
        page: None,
    },
    Rule {
        id: "unknown-model",
        level: Level::Warning,
        summary: "The text has the shape of a Bedrock model ID, and the catalog knows no such model.",
        help: "Bedrock answers an ID that does not exist with `ValidationException` (\"The provided model \
identifier is invalid\"). Where a known ID is near, it is named: versions, dates and the `-v1:0` at the end are \
easily lost. Where none is near, the finding is a note: the model may be newer than the catalog.",
        about_models: true,
        page: Some(MODELS),
    },
    Rule {
        id: "profile-required",
        level: Level::Note,
        summary: "The model can be invoked only through an inference profile, and the bare ID stands here.",
        help: "On-demand calls with the bare ID fail with `ValidationException` (\"on-demand throughput isn't \
supported\"). Write the ID or ARN of an inference profile, and allow both ARN kinds in IAM: the inference \
profile in the source Region and the foundation model in every Region that it routes to.\n\nThe bare ID is \
right where something else adds the scope.",
        about_models: true,
        page: Some(PROFILES),
    },
    Rule {
        id: "wildcard-end-of-life",
        level: Level::Warning,
        summary: "A pattern covers models that are End-of-Life.",
        help: "A pattern that covers only dead models allows nothing any more, and whatever relies on it fails: \
a warning. One that covers some dead models still works: a note that lists what it covers by stage.",
        about_models: true,
        page: Some(LIFECYCLE),
    },
    Rule {
        id: "opaque-reference",
        level: Level::Note,
        summary: "The ARN does not say which model is behind it.",
        help: "Application inference profiles, provisioned throughput, custom and imported models and prompt \
routers hide their model behind an identifier of the account. Look it up there, or hand the account's answer of \
`aws bedrock list-inference-profiles` to `catalog import`.",
        about_models: true,
        page: Some(PROFILES),
    },
    Rule {
        id: "unused-suppression",
        level: Level::Warning,
        summary: "A suppression hides nothing.",
        help: "The finding that it hid is gone, or it never fitted. Delete it, so that it cannot hide a later \
one by accident. Told on full scans only.",
        about_models: false,
        page: None,
    },
    Rule {
        id: "expired-suppression",
        level: Level::Warning,
        summary: "A suppression is past its `until` date and hides nothing any more.",
        help: "Mend what it hid, or give it a new date with a reason.",
        about_models: false,
        page: None,
    },
    Rule {
        id: "stale-baseline",
        level: Level::Warning,
        summary: "The baseline has accepted findings that no longer exist.",
        help: "Run `bedrock-eol baseline prune`, so that the same finding counts when it comes back. Told on \
full scans only.",
        about_models: false,
        page: None,
    },
    Rule {
        id: "catalog-stale",
        level: Level::Note,
        summary: "The catalog is older than `--max-catalog-age` (default 90 days) on the day judged for.",
        help: "Dates that AWS has announced since are not known, so models may be nearer to their end than the \
report says. Update bedrock-eol, or hand it a newer catalog with `--catalog`.",
        about_models: false,
        page: None,
    },
];

/// The rule with this ID; absent where there is none.
pub fn rule(id: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.id == id)
}

/// Where a reference stands. Locations are in the order of reports: by path, then by position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// Relative to the working directory, with `/`.
    pub path: String,
    /// First character.
    pub start: Position,
    /// One past the last character.
    pub end: Position,
    /// Byte range in the decoded text.
    pub span: Span,
    /// Place in a notebook, if the file is one.
    pub cell: Option<Cell>,
}

impl Ord for Location {
    fn cmp(&self, other: &Self) -> Ordering {
        let place = |of: &Self| (of.start, of.end, of.span, of.cell);
        by_components(&self.path, &other.path).then_with(|| place(self).cmp(&place(other)))
    }
}

impl PartialOrd for Location {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// A place in a notebook.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cell {
    /// 1-based number of the cell.
    pub cell: u32,
    /// 1-based line in the cell's source or output.
    pub line: u32,
    /// Whether it is an output of the cell, not its source.
    pub output: bool,
}

/// A few lines around a hit, cut to a window so that a minified line stays short.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snippet {
    /// 1-based number of the first line in `text`.
    pub first_line: u64,
    /// The lines, without a final newline; invalid bytes are U+FFFD.
    pub text: String,
    /// Bytes of `text` that are the hit.
    pub highlight: Span,
    /// 1-based column in code points of the first character of the hit's line as it stands in `text`:
    /// greater than 1 where the line was cut on the left.
    pub first_column: u64,
}

/// Lines and pieces of them in a [`Snippet`]: enough to recognise the place, never a minified file.
const SNIPPET_LINE_BYTES: usize = 200;
/// What is kept on either side of the hit where its line is longer than that.
const SNIPPET_SIDE_BYTES: usize = 72;
/// What is kept of a hit itself; only one that goes over several lines can be longer.
const SNIPPET_HIT_BYTES: usize = 600;

impl Snippet {
    /// Cuts the lines around `span` out of `text`, where `start` is the position of the span's first
    /// character: one line before, the hit, one line after. A long line is cut to a window and stands alone.
    ///
    /// The window depends on the bytes next to the hit only. `span` must lie within `text`.
    pub fn around(text: &[u8], span: Span, start: Position) -> Self {
        let hit_end = char_floor(text, span.start, span.end.min(span.start + SNIPPET_HIT_BYTES));
        let left = line_start(text, span.start);
        let right = line_end(text, hit_end);
        if right - left > SNIPPET_LINE_BYTES + (hit_end - span.start) {
            let from = char_ceil(text, left.max(span.start.saturating_sub(SNIPPET_SIDE_BYTES)), span.start);
            let to = char_floor(text, hit_end, right.min(hit_end + SNIPPET_SIDE_BYTES));
            return Self::assemble(text, (from, to), Span { start: span.start, end: hit_end }, start);
        }
        let before = line_start(text, left.saturating_sub(1));
        let from = if left - before > SNIPPET_LINE_BYTES { left } else { before };
        let next = (right + 1).min(text.len());
        let after = line_end(text, next);
        let to = if after - right > SNIPPET_LINE_BYTES || next == text.len() { right } else { after };
        Self::assemble(text, (from, to), Span { start: span.start, end: hit_end }, start)
    }

    fn assemble(text: &[u8], (from, to): (usize, usize), hit: Span, start: Position) -> Self {
        let before = String::from_utf8_lossy(&text[from..hit.start]);
        let inner = String::from_utf8_lossy(&text[hit.start..hit.end]);
        let after = String::from_utf8_lossy(&text[hit.end..to]);
        let lines_before = before.matches('\n').count() as u64;
        let own_line = before.rsplit('\n').next().unwrap_or_default();
        let shown_before = own_line.chars().count() as u64;
        let highlight = Span { start: before.len(), end: before.len() + inner.len() };
        Self {
            first_line: start.line.saturating_sub(lines_before).max(1),
            first_column: start.column.saturating_sub(shown_before).max(1),
            text: format!("{before}{inner}{}", after.strip_suffix('\r').unwrap_or(&after)),
            highlight,
        }
    }
}

/// How far a line is looked along: a little more than is shown, since a file may be one line of megabytes.
const SNIPPET_REACH: usize = SNIPPET_LINE_BYTES + 1;

/// Where the line that holds `at` begins, or a place in it that is too far away to be shown.
fn line_start(text: &[u8], at: usize) -> usize {
    let floor = at.saturating_sub(SNIPPET_REACH);
    memchr::memrchr(b'\n', &text[floor..at]).map_or(floor, |found| floor + found + 1)
}

/// Where the line that holds `at` ends, at its `\n` or the end of the text, or a place that is too far away.
fn line_end(text: &[u8], at: usize) -> usize {
    let limit = text.len().min(at + SNIPPET_REACH);
    memchr::memchr(b'\n', &text[at..limit]).map_or(limit, |found| at + found)
}

/// The first start of a character at or after `at`, not beyond `limit`.
fn char_ceil(text: &[u8], mut at: usize, limit: usize) -> usize {
    while at < limit && text[at] & 0xC0 == 0x80 {
        at += 1;
    }
    at
}

/// The last start of a character at or before `at`, not before `limit`.
fn char_floor(text: &[u8], limit: usize, mut at: usize) -> usize {
    while at > limit && at < text.len() && text[at] & 0xC0 == 0x80 {
        at -= 1;
    }
    at
}

/// A reference to models, judged or not: one row of the inventory.
#[derive(Clone, Debug, PartialEq)]
pub struct Reference {
    /// Where it stands.
    pub location: Location,
    /// The text as it stands; invalid bytes are U+FFFD.
    pub text: String,
    /// Its lines.
    pub snippet: Snippet,
    /// Its shape.
    pub form: Form,
    /// How its models were told.
    pub resolution: Resolution,
    /// Base IDs that are meant.
    pub models: Vec<ModelId>,
    /// The full ID with context variant or older spelling, where it is not the base ID.
    pub variant: Option<ModelId>,
    /// Nearest known IDs of something unknown.
    pub candidates: Vec<ModelId>,
    /// Profile scope.
    pub scope: Option<ProfileScope>,
    /// Region named for this reference.
    pub region: Option<(Region, RegionSource)>,
    /// Kind of place.
    pub context: Context,
    /// Registry of this file that it belongs to.
    pub registry: Option<u32>,
    /// How far to rely on it.
    pub confidence: Confidence,
    /// The worst stage among its models on the report's day, in the regions in question; absent where no
    /// model is told.
    pub stage: Option<Stage>,
}

impl Reference {
    /// The row of the inventory for a match, not yet judged: its stage is absent.
    pub fn new(found: Match, location: Location, text: String, snippet: Snippet) -> Self {
        Self {
            location,
            text,
            snippet,
            form: found.form,
            resolution: found.resolution,
            models: found.models,
            variant: found.variant,
            candidates: found.candidates,
            scope: found.scope,
            region: found.region.map(|(region, origin)| (region, RegionSource::Text(origin))),
            context: found.context,
            registry: found.registry,
            confidence: found.confidence,
            stage: None,
        }
    }
}

/// Where a region in question came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RegionSource {
    /// The text of the reference or of what surrounds it.
    Text(RegionOrigin),
    /// The profile's scope.
    Scope,
    /// `--region`.
    Flag,
    /// The configuration.
    Config,
}

impl RegionSource {
    /// The word in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text(RegionOrigin::Arn) => "arn",
            Self::Text(RegionOrigin::Router) => "router",
            Self::Text(RegionOrigin::Nearby) => "nearby",
            Self::Scope => "scope",
            Self::Flag => "flag",
            Self::Config => "config",
        }
    }
}

/// Dates of a model in one Region, as a finding tells them.
#[derive(Clone, Debug, PartialEq)]
pub struct RegionVerdict {
    /// The Region.
    pub region: Region,
    /// The stage there on the report's day.
    pub stage: Stage,
    /// The dates there.
    pub lifecycle: Lifecycle,
}

/// What to write instead.
#[derive(Clone, Debug, PartialEq)]
pub struct ChosenReplacement {
    /// Base ID of the new model.
    pub model: ModelId,
    /// The text to write in place of the reference, in its form.
    pub text: String,
    /// Who chose the model.
    pub named_by: NamedBy,
    /// Whether only the ID changes.
    pub drop_in: bool,
    /// When it will itself end, if that is known.
    pub eol: Option<Date>,
    /// The next best, where there is one.
    pub runner_up: Option<RunnerUp>,
    /// What to know before taking it.
    pub note: Option<String>,
}

/// The model that is next best, as it would be written in place of the reference.
#[derive(Clone, Debug, PartialEq)]
pub struct RunnerUp {
    /// Base ID.
    pub model: ModelId,
    /// The text to write, in the form of the reference.
    pub text: String,
}

/// Another place that has to change with the finding.
#[derive(Clone, Debug, PartialEq)]
pub struct Related {
    /// Where.
    pub location: Location,
    /// Why.
    pub message: String,
}

/// A step of the move to the replacement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Name of the migration in `rules/migrations.yaml`.
    pub id: Text,
    /// What to do.
    pub change: Text,
    /// What there is to know about this move alone; absent where the change says it all.
    pub detail: Option<StepDetail>,
    /// Where that is stated, in words.
    pub source: Text,
}

/// What a step means for one new model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepDetail {
    /// Display name of the model.
    pub model: Text,
    /// Names in Service Quotas with their codes, in backticks and parentheses.
    pub quotas: Vec<String>,
}

impl std::fmt::Display for StepDetail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "For {}: {}.", self.model, self.quotas.join(", "))
    }
}

impl Step {
    /// The change and its detail.
    pub fn text(&self) -> String {
        match &self.detail {
            Some(detail) => format!("{} {detail}", self.change),
            None => self.change.to_string(),
        }
    }
}

/// What became of a finding after suppressions and the baseline.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Disposition {
    /// It counts.
    #[default]
    Active,
    /// An inline comment or the configuration hides it.
    Suppressed {
        /// The reason that was given.
        reason: Option<String>,
        /// Whether a comment in the file does it, not the configuration.
        inline: bool,
    },
    /// The baseline has accepted it.
    Baselined,
}

/// One finding: a reference and its verdict.
///
/// What is said alike of many references is held once: a file can have a hundred thousand.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// What it is about; the row of the inventory.
    pub reference: Arc<Reference>,
    /// The rule.
    pub rule: &'static Rule,
    /// The level after all shifts.
    pub level: Level,
    /// The dates that decided, of the worst model.
    pub lifecycle: Option<Arc<Lifecycle>>,
    /// Regions in question, or those that differ from the main ones.
    pub regions: Arc<[RegionVerdict]>,
    /// What is wrong, in a sentence with dates.
    pub message: Arc<str>,
    /// The message without the Regions that differ and without the effect, for formats that tell these once
    /// for several findings; empty where the message has neither.
    pub brief: Arc<str>,
    /// What to do, in a sentence or two.
    pub help: Arc<str>,
    /// What to write instead; absent where there is none, which `help` explains.
    pub replacement: Option<Arc<ChosenReplacement>>,
    /// Steps of the move.
    pub steps: Arc<[Step]>,
    /// Other places that have to change.
    pub related: Vec<Related>,
    /// Stable hash of path, model and surrounding text; 16 lower-case hex digits.
    pub fingerprint: String,
    /// The same without the path, so that a rename keeps it.
    pub content_fingerprint: String,
    /// Whether it counts.
    pub disposition: Disposition,
}

impl Finding {
    /// A finding about the run itself: a suppression, the baseline, the catalog. It is judged by no catalog
    /// and names no model; `text` is what it speaks of.
    pub fn housekeeping(rule: &'static Rule, location: Location, text: String, message: String) -> Self {
        let snippet = Snippet {
            first_line: location.start.line,
            highlight: Span { start: 0, end: text.len() },
            text: text.clone(),
            first_column: location.start.column,
        };
        let reference = Reference {
            location,
            text,
            snippet,
            form: Form::Opaque,
            resolution: Resolution::None,
            models: Vec::new(),
            variant: None,
            candidates: Vec::new(),
            scope: None,
            region: None,
            context: Context::Config,
            registry: None,
            confidence: Confidence::High,
            stage: None,
        };
        Self {
            reference: Arc::new(reference),
            rule,
            level: rule.level,
            lifecycle: None,
            regions: Arc::default(),
            message: message.into(),
            brief: Arc::default(),
            help: rule.help.split("\n\n").next().unwrap_or_default().into(),
            replacement: None,
            steps: Arc::default(),
            related: Vec::new(),
            fingerprint: String::new(),
            content_fingerprint: String::new(),
            disposition: Disposition::Active,
        }
    }

    /// The short message, or the message where there is no shorter one.
    pub fn brief(&self) -> &str {
        if self.brief.is_empty() { &self.message } else { &self.brief }
    }

    /// Whether it counts for the level that makes a run fail.
    pub fn is_active(&self) -> bool {
        self.disposition == Disposition::Active
    }
}
