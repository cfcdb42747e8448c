//! Comments whose text is run: by a template engine before the host language sees it, by `go generate`, by cgo, by
//! whatever reads a text inside YAML, or because documentation inserts code.

use std::ops::Range;

use memchr::memmem;

use super::file::File;
use super::file_facts::Fact;
use super::line::folded;
use super::{interpolation, text_for_people};
use crate::language::{Kind, Trait, is_template_name, language_of, names_a_language};
use crate::lexer::{Token, TokenKind};
use crate::source::Span;

/// Whether the reference is in a comment that is run.
pub(super) fn runs(file: &File<'_>, span: Span) -> bool {
    let Some((number, token)) = file.lexed.token_at(span.start) else {
        return false;
    };
    let language = file.source.language;
    if matches!(language.name, "elixir" | "julia")
        && file.text()[token.span.start..token.inner.start].ends_with(b"\"")
    {
        return interpolation::is_in_literal(file, span, token);
    }
    if language.name == "python" && is_read_docstring(file, span, token) {
        return true;
    }
    let is_yaml = language.name == "yaml";
    if is_yaml && is_text_of_another_language(file, span, token) || is_directive(file, token) {
        return true;
    }
    let find = || {
        let whole = match language.name {
            "go" => is_directive_of_go(file, number, token),
            "csharp" | "php" => is_text_of_markup(file, token),
            "makefile" => return functions_of_recipe(file, token),
            _ => return code_of_template(file, token),
        };
        whole.then(|| token.span.clone()).into_iter().collect()
    };
    let code = file.code_of_text(token.span.clone(), find);
    code.iter().any(|part| part.contains(&span.start))
}

/// Whether a program reads the docstring and uses the ID: it consists of the ID alone, or docopt takes its defaults.
fn is_read_docstring(file: &File<'_>, span: Span, token: &Token) -> bool {
    let text = file.text();
    if token.kind != TokenKind::BlockComment {
        return false;
    }
    let has = |word: &str| memmem::find(text, word.as_bytes()).is_some();
    let is_alone = text[token.inner.clone()].trim_ascii() == &text[span.start..span.end];
    let is_default = || text[..span.start].trim_ascii_end().ends_with(b"[default:");
    is_alone && (has("__doc__") || has("getdoc")) || is_default() && has("docopt")
}

/// Words after the mark of a comment that say to a scheduler of batch jobs with what to run the script.
const JOB_DIRECTIVES: &[&[u8]] = &[
    b"SBATCH ", b"PBS ", b"BSUB ", b"COBALT ", b"FLUX: ", b"OAR ", b"$ -",
];

/// What another program reads in the comment: the options of a batch job, the code of ytt in YAML, a command of Jupyter that
/// jupytext keeps in a comment.
fn is_directive(file: &File<'_>, token: &Token) -> bool {
    let text = file.text();
    let (whole, said) = (&text[token.span.clone()], &text[token.inner.clone()]);
    if !matches!(token.kind, TokenKind::LineComment) {
        return false;
    }
    let is_job =
        whole.starts_with(b"#") && JOB_DIRECTIVES.iter().any(|word| said.starts_with(word));
    let is_ytt = file.source.language.name == "yaml" && whole.starts_with(b"#@");
    is_job || is_ytt || file.says(Fact::PairedNotebook) && is_command_of_cell(text, token)
}

/// Whether a comment is `# !command`, `# %magic`, or below `# %%bash` at the start of its cell.
fn is_command_of_cell(text: &[u8], token: &Token) -> bool {
    const LONGEST_CELL: usize = 500;
    let is_cell =
        |said: &[u8]| said.starts_with(b"%% ") || said.is_empty() || said == b"%%" || said == b"+";
    let said = text[token.inner.clone()].trim_ascii();
    let is_magic = |said: &[u8]| match said {
        [b'!', ..] => true,
        [b'%', b'%', letter, ..] | [b'%', letter, ..] => letter.is_ascii_alphabetic(),
        _ => false,
    };
    if is_magic(said) {
        return true;
    }
    let mut lines = text[..token.span.start]
        .rsplit(|b| *b == b'\n')
        .skip(1)
        .take(LONGEST_CELL);
    let first = lines.find_map(|line| {
        let line = line.trim_ascii();
        let mark = [&b"#"[..], b"//", b"--"]
            .iter()
            .find_map(|mark| line.strip_prefix(*mark));
        match mark.map(<[u8]>::trim_ascii) {
            // `# %% language="bash"` begins a cell that is not in the language of the file.
            Some(said) if said.starts_with(b"%% ") => {
                Some(memmem::find(said, b"language=").is_some())
            }
            Some(said) if said.starts_with(b"%%") && !is_cell(said) => Some(true),
            Some(_) => None,
            None => Some(false),
        }
    });
    first.unwrap_or(false)
}

/// `//go:generate …`, and the comment before `import "C"`, which is a program in C.
fn is_directive_of_go(file: &File<'_>, number: usize, token: &Token) -> bool {
    let text = file.text();
    if text[token.span.start..].starts_with(b"//go:") {
        return true;
    }
    let tokens = &file.lexed.tokens()[number..];
    let mut end = token.span.end;
    for next in tokens.iter().skip(1).take(1000) {
        if !next.kind.is_comment() || !text[end..next.span.start].trim_ascii().is_empty() {
            break;
        }
        end = next.span.end;
    }
    let mut rest = text[end..].trim_ascii_start();
    for word in [&b"import"[..], b"("] {
        rest = rest.strip_prefix(word).unwrap_or(rest).trim_ascii_start();
    }
    rest.starts_with(b"\"C\"") || rest.starts_with(b"`C`")
}

/// Whether what seems to be a comment of C# or PHP, in a file of Razor or Blade, may be text of HTML, in which `@` and `{`
/// begin code.
fn is_text_of_markup(file: &File<'_>, token: &Token) -> bool {
    let whole = &file.text()[token.span.clone()];
    [".cshtml", ".razor", ".blade.php"]
        .iter()
        .any(|ending| file.path.ends_with(ending))
        && !whole.starts_with(b"@*")
        && !whole.starts_with(b"{{--")
        && memchr::memchr3(b'@', b'<', b'{', whole).is_some()
}

/// Keys of YAML whose texts may be programs in JavaScript, in lower case and without separators.
const JAVASCRIPT_KEYS: &[&str] = &[
    "zipfile",
    "inlinecode",
    "functioncode",
    "code",
    "source",
    "javascript",
    "js",
    "handler",
];

/// Shells in which `#` begins a comment.
const SHELLS: &[&str] = &[
    "bash",
    "sh",
    "zsh",
    "pwsh",
    "powershell",
    "python",
    "|",
    ">",
];

/// Whether the text of a block scalar is in a language in which `#` begins no comment.
fn is_text_of_another_language(file: &File<'_>, span: Span, token: &Token) -> bool {
    let key = text_for_people::key_of_block_scalar(file, span);
    let Some(key) = key.or_else(|| key_above(&file.text()[..token.span.start])) else {
        return false;
    };
    let key = key.rsplit(u8::is_ascii_whitespace).next().unwrap_or(key);
    let quotes = |b: &u8| matches!(b, b':' | b'"' | b'\'');
    let key = String::from_utf8_lossy(key)
        .replace(|c: char| u8::try_from(c).is_ok_and(|b| quotes(&b)), "");
    let text = file.text();
    // `#name` is a private field.
    let glued = text
        .get(token.inner.start)
        .is_some_and(|b| b.is_ascii_alphabetic() || matches!(b, b'_' | b'$'));
    if key.contains('.') && names_a_language(&key) {
        let language = language_of(&key, b"");
        return language.kind != Kind::Docs
            && !language
                .syntax
                .lines
                .iter()
                .any(|line| line.open.starts_with('#'));
    }
    match folded(key.as_bytes()).as_str() {
        "run" => *file
            .has_other_shells
            .get_or_init(|| names_another_shell(text)),
        "script" => glued && file.says(Fact::ScriptAction) || file.says(Fact::WindowsAgent),
        key => glued && JAVASCRIPT_KEYS.contains(&key),
    }
}

/// The key of a block scalar that has only comments up to here, which an outline leaves out.
fn key_above(before: &[u8]) -> Option<&[u8]> {
    let mut lines = before.rsplit(|b| *b == b'\n').skip(1).take(1000);
    let line = lines.find(|line| !matches!(line.trim_ascii_start().first(), None | Some(b'#')));
    text_for_people::key_of_head(line?)
}

/// Whether a shell is named that is not one of [`SHELLS`].
fn names_another_shell(text: &[u8]) -> bool {
    memmem::find_iter(text, b"shell:").any(|at| {
        let line = text[at + 6..].split(|b| *b == b'\n').next();
        let shell = line.unwrap_or_default().trim_ascii_start();
        let quote = matches!(shell.first(), Some(b'"' | b'\''));
        let shell = &shell[usize::from(quote)..];
        !SHELLS
            .iter()
            .any(|known| shell.starts_with(known.as_bytes()))
    })
}

/// What make runs in a comment of a recipe: the line is expanded before the shell reads it.
fn functions_of_recipe(file: &File<'_>, token: &Token) -> Vec<Range<usize>> {
    let text = file.text();
    let line = memchr::memrchr(b'\n', &text[..token.span.start]).map_or(0, |at| at + 1);
    let call = memmem::find(&text[token.span.clone()], b"$(shell ");
    let is_recipe = text[line..].starts_with(b"\t");
    let code = call.filter(|_| is_recipe).map(|at| token.span.start + at);
    code.map(|start| start..token.span.end)
        .into_iter()
        .collect()
}

/// How code and comments of template engines begin and end.
const MARKS: &[(&[u8], &[u8])] = &[
    (b"{{", b"}}"),
    (b"{%", b"%}"),
    (b"{#", b"#}"),
    (b"<%", b"%>"),
];

/// The same in Terraform's templates, Mako and Velocity.
const DOLLAR_MARKS: &[(&[u8], &[u8])] = &[(b"${", b"}"), (b"%{", b"}")];

/// Endings of files whose engine reads `${ }`.
const DOLLAR_ENDINGS: &[&str] = &[".tftpl", ".tpl", ".mako", ".vm", ".vtl", ".ftl"];

/// Whether ERB reads a file of YAML first, as it does in Rails: a value is `<%= … %>`. Each comment asks.
fn inserts_ruby(file: &File<'_>) -> bool {
    let find = || {
        let mut inserted = memmem::find_iter(file.text(), b"<%=").take(64);
        inserted.any(|at| !file.lexed.kind_at(at).is_comment())
    };
    *file.inserts_ruby.get_or_init(find)
}

/// Where a template engine runs what is inside of a comment of the host language.
fn code_of_template(file: &File<'_>, token: &Token) -> Vec<Range<usize>> {
    let language = file.source.language;
    let is_template = language.has(Trait::TemplateMarks)
        || is_template_name(&file.path)
        || language.has(Trait::SqlStatements)
        || language.name == "yaml"
            && (file.folders().any(|folder| folder == "templates") || inserts_ruby(file))
        || file.name().ends_with(".sls");
    let text = file.text();
    let whole = &text[token.span.clone()];
    let own = [&b"{#"[..], b"{{!", b"{{-", b"{{/", b"<%#", b"<%-"];
    if !is_template || own.iter().any(|open| whole.starts_with(open)) {
        return Vec::new();
    }
    let dollars = DOLLAR_ENDINGS
        .iter()
        .any(|ending| file.path.ends_with(ending));
    let marks = || MARKS.iter().chain(DOLLAR_MARKS.iter().filter(|_| dollars));
    let mut found = Vec::new();
    // Where the first block begins, and where the last one ends.
    let mut block: Option<Range<usize>> = None;
    let mut at = 0;
    let begins = |b: &u8| matches!(b, b'{' | b'}' | b'<' | b'%' | b'#' | b'$');
    while let Some(n) = whole[at..].iter().position(begins) {
        let start = token.span.start + at + n;
        let rest = &text[start..token.span.end];
        if let Some((open, close)) = marks().find(|(open, _)| rest.starts_with(open)) {
            let inner = start + open.len();
            let end = memmem::find(&text[inner..token.span.end], close);
            let end = end.map_or(token.span.end, |n| inner + n);
            if *open == b"{%" {
                block = Some(block.map_or(start, |block| block.start)..end);
            }
            if *open != b"{#" {
                found.push(inner..end);
            }
            at = (end + close.len()).min(token.span.end) - token.span.start;
            continue;
        }
        // An end without a beginning: the comment is inside of a tag or a comment of the template.
        let ends = |(_, close): &(&[u8], &[u8])| rest.starts_with(close);
        if MARKS.iter().any(ends) {
            found.push(token.span.clone());
            break;
        }
        at = start + 1 - token.span.start;
    }
    // `{% set model %}…{% endset %}`.
    found.extend(block);
    found
}
