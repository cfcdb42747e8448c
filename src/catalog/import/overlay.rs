//! From the rows of answers to the rows of an overlay, next to what the catalog says already.
//!
//! A status of Legacy or a date makes a row for its Region. Active without a date does not, since the API says
//! so of models whose end is announced, too; only where the catalog's main dates have a model gone that the
//! account still calls Active does the account win.

mod profiles;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::Imported;
use super::answer::{Answers, LifecycleAnswer, ModelAnswer};
use crate::catalog::closed_sets::{Evidence, InputKind, Modality, Stage};
use crate::catalog::lifecycle::{Dated, Lifecycle};
use crate::catalog::model::{Catalog, Model};
use crate::catalog::overlay::rows::{OverlayDoc, OverlayRow};
use crate::catalog::rows::{
    Day, InputsRow, Observation, OnDemandRow, OpaqueArnRow, Ordered, ProfileRegionsRow,
    RegionalRow, ScopeRow, SourceRow, SourcedDay, VariantRow,
};
use crate::model_id::Region;

/// The overlay of these answers.
pub(super) fn of(answers: Answers, as_of: Date, catalog: &Catalog) -> Imported {
    let regions: BTreeSet<&Region> = answers.models.iter().map(|row| &row.region).collect();
    let source = source_id(&regions, as_of);
    let mut import = Import {
        catalog,
        as_of,
        source,
        rows: BTreeMap::new(),
        arns: BTreeMap::new(),
        scopes: BTreeMap::new(),
        regions: BTreeSet::new(),
        routes: Vec::new(),
        notes: answers.notes,
        counts: ImportCounts::default(),
    };
    // Bases first, so that a spelling of a model finds it.
    let (bases, spellings): (Vec<_>, Vec<_>) = answers
        .models
        .iter()
        .partition(|row| base_of(&row.id, catalog).is_none());
    for row in &bases {
        import.model(row);
    }
    for row in spellings {
        import.spelling(row, &bases);
    }
    for row in &answers.profiles {
        import.profile(row);
    }
    let unknown: Vec<String> = regions
        .iter()
        .map(|region| region.to_string())
        .filter(|region| !catalog.regions.iter().any(|known| known == region))
        .collect();
    import.finish(&regions, unknown, answers.profiles.len())
}

/// The base ID whose context variant or other spelling this is.
fn base_of<'a>(id: &'a str, catalog: &'a Catalog) -> Option<&'a str> {
    if let Some((model, variant)) = catalog.find(id) {
        return variant.is_some().then_some(model.id.as_ref());
    }
    let (base, context) = id.rsplit_once(':')?;
    let number = context.strip_suffix('k').unwrap_or(context);
    let is_context =
        context == "mm" || (!number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()));
    (is_context && catalog.model(base).is_some()).then_some(base)
}

fn source_id(regions: &BTreeSet<&Region>, as_of: Date) -> String {
    match regions.iter().collect::<Vec<_>>().as_slice() {
        [one] => format!("account-{one}-{as_of}"),
        _ => format!("account-{as_of}"),
    }
}

#[derive(Default)]
struct ImportCounts {
    models: usize,
    dated: usize,
    new: usize,
    spellings: usize,
    unchanged: usize,
}

struct Import<'a> {
    catalog: &'a Catalog,
    as_of: Date,
    source: String,
    /// By base ID.
    rows: BTreeMap<String, OverlayRow>,
    /// By ARN.
    arns: BTreeMap<String, OpaqueArnRow>,
    /// By the scope's name.
    scopes: BTreeMap<String, ScopeRow>,
    /// Regions of profiles that the catalog does not have.
    regions: BTreeSet<String>,
    /// One row for each profile.
    routes: Vec<ProfileRegionsRow>,
    notes: Vec<String>,
    counts: ImportCounts,
}

impl Import<'_> {
    fn model(&mut self, row: &ModelAnswer) {
        self.counts.models += 1;
        if let Some(model) = self.catalog.model(&row.id) {
            match self.regional(row, model) {
                Some(regional) => self.put_regional(row, regional),
                None => self.counts.unchanged += 1,
            }
            return;
        }
        if self.rows.contains_key(&row.id) {
            let regional = self.stated(row, &Lifecycle::default());
            self.put_regional(row, regional);
            return;
        }
        match self.new_row(row) {
            Ok(new) => {
                self.counts.new += 1;
                self.rows.insert(row.id.clone(), new);
            }
            Err(why) => self
                .notes
                .push(format!("{}: {} {why}; skipped", row.location, row.id)),
        }
    }

    /// What the account says of a known model in its Region, where that is more than the catalog has.
    fn regional(&mut self, row: &ModelAnswer, model: &Model) -> Option<RegionalRow> {
        let own = model.lifecycle_in(row.region.as_str());
        let known = own.unwrap_or(&model.lifecycle);
        let LifecycleAnswer {
            legacy_now,
            legacy,
            extended_access,
            eol,
            ..
        } = &row.lifecycle;
        if *legacy_now || legacy.is_some() || extended_access.is_some() || eol.is_some() {
            let regional = self.stated(row, known);
            let same = |stated: &Option<SourcedDay>, known: &Option<Dated>| {
                stated.as_ref().map(|day| day.day) == known.as_ref().map(|day| day.day)
            };
            let nothing_new = same(&regional.legacy, &known.legacy)
                && same(&regional.extended_access, &known.extended_access)
                && same(&regional.eol, &known.eol)
                && (regional.observed.is_none() || known.stage(self.as_of) == Stage::Legacy);
            return (!nothing_new).then_some(regional);
        }
        match (known.stage(self.as_of), own) {
            (Stage::EndOfLife, None) => Some(self.stated(row, &Lifecycle::default())),
            (stage @ (Stage::Legacy | Stage::EndOfLife), _) => {
                let words = if stage == Stage::Legacy {
                    "Legacy"
                } else {
                    "End-of-Life"
                };
                self.notes.push(format!(
                    "{}: the account reports {} as Active in {} without a date; the catalog's stage there, {words}, is \
                     kept",
                    row.location, row.id, row.region
                ));
                None
            }
            (Stage::Active | Stage::Unknown, _) => None,
        }
    }

    /// The row of a Region: what the account states, and what it leaves open as the catalog has it where the two
    /// go together.
    fn stated(&self, row: &ModelAnswer, known: &Lifecycle) -> RegionalRow {
        let LifecycleAnswer {
            legacy_now,
            legacy,
            extended_access,
            eol,
            ..
        } = &row.lifecycle;
        let gone = known.stage(self.as_of) == Stage::EndOfLife;
        let kept = |stated: &Option<Date>, known: &Option<Dated>, fits: &dyn Fn(Date) -> bool| {
            match stated {
                Some(day) => Some(SourcedDay {
                    day: *day,
                    source: None,
                }),
                None => known
                    .as_ref()
                    .filter(|known| !gone && fits(known.day))
                    .map(|known| SourcedDay {
                        day: known.day,
                        source: Some(known.source.to_string()),
                    }),
            }
        };
        let before = |ends: &[&Option<Date>], day: Date| {
            ends.iter().all(|end| end.is_none_or(|end| day < end))
        };
        let after =
            |starts: &[&Option<Date>], day: Date| starts.iter().all(|s| s.is_none_or(|s| day > s));
        // No Legacy to come where it is Legacy already.
        let not_to_come = |day: Date| !legacy_now || day <= self.as_of;
        let fits = |day: Date| before(&[extended_access, eol], day) && not_to_come(day);
        let legacy_day = kept(legacy, &known.legacy, &fits);
        let begun = legacy_day.as_ref().map(|day| day.day);
        let fits = |day: Date| after(&[&begun], day) && before(&[eol], day);
        let extended_day = kept(extended_access, &known.extended_access, &fits);
        let extended = extended_day.as_ref().map(|day| day.day);
        let eol_day = kept(eol, &known.eol, &|day| after(&[&begun, &extended], day));
        let mut regional = RegionalRow {
            regions: vec![row.region.to_string()],
            source: self.source.clone(),
            legacy: legacy_day,
            extended_access: extended_day,
            eol: eol_day,
            observed: None,
        };
        let said = if *legacy_now {
            Stage::Legacy
        } else {
            Stage::Active
        };
        let stage = stage_of(&regional, self.as_of);
        // Past its End-of-Life a model may be listed for a while: the date is the stronger word.
        if stage != said && stage != Stage::EndOfLife {
            regional.observed = Some(Observation {
                stage: said,
                day: self.as_of,
                source: None,
            });
        }
        regional
    }

    fn put_regional(&mut self, row: &ModelAnswer, regional: RegionalRow) {
        let source = self.source.clone();
        let entry = self.rows.entry(row.id.clone());
        let known = entry.or_insert_with(|| OverlayRow {
            id: row.id.clone(),
            source,
            ..OverlayRow::default()
        });
        match known
            .regions
            .iter_mut()
            .find(|other| other.regions == regional.regions)
        {
            Some(other) if same_dates(other, &regional) => {}
            Some(other) => {
                let note = "is listed twice with different dates; the last one is used";
                self.notes.push(format!(
                    "{}: {} in {} {note}",
                    row.location, row.id, row.region
                ));
                *other = regional;
            }
            None => {
                self.counts.dated += 1;
                known.regions.push(regional);
            }
        }
    }

    /// A model that the catalog does not know, with what the account says as its main dates.
    fn new_row(&self, row: &ModelAnswer) -> Result<OverlayRow, String> {
        let shape = row
            .id
            .split_once('.')
            .is_some_and(|(provider, name)| !provider.is_empty() && !name.is_empty());
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-.:_".contains(c);
        if !shape || !row.id.chars().all(plain) {
            return Err("is not a model ID of the form provider.name".to_owned());
        }
        let modality = modality_of(&row.outputs).ok_or_else(|| {
            format!(
                "has the output {}, which is not a known modality",
                row.outputs.join(", ")
            )
        })?;
        let dates = self.stated(row, &Lifecycle::default());
        let launched = row.lifecycle.launched.filter(|day| *day <= self.as_of);
        Ok(OverlayRow {
            id: row.id.clone(),
            source: self.source.clone(),
            provider: Some(
                row.provider
                    .clone()
                    .unwrap_or_else(|| row.id.split('.').next().unwrap_or_default().to_owned()),
            ),
            name: Some(row.name.clone().unwrap_or_else(|| row.id.clone())),
            modality: Some(modality),
            inputs: self.inputs(row),
            confidence: Some(Evidence::Aws),
            launched: launched.map(|day| SourcedDay { day, source: None }),
            legacy: dates.legacy,
            extended_access: dates.extended_access,
            eol: dates.eol,
            observed: dates.observed,
            on_demand: self.on_demand(row),
            ..OverlayRow::default()
        })
    }

    /// What the model takes in; absent where the answer names a kind that the catalog does not know.
    fn inputs(&self, row: &ModelAnswer) -> Option<InputsRow> {
        let takes: Option<BTreeSet<InputKind>> =
            row.inputs.iter().map(|word| input_of(word)).collect();
        let takes: Vec<InputKind> = takes?.into_iter().collect();
        (!takes.is_empty()).then(|| InputsRow {
            takes,
            source: self.source.clone(),
        })
    }

    fn on_demand(&self, row: &ModelAnswer) -> Option<OnDemandRow> {
        let takes = |kind: &str| row.invoked_by.iter().any(|by| by == kind);
        let bare = takes("ON_DEMAND");
        let regions = if bare {
            vec![row.region.to_string()]
        } else {
            Vec::new()
        };
        (bare || takes("INFERENCE_PROFILE")).then(|| OnDemandRow {
            bare,
            regions,
            note: None,
            source: self.source.clone(),
        })
    }

    /// A context variant: nothing to say where it says what its base says.
    fn spelling(&mut self, row: &ModelAnswer, bases: &[&ModelAnswer]) {
        self.counts.models += 1;
        let Some(base) = base_of(&row.id, self.catalog) else {
            return;
        };
        let of_base = bases
            .iter()
            .find(|other| other.id == base && other.region == row.region);
        if of_base.is_some_and(|other| !same_end(&other.lifecycle, &row.lifecycle)) {
            let note =
                "has other dates than its base model, which a catalog cannot express; skipped";
            self.notes
                .push(format!("{}: {} {note}", row.location, row.id));
            return;
        }
        self.counts.spellings += 1;
        let known = self.catalog.find(&row.id).is_some();
        if of_base.is_none() {
            let stands_for = ModelAnswer {
                id: base.to_owned(),
                lifecycle: copy(&row.lifecycle),
                ..blank(row)
            };
            self.counts.models -= 1;
            self.model(&stands_for);
        }
        if !known {
            let source = self.source.clone();
            let variant = VariantRow {
                id: row.id.clone(),
                confidence: Evidence::Aws,
                source: self.source.clone(),
            };
            let entry = self.rows.entry(base.to_owned());
            let known = entry.or_insert_with(|| OverlayRow {
                id: base.to_owned(),
                source,
                ..OverlayRow::default()
            });
            if !known.variants.iter().any(|other| other.id == variant.id) {
                known.variants.push(variant);
            }
        }
    }

    fn finish(
        self,
        regions: &BTreeSet<&Region>,
        unknown_regions: Vec<String>,
        profiles: usize,
    ) -> Imported {
        let names: Vec<&str> = regions.iter().map(|region| region.as_str()).collect();
        let of = if names.is_empty() {
            String::new()
        } else {
            format!(" in {}", names.join(", "))
        };
        let ImportCounts {
            models,
            dated,
            new,
            spellings,
            unchanged,
        } = self.counts;
        let mut parts = vec![
            format!("{dated} with a status or dates of their own"),
            format!("{new} new"),
            format!("{unchanged} as the catalog has them"),
        ];
        if spellings > 0 {
            parts.push(format!("{spellings} context variants"));
        }
        let summary = format!(
            "{models} {}{of}: {}; {profiles} {}, {} of them the account's own and resolved",
            if models == 1 { "model" } else { "models" },
            parts.join(", "),
            if profiles == 1 {
                "inference profile"
            } else {
                "inference profiles"
            },
            self.arns.len()
        );
        let title = format!("Answers of the AWS API about our account{of}");
        let evidence = Evidence::Aws;
        let row = SourceRow {
            title,
            url: None,
            retrieved: Some(Day(self.as_of)),
            month: None,
            evidence,
        };
        let overlay = OverlayDoc {
            overlay: format!(
                "what the AWS API said about our account{of} on {}",
                self.as_of
            ),
            as_of: Day(self.as_of),
            sources: Ordered(vec![(self.source, row)]),
            regions: self
                .regions
                .into_iter()
                .chain(unknown_regions)
                .collect::<BTreeSet<_>>()
                .into_iter()
                .collect(),
            scopes: self.scopes.into_values().collect(),
            delete: Vec::new(),
            models: self.rows.into_values().collect(),
            profile_regions: self.routes,
            libraries: Vec::new(),
            opaque_arns: self.arns.into_values().collect(),
        };
        Imported {
            overlay,
            notes: self.notes,
            summary,
        }
    }
}

/// The stage on a day by the dates of a row alone.
fn stage_of(row: &RegionalRow, day: Date) -> Stage {
    let reached = |date: &Option<SourcedDay>| date.as_ref().is_some_and(|date| date.day <= day);
    if reached(&row.eol) {
        return Stage::EndOfLife;
    }
    if reached(&row.legacy) || reached(&row.extended_access) {
        return Stage::Legacy;
    }
    if row.legacy.is_some() {
        Stage::Active
    } else {
        Stage::Unknown
    }
}

fn same_dates(a: &RegionalRow, b: &RegionalRow) -> bool {
    let days = |row: &RegionalRow| {
        [&row.legacy, &row.extended_access, &row.eol].map(|day| day.as_ref().map(|day| day.day))
    };
    days(a) == days(b)
}

fn same_end(a: &LifecycleAnswer, b: &LifecycleAnswer) -> bool {
    (a.legacy_now, a.legacy, a.extended_access, a.eol)
        == (b.legacy_now, b.legacy, b.extended_access, b.eol)
}

fn copy(of: &LifecycleAnswer) -> LifecycleAnswer {
    LifecycleAnswer { ..*of }
}

/// A row of the same location and Region that says nothing yet.
fn blank(row: &ModelAnswer) -> ModelAnswer {
    ModelAnswer {
        location: row.location.clone(),
        id: String::new(),
        region: row.region.clone(),
        name: None,
        provider: None,
        inputs: Vec::new(),
        outputs: Vec::new(),
        invoked_by: Vec::new(),
        lifecycle: LifecycleAnswer::default(),
    }
}

pub(super) fn modality_of(outputs: &[String]) -> Option<Modality> {
    let known = [
        ("EMBEDDING", Modality::Embedding),
        ("VIDEO", Modality::Video),
        ("IMAGE", Modality::Image),
        ("SPEECH", Modality::Speech),
        ("TEXT", Modality::Text),
    ];
    // A model that also outputs speech or images besides text counts as the rarer of them.
    known
        .into_iter()
        .find(|(word, _)| outputs.iter().any(|output| output == word))
        .map(|(_, modality)| modality)
}

/// What the API's word for an input means.
pub(super) fn input_of(word: &str) -> Option<InputKind> {
    Some(match word {
        "TEXT" => InputKind::Text,
        "IMAGE" => InputKind::Image,
        "VIDEO" => InputKind::Video,
        "SPEECH" | "AUDIO" => InputKind::Audio,
        _ => return None,
    })
}
