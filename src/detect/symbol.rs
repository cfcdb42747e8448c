//! Constants of libraries that are names of model IDs.
//!
//! Names lie (`ANTHROPIC_CLAUDE_SONNET_V1_0` is Claude 3 Sonnet), so that they are looked up by library and
//! never read as patterns.

use super::SymbolLibrary;
use super::lexicon::Lexicon;
use crate::model_id::{ModelId, ProfileScope};
use crate::reference::{Confidence, Form, Found, Resolution};
use crate::source::Span;

/// The libraries that appear in the file.
#[derive(Debug, Default)]
pub(super) struct Active(Vec<usize>);

impl Active {
    pub(super) fn activate(&mut self, library: usize) {
        if !self.0.contains(&library) {
            self.0.push(library);
        }
    }
}

/// Adds every constant of the active libraries.
pub(super) fn find(
    text: &[u8],
    active: &Active,
    libraries: &[SymbolLibrary],
    lexicon: &Lexicon,
    out: &mut Vec<Found>,
) {
    let mut libraries: Vec<&SymbolLibrary> = active.0.iter().map(|&i| &libraries[i]).collect();
    // A library that its import gives away is surer than one that shares a container's name.
    libraries.sort_by_key(|l| l.requires.is_empty());
    if libraries.is_empty() {
        return;
    }
    for word in SymbolWords::new(text) {
        let token = &text[word.start..word.end];
        let found = libraries.iter().find_map(|library| {
            if let Some(member) = flat_member(library, token) {
                return Some((constant(library, member)?, word.start));
            }
            let model = constant(library, token)?;
            let start = if library.containers.is_empty() {
                word.start
            } else {
                container_start(text, word.start, library)?
            };
            Some((model, start))
        });
        match found {
            Some((model, start)) => out.extend(symbol(start, word, model, lexicon)),
            None => out.extend(unknown_member(text, word, &libraries, lexicon)),
        }
    }
}

/// A member that a known container does not have, written like a constant: a slip, or newer than the catalog.
fn unknown_member(
    text: &[u8],
    word: Span,
    libraries: &[&SymbolLibrary],
    lexicon: &Lexicon,
) -> Option<Found> {
    let token = std::str::from_utf8(&text[word.start..word.end]).ok()?;
    if !token.contains('_') || token.bytes().any(|b| b.is_ascii_lowercase()) {
        return None;
    }
    // Only a container that needs no import is surely the library's own.
    let sure = libraries
        .iter()
        .filter(|l| l.requires.is_empty() && !l.containers.is_empty());
    let start = sure
        .into_iter()
        .find_map(|l| container_start(text, word.start, l))?;
    let candidates = lexicon.nearest_to_constant(token);
    (!candidates.is_empty()).then(|| Found {
        resolution: Resolution::Near,
        models: Vec::new(),
        candidates,
        confidence: Confidence::Low,
        ..blank(start, word.end)
    })
}

fn constant<'a>(library: &'a SymbolLibrary, token: &[u8]) -> Option<&'a str> {
    library.constants.model(std::str::from_utf8(token).ok()?)
}

/// The member in `Container_MEMBER`, as the bindings for Go spell the members of a type.
fn flat_member<'t>(library: &SymbolLibrary, token: &'t [u8]) -> Option<&'t [u8]> {
    library
        .containers
        .iter()
        .find_map(|c| token.strip_prefix(c.as_bytes())?.strip_prefix(b"_"))
}

/// Where the container before the member at `member` begins; absent where none of the library's is there.
fn container_start(text: &[u8], member: usize, library: &SymbolLibrary) -> Option<usize> {
    const ACCESS: &[&[u8]] = &[b"?.", b".", b"::", b"->", b"\\"];
    let before = text[..member].trim_ascii_end();
    let before = ACCESS
        .iter()
        .find_map(|access| before.strip_suffix(*access))?
        .trim_ascii_end();
    // One container's name may be the end of another's: `MODELS` of `PROFILE_MODELS`.
    library.containers.iter().find_map(|container| {
        let start = before.strip_suffix(container.as_bytes())?.len();
        start
            .checked_sub(1)
            .is_none_or(|at| !is_word(text[at]))
            .then_some(start)
    })
}

fn symbol(start: usize, word: Span, model: &str, lexicon: &Lexicon) -> Option<Found> {
    let (scope, id) = match model.split_once('.') {
        Some((scope, id)) if lexicon.is_scope(scope) => (Some(ProfileScope::new(scope)), id),
        _ => (None, model),
    };
    let entry = lexicon.exact(id)?;
    Some(Found {
        models: vec![ModelId::new(entry.base.clone())],
        variant: entry.variant(),
        scope,
        ..blank(start, word.end)
    })
}

fn blank(start: usize, end: usize) -> Found {
    Found::at(Span { start, end }, Form::Symbol)
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// The identifiers of a text.
struct SymbolWords<'a> {
    text: &'a [u8],
    at: usize,
}

impl<'a> SymbolWords<'a> {
    fn new(text: &'a [u8]) -> Self {
        Self { text, at: 0 }
    }
}

impl Iterator for SymbolWords<'_> {
    type Item = Span;

    fn next(&mut self) -> Option<Span> {
        let start = self.at + self.text[self.at..].iter().position(|b| is_word(*b))?;
        let end = self.text[start..]
            .iter()
            .position(|b| !is_word(*b))
            .map_or(self.text.len(), |len| start + len);
        self.at = end;
        Some(Span { start, end })
    }
}
