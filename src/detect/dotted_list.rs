//! IDs whose provider and name are elements of a list that is joined by dots: `join(".", ["anthropic", "claude-v2"])`.
//!
//! A list with the provider and the name in one element does not need this.

use std::ops::Range;

use super::lexicon::Lexicon;
use crate::model_id::{ModelId, ProfileScope};
use crate::reference::{Confidence, Form, Found, Resolution};
use crate::source::Span;

/// Longest list that is read, in bytes.
const MAX_LIST: usize = 240;

/// Most elements of an ID.
const MAX_ELEMENTS: usize = 6;

/// The ID in the list that is joined where `oin` or `oined` ends at `end`.
pub(super) fn joined_at(text: &[u8], start: usize, end: usize, lexicon: &Lexicon) -> Option<Found> {
    let word = start
        .checked_sub(1)
        .filter(|at| matches!(text[*at], b'j' | b'J'))?;
    let lists = [list_after(text, end), list_before(text, word, end)];
    lists
        .into_iter()
        .flatten()
        .find_map(|list| joined(text, list, lexicon))
}

/// The elements after `join(".", `, `"Fn::Join": [".", [`, `!Join [".", [` and `".".join(`.
fn list_after(text: &[u8], end: usize) -> Option<Range<usize>> {
    let rest = &text[end..text.len().min(end + MAX_LIST)];
    let opened = skip(rest, 0, b"\"': ");
    let opened = opened + usize::from(matches!(rest.get(opened), Some(b'(' | b'[')));
    let blank = skip(rest, opened, b" \t\r\n");
    let method = text[..end.saturating_sub(4)]
        .strip_suffix(b".")
        .is_some_and(|before| is_dot(last(before, 3)));
    let at = match is_dot(rest.get(blank..blank + 3)?) {
        true => skip(rest, blank + 3, b" \t\r\n,"),
        false if method => blank,
        false => return None,
    };
    let at = at + usize::from(matches!(rest.get(at), Some(b'[' | b'(')));
    let close = rest[at..].iter().position(|b| matches!(b, b']' | b')'))?;
    Some(end + at..end + at + close)
}

/// The elements before `].join(".")`.
fn list_before(text: &[u8], start: usize, end: usize) -> Option<Range<usize>> {
    let rest = text.get(end..)?;
    let argument = rest
        .strip_prefix(b"(separator: ")
        .or_else(|| rest.strip_prefix(b"("))?;
    let before = text[..start].strip_suffix(b".")?.strip_suffix(b"]")?;
    let floor = before.len().saturating_sub(MAX_LIST);
    let open = floor + memchr::memrchr(b'[', &before[floor..])?;
    is_dot(argument.get(..3)?).then_some(open + 1..before.len())
}

fn skip(text: &[u8], from: usize, over: &[u8]) -> usize {
    from + text[from.min(text.len())..]
        .iter()
        .take_while(|b| over.contains(b))
        .count()
}

fn last(text: &[u8], count: usize) -> &[u8] {
    &text[text.len().saturating_sub(count)..]
}

fn is_dot(literal: &[u8]) -> bool {
    matches!(literal, b"\".\"" | b"'.'" | b"`.`")
}

/// The ID of a list whose elements are literals; an element that is not a scope is skipped.
fn joined(text: &[u8], list: Range<usize>, lexicon: &Lexicon) -> Option<Found> {
    let mut pieces: Vec<(&str, Range<usize>)> = Vec::new();
    let mut template = false;
    let mut at = list.start;
    for element in text[list.clone()]
        .split(|b| *b == b',')
        .take(MAX_ELEMENTS + 1)
    {
        let start = at + (element.len() - element.trim_ascii_start().len());
        at += element.len() + 1;
        let element = element.trim_ascii();
        match element {
            [open @ (b'"' | b'\'' | b'`'), inner @ .., close] if open == close => {
                pieces.push((
                    std::str::from_utf8(inner).ok()?,
                    start + 1..start + 1 + inner.len(),
                ));
            }
            [] if !pieces.is_empty() => {}
            _ if pieces.is_empty() && !template => template = true,
            _ => return None,
        }
    }
    let scope = pieces
        .first()
        .filter(|(first, _)| lexicon.is_scope(first))
        .map(|(first, _)| ProfileScope::new(*first));
    let from = usize::from(scope.is_some());
    let (provider, _) = pieces.get(from)?;
    if pieces.len() > MAX_ELEMENTS || !lexicon.provider_names().any(|name| name == *provider) {
        return None;
    }
    let words: Vec<&str> = pieces[from..].iter().map(|(piece, _)| *piece).collect();
    let entry = lexicon.exact(&words.join("."))?;
    let span = Span {
        start: pieces[0].1.start,
        end: pieces.last()?.1.end,
    };
    let form = if scope.is_some() || template {
        Form::Profile
    } else {
        Form::Base
    };
    Some(Found {
        resolution: if template {
            Resolution::Template
        } else {
            Resolution::Joined
        },
        models: vec![ModelId::new(entry.base.clone())],
        variant: entry.variant(),
        scope,
        confidence: if template {
            Confidence::Medium
        } else {
            Confidence::High
        },
        ..Found::at(span, form)
    })
}
