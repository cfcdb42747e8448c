//! The sentences and sections of an explanation, which every page of it has.
//!
//! Texts of the catalog are in them unchanged: what prints them escapes them.

use super::prices::{price_change, prices};
use super::{DateFact, Explanation, ModelFacts, timeline};

/// Constants that are listed before "and N more".
const CONSTANTS: usize = 12;

/// A part of the page.
struct PageSection {
    title: String,
    /// One item each.
    items: Vec<String>,
    kind: SectionKind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum SectionKind {
    /// Independent items.
    List,
    /// Consecutive items, in this order.
    Steps,
    /// Preformatted lines.
    Drawing,
}

/// What the text is, and its stage.
fn lead(page: &Explanation) -> String {
    let stage = match page.models.as_slice() {
        [model] => format!(" {}", headline(model, page)),
        _ => String::new(),
    };
    format!("{}{stage}", page.meaning)
}

/// `Claude 3 Haiku (Anthropic, text) reached End-of-Life on 2026-09-10: requests fail.`
fn headline(model: &ModelFacts, page: &Explanation) -> String {
    let in_region =
        shown_region(model, page).map_or(String::new(), |region| format!(" in {region}"));
    let ends = model.dates.iter().find(|date| date.what == "eol");
    let launch = model
        .dates
        .iter()
        .find(|date| date.what == "launched" && date.day > page.as_of);
    let state = match (model.stage, ends, model.days_to_eol) {
        ("eol", Some(eol), _) => {
            format!(
                "reached End-of-Life{in_region} on {}: requests fail",
                eol.day
            )
        }
        ("eol", None, _) => {
            format!("is End-of-Life{in_region} (the date is not published): requests fail")
        }
        ("legacy", Some(eol), Some(days)) => {
            let extended = if model.in_extended_access {
                ", in public extended access"
            } else {
                ""
            };
            format!(
                "is Legacy{in_region}{extended}; its End-of-Life is on {} ({})",
                eol.day,
                in_days(days)
            )
        }
        ("legacy", ..) => format!("is Legacy{in_region}; its End-of-Life date is not published"),
        ("active", Some(eol), Some(days)) => {
            format!(
                "is still Active{in_region}; its End-of-Life is on {} ({})",
                eol.day,
                in_days(days)
            )
        }
        ("active", ..) => format!("is Active{in_region}; no End-of-Life is announced"),
        (_, Some(eol), _) => {
            format!(
                "has its End-of-Life{in_region} on {}; its stage today is not known",
                eol.day
            )
        }
        _ => format!("is of unknown stage{in_region}: the catalog has no dates for it"),
    };
    let aside = match &page.region {
        Some(region) if model.not_offered => format!(" The catalog does not list it in {region}."),
        Some(region) if model.undated => {
            format!(
                " The catalog has no dates for {region}; the dates shown are those of the main Regions."
            )
        }
        _ => String::new(),
    };
    let state = match launch {
        Some(launch) => format!("will be launched on {}", launch.day),
        None => state,
    };
    format!(
        "{} ({}, {}) {state}.{aside}",
        model.name, model.provider, model.modality
    )
}

/// The Region of the dates; absent if they are those of the main Regions.
fn shown_region<'p>(model: &ModelFacts, page: &'p Explanation) -> Option<&'p str> {
    page.region
        .as_deref()
        .filter(|_| !model.not_offered && !model.undated)
}

fn in_days(days: i32) -> String {
    match days {
        1 => "tomorrow".to_owned(),
        days => format!("in {days} days"),
    }
}

fn sections(page: &Explanation) -> Vec<PageSection> {
    let list = |title: &str, items: Vec<String>| PageSection {
        title: title.to_owned(),
        items,
        kind: SectionKind::List,
    };
    let mut all = Vec::new();
    all.extend(
        page.how_to_resolve
            .as_ref()
            .map(|how| list("How to find the model", vec![how.clone()])),
    );
    match page.models.as_slice() {
        [model] => all.extend(of_model(model, page)),
        [] => {}
        several => all.push(list(
            "Models (run `explain` on one of them for details)",
            several
                .iter()
                .map(|model| format!("`{}`: {}", model.id, headline(model, page)))
                .collect(),
        )),
    }
    all.retain(|section| !section.items.is_empty());
    all
}

fn of_model(model: &ModelFacts, page: &Explanation) -> Vec<PageSection> {
    let list = |title: &str, items: Vec<String>| PageSection {
        title: title.to_owned(),
        items,
        kind: SectionKind::List,
    };
    let mut drawing = timeline::draw(&model.lifecycle, page.as_of);
    if !drawing.is_empty() {
        drawing.push(String::new());
        drawing.push(timeline::legend(&drawing));
    }
    let heading = shown_region(model, page)
        .map_or_else(|| "in the main Regions".to_owned(), |r| format!("in {r}"));
    let mut id = Vec::new();
    if page.asked != model.id {
        id.push(format!("`{}`", model.id));
    }
    if !model.inputs.is_empty() {
        id.push(format!("takes {}", model.inputs.join(", ")));
    }
    if !model.dimensions.is_empty() {
        let sizes: Vec<String> = model.dimensions.iter().map(u32::to_string).collect();
        id.push(format!(
            "dimensions: {} (the first is the default)",
            sizes.join(", ")
        ));
    }
    let mut dates: Vec<String> = model.dates.iter().map(date).collect();
    dates.extend(
        model
            .legacy_period
            .map(|period| format!("AWS promises at least {period} of Legacy")),
    );
    vec![
        list("Model", id),
        PageSection {
            title: format!("Timeline {heading}"),
            items: drawing,
            kind: SectionKind::Drawing,
        },
        list("Dates", dates),
        list(
            match shown_region(model, page) {
                Some(_) => "Dates in other Regions",
                None => "Dates by Region",
            },
            by_region(model, page),
        ),
        list("Replacement", replacement(model)),
        PageSection {
            title: steps_title(model),
            items: steps(model),
            kind: SectionKind::Steps,
        },
        list("List price in US dollars", prices(model, page)),
        list("Invoked by", invoked_by(model)),
        list("Rules of this stage", model.rules.clone()),
        list(
            "Error messages of the runtime",
            model
                .runtime_errors
                .iter()
                .map(|error| format!("{}: `{}: {}`", error.when, error.exception, error.text))
                .collect(),
        ),
        list(
            "Other spellings",
            model.variants.iter().map(|id| format!("`{id}`")).collect(),
        ),
        list("Constants", constants(model)),
        list("Notes", model.notes.iter().cloned().collect()),
        list(
            &format!(
                "Sources (confidence of the row: {})",
                evidence(model.confidence)
            ),
            sources(model),
        ),
    ]
}

fn date(date: &DateFact) -> String {
    format!(
        "{}  {} ({}, {})",
        date.day,
        date.words,
        evidence(date.evidence),
        date.source
    )
}

fn evidence(word: &str) -> &str {
    match word {
        "aws" => "AWS",
        "third-party" => "third parties",
        other => other,
    }
}

/// The dates of the Regions without the one whose dates are shown already.
fn by_region(model: &ModelFacts, page: &Explanation) -> Vec<String> {
    let shown = shown_region(model, page);
    let others = model.regions.iter().filter_map(|group| {
        let regions = group.regions.iter().map(String::as_str);
        let names: Vec<&str> = regions.filter(|region| Some(*region) != shown).collect();
        (!names.is_empty()).then(|| dates_of(&names, group))
    });
    others.collect()
}

fn dates_of(names: &[&str], group: &super::RegionFacts) -> String {
    // The date on which the stage began is part of it; the others follow.
    let (stage, began) = match group.stage {
        "eol" => ("End-of-Life", "eol"),
        "legacy" => ("Legacy", "legacy"),
        "active" => ("Active", ""),
        _ => ("of unknown stage", ""),
    };
    let day = |date: &DateFact| format!("{} ({})", date.day, evidence(date.evidence));
    let since = group.dates.iter().find(|date| date.what == began);
    // An observation names the stage itself.
    let is_seen = group.dates.iter().any(|date| date.what == "seen");
    let head = match since {
        Some(date) => Some(format!("{stage} since {}", day(date))),
        None => (!is_seen).then(|| stage.to_owned()),
    };
    let rest = group.dates.iter().filter(|date| date.what != began);
    let rest = rest.map(|date| {
        let on = if date.what == "seen" { " on" } else { "" };
        format!("{}{on} {}", date.words, day(date))
    });
    let words: Vec<String> = head.into_iter().chain(rest).collect();
    format!("{}: {}", names.join(", "), words.join("; "))
}

fn replacement(model: &ModelFacts) -> Vec<String> {
    let Some(new) = &model.replacement else {
        let reason = model.no_replacement.iter().cloned();
        return reason.chain(plan_of_project(model)).collect();
    };
    let who = if new.named_by == "aws" {
        "named by AWS"
    } else {
        "chosen by this catalog"
    };
    let by = new
        .policy
        .map_or(String::new(), |policy| format!(", the {}", policy.words()));
    let mut items = vec![format!("`{}` ({}, {who}){by}", new.text, new.name)];
    if new.drop_in {
        items.push("Only the ID changes.".to_owned());
    }
    items.push(format!("Valid because {}.", new.why.join("; ")));
    items.extend(new.price.as_ref().map(price_change));
    items.extend(new.note.clone());
    items.extend(new.runner_up_sentence.clone());
    items.extend(plan_of_project(model));
    items
}

/// Where the plan for a project comes from; absent for a model that need not be replaced.
fn plan_of_project(model: &ModelFacts) -> Option<String> {
    matches!(model.stage, "legacy" | "eol").then(|| {
        format!(
            "`bedrock-eol migrate {}` prints the plan for a project.",
            model.id
        )
    })
}

fn steps_title(model: &ModelFacts) -> String {
    let to = model
        .replacement
        .as_ref()
        .map_or("the new model", |new| new.name.as_str());
    match &model.to {
        Some(to) => format!("Migration steps to {to}"),
        None => format!("Migration steps to {to}"),
    }
}

fn steps(model: &ModelFacts) -> Vec<String> {
    let step = |step: &super::StepFact| {
        let when = step
            .when
            .as_ref()
            .map_or(String::new(), |when| format!(" ({when})"));
        format!("{}{when} [{}]", step.change, step.source_id)
    };
    model.steps.iter().map(step).collect()
}

fn invoked_by(model: &ModelFacts) -> Vec<String> {
    let mut alike: Vec<(String, Vec<String>)> = Vec::new();
    for profile in &model.profiles {
        let known = if profile.evidence == "aws" {
            ""
        } else {
            "; AWS does not list it"
        };
        let about = format!("{}{known}", profile.reach);
        let id = format!("`{}`", profile.id);
        match alike.iter_mut().find(|(known, _)| *known == about) {
            Some((_, ids)) => ids.push(id),
            None => alike.push((about, vec![id])),
        }
    }
    let profiles = alike.iter().map(|(about, ids)| {
        let s = if ids.len() == 1 { "" } else { "s" };
        format!("profile{s} {} ({about})", ids.join(", "))
    });
    let bare = format!("bare ID: {}", model.on_demand);
    std::iter::once(bare).chain(profiles).collect()
}

fn constants(model: &ModelFacts) -> Vec<String> {
    let mut items: Vec<String> = model.constants.iter().take(CONSTANTS).cloned().collect();
    let more = model.constants.len().saturating_sub(CONSTANTS);
    if more > 0 {
        items.push(format!("and {more} more"));
    }
    items
}

fn sources(model: &ModelFacts) -> Vec<String> {
    let source = |source: &super::SourceFact| {
        let url = source
            .url
            .as_ref()
            .map_or(String::new(), |url| format!(" {url}"));
        format!(
            "{} ({}): {}{url}",
            source.id,
            evidence(source.evidence),
            source.title
        )
    };
    model.sources.iter().map(source).collect()
}

fn foot(page: &Explanation) -> String {
    format!(
        "Catalog {}, facts up to {}; as of {}, evaluated with this catalog.\n\
         AWS's lifecycle rules, with sources: docs/lifecycle.md of bedrock-eol.",
        page.catalog_version, page.catalog_as_of, page.as_of
    )
}

/// A part of an explanation, for other markup.
pub struct ExplanationSection {
    /// Its heading.
    pub title: String,
    /// Its items; names in them are in backticks.
    pub items: Vec<String>,
    /// Whether the order of the items matters.
    pub is_ordered: bool,
    /// Whether the items are lines of a drawing.
    pub is_drawing: bool,
}

impl Explanation {
    /// What the text is, and its stage.
    pub fn lead(&self) -> String {
        lead(self)
    }

    /// Everything below that, in order.
    pub fn sections(&self) -> Vec<ExplanationSection> {
        let section = |of: PageSection| ExplanationSection {
            title: of.title,
            items: of.items,
            is_ordered: of.kind == SectionKind::Steps,
            is_drawing: of.kind == SectionKind::Drawing,
        };
        sections(self).into_iter().map(section).collect()
    }

    /// What a model is and its stage, in a sentence.
    pub fn headline(&self, model: &ModelFacts) -> String {
        headline(model, self)
    }

    /// The catalog and the day, at the end of a page.
    pub fn foot(&self) -> String {
        foot(self)
    }
}
