//! The library as others use it: its public names, and the examples.

use std::path::Path;
use std::process::Command;

use crate::expected;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Runs an example and returns what it prints. A run of this test alone does not build examples.
fn example(name: &str) -> String {
    let test = std::env::current_exe().expect("the path of this test");
    let folder = test
        .parent()
        .and_then(Path::parent)
        .expect("the folder of the profile")
        .join("examples");
    let program = folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    if !program.exists() {
        let built = Command::new(env!("CARGO"))
            .args(["build", "--quiet", "--locked", "--example", name])
            .current_dir(root())
            .status()
            .expect("cargo runs");
        assert!(built.success(), "{name} does not build");
    }
    let output = Command::new(program)
        .current_dir(root())
        .output()
        .expect("the example was built");
    assert!(
        output.status.success(),
        "{name}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn a_text_in_memory_is_scanned() {
    let printed = example("scan_text");
    let first = printed.lines().next().unwrap_or_default();
    assert!(first.starts_with("2:26: error[end-of-life]: "), "{printed}");
    assert!(printed.contains("  replacement: "), "{printed}");
}

#[test]
fn an_overlay_changes_the_verdict() {
    let printed = example("overlay");
    assert!(printed.starts_with("legacy: "), "{printed}");
    assert!(printed.contains("2027-06-01"), "{printed}");
}

/// The names of the library with the public parts of its types. A change of this list is a change for those who use the
/// library.
#[test]
fn the_public_names_are_in_the_list() {
    let mut names = String::new();
    for (file, prefix) in [("src/lib.rs", ""), ("src/program.rs", "program::")] {
        for (module, name) in exported(&read(&root().join(file))) {
            names.push_str(&format!("{prefix}{name}\n"));
            if prefix.is_empty() && !module.starts_with("jiff") {
                for part in public_parts(&module, &name) {
                    names.push_str(&format!("    {part}\n"));
                }
            }
        }
    }
    expected::is("library-public_names", &names);
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        .replace("\r\n", "\n")
}

/// What a file exports: the path of the module and the name.
fn exported(text: &str) -> Vec<(String, String)> {
    let uses = regex::Regex::new(r"(?m)^pub use ([^;]+);").expect("it is valid");
    let mut found = Vec::new();
    for captures in uses.captures_iter(text) {
        let path = captures[1].split_whitespace().collect::<String>();
        let path = path.trim_start_matches("crate::");
        let (module, names) = path
            .rsplit_once("::{")
            .or_else(|| path.rsplit_once("::"))
            .expect("a path");
        let names = names
            .trim_end_matches('}')
            .split(',')
            .filter(|name| !name.is_empty());
        found.extend(names.map(|name| (module.to_owned(), name.to_owned())));
    }
    found.sort_by(|a, b| a.1.cmp(&b.1));
    found
}

/// Public fields, variants and functions of a type, in the order of the code.
fn public_parts(module: &str, name: &str) -> Vec<String> {
    let first = module.split("::").next().expect("a module");
    let mut parts = Vec::new();
    if name == "Options" {
        // Its fields are the rows of a table.
        let row = regex::Regex::new(r#"(?m)^ +"[a-z-]+" ([a-z_]+): "#).expect("it is valid");
        let table = read(&root().join("src/settings.rs"));
        parts.extend(row.captures_iter(&table).map(|row| row[1].to_owned()));
    }
    let function =
        regex::Regex::new(r"(?m)^    pub (?:const )?fn ([A-Za-z0-9_]+)").expect("it is valid");
    for text in files_of(first) {
        let definition = format!(r"(?ms)^pub (struct|enum) {name}(?-u:\b)[^;{{]*\{{\n(.*?)^\}}");
        for found in regex::Regex::new(&definition)
            .expect("it is valid")
            .captures_iter(&text)
        {
            let line = if &found[1] == "enum" {
                r"(?m)^    ([A-Za-z0-9_]+)"
            } else {
                r"(?m)^    pub ([A-Za-z0-9_]+):"
            };
            let line = regex::Regex::new(line).expect("it is valid");
            parts.extend(line.captures_iter(&found[2]).map(|part| part[1].to_owned()));
        }
        let block = format!(r"(?ms)^impl(?:<[^>]*>)? {name}(?:<[^>]*>)? \{{\n(.*?)^\}}");
        for found in regex::Regex::new(&block)
            .expect("it is valid")
            .captures_iter(&text)
        {
            parts.extend(
                function
                    .captures_iter(&found[1])
                    .map(|part| format!("{}()", &part[1])),
            );
        }
    }
    parts
}

/// The texts of a module's files, sorted by path.
fn files_of(module: &str) -> Vec<String> {
    let src = root().join("src");
    let mut files = vec![src.join(format!("{module}.rs"))];
    let below = walkdir::WalkDir::new(src.join(module))
        .sort_by_file_name()
        .into_iter()
        .flatten();
    files.extend(
        below
            .map(walkdir::DirEntry::into_path)
            .filter(|path| path.extension().is_some_and(|e| e == "rs")),
    );
    files
        .iter()
        .filter(|path| path.is_file())
        .map(|path| read(path))
        .collect()
}
