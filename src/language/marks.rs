//! What a [`Syntax`] is made of: comments, literals, and what decides whether they are some.

/// Where on a line an opener counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OpenerPosition {
    /// Anywhere.
    Anywhere,
    /// At the start of a line or after white space or a semicolon.
    AfterSpace,
    /// Where a value may begin: as above, or after a bracket, a comma or a colon.
    AsValue,
    /// As the first thing on a line, after white space at most.
    LineStart,
    /// As the first byte of a line.
    FirstByte,
    /// After `=`, with white space between at most.
    AfterEquals,
}

/// A comment to the end of its line.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct LineComment {
    pub(crate) open: &'static str,
    pub(crate) position: OpenerPosition,
    /// Bytes that may not follow: PHP's `#[` begins an attribute, Haskell's `-->` is an operator.
    pub(crate) except: &'static [u8],
    /// Bytes that may not be directly before: Haskell's `|--` and R's `%#%` are operators.
    pub(crate) except_after: &'static [u8],
    /// What ends it before the end of the line: PHP's `?>`; empty where nothing does.
    pub(crate) until: &'static str,
}

/// A comment between two marks.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct BlockComment {
    pub(crate) open: &'static str,
    pub(crate) close: &'static str,
    pub(crate) nested: bool,
    pub(crate) position: OpenerPosition,
    /// What may not follow: MySQL runs `/*! … */`, and F#'s `(*)` is an operator.
    pub(crate) except: &'static [&'static str],
    /// Bytes that may not be directly before: a backslash escapes the mark, and after a quote it is text.
    pub(crate) except_after: &'static [u8],
}

/// How a closing mark is written inside a literal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Escape {
    /// After a backslash.
    Backslash,
    /// After a backtick (PowerShell).
    Backtick,
    /// Twice (SQL, Pascal, YAML's single quotes).
    Doubled,
    /// After a backslash; `\z` skips the white space after it (Lua).
    BackslashZ,
    /// After two quotes: Nix.
    Nix,
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
    /// Where it is before what it describes: Julia, GraphQL.
    Before,
    /// After one of these attributes: Elixir's `@moduledoc`.
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
    pub(crate) position: OpenerPosition,
    /// Marks that begin and end code inside the literal: `${` and `}`.
    pub(crate) inserts: &'static [(&'static str, u8)],
    /// One of these has to be before the literal for code to be inside: Python's `f"…"`. Empty where nothing has to be.
    pub(crate) prefix: &'static [u8],
    /// Where it is a comment.
    pub(crate) doc: Doc,
}

/// Literals and comments whose marks are not fixed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// `'//'`: the characters of a constant (C).
    CharacterConstant,
    /// `{name|…|name}` (OCaml).
    QuotedString,
    /// `q"(…)"`, `q"END…END"` (D).
    DelimitedString,
    /// What is after `--%` on a line (PowerShell).
    StopParsing,
    /// `'x'`, `'\n'`: one character; `'a` (a lifetime, a type variable, an apostrophe) is not a literal.
    Character,
    /// `r"…"`, `r#"…"#`, `br##"…"##`.
    RustRaw,
    /// `R"tag(…)tag"`.
    CppRaw,
    /// `[[…]]`, `[==[…]==]`, and a comment after `--` where that begins one.
    LuaLong,
    /// `#"…"#`, `##"""…"""##`.
    SwiftRaw,
    /// Three or more quotes, closed by as many (C#).
    QuoteRun,
    /// `<<EOF`, `<<-'EOF'`, `<<~EOF`, `<<<EOF`: the lines below, up to the label.
    Heredoc,
    /// `/…/` where an operand may be.
    SlashRegex,
    /// `%q(…)`, `%w[…]` (Ruby).
    Percent,
    /// `q{…}`, `qq(…)`, `qw/…/` (Perl).
    QuoteWord,
    /// `~s(…)`, `~r/…/` (Elixir).
    Sigil,
    /// One character after a mark, which begins nothing: `\'` (shells), `\;` (Clojure), `$%` (Erlang).
    CharacterAfter(u8),
    /// `[name|…|]` (Haskell).
    QuasiQuote,
    /// What is between `?>` and `<?` (PHP), where nothing is a comment.
    InlineHtml,
    /// `\\ …` to the end of the line (Zig).
    LineString,
    /// `` `…` ``: what a shell runs.
    Backtick,
    /// `r"--(…)--"` with any number of dashes (R).
    DashRaw,
    /// `|a ; b|` (Lisp): what is a symbol then depends on the dialect.
    Bar,
    /// `#/…/#` (Swift).
    HashRegex,
    /// Literals of XML (Scala): as their text is not read, no comment after one is believed.
    XmlLiteral,
    /// Elements of JSX, whose text is neither code nor comment.
    Jsx,
    /// The text of `#region …` to the end of the line (C#), in which nothing is a comment.
    TextDirective,
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

/// What makes a line the continuation of the one before, so that it begins with no comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Continuation {
    /// Nothing, or a line that is continued may be followed by a comment.
    None,
    /// This byte as the last one of a line.
    LastByte(u8),
    /// The same without white space before it and after it (shells): `a\` and `#b` make `a#b`.
    Glued(u8),
}

/// How far a comment that the pass over the text finds is believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CommentCheck {
    /// Quotes are read as the language reads them.
    None,
    /// Its line alone, read from its start, must not have it in quotes, as where quotes count depends on more than is
    /// read, and no command of a shell before it whose quotes go on in it.
    Quotes,
    /// The same without commands, with backslashes as escapes and brackets as quotes: dialects of SQL differ.
    SqlQuotes,
    /// What `#if` leaves out is not read (C#, F#, Haskell): neither comments nor literals go over such a line.
    SkippedLines,
    /// The names of headers are not read: `#include <a/*b>` (C).
    HeaderNames,
    /// A source may declare an encoding in which its text is another one (Python).
    SourceEncoding,
    /// Typographic quotes are quotes, each of which ends what any other began (PowerShell): a file with one outside of its
    /// comments has none.
    TypographicQuotes,
    /// Some sections are text for the reader of the result: `{% raw %}`, `@verbatim`. A file with one has no comments of a
    /// template engine.
    RawSections,
    /// The recipe of a makefile may be one text for a shell or another program, whose literals go over its lines: nothing
    /// in such a recipe is a comment.
    Recipes,
    /// `\u000a` ends a line and `\u0022` a literal (Java): a file with such an escape has no comments.
    UnicodeEscapes,
}

/// How a language writes comments and literals. Openers are tried in the order comments, shapes, literals.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Syntax {
    pub(crate) blocks: &'static [BlockComment],
    pub(crate) lines: &'static [LineComment],
    pub(crate) shapes: &'static [Shape],
    pub(crate) literals: &'static [Literal],
    pub(crate) markup: Markup,
    pub(crate) continuation: Continuation,
    pub(crate) check: CommentCheck,
}
