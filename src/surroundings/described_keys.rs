//! Keys of maps whose values say nothing but how people call the model of the key, or name the same model.

use super::element::{self, Element, Role, last_piece, named};
use super::file::File;
use super::line::folded;
use super::occurrence::Occurrence;
use super::{declaration, describing_fields as facts};
use crate::language::Trait;
use crate::outline::{Block, BlockKind, Item};

/// `"anthropic.claude-3-haiku": "anthropic.claude-3-haiku-20240307-v1:0"`: a key that is the value itself, or a shorter name of
/// it. The value is what is used.
pub(super) fn names_value(occurrence: &Occurrence<'_, '_>, element: &Element, item: &Item) -> bool {
    /// No ID is longer.
    const LONGEST: usize = 120;
    let text = occurrence.file.text();
    let inner = |text: &[u8]| {
        let text = text.strip_suffix(b",").unwrap_or(text).trim_ascii();
        // A quote alone, as in a file that ends there, is no literal.
        let quoted = [&b"\""[..], b"'"].iter().find_map(|quote| {
            let rest = text.strip_prefix(*quote)?;
            rest.strip_suffix(*quote)
        });
        quoted.filter(|id| id.len() <= LONGEST).map(without_date)
    };
    let (Some(key), Some(value)) = (
        inner(&text[element.word.clone()]),
        inner(text[item.value()].trim_ascii()),
    ) else {
        return false;
    };
    let rest = value.strip_prefix(key.as_str());
    // A revision is another model: `claude-v2` is not `claude-v2:1`.
    !key.is_empty() && matches!(rest, Some("" | "0" | "v1" | "v10" | "v2" | "v20"))
}

/// The letters and digits of an ID but for its date: `anthropicclaude3haikuv10`.
fn without_date(id: &[u8]) -> String {
    let is_date = |part: &&[u8]| part.len() == 8 && part.iter().all(u8::is_ascii_digit);
    let parts = id.split(|b| *b == b'-').filter(|part| !is_date(part));
    parts.map(folded).collect()
}

/// `MODEL_LABELS = {"anthropic.claude-v2": "Claude 2"}`: a text for people in a map that is named for such. A value with a
/// dot may be an ID: a map of names may lead from one model to another.
pub(super) fn is_label(
    occurrence: &Occurrence<'_, '_>,
    value: std::ops::Range<usize>,
    block: usize,
) -> bool {
    const LABELS: &[&str] = &[
        "label",
        "displayname",
        "title",
        "friendlyname",
        "prettyname",
    ];
    /// What is longer, or an address to read at.
    const TEXTS: &[&str] = &[
        "description",
        "tooltip",
        "docs",
        "doc",
        "docsurl",
        "docurl",
        "docslink",
        "doclink",
        "documentation",
        "homepage",
        "modelcard",
    ];
    let file = occurrence.file;
    let name = folded(declared_or_called(file, file.outline().block(block)));
    let text = file.text()[value].trim_ascii();
    let text = text.strip_suffix(b",").unwrap_or(text);
    let is_text = matches!(
        (text.first(), text.last()),
        (Some(b'"'), Some(b'"')) | (Some(b'\''), Some(b'\''))
    );
    let is_short = text.len() <= 80 && !text.contains(&b'.');
    let names = |words: &[&str]| {
        words
            .iter()
            .any(|word| name.ends_with(word) || name.ends_with(&format!("{word}s")))
    };
    // Models that may be called are named for people, too: `ALLOWED_MODELS = {"…": "Claude 2"}`.
    let is_offer = ["allow", "enabled", "default"]
        .iter()
        .any(|word| name.contains(word));
    let is_name = || !is_offer && is_name_of_model(occurrence, text);
    is_text && (is_short && names(LABELS) || names(TEXTS) || is_name())
}

/// `"anthropic.claude-3-opus-20240229-v1:0": "Claude 3 Opus"`: the name that people have for the model of the key. A single
/// word may be another ID of it.
fn is_name_of_model(occurrence: &Occurrence<'_, '_>, quoted: &[u8]) -> bool {
    /// No model has a longer name.
    const LONGEST: usize = 48;
    let name = &quoted[1..quoted.len().max(2) - 1];
    let id = folded(&occurrence.file.text()[occurrence.span.start..occurrence.span.end]);
    let is_written_as_name = name.len() <= LONGEST
        && name.first().is_some_and(u8::is_ascii_uppercase)
        && name.contains(&b' ')
        && name
            .iter()
            .all(|b| b.is_ascii_alphanumeric() || b" .-()+,".contains(b));
    let words = element::words_of(name);
    let number = |word: &&String| word.bytes().all(|b| b.is_ascii_digit());
    is_written_as_name
        && shares_a_name(&folded(name), &id)
        && words
            .iter()
            .filter(number)
            .all(|word| id.contains(word.as_str()))
}

/// Whether a key has the name of the model's family in it, or of its size.
pub(super) fn shares_a_name(key: &str, id: &str) -> bool {
    const MORE: [&str; 2] = ["embed", "j2"];
    declaration::FAMILY_WORDS
        .iter()
        .chain(&MORE)
        .any(|family| key.contains(family) && id.contains(family))
}

/// The name of a block, or what is right before it: `PRICES` of `PRICES = {`, `@prices %{`, `(def prices {` and
/// `prices.put(`; of `PRICES = new Map([` and `prices: dict = field(default_factory=lambda: {`, too.
pub(super) fn declared_or_called<'s>(file: &File<'s>, block: &Block) -> &'s [u8] {
    let name = named(file, block).name;
    let is_default = DEFAULTS.contains(&name);
    if !name.is_empty() && !is_default {
        return name;
    }
    if let Some(name) = name_of_what_is_made(file, block, is_default) {
        return name;
    }
    let head = file.text()[block.head.clone()].trim_ascii_end();
    // The marks of a map of Elixir and of a set of Clojure.
    let marked = head.strip_suffix(b"%").or_else(|| head.strip_suffix(b"#"));
    element::name_at_end(marked.unwrap_or(head))
}

/// Arguments for the default of a field.
const DEFAULTS: &[&[u8]] = &[b"default", b"default_factory"];

/// The name of a map that a call makes of the list in a block, or of a field whose default the block is.
fn name_of_what_is_made<'s>(file: &File<'s>, block: &Block, is_default: bool) -> Option<&'s [u8]> {
    let around = file.outline().block(block.parent);
    let made = match is_default {
        true => last_piece(named(file, around).callee) == "field",
        false => makes_a_map(file, block),
    };
    let name = named(file, around).name;
    (around.kind == BlockKind::Round && made && !name.is_empty()).then_some(name)
}

/// Whether a list is what a map is made of: `new Map<string, number>([`, `HashMap::from([`, `dict([`.
pub(super) fn makes_a_map(file: &File<'_>, block: &Block) -> bool {
    const MAKERS: &[&str] = &[
        "map",
        "from",
        "fromiter",
        "fromentries",
        "dict",
        "ordereddict",
    ];
    let around = file.outline().block(block.parent);
    let text = file.text();
    // A comma between the arguments of a type begins another item.
    let head = &text[around.statement.min(around.head.start)..around.head.end];
    let callee = element::name_at_end(without_type(head));
    around.kind == BlockKind::Round
        && text[block.head.clone()].trim_ascii().is_empty()
        && MAKERS.contains(&last_piece(callee).as_str())
}

/// A head without the arguments of a type at its end: `new Map` of `new Map<string, number>`.
fn without_type(head: &[u8]) -> &[u8] {
    let head = head.trim_ascii_end();
    let mut depth = 0_usize;
    for (at, byte) in head.iter().enumerate().rev() {
        match byte {
            b'>' => depth += 1,
            b'<' if depth == 1 => return &head[..at],
            b'<' => depth = depth.saturating_sub(1),
            _ if depth == 0 => break,
            _ => {}
        }
    }
    head
}

/// Whether an element is a key among the arguments of a call that makes a map of keys and values in turn: `Map.of("…", 3, "…",
/// 5)`.
pub(super) fn is_key_of_pairs(file: &File<'_>, element: &Element) -> bool {
    const CALLS: &[&[u8]] = &[b"Map.of", b"ImmutableMap.of", b"Map.entry"];
    let block = file.outline().block(element.block);
    block.kind == BlockKind::Round
        && element.role == Role::Bare
        && element.item.is_some_and(|at| at % 2 == 0)
        && CALLS.iter().any(|call| named(file, block).callee == *call)
}

/// The array of a shell in which an element is a key of a number, which is named for facts: `declare -A prices=([…]=0.003)`.
pub(super) fn array_of_facts(file: &File<'_>, element: &Element) -> Option<usize> {
    if !file.source.language.has(Trait::ShellTests) {
        return None;
    }
    let before = file.text()[..element.word.start].strip_suffix(b"[")?;
    let value = element.after(file).strip_prefix(b"]=")?;
    let end = value
        .iter()
        .position(|b| b.is_ascii_whitespace() || *b == b')');
    if !before.ends_with(b"(") && !before.ends_with(b" ") && !before.ends_with(b"\n")
        || !facts::is_number(&value[..end.unwrap_or(value.len())])
    {
        return None;
    }
    let outline = file.outline();
    let mut around = outline.around(outline.block_at(element.word.start)).take(2);
    let array = around.find(|number| outline.block(*number).kind == BlockKind::Round)?;
    let name = named(file, outline.block(array)).name;
    (facts::is_for_facts(name) && !facts::is_for_settings(name)).then_some(array)
}
