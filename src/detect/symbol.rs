//! Constants of libraries that are names of model IDs.
//!
//! Names lie (`ANTHROPIC_CLAUDE_SONNET_V1_0` is Claude 3 Sonnet), so that they are looked up by library and
//! never read as patterns.

use memchr::memmem;

use super::SymbolLibrary;
use super::lexicon::Lexicon;
use crate::model_id::{ModelId, ProfileScope};
use crate::own_name::{is_in_name, is_single_word, is_word};
use crate::reference::{Confidence, Form, Found, Resolution};
use crate::source::Span;

/// How languages access a member.
const ACCESS: &[&[u8]] = &[b"?.", b".", b"::", b"->", b"\\"];

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
    for word in words(text, &libraries) {
        let token = &text[word.start..word.end];
        let found = libraries.iter().find_map(|library| {
            if let Some(member) = flat_member(library, token) {
                return Some((constant(library, member)?, word.start));
            }
            if library.containers.is_empty() {
                let model = constant(library, token)?;
                return stands_alone(text, word).then_some((model, word.start));
            }
            let start = container_start(text, word.start, library)?;
            Some((constant(library, token)?, start))
        });
        match found {
            Some((model, start)) => out.extend(symbol(start, word, model, lexicon)),
            None => out.extend(unknown_member(text, word, &libraries, lexicon)),
        }
    }
    for library in libraries.iter().filter(|library| library.is_bare()) {
        if library.constants.has_names() {
            names(text, library, lexicon, out);
        }
    }
}

/// The words that may be constants of these libraries, ascending. Those of a library with containers are next to one: to look
/// every word of the text up took a fifth of the time where many files import a library.
fn words(text: &[u8], libraries: &[&SymbolLibrary]) -> Vec<Span> {
    if libraries
        .iter()
        .any(|library| library.containers.is_empty())
    {
        return SymbolWords::new(text).collect();
    }
    let mut words: Vec<Span> = libraries
        .iter()
        .flat_map(|library| &library.containers)
        .filter(|container| !container.is_empty())
        .flat_map(|container| {
            let container = container.as_bytes();
            memmem::find_iter(text, container)
                .filter_map(move |at| word_of_container(text, at, at + container.len()))
        })
        .collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// The word that has a container as its beginning (`Container_MEMBER`), or that is accessed as a member of it; absent where
/// neither follows.
fn word_of_container(text: &[u8], start: usize, end: usize) -> Option<Span> {
    if start > 0 && is_word(text[start - 1]) {
        return None;
    }
    let spaces = |at: usize| {
        at + text[at..]
            .iter()
            .take_while(|b| b.is_ascii_whitespace())
            .count()
    };
    let from = if text.get(end) == Some(&b'_') {
        start
    } else {
        let access = spaces(end);
        let sign = ACCESS
            .iter()
            .find(|sign| text[access..].starts_with(sign))?;
        spaces(access + sign.len())
    };
    let length = text[from..].iter().take_while(|b| is_word(**b)).count();
    (length > 0).then_some(Span {
        start: from,
        end: from + length,
    })
}

/// Adds each match of a library's names of several words (`my-model`, an ARN) that is not a part of a longer name. A reference
/// that the text itself has at that position takes precedence.
fn names(text: &[u8], library: &SymbolLibrary, lexicon: &Lexicon, out: &mut Vec<Found>) {
    let mut taken: Vec<Span> = out.iter().map(|found| found.span).collect();
    taken.sort_unstable();
    let is_free = |name: Span| {
        let before = taken.partition_point(|other| other.start < name.end);
        before
            .checked_sub(1)
            .is_none_or(|at| taken[at].end <= name.start)
    };
    let mut end = 0;
    while let Some(found) = text[end..].iter().position(|byte| is_in_name(*byte)) {
        let run = run_from(text, end + found);
        end = run.end;
        let name = whole_name(text, run);
        let Some(model) = constant(library, &text[name.start..name.end]) else {
            continue;
        };
        // A single word was found as such.
        if !is_single_word(&text[name.start..name.end]) && is_free(name) {
            out.extend(symbol(name.start, name, model, lexicon));
        }
    }
}

fn run_from(text: &[u8], start: usize) -> Span {
    let rest = text[start..].iter();
    let length = rest.take_while(|byte| is_in_name(**byte)).count();
    Span {
        start,
        end: start + length,
    }
}

/// A name without what code and prose write next to it: the default of a shell (`${X:-my-model}`), a key, a full stop.
fn whole_name(text: &[u8], run: Span) -> Span {
    let whole = &text[run.start..run.end];
    let lead = match memmem::rfind(whole, b":-") {
        Some(at) => at + 2,
        None => usize::from(whole.starts_with(b":")),
    };
    let start = run.start + lead;
    let trailing = text[start..run.end].iter().rev();
    let trailing = trailing.take_while(|byte| matches!(byte, b'.' | b':'));
    Span {
        start,
        end: run.end - trailing.count(),
    }
}

/// Longest beginning of an ARN before a word that is looked at.
const ARN_REACH: usize = 256;

/// Whether a word is a name, not a part of a longer one: of one with hyphens, or of an ARN.
fn stands_alone(text: &[u8], word: Span) -> bool {
    let (before, after) = (&text[..word.start], &text[word.end..]);
    let joined_before = matches!(before, [.., byte, b'-'] if is_word(*byte));
    let joined_after = matches!(after, [b'-', byte, ..] if is_word(*byte));
    if joined_before || joined_after {
        return false;
    }
    let near = before.iter().rev().take(ARN_REACH);
    let length = near.take_while(|byte| is_in_name(**byte)).count();
    !before[before.len() - length..].starts_with(b"arn:")
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
    let (scope, entry) = lexicon.named(model)?;
    Some(Found {
        models: vec![ModelId::new(entry.base.clone())],
        variant: entry.variant(),
        scope: scope.map(ProfileScope::new),
        ..blank(start, word.end)
    })
}

fn blank(start: usize, end: usize) -> Found {
    Found::at(Span { start, end }, Form::Symbol)
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
