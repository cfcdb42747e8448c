//! `fixtures/steps/<step>/`: each migration step as a user sees it.
//!
//! A folder contains files whose scan reports the step. If no finding can report it, `explain.txt` has, after `# `, the
//! reason, and then a command that shows it. `expected.txt` is the output; `BLESS=1 cargo test` writes it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use bedrock_eol::catalog::Catalog;
use serde_json::Value;

use crate::expected;
use crate::program::{AS_OF, run};

/// The file of a step that only `explain --to` shows.
const EXPLAIN: &str = "explain.txt";

#[test]
fn every_step_has_a_fixture_that_shows_it() {
    let steps: BTreeSet<String> = Catalog::embedded()
        .migrations
        .iter()
        .map(|row| row.id.to_string())
        .collect();
    let folders: BTreeSet<String> = folders().iter().map(|folder| name(folder)).collect();
    assert_eq!(
        folders, steps,
        "a folder for each step, and no other folder"
    );
}

#[test]
fn the_fixture_of_a_step_reports_it() {
    let mut problems = Vec::new();
    for folder in folders() {
        let step = name(&folder);
        let shown = match explained(&folder) {
            Some((_, arguments)) => lines_of_explain(&step, &arguments),
            None => lines_of_scan(&step, &folder),
        };
        if shown.is_empty() {
            problems.push(format!("{step} is not reported"));
            continue;
        }
        let path = folder.join("expected.txt");
        if !expected::has(&path, &shown) {
            problems.push(format!("{step}: expected.txt differs from\n{shown}"));
        }
    }
    assert!(problems.is_empty(), "\n{}", problems.join("\n"));
}

/// The steps that no finding reports, in the order of their names.
pub(crate) fn steps_of_chosen_moves() -> BTreeSet<String> {
    folders()
        .iter()
        .filter(|folder| explained(folder).is_some())
        .map(|folder| name(folder))
        .collect()
}

/// Why no finding can report the step, and the arguments of `explain`; absent if a scan reports it.
fn explained(folder: &Path) -> Option<(String, Vec<String>)> {
    let text = fs::read_to_string(folder.join(EXPLAIN)).ok()?;
    let (why, command) = text.split_once('\n').expect("a reason and a command");
    let why = why.strip_prefix("# ").expect("the reason comes first");
    assert!(why.ends_with('.'), "{}: {why}", folder.display());
    let command = command
        .trim()
        .strip_prefix("bedrock-eol ")
        .expect("a command of ours");
    Some((
        why.to_owned(),
        command.split(' ').map(str::to_owned).collect(),
    ))
}

fn lines_of_explain(step: &str, arguments: &[String]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let mut all: Vec<&str> = arguments.iter().map(String::as_str).collect();
    all.extend(["--as-of", AS_OF, "--output", "json"]);
    let page: Value =
        serde_json::from_str(&run(folder.path(), &all).stdout).expect("explain answers");
    let rows = |model: &Value| model["steps"].as_array().cloned().unwrap_or_default();
    let steps = page["models"]
        .as_array()
        .expect("models")
        .iter()
        .flat_map(rows);
    steps
        .filter(|shown| shown["id"] == step)
        .map(|shown| line(&shown))
        .collect()
}

/// Findings that report the step, with their advice, the step, and the locations that it will change.
fn lines_of_scan(step: &str, folder: &Path) -> String {
    let copy = tempfile::tempdir().expect("a folder for the copy");
    for file in files(folder) {
        fs::copy(&file, copy.path().join(name(&file))).expect("a file of the copy");
    }
    let run = run(
        copy.path(),
        &["scan", ".", "--as-of", AS_OF, "--output", "json"],
    );
    let report: Value = serde_json::from_str(&run.stdout).expect("a report");
    let mut shown = String::new();
    for finding in report["findings"].as_array().expect("findings") {
        let keys = finding["steps"].as_array().expect("keys");
        let row = |key: &Value| &report["steps"][key.as_str().expect("a key")];
        let Some(row) = keys.iter().map(row).find(|row| row["id"] == step) else {
            continue;
        };
        let word = |key: &str| finding[key].as_str().expect("a text").to_owned();
        shown.push_str(&format!(
            "{}:{}:{}: {}[{}] {}\n  {}\n{}",
            word("path"),
            finding["line"],
            finding["column"],
            word("level"),
            word("rule"),
            word("message"),
            report["advice"][word("advice")].as_str().expect("a text"),
            line(row)
        ));
        for other in finding["related"].as_array().expect("other locations") {
            let message = other["message"].as_str().expect("a text");
            shown.push_str(&format!(
                "  line {}, column {}: {message}\n",
                other["line"], other["column"]
            ));
        }
    }
    shown
}

fn line(step: &Value) -> String {
    let text = |key: &str| step[key].as_str().expect("a text");
    format!(
        "  {}: {} [{}]\n",
        text("id"),
        text("change"),
        text("source")
    )
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .expect("the fixture is there")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    files.retain(|file| name(file) != "expected.txt");
    files
}

fn folders() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/steps");
    let mut folders: Vec<PathBuf> = fs::read_dir(root)
        .expect("the fixtures are there")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    folders.sort();
    folders
}

fn name(path: &Path) -> String {
    path.file_name()
        .expect("a name")
        .to_string_lossy()
        .into_owned()
}
