//! Code inside a text: what a language inserts into a literal, and what a shell runs in one.
//!
//! Whatever the text around it says, such code runs. What inserts a name only, and is closed after it, is passed over.

use std::ops::Range;

use super::file::File;
use crate::language::Kind;
use crate::lexer::Token;
use crate::source::Span;

/// Characters of simple expressions: names, indexes, calls without literals.
fn is_simple(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte >= 0x80 || b" _.,:;[]()+-*!?%$@&|=<>#".contains(&byte)
}

/// What begins code in a text.
#[derive(Clone, Copy, Default)]
struct InsertMarks {
    /// `{` alone: f"…" of Python, $"…" of C#, and what functions of R and Nim read.
    brace: bool,
    /// `{{`: templates in data.
    double_brace: bool,
    /// `\(`: Swift.
    paren: bool,
    /// A backtick: shells.
    backtick: bool,
    /// Of the signs before a brace only `#`: `%{` of Elixir begins a map.
    only_hash: bool,
}

/// Whether the reference is in code inside of a literal.
pub(super) fn is_in_literal(file: &File<'_>, span: Span, token: &Token) -> bool {
    let text = file.text();
    let before = text[..token.span.start].iter().rev().take(3);
    let letters = before.take_while(|b| b.is_ascii_alphabetic() || matches!(b, b'$' | b'@'));
    let mark = &text[token.span.start - letters.count()..token.inner.start];
    let language = file.source.language;
    let has = |letters: &[u8]| mark.iter().any(|b| letters.contains(b));
    let quoted = text[token.span.start] == b'\'';
    let marks = InsertMarks {
        brace: match language.name {
            "python" => has(b"fFtT"),
            "csharp" | "fsharp" | "visual-basic" => has(b"$"),
            "r" | "nim" => true,
            _ => false,
        },
        double_brace: !matches!(language.kind, Kind::Code | Kind::Docs),
        paren: language.name == "swift",
        only_hash: language.name == "elixir",
        backtick: matches!(language.name, "shell" | "makefile" | "dockerfile" | "yaml"),
    };
    // A shell runs nothing between single quotes.
    if quoted && marks.backtick {
        return false;
    }
    is_in(file, span, token.inner.clone(), marks)
}

/// The same for a text without quotes.
pub(super) fn is_in_line(file: &File<'_>, span: Span, line: Range<usize>) -> bool {
    let marks = InsertMarks {
        double_brace: true,
        ..InsertMarks::default()
    };
    is_in(file, span, line, marks)
}

fn is_in(file: &File<'_>, span: Span, part: Range<usize>, marks: InsertMarks) -> bool {
    file.code_of_text(part.clone(), || ranges(file.text(), part, marks))
        .iter()
        .any(|code| code.contains(&span.start))
}

/// Where code is in a part of a text.
fn ranges(text: &[u8], part: Range<usize>, marks: InsertMarks) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = part.start;
    while let Some(n) =
        memchr::memchr3(b'{', b'(', b'`', text.get(at..part.end).unwrap_or_default())
    {
        let open = at + n;
        at = open + 1;
        let before = text[part.start..open].last();
        if is_message(&text[at..part.end]) || is_escaped(&text[part.start..open]) {
            continue;
        }
        let close = match (text[open], before) {
            (b'{', Some(b'$' | b'@' | b'%')) if marks.only_hash => continue,
            (b'{', Some(b'$' | b'#' | b'@' | b'%')) => b'}',
            (b'{', _) if marks.brace || text[at..part.end].starts_with(b"$") => b'}',
            (b'{', _) if marks.double_brace && text[at..part.end].starts_with(b"{") => {
                at += 1;
                b'}'
            }
            (b'(', Some(b'$')) => b')',
            (b'(', Some(b'\\')) if marks.paren => b')',
            (b'`', _) if marks.backtick => b'`',
            _ => continue,
        };
        let Some(n) = simple_end(&text[at..part.end], close) else {
            // Where it ends depends on the language.
            found.push(at..part.end);
            break;
        };
        // What is between backticks may be a word of Markdown.
        if close != b'`' || text[at..at + n].trim_ascii().contains(&b' ') {
            found.push(at..at + n);
        }
        at += n + 1;
    }
    found
}

/// Whether the sign before an opening mark is escaped, so that it begins no code: `\${MODEL}`.
fn is_escaped(before: &[u8]) -> bool {
    before.strip_suffix(b"$").is_some_and(|before| {
        let backslashes = before.iter().rev().take_while(|b| **b == b'\\');
        backslashes.count() % 2 == 1
    })
}

/// Whether an expansion of a shell begins that only has the text of an error: `${MODEL:?set MODEL, for example to …}`.
fn is_message(inside: &[u8]) -> bool {
    let name = inside
        .iter()
        .take_while(|b| b.is_ascii_alphanumeric() || **b == b'_')
        .count();
    name > 0 && inside[name..].starts_with(b":?")
}

/// Where code ends that has nothing in it but simple expressions and short literals of words.
fn simple_end(code: &[u8], close: u8) -> Option<usize> {
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(byte) = code.get(at) {
        match *byte {
            byte if byte == close && depth == 0 => return Some(at),
            b')' if close == b')' => depth -= 1,
            b'(' if close == b')' => depth += 1,
            quote @ (b'"' | b'\'') => {
                let words = |b: &&u8| b.is_ascii_alphanumeric() || b" _-.,:%$/@+=*?!#".contains(b);
                at += 1 + code[at + 1..].iter().take_while(words).count();
                if code.get(at) != Some(&quote) {
                    return None;
                }
            }
            b'{' if close == b'}' => return None,
            byte if is_simple(byte) || byte == b'-' => {}
            _ => return None,
        }
        at += 1;
    }
    None
}
