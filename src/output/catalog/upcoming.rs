//! The dates of the catalog that are still to come.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::catalog::{Catalog, Evidence, Model};
use crate::output::ics::{EventKind, KINDS};

/// A date of a model in some Regions.
pub(super) struct Upcoming<'a> {
    pub(super) model: &'a Model,
    pub(super) kind: &'static EventKind,
    pub(super) day: Date,
    pub(super) evidence: Evidence,
    /// The Regions; empty for the main Regions.
    pub(super) regions: Vec<&'a str>,
}

/// Every date after a day, in order; Regions with the same date are one entry, and those with the date of the main Regions
/// none.
pub(super) fn after<'a>(catalog: &'a Catalog, as_of: Date) -> Vec<Upcoming<'a>> {
    let mut all = Vec::new();
    for model in catalog.models.iter() {
        for kind in &KINDS {
            let main = (kind.date)(&model.lifecycle).as_ref();
            if let Some(date) = main.filter(|date| date.day > as_of) {
                all.push(Upcoming {
                    model,
                    kind,
                    day: date.day,
                    evidence: date.evidence,
                    regions: Vec::new(),
                });
            }
            let mut by_day: BTreeMap<Date, (Evidence, Vec<&str>)> = BTreeMap::new();
            for regional in model.regions.iter() {
                let Some(date) = (kind.date)(&regional.lifecycle) else {
                    continue;
                };
                if date.day > as_of && main.is_none_or(|main| main.day != date.day) {
                    by_day
                        .entry(date.day)
                        .or_insert((date.evidence, Vec::new()))
                        .1
                        .push(&regional.region);
                }
            }
            all.extend(
                by_day
                    .into_iter()
                    .map(|(day, (evidence, regions))| Upcoming {
                        model,
                        kind,
                        day,
                        evidence,
                        regions,
                    }),
            );
        }
    }
    all.sort_by(|a, b| (a.day, &*a.model.id, a.kind.key).cmp(&(b.day, &*b.model.id, b.kind.key)));
    all
}

impl Upcoming<'_> {
    /// `Claude Opus 4.1 reaches End-of-Life in us-east-1, us-west-2`.
    pub(super) fn title(&self) -> String {
        let regions = if self.regions.is_empty() {
            String::new()
        } else {
            format!(" in {}", self.regions.join(", "))
        };
        format!("{} {}{regions}", self.model.name, self.kind.summary)
    }

    /// A sentence or two about it.
    pub(super) fn description(&self, catalog: &Catalog) -> String {
        let known = match self.evidence {
            Evidence::Aws => "stated by AWS",
            Evidence::ThirdParty => "stated by a third party",
            Evidence::Inferred => "inferred",
        };
        let candidate = self.model.candidates().first();
        let instead = candidate.map_or(String::new(), |next| {
            format!(" The catalog names {} to migrate to.", next.model)
        });
        format!(
            "{} of {}, on {}. {}{instead} The date is {known} (catalog {}).",
            self.model.id, self.model.provider, self.day, self.kind.consequence, catalog.version
        )
    }

    /// A name that stays the same when the date moves.
    pub(super) fn uid(&self) -> String {
        let regions = self
            .regions
            .first()
            .map(|first| format!("{first}."))
            .unwrap_or_default();
        format!("{}.{regions}{}@bedrock-eol", self.kind.key, self.model.id)
    }
}
