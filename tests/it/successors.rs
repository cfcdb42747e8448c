//! The first choice of the program against the first rank of the researched successors: where they differ, a reason.

use std::collections::BTreeMap;
use std::path::Path;

use bedrock_eol::catalog::{Catalog, Model, OnDemand, RejectedParameters};
use bedrock_eol::explain::explain;
use bedrock_eol::finding::ReplacementPolicy;
use bedrock_eol::judge::Policy;
use bedrock_eol::model_id::Region;
use jiff::civil::{Date, date};

/// The day on which the successors were researched.
const DAY: Date = date(2026, 11, 28);

/// A row of the facts.
struct Successor {
    id: String,
    /// The earliest possible End-of-Life; empty if nothing is known of it.
    earliest_eol: String,
    reasons: Vec<String>,
}

/// By model and scope, in the order of their ranks.
fn facts() -> BTreeMap<(String, String), Vec<Successor>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/facts/successors.csv");
    let text = std::fs::read_to_string(path).expect("the facts are there");
    let mut rows: BTreeMap<(String, String), Vec<(u32, Successor)>> = BTreeMap::new();
    for line in text.lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let [model, scope, rank, id, earliest_eol, reasons] = fields.as_slice() else {
            panic!("{line}")
        };
        let reasons = reasons.split(' ').map(str::to_owned).collect();
        let row = (
            rank.parse().expect("a number"),
            Successor {
                id: (*id).to_owned(),
                earliest_eol: (*earliest_eol).to_owned(),
                reasons,
            },
        );
        rows.entry(((*model).to_owned(), (*scope).to_owned()))
            .or_default()
            .push(row);
    }
    let in_order = |mut rows: Vec<(u32, Successor)>| {
        rows.sort_by_key(|(rank, _)| *rank);
        rows.into_iter().map(|(_, row)| row).collect()
    };
    rows.into_iter()
        .map(|(key, rows)| (key, in_order(rows)))
        .collect()
}

/// What the program recommends in a Region; absent if nothing fits, or the catalog does not have the model.
fn chosen(id: &str, region: &str, replacement: ReplacementPolicy) -> Option<String> {
    let region = Region::parse(region).expect("a Region");
    let policy = Policy {
        regions: vec![region],
        replacement,
        ..Policy::new(DAY)
    };
    let page = explain(id, None, Catalog::embedded(), &policy).ok()?;
    page.models
        .into_iter()
        .next()?
        .replacement
        .map(|replacement| replacement.model)
}

fn is_offered(model: &Model, region: &str) -> bool {
    let catalog = Catalog::embedded();
    let on_demand = match &model.on_demand {
        OnDemand::Yes { regions, .. } => regions.iter().any(|known| known == region),
        OnDemand::No | OnDemand::Unknown => false,
    };
    on_demand
        || model
            .profiles
            .iter()
            .any(|profile| catalog.can_call(profile, region))
}

/// How many uses of request parameters the new model rejects and the old one does not.
fn newly_rejected(old: &str, new: &str) -> usize {
    let newly = |row: &&RejectedParameters| row.are_rejected_by(new) && !row.are_rejected_by(old);
    Catalog::embedded()
        .rejected_parameters
        .iter()
        .filter(newly)
        .count()
}

/// The better, the lower.
fn order(of: &Successor, words: &[&str]) -> usize {
    words
        .iter()
        .position(|word| of.reasons.iter().any(|reason| reason == word))
        .unwrap_or(words.len())
}

/// Why the program chooses another than the first; the allowed reasons are less change, Region, price, and a longer life.
fn reasons(
    model: &str,
    region: &str,
    rows: &[Successor],
    choice: Option<&str>,
) -> Vec<&'static str> {
    let catalog = Catalog::embedded();
    let first = &rows[0];
    let mut reasons = Vec::new();
    let known = catalog.model(&first.id);
    if known.is_some_and(|known| known.access.is_some())
        || first.reasons.iter().any(|code| code == "gated")
    {
        reasons.push("the first is not open to every account");
    }
    if known.is_none() || first.reasons.iter().any(|code| code == "third-party-only") {
        reasons.push("only third parties know the first");
    }
    let is_of_mantle = catalog.model(model).is_some_and(Model::is_of_mantle);
    if is_of_mantle {
        let on_mantle = |known: &Model| known.mantle_regions().any(|code| code == region);
        if known.is_some_and(|known| {
            known
                .mantle_id
                .as_deref()
                .is_some_and(|id| Some(id) == choice)
        }) {
            reasons.push("the ID of the first on bedrock-mantle");
        } else if known.is_some_and(|known| !on_mantle(known)) {
            reasons.push("bedrock-mantle does not offer the first in the Region");
        }
    } else if known.is_some_and(|known| !is_offered(known, region)) {
        reasons.push("the first is not offered in the Region");
    }
    if first.reasons.iter().any(|code| code == "loses-input") {
        reasons.push("the first loses an input");
    }
    let Some(choice) = choice else { return reasons };
    if chosen(model, region, ReplacementPolicy::LongestLife).as_deref() == Some(&first.id) {
        reasons.push("less change; the first lives longer");
    }
    if newly_rejected(model, choice) < newly_rejected(model, &first.id) {
        reasons.push("fewer rejected parameters");
    }
    if let Some(other) = rows.iter().find(|row| row.id == choice) {
        let better = |words: &[&str]| order(other, words) < order(first, words);
        if better(&["same-family", "same-provider", "other-provider"]) {
            reasons.push("same family or provider");
        }
        if better(&["floor-later", "floor-unknown", "floor-past"]) {
            reasons.push("a later End-of-Life is promised");
        }
        if other.earliest_eol > first.earliest_eol {
            reasons.push("its earliest possible End-of-Life is later");
        }
        if better(&["price-down", "price-ok", "price-up"]) {
            reasons.push("a lower price");
        }
    } else if prefix(model) == prefix(choice) && prefix(model) != prefix(&first.id) {
        reasons.push("same family or provider");
    }
    let end = |id: &str| {
        catalog
            .model(id)
            .and_then(|model| model.lifecycle.eol_not_before.as_ref())
            .map(|floor| floor.day)
    };
    if end(choice) > end(&first.id) {
        reasons.push("a later End-of-Life is promised");
    }
    if price(choice)
        .zip(price(&first.id))
        .is_some_and(|(choice, first)| choice < first)
    {
        reasons.push("a lower price");
    }
    reasons.dedup();
    reasons
}

/// The lowest price of a unit of output, of any class.
fn price(id: &str) -> Option<f64> {
    let of_model = Catalog::embedded()
        .prices
        .iter()
        .filter(|price| price.model == id);
    of_model
        .filter_map(|price| price.output.as_ref()?.parse().ok())
        .reduce(f64::min)
}

fn prefix(id: &str) -> Option<&str> {
    id.split('.').next()
}

/// To rewrite it: `BLESS=1 cargo test successors`.
#[test]
fn every_other_choice_than_the_first_of_the_facts_has_a_reason() {
    let (mut equal, mut text) = (0, String::new());
    for ((model, scope), rows) in facts() {
        let region = if scope == "us-gov" {
            "us-gov-west-1"
        } else {
            "us-east-1"
        };
        let choice = chosen(&model, region, ReplacementPolicy::LeastChange);
        if choice.as_ref() == Some(&rows[0].id) {
            equal += 1;
            continue;
        }
        let why = reasons(&model, region, &rows, choice.as_deref());
        let why = if why.is_empty() {
            "NO REASON".to_owned()
        } else {
            why.join("; ")
        };
        let choice = choice.as_deref().unwrap_or("none");
        text.push_str(&format!(
            "{scope}: {model}: {choice} instead of {}: {why}\n",
            rows[0].id
        ));
    }
    text.insert_str(
        0,
        &format!("{equal} models have the first choice of the facts; the others:\n\n"),
    );
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/facts/successors_otherwise.txt");
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, &text).expect("a file");
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap_or_default(), text);
    assert!(!text.contains("NO REASON"), "{text}");
}
