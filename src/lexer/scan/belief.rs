//! Whether what looks like a comment is one: a comment lowers the level of what it mentions, so that it counts only where
//! the language's own reader would skip it. Where that depends on more than is read, it does not count.

use memchr::memmem;

use super::state::{Scan, line_end};
use crate::language::syntax::{CommentCheck, Continuation, OpenerPosition, Shape, Syntax};

/// Whether no comment of a text is believed: an escape of Java ends a comment or a literal wherever it is.
pub(super) fn disbelieves_all(text: &[u8], syntax: &Syntax) -> bool {
    syntax.check == CommentCheck::UnicodeEscapes
        && memmem::find_iter(text, b"\\u").any(|at| {
            let digits = text[at + 1..].trim_ascii_start();
            let zeros = digits.iter().position(|b| *b != b'u').map_or(&b""[..], |n| &digits[n..]);
            // The ends of lines, quotes, and what comments and escapes are made of.
            let marks = [&b"0a"[..], b"0d", b"22", b"27", b"2a", b"2f", b"5c"];
            zeros
                .strip_prefix(b"00")
                .and_then(|rest| rest.get(..2))
                .is_some_and(|code| marks.iter().any(|mark| mark.eq_ignore_ascii_case(code)))
        })
}

impl Scan<'_> {
    /// Where to begin: PHP is read from its first tag on, if it has one.
    pub(super) fn first(&self) -> usize {
        let has_tags = self.syntax.shapes.contains(&Shape::InlineHtml);
        has_tags.then(|| memmem::find(self.text, b"<?")).flatten().unwrap_or(0)
    }

    fn line_start(&self, at: usize) -> usize {
        memchr::memrchr(b'\n', &self.text[..at]).map_or(0, |n| n + 1)
    }

    /// Whether the line of a comment that begins at `at` is the continuation of the line before.
    pub(super) fn is_continued(&self, at: usize) -> bool {
        let (mark, glued) = match self.syntax.continuation {
            Continuation::None => return false,
            Continuation::LastByte(mark) => (mark, false),
            Continuation::Glued(mark) => (mark, true),
        };
        let start = self.line_start(at);
        let Some(end) = start.checked_sub(1) else { return false };
        if !self.text[start..at].iter().all(|b| matches!(b, b' ' | b'\t')) || (glued && start < at) {
            return false;
        }
        let before = &self.text[..end];
        let before = before.strip_suffix(b"\r").unwrap_or(before);
        let marks = before.iter().rev().take_while(|b| **b == mark).count();
        if marks % 2 == 0 {
            return false;
        }
        // A comment is continued by nothing.
        let in_comment =
            self.tokens.last().is_some_and(|t| t.kind.is_comment() && t.span.end >= end.saturating_sub(1));
        let blank = before[..before.len() - marks].last().is_none_or(|b| matches!(b, b' ' | b'\t' | b'\n'));
        !(in_comment || glued && blank)
    }

    /// Whether a comment that begins at `at` may be in quotes.
    pub(super) fn may_be_quoted(&self, at: usize) -> bool {
        let start = self.line_start(at);
        match self.syntax.check {
            CommentCheck::None | CommentCheck::UnicodeEscapes => self.is_in_expansion(start, at),
            CommentCheck::Quotes => self.is_quoted(start, at),
            CommentCheck::SqlQuotes => {
                let line = &self.text[start..line_end(self.text, at)];
                let bracket = memchr::memrchr(b'[', &line[..at - start]).filter(|open| {
                    !line[*open..at - start].contains(&b']') && line[at - start..].contains(&b']')
                });
                bracket.is_some() || is_quoted_in_sql(&line[..at - start])
            }
        }
    }

    /// Whether an expansion of a shell that began on the line is not closed: `${model:- #`.
    fn is_in_expansion(&self, start: usize, at: usize) -> bool {
        if !matches!(self.syntax.continuation, Continuation::Glued(_)) {
            return false;
        }
        let line = &self.text[start..at];
        let closed = line.iter().filter(|b| **b == b'}').count();
        memmem::find_iter(line, b"${").count() > closed
    }

    /// Whether a quote where a value may begin is open at `at`, if none is where its line begins.
    fn is_quoted(&self, start: usize, at: usize) -> bool {
        let mut open = None;
        let mut from = start;
        while from < at {
            let byte = self.text[from];
            match open {
                Some(b'"') if byte == b'\\' => from += 1,
                Some(quote) if byte == quote => open = None,
                None if matches!(byte, b'"' | b'\'') && self.is_at(OpenerPosition::AsValue, from) => {
                    open = Some(byte)
                }
                _ => {}
            }
            from += 1;
        }
        open.is_some()
    }

    /// Whether documentation of Perl or a comment of Ruby may begin: where a statement may.
    pub(super) fn begins_pod(&self, at: usize) -> bool {
        if !self.syntax.shapes.contains(&Shape::QuoteWord) {
            return true;
        }
        let before = self.text[..at].trim_ascii_end();
        matches!(before.last(), None | Some(b';' | b'{' | b'}'))
            || before.ends_with(b"__END__")
            || before.ends_with(b"__DATA__")
            || self.tokens.last().is_some_and(|t| t.kind.is_comment() && t.span.end >= before.len())
    }

    /// The number of open brackets at `at`, which is after all tokens.
    fn open_brackets(&mut self, at: usize) -> usize {
        let brackets = &mut self.brackets;
        while brackets.at < at {
            if let Some(token) = self.tokens.get(brackets.token)
                && token.span.start <= brackets.at
            {
                brackets.at = brackets.at.max(token.span.end);
                brackets.token += 1;
                continue;
            }
            match self.text[brackets.at] {
                b'(' | b'[' | b'{' => brackets.open += 1,
                b')' | b']' | b'}' => brackets.open = brackets.open.saturating_sub(1),
                _ => {}
            }
            brackets.at += 1;
        }
        brackets.open
    }

    /// Whether a literal is a statement of its own, as docstrings are: the first and last of its line, not inside brackets,
    /// and not behind an operator.
    pub(super) fn is_statement(&mut self, at: usize, end: usize) -> bool {
        let rest = self.text[end..line_end(self.text, end)].trim_ascii();
        matches!(rest.first(), None | Some(b'#' | b';'))
            && self.begins_statement(at)
            && self.open_brackets(at) == 0
    }

    /// Whether a literal is before what it describes, on its line or on the next.
    pub(super) fn is_description(&self, at: usize, end: usize) -> bool {
        let rest = self.text[end..].trim_ascii_start();
        let word = rest.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
        let closes = [&b"end"[..], b"else", b"elseif", b"catch", b"finally"].contains(&&rest[..word]);
        let described = word > 0 || matches!(rest.first(), Some(b'@' | b'#' | b'"' | 0x80..));
        described && !closes && self.begins_statement(at) && !self.text[..at].trim_ascii_end().ends_with(b":")
    }

    fn begins_statement(&self, at: usize) -> bool {
        let before = &self.text[..at];
        let Some(last) = before.iter().rev().take(512).find(|b| !b.is_ascii_whitespace()) else {
            return true;
        };
        self.is_at(OpenerPosition::LineStart, at)
            && !matches!(last, b'(' | b'[' | b'{' | b',' | b'=' | b'+' | b'\\' | b'%')
    }
}

/// Whether the end of this beginning of a line is in quotes, if backslashes are escapes.
fn is_quoted_in_sql(line: &[u8]) -> bool {
    let mut open = None;
    let mut bytes = line.iter();
    while let Some(byte) = bytes.next() {
        match open {
            Some(_) if *byte == b'\\' => drop(bytes.next()),
            Some(quote) if quote == *byte => open = None,
            None if matches!(byte, b'"' | b'\'' | b'`') => open = Some(*byte),
            _ => {}
        }
    }
    open.is_some()
}
