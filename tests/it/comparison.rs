//! One line of every shape in which a model is named, each in a file of its own: every one is dated, and none
//! is taken for another model. `fixtures/comparison/shapes.tsv` can be handed to any scanner of this field.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::program::{AS_OF, run};

struct Shape {
    shape: String,
    path: String,
    stage: String,
    models: String,
    text: String,
}

#[test]
fn every_shape_has_a_date_and_the_right_verdict() {
    let shapes = shapes();
    assert_eq!(shapes.len(), 55);
    let folder = tempfile::tempdir().expect("a folder for the files");
    for (number, shape) in shapes.iter().enumerate() {
        let file = folder.path().join(format!("{number:02}")).join(&shape.path);
        fs::create_dir_all(file.parent().expect("it has a folder"))
            .expect("the folder can be made");
        fs::write(file, format!("{}\n", shape.text)).expect("the file can be written");
    }
    let arguments = [
        "scan",
        ".",
        "--as-of",
        AS_OF,
        "--inventory",
        "--output",
        "json",
    ];
    let run = run(folder.path(), &arguments);
    assert!(run.status < 2, "{}", run.stderr);
    let report: Value = serde_json::from_str(&run.stdout).expect("it is JSON");

    let named = by_number(&report["references"], |r| {
        format!("{} {}", r["stage"].as_str().unwrap_or("none"), models(r))
    });
    let found = by_number(&report["findings"], |f| {
        f["rule"].as_str().unwrap_or_default().to_owned()
    });
    let mut problems = Vec::new();
    for (number, shape) in shapes.iter().enumerate() {
        let key = format!("{number:02}");
        let want = [format!("{} {}", shape.stage, shape.models)];
        let got = named.get(&key).map_or(&[][..], Vec::as_slice);
        if got != want {
            problems.push(format!(
                "{}: {}\n  want {want:?}\n   got {got:?}",
                shape.shape, shape.text
            ));
        }
        if found
            .get(&key)
            .is_none_or(|rules| rules.iter().any(|rule| rule == "unknown-model"))
        {
            problems.push(format!(
                "{}: no dated finding for {}",
                shape.shape, shape.text
            ));
        }
    }
    assert!(problems.is_empty(), "\n{}", problems.join("\n"));
}

fn by_number(list: &Value, line: impl Fn(&Value) -> String) -> BTreeMap<String, Vec<String>> {
    let mut entries = BTreeMap::<String, Vec<String>>::new();
    for entry in list.as_array().expect("it is a list") {
        let path = entry["path"]
            .as_str()
            .expect("every entry has a path")
            .trim_start_matches("./");
        let number = path.split('/').next().unwrap_or_default().to_owned();
        entries.entry(number).or_default().push(line(entry));
    }
    entries
}

fn models(reference: &Value) -> String {
    let models = reference["models"].as_array().expect("models are a list");
    models
        .iter()
        .filter_map(Value::as_str)
        .collect::<Vec<_>>()
        .join(",")
}

fn shapes() -> Vec<Shape> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/comparison/shapes.tsv");
    let table = fs::read_to_string(path).expect("the fixture can be read");
    let row = |line: &str| {
        let mut cells = line.splitn(5, '\t').map(str::to_owned);
        let mut next = || cells.next().expect("a row has five cells");
        Shape {
            shape: next(),
            path: next(),
            stage: next(),
            models: next(),
            text: next(),
        }
    };
    table.lines().skip(1).map(row).collect()
}
