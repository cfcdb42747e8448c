//! The syntax of programming languages.

use super::parts::{
    BACKSLASH_PAREN, BRACE, DOLLAR_BRACE, DOLLAR_PAREN, HASH_BRACE, NOTHING, PHP_INSERTS,
    POWERSHELL_INSERTS, SHELL_INSERTS, block, block_at_line, doc, doubled, escaped_nowhere,
    formatted, line, line_at, long, nested, raw, raw_line, short, with_inserts,
};
use crate::language::marks::{
    BlockComment, CommentCheck, Continuation, Doc, Escape, LineComment, Literal, OpenerPosition,
    Shape, Syntax,
};

pub(crate) static JAVA: Syntax = Syntax {
    check: CommentCheck::UnicodeEscapes,
    ..SLASHES
};

/// Data with the comments of C and texts of several lines.
pub(crate) static CUE: Syntax = Syntax {
    shapes: &[Shape::SwiftRaw],
    literals: &[long("\"\"\""), long("'''"), short("\"")],
    ..SLASHES
};

/// `//`, `/* */`, `"…"`, `'c'`.
const SLASHES: Syntax = Syntax {
    blocks: &[block("/*", "*/")],
    lines: &[line("//")],
    shapes: &[Shape::Character],
    literals: &[long("\"\"\""), short("\"")],
    ..NOTHING
};

pub(crate) static ZIG: Syntax = Syntax {
    shapes: &[Shape::LineString, Shape::Character],
    literals: &[short("\"")],
    ..SLASHES
};

/// The raw literals of D end at a quote after a backslash.
pub(crate) static D: Syntax = Syntax {
    blocks: &[block("/*", "*/"), nested("/+", "+/")],
    shapes: &[Shape::DelimitedString, Shape::Character],
    literals: &[raw("r\"", "\""), short("\""), raw("`", "`")],
    ..SLASHES
};

pub(crate) static CPP: Syntax = Syntax {
    blocks: &[block("/*", "*/")],
    lines: &[line("//")],
    shapes: &[Shape::CppRaw, Shape::CharacterConstant],
    literals: &[short("\"")],
    check: CommentCheck::HeaderNames,
    ..NOTHING
};

pub(crate) static PROTOBUF: Syntax = Syntax {
    shapes: &[],
    literals: &[short("\""), short("'")],
    ..SLASHES
};

pub(crate) static CSHARP: Syntax = Syntax {
    // `@* *@` is a comment of Razor.
    blocks: &[block("/*", "*/"), block("@*", "*@")],
    lines: &[line("//")],
    shapes: &[Shape::QuoteRun, Shape::Character, Shape::TextDirective],
    literals: &[
        formatted(doubled("@\"", "\""), b"$"),
        with_inserts(doubled("@$\"", "\""), BRACE),
        formatted(short("\""), b"$"),
    ],
    check: CommentCheck::SkippedLines,
    ..NOTHING
};

pub(crate) static OCAML: Syntax = Syntax {
    blocks: &[nested("(*", "*)")],
    shapes: &[Shape::Character, Shape::QuotedString],
    literals: &[long("\"")],
    ..NOTHING
};

pub(crate) static FSHARP: Syntax = Syntax {
    blocks: &[BlockComment {
        except: &[")"],
        ..nested("(*", "*)")
    }],
    lines: &[line("//")],
    shapes: &[Shape::Character],
    literals: &[
        raw("\"\"\"", "\"\"\""),
        doubled("@\"", "\""),
        long("\""),
        raw_line("``", "``"),
    ],
    check: CommentCheck::SkippedLines,
    ..NOTHING
};

pub(crate) static GO: Syntax = Syntax {
    blocks: &[block("/*", "*/")],
    lines: &[line("//")],
    shapes: &[Shape::Character],
    literals: &[short("\""), raw("`", "`")],
    ..NOTHING
};

pub(crate) static RUST: Syntax = Syntax {
    blocks: &[nested("/*", "*/")],
    lines: &[line("//")],
    shapes: &[Shape::RustRaw, Shape::Character],
    literals: &[long("\"")],
    ..NOTHING
};

pub(crate) static SWIFT: Syntax = Syntax {
    blocks: &[nested("/*", "*/")],
    lines: &[line("//")],
    shapes: &[Shape::SwiftRaw, Shape::HashRegex, Shape::SlashRegex],
    literals: &[
        with_inserts(long("\"\"\""), BACKSLASH_PAREN),
        with_inserts(short("\""), BACKSLASH_PAREN),
        escaped_nowhere("`"),
    ],
    ..NOTHING
};

pub(crate) static KOTLIN: Syntax = KOTLIN_SYNTAX;
pub(crate) static SCALA: Syntax = Syntax {
    shapes: &[Shape::Character, Shape::XmlLiteral],
    check: CommentCheck::UnicodeEscapes,
    ..KOTLIN_SYNTAX
};

const KOTLIN_SYNTAX: Syntax = Syntax {
    blocks: &[nested("/*", "*/")],
    lines: &[line("//")],
    shapes: &[Shape::Character],
    literals: &[
        with_inserts(raw("\"\"\"", "\"\"\""), DOLLAR_BRACE),
        with_inserts(short("\""), DOLLAR_BRACE),
        escaped_nowhere("`"),
    ],
    ..NOTHING
};

pub(crate) static GROOVY: Syntax = Syntax {
    check: CommentCheck::UnicodeEscapes,
    blocks: &[block("/*", "*/")],
    lines: &[line("//")],
    shapes: &[Shape::SlashRegex],
    literals: &[
        with_inserts(long("\"\"\""), DOLLAR_BRACE),
        long("'''"),
        with_inserts(short("\""), DOLLAR_BRACE),
        short("'"),
        raw("$/", "/$"),
    ],
    ..NOTHING
};

pub(crate) static DART: Syntax = Syntax {
    blocks: &[nested("/*", "*/")],
    lines: &[line("//")],
    shapes: &[],
    literals: &[
        raw("r\"\"\"", "\"\"\""),
        raw("r'''", "'''"),
        raw_line("r\"", "\""),
        raw_line("r'", "'"),
        with_inserts(long("\"\"\""), DOLLAR_BRACE),
        with_inserts(long("'''"), DOLLAR_BRACE),
        with_inserts(short("\""), DOLLAR_BRACE),
        with_inserts(short("'"), DOLLAR_BRACE),
    ],
    ..NOTHING
};

pub(crate) static JAVASCRIPT: Syntax = Syntax {
    blocks: &[block("/*", "*/")],
    lines: &[line("//")],
    shapes: &[Shape::SlashRegex, Shape::Jsx],
    literals: &[
        short("\""),
        short("'"),
        with_inserts(long("`"), DOLLAR_BRACE),
    ],
    ..NOTHING
};

pub(crate) static PYTHON: Syntax = Syntax {
    blocks: &[],
    lines: &[line("#")],
    shapes: &[],
    literals: &[
        doc("\"\"\""),
        doc("'''"),
        formatted(short("\""), b"fFtT"),
        formatted(short("'"), b"fFtT"),
    ],
    check: CommentCheck::SourceEncoding,
    ..NOTHING
};

/// The raw literals of Nim end at a quote after a backslash.
pub(crate) static NIM: Syntax = Syntax {
    blocks: &[nested("##[", "]##"), nested("#[", "]#")],
    lines: &[line("#")],
    literals: &[
        raw("\"\"\"", "\"\"\""),
        raw_line("r\"", "\""),
        short("\""),
        short("'"),
    ],
    ..NOTHING
};

pub(crate) static RUBY: Syntax = Syntax {
    blocks: &[block_at_line("=begin", "\n=end")],
    lines: &[line_at("#", OpenerPosition::AfterSpace)],
    shapes: &[Shape::Heredoc, Shape::Percent, Shape::SlashRegex],
    literals: &[
        with_inserts(long("\""), HASH_BRACE),
        long("'"),
        with_inserts(long("`"), HASH_BRACE),
    ],
    ..NOTHING
};

pub(crate) static PERL: Syntax = Syntax {
    blocks: &[
        block_at_line("=pod", "\n=cut"),
        block_at_line("=head", "\n=cut"),
        block_at_line("=begin", "\n=cut"),
    ],
    // In Raku `#` and a backtick begin a comment inside of a line.
    lines: &[LineComment {
        except: b"`",
        ..line_at("#", OpenerPosition::AfterSpace)
    }],
    shapes: &[Shape::Heredoc, Shape::QuoteWord, Shape::SlashRegex],
    literals: &[long("\""), long("'"), long("`")],
    ..NOTHING
};

pub(crate) static PHP: Syntax = Syntax {
    // `{{-- --}}` is a comment of Blade.
    blocks: &[block("/*", "*/"), block("{{--", "--}}")],
    lines: &[
        LineComment {
            until: "?>",
            ..line("//")
        },
        LineComment {
            except: b"[",
            until: "?>",
            ..line_at("#", OpenerPosition::AfterSpace)
        },
    ],
    shapes: &[Shape::Heredoc, Shape::InlineHtml],
    literals: &[
        with_inserts(long("\""), PHP_INSERTS),
        long("'"),
        with_inserts(long("`"), PHP_INSERTS),
    ],
    check: CommentCheck::RawSections,
    ..NOTHING
};

pub(crate) static R: Syntax = Syntax {
    lines: &[LineComment {
        except_after: b"%",
        ..line("#")
    }],
    shapes: &[Shape::DashRaw],
    literals: &[long("\""), long("'"), escaped_nowhere("`")],
    ..NOTHING
};

pub(crate) static JULIA: Syntax = Syntax {
    blocks: &[nested("#=", "=#")],
    lines: &[line("#")],
    shapes: &[Shape::Character],
    literals: &[
        Literal {
            doc: Doc::Before,
            ..with_inserts(long("\"\"\""), DOLLAR_PAREN)
        },
        with_inserts(long("\""), DOLLAR_PAREN),
        long("`"),
    ],
    ..NOTHING
};

pub(crate) static ELIXIR: Syntax = Syntax {
    lines: &[line("#")],
    shapes: &[Shape::Sigil, Shape::CharacterAfter(b'?')],
    literals: &[
        Literal {
            doc: Doc::Behind(ELIXIR_DOCS),
            ..with_inserts(long("\"\"\""), HASH_BRACE)
        },
        Literal {
            doc: Doc::Behind(ELIXIR_DOCS),
            ..with_inserts(long("\""), HASH_BRACE)
        },
        with_inserts(long("'''"), HASH_BRACE),
        with_inserts(long("'"), HASH_BRACE),
    ],
    ..NOTHING
};

/// The attributes of Elixir that contain documentation.
pub(crate) const ELIXIR_DOCS: &[&str] = &["@doc", "@moduledoc", "@typedoc"];

pub(crate) static ERLANG: Syntax = Syntax {
    lines: &[line("%")],
    shapes: &[Shape::CharacterAfter(b'$')],
    literals: &[raw("\"\"\"", "\"\"\""), long("\""), short("'")],
    ..NOTHING
};

/// A `%` glued to a word is that of an address.
pub(crate) static LATEX: Syntax = Syntax {
    lines: &[line_at("%", OpenerPosition::AfterSpace)],
    ..NOTHING
};

/// What operators of Haskell are made of, apart from the minus sign.
const HASKELL_SYMBOLS: &[u8] = b"!#$%&*+./<=>?@\\^|~:";

pub(crate) static HASKELL: Syntax = Syntax {
    // `{-# … #-}` is read by the compiler.
    blocks: &[BlockComment {
        except: &["#"],
        ..nested("{-", "-}")
    }],
    check: CommentCheck::SkippedLines,
    lines: &[LineComment {
        except: HASKELL_SYMBOLS,
        except_after: HASKELL_SYMBOLS,
        ..line("--")
    }],
    shapes: &[Shape::QuasiQuote, Shape::Character],
    literals: &[long("\"")],
    ..NOTHING
};

pub(crate) static LISP: Syntax = Syntax {
    blocks: &[nested("#|", "|#")],
    // `#;` leaves out the next expression only.
    lines: &[LineComment {
        except_after: b"#",
        ..line(";")
    }],
    shapes: &[
        Shape::CharacterAfter(b'\\'),
        Shape::CharacterAfter(b'?'),
        Shape::Bar,
    ],
    literals: &[long("\"")],
    ..NOTHING
};

pub(crate) static LUA: Syntax = Syntax {
    lines: &[line("--")],
    shapes: &[Shape::LuaLong],
    literals: &[
        Literal {
            escape: Escape::BackslashZ,
            ..short("\"")
        },
        Literal {
            escape: Escape::BackslashZ,
            ..short("'")
        },
    ],
    ..NOTHING
};

pub(crate) static SHELL: Syntax = Syntax {
    lines: &[line_at("#", OpenerPosition::AfterSpace)],
    shapes: &[
        Shape::CharacterAfter(b'\\'),
        Shape::Heredoc,
        Shape::Backtick,
    ],
    literals: &[
        with_inserts(long("\""), SHELL_INSERTS),
        Literal {
            open: "$'",
            ..long("'")
        },
        Literal {
            escape: Escape::None,
            ..long("'")
        },
    ],
    continuation: Continuation::Glued(b'\\'),
    ..NOTHING
};

/// Single quotes of fish have escapes, and there are neither backticks nor heredocs.
pub(crate) static FISH: Syntax = Syntax {
    lines: &[line_at("#", OpenerPosition::AfterSpace)],
    shapes: &[Shape::CharacterAfter(b'\\')],
    literals: &[with_inserts(long("\""), DOLLAR_PAREN), long("'")],
    continuation: Continuation::Glued(b'\\'),
    ..NOTHING
};

pub(crate) static POWERSHELL: Syntax = Syntax {
    blocks: &[block("<#", "#>")],
    lines: &[line_at("#", OpenerPosition::AfterSpace)],
    literals: &[
        raw("@\"", "\n\"@"),
        raw("@'", "\n'@"),
        with_inserts(
            Literal {
                escape: Escape::Backtick,
                ..long("\"")
            },
            POWERSHELL_INSERTS,
        ),
        doubled("'", "'"),
        // PowerShell takes these for quotation marks as well.
        raw("\u{201c}", "\u{201d}"),
        raw("\u{2018}", "\u{2019}"),
    ],
    shapes: &[Shape::StopParsing],
    check: CommentCheck::TypographicQuotes,
    ..NOTHING
};

pub(crate) static BATCH: Syntax = Syntax {
    lines: &[
        line_at("::", OpenerPosition::LineStart),
        line_at("REM ", OpenerPosition::LineStart),
        line_at("rem ", OpenerPosition::LineStart),
        line_at("Rem ", OpenerPosition::LineStart),
        line_at("@REM ", OpenerPosition::LineStart),
        line_at("@rem ", OpenerPosition::LineStart),
    ],
    literals: &[Literal {
        escape: Escape::None,
        ..short("\"")
    }],
    continuation: Continuation::LastByte(b'^'),
    ..NOTHING
};

pub(crate) static VISUAL_BASIC: Syntax = Syntax {
    lines: &[
        line("'"),
        line_at("REM ", OpenerPosition::LineStart),
        line_at("Rem ", OpenerPosition::LineStart),
    ],
    literals: &[Literal {
        multiline: false,
        ..doubled("\"", "\"")
    }],
    ..NOTHING
};

pub(crate) static SQL: Syntax = Syntax {
    blocks: &[BlockComment {
        except: &["!", "M!"],
        ..block("/*", "*/")
    }],
    // In MySQL `1--2` is a difference.
    lines: &[
        line_at("--", OpenerPosition::LineStart),
        line("-- "),
        line("--\t"),
        line_at("# ", OpenerPosition::LineStart),
    ],
    shapes: &[Shape::DollarQuote],
    literals: &[
        raw("q'[", "]'"),
        raw("q'{", "}'"),
        raw("q'(", ")'"),
        raw("q'<", ">'"),
        raw("q'!", "!'"),
        raw("Q'[", "]'"),
        doubled("'", "'"),
        doubled("\"", "\""),
        doubled("`", "`"),
    ],
    check: CommentCheck::SqlQuotes,
    ..NOTHING
};
