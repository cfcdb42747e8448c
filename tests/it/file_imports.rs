//! No two files of the library import each other, neither directly nor through others.
//!
//! A cycle means that neither file can be read, tested or moved without the other. Declarations (`mod x;`) and
//! re-exports (`pub use`) are not counted: an import through a re-export is one of the file that defines the name.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Path of a module: empty for the crate's root.
type Module = Vec<String>;

/// A `use` or a path in the code.
#[derive(Clone, Debug)]
struct Import {
    path: Vec<String>,
    name: String,
    public: bool,
}

struct File {
    code: String,
    uses: Vec<Import>,
}

#[test]
fn no_two_files_import_each_other() {
    let files = files();
    assert!(files.len() > 200, "the files were found");
    let edges: BTreeMap<&Module, BTreeSet<Module>> =
        files.keys().map(|m| (m, imports_of(m, &files))).collect();
    let mut cycles = Vec::new();
    for module in files.keys() {
        if let Some(path) = way_back(module, &edges) {
            cycles.push(
                path.iter()
                    .map(|m| m.join("::"))
                    .collect::<Vec<_>>()
                    .join(" -> "),
            );
        }
    }
    assert!(
        cycles.is_empty(),
        "these files import each other:\n{}",
        cycles.join("\n")
    );
}

#[test]
fn imports_are_those_of_the_file_that_defines_a_name() {
    let file = |text: &str| File {
        code: without_uses(text),
        uses: uses(text),
    };
    let files = BTreeMap::from([
        (vec![], file("pub mod a;")),
        (
            vec!["a".to_owned()],
            file("mod b;\nmod c;\npub use b::{B, f as g};\n"),
        ),
        (
            vec!["a".to_owned(), "b".to_owned()],
            file("pub struct B;\npub fn f() { super::c::h() }\n"),
        ),
        (
            vec!["a".to_owned(), "c".to_owned()],
            file("use super::{B, g};\npub fn h() {}\n"),
        ),
    ]);
    let of = |module: &[&str]| {
        let module: Module = module.iter().map(|&part| part.to_owned()).collect();
        let found = imports_of(&module, &files);
        found.into_iter().map(|m| m.join("::")).collect::<Vec<_>>()
    };
    assert_eq!(of(&["a"]), Vec::<String>::new());
    assert_eq!(of(&["a", "c"]), ["a::b"]);
    assert_eq!(of(&["a", "b"]), ["a::c"]);
}

/// The shortest cycle of imports through a file; absent if there is no cycle.
fn way_back(from: &Module, edges: &BTreeMap<&Module, BTreeSet<Module>>) -> Option<Vec<Module>> {
    let mut ways = vec![vec![from.clone()]];
    let mut seen = BTreeSet::new();
    while let Some(way) = (!ways.is_empty()).then(|| ways.remove(0)) {
        for next in &edges[way.last().expect("a way has a first step")] {
            let longer = [way.as_slice(), std::slice::from_ref(next)].concat();
            if next == from {
                return Some(longer);
            }
            if seen.insert(next) {
                ways.push(longer);
            }
        }
    }
    None
}

/// The files that a file imports from.
fn imports_of(module: &Module, files: &BTreeMap<Module, File>) -> BTreeSet<Module> {
    let file = &files[module];
    let used = |import: &&Import| !import.public || has_word(&file.code, &import.name);
    let children = files
        .keys()
        .filter(|m| m.len() == module.len() + 1 && m.starts_with(module));
    let children: BTreeSet<&str> = children
        .filter_map(|m| m.last().map(String::as_str))
        .collect();
    let named = paths_in(&file.code, &children);
    let imported = file
        .uses
        .iter()
        .filter(used)
        .map(|import| &import.path)
        .chain(&named);
    imported
        .filter_map(|path| defined_in(module, path, files, 0))
        .filter(|found| found != module)
        .collect()
}

/// The file that defines what a path in `module` names; absent if it is not one of ours.
fn defined_in(
    module: &Module,
    path: &[String],
    files: &BTreeMap<Module, File>,
    depth: usize,
) -> Option<Module> {
    let mut rest = path;
    let mut at = module.clone();
    match rest.first()?.as_str() {
        "crate" => (at, rest) = (Vec::new(), &rest[1..]),
        "self" => rest = &rest[1..],
        "super" => {
            while rest.first().is_some_and(|part| part == "super") {
                at.pop();
                rest = &rest[1..];
            }
        }
        first => {
            at.push(first.to_owned());
            files.get(&at)?;
            rest = &rest[1..];
        }
    }
    while let Some(part) = rest.first() {
        let inside = [at.as_slice(), std::slice::from_ref(part)].concat();
        if !files.contains_key(&inside) {
            break;
        }
        (at, rest) = (inside, &rest[1..]);
    }
    let Some(name) = rest.first() else {
        return Some(at);
    };
    let file = files.get(&at)?;
    let passed_on = file
        .uses
        .iter()
        .find(|import| import.name == *name && depth < 8);
    match passed_on.and_then(|import| defined_in(&at, &import.path, files, depth + 1)) {
        Some(found) => Some(found),
        None => Some(at),
    }
}

/// The paths in code that begin with `crate`, `super`, `self` or a module below this one.
fn paths_in(code: &str, children: &BTreeSet<&str>) -> Vec<Vec<String>> {
    let path = regex::Regex::new(r"(?-u:\b[A-Za-z_]\w*(?:::\w+)+)").expect("it is valid");
    let begins_here =
        |first: &str| matches!(first, "crate" | "super" | "self") || children.contains(first);
    path.find_iter(code)
        .map(|found| {
            found
                .as_str()
                .split("::")
                .map(str::to_owned)
                .collect::<Vec<_>>()
        })
        .filter(|path| begins_here(&path[0]))
        .collect()
}

fn has_word(code: &str, word: &str) -> bool {
    code.split(|c: char| !c.is_alphanumeric() && c != '_')
        .any(|found| found == word)
}

/// The library's files without tests, comments and the content of literals.
fn files() -> BTreeMap<Module, File> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = BTreeMap::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder)
            .expect("a folder of ours")
            .flatten()
        {
            let path = entry.path();
            let below = path
                .strip_prefix(&root)
                .expect("it was found there")
                .with_extension("");
            let mut module: Module = below
                .iter()
                .map(|part| part.to_string_lossy().into_owned())
                .collect();
            if module.first().is_some_and(|first| first == "bin")
                || module.contains(&"tests".to_owned())
            {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path).expect("a file of ours");
                let code = without_tests(&without_comments(&text));
                if module.last().is_some_and(|last| last == "mod") || module == ["lib"] {
                    module.pop();
                }
                found.insert(
                    module,
                    File {
                        uses: uses(&code),
                        code: without_uses(&code),
                    },
                );
            }
        }
    }
    found
}

fn replaced(text: &str, pattern: &str, by: &str) -> String {
    regex::Regex::new(pattern)
        .expect("it is valid")
        .replace_all(text, by)
        .into_owned()
}

fn without_comments(text: &str) -> String {
    let text = replaced(text, r"(?m)//.*$", "");
    let text = replaced(&text, r#""(?:\\.|[^"\\])*""#, "\"\"");
    replaced(&text, r"pub\(in [^)]*\)", "pub")
}

/// Without what is compiled for tests only.
fn without_tests(code: &str) -> String {
    let code = replaced(
        code,
        r"#\[cfg\(test\)\][ \t\r\n]*(?:pub(?:\([a-z]+\))? )?(?:use|mod) [^;{]*;",
        "",
    );
    let module =
        regex::Regex::new(r"#\[cfg\(test\)\][ \t\r\n]*(?:#\[[^\]]*\][ \t\r\n]*)*mod [a-z_]+ \{")
            .expect("it is valid");
    // Modules of tests are the last thing in a file.
    module
        .find(&code)
        .map_or(code.clone(), |found| code[..found.start()].to_owned())
}

const USE: &str = r"(?m)^[ \t\r\n]*(pub(?:\([^)]*\))? )?use ([^;]+);";

/// The code without imports and declarations of modules.
fn without_uses(code: &str) -> String {
    let declaration = r"(?m)^[ \t]*(?:pub(?:\([^)]*\))? )?mod [a-z0-9_]+;";
    replaced(&replaced(code, USE, ""), declaration, "")
}

fn uses(code: &str) -> Vec<Import> {
    let mut found = Vec::new();
    for statement in regex::Regex::new(USE)
        .expect("it is valid")
        .captures_iter(code)
    {
        for (path, name) in leaves(&statement[2]) {
            found.push(Import {
                path,
                name,
                public: statement.get(1).is_some(),
            });
        }
    }
    found
}

/// The paths of a tree of imports, each with the name that it has here.
fn leaves(tree: &str) -> Vec<(Vec<String>, String)> {
    let tree = tree.trim();
    let Some(open) = tree.find('{') else {
        let (path, name) = tree
            .split_once(" as ")
            .map_or((tree, None), |(path, name)| (path, Some(name)));
        let path: Vec<String> = path
            .split("::")
            .map(|part| part.trim().to_owned())
            .collect();
        let name = name.map_or_else(
            || path.last().cloned().unwrap_or_default(),
            |name| name.trim().to_owned(),
        );
        return if tree.is_empty() {
            Vec::new()
        } else {
            vec![(path, name)]
        };
    };
    let before = tree[..open].trim().trim_end_matches("::");
    let before: Vec<String> = before
        .split("::")
        .filter(|part| !part.is_empty())
        .map(|part| part.trim().to_owned())
        .collect();
    let inside = &tree[open + 1..tree.rfind('}').expect("it is closed")];
    let mut found = Vec::new();
    for part in parts(inside) {
        for (path, name) in leaves(part) {
            if path == ["self"] {
                found.push((before.clone(), before.last().cloned().unwrap_or_default()));
            } else {
                found.push(([before.as_slice(), path.as_slice()].concat(), name));
            }
        }
    }
    found
}

/// What commas outside of inner braces part.
fn parts(text: &str) -> Vec<&str> {
    let (mut depth, mut from, mut found) = (0, 0, Vec::new());
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                found.push(&text[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    found.push(&text[from..]);
    found
}
