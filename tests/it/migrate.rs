//! `bedrock-eol migrate`: the plans of a project as an engineer reads them, and what they agree with.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use crate::expected;
use crate::program::{AS_OF, Run, git, run};

mod plans;
mod script;

const HAIKU: &str = "anthropic.claude-3-haiku-20240307-v1:0";

/// A repository with a copy of the shop of `fixtures/migrate`.
fn shop() -> TempDir {
    let sandbox = TempDir::new().unwrap();
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/migrate/shop");
    for entry in walkdir::WalkDir::new(&from) {
        let entry = entry.unwrap();
        let to = sandbox
            .path()
            .join(entry.path().strip_prefix(&from).unwrap());
        if entry.file_type().is_dir() {
            fs::create_dir_all(to).unwrap();
        } else {
            // A checkout on Windows can have other line ends.
            let text = fs::read_to_string(entry.path()).unwrap();
            fs::write(to, text.replace("\r\n", "\n")).unwrap();
        }
    }
    git(sandbox.path(), ["init", "-q", "-b", "main"]);
    sandbox
}

/// A folder with these files.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let sandbox = TempDir::new().unwrap();
    for (path, text) in files {
        let path = sandbox.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    sandbox
}

/// Runs `migrate` as of the day of the tests.
fn migrate(folder: &Path, arguments: &[&str]) -> Run {
    run(
        folder,
        &[&["migrate", "--as-of", AS_OF], arguments].concat(),
    )
}

/// The plan as JSON.
fn plan(folder: &Path, arguments: &[&str]) -> Value {
    let printed = migrate(folder, &[&["--output", "json"], arguments].concat());
    assert_eq!((printed.status, printed.stderr.as_str()), (0, ""));
    serde_json::from_str(&printed.stdout).expect("the plan is JSON")
}

/// The locations in a list of rows.
fn locations_in(rows: &Value) -> BTreeSet<(String, u64, u64)> {
    let rows = rows.as_array().expect("a list").iter();
    rows.map(|row| {
        let number = |name: &str| row[name].as_u64().expect("a number");
        let path = row["path"].as_str().expect("a path");
        (path.to_owned(), number("line"), number("column"))
    })
    .collect()
}
