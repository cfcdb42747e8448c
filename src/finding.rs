//! What is told to the user about one reference: rule, level, place, message, replacement.
//!
//! Holds the table of rules. Which of them applies is decided in `judge`.

use jiff::civil::Date;

use crate::catalog::{Lifecycle, NamedBy, Stage};
use crate::detect::{Confidence, Context, Form, RegionOrigin, Resolution};
use crate::model_id::{ModelId, ProfileScope, Region};
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
}

/// Where a reference stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
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
    /// The next best model, where there is one.
    pub runner_up: Option<ModelId>,
    /// What to know before taking it.
    pub note: Option<String>,
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
    pub id: String,
    /// What to do.
    pub change: String,
    /// Where that is stated, in words.
    pub source: String,
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
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// What it is about.
    pub reference: Reference,
    /// The rule.
    pub rule: &'static Rule,
    /// The level after all shifts.
    pub level: Level,
    /// The dates that decided, of the worst model.
    pub lifecycle: Option<Lifecycle>,
    /// Regions in question, or those that differ from the main ones.
    pub regions: Vec<RegionVerdict>,
    /// What is wrong, in a sentence with dates.
    pub message: String,
    /// What to do, in a sentence or two.
    pub help: String,
    /// What to write instead; absent where there is none, which `help` explains.
    pub replacement: Option<ChosenReplacement>,
    /// Steps of the move.
    pub steps: Vec<Step>,
    /// Other places that have to change.
    pub related: Vec<Related>,
    /// Stable hash of path, model and surrounding text; 16 lower-case hex digits.
    pub fingerprint: String,
    /// The same without the path, so that a rename keeps it.
    pub content_fingerprint: String,
    /// Whether it counts.
    pub disposition: Disposition,
}
