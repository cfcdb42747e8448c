//! Literals that name their own end, and what a language reads as a literal although others do not.

use super::state::{LexerState, is_word, line_end};
use crate::lexer::TokenKind;

impl LexerState<'_> {
    /// `'//'`: several characters are one constant of C. An apostrophe in a number separates digits, and one that nothing
    /// closes nearby is prose of a `#error`.
    pub(super) fn character_constant(&mut self, at: usize) -> Option<usize> {
        const LONGEST: usize = 16;
        self.text[at..].strip_prefix(b"'")?;
        let word = self.text[..at].iter().rev().take_while(|b| is_word(**b));
        if word.last().is_some_and(u8::is_ascii_digit) {
            return None;
        }
        let from = at + 1;
        let last = line_end(self.text, from).min(from + LONGEST);
        let mut end = from;
        while end < last {
            match self.text[end] {
                b'\\' => end += 2,
                b'\'' if end == from => return None,
                b'\'' => return Some(self.push(TokenKind::String, at, from, (end, end + 1))),
                _ => end += 1,
            }
        }
        None
    }

    /// `{name|…|name}` (OCaml).
    pub(super) fn quoted_string(&mut self, at: usize) -> Option<usize> {
        let after = self.text[at..].strip_prefix(b"{")?;
        let name = after
            .iter()
            .take(64)
            .take_while(|b| b.is_ascii_lowercase() || **b == b'_')
            .count();
        if after.get(name) != Some(&b'|') {
            return None;
        }
        let close = [b"|", &after[..name], b"}"].concat();
        let inner = at + name + 2;
        let ends = self.find_close(inner, &close)?;
        Some(self.push(TokenKind::String, at, inner, ends))
    }

    /// `q"(…)"`, `q"/…/"` and `q"END` up to `END"` at the start of a line (D).
    pub(super) fn delimited_string(&mut self, at: usize) -> Option<usize> {
        let after = self.text[at..].strip_prefix(b"q\"")?;
        if self.word_before(at) {
            return None;
        }
        let label = after.iter().take(64).take_while(|b| is_word(**b)).count();
        let (inner, close) = match after.first()? {
            b'(' => (at + 3, b")\"".to_vec()),
            b'[' => (at + 3, b"]\"".to_vec()),
            b'{' => (at + 3, b"}\"".to_vec()),
            b'<' => (at + 3, b">\"".to_vec()),
            _ if label > 0 => (at + 2 + label, [b"\n", &after[..label], b"\""].concat()),
            mark => (at + 3, vec![*mark, b'"']),
        };
        let ends = self.find_close(inner, &close)?;
        Some(self.push(TokenKind::String, at, inner, ends))
    }

    /// `--%` (PowerShell): what follows on the line is passed on as it is.
    pub(super) fn stop_parsing(&self, at: usize) -> Option<usize> {
        let after = self.text[at..].strip_prefix(b"--%")?;
        let is_token = at > 0
            && matches!(self.text[at - 1], b' ' | b'\t')
            && after
                .first()
                .is_none_or(|b| matches!(b, b' ' | b'\t' | b'\r' | b'\n'));
        is_token.then(|| line_end(self.text, at))
    }
}
