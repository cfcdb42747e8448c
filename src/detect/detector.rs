//! Finds the references of a text.

use std::sync::Arc;

use super::constant::FileConstants;
use super::lexicon::Lexicon;
use super::provider::providers;
use super::search::{Hit, Search};
use super::{SymbolLibrary, Vocabulary, arn, oracle, resolve, symbol, unprefixed};
use crate::reference::Found;
use crate::source::Source;

/// How many bytes two neighbouring pieces of a file must share, so that [`Detector::has_candidate`]
/// misses nothing that crosses their border.
pub const OVERLAP: usize = 256;

const _: () = assert!(crate::own_name::MOST_BYTES < OVERLAP);

/// Finds references in text. Cheap to make; what only hits need is made at the first hit.
#[derive(Debug)]
pub struct Detector {
    libraries: Vec<SymbolLibrary>,
    search: Search,
    lexicon: Lexicon,
}

impl Detector {
    /// A detector for these words.
    pub fn new(vocabulary: Vocabulary) -> Self {
        let Vocabulary {
            mut ids,
            scopes,
            libraries,
            mut opaque,
        } = vocabulary;
        ids.sort();
        opaque.sort();
        let providers = providers(&ids);
        let search = Search::new(Arc::clone(&providers), &libraries);
        let mut lexicon = Lexicon::new(ids, scopes, opaque, providers);
        // An ARN that does not show its model is the same reference with it.
        for library in libraries.iter().filter(|library| library.is_bare()) {
            lexicon.add_opaque(library.constants.arns());
        }
        Self {
            libraries,
            search,
            lexicon,
        }
    }

    /// Whether a constant with this ID as its value is found: a model ID or inference profile of the vocabulary.
    pub fn knows(&self, id: &str) -> bool {
        self.lexicon.named(id).is_some()
    }

    /// Whether there is a byte string that may begin a reference. One fast pass: a file without one in any
    /// piece contains no reference. Pieces must overlap by [`OVERLAP`].
    pub fn has_candidate(&self, bytes: &[u8]) -> bool {
        self.search.has_candidate(bytes)
    }

    /// The offsets of all byte strings that may begin or announce a reference, ascending: what a file too large
    /// to be held whole is cut around.
    pub fn candidates(&self, bytes: &[u8]) -> Vec<usize> {
        self.search.candidates(bytes)
    }

    /// Every reference in a file or window, by position; of references that overlap the longest is kept.
    pub fn detect(&self, source: &Source) -> Vec<Found> {
        self.detect_with(source, &[])
    }

    /// The same with these references added, which were found by what other files define.
    pub fn detect_with(&self, source: &Source, uses: &[Found]) -> Vec<Found> {
        let text = source.text.as_slice();
        let lexicon = &self.lexicon;
        let has_candidate = self.has_candidate(text);
        // A scan reads no further in a text without one, and neither does anything else: `foundation-model/*` alone.
        if uses.is_empty() && !has_candidate {
            return Vec::new();
        }
        let constants = FileConstants::new(text);
        let mut found = Vec::new();
        let mut active = symbol::Active::default();
        let (mut covered, mut opens) = (0, false);
        for hit in self.search.hits(text) {
            match hit {
                Hit::Library { index, .. } => active.activate(index),
                Hit::Provider { start, .. } | Hit::BareFamily { start } if start < covered => {}
                Hit::Resource { end, .. } if end < covered => {}
                Hit::Provider { start, .. } => {
                    found.extend(resolve::at_provider(
                        text,
                        start,
                        lexicon,
                        source.language,
                        &constants,
                    ));
                    opens |= text.get(start..).is_some_and(opens_an_id);
                }
                Hit::BareFamily { start } => {
                    found.extend(resolve::after_router(text, start, lexicon))
                }
                Hit::Resource { start, end } => {
                    found.extend(arn::at_resource(text, start, end, lexicon))
                }
            }
            covered = found.last().map_or(0, |m: &Found| m.span.end);
        }
        symbol::find(text, &active, &self.libraries, lexicon, &mut found);
        if has_candidate {
            unprefixed::find(text, lexicon, &mut found);
        }
        if opens {
            super::prefixed::find_prefixed(&constants, lexicon, &mut found);
        }
        arn::drop_filled(text, &mut found);
        oracle::drop_oracle_names(&source.path.display, text, &mut found);
        // An `@` right after a name is Vertex AI's: `anthropic.claude-3-7-sonnet@20250219`.
        let has_version =
            |m: &Found| memchr::memchr(b':', &text[m.span.start..m.span.end]).is_some();
        found.retain(|m: &Found| text.get(m.span.end) != Some(&b'@') || has_version(m));
        found.extend_from_slice(uses);
        keep_longest(&mut found);
        found
    }
}

/// Whether a literal ends where an ID that begins with a provider has not ended: `"anthropic."`, `"amazon.titan-"`.
pub(super) fn opens_an_id(text: &[u8]) -> bool {
    let end = text
        .iter()
        .take(64)
        .position(|b| matches!(b, b'"' | b'\'' | b'`'))
        .unwrap_or(0);
    end > 0 && matches!(text[end - 1], b'.' | b'-' | b':')
}

/// Sorts by position; of two that overlap the longer stays, of two equal ones the first.
pub(super) fn keep_longest(found: &mut Vec<Found>) {
    found.sort_by_key(|m| (m.span.start, std::cmp::Reverse(m.span.end)));
    let mut kept: Vec<Found> = Vec::with_capacity(found.len());
    for m in found.drain(..) {
        match kept.last_mut() {
            Some(last) if m.span.start < last.span.end => {
                if m.span.end - m.span.start > last.span.end - last.span.start {
                    *last = m;
                }
            }
            _ => kept.push(m),
        }
    }
    *found = kept;
}
