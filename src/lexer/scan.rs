//! The pass over code: comments, literals, and literals whose marks are not fixed.

use memchr::memmem;

use super::{Token, TokenKind};
use crate::language::syntax::{Doc, ELIXIR_DOCS, Escape, Literal, Place, Shape, Syntax};

/// How often an opener may turn out to have no end before such openers are no longer searched for: what
/// keeps hostile text from being read again and again.
const FAILURES: u32 = 32;

/// How deep code inside literals inside code is followed.
const DEPTH: usize = 32;

pub(super) fn scan(text: &[u8], syntax: &Syntax) -> Vec<Token> {
    let mut scan = Scan { text, syntax, tokens: Vec::new(), failures: 0, labels: Vec::new() };
    scan.run(0, text.len());
    scan.tokens
}

/// Adds the tokens of `text[from..to]`, a script inside markup, with offsets in `text`.
pub(super) fn scan_part(text: &[u8], from: usize, to: usize, syntax: &Syntax, tokens: &mut Vec<Token>) {
    let mut scan = Scan { text: &text[..to], syntax, tokens: Vec::new(), failures: 0, labels: Vec::new() };
    scan.run(from, to);
    tokens.append(&mut scan.tokens);
}

struct Scan<'t> {
    text: &'t [u8],
    syntax: &'t Syntax,
    tokens: Vec<Token>,
    failures: u32,
    /// Labels of heredocs whose text begins on the next line.
    labels: Vec<Vec<u8>>,
}

/// The end of the literal's inside and of the literal.
type Ends = (usize, usize);

impl Scan<'_> {
    fn run(&mut self, from: usize, to: usize) {
        let starts = starts(self.syntax);
        let mut at = from;
        while at < to {
            if !starts[usize::from(self.text[at])] {
                at += 1;
                continue;
            }
            if self.text[at] == b'\n' {
                at = self.heredocs(at + 1);
                continue;
            }
            at = self.comment(at).or_else(|| self.shape(at)).or_else(|| self.literal(at)).unwrap_or(at + 1);
        }
    }

    fn push(&mut self, kind: TokenKind, start: usize, inner_start: usize, ends: Ends) -> usize {
        self.tokens.push(Token { kind, span: start..ends.1, inner: inner_start..ends.0 });
        ends.1.max(start + 1)
    }

    fn stands(&self, place: Place, at: usize) -> bool {
        match place {
            Place::Anywhere => true,
            Place::AfterSpace => at == 0 || matches!(self.text[at - 1], b' ' | b'\t' | b'\n' | b'\r' | b';'),
            Place::AsValue => {
                self.stands(Place::AfterSpace, at)
                    || matches!(self.text[at - 1], b'(' | b'[' | b'{' | b',' | b'=' | b':' | b'!')
            }
            Place::LineStart => {
                let before = &self.text[..at];
                let blank = before.iter().rev().take(256).take_while(|b| matches!(**b, b' ' | b'\t')).count();
                blank == before.len() || before[before.len() - blank - 1] == b'\n'
            }
        }
    }

    fn comment(&mut self, at: usize) -> Option<usize> {
        let rest = &self.text[at..];
        for block in self.syntax.blocks {
            if !rest.starts_with(block.open.as_bytes()) || !self.stands(block.place, at) {
                continue;
            }
            let inner = at + block.open.len();
            let ends = self.block_end(inner, block.open.as_bytes(), block.close.as_bytes(), block.nested);
            return Some(self.push(TokenKind::BlockComment, at, inner, ends));
        }
        for line in self.syntax.lines {
            let from = at + line.open.len();
            if !rest.starts_with(line.open.as_bytes()) || !self.stands(line.place, at) {
                continue;
            }
            if self.syntax.shapes.contains(&Shape::LuaLong)
                && let Some(level) = lua_level(&self.text[from..])
                && let Some(ends) = self.find_close(from + level + 2, &lua_close(level))
            {
                return Some(self.push(TokenKind::BlockComment, at, from + level + 2, ends));
            }
            let end = line_end(self.text, from);
            return Some(self.push(TokenKind::LineComment, at, from, (end, end)));
        }
        None
    }

    /// The end of a block comment; one that is not closed goes to the end of the text.
    fn block_end(&self, from: usize, open: &[u8], close: &[u8], nested: bool) -> Ends {
        let whole = (self.text.len(), self.text.len());
        let Some(first) = memmem::find(&self.text[from..], close) else { return whole };
        if !nested {
            return (from + first, from + first + close.len());
        }
        let (mut depth, mut at) = (1_usize, from);
        while at < self.text.len() {
            let rest = &self.text[at..];
            if rest.starts_with(close) {
                depth -= 1;
                if depth == 0 {
                    return (at, at + close.len());
                }
                at += close.len();
            } else if rest.starts_with(open) {
                depth += 1;
                at += open.len();
            } else {
                at += 1;
            }
        }
        // An opener inside the comment that nobody closes: the first closing mark is the likelier end.
        (from + first, from + first + close.len())
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
            if !self.text[at..].starts_with(literal.open.as_bytes()) || !self.stands(literal.place, at) {
                continue;
            }
            let inner = at + literal.open.len();
            let Some(ends) = self.literal_end(inner, literal) else {
                if literal.open.len() > 1 {
                    continue;
                }
                return Some(at + 1);
            };
            let documents = match literal.doc {
                Doc::Never => false,
                Doc::Alone => self.alone(at),
                Doc::Behind(attributes) => self.behind(at, attributes),
            };
            let kind = if documents { TokenKind::BlockComment } else { TokenKind::String };
            return Some(self.push(kind, at, inner, ends));
        }
        None
    }

    /// Whether a literal is a statement of its own, as docstrings are: first on its line, and not inside
    /// brackets or behind an operator.
    fn alone(&self, at: usize) -> bool {
        let before = &self.text[..at];
        let Some(last) = before.iter().rev().take(512).find(|b| !b.is_ascii_whitespace()) else {
            return true;
        };
        self.stands(Place::LineStart, at)
            && !matches!(last, b'(' | b'[' | b'{' | b',' | b'=' | b'+' | b'\\' | b'%')
    }

    /// Whether one of these attributes stands right before.
    fn behind(&self, at: usize, attributes: &[&str]) -> bool {
        let before = self.text[..at].trim_ascii_end();
        attributes.iter().any(|attribute| before.ends_with(attribute.as_bytes()))
    }

    fn literal_end(&mut self, from: usize, literal: &Literal) -> Option<Ends> {
        if !literal.inserts.is_empty()
            && self.failures <= FAILURES
            && let Some(ends) = self.end_with_inserts(from, literal)
        {
            return Some(ends);
        }
        let found = plain_end(self.text, from, literal);
        if found.is_none() {
            self.failures += 1;
            if self.failures > FAILURES {
                return Some((self.text.len(), self.text.len()));
            }
        }
        found
    }

    /// The end of a literal that may hold code which holds literals; `None` where that reading has no end.
    fn end_with_inserts(&mut self, from: usize, literal: &Literal) -> Option<Ends> {
        let mut open: Vec<Frame<'_>> = vec![Frame::Literal(literal)];
        let mut at = from;
        while at < self.text.len() {
            let rest = &self.text[at..];
            let depth = open.len();
            match open.last_mut().expect("the loop ends with the outermost literal") {
                Frame::Literal(inside) => {
                    if !inside.multiline && rest[0] == b'\n' {
                        return None;
                    }
                    if let Some((mark, close)) =
                        inside.inserts.iter().find(|(m, _)| rest.starts_with(m.as_bytes()))
                    {
                        if depth >= DEPTH {
                            self.failures += 1;
                            return None;
                        }
                        open.push(Frame::Code { close: *close, depth: 0 });
                        at += mark.len();
                    } else if let Some(length) = escaped(rest, inside) {
                        at += length;
                    } else if rest.starts_with(inside.close.as_bytes()) {
                        let end = at + inside.close.len();
                        open.pop();
                        if open.is_empty() {
                            return Some((at, end));
                        }
                        at = end;
                    } else {
                        at += 1;
                    }
                }
                Frame::Code { close, depth: nested } => {
                    let byte = rest[0];
                    if byte == *close && *nested == 0 {
                        open.pop();
                    } else if byte == *close {
                        *nested -= 1;
                    } else if matches!((*close, byte), (b'}', b'{') | (b')', b'(')) {
                        *nested += 1;
                    } else if let Some(inner) =
                        self.syntax.literals.iter().find(|l| rest.starts_with(l.open.as_bytes()))
                    {
                        if depth >= DEPTH {
                            self.failures += 1;
                            return None;
                        }
                        open.push(Frame::Literal(inner));
                        at += inner.open.len();
                        continue;
                    }
                    at += 1;
                }
            }
        }
        self.failures += 1;
        None
    }

    fn shape(&mut self, at: usize) -> Option<usize> {
        for shape in self.syntax.shapes {
            let found = match shape {
                Shape::Character => self.character(at),
                Shape::RustRaw => self.rust_raw(at),
                Shape::CppRaw => self.cpp_raw(at),
                Shape::LuaLong => self.lua_long(at),
                Shape::SwiftRaw => self.swift_raw(at),
                Shape::QuoteRun => self.quote_run(at),
                Shape::Heredoc => self.heredoc(at),
                Shape::SlashRegex => self.slash_regex(at),
                Shape::Percent => self.percent(at),
                Shape::QuoteWord => self.quote_word(at),
                Shape::Sigil => self.sigil(at),
            };
            if found.is_some() {
                return found;
            }
        }
        None
    }

    fn character(&mut self, at: usize) -> Option<usize> {
        let rest = self.text[at..].strip_prefix(b"'")?;
        let close = match rest.first()? {
            b'\\' => 2 + rest.get(2..rest.len().min(14))?.iter().position(|b| *b == b'\'')?,
            b'\n' | b'\'' => return None,
            first => utf8_length(*first),
        };
        if rest.get(close) != Some(&b'\'') {
            return None;
        }
        Some(self.push(TokenKind::String, at, at + 1, (at + 1 + close, at + 2 + close)))
    }

    fn word_before(&self, at: usize) -> bool {
        at > 0 && (self.text[at - 1].is_ascii_alphanumeric() || self.text[at - 1] == b'_')
    }

    fn rust_raw(&mut self, at: usize) -> Option<usize> {
        let after = self.text[at..].strip_prefix(b"r")?;
        if self.word_before(at) && !matches!(self.text[at - 1], b'b' | b'c') {
            return None;
        }
        let hashes = after.iter().take(32).take_while(|b| **b == b'#').count();
        if after.get(hashes) != Some(&b'"') {
            return None;
        }
        let mut close = vec![b'"'];
        close.resize(1 + hashes, b'#');
        let inner = at + 2 + hashes;
        let ends = self.find_close(inner, &close)?;
        Some(self.push(TokenKind::String, at, inner, ends))
    }

    fn cpp_raw(&mut self, at: usize) -> Option<usize> {
        let after = self.text[at..].strip_prefix(b"R\"")?;
        let tag = after.iter().take(17).position(|b| *b == b'(')?;
        let close = [b")", &after[..tag], b"\""].concat();
        let inner = at + 3 + tag;
        let ends = self.find_close(inner, &close)?;
        Some(self.push(TokenKind::String, at, inner, ends))
    }

    fn lua_long(&mut self, at: usize) -> Option<usize> {
        let level = lua_level(&self.text[at..])?;
        let ends = self.find_close(at + level + 2, &lua_close(level))?;
        Some(self.push(TokenKind::String, at, at + level + 2, ends))
    }

    fn swift_raw(&mut self, at: usize) -> Option<usize> {
        let hashes = self.text[at..].iter().take(16).take_while(|b| **b == b'#').count();
        let after = &self.text[at + hashes..];
        if hashes == 0 || !after.starts_with(b"\"") {
            return None;
        }
        let quotes: &[u8] = if after.starts_with(b"\"\"\"") { b"\"\"\"" } else { b"\"" };
        let mut close = quotes.to_vec();
        close.resize(quotes.len() + hashes, b'#');
        let inner = at + hashes + quotes.len();
        let ends = self.find_close(inner, &close)?;
        Some(self.push(TokenKind::String, at, inner, ends))
    }

    fn quote_run(&mut self, at: usize) -> Option<usize> {
        let quotes = self.text[at..].iter().take(16).take_while(|b| **b == b'"').count();
        if quotes < 3 {
            return None;
        }
        let inner = at + quotes;
        let ends = self.find_close(inner, &vec![b'"'; quotes])?;
        Some(self.push(TokenKind::String, at, inner, ends))
    }

    /// Notes the label; the text is taken when its line begins.
    fn heredoc(&mut self, at: usize) -> Option<usize> {
        let mut rest = self.text[at..].strip_prefix(b"<<")?;
        if self.labels.len() > 8 || at > 0 && self.text[at - 1] == b'<' {
            return None;
        }
        while let [b'-' | b'~' | b'<', after @ ..] = rest {
            rest = after;
        }
        let spaces = rest.iter().take_while(|b| **b == b' ').count();
        let after_spaces = &rest[spaces..];
        let quote = after_spaces.first().copied().filter(|b| matches!(b, b'"' | b'\''));
        // `1 << x` is a shift: behind spaces only a label in capitals or quotes counts.
        let label_from = if quote.is_some() { &after_spaces[1..] } else { after_spaces };
        let length =
            label_from.iter().take(64).take_while(|b| b.is_ascii_alphanumeric() || **b == b'_').count();
        let label = &label_from[..length];
        let capital = label.first().is_some_and(|b| b.is_ascii_uppercase() || *b == b'_');
        if label.is_empty() || label[0].is_ascii_digit() || (quote.is_none() && !capital) {
            return None;
        }
        self.labels.push(label.to_vec());
        let end = self.text.len() - label_from.len() + length + usize::from(quote.is_some());
        Some(end.min(self.text.len()))
    }

    /// Takes the texts of the heredocs that begin at `at`, the start of a line.
    fn heredocs(&mut self, mut at: usize) -> usize {
        for label in std::mem::take(&mut self.labels) {
            let Some((inner_end, end)) = self.heredoc_end(at, &label) else { continue };
            self.tokens.push(Token { kind: TokenKind::String, span: at..end, inner: at..inner_end });
            at = end;
        }
        at
    }

    fn heredoc_end(&mut self, from: usize, label: &[u8]) -> Option<Ends> {
        if self.failures > FAILURES {
            return None;
        }
        let mut at = from;
        while at < self.text.len() {
            let end = line_end(self.text, at);
            let line = self.text[at..end].trim_ascii();
            let rest = line.strip_prefix(label);
            if rest.is_some_and(|r| r.first().is_none_or(|b| !b.is_ascii_alphanumeric() && *b != b'_')) {
                return Some((at, end));
            }
            at = end + 1;
        }
        self.failures += 1;
        None
    }

    /// A regular expression where an operand may stand, closed on its line.
    fn slash_regex(&mut self, at: usize) -> Option<usize> {
        if self.text[at] != b'/' || !self.operand_may_stand(at) {
            return None;
        }
        let (mut class, mut i) = (false, at + 1);
        while let Some(byte) = self.text.get(i) {
            match byte {
                b'\n' => return None,
                b'\\' => i += 1,
                b'[' => class = true,
                b']' => class = false,
                b'/' if !class => return Some(self.push(TokenKind::String, at, at + 1, (i, i + 1))),
                _ => {}
            }
            i += 1;
        }
        None
    }

    fn operand_may_stand(&self, at: usize) -> bool {
        let before = &self.text[at.saturating_sub(64)..at];
        let before = before.trim_ascii_end();
        let Some(last) = before.last() else { return true };
        if matches!(
            last,
            b'(' | b',' | b'=' | b':' | b'[' | b'!' | b'&' | b'|' | b'?' | b'{' | b'}' | b';' | b'~'
        ) {
            return true;
        }
        [&b"return"[..], b"when", b"if", b"case", b"typeof"].iter().any(|w| {
            before
                .strip_suffix(*w)
                .is_some_and(|b| b.last().is_none_or(|c| !c.is_ascii_alphanumeric() && *c != b'_'))
        })
    }

    fn percent(&mut self, at: usize) -> Option<usize> {
        let rest = self.text[at..].strip_prefix(b"%")?;
        let letter = usize::from(matches!(rest.first()?, b'q' | b'Q' | b'w' | b'W' | b'i' | b'I'));
        let delimiter = *rest.get(letter)?;
        let allowed = matches!(delimiter, b'(' | b'[' | b'{' | b'<')
            || (letter == 1 && matches!(delimiter, b'|' | b'!' | b'/'));
        if !allowed || (letter == 0 && !self.operand_may_stand(at)) || self.word_before(at) {
            return None;
        }
        self.delimited(at, at + 1 + letter, delimiter)
    }

    fn quote_word(&mut self, at: usize) -> Option<usize> {
        if self.word_before(at) || (at > 0 && matches!(self.text[at - 1], b'$' | b'@' | b'%' | b'>' | b'-')) {
            return None;
        }
        let rest = &self.text[at..];
        let word = [&b"qw"[..], b"qq", b"qr", b"q", b"m"].into_iter().find(|w| rest.starts_with(w))?;
        let delimiter = *rest.get(word.len())?;
        if !matches!(delimiter, b'(' | b'[' | b'{' | b'<' | b'|' | b'!' | b'/') {
            return None;
        }
        self.delimited(at, at + word.len(), delimiter)
    }

    fn sigil(&mut self, at: usize) -> Option<usize> {
        let rest = self.text[at..].strip_prefix(b"~")?;
        if !rest.first()?.is_ascii_alphabetic() {
            return None;
        }
        let delimiter = *rest.get(1)?;
        if rest[1..].starts_with(b"\"\"\"") {
            let ends = self.find_close(at + 5, b"\"\"\"")?;
            let documents = self.behind(at, ELIXIR_DOCS);
            let kind = if documents { TokenKind::BlockComment } else { TokenKind::String };
            return Some(self.push(kind, at, at + 5, ends));
        }
        if !matches!(delimiter, b'(' | b'[' | b'{' | b'<' | b'|' | b'/' | b'"' | b'\'') {
            return None;
        }
        self.delimited(at, at + 2, delimiter)
    }

    /// A literal from the delimiter at `open` to its partner, pairs inside counted.
    fn delimited(&mut self, at: usize, open: usize, delimiter: u8) -> Option<usize> {
        if self.failures > FAILURES {
            return None;
        }
        let close = match delimiter {
            b'(' => b')',
            b'[' => b']',
            b'{' => b'}',
            b'<' => b'>',
            other => other,
        };
        let (mut depth, mut i) = (0_usize, open + 1);
        while let Some(byte) = self.text.get(i) {
            if *byte == b'\\' {
                i += 1;
            } else if *byte == close {
                if depth == 0 {
                    return Some(self.push(TokenKind::String, at, open + 1, (i, i + 1)));
                }
                depth -= 1;
            } else if *byte == delimiter {
                depth += 1;
            }
            i += 1;
        }
        self.failures += 1;
        None
    }
}

enum Frame<'s> {
    Literal(&'s Literal),
    Code { close: u8, depth: u32 },
}

/// Where a literal without code inside ends: behind its closing mark, or at the end of its line if it may
/// not go over it. `None` where a literal of many lines is not closed.
fn plain_end(text: &[u8], from: usize, literal: &Literal) -> Option<Ends> {
    let mut at = from;
    while at < text.len() {
        let rest = &text[at..];
        if let Some(length) = escaped(rest, literal) {
            // A backslash before the end of a line carries a short literal on.
            at += length;
        } else if rest.starts_with(literal.close.as_bytes()) {
            return Some((at, at + literal.close.len()));
        } else if rest[0] == b'\n' && !literal.multiline {
            return Some((at, at));
        } else {
            at += 1;
        }
    }
    (!literal.multiline).then_some((text.len(), text.len()))
}

/// The length of an escape at the start of `rest`.
fn escaped(rest: &[u8], literal: &Literal) -> Option<usize> {
    let escapes = match literal.escape {
        Escape::Backslash => rest[0] == b'\\',
        Escape::Backtick => rest[0] == b'`',
        Escape::Doubled => {
            let close = literal.close.as_bytes();
            rest.starts_with(close) && rest[close.len()..].starts_with(close)
        }
        Escape::None => false,
    };
    escapes
        .then(|| if literal.escape == Escape::Doubled { 2 * literal.close.len() } else { 2.min(rest.len()) })
}

pub(super) fn line_end(text: &[u8], from: usize) -> usize {
    let from = from.min(text.len());
    memchr::memchr(b'\n', &text[from..]).map_or(text.len(), |n| from + n)
}

/// The number of `=` in `[==[`.
fn lua_level(rest: &[u8]) -> Option<usize> {
    let after = rest.strip_prefix(b"[")?;
    let level = after.iter().take(32).take_while(|b| **b == b'=').count();
    (after.get(level) == Some(&b'[')).then_some(level)
}

fn lua_close(level: usize) -> Vec<u8> {
    let mut close = vec![b']'];
    close.resize(1 + level, b'=');
    close.push(b']');
    close
}

fn utf8_length(first: u8) -> usize {
    match first {
        0xc0..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf7 => 4,
        _ => 1,
    }
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
    for shape in syntax.shapes {
        let bytes: &[u8] = match shape {
            Shape::Character => b"'",
            Shape::RustRaw => b"r",
            Shape::CppRaw => b"R",
            Shape::LuaLong => b"[",
            Shape::SwiftRaw => b"#",
            Shape::QuoteRun => b"\"",
            Shape::Heredoc => b"<\n",
            Shape::SlashRegex => b"/",
            Shape::Percent => b"%",
            Shape::QuoteWord => b"qm",
            Shape::Sigil => b"~",
        };
        for byte in bytes {
            starts[usize::from(*byte)] = true;
        }
    }
    starts
}
