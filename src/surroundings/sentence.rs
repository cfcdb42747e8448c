//! Words around a reference in a text: how many there are, and what is right before it.

use super::line::unquoted_end;
use crate::line_ends::window_start;

/// What is before an example in a text, in lower case.
const EXAMPLES: &[&str] = &[
    "e.g.",
    "e.g.,",
    "e.g.:",
    "eg.",
    "eg:",
    "for example",
    "for example,",
    "for example:",
    "for instance,",
    "such as",
    "example:",
    "ex:",
    "ex.:",
];

/// How far before a reference the words are that announce it as an example.
const AHEAD: usize = 24;

/// Whether a sign that sets something is right before a reference.
pub(super) fn is_set(before: &[u8]) -> bool {
    matches!(unquoted_end(before).last(), Some(b'=' | b'/' | b':' | b'{'))
}

/// Whether an option of a command is right before a reference: `llm -m …`.
pub(super) fn follows_an_option(before: &[u8]) -> bool {
    let before = unquoted_end(before);
    let last = before
        .rsplit(u8::is_ascii_whitespace)
        .next()
        .unwrap_or_default();
    last.len() > 1 && last.starts_with(b"-")
}

/// Whether a text announces an example at its end: `…, e.g. "`.
pub(super) fn follows_an_example(before: &[u8]) -> bool {
    let said =
        unquoted_end(&before[window_start(before, before.len(), AHEAD)..]).to_ascii_lowercase();
    EXAMPLES.iter().any(|words| {
        let rest = said.strip_suffix(words.as_bytes());
        rest.is_some_and(|rest| !rest.last().is_some_and(u8::is_ascii_alphanumeric))
    })
}

/// Whether the text directly before a reference is the end of a word of a text, not of a field or a path.
pub(super) fn ends_as_a_word(before: &[u8]) -> bool {
    let bare = unquoted_end(before);
    let quoted = bare.len() < before.trim_ascii_end().len();
    match bare.last() {
        None => true,
        Some(b':') => !quoted && before.last() == Some(&b' '),
        Some(b'=' | b'/') => false,
        Some(_) => {
            quoted
                || before
                    .last()
                    .is_some_and(|b| matches!(b, b' ' | b'\n' | b'(' | b'['))
        }
    }
}

/// How many words a text has: letters between spaces, punctuation around them apart.
pub(super) fn words(text: &[u8]) -> usize {
    text.split(u8::is_ascii_whitespace)
        .filter(|word| {
            let word = word.strip_suffix(b"\\n").unwrap_or(word);
            let word = word
                .strip_suffix(b",")
                .or_else(|| word.strip_suffix(b"."))
                .unwrap_or(word);
            let word = word.strip_prefix(b"(").unwrap_or(word);
            let word = word
                .strip_suffix(b":")
                .or_else(|| word.strip_suffix(b")"))
                .unwrap_or(word);
            word.len() >= 2
                && word
                    .iter()
                    .all(|b| b.is_ascii_alphabetic() || !b.is_ascii())
        })
        .count()
}
