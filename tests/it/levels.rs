//! `fixtures/levels/`: small files with the level that each ID must get. A case begins with `=== name | path`, and
//! `<<ID level>>` in its text is an ID and the level of the finding on it; `note` includes no finding at all. Each case is
//! a project of its own. An ID without marks is a known limit: any level is accepted.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::program::{AS_OF, run};

/// An ID in the text of a case: where it begins, and the level that it must get.
struct Expected {
    line: u64,
    column: u64,
    level: String,
}

#[test]
fn each_id_has_the_level_that_its_structure_proves() {
    let folder = tempfile::tempdir().expect("a folder for the cases");
    let (mut all_expected, mut list, mut ids) = (Vec::new(), String::new(), 0);
    for (number, Case { name, path, text }) in all_cases().into_iter().enumerate() {
        let (text, expected) = without_marks(&text);
        ids += expected.len();
        write(&folder.path().join(number.to_string()).join(&path), &text);
        writeln!(list, "case/{number}={number}").expect("a string takes all");
        all_expected.push((format!("{name}: {path}"), expected));
    }
    fs::write(folder.path().join("list"), list).expect("the list");
    // One process for all: to start one for each took 70 s of the tests.
    let arguments = [
        "scan",
        "--repos",
        "list",
        "--no-ignore",
        "--as-of",
        AS_OF,
        "--output",
        "json",
    ];
    let report = report_of(folder.path(), &arguments);
    let mut findings: Vec<Vec<&Value>> = vec![Vec::new(); all_expected.len()];
    for finding in report["findings"].as_array().expect("findings are a list") {
        let repository = finding["repository"].as_str().expect("it has a name");
        let number = repository.strip_prefix("case/").expect("it is a case");
        findings[number.parse::<usize>().expect("it is a number")].push(finding);
    }
    let cases = all_expected.iter().zip(&findings);
    let problems: Vec<String> = cases
        .filter_map(|((name, expected), findings)| {
            Some(format!("{name}: {}", wrong_levels(expected, findings)?))
        })
        .collect();
    let cases = all_expected.len();
    assert!(cases >= 1200 && ids >= 4000, "{cases} cases, {ids} IDs");
    assert!(problems.is_empty(), "\n{}", problems.join("\n"));
}

/// Files are cut off by full disks and by programs that are killed: each case ends within its first statement with an ID.
#[test]
fn a_file_that_is_cut_off_is_scanned() {
    let folder = tempfile::tempdir().expect("a folder for the files");
    let mut files = 0;
    for (number, Case { path, text, .. }) in all_cases().into_iter().enumerate() {
        let Some((before, id, _, after)) = next_mark(&text) else {
            continue;
        };
        let start = format!("{}{id}", without_marks(before).0.trim_end());
        let marks = after.match_indices(['"', '\'', '(', '[', '{', ')', '\n']);
        let cuts = marks.map(|(at, _)| at + 1);
        for cut in std::iter::once(0).chain(cuts.take(5)) {
            let file = folder.path().join(format!("{number}-{cut}")).join(&path);
            write(&file, &format!("{start}{}", &after[..cut]));
            files += 1;
        }
    }
    let arguments = [
        "scan",
        "--isolated",
        "--no-ignore",
        "--as-of",
        AS_OF,
        "--output",
        "json",
        ".",
    ];
    let report = report_of(folder.path(), &arguments);
    assert!(files >= 4000, "{files} files");
    assert_eq!(report["errors"], Value::Array(Vec::new()));
}

struct Case {
    name: String,
    path: String,
    /// With the marks.
    text: String,
}

/// The cases of all tables, in the order of the tables' names.
fn all_cases() -> Vec<Case> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/levels");
    let mut tables: Vec<_> = fs::read_dir(root)
        .expect("the cases are there")
        .map(|entry| entry.expect("it can be read").path())
        .collect();
    tables.sort();
    let mut cases = Vec::new();
    for table in tables {
        let text = fs::read_to_string(&table).expect("a table is text");
        for case in format!("\n{text}").split("\n=== ").skip(1) {
            let (head, text) = case.split_once('\n').expect("a case has a text");
            let (name, path) = head
                .split_once(" | ")
                .expect("a case has a name and a path");
            cases.push(Case {
                name: name.to_owned(),
                path: path.to_owned(),
                text: text.to_owned(),
            });
        }
    }
    cases
}

/// A text without its marks, and what they say.
fn without_marks(marked: &str) -> (String, Vec<Expected>) {
    let (mut text, mut expected) = (String::new(), Vec::new());
    for (line, marked) in (1..).zip(marked.lines()) {
        let mut rest = marked;
        let start = text.len();
        while let Some((before, id, level, after)) = next_mark(rest) {
            text.push_str(before);
            let column = text[start..].chars().count() + 1;
            expected.push(Expected {
                line,
                column: u64::try_from(column).expect("a column"),
                level: level.to_owned(),
            });
            text.push_str(id);
            rest = after;
        }
        text.push_str(rest);
        text.push('\n');
    }
    (text, expected)
}

/// What is before the next mark, its ID, its level, and what is after it. A here-document of a shell is not a mark.
fn next_mark(text: &str) -> Option<(&str, &str, &str, &str)> {
    text.match_indices("<<").find_map(|(at, _)| {
        let (inside, after) = text[at + 2..].split_once(">>")?;
        let (id, level) = inside.split_once(' ')?;
        let is_level = matches!(level, "error" | "warning" | "note");
        is_level.then_some((&text[..at], id, level, after))
    })
}

/// Writes a file and the folders around it.
fn write(file: &Path, text: &str) {
    fs::create_dir_all(file.parent().expect("a file is in a folder")).expect("a folder");
    fs::write(file, text).expect("the file");
}

/// The report of the program with these arguments.
fn report_of(folder: &Path, arguments: &[&str]) -> Value {
    serde_json::from_str(&run(folder, arguments).stdout).expect("the report is JSON")
}

/// The IDs of a case whose finding has another level; absent where there are none.
fn wrong_levels(expected: &[Expected], findings: &[&Value]) -> Option<String> {
    let wrong = expected.iter().filter_map(|id| {
        let found = findings.iter().find_map(|&finding| {
            let related = finding["related"].as_array().map_or(&[][..], Vec::as_slice);
            // Where a Region is set is no entry and no use.
            let related = related
                .iter()
                .filter(|location| location["role"] != "region");
            let mut locations = related.chain([finding]);
            locations
                .any(|location| covers(location, finding, id))
                .then(|| finding["level"].as_str().expect("a level"))
        });
        let found = found.unwrap_or("note");
        let Expected {
            line,
            column,
            level,
        } = id;
        (found != level).then(|| format!("{line}:{column} want {level}, found {found}"))
    });
    let wrong: Vec<String> = wrong.collect();
    (!wrong.is_empty()).then(|| wrong.join("; "))
}

/// Whether a location of a finding contains the beginning of an ID. A router's prefix is a part of the reference.
fn covers(location: &Value, finding: &Value, id: &Expected) -> bool {
    let number = |name: &str| location[name].as_u64();
    let (Some(line), Some(column)) = (number("line"), number("column")) else {
        return false;
    };
    location["path"] == finding["path"]
        && line == id.line
        && column <= id.column
        && id.column < number("end_column").unwrap_or(column + 1)
}
