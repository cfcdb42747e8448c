//! Tokens: comments, string literals and the code between them.

use std::ops::Range;

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

    /// Whether it is code, also that between the literals of a script in markup.
    pub(crate) fn is_code(self) -> bool {
        matches!(self, Self::Code | Self::Fence)
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
