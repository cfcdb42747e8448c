//! References that a file only looks up: `info("…")`, where `info` calls GetFoundationModel and nothing in the file sends a
//! model a request.
//!
//! Through a function or a variable, the ID of the foundation model is as necessary as in the call itself. A file that also
//! has a client of the runtime may look up the ID that it sends, so nothing is concluded from it.

use memchr::memmem;

use super::decide::Meaning;
use super::element::{Element, Role};
use super::endpoint::makes_client;
use super::file::File;
use super::mentions::mentions_in;
use super::own_functions::{EntryName, of_function};
use super::purpose::is_looked_up;
use super::sent_arguments::is_sent;
use crate::outline::BlockKind;
use crate::reference::{Context, Found, Purpose};
use crate::source::Span;

/// How an API that reads about a foundation model is written, in lower case.
const LOOKUPS: &[&[u8]] = &[
    b"getfoundationmodel",
    b"get_foundation_model",
    b"get-foundation-model",
];

/// What is in every file that sends a request, whatever makes its client, in lower case.
const REQUESTS: &[&[u8]] = &[b"converse", b"invoke"];

/// How many uses of a name are read.
const MOST: usize = 32;
/// How many references of a file are followed: each call of one function reads all of them.
const MOST_REFERENCES: usize = 1_000;

/// Sets the purpose of each reference of one file that is only looked up.
pub(super) fn assign(file: &File<'_>, found: &[Found], meanings: &mut [Meaning]) {
    let lower = file.lower_text();
    let has = |words: &[&[u8]]| words.iter().any(|word| memmem::find(lower, word).is_some());
    if !has(LOOKUPS) || has(REQUESTS) || makes_client(file) {
        return;
    }
    for (found, meaning) in found.iter().zip(meanings).take(MOST_REFERENCES) {
        let is_open = matches!(
            meaning.purpose,
            Purpose::Inference | Purpose::FoundationModel
        ) && matches!(meaning.context, Context::Code | Context::Test);
        if is_open && (is_looked_up(file, found.span) || is_passed_to_lookup(file, found.span)) {
            meaning.purpose = Purpose::Lookup;
        }
    }
}

/// Whether the reference is the value of a variable, or an argument of a function of the file, that is looked up and not
/// sent.
fn is_passed_to_lookup(file: &File<'_>, span: Span) -> bool {
    let element = Element::new(file, span);
    if !element.alone {
        return false;
    }
    let names = match element.role {
        Role::Bare => of_function(file, element.block, element.word.start),
        Role::Value => variable(file, &element).into_iter().collect(),
        Role::Key => Vec::new(),
    };
    let mut is_read = false;
    for EntryName { name, scope } in names {
        for at in mentions_in(file, name, scope).take(MOST) {
            let end = at + name.len();
            if is_looked_up(file, Span { start: at, end }) {
                is_read = true;
            } else if is_sent(file, at) {
                return false;
            }
        }
    }
    is_read
}

/// The variable of which an element is the value: `const MODEL = "…"`.
fn variable<'s>(file: &File<'s>, element: &Element) -> Option<EntryName<'s>> {
    let (text, outline) = (file.text(), file.outline());
    let (separator, _) = element.item_of(file)?.separator.as_ref()?;
    let is_assigned = matches!(&text[separator.clone()], b"=" | b":=");
    let is_statement = outline.block(element.block).kind != BlockKind::Round;
    let name = element.key(file);
    (is_assigned && is_statement && name.len() > 1).then_some(EntryName {
        name,
        scope: 0..text.len(),
    })
}
