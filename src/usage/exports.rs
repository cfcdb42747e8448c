//! The sum of the rows of all exports.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::columns::{UsageCells, quoted};
use super::row::{MAX_COUNT, UsageRow};
use crate::report::{Invocations, UsagePeriod};

/// Most different names of models. An account has a few hundred; each takes memory until the report is written.
pub(super) const MAX_NAMES: usize = 100_000;

/// The rows of all exports, by model.
#[derive(Clone, Debug, Default)]
pub struct UsageExports {
    pub(super) names: BTreeMap<String, Invocations>,
    total: u64,
    pub(super) rows: u64,
    pub(super) other_events: u64,
    days: Option<u64>,
    /// Whether a row has no first day, so that that of the exports is not known.
    lacks_first: bool,
    first: Option<Date>,
}

impl UsageExports {
    /// Adds a row, unless it is an event that invokes nothing.
    pub(super) fn add_cells(&mut self, cells: &UsageCells) -> Result<(), String> {
        match cells.row()? {
            Some(row) => self.add_row(row),
            None => {
                self.other_events += 1;
                Ok(())
            }
        }
    }

    fn add_row(&mut self, row: UsageRow) -> Result<(), String> {
        match (self.days, row.days) {
            (Some(before), Some(days)) if before != days => {
                return Err(format!(
                    "the number of days is {days}, but in the rows before it is {before}; export the same period from \
                     every account and Region"
                ));
            }
            (before, days) => self.days = before.or(days),
        }
        self.total = self.total.saturating_add(row.count);
        if self.total > MAX_COUNT {
            return Err("the invocations add up to more than 2^53".to_owned());
        }
        self.rows += 1;
        self.lacks_first |= row.first.is_none();
        self.first = match (self.first, row.first) {
            (Some(before), Some(first)) => Some(before.min(first)),
            (before, first) => before.or(first),
        };
        let has_room = self.names.len() < MAX_NAMES;
        if !has_room && !self.names.contains_key(&row.name) {
            return Err(format!(
                "{} is more than {MAX_NAMES} different models; group the rows by model",
                quoted(&row.name)
            ));
        }
        let of_name = self.names.entry(row.name).or_default();
        *of_name = of_name.and(Invocations {
            count: row.count,
            last: row.last,
        });
        Ok(())
    }

    /// The days that the rows cover.
    pub(super) fn period(&self) -> UsagePeriod {
        let last = self.names.values().map(|of_name| of_name.last);
        UsagePeriod {
            days: self.days,
            first: self.first.filter(|_| !self.lacks_first),
            last: last.max().flatten(),
        }
    }
}
