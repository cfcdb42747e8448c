//! The fast pass over every byte: a vectorised search for a few dozen short literals.
//!
//! Looks for the last bytes of each provider's name together with its dot, for the resource types of Bedrock
//! ARNs and for what gives the constants of a library away, and verifies each hit with a few comparisons.
//! What a hit means is decided elsewhere.
//!
//! Two engines: the gate, which every byte of every file passes, and the full search, which only files with a
//! candidate pass. In the gate the resource types and nearly all libraries are one word, `edrock`, since a
//! vectorised search is the slower the less alike its literals are.

use aho_corasick::packed::{Config, MatchKind, Searcher};
use aho_corasick::{AhoCorasick, AhoCorasickBuilder};

use std::sync::OnceLock;

use memchr::memmem::{self, Finder};

use super::{SymbolLibrary, Vocabulary};

/// ARN resource types before a model, and their last bytes that the search looks for. Opaque ones too.
const RESOURCES: &[&str] =
    &["n-model/", "d-model/", "m-model/", "-model-deployment/", "e-profile/", "e-profile%2F", "t-router/"];

/// What stands in every file that holds an ARN of Bedrock or imports its constants, in any case of the first letter.
const GATE_WORD: &str = "edrock";

/// A verified place in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hit {
    /// A provider's name before its dot.
    Provider {
        /// First byte of the name.
        start: usize,
    },
    /// A resource type of a Bedrock ARN.
    Resource {
        /// A byte in the resource type's name.
        start: usize,
        /// One past its slash.
        end: usize,
    },
    /// A text that makes the constants of a library count in this file.
    Library {
        /// First byte.
        start: usize,
        /// Which library of the vocabulary.
        index: usize,
    },
}

impl Hit {
    pub(super) fn offset(self) -> usize {
        match self {
            Self::Provider { start } | Self::Resource { start, .. } | Self::Library { start, .. } => start,
        }
    }
}

/// What a literal stands for.
#[derive(Clone, Debug)]
enum Meaning {
    /// The end of these providers' names, then a dot or the backslash of an escaped one.
    Providers(Vec<usize>),
    Resource,
    /// A text that gives these libraries away.
    Libraries(Vec<usize>),
}

#[derive(Debug)]
struct Provider {
    name: Vec<u8>,
    /// What may follow the dot: the first letters of its families.
    stems: Vec<Vec<u8>>,
}

/// The compiled search.
#[derive(Debug)]
pub(super) struct Search {
    literals: Vec<Vec<u8>>,
    meanings: Vec<Meaning>,
    providers: Vec<Provider>,
    /// Made at the first file with a candidate.
    full: OnceLock<Engine>,
    /// The providers' literals alone; their indices are those of `literals`.
    gate: Engine,
    words: Vec<Finder<'static>>,
}

#[derive(Debug)]
enum Engine {
    Packed(Searcher),
    /// For targets without vector instructions.
    Automaton(AhoCorasick),
}

impl Search {
    pub(super) fn new(vocabulary: &Vocabulary) -> Self {
        let providers = providers(vocabulary);
        let mut table: Vec<(Vec<u8>, Meaning)> = Vec::new();
        for (index, provider) in providers.iter().enumerate() {
            let tail = &provider.name[provider.name.len().saturating_sub(3)..];
            for literal in [
                [tail, b"."].concat(),
                [tail, b"\\"].concat(),
                [tail.to_ascii_uppercase().as_slice(), b"."].concat(),
            ] {
                add(&mut table, literal, Meaning::Providers(vec![index]));
            }
        }
        for resource in RESOURCES {
            add(&mut table, resource.as_bytes().to_vec(), Meaning::Resource);
        }
        for (index, library) in vocabulary.libraries.iter().enumerate() {
            for text in announcing(library) {
                add(&mut table, text.as_bytes().to_vec(), Meaning::Libraries(vec![index]));
            }
        }
        let of_providers = table.iter().take_while(|(_, m)| matches!(m, Meaning::Providers(_))).count();
        let (literals, meanings): (Vec<_>, Vec<_>) = table.into_iter().unzip();
        let words = gate_words(&literals[of_providers..]);
        let gate = Engine::new(&literals[..of_providers]);
        Self { literals, meanings, providers, full: OnceLock::new(), gate, words }
    }

    /// The offset of the first byte string that may begin or announce a reference.
    pub(super) fn first_candidate(&self, text: &[u8]) -> Option<usize> {
        let provider = self.verified(&self.gate, text).next().map(Hit::offset);
        let words = self.words.iter().filter_map(|word| word.find(text));
        provider.into_iter().chain(words).min()
    }

    /// The offsets of all of them, ascending.
    pub(super) fn candidates(&self, text: &[u8]) -> Vec<usize> {
        let mut offsets: Vec<usize> = self.verified(&self.gate, text).map(Hit::offset).collect();
        offsets.extend(self.words.iter().flat_map(|word| word.find_iter(text)));
        offsets.sort_unstable();
        offsets
    }

    /// Verified hits, by position.
    pub(super) fn hits<'a>(&'a self, text: &'a [u8]) -> impl Iterator<Item = Hit> + 'a {
        self.verified(self.full.get_or_init(|| Engine::new(&self.literals)), text)
    }

    fn verified<'a>(&'a self, engine: &'a Engine, text: &'a [u8]) -> impl Iterator<Item = Hit> + 'a {
        let mut at = 0;
        let mut more: Vec<Hit> = Vec::new();
        std::iter::from_fn(move || {
            loop {
                if let Some(hit) = more.pop() {
                    return Some(hit);
                }
                let (pattern, start, end) = engine.find(text, at)?;
                at = end;
                self.verify(text, pattern, start, end, &mut more);
            }
        })
    }

    fn verify(&self, text: &[u8], pattern: usize, start: usize, end: usize, out: &mut Vec<Hit>) {
        match &self.meanings[pattern] {
            Meaning::Providers(indices) => {
                let dot = start + self.literals[pattern].len() - 1;
                let longest = indices
                    .iter()
                    .map(|&i| &self.providers[i])
                    .filter(|p| ends_with(&text[..dot], &p.name) && plausible(text, dot, p))
                    .map(|p| p.name.len())
                    .max();
                out.extend(longest.map(|len| Hit::Provider { start: dot - len }));
            }
            Meaning::Resource => out.push(Hit::Resource { start, end }),
            Meaning::Libraries(indices) => {
                out.extend(indices.iter().rev().map(|&index| Hit::Library { start, index }));
            }
        }
    }
}

impl Engine {
    fn new(literals: &[Vec<u8>]) -> Self {
        let mut builder =
            Config::new().match_kind(MatchKind::LeftmostLongest).heuristic_pattern_limits(false).builder();
        builder.extend(literals);
        // More literals than the packed search takes come only from a user's own names; the automaton takes any.
        match builder.build() {
            Some(searcher) => Self::Packed(searcher),
            None => Self::Automaton(
                AhoCorasickBuilder::new()
                    .match_kind(aho_corasick::MatchKind::LeftmostLongest)
                    .build(literals)
                    .expect("a few hundred short literals are within the automaton's limits"),
            ),
        }
    }

    fn find(&self, text: &[u8], at: usize) -> Option<(usize, usize, usize)> {
        match self {
            Self::Packed(searcher) => {
                let found = searcher.find_in(text, aho_corasick::Span { start: at, end: text.len() })?;
                Some((found.pattern().as_usize(), found.start(), found.end()))
            }
            Self::Automaton(automaton) => {
                let found = automaton.find(aho_corasick::Input::new(text).span(at..text.len()))?;
                Some((found.pattern().as_usize(), found.start(), found.end()))
            }
        }
    }
}

/// The words of the gate that stand in these literals: `edrock` for nearly all, the literal itself for the rest.
fn gate_words(literals: &[Vec<u8>]) -> Vec<Finder<'static>> {
    let mut words: Vec<&[u8]> = vec![GATE_WORD.as_bytes()];
    for literal in literals.iter().filter(|l| !RESOURCES.contains(&String::from_utf8_lossy(l).as_ref())) {
        if !words.iter().any(|word| memmem::find(literal, word).is_some()) {
            words.push(literal);
        }
    }
    words.into_iter().map(|word| Finder::new(word).into_owned()).collect()
}

/// Adds a literal, or its meaning to the literal that is there already.
fn add(table: &mut Vec<(Vec<u8>, Meaning)>, literal: Vec<u8>, meaning: Meaning) {
    let Some((_, known)) = table.iter_mut().find(|(known, _)| *known == literal) else {
        table.push((literal, meaning));
        return;
    };
    match (known, meaning) {
        (Meaning::Providers(known), Meaning::Providers(more))
        | (Meaning::Libraries(known), Meaning::Libraries(more)) => {
            known.extend(more);
        }
        _ => {}
    }
}

/// What must stand in a file for the constants of a library to count: its import, its container, or for names
/// that stand alone each of them.
fn announcing(library: &SymbolLibrary) -> Vec<&str> {
    let texts = if library.requires.is_empty() { &library.containers } else { &library.requires };
    if texts.is_empty() {
        return library.constants.iter().map(|(name, _)| name.as_ref()).collect();
    }
    texts.iter().map(AsRef::as_ref).collect()
}

fn providers(vocabulary: &Vocabulary) -> Vec<Provider> {
    let mut providers: Vec<Provider> = Vec::new();
    for known in &vocabulary.ids {
        let Some((name, rest)) = known.id.split_once('.') else { continue };
        let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).take(3).collect::<Vec<u8>>();
        let stem = if letters.is_empty() { rest.bytes().take(1).collect() } else { letters };
        match providers.iter_mut().find(|p| p.name == name.as_bytes()) {
            Some(provider) if provider.stems.contains(&stem) => {}
            Some(provider) => provider.stems.push(stem),
            None => providers.push(Provider { name: name.as_bytes().to_vec(), stems: vec![stem] }),
        }
    }
    providers
}

fn ends_with(text: &[u8], name: &[u8]) -> bool {
    text.len() >= name.len() && text[text.len() - name.len()..].eq_ignore_ascii_case(name)
}

/// Whether what follows the dot can be a model: a family of this provider, a placeholder, a wildcard, the end
/// of a literal that may be joined with another, or an unknown name with a version.
fn plausible(text: &[u8], dot: usize, provider: &Provider) -> bool {
    let mut at = dot;
    while text.get(at) == Some(&b'\\') {
        at += 1;
    }
    if text.get(at) != Some(&b'.') {
        return false;
    }
    let rest = &text[at + 1..];
    let Some(&first) = rest.first() else { return false };
    if !first.is_ascii_alphanumeric() {
        return matches!(
            first,
            b'*' | b'$' | b'{' | b'%' | b'<' | b'#' | b'"' | b'\'' | b'`' | b'(' | b'[' | b'\\'
        );
    }
    let starts = |stem: &Vec<u8>| rest.len() >= stem.len() && rest[..stem.len()].eq_ignore_ascii_case(stem);
    provider.stems.iter().any(starts) || looks_versioned(rest)
}

/// Whether a name ends like a model ID: `-v1`, `-v2:0`, `-v1%3A0`.
fn looks_versioned(rest: &[u8]) -> bool {
    let end = rest
        .iter()
        .take(96)
        .position(|b| !(b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.')))
        .unwrap_or(rest.len().min(96));
    let name = &rest[..end];
    name.windows(3).any(|w| w[0] == b'-' && w[1].eq_ignore_ascii_case(&b'v') && w[2].is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::{Search, Vocabulary};
    use crate::catalog::Catalog;
    use crate::detect::SymbolLibrary;

    /// Every word more costs each byte of every file: what gives a library away should hold `edrock`.
    #[test]
    fn the_gate_of_the_shipped_catalog_has_two_words() {
        let library = |library: &crate::catalog::AliasLibrary| SymbolLibrary {
            containers: library.containers.to_vec(),
            requires: library.requires.to_vec(),
            constants: library.aliases.iter().map(|a| (a.token.clone(), a.model.clone())).collect(),
        };
        let libraries = Catalog::embedded().aliases.iter().map(library).collect();
        let search = Search::new(&Vocabulary { libraries, ..Vocabulary::default() });
        let words: Vec<String> =
            search.words.iter().map(|word| String::from_utf8_lossy(word.needle()).into_owned()).collect();
        assert_eq!(words, ["edrock", "FoundationModelIdentifier"]);
    }
}
