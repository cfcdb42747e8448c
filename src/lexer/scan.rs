//! The pass over code: comments and literals between fixed marks. Literals whose marks are not fixed are
//! read by [`shapes`].

mod belief;
mod delimited;
mod heredoc;
mod inserts;
mod jsx;
mod shapes;
mod slash_regex;
mod state;

use memchr::memmem;

use super::{Token, TokenKind};
use crate::language::syntax::{CommentCheck, Doc, Escape, Literal, OpenerPosition, Shape, Syntax};
use state::{Ends, FAILURES, LexerState, comment_end, lua_close, lua_level};

pub(super) use belief::has_raw_section;
pub(super) use state::line_end;

pub(super) fn scan(text: &[u8], syntax: &Syntax) -> Vec<Token> {
    let mut scan = LexerState::new(text, 0, syntax);
    scan.gives_up_comments = belief::declares_another_encoding(text, syntax);
    scan.run(scan.first(), text.len());
    let mut tokens = scan.tokens;
    belief::drop_doubtful(text, syntax, &mut tokens);
    tokens
}

/// Adds the tokens of `text[from..to]`, a script inside markup, with offsets in `text`.
pub(super) fn scan_part(
    text: &[u8],
    from: usize,
    to: usize,
    syntax: &Syntax,
    tokens: &mut Vec<Token>,
) {
    let mut scan = LexerState::new(&text[..to], from, syntax);
    scan.run(from, to);
    tokens.append(&mut scan.tokens);
}

impl LexerState<'_> {
    fn run(&mut self, from: usize, to: usize) {
        let starts = starts(self.syntax);
        let mut at = from;
        while at < to {
            if let Some(next) = self.in_element(at) {
                at = next;
                continue;
            }
            if !starts[usize::from(self.text[at])] {
                at += 1;
                continue;
            }
            if self.text[at] == b'\n' {
                at = self.heredocs(at + 1);
                continue;
            }
            at = self
                .comment(at)
                .or_else(|| self.shape(at))
                .or_else(|| self.literal(at))
                .unwrap_or(at + 1);
        }
    }

    fn push(&mut self, kind: TokenKind, start: usize, inner_start: usize, ends: Ends) -> usize {
        self.gives_up_comments |= self.has_directive(start, ends.1);
        self.tokens.push(Token {
            kind,
            span: start..ends.1,
            inner: inner_start..ends.0,
        });
        ends.1.max(start + 1)
    }

    fn is_at(&self, position: OpenerPosition, at: usize) -> bool {
        match position {
            OpenerPosition::Anywhere => true,
            OpenerPosition::AfterSpace => {
                at == 0 || matches!(self.text[at - 1], b' ' | b'\t' | b'\n' | b';')
            }
            OpenerPosition::AsValue => {
                self.is_at(OpenerPosition::AfterSpace, at)
                    || matches!(
                        self.text[at - 1],
                        b'(' | b'[' | b'{' | b',' | b'=' | b':' | b'!'
                    )
            }
            OpenerPosition::FirstByte => at == 0 || self.text[at - 1] == b'\n',
            OpenerPosition::AfterEquals => {
                let before = self.text[..at].iter().rev().take(256);
                before.copied().find(|b| !matches!(b, b' ' | b'\t')) == Some(b'=')
            }
            OpenerPosition::LineStart => {
                let before = &self.text[..at];
                let blank = before
                    .iter()
                    .rev()
                    .take(256)
                    .take_while(|b| matches!(**b, b' ' | b'\t'))
                    .count();
                blank == before.len() || before[before.len() - blank - 1] == b'\n'
            }
        }
    }

    fn comment(&mut self, at: usize) -> Option<usize> {
        // Where the language could not be read, nothing is a comment.
        if self.failures > FAILURES || self.gives_up_comments {
            return None;
        }
        let rest = &self.text[at..];
        for block in self.syntax.blocks {
            let Some(after) = rest.strip_prefix(block.open.as_bytes()) else {
                continue;
            };
            if !self.is_at(block.position, at)
                || block
                    .except
                    .iter()
                    .any(|no| after.starts_with(no.as_bytes()))
                || at
                    .checked_sub(1)
                    .is_some_and(|before| block.except_after.contains(&self.text[before]))
            {
                continue;
            }
            let inner = at + block.open.len();
            if block.position == OpenerPosition::FirstByte && !self.begins_pod(at) {
                continue;
            }
            let ends = self.block_end(
                inner,
                block.open.as_bytes(),
                block.close.as_bytes(),
                block.nested,
            )?;
            if self.is_header_name(at)
                || self.syntax.check == CommentCheck::SqlQuotes && self.may_be_quoted(at)
            {
                continue;
            }
            if self.has_directive(at, ends.1) {
                self.gives_up_comments = true;
                return None;
            }
            return Some(self.push(TokenKind::BlockComment, at, inner, ends));
        }
        for line in self.syntax.lines {
            let from = at + line.open.len();
            if !rest.starts_with(line.open.as_bytes()) || !self.is_at(line.position, at) {
                continue;
            }
            if self
                .text
                .get(from)
                .is_some_and(|next| line.except.contains(next))
                || at
                    .checked_sub(1)
                    .is_some_and(|before| line.except_after.contains(&self.text[before]))
            {
                continue;
            }
            if self.syntax.shapes.contains(&Shape::LuaLong)
                && let Some(level) = lua_level(&self.text[from..])
                && let Some(ends) = self.find_close(from + level + 2, &lua_close(level))
            {
                return Some(self.push(TokenKind::BlockComment, at, from + level + 2, ends));
            }
            if line.position == OpenerPosition::AfterSpace && self.follows_escaped_blank(at)
                || self.is_continued(at)
                || self.may_be_quoted(at)
                || self.is_header_name(at)
            {
                continue;
            }
            let end = comment_end(self.text, from);
            let until = (!line.until.is_empty())
                .then(|| memmem::find(&self.text[from..end], line.until.as_bytes()));
            let end = until.flatten().map_or(end, |at| from + at);
            return Some(self.push(TokenKind::LineComment, at, from, (end, end)));
        }
        None
    }

    /// The end of a block comment. One that nothing closes is not a comment: it would silence the rest of the file.
    fn block_end(&mut self, from: usize, open: &[u8], close: &[u8], nested: bool) -> Option<Ends> {
        let first = self.find_close(from, close)?;
        if !nested {
            return Some(first);
        }
        let (mut depth, mut at) = (1_usize, from);
        while at < self.text.len() {
            let rest = &self.text[at..];
            if rest.starts_with(close) {
                depth -= 1;
                if depth == 0 {
                    return Some((at, at + close.len()));
                }
                at += close.len();
            } else if rest.starts_with(open) {
                depth += 1;
                at += open.len();
            } else {
                at += 1;
            }
        }
        // An opener inside the comment that nobody closes: the first closing mark is the likelier end. The rest of the
        // text was read for it, as for an opener without an end.
        self.failures += 1;
        Some(first)
    }

    fn find_close(&mut self, from: usize, close: &[u8]) -> Option<Ends> {
        if self.failures > FAILURES || from > self.text.len() {
            return None;
        }
        match memmem::find(&self.text[from..], close) {
            Some(found) => Some((from + found, from + found + close.len())),
            None => {
                self.failures += 1;
                None
            }
        }
    }

    fn literal(&mut self, at: usize) -> Option<usize> {
        for literal in self.syntax.literals {
            if !self.text[at..].starts_with(literal.open.as_bytes())
                || !self.is_at(literal.position, at)
            {
                continue;
            }
            let inner = at + literal.open.len();
            let Some(ends) = self.literal_end(inner, literal) else {
                if literal.open.len() > 1 {
                    continue;
                }
                return Some(at + 1);
            };
            let documents = !self.gives_up_comments
                && match literal.doc {
                    Doc::Never => false,
                    Doc::Alone => self.is_statement(at, ends.1),
                    Doc::Before => self.is_description(at, ends.1),
                    Doc::Behind(attributes) => self.follows_attribute(at, attributes),
                };
            let kind = if documents {
                TokenKind::BlockComment
            } else {
                TokenKind::String
            };
            return Some(self.push(kind, at, inner, ends));
        }
        None
    }

    /// Whether one of these attributes is directly before.
    fn follows_attribute(&self, at: usize, attributes: &[&str]) -> bool {
        let before = self.text[..at].trim_ascii_end();
        attributes
            .iter()
            .any(|attribute| before.ends_with(attribute.as_bytes()))
    }
}

/// Where a literal without code inside ends: after its closing mark, or at the end of its line if it may
/// not go over it. `None` where a literal of many lines is not closed.
fn plain_end(text: &[u8], from: usize, literal: &Literal) -> Option<Ends> {
    let mut at = from;
    while let Some(skipped) = next_mark(&text[at..], literal) {
        let (before, here) = (at, at + skipped);
        let rest = &text[here..];
        if rest[0] == b'\\' && is_second_byte(text, here) {
            at = here + 1;
        } else if let Some(length) = escaped(rest, literal) {
            // A backslash before the end of a line carries a short literal on.
            at = here + length;
        } else if rest.starts_with(literal.close.as_bytes()) {
            return Some((here, here + literal.close.len()));
        } else if rest[0] == b'\n' && !literal.multiline {
            let end = here - usize::from(text[before..here].ends_with(b"\r"));
            return Some((end, end));
        } else {
            at = here + 1;
        }
    }
    (!literal.multiline).then_some((text.len(), text.len()))
}

/// The next byte at which an escape or the end of a literal, or of its line, may begin.
fn next_mark(text: &[u8], literal: &Literal) -> Option<usize> {
    let close = literal.close.as_bytes()[0];
    let escape = match literal.escape {
        Escape::Backslash | Escape::BackslashZ => b'\\',
        Escape::Backtick => b'`',
        Escape::Doubled | Escape::Nix | Escape::None => close,
    };
    match literal.multiline {
        true => memchr::memchr2(close, escape, text),
        false => memchr::memchr3(close, escape, b'\n', text),
    }
}

/// Whether the byte at `at` is the second of a character in Shift-JIS, GBK or Big5, in which it can be that of a backslash:
/// no character of UTF-8 ends before it, and a byte above ASCII does.
fn is_second_byte(text: &[u8], at: usize) -> bool {
    /// A character of UTF-8 has so many bytes at most.
    const LONGEST: usize = 4;
    let is_first = at
        .checked_sub(1)
        .is_some_and(|before| (0x81..=0xFE).contains(&text[before]));
    let ends_a_character = |start: usize| {
        let bytes = std::str::from_utf8(&text[start..at]);
        bytes.is_ok_and(|bytes| bytes.chars().count() == 1)
    };
    is_first && !(at.saturating_sub(LONGEST)..at).any(ends_a_character)
}

/// The length of an escape at the start of `rest`.
fn escaped(rest: &[u8], literal: &Literal) -> Option<usize> {
    let escapes = match literal.escape {
        Escape::Backslash | Escape::BackslashZ => rest[0] == b'\\',
        Escape::Backtick => rest[0] == b'`',
        Escape::Doubled => {
            let close = literal.close.as_bytes();
            rest.starts_with(close) && rest[close.len()..].starts_with(close)
        }
        Escape::Nix => [&b"'''"[..], b"''$", b"''\\"]
            .iter()
            .any(|escape| rest.starts_with(escape)),
        Escape::None => false,
    };
    let length = match literal.escape {
        Escape::Doubled => 2 * literal.close.len(),
        // Two quotes and a backslash escape the character after them.
        Escape::Nix if rest.get(2) == Some(&b'\\') => 4.min(rest.len()),
        Escape::Nix => 3,
        Escape::BackslashZ if rest.get(1) == Some(&b'z') => {
            rest.len() - rest[2..].trim_ascii_start().len()
        }
        // The end of a line is one character, however it is written.
        _ if rest[1..].starts_with(b"\r\n") => 3,
        _ => 2.min(rest.len()),
    };
    escapes.then_some(length)
}

/// The bytes with which something of this syntax can begin.
fn starts(syntax: &Syntax) -> [bool; 256] {
    let mut starts = [false; 256];
    let marks = syntax
        .blocks
        .iter()
        .map(|b| b.open)
        .chain(syntax.lines.iter().map(|l| l.open))
        .chain(syntax.literals.iter().map(|l| l.open));
    for mark in marks {
        starts[usize::from(mark.as_bytes()[0])] = true;
    }
    for byte in syntax
        .shapes
        .iter()
        .flat_map(|shape| shapes::starts(*shape))
    {
        starts[usize::from(*byte)] = true;
    }
    starts
}
