//! What a file does with a collection that it declares, by the statements that mention its name.

use std::ops::Range;

use memchr::memmem;

use super::element::{Element, last_piece, named};
use super::file::File;
use super::line::folded;
use super::mentions::OCCURRENCES;
use super::sent_arguments::first_of_statement;
use super::tested_elements::{ElementTest, loop_body, test_of_elements};
use super::text_for_people::is_for_people;
use super::usage::Usage;
use crate::outline::{Block, BlockKind};

/// Calls that ask whether a text begins or ends with one of the elements.
const TESTS_OF_BEGINNINGS: &[&[u8]] = &[
    b".startswith(",
    b".endswith(",
    b".start_with?(*",
    b".end_with?(*",
];

/// How much of a statement is read on either side of a name: each element of a list asks for the uses of the list.
const LONGEST: usize = 600;

/// A name in the code of a file.
pub(super) struct Mention {
    pub(super) at: usize,
    /// The item around it; with the head of the round brackets in which that is, and what is in them, for a name in such.
    pub(super) statement: Range<usize>,
}

/// Where a file mentions a name, by the outline: not in literals and comments.
pub(super) fn mentions<'f>(
    file: &'f File<'_>,
    name: &'f [u8],
) -> impl Iterator<Item = Mention> + 'f {
    let (text, outline) = (file.text(), file.outline());
    let all = file.names.offsets(text, name).take(OCCURRENCES);
    all.filter_map(move |at| {
        let end = at + name.len();
        if !file.lexed.kind_at(at).is_code() {
            return None;
        }
        let number = outline.block_at(at);
        let block = outline.block(number);
        let item = outline
            .item_at(number, at)
            .map_or(at..end, |(_, item)| item.span.clone());
        let start = match block.kind {
            BlockKind::Round => block.head.start,
            // Commas between the variables of a loop separate items.
            _ => first_of_statement(file, number, item.start),
        };
        Some(Mention {
            at,
            statement: start.max(at.saturating_sub(LONGEST)).min(at)
                ..item.end.min(end + LONGEST).max(end),
        })
    })
}

/// Whether the list around an element has a name, and every use of the name asks how something begins, or what of it
/// something contains.
pub(super) fn is_list_of_parts(file: &File<'_>, element: &Element) -> bool {
    let outline = file.outline();
    let names = outline
        .around(element.block)
        .take(2)
        .map(|number| named(file, outline.block(number)).name);
    let Some(name) = names.into_iter().find(|name| name.len() > 1) else {
        return false;
    };
    let text = file.text();
    let mut uses = mentions(file, name)
        .filter(|mention| !is_declaration(&text[mention.at + name.len()..]))
        .peekable();
    let asks = |mention: Mention| {
        // A loop over the list, with what it does.
        let own = mention.at..mention.at + name.len();
        if test_of_elements(file, own.clone()) == Some(ElementTest::Part) {
            return true;
        }
        let body = loop_body(file, &own).map_or(mention.at..mention.at, |body| {
            outline.block(body).inner.clone()
        });
        let body = body.start..body.end.min(body.start + LONGEST);
        [mention.statement, body].into_iter().any(|range| {
            let code = folded(&text[range]);
            code.contains("startswith") || code.contains("startwith") || code.contains("hasprefix")
        })
    };
    uses.peek().is_some() && uses.all(asks)
}

/// What the file does with the collection of this name.
pub(super) fn usage(file: &File<'_>, name: &[u8]) -> Usage {
    let known = file.usages.borrow().get(name).copied();
    known.unwrap_or_else(|| {
        let usage = usage_by_mentions(file, name);
        file.usages.borrow_mut().insert(name.to_vec(), usage);
        usage
    })
}

fn usage_by_mentions(file: &File<'_>, name: &[u8]) -> Usage {
    let mut usage = Usage::default();
    if name.len() < 2 {
        return Usage {
            taken: true,
            ..usage
        };
    }
    let text = file.text();
    let mut declared = false;
    for mention in mentions(file, name) {
        let (at, end) = (mention.at, mention.at + name.len());
        let (before, after) = (
            &text[mention.statement.start..at],
            &text[end..mention.statement.end],
        );
        let is_declaration = !declared && is_declaration(after);
        if is_declaration {
            declared = true;
            continue;
        }
        let before = before.trim_ascii_end();
        let after = after_cast(&text[end..]).unwrap_or(after);
        let ends = |words: &[&[u8]]| words.iter().any(|word| before.ends_with(word));
        let starts = |words: &[&[u8]]| words.iter().any(|word| after.starts_with(word));
        // `[m for m in models if m in NAMES]` only asks.
        let condition = memmem::rfind(before, b" if ").map_or(0, |at| at + 4);
        let loops = [
            &b"for "[..],
            b"foreach",
            b"for(",
            b"-for=",
            b"map(",
            b"range",
        ]
        .iter()
        .any(|word| memmem::find(&before[condition..], word).is_some());
        let offered = ends(&[
            b"choices=",
            b"choices =",
            b"choices:",
            b"Choice(",
            b"ParserValues::new(",
            b"PossibleValuesParser::new(",
            b"options=",
            b"options={",
            b"options:",
            b"items={",
            b"oneOf(",
            b"z.enum(",
            b".enum(",
            b"isIn(",
            b"selectbox(",
            b"valid(",
            b"possible_values(",
            b"value_parser(",
            b"value_parser =",
        ]) || memmem::find(before, b"selectbox(").is_some()
            || memmem::find(before, b"radio(").is_some()
            || (starts(&[b".map(", b".each", b".forEach("]) && shows_options(after))
            || is_inclusion(file, mention.at, before)
            || is_listed_in_a_menu(file, mention.at);
        let tested = starts(&[
            b".includes(",
            b".contains(",
            b".Contains(",
            b".has(",
            b".include?",
            b".member?",
            b".indexOf(",
            b".containsKey(",
            b".key?(",
            b".has_key?",
        ]) || ends(TESTS_OF_BEGINNINGS)
            || (ends(&[b" in", b"!in", b" IN"]) && !loops)
            || memmem::find(before, b"in_array(").is_some()
            || memmem::find(before, b"slices.Contains(").is_some()
            || test_of_elements(file, at..end).is_some();
        // The type of what is in it: `(typeof IDS)[number]`.
        let said = ends(&[b"join(", b"typeof"])
            || starts(&[b".join("])
            || is_shown_in_order(file, mention.at);
        if offered {
            usage.offered = true;
        } else if tested {
            usage.tested = true;
        } else if !said {
            usage.taken = true;
        }
    }
    usage
}

/// Whether a menu offers what is in a collection: `st.selectbox("Model", list(MODELS))`.
fn is_listed_in_a_menu(file: &File<'_>, at: usize) -> bool {
    const LISTS: &[&str] = &["keys", "list", "sorted", "tuple"];
    const MENUS: &[&str] = &["multiselect", "radio", "selectbox"];
    let outline = file.outline();
    let list = outline.block(outline.block_at(at));
    let menu = outline.block(list.parent);
    let is_call = |block: &Block, names: &[&str]| {
        block.kind == BlockKind::Round
            && names.contains(&last_piece(named(file, block).callee).as_str())
    };
    is_call(list, LISTS) && is_call(menu, MENUS)
}

/// Whether a check of Rails has a name as the list of what is accepted: `inclusion: { in: MODELS }`.
fn is_inclusion(file: &File<'_>, at: usize, before: &[u8]) -> bool {
    let outline = file.outline();
    let block = outline.block(outline.block_at(at));
    before.ends_with(b"in:") && named(file, block).name == b"inclusion"
}

/// What is after a name and its cast: `(MODELS as readonly string[]).includes(`.
fn after_cast(after: &[u8]) -> Option<&[u8]> {
    let cast = after[..after.len().min(LONGEST)].strip_prefix(b" as ")?;
    let close = memchr::memchr2(b')', b'\n', cast)?;
    (cast[close] == b')').then(|| &cast[close + 1..])
}

/// Whether every use of a collection asks for one of its members by an index: `_, ok := ALLOWED[m]`.
pub(super) fn is_only_indexed(file: &File<'_>, name: &[u8]) -> bool {
    let text = file.text();
    let mut uses = mentions(file, name)
        .filter(|mention| !is_declared_there(file, mention, name))
        .peekable();
    name.len() > 2
        && uses.peek().is_some()
        && uses.all(|mention| text.get(mention.at + name.len()) == Some(&b'['))
}

/// Whether `var NAME = …` or `NAME := …` is there.
fn is_declared_there(file: &File<'_>, mention: &Mention, name: &[u8]) -> bool {
    let after = file.text()[mention.at + name.len()..].trim_ascii_start();
    after.starts_with(b":=") || after.starts_with(b"=") && !after.starts_with(b"==")
}

/// Whether the members are put in order for a text: `join(sorted(MODELS))`, `print(sorted(MODELS))`. A loop over them in
/// order uses them.
fn is_shown_in_order(file: &File<'_>, at: usize) -> bool {
    let outline = file.outline();
    let sorted = outline.block(outline.block_at(at));
    if sorted.kind != BlockKind::Round || last_piece(named(file, sorted).callee) != "sorted" {
        return false;
    }
    let around = outline.block(sorted.parent);
    let callee = last_piece(named(file, around).callee);
    around.kind == BlockKind::Round && (callee == "join" || is_for_people(&callee))
}

/// Options of a form are made from it: `OPTIONS.map((o) => <option …`.
fn shows_options(after: &[u8]) -> bool {
    [
        &b"<option"[..],
        b"<Option",
        b"<MenuItem",
        b"<SelectItem",
        b"<Select.",
        b"<Radio",
        b"<ListItem",
        b"DropdownMenuItem(",
    ]
    .iter()
    .any(|tag| memmem::find(after, tag).is_some())
}

/// Whether a value or a type follows a name, as where it is declared.
fn is_declaration(after: &[u8]) -> bool {
    let after = after.trim_ascii_start();
    let after = after
        .strip_prefix(b"\"")
        .unwrap_or(after)
        .trim_ascii_start();
    matches!(after.first(), Some(b':'))
        || after.starts_with(b"=") && !after.starts_with(b"==")
        || after.starts_with(b"[]")
}
