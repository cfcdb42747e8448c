//! Reads a model card: dates, IDs, Regions and routes of one model, in each of the three layouts of the cards.
//!
//! Sections are found by their anchors, since their titles differ from card to card. The name of the file is not an ID.

use jiff::civil::Date;

use super::availability::{self, Endpoint, RegionRow};
use super::page::{Page, PageContent, PagePart, Table, without_bold};
use super::values::{self, ValueError};
use crate::catalog::closed_sets::{LegacyPeriod, Stage};
use crate::catalog::parse::CatalogProblem;

/// A value and the line that states it.
#[derive(Clone, Debug)]
pub(super) struct Stated<T> {
    pub(super) value: T,
    pub(super) line: usize,
}

/// What a card says.
#[derive(Debug)]
pub(super) struct Card {
    pub(super) path: String,
    pub(super) name: String,
    /// The ID for `bedrock-runtime`, or else for `bedrock-mantle`.
    pub(super) id: Stated<String>,
    /// Whether it can be called through `bedrock-runtime`.
    pub(super) on_runtime: bool,
    /// The ID for `bedrock-mantle` if it is another.
    pub(super) mantle_id: Option<String>,
    pub(super) launched: Option<Stated<Date>>,
    pub(super) floor: Option<Stated<Date>>,
    pub(super) eol: Option<Stated<Date>>,
    pub(super) legacy_period: Option<Stated<LegacyPeriod>>,
    pub(super) stage: Option<Stated<Stage>>,
    /// A note that restricts who may call it.
    pub(super) access: Option<Stated<String>>,
    pub(super) inputs: Vec<String>,
    pub(super) outputs: Vec<String>,
    /// Profile IDs.
    pub(super) profiles: Vec<Stated<String>>,
    pub(super) regions: Vec<RegionRow>,
    /// Source Region and destination Regions of a geography's profile.
    pub(super) routes: Vec<RegionRoute>,
    /// The Regions from which the `global.` profile can be called, if they are listed apart.
    pub(super) global_sources: Option<Stated<Vec<String>>>,
}

/// Where requests that a profile takes from a Region are processed.
#[derive(Debug)]
pub(super) struct RegionRoute {
    pub(super) profile: String,
    pub(super) from: String,
    pub(super) to: Vec<String>,
}

/// Why a field of the model's details cannot be read.
#[derive(Debug, thiserror::Error)]
enum DetailError {
    #[error(transparent)]
    Value(#[from] ValueError),
    #[error("`{0}` is not a known period; expected 6 months or 45 days")]
    Period(String),
    #[error("`{0}` is not a known state; expected Active or Legacy")]
    Stage(String),
    #[error("{day} contradicts {known} in line {line}")]
    Floor { day: Date, known: Date, line: usize },
}

/// Reads a card. Everything that cannot be read goes to `problems`; absent if it has no ID.
pub(super) fn read(page: &Page, problems: &mut Vec<CatalogProblem>) -> Option<Card> {
    let before = problems.len();
    let name = title(page);
    let Some(ids) = page.section(
        "-programmatic-access",
        &["Programmatic Access", "Call the model"],
    ) else {
        problems.push(page.problem(
            0,
            "no section `Programmatic Access`: this is not a known form of a model card".to_owned(),
        ));
        return None;
    };
    let Some(access) = Access::read(page, ids, problems) else {
        if problems.len() == before {
            problems.push(page.problem(
                ids.first().map_or(0, |part| part.line),
                "no model ID in this section".to_owned(),
            ));
        }
        return None;
    };
    let mut card = Card {
        path: page.path.clone(),
        name,
        id: access.id,
        on_runtime: access.on_runtime,
        mantle_id: access.mantle_id,
        launched: None,
        floor: None,
        eol: None,
        legacy_period: None,
        stage: None,
        access: None,
        inputs: Vec::new(),
        outputs: Vec::new(),
        profiles: access.profiles,
        regions: Vec::new(),
        routes: Vec::new(),
        global_sources: None,
    };
    card.details(page, problems);
    card.modalities(page);
    card.availability(page, problems);
    card.check_profiles(page, problems);
    Some(card)
}

/// The model's name: the first heading.
fn title(page: &Page) -> String {
    let heading = page.parts.iter().find_map(|part| match &part.content {
        PageContent::Heading { text, .. } => Some(text.clone()),
        PageContent::Field { .. } | PageContent::Table(_) | PageContent::Line(_) => None,
    });
    heading.unwrap_or_default()
}

/// What the table of IDs says.
struct Access {
    id: Stated<String>,
    on_runtime: bool,
    mantle_id: Option<String>,
    profiles: Vec<Stated<String>>,
}

impl Access {
    fn read(page: &Page, parts: &[PagePart], problems: &mut Vec<CatalogProblem>) -> Option<Self> {
        let (mut runtime, mut mantle, mut profiles) = (None, None, Vec::new());
        for table in tables(parts) {
            let Some(model) = table.column(&["model id"]) else {
                continue;
            };
            let endpoint = table.column(&["endpoint"]).unwrap_or(0);
            let of_profiles = [
                table.column(&["geo inference"]),
                table.column(&["global inference"]),
            ];
            for row in &table.rows {
                let Some(named) = Endpoint::named_in(&row.cells[endpoint]) else {
                    let message = format!("`{}` is not a known endpoint", row.cells[endpoint]);
                    problems.push(page.problem(row.line, message));
                    continue;
                };
                let id = values::ids(&row.cells[model]).into_iter().next();
                let id = id.map(|value| Stated {
                    value,
                    line: row.line,
                });
                if named == Endpoint::Runtime {
                    runtime = runtime.or(id);
                } else {
                    mantle = mantle.or(id);
                }
                let cells = of_profiles
                    .into_iter()
                    .flatten()
                    .map(|column| &row.cells[column]);
                let found = cells.flat_map(|cell| values::ids(cell));
                profiles.extend(found.map(|value| Stated {
                    value,
                    line: row.line,
                }));
            }
        }
        let on_runtime = runtime.is_some();
        let mantle_id = mantle.as_ref().map(|id: &Stated<String>| id.value.clone());
        let id = runtime.or(mantle)?;
        let mantle_id = mantle_id.filter(|other| *other != id.value);
        Some(Self {
            id,
            on_runtime,
            mantle_id,
            profiles,
        })
    }
}

fn tables(parts: &[PagePart]) -> impl Iterator<Item = &Table> {
    parts.iter().filter_map(|part| match &part.content {
        PageContent::Table(table) => Some(table),
        PageContent::Heading { .. } | PageContent::Field { .. } | PageContent::Line(_) => None,
    })
}

/// Words of a note that restricts who may call a model.
const RESTRICTS: &[&str] = &[
    "eligible",
    "limited to",
    "preview",
    "beta",
    "verification program",
    "approved",
];

impl Card {
    /// The list at the top: dates, state, and a note before it.
    fn details(&mut self, page: &Page, problems: &mut Vec<CatalogProblem>) {
        let Some(parts) = page.section("-details", &["Model Details"]) else {
            problems.push(page.problem(0, "no section `Model Details`".to_owned()));
            return;
        };
        for part in parts {
            match &part.content {
                PageContent::Field { name, value, .. } => {
                    if let Err(error) = self.detail(&name.to_ascii_lowercase(), value, part.line) {
                        problems.push(page.problem(part.line, format!("{name}: {error}")));
                    }
                }
                PageContent::Line(text) if self.access.is_none() && self.launched.is_none() => {
                    let lower = text.to_ascii_lowercase();
                    if RESTRICTS.iter().any(|word| lower.contains(word)) {
                        self.access = Some(Stated {
                            value: first_sentence(text),
                            line: part.line,
                        });
                    }
                }
                PageContent::Heading { .. } | PageContent::Table(_) | PageContent::Line(_) => {}
            }
        }
        let retention = page
            .section("-data-retention", &["Data Retention"])
            .unwrap_or_default();
        let line = retention
            .iter()
            .find(|part| matches!(&part.content, PageContent::Line(text) if text.contains("opt")));
        if let (None, Some(part)) = (&self.access, line) {
            let value = "Its card asks for an opt-in under Data Retention.".to_owned();
            self.access = Some(Stated {
                value,
                line: part.line,
            });
        }
    }

    fn detail(&mut self, name: &str, value: &str, line: usize) -> Result<(), DetailError> {
        match name {
            "model launch date" => {
                self.launched = values::date(value)?.map(|value| Stated { value, line })
            }
            "eol no sooner than" => self.put_floor(values::date(value)?, line)?,
            "model eol date" => {
                let floor = value
                    .strip_prefix("No sooner than ")
                    .or(value.strip_prefix("no sooner than "));
                match floor {
                    Some(floor) => self.put_floor(values::date(floor)?, line)?,
                    None => self.eol = values::date(value)?.map(|value| Stated { value, line }),
                }
            }
            "legacy period" => {
                let period = if value.contains("6 months") {
                    LegacyPeriod::SixMonths
                } else if value.contains("45 days") {
                    LegacyPeriod::Days45
                } else {
                    return Err(DetailError::Period(value.to_owned()));
                };
                self.legacy_period = Some(Stated {
                    value: period,
                    line,
                });
            }
            "model lifecycle" => {
                let value = match value.to_ascii_lowercase().as_str() {
                    "active" => Stage::Active,
                    "legacy" => Stage::Legacy,
                    _ => return Err(DetailError::Stage(value.to_owned())),
                };
                self.stage = Some(Stated { value, line });
            }
            _ => {}
        }
        Ok(())
    }

    fn put_floor(&mut self, day: Option<Date>, line: usize) -> Result<(), DetailError> {
        match (day, &self.floor) {
            (Some(day), Some(known)) if known.value != day => Err(DetailError::Floor {
                day,
                known: known.value,
                line: known.line,
            }),
            (Some(value), _) => {
                self.floor = Some(Stated { value, line });
                Ok(())
            }
            (None, _) => Ok(()),
        }
    }

    /// What it takes in and gives out, from the table whose cells are a picture and a word.
    fn modalities(&mut self, page: &Page) {
        for table in tables(&page.parts) {
            let columns = (
                table.column(&["input modalit"]),
                table.column(&["output modalit"]),
            );
            let (Some(input), Some(output)) = columns else {
                continue;
            };
            for row in &table.rows {
                self.inputs.extend(modality(&row.cells[input]));
                self.outputs.extend(modality(&row.cells[output]));
            }
        }
    }

    fn availability(&mut self, page: &Page, problems: &mut Vec<CatalogProblem>) {
        let titles = ["Regional Availability", "Supported Regions"];
        let Some(parts) = page.section("-regional-availability", &titles) else {
            problems.push(page.problem(0, "no section `Regional Availability`".to_owned()));
            return;
        };
        let (mut endpoint, mut profile) = (None, None);
        for part in parts {
            match &part.content {
                PageContent::Line(text) => {
                    if text.starts_with("**") {
                        endpoint = Endpoint::named_in(text).or(endpoint);
                    }
                    let is_id = text.to_ascii_lowercase().starts_with("geo inference id");
                    if is_id || text.starts_with("**Geo:") {
                        profile = values::ids(text.split_once(':').map_or("", |(_, id)| id))
                            .into_iter()
                            .next();
                    }
                }
                PageContent::Field { value, .. } => {
                    // The list of the layout without destinations: a geography with its profile ID.
                    let ids = values::ids(value)
                        .into_iter()
                        .filter(|id| id.ends_with(&self.id.value));
                    self.profiles.extend(ids.map(|value| Stated {
                        value,
                        line: part.line,
                    }));
                }
                PageContent::Table(table) if table.column(&["destination"]).is_some() => {
                    self.routes(page, table, profile.as_deref(), part.line, problems);
                }
                PageContent::Table(table) if table.column(&["global inference id"]).is_some() => {
                    let cells = table.rows.iter().flat_map(|row| row.cells.iter().skip(1));
                    let mut value: Vec<String> =
                        cells.flat_map(|cell| values::regions(cell)).collect();
                    value.sort();
                    self.global_sources = Some(Stated {
                        value,
                        line: part.line,
                    });
                }
                PageContent::Table(table) if availability::is_one(table) => {
                    let unnamed =
                        if self.on_runtime && self.mantle_id.is_none() && !self.has_mantle(page) {
                            Endpoint::Runtime
                        } else {
                            Endpoint::Either
                        };
                    self.regions.extend(availability::rows(
                        page,
                        table,
                        endpoint.unwrap_or(unnamed),
                        problems,
                    ));
                }
                PageContent::Table(_) | PageContent::Heading { .. } => {}
            }
        }
        if self.regions.is_empty() {
            let line = parts.first().map_or(0, |part| part.line);
            problems.push(page.problem(line, "no table of Regions in this section".to_owned()));
        }
    }

    /// Whether the card has a row for `bedrock-mantle` in its table of IDs.
    fn has_mantle(&self, page: &Page) -> bool {
        let parts = page.section(
            "-programmatic-access",
            &["Programmatic Access", "Call the model"],
        );
        tables(parts.unwrap_or_default())
            .filter(|table| table.column(&["model id"]).is_some())
            .flat_map(|table| &table.rows)
            .any(|row| {
                let offers = row
                    .cells
                    .iter()
                    .skip(1)
                    .any(|cell| !values::ids(cell).is_empty());
                offers
                    && row
                        .cells
                        .first()
                        .is_some_and(|cell| cell.contains("bedrock-mantle"))
            })
    }

    fn routes(
        &mut self,
        page: &Page,
        table: &Table,
        profile: Option<&str>,
        line: usize,
        problems: &mut Vec<CatalogProblem>,
    ) {
        let Some(profile) = profile else {
            problems.push(page.problem(
                line,
                "a table of destination Regions without a Geo inference ID above".to_owned(),
            ));
            return;
        };
        for row in &table.rows {
            let sources = values::regions(&row.cells[0]);
            let mut to = row
                .cells
                .get(1)
                .map(|cell| values::regions(cell))
                .unwrap_or_default();
            to.sort();
            to.dedup();
            let [from] = sources.as_slice() else {
                problems.push(page.problem(
                    row.line,
                    format!("`{}` has no single Region code", row.cells[0]),
                ));
                continue;
            };
            if to.is_empty() {
                problems
                    .push(page.problem(row.line, "no destination Region in this row".to_owned()));
                continue;
            }
            self.profiles.push(Stated {
                value: profile.to_owned(),
                line,
            });
            self.routes.push(RegionRoute {
                profile: profile.to_owned(),
                from: from.clone(),
                to,
            });
        }
    }

    /// Each profile has to be one of this model.
    fn check_profiles(&mut self, page: &Page, problems: &mut Vec<CatalogProblem>) {
        self.profiles.sort_by(|a, b| a.value.cmp(&b.value));
        self.profiles.dedup_by(|a, b| a.value == b.value);
        for profile in &self.profiles {
            let base = profile.value.split_once('.').map(|(_, base)| base);
            let of_model = |id: &str| base == Some(id);
            if !of_model(&self.id.value) && !self.mantle_id.as_deref().is_some_and(of_model) {
                let message = format!(
                    "`{}` is not a profile of `{}`",
                    profile.value, self.id.value
                );
                problems.push(page.problem(profile.line, message));
            }
        }
    }
}

fn first_sentence(text: &str) -> String {
    let plain = without_bold(text);
    match plain.split_once(". ") {
        Some((first, _)) => format!("{first}."),
        None => plain,
    }
}

/// The word of a cell with a picture that says yes, in upper case; copies without pictures have the picture's text
/// before the word.
fn modality(cell: &str) -> Option<String> {
    let text = match cell.rsplit_once(')') {
        Some((picture, word)) if picture.contains("icon-yes") => word,
        Some((picture, _)) if picture.contains("icon-no") => return None,
        _ if cell.to_ascii_lowercase().starts_with("not") => return None,
        _ => cell
            .strip_prefix("supported")
            .or(cell.strip_prefix("Supported"))?,
    };
    let word = without_bold(text).to_ascii_uppercase();
    (!word.is_empty()).then_some(word)
}
