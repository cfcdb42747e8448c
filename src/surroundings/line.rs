//! The lines around a reference and the names on them, by the text alone.

use aho_corasick::AhoCorasick;

use crate::line_ends::{window_end, window_start};
use crate::source::Span;

/// How many bytes before and after a reference count as its surroundings, carriage returns apart.
const AROUND: usize = 900;

/// The bounds of the surroundings of `span`. They do not depend on the line endings: a carriage return does not count.
pub(super) fn window(text: &[u8], span: Span) -> (usize, usize) {
    (
        window_start(text, span.start, AROUND),
        window_end(text, span.end, AROUND),
    )
}

/// The bounds of the line of `span`, cut to a window in minified text.
pub(super) fn bounds(text: &[u8], span: Span) -> (usize, usize) {
    let (from, to) = window(text, span);
    let start = memchr::memrchr(b'\n', &text[from..span.start]).map_or(from, |n| from + n + 1);
    let end = memchr::memchr(b'\n', &text[span.end..to]).map_or(to, |n| span.end + n);
    (start, end)
}

/// The text without the spaces and the opening quote at its end.
pub(super) fn unquoted_end(text: &[u8]) -> &[u8] {
    let text = text.trim_ascii_end();
    let open = text
        .iter()
        .rev()
        .take_while(|b| matches!(**b, b'"' | b'\'' | b'`' | b'\\'))
        .count();
    text[..text.len() - open].trim_ascii_end()
}

/// The longest text in bytes that is read as a name. In a text without separators, all that is before a reference would be
/// one.
const LONGEST_NAME: usize = 256;

/// A name in lower case and without separators: `max_tokens`, `maxTokens` and `max-tokens` are one. Of what is too long for
/// a name it is the end.
pub(crate) fn folded(name: &[u8]) -> String {
    let name = &name[name.len().saturating_sub(LONGEST_NAME)..];
    let letters = name.iter().filter(|b| b.is_ascii_alphanumeric());
    letters
        .map(|b| char::from(b.to_ascii_lowercase()))
        .collect()
}

/// One search for all of some pieces of folded names. The fields around every reference are looked at: a search for each
/// piece took a third of the time where most records describe models.
pub(super) fn any_of(pieces: &[&str]) -> AhoCorasick {
    AhoCorasick::new(pieces).expect("a few short words make a small automaton")
}

pub(crate) fn indent(line: &[u8]) -> usize {
    line.iter()
        .take_while(|b| matches!(**b, b' ' | b'\t'))
        .count()
}

/// The text without the prefix of a router at its end: `bedrock/converse/`.
pub(super) fn without_router(text: &[u8]) -> &[u8] {
    if !text.ends_with(b"/") {
        return text;
    }
    let is_of_prefix = |b: &&u8| b.is_ascii_alphanumeric() || matches!(**b, b'/' | b'-' | b'_');
    &text[..text.len() - text.iter().rev().take_while(is_of_prefix).count()]
}
