//! Whether a reference is a word of a sentence in a literal: the text of an error, of a log, of a document.

use memchr::memmem;

use super::file::File;
use super::literal_programs::{
    is_argument_of_a_command, is_in_a_program, is_set_by_name, is_statement_of_sql,
};
use super::sentence::{ends_as_a_word, follows_an_option, is_set, words};
use crate::language::{Kind, Trait};
use crate::lexer::TokenKind;
use crate::line_ends::{window_end, window_start};
use crate::source::Span;

/// How much of a literal is read on either side of the reference.
const READ: usize = 2000;

/// A sentence has at least so many words on the line of the reference.
const SENTENCE: usize = 3;

/// Whether the reference is a word of a sentence in a literal: nothing that is passed on to be called has words of
/// prose around it. Commands have options, statements of SQL and documents have marks right before the reference.
pub(super) fn is_in_a_sentence(file: &File<'_>, value: (usize, usize), span: Span) -> bool {
    const COMMANDS: &[&str] = &[
        "select ", "insert ", "update ", "delete ", "merge ", "alter ", "create ", "aws ", "curl ",
    ];
    if !matches!(file.lexed.kind_at(span.start), TokenKind::String) || file.kind() == Kind::Notebook
    {
        return false;
    }
    let text = file.text();
    // The body of a function of SQL is a literal between dollar signs.
    let is_body = file.source.language.has(Trait::SqlStatements) && text[..value.0].ends_with(b"$");
    if is_body {
        return false;
    }
    let from = value.0.max(window_start(text, span.start, READ));
    let to = value.1.min(window_end(text, span.end, READ));
    let (before, after) = (
        after_line_end(&text[from..span.start]),
        before_line_end(&text[span.end..to]),
    );
    let is_alone_in_quotes = before.ends_with(b"'") && after.starts_with(b"'");
    if is_alone_in_quotes && is_statement_of_sql(&text[value.0..value.1]) {
        return false;
    }
    let lower = [before, after].concat().to_ascii_lowercase();
    let begins = |word: &&str| lower.trim_ascii_start().starts_with(word.as_bytes());
    if COMMANDS.iter().any(begins) && is_in_quoted_sentence(before, after) {
        return true;
    }
    let is_command = memmem::find(&lower, b" --").is_some()
        || COMMANDS.iter().any(begins)
        || memmem::find(&lower, b"\":").is_some();
    !is_command
        && !is_set(before)
        && !follows_an_option(before)
        && (words(before) + words(after) >= SENTENCE || is_followed_by_a_verb(after))
        && ends_as_a_word(before)
        && !is_in_a_program(before, after)
        && !is_set_by_name(before, after)
        && !is_argument_of_a_command(before, after)
}

/// How a literal spells the end of a line.
const ESCAPED_LINE_END: &[u8] = b"\\n";

/// What follows the last end of a line in a part of a literal, spelled as such or by an escape.
fn after_line_end(part: &[u8]) -> &[u8] {
    let part = &part[memchr::memrchr(b'\n', part).map_or(0, |at| at + 1)..];
    &part[memmem::rfind(part, ESCAPED_LINE_END).map_or(0, |at| at + ESCAPED_LINE_END.len())..]
}

/// What precedes the first end of a line in a part of a literal.
fn before_line_end(part: &[u8]) -> &[u8] {
    let part = &part[..memchr::memchr(b'\n', part).unwrap_or(part.len())];
    &part[..memmem::find(part, ESCAPED_LINE_END).unwrap_or(part.len())]
}

/// Whether a reference is a word of a sentence that a statement has in quotes: `VALUES ('Was …', …)`.
fn is_in_quoted_sentence(before: &[u8], after: &[u8]) -> bool {
    let quotes = memchr::memchr_iter(b'\'', before);
    let (Some(open), Some(close)) = (memchr::memrchr(b'\'', before), memchr::memchr(b'\'', after))
    else {
        return false;
    };
    let (before, after) = (&before[open + 1..], &after[..close]);
    quotes.count() % 2 == 1
        && words(before) + words(after) >= SENTENCE
        && words(before) > 0
        && ends_as_a_word(before)
        && !is_set(before)
        && !follows_an_option(before)
}

/// Whether a reference is the subject of a sentence: `… is retired`.
fn is_followed_by_a_verb(after: &[u8]) -> bool {
    const VERBS: &[&str] = &[
        " is ", " are ", " was ", " were ", " has ", " does ", " cannot ", " will ",
    ];
    VERBS.iter().any(|verb| after.starts_with(verb.as_bytes())) && words(after) > 1
}
