//! Heredocs: a label, and below its line the text up to it.

use super::state::{Ends, FAILURES, Label, LexerState, is_word, line_end};
use crate::language::syntax::Shape;
use crate::lexer::{Token, TokenKind};

impl LexerState<'_> {
    /// Notes the label; the text is taken when its line begins.
    pub(super) fn heredoc(&mut self, at: usize) -> Option<usize> {
        let mut rest = self.text[at..].strip_prefix(b"<<")?;
        if self.labels.len() > 64 || at > 0 && self.text[at - 1] == b'<' {
            return None;
        }
        let shell = self.syntax.shapes.contains(&Shape::CharacterAfter(b'\\'));
        if shell && rest.starts_with(b"<") {
            // One word follows.
            return Some(at + 3);
        }
        while let [b'-' | b'~' | b'<', after @ ..] = rest {
            rest = after;
        }
        let spaces = rest.iter().take_while(|b| **b == b' ').count();
        let mut after = &rest[spaces..];
        if shell {
            after = after.strip_prefix(b"\\").unwrap_or(after);
        }
        let quote = after
            .first()
            .copied()
            .filter(|b| matches!(b, b'"' | b'\'' | b'`'));
        let (name, alone) = if let Some(quote) = quote {
            after = &after[1..];
            let end = after
                .iter()
                .take(64)
                .position(|b| *b == quote)
                .filter(|n| !after[..*n].contains(&b'\n'))?;
            (&after[..end], !after[..end].iter().all(|b| is_word(*b)))
        } else {
            let end = after.iter().take(64).take_while(|b| is_word(**b)).count();
            let capital = after
                .first()
                .is_some_and(|b| b.is_ascii_uppercase() || *b == b'_');
            // `list << item`: after spaces only a label in capitals or quotes counts, except in a shell.
            if !capital && spaces > 0 && !shell {
                return None;
            }
            (&after[..end], !capital)
        };
        if name.is_empty() || (quote.is_none() && name[0].is_ascii_digit()) {
            return None;
        }
        self.labels.push(Label {
            name: name.to_vec(),
            alone,
        });
        let end = self.text.len() - after.len() + name.len() + usize::from(quote.is_some());
        Some(end.min(self.text.len()))
    }

    /// Takes the texts of the heredocs that begin at `at`, the start of a line.
    pub(super) fn heredocs(&mut self, mut at: usize) -> usize {
        for label in std::mem::take(&mut self.labels) {
            let Some((inner_end, end)) = self.heredoc_end(at, &label) else {
                continue;
            };
            self.tokens.push(Token {
                kind: TokenKind::String,
                span: at..end,
                inner: at..inner_end,
            });
            at = end;
        }
        at
    }

    pub(super) fn heredoc_end(&mut self, from: usize, label: &Label) -> Option<Ends> {
        if self.failures > FAILURES {
            return None;
        }
        let mut at = from;
        while at < self.text.len() {
            let end = line_end(self.text, at);
            let line = self.text[at..end].trim_ascii();
            let rest = line.strip_prefix(label.name.as_slice());
            let ends = |rest: &[u8]| match rest.first() {
                None => true,
                Some(_) if label.alone => rest.iter().all(|b| matches!(b, b';' | b',' | b')')),
                Some(next) => !is_word(*next),
            };
            if let Some(rest) = rest.filter(|rest| ends(rest)) {
                // The statement goes on after the label: `A, $model);`.
                let label_end = self.text[at..end].trim_ascii_end().len() - rest.len();
                return Some((at, at + label_end));
            }
            at = end + 1;
        }
        self.failures += 1;
        None
    }
}
