//! Which of several valid replacements is proposed first: the one that changes least, or the one that lives longest.
//!
//! Both policies put first what keeps data in the geography, takes what the old model takes, and costs at most twice as
//! much. Then both stay in the family. *Least change* passes over a model of the family of whose life AWS promises nothing
//! more, and asks what the request has to give up; *longest life* asks when End-of-Life can come at the earliest. What
//! remains equal is decided by the catalog's rank.

use std::cmp::Reverse;

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::candidate::lost;
use super::newer;
use super::price::Ratio;
use crate::catalog::{Catalog, LegacyPeriod, Lifecycle, Model};
use crate::finding::ReplacementPolicy;

/// From this launch on, AWS's lifecycle policy promises no least time before End-of-Life; of models launched earlier
/// it promises [`LIFE`] after the launch (`notice-before-2026-09-07` in the catalog's policy).
const NEW_POLICY: Date = jiff::civil::date(2026, 9, 7);
/// Months after the launch for which the older policy rules out End-of-Life.
const LIFE: i64 = 12;

/// What speaks for a valid replacement; the lesser, the better.
#[derive(Clone, Debug)]
pub(super) struct Merits {
    /// Whether data leave the geography in question.
    leaves: bool,
    /// Whether it takes less than the old model.
    loses_input: bool,
    is_dearer: bool,
    change: Change,
    /// Whether it costs less than half as much.
    is_cheap: bool,
    /// The day before which it does not end, by what AWS promises.
    life: Date,
}

/// How much a move changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Change {
    /// 0 within the family, 1 within the provider, else 2.
    distance: u8,
    /// Whether it is of the family and AWS's "no sooner than" has passed, so that the next move can be announced on any
    /// day. Of other families most floors are not known.
    past_floor: bool,
    /// How many kinds of parameters are newly rejected.
    rejected: usize,
}

impl Merits {
    pub(super) fn of(
        old: &Model,
        new: &Model,
        dates: &Lifecycle,
        leaves: bool,
        price: Option<&Ratio>,
        (as_of, catalog): (Date, &Catalog),
    ) -> Self {
        Self {
            leaves,
            loses_input: !lost(old, new).is_empty(),
            is_dearer: price.is_some_and(Ratio::is_dearer),
            change: Change::between(old, new, as_of, catalog),
            is_cheap: price.is_some_and(Ratio::is_cheaper),
            life: earliest_end(new, dates, catalog),
        }
    }

    /// What a policy sorts by; the order of equal ones is the catalog's.
    pub(super) fn key(&self, policy: ReplacementPolicy) -> impl Ord + use<> {
        let first = (self.leaves, self.loses_input, self.is_dearer);
        let (change, life, cheap) = (self.change, Reverse(self.life), Reverse(self.is_cheap));
        match policy {
            ReplacementPolicy::LeastChange => (first, Some(change), cheap, life, None),
            ReplacementPolicy::LongestLife => {
                let family = Change { distance: change.distance, past_floor: false, rejected: 0 };
                (first, Some(family), Reverse(false), life, Some((cheap, change)))
            }
        }
    }
}

impl Change {
    fn between(old: &Model, new: &Model, as_of: Date, catalog: &Catalog) -> Self {
        let provider = |model: &Model| model.id.split('.').next().map(str::to_owned);
        let distance = match () {
            () if newer::is_same_family(&old.id, &new.id) => 0,
            () if provider(old) == provider(new) => 1,
            () => 2,
        };
        let floor = new.lifecycle.eol_not_before.as_ref();
        let past_floor = distance == 0 && floor.is_some_and(|floor| floor.day <= as_of);
        Self { distance, past_floor, rejected: catalog.newly_rejected(&old.id, &new.id).count() }
    }
}

/// The earliest day on which a model can end: its EOL date, else the latest of the floor, of a year after a launch under
/// the older policy, and of the notice that counts from the catalog's capture. It orders candidates and is not shown:
/// only the first two are AWS's words.
fn earliest_end(model: &Model, dates: &Lifecycle, catalog: &Catalog) -> Date {
    if let Some(eol) = &dates.eol {
        return eol.day;
    }
    let notice = match model.legacy_period {
        Some(LegacyPeriod::Days45) => 45.days(),
        Some(LegacyPeriod::SixMonths) | None => 6.months(),
    };
    let floor = model.lifecycle.eol_not_before.as_ref().map(|floor| floor.day);
    let launched = model.lifecycle.launched.as_ref().map(|launched| launched.day);
    let year = launched.filter(|day| *day < NEW_POLICY).map(|day| day.saturating_add(LIFE.months()));
    let notified = Some(catalog.as_of.saturating_add(notice));
    [floor, year, notified].into_iter().flatten().max().unwrap_or(catalog.as_of)
}

/// What a new model answers with HTTP 400 and the old one accepts, in a sentence.
pub(super) fn rejects(old: &Model, new: &Model, catalog: &Catalog) -> Option<String> {
    let words = rejected_words(old, new, catalog);
    (!words.is_empty()).then(|| format!("It answers HTTP 400 to {}.", words.join(", and to ")))
}

/// The same as nouns, the parameters of every request first. The bodies of other providers are steps of the move, and so
/// is what another provider's request writes differently in any case: a prefill, a budget, a forced tool.
pub(super) fn rejected_words(old: &Model, new: &Model, catalog: &Catalog) -> Vec<String> {
    let of_provider = old.id.split('.').next() == new.id.split('.').next();
    let mut rows: Vec<_> = catalog
        .newly_rejected(&old.id, &new.id)
        .filter(|row| row.accepted_by.is_empty() && (of_provider || !row.inference_config.is_empty()))
        .collect();
    rows.sort_by_key(|row| row.inference_config.is_empty());
    rows.iter().map(|row| row.words.to_string()).collect()
}
