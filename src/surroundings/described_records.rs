//! Records that describe models: by their fields, and in a file of prices by their numbers.

use super::element::{self, Element, Role, named};
use super::file::File;
use super::line::folded;
use super::occurrence::Occurrence;
use super::text_for_people::key_of_block_scalar;
use super::{describing_fields as facts, field_names, price};
use crate::language::Kind;
use crate::outline::{Block, BlockKind, Item};
use crate::source::Span;

/// Whether the fields of a record describe a model. In a file of prices, numbers alone do: `{ model: "…", input: 3, output: 15 }`.
/// Elsewhere they can be limits of a request.
pub(super) fn describes(file: &File<'_>, facts: field_names::Facts) -> bool {
    facts.describe() || facts.measures && !facts.requests && is_file_of_prices(file)
}

/// Whether the name of a file of data or settings says that it lists prices: `prices.json`, `model-costs.yaml`.
pub(super) fn is_file_of_prices(file: &File<'_>) -> bool {
    let is_data = matches!(file.kind(), Kind::Config | Kind::Data | Kind::Table);
    is_data && names_prices(file.name())
}

/// Whether a file with such a name is kept in a text of YAML: `prices.json: |` of a ConfigMap.
pub(super) fn is_text_of_prices(file: &File<'_>, span: Span) -> bool {
    if file.source.language.name != "yaml" {
        return false;
    }
    let key = key_of_block_scalar(file, span).and_then(|key| key.strip_suffix(b":"));
    let name = key.map(|key| String::from_utf8_lossy(element::name_at_end(key)).into_owned());
    name.is_some_and(|name| name.contains('.') && names_prices(&name))
}

/// Whether the name of a file says that prices are in it.
fn names_prices(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default();
    let words = element::words_of(stem.as_bytes());
    let names_prices = |word: &String| {
        matches!(
            word.as_str(),
            "price" | "prices" | "pricing" | "cost" | "costs"
        )
    };
    words.iter().any(names_prices)
}

/// The record in an item of a list: what is in braces after `new()`, where an argument list has nothing in it.
pub(super) fn record_in(file: &File<'_>, parent: usize, item: &Item) -> Option<usize> {
    let outline = file.outline();
    let first = outline.value_block(parent, item, item.span.clone())?;
    let block = outline.block(first);
    let is_blank = file.text()[block.inner.clone()].trim_ascii().is_empty();
    let braces = || {
        let end = block.end(file.text()).min(item.span.end);
        outline.child_in(parent, end..item.span.end)
    };
    match block.kind == BlockKind::Round && is_blank {
        true => braces().or(Some(first)),
        false => Some(first),
    }
}

/// How many constructors of a list are read, and how many mentions of a type.
const CONSTRUCTORS: usize = 64;

/// The list of records that are made with their fields in order, if the file declares a type whose fields describe a model:
/// `new Model("…", 200_000, 3.0)` of `record Model(String id, int contextWindow, double price)`.
pub(super) fn positional(occurrence: &Occurrence<'_, '_>, element: &Element) -> Option<usize> {
    let file = occurrence.file;
    let outline = file.outline();
    let block = outline.block(element.block);
    if block.kind != BlockKind::Round || element.role != Role::Bare || !element.quoted {
        return None;
    }
    let list = outline.block(block.parent);
    let is_list = matches!(
        list.kind,
        BlockKind::Square | BlockKind::Curly | BlockKind::Round
    ) && !element::contains_statements(file, list);
    let name = type_of(file, block, list);
    if !is_list || !name.first().is_some_and(u8::is_ascii_uppercase) {
        return None;
    }
    let items = outline.items(block.parent).iter().take(CONSTRUCTORS);
    let is_record = |item: &&Item| {
        let record = outline.value_block(block.parent, item, item.span.clone());
        record.is_some_and(|record| type_of(file, outline.block(record), list) == name)
    };
    let two = items.filter(is_record).take(2).count() == 2;
    let describes = || fields_of(file, name).is_some_and(|fields| describe_a_model(&fields));
    (two && describes()).then_some(block.parent)
}

/// The type that a constructor makes: by its name, and for `new(…)` of C# by the type of the list.
fn type_of<'s>(file: &File<'s>, block: &Block, list: &Block) -> &'s [u8] {
    let callee = named(file, block).callee;
    if callee != b"new" {
        return callee.rsplit(|b| *b == b'.').next().unwrap_or(callee);
    }
    let head = file.text()[list.head.clone()].trim_ascii();
    let end = memchr::memmem::find(head, b"[]").or_else(|| memchr::memchr(b'>', head));
    element::name_at_end(&head[..end.unwrap_or(0)])
}

/// The fields of a type in their order, folded: the parameters of a record or a class, or the fields of a data class of Python.
fn fields_of(file: &File<'_>, name: &[u8]) -> Option<Vec<String>> {
    const TYPES: &[&[u8]] = &[b"class", b"record", b"struct"];
    let (text, outline) = (file.text(), file.outline());
    let mut mentions = file.names.offsets(text, name).take(CONSTRUCTORS);
    let at = mentions.find(|at| {
        let before = text[..*at].trim_ascii_end();
        TYPES.iter().any(|word| before.ends_with(word))
    })?;
    let number = outline.block_at(at);
    let (_, item) = outline.item_at(number, at)?;
    let end = at + name.len();
    let parameters = outline
        .child_in(number, end..(end + 1).min(text.len()))
        .filter(|block| {
            !text[outline.block(*block).inner.clone()]
                .trim_ascii()
                .is_empty()
        });
    let fields = parameters.or_else(|| outline.lines_of(number, item))?;
    let name_of = |item: &Item| {
        let key = match item.separator {
            Some(_) => item.key(),
            None => item.span.clone(),
        };
        folded(element::name_at_end(&text[key]))
    };
    Some(
        outline
            .items(fields)
            .iter()
            .take(CONSTRUCTORS)
            .map(name_of)
            .collect(),
    )
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
