//! Chooses the lexer of a language.

use super::{Token, TokenKind, documents, markup, scan};
use crate::language::syntax::Markup;
use crate::language::{Language, Trait};

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

    /// The token that contains the byte at `offset`, with its number in [`Self::tokens`].
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
        Markup::Tags => markup::tags(text, language),
        Markup::Markdown => documents::markdown(text),
        Markup::Rst => documents::rst(text),
        Markup::AsciiDoc => documents::asciidoc(text),
        Markup::Prose => Vec::new(),
    };
    let prose = match syntax.markup {
        Markup::None => false,
        Markup::Tags => language.has(Trait::ProseBetweenTags),
        Markup::Markdown | Markup::Rst | Markup::AsciiDoc | Markup::Prose => true,
    };
    Lexed {
        tokens,
        ground: if prose {
            TokenKind::Prose
        } else {
            TokenKind::Code
        },
    }
}
