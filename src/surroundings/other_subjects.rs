//! Records that are about something else than the model in them: an agent, a plan, a setting of a client.

use super::described_keys::shares_a_name;
use super::described_records::is_file_of_prices;
use super::element::{self, Element, last_piece};
use super::line::folded;
use super::occurrence::Occurrence;
use super::{field_names, price};
use crate::language::Kind;

/// Whether a record is about something that uses the model: it names an owner, or has a name of its own next to `model`
/// that has nothing in common with the ID: `{ name: "triage", model: "…", contextWindow: 8_000 }`. Settings that name the
/// service which a model is called through are those of a client: `provider: bedrock`; in a file of prices it is that which is paid.
pub(super) fn is_about_something_else(occurrence: &Occurrence<'_, '_>, element: &Element) -> bool {
    const NAMES: &[&str] = &["name", "id", "key", "alias", "title", "label", "task"];
    const MODELS: &[&str] = &["model", "modelid", "modelname", "modelarn", "llm"];
    const PRODUCTS: &[&str] = &[
        "slug",
        "sku",
        "org",
        "trigger",
        "command",
        "topic",
        "flow",
        "node",
        "purpose",
        "documenttype",
    ];
    /// More fields than that are not read.
    const FIELDS: usize = 64;
    let file = occurrence.file;
    let text = file.text();
    let refers = MODELS.contains(&last_piece(element.key(file)).as_str())
        || folded(element.key(file)).ends_with("bedrockmodel");
    let is_setting = matches!(file.kind(), Kind::Config | Kind::Data);
    let id = folded(&text[occurrence.span.start..occurrence.span.end]);
    let items = file.outline().items(element.block);
    let is_sold = || {
        let keys = items.iter().take(FIELDS);
        let mut keys = keys.map(|item| folded(element::name_at_end(&text[item.key()])));
        keys.any(|key| price::is_price_of_a_plan(&key))
    };
    // The tier of a model is a fact; that of a plan has its own price.
    let is_product = |key: &str| {
        PRODUCTS.contains(&key) || matches!(key, "tier" | "product" | "package") && is_sold()
    };
    let fields = items.iter().take(FIELDS);
    let mut fields = fields.filter(|item| !item.span.contains(&element.word.start));
    fields.any(|item| {
        let key = last_piece(element::name_at_end(&text[item.key()]));
        let is_name = NAMES.contains(&key.as_str());
        let value = &text[item.value()];
        field_names::is_owner(&key)
            || refers && is_route(&key, value) && !shares_a_word(value, &id)
            || refers && (is_name || is_product(&key)) && !shares_a_word(value, &id)
            || refers
                && is_setting
                && key == "provider"
                && folded(value).contains("bedrock")
                && !is_file_of_prices(file)
    })
}

/// Whether a field is the path of a route, which uses the model: `path: "/ask"`.
fn is_route(key: &str, value: &[u8]) -> bool {
    const PATHS: &[&str] = &["path", "pathprefix", "pattern", "route", "uri", "url"];
    let value = value.trim_ascii();
    let value = value
        .strip_prefix(b"\"")
        .or_else(|| value.strip_prefix(b"'"));
    PATHS.contains(&key) && value.is_some_and(|value| value.starts_with(b"/"))
}

/// Whether a name has a word, or a number, in common with a folded ID.
fn shares_a_word(name: &[u8], id: &str) -> bool {
    let whole = folded(name);
    let words = element::words_of(name);
    whole.is_empty()
        || shares_a_name(&whole, id)
        || words
            .iter()
            .any(|word| word.len() > 1 && id.contains(word.as_str()))
}
