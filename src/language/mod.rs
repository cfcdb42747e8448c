//! The language of a file, from its name or, if that is not enough, from its first bytes.
//!
//! One row of [`LANGUAGES`] per file type. Files are read and lexed elsewhere.

mod marks;
mod report;
pub(crate) mod syntax;

use crate::line_ends::window_end;
use syntax::Syntax;

/// What a file type is mostly for; contexts are decided by it where the file's words do not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Programs and scripts.
    Code,
    /// Data that configures programs, unless it turns out to be something else.
    Data,
    /// Settings of one program or environment.
    Config,
    /// Infrastructure as code.
    Infra,
    /// Text for people.
    Docs,
    /// Notebooks: cells of code and prose with their outputs.
    Notebook,
    /// Recorded input and output of programs.
    Recording,
    /// A report of this program, or a configuration or baseline for it.
    Report,
    /// Rows of data.
    Table,
}

/// A file type.
#[derive(Debug, PartialEq, Eq)]
pub struct Language {
    /// Its name as reports show it: `python`, `hcl`, `text`.
    pub name: &'static str,
    /// Endings of file names without the dot, in lower case.
    pub extensions: &'static [&'static str],
    /// Whole file names, in lower case; one that ends in `*` matches all names with this beginning.
    pub file_names: &'static [&'static str],
    /// Names of interpreters after `#!`, without version numbers.
    pub(crate) interpreters: &'static [&'static str],
    /// What it is for.
    pub(crate) kind: Kind,
    /// Its comments and literals.
    pub(crate) syntax: &'static Syntax,
    /// What makes its blocks.
    pub(crate) blocks: Blocks,
    /// Other features that decide how a text is read.
    traits: &'static [Trait],
}

/// What only some languages have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Trait {
    /// Statements of SQL: conditions, checks and rows of tables.
    SqlStatements,
    /// A first line with the names of columns.
    ColumnHeaders,
    /// Terraform's blocks: `provider`, `locals`, and conditions with `contains`.
    TerraformBlocks,
    /// Patterns after `is`, joined by `or`, `and`, `not`.
    PatternWords,
    /// Braces after a constructor call set fields: `new Request() { … }`.
    ObjectInitializers,
    /// `=>` after the pattern of an arm, in any block.
    FatArrowArms,
    /// `=>` after the pattern of an arm of `match`, and between key and value elsewhere.
    MatchArms,
    /// Attributes before the members of an enum give their values.
    MemberAttributes,
    /// Braces contain keys and values only, never a list.
    BracesAreObjects,
    /// Tags of forms: `<option value="…">`.
    FormMarkup,
    /// `{{ … }}` and `{% … %}` of template engines between tags.
    TemplateMarks,
    /// `{{ … }}` and `{ … }` of components between tags, and a script before the first tag.
    ComponentMarks,
    /// Text between tags is for people.
    ProseBetweenTags,
    /// A file may be a report of this program although the language counts as code.
    MayBeReport,
    /// `type Model = "…" | "…"`.
    UnionTypes,
    /// Patterns of the shell's `case`.
    CasePatterns,
    /// Lines are commands, some of which search files: `grep …`.
    SearchCommands,
    /// `[ "$model" = "…" ]` and `test`.
    ShellTests,
    /// `<>` compares.
    AngleInequality,
    /// `/=` compares.
    SlashInequality,
    /// Operators are before their operands: `(= model "…")`.
    PrefixOperators,
    /// A pattern of `switch` is followed by the braces of its arm.
    BracesAfterPatterns,
    /// `in …` and `| …` begin the pattern of an arm.
    BarPatterns,
    /// Modules and classes end with `end`, so that no bracket shows them.
    ModulesWithoutBrackets,
    /// Blocks end with words or with their indentation, so that no bracket shows them.
    BlocksWithoutBrackets,
    /// The type comes after the name: `const Haiku ModelID = …`.
    TypeAfterName,
    /// Enums are classes: `class Model(Enum):`; `Literal[…]` is a union.
    EnumClasses,
    /// Values need no quotes, and long ones are below their keys.
    UnquotedValues,
    /// `retired <- c(…)` assigns.
    ArrowAssigns,
    /// Lines that begin with `-` are removed.
    RemovedLines,
    /// Unused variables and imports are errors.
    NothingUnused,
    /// A struct is written with all of its fields.
    CompleteStructs,
}

/// What makes the blocks of a language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Blocks {
    /// Brackets.
    Brackets,
    /// Indentation, and brackets inside of lines.
    Indentation,
    /// Indentation and dashes, and brackets where a value begins: YAML.
    Mappings,
    /// Each line is an item of its own.
    Rows,
    /// Lines after headers in brackets.
    Sections,
}

impl Language {
    /// Whether it has something that only some languages have.
    pub(crate) fn has(&self, wanted: Trait) -> bool {
        self.traits.contains(&wanted)
    }

    /// The same language with these traits.
    const fn with(self, traits: &'static [Trait]) -> Self {
        Self { traits, ..self }
    }

    /// The same language with other blocks.
    const fn by(self, blocks: Blocks) -> Self {
        Self { blocks, ..self }
    }

    /// Whether programs run or read it: not text for people, a recording or a table.
    pub(crate) fn is_for_programs(&self) -> bool {
        !matches!(
            self.kind,
            Kind::Docs | Kind::Recording | Kind::Report | Kind::Table
        )
    }

    /// Whether it is a report of this program, or a configuration or baseline for it.
    pub(crate) fn is_report(&self) -> bool {
        self.kind == Kind::Report
    }

    /// Whether a file of this language may be a report: a program, or settings in lines, is not one, whatever it looks
    /// like. Pages and files without a known name count as code, and reports can be both.
    fn may_be_a_report(&self) -> bool {
        self.has(Trait::MayBeReport)
            || !matches!(
                self.kind,
                Kind::Code | Kind::Infra | Kind::Notebook | Kind::Config
            )
    }
}

const fn row(
    name: &'static str,
    kind: Kind,
    syntax: &'static Syntax,
    extensions: &'static [&'static str],
    file_names: &'static [&'static str],
) -> Language {
    Language {
        name,
        extensions,
        file_names,
        interpreters: &[],
        kind,
        syntax,
        blocks: Blocks::Brackets,
        traits: &[],
    }
}

const fn script(
    name: &'static str,
    syntax: &'static Syntax,
    extensions: &'static [&'static str],
    file_names: &'static [&'static str],
    interpreters: &'static [&'static str],
) -> Language {
    Language {
        name,
        extensions,
        file_names,
        interpreters,
        kind: Kind::Code,
        syntax,
        blocks: Blocks::Brackets,
        traits: &[],
    }
}

/// Every file type; the last row is for all unknown ones.
#[rustfmt::skip]
pub static LANGUAGES: &[Language] = &[
    script("python", &syntax::PYTHON, &["py", "pyi", "pyw", "pyx", "bzl", "star"], &["sconstruct", "snakefile"], &["python", "pypy", "uv"]).by(Blocks::Indentation).with(&[Trait::EnumClasses]),
    script("javascript", &syntax::JAVASCRIPT, &["js", "jsx", "mjs", "cjs", "es6"], &[], &["node", "bun", "deno"]).with(&[Trait::FormMarkup]),
    script("typescript", &syntax::JAVASCRIPT, &["ts", "tsx", "mts", "cts"], &[], &["ts-node", "tsx"]).with(&[Trait::FormMarkup, Trait::UnionTypes]),
    row("java", Kind::Code, &syntax::JAVA, &["java", "jsh"], &[]),
    script("kotlin", &syntax::KOTLIN, &["kt", "kts"], &[], &["kotlin"]),
    script("scala", &syntax::SCALA, &["scala", "sc", "sbt"], &[], &["scala"]).with(&[Trait::FatArrowArms]),
    script("groovy", &syntax::GROOVY, &["groovy", "gradle", "gvy"], &["jenkinsfile*"], &["groovy"]),
    row("go", Kind::Code, &syntax::GO, &["go"], &[]).with(&[Trait::TypeAfterName, Trait::NothingUnused]),
    script("rust", &syntax::RUST, &["rs"], &[], &["rust-script", "cargo"]).with(&[Trait::FatArrowArms, Trait::MemberAttributes, Trait::CompleteStructs]),
    row("csharp", Kind::Code, &syntax::CSHARP, &["cs", "csx", "razor", "cshtml"], &[]).with(&[Trait::PatternWords, Trait::FatArrowArms, Trait::ObjectInitializers]),
    row("fsharp", Kind::Code, &syntax::FSHARP, &["fs", "fsx", "fsi"], &[]).with(&[Trait::BlocksWithoutBrackets, Trait::AngleInequality, Trait::BarPatterns]),
    row("visual-basic", Kind::Code, &syntax::VISUAL_BASIC, &["vb", "vbs", "bas"], &[]).with(&[Trait::BlocksWithoutBrackets, Trait::AngleInequality]),
    row("c", Kind::Code, &syntax::CPP, &["c", "h"], &[]),
    row("cpp", Kind::Code, &syntax::CPP, &["cc", "cpp", "cxx", "hpp", "hh", "hxx", "inl", "ipp"], &[]),
    row("objective-c", Kind::Code, &syntax::CPP, &["m", "mm"], &[]),
    script("swift", &syntax::SWIFT, &["swift"], &[], &["swift"]),
    script("ruby", &syntax::RUBY, &["rb", "rake", "gemspec", "ru"], &["gemfile", "rakefile", "fastfile", "podfile", "vagrantfile"], &["ruby"]).with(&[Trait::BlocksWithoutBrackets, Trait::BarPatterns, Trait::ModulesWithoutBrackets]),
    script("php", &syntax::PHP, &["php", "phtml", "php5"], &[], &["php"]).with(&[Trait::MatchArms, Trait::FormMarkup]),
    script("perl", &syntax::PERL, &["pl", "pm", "t"], &[], &["perl"]),
    script("r", &syntax::R, &["r", "rprofile"], &[], &["rscript"]).with(&[Trait::ArrowAssigns]),
    script("julia", &syntax::JULIA, &["jl"], &[], &["julia"]).with(&[Trait::BlocksWithoutBrackets]),
    script("elixir", &syntax::ELIXIR, &["ex", "exs"], &[], &["elixir"]).with(&[Trait::BlocksWithoutBrackets]),
    script("erlang", &syntax::ERLANG, &["erl", "hrl"], &[], &["escript"]).with(&[Trait::BlocksWithoutBrackets, Trait::SlashInequality]),
    script("haskell", &syntax::HASKELL, &["hs", "lhs"], &[], &["runhaskell", "stack"]).with(&[Trait::BlocksWithoutBrackets, Trait::SlashInequality, Trait::BarPatterns]),
    row("elm", Kind::Code, &syntax::HASKELL, &["elm", "purs"], &[]).with(&[Trait::BlocksWithoutBrackets, Trait::SlashInequality]),
    row("ocaml", Kind::Code, &syntax::OCAML, &["ml", "mli"], &[]).with(&[Trait::BlocksWithoutBrackets, Trait::AngleInequality, Trait::BarPatterns]),
    row("clojure", Kind::Code, &syntax::LISP, &["clj", "cljs", "cljc", "edn", "lisp", "el", "scm", "rkt"], &[]).with(&[Trait::PrefixOperators]),
    script("lua", &syntax::LUA, &["lua"], &[], &["lua"]).with(&[Trait::BlocksWithoutBrackets]),
    row("dart", Kind::Code, &syntax::DART, &["dart"], &[]).with(&[Trait::FatArrowArms]),
    row("zig", Kind::Code, &syntax::ZIG, &["zig"], &[]),
    row("d", Kind::Code, &syntax::D, &["d"], &[]),
    row("crystal", Kind::Code, &syntax::RUBY, &["cr"], &[]).with(&[Trait::BlocksWithoutBrackets, Trait::BarPatterns]),
    row("nim", Kind::Code, &syntax::NIM, &["nim"], &[]).by(Blocks::Indentation),
    row("apex", Kind::Code, &syntax::GROOVY, &["cls", "apex"], &[]),
    row("solidity", Kind::Code, &syntax::GROOVY, &["sol"], &[]),
    script("shell", &syntax::SHELL, &["sh", "bash", "zsh", "ksh", "bats", "command"], &[".bashrc", ".zshrc", ".profile", ".bash_profile", ".zprofile"], &["sh", "bash", "zsh", "ksh", "dash", "ash", "bats"]).by(Blocks::Rows).with(&[Trait::BlocksWithoutBrackets, Trait::CasePatterns, Trait::SearchCommands, Trait::ShellTests]),
    script("fish", &syntax::FISH, &["fish"], &[], &["fish"]).by(Blocks::Rows).with(&[Trait::BlocksWithoutBrackets, Trait::CasePatterns, Trait::SearchCommands, Trait::ShellTests]),
    script("powershell", &syntax::POWERSHELL, &["ps1", "psm1", "psd1"], &[], &["pwsh", "powershell"]).with(&[Trait::BracesAfterPatterns]),
    row("batch", Kind::Code, &syntax::BATCH, &["bat", "cmd"], &[]).by(Blocks::Rows).with(&[Trait::BlocksWithoutBrackets]),
    row("sql", Kind::Code, &syntax::SQL, &["sql", "ddl", "dml", "pgsql", "plsql"], &[]).with(&[Trait::AngleInequality, Trait::SqlStatements]),
    row("makefile", Kind::Code, &syntax::MAKEFILE, &["mk", "mak"], &["makefile*", "gnumakefile", "justfile"]).by(Blocks::Rows).with(&[Trait::BlocksWithoutBrackets, Trait::CasePatterns, Trait::SearchCommands]),
    row("cmake", Kind::Code, &syntax::CMAKE, &["cmake"], &["cmakelists.txt"]),
    row("graphql", Kind::Code, &syntax::GRAPHQL, &["graphql", "gql", "graphqls"], &[]),
    row("protobuf", Kind::Code, &syntax::PROTOBUF, &["proto"], &[]),
    row("smithy", Kind::Code, &syntax::CUE, &["smithy"], &[]),
    row("prisma", Kind::Code, &syntax::CUE, &["prisma"], &[]),
    row("nix", Kind::Code, &syntax::NIX, &["nix"], &[]),
    row("css", Kind::Code, &syntax::CSS, &["css", "scss", "sass", "less"], &[]),
    row("rego", Kind::Infra, &syntax::REGO, &["rego"], &[]),
    row("hcl", Kind::Infra, &syntax::HCL, &["tf", "tfvars", "hcl", "tofu", "nomad"], &[]).with(&[Trait::TerraformBlocks]),
    row("bicep", Kind::Infra, &syntax::BICEP, &["bicep", "bicepparam"], &[]),
    row("cue", Kind::Data, &syntax::CUE, &["cue"], &[]),
    row("jsonnet", Kind::Data, &syntax::JSONNET, &["jsonnet", "libsonnet"], &[]),
    row("yaml", Kind::Data, &syntax::YAML, &["yaml", "yml"], &[".clang-format", ".yamllint"]).by(Blocks::Mappings).with(&[Trait::UnquotedValues]),
    row("json", Kind::Data, &syntax::JSON, &["json", "json5", "jsonc", "webmanifest", "hjson", "code-workspace", "avsc", "sublime-project", "sublime-settings", "tfstate"], &[".prettierrc", ".eslintrc", ".babelrc"]).with(&[Trait::BracesAreObjects]),
    row("jsonl", Kind::Table, &syntax::JSON, &["jsonl", "ndjson"], &[]),
    row("toml", Kind::Data, &syntax::TOML, &["toml"], &["pipfile", "cargo.lock", "poetry.lock", "uv.lock"]).by(Blocks::Sections),
    row("ini", Kind::Config, &syntax::INI, &["ini", "cfg", "conf", "cnf", "service", "desktop"], &[".editorconfig", ".npmrc", ".gitconfig"]).by(Blocks::Sections),
    row("properties", Kind::Config, &syntax::PROPERTIES, &["properties"], &[]).by(Blocks::Rows),
    row("dotenv", Kind::Config, &syntax::DOTENV, &["env", "envrc"], &[".env*", "env.example", "env.sample", "env.template"]).by(Blocks::Rows),
    row("dockerfile", Kind::Config, &syntax::DOCKERFILE, &["dockerfile", "containerfile"], &["dockerfile*", "containerfile*"]).by(Blocks::Rows).with(&[Trait::CasePatterns]),
    row("plist", Kind::Config, &syntax::XML, &["plist"], &[]),
    row("xml", Kind::Data, &syntax::XML, &["xml", "xsd", "xsl", "xslt", "csproj", "fsproj", "vbproj", "props", "targets", "config", "resx", "xaml", "iml"], &[]).with(&[Trait::FormMarkup]),
    row("html", Kind::Code, &syntax::XML, &["html", "htm", "xhtml", "svg"], &[]).with(&[Trait::FormMarkup, Trait::TemplateMarks, Trait::ProseBetweenTags, Trait::MayBeReport]),
    row("vue", Kind::Code, &syntax::XML, &["vue", "svelte", "astro", "heex"], &[]).with(&[Trait::FormMarkup, Trait::ComponentMarks, Trait::ProseBetweenTags]),
    row("markdown", Kind::Docs, &syntax::MARKDOWN, &["md", "mdx", "markdown", "mdown", "mdc", "qmd", "rmd"], &[]),
    row("restructuredtext", Kind::Docs, &syntax::RST, &["rst"], &[]),
    row("asciidoc", Kind::Docs, &syntax::ASCIIDOC, &["adoc", "asciidoc"], &[]),
    row("ignore", Kind::Docs, &syntax::PROSE, &[], &[".gitignore", ".dockerignore", ".eslintignore", ".gitattributes", ".npmignore", ".prettierignore"]),
    row("org", Kind::Docs, &syntax::PROSE, &["org"], &[]),
    row("latex", Kind::Docs, &syntax::LATEX, &["tex", "bib"], &[]),
    row("notebook", Kind::Notebook, &syntax::JSON, &["ipynb"], &[]),
    row("csv", Kind::Table, &syntax::PLAIN, &["csv", "tsv", "psv"], &[]).by(Blocks::Rows).with(&[Trait::ColumnHeaders]),
    row("snapshot", Kind::Recording, &syntax::PLAIN, &["snap", "ambr", "golden"], &[]),
    row("recording", Kind::Recording, &syntax::PLAIN, &["httprr", "har", "cassette", "log", "trace"], &[]),
    row("report", Kind::Report, &syntax::PLAIN, &[], &["bedrock-eol.toml", ".bedrock-eol.toml", "bedrock-eol-baseline.json"]),
    row("diff", Kind::Code, &syntax::PLAIN, &["diff", "patch", "rej"], &[]).with(&[Trait::RemovedLines]),
    row("template", Kind::Data, &syntax::TEMPLATE, TEMPLATE_EXTENSIONS, &[]).with(&[Trait::FormMarkup]),
    row("velocity", Kind::Data, &syntax::VELOCITY, &["vm", "vtl"], &[]).with(&[Trait::FormMarkup]),
    row("text", Kind::Docs, &syntax::PROSE, &["txt", "text", "pod", "textile", "wiki", "mediawiki", "typ", "po", "pot", "xlf", "xliff", "arb", "puml", "plantuml", "mmd", "mermaid", "drawio", "gv"], &["readme", "license*", "notice", "authors", "changelog", "changes", "news", "todo"]),
    row("unknown", Kind::Code, &syntax::UNKNOWN, &[], &[]).with(&[Trait::MayBeReport]),
];

/// In what a text is believed that it says of itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Claims {
    /// By its content, that it is a report of this program or a recording; by its name, that it configures this program.
    #[default]
    All,
    /// That it is a recording.
    Recordings,
    /// Nothing.
    None,
}

/// Extensions after the extension of what a file becomes: `values.yaml.j2`.
const TEMPLATE_EXTENSIONS: &[&str] = &[
    "j2", "jinja", "jinja2", "tpl", "tmpl", "gotmpl", "erb", "ejs", "hbs", "mustache", "template",
    "tftpl", "liquid", "njk", "mako", "eex", "leex", "ftl",
];

/// Endings of copies that say nothing about what is copied: `config.yaml.example`.
const COPY_EXTENSIONS: &[&str] = &[
    "example", "sample", "dist", "default", "bak", "orig", "old", "in", "local",
];

/// How much of a file's beginning is searched for signs of its language, if its name is not enough: bytes, carriage
/// returns apart.
const FIRST_BYTES: usize = 1024;

/// How much of a large file is read for them: with CRLF a line has at least two bytes.
pub(crate) const FIRST_BYTES_READ: usize = 2 * FIRST_BYTES;

/// The language of a whole text, by its name, the first line of a script, its first bytes, or because all of it is a
/// report of this program.
pub fn language_of(path: &str, text: &[u8]) -> &'static Language {
    let found = language_by_name(path, text);
    if found.is_report() && !report::is_setting(path, text) {
        return language_within(path, text, Claims::Recordings);
    }
    if found.may_be_a_report() && report::is_one(text, found.kind == Kind::Docs) {
        return language("report");
    }
    found
}

/// The same for the beginning of a text: nothing says whether the whole of it is a report.
pub(crate) fn language_by_name(path: &str, first_bytes: &[u8]) -> &'static Language {
    let name = path
        .rsplit(['/', '\\'])
        .next()
        .unwrap_or(path)
        .to_ascii_lowercase();
    let head = &first_bytes[..window_end(first_bytes, 0, FIRST_BYTES)];
    if let Some(found) = by_name(&name) {
        // A text for people that is executed is a program.
        let script = if found.is_for_programs() {
            None
        } else {
            by_first_line(head)
        };
        return script.unwrap_or(found);
    }
    let found = by_inner_name(&name, head)
        .or_else(|| by_first_line(head))
        .or_else(|| by_content(head));
    found.unwrap_or_else(|| {
        let extension = name.rsplit_once('.').map(|(_, e)| e).unwrap_or_default();
        let named = if TEMPLATE_EXTENSIONS.contains(&extension) {
            "template"
        } else {
            "unknown"
        };
        language(named)
    })
}

/// The language of a text that is believed in these claims only, by the beginning of it.
pub(crate) fn language_within(path: &str, first: &[u8], claims: Claims) -> &'static Language {
    let found = language_by_name(path, first);
    let name = path.to_ascii_lowercase();
    match found.kind {
        Kind::Report if claims == Claims::All => found,
        Kind::Report if name.ends_with(".toml") => language("toml"),
        Kind::Report => language("json"),
        Kind::Recording if claims == Claims::None && !names_a_language(path) => language("unknown"),
        _ => found,
    }
}

/// Whether the name of a file, or of what it is a copy of, is that of a file type.
pub(crate) fn names_a_language(path: &str) -> bool {
    let name = path
        .rsplit(['/', '\\'])
        .next()
        .unwrap_or(path)
        .to_ascii_lowercase();
    by_name(&name).is_some() || by_inner_name(&name, b"").is_some()
}

/// Whether the ending of a path says that a template engine reads the file first.
pub(crate) fn is_template_name(path: &str) -> bool {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    let extension = name.rsplit_once('.').map(|(_, extension)| extension);
    extension.is_some_and(|extension| {
        TEMPLATE_EXTENSIONS.contains(&extension.to_ascii_lowercase().as_str())
    })
}

/// The row with this name, which has to be one of [`LANGUAGES`].
fn language(name: &str) -> &'static Language {
    LANGUAGES
        .iter()
        .find(|l| l.name == name)
        .unwrap_or(&LANGUAGES[LANGUAGES.len() - 1])
}

fn by_name(name: &str) -> Option<&'static Language> {
    let whole = LANGUAGES
        .iter()
        .find(|l| l.file_names.iter().any(|n| names(n, name)));
    if whole.is_some() {
        return whole;
    }
    let (_, extension) = name.rsplit_once('.')?;
    LANGUAGES
        .iter()
        .find(|l| l.name != "template" && l.extensions.contains(&extension))
}

fn names(pattern: &str, name: &str) -> bool {
    match pattern.strip_suffix('*') {
        // `makefile.am` and `.env.local`, not `dockerfiles.py`.
        Some(start) => name.strip_prefix(start).is_some_and(|rest| {
            let known = name.rsplit_once('.').is_some_and(|(_, e)| {
                e.len() < rest.len() && LANGUAGES.iter().any(|l| l.extensions.contains(&e))
            });
            rest.is_empty()
                || (rest.starts_with(['.', '-', '_']) && (!known || start.starts_with('.')))
        }),
        None => pattern == name,
    }
}

/// `values.yaml.j2` and `app.py.example`: the ending below the one that says nothing.
fn by_inner_name(name: &str, head: &[u8]) -> Option<&'static Language> {
    let (inner, extension) = name.rsplit_once('.')?;
    let template = TEMPLATE_EXTENSIONS.contains(&extension);
    if !template && !COPY_EXTENSIONS.contains(&extension) {
        return None;
    }
    by_name(inner).or_else(|| by_content(head))
}

/// Whether the first line of a text names the interpreter that runs it.
pub(crate) fn is_script(text: &[u8]) -> bool {
    interpreter_of(text).is_some()
}

/// The language of the interpreter that the first line of a text names: `#!/usr/bin/env node`.
pub(crate) fn interpreter_of(text: &[u8]) -> Option<&'static Language> {
    by_first_line(&text[..window_end(text, 0, FIRST_BYTES)])
}

fn by_first_line(head: &[u8]) -> Option<&'static Language> {
    let line = head.strip_prefix(b"#!")?;
    let line = line.split(|b| *b == b'\n').next()?;
    let line = std::str::from_utf8(line).ok()?;
    let mut words = line.split_whitespace();
    let mut program = words.next()?.rsplit('/').next()?;
    if program == "env" {
        program = words.find(|w| !w.starts_with('-') && !w.contains('='))?;
    }
    let program = program
        .trim_end_matches(|c: char| c.is_ascii_digit() || c == '.')
        .to_ascii_lowercase();
    LANGUAGES
        .iter()
        .find(|l| l.interpreters.contains(&program.as_str()))
}

/// First words by which a language is recognized; leading white space is skipped.
const FIRST_WORDS: &[(&str, &str)] = &[
    ("{\"cells\"", "notebook"),
    ("httprr trace v1\n", "recording"),
    ("<?php", "php"),
    ("<?xml", "xml"),
    ("<!doctype html", "html"),
    ("<html", "html"),
    ("awstemplateformatversion", "yaml"),
    ("---\n", "yaml"),
    ("%yaml", "yaml"),
    ("diff --git", "diff"),
    ("{", "json"),
    ("[\n", "json"),
    ("[{", "json"),
    ("[\"", "json"),
];

fn by_content(head: &[u8]) -> Option<&'static Language> {
    let start = head.iter().position(|b| !b.is_ascii_whitespace())?;
    // Where lines end in CRLF, as where they end in LF.
    let kept = head[start..].iter().filter(|byte| **byte != b'\r');
    let head: Vec<u8> = kept.map(u8::to_ascii_lowercase).collect();
    if let Some((_, name)) = FIRST_WORDS
        .iter()
        .find(|(word, _)| head.starts_with(word.as_bytes()))
    {
        // A brace also opens a template's placeholder: `{{`, `{%`.
        if *name == "json" && matches!(head.get(1), Some(b'{' | b'%' | b'#')) && head[0] == b'{' {
            return None;
        }
        return Some(language(name));
    }
    let yaml = head.split(|b| *b == b'\n').any(|l| {
        l.starts_with(b"awstemplateformatversion:")
            || l.starts_with(b"apiversion:")
            || l.starts_with(b"resources:")
    });
    yaml.then(|| language("yaml"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_decide_the_language() {
        let table = [
            ("a/b.py", "python"),
            ("B.PY", "python"),
            ("app.tsx", "typescript"),
            ("Dockerfile", "dockerfile"),
            ("Dockerfile.dev", "dockerfile"),
            ("dev.Dockerfile", "dockerfile"),
            (".env", "dotenv"),
            (".env.production", "dotenv"),
            ("prod.env", "dotenv"),
            ("Makefile", "makefile"),
            ("CMakeLists.txt", "cmake"),
            ("values.yaml.j2", "yaml"),
            ("main.tf.tmpl", "hcl"),
            ("settings.py.example", "python"),
            ("deployment.tpl", "template"),
            ("notes.txt", "text"),
            ("strange.qqq", "unknown"),
            ("README", "text"),
            ("terraform.tfvars", "hcl"),
            ("Info.plist", "plist"),
            ("analysis.R", "r"),
            ("main.bicep", "bicep"),
            ("api.proto", "protobuf"),
            ("schema.graphql", "graphql"),
            ("dockerfile_builder.py", "python"),
            ("x.ipynb", "notebook"),
        ];
        for (path, name) in table {
            assert_eq!(language_of(path, b"").name, name, "{path}");
        }
    }

    #[test]
    fn the_first_bytes_decide_the_language_of_a_file_without_a_known_name() {
        let table: [(&str, &[u8], &str); 10] = [
            ("run", b"#!/usr/bin/env python3\nx", "python"),
            ("run", b"#!/bin/bash -e\n", "shell"),
            ("run", b"#!/usr/bin/env -S node --x\n", "javascript"),
            ("stack.template", b"{\n  \"Resources\": {}}", "json"),
            ("stack.template", b"Description: x\nResources:\n", "yaml"),
            ("stack", b"---\r\na: b\r\n", "yaml"),
            ("models", b"[\r\n  1\r\n]", "json"),
            ("page.tpl", b"{{ x }}", "template"),
            ("data", b"<?xml version=\"1.0\"?>", "xml"),
            ("data", b"\xff\xfe\x00", "unknown"),
        ];
        for (path, head, name) in table {
            assert_eq!(language_of(path, head).name, name, "{path}");
        }
    }

    #[test]
    fn the_beginning_is_the_same_with_lf_and_crlf() {
        // The word is in the first 1,024 bytes only where carriage returns do not count.
        let text = format!("{}Resources:\n", "a: b\n".repeat(200));
        for text in [text.replace('\n', "\r\n"), text] {
            assert_eq!(language_of("stack.template", text.as_bytes()).name, "yaml");
        }
    }

    #[test]
    fn names_are_unique_and_lower_case() {
        let mut seen = std::collections::BTreeSet::new();
        let mut extensions = std::collections::BTreeSet::new();
        for language in LANGUAGES {
            assert!(seen.insert(language.name), "{} twice", language.name);
            for extension in language.extensions {
                assert_eq!(*extension, extension.to_ascii_lowercase());
                assert!(extensions.insert(extension), "{extension} twice");
            }
        }
    }
}
