//! Commands of a shell, in a script or in the text of another file: where an arm of `case` begins, and whether one searches files.

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

/// Commands that search files.
pub(super) const COMMANDS: &[&[u8]] = &[b"grep", b"egrep", b"fgrep", b"rg", b"ack", b"git grep"];

/// Whether a command, or what a condition asks of it, begins with one of these words.
pub(super) fn begins_with_command(command: &[u8], words: &[&[u8]]) -> bool {
    let mut command = command.trim_ascii_start();
    for word in [
        &b"if "[..],
        b"elif ",
        b"while ",
        b"until ",
        b"do ",
        b"then ",
        b"! ",
        b"@",
    ] {
        command = command
            .strip_prefix(word)
            .unwrap_or(command)
            .trim_ascii_start();
    }
    words.iter().any(|name| {
        command
            .strip_prefix(*name)
            .is_some_and(|rest| rest.starts_with(b" "))
    })
}

/// Whether the command of a workflow or a playbook before the reference searches files for it: `- run: grep -rn '…`.
pub(super) fn is_searched_in_a_command(before: &[u8]) -> bool {
    let line = before.trim_ascii_start();
    let line = line.strip_prefix(b"- ").unwrap_or(line).trim_ascii_start();
    // The key of the command.
    let value = memmem::find(line, b": ").filter(|at| line[..*at].iter().all(is_of_key));
    let command = value.map_or(line, |at| line[at + 2..].trim_ascii_start());
    let command = command.strip_prefix(b"\"").unwrap_or(command);
    let start = command
        .iter()
        .rposition(|byte| matches!(byte, b'|' | b'&' | b';' | b'(' | b'`'))
        .map_or(0, |at| at + 1);
    begins_with_command(&command[start..], COMMANDS)
}

fn is_of_key(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}
