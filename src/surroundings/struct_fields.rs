//! Fields of a struct that keep an entry of a collection, as the methods of the type read them: `&Client{model: models[name]}`
//! of Go with `c.model` in a method of `*Client`, `Self { model }` of Rust with `self.model`.

use super::element::{name_at_end, named};
use super::file::File;
use super::own_functions::EntryName;
use crate::line_ends::window_end;
use crate::outline::{BlockKind, Item};

/// How many methods of a type are looked at.
const METHODS: usize = 64;

/// How much of a method is read up to the end of its receiver.
const RECEIVER: usize = 160;

/// The names that methods have for the field of a struct, if an item of a block sets one.
pub(super) fn names_of_field<'s>(
    file: &File<'s>,
    number: usize,
    item: &Item,
) -> Vec<EntryName<'s>> {
    let text = file.text();
    let block = file.outline().block(number);
    if block.kind != BlockKind::Curly || item.separator.is_none() {
        return Vec::new();
    }
    let receivers = match file.source.language.name {
        "go" => receivers(text, name_at_end(named(file, block).callee)),
        "rust" => vec![&b"self"[..]],
        _ => Vec::new(),
    };
    let field = name_at_end(&text[item.key()]);
    let names = receivers.into_iter().filter_map(|receiver| {
        let read = [receiver, b".", field].concat();
        let at = memchr::memmem::find(text, &read)?;
        Some(EntryName {
            name: &text[at..at + read.len()],
            scope: 0..text.len(),
        })
    });
    if field.len() > 1 {
        names.collect()
    } else {
        Vec::new()
    }
}

/// What the methods of a type of Go call the value that they belong to: `c` of `func (c *Client)`.
fn receivers<'s>(text: &'s [u8], name: &[u8]) -> Vec<&'s [u8]> {
    const METHOD: &[u8] = b"func (";
    let mut found: Vec<&[u8]> = Vec::new();
    if name.is_empty() {
        return found;
    }
    for at in memchr::memmem::find_iter(text, METHOD).take(METHODS) {
        let start = at + METHOD.len();
        let head = &text[start..window_end(text, start, RECEIVER)];
        let head = &head[..memchr::memchr(b')', head).unwrap_or(0)];
        let mut words = head
            .split(|b| matches!(b, b' ' | b'*'))
            .filter(|word| !word.is_empty());
        if let (Some(receiver), Some(of)) = (words.next(), words.next())
            && of == name
            && !found.contains(&receiver)
        {
            found.push(receiver);
        }
    }
    found
}
