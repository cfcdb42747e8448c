//! Where what a shell says goes: to the user, to another command, or into a file.

use memchr::memmem;

use super::file::File;
use crate::language::Trait;
use crate::line_ends::{window_end, window_start};

/// How far before a here-document the line with its command begins.
const COMMAND: usize = 160;

/// How much of a here-document is read.
const READ: usize = 2000;

/// Whether what a shell says is the input of another command: `echo "…" | ask`.
pub(super) fn is_passed_on(file: &File<'_>, end: usize) -> bool {
    let rest = file.text()[end..].get(1..).unwrap_or_default();
    let rest = rest.strip_prefix(b" ").unwrap_or(rest);
    file.source.language.has(Trait::ShellTests)
        && rest.starts_with(b"|")
        && !rest.starts_with(b"||")
}

/// Whether what a shell says goes into a file: `echo "MODEL=…" >> .env`.
pub(super) fn is_written_to_a_file(text: &[u8], end: usize) -> bool {
    let rest = &text[end..text.len().min(end + 80)];
    let line = rest.split(|b| *b == b'\n').next().unwrap_or_default();
    let Some(at) = memchr::memchr(b'>', line) else {
        return false;
    };
    let target = line[at..].trim_ascii_start();
    let target = target
        .strip_prefix(b">>")
        .or_else(|| target.strip_prefix(b">"))
        .unwrap_or(target)
        .trim_ascii();
    !target.is_empty() && !target.starts_with(b"&") && !target.starts_with(b"/dev/")
}

/// Whether what a shell says goes to the errors: `echo "…" >&2`.
pub(super) fn goes_to_errors(file: &File<'_>, end: usize) -> bool {
    let rest = file.text()[end..].get(1..).unwrap_or_default();
    file.source.language.has(Trait::ShellTests) && rest.trim_ascii_start().starts_with(b">&2")
}

/// Whether a value is a here-document of a shell that is printed and explains the use of a command: a line of it begins with
/// `usage:`. What another command reads, or what goes into a file, is no such text.
pub(super) fn is_printed_usage(file: &File<'_>, value: (usize, usize)) -> bool {
    let text = file.text();
    if !file.source.language.has(Trait::ShellTests) || !text[..value.0].ends_with(b"\n") {
        return false;
    }
    let above = &text[window_start(text, value.0 - 1, COMMAND)..value.0 - 1];
    let line = above.rsplit(|b| *b == b'\n').next().unwrap_or_default();
    let Some(at) = memmem::find(line, b"<<") else {
        return false;
    };
    let mut command = line[..at].trim_ascii();
    // `usage() { cat <<EOF`.
    if let Some(brace) = memchr::memrchr(b'{', command) {
        command = command[brace + 1..].trim_ascii();
    }
    let to_errors = [&b"1>&2"[..], b">&2"];
    let command = to_errors
        .iter()
        .find_map(|target| command.strip_suffix(*target))
        .unwrap_or(command);
    let after = &line[at..];
    let goes_on = memchr::memchr(b'|', after).is_some()
        || memchr::memchr(b'>', after).is_some() && !after.ends_with(b">&2");
    let explains = |line: &[u8]| {
        let line = line.trim_ascii_start();
        line.len() > 5 && line[..6].eq_ignore_ascii_case(b"usage:")
    };
    let start = &text[value.0..value.1.min(window_end(text, value.0, READ))];
    command.trim_ascii() == b"cat" && !goes_on && start.split(|b| *b == b'\n').any(explains)
}

/// Whether a text says how a command is called: `echo "  $0 -m …"` of a shell, `usage="ask.py --model …"`, and the first
/// argument of `.example("$0 --model …", "asks it")`.
pub(super) fn is_usage(file: &File<'_>, value: (usize, usize), is_call: bool) -> bool {
    let text = file.text();
    let said = text[value.0..value.1].trim_ascii_start();
    let before = text[..value.0]
        .strip_suffix(b"\"")
        .or_else(|| text[..value.0].strip_suffix(b"'"));
    let before = before.unwrap_or_default().trim_ascii_end();
    let is_own = said.starts_with(b"$0 ");
    let is_shell = file.source.language.has(Trait::ShellTests);
    is_own
        && is_shell
        && is_call
        && !is_passed_on(file, value.1)
        && !is_written_to_a_file(text, value.1)
        || is_own && before.ends_with(b".example(")
        || before.ends_with(b"(usage=") && memmem::find(said, b" --").is_some()
}

/// Whether a question of a shell follows: `read -rp "Model (…): "`.
pub(super) fn asks_in_a_shell(before: &[u8]) -> bool {
    let line = before.rsplit(|b| *b == b'\n').next().unwrap_or_default();
    let mut words = line.rsplit(|b| *b == b' ');
    let is_prompt = words
        .next()
        .is_some_and(|option| option.starts_with(b"-") && option.ends_with(b"p"));
    is_prompt && words.any(|word| word == b"read")
}
