//! Tags of the fields of Go structs: one literal with rows of `key:"value"`, of which each is for another reader:
//! `default:"…" help:"the model, e.g. …"`.

use std::ops::Range;

use super::file::File;
use super::line::folded;
use crate::lexer::TokenKind;

/// A value in a tag.
pub(super) struct TagValue<'s> {
    /// Its key; in `jsonschema:"description=…,default=…"` the one right before it.
    pub(super) key: &'s [u8],
    pub(super) value: Range<usize>,
}

/// No tag is longer: each reference in it reads it.
const LONGEST: usize = 4096;

/// Keys whose values may be chosen, folded.
const CHOICES: &[&str] = &["choice", "choices", "enum", "enums", "oneof"];

/// Keys whose values are texts with marks of their own in them, folded.
const TEXTS: &[&str] = &["desc", "description", "doc", "help", "usage"];

/// The value around an offset, if that is in a tag.
pub(super) fn value_at<'s>(file: &File<'s>, offset: usize) -> Option<TagValue<'s>> {
    if file.source.language.name != "go" {
        return None;
    }
    let (_, token) = file.lexed.token_at(offset)?;
    let text = file.text();
    let is_raw = token.kind == TokenKind::String && text.get(token.span.start) == Some(&b'`');
    if !is_raw || token.inner.len() > LONGEST {
        return None;
    }
    let mut rest = token.inner.start;
    let mut found = None;
    while let Some(start) = first_not_blank(&text[rest..token.inner.end]) {
        let (key, value) = pair(text, rest + start..token.inner.end)?;
        rest = value.end + 1;
        if value.contains(&offset) {
            found = Some(TagValue { key, value });
        }
    }
    found.map(|found| part_at(text, found, offset))
}

fn first_not_blank(text: &[u8]) -> Option<usize> {
    text.iter().position(|b| !b.is_ascii_whitespace())
}

/// The pair `key:"value"` at the beginning of a part of a text.
fn pair(text: &[u8], part: Range<usize>) -> Option<(&[u8], Range<usize>)> {
    let colon = part.start + memchr::memchr(b':', &text[part.clone()])?;
    let key = &text[part.start..colon];
    let is_key = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
    if key.is_empty() || !key.iter().all(is_key) || text.get(colon + 1) != Some(&b'"') {
        return None;
    }
    let start = colon + 2;
    let mut end = start;
    while end < part.end && text[end] != b'"' {
        end += if text[end] == b'\\' { 2 } else { 1 };
    }
    (end < part.end).then_some((key, start..end))
}

/// The part of a value that has a key of its own: `default=…` of `jsonschema:"description=…,default=…"`.
fn part_at<'s>(text: &'s [u8], whole: TagValue<'s>, offset: usize) -> TagValue<'s> {
    if TEXTS.contains(&folded(whole.key).as_str()) {
        return whole;
    }
    let mut part = whole;
    let mut start = part.value.start;
    while start < part.value.end {
        let rest = &text[start..part.value.end];
        let width = rest.iter().take_while(|b| b.is_ascii_alphabetic()).count();
        if width > 0 && matches!(rest.get(width), Some(b'=' | b':')) {
            if start > offset {
                part.value.end = start - 1;
                break;
            }
            part.key = &rest[..width];
            part.value.start = start + width + 1;
        }
        match memchr::memchr2(b',', b';', rest) {
            Some(mark) => start += mark + 1,
            None => break,
        }
    }
    part
}

/// Whether the value around an offset is one that may be chosen: `enum:"…"`, `validate:"oneof=… …"`.
pub(super) fn is_choice(file: &File<'_>, offset: usize) -> bool {
    value_at(file, offset).is_some_and(|tag| CHOICES.contains(&folded(tag.key).as_str()))
}
