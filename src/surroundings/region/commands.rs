//! Commands of the AWS CLI in a script: `--region` applies to its own command.

use std::ops::Range;

use memchr::memmem;

use super::super::file::File;
use crate::line_ends::{window_end, window_start};

/// How far a command reaches over lines that end in a backslash.
const REACH: usize = 1500;

/// Languages of commands, by the mark that continues a line.
const LANGUAGES: &[(&str, u8)] = &[
    ("shell", b'\\'),
    ("fish", b'\\'),
    ("makefile", b'\\'),
    ("powershell", b'`'),
];

/// Services whose commands send requests to models or deploy what does.
const SERVICES: &[&[u8]] = &[
    b"apprunner",
    b"bedrock",
    b"cloudformation",
    b"configure",
    b"deploy",
    b"ecs",
    b"eks",
    b"elasticbeanstalk",
    b"lambda",
    b"stepfunctions",
];

/// Whether the Region at an offset is that of a command of another service, in which the reference at `of` is not.
pub(super) fn is_of_another_command(file: &File<'_>, at: usize, of: Option<usize>) -> bool {
    let language = file.source.language.name;
    let Some((_, mark)) = LANGUAGES.iter().find(|(name, _)| *name == language) else {
        return false;
    };
    let text = file.text();
    let command = command_around(text, at, *mark);
    if of.is_some_and(|of| command.contains(&of)) {
        return false;
    }
    let before = &text[command.start..at];
    let is_option =
        memmem::rfind(before, b"region").is_some_and(|at| before[..at].ends_with(b"--"));
    is_option && service(before).is_some_and(|name| !SERVICES.iter().any(|of| name.starts_with(of)))
}

/// The service of the last command of the AWS CLI in a text: `s3` of `aws s3 cp`.
fn service(text: &[u8]) -> Option<&[u8]> {
    let mut commands = memmem::rfind_iter(text, b"aws ").filter(|at| {
        let before = at.checked_sub(1).map(|at| text[at]);
        before.is_none_or(|b| b.is_ascii_whitespace() || b"(`;&|\"'@".contains(&b))
    });
    let words = text[commands.next()? + b"aws ".len()..].split(|b| b.is_ascii_whitespace());
    let mut words = words.filter(|word| !word.is_empty());
    words.find(|word| !word.starts_with(b"-"))
}

/// The line around an offset with those that it continues and that continue it.
fn command_around(text: &[u8], at: usize, mark: u8) -> Range<usize> {
    let (from, to) = (window_start(text, at, REACH), window_end(text, at, REACH));
    let goes_on = |line: &[u8]| line.trim_ascii_end().last() == Some(&mark);
    let mut start = memchr::memrchr(b'\n', &text[from..at]).map_or(from, |n| from + n + 1);
    while start > from {
        let above = memchr::memrchr(b'\n', &text[from..start - 1]).map_or(from, |n| from + n + 1);
        if !goes_on(&text[above..start - 1]) {
            break;
        }
        start = above;
    }
    let mut end = at;
    loop {
        let line = end;
        end = memchr::memchr(b'\n', &text[line..to]).map_or(to, |n| line + n);
        if end == to || !goes_on(&text[line..end]) {
            return start..end;
        }
        end += 1;
    }
}
