//! Literals whose marks are not fixed: raw strings with any number of hashes, commands between backticks, sigils, quotes by
//! word.

use super::state::{FAILURES, LexerState, is_word, line_end, lua_close, lua_level};
use crate::language::syntax::{ELIXIR_DOCS, OpenerPosition, Shape};
use crate::lexer::TokenKind;

impl LexerState<'_> {
    pub(super) fn shape(&mut self, at: usize) -> Option<usize> {
        for shape in self.syntax.shapes {
            let found = match shape {
                Shape::Character => self.character(at),
                Shape::CharacterConstant => self.character_constant(at),
                Shape::QuotedString => self.quoted_string(at),
                Shape::DelimitedString => self.delimited_string(at),
                Shape::StopParsing => self.stop_parsing(at),
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
                Shape::CharacterAfter(mark) => self.character_after(at, *mark),
                Shape::DollarQuote => self.dollar_quote(at),
                Shape::QuasiQuote => self.quasi_quote(at),
                Shape::InlineHtml => self.inline_html(at),
                Shape::LineString => self.line_string(at),
                Shape::TextDirective => self.text_directive(at),
                Shape::DashRaw => self.dash_raw(at),
                Shape::Bar => self.bar(at),
                Shape::HashRegex => self.hash_regex(at),
                Shape::XmlLiteral => self.xml_literal(at),
                Shape::Jsx => self.jsx_mark(at),
                Shape::Backtick => self.backtick(at),
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
            b'\\' => {
                2 + rest
                    .get(2..rest.len().min(14))?
                    .iter()
                    .position(|b| *b == b'\'')?
            }
            b'\n' | b'\'' => return None,
            first => utf8_length(*first),
        };
        if rest.get(close) != Some(&b'\'') {
            return None;
        }
        Some(self.push(
            TokenKind::String,
            at,
            at + 1,
            (at + 1 + close, at + 2 + close),
        ))
    }

    fn character_after(&self, at: usize, mark: u8) -> Option<usize> {
        let after = self.text[at..].strip_prefix(&[mark])?;
        // Names of Elixir's functions end in a question mark.
        if mark == b'?' && self.word_before(at) {
            return None;
        }
        // `?\;` of Emacs and Elixir, `$\%` of Erlang: the backslash escapes the character.
        let escapes = usize::from(mark != b'\\' && after.starts_with(b"\\"));
        // The end of a line may begin the text of a heredoc.
        let next = after.get(escapes).filter(|next| **next != b'\n');
        Some(at + 1 + escapes + next.map_or(0, |next| utf8_length(*next)))
    }

    fn dollar_quote(&mut self, at: usize) -> Option<usize> {
        let after = self.text[at..].strip_prefix(b"$")?;
        if self.word_before(at) {
            return None;
        }
        let tag = after
            .iter()
            .take(64)
            .take_while(|b| b.is_ascii_alphanumeric() || **b == b'_')
            .count();
        if after.get(tag) != Some(&b'$') {
            return None;
        }
        let inner = at + tag + 2;
        if self.failures > FAILURES {
            return None;
        }
        let line = &self.text[inner..line_end(self.text, inner)];
        let Some(close) = memchr::memmem::find(line, &self.text[at..inner]) else {
            self.failures += 1;
            return None;
        };
        Some(self.push(
            TokenKind::String,
            at,
            inner,
            (inner + close, inner + close + tag + 2),
        ))
    }

    fn quasi_quote(&mut self, at: usize) -> Option<usize> {
        let after = self.text[at..].strip_prefix(b"[")?;
        let name = after
            .iter()
            .take(64)
            .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.'))
            .count();
        if name == 0 || after.get(name) != Some(&b'|') {
            return None;
        }
        let inner = at + name + 2;
        let ends = self.find_close(inner, b"|]")?;
        Some(self.push(TokenKind::String, at, inner, ends))
    }

    fn inline_html(&self, at: usize) -> Option<usize> {
        let from = at + 2;
        let ends = self.text[at..].starts_with(b"?>");
        ends.then(|| {
            memchr::memmem::find(&self.text[from..], b"<?").map_or(self.text.len(), |n| from + n)
        })
    }

    fn line_string(&mut self, at: usize) -> Option<usize> {
        let is_one =
            self.text[at..].starts_with(b"\\\\") && self.is_at(OpenerPosition::LineStart, at);
        let end = line_end(self.text, at);
        is_one.then(|| self.push(TokenKind::String, at, at + 2, (end, end)))
    }

    fn text_directive(&self, at: usize) -> Option<usize> {
        let after = self.text[at..].strip_prefix(b"#")?;
        if !self.is_at(OpenerPosition::LineStart, at) {
            return None;
        }
        let blank = after
            .iter()
            .take(64)
            .take_while(|b| matches!(b, b' ' | b'\t'))
            .count();
        let words: [&[u8]; 4] = [b"region", b"endregion", b"error", b"warning"];
        let has = |word: &&[u8]| after[blank..].starts_with(word);
        let end = line_end(self.text, at);
        if after[blank..].starts_with(b"pragma") {
            // Only a comment to the end of the line may be on it.
            return Some(memchr::memmem::find(&self.text[at..end], b"//").map_or(end, |n| at + n));
        }
        words.iter().any(has).then_some(end)
    }

    /// What a shell runs between two backticks, where nothing counts but the next one.
    fn backtick(&mut self, at: usize) -> Option<usize> {
        self.text[at..].strip_prefix(b"`")?;
        if self.failures > FAILURES {
            return None;
        }
        let from = at + 1;
        let mut end = from;
        loop {
            let Some(n) = memchr::memchr2(b'`', b'\\', self.text.get(end..)?) else {
                self.failures += 1;
                return None;
            };
            end += n;
            if self.text[end] == b'`' {
                break;
            }
            end += 2;
        }
        let mut inside = LexerState::new(&self.text[..end], from, self.syntax);
        inside.gives_up_comments = self.gives_up_comments;
        inside.run(from, end);
        // Escaped backticks are those of a command in the command, where a comment ends.
        let is_nested = memchr::memmem::find(&self.text[from..end], b"\\`").is_some();
        inside
            .tokens
            .retain(|token| !(is_nested && token.kind.is_comment()));
        self.tokens.append(&mut inside.tokens);
        Some(end + 1)
    }

    pub(super) fn word_before(&self, at: usize) -> bool {
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
        let word = self.text[..at]
            .iter()
            .rev()
            .take_while(|b| b.is_ascii_alphanumeric() || **b == b'_')
            .count();
        if ![&b""[..], b"u8", b"u", b"U", b"L"].contains(&&self.text[at - word..at]) {
            return None;
        }
        let tag = after.iter().take(17).position(|b| *b == b'(')?;
        let close = [b")", &after[..tag], b"\""].concat();
        let inner = at + 3 + tag;
        let ends = self.find_close(inner, &close)?;
        Some(self.push(TokenKind::String, at, inner, ends))
    }

    fn dash_raw(&mut self, at: usize) -> Option<usize> {
        let [b'r' | b'R', quote @ (b'"' | b'\''), after @ ..] = &self.text[at..] else {
            return None;
        };
        let dashes = after.iter().take_while(|b| **b == b'-').count();
        let bracket = match after.get(dashes)? {
            b'(' => b')',
            b'[' => b']',
            b'{' => b'}',
            _ => return None,
        };
        if self.word_before(at) {
            return None;
        }
        let mut close = vec![bracket];
        close.resize(1 + dashes, b'-');
        close.push(*quote);
        let inner = at + 3 + dashes;
        let ends = self.find_close(inner, &close)?;
        Some(self.push(TokenKind::String, at, inner, ends))
    }

    fn bar(&mut self, at: usize) -> Option<usize> {
        self.gives_up_comments |= self.text[at] == b'|';
        None
    }

    fn hash_regex(&mut self, at: usize) -> Option<usize> {
        let rest = &self.text[at..];
        let hashes = rest.iter().take(16).take_while(|b| **b == b'#').count();
        if hashes == 0 || rest.get(hashes) != Some(&b'/') {
            return None;
        }
        let mut close = vec![b'/'];
        close.resize(1 + hashes, b'#');
        let inner = at + hashes + 1;
        let ends = self.find_close(inner, &close)?;
        Some(self.push(TokenKind::String, at, inner, ends))
    }

    fn lua_long(&mut self, at: usize) -> Option<usize> {
        let level = lua_level(&self.text[at..])?;
        let ends = self.find_close(at + level + 2, &lua_close(level))?;
        Some(self.push(TokenKind::String, at, at + level + 2, ends))
    }

    fn swift_raw(&mut self, at: usize) -> Option<usize> {
        let hashes = self.text[at..]
            .iter()
            .take(16)
            .take_while(|b| **b == b'#')
            .count();
        let after = &self.text[at + hashes..];
        if hashes == 0 || !after.starts_with(b"\"") {
            return None;
        }
        let quotes: &[u8] = if after.starts_with(b"\"\"\"") {
            b"\"\"\""
        } else {
            b"\""
        };
        let mut close = quotes.to_vec();
        close.resize(quotes.len() + hashes, b'#');
        let inner = at + hashes + quotes.len();
        let ends = self.find_close(inner, &close)?;
        // What is inserted may contain the closing mark.
        let mut insert = vec![b'\\'];
        insert.resize(1 + hashes, b'#');
        insert.push(b'(');
        self.gives_up_comments |=
            memchr::memmem::find(&self.text[inner..ends.0], &insert).is_some();
        Some(self.push(TokenKind::String, at, inner, ends))
    }

    fn quote_run(&mut self, at: usize) -> Option<usize> {
        let quotes = self.text[at..]
            .iter()
            .take(16)
            .take_while(|b| **b == b'"')
            .count();
        if quotes < 3 {
            return None;
        }
        let inner = at + quotes;
        let ends = self.find_close(inner, &vec![b'"'; quotes])?;
        // What is inserted may contain the closing mark.
        let count = |byte| memchr::memchr_iter(byte, &self.text[inner..ends.0]).count();
        self.gives_up_comments |= self.text[..at].ends_with(b"$") && count(b'{') != count(b'}');
        Some(self.push(TokenKind::String, at, inner, ends))
    }

    fn percent(&mut self, at: usize) -> Option<usize> {
        let rest = self.text[at..].strip_prefix(b"%")?;
        let letter = usize::from(matches!(
            rest.first()?,
            b'q' | b'Q' | b'w' | b'W' | b'i' | b'I'
        ));
        let delimiter = *rest.get(letter)?;
        let allowed = matches!(delimiter, b'(' | b'[' | b'{' | b'<')
            || (letter == 1 && matches!(delimiter, b'|' | b'!' | b'/'));
        if !allowed || (letter == 0 && !self.may_be_operand(at)) || self.word_before(at) {
            return None;
        }
        self.delimited(at, at + 1 + letter, delimiter)
    }

    fn quote_word(&mut self, at: usize) -> Option<usize> {
        if self.word_before(at)
            || (at > 0 && matches!(self.text[at - 1], b'$' | b'@' | b'%' | b'>' | b'-'))
        {
            return None;
        }
        let rest = &self.text[at..];
        let words = [
            &b"qw"[..],
            b"qq",
            b"qr",
            b"qx",
            b"tr",
            b"q",
            b"m",
            b"s",
            b"y",
        ];
        let word = words.into_iter().find(|w| {
            rest.starts_with(w) && rest.get(w.len()).is_some_and(|next| !is_word(*next))
        })?;
        let delimiter = *rest.get(word.len())?;
        if !delimiter.is_ascii_punctuation()
            || matches!(
                delimiter,
                b'=' | b',' | b';' | b')' | b']' | b'}' | b'>' | b'-'
            )
        {
            return None;
        }
        let end = self.delimited(at, at + word.len(), delimiter)?;
        if !matches!(word, b"tr" | b"s" | b"y") {
            return Some(end);
        }
        let second = self.second_part(end, delimiter);
        if second.is_none() {
            // Without it the first part is not a literal, either.
            self.tokens.pop();
        }
        second
    }

    /// The second part of `s/…/…/`, which begins where the first ends, or has brackets of its own.
    fn second_part(&mut self, end: usize, delimiter: u8) -> Option<usize> {
        if !matches!(delimiter, b'(' | b'[' | b'{' | b'<') {
            return self.delimited(end, end - 1, delimiter);
        }
        let blank = self.text[end..]
            .iter()
            .take(64)
            .take_while(|b| b.is_ascii_whitespace())
            .count();
        let next = self
            .text
            .get(end + blank)
            .filter(|b| b.is_ascii_punctuation())?;
        self.delimited(end + blank, end + blank, *next)
    }

    fn sigil(&mut self, at: usize) -> Option<usize> {
        let rest = self.text[at..].strip_prefix(b"~")?;
        if !rest.first()?.is_ascii_alphabetic() {
            return None;
        }
        // A small letter, or several capital ones.
        let capital = |b: &&u8| b.is_ascii_uppercase() || b.is_ascii_digit();
        let letters = rest.iter().take_while(capital).count().max(1);
        let delimiter = *rest.get(letters)?;
        let quotes: [&[u8]; 2] = [b"\"\"\"", b"'''"];
        if let Some(quotes) = quotes.iter().find(|q| rest[letters..].starts_with(q)) {
            let inner = at + 4 + letters;
            let ends = self.find_close(inner, quotes)?;
            let documents = !self.gives_up_comments && self.follows_attribute(at, ELIXIR_DOCS);
            let kind = if documents {
                TokenKind::BlockComment
            } else {
                TokenKind::String
            };
            return Some(self.push(kind, at, inner, ends));
        }
        if !matches!(
            delimiter,
            b'(' | b'[' | b'{' | b'<' | b'|' | b'/' | b'"' | b'\''
        ) {
            return None;
        }
        self.delimited(at, at + 1 + letters, delimiter)
    }

    /// Whether what is inserted at `at`, after its opening mark, contains only simple literals, and of these marks only
    /// pairs of brackets, so that it cannot be taken for the end of the literal that it is in.
    pub(super) fn is_simple_insert(&self, at: usize, marks: [u8; 2]) -> bool {
        let [open, close] = marks;
        let (mut quote, mut depth) = (None, 0_usize);
        for byte in self.text.get(at..).unwrap_or_default() {
            match (*byte, quote) {
                (b'}', None) => return depth == 0,
                (b'`' | b'\\' | b'{' | b'}' | b'\n', _) => return false,
                (byte, None) if byte == open && open != close => depth += 1,
                (byte, None) if byte == close && depth > 0 => depth -= 1,
                (byte, _) if marks.contains(&byte) => return false,
                (b'"' | b'\'', None) => quote = Some(*byte),
                (byte, Some(open)) if byte == open => quote = None,
                _ => {}
            }
        }
        false
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
        let has_inserts = [Shape::Percent, Shape::Sigil]
            .iter()
            .any(|shape| self.syntax.shapes.contains(shape));
        let (mut depth, mut i) = (0_usize, open + 1);
        while let Some(byte) = self.text.get(i) {
            if has_inserts
                && self.text[i..].starts_with(b"#{")
                && !self.is_simple_insert(i + 2, [delimiter, close])
            {
                self.gives_up_comments = true;
            }
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

/// The bytes with which a literal of a shape begins; a heredoc's text begins after the end of a line.
pub(super) fn starts(shape: Shape) -> &'static [u8] {
    match shape {
        Shape::Character | Shape::CharacterConstant => b"'",
        Shape::QuotedString => b"{",
        Shape::DelimitedString => b"q",
        Shape::StopParsing => b"-",
        Shape::RustRaw => b"r",
        Shape::CppRaw => b"R",
        Shape::LuaLong => b"[",
        Shape::SwiftRaw => b"#",
        Shape::QuoteRun => b"\"",
        Shape::Heredoc => b"<\n",
        Shape::SlashRegex => b"/",
        Shape::Percent => b"%",
        Shape::QuoteWord => b"qmtsy",
        Shape::Sigil => b"~",
        Shape::CharacterAfter(b'$') => b"$",
        Shape::CharacterAfter(b'?') => b"?",
        Shape::CharacterAfter(_) => b"\\",
        Shape::DollarQuote => b"$",
        Shape::QuasiQuote => b"[",
        Shape::InlineHtml => b"?",
        Shape::LineString => b"\\",
        Shape::TextDirective => b"#",
        Shape::DashRaw => b"rR",
        Shape::Bar => b"|",
        Shape::HashRegex => b"#",
        Shape::XmlLiteral => b"<",
        Shape::Jsx => b"<>{}",
        Shape::Backtick => b"`",
    }
}

fn utf8_length(first: u8) -> usize {
    match first {
        0xc0..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf7 => 4,
        _ => 1,
    }
}
