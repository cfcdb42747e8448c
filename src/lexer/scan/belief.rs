//! Whether what looks like a comment is one: a comment lowers the level of what it mentions, so that it counts only where
//! the language's own reader would skip it. Where that depends on more than is read, it does not count.

use memchr::memmem;

use super::state::{LexerState, LineRead, line_end};
use crate::language::syntax::{CommentCheck, Continuation, Escape, OpenerPosition, Shape, Syntax};
use crate::lexer::Token;

/// Takes away the comments that may be none, by what is elsewhere in the text.
pub(super) fn drop_doubtful(text: &[u8], syntax: &Syntax, tokens: &mut Vec<Token>) {
    let is_doubted: &dyn Fn(&Token) -> bool = match syntax.check {
        CommentCheck::UnicodeEscapes if has_unicode_escape(text) => &|_| true,
        CommentCheck::TypographicQuotes if has_typographic_quote(text, tokens) => &|_| true,
        CommentCheck::RawSections if has_raw_section(text) => &|token| is_of_template(text, token),
        CommentCheck::Recipes if has_whole_recipe(text) => &|token| is_indented(text, token),
        _ => &|token| is_command(text, token),
    };
    tokens.retain(|token| !(token.kind.is_comment() && is_doubted(token)));
}

/// A comment of a template engine: `{{-- --}}`, `{# #}`, `<%# %>`.
fn is_of_template(text: &[u8], token: &Token) -> bool {
    let whole = &text[token.span.start..];
    [&b"{{"[..], b"{#", b"<%"]
        .iter()
        .any(|mark| whole.starts_with(mark))
}

/// A first line that a shell runs and the language takes for a comment: `///usr/bin/env go run $0; exit`.
fn is_command(text: &[u8], token: &Token) -> bool {
    let slashes = text.iter().take(4).take_while(|b| **b == b'/').count();
    let path = &text[slashes..];
    token.span.start == 0
        && text.starts_with(b"//")
        && [&b"usr/"[..], b"bin/"]
            .iter()
            .any(|folder| path.starts_with(folder))
}

/// An escape of Java ends a comment or a literal wherever it is.
fn has_unicode_escape(text: &[u8]) -> bool {
    memmem::find_iter(text, b"\\u").any(|at| {
        let digits = text[at + 1..].trim_ascii_start();
        let zeros = digits
            .iter()
            .position(|b| *b != b'u')
            .map_or(&b""[..], |n| &digits[n..]);
        // The ends of lines, quotes, and what comments and escapes are made of.
        let marks = [&b"0a"[..], b"0d", b"22", b"27", b"2a", b"2f", b"5c"];
        zeros
            .strip_prefix(b"00")
            .and_then(|rest| rest.get(..2))
            .is_some_and(|code| marks.iter().any(|mark| mark.eq_ignore_ascii_case(code)))
    })
}

/// Whether one of the quotes U+2018 to U+201E is outside of what seems to be comments.
fn has_typographic_quote(text: &[u8], tokens: &[Token]) -> bool {
    memmem::find_iter(text, b"\xe2\x80").any(|at| {
        let before = tokens.partition_point(|token| token.span.start <= at);
        let inside = before.checked_sub(1).map(|n| &tokens[n]);
        let in_comment = inside.is_some_and(|t| t.kind.is_comment() && at < t.span.end);
        matches!(text.get(at + 2), Some(0x98..=0x9e)) && !in_comment
    })
}

/// Whether a template has a section that is text for the reader of the result.
pub(in crate::lexer) fn has_raw_section(text: &[u8]) -> bool {
    const MARKS: &[&[u8]] = &[b"raw", b"verbatim"];
    memmem::find(text, b"@verbatim").is_some()
        || memmem::find_iter(text, b"{%").any(|at| {
            let tag = &text[at + 2..];
            let tag = tag.strip_prefix(b"-").unwrap_or(tag).trim_ascii_start();
            MARKS.iter().any(|mark| tag.starts_with(mark))
        })
}

/// Whether a recipe is run as one text: `.ONESHELL` of make, a line of an interpreter in a recipe of just.
fn has_whole_recipe(text: &[u8]) -> bool {
    memmem::find(text, b".ONESHELL").is_some()
        || memmem::find_iter(text, b"#!").any(|at| is_first_of_indented_line(text, at))
}

fn is_indented(text: &[u8], token: &Token) -> bool {
    let start = memchr::memrchr(b'\n', &text[..token.span.start]).map_or(0, |n| n + 1);
    matches!(text[start], b' ' | b'\t')
}

fn is_first_of_indented_line(text: &[u8], at: usize) -> bool {
    let blanks = text[..at]
        .iter()
        .rev()
        .take_while(|b| matches!(**b, b' ' | b'\t'));
    let blanks = blanks.count();
    blanks > 0 && (blanks == at || text[at - blanks - 1] == b'\n')
}

/// Whether a source declares, as Python reads it, an encoding in which a comment may end elsewhere: `# coding: utf-7`.
pub(super) fn declares_another_encoding(text: &[u8], syntax: &Syntax) -> bool {
    const KNOWN: &[&str] = &[
        "ascii",
        "us-ascii",
        "utf-8",
        "utf8",
        "latin-1",
        "latin1",
        "l1",
        "iso-8859",
        "iso8859",
        "cp125",
        "windows-125",
    ];
    if syntax.check != CommentCheck::SourceEncoding {
        return false;
    }
    // It is in the first two lines; more are read here, as not everything that ends a line for Python does so here.
    let lines = text[..text.len().min(4096)].split(|b| matches!(b, b'\n' | b'\r' | 12));
    let mut comments = lines.take(8).filter(|line| line.contains(&b'#'));
    comments.any(|line| {
        memmem::find_iter(line, b"coding").any(|at| {
            let rest = &line[at + 6..];
            let [b':' | b'=', name @ ..] = rest else {
                return false;
            };
            let name = String::from_utf8_lossy(name.trim_ascii_start()).to_lowercase();
            let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
            let length = name.find(|c| !is_part(c)).unwrap_or(name.len());
            let name = name[..length].replace('_', "-");
            !name.is_empty() && !KNOWN.iter().any(|known| name.starts_with(known))
        })
    })
}

/// A text without the spaces and tabs at its start.
fn after_blanks(text: &[u8]) -> &[u8] {
    let blanks = text.iter().take_while(|b| matches!(**b, b' ' | b'\t'));
    &text[blanks.count()..]
}

impl LexerState<'_> {
    /// Whether a comment or literal goes over a line of C#'s preprocessor, which may have ended it.
    pub(super) fn has_directive(&self, from: usize, to: usize) -> bool {
        const WORDS: &[&[u8]] = &[b"if", b"el", b"endif"];
        self.syntax.check == CommentCheck::SkippedLines
            && memchr::memchr_iter(b'\n', &self.text[from..to]).any(|n| {
                let line = after_blanks(&self.text[from + n + 1..to]);
                let word = line.strip_prefix(b"#").map(after_blanks);
                word.is_some_and(|word| WORDS.iter().any(|known| word.starts_with(known)))
            })
    }

    /// Whether what seems to be a comment may be in the name of a header: `#include <a/*b>`.
    pub(super) fn is_header_name(&mut self, at: usize) -> bool {
        if self.syntax.check != CommentCheck::HeaderNames {
            return false;
        }
        self.read_line(at);
        let before = &self.text[..self.line.start.saturating_sub(1)];
        let before = before.strip_suffix(b"\r").unwrap_or(before);
        self.line.angle && (self.line.is_directive || before.ends_with(b"\\"))
    }

    /// Where to begin: after the line of the interpreter, and PHP at its first tag, if it has one.
    pub(super) fn first(&self) -> usize {
        let has_tags = self.syntax.shapes.contains(&Shape::InlineHtml);
        // `#!/usr/bin/env node` is for the system, whatever begins a comment in it; `#![…]` is an attribute of Rust.
        if !has_tags && self.text.starts_with(b"#!") && !self.text.starts_with(b"#![") {
            return line_end(self.text, 0);
        }
        has_tags
            .then(|| memmem::find(self.text, b"<?"))
            .flatten()
            .unwrap_or(0)
    }

    /// Whether white space before `at` is escaped, so that shells take it for a part of a word.
    pub(super) fn follows_escaped_blank(&self, at: usize) -> bool {
        let mut literals = self.syntax.literals.iter();
        let mark = match literals.any(|literal| literal.escape == Escape::Backtick) {
            true => b'`',
            false => b'\\',
        };
        let [before @ .., b' ' | b'\t'] = &self.text[..at] else {
            return false;
        };
        before.iter().rev().take_while(|b| **b == mark).count() % 2 == 1
    }

    /// Reads the line of `at` up to there.
    fn read_line(&mut self, at: usize) {
        if at < self.line.at || at >= self.line.end {
            let start = memchr::memrchr(b'\n', &self.text[..at]).map_or(0, |n| n + 1);
            let end = line_end(self.text, at);
            let last = memchr::memrchr(b']', &self.text[start..end]);
            let last_bracket = last.map_or(0, |n| start + n);
            let last = memchr::memrchr3(b'"', b'\'', b'`', &self.text[start..end]);
            let last_quote = last.map_or(0, |n| start + n);
            self.line = LineRead {
                start,
                end: end.max(at + 1),
                at: start,
                last_bracket,
                last_quote,
                is_directive: matches!(
                    after_blanks(&self.text[start..end]).first(),
                    Some(b'#' | b'%')
                ),
                ..LineRead::default()
            };
        }
        let sql = self.syntax.check == CommentCheck::SqlQuotes;
        while self.line.at < at {
            let from = self.line.at;
            let byte = self.text[from];
            self.line.at += 1;
            match self.line.quote {
                Some(quote) if byte == b'\\' && (sql || quote == b'"') => self.line.at += 1,
                Some(quote) if byte == quote => self.line.quote = None,
                Some(_) => {}
                None if matches!(byte, b'"' | b'\'')
                    && (sql || self.is_at(OpenerPosition::AsValue, from)) =>
                {
                    self.line.quote = Some(byte);
                }
                None if sql && byte == b'`' => self.line.quote = Some(byte),
                None => {}
            }
            match byte {
                b'<' => self.line.angle = true,
                b'>' => self.line.angle = false,
                b'[' => self.line.bracket = true,
                b']' => self.line.bracket = false,
                b'{' if from > 0 && self.text[from - 1] == b'$' => self.line.expansions += 1,
                b'`' => self.line.has_command = true,
                b'(' if from > 0 && self.text[from - 1] == b'$' => self.line.has_command = true,
                b'}' => self.line.expansions = self.line.expansions.saturating_sub(1),
                _ => {}
            }
        }
    }

    /// Whether the line of a comment that begins at `at` is the continuation of the line before.
    pub(super) fn is_continued(&mut self, at: usize) -> bool {
        let (mark, glued) = match self.syntax.continuation {
            Continuation::None => return false,
            Continuation::LastByte(mark) => (mark, false),
            Continuation::Glued(mark) => (mark, true),
        };
        self.read_line(at);
        let start = self.line.start;
        let Some(end) = start.checked_sub(1) else {
            return false;
        };
        if (glued && start < at) || !self.is_at(OpenerPosition::LineStart, at) {
            return false;
        }
        let before = &self.text[..end];
        let before = before.strip_suffix(b"\r").unwrap_or(before);
        let marks = before.iter().rev().take_while(|b| **b == mark).count();
        if marks % 2 == 0 {
            return false;
        }
        // A comment is continued by nothing.
        let in_comment = self
            .tokens
            .last()
            .is_some_and(|t| t.kind.is_comment() && t.span.end >= end.saturating_sub(1));
        let blank = before[..before.len() - marks]
            .last()
            .is_none_or(|b| matches!(b, b' ' | b'\t' | b'\n'));
        !(in_comment || glued && blank)
    }

    /// Whether a comment that begins at `at` may be in quotes, or in an expansion of a shell: `${model:- #`.
    pub(super) fn may_be_quoted(&mut self, at: usize) -> bool {
        let glued = matches!(self.syntax.continuation, Continuation::Glued(_));
        if !glued
            && !matches!(
                self.syntax.check,
                CommentCheck::Quotes | CommentCheck::SqlQuotes | CommentCheck::Recipes
            )
        {
            return false;
        }
        self.read_line(at);
        match self.syntax.check {
            CommentCheck::Quotes | CommentCheck::Recipes => {
                let has_quote = self.line.last_quote > at;
                self.line.quote.is_some()
                    || has_quote && (self.line.has_command || self.open_backtick(at))
            }
            CommentCheck::SqlQuotes => {
                self.line.quote.is_some() || (self.line.bracket && self.line.last_bracket > at)
            }
            _ => self.line.expansions > 0,
        }
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
            || self
                .tokens
                .last()
                .is_some_and(|t| t.kind.is_comment() && t.span.end >= before.len())
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
                b'`' => brackets.backticks += 1,
                b'(' | b'[' | b'{' => brackets.open += 1,
                b')' | b']' | b'}' => brackets.open = brackets.open.saturating_sub(1),
                _ => {}
            }
            brackets.at += 1;
        }
        brackets.open
    }

    /// Whether a backtick is open at `at`, which is after all tokens.
    fn open_backtick(&mut self, at: usize) -> bool {
        self.open_brackets(at);
        self.brackets.backticks % 2 == 1
    }

    /// Whether a literal is a statement of its own, as docstrings are: the first and last of its line, not inside brackets,
    /// and not after an operator.
    pub(super) fn is_statement(&mut self, at: usize, end: usize) -> bool {
        let rest = self.text[end..line_end(self.text, end)].trim_ascii();
        matches!(rest.first(), None | Some(b'#' | b';'))
            && self.begins_statement(at)
            && self.open_brackets(at) == 0
    }

    /// Whether a literal is before what it describes, on its line or on the next.
    pub(super) fn is_description(&self, at: usize, end: usize) -> bool {
        let rest = self.text[end..].trim_ascii_start();
        let word = rest
            .iter()
            .take_while(|b| b.is_ascii_alphanumeric() || **b == b'_')
            .count();
        let closes =
            [&b"end"[..], b"else", b"elseif", b"catch", b"finally"].contains(&&rest[..word]);
        let described = word > 0 || matches!(rest.first(), Some(b'@' | b'#' | b'"' | 0x80..));
        described
            && !closes
            && self.begins_statement(at)
            && !self.text[..at].trim_ascii_end().ends_with(b":")
    }

    fn begins_statement(&self, at: usize) -> bool {
        let before = &self.text[..at];
        let Some(last) = before
            .iter()
            .rev()
            .take(512)
            .find(|b| !b.is_ascii_whitespace())
        else {
            return true;
        };
        self.is_at(OpenerPosition::LineStart, at)
            && !matches!(last, b'(' | b'[' | b'{' | b',' | b'=' | b'+' | b'\\' | b'%')
    }
}
