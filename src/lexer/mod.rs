//! Tells code, string literals, comments and prose apart in any file, by its language's [`Syntax`].
//!
//! One linear pass over bytes, without recursion; whatever it is given, it ends with tokens in ascending
//! order that do not overlap. It is no parser: it knows neither names nor nesting of code.

mod markup;
mod scan;

use std::ops::Range;

use crate::language::Language;
use crate::language::syntax::Markup;

/// What a piece of text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum TokenKind {
    /// Code, or data outside literals.
    Code,
    /// A string literal, a quoted regular expression, or the value of an attribute.
    String,
    /// A comment to the end of its line.
    LineComment,
    /// A comment between two marks, or a docstring.
    BlockComment,
    /// Text for people in markup.
    Prose,
    /// A block or span of code in markup.
    Fence,
}

impl TokenKind {
    /// Whether it is a comment of either kind.
    pub(crate) fn is_comment(self) -> bool {
        matches!(self, Self::LineComment | Self::BlockComment)
    }
}

/// A literal, a comment, or a block of code in markup; what lies between tokens is [`Lexed::ground`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) kind: TokenKind,
    /// All of it with its marks, in bytes; the opening mark ends where `inner` begins.
    pub(crate) span: Range<usize>,
    /// Without its marks. A literal that is not closed goes to where it was given up.
    pub(crate) inner: Range<usize>,
}

/// A text in pieces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Lexed {
    tokens: Vec<Token>,
    /// What everything outside the tokens is: code, or prose in markup.
    pub(crate) ground: TokenKind,
}

impl Lexed {
    /// The tokens in ascending order.
    pub(crate) fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// The token that holds the byte at `offset`, with its number in [`Self::tokens`].
    pub(crate) fn token_at(&self, offset: usize) -> Option<(usize, &Token)> {
        let after = self.tokens.partition_point(|t| t.span.start <= offset);
        let at = after.checked_sub(1)?;
        let token = &self.tokens[at];
        (offset < token.span.end).then_some((at, token))
    }

    /// What the byte at `offset` belongs to.
    pub(crate) fn kind_at(&self, offset: usize) -> TokenKind {
        self.token_at(offset).map_or(self.ground, |(_, t)| t.kind)
    }
}

/// Splits a text by the rules of its language.
pub(crate) fn lex(text: &[u8], language: &Language) -> Lexed {
    let syntax = language.syntax;
    let tokens = match syntax.markup {
        Markup::None => scan::scan(text, syntax),
        Markup::Tags => markup::tags(text, language.name),
        Markup::Markdown => markup::markdown(text),
        Markup::Rst => markup::rst(text),
        Markup::AsciiDoc => markup::asciidoc(text),
        Markup::Prose => Vec::new(),
    };
    let prose = match syntax.markup {
        Markup::None => false,
        Markup::Tags => matches!(language.name, "html" | "vue"),
        Markup::Markdown | Markup::Rst | Markup::AsciiDoc | Markup::Prose => true,
    };
    Lexed { tokens, ground: if prose { TokenKind::Prose } else { TokenKind::Code } }
}

#[cfg(test)]
mod tests;
