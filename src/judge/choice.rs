//! Chooses among several valid replacements: the one that changes least, or the one that lives longest.
//!
//! Both policies prefer models that keep data in the geography, accept the inputs of the old model and cost at most twice
//! as much, and then those of the same family. *Least change* prefers a model that accepts what the requests pass that are in
//! the file or use a name which the file defines, skips a model of the family that AWS may retire at any time, and counts
//! what requests have to give up; *longest life* compares the earliest possible End-of-Life dates. Of equal models the first
//! in the catalog is chosen.

use std::cmp::Reverse;

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::candidate::lost;
use super::newer;
use super::price::Ratio;
use super::rejected_parameters;
use crate::catalog::{Catalog, LegacyPeriod, Lifecycle, Model, RejectedParameters};
use crate::finding::ReplacementPolicy;
use crate::reference::Match;

/// From this launch on, AWS's lifecycle policy promises no least time before End-of-Life; of models launched earlier
/// it promises [`LIFE`] after the launch (`notice-before-2026-09-07` in the catalog's policy).
const NEW_POLICY: Date = jiff::civil::date(2026, 9, 7);
/// Months after the launch for which the older policy rules out End-of-Life.
const LIFE: i64 = 12;

/// The properties of a valid replacement; lower is better.
#[derive(Clone, Debug)]
pub(super) struct Merits {
    /// Whether data leave the geography of the Regions found.
    leaves: bool,
    /// Whether it accepts fewer inputs than the old model.
    loses_input: bool,
    /// 0 up to twice the price of the old model, else the hundredfold of the factor: of what is dearer the least.
    dearness: u32,
    change: MigrationEffort,
    /// Whether it costs less than half as much.
    is_cheap: bool,
    /// The earliest possible End-of-Life, according to what AWS promises.
    life: Date,
}

/// How much a migration to a model changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct MigrationEffort {
    /// 0 within the family, 1 within the provider, else 2.
    distance: u8,
    /// How many kinds of parameters it rejects that the requests pass.
    breaking: usize,
    /// Whether it is of the family and AWS's "no sooner than" date has passed, so that its End-of-Life can be announced at
    /// any time. For other families this date is rarely known.
    past_floor: bool,
    /// How many kinds of parameters it rejects that the old model accepts.
    rejected: usize,
}

impl Merits {
    pub(super) fn of(
        old: &Model,
        new: &Model,
        dates: &Lifecycle,
        leaves: bool,
        price: Option<&Ratio>,
        matched: &Match,
        (as_of, catalog): (Date, &Catalog),
    ) -> Self {
        Self {
            leaves,
            loses_input: !lost(old, new).is_empty(),
            dearness: price.map_or(0, Ratio::dearness),
            change: MigrationEffort::between(old, new, matched, as_of, catalog),
            is_cheap: price.is_some_and(Ratio::is_cheaper),
            life: earliest_end(new, dates, catalog),
        }
    }

    /// Whether it costs more than twice as much as the old model.
    pub(super) fn is_dearer(&self) -> bool {
        self.dearness > 0
    }

    /// The sort key of a policy; equal models stay in the catalog's order.
    pub(super) fn key(&self, policy: ReplacementPolicy) -> impl Ord + use<> {
        let first = (self.leaves, self.loses_input, self.dearness);
        let (change, life, cheap) = (self.change, Reverse(self.life), Reverse(self.is_cheap));
        match policy {
            ReplacementPolicy::LeastChange => (first, Some(change), cheap, life, None),
            ReplacementPolicy::LongestLife => {
                let family = MigrationEffort {
                    distance: change.distance,
                    breaking: 0,
                    past_floor: false,
                    rejected: 0,
                };
                (
                    first,
                    Some(family),
                    Reverse(false),
                    life,
                    Some((cheap, change)),
                )
            }
        }
    }
}

impl MigrationEffort {
    fn between(old: &Model, new: &Model, matched: &Match, as_of: Date, catalog: &Catalog) -> Self {
        let provider = |model: &Model| model.id.split('.').next().map(str::to_owned);
        let distance = match () {
            () if newer::is_same_family(&old.id, &new.id) => 0,
            () if provider(old) == provider(new) => 1,
            () => 2,
        };
        let floor = new.lifecycle.eol_not_before.as_ref();
        let past_floor = distance == 0 && floor.is_some_and(|floor| floor.day <= as_of);
        Self {
            distance,
            breaking: rejected_parameters::newly_rejected_in_requests(
                matched.all_requests(),
                old,
                new,
                catalog,
            )
            .len(),
            past_floor,
            rejected: catalog.newly_rejected(&old.id, &new.id).count(),
        }
    }
}

/// The earliest possible End-of-Life: its EOL date, else the latest of the "no sooner than" date, one year after a launch
/// under the older policy, and the notice period counted from the catalog's capture. It only orders candidates and is
/// not shown, since only the first two are AWS's own statements.
fn earliest_end(model: &Model, dates: &Lifecycle, catalog: &Catalog) -> Date {
    if let Some(eol) = &dates.eol {
        return eol.day;
    }
    let notice = match model.legacy_period {
        Some(LegacyPeriod::Days45) => 45.days(),
        Some(LegacyPeriod::SixMonths) | None => 6.months(),
    };
    let floor = model
        .lifecycle
        .eol_not_before
        .as_ref()
        .map(|floor| floor.day);
    let launched = model
        .lifecycle
        .launched
        .as_ref()
        .map(|launched| launched.day);
    let year = launched
        .filter(|day| *day < NEW_POLICY)
        .map(|day| day.saturating_add(LIFE.months()));
    let notified = Some(catalog.as_of.saturating_add(notice));
    [floor, year, notified]
        .into_iter()
        .flatten()
        .max()
        .unwrap_or(catalog.as_of)
}

/// What a new model rejects with HTTP 400 and the old one accepts, in a sentence: where the file shows the whole requests,
/// only what they pass, or may pass.
pub(super) fn rejects(
    old: &Model,
    new: &Model,
    matched: &Match,
    catalog: &Catalog,
) -> Option<String> {
    let requests = &matched.requests;
    let passed: Option<Vec<&str>> = rejected_parameters::are_shown(requests).then(|| {
        let seen = rejected_parameters::newly_rejected_in_requests(
            matched.all_requests(),
            old,
            new,
            catalog,
        );
        let unseen = rejected_parameters::unseen_in_requests(requests, old, new, catalog);
        seen.into_iter()
            .chain(unseen)
            .map(|row| row.words.as_ref())
            .collect()
    });
    let mut words = rejected_words(old, new, catalog);
    words.retain(|words| {
        passed
            .as_ref()
            .is_none_or(|passed| passed.contains(&words.as_str()))
    });
    (!words.is_empty())
        .then(|| format!("The new model rejects with HTTP 400: {}.", words.join("; ")))
}

/// The same as nouns, the parameters of every request first. The bodies of other providers are migration steps, and so is
/// what requests to another provider write differently anyway: a prefill, a budget, a forced tool.
pub(super) fn rejected_words(old: &Model, new: &Model, catalog: &Catalog) -> Vec<String> {
    let rows = newly_rejected(old, new, catalog).into_iter();
    let parameters = rows.filter(|row| row.accepted_by.is_empty());
    parameters.map(|row| row.words.to_string()).collect()
}

/// What a new model rejects with HTTP 400 and the old one accepts, the parameters of every request first: without what
/// requests to another provider write differently anyway.
pub(crate) fn newly_rejected<'a>(
    old: &'a Model,
    new: &'a Model,
    catalog: &'a Catalog,
) -> Vec<&'a RejectedParameters> {
    let of_provider = old.id.split('.').next() == new.id.split('.').next();
    let matters = |row: &&RejectedParameters| {
        of_provider || !row.accepted_by.is_empty() || !row.inference_config.is_empty()
    };
    let rows = catalog.newly_rejected(&old.id, &new.id);
    let mut rows: Vec<_> = rows.filter(matters).collect();
    rows.sort_by_key(|row| row.inference_config.is_empty());
    rows
}
