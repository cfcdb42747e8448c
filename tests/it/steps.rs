//! `fixtures/steps/<step>/`: each migration step as a user meets it.
//!
//! A folder holds the files whose scan tells the step, or, where no finding can, `explain.txt`: after `# `, why none
//! can, and the command that shows it. `expected.txt` is its output; `BLESS=1 cargo test` writes it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use bedrock_eol::catalog::Catalog;
use serde_json::Value;

use crate::expected;
use crate::program::{AS_OF, run};

/// The file of a step that only `explain --to` tells.
const EXPLAIN: &str = "explain.txt";

#[test]
fn every_step_has_a_fixture_that_shows_it() {
    let steps: BTreeSet<String> = Catalog::embedded()
        .migrations
        .iter()
        .map(|row| row.id.to_string())
        .collect();
    let folders: BTreeSet<String> = folders().iter().map(|folder| name(folder)).collect();
    assert_eq!(folders, steps, "a folder for each step, and none beside");
}

#[test]
fn the_fixture_of_a_step_tells_it() {
    let mut problems = Vec::new();
    for folder in folders() {
        let step = name(&folder);
        let told = match explained(&folder) {
            Some((_, arguments)) => told_by_explain(&step, &arguments),
            None => told_by_scan(&step, &folder),
        };
        if told.is_empty() {
            problems.push(format!("{step} is not told"));
            continue;
        }
        let path = folder.join("expected.txt");
        if !expected::has(&path, &told) {
            problems.push(format!("{step}: expected.txt differs from\n{told}"));
        }
    }
    assert!(problems.is_empty(), "\n{}", problems.join("\n"));
}

/// The steps that no finding tells, in the order of their names.
pub(crate) fn steps_of_chosen_moves() -> BTreeSet<String> {
    folders()
        .iter()
        .filter(|folder| explained(folder).is_some())
        .map(|folder| name(folder))
        .collect()
}

/// Why no finding can tell the step, and what `explain` is asked instead; absent where a scan tells it.
fn explained(folder: &Path) -> Option<(String, Vec<String>)> {
    let text = fs::read_to_string(folder.join(EXPLAIN)).ok()?;
    let (why, command) = text.split_once('\n').expect("a reason and a command");
    let why = why.strip_prefix("# ").expect("the reason stands first");
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

fn told_by_explain(step: &str, arguments: &[String]) -> String {
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
        .filter(|told| told["id"] == step)
        .map(|told| line(&told))
        .collect()
}

/// Findings that tell the step, with their advice, the step, and the places that it will change.
fn told_by_scan(step: &str, folder: &Path) -> String {
    let place = tempfile::tempdir().expect("a place for the copy");
    for file in files(folder) {
        fs::copy(&file, place.path().join(name(&file))).expect("a file of the copy");
    }
    let run = run(
        place.path(),
        &["scan", ".", "--as-of", AS_OF, "--output", "json"],
    );
    let report: Value = serde_json::from_str(&run.stdout).expect("a report");
    let mut told = String::new();
    for finding in report["findings"].as_array().expect("findings") {
        let keys = finding["steps"].as_array().expect("keys");
        let row = |key: &Value| &report["steps"][key.as_str().expect("a key")];
        let Some(row) = keys.iter().map(row).find(|row| row["id"] == step) else {
            continue;
        };
        let word = |key: &str| finding[key].as_str().expect("a text").to_owned();
        told.push_str(&format!(
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
        for other in finding["related"].as_array().expect("other places") {
            let message = other["message"].as_str().expect("a text");
            told.push_str(&format!(
                "  line {}, column {}: {message}\n",
                other["line"], other["column"]
            ));
        }
    }
    told
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
