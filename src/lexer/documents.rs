//! Markdown, reStructuredText and AsciiDoc: what is prose, and what is code in it.

use memchr::memmem;

use super::markup::token;
use super::scan::line_end;
use super::{Token, TokenKind};

/// Fences, code spans, HTML comments and front matter.
pub(super) fn markdown(text: &[u8]) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut at = 0;
    let mut unclosed_comment = false;
    while at < text.len() {
        let end = line_end(text, at);
        let line = &text[at..end];
        if let Some((mark, length)) = fence_mark(line) {
            let close = fence_end(text, end + 1, mark, length);
            let inner = (end + 1).min(text.len());
            tokens.push(token(
                TokenKind::Fence,
                at,
                inner,
                close.0.max(inner),
                close.1,
            ));
            at = close.1 + 1;
            continue;
        }
        at = spans(text, at, end, &mut unclosed_comment, &mut tokens);
    }
    tokens
}

/// The mark and length of a fence's first or last line.
fn fence_mark(line: &[u8]) -> Option<(u8, usize)> {
    let line = line.trim_ascii_start();
    // A fence in a list or a quotation is after its marker.
    let line = line
        .strip_prefix(b"> ")
        .or_else(|| line.strip_prefix(b"- "))
        .unwrap_or(line)
        .trim_ascii_start();
    let mark = *line.first().filter(|b| matches!(b, b'`' | b'~'))?;
    let length = line.iter().take_while(|b| **b == mark).count();
    let info_is_clean = mark == b'~' || !line[length..].contains(&b'`');
    (length >= 3 && info_is_clean).then_some((mark, length))
}

/// Where the content of a fence and its closing line end.
fn fence_end(text: &[u8], from: usize, mark: u8, length: usize) -> (usize, usize) {
    let mut at = from;
    while at < text.len() {
        let end = line_end(text, at);
        let line = text[at..end].trim_ascii();
        let line = line.strip_prefix(b"> ").unwrap_or(line);
        if fence_mark(line)
            .is_some_and(|(m, n)| m == mark && n >= length && line.iter().all(|b| *b == mark))
        {
            return (at, end);
        }
        at = end + 1;
    }
    (text.len(), text.len())
}

/// Code spans and comments that begin in `at..end`; gives where to continue.
fn spans(
    text: &[u8],
    mut at: usize,
    end: usize,
    unclosed: &mut bool,
    tokens: &mut Vec<Token>,
) -> usize {
    while at < end {
        let rest = &text[at..];
        if rest[0] == b'`' {
            let length = rest[..end - at].iter().take_while(|b| **b == b'`').count();
            let inner = at + length;
            match memmem::find(&text[inner..end], &rest[..length]) {
                Some(n) => {
                    tokens.push(token(
                        TokenKind::Fence,
                        at,
                        inner,
                        inner + n,
                        inner + n + length,
                    ));
                    at = inner + n + length;
                }
                None => at = inner,
            }
        } else if rest.starts_with(b"<!--") && !*unclosed {
            match memmem::find(&rest[4..], b"-->") {
                // A chunk is run, wherever it is.
                Some(n) if has_chunk(&rest[4..4 + n]) => {
                    *unclosed = true;
                    at += 4;
                }
                Some(n) => {
                    tokens.push(token(
                        TokenKind::BlockComment,
                        at,
                        at + 4,
                        at + 4 + n,
                        at + 7 + n,
                    ));
                    at += 7 + n;
                    if at > end {
                        return at;
                    }
                }
                None => {
                    *unclosed = true;
                    at += 4;
                }
            }
        } else {
            at += 1;
        }
    }
    end + 1
}

/// Whether a text has a fence whose code is run when the document is rendered: ```` ```{r} ````.
fn has_chunk(text: &[u8]) -> bool {
    let mut fences = memmem::find_iter(text, b"```");
    fences.any(|at| text[at + 3..].trim_ascii_start().starts_with(b"{"))
}

/// Indented blocks after `::`, literals between double backticks, comments after `..`.
pub(super) fn rst(text: &[u8]) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let end = line_end(text, at);
        let line = &text[at..end];
        let indent = indent_of(line);
        let trimmed = line.trim_ascii();
        let directive = trimmed.starts_with(b".. ") && memmem::find(trimmed, b"::").is_some();
        let comment = trimmed.starts_with(b"..")
            && !directive
            && !trimmed.starts_with(b".. _")
            && !trimmed.starts_with(b".. [")
            && !trimmed.starts_with(b".. |")
            && !trimmed.starts_with(b"...");
        let literal = trimmed.ends_with(b"::") && !directive
            || [
                &b".. code"[..],
                b".. sourcecode",
                b".. literalinclude",
                b".. parsed-literal",
            ]
            .iter()
            .any(|d| trimmed.starts_with(d));
        // Its first line is a part of it, as that of a fence: it says in what the code runs.
        let runs = trimmed.starts_with(b".. jupyter-execute::");
        let literal = literal || runs;
        if comment || literal {
            let stop = indented_end(text, (end + 1).min(text.len()), indent);
            if comment {
                tokens.push(token(TokenKind::BlockComment, at, at, stop, stop));
            } else if end + 1 < stop {
                let start = if runs { at } else { end + 1 };
                tokens.push(token(TokenKind::Fence, start, end + 1, stop, stop));
            }
            at = stop.max(end + 1);
            continue;
        }
        let mut from = at;
        while let Some(n) = memmem::find(&text[from..end], b"``") {
            let inner = from + n + 2;
            let Some(m) = memmem::find(&text[inner..end], b"``") else {
                break;
            };
            tokens.push(token(
                TokenKind::Fence,
                from + n,
                inner,
                inner + m,
                inner + m + 2,
            ));
            from = inner + m + 2;
        }
        at = end + 1;
    }
    tokens
}

fn indent_of(line: &[u8]) -> usize {
    line.iter()
        .take_while(|b| matches!(**b, b' ' | b'\t'))
        .count()
}

/// The end of the lines that are blank or deeper than `indent`.
fn indented_end(text: &[u8], from: usize, indent: usize) -> usize {
    let mut at = from;
    while at < text.len() {
        let end = line_end(text, at);
        let line = &text[at..end];
        if !line.trim_ascii().is_empty() && indent_of(line) <= indent {
            return at;
        }
        at = end + 1;
    }
    text.len()
}

/// Blocks between `----` or `....`, comments after `//` and between `////`.
pub(super) fn asciidoc(text: &[u8]) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let end = line_end(text, at);
        let line = text[at..end].trim_ascii();
        let delimiter = line.len() >= 4
            && matches!(line[0], b'-' | b'.' | b'/')
            && line.iter().all(|b| *b == line[0]);
        if delimiter {
            let (inner_end, stop) = same_line_end(text, end + 1, line);
            let kind = if line[0] == b'/' {
                TokenKind::BlockComment
            } else {
                TokenKind::Fence
            };
            let inner = (end + 1).min(text.len());
            tokens.push(token(kind, at, inner, inner_end.max(inner), stop));
            at = stop + 1;
            continue;
        }
        if line.starts_with(b"//") {
            tokens.push(token(
                TokenKind::LineComment,
                at,
                (at + 2).min(end),
                end,
                end,
            ));
        } else {
            spans(text, at, end, &mut true, &mut tokens);
        }
        at = end + 1;
    }
    tokens
}

fn same_line_end(text: &[u8], from: usize, mark: &[u8]) -> (usize, usize) {
    let mut at = from;
    while at < text.len() {
        let end = line_end(text, at);
        if text[at..end].trim_ascii() == mark {
            return (at, end);
        }
        at = end + 1;
    }
    (text.len(), text.len())
}
