//! Entries of a registry that are in use, whatever describes them: the one that the program takes as its default, by its number
//! or its key, and the one that the registry marks as the default.

use std::ops::Range;

use memchr::memmem;

use super::collection_usage::{Mention, mentions};
use super::element::{Element, Role, last_piece, name_at_end, named};
use super::file::File;
use super::line::folded;
use super::sent_entries::name_of_collection;
use super::text_for_people::is_for_people;
use crate::language::Kind;
use crate::outline::BlockKind;

/// Which entry an expression takes.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Taken {
    /// The entry of this number, from 0.
    Number(usize),
    Last,
    /// The entry of this key.
    Key(Vec<u8>),
}

/// An expression that takes an entry, with what is read of it: nothing for the entry itself.
#[derive(Clone, Debug)]
pub(super) struct Take {
    entry: Taken,
    field: String,
    /// Whether the statement names it the default, or gives it to others: `export const DEFAULT_MODEL = MODELS[0]`.
    is_given: bool,
}

/// How an expression takes an entry, by what follows the name of the collection.
static TAKES: &[(&[u8], Taken)] = &[
    (b".at(0)", Taken::Number(0)),
    (b".get(0)", Taken::Number(0)),
    (b".first()", Taken::Number(0)),
    (b".first", Taken::Number(0)),
    (b".getFirst()", Taken::Number(0)),
    (b".First()", Taken::Number(0)),
    (b".head", Taken::Number(0)),
    (b"[-1]", Taken::Last),
    (b".at(-1)", Taken::Last),
    (b".last()", Taken::Last),
    (b".last", Taken::Last),
    (b".getLast()", Taken::Last),
    (b".Last()", Taken::Last),
];

/// Calls that give the first entry, or the keys in their order, by what is before the name and after it.
static FIRST_KEYS: &[(&[u8], &[&[u8]])] = &[
    (b"next(iter(", &[b"))", b".keys()))"]),
    (b"list(", &[b")[0]", b".keys())[0]"]),
    (b"Object.keys(", &[b")[0]", b").at(0)"]),
    (b"array_key_first(", &[b")"]),
    (
        b"",
        &[
            b".keys.first",
            b".keys().next()",
            b".keys().first()",
            b".keys.head",
        ],
    ),
];

/// What may follow an entry before its field.
static ASSERTIONS: &[&[u8]] = &[b"!!", b"!", b"?"];

/// Languages whose first element has the number 1.
static COUNT_FROM_ONE: &[&str] = &["julia", "lua", "matlab", "r"];

/// How many takes of a collection are looked at.
const MOST: usize = 64;

/// More digits than that are not the number of an entry.
const DIGITS: usize = 4;

/// How many bytes of a field are read.
const LONGEST_FIELD: usize = 40;

/// The entries that a program takes of the collection in a block.
pub(super) fn takes(file: &File<'_>, collection: usize) -> Vec<Take> {
    if !matches!(file.kind(), Kind::Code | Kind::Notebook) || collection >= file.outline().len() {
        return Vec::new();
    }
    let name = name_of_collection(file, file.outline().block(collection));
    if name.len() < 2 {
        return Vec::new();
    }
    let text = file.text();
    let take = |mention: Mention| {
        let end = mention.at + name.len();
        let taken = take_at(&text[..mention.at], &text[end..])?;
        let is_given = gives(&text[mention.statement.start..mention.at]);
        (!is_said(file, mention.at, &text[end..])).then_some(Take { is_given, ..taken })
    };
    mentions(file, name).filter_map(take).take(MOST).collect()
}

/// Whether a statement whose beginning this is gives its value to others, or names it the default.
fn gives(statement: &[u8]) -> bool {
    const WORDS: &[&str] = &["return", "export", "default", "=>", "pub"];
    let text = String::from_utf8_lossy(statement).to_lowercase();
    WORDS.iter().any(|word| text.contains(word))
}

/// The entry that is taken where the name of a collection is between two texts.
fn take_at(before: &[u8], after: &[u8]) -> Option<Take> {
    for (call, ends) in FIRST_KEYS {
        let rest = ends.iter().find_map(|end| after.strip_prefix(*end));
        if let Some(rest) = rest.filter(|_| before.ends_with(call)) {
            return read_of(Taken::Number(0), rest);
        }
    }
    let (entry, rest) = numbered(after).or_else(|| by_key(after)).or_else(|| {
        let fitting = TAKES.iter().find(|(take, _)| after.starts_with(take))?;
        Some((fitting.1.clone(), &after[fitting.0.len()..]))
    })?;
    read_of(entry, rest)
}

/// `[0]`, with what follows.
fn numbered(after: &[u8]) -> Option<(Taken, &[u8])> {
    let digits = after.strip_prefix(b"[")?;
    let width = digits.iter().take_while(|b| b.is_ascii_digit()).count();
    let rest = digits[width..].strip_prefix(b"]")?;
    let number = std::str::from_utf8(digits.get(..width.min(DIGITS))?).ok()?;
    Some((Taken::Number(number.parse().ok()?), rest))
}

/// `.haiku`, `["haiku"]`, with what follows. A name in capitals, or one that is called, is a method or a constant.
fn by_key(after: &[u8]) -> Option<(Taken, &[u8])> {
    let (key, rest) = field_of(after)?;
    let is_known = TAKES.iter().any(|(take, _)| after.starts_with(take));
    (!is_known && !rest.starts_with(b"(")).then(|| (Taken::Key(key.to_vec()), rest))
}

/// The field that is read at the beginning of a text, with what follows.
fn field_of(after: &[u8]) -> Option<(&[u8], &[u8])> {
    const READS: &[(&[u8], &[u8])] =
        &[(b".", b""), (b"[\"", b"\"]"), (b"['", b"']"), (b"[:", b"]")];
    READS.iter().find_map(|(open, close)| {
        let name = after.strip_prefix(*open)?;
        let is_of_name = |b: &&u8| b.is_ascii_alphanumeric() || matches!(**b, b'_' | b'-');
        let width = name
            .iter()
            .take(LONGEST_FIELD)
            .take_while(is_of_name)
            .count();
        let rest = name[width..].strip_prefix(*close)?;
        (width > 0).then_some((&name[..width], rest))
    })
}

/// What is read of an entry before a text. A method of it gives something else: `MODELS[0].keys()`.
fn read_of(entry: Taken, rest: &[u8]) -> Option<Take> {
    let assertion = ASSERTIONS.iter().find_map(|mark| rest.strip_prefix(*mark));
    let rest = assertion.unwrap_or(rest);
    match field_of(rest) {
        Some((_, rest)) if rest.starts_with(b"(") => None,
        Some((field, _)) => Some(Take {
            entry,
            field: folded(field),
            is_given: false,
        }),
        None if rest.starts_with(b"[") || rest.starts_with(b"(") || rest.starts_with(b".") => None,
        None => Some(Take {
            entry,
            field: String::new(),
            is_given: false,
        }),
    }
}

/// Whether what is at an offset is compared, or an argument of a call that only says something: `print(MODELS[0])`.
fn is_said(file: &File<'_>, at: usize, after: &[u8]) -> bool {
    const COMPARISONS: &[&[u8]] = &[b"==", b"!="];
    const ASKED: &[&str] = &[
        "count", "entries", "expect", "fields", "keys", "len", "type", "values",
    ];
    let (text, outline) = (file.text(), file.outline());
    let number = outline.block_at(at);
    let block = outline.block(number);
    let callee = last_piece(named(file, block).callee);
    let is_said = block.kind == BlockKind::Round
        && (is_for_people(&callee) || !after.starts_with(b")") && ASKED.contains(&callee.as_str()));
    let line = memchr::memrchr(b'\n', &text[..at]).map_or(0, |end| end + 1);
    let line_end = memchr::memchr(b'\n', &text[at..]).map_or(text.len(), |end| at + end);
    let line = &text[line.max(at.saturating_sub(256))..line_end.min(at + 256)];
    let is_compared = || {
        COMPARISONS
            .iter()
            .any(|sign| memmem::find(line, sign).is_some())
    };
    is_said
        || line.trim_ascii_start().starts_with(b"assert")
        || is_compared() && !gives_default(line)
}

/// Whether a line decides on a default after a comparison: `find((m) => m.id === id) ?? MODELS[0]`.
fn gives_default(line: &[u8]) -> bool {
    [&b"??"[..], b"||", b" or "]
        .iter()
        .any(|word| memmem::find(line, word).is_some())
}

/// Whether an entry of a registry is in use as the default of the program or of the registry. `takes` has those of the
/// collection in the block.
pub(super) fn is_default(
    file: &File<'_>,
    element: &Element,
    collection: usize,
    takes: &[Take],
) -> bool {
    let key = field(file, element);
    is_fallback(&key)
        || is_marked(file, element, collection)
        || is_taken(file, element, collection, &key, takes)
}

/// The name of the field that has the ID, folded; empty for a key and for an element without a name.
fn field(file: &File<'_>, element: &Element) -> String {
    match element.role {
        Role::Value => element
            .item_of(file)
            .map(|item| folded(name_at_end(&file.text()[item.key()])))
            .unwrap_or_default(),
        _ => String::new(),
    }
}

/// The model that is called when that of the entry fails.
fn is_fallback(key: &str) -> bool {
    matches!(
        key,
        "fallback" | "fallbackmodel" | "fallbackid" | "fallbackmodelid" | "fallbackto"
    )
}

/// Whether the record of an entry says that it is the default: `isDefault: true`.
fn is_marked(file: &File<'_>, element: &Element, collection: usize) -> bool {
    const MARKS: &[&str] = &["default", "isdefault", "defaultmodel"];
    /// More fields than that are not read.
    const FIELDS: usize = 64;
    let (text, outline) = (file.text(), file.outline());
    let record = match element.role {
        Role::Key => element
            .item_of(file)
            .and_then(|item| outline.value_block(element.block, item, item.value())),
        _ => (element.block != collection).then_some(element.block),
    };
    let Some(record) = record else {
        return false;
    };
    let mut fields = outline.items(record).iter().take(FIELDS);
    fields.any(|item| {
        let is_true = || {
            text[item.value()]
                .trim_ascii()
                .eq_ignore_ascii_case(b"true")
        };
        MARKS.contains(&folded(name_at_end(&text[item.key()])).as_str()) && is_true()
    })
}

/// Whether the program takes the entry itself, or the field that has its ID.
fn is_taken(
    file: &File<'_>,
    element: &Element,
    collection: usize,
    field: &str,
    takes: &[Take],
) -> bool {
    if takes.is_empty() {
        return false;
    }
    let outline = file.outline();
    let items = outline.items(collection);
    let Some((number, item)) = outline.item_at(collection, element.word.start) else {
        return false;
    };
    let first = usize::from(COUNT_FROM_ONE.contains(&file.source.language.name));
    let key = || entry_key(file, item.separator.is_some().then(|| item.key()));
    takes.iter().any(|take| {
        let is_entry = match &take.entry {
            Taken::Number(wanted) => *wanted == number + first,
            Taken::Last => number + 1 == items.len(),
            Taken::Key(wanted) => key().is_some_and(|key| key == wanted.as_slice()),
        };
        is_entry
            && (take.field == field
                || take.field.is_empty() && (take.is_given || reads(file, element)))
    })
}

/// Whether the program reads the field that has the ID, of this or of another entry: a program that shows prices reads others.
fn reads(file: &File<'_>, element: &Element) -> bool {
    let text = file.text();
    let Some(item) = element.item_of(file) else {
        return false;
    };
    let name = name_at_end(&text[item.key()]);
    let is_read = |at: usize| {
        let (before, after) = (&text[..at], &text[at + name.len()..]);
        let is_part = after
            .first()
            .is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_');
        !is_part
            && [&b"."[..], b"[\"", b"['", b"[:"]
                .iter()
                .any(|read| before.ends_with(read))
    };
    !name.is_empty() && memmem::find_iter(text, name).any(is_read)
}

/// The key of an entry.
fn entry_key<'s>(file: &File<'s>, key: Option<Range<usize>>) -> Option<&'s [u8]> {
    key.map(|key| name_at_end(&file.text()[key]))
}
