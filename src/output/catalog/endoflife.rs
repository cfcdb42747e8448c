//! JSON in the shape of endoflife.date's `/api/PRODUCT.json`: each model is a cycle.

use std::io::{self, Write};

use jiff::civil::Date;
use serde::Serialize;

use crate::catalog::{Catalog, Dated, Model, Stage};
use crate::output::json_text;

/// A cycle. A date is `false` where nothing is announced, as on endoflife.date, and `true` where the stage has begun on a day
/// that is not known.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Cycle<'a> {
    /// Base ID.
    cycle: &'a str,
    /// Display name of the model.
    cycle_short_hand: &'a str,
    /// First day in Bedrock; null where it is not known.
    release_date: Option<Date>,
    /// First day of Legacy: the end of active support.
    support: DateOrFlag,
    /// First day of public extended access.
    extended_support: DateOrFlag,
    /// First day of End-of-Life.
    eol: DateOrFlag,
    /// Whether it is a long-term release: Bedrock has none.
    lts: bool,
    /// Base ID of the model to migrate to.
    latest: Option<&'a str>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum DateOrFlag {
    Date(Date),
    Flag(bool),
}

/// Writes all models as a list.
pub fn write(catalog: &Catalog, as_of: Date, out: &mut dyn Write) -> io::Result<()> {
    let cycles: Vec<Cycle<'_>> = catalog
        .models
        .iter()
        .map(|model| Cycle::of(model, as_of))
        .collect();
    json_text::document(&cycles, out)
}

impl<'a> Cycle<'a> {
    pub(super) fn of(model: &'a Model, as_of: Date) -> Self {
        let dates = &model.lifecycle;
        let stage = dates.stage(as_of);
        let date = |date: &Option<Dated>, begun: bool| match date {
            Some(date) => DateOrFlag::Date(date.day),
            None => DateOrFlag::Flag(begun),
        };
        Self {
            cycle: &model.id,
            cycle_short_hand: &model.name,
            release_date: dates.launched.as_ref().map(|date| date.day),
            support: date(&dates.legacy, stage >= Stage::Legacy),
            extended_support: date(&dates.extended_access, false),
            eol: date(&dates.eol, stage == Stage::EndOfLife),
            lts: false,
            latest: model.candidates().first().map(|next| &*next.model),
        }
    }
}
