//! One pass for the shapes of IDs that have no provider's name before a dot: a quoted name with Bedrock's version
//! suffix, and a list that is joined by dots.
//!
//! Only files that the fast pass lets through are searched: neither shape has a word of that pass in it.

use memchr::memmem;

use super::lexicon::Lexicon;
use super::{bare_name, dotted_list};
use crate::reference::Found;

/// The ends of version suffixes, each followed by the end of a literal.
const SUFFIXES: [&str; 3] = [":0", ":1", ":2"];

/// What ends `join` and `Join`, and what may follow before the arguments, the longest of those with the same start first.
const JOIN: &str = "oin";
const AFTER_JOIN: [&str; 6] = ["(", "ed(", "\":", "':", ":", " ["];

/// Adds every such ID.
///
/// Four short searches: an automaton over all endings takes longer to build than a small file takes to be scanned (309,000
/// of 2,509,000 instructions), and is slower over a large one.
pub(super) fn find(text: &[u8], lexicon: &Lexicon, found: &mut Vec<Found>) {
    for suffix in SUFFIXES {
        for at in memmem::find_iter(text, suffix) {
            let end = at + suffix.len();
            if matches!(text.get(end), Some(b'"' | b'\'' | b'\\')) {
                found.extend(bare_name::name_ending_at(text, end, lexicon));
            }
        }
    }
    for start in memmem::find_iter(text, JOIN) {
        let rest = &text[start + JOIN.len()..];
        let after = AFTER_JOIN
            .iter()
            .find(|after| rest.starts_with(after.as_bytes()));
        if let Some(after) = after {
            let end = start + JOIN.len() + after.len() - 1;
            found.extend(dotted_list::joined_at(text, start, end, lexicon));
        }
    }
}
