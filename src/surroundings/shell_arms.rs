//! Where an arm of a shell's `case` begins, in a script or in the text of another file.

use memchr::memmem;

use super::file::File;
use crate::line_ends::window_start;

/// How many bytes before a pattern its list may begin, carriage returns apart. A window and no question to the outline, since
/// no bracket shows where an arm of the shell's `case` begins.
const LONGEST_PATTERN: usize = 2000;

pub(super) fn is_of_pattern(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || b"*?|\"'.:-_/ \t[]".contains(byte)
}

/// Whether the pattern at `at` is one of an arm: before it are only other patterns of a list, and before them the end of
/// another arm or `case … in`, comments apart. A closing bracket after it alone proves nothing: it also ends an array and
/// a command in `$( … )`.
pub(super) fn begins_arm(file: &File<'_>, at: usize) -> bool {
    let text = file.text();
    let from = window_start(text, at, LONGEST_PATTERN);
    let mut before = without_pattern(&text[from..at]);
    let mut is_open = false;
    loop {
        before = before.trim_ascii_end();
        let Some(last) = before.len().checked_sub(1) else {
            return false;
        };
        match file.lexed.token_at(from + last) {
            Some((_, token)) if token.kind.is_comment() => {
                before = &text[from..token.span.start.max(from)];
                continue;
            }
            _ => {}
        }
        if ends_arm(before) {
            return true;
        }
        match before.split_last() {
            Some((b'|', list)) if !is_open => before = without_pattern(list.trim_ascii_end()),
            // `(a|b)` is a list, too.
            Some((b'(', rest)) if !is_open => (is_open, before) = (true, rest),
            _ => return false,
        }
    }
}

/// The code without the pattern at its end.
fn without_pattern(code: &[u8]) -> &[u8] {
    let is_of_word = |b: &&u8| is_of_pattern(b) && !matches!(**b, b' ' | b'\t' | b'|');
    &code[..code.len() - code.iter().rev().take_while(is_of_word).count()]
}

/// Whether an arm may follow this code.
fn ends_arm(code: &[u8]) -> bool {
    let line = &code[memchr::memrchr(b'\n', code).map_or(0, |at| at + 1)..];
    let opens = |before: &[u8]| {
        before.last().is_some_and(u8::is_ascii_whitespace)
            && memmem::find(before, b"case").is_some()
    };
    code.ends_with(b";;") || code.ends_with(b";&") || line.strip_suffix(b"in").is_some_and(opens)
}
