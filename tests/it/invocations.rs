//! `--usage`: exports of invocations mark findings, and change nothing else.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::program::{AS_OF, Run, run};

fn export(name: &str) -> String {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/usage");
    folder.join(name).display().to_string()
}

/// Uses of two models that are End-of-Life, a Legacy one, a name that the catalog does not know, and a pattern.
fn project() -> TempDir {
    let folder = TempDir::new().unwrap();
    for (path, text) in [
        (
            "ask.py",
            "client.converse(modelId=\"anthropic.claude-v2:1\")\n",
        ),
        (
            "old.py",
            "client.converse(modelId=\"anthropic.claude-instant-v1\")\n",
        ),
        (
            "sum.py",
            "client.converse(modelId=\"eu.anthropic.claude-3-sonnet-20240229-v1:0\")\n",
        ),
        (
            "policy.json",
            "{\"Resource\": \"arn:aws:bedrock:*::foundation-model/amazon.titan-text-*\"}\n",
        ),
    ] {
        fs::write(folder.path().join(path), text).unwrap();
    }
    folder
}

fn scan(folder: &Path, arguments: &[&str]) -> Run {
    run(
        folder,
        &[&["scan", "--as-of", AS_OF][..], arguments].concat(),
    )
}

fn report(folder: &Path, arguments: &[&str]) -> Value {
    let run = scan(folder, &[&["--output", "json"], arguments].concat());
    serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {}", run.stderr))
}

fn marks(report: &Value) -> Vec<Value> {
    let findings = report["findings"].as_array().unwrap().iter();
    findings
        .map(|finding| {
            json!([
                finding["path"],
                finding["usage"]["invocations"],
                finding["usage"]["last_seen"]
            ])
        })
        .collect()
}

#[test]
fn findings_are_marked_by_the_model_whatever_the_export_calls_it() {
    let folder = project();
    for name in ["athena.csv", "rows.jsonl"] {
        let report = report(folder.path(), &["--usage", &export(name)]);
        let want = [
            json!(["ask.py", 41203, "2026-11-22"]),
            json!(["old.py", 0, null]),
            json!(["policy.json", 7, "2026-11-05"]),
            json!(["sum.py", 17, "2026-11-21"]),
        ];
        let marks = marks(&report);
        for one in &want {
            assert!(marks.contains(one), "{name}: {one} in {marks:?}");
        }
        let usage = &report["usage"];
        assert_eq!(
            json!([
                usage["days"],
                usage["first_seen"],
                usage["last_seen"],
                usage["rows"],
                usage["other_events"]
            ]),
            json!([30, "2026-10-25", "2026-11-22", 6, 0]),
            "{name}"
        );
        let models = usage["models"].as_array().unwrap().iter();
        let models: Vec<Value> = models
            .map(|model| {
                json!([
                    model["id"],
                    model["known"],
                    model["invocations"],
                    model["referenced"]
                ])
            })
            .collect();
        let profile =
            "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/a1b2c3d4e5f6";
        assert_eq!(
            models,
            [
                json!(["anthropic.claude-v2:1", true, 41203, true]),
                json!(["anthropic.claude-3-sonnet-20240229-v1:0", true, 17, true]),
                // A pattern that allows a model does not invoke it.
                json!(["amazon.titan-text-lite-v1", true, 7, false]),
                json!([profile, false, 3, false]),
            ],
            "{name}"
        );
    }
}

#[test]
fn events_count_once_each_and_those_that_invoke_nothing_are_counted_apart() {
    let folder = project();
    for (name, others) in [("cloudtrail.json", 1), ("invocation-log.jsonl", 0)] {
        let run = scan(
            folder.path(),
            &["--output", "json", "--usage", &export(name)],
        );
        let report: Value = serde_json::from_str(&run.stdout).unwrap();
        let usage = &report["usage"];
        assert_eq!(
            json!([
                usage["days"],
                usage["first_seen"],
                usage["last_seen"],
                usage["rows"],
                usage["other_events"]
            ]),
            json!([null, "2026-11-20", "2026-11-21", 2, others]),
            "{name}"
        );
        assert!(
            marks(&report).contains(&json!(["ask.py", 1, "2026-11-21"])),
            "{name}"
        );
        assert_eq!(
            run.stderr.contains("ignored: 1"),
            others == 1,
            "{}",
            run.stderr
        );
    }
}

/// Formats whose text may differ: they show it.
const SHOWN: [&str; 6] = ["pretty", "json", "jsonl", "csv", "markdown", "html"];

#[test]
fn nothing_but_the_marks_changes() {
    let folder = project();
    let usage = export("athena.csv");
    for format in bedrock_eol::FORMATS {
        let without = scan(folder.path(), &["--output", format.name]);
        let with = scan(folder.path(), &["--output", format.name, "--usage", &usage]);
        assert_eq!(with.status, without.status, "{}", format.name);
        assert_eq!(
            with.stdout != without.stdout,
            SHOWN.contains(&format.name),
            "{}",
            format.name
        );
        for threads in ["1", "3"] {
            let again = scan(
                folder.path(),
                &[
                    "--output",
                    format.name,
                    "--usage",
                    &usage,
                    "--threads",
                    threads,
                ],
            );
            assert_eq!(again.stdout, with.stdout, "{}", format.name);
        }
    }
    let without = report(folder.path(), &[]);
    let mut with = report(folder.path(), &["--usage", &usage]);
    with.as_object_mut().unwrap().remove("usage").unwrap();
    for finding in with["findings"].as_array_mut().unwrap() {
        finding.as_object_mut().unwrap().remove("usage");
    }
    assert_eq!(with, without);
}

#[test]
fn formats_for_people_show_it_and_begin_with_what_is_invoked_most() {
    let folder = project();
    let usage = export("athena.csv");
    let shown = |format| scan(folder.path(), &["--output", format, "--usage", &usage]).stdout;
    let pretty = shown("pretty");
    for part in [
        "invoked 41,203 times in 30 days, last on 2026-11-22",
        "1 location, invoked 41,203 times",
        "1 location, not seen",
        "Invoked, but in no scanned file",
        "amazon.titan-text-lite-v1",
        "invoked 3 times in 30 days",
        "Usage: 41,230 invocations of 4 models in 30 days.",
    ] {
        assert!(pretty.contains(part), "{part} in {pretty}");
    }
    let markdown = shown("markdown");
    for part in [
        "| Findings | Invoked | Replacement |",
        "| 41,203 times, last 2026-11-22 |",
        "| not seen |",
        "| Invoked, but in no scanned file | Invoked |",
        "| `amazon.titan-text-lite-v1` | 7 times, last 2026-11-05 |",
    ] {
        assert!(markdown.contains(part), "{part} in {markdown}");
    }
    let html = shown("html");
    for part in [
        "<td class=\"n\" data-v=\"41203\">41,203</td>",
        "Usage: not seen in 30 days.",
        "<h2 id=\"usage-title\">Usage</h2>",
        "<code>amazon.titan-text-lite-v1</code></th>",
    ] {
        assert!(html.contains(part), "{part} in {html}");
    }
    // By date alone, the older model is first.
    let order =
        |text: &str| text.find("anthropic.claude-v2:1") < text.find("anthropic.claude-instant-v1");
    assert!(!order(&scan(folder.path(), &["--output", "pretty"]).stdout));
    assert!(order(&pretty) && order(&markdown));
    let csv = shown("csv");
    let columns: Vec<&str> = csv.lines().next().unwrap().split(',').collect();
    assert_eq!(
        columns[columns.len() - 2..],
        ["invocations", "last_invoked"]
    );
    let ask = csv
        .lines()
        .find(|line| line.starts_with("finding,ask.py"))
        .unwrap();
    assert!(ask.ends_with(",41203,2026-11-22"), "{ask}");
    let invoked = csv.lines().filter(|line| line.starts_with("invoked,"));
    assert_eq!(invoked.count(), 2, "{csv}");
}

#[test]
fn files_add_up_in_any_order_and_one_file_counts_once() {
    let folder = project();
    let (one, other) = (export("cloudtrail.json"), export("invocation-log.jsonl"));
    let text = |arguments: &[&str]| scan(folder.path(), arguments).stdout;
    let json = text(&["-o", "json", "--usage", &one, "--usage", &other]);
    assert_eq!(
        json,
        text(&["-o", "json", "--usage", &other, "--usage", &one])
    );
    let report: Value = serde_json::from_str(&json).unwrap();
    assert!(marks(&report).contains(&json!(["ask.py", 2, "2026-11-21"])));
    let twice = scan(folder.path(), &["--usage", &one, "--usage", &one]);
    assert_eq!(twice.status, 2);
    assert!(twice.stderr.contains("is given twice"), "{}", twice.stderr);
}

#[test]
fn an_export_in_the_scanned_folder_is_not_a_reference_to_its_models() {
    let folder = project();
    fs::copy(export("athena.csv"), folder.path().join("usage.csv")).unwrap();
    let report = report(folder.path(), &["--usage", "usage.csv", "--inventory"]);
    let paths = report["references"].as_array().unwrap().iter();
    assert!(paths.clone().count() > 0);
    assert!(paths.clone().all(|one| one["path"] != "usage.csv"));
    assert_eq!(report["usage"]["models"][2]["referenced"], false);
}

#[test]
fn an_export_that_cannot_be_read_stops_the_run() {
    let folder = project();
    let path = folder.path();
    for (text, want) in [
        (
            "model_id,count\nanthropic.claude-v2:1,\"41,203\"\n",
            "bad.csv: line 2: count is `41,203`",
        ),
        (
            "model_id\n\u{1b}[31mred\n",
            "bad.csv: line 2: `?[31mred` is not the ID",
        ),
        ("{\"modelId\": 3", "bad.csv: line 1: column 13: EOF"),
    ] {
        fs::write(path.join("bad.csv"), text).unwrap();
        let run = scan(path, &["--usage", "bad.csv"]);
        assert_eq!((run.status, run.stdout.as_str()), (2, ""), "{text}");
        assert!(run.stderr.contains(want), "{}", run.stderr);
        assert!(!run.stderr.contains('\u{1b}'), "{}", run.stderr);
    }
    let missing = scan(path, &["--usage", "none.csv"]);
    assert!(
        missing.stderr.contains("cannot read none.csv"),
        "{}",
        missing.stderr
    );
    for other in ["--staged", "--diff=HEAD", "--history", "--records"] {
        let run = scan(path, &["--usage", &export("athena.csv"), other]);
        assert_eq!(run.status, 2, "{other}");
        assert!(run.stderr.contains("--usage"), "{other}: {}", run.stderr);
    }
}

#[test]
fn a_merged_report_names_what_no_repository_refers_to() {
    let (one, other) = (project(), TempDir::new().unwrap());
    let titan = "client.converse(modelId=\"amazon.titan-text-lite-v1\")\n";
    fs::write(other.path().join("a.py"), titan).unwrap();
    let list = one.path().join("list");
    let lines = format!(
        "one={}\nother={}\n",
        one.path().display(),
        other.path().display()
    );
    fs::write(&list, lines).unwrap();
    let usage = export("athena.csv");
    let list = list.display().to_string();
    let folder = TempDir::new().unwrap();
    let by_repos = scan(
        folder.path(),
        &["--repos", &list, "-o", "json", "--usage", &usage],
    );
    let mut reports = Vec::new();
    for (name, from) in [("one", &one), ("other", &other)] {
        let file = folder.path().join(format!("{name}.json"));
        let output = format!("json={}", file.display());
        // What a report says about usage is not merged: exports are of accounts, not of repositories.
        scan(from.path(), &["-q", "-o", &output, "--usage", &usage]);
        reports.push(file.display().to_string());
    }
    let merge = |arguments: &[&str]| {
        let reports = [reports[0].as_str(), &reports[1]];
        run(folder.path(), &[&["merge"], arguments, &reports].concat())
    };
    let merged = merge(&["-o", "json", "--usage", &usage]);
    let referenced = |run: &Run| {
        let report: Value = serde_json::from_str(&run.stdout).unwrap();
        let models = report["usage"]["models"].as_array().unwrap().clone();
        models
            .iter()
            .map(|model| model["referenced"] == true)
            .collect::<Vec<_>>()
    };
    assert_eq!(referenced(&merged), [true, true, true, false]);
    assert_eq!(referenced(&by_repos), [true, true, true, false]);
    assert!(!merge(&["-o", "json"]).stdout.contains("\"invocations\""));
    let pretty = merge(&["--usage", &usage]).stdout;
    assert!(
        pretty.contains("Invoked, but in no scanned repository"),
        "{pretty}"
    );
}
