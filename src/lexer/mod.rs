//! Distinguishes code, string literals, comments and prose in any file, by its language's [`Syntax`].
//!
//! One linear pass over bytes, without recursion; whatever it is given, it ends with tokens in ascending
//! order that do not overlap. It is not a parser: it knows neither names nor nesting of code.

mod documents;
mod lex;
mod markup;
mod scan;
mod token;

pub(crate) use lex::{Lexed, lex, lex_window};
pub(crate) use token::{Token, TokenKind};

#[cfg(test)]
mod tests;
