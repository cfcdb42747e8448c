//! How often the models of a report were invoked, as exports of CloudTrail or of invocation logs say.
//!
//! It changes neither a level nor the outcome: a model that an export does not contain may be invoked in another account or
//! Region, or once a quarter.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::finding::Finding;
use crate::model_id::ModelId;

/// What exports say about invocations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UsageReport {
    /// The days that the exports cover.
    pub period: UsagePeriod,
    /// Rows about invocations.
    pub rows: u64,
    /// Events of CloudTrail that are not invocations.
    pub other_events: u64,
    /// All models that were invoked, the most frequent first.
    pub models: Vec<InvokedModel>,
    /// The position of a model in [`Self::models`], by its key.
    pub positions: BTreeMap<String, usize>,
}

/// The days that exports cover.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UsagePeriod {
    /// Their number, if the exports have it.
    pub days: Option<u64>,
    /// The first day on which a model was invoked, if all rows have one.
    pub first: Option<Date>,
    /// The last day on which a model was invoked, if known.
    pub last: Option<Date>,
}

/// A model that was invoked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvokedModel {
    /// Its base ID; absent if the catalog does not know it.
    pub model: Option<ModelId>,
    /// The base ID, or what the export calls it.
    pub key: String,
    /// How often, and when for the last time.
    pub invocations: Invocations,
    /// What the exports call it, with the number of invocations, by name.
    pub names: Vec<(String, u64)>,
    /// Whether a reference of the report is to it.
    pub is_referenced: bool,
}

/// How often models were invoked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Invocations {
    /// How often; 0 if they were not seen.
    pub count: u64,
    /// The last day, if known.
    pub last: Option<Date>,
}

impl Invocations {
    /// Both together.
    pub fn and(self, other: Self) -> Self {
        Self {
            count: self.count.saturating_add(other.count),
            last: self.last.max(other.last),
        }
    }
}

impl UsageReport {
    /// How often the models of a finding were invoked; absent for a finding that is not about models.
    pub fn of(&self, finding: &Finding) -> Option<Invocations> {
        if !finding.rule.about_models {
            return None;
        }
        let models = finding.about();
        if models.is_empty() {
            return Some(self.named(&finding.reference.text));
        }
        let all = models.into_iter().map(|model| self.named(model.as_str()));
        Some(all.fold(Invocations::default(), Invocations::and))
    }

    /// How often a model was invoked, by its base ID or, if it is not known, its name.
    pub fn named(&self, key: &str) -> Invocations {
        let found = self.positions.get(key).and_then(|at| self.models.get(*at));
        found.map_or_else(Invocations::default, |found| found.invocations)
    }

    /// The models without a reference, the most frequent first.
    pub fn unreferenced(&self) -> impl Iterator<Item = &InvokedModel> {
        self.models.iter().filter(|model| !model.is_referenced)
    }

    /// All invocations.
    pub fn total(&self) -> u64 {
        let counts = self.models.iter().map(|model| model.invocations.count);
        counts.fold(0, u64::saturating_add)
    }
}
