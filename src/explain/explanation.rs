//! What is known about one model, as data.

use jiff::civil::Date;
use serde::Serialize;

use crate::catalog::{Call, Lifecycle};
use crate::finding::{PriceComparison, ReplacementPolicy};

/// Everything known about one text.
#[derive(Clone, Debug, Serialize)]
pub struct Explanation {
    /// Version of this JSON format.
    pub schema_version: u32,
    /// The text as given.
    pub asked: String,
    /// Version of the catalog.
    pub catalog_version: String,
    /// The date of the catalog's latest source.
    pub catalog_as_of: Date,
    /// The evaluation date.
    pub as_of: Date,
    /// The Region, if the text or the user sets exactly one.
    pub region: Option<String>,
    /// How the text is written: `base`, `profile`, `wildcard` and so on, as `form` of the JSON report.
    pub form: crate::reference::Form,
    /// What the text is, in one or two sentences.
    pub meaning: String,
    /// How to find the model, if the text does not contain it.
    pub how_to_resolve: Option<String>,
    /// The models that the text refers to, in ascending order of their IDs.
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
    /// Input types: `text`, `image`, `video`, `audio`; empty if not known.
    pub inputs: Vec<&'static str>,
    /// Vector sizes of an embedding model, the default first.
    pub dimensions: Vec<u32>,
    /// The stage in the Region, else in the main Regions: `active`, `legacy`, `eol`, `unknown`.
    pub stage: &'static str,
    /// Whether the catalog knows that it is not offered in the Region.
    pub not_offered: bool,
    /// Whether the dates are those of the main Regions because the catalog has none for the Region, which is in another
    /// partition.
    pub undated: bool,
    /// Whether it is in public extended access.
    pub in_extended_access: bool,
    /// Days to End-of-Life: 0 on the day, negative after it, absent if no date is known.
    pub days_to_eol: Option<i32>,
    /// The dates, in chronological order of stages.
    pub dates: Vec<DateFact>,
    /// The promised length of Legacy.
    pub legacy_period: Option<&'static str>,
    /// Regions with dates of their own, grouped by equal dates.
    pub regions: Vec<RegionFacts>,
    /// Whether and where the bare ID can be invoked, in words.
    pub on_demand: String,
    /// Its inference profiles.
    pub profiles: Vec<ProfileFact>,
    /// Other spellings.
    pub variants: Vec<String>,
    /// List prices in US dollars, by class of Region or profile.
    pub prices: Vec<PriceFact>,
    /// Constants of libraries for it, as `library: constant`.
    pub constants: Vec<String>,
    /// The recommended replacement; absent if none exists.
    pub replacement: Option<ReplacementFacts>,
    /// The reason if there is no replacement.
    pub no_replacement: Option<String>,
    /// Name of the model given with `--to`.
    pub to: Option<String>,
    /// What else changes with the migration to that model, or else to the replacement.
    pub steps: Vec<StepFact>,
    /// AWS's rules for this stage.
    pub rules: Vec<String>,
    /// Error messages of the runtime, now or after End-of-Life.
    pub runtime_errors: Vec<ErrorFact>,
    /// Other notes.
    pub notes: Option<String>,
    /// Evidence of the row: `aws`, `third-party`, `inferred`.
    pub confidence: &'static str,
    /// Sources of the row, then those of the steps.
    pub sources: Vec<SourceFact>,
    /// The dates that determine the stage.
    #[serde(skip)]
    pub(super) lifecycle: Lifecycle,
}

impl ModelFacts {
    /// The replacement, if the model has an end: it is Legacy or End-of-Life somewhere, or its End-of-Life is announced. To
    /// replace a model that stays Active is nobody's task.
    pub fn replacement_of_ending(&self) -> Option<&ReplacementFacts> {
        let ends = |stage: &str, dates: &[DateFact]| {
            stage != "active" || dates.iter().any(|date| date.what == "eol")
        };
        let in_a_region = || self.regions.iter().any(|of| ends(of.stage, &of.dates));
        let is_ending = ends(self.stage, &self.dates) || in_a_region();
        self.replacement.as_ref().filter(|_| is_ending)
    }
}

/// A date of a model.
#[derive(Clone, Debug, Serialize)]
pub struct DateFact {
    /// `launched`, `legacy`, `extended_access`, `eol`, `eol_not_before`, or `seen` for a stage without dates.
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
    /// Evidence that it exists.
    pub evidence: &'static str,
    /// Number of Regions from which it can be called; 0 if the catalog does not list them.
    pub regions: usize,
    /// Where it can be called from, and where it then processes data; empty if the catalog lists neither.
    pub routes: Vec<RouteFact>,
    /// The same in words, for the Region if there is one.
    #[serde(skip)]
    pub reach: String,
}

/// A list price in US dollars.
#[derive(Clone, Debug, Serialize)]
pub struct PriceFact {
    /// The scope or Region that it is for; `base` without either.
    pub class: String,
    /// What is counted: `1M tokens`.
    pub unit: String,
    /// The size of a request beyond which it costs more.
    pub up_to: Option<String>,
    /// Price of the input.
    pub input: Option<String>,
    /// Price of the output.
    pub output: Option<String>,
    /// Short name of the source.
    pub source: String,
    /// The day of its capture.
    pub retrieved: Option<Date>,
}

/// Source Regions of a profile that share their destination Regions.
#[derive(Clone, Debug, Serialize)]
pub struct RouteFact {
    /// Source Regions of requests.
    pub from: Vec<String>,
    /// Regions in which these may be processed; empty for any of the partition.
    pub to: Vec<String>,
    /// Short name of the source.
    pub source: String,
}

/// The recommended replacement.
#[derive(Clone, Debug, Serialize)]
pub struct ReplacementFacts {
    /// Base ID.
    pub model: String,
    /// Display name.
    pub name: String,
    /// What to write instead of the text.
    pub text: String,
    /// How that invokes the model.
    #[serde(skip)]
    pub call: Call,
    /// `aws` or `catalog`.
    pub named_by: &'static str,
    /// Whether only the ID changes.
    pub drop_in: bool,
    /// Why it qualifies, one item per condition.
    pub why: Vec<String>,
    /// What to know before using it.
    pub note: Option<String>,
    /// Its price compared with that of the old model; absent if a price is not known or the units differ.
    pub price: Option<PriceComparison>,
    /// `least-change` or `longest-life`: the policy that recommends it; absent if both do.
    pub policy: Option<ReplacementPolicy>,
    /// Base ID of the other policy's choice if it differs, else of the next best.
    pub runner_up: Option<String>,
    /// What to write instead of the text, for that model.
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
    /// ID of the row.
    pub id: String,
    /// What to do.
    pub change: String,
    /// Where it applies, in words; absent if it always does.
    pub when: Option<String>,
    /// Its source, in words.
    pub source: String,
    /// Short name of its source.
    pub source_id: String,
}

/// An answer of the runtime.
#[derive(Clone, Debug, Serialize)]
pub struct ErrorFact {
    /// Name of the exception.
    pub exception: String,
    /// Beginning of its message.
    pub text: String,
    /// When it occurs.
    pub when: String,
}

/// A source.
#[derive(Clone, Debug, Serialize)]
pub struct SourceFact {
    /// Short name.
    pub id: String,
    /// In words.
    pub title: String,
    /// Where to find it.
    pub url: Option<String>,
    /// Date of the capture.
    pub retrieved: Option<Date>,
    /// Its evidence.
    pub evidence: &'static str,
}

/// A text that refers to nothing known.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{text:?} is not a known model ID, ARN or constant{}", near(.nearest))]
pub struct Unknown {
    /// The text.
    pub text: String,
    /// Nearest known IDs and constants, best first.
    pub nearest: Vec<String>,
}

fn near(nearest: &[String]) -> String {
    match nearest {
        [] => "; `bedrock-eol catalog list` shows all IDs".to_owned(),
        [one] => format!("; did you mean {one}?"),
        [others @ .., last] => format!("; did you mean {} or {last}?", others.join(", ")),
    }
}
