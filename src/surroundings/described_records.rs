//! Records that describe models: by their fields, and in a file of prices by their numbers.

use super::element::{self, named};
use super::file::File;
use super::{describing_fields as facts, field_names, price};
use crate::language::Kind;
use crate::outline::BlockKind;

/// Whether the fields of a record describe a model. In a file of prices, numbers alone do: `{ model: "…", input: 3, output: 15 }`.
/// Elsewhere they can be limits of a request.
pub(super) fn describes(file: &File<'_>, facts: field_names::Facts) -> bool {
    facts.describe() || facts.measures && !facts.requests && is_file_of_prices(file)
}

/// Whether the name of a file of data or settings says that it lists prices: `prices.json`, `model-costs.yaml`.
pub(super) fn is_file_of_prices(file: &File<'_>) -> bool {
    let is_data = matches!(file.kind(), Kind::Config | Kind::Data | Kind::Table);
    let stem = file.name().split('.').next().unwrap_or_default();
    let words = element::words_of(stem.as_bytes());
    let names_prices = |word: &String| {
        matches!(
            word.as_str(),
            "price" | "prices" | "pricing" | "cost" | "costs"
        )
    };
    is_data && words.iter().any(names_prices)
}

/// The object that is the only argument of a constructor.
pub(super) fn only_argument(file: &File<'_>, number: usize) -> Option<usize> {
    let outline = file.outline();
    let block = outline.block(number);
    let [item] = outline.items(number) else {
        return None;
    };
    let name = named(file, block).callee;
    let is_type = name.first().is_some_and(u8::is_ascii_uppercase) && is_type_of_facts(name);
    let object = outline.value_block(number, item, item.span.clone())?;
    let is_object = outline.block(object).kind == BlockKind::Curly && item.separator.is_none();
    (block.kind == BlockKind::Round && is_type && is_object).then_some(object)
}

/// Whether the name of a type is that of records of facts: `ModelInfo`, and not `LLM` or `BedrockModel`, which are clients.
fn is_type_of_facts(name: &[u8]) -> bool {
    const RECORDS: &[&str] = &[
        "capabilities",
        "card",
        "definition",
        "descriptor",
        "details",
        "entry",
        "facts",
        "info",
        "meta",
        "metadata",
    ];
    let words = element::words_of(name);
    facts::is_for_facts(name)
        || words
            .last()
            .is_some_and(|word| RECORDS.contains(&word.as_str()))
}

/// Whether columns are those of a table about models: a fact of a model or two prices, and nothing of a request. One price may
/// be that of a plan.
pub(super) fn describe_a_model(columns: &[String]) -> bool {
    let prices = columns.iter().filter(|name| price::is_price(name)).count();
    let describing = columns
        .iter()
        .filter(|name| field_names::describes(name))
        .count();
    let is_other = |name: &String| {
        field_names::REQUESTS.contains(&name.as_str()) || field_names::is_owner(name)
    };
    (describing > prices || prices > 1) && !columns.iter().any(is_other)
}
