//! The fast search over every byte of every file, and what verifies its hits with a few comparisons. What a hit means is
//! decided elsewhere.
//!
//! Every byte of every file passes the gate: two passes over bytes that the cache holds. The first stops at each dot and
//! looks the two bytes before it up in a table of the ends of providers' names; the second is a vectorised search for the
//! other spellings of a dot and for the words that all resource types and libraries have in common. What these words
//! announce is searched for only in files with a candidate.
//!
//! A vectorised search for the last bytes of the providers' names took more than twice as long as both passes: it slows
//! down with the number of its literals, and there are over thirty with those in capitals.

use aho_corasick::packed::{Config, MatchKind, Searcher};
use aho_corasick::{AhoCorasick, AhoCorasickBuilder};

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use memchr::memmem;

use super::SymbolLibrary;
use super::encoded_id::decode;
use super::provider::Provider;

/// ARN resource types before a model, and their last bytes that the search looks for. Opaque ones too.
const RESOURCES: &[&str] = &[
    "n-model/",
    "d-model/",
    "m-model/",
    "-model-deployment/",
    "e-profile/",
    "e-profile%2F",
    "t-router/",
];

/// How the only family begins that routers name without its provider, after a Region, and that provider.
pub(super) const BARE_FAMILY: (&str, &str) = ("/claude-", "anthropic");

/// Text in every file that has an ARN of Bedrock or imports its constants, in any case of the first letter.
const GATE_WORD: &str = "edrock";

/// What the other spellings of a dot have in common, after the backslash, percent sign or ampersand that begins most of
/// them: `\u002e`, `\x2e`, `%2e`, `%252e`, `&#46;`, `&#x2e;`, `&period;`.
const ENCODED_DOTS: &[&str] = &[
    "u002e", "u002E", "x2e", "x2E", "%2e", "%2E", "%252e", "%252E", "&#46;", "&period;",
];

/// Bytes at the end of a provider's name that have the case of the name: `nAI` is no end of a model ID's provider.
const TAIL: usize = 3;

/// Words of the gate in which a further one is looked for.
const COMPARED_WORDS: usize = 64;

/// Letters of a family that must follow the dot: a slip after them is still a model that nobody knows.
const STEM: usize = 3;

/// A verified position in the text.
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
    /// A family after a slash, without its provider.
    BareFamily {
        /// First byte of the family's name.
        start: usize,
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
    fn offset(self) -> usize {
        match self {
            Self::Provider { start }
            | Self::Resource { start, .. }
            | Self::BareFamily { start }
            | Self::Library { start, .. } => start,
        }
    }
}

/// What a literal refers to.
#[derive(Clone, Debug)]
enum LiteralMeaning {
    Resource,
    BareFamily,
    /// A text that gives these libraries away.
    Libraries(Vec<usize>),
    /// A text in every file with a resource type or a library.
    Word,
    /// One of [`ENCODED_DOTS`].
    EncodedDot,
}

/// The compiled search.
#[derive(Debug)]
pub(super) struct Search {
    providers: Arc<[Provider]>,
    /// Where a plain or escaped dot may follow a provider's name, ...
    ends: NameEnds,
    /// ... and text in few files: the gate.
    rare: SearchPass,
    /// What the words of `rare` announce.
    announced: Announced,
    /// The searches for it, made at the first file with a candidate.
    announced_passes: OnceLock<[SearchPass; 3]>,
}

/// What is looked for in files with a candidate. Each list has a search of its own: one search finds nothing that overlaps,
/// and a user's name for a model, such as `inference`, must not hide the resource type of an ARN.
#[derive(Debug)]
struct Announced {
    resources: Vec<(Vec<u8>, LiteralMeaning)>,
    libraries: Vec<(Vec<u8>, LiteralMeaning)>,
    dots: Vec<(Vec<u8>, LiteralMeaning)>,
}

/// One search over the bytes.
#[derive(Debug)]
struct SearchPass {
    engine: SearchEngine,
    literals: Vec<(Vec<u8>, LiteralMeaning)>,
}

#[derive(Debug)]
enum SearchEngine {
    Packed(Searcher),
    /// For targets without vector instructions.
    Automaton(AhoCorasick),
}

impl Search {
    pub(super) fn new(providers: Arc<[Provider]>, libraries: &[SymbolLibrary]) -> Self {
        let row = |text: &&str, meaning| (text.as_bytes().to_vec(), meaning);
        let dots = ENCODED_DOTS.iter();
        let dots = dots.map(|dot| row(dot, LiteralMeaning::EncodedDot));
        let resources = RESOURCES.iter();
        let mut resources: Vec<_> = resources
            .map(|resource| row(resource, LiteralMeaning::Resource))
            .collect();
        resources.push(row(&BARE_FAMILY.0, LiteralMeaning::BareFamily));
        let mut texts = Literals::default();
        for (index, library) in libraries.iter().enumerate() {
            for text in announcing(library) {
                texts.add(text.as_bytes().to_vec(), index);
            }
        }
        let announced = Announced {
            resources,
            libraries: texts.rows,
            dots: dots.collect(),
        };
        let mut rare = announced.dots.clone();
        rare.extend(
            gate_words(&announced.libraries)
                .into_iter()
                .map(|word| (word, LiteralMeaning::Word)),
        );
        Self {
            ends: NameEnds::new(&providers),
            providers,
            rare: SearchPass::new(rare),
            announced,
            announced_passes: OnceLock::new(),
        }
    }

    /// Whether there is a byte string that may begin or announce a reference.
    pub(super) fn has_candidate(&self, text: &[u8]) -> bool {
        self.before_dots(text).next().is_some() || self.in_few_files(text).next().is_some()
    }

    /// The offsets of all of them, ascending.
    pub(super) fn candidates(&self, text: &[u8]) -> Vec<usize> {
        let mut offsets: Vec<usize> = self
            .before_dots(text)
            .chain(self.in_few_files(text))
            .collect();
        offsets.sort_unstable();
        offsets
    }

    /// Verified hits, by position.
    pub(super) fn hits(&self, text: &[u8]) -> Vec<Hit> {
        let [resources, libraries, dots] = self.announced_passes.get_or_init(|| {
            let Announced {
                resources,
                libraries,
                dots,
            } = &self.announced;
            [resources, libraries, dots].map(|literals| SearchPass::new(literals.clone()))
        });
        let mut hits = Vec::new();
        for (literal, meaning, start) in resources.hits(text).chain(libraries.hits(text)) {
            match meaning {
                LiteralMeaning::Resource => hits.push(Hit::Resource {
                    start,
                    end: start + literal.len(),
                }),
                LiteralMeaning::BareFamily => hits.push(Hit::BareFamily { start: start + 1 }),
                LiteralMeaning::Libraries(indices) => {
                    hits.extend(indices.iter().map(|&index| Hit::Library { start, index }));
                }
                LiteralMeaning::Word | LiteralMeaning::EncodedDot => {}
            }
        }
        let provider = |start| Hit::Provider { start };
        hits.extend(self.before_dots(text).map(provider));
        let dots = dots.hits(text);
        let encoded = dots.filter_map(|(_, _, start)| self.before_encoded_dot(text, start));
        hits.extend(encoded.map(provider));
        hits.sort_by_key(|hit| hit.offset());
        hits
    }

    /// The positions of what the second pass of the gate looks for.
    fn in_few_files<'a>(&'a self, text: &'a [u8]) -> impl Iterator<Item = usize> + 'a {
        self.rare
            .hits(text)
            .filter_map(|(_, meaning, start)| match meaning {
                LiteralMeaning::EncodedDot => self.before_encoded_dot(text, start),
                _ => Some(start),
            })
    }

    /// The providers before plain and escaped dots.
    fn before_dots<'a>(&'a self, text: &'a [u8]) -> impl Iterator<Item = usize> + 'a {
        self.ends.dots(text).filter_map(|dot| match text[dot - 1] {
            b'\\' => self.before_escaped_dot(text, dot),
            _ => self.ends.provider(&self.providers, text, dot),
        })
    }

    /// The provider before a dot and its backslashes, which a pattern in a string has doubled.
    fn before_escaped_dot(&self, text: &[u8], dot: usize) -> Option<usize> {
        let backslashes = text[..dot]
            .iter()
            .rev()
            .take_while(|&&byte| byte == b'\\')
            .count();
        longest(text, dot - backslashes, self.providers.iter())
    }

    /// The provider before a dot of which one of [`ENCODED_DOTS`] begins at `start`.
    fn before_encoded_dot(&self, text: &[u8], start: usize) -> Option<usize> {
        let slashes = text[..start]
            .iter()
            .rev()
            .take_while(|&&byte| byte == b'\\')
            .count();
        let dot = match text[start] {
            b'x' if slashes == 0 => start - text[..start].ends_with(b"&#").then_some(2)?,
            b'x' | b'u' => start - slashes,
            _ => start,
        };
        longest(text, dot, self.providers.iter())
    }
}

/// The two bytes at the end of each provider's name, in lower case and in capitals, and a backslash after any byte.
#[derive(Debug)]
struct NameEnds {
    /// A bit for each pair of bytes.
    pairs: Box<[u64]>,
    /// The ends of the names, in both cases, with the indices of the providers, by their last byte.
    tails: Vec<Vec<(Vec<u8>, Vec<usize>)>>,
}

impl NameEnds {
    fn new(providers: &[Provider]) -> Self {
        let mut ends = Self {
            pairs: vec![0; (1 << 16) / 64].into(),
            tails: vec![Vec::new(); 1 << 8],
        };
        for (index, provider) in providers.iter().enumerate() {
            let name = provider.name.as_bytes();
            let tail = &name[name.len().saturating_sub(TAIL)..];
            ends.add(tail.to_ascii_lowercase(), index);
            ends.add(tail.to_ascii_uppercase(), index);
        }
        for byte in 0..=u8::MAX {
            ends.set(byte, b'\\');
        }
        ends
    }

    fn add(&mut self, tail: Vec<u8>, provider: usize) {
        let Some(&last) = tail.last() else { return };
        match tail[..] {
            [.., before, _] => self.set(before, last),
            _ => (0..=u8::MAX).for_each(|before| self.set(before, last)),
        }
        let tails = &mut self.tails[usize::from(last)];
        match tails.iter_mut().find(|(known, _)| *known == tail) {
            Some((_, providers)) => providers.push(provider),
            None => tails.push((tail, vec![provider])),
        }
    }

    fn set(&mut self, before: u8, last: u8) {
        let (word, bit) = location_of(before, last);
        self.pairs[word] |= bit;
    }

    /// The dots that may follow a name.
    fn dots<'a>(&'a self, text: &'a [u8]) -> impl Iterator<Item = usize> + 'a {
        memchr::memchr_iter(b'.', text).filter(|&dot| {
            let byte = |back: usize| dot.checked_sub(back).map_or(0, |at| text[at]);
            let (word, bit) = location_of(byte(2), byte(1));
            self.pairs[word] & bit != 0
        })
    }

    /// Where the longest name begins that ends at a dot, if a model can follow.
    fn provider(&self, providers: &[Provider], text: &[u8], dot: usize) -> Option<usize> {
        let tails = self.tails[usize::from(text[dot - 1])].iter();
        let fitting = tails.filter(|(tail, _)| text[..dot].ends_with(tail));
        let indices = fitting.flat_map(|(_, indices)| indices);
        longest(text, dot, indices.map(|&at| &providers[at]))
    }
}

/// The word and the bit of a pair of bytes.
fn location_of(before: u8, last: u8) -> (usize, u64) {
    let pair = usize::from(u16::from_be_bytes([before, last]));
    (pair / 64, 1 << (pair % 64))
}

impl SearchPass {
    /// Without empty literals: one would be found at every position, and the search would not advance.
    fn new(mut literals: Vec<(Vec<u8>, LiteralMeaning)>) -> Self {
        literals.retain(|(literal, _)| !literal.is_empty());
        Self {
            engine: SearchEngine::new(literals.iter().map(|(literal, _)| literal)),
            literals,
        }
    }

    /// The literals in a text that do not overlap, with their offsets.
    fn hits<'a>(
        &'a self,
        text: &'a [u8],
    ) -> impl Iterator<Item = (&'a [u8], &'a LiteralMeaning, usize)> + 'a {
        let mut at = 0;
        std::iter::from_fn(move || {
            let (pattern, start, end) = self.engine.find(text, at)?;
            at = end;
            let (literal, meaning) = &self.literals[pattern];
            Some((literal.as_slice(), meaning, start))
        })
    }
}

impl SearchEngine {
    fn new<'a>(literals: impl Iterator<Item = &'a Vec<u8>> + Clone) -> Self {
        let mut builder = Config::new()
            .match_kind(MatchKind::LeftmostLongest)
            .heuristic_pattern_limits(false)
            .builder();
        builder.extend(literals.clone());
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
                let found = searcher.find_in(
                    text,
                    aho_corasick::Span {
                        start: at,
                        end: text.len(),
                    },
                )?;
                Some((found.pattern().as_usize(), found.start(), found.end()))
            }
            Self::Automaton(automaton) => {
                let found = automaton.find(aho_corasick::Input::new(text).span(at..text.len()))?;
                Some((found.pattern().as_usize(), found.start(), found.end()))
            }
        }
    }
}

/// The words of the gate that are in the libraries' texts: `edrock` for nearly all, the text itself for the rest.
fn gate_words(libraries: &[(Vec<u8>, LiteralMeaning)]) -> Vec<Vec<u8>> {
    let mut words = vec![GATE_WORD.as_bytes().to_vec()];
    for (literal, _) in libraries {
        // To look in all words for one that is a part of this would be quadratic; a word too many costs little then.
        let some = &words[..words.len().min(COMPARED_WORDS)];
        if !some
            .iter()
            .any(|word| memmem::find(literal, word).is_some())
        {
            words.push(literal.clone());
        }
    }
    words
}

/// The texts that announce libraries, each once.
#[derive(Default)]
struct Literals {
    rows: Vec<(Vec<u8>, LiteralMeaning)>,
    at: HashMap<Vec<u8>, usize>,
}

impl Literals {
    /// Adds a text, or its library to the text that is there already.
    fn add(&mut self, literal: Vec<u8>, library: usize) {
        let Some(&at) = self.at.get(&literal) else {
            self.at.insert(literal.clone(), self.rows.len());
            self.rows
                .push((literal, LiteralMeaning::Libraries(vec![library])));
            return;
        };
        if let LiteralMeaning::Libraries(known) = &mut self.rows[at].1 {
            known.push(library);
        }
    }
}

/// What must be in a file for the constants of a library to count: its import, its container, or for names
/// without a container each of them.
fn announcing(library: &SymbolLibrary) -> Vec<&str> {
    if library.is_bare() {
        return library.constants.names().collect();
    }
    let texts = if library.requires.is_empty() {
        &library.containers
    } else {
        &library.requires
    };
    texts.iter().map(AsRef::as_ref).collect()
}

/// Where the longest of these names begins that ends at `dot`, if a model can follow.
fn longest<'a>(
    text: &[u8],
    dot: usize,
    providers: impl Iterator<Item = &'a Provider>,
) -> Option<usize> {
    let fitting =
        providers.filter(|p| ends_with(&text[..dot], p.name.as_bytes()) && plausible(text, dot, p));
    fitting.map(|p| dot - p.name.len()).min()
}

fn ends_with(text: &[u8], name: &[u8]) -> bool {
    text.len() >= name.len() && text[text.len() - name.len()..].eq_ignore_ascii_case(name)
}

/// Whether what follows the dot can be a model: a family of this provider, a placeholder, a wildcard, the end
/// of a literal that may be joined with another, or an unknown name with a version.
fn plausible(text: &[u8], dot: usize, provider: &Provider) -> bool {
    let Some((b'.', width, _)) = decode(&text[dot..]) else {
        return false;
    };
    let rest = &text[dot + width..];
    let Some(&first) = rest.first() else {
        return false;
    };
    if !first.is_ascii_alphanumeric() {
        return matches!(
            first,
            b'*' | b'$'
                | b'{'
                | b'%'
                | b'<'
                | b'#'
                | b'"'
                | b'\''
                | b'`'
                | b'('
                | b'['
                | b'\\'
                | b'&'
        );
    }
    let starts = |family: &String| {
        let stem = &family.as_bytes()[..family.len().min(STEM)];
        rest.len() >= stem.len() && rest[..stem.len()].eq_ignore_ascii_case(stem)
    };
    provider.families.iter().any(starts) || looks_versioned(rest)
}

/// Whether a name ends like a model ID: `-v1`, `-v2:0`, `-v1%3A0`.
fn looks_versioned(rest: &[u8]) -> bool {
    let end = rest
        .iter()
        .take(96)
        .position(|b| !(b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.')))
        .unwrap_or(rest.len().min(96));
    let name = &rest[..end];
    name.windows(3)
        .any(|w| w[0] == b'-' && w[1].eq_ignore_ascii_case(&b'v') && w[2].is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Hit, LiteralMeaning, Provider, Search};
    use crate::catalog::Catalog;
    use crate::detect::{Constants, SymbolLibrary};

    #[test]
    fn a_provider_is_found_before_a_dot_however_that_is_written() {
        let provider = |name: &str| Provider {
            name: name.to_owned(),
            families: vec!["model".to_owned()],
        };
        let search = Search::new(
            ["x", "ai", "xai", "openai", "anthropic"]
                .map(provider)
                .into(),
            &[],
        );
        for (text, expected) in [
            ("anthropic.model", Some(0)),
            ("ANTHROPIC.MODEL", Some(0)),
            ("AnThRopic.model", Some(0)),
            ("anthropiC.model", None),
            ("OpenAI.model", Some(4)),
            ("an anthropic.model", Some(3)),
            (".model", None),
            ("c.model", None),
            ("x.model", Some(0)),
            (" x.model", Some(1)),
            ("\\.model", None),
            ("ai.model", Some(0)),
            ("xai.model", Some(0)),
            (r"anthropic\.model", Some(0)),
            (r"AnthroPIC\\.model", Some(0)),
            (r"anthropic\u002emodel", Some(0)),
            ("anthropic%2Emodel", Some(0)),
            ("anthropic&#46;model", Some(0)),
            ("anthropic.other", None),
            ("anthropic. model", None),
        ] {
            let hits = search.hits(text.as_bytes());
            let expected = expected.map(|start| Hit::Provider { start });
            assert_eq!(hits, Vec::from_iter(expected), "{text}");
            assert_eq!(
                search.has_candidate(text.as_bytes()),
                expected.is_some(),
                "{text}"
            );
        }
    }

    #[test]
    fn an_empty_word_does_not_hang_the_search() {
        let library = |containers: &[&'static str], requires: &[&'static str]| SymbolLibrary {
            containers: containers.iter().copied().map(Into::into).collect(),
            requires: requires.iter().copied().map(Into::into).collect(),
            constants: Constants::new(|| vec![("".into(), "anthropic.claude-v2".into())]),
        };
        for library in [library(&[], &[]), library(&[""], &[]), library(&[], &[""])] {
            let search = Search::new(Arc::new([]), &[library]);
            assert_eq!(search.rare.hits(b"x = 1\n").count(), 0);
        }
    }

    /// Each further word costs time for every byte of every file, so the words by which a library is found should contain `edrock`.
    #[test]
    fn the_first_search_of_the_built_in_catalog_has_two_words() {
        let library = |library: &crate::catalog::AliasLibrary| SymbolLibrary {
            containers: library.containers.iter().cloned().map(Into::into).collect(),
            requires: library.requires.iter().cloned().map(Into::into).collect(),
            constants: Constants::new(Vec::new),
        };
        let libraries: Vec<_> = Catalog::embedded().aliases.iter().map(library).collect();
        let search = Search::new(Arc::new([]), &libraries);
        let words = search
            .rare
            .literals
            .iter()
            .filter(|(_, meaning)| matches!(meaning, LiteralMeaning::Word));
        let words: Vec<&str> = words
            .map(|(word, _)| std::str::from_utf8(word).unwrap())
            .collect();
        assert_eq!(words, ["edrock", "FoundationModelIdentifier"]);
    }
}
