//! Comments and literals of which the syntax of languages is made.

use crate::language::marks::{
    BlockComment, CommentCheck, Continuation, Doc, Escape, LineComment, Literal, Markup,
    OpenerPosition, Syntax,
};

pub(super) const fn line(open: &'static str) -> LineComment {
    line_at(open, OpenerPosition::Anywhere)
}

pub(super) const fn line_at(open: &'static str, position: OpenerPosition) -> LineComment {
    LineComment {
        open,
        position,
        except: b"",
        except_after: b"",
        until: "",
    }
}

pub(super) const fn block(open: &'static str, close: &'static str) -> BlockComment {
    BlockComment {
        open,
        close,
        nested: false,
        position: OpenerPosition::Anywhere,
        except: &[],
        except_after: b"",
    }
}

pub(super) const fn nested(open: &'static str, close: &'static str) -> BlockComment {
    BlockComment {
        nested: true,
        ..block(open, close)
    }
}

pub(super) const fn block_at_line(open: &'static str, close: &'static str) -> BlockComment {
    BlockComment {
        position: OpenerPosition::FirstByte,
        ..block(open, close)
    }
}

/// A literal of one line with backslash escapes.
pub(super) const fn short(mark: &'static str) -> Literal {
    Literal {
        open: mark,
        close: mark,
        escape: Escape::Backslash,
        multiline: false,
        position: OpenerPosition::Anywhere,
        inserts: &[],
        prefix: b"",
        doc: Doc::Never,
    }
}

/// A literal of any number of lines with backslash escapes.
pub(super) const fn long(mark: &'static str) -> Literal {
    Literal {
        multiline: true,
        ..short(mark)
    }
}

pub(super) const fn doc(mark: &'static str) -> Literal {
    Literal {
        doc: Doc::Alone,
        ..long(mark)
    }
}

/// A literal without escapes, of any number of lines.
pub(super) const fn raw(open: &'static str, close: &'static str) -> Literal {
    Literal {
        open,
        close,
        escape: Escape::None,
        ..long("")
    }
}

pub(super) const fn doubled(open: &'static str, close: &'static str) -> Literal {
    Literal {
        open,
        close,
        escape: Escape::Doubled,
        ..long("")
    }
}

pub(super) const fn with_inserts(
    literal: Literal,
    inserts: &'static [(&'static str, u8)],
) -> Literal {
    Literal { inserts, ..literal }
}

/// A literal that contains code only after a prefix.
pub(super) const fn formatted(literal: Literal, prefix: &'static [u8]) -> Literal {
    Literal {
        prefix,
        ..with_inserts(literal, BRACE)
    }
}

pub(super) const fn escaped_nowhere(mark: &'static str) -> Literal {
    Literal {
        escape: Escape::None,
        ..short(mark)
    }
}

/// A literal of one line without escapes, whose opening mark is longer than its closing one.
pub(super) const fn raw_line(open: &'static str, close: &'static str) -> Literal {
    Literal {
        open,
        close,
        ..escaped_nowhere("")
    }
}

pub(super) const BRACE: &[(&str, u8)] = &[("{", b'}')];
pub(super) const PHP_INSERTS: &[(&str, u8)] = &[("{$", b'}'), ("${", b'}')];
pub(super) const DOLLAR_PAREN: &[(&str, u8)] = &[("$(", b')')];
pub(super) const DOLLAR_BRACE: &[(&str, u8)] = &[("${", b'}')];
pub(super) const HASH_BRACE: &[(&str, u8)] = &[("#{", b'}')];
pub(super) const BACKSLASH_PAREN: &[(&str, u8)] = &[("\\(", b')')];
pub(super) const SHELL_INSERTS: &[(&str, u8)] = &[("${", b'}'), ("$(", b')'), ("`", b'`')];
pub(super) const POWERSHELL_INSERTS: &[(&str, u8)] = &[("$(", b')')];

pub(super) const NOTHING: Syntax = Syntax {
    blocks: &[],
    lines: &[],
    shapes: &[],
    literals: &[],
    markup: Markup::None,
    continuation: Continuation::None,
    check: CommentCheck::None,
};
