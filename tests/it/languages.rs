//! `fixtures/languages/<language>/`: files in the shape of real ones, and in `want.txt`, written by hand, every
//! reference in them: `path:line:column form resolution context text = models`, `⏎` for the end of a line in the
//! text. What is not wanted must not be found.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use bedrock_eol::catalog::Catalog;
use bedrock_eol::detect::Detector;
use bedrock_eol::reference::{FromProject, Match};
use bedrock_eol::scan::{self, vocabulary};
use bedrock_eol::source::Source;
use bedrock_eol::walk::{Origin, SourcePath};

/// The languages with a test of each context, at least.
const LANGUAGES: &[&str] = &[
    "asciidoc",
    "batch",
    "bicep",
    "c",
    "cpp",
    "csharp",
    "dart",
    "dockerfile",
    "elixir",
    "fsharp",
    "go",
    "graphql",
    "haskell",
    "hcl",
    "helm",
    "html",
    "ini",
    "java",
    "javascript",
    "jinja",
    "json",
    "json5",
    "kotlin",
    "lua",
    "makefile",
    "markdown",
    "nix",
    "perl",
    "php",
    "powershell",
    "properties",
    "protobuf",
    "python",
    "r",
    "restructuredtext",
    "ruby",
    "rust",
    "scala",
    "shell",
    "sql",
    "swift",
    "toml",
    "typescript",
    "xml",
    "yaml",
];

#[test]
fn exactly_the_references_of_the_files_are_found() {
    let detector = Detector::new(vocabulary(Catalog::embedded()));
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/languages");
    let mut problems = Vec::new();
    for language in LANGUAGES {
        let folder = root.join(language);
        if !folder.is_dir() {
            problems.push(format!("{language}: no folder"));
            continue;
        }
        let files = files(&folder);
        if files.len() < 3 {
            problems.push(format!("{language}: only {} files", files.len()));
        }
        let found: BTreeSet<String> = files
            .iter()
            .flat_map(|file| references(&detector, &folder, file))
            .collect();
        let want = fs::read_to_string(folder.join("want.txt")).unwrap_or_default();
        let want: BTreeSet<String> = want.lines().map(str::to_owned).collect();
        problems.extend(
            want.difference(&found)
                .map(|line| format!("not found:  {language}/{line}")),
        );
        problems.extend(
            found
                .difference(&want)
                .map(|line| format!("not wanted: {language}/{line}")),
        );
    }
    assert!(problems.is_empty(), "\n{}", problems.join("\n"));
}

fn references(detector: &Detector, folder: &Path, file: &Path) -> Vec<String> {
    let content = fs::read(folder.join(file)).expect("a fixture can be read");
    let display = file.to_str().expect("names are UTF-8").replace('\\', "/");
    let path = SourcePath {
        display,
        open: file.to_path_buf(),
        origin: Origin::Named,
    };
    let source = Source::decode(path, content);
    scan::references(detector, &source, &FromProject::default())
        .iter()
        .map(|found| shown(&source, found))
        .collect()
}

fn shown(source: &Source, matched: &Match) -> String {
    let found = &matched.found;
    let at = source.position(found.span.start);
    let text =
        String::from_utf8_lossy(&source.text[found.span.start..found.span.end]).replace('\n', "⏎");
    let models: Vec<&str> = found.models.iter().map(|m| m.as_str()).collect();
    let line = format!(
        "{}:{}:{} {} {} {} {text} = {}",
        source.path.display,
        at.line,
        at.column,
        word(found.form),
        word(found.resolution),
        word(matched.context),
        models.join(",")
    );
    line.trim_end().to_owned()
}

/// The name as in JSON.
fn word(value: impl serde::Serialize) -> String {
    let value = serde_json::to_value(value).expect("it is a word");
    value.as_str().expect("it is a word").to_owned()
}

/// Every file below but our own, relative.
fn files(folder: &Path) -> Vec<PathBuf> {
    walkdir::WalkDir::new(folder)
        .sort_by_file_name()
        .into_iter()
        .map(|entry| entry.expect("a fixture can be read"))
        .filter(|entry| entry.file_type().is_file() && entry.file_name() != "want.txt")
        .map(|entry| {
            entry
                .path()
                .strip_prefix(folder)
                .expect("it is below")
                .to_path_buf()
        })
        .collect()
}
