//! Compares what the pages say with the catalog and with each other; the overlay gets what differs.

mod ways_in;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::super::Imported;
use super::super::overlay::{input_of, modality_of};
use super::card::{Card, Stated};
use super::lifecycle_page::PublishedDates;
use super::region_page::ModelRegions;
use crate::catalog::closed_sets::{Evidence, Stage};
use crate::catalog::lifecycle::{Dated, Lifecycle};
use crate::catalog::model::{Catalog, Model};
use crate::catalog::overlay::rows::{OverlayDoc, OverlayRow};
use crate::catalog::parse::CatalogProblem;
use crate::catalog::rows::{
    Day, InputsRow, Observation, Ordered, ProfileRegionsRow, RegionalRow, RouteRow, ScopeRow,
    SourceRow, SourcedDay,
};

/// The folder of the pages.
const GUIDE: &str = "https://docs.aws.amazon.com/bedrock/latest/userguide/";
/// The Region whose dates are those of the main Regions.
const MAIN: &str = "us-east-1";

/// What all pages come to.
pub(super) struct Reconciliation<'a> {
    catalog: &'a Catalog,
    as_of: Date,
    /// By base ID.
    rows: BTreeMap<String, OverlayRow>,
    /// By profile and source: the routes.
    routes: BTreeMap<(String, String), Vec<RouteRow>>,
    scopes: BTreeMap<String, ScopeRow>,
    /// The pages, by short name.
    sources: BTreeMap<String, SourceRow>,
    /// The short names of pages that something in the overlay comes from.
    used: BTreeSet<String>,
    /// Models whose card and lifecycle page state different EOL dates.
    contradicted: BTreeSet<String>,
    notes: Vec<String>,
}

impl<'a> Reconciliation<'a> {
    pub(super) fn new(catalog: &'a Catalog, as_of: Date) -> Self {
        Self {
            catalog,
            as_of,
            rows: BTreeMap::new(),
            routes: BTreeMap::new(),
            scopes: BTreeMap::new(),
            sources: BTreeMap::new(),
            used: BTreeSet::new(),
            contradicted: BTreeSet::new(),
            notes: Vec::new(),
        }
    }

    fn note(&mut self, path: &str, line: usize, text: &str) {
        self.notes.push(format!("{path}:{line}: {text}"));
    }

    /// The short name of a page's source, which the overlay then has.
    fn source(&mut self, stem: &str, title: String) -> String {
        let id = format!("docs-{stem}");
        self.sources.entry(id.clone()).or_insert_with(|| SourceRow {
            title,
            url: Some(format!("{GUIDE}{stem}.html")),
            retrieved: Some(Day(self.as_of)),
            month: None,
            evidence: Evidence::Aws,
        });
        id
    }

    /// The base ID of a spelling that the catalog knows, else the ID itself.
    fn base(&self, id: &str) -> String {
        self.catalog
            .find(id)
            .map_or(id, |(model, _)| &*model.id)
            .to_owned()
    }

    /// The overlay's row of a model, made when the first difference is found.
    fn row(&mut self, id: &str, source: &str) -> &mut OverlayRow {
        self.used.insert(source.to_owned());
        let new = || OverlayRow {
            id: id.to_owned(),
            source: source.to_owned(),
            ..OverlayRow::default()
        };
        self.rows.entry(id.to_owned()).or_insert_with(new)
    }

    /// Reports the EOL dates that a card and the page about the lifecycle state differently; neither is imported.
    pub(super) fn compare_ends(
        &mut self,
        cards: &[(String, Card)],
        path: &str,
        rows: &[PublishedDates],
    ) {
        for row in rows.iter().filter(|row| is_main(row, rows)) {
            let id = self.base(&row.id);
            let card = cards
                .iter()
                .find(|(_, card)| self.base(&card.id.value) == id);
            let of_card = card.and_then(|(_, card)| Some((card.eol.as_ref()?, &card.path)));
            let (Some((end, card)), Some(eol)) = (of_card, row.eol) else {
                continue;
            };
            if end.value != eol {
                let text = format!(
                    "{id}: EOL on {eol} contradicts {} in {card}:{}; neither is imported",
                    end.value, end.line
                );
                self.note(path, row.line, &text);
                self.contradicted.insert(id);
            }
        }
    }

    pub(super) fn card(&mut self, stem: &str, card: &Card, problems: &mut Vec<CatalogProblem>) {
        let id = self.base(&card.id.value);
        let at = |line: usize, message: String| CatalogProblem {
            path: card.path.clone(),
            line,
            column: 0,
            message,
        };
        let prefix = id.split('.').next().unwrap_or_default();
        let of_provider = |model: &&Model| model.id.split('.').next() == Some(prefix);
        let Some(sibling) = self.catalog.models.iter().find(of_provider) else {
            let message = format!(
                "`{id}`: `{prefix}` is not a provider of the catalog; add a file for it to rules/models/ first"
            );
            problems.push(at(card.id.line, message));
            return;
        };
        let source = self.source(stem, format!("AWS model card of {}", card.name));
        let known = self.catalog.model(&id);
        if known.is_none() && !self.new_model(&id, &source, card, &sibling.provider) {
            return;
        }
        self.dates(&id, &source, card, known);
        self.profiles(&id, &source, card, known);
        let mantle_is_same = card
            .mantle_id
            .as_deref()
            .is_none_or(|other| self.base(other) == id);
        self.on_demand(&id, &source, &card.path, &card.regions, mantle_is_same);
        self.routes(&id, &source, card, known);
        if let Some(other) = card
            .mantle_id
            .as_deref()
            .filter(|other| self.catalog.find(other).is_none())
        {
            let text = format!(
                "{id}: `{other}`, its ID for bedrock-mantle, is not in the catalog; add its row"
            );
            self.note(&card.path, card.id.line, &text);
        }
    }

    /// The fields that a new model needs; false if the card does not have them.
    fn new_model(&mut self, id: &str, source: &str, card: &Card, provider: &str) -> bool {
        let Some(modality) = modality_of(&card.outputs) else {
            let text = format!("{id} is new, and no page states its output; add its row");
            self.note(&card.path, card.id.line, &text);
            return false;
        };
        let mut takes: Vec<_> = card
            .inputs
            .iter()
            .filter_map(|word| input_of(word))
            .collect();
        takes.dedup();
        let row = self.row(id, source);
        row.provider = Some(provider.to_owned());
        row.name = Some(card.name.clone());
        row.modality = Some(modality);
        row.confidence = Some(Evidence::Aws);
        if !takes.is_empty() {
            row.inputs = Some(InputsRow {
                takes,
                source: source.to_owned(),
            });
        }
        self.note(&card.path, card.id.line, &format!("{id} is new"));
        true
    }

    fn dates(&mut self, id: &str, source: &str, card: &Card, known: Option<&Model>) {
        let none = Lifecycle::default();
        let dates = known.map_or(&none, |model| &model.lifecycle);
        let day = |date: &Option<Dated>| date.as_ref().map(|date| date.day);
        let sourced = |day: Date| {
            Some(SourcedDay {
                day,
                source: Some(source.to_owned()),
            })
        };
        if let Some(Stated { value, line }) = &card.launched {
            match day(&dates.launched) {
                None => self.row(id, source).launched = sourced(*value),
                // On cards of open-weight models it is the day on which the vendor released the weights.
                Some(known) if known != *value => {
                    let text =
                        format!("{id}: launch on {value}, the catalog has {known}; not imported");
                    self.note(&card.path, *line, &text);
                }
                Some(_) => {}
            }
        }
        // A floor that has passed is not a statement.
        if let Some(floor) = card.floor.as_ref().map(|floor| floor.value)
            && floor > self.as_of
            && day(&dates.eol_not_before) != Some(floor)
        {
            self.row(id, source).eol_not_before = sourced(floor);
        }
        if let Some(eol) = card.eol.as_ref().map(|eol| eol.value)
            && day(&dates.eol) != Some(eol)
            && !self.contradicted.contains(id)
        {
            self.row(id, source).eol = sourced(eol);
        }
        if let Some(period) = card.legacy_period.as_ref().map(|period| period.value)
            && known.and_then(|model| model.legacy_period) != Some(period)
        {
            self.row(id, source).legacy_period = Some(period);
        }
        self.stage(id, source, card, dates);
        if let Some(access) = &card.access
            && known.is_none_or(|model| model.access.is_none())
        {
            self.row(id, source).access = Some(access.value.clone());
            self.note(
                &card.path,
                access.line,
                &format!("{id}: its card restricts who may call it"),
            );
        }
    }

    /// What the card's state says next to its dates.
    fn stage(&mut self, id: &str, source: &str, card: &Card, dates: &Lifecycle) {
        let Some(Stated { value, line }) = &card.stage else {
            return;
        };
        match (value, &card.eol) {
            (Stage::Legacy, None) => {
                self.note(
                    &card.path,
                    *line,
                    &format!("{id}: Legacy without an EOL date"),
                );
            }
            (Stage::Active, Some(eol)) if eol.value <= self.as_of => {
                self.note(
                    &card.path,
                    *line,
                    &format!("{id}: Active, though its EOL was on {}", eol.value),
                );
            }
            _ => {}
        }
        let says = dates.stage(self.as_of);
        let undated = *value == Stage::Legacy || card.launched.is_none();
        if says != *value && says < Stage::EndOfLife && undated {
            let as_of = self.as_of;
            let observed = Observation {
                stage: *value,
                day: as_of,
                source: Some(source.to_owned()),
            };
            self.row(id, source).observed = Some(observed);
        }
    }

    /// The dates of the page about the lifecycle.
    pub(super) fn lifecycle(&mut self, path: &str, stem: &str, rows: &[PublishedDates]) {
        let source = self.source(stem, "AWS docs, model lifecycle".to_owned());
        for row in rows {
            let id = self.base(&row.id);
            if self.catalog.model(&id).is_none() && !self.rows.contains_key(&id) {
                self.note(
                    path,
                    row.line,
                    &format!("`{id}` is not known; its card has to be imported, too"),
                );
                continue;
            }
            if self
                .catalog
                .find(&row.id)
                .is_some_and(|(_, variant)| variant.is_some())
            {
                continue;
            }
            let is_main = is_main(row, rows);
            if is_main && self.contradicted.contains(&id) {
                continue;
            }
            self.main_dates(&id, &source, row, is_main);
            self.regional_dates(&id, &source, row, is_main);
        }
    }

    fn main_dates(&mut self, id: &str, source: &str, row: &PublishedDates, is_main: bool) {
        let none = Lifecycle::default();
        let known = self
            .catalog
            .model(id)
            .map_or(&none, |model| &model.lifecycle);
        if !is_main || same_days(row, known) {
            return;
        }
        let sourced = |day: Option<Date>| {
            day.map(|day| SourcedDay {
                day,
                source: Some(source.to_owned()),
            })
        };
        let into = self.row(id, source);
        into.legacy = sourced(row.legacy);
        into.extended_access = sourced(row.extended_access);
        into.eol = sourced(row.eol);
    }

    fn regional_dates(&mut self, id: &str, source: &str, row: &PublishedDates, is_main: bool) {
        let model = self.catalog.model(id);
        let differs = |region: &&String| match model.and_then(|model| model.lifecycle_in(region)) {
            Some(own) => !same_days(row, own),
            None => !is_main && model.is_none_or(|model| !same_days(row, &model.lifecycle)),
        };
        let regions: Vec<String> = row.regions.iter().filter(differs).cloned().collect();
        if regions.is_empty() {
            return;
        }
        // The row replaces what the catalog has for the Region, so what it leaves open has to be repeated.
        let stated = |day: Option<Date>, known: fn(&Lifecycle) -> &Option<Dated>| match day {
            Some(day) => Some(SourcedDay { day, source: None }),
            None => {
                let date = known(model?.lifecycle_in(regions.first()?)?).as_ref()?;
                Some(SourcedDay {
                    day: date.day,
                    source: Some(date.source.to_string()),
                })
            }
        };
        let regional = RegionalRow {
            source: source.to_owned(),
            legacy: stated(row.legacy, |known| &known.legacy),
            extended_access: stated(row.extended_access, |known| &known.extended_access),
            eol: stated(row.eol, |known| &known.eol),
            regions,
            observed: None,
        };
        self.row(id, source).regions.push(regional);
    }

    /// The page about all models: compared with the cards; it is used alone only for models without a card.
    pub(super) fn regions(
        &mut self,
        path: &str,
        stem: &str,
        entries: &[ModelRegions],
        cards: &[(String, Card)],
    ) {
        let source = self.source(stem, "AWS docs, supported models by Region".to_owned());
        for entry in entries {
            let card = cards
                .iter()
                .find(|(stem, card)| entry.card.as_ref() == Some(stem) || card.name == entry.name);
            if let Some((_, card)) = card {
                self.compare(path, entry, card);
                continue;
            }
            let named: Vec<String> = self
                .catalog
                .models
                .iter()
                .filter(|model| *model.name == *entry.name)
                .map(|model| model.id.to_string())
                .collect();
            match named.as_slice() {
                [id] => self.on_demand(id, &source, path, &entry.rows, true),
                _ => self.note(
                    path,
                    entry.line,
                    &format!(
                        "{} is not a single model of the catalog, and has no card here",
                        entry.name
                    ),
                ),
            }
        }
    }

    fn compare(&mut self, path: &str, entry: &ModelRegions, card: &Card) {
        for row in &entry.rows {
            let Some(on_card) = card.regions.iter().find(|other| other.region == row.region) else {
                continue;
            };
            for (what, here, there) in [
                ("Geo", row.geo, on_card.geo),
                ("Global", row.global, on_card.global),
            ] {
                let there = there
                    || card.regions.iter().any(|other| {
                        other.region == row.region
                            && if what == "Geo" {
                                other.geo
                            } else {
                                other.global
                            }
                    });
                if here != there {
                    let says = |yes: bool| if yes { "available" } else { "not available" };
                    let text = format!(
                        "{}: {what} is {} in {}, and {} by {}:{}",
                        card.id.value,
                        says(here),
                        row.region,
                        says(there),
                        card.path,
                        on_card.line
                    );
                    self.note(path, row.line, &text);
                }
            }
        }
    }

    pub(super) fn finish(mut self, pages: usize, cards: usize) -> Imported {
        let used = |(id, _): &(String, SourceRow)| self.used.contains(id);
        let sources: Vec<(String, SourceRow)> = self.sources.into_iter().filter(used).collect();
        let profile_regions: Vec<ProfileRegionsRow> = self
            .routes
            .into_iter()
            .map(|((profile, source), routes)| ProfileRegionsRow {
                profiles: vec![profile],
                source,
                partial: true,
                routes,
            })
            .collect();
        let new = self
            .rows
            .values()
            .filter(|row| row.provider.is_some())
            .count();
        let summary = format!(
            "pages: {pages}, model cards: {cards}; models new: {new}, changed: {}; profiles with other Regions: {}",
            self.rows.len() - new,
            profile_regions.len()
        );
        let known = &self.catalog.regions;
        let named = self.rows.values().flat_map(|row| {
            let on_demand = row.on_demand.iter().flat_map(|row| &row.regions);
            row.regions
                .iter()
                .flat_map(|row| &row.regions)
                .chain(on_demand)
        });
        let routed = profile_regions
            .iter()
            .flat_map(|row| &row.routes)
            .flat_map(|route| route.from.iter().chain(&route.to));
        let regions: BTreeSet<String> = named
            .chain(routed)
            .filter(|code| !known.iter().any(|other| other == *code))
            .cloned()
            .collect();
        self.notes.dedup();
        let overlay = OverlayDoc {
            overlay: format!("what AWS's documentation said on {}", self.as_of),
            as_of: Day(self.as_of),
            sources: Ordered(sources),
            regions: regions.into_iter().collect(),
            scopes: self.scopes.into_values().collect(),
            delete: Vec::new(),
            models: self.rows.into_values().collect(),
            profile_regions,
            libraries: Vec::new(),
            opaque_arns: Vec::new(),
        };
        Imported {
            overlay,
            notes: self.notes,
            summary,
        }
    }
}

/// Whether the dates of a row are those of the main Regions.
fn is_main(row: &PublishedDates, rows: &[PublishedDates]) -> bool {
    let of_model = rows.iter().filter(|other| other.id == row.id).count();
    of_model == 1 || row.regions.is_empty() || row.regions.iter().any(|region| region == MAIN)
}

/// Whether a row has the days that the catalog has; what the row leaves open does not differ.
fn same_days(row: &PublishedDates, known: &Lifecycle) -> bool {
    let same = |stated: Option<Date>, known: &Option<Dated>| {
        stated.is_none() || stated == known.as_ref().map(|date| date.day)
    };
    same(row.legacy, &known.legacy)
        && same(row.extended_access, &known.extended_access)
        && same(row.eol, &known.eol)
}
