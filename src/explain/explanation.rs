//! What is known about one model, as data.

use jiff::civil::Date;
use serde::Serialize;

use crate::catalog::{Call, Lifecycle};
use crate::finding::ReplacementPolicy;

/// What is known about one text.
#[derive(Clone, Debug, Serialize)]
pub struct Explanation {
    /// Version of this JSON.
    pub schema_version: u32,
    /// The text, as it was given.
    pub asked: String,
    /// Version of the catalog.
    pub catalog_version: String,
    /// The day of the catalog's freshest fact.
    pub catalog_as_of: Date,
    /// The day that is judged for.
    pub as_of: Date,
    /// The Region in question, where the text or the user names exactly one.
    pub region: Option<String>,
    /// The form of the text: the words of [`crate::detect::Form`].
    pub form: crate::detect::Form,
    /// What the text is, in a sentence or two.
    pub meaning: String,
    /// What to do where the text alone does not tell the model.
    pub how_to_resolve: Option<String>,
    /// The models that it denotes, in ascending order of their IDs.
    pub models: Vec<ModelFacts>,
}

/// Everything known about one model.
#[derive(Clone, Debug, Serialize)]
pub struct ModelFacts {
    /// Base ID.
    pub id: String,
    /// Display name.
    pub name: String,
    /// Display name of the provider.
    pub provider: String,
    /// `text`, `embedding`.
    pub modality: &'static str,
    /// What it takes in: `text`, `image`, `video`, `audio`; empty where that is not known.
    pub inputs: Vec<&'static str>,
    /// Vector sizes of an embedding model, its default first.
    pub dimensions: Vec<u32>,
    /// The stage in the Region in question, else in the main Regions: `active`, `legacy`, `eol`, `unknown`.
    pub stage: &'static str,
    /// Whether the catalog can tell that it is not offered in the Region in question.
    pub not_offered: bool,
    /// Whether the dates are those of the main Regions, for want of any of the Region in question, which is in
    /// another partition.
    pub undated: bool,
    /// Whether it is in public extended access.
    pub in_extended_access: bool,
    /// Days to End-of-Life: 0 on the day, negative after it, absent where no date is known.
    pub days_to_eol: Option<i32>,
    /// The dates, in their order.
    pub dates: Vec<DateFact>,
    /// The promised length of Legacy.
    pub legacy_period: Option<&'static str>,
    /// Regions with dates of their own, those with equal dates together.
    pub regions: Vec<RegionFacts>,
    /// Whether and where the bare ID can be invoked, in words.
    pub on_demand: String,
    /// Its inference profiles.
    pub profiles: Vec<ProfileFact>,
    /// Other spellings.
    pub variants: Vec<String>,
    /// Constants of libraries that stand for it, as `library: constant`.
    pub constants: Vec<String>,
    /// What to move to; absent where nothing fits.
    pub replacement: Option<ReplacementFacts>,
    /// Why there is no replacement, where there is none.
    pub no_replacement: Option<String>,
    /// The name of the model of which a move was asked about.
    pub to: Option<String>,
    /// What else changes with that move, or else with one to the replacement.
    pub steps: Vec<StepFact>,
    /// What holds in this stage, by AWS's rules.
    pub rules: Vec<String>,
    /// What the runtime answers, now or once the model is gone.
    pub runtime_errors: Vec<ErrorFact>,
    /// Anything else a person should know.
    pub notes: Option<String>,
    /// How far the row can be trusted: `aws`, `third-party`, `inferred`.
    pub confidence: &'static str,
    /// Where all this is from: the sources of the row, then those of the steps.
    pub sources: Vec<SourceFact>,
    /// The dates that the stage is told by.
    #[serde(skip)]
    pub(super) lifecycle: Lifecycle,
}

/// A date of a model.
#[derive(Clone, Debug, Serialize)]
pub struct DateFact {
    /// `launched`, `legacy`, `extended_access`, `eol`, `eol_not_before`, or `seen` for a status without dates.
    pub what: &'static str,
    /// The same in words.
    pub words: String,
    /// The day.
    pub day: Date,
    /// `aws`, `third-party`, `inferred`.
    pub evidence: &'static str,
    /// Short name of its source.
    pub source: String,
}

/// Regions with the same dates of their own.
#[derive(Clone, Debug, Serialize)]
pub struct RegionFacts {
    /// The Regions.
    pub regions: Vec<String>,
    /// The stage there.
    pub stage: &'static str,
    /// The dates there, without the launch.
    pub dates: Vec<DateFact>,
}

/// An inference profile.
#[derive(Clone, Debug, Serialize)]
pub struct ProfileFact {
    /// `us.amazon.nova-lite-v1:0`.
    pub id: String,
    /// How it is known that it exists.
    pub evidence: &'static str,
    /// From how many Regions it can be called, as far as the catalog lists them; 0 where it does not.
    pub regions: usize,
    /// From where it can be called, and where it then processes data; empty where the catalog lists neither.
    pub routes: Vec<RouteFact>,
    /// The same in words, for the Region in question where there is one.
    #[serde(skip)]
    pub reach: String,
}

/// Source Regions of a profile that share their destination Regions.
#[derive(Clone, Debug, Serialize)]
pub struct RouteFact {
    /// The Regions from which requests come.
    pub from: Vec<String>,
    /// The Regions in which they may be processed; empty for any of the partition.
    pub to: Vec<String>,
    /// Short name of the source.
    pub source: String,
}

/// The model to move to.
#[derive(Clone, Debug, Serialize)]
pub struct ReplacementFacts {
    /// Base ID.
    pub model: String,
    /// Display name.
    pub name: String,
    /// What to write in place of the text.
    pub text: String,
    /// How that calls the model.
    #[serde(skip)]
    pub call: Call,
    /// `aws` or `catalog`.
    pub named_by: &'static str,
    /// Whether only the ID changes.
    pub drop_in: bool,
    /// Why it is valid, condition by condition.
    pub why: Vec<String>,
    /// What to know before taking it.
    pub note: Option<String>,
    /// `least-change` or `longest-life`: the policy by which it comes first; absent where both choose it.
    pub policy: Option<ReplacementPolicy>,
    /// Base ID of the other policy's choice where that differs, else of the next best.
    pub runner_up: Option<String>,
    /// What to write in place of the text for it.
    pub runner_up_text: Option<String>,
    /// The policy that chooses it; absent where it is only the next best.
    pub runner_up_policy: Option<ReplacementPolicy>,
    /// What distinguishes it, a clause.
    pub runner_up_note: Option<String>,
    /// The last four in a sentence.
    #[serde(skip)]
    pub runner_up_sentence: Option<String>,
}

/// Something else that has to change.
#[derive(Clone, Debug, Serialize)]
pub struct StepFact {
    /// Name of the row.
    pub id: String,
    /// What to do.
    pub change: String,
    /// The place in which it applies, in words; absent where it always does.
    pub when: Option<String>,
    /// Its source, in words.
    pub source: String,
    /// Short name of its source.
    pub source_id: String,
}

/// An answer of the runtime.
#[derive(Clone, Debug, Serialize)]
pub struct ErrorFact {
    /// The exception's name.
    pub exception: String,
    /// How its text begins.
    pub text: String,
    /// When it comes.
    pub when: String,
}

/// A source.
#[derive(Clone, Debug, Serialize)]
pub struct SourceFact {
    /// Short name.
    pub id: String,
    /// In words.
    pub title: String,
    /// Where it can be looked up.
    pub url: Option<String>,
    /// The day of the capture.
    pub retrieved: Option<Date>,
    /// How far it can be relied on.
    pub evidence: &'static str,
}

/// A text that denotes nothing known.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{text:?} is no model ID, ARN or constant that the catalog knows{}", near(.nearest))]
pub struct Unknown {
    /// What was asked for.
    pub text: String,
    /// Known IDs and constants that are near, best first.
    pub nearest: Vec<String>,
}

fn near(nearest: &[String]) -> String {
    if nearest.is_empty() {
        return "; `bedrock-eol catalog list` has all IDs".to_owned();
    }
    format!("; did you mean {}?", nearest.join(", "))
}
