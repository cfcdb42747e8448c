//! What the shape of the source must be: modules import only downwards, two crates are named in one module each, no two
//! types have the same name, and nothing unfinished or of one machine is committed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

/// What each module of the library may import from the others. A module that is not a row fails.
const ALLOWED: &[(&str, &[&str])] = &[
    ("file_access", &[]),
    ("language", &["line_ends", "settings"]),
    ("line_ends", &[]),
    ("model_id", &[]),
    ("settings", &[]),
    ("notebook", &[]),
    ("path_text", &[]),
    ("id_pattern", &[]),
    ("own_name", &[]),
    ("path_pattern", &[]),
    ("spelling", &[]),
    (
        "catalog",
        &["file_access", "model_id", "id_pattern", "spelling"],
    ),
    ("git", &["file_access", "path_text"]),
    ("lexer", &["language"]),
    ("walk", &["file_access", "path_text", "path_pattern"]),
    ("outline", &["language", "lexer", "line_ends"]),
    ("source", &["language", "walk"]),
    ("reference", &["language", "model_id", "source"]),
    (
        "detect",
        &[
            "language",
            "model_id",
            "source",
            "reference",
            "id_pattern",
            "own_name",
            "spelling",
        ],
    ),
    (
        "finding",
        &["model_id", "spelling", "catalog", "source", "reference"],
    ),
    (
        "surroundings",
        &[
            "language",
            "line_ends",
            "model_id",
            "notebook",
            "catalog",
            "lexer",
            "outline",
            "source",
            "reference",
        ],
    ),
    ("housekeeping", &["source", "finding"]),
    (
        "judge",
        &[
            "model_id",
            "catalog",
            "source",
            "reference",
            "finding",
            "surroundings",
            "id_pattern",
        ],
    ),
    (
        "report",
        &[
            "model_id",
            "path_text",
            "catalog",
            "source",
            "reference",
            "finding",
        ],
    ),
    (
        "baseline",
        &[
            "file_access",
            "source",
            "finding",
            "housekeeping",
            "judge",
            "reference",
        ],
    ),
    ("silenced", &["source", "finding", "housekeeping"]),
    (
        "suppress",
        &[
            "spelling",
            "source",
            "finding",
            "housekeeping",
            "id_pattern",
            "path_pattern",
        ],
    ),
    (
        "config",
        &[
            "file_access",
            "model_id",
            "path_text",
            "spelling",
            "catalog",
            "git",
            "walk",
            "source",
            "reference",
            "finding",
            "housekeeping",
            "judge",
            "suppress",
            "id_pattern",
            "own_name",
            "path_pattern",
            "settings",
        ],
    ),
    (
        "scan",
        &[
            "language",
            "model_id",
            "catalog",
            "git",
            "walk",
            "source",
            "reference",
            "detect",
            "finding",
            "surroundings",
            "housekeeping",
            "judge",
            "report",
            "suppress",
            "path_pattern",
        ],
    ),
    (
        "usage",
        &[
            "model_id",
            "catalog",
            "walk",
            "source",
            "reference",
            "detect",
            "report",
            "scan",
        ],
    ),
    (
        "fix",
        &[
            "file_access",
            "git",
            "walk",
            "source",
            "reference",
            "finding",
            "surroundings",
            "report",
            "scan",
        ],
    ),
    (
        "explain",
        &[
            "model_id",
            "catalog",
            "walk",
            "source",
            "reference",
            "detect",
            "finding",
            "judge",
            "scan",
            "spelling",
        ],
    ),
    (
        "run",
        &[
            "file_access",
            "model_id",
            "spelling",
            "catalog",
            "git",
            "walk",
            "source",
            "detect",
            "finding",
            "surroundings",
            "housekeeping",
            "judge",
            "report",
            "baseline",
            "silenced",
            "config",
            "scan",
            "explain",
            "path_pattern",
            "reference",
            "suppress",
            "usage",
        ],
    ),
    (
        "migrate",
        &[
            "model_id",
            "catalog",
            "source",
            "reference",
            "finding",
            "judge",
            "report",
            "explain",
            "fix",
            "run",
        ],
    ),
    (
        "output",
        &[
            "model_id",
            "walk",
            "catalog",
            "source",
            "reference",
            "finding",
            "report",
            "explain",
            "fix",
            "migrate",
        ],
    ),
    (
        "merge",
        &[
            "catalog", "finding", "model_id", "output", "report", "source",
        ],
    ),
    ("hook", &["finding", "git", "output", "report"]),
    (
        "lsp",
        &["catalog", "language", "lexer", "source", "suppress"],
    ),
    (
        "program",
        &[
            "file_access",
            "walk",
            "model_id",
            "catalog",
            "finding",
            "judge",
            "report",
            "baseline",
            "config",
            "scan",
            "explain",
            "fix",
            "hook",
            "lsp",
            "migrate",
            "run",
            "output",
        ],
    ),
];

/// Crates that one module alone may name.
const CRATE_OF_ONE_MODULE: &[(&str, &str)] = &[
    ("rayon", "scan"),
    ("ignore", "walk"),
    ("globset", "path_pattern"),
    ("strsim", "spelling"),
];

#[test]
fn modules_import_only_downwards() {
    let mut problems = Vec::new();
    for (module, path) in library_files() {
        let text = code_of(&path);
        let Some((_, allowed)) = ALLOWED.iter().find(|(name, _)| *name == module) else {
            problems.push(format!(
                "{}: module `{module}` has no row in the table",
                path.display()
            ));
            continue;
        };
        for import in crate_imports(&text) {
            if import != module && !allowed.contains(&import.as_str()) {
                problems.push(format!(
                    "{}: `{module}` must not import `{import}`",
                    path.display()
                ));
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn every_permission_of_the_table_is_used() {
    let mut used: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (module, path) in library_files() {
        used.entry(module)
            .or_default()
            .extend(crate_imports(&code_of(&path)));
    }
    let unused: Vec<String> = ALLOWED
        .iter()
        .flat_map(|(module, allowed)| allowed.iter().map(move |import| (module, import)))
        .filter(|(module, import)| {
            !used
                .get(**module)
                .is_some_and(|imports| imports.contains(**import))
        })
        .map(|(module, import)| format!("no file of `{module}` imports `{import}`"))
        .collect();
    assert!(
        unused.is_empty(),
        "remove from the table:\n{}",
        unused.join("\n")
    );
    let gone: Vec<_> = ALLOWED
        .iter()
        .filter(|(module, _)| !used.contains_key(*module))
        .collect();
    assert!(gone.is_empty(), "no such module: {gone:?}");
}

#[test]
fn the_table_of_imports_is_itself_downwards() {
    // A row may only name rows that cannot come back to it.
    fn reaches(from: &str, to: &str) -> bool {
        let row = ALLOWED
            .iter()
            .find(|(name, _)| *name == from)
            .expect("every name has a row")
            .1;
        row.iter().any(|&next| next == to || reaches(next, to))
    }
    for (module, _) in ALLOWED {
        assert!(!reaches(module, module), "`{module}` can reach itself");
    }
}

#[test]
fn one_module_names_rayon_and_one_names_ignore() {
    for (krate, owner) in CRATE_OF_ONE_MODULE {
        let users: BTreeSet<String> = library_files()
            .into_iter()
            .filter(|(_, path)| mentions_crate(&code_of(path), krate))
            .map(|(module, _)| module)
            .collect();
        assert!(
            users.iter().all(|user| user == owner),
            "only `{owner}` may name the crate `{krate}`, but these do: {users:?}"
        );
    }
}

#[test]
fn no_two_files_define_types_of_the_same_name() {
    let mut files: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for path in source_files() {
        let file = path.strip_prefix(root()).expect("it was found there");
        for name in types_of(&code_of(&path)) {
            let file = file.display().to_string();
            files.entry(name).or_default().push(file);
        }
    }
    assert!(files.len() >= 300, "the types were found");
    let shared: Vec<String> = files
        .iter()
        .filter(|(_, files)| files.len() > 1)
        .map(|(name, files)| format!("{name}: {}", files.join(", ")))
        .collect();
    assert!(
        shared.is_empty(),
        "a type's name says what it is to someone who reads it alone; rename all but one of\n{}",
        shared.join("\n")
    );
}

#[test]
fn the_reader_of_type_names_sees_every_way_to_define_one() {
    let code = "pub struct A<T>(T);\nenum B {}\npub(crate) type C = A<u8>;\npub(super) trait D: Send {\n    type Part;\n}\n\
                impl Iterator for B {\n    type Item = u8;\n}\nfn f() {\n    struct E;\n}\nwords! {\n    pub enum F {}\n}\n\
                macro_rules! words {\n    () => { pub enum $name {} };\n}\n";
    let expected = ["A", "B", "C", "D", "E", "F"].map(String::from);
    assert_eq!(types_of(code), expected.into());
}

#[test]
fn nothing_unfinished_and_no_machine_path_is_committed() {
    let markers = [
        ["TO", "DO"].concat(),
        ["FIX", "ME"].concat(),
        ["todo", "!("].concat(),
    ];
    let machine = [["/ro", "ot/"].concat(), ["/wo", "rk/"].concat()];
    let Some(committed) = committed_files() else {
        eprintln!("skipped: no .git folder here, so the committed files are unknown");
        return;
    };
    let mut problems = Vec::new();
    for path in committed {
        let Ok(text) = std::fs::read_to_string(root().join(&path)) else {
            continue;
        };
        for (number, line) in text.lines().enumerate() {
            let is_ours = !path.starts_with("fixtures/");
            if is_ours && markers.iter().any(|marker| has_word(line, marker)) {
                problems.push(format!("{path}:{}: something is left open", number + 1));
            }
            if machine.iter().any(|folder| at_a_boundary(line, folder)) {
                problems.push(format!("{path}:{}: a path of one machine", number + 1));
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

#[test]
fn the_reader_of_imports_sees_every_way_to_write_one() {
    let code = "use crate::model_id::ModelId;\nuse crate::{\n    source::{Span, Source},\n    walk,\n};\n\
                fn f(x: &crate::finding::Rule) {}\n";
    let seen = crate_imports(code);
    assert_eq!(
        seen,
        ["finding", "model_id", "source", "walk"]
            .map(String::from)
            .into()
    );
}

#[test]
fn code_after_the_declaration_of_a_file_of_tests_is_read() {
    let text = "#[cfg(test)]\nmod tests;\n\nuse crate::source::Span;\n\n#[cfg(test)]\nmod more {\n    use crate::walk;\n}\n";
    assert_eq!(
        crate_imports(without_tests(text)),
        [String::from("source")].into()
    );
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Each file of the library with the module it belongs to, in order; the binary, `lib.rs` and tests apart.
fn library_files() -> Vec<(String, PathBuf)> {
    let src = root().join("src");
    let mut files: Vec<(String, PathBuf)> = source_files()
        .filter_map(|path| {
            let relative = path
                .strip_prefix(&src)
                .expect("it was found there")
                .to_path_buf();
            let first = relative
                .iter()
                .next()?
                .to_str()?
                .trim_end_matches(".rs")
                .to_owned();
            (first != "bin" && first != "lib").then_some((first, path))
        })
        .collect();
    assert!(files.len() >= 10, "the library was found");
    files.sort();
    files
}

/// Each file of the library and the program, in order; tests apart.
fn source_files() -> impl Iterator<Item = PathBuf> {
    walkdir::WalkDir::new(root().join("src"))
        .sort_by_file_name()
        .into_iter()
        .map(|entry| entry.expect("src/ can be read").into_path())
        .filter(|path| path.extension().is_some_and(|e| e == "rs"))
        .filter(|path| !path.ends_with("tests.rs") && !path.iter().any(|part| part == "tests"))
}

/// The types and traits that a file defines. The associated types of a trait and its implementations, which are indented,
/// are not names of their own.
fn types_of(code: &str) -> BTreeSet<String> {
    code.lines().filter_map(type_of).map(String::from).collect()
}

fn type_of(line: &str) -> Option<&str> {
    let item = line.trim_start();
    let item = item.strip_prefix("pub").map_or(item, |after| {
        let after = after.trim_start();
        let scope = after.starts_with('(').then(|| after.find(')')).flatten();
        scope.map_or(after, |end| after[end + 1..].trim_start())
    });
    let (keyword, rest) = item.split_once(' ')?;
    let defines = match keyword {
        "struct" | "enum" | "trait" | "union" => true,
        "type" => !line.starts_with(' '),
        _ => false,
    };
    let end = rest
        .find(|c: char| !c.is_alphanumeric() && c != '_')
        .unwrap_or(rest.len());
    (defines && end > 0).then(|| &rest[..end])
}

/// The code of a file: without its tests, comments and doc comments.
fn code_of(path: &Path) -> String {
    let text = std::fs::read_to_string(path).expect("a source file can be read");
    without_tests(&text)
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n")
}

/// The text before the module of tests at its end; what follows the declaration of a file of tests stays.
fn without_tests(text: &str) -> &str {
    let mut modules = text.match_indices("#[cfg(test)]\nmod ");
    let inline = modules.find(|(at, head)| {
        text[at + head.len()..]
            .lines()
            .next()
            .is_some_and(|line| line.trim_end().ends_with('{'))
    });
    inline.map_or(text, |(at, _)| &text[..at])
}

/// First components of all paths that begin with `crate::`, groups opened.
fn crate_imports(code: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, matched) in code.match_indices("crate::") {
        if code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '$') {
            continue;
        }
        let rest = &code[at + matched.len()..];
        match rest.strip_prefix('{') {
            Some(group) => found.extend(first_components(group)),
            None => found.extend(leading_ident(rest).map(String::from)),
        }
    }
    found
}

/// The first component of each member of a `{…}` group, whose opening brace is already gone.
fn first_components(group: &str) -> Vec<String> {
    let (mut depth, mut expected, mut found) = (0_usize, true, Vec::new());
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => expected = true,
            c if expected && !c.is_whitespace() => {
                found.extend(leading_ident(&group[at..]).map(String::from));
                expected = false;
            }
            _ => {}
        }
    }
    found
}

fn leading_ident(text: &str) -> Option<&str> {
    let end = text
        .find(|c: char| !c.is_alphanumeric() && c != '_')
        .unwrap_or(text.len());
    (end > 0 && text.starts_with(|c: char| c.is_lowercase())).then(|| &text[..end])
}

/// Whether the code contains `krate::` as the head of a path; a file may have a module of that name.
fn mentions_crate(code: &str, krate: &str) -> bool {
    if code.contains(&format!("mod {krate};")) {
        return false;
    }
    code.match_indices(&format!("{krate}::"))
        .any(|(at, _)| !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':'))
}

fn has_word(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let after = &line[at + word.len()..];
        !line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_')
            && !after.starts_with(|c: char| c.is_alphanumeric() || c == '_')
    })
}

/// Whether the line contains the folder as the beginning of an absolute path.
fn at_a_boundary(line: &str, folder: &str) -> bool {
    line.match_indices(folder).any(|(at, _)| {
        !line[..at].ends_with(|c: char| c.is_alphanumeric() || "._-}/:*".contains(c))
    })
}

/// The files that git tracks here; `None` in a copy without `.git` of its own, for which nobody knows them.
fn committed_files() -> Option<Vec<String>> {
    if !root().join(".git").exists() {
        return None;
    }
    let listed = Command::new("git")
        .args(["ls-files", "-z"])
        .current_dir(root())
        .output()
        .expect("git is needed to test a clone");
    assert!(
        listed.status.success(),
        "git ls-files: {}",
        String::from_utf8_lossy(&listed.stderr)
    );
    let names = String::from_utf8_lossy(&listed.stdout);
    Some(
        names
            .split('\0')
            .filter(|name| !name.is_empty())
            .map(String::from)
            .collect(),
    )
}
