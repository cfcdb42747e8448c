//! `fixtures/err/<case>/`: the findings in a few files of one kind.
//!
//! `want.txt` is written by hand and has one line per finding: `path:line level[rule] text = models`, the text as in the
//! file. Each case is scanned in a copy outside of any repository.
//!
//! `fixtures/ok/`: `active/` contains references without findings, `false-friends/` not even references.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::program::{AS_OF, run};

/// The file of a case that is not scanned.
const WANT: &str = "want.txt";

#[test]
fn err_cases_have_the_expected_findings() {
    let cases = folders(&root().join("err"));
    assert!(cases.len() >= 25, "the cases were found");
    let problems: Vec<String> = cases.iter().flat_map(|case| check_err_case(case)).collect();
    assert!(problems.is_empty(), "\n{}", problems.join("\n"));
}

#[test]
fn the_demo_has_the_expected_findings() {
    let demo = root().join("projects/demo");
    let want =
        fs::read_to_string(root().join("projects/demo.want.txt")).expect("it is next to the demo");
    let problems = check_want(&demo, &scan_copy(&demo), &want);
    assert!(problems.is_empty(), "\n{}", problems.join("\n"));
}

#[test]
fn the_demo_as_the_readme_scans_it_has_every_rule_about_a_model() {
    let scan = [
        "scan",
        "fixtures/projects/demo",
        "--as-of",
        "2026-11-23",
        "--output",
        "json",
    ];
    let report: Value =
        serde_json::from_str(&run(Path::new(env!("CARGO_MANIFEST_DIR")), &scan).stdout)
            .expect("the report is JSON");
    let findings = report["findings"].as_array().expect("there are findings");
    let rules: BTreeSet<&str> = findings
        .iter()
        .filter_map(|finding| finding["rule"].as_str())
        .collect();
    for rule in [
        "end-of-life",
        "end-of-life-soon",
        "extended-access",
        "legacy",
        "opaque-reference",
        "profile-required",
        "unknown-model",
        "wildcard-end-of-life",
    ] {
        assert!(rules.contains(rule), "{rule} is not in {rules:?}");
    }
}

#[test]
fn false_friends_are_not_even_references() {
    let cases = folders(&root().join("ok/false-friends"));
    assert!(cases.len() >= 13, "the cases were found");
    for case in cases {
        let scan = scan_copy(&case);
        let references = scan.report["references"]
            .as_array()
            .expect("an inventory was asked for");
        assert!(references.is_empty(), "{}: {references:#?}", case.display());
        assert_eq!(
            (scan.status, scan.lines.as_slice()),
            (0, [].as_slice()),
            "{}",
            case.display()
        );
    }
}

#[test]
fn active_models_are_references_without_findings() {
    for case in folders(&root().join("ok/active")) {
        let scan = scan_copy(&case);
        assert_eq!(
            (scan.status, scan.lines.as_slice()),
            (0, [].as_slice()),
            "{}",
            case.display()
        );
        let references = scan.report["references"]
            .as_array()
            .expect("an inventory was asked for");
        assert!(references.len() >= 5, "{}: {references:#?}", case.display());
        assert!(
            references.iter().all(|r| r["stage"] == "active"),
            "{references:#?}"
        );
    }
}

/// One scan, seen twice.
struct Scan {
    status: i32,
    /// Lines of the compact report that are findings.
    lines: Vec<String>,
    /// The JSON report with its inventory.
    report: Value,
}

/// Scans a copy of the folder, without our own files in it.
fn scan_copy(folder: &Path) -> Scan {
    let copy = tempfile::tempdir().expect("a folder for the copy");
    let (copy, json) = (copy.path().join("project"), copy.path().join("report.json"));
    for file in files(folder) {
        let to = copy.join(&file);
        fs::create_dir_all(to.parent().expect("it is in the copy")).expect("a folder of the copy");
        fs::copy(folder.join(&file), to).expect("a file of the copy");
    }
    let json_output = format!("json={}", json.display());
    let arguments = [
        "scan",
        ".",
        "--as-of",
        AS_OF,
        "--inventory",
        "--output",
        "compact",
        "--output",
        &json_output,
    ];
    let run = run(&copy, &arguments);
    assert!(run.status < 2, "{}: {}", folder.display(), run.stderr);
    let report = fs::read_to_string(json).expect("the JSON report was written");
    Scan {
        status: run.status,
        lines: run
            .stdout
            .lines()
            .filter(|line| is_finding(line))
            .map(String::from)
            .collect(),
        report: serde_json::from_str(&report).expect("it is JSON"),
    }
}

/// Whether a line is `path:line:column: level[rule] message`.
fn is_finding(line: &str) -> bool {
    line.split(": ").nth(1).is_some_and(|rest| {
        ["error[", "warning[", "note["]
            .iter()
            .any(|level| rest.starts_with(level))
    })
}

fn check_err_case(case: &Path) -> Vec<String> {
    let scan = scan_copy(case);
    let want = fs::read_to_string(case.join(WANT)).expect("every case says what it wants");
    let mut problems = check_want(case, &scan, &want);
    let fails = scan.lines.iter().any(|line| line.contains(": error["));
    if (scan.status == 1) != fails {
        problems.push(format!(
            "{}: exit {} does not fit the levels",
            case.display(),
            scan.status
        ));
    }
    problems
}

/// What the report and the hand-written file disagree about.
fn check_want(case: &Path, scan: &Scan, want: &str) -> Vec<String> {
    let mut problems = Vec::new();
    let mut found = BTreeSet::new();
    for finding in scan.report["findings"]
        .as_array()
        .expect("findings are a list")
    {
        let text = |name: &str| finding[name].as_str().expect("it is a string").to_owned();
        let number = |name: &str| finding[name].as_u64().expect("it is a number");
        let (path, standing) = (text("path"), text("text"));
        let models: Vec<&str> = finding["models"]
            .as_array()
            .expect("models are a list")
            .iter()
            .filter_map(Value::as_str)
            .collect();
        let head = format!(
            "{path}:{} {}[{}] {standing}",
            number("line"),
            text("level"),
            text("rule")
        );
        let full = format!("{head} = {}", models.join(","))
            .trim_end()
            .to_owned();
        // A wanted line without models leaves them open.
        found.insert(if want.lines().any(|line| line == head) {
            head
        } else {
            full
        });

        let column = usize::try_from(number("column")).expect("a column fits") - 1;
        let line = decoded(&case.join(&path))
            .split('\n')
            .nth(line_index(finding))
            .unwrap_or("")
            .to_owned();
        let there: String = line
            .chars()
            .skip(column)
            .take(standing.chars().count())
            .collect();
        if there != standing {
            problems.push(format!(
                "{}/{path}: the location contains {there:?}",
                case.display()
            ));
        }
    }
    let wanted: BTreeSet<String> = want
        .lines()
        .map(|line| line.trim_end().to_owned())
        .collect();
    let name = case.display();
    problems.extend(
        wanted
            .difference(&found)
            .map(|line| format!("{name}: not found: {line}")),
    );
    problems.extend(
        found
            .difference(&wanted)
            .map(|line| format!("{name}: not wanted: {line}")),
    );
    problems
}

fn line_index(finding: &Value) -> usize {
    usize::try_from(finding["line"].as_u64().expect("lines are numbers")).expect("a line fits") - 1
}

/// The text of a fixture; the two encodings that fixtures have.
fn decoded(path: &Path) -> String {
    let bytes = fs::read(path).expect("the fixture can be read");
    match bytes.as_slice() {
        [0xff, 0xfe, rest @ ..] => {
            let units: Vec<u16> = rest
                .chunks(2)
                .map(|pair| u16::from_le_bytes([pair[0], pair[1]]))
                .collect();
            String::from_utf16(&units).expect("the fixture is UTF-16")
        }
        _ => String::from_utf8(bytes)
            .expect("the fixture is UTF-8")
            .trim_start_matches('\u{feff}')
            .to_owned(),
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

/// The folders right below, in order.
fn folders(parent: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir(parent)
        .expect("the fixtures are there")
        .map(|entry| entry.expect("an entry can be read").path())
        .filter(|path| path.is_dir())
        .collect();
    found.sort();
    found
}

/// Every file below, relative, without those that describe the case.
fn files(folder: &Path) -> Vec<PathBuf> {
    walkdir::WalkDir::new(folder)
        .sort_by_file_name()
        .into_iter()
        .map(|entry| entry.expect("a fixture can be read"))
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            entry
                .path()
                .strip_prefix(folder)
                .expect("it is below")
                .to_path_buf()
        })
        .filter(|path| path.as_os_str() != WANT)
        .collect()
}
