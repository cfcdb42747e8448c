//! Completion scripts. `tests/real/completions` drives them in the shells.

use std::collections::BTreeSet;
use std::path::Path;

use bedrock_eol::{Catalog, FORMATS};
use regex::Regex;

use crate::expected;
use crate::program::run;

fn script(shell: &str) -> String {
    let run = run(Path::new("."), &["completions", shell]);
    assert_eq!((run.status, run.stderr.as_str()), (0, ""));
    run.stdout
}

/// Neither PowerShell nor elvish is among the shells that `tests/real/completions` drives.
#[test]
fn scripts_for_shells_that_no_test_runs_are_as_expected() {
    for shell in ["powershell", "elvish"] {
        expected::is(&format!("completions-{shell}"), &script(shell));
    }
}

/// The generator has written labels that no value matches, so that nothing after a subcommand was completed.
#[test]
fn bash_has_a_case_for_every_command() {
    let script = script("bash");
    let all = |pattern: &str| -> BTreeSet<String> {
        let pattern = Regex::new(pattern).expect("a pattern");
        pattern
            .captures_iter(&script)
            .map(|found| found[1].to_owned())
            .collect()
    };
    let values = all(r#"(?m)^ +cmd="(\w+)""#);
    let labels = all(r"(?m)^        (\w+)\)$");
    assert!(values.len() > 10, "{values:?}");
    assert_eq!(values, labels);
}

#[test]
fn values_of_the_tables_are_completed() {
    let catalog = Catalog::embedded();
    let last = |names: Vec<String>| names.last().cloned().unwrap_or_default();
    let values = [
        last(
            FORMATS
                .iter()
                .map(|format| format.name.to_owned())
                .collect(),
        ),
        last(catalog.regions.iter().map(ToString::to_string).collect()),
        last(
            catalog
                .models
                .iter()
                .map(|model| model.id.to_string())
                .collect(),
        ),
        "registry".to_owned(),
        "extended-access=warning".to_owned(),
    ];
    for shell in ["bash", "zsh", "fish"] {
        let script = script(shell).replace('\\', "");
        for value in &values {
            assert!(script.contains(value), "{shell} does not complete {value}");
        }
    }
}
