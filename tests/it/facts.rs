//! The researched facts in `fixtures/facts/` against what the program says of its catalog, row by row. Nothing here
//! knows how the catalog is written or read.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use crate::program::{AS_OF, run};

/// The rows of a file of facts, each as its fields, without the head.
fn facts(name: &str) -> Vec<Vec<String>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/facts").join(name);
    let text = std::fs::read_to_string(&path).unwrap();
    text.lines().skip(1).map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

/// The models as `catalog list` prints them.
fn models() -> Vec<Value> {
    let arguments = ["catalog", "list", "--output", "json", "--as-of", AS_OF];
    let list = run(Path::new(env!("CARGO_MANIFEST_DIR")), &arguments);
    let Value::Object(mut list) = serde_json::from_str(&list.stdout).unwrap() else { panic!("an object") };
    let Some(Value::Array(models)) = list.remove("models") else { panic!("a list") };
    models
}

fn words(value: &Value) -> Vec<&str> {
    value.as_array().unwrap().iter().map(|word| word.as_str().unwrap()).collect()
}

/// Each profile, each Region from which it can be called, and the Regions in which it then processes data.
#[test]
fn the_regions_of_profiles_are_those_of_the_facts() {
    let facts = facts("profile_regions.csv");
    assert!(facts.len() > 1_500, "{}", facts.len());
    let row = |profile: &str, from: &str, to: &str| format!("{profile} from {from} to {to}");
    let routes = facts.iter().filter(|fact| !fact[1].is_empty());
    let expected: BTreeSet<String> = routes.map(|fact| row(&fact[0], &fact[1], &fact[2])).collect();
    let mut stated = BTreeSet::new();
    for model in models() {
        for route in model["profile_regions"].as_array().unwrap() {
            let to = words(&route["to"]).join(" ");
            for from in words(&route["from"]) {
                assert!(stated.insert(row(route["profile"].as_str().unwrap(), from, &to)), "{from} twice");
            }
        }
    }
    let differences: Vec<&String> = expected.symmetric_difference(&stated).collect();
    assert!(differences.is_empty(), "{differences:#?}");
}
