//! The items of Rust that are tests, and the tests of Python.

use std::ops::Range;

use memchr::memmem;

use crate::lexer::{Lexed, TokenKind};

/// How the attribute begins or ends that makes what follows it a part of the tests.
const TEST_MARKS: &[&str] = &[
    "#[cfg(test)]",
    "#[cfg(all(test",
    "#[test]",
    "::test]",
    "::test(",
    "#[rstest",
    "#[test_case(",
];

/// From each attribute of tests to the end of the item that follows it.
pub(super) fn test_modules(text: &[u8], lexed: &Lexed) -> Vec<Range<usize>> {
    let all = TEST_MARKS
        .iter()
        .flat_map(|mark| memmem::find_iter(text, mark.as_bytes()));
    // In a comment or a literal it makes nothing a test.
    let in_code = |at: &usize| {
        !matches!(lexed.kind_at(*at), TokenKind::String) && !lexed.kind_at(*at).is_comment()
    };
    let mut marks: Vec<usize> = all.filter(in_code).collect();
    marks.sort_unstable();
    let mut items: Vec<Range<usize>> = Vec::new();
    for mark in marks {
        let start = memchr::memrchr(b'\n', &text[..mark]).map_or(0, |newline| newline + 1);
        let is_attribute = text[start..].trim_ascii_start().starts_with(b"#[");
        if is_attribute && items.last().is_none_or(|item| item.end <= start) {
            items.push(start..item_end(text, start, mark));
        }
    }
    items
}

/// How items begin that can have an attribute; arms, fields and statements are not among them.
const ITEMS: &[&str] = &[
    "async ", "const ", "enum ", "extern ", "fn ", "impl ", "impl<", "mod ", "pub ", "pub(",
    "static ", "struct ", "trait ", "type ", "unsafe ", "use ",
];

/// Where the item ends whose attribute is at `mark` in the line from `start`: at a `;` before any brace, or at
/// the brace at the depth of the attribute. Anything else ends with its line.
fn item_end(text: &[u8], start: usize, mark: usize) -> usize {
    let line_end =
        |from: usize| memchr::memchr(b'\n', &text[from..]).map_or(text.len(), |n| from + n);
    let (mut at, mut line) = (start, &text[start..line_end(mark)]);
    while matches!(
        line.trim_ascii_start(),
        [] | [b'#', b'[', ..] | [b'/', b'/', ..]
    ) {
        at = line_end(at) + 1;
        line = text
            .get(at..)
            .map_or(&[], |rest| &rest[..line_end(at) - at]);
        if at >= text.len() {
            return text.len();
        }
    }
    let is_item = ITEMS
        .iter()
        .any(|word| line.trim_ascii_start().starts_with(word.as_bytes()));
    let open = memchr::memchr2(b';', b'{', &text[at..])
        .map(|n| at + n)
        .filter(|_| is_item);
    let Some(open) = open else {
        return line_end(at);
    };
    if text[open] == b';' || text[open..line_end(open)].trim_ascii_end().ends_with(b"}") {
        return line_end(open);
    }
    let indent = text[start..]
        .iter()
        .take_while(|b| matches!(**b, b' ' | b'\t'))
        .count();
    let close = [b"\n", &text[start..start + indent], b"}"].concat();
    memmem::find(&text[open..], &close).map_or(text.len(), |n| open + n + close.len())
}

/// From Apex' annotation of a class of tests to the end of the file, which has one class. `lower` is the text in lower case, since
/// Apex does not distinguish cases.
pub(super) fn test_class(lower: &[u8], lexed: &Lexed) -> Vec<Range<usize>> {
    const MARK: &[u8] = b"@istest";
    let is_of_class = |at: &usize| {
        let head = &lower[*at..];
        let head = &head[..memchr::memchr(b'{', head).unwrap_or(head.len())];
        let mut words = head.split(|b| !b.is_ascii_alphanumeric() && *b != b'_');
        lexed.kind_at(*at) == TokenKind::Code && words.any(|word| word == b"class")
    };
    let class = memmem::find_iter(lower, MARK).find(is_of_class);
    class.map(|at| at..lower.len()).into_iter().collect()
}

/// From each fixture of pytest to the next line after its function that is indented no deeper.
pub(super) fn fixtures(text: &[u8], lexed: &Lexed) -> Vec<Range<usize>> {
    const MARK: &[u8] = b"@pytest.fixture";
    let mut fixtures: Vec<Range<usize>> = Vec::new();
    for at in memmem::find_iter(text, MARK) {
        let start = memchr::memrchr(b'\n', &text[..at]).map_or(0, |newline| newline + 1);
        let is_attribute = text[start..at].trim_ascii().is_empty();
        let is_first = fixtures.last().is_none_or(|fixture| fixture.end <= start);
        if is_attribute && is_first && lexed.kind_at(at) == TokenKind::Code {
            fixtures.push(start..function_end(text, start, at - start));
        }
    }
    fixtures
}

/// Where the function of Python ends whose decorators begin at `start`, which is indented by `depth`.
fn function_end(text: &[u8], start: usize, depth: usize) -> usize {
    let (mut end, mut in_body) = (start, false);
    for line in text[start..].split_inclusive(|b| *b == b'\n') {
        let code = line.trim_ascii();
        let is_head = code.starts_with(b"def ") || code.starts_with(b"async def ");
        let closes = [&b")"[..], b"]", b"}"]
            .iter()
            .any(|mark| code.starts_with(mark));
        let is_outside = !code.is_empty() && line.len() - line.trim_ascii_start().len() <= depth;
        if in_body && is_outside && !closes {
            break;
        }
        in_body |= is_head;
        end += line.len();
    }
    end
}

/// How a test of Python begins.
const TESTS_OF_PYTHON: &[&[u8]] = &[b"def test_", b"async def test_", b"class Test"];

/// From the head of each function or class of tests to the next line that is indented no deeper.
pub(super) fn test_functions(text: &[u8], lexed: &Lexed) -> Vec<Range<usize>> {
    let mut tests: Vec<Range<usize>> = Vec::new();
    // The depth of the test whose lines are read.
    let mut open: Option<usize> = None;
    let mut start = 0;
    for line in text.split_inclusive(|b| *b == b'\n') {
        let code = line.trim_ascii_start();
        let depth = line.len() - code.len();
        let is_code = lexed.kind_at(start + depth) == TokenKind::Code;
        let is_line_of_code = is_code && !code.is_empty() && !code.starts_with(b")");
        if is_line_of_code && open.is_some_and(|test| depth <= test) {
            open = None;
        }
        let is_test = || TESTS_OF_PYTHON.iter().any(|head| code.starts_with(head));
        if open.is_none() && is_line_of_code && is_test() {
            open = Some(depth);
            tests.push(start..start);
        }
        start += line.len();
        if let (Some(_), Some(test)) = (open, tests.last_mut()) {
            test.end = start;
        }
    }
    tests
}
