//! The labelled calls of `fixtures/calls`: `rejected-parameter` reports each call that passes what its model rejects, with
//! exactly its parameters, and no other.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::program::run;

/// The findings of a file: the line of each, with its parameters as `name@line`.
type Calls = BTreeMap<u64, BTreeSet<String>>;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/calls")
}

/// The labels by file; a file without a rejected parameter has none.
fn labelled() -> BTreeMap<String, Calls> {
    let text = std::fs::read_to_string(folder().join("expected.tsv")).expect("labels");
    let mut all: BTreeMap<String, Calls> = BTreeMap::new();
    let rows = text.lines().filter(|line| !line.starts_with('#')).skip(1);
    for row in rows {
        let cells: Vec<&str> = row.split('\t').collect();
        let [file, line, _, parameters] = cells[..] else {
            panic!("four cells: {row}");
        };
        let calls = all.entry(file.to_owned()).or_default();
        if line != "-" {
            let parameters = parameters.split(',').map(str::to_owned).collect();
            calls.insert(line.parse().expect("a line"), parameters);
        }
    }
    all
}

fn reported() -> BTreeMap<String, Calls> {
    let arguments = ["scan", ".", "--as-of", "2026-11-23", "--output", "json"];
    let output = run(&folder(), &arguments).stdout;
    let report: Value = serde_json::from_str(&output).expect("the report is JSON");
    let mut all: BTreeMap<String, Calls> = BTreeMap::new();
    let findings = report["findings"].as_array().expect("findings");
    for finding in findings
        .iter()
        .filter(|finding| finding["rule"] == "rejected-parameter")
    {
        let path = Path::new(finding["path"].as_str().expect("a path"));
        let name = path
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let text = std::fs::read_to_string(folder().join(&name)).expect("a file");
        let lines: Vec<&str> = text.lines().collect();
        let related = finding["related"].as_array().expect("related");
        let parameters = related.iter().filter(|related| related["role"] == "change");
        let parameters = parameters.map(|related| {
            let number = |field: &str| related[field].as_u64().expect("a number") as usize;
            let (line, from, to) = (number("line"), number("column"), number("end_column"));
            let key: String = lines[line - 1]
                .chars()
                .skip(from - 1)
                .take(to - from)
                .collect();
            format!("{}@{line}", key.trim_matches(['"', '\'']))
        });
        let line = finding["line"].as_u64().expect("a line");
        all.entry(name)
            .or_default()
            .insert(line, parameters.collect());
    }
    all
}

#[test]
fn calls_with_rejected_parameters_are_reported_and_no_others() {
    let (labelled, mut reported) = (labelled(), reported());
    let with = labelled.values().filter(|calls| !calls.is_empty()).count();
    assert_eq!(
        (labelled.len(), with),
        (121, 61),
        "the labelled set is whole"
    );
    for (file, calls) in &labelled {
        let found = reported.remove(file).unwrap_or_default();
        assert_eq!(&found, calls, "{file}");
    }
    assert!(reported.is_empty(), "files without a label: {reported:?}");
}
