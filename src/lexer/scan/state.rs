//! The state of a lexer, and the ends of lines and Lua's brackets, which its shapes share.

use super::super::Token;
use crate::language::syntax::Syntax;

/// How often an opener may turn out to have no end before such openers are no longer searched for: what
/// keeps hostile text from being read again and again.
pub(super) const FAILURES: u32 = 32;

pub(super) struct Scan<'t> {
    pub(super) text: &'t [u8],
    pub(super) syntax: &'t Syntax,
    pub(super) tokens: Vec<Token>,
    pub(super) failures: u32,
    /// Labels of heredocs whose text begins on the next line.
    pub(super) labels: Vec<Vec<u8>>,
}

/// The end of the literal's inside and of the literal.
pub(super) type Ends = (usize, usize);

pub(in crate::lexer) fn line_end(text: &[u8], from: usize) -> usize {
    let from = from.min(text.len());
    memchr::memchr(b'\n', &text[from..]).map_or(text.len(), |n| from + n)
}

/// The number of `=` in `[==[`.
pub(super) fn lua_level(rest: &[u8]) -> Option<usize> {
    let after = rest.strip_prefix(b"[")?;
    let level = after.iter().take(32).take_while(|b| **b == b'=').count();
    (after.get(level) == Some(&b'[')).then_some(level)
}

pub(super) fn lua_close(level: usize) -> Vec<u8> {
    let mut close = vec![b']'];
    close.resize(1 + level, b'=');
    close.push(b']');
    close
}
