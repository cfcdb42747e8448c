//! Links to the pages of models, lenses with the days that they have left, and completions of IDs.

use std::collections::BTreeMap;

use bedrock_eol::program::{Completable, Stage, completable, completions, explain, model_page};
use bedrock_eol::{Catalog, Policy, Reference};
use jiff::civil::Date;
use serde_json::{Value, json};

use super::client::Client;
use super::document::{Judged, OpenDocument};
use super::wire::range_json;

/// The most links and lenses of one document.
const MOST: usize = 1000;

/// `CompletionItemKind.Value`.
const VALUE: u64 = 12;

/// The tag of a completion that is deprecated.
const DEPRECATED_ITEM: u64 = 1;

/// Each reference to one known model, with its ID and bytes.
fn known(judged: &Judged) -> impl Iterator<Item = (&Reference, &str, std::ops::Range<usize>)> {
    judged.references().filter_map(|reference| {
        let [model] = &*reference.models else {
            return None;
        };
        let model = Catalog::embedded().model(model.as_str())?;
        let bytes = judged.bytes(&reference.location)?;
        Some((reference, model.id.as_ref(), bytes))
    })
}

/// Links from references to the pages of their models: those of the catalog's site, else the source of the model's row.
pub(super) fn links(
    document: &OpenDocument,
    judged: &Judged,
    policy: &Policy,
    client: &Client,
) -> Vec<Value> {
    let mut targets: BTreeMap<&str, Option<String>> = BTreeMap::new();
    let mut links = Vec::new();
    for (_, id, bytes) in known(judged).take(MOST) {
        let page = || model_page(id).or_else(|| source_page(id, policy));
        if let Some(target) = targets.entry(id).or_insert_with(page) {
            let range = range_json(&document.text, bytes, client.encoding);
            let mut link = json!({"range": range, "target": target});
            if client.link_tooltip {
                link["tooltip"] = format!("Facts about {id}").into();
            }
            links.push(link);
        }
    }
    links
}

fn source_page(id: &str, policy: &Policy) -> Option<String> {
    let page = explain(id, None, Catalog::embedded(), policy).ok()?;
    let mut sources = page.models.iter().flat_map(|model| &model.sources);
    sources.find_map(|source| source.url.clone())
}

/// Lenses with the End-of-Life of each model, one for each line and model.
pub(super) fn lenses(
    document: &OpenDocument,
    judged: &Judged,
    policy: &Policy,
    client: &Client,
) -> Vec<Value> {
    let mut titles: BTreeMap<&str, Option<String>> = BTreeMap::new();
    let mut lenses = Vec::new();
    let mut last = None;
    for (_, id, bytes) in known(judged).take(MOST) {
        let line = document.text.line_at(bytes.start);
        if last.replace((line.start, id)) == Some((line.start, id)) {
            continue;
        }
        let title = titles.entry(id).or_insert_with(|| days_left(id, policy));
        if let Some(title) = title {
            let range = range_json(&document.text, bytes, client.encoding);
            lenses.push(json!({"range": range, "command": {"title": title, "command": ""}}));
        }
    }
    lenses
}

/// `anthropic.claude-v2:1: End-of-Life in 43 days (2027-01-05)`; absent if no date is known.
fn days_left(id: &str, policy: &Policy) -> Option<String> {
    let page = explain(id, None, Catalog::embedded(), policy).ok()?;
    let [model] = page.models.as_slice() else {
        return None;
    };
    let eol = model.dates.iter().find(|date| date.what == "eol")?.day;
    let when = match model.days_to_eol? {
        ..=0 => format!("End-of-Life since {eol}"),
        1 => format!("End-of-Life tomorrow ({eol})"),
        days => format!("End-of-Life in {days} days ({eol})"),
    };
    Some(format!("{id}: {when}"))
}

/// Completions of the ID that is typed at an offset.
pub(super) fn completion(
    document: &OpenDocument,
    path: &str,
    offset: usize,
    day: Date,
    client: &Client,
) -> Vec<Value> {
    let text = document.text.as_str();
    let Some(range) = completable(path, text, offset) else {
        return Vec::new();
    };
    let typed = text.get(range.start..offset).unwrap_or_default();
    let range = range_json(&document.text, range.clone(), client.encoding);
    let item = |(order, one): (usize, Completable<'_>)| {
        let mut item = json!({
            "label": one.id,
            "kind": VALUE,
            "detail": format!("{}, {}", one.name, stage_word(one.stage)),
            "filterText": one.id,
            "sortText": format!("{order:04}"),
            "textEdit": {"range": range, "newText": one.id},
        });
        if one.stage == Stage::Legacy {
            item["tags"] = json!([DEPRECATED_ITEM]);
        }
        item
    };
    let found = completions(typed, Catalog::embedded(), day);
    found.into_iter().enumerate().map(item).collect()
}

fn stage_word(stage: Stage) -> &'static str {
    match stage {
        Stage::Active => "Active",
        Stage::Legacy => "Legacy",
        Stage::EndOfLife => "End-of-Life",
        _ => "of unknown stage",
    }
}
