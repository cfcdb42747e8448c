//! The texts and figures that many findings share: each is in the document once, and findings have its key.
//!
//! A key is a hash of the text and not a number, so that two reports with the same text have the same key, whatever else
//! is in them.

use std::collections::BTreeMap;

use super::rows::{JsonPrice, JsonStep, JsonStepDetail, Key};
use crate::finding::{Finding, PriceComparison, Step, hash};

/// What the findings of a report share.
pub(super) struct Shared<'a> {
    /// What to do.
    pub(super) advice: BTreeMap<Key, &'a str>,
    /// Migration steps.
    pub(super) steps: BTreeMap<Key, JsonStep>,
    /// Price comparisons.
    pub(super) prices: BTreeMap<Key, JsonPrice>,
}

impl<'a> Shared<'a> {
    pub(super) fn of(findings: &'a [Finding]) -> Self {
        let mut shared = Self {
            advice: BTreeMap::new(),
            steps: BTreeMap::new(),
            prices: BTreeMap::new(),
        };
        for finding in findings {
            if let Some(key) = advice_key(finding) {
                shared.advice.entry(key).or_insert(&finding.help);
            }
            for row in finding.steps.iter() {
                let key = step_key(row);
                shared.steps.entry(key).or_insert_with(|| step(row));
            }
            let replacement = finding.replacement.as_deref();
            if let Some(compared) = replacement.and_then(|chosen| chosen.price.as_ref()) {
                let key = price_key(compared);
                shared.prices.entry(key).or_insert_with(|| price(compared));
            }
        }
        shared
    }
}

/// The key of what to do; absent if there is nothing to do.
pub(super) fn advice_key(finding: &Finding) -> Option<Key> {
    (!finding.help.is_empty()).then(|| hash(&[&finding.help]).to_string())
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
