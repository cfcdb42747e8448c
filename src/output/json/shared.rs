//! The texts and figures that many findings share: each is in the document once, and findings have its key.
//!
//! A key is a hash of the text and not a number, so that two reports with the same text have the same key, whatever else
//! is in them.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};

use super::dates::region;
use super::rows::{JsonPrice, JsonRegion, JsonStep, JsonStepDetail, Key};
use crate::finding::{Finding, PriceComparison, RegionVerdict, Step, hash};

/// What the findings of a report share.
pub(super) struct Shared<'a> {
    /// What to do.
    pub(super) advice: BTreeMap<Key, &'a str>,
    /// Why replacements are not safe.
    pub(super) reasons: BTreeMap<Key, &'a str>,
    /// The Regions whose dates differ from those of a finding.
    pub(super) regions: BTreeMap<Key, Vec<JsonRegion>>,
    /// Migration steps.
    pub(super) steps: BTreeMap<Key, JsonStep>,
    /// Price comparisons.
    pub(super) prices: BTreeMap<Key, JsonPrice>,
    /// The keys of advice, reasons and Regions.
    pub(super) keys: Keys,
}

/// The keys of shared texts and Regions by their addresses: findings of one file share most of them, and each is hashed once.
#[derive(Default)]
pub(crate) struct Keys(HashMap<*const u8, Key>);

impl Keys {
    /// The key of what to do; absent if there is nothing to do.
    pub(super) fn of_advice(&self, finding: &Finding) -> Option<Key> {
        self.of(finding.help.as_ptr())
    }

    /// The key of a reason against a replacement.
    pub(super) fn of_reason(&self, reason: &str) -> Option<Key> {
        self.of(reason.as_ptr())
    }

    /// The key of the Regions whose dates differ; absent if there are none.
    pub(super) fn of_regions(&self, regions: &[RegionVerdict]) -> Option<Key> {
        self.of(regions.as_ptr().cast())
    }

    fn of(&self, address: *const u8) -> Option<Key> {
        self.0.get(&address).cloned()
    }

    /// The key for an address that is not known yet.
    fn add(&mut self, address: *const u8, key: impl FnOnce() -> Key) -> Option<Key> {
        match self.0.entry(address) {
            Entry::Occupied(_) => None,
            Entry::Vacant(entry) => Some(entry.insert(key()).clone()),
        }
    }
}

impl<'a> Shared<'a> {
    pub(super) fn of(findings: &'a [Finding]) -> Self {
        let mut shared = Self {
            advice: BTreeMap::new(),
            reasons: BTreeMap::new(),
            regions: BTreeMap::new(),
            steps: BTreeMap::new(),
            prices: BTreeMap::new(),
            keys: Keys::default(),
        };
        for finding in findings {
            if !finding.help.is_empty()
                && let Some(key) = shared
                    .keys
                    .add(finding.help.as_ptr(), || key_of(&finding.help))
            {
                shared.advice.insert(key, &finding.help);
            }
            shared.add_regions(&finding.regions);
            for row in finding.steps.iter() {
                let key = step_key(row);
                shared.steps.entry(key).or_insert_with(|| step(row));
            }
            let Some(replacement) = finding.replacement.as_deref() else {
                continue;
            };
            for reason in replacement.review.reasons() {
                if let Some(key) = shared.keys.add(reason.as_ptr(), || key_of(reason)) {
                    shared.reasons.insert(key, reason);
                }
            }
            if let Some(compared) = &replacement.price {
                let key = price_key(compared);
                shared.prices.entry(key).or_insert_with(|| price(compared));
            }
        }
        shared
    }

    fn add_regions(&mut self, regions: &[RegionVerdict]) {
        if regions.is_empty() {
            return;
        }
        let mut rows = Vec::new();
        let key = || {
            rows = regions.iter().map(region).collect();
            key_of(&serde_json::to_string(&rows).unwrap_or_default())
        };
        if let Some(key) = self.keys.add(regions.as_ptr().cast(), key) {
            self.regions.insert(key, rows);
        }
    }
}

/// The key of a text.
fn key_of(text: &str) -> Key {
    hash(&[text]).to_string()
}

/// The key of a step: its ID, and a hash of what it says about one new model.
pub(super) fn step_key(step: &Step) -> Key {
    match &step.detail {
        Some(_) => format!("{}-{}", step.id, hash(&[&step.text()])),
        None => step.id.to_string(),
    }
}

/// The key of a price comparison.
pub(super) fn price_key(of: &PriceComparison) -> Key {
    let word = |text: &Option<String>| text.clone().unwrap_or_default();
    let prices = [&of.old.0, &of.old.1, &of.new.0, &of.new.1].map(word);
    let [old_input, old_output, new_input, new_output] = &prices;
    hash(&[
        &of.unit,
        &of.class,
        &word(&of.up_to),
        old_input,
        old_output,
        new_input,
        new_output,
        &of.source,
    ])
    .to_string()
}

fn step(step: &Step) -> JsonStep {
    JsonStep {
        id: step.id.to_string(),
        change: step.text(),
        detail: step.detail.as_ref().map(|detail| JsonStepDetail {
            model: detail.model.to_string(),
            items: detail.items.clone(),
        }),
        source: step.source.to_string(),
    }
}

fn price(of: &PriceComparison) -> JsonPrice {
    JsonPrice {
        unit: of.unit.clone(),
        class: of.class.clone(),
        up_to: of.up_to.clone(),
        old_input: of.old.0.clone(),
        old_output: of.old.1.clone(),
        new_input: of.new.0.clone(),
        new_output: of.new.1.clone(),
        source: of.source.clone(),
        retrieved: of.retrieved.map(|day| day.to_string()),
    }
}
