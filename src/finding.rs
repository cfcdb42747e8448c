//! Findings: what is reported about one reference, with rule, level, location, message and replacement.
//!
//! The table of rules is in `rules`; `judge` decides which one applies.

mod applicability;
mod hash;
mod level;
mod rules;
mod snippet;

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::Date;

use crate::catalog::{Call, ChosenBy, Lifecycle, Stage, Text};
use crate::model_id::{ModelId, ProfileScope, Region};
use crate::reference::{
    Confidence, Context, Declared, Form, Match, RegionOrigin, Resolution, ScopeBefore,
    SharedRequests,
};
use crate::source::{Position, Span, by_components};

pub use applicability::{Applicability, EditReview};
pub(crate) use hash::hash;
pub use hash::{Fingerprint, fnv1a_64};
pub use level::Level;
pub use rules::{RULES, Rule, RuleId, rule};
pub use snippet::Snippet;

/// Location of a reference. Ordered as in reports: by path, then by position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// Relative to the working directory, with `/`.
    pub path: Arc<str>,
    /// First character.
    pub start: Position,
    /// One past the last character.
    pub end: Position,
    /// Byte range in the decoded text.
    pub span: Span,
    /// Location in a notebook, if the file is one.
    pub cell: Option<Cell>,
}

impl Ord for Location {
    fn cmp(&self, other: &Self) -> Ordering {
        let position = |of: &Self| (of.start, of.end, of.span, of.cell);
        by_components(&self.path, &other.path).then_with(|| position(self).cmp(&position(other)))
    }
}

impl PartialOrd for Location {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Location in a notebook.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cell {
    /// 1-based number of the cell.
    pub cell: u32,
    /// 1-based line in the cell's source or output.
    pub line: u32,
    /// Whether it is an output of the cell, not its source.
    pub output: bool,
}

/// A reference to models, judged or not: one row of the inventory.
#[derive(Clone, Debug, PartialEq)]
pub struct Reference {
    /// Its location.
    pub location: Location,
    /// The reference as written; invalid bytes are U+FFFD.
    pub text: Arc<str>,
    /// The lines around it.
    pub snippet: Snippet,
    /// How it is written.
    pub form: Form,
    /// How its models were found.
    pub resolution: Resolution,
    /// Base IDs that it refers to.
    pub models: Arc<[ModelId]>,
    /// The full ID with context variant or older spelling, if it is not the base ID.
    pub variant: Option<Box<ModelId>>,
    /// Nearest known IDs, if it refers to no known model.
    pub candidates: Box<[ModelId]>,
    /// Profile scope.
    pub scope: Option<ProfileScope>,
    /// Region of this reference, if the text sets one.
    pub region: Option<(Region, RegionSource)>,
    /// Its context.
    pub context: Context,
    /// Registry of the file that it belongs to.
    pub registry: Option<u32>,
    /// Confidence that it is a reference to a model.
    pub confidence: Confidence,
    /// The worst stage of its models on the report's date, in the Regions found; absent if it has no models.
    pub stage: Option<Stage>,
    /// Name that it is the definition of.
    pub declared: Option<Arc<Declared>>,
    /// Number of the followed definition that it is a use of.
    pub definition: Option<u32>,
    /// The requests in which its file uses the model, in the order of the file; empty where none can be seen.
    pub requests: SharedRequests,
    /// The scope that the program puts before it, or before the name that it defines.
    pub scope_before: Option<Box<ScopeBefore>>,
}

impl Reference {
    /// The inventory row of a match before it is judged: without a stage.
    pub fn new(matched: Match, location: Location, text: Arc<str>, snippet: Snippet) -> Self {
        let Match {
            found,
            context,
            registry,
            declared,
            purpose: _,
            through_mantle: _,
            in_model_arn: _,
            scope_before,
            has_own_provider: _,
            statement: _,
            project_regions: _,
            requests,
            linked_requests: _,
        } = matched;
        Self {
            location,
            text,
            snippet,
            form: found.form,
            resolution: found.resolution,
            models: found.models.into(),
            variant: found.variant.map(Box::new),
            candidates: found.candidates.into(),
            scope: found.scope,
            region: found
                .region
                .map(|(region, origin)| (region, RegionSource::Text(origin))),
            context,
            registry,
            confidence: found.confidence,
            stage: None,
            declared,
            definition: found.definition,
            requests,
            scope_before: scope_before.map(Box::new),
        }
    }
}

/// Source of a Region.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RegionSource {
    /// The reference or the text around it.
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

/// Dates of a model in one Region, as part of a finding.
#[derive(Clone, Debug, PartialEq)]
pub struct RegionVerdict {
    /// The Region.
    pub region: Region,
    /// The stage there on the report's date.
    pub stage: Stage,
    /// The dates there.
    pub lifecycle: Lifecycle,
}

/// What a sentence about a replacement begins with, where the model is named in a context.
pub(crate) fn advice_lead(context: Context) -> &'static str {
    match context {
        Context::Iam => "Allow",
        Context::Deprecation => "The replacement is",
        // Nobody edits a recording.
        Context::Recording => "Repeat the recording once the code uses",
        _ => "Use",
    }
}

/// What to write instead.
#[derive(Clone, Debug, PartialEq)]
pub struct ChosenReplacement {
    /// Base ID of the new model.
    pub model: ModelId,
    /// The text to write instead of the reference, in its form.
    pub text: String,
    /// How that text invokes the model.
    pub call: Call,
    /// The profile scope in the text; absent if it has none or leaves it open.
    pub scope: Option<String>,
    /// Whether requests with that text go to the endpoint bedrock-mantle, which has permissions and quotas of its own.
    pub through_mantle: bool,
    /// Who chose the model.
    pub named_by: ChosenBy,
    /// Whether only the ID changes.
    pub drop_in: bool,
    /// How far the text can be written without a decision by a person.
    pub review: EditReview,
    /// Its own End-of-Life, if known.
    pub eol: Option<Date>,
    /// Its price compared with that of the old model; absent if a price is not known or the units differ.
    pub price: Option<PriceComparison>,
    /// The policy that recommends it; absent if both do.
    pub policy: Option<ReplacementPolicy>,
    /// The choice of the other policy if it differs, else the next best.
    pub runner_up: Option<RunnerUp>,
    /// What to know before using it.
    pub note: Option<String>,
}

/// List prices of two models in US dollars, of one class and unit.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct PriceComparison {
    /// What is counted: `1M tokens`.
    pub unit: String,
    /// The scope or Region that the prices are for; `base` without either.
    pub class: String,
    /// The size of a request beyond which the new model costs more: `100k tokens`.
    pub up_to: Option<String>,
    /// Input and output of the old model.
    pub old: (Option<String>, Option<String>),
    /// Input and output of the new model.
    pub new: (Option<String>, Option<String>),
    /// The `id` of the source.
    pub source: String,
    /// The day of its capture.
    pub retrieved: Option<Date>,
}

/// The next best replacement, as it would be written instead of the reference.
#[derive(Clone, Debug, PartialEq)]
pub struct RunnerUp {
    /// Base ID.
    pub model: ModelId,
    /// The text to write, in the form of the reference.
    pub text: String,
    /// The policy that chooses it; absent where it is only the next best.
    pub policy: Option<ReplacementPolicy>,
    /// What distinguishes it, a clause: `no End-of-Life before 2027-09-28`.
    pub note: Option<String>,
}

impl RunnerUp {
    /// The model with the policy that chooses it, in a sentence.
    pub fn sentence(&self) -> String {
        let title = match self.policy {
            Some(ReplacementPolicy::LeastChange) => "Least change",
            Some(ReplacementPolicy::LongestLife) => "Longest life",
            None => "Next best",
        };
        let note = self
            .note
            .as_ref()
            .map_or(String::new(), |note| format!(" ({note})"));
        format!("{title}: `{}`{note}.", self.text)
    }
}

/// Which of several valid replacements is proposed first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ReplacementPolicy {
    /// The one that needs the fewest changes: the same family, few newly rejected parameters.
    #[default]
    LeastChange,
    /// The one whose End-of-Life is expected last.
    LongestLife,
}

impl ReplacementPolicy {
    /// The word for it: `least-change`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::LeastChange => "least-change",
            Self::LongestLife => "longest-life",
        }
    }

    /// In words: `least change`.
    pub fn words(self) -> &'static str {
        match self {
            Self::LeastChange => "least change",
            Self::LongestLife => "longest life",
        }
    }

    /// Why it proposes a model, as the end of a sentence about that model.
    #[must_use]
    pub fn reason(self) -> &'static str {
        match self {
            Self::LeastChange => "it needs the fewest changes",
            Self::LongestLife => "its End-of-Life is expected last",
        }
    }

    /// The other one.
    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Self::LeastChange => Self::LongestLife,
            Self::LongestLife => Self::LeastChange,
        }
    }
}

/// Another location that belongs to the finding.
#[derive(Clone, Debug, PartialEq)]
pub struct Related {
    /// Its location.
    pub location: Location,
    /// How it relates to the finding.
    pub role: RelatedRole,
    /// Why.
    pub message: String,
    /// What the entry of a collection is, by the finding that it had of its own; absent for every other role.
    pub entry: Option<ListEntry>,
    /// The Region that the location sets or refers to a model in; absent for every other role than
    /// [`RelatedRole::Region`].
    pub region: Option<Region>,
    /// Whether it is the name of a parameter without which the request keeps its meaning: the model then uses its default.
    pub is_removable: bool,
}

impl Related {
    /// A location outside of a collection.
    pub fn new(location: Location, role: RelatedRole, message: String) -> Self {
        Self {
            location,
            role,
            message,
            entry: None,
            region: None,
            is_removable: false,
        }
    }
}

/// An entry of a collection whose model is Legacy or later.
#[derive(Clone, Debug, PartialEq)]
pub struct ListEntry {
    /// The models that it can refer to.
    pub models: Arc<[ModelId]>,
    /// The rule that applies to it.
    pub rule: &'static Rule,
    /// Its own level.
    pub level: Level,
    /// What to write instead; absent if no suitable replacement is known.
    pub replacement: Option<String>,
}

/// How a related location relates to its finding. The names are those of the JSON report.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum RelatedRole {
    /// It also has to change when the model is replaced.
    Change,
    /// An entry of the same collection; the first is where the finding is.
    Entry,
    /// The definition of the name that the finding uses.
    Definition,
    /// A use of the name that the finding defines.
    Use,
    /// Where the project sets the Region that chose the replacement.
    Region,
    /// A finding that the change silences.
    Silenced,
}

/// A migration step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// ID of the migration in `rules/migrations.yaml`.
    pub id: Text,
    /// What to do.
    pub change: Text,
    /// What applies to this migration only; absent if the change says everything.
    pub detail: Option<StepDetail>,
    /// The source, in words.
    pub source: Text,
}

/// Details of a step for one new model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepDetail {
    /// Display name of the model.
    pub model: Text,
    /// Phrases in Markdown: names in Service Quotas with their codes, or where a profile processes data.
    pub items: Vec<String>,
}

impl std::fmt::Display for StepDetail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "For {}: {}.", self.model, self.items.join("; "))
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

/// Whether a finding counts, after suppressions and the baseline.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Disposition {
    /// It counts.
    #[default]
    Active,
    /// A suppression comment or the configuration hides it.
    Suppressed {
        /// The reason of the suppression.
        reason: Option<String>,
        /// Whether a comment in the file hides it, not the configuration.
        inline: bool,
    },
    /// The baseline has accepted it.
    Baselined,
}

/// One finding: a reference and its verdict.
///
/// Text that many references share is stored once: a file can have a hundred thousand.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The reference; a row of the inventory.
    pub reference: Arc<Reference>,
    /// The rule.
    pub rule: &'static Rule,
    /// The level after context and settings.
    pub level: Level,
    /// The deciding dates, of the worst model.
    pub lifecycle: Option<Arc<Lifecycle>>,
    /// Regions found, or those whose dates differ from the main ones.
    pub regions: Arc<[RegionVerdict]>,
    /// What is wrong, in a sentence with dates.
    pub message: Arc<str>,
    /// The message without the differing Regions and the effect, for formats that group findings; empty if the message has
    /// neither.
    pub brief: Arc<str>,
    /// What to do, in a sentence or two.
    pub help: Arc<str>,
    /// What to write instead; if absent, `help` has the reason.
    pub replacement: Option<Arc<ChosenReplacement>>,
    /// Migration steps.
    pub steps: Arc<[Step]>,
    /// Other locations that have to change.
    pub related: Vec<Related>,
    /// Stable hash of path, model and surrounding text.
    pub fingerprint: Fingerprint,
    /// The same without the path, so that it survives a rename.
    pub content_fingerprint: Fingerprint,
    /// Whether it counts.
    pub disposition: Disposition,
}

impl Finding {
    /// The models that it is about: those of its reference and, for a collection, those of its entries.
    pub fn about(&self) -> BTreeSet<&ModelId> {
        let entries = self
            .related
            .iter()
            .filter_map(|related| related.entry.as_ref());
        entries
            .flat_map(|entry| entry.models.iter())
            .chain(self.reference.models.iter())
            .collect()
    }

    /// Whether what the requests of both have to change is the same: they are about one model, the replacement if there is
    /// one.
    pub(crate) fn has_same_target(&self, other: &Self) -> bool {
        let target = |of: &Self| of.replacement.as_ref().map(|chosen| chosen.model.clone());
        target(self) == target(other) && self.reference.models == other.reference.models
    }

    /// A finding about the run itself: a suppression, the baseline, the catalog. It has no models; `text` is what it is
    /// about.
    pub fn housekeeping(
        rule: &'static Rule,
        location: Location,
        text: String,
        message: String,
    ) -> Self {
        let snippet = Snippet {
            first_line: location.start.line,
            highlight: Span {
                start: 0,
                end: text.len(),
            },
            text: text.as_str().into(),
            first_column: location.start.column,
        };
        let reference = Reference {
            location,
            text: text.into(),
            snippet,
            form: Form::Opaque,
            resolution: Resolution::None,
            models: Arc::default(),
            variant: None,
            candidates: Box::default(),
            scope: None,
            region: None,
            context: Context::Config,
            registry: None,
            confidence: Confidence::High,
            stage: None,
            declared: None,
            definition: None,
            requests: SharedRequests::default(),
            scope_before: None,
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
            fingerprint: Fingerprint::default(),
            content_fingerprint: Fingerprint::default(),
            disposition: Disposition::Active,
        }
    }

    /// The short message, or the message if there is no shorter one.
    pub fn brief(&self) -> &str {
        if self.brief.is_empty() {
            &self.message
        } else {
            &self.brief
        }
    }

    /// The text to write instead, if writing it is all that is needed. Tools apply such edits unseen.
    pub fn safe_edit(&self) -> Option<&str> {
        let chosen = self.replacement.as_ref()?;
        (chosen.review.applicability() == Applicability::Safe).then_some(chosen.text.as_str())
    }

    /// Whether it counts for the level that makes a run fail.
    pub fn is_active(&self) -> bool {
        self.disposition == Disposition::Active
    }
}

#[cfg(test)]
mod tests {
    use super::{Finding, Location, Reference};

    /// A file can have a million findings. What findings share is stored once: these sizes, the text of the snippet and
    /// the bytes of the allocator are what each of them takes. One that grows has to be worth a megabyte per byte.
    #[cfg(target_pointer_width = "64")]
    #[test]
    fn a_finding_and_its_reference_need_little_memory() {
        let sizes = [
            size_of::<Location>(),
            size_of::<Reference>(),
            size_of::<Finding>(),
        ];
        assert_eq!(sizes, [80, 288, 208]);
    }
}
