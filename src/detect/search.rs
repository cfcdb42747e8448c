//! The fast pass over every byte: a vectorised search for a few dozen short literals.
//!
//! Looks for the last bytes of each provider's name together with its dot, for the resource types of Bedrock
//! ARNs and for what gives the constants of a library away, and verifies each hit with a few comparisons.
//! What a hit means is decided elsewhere.

use aho_corasick::packed::{Config, MatchKind, Searcher};
use aho_corasick::{AhoCorasick, AhoCorasickBuilder};

use super::Vocabulary;

/// ARN resource types before a model, and their last bytes that the search looks for. Opaque ones too.
const RESOURCES: &[&str] =
    &["n-model/", "d-model/", "m-model/", "-model-deployment/", "e-profile/", "t-router/"];

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
    engine: Engine,
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
            let texts = if library.requires.is_empty() { &library.containers } else { &library.requires };
            for text in texts {
                add(&mut table, text.as_bytes().to_vec(), Meaning::Libraries(vec![index]));
            }
        }
        let (literals, meanings): (Vec<_>, Vec<_>) = table.into_iter().unzip();
        let engine = Engine::new(&literals);
        Self { literals, meanings, providers, engine }
    }

    /// Verified hits, by position.
    pub(super) fn hits<'a>(&'a self, text: &'a [u8]) -> impl Iterator<Item = Hit> + 'a {
        let mut at = 0;
        let mut more: Vec<Hit> = Vec::new();
        std::iter::from_fn(move || {
            loop {
                if let Some(hit) = more.pop() {
                    return Some(hit);
                }
                let (pattern, start, end) = self.engine.find(text, at)?;
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
