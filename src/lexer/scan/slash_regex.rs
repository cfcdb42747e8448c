//! Regular expressions between slashes, and where an operand may begin.

use super::state::{FAILURES, LexerState};
use crate::language::syntax::Shape;
use crate::lexer::TokenKind;

/// From how many bytes on a search for the end of a regular expression counts as one that read the text in vain.
const LONG_LINE: usize = 16 << 10;

impl LexerState<'_> {
    /// A regular expression, closed on its line: where an operand may be, and where the text between the slashes would
    /// begin a comment.
    pub(super) fn slash_regex(&mut self, at: usize) -> Option<usize> {
        if self.text[at] != b'/' {
            return None;
        }
        let end = self.regex_end(at + 1)?;
        if !self.may_be_operand(at) && !self.hides_a_comment(at + 1, end) {
            return None;
        }
        self.gives_up_comments |= self.may_end_later(at + 1, end);
        Some(self.push(TokenKind::String, at, at + 1, (end, end + 1)))
    }

    /// Whether code that is inserted may contain the slash that seems to end a regular expression: Ruby, Groovy.
    fn may_end_later(&self, from: usize, end: usize) -> bool {
        !self.syntax.shapes.contains(&Shape::Jsx)
            && memchr::memchr_iter(b'{', &self.text[from..end])
                .map(|n| from + n)
                .filter(|at| matches!(self.text[at - 1], b'#' | b'$'))
                .any(|at| !self.is_simple_insert(at + 1, [b'/'; 2]))
    }

    /// Where the slash is that ends a regular expression on its line.
    fn regex_end(&mut self, from: usize) -> Option<usize> {
        if self.failures > FAILURES {
            return None;
        }
        let (mut class, mut i) = (false, from);
        while let Some(byte) = self.text.get(i) {
            match byte {
                b'\n' => break,
                b'\\' => i += 1,
                b'[' => class = true,
                b']' => class = false,
                b'/' if !class => return Some(i),
                _ => {}
            }
            i += 1;
        }
        // A division has no end on its line, which is short. Where lines are long, a text of slashes would be read again
        // from each of them.
        if i - from > LONG_LINE {
            self.failures += 1;
        }
        None
    }

    /// Whether a comment begins between two slashes, if they do not.
    fn hides_a_comment(&self, from: usize, end: usize) -> bool {
        let text = &self.text[from..end];
        let finds = |mark: &str| {
            memchr::memmem::find_iter(text, mark)
                .map(|at| from + at)
                .collect::<Vec<_>>()
        };
        self.syntax.lines.iter().any(|line| {
            finds(line.open)
                .iter()
                .any(|at| self.is_at(line.position, *at))
        }) || self
            .syntax
            .blocks
            .iter()
            .any(|block| !finds(block.open).is_empty())
    }

    pub(super) fn may_be_operand(&self, at: usize) -> bool {
        let before = &self.text[at.saturating_sub(64)..at];
        let before = before.trim_ascii_end();
        let Some(last) = before.last() else {
            return true;
        };
        if matches!(
            last,
            b'(' | b','
                | b'='
                | b':'
                | b'['
                | b'!'
                | b'&'
                | b'|'
                | b'?'
                | b'{'
                | b';'
                | b'~'
                | b'*'
                | b'^'
        ) || before.ends_with(b"=>")
        {
            return true;
        }
        if let Some(operator @ (b'+' | b'-')) = before.last() {
            return !before[..before.len() - 1].ends_with(&[*operator]);
        }
        WORDS_BEFORE_OPERANDS.iter().any(|w| {
            before.strip_suffix(*w).is_some_and(|b| {
                b.last()
                    .is_none_or(|c| !c.is_ascii_alphanumeric() && *c != b'_')
            })
        })
    }
}

/// Words of JavaScript, Ruby, Perl and Groovy after which a slash begins a regular expression.
const WORDS_BEFORE_OPERANDS: &[&[u8]] = &[
    b"return",
    b"when",
    b"if",
    b"case",
    b"typeof",
    b"else",
    b"do",
    b"in",
    b"of",
    b"instanceof",
    b"new",
    b"void",
    b"delete",
    b"throw",
    b"yield",
    b"await",
    b"and",
    b"or",
    b"not",
    b"unless",
    b"while",
    b"until",
    b"split",
    b"grep",
    b"elsif",
    b"then",
];
