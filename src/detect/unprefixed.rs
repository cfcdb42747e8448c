//! One pass for the shapes of IDs that have no provider's name before a dot: a quoted name with Bedrock's version
//! suffix, and a list that is joined by dots.
//!
//! Only files that the fast pass lets through are searched: neither shape has a word of that pass in it.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

use super::lexicon::Lexicon;
use super::{bare_name, dotted_list};
use crate::reference::Found;

/// The ends of quoted version suffixes, and then the words that join a list with what opens their arguments.
const WORDS: &[&str] = &[
    ":0\"", ":0'", ":0\\", ":1\"", ":1'", ":1\\", ":2\"", ":2'", ":2\\", "oin(", "oined(",
    "oin\":", "oin':", "oin:", "oin [",
];

/// How many of the words are ends of version suffixes.
const SUFFIXES: usize = 9;

static SEARCH: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let search = AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostLongest)
        .build(WORDS);
    search.expect("a few short words are within the automaton's limits")
});

/// Adds every such ID.
pub(super) fn find(text: &[u8], lexicon: &Lexicon, found: &mut Vec<Found>) {
    for hit in SEARCH.find_iter(text) {
        found.extend(if hit.pattern().as_usize() < SUFFIXES {
            bare_name::name_ending_at(text, hit.end() - 1, lexicon)
        } else {
            dotted_list::joined_at(text, hit.start(), hit.end() - 1, lexicon)
        });
    }
}
