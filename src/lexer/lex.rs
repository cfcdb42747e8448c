//! Chooses the lexer of a language.

use super::{Token, TokenKind, documents, markup, scan};
use crate::language::syntax::{Markup, Syntax};
use crate::language::{Language, Trait, interpreter_of};

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

/// What is known of a window of a large text, which may begin anywhere, also inside a literal: the scripts of a page.
pub(crate) fn lex_window(text: &[u8], language: &Language) -> Lexed {
    let mut lexed = lex(&[], language);
    if language.has(Trait::ProseBetweenTags) {
        lexed.tokens = markup::scripts_of_window(text);
    }
    lexed
}

/// The same without comments that the interpreter of the first line would run: a script for a shell can have the name of
/// a program in another language, and be both.
fn by_both(text: &[u8], syntax: &Syntax, mut tokens: Vec<Token>) -> Vec<Token> {
    let Some(interpreter) = interpreter_of(text).filter(|found| found.syntax != syntax) else {
        return tokens;
    };
    let opens = |token: &Token| {
        let mut lines = interpreter.syntax.lines.iter();
        lines.any(|line| text[token.span.start..].starts_with(line.open.as_bytes()))
    };
    tokens.retain(|token| !token.kind.is_comment() || opens(token));
    tokens
}

/// Splits a text by the rules of its language.
pub(crate) fn lex(text: &[u8], language: &Language) -> Lexed {
    let syntax = language.syntax;
    let tokens = match syntax.markup {
        Markup::None => by_both(text, syntax, scan::scan(text, syntax)),
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
