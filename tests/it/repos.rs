//! `scan --repos`: the report is that of a scan in each checkout, merged, whatever one of them contains.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::program::{AS_OF, Run, git, run, run_with_input};

const USE: &str = "client.converse(modelId=\"anthropic.claude-v2:1\")\n";

fn write(folder: &Path, path: &str, content: &str) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, content).unwrap();
}

/// Checkouts with a configuration, owners, a baseline, an ignored file, and nothing at all.
fn checkouts() -> TempDir {
    let folder = TempDir::new().unwrap();
    let at = folder.path();
    for name in ["shop", "acme/search", "docs", "empty"] {
        fs::create_dir_all(at.join(name)).unwrap();
        git(&at.join(name), ["init", "-q", "-b", "main"]);
    }
    write(at, "shop/src/ask.py", USE);
    write(at, "shop/old/ask.py", USE);
    write(at, "shop/bedrock-eol.toml", "exclude = [\"/old\"]\n");
    write(at, "shop/CODEOWNERS", "/src @acme/shop\n");
    write(at, "acme/search/ask.py", USE);
    write(at, "acme/search/ignored.py", USE);
    write(at, "acme/search/.gitignore", "ignored.py\n");
    write(at, "docs/a.md", "`anthropic.claude-v2:1` was replaced.\n");
    let written = run(
        &at.join("acme/search"),
        &["baseline", "write", "--as-of", AS_OF],
    );
    assert_eq!(written.status, 0, "{}", written.stderr);
    write(at, "acme/search/new.py", USE);
    fs::write(at.join("docs/logo.png"), [0, 1, 2]).unwrap();
    folder
}

fn scan(folder: &Path, list: &str, arguments: &[&str]) -> Run {
    let fixed = ["scan", "--as-of", AS_OF, "--repos", "-"];
    run_with_input(folder, &[&fixed, arguments].concat(), list.as_bytes())
}

const LIST: &str = "shop\nacme/search\ndocs/\nempty\n";

#[test]
fn the_report_is_that_of_a_scan_in_each_checkout_merged() {
    let folder = checkouts();
    let at = folder.path();
    let names = [
        ("shop", "shop"),
        ("search", "acme/search"),
        ("docs", "docs"),
        ("empty", "empty"),
    ];
    let mut reports = Vec::new();
    for (name, path) in names {
        let file = at.join(format!("{name}.json"));
        let output = format!("json={}", file.display());
        let arguments = [
            "scan",
            "--as-of",
            AS_OF,
            "--allow-empty",
            "-q",
            "--output",
            &output,
        ];
        assert_ne!(run(&at.join(path), &arguments).status, 2);
        reports.push(format!("{name}={}", file.display()));
    }
    let reports: Vec<&str> = reports.iter().map(String::as_str).collect();
    for format in bedrock_eol::FORMATS {
        let merged = run(
            at,
            &[&["merge", "--output", format.name], reports.as_slice()].concat(),
        );
        for threads in ["1", "3"] {
            let scanned = scan(at, LIST, &["--output", format.name, "--threads", threads]);
            assert_eq!(scanned.stdout, merged.stdout, "{}", format.name);
            assert_eq!((scanned.status, merged.status), (1, 1), "{}", format.name);
        }
    }
    let other_order = scan(
        at,
        "empty\ndocs\n\nacme/search\r\nshop\nshop\n",
        &["--output", "json"],
    );
    assert_eq!(
        other_order.stdout,
        scan(at, LIST, &["--output", "json"]).stdout
    );
}

#[test]
fn each_checkout_has_its_own_settings_and_an_empty_one_is_a_row() {
    let folder = checkouts();
    let run = scan(folder.path(), LIST, &["--output", "json"]);
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    let rows = report["repositories"].as_array().unwrap().iter();
    let rows: Vec<Value> = rows
        .map(|row| {
            json!([
                row["name"],
                row["error"],
                row["accepted"],
                row["owners"],
                row["complete"]
            ])
        })
        .collect();
    let want = [
        json!(["docs", 0, 0, [], true]),
        json!(["empty", 0, 0, [], true]),
        json!(["search", 1, 1, [], true]),
        json!(["shop", 1, 0, ["@acme/shop"], true]),
    ];
    assert_eq!(rows, want);
    let only_empty = scan(folder.path(), "empty\ndocs\n", &[]);
    assert_eq!(only_empty.status, 0, "{}", only_empty.stdout);
}

#[test]
fn what_cannot_be_scanned_is_an_error_and_the_others_are_reported() {
    let folder = checkouts();
    write(folder.path(), "docs/bedrock-eol.toml", "exclude = 3\n");
    write(folder.path(), "file", "");
    let list = "absent\nfile\ndocs\nshop\n";
    let run = scan(
        folder.path(),
        list,
        &["--output", "json=out.json", "--output", "pretty"],
    );
    assert_eq!(run.status, 2, "{}", run.stderr);
    let written = fs::read_to_string(folder.path().join("out.json")).unwrap();
    let report: Value = serde_json::from_str(&written).unwrap();
    let errors = report["errors"].as_array().unwrap().iter();
    let paths: Vec<&str> = errors
        .map(|error| error["path"].as_str().unwrap())
        .collect();
    assert_eq!(paths, ["absent", "docs", "file"]);
    assert_eq!(report["findings"].as_array().unwrap().len(), 1);
    for name in ["absent: ", "file: ", "docs: "] {
        assert!(run.stderr.contains(name), "{name} {}", run.stderr);
    }
    let nothing = scan(folder.path(), "absent\n", &[]);
    assert_eq!(nothing.status, 2, "{}", nothing.stdout);
}

#[test]
fn names_are_those_of_folders_or_given() {
    let folder = checkouts();
    let at = folder.path();
    for (list, message) in [
        ("shop\nacme/shop\n", "would both be the repository `shop`"),
        ("a=shop\na=docs\n", ""),
        ("a=shop\na/b=docs\n", "would be a folder of the repository"),
        ("", "lists no repository"),
    ] {
        let run = scan(at, list, &[]);
        assert_eq!(
            run.status == 2,
            !message.is_empty(),
            "{list}: {}",
            run.stderr
        );
        assert!(run.stderr.contains(message), "{list}: {}", run.stderr);
    }
    let run = scan(&at.join("shop"), "acme/shop=.\n", &["--output", "csv"]);
    assert!(run.stdout.contains(",acme/shop,"), "{}", run.stdout);
    let run = scan(&at.join("shop"), ".\n", &["--output", "csv"]);
    assert!(run.stdout.contains(",shop,"), "{}", run.stdout);
    for arguments in [
        &["--config", "a.toml"][..],
        &["--staged"],
        &["--link-base", "https://example.com/"],
        &["--history"],
    ] {
        assert_eq!(scan(at, LIST, arguments).status, 2, "{arguments:?}");
    }
}

#[test]
fn files_of_flags_are_those_of_the_working_directory() {
    let folder = checkouts();
    write(folder.path(), "shop/out.csv", "");
    let catalog = "models:\n  - id: acme.own-v1:0\n";
    write(folder.path(), "own.yaml", catalog);
    let run = scan(
        folder.path(),
        "shop\n",
        &["--catalog", "own.yaml", "--output", "csv=shop/out.csv"],
    );
    // The overlay was looked for here: what is wrong with it is an error of its content.
    assert!(!run.stderr.contains("No such file"), "{}", run.stderr);
    let run = scan(folder.path(), "shop\n", &["--output", "csv=shop/out.csv"]);
    assert_eq!(run.status, 1, "{}", run.stderr);
    let again = scan(folder.path(), "shop\n", &["--output", "csv"]);
    let written = fs::read_to_string(folder.path().join("shop/out.csv")).unwrap();
    assert!(written.contains("src/ask.py"), "{written}");
    assert_eq!(again.status, 1);
}
