//! References of one line of a literal that are in one text for people: it mentions each of them.

use memchr::memmem;

use super::file::File;
use super::interpolation;
use super::line::unquoted_end;
use super::literal_programs::{is_in_a_program, is_statement_of_sql};
use super::occurrence::{Occurrence, TextKind};
use super::sentence::{follows_an_option, is_set};
use super::struct_tags;
use crate::lexer::{Token, TokenKind};
use crate::line_ends::{window_end, window_start};
use crate::source::Span;

/// How much around a reference on its line is read: each reference of a long line asks.
const NEAR: usize = 2000;

/// Gives all references of one line of a literal the same ground.
pub(super) fn share(file: &File<'_>, occurrences: &mut [Occurrence<'_, '_>]) {
    for at in 1..occurrences.len() {
        for (one, other) in [(at - 1, at), (at, at - 1)] {
            let (from, to) = (occurrences[one].span, occurrences[other].span);
            if occurrences[one].text_kind != TextKind::Prose
                || occurrences[other].text_kind != TextKind::Code
            {
                continue;
            }
            let literal = file
                .lexed
                .token_at(from.start)
                .filter(|(_, token)| token.kind == TokenKind::String);
            if literal.is_some_and(|(_, token)| is_in_the_same_text(file, token, from, to)) {
                occurrences[other].text_kind = TextKind::Prose;
            }
        }
    }
}

/// Whether the text that mentions a reference of a literal has another one as a word, too. In a document of its own, a field
/// is set whatever the text next to it says.
fn is_in_the_same_text(file: &File<'_>, literal: &Token, from: Span, to: Span) -> bool {
    if !literal.span.contains(&to.start) || interpolation::is_in_literal(file, to, literal) {
        return false;
    }
    let text = file.text();
    let between = &text[from.end.min(to.end)..to.start.max(from.start)];
    let before = &text[literal.inner.start.min(to.start)..to.start];
    let after = &text[to.end..window_end(text, to.end, NEAR).min(literal.inner.end.max(to.end))];
    let after = &after[..memchr::memchr(b'\n', after).unwrap_or(after.len())];
    let line = &text[window_start(text, to.start, NEAR).max(to.start - before.len())..to.start];
    let line = &line[memchr::memrchr(b'\n', line).map_or(0, |end| end + 1)..];
    let is_of_another_part = || {
        struct_tags::value_at(file, to.start).is_some_and(|tag| !tag.value.contains(&from.start))
            || is_in_a_program(line, after)
            || follows_an_option(line)
            || is_attribute(line)
    };
    let ends_a_line =
        memchr::memchr(b'\n', between).is_some() || memmem::find(between, b"\\n").is_some();
    let is_before_a_comment =
        || to.end <= from.start && is_set(before) && begins_a_comment(between);
    let is_value_of_sql =
        || before.ends_with(b"'") && is_statement_of_sql(&text[literal.inner.clone()]);
    let is_apart = ends_a_line
        || is_value_of_field(before)
        || is_before_a_comment()
        || is_value_of_sql()
        || is_of_another_part();
    !is_apart
}

/// Whether a text ends in `"key": "`, with its quotes escaped or not, or in `key = "`.
fn is_value_of_field(before: &[u8]) -> bool {
    let bare = unquoted_end(before);
    if bare.len() == before.len() {
        return false;
    }
    let key = bare.strip_suffix(b":").map(<[u8]>::trim_ascii_end);
    let set = bare.strip_suffix(b" =");
    key.is_some_and(|key| matches!(key.last(), Some(b'"' | b'\'')))
        || set.is_some_and(|key| key.last().is_some_and(u8::is_ascii_alphanumeric))
}

/// Whether a text ends in `name="` of an element or in `?name=` of an address.
fn is_attribute(before: &[u8]) -> bool {
    let bare = unquoted_end(before);
    let Some(key) = bare.strip_suffix(b"=") else {
        return false;
    };
    let is_of_name = |b: &&u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b':');
    let name = key.iter().rev().take_while(is_of_name).count();
    let owner = &key[..key.len() - name];
    let in_element = memchr::memrchr2(b'<', b'>', owner).is_some_and(|at| owner[at] == b'<');
    name > 0 && (in_element || matches!(owner.last(), Some(b'?' | b'&')))
}

/// Whether a comment of a language in a literal begins in a text.
fn begins_a_comment(text: &[u8]) -> bool {
    [&b" #"[..], b" //", b"/*", b" --"]
        .iter()
        .any(|mark| memchr::memmem::find(text, mark).is_some())
}
