//! Comparisons of a shell: patterns of `case`, and what a command searches for.

use std::ops::Range;

use memchr::memmem;

use super::super::element::Element;
use super::super::file::File;
use super::super::occurrence::Occurrence;
use super::super::shell_arms::{COMMANDS, begins_arm, begins_with_command, is_of_pattern};
use crate::language::Trait;
use crate::lexer::TokenKind;

/// The pattern of an arm of the shell's `case`: `anthropic.claude-v2|"…")`.
pub(super) fn is_shell_pattern(occurrence: &Occurrence<'_, '_>, element: &Element) -> bool {
    if !occurrence.file.source.language.has(Trait::CasePatterns) {
        return false;
    }
    let text = occurrence.file.text();
    let (_, end) = occurrence.line_bounds();
    let rest = &text[element.word.end.min(end)..end];
    let Some(close) = memchr::memchr(b')', rest) else {
        return false;
    };
    rest[..close].iter().all(is_of_pattern)
        && rest[..close]
            .split(|b| *b == b'|')
            .all(|one| !one.trim_ascii().contains(&b' '))
        && begins_arm(occurrence.file, element.word.start)
}

/// A part of the pattern of a condition of Bash: `[[ "$M" =~ ^(…|…)$ ]]`, `[[ "$M" == *"…"* ]]`, `[[ "$M" != @(…|…) ]]`.
pub(super) fn is_pattern_of_a_shell_test(occurrence: &Occurrence<'_, '_>) -> bool {
    const OPERATORS: &[&[u8]] = &[b" =~ ", b" == ", b" != ", b" = "];
    if !occurrence.file.source.language.has(Trait::ShellTests) {
        return false;
    }
    let before = occurrence.line_before();
    let Some(test) = memmem::rfind(before, b"[[ ") else {
        return false;
    };
    let condition = &before[test..];
    let operators = OPERATORS.iter();
    let ends =
        operators.filter_map(|operator| Some(memmem::rfind(condition, operator)? + operator.len()));
    let is_pattern =
        |b: &u8| is_of_pattern(b) && !matches!(b, b' ' | b'\t') || b"^(@+)$\\".contains(b);
    memmem::find(condition, b" ]]").is_none()
        && ends
            .max()
            .is_some_and(|end| condition[end..].iter().all(is_pattern))
}

/// What a command searches files for: `grep -rq '…' src`.
pub(super) fn is_argument_of_search(occurrence: &Occurrence<'_, '_>, element: &Element) -> bool {
    if !occurrence.file.source.language.has(Trait::SearchCommands) {
        return false;
    }
    let text = occurrence.file.text();
    // A literal may begin on a line above.
    let Some(before) = text.get(occurrence.line_bounds().0..element.word.start) else {
        return false;
    };
    // The output of another command: `grep -q ok "$(ask …)"`.
    let inside = &text[element.word.start..occurrence.span.start.max(element.word.start)];
    if memmem::find(inside, b"$(").is_some() || memchr::memchr(b'`', inside).is_some() {
        return false;
    }
    // What a here-string gives to the command is searched.
    if before.trim_ascii_end().ends_with(b"<<<") {
        return false;
    }
    let start = before
        .iter()
        .rposition(|byte| matches!(byte, b'|' | b'&' | b';' | b'(' | b'`'))
        .map_or(0, |at| at + 1);
    begins_with_command(&before[start..], COMMANDS)
}

/// What a function of make looks for in a text: `$(filter-out …,$(MODELS))`, `$(subst …,…,$(NAME))`.
pub(super) fn is_argument_of_make(occurrence: &Occurrence<'_, '_>) -> bool {
    const FUNCTIONS: &[&[u8]] = &[b"filter-out", b"findstring", b"patsubst", b"subst"];
    let before = occurrence.line_before();
    let Some(open) = memmem::rfind(before, b"$(") else {
        return false;
    };
    let call = &before[open + 2..];
    let width = call
        .iter()
        .take_while(|b| b.is_ascii_alphanumeric() || **b == b'-')
        .count();
    occurrence.file.source.language.name == "makefile"
        && FUNCTIONS.contains(&&call[..width])
        && call[width..].starts_with(b" ")
        && !call.iter().any(|b| matches!(b, b',' | b')'))
}

/// An element of a shell's loop that only looks for it in files: `for m in …; do grep "$m"`.
pub(super) fn is_searched_for(occurrence: &Occurrence<'_, '_>, element: &Element) -> bool {
    let file = occurrence.file;
    if !file.source.language.has(Trait::ShellTests) {
        return false;
    }
    let before = element.before(file);
    let Some(at) = memmem::rfind(before, b"for ") else {
        return false;
    };
    let variable = name_at_start(&before[at + 4..]);
    if variable.is_empty() {
        return false;
    }
    let text = file.text();
    // The rows of the loop: no bracket shows its end.
    let items = file.outline().items(element.block);
    let rows = element.item.map_or(&[][..], |at| &items[at..]);
    let (mut searched, mut closed) = (false, false);
    for row in rows.iter().take(MOST_ROWS) {
        let start = row.span.start.max(element.word.end).min(row.span.end);
        let end = end_of_loop(file, start..row.span.end);
        let row = &text[start..end.unwrap_or(row.span.end)];
        let mut rest = row;
        while !rest.is_empty() {
            let at = rest
                .iter()
                .position(|b| matches!(b, b'|' | b'&' | b';'))
                .unwrap_or(rest.len());
            let (command, after) = rest.split_at(at);
            rest = after.get(1..).unwrap_or_default();
            if !reads(command, variable) {
                continue;
            }
            // Printed text is not used, unless another command reads it.
            let is_piped = after.starts_with(b"|") && !after.starts_with(b"||");
            if begins_with_command(command, &[b"echo", b"printf"]) && !is_piped {
                continue;
            }
            if !begins_with_command(command, COMMANDS) {
                return false;
            }
            searched = true;
        }
        closed = end.is_some();
        if closed {
            break;
        }
    }
    searched && closed
}

/// Whether a command of a shell reads a variable.
fn reads(command: &[u8], variable: &[u8]) -> bool {
    let (plain, braced) = ([b"$", variable].concat(), [b"${", variable].concat());
    memmem::find(command, &plain).is_some() || memmem::find(command, &braced).is_some()
}

/// How many rows a loop has at most.
const MOST_ROWS: usize = 64;

/// Where the word `done` is in a range of a shell's code.
fn end_of_loop(file: &File<'_>, range: Range<usize>) -> Option<usize> {
    let row = &file.text()[range.clone()];
    let is_of_word =
        |b: &u8| b.is_ascii_alphanumeric() || matches!(*b, b'_' | b'-' | b'.' | b'/' | b'$');
    let found = memmem::find_iter(row, b"done").find(|at| {
        let before = at.checked_sub(1).map(|before| &row[before]);
        !before.is_some_and(is_of_word)
            && !row.get(at + 4).is_some_and(is_of_word)
            && matches!(file.lexed.kind_at(range.start + at), TokenKind::Code)
    });
    found.map(|at| range.start + at)
}

pub(super) fn name_at_start(text: &[u8]) -> &[u8] {
    let width = text
        .iter()
        .take_while(|b| b.is_ascii_alphanumeric() || **b == b'_')
        .count();
    &text[..width]
}
