//! What a substitution of a shell searches for: `sed -i 's/…/…/'`, `perl -pi -e 's|…|…|'`, `${MODEL//…/…}`. What it puts
//! there instead is a use.
//!
//! Read from the text: the commands are also in workflows, in the scripts of a `package.json` and in literals of programs.

use memchr::memmem;

use super::super::occurrence::Occurrence;
use crate::line_ends::window_start;

/// How many bytes before a reference its command may begin, carriage returns apart.
const LONGEST_COMMAND: usize = 1000;

/// Commands with a script of substitutions.
const COMMANDS: &[&[u8]] = &[b"sed", b"gsed", b"perl"];

/// What may be between the parts of a substitution.
const SEPARATORS: &[u8] = b"/|#,@~!%+:";

/// Whether a substitution searches for the reference.
pub(super) fn is_substituted(occurrence: &Occurrence<'_, '_>) -> bool {
    let text = occurrence.file.text();
    let before = command_before(text, occurrence.span.start);
    let after = text.get(occurrence.span.end..).unwrap_or_default();
    is_first_part(before) || is_expansion(before, after)
}

/// What is before an offset on its line, and on the lines that a backslash joins to it.
fn command_before(text: &[u8], at: usize) -> &[u8] {
    let window = &text[window_start(text, at, LONGEST_COMMAND)..at];
    let breaks = memchr::memrchr_iter(b'\n', window);
    let start = breaks
        .map(|newline| newline + 1)
        .find(|start| !window[..start - 1].trim_ascii_end().ends_with(b"\\"));
    &window[start.unwrap_or(0)..]
}

/// Whether the text ends in the first part of a substitution in the script of a command.
fn is_first_part(command: &[u8]) -> bool {
    let opens = |separator: &u8| {
        let open = [b's', *separator];
        let at = memmem::rfind(command, &open)?;
        let part = &command[at + open.len()..];
        let is_closed = memchr::memchr_iter(*separator, part)
            .any(|close| close == 0 || part[close - 1] != b'\\');
        let begins = command[..at].last().is_some_and(begins_script);
        (begins && !is_closed).then_some(at)
    };
    let script = SEPARATORS.iter().filter_map(opens).max();
    script.is_some_and(|at| has_command(&command[..at]))
}

fn begins_script(byte: &u8) -> bool {
    matches!(byte, b'\'' | b'"' | b';' | b'{' | b' ')
}

/// Whether one of the words is a command with a script.
fn has_command(text: &[u8]) -> bool {
    let is_of_word = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
    let mut words = text.split(|b| !is_of_word(b));
    words.any(|word| COMMANDS.contains(&word))
}

/// Whether the reference is what the expansion of a variable replaces: `${MODEL/…/…}`, `${MODEL//…/…}`.
fn is_expansion(before: &[u8], after: &[u8]) -> bool {
    let Some(variable) = before
        .strip_suffix(b"//")
        .or_else(|| before.strip_suffix(b"/"))
    else {
        return false;
    };
    let is_of_name = |b: &&u8| b.is_ascii_alphanumeric() || **b == b'_';
    let width = variable.iter().rev().take_while(is_of_name).count();
    width > 0
        && variable[..variable.len() - width].ends_with(b"${")
        && matches!(after.first(), Some(b'/' | b'}'))
}
