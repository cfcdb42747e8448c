//! The syntax of data, configuration, markup and prose.

use super::parts::{
    DOLLAR_BRACE, NOTHING, SHELL_INSERTS, block, block_at_line, doubled, escaped_nowhere, line,
    line_at, long, raw, short, with_inserts,
};
use crate::language::marks::{
    BlockComment, CommentCheck, Continuation, Doc, Escape, LineComment, Literal, Markup,
    OpenerPosition, Shape, Syntax,
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
    literals: &[
        with_inserts(
            Literal {
                escape: Escape::Nix,
                ..raw("''", "''")
            },
            DOLLAR_BRACE,
        ),
        with_inserts(long("\""), DOLLAR_BRACE),
    ],
    ..NOTHING
};

pub(crate) static YAML: Syntax = Syntax {
    // Go's templates end a comment at the first `*/`, whichever marks trim the space around it. No mapping of YAML begins
    // like a comment of Jinja.
    blocks: &[
        block("{{/*", "*/"),
        block("{{- /*", "*/"),
        block_at_line("{#", "#}"),
    ],
    lines: &[line_at("#", OpenerPosition::AfterSpace)],
    literals: &[
        Literal {
            position: OpenerPosition::AsValue,
            ..with_inserts(long("\""), SHELL_INSERTS)
        },
        Literal {
            position: OpenerPosition::AsValue,
            ..doubled("'", "'")
        },
    ],
    check: CommentCheck::Quotes,
    ..NOTHING
};

pub(crate) static JSON: Syntax = Syntax {
    blocks: &[block("/*", "*/")],
    // `http://…` needs no quotes in Hjson.
    lines: &[
        LineComment {
            except_after: b":",
            ..line("//")
        },
        line_at("#", OpenerPosition::LineStart),
    ],
    literals: &[long("'''"), short("\""), short("'")],
    ..NOTHING
};

pub(crate) static JSONNET: Syntax = Syntax {
    blocks: &[block("/*", "*/")],
    lines: &[line("//"), line("#")],
    literals: &[
        raw("|||", "|||"),
        doubled("@\"", "\""),
        doubled("@'", "'"),
        long("\""),
        long("'"),
    ],
    ..NOTHING
};

pub(crate) static TOML: Syntax = Syntax {
    lines: &[line("#")],
    literals: &[
        long("\"\"\""),
        raw("'''", "'''"),
        short("\""),
        Literal {
            escape: Escape::None,
            ..short("'")
        },
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
    continuation: Continuation::LastByte(b'\\'),
    ..NOTHING
};

pub(crate) static PROPERTIES: Syntax = Syntax {
    continuation: Continuation::LastByte(b'\\'),
    lines: &[
        line_at("#", OpenerPosition::LineStart),
        line_at("!", OpenerPosition::LineStart),
    ],
    ..NOTHING
};

pub(crate) static DOTENV: Syntax = Syntax {
    lines: &[line_at("#", OpenerPosition::AfterSpace)],
    literals: &[
        Literal {
            position: OpenerPosition::AfterEquals,
            ..with_inserts(long("\""), SHELL_INSERTS)
        },
        Literal {
            position: OpenerPosition::AfterEquals,
            escape: Escape::None,
            ..long("'")
        },
        Literal {
            position: OpenerPosition::AfterEquals,
            escape: Escape::None,
            ..long("`")
        },
        short("\""),
        escaped_nowhere("'"),
    ],
    continuation: Continuation::LastByte(b'\\'),
    check: CommentCheck::Quotes,
    ..NOTHING
};

pub(crate) static DOCKERFILE: Syntax = Syntax {
    shapes: &[Shape::Heredoc],
    lines: &[line_at("#", OpenerPosition::LineStart)],
    literals: &[
        short("\""),
        Literal {
            escape: Escape::None,
            ..short("'")
        },
    ],
    ..NOTHING
};

pub(crate) static MAKEFILE: Syntax = Syntax {
    lines: &[line_at("#", OpenerPosition::AfterSpace)],
    check: CommentCheck::Recipes,
    literals: &[
        with_inserts(short("\""), SHELL_INSERTS),
        Literal {
            escape: Escape::None,
            ..short("'")
        },
    ],
    ..NOTHING
};

pub(crate) static REGO: Syntax = Syntax {
    lines: &[line("#")],
    literals: &[raw("`", "`"), short("\"")],
    ..NOTHING
};

pub(crate) static CMAKE: Syntax = Syntax {
    lines: &[line("#")],
    shapes: &[Shape::CharacterAfter(b'\\'), Shape::LuaLong],
    literals: &[long("\"")],
    ..NOTHING
};

/// What templates insert: expressions of any language, without comments.
pub(crate) static INSERTED: Syntax = Syntax {
    literals: &[short("\""), short("'"), short("`")],
    ..NOTHING
};

pub(crate) static GRAPHQL: Syntax = Syntax {
    lines: &[line("#")],
    literals: &[
        Literal {
            doc: Doc::Before,
            ..long("\"\"\"")
        },
        short("\""),
    ],
    ..NOTHING
};

pub(crate) static CSS: Syntax = Syntax {
    blocks: &[block("/*", "*/")],
    literals: &[short("\""), short("'")],
    ..NOTHING
};

/// What is before a mark that is no comment: a backslash escapes it in Handlebars, and a quote begins a text in an action.
const TEXT_BEFORE: &[u8] = b"\\`\"'";

/// A comment, unless such a mark is before it.
const fn unless_text(open: &'static str, close: &'static str) -> BlockComment {
    BlockComment {
        except_after: TEXT_BEFORE,
        ..block(open, close)
    }
}

pub(crate) static TEMPLATE: Syntax = Syntax {
    blocks: &[
        unless_text("{#", "#}"),
        unless_text("{{!--", "--}}"),
        unless_text("{{/*", "*/"),
        unless_text("{{- /*", "*/"),
        block("<%#", "%>"),
        block("<!--", "-->"),
    ],
    literals: &[short("\"")],
    check: CommentCheck::RawSections,
    ..NOTHING
};

pub(crate) static VELOCITY: Syntax = Syntax {
    lines: &[line("##")],
    blocks: &[block("#*", "*#"), block("<!--", "-->")],
    ..TEMPLATE
};

pub(crate) static XML: Syntax = Syntax {
    markup: Markup::Tags,
    ..NOTHING
};
pub(crate) static MARKDOWN: Syntax = Syntax {
    markup: Markup::Markdown,
    ..NOTHING
};
pub(crate) static RST: Syntax = Syntax {
    markup: Markup::Rst,
    ..NOTHING
};
pub(crate) static ASCIIDOC: Syntax = Syntax {
    markup: Markup::AsciiDoc,
    ..NOTHING
};
pub(crate) static PROSE: Syntax = Syntax {
    markup: Markup::Prose,
    ..NOTHING
};
/// Data without comments and without literals that matter: CSV, recordings.
pub(crate) static PLAIN: Syntax = NOTHING;
/// A file of an unknown type: a crontab, a rule file. Only a mark that begins its line is a comment.
pub(crate) static UNKNOWN: Syntax = Syntax {
    lines: &[
        // In Raku `#` and a backtick begin a comment inside of a line.
        // `### … ###` is a comment inside of a line of CoffeeScript.
        LineComment {
            until: "###",
            ..line_at("###", OpenerPosition::LineStart)
        },
        LineComment {
            except: b"`",
            ..line_at("#", OpenerPosition::LineStart)
        },
        line_at("//", OpenerPosition::LineStart),
        line_at("-- ", OpenerPosition::LineStart),
        line_at(";", OpenerPosition::LineStart),
    ],
    ..NOTHING
};
