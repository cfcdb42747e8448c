//! The values of parameters: numbers, texts, constants, JSON in a literal, and the last message of a conversation.

use std::ops::Range;

use super::super::line::folded;
use super::known_parameters::{Inside, KnownPaths, PARTS};
use super::literal::{is_nothing, literal_value, trimmed};
use super::names::defined_name;
use super::reader::RequestReader;
use super::sites::folded_last;
use crate::outline::BlockKind;
use crate::reference::ParameterValue;

impl RequestReader<'_, '_, '_> {
    /// The fields of JSON in a literal, whose quotes may be escaped.
    pub(super) fn json(&mut self, range: Range<usize>, inside: Inside<'_>) {
        let text = self.requests.file.text();
        let json = &text[range.clone()];
        if memchr::memchr(b'{', json).is_none() {
            return;
        }
        let mut depth = 0_usize;
        let mut at = 0;
        let mut parents: Vec<String> = Vec::new();
        let mut last_key = String::new();
        while at < json.len() {
            match json[at] {
                b'{' => {
                    if depth > 0 {
                        parents.push(std::mem::take(&mut last_key));
                    }
                    depth += 1;
                }
                b'}' => {
                    depth = depth.saturating_sub(1);
                    parents.pop();
                }
                b'"' => {
                    let end = quote_end(json, at + 1);
                    let name = json[at + 1..end]
                        .strip_suffix(b"\\")
                        .unwrap_or(&json[at + 1..end]);
                    let rest = json.get(end + 1..).unwrap_or_default().trim_ascii_start();
                    if let Some(value) = rest.strip_prefix(b":") {
                        last_key = folded(name);
                        let key = range.start + at + 1..range.start + at + 1 + name.len();
                        self.json_field(&last_key, &parents, key, value, inside);
                    }
                    at = end;
                }
                _ => {}
            }
            at += 1;
        }
    }

    fn json_field(
        &mut self,
        name: &str,
        parents: &[String],
        key: Range<usize>,
        value: &[u8],
        inside: Inside<'_>,
    ) {
        let (mut part, mut prefix) = (inside.part, inside.prefix.to_owned());
        for parent in parents {
            match PARTS.iter().find(|(name, _)| name == parent) {
                Some((_, of)) => part = of.unwrap_or(part),
                None => {
                    prefix = Inside {
                        prefix: &prefix,
                        ..inside
                    }
                    .path(parent);
                }
            }
        }
        let path = Inside {
            prefix: &prefix,
            ..inside
        }
        .path(name);
        let value = value.trim_ascii_start();
        let literal: Vec<u8> = value
            .iter()
            .copied()
            .take_while(|b| !matches!(b, b',' | b'}' | b'\n' | b' '))
            .collect();
        if KnownPaths::get().has(&path) && path != "messages" && !is_nothing(&literal) {
            self.add(path, key, literal_value(&literal), part);
        }
    }

    /// The value of a parameter; absent where it is set to nothing.
    pub(super) fn value_of(&mut self, block: usize, range: Range<usize>) -> Option<ParameterValue> {
        let file = self.requests.file;
        let (text, outline) = (file.text(), file.outline());
        let mut range = trimmed(text, range);
        // A wrapper with one value: `aws.Float32(0.5)`, `Some(0.5)`.
        let mut holder = block;
        for _ in 0..3 {
            let child = if outline.block(holder).inner == range {
                None
            } else {
                outline.child_in(holder, range.clone())
            };
            let Some(child) = child else { break };
            let found = outline.block(child);
            match (found.kind, outline.items(child)) {
                (BlockKind::Round, [only]) if only.separator.is_none() => {
                    range = only.span.clone();
                    holder = child;
                }
                (BlockKind::Curly | BlockKind::Square, [first, ..])
                    if first.separator.is_some() =>
                {
                    let key = folded_last(&text[first.key()]);
                    return Some(ParameterValue::Literal(key.into()));
                }
                _ => return Some(ParameterValue::Computed),
            }
        }
        let value = text[range.clone()].trim_ascii();
        if is_nothing(value) {
            return None;
        }
        let literal = literal_value(value);
        if literal == ParameterValue::Computed {
            // A constant of the file.
            let names = &self.requests.names;
            let name = defined_name(value).0;
            if name.len() == value.len()
                && !name.is_empty()
                && let Some(definition) = names.definition(name, range.start)
                && names.rivals(name, &definition) == 0
            {
                let of = text[trimmed(text, names.item(&definition).value())].to_vec();
                if is_nothing(&of) {
                    return None;
                }
                return Some(literal_value(&of));
            }
        }
        Some(literal)
    }
}

/// Where a JSON text ends that begins at an offset: its closing quote.
fn quote_end(json: &[u8], from: usize) -> usize {
    let escaped = from >= 2 && json.get(from - 2) == Some(&b'\\');
    let mut at = from;
    while at < json.len() {
        match json[at] {
            b'\\' if !escaped => at += 1,
            b'"' => return at,
            _ => {}
        }
        at += 1;
    }
    json.len()
}
