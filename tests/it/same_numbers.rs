//! Every report gives the same numbers for the same scan: how many references fail today, and what ends next.

use std::path::Path;

use serde_json::Value;

use crate::program::{AS_OF, run};

/// A project of each kind: errors, tests only, nothing, a collection, and hidden findings.
const PROJECTS: [&str; 5] = [
    "demo",
    "every-rule",
    "tests-only",
    "legacy-only",
    "suppressed",
];

/// The projects, made from texts where the fixtures have none.
fn project(name: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let write = |path: &str, text: &str| {
        let file = folder.path().join(path);
        std::fs::create_dir_all(file.parent().expect("a file has a folder"))
            .expect("a folder can be made");
        std::fs::write(file, text).expect("a file can be written");
    };
    match name {
        "tests-only" => write(
            "tests/test_a.py",
            "MODEL = \"anthropic.claude-v2\"\nB = \"anthropic.claude-v2:1\"\n",
        ),
        "legacy-only" => {
            write(
                "a.py",
                "A = \"anthropic.claude-opus-4-1-20250805-v1:0\"\nB = \"ai21.jamba-1-5-large-v1:0\"\n",
            );
        }
        "suppressed" => write(
            "a.py",
            "A = \"anthropic.claude-v2\"  # bedrock-eol: ignore[end-of-life] -- kept\n",
        ),
        fixture => {
            let from = Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("fixtures/projects")
                .join(fixture);
            copy(&from, folder.path());
        }
    }
    folder
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder can be made");
    for entry in std::fs::read_dir(from)
        .expect("a fixture is a folder")
        .map(|entry| entry.expect("an entry"))
    {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("a file can be copied");
        }
    }
}

fn output(folder: &Path, format: &str) -> String {
    run(folder, &["scan", "--as-of", AS_OF, "--output", format]).stdout
}

/// The first sentences, which every format for people shows.
fn first_sentences(pretty: &str) -> String {
    let lines = pretty.lines().take_while(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join(" ")
}

#[test]
fn every_format_gives_the_same_numbers() {
    let mut failing = Vec::new();
    for name in PROJECTS {
        let folder = project(name);
        let folder = folder.path();
        let json: Value =
            serde_json::from_str(&output(folder, "json")).expect("the report is JSON");
        let summary = &json["summary"];
        let number = |key: &str| summary[key].as_u64().expect("a count");
        let (uses, in_tests) = (number("failing"), number("failing_in_tests"));
        let possible = number("possibly_failing");
        failing.push((uses, possible, in_tests));

        // The findings of the JSON report, counted again.
        let end_of_life = |in_tests: bool, levels: &[&str]| {
            let of = |finding: &&Value| {
                finding["rule"] == "end-of-life"
                    && finding["level"]
                        .as_str()
                        .is_some_and(|level| levels.contains(&level))
                    && finding["disposition"] == "active"
            };
            let findings = json["findings"]
                .as_array()
                .expect("a list")
                .iter()
                .filter(of);
            findings
                .filter(|finding| (finding["context"] == "test") == in_tests)
                .count() as u64
        };
        assert_eq!(
            (uses, possible, in_tests),
            (
                end_of_life(false, &["error"]),
                end_of_life(false, &["warning"]),
                end_of_life(true, &["error", "warning"])
            ),
            "{name}"
        );

        let pretty = first_sentences(&output(folder, "pretty"));
        let said = pretty
            .split(' ')
            .next()
            .and_then(|word| word.parse::<u64>().ok());
        let first = if uses > 0 { uses } else { possible };
        assert_eq!(said.unwrap_or(0), first, "{name}: {pretty}");
        assert_eq!(
            pretty.contains(&format!("{in_tests} more in tests")),
            first > 0 && in_tests > 0,
            "{name}: {pretty}"
        );
        assert_eq!(
            pretty.contains(&format!("{possible} more may fail")),
            uses > 0 && possible > 0,
            "{name}: {pretty}"
        );

        let html = output(folder, "html");
        let tile = format!("<span class=\"number\">{uses}</span> <span class=\"label\">reference");
        assert!(html.contains(&tile), "{name}: no tile with {uses}");
        let today = pretty
            .split_inclusive(['.', ';'])
            .next()
            .expect("a sentence");
        assert!(
            html.contains(today),
            "{name}: the page does not begin with {today:?}"
        );

        let markdown = output(folder, "markdown");
        assert!(
            markdown
                .lines()
                .nth(1)
                .is_some_and(|line| line.contains(today)),
            "{name}: {markdown}"
        );

        let badge: Value =
            serde_json::from_str(&output(folder, "badge")).expect("the badge is JSON");
        let message = badge["message"].as_str().expect("a text");
        let first = message
            .split(' ')
            .next()
            .and_then(|word| word.parse::<u64>().ok());
        match (uses, in_tests) {
            (0, 0) if possible == 0 => {
                assert!(!message.ends_with("end-of-life"), "{name}: {message}")
            }
            (0, _) if possible > 0 => {
                assert_eq!(
                    message,
                    format!("{possible} possibly end-of-life"),
                    "{name}"
                );
            }
            (0, in_tests) => assert_eq!(
                message,
                format!("{in_tests} end-of-life in tests"),
                "{name}"
            ),
            (uses, _) => assert_eq!(first, Some(uses), "{name}: {message}"),
        }
    }
    assert_eq!(failing[0], (8, 1, 2));
    assert!(
        failing[2].0 + failing[2].1 == 0 && failing[2].2 > 0,
        "one project fails in tests only: {failing:?}"
    );
    assert_eq!(&failing[3..], &[(0, 0, 0), (0, 0, 0)]);
}

#[test]
fn the_last_line_is_the_exit_code_with_its_reason() {
    let folder = project("tests-only");
    let last = |arguments: &[&str]| {
        let result = run(
            folder.path(),
            &[&["scan", "--as-of", AS_OF], arguments].concat(),
        );
        let line = result.stdout.lines().last().expect("a line").to_owned();
        assert!(
            line.starts_with(&format!("Exit code {}: ", result.status)),
            "{line}"
        );
        line
    };
    assert_eq!(last(&[]), "Exit code 0: no finding at level error.");
    assert_eq!(
        last(&["--fail-on", "warning"]),
        "Exit code 1: 2 findings at level warning or above."
    );
    assert_eq!(
        last(&["--fail-on", "warning", "--exit-zero"]),
        "Exit code 0: 2 findings at level warning or above, but --exit-zero is set."
    );
    assert_eq!(
        last(&["--fail-on", "never"]),
        "Exit code 0: findings never change it (`--fail-on never`)."
    );
}
