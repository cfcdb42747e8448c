//! Which references of a file are entries of one registry: a collection that describes models.
//!
//! The fields of the records are the proof, never their number: two records that describe models, or one that is keyed by
//! the ID and contains only facts. A type that lists IDs is a registry if no file of the project uses one of them. Whether
//! another context takes precedence is decided elsewhere.

use std::collections::BTreeMap;
use std::ops::Range;

use super::described_keys::{
    array_of_facts, declared_or_called, is_label, makes_a_map, names_value, shares_a_name,
};
use super::described_records::{
    describe_a_model, describes, is_file_of_prices, is_text_of_prices, only_argument, positional,
    record_in,
};
use super::element::{self, Element, LEVELS, Role, last_piece, named};
use super::field_names::is_owner;
use super::file::File;
use super::line::folded;
use super::listed_sections::section;
use super::occurrence::{Occurrence, TextKind};
use super::other_subjects::is_about_something_else;
use super::sent_entries::sends_entries_of;
use super::{declaration, default_entries, describing_fields as facts, lisp, price, sql};
use crate::language::{Blocks, Kind, Trait};
use crate::model_id::ModelId;
use crate::outline::{Block, BlockKind, Item, Separator};
use crate::reference::{Entries, Found};

/// The registry of each match, counted from 0; `None` where it belongs to none.
pub(crate) fn find(
    file: &File<'_>,
    occurrences: &[Occurrence<'_, '_>],
    matches: &[Found],
) -> Vec<Option<u32>> {
    // All that a report names is one list.
    if file.kind() == Kind::Report {
        return vec![Some(0); matches.len()];
    }
    if matches!(file.kind(), Kind::Recording | Kind::Docs) {
        return vec![None; matches.len()];
    }
    let mut known = KnownCollections::default();
    let mut numbers: BTreeMap<usize, u32> = BTreeMap::new();
    let priced = file.source.language.has(Trait::ColumnHeaders) && has_price_column(file.text());
    let mut found = Vec::with_capacity(matches.len());
    // The records that are entries, with the models that each is about.
    let mut entries: BTreeMap<usize, (usize, &[ModelId])> = BTreeMap::new();
    for (occurrence, matched) in occurrences.iter().zip(matches) {
        let collection = match occurrence.text_kind {
            TextKind::Code if priced => Some(0),
            TextKind::Code => collection(occurrence, &mut known),
            _ => None,
        };
        if let (Some(collection), TextKind::Code) = (collection, occurrence.text_kind)
            && let Some(record) = record_of(occurrence)
        {
            entries.insert(record, (collection, &matched.models));
        }
        found.push(collection);
    }
    for ((occurrence, matched), collection) in occurrences.iter().zip(matches).zip(&mut found) {
        if collection.is_none() && matches!(occurrence.text_kind, TextKind::Code) {
            *collection = inside_entry(occurrence, &matched.models, &entries);
        }
    }
    let mut number = |at: usize| {
        let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
        *numbers.entry(at).or_insert(next)
    };
    found
        .into_iter()
        .map(|collection| collection.map(&mut number))
        .collect()
}

/// What is known of the collections of a file, by their blocks: each is looked at once.
#[derive(Default)]
struct KnownCollections {
    /// Whether it describes models.
    described: BTreeMap<usize, bool>,
    /// The entries that the program takes by their number or key.
    taken: BTreeMap<usize, Vec<default_entries::Take>>,
}

impl KnownCollections {
    /// Whether an entry of a collection is a default, and so in use.
    fn is_default(&mut self, file: &File<'_>, element: &Element, collection: usize) -> bool {
        let taken = self.taken.entry(collection);
        let taken = taken.or_insert_with(|| default_entries::takes(file, collection));
        default_entries::is_default(file, element, collection, taken)
    }
}

/// The block of what describes the model of an entry: the one that has its ID, or the value of its key.
fn record_of(occurrence: &Occurrence<'_, '_>) -> Option<usize> {
    let (file, element) = (occurrence.file, occurrence.element());
    if element.role != Role::Key {
        return Some(element.block);
    }
    let outline = file.outline();
    let item = element.item_of(file)?;
    outline.value_block(element.block, item, item.value())
}

/// `{ id: "amazon.nova-lite-v1:0", contextWindow: 300_000, metadata: { arn: "…/amazon.nova-lite-v1:0" } }`: what is
/// deeper in an entry and names the entry's own model is a part of the entry, unless it is in a request.
fn inside_entry(
    occurrence: &Occurrence<'_, '_>,
    models: &[ModelId],
    entries: &BTreeMap<usize, (usize, &[ModelId])>,
) -> Option<usize> {
    let (file, element) = (occurrence.file, occurrence.element());
    if !element.alone || element.role == Role::Key || models.is_empty() {
        return None;
    }
    let outline = file.outline();
    for block in outline.around(element.block).take(LEVELS) {
        if let Some((collection, of)) = entries.get(&block) {
            return (*of == models).then_some(*collection);
        }
        if element::contains_statements(file, outline.block(block))
            || facts::of_block(file, block, Some(element.word.start)).requests
        {
            return None;
        }
    }
    None
}

/// The collection that a reference is an entry of, by a number that it shares with the other entries. A collection to whose
/// entries the file sends requests is not a registry.
fn collection(occurrence: &Occurrence<'_, '_>, known: &mut KnownCollections) -> Option<usize> {
    let element = occurrence.element();
    if !element.alone {
        return None;
    }
    let keyed = keyed(occurrence, element);
    let entries = match keyed {
        Some(_) => Entries::Keys,
        None => Entries::Elements,
    };
    let in_block = keyed
        .or_else(|| paired(occurrence, element))
        .or_else(|| array_of_facts(occurrence.file, element))
        .or_else(|| positional(occurrence, element))
        .or_else(|| record(occurrence, element, &mut known.described))
        .or_else(|| section(occurrence, element, &mut known.described));
    let file = occurrence.file;
    let sends = |number, entries| sends_entries_of(file, number, entries);
    let mut is_in_use = |number: &usize| {
        sends(*number, entries)
            || keyed.is_some() && repeats_its_key(occurrence) && sends(*number, Entries::Elements)
            || makes_a_map(file, file.outline().block(*number)) && sends(*number, Entries::Keys)
            || known.is_default(file, element, *number)
    };
    if in_block.as_ref().is_some_and(&mut is_in_use) {
        return None;
    }
    unused_type(occurrence)
        .or(in_block)
        .or_else(|| header(occurrence))
        .or_else(|| priced_row(occurrence))
}

/// Whether the value of a key is a record with a field that has the ID of the key: `"…": { modelId: "…", … }`. What is looked up
/// by the key may then be sent.
fn repeats_its_key(occurrence: &Occurrence<'_, '_>) -> bool {
    /// More fields than that are not read.
    const FIELDS: usize = 64;
    let file = occurrence.file;
    let Some(record) = record_of(occurrence) else {
        return false;
    };
    let text = file.text();
    let id = &text[occurrence.span.start..occurrence.span.end];
    let mut fields = file.outline().items(record).iter().take(FIELDS);
    fields.any(|item| {
        let value = text[item.value()].trim_ascii();
        // Between its quotes.
        value.len() <= id.len() + 3 && memchr::memmem::find(value, id).is_some()
    })
}

/// A type that lists the IDs that a value may have, if the project uses no member: then no member is called.
fn unused_type(occurrence: &Occurrence<'_, '_>) -> Option<usize> {
    if occurrence.file.unused_types.is_empty() {
        return None;
    }
    let list = declaration::type_list(occurrence)?;
    occurrence
        .file
        .unused_types
        .contains(&list.number)
        .then_some(list.number)
}

/// `"anthropic.claude-v2": 8.0`, `"anthropic.claude-v2": { contextWindow: 100_000 }`: the key of facts.
fn keyed(occurrence: &Occurrence<'_, '_>, element: &Element) -> Option<usize> {
    let file = occurrence.file;
    if element.role != Role::Key {
        return None;
    }
    let item = element.item_of(file)?;
    let facts = facts::of_value(file, element.block, item, item.value());
    let is_fact = facts.are_all() && counts(occurrence, element.block, facts.describe());
    let is_label = || is_label(occurrence, item.value(), element.block);
    let names_value = || names_value(occurrence, element, item);
    (is_fact || is_label() || names_value()).then_some(element.block)
}

/// Whether numbers and truth values next to IDs are facts: where the collection is named for facts. Shares of traffic and
/// switches look the same.
fn counts(occurrence: &Occurrence<'_, '_>, block: usize, describes: bool) -> bool {
    let file = occurrence.file;
    let block = file.outline().block(block);
    // The type of the values: `map[string]Price{`.
    let of_type = block.kind == BlockKind::Curly && facts::is_for_facts(named(file, block).callee);
    let name = match block.kind {
        BlockKind::Section => &file.text()[block.head.clone()],
        _ => declared_or_called(file, block),
    };
    let is_named = of_type
        || facts::is_for_facts(name)
        || is_file_of_prices(file)
        || is_text_of_prices(file, occurrence.span);
    describes || is_named && !facts::is_for_settings(name)
}

/// `Map.of("anthropic.claude-v2", new Price(8, 24))`, `("anthropic.claude-v2", 8.0)`, `"…" to Price(8, 24)`: the
/// first of a pair whose second is facts.
fn paired(occurrence: &Occurrence<'_, '_>, element: &Element) -> Option<usize> {
    let file = occurrence.file;
    let outline = file.outline();
    // The rows of a table of SQL are seeds, whatever is next to the ID.
    if element.role != Role::Bare || file.source.language.has(Trait::SqlStatements) {
        return None;
    }
    let block = outline.block(element.block);
    let item = element.item_of(file)?;
    if let Some(value) = lisp::value_of_key(file, element) {
        let facts = facts::of_value(file, element.block, item, value);
        let is_fact = facts.are_all() && counts(occurrence, element.block, facts.describe());
        return is_fact.then_some(element.block);
    }
    let callee = named(file, block).callee;
    let entry = ["entry", "pair", "tuple", "makepair", ""].contains(&last_piece(callee).as_str());
    let is_pair = block.kind != BlockKind::Curly || callee.is_empty();
    let collection = if entry && is_pair {
        block.parent
    } else {
        element.block
    };
    let (value, of) = value_after_to(file, element, item)
        .or_else(|| next_of_pair(occurrence, element, item, collection))?;
    let is_map = !callee.is_empty() || makes_a_map(file, outline.block(collection));
    if is_map && is_label(occurrence, value.clone(), collection) {
        return Some(collection);
    }
    let facts = facts::of_value(file, element.block, of, value);
    (facts.are_all() && counts(occurrence, collection, facts.describe())).then_some(collection)
}

/// The second of a pair that a word joins: `"…" to Price(8, 24)`.
fn value_after_to<'f>(
    file: &File<'_>,
    element: &Element,
    item: &'f Item,
) -> Option<(Range<usize>, &'f Item)> {
    let after = element.after(file);
    let rest = after.trim_ascii_start();
    let start = element.word.end + after.len() - rest.len() + 3;
    (rest.starts_with(b"to ") && item.span.end > start).then_some((start..item.span.end, item))
}

/// The argument or element after the first of a pair.
fn next_of_pair<'f>(
    occurrence: &Occurrence<'f, '_>,
    element: &Element,
    item: &Item,
    collection: usize,
) -> Option<(Range<usize>, &'f Item)> {
    const PAIRS: &[&str] = &[
        "entry",
        "makepair",
        "of",
        "pair",
        "tuple",
        "put",
        "set",
        "mapof",
        "insert",
        "simpleentry",
    ];
    let file = occurrence.file;
    let outline = file.outline();
    if item.span != element.word {
        return None;
    }
    let callee = named(file, outline.block(element.block)).callee;
    let name = last_piece(callee);
    // A function may send a request: `ask_with_context("…", 3)`.
    let is_type = callee
        .rsplit(|b| matches!(b, b'.' | b':'))
        .next()
        .and_then(<[u8]>::first)
        .is_some_and(u8::is_ascii_uppercase);
    let whole = name.is_empty();
    let pairs = PAIRS.contains(&name.as_str()) || is_type && facts::is_for_facts(name.as_bytes());
    if !(whole || pairs) || whole && named_directly(occurrence, element.block) {
        return None;
    }
    let items = outline.items(element.block);
    let at = element.item?;
    let next = items.get(at + 1)?;
    if next.separator.is_some() || !next.follows_comma {
        return None;
    }
    // A list of IDs and numbers is a row: all that follows is numbers. One of a map may have a text for people.
    let is_labelled = || {
        items.len() == 2
            && makes_a_map(file, outline.block(collection))
            && is_label(occurrence, next.span.clone(), collection)
    };
    let is_row = || rest_is_facts(occurrence, element.block, 1) || is_labelled();
    let is_first = match whole {
        true => at == 0 && is_row(),
        false => at % 2 == 0,
    };
    is_first.then(|| (next.span.clone(), next))
}

/// Whether a block is the value of a name of its own: a list, and no row of one.
fn named_directly(occurrence: &Occurrence<'_, '_>, block: usize) -> bool {
    !named(occurrence.file, occurrence.file.outline().block(block))
        .name
        .is_empty()
}

/// Whether all items from one on are facts.
fn rest_is_facts(occurrence: &Occurrence<'_, '_>, block: usize, from: usize) -> bool {
    let items = &occurrence.file.outline().items(block)[from..];
    items.iter().take(16).all(|item| {
        let facts = facts::of_value(occurrence.file, block, item, item.value());
        facts.are_all()
            || (facts.other
                && !facts.requests
                && items.len() > 1
                && item.separator.is_none()
                && is_text(occurrence, item))
    }) && items
        .iter()
        .take(16)
        .any(|item| facts::of_value(occurrence.file, block, item, item.value()).are_all())
}

fn is_text(occurrence: &Occurrence<'_, '_>, item: &Item) -> bool {
    matches!(
        occurrence.file.text().get(item.span.start),
        Some(b'"' | b'\'')
    ) && item.span.len() <= 40
}

/// `{ id: "anthropic.claude-v2", contextWindow: 100_000 }` in a list of such records.
fn record(
    occurrence: &Occurrence<'_, '_>,
    element: &Element,
    described: &mut BTreeMap<usize, bool>,
) -> Option<usize> {
    let file = occurrence.file;
    let outline = file.outline();
    let aliased = list_of_aliases(file, element);
    let number = aliased.unwrap_or(element.block);
    let block = outline.block(number);
    let is_value = element.role == Role::Value || is_first_of_a_description(file, element);
    let is_record = matches!(
        block.kind,
        BlockKind::Curly | BlockKind::Element | BlockKind::Round | BlockKind::Lines
    ) && (is_value || aliased.is_some())
        && !element::contains_statements(file, block);
    // A client is called, whatever facts it takes.
    let is_client =
        block.kind == BlockKind::Round && facts::makes_a_sender(named(file, block).callee);
    if !is_record || is_client || aliased.is_none() && is_about_something_else(occurrence, element)
    {
        return None;
    }
    let facts = facts::of_block(file, number, Some(element.word.start));
    let describes = describes(file, facts);
    if !describes && (facts.requests || !has_labels_only(file, number)) {
        return None;
    }
    // `- { id: …, contextWindow: … }`: the list is around the element that has the record.
    let parent = match outline.block(block.parent) {
        around if around.kind == BlockKind::Element && block.kind == BlockKind::Curly => {
            around.parent
        }
        _ => block.parent,
    };
    // `new Info({ id: …, contextWindow: … })` in a list.
    let parent = match only_argument(file, parent) {
        Some(_) => outline.block(parent).parent,
        None => parent,
    };
    if parent == 0 && block.kind != BlockKind::Lines {
        return None;
    }
    if !is_entry(occurrence, block, parent) {
        return None;
    }
    let around = outline.block(parent);
    if element::contains_statements(file, around) {
        return None;
    }
    let two = *described
        .entry(parent)
        .or_insert_with(|| describing(occurrence, parent) >= 2);
    two.then_some(parent)
}

/// The record around a list of other names of its model: `{ name: "opus", aliases: ["…"], contextWindow: 200_000 }`.
fn list_of_aliases(file: &File<'_>, element: &Element) -> Option<usize> {
    const NAMES: &[&str] = &[
        "alias",
        "aliases",
        "alternatenames",
        "othernames",
        "synonyms",
    ];
    let outline = file.outline();
    let list = outline.block(element.block);
    let is_list = matches!(list.kind, BlockKind::Square | BlockKind::Lines);
    let name = folded(named(file, list).name);
    if !is_list || element.role != Role::Bare || !NAMES.contains(&name.as_str()) {
        return None;
    }
    // The list may be that of one version of the model.
    let mut around = outline.around(list.parent).take(LEVELS);
    let describes = |number: &usize| facts::of_block(file, *number, None).describe();
    Some(around.find(describes).unwrap_or(list.parent))
}

/// Whether a record says of its model only how people call it: `{ label: "Titan", name: "…" }`. It is an entry of a list in
/// which other records describe.
fn has_labels_only(file: &File<'_>, number: usize) -> bool {
    const FIELDS: &[&str] = &[
        "id",
        "modelid",
        "name",
        "label",
        "title",
        "displayname",
        "description",
        "model",
        "value",
        "provider",
        "vendor",
        "family",
    ];
    let items = file.outline().items(number);
    items.len() > 1
        && items.iter().all(|item| {
            let name = folded(element::name_at_end(&file.text()[item.key()]));
            FIELDS.contains(&name.as_str())
        })
}

/// The first argument of a constructor whose name says that it describes: `ModelSpec("…", vision=True)`.
fn is_first_of_a_description(file: &File<'_>, element: &Element) -> bool {
    const TYPES: &[&str] = &[
        "spec",
        "info",
        "card",
        "metadata",
        "capabilities",
        "details",
    ];
    let block = file.outline().block(element.block);
    let callee = named(file, block).callee;
    let name = last_piece(callee);
    block.kind == BlockKind::Round
        && element.role == Role::Bare
        && element.item == Some(0)
        && callee.first().is_some_and(u8::is_ascii_uppercase)
        && TYPES.iter().any(|end| name.ends_with(end))
}

/// Whether a record is an element of a list, or is kept under the name of its own model. Under the name of a task it is
/// what the task is done with: `fast: { id: … }`.
fn is_entry(occurrence: &Occurrence<'_, '_>, block: &Block, parent: usize) -> bool {
    let file = occurrence.file;
    let outline = file.outline();
    if block.parent != parent {
        return true;
    }
    let Some((_, item)) = outline.item_at(parent, block.head.start.min(block.inner.start)) else {
        return block.kind == BlockKind::Element;
    };
    if block.kind == BlockKind::Element {
        return true;
    }
    if declares_a_constant(file, outline.block(parent), item) {
        return false;
    }
    let key = match &item.separator {
        Some(_) => folded(element::name_at_end(&file.text()[item.key()])),
        None => return outline.block(parent).kind != BlockKind::File,
    };
    let id = folded(&file.text()[occurrence.span.start..occurrence.span.end]);
    !key.is_empty() && (id.contains(&key) || shares_a_name(&key, &id))
}

/// Whether an item declares a constant of its own, which code names: `static let haiku = Model(…)` of Swift, `val HAIKU = …`
/// of Kotlin, a line of Go's `var (…)`. The constants of one body are no collection.
fn declares_a_constant(file: &File<'_>, body: &Block, item: &Item) -> bool {
    const WORDS: &[&[u8]] = &[
        b"const",
        b"export",
        b"final",
        b"internal",
        b"lazy",
        b"let",
        b"private",
        b"protected",
        b"pub",
        b"public",
        b"static",
        b"val",
        b"var",
    ];
    let is_group = body.kind == BlockKind::Round
        && [&b"var"[..], b"const"].contains(&file.text()[body.head.clone()].trim_ascii());
    let mut words = file.text()[item.key()].split(u8::is_ascii_whitespace);
    let is_assigned = matches!(item.separator, Some((_, Separator::Assign)));
    is_assigned && (is_group || words.next().is_some_and(|word| WORDS.contains(&word)))
}

/// How many records of a collection are read.
const RECORDS: usize = 256;

/// How many records of a collection describe models. Where one of them has a field of a request, they all are for requests:
/// gateways and agents keep facts next to some of their models.
fn describing(occurrence: &Occurrence<'_, '_>, parent: usize) -> usize {
    let file = occurrence.file;
    let outline = file.outline();
    let records = outline
        .items(parent)
        .iter()
        .take(RECORDS)
        .filter_map(|item| record_in(file, parent, item))
        .map(|record| only_argument(file, record).unwrap_or(record));
    let mut count = 0;
    for record in records {
        let facts = facts::of_block(file, record, None);
        if facts.requests {
            return 0;
        }
        count += usize::from(describes(file, facts));
    }
    count
}

/// `[prices."anthropic.claude-v2"]`: the header of a section of facts.
fn header(occurrence: &Occurrence<'_, '_>) -> Option<usize> {
    /// A longer line is not a header, and in a file of a single line each reference would read the rest of it.
    const LONGEST: usize = 1024;
    if occurrence.file.source.language.blocks != Blocks::Sections {
        return None;
    }
    let outline = occurrence.file.outline();
    let rest = &occurrence.file.text()[occurrence.span.end..];
    let line_end = memchr::memchr(b'\n', &rest[..rest.len().min(LONGEST)])?;
    let within = outline.block_at(occurrence.span.end + line_end);
    let block = outline.block(within);
    let is_header = block.kind == BlockKind::Section && block.head.contains(&occurrence.span.start);
    (is_header && facts::of_block(occurrence.file, within, None).are_all()).then_some(0)
}

/// A row of a table of SQL that is named for prices.
fn priced_row(occurrence: &Occurrence<'_, '_>) -> Option<usize> {
    if !occurrence.file.source.language.has(Trait::SqlStatements) {
        return None;
    }
    let table = sql::table_of_rows(occurrence);
    // All rows of a file are one registry, whose number is that of no block.
    let describes = || describe_a_model(&sql::columns_of_rows(occurrence));
    (facts::is_for_facts(&table) || describes()).then_some(usize::MAX)
}

/// Whether the head of a table names a column of prices. The rows of plans and tenants have the model of each.
fn has_price_column(text: &[u8]) -> bool {
    let head = text.split(|b| *b == b'\n').next().unwrap_or_default();
    let columns = head.split(|b| matches!(b, b',' | b';' | b'\t')).map(folded);
    let columns: Vec<String> = columns.collect();
    columns.iter().any(|column| price::is_price(column))
        && !columns.iter().any(|column| is_owner(column))
}
