//! The families of comment and string syntax that languages are made of, as data.
//!
//! A [`Syntax`] says how comments and literals begin and end; reading a text with it is the lexer's work.

/// Where on a line an opener counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OpenerPosition {
    /// Anywhere.
    Anywhere,
    /// At the start of a line or behind white space or a semicolon.
    AfterSpace,
    /// Where a value may begin: as above, or behind a bracket, a comma or a colon.
    AsValue,
    /// As the first thing on a line, behind white space at most.
    LineStart,
}

/// A comment to the end of its line.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct LineComment {
    pub(crate) open: &'static str,
    pub(crate) place: OpenerPosition,
    /// Bytes that may not follow: PHP's `#[` begins an attribute, Haskell's `-->` is an operator.
    pub(crate) except: &'static [u8],
    /// What ends it before the end of the line: PHP's `?>`; empty where nothing does.
    pub(crate) until: &'static str,
}

/// A comment between two marks.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct BlockComment {
    pub(crate) open: &'static str,
    pub(crate) close: &'static str,
    pub(crate) nested: bool,
    pub(crate) place: OpenerPosition,
}

/// How a closing mark is written inside a literal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Escape {
    /// Behind a backslash.
    Backslash,
    /// Behind a backtick (PowerShell).
    Backtick,
    /// Twice (SQL, Pascal, YAML's single quotes).
    Doubled,
    /// Not at all.
    None,
}

/// Where a literal documents the code, so that it is a comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Doc {
    /// Nowhere.
    Never,
    /// Where it is a statement of its own: Python's docstrings.
    Alone,
    /// Behind one of these attributes: Elixir's `@moduledoc`.
    Behind(&'static [&'static str]),
}

/// A string literal between two marks.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Literal {
    pub(crate) open: &'static str,
    pub(crate) close: &'static str,
    pub(crate) escape: Escape,
    /// Whether it may go over the end of a line; where not, a line's end closes it.
    pub(crate) multiline: bool,
    pub(crate) place: OpenerPosition,
    /// Marks that begin and end code inside the literal: `${` and `}`.
    pub(crate) inserts: &'static [(&'static str, u8)],
    /// Where it is a comment.
    pub(crate) doc: Doc,
}

/// Literals and comments whose marks are not fixed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// `'x'`, `'\n'`: one character; `'a` (a lifetime, a type variable, an apostrophe) is not a literal.
    Character,
    /// `r"…"`, `r#"…"#`, `br##"…"##`.
    RustRaw,
    /// `R"tag(…)tag"`.
    CppRaw,
    /// `[[…]]`, `[==[…]==]`, and a comment behind `--`.
    LuaLong,
    /// `#"…"#`, `##"""…"""##`.
    SwiftRaw,
    /// Three or more quotes, closed by as many (C#).
    QuoteRun,
    /// `<<EOF`, `<<-'EOF'`, `<<~EOF`, `<<<EOF`: the lines below, up to the label.
    Heredoc,
    /// `/…/` where an operand may stand.
    SlashRegex,
    /// `%q(…)`, `%w[…]` (Ruby).
    Percent,
    /// `q{…}`, `qq(…)`, `qw/…/` (Perl).
    QuoteWord,
    /// `~s(…)`, `~r/…/` (Elixir).
    Sigil,
    /// One character after a mark, which begins nothing: `\'` (shells), `\;` (Clojure), `$%` (Erlang).
    CharacterAfter(u8),
    /// `$$…$$`, `$tag$…$tag$` on one line (PostgreSQL). What goes over lines is code: the body of a function.
    DollarQuote,
}

/// Text that is not only code and literals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Markup {
    /// None: everything outside comments and literals is code.
    None,
    /// Tags, with scripts inside where the language has them.
    Tags,
    /// Markdown: fences, code spans and HTML comments.
    Markdown,
    /// reStructuredText: indented blocks and `..` comments.
    Rst,
    /// AsciiDoc: `----` blocks and `//` comments.
    AsciiDoc,
    /// Prose without any marks.
    Prose,
}

/// How a language writes comments and literals. Openers are tried in the order comments, shapes, literals.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Syntax {
    pub(crate) blocks: &'static [BlockComment],
    pub(crate) lines: &'static [LineComment],
    pub(crate) shapes: &'static [Shape],
    pub(crate) literals: &'static [Literal],
    pub(crate) markup: Markup,
}

const fn line(open: &'static str) -> LineComment {
    line_at(open, OpenerPosition::Anywhere)
}

const fn line_at(open: &'static str, place: OpenerPosition) -> LineComment {
    LineComment { open, place, except: b"", until: "" }
}

const fn block(open: &'static str, close: &'static str) -> BlockComment {
    BlockComment { open, close, nested: false, place: OpenerPosition::Anywhere }
}

const fn nested(open: &'static str, close: &'static str) -> BlockComment {
    BlockComment { open, close, nested: true, place: OpenerPosition::Anywhere }
}

const fn block_at_line(open: &'static str, close: &'static str) -> BlockComment {
    BlockComment { open, close, nested: false, place: OpenerPosition::LineStart }
}

/// A literal of one line with backslash escapes.
const fn short(mark: &'static str) -> Literal {
    Literal {
        open: mark,
        close: mark,
        escape: Escape::Backslash,
        multiline: false,
        place: OpenerPosition::Anywhere,
        inserts: &[],
        doc: Doc::Never,
    }
}

/// A literal of any number of lines with backslash escapes.
const fn long(mark: &'static str) -> Literal {
    Literal { multiline: true, ..short(mark) }
}

const fn doc(mark: &'static str) -> Literal {
    Literal { doc: Doc::Alone, ..long(mark) }
}

/// A literal without escapes, of any number of lines.
const fn raw(open: &'static str, close: &'static str) -> Literal {
    Literal { open, close, escape: Escape::None, ..long("") }
}

const fn doubled(open: &'static str, close: &'static str) -> Literal {
    Literal { open, close, escape: Escape::Doubled, ..long("") }
}

const fn with_inserts(literal: Literal, inserts: &'static [(&'static str, u8)]) -> Literal {
    Literal { inserts, ..literal }
}

const DOLLAR_BRACE: &[(&str, u8)] = &[("${", b'}')];
const HASH_BRACE: &[(&str, u8)] = &[("#{", b'}')];
const BACKSLASH_PAREN: &[(&str, u8)] = &[("\\(", b')')];
const SHELL_INSERTS: &[(&str, u8)] = &[("${", b'}'), ("$(", b')')];
const POWERSHELL_INSERTS: &[(&str, u8)] = &[("$(", b')')];

const NOTHING: Syntax = Syntax { blocks: &[], lines: &[], shapes: &[], literals: &[], markup: Markup::None };

/// `//`, `/* */`, `"…"`, `'c'`: C, Java, and what takes after them.
pub(crate) static C: Syntax = Syntax {
    blocks: &[block("/*", "*/")],
    lines: &[line("//")],
    shapes: &[Shape::Character],
    literals: &[long("\"\"\""), short("\"")],
    ..NOTHING
};

pub(crate) static CPP: Syntax = Syntax {
    blocks: &[block("/*", "*/")],
    lines: &[line("//")],
    shapes: &[Shape::CppRaw, Shape::Character],
    literals: &[short("\"")],
    ..NOTHING
};

pub(crate) static CSHARP: Syntax = Syntax {
    // `@* *@` is a comment of Razor.
    blocks: &[block("/*", "*/"), block("@*", "*@")],
    lines: &[line("//")],
    shapes: &[Shape::QuoteRun, Shape::Character],
    literals: &[doubled("@\"", "\""), doubled("@$\"", "\""), short("\"")],
    ..NOTHING
};

pub(crate) static FSHARP: Syntax = Syntax {
    blocks: &[nested("(*", "*)")],
    lines: &[line("//")],
    shapes: &[Shape::Character],
    literals: &[raw("\"\"\"", "\"\"\""), doubled("@\"", "\""), long("\"")],
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
    shapes: &[Shape::SwiftRaw],
    literals: &[with_inserts(long("\"\"\""), BACKSLASH_PAREN), with_inserts(short("\""), BACKSLASH_PAREN)],
    ..NOTHING
};

pub(crate) static KOTLIN: Syntax = Syntax {
    blocks: &[nested("/*", "*/")],
    lines: &[line("//")],
    shapes: &[Shape::Character],
    literals: &[with_inserts(raw("\"\"\"", "\"\"\""), DOLLAR_BRACE), with_inserts(short("\""), DOLLAR_BRACE)],
    ..NOTHING
};

pub(crate) static GROOVY: Syntax = Syntax {
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
    shapes: &[Shape::SlashRegex],
    literals: &[short("\""), short("'"), with_inserts(long("`"), DOLLAR_BRACE)],
    ..NOTHING
};

pub(crate) static PYTHON: Syntax = Syntax {
    blocks: &[],
    lines: &[line("#")],
    shapes: &[],
    literals: &[doc("\"\"\""), doc("'''"), short("\""), short("'")],
    ..NOTHING
};

pub(crate) static RUBY: Syntax = Syntax {
    blocks: &[block_at_line("=begin", "\n=end")],
    lines: &[line_at("#", OpenerPosition::AfterSpace)],
    shapes: &[Shape::Heredoc, Shape::Percent, Shape::SlashRegex],
    literals: &[with_inserts(long("\""), HASH_BRACE), long("'")],
    ..NOTHING
};

pub(crate) static PERL: Syntax = Syntax {
    blocks: &[
        block_at_line("=pod", "\n=cut"),
        block_at_line("=head", "\n=cut"),
        block_at_line("=begin", "\n=cut"),
    ],
    lines: &[line_at("#", OpenerPosition::AfterSpace)],
    shapes: &[Shape::Heredoc, Shape::QuoteWord],
    literals: &[long("\""), long("'")],
    ..NOTHING
};

pub(crate) static PHP: Syntax = Syntax {
    // `{{-- --}}` is a comment of Blade.
    blocks: &[block("/*", "*/"), block("{{--", "--}}")],
    lines: &[
        LineComment { until: "?>", ..line("//") },
        LineComment { except: b"[", until: "?>", ..line_at("#", OpenerPosition::AfterSpace) },
    ],
    shapes: &[Shape::Heredoc],
    literals: &[long("\""), long("'")],
    ..NOTHING
};

pub(crate) static R: Syntax = Syntax { lines: &[line("#")], literals: &[long("\""), long("'")], ..NOTHING };

pub(crate) static JULIA: Syntax = Syntax {
    blocks: &[nested("#=", "=#")],
    lines: &[line("#")],
    shapes: &[Shape::Character],
    literals: &[doc("\"\"\""), long("\"")],
    ..NOTHING
};

pub(crate) static ELIXIR: Syntax = Syntax {
    lines: &[line("#")],
    shapes: &[Shape::Sigil],
    literals: &[
        Literal { doc: Doc::Behind(ELIXIR_DOCS), ..with_inserts(long("\"\"\""), HASH_BRACE) },
        Literal { doc: Doc::Behind(ELIXIR_DOCS), ..with_inserts(long("\""), HASH_BRACE) },
        long("'"),
    ],
    ..NOTHING
};

/// The attributes of Elixir that contain documentation.
pub(crate) const ELIXIR_DOCS: &[&str] = &["@doc", "@moduledoc", "@typedoc"];

pub(crate) static ERLANG: Syntax = Syntax {
    lines: &[line("%")],
    shapes: &[Shape::CharacterAfter(b'$')],
    literals: &[long("\""), short("'")],
    ..NOTHING
};

/// A `%` glued to a word is that of an address.
pub(crate) static LATEX: Syntax = Syntax { lines: &[line_at("%", OpenerPosition::AfterSpace)], ..NOTHING };

pub(crate) static HASKELL: Syntax = Syntax {
    blocks: &[nested("{-", "-}")],
    lines: &[LineComment { except: b"!#$%&*+./<=>?@\\^|~:", ..line("--") }],
    shapes: &[Shape::Character],
    literals: &[long("\"")],
    ..NOTHING
};

pub(crate) static LISP: Syntax = Syntax {
    blocks: &[nested("#|", "|#")],
    lines: &[line(";")],
    shapes: &[Shape::CharacterAfter(b'\\')],
    literals: &[long("\"")],
    ..NOTHING
};

pub(crate) static LUA: Syntax = Syntax {
    lines: &[line("--")],
    shapes: &[Shape::LuaLong],
    literals: &[short("\""), short("'")],
    ..NOTHING
};

pub(crate) static SHELL: Syntax = Syntax {
    lines: &[line_at("#", OpenerPosition::AfterSpace)],
    shapes: &[Shape::CharacterAfter(b'\\'), Shape::Heredoc],
    literals: &[with_inserts(long("\""), SHELL_INSERTS), Literal { escape: Escape::None, ..long("'") }],
    ..NOTHING
};

pub(crate) static POWERSHELL: Syntax = Syntax {
    blocks: &[block("<#", "#>")],
    lines: &[line_at("#", OpenerPosition::AfterSpace)],
    literals: &[
        raw("@\"", "\n\"@"),
        raw("@'", "\n'@"),
        with_inserts(Literal { escape: Escape::Backtick, ..long("\"") }, POWERSHELL_INSERTS),
        doubled("'", "'"),
    ],
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
    literals: &[Literal { escape: Escape::None, ..short("\"") }],
    ..NOTHING
};

pub(crate) static SQL: Syntax = Syntax {
    blocks: &[block("/*", "*/")],
    lines: &[line("--"), line_at("# ", OpenerPosition::LineStart)],
    shapes: &[Shape::DollarQuote],
    literals: &[doubled("'", "'"), doubled("\"", "\"")],
    ..NOTHING
};

pub(crate) static HCL: Syntax = Syntax {
    blocks: &[block("/*", "*/")],
    lines: &[line("#"), line("//")],
    shapes: &[Shape::Heredoc],
    literals: &[with_inserts(short("\""), DOLLAR_BRACE)],
    ..NOTHING
};

pub(crate) static BICEP: Syntax = Syntax {
    blocks: &[block("/*", "*/")],
    lines: &[line("//")],
    literals: &[raw("'''", "'''"), with_inserts(short("'"), DOLLAR_BRACE)],
    ..NOTHING
};

pub(crate) static NIX: Syntax = Syntax {
    blocks: &[block("/*", "*/")],
    lines: &[line("#")],
    literals: &[with_inserts(raw("''", "''"), DOLLAR_BRACE), with_inserts(long("\""), DOLLAR_BRACE)],
    ..NOTHING
};

pub(crate) static YAML: Syntax = Syntax {
    // Go's templates end a comment at the first `*/`, whichever marks trim the space around it.
    blocks: &[block("{{/*", "*/"), block("{{- /*", "*/")],
    lines: &[line_at("#", OpenerPosition::AfterSpace)],
    literals: &[
        Literal { place: OpenerPosition::AsValue, ..long("\"") },
        Literal { place: OpenerPosition::AsValue, ..doubled("'", "'") },
    ],
    ..NOTHING
};

pub(crate) static JSON: Syntax = Syntax {
    blocks: &[block("/*", "*/")],
    lines: &[line("//"), line_at("#", OpenerPosition::LineStart)],
    literals: &[short("\""), short("'")],
    ..NOTHING
};

pub(crate) static TOML: Syntax = Syntax {
    lines: &[line("#")],
    literals: &[
        long("\"\"\""),
        raw("'''", "'''"),
        short("\""),
        Literal { escape: Escape::None, ..short("'") },
    ],
    ..NOTHING
};

pub(crate) static INI: Syntax = Syntax {
    lines: &[
        line_at("#", OpenerPosition::LineStart),
        line_at(";", OpenerPosition::LineStart),
        line_at(" ;", OpenerPosition::Anywhere),
    ],
    literals: &[short("\"")],
    ..NOTHING
};

pub(crate) static PROPERTIES: Syntax = Syntax {
    lines: &[line_at("#", OpenerPosition::LineStart), line_at("!", OpenerPosition::LineStart)],
    ..NOTHING
};

pub(crate) static DOTENV: Syntax = Syntax {
    lines: &[line_at("#", OpenerPosition::AfterSpace)],
    literals: &[short("\""), Literal { escape: Escape::None, ..short("'") }],
    ..NOTHING
};

pub(crate) static DOCKERFILE: Syntax = Syntax {
    lines: &[line_at("#", OpenerPosition::LineStart)],
    literals: &[short("\""), Literal { escape: Escape::None, ..short("'") }],
    ..NOTHING
};

pub(crate) static MAKEFILE: Syntax = Syntax {
    lines: &[line_at("#", OpenerPosition::AfterSpace)],
    literals: &[short("\""), Literal { escape: Escape::None, ..short("'") }],
    ..NOTHING
};

/// `#` comments and both quotes: languages that need no more.
pub(crate) static HASH: Syntax =
    Syntax { lines: &[line("#")], literals: &[short("\""), short("'")], ..NOTHING };

pub(crate) static GRAPHQL: Syntax =
    Syntax { lines: &[line("#")], literals: &[doc("\"\"\""), short("\"")], ..NOTHING };

pub(crate) static CSS: Syntax =
    Syntax { blocks: &[block("/*", "*/")], literals: &[short("\""), short("'")], ..NOTHING };

pub(crate) static TEMPLATE: Syntax = Syntax {
    blocks: &[
        block("{#", "#}"),
        block("{{!--", "--}}"),
        block("{{/*", "*/"),
        block("{{- /*", "*/"),
        block("<%#", "%>"),
        block("<!--", "-->"),
    ],
    literals: &[short("\"")],
    ..NOTHING
};

pub(crate) static XML: Syntax = Syntax { markup: Markup::Tags, ..NOTHING };
pub(crate) static MARKDOWN: Syntax = Syntax { markup: Markup::Markdown, ..NOTHING };
pub(crate) static RST: Syntax = Syntax { markup: Markup::Rst, ..NOTHING };
pub(crate) static ASCIIDOC: Syntax = Syntax { markup: Markup::AsciiDoc, ..NOTHING };
pub(crate) static PROSE: Syntax = Syntax { markup: Markup::Prose, ..NOTHING };
/// Data without comments and without literals that matter: CSV, recordings.
pub(crate) static PLAIN: Syntax = NOTHING;
/// A file of an unknown type: a crontab, a rule file. Only a mark that begins its line is a comment.
pub(crate) static UNKNOWN: Syntax = Syntax {
    lines: &[
        line_at("#", OpenerPosition::LineStart),
        line_at("//", OpenerPosition::LineStart),
        line_at("-- ", OpenerPosition::LineStart),
        line_at(";", OpenerPosition::LineStart),
    ],
    ..NOTHING
};
