//! A scan of folders with reports of an earlier scan: each report is a recording with one note, and hides nothing.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use bedrock_eol::finding::Level;
use bedrock_eol::output::FORMATS;
use bedrock_eol::reference::Context;
use bedrock_eol::scan::{ScanOptions, Sizes};
use serde_json::Value;
use tempfile::TempDir;

use super::live::{project, scanned};
use crate::program::{AS_OF, run};
use crate::scan::scan_with;

/// It says how many there are and names none.
const NAMES_NO_MODEL: &str = "badge";

/// Text that only its beginning identifies, which is evidence only in a file with the name of a text for people.
const TEXT: [&str; 2] = ["pretty", "markdown"];

/// A folder with all reports of one project, each under the name that its format has and one that says nothing.
fn reports() -> TempDir {
    let (_, texts) = scanned(project().path());
    let folder = TempDir::new().expect("a folder for the reports");
    for (format, text) in texts {
        let names = [format!("report.{}", format.extension), "plain".to_owned()];
        for name in names
            .into_iter()
            .take(if TEXT.contains(&format.name) { 1 } else { 2 })
        {
            let file = folder.path().join(format.name).join(name);
            fs::create_dir_all(file.parent().expect("a folder")).expect("a folder can be made");
            fs::write(file, &text).expect("a report can be written");
        }
    }
    folder
}

fn said(folder: &Path) -> (i32, Value) {
    let run = run(
        folder,
        &[
            "scan",
            ".",
            "--as-of",
            AS_OF,
            "--inventory",
            "--output",
            "json",
        ],
    );
    (
        run.status,
        serde_json::from_str(&run.stdout).expect("it is JSON"),
    )
}

fn by_path<'a>(report: &'a Value, list: &str) -> BTreeMap<&'a str, Vec<&'a Value>> {
    let mut rows: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
    for row in report[list].as_array().expect("it is a list") {
        rows.entry(row["path"].as_str().expect("a path"))
            .or_default()
            .push(row);
    }
    rows
}

#[test]
fn the_report_of_each_format_is_one_note_and_stays_in_the_inventory() {
    let folder = reports();
    let (status, report) = said(folder.path());
    let errors: Vec<&Value> = report["findings"]
        .as_array()
        .expect("a list")
        .iter()
        .filter(|f| f["level"] != "note")
        .collect();
    assert_eq!((status, errors), (0, Vec::new()));
    assert_eq!(
        report["errors"],
        Value::Array(Vec::new()),
        "what they quote is no comment of theirs"
    );
    let (findings, references) = (by_path(&report, "findings"), by_path(&report, "references"));
    for format in FORMATS
        .iter()
        .filter(|format| format.name != NAMES_NO_MODEL)
    {
        let names = [format!("report.{}", format.extension), "plain".to_owned()];
        for name in names
            .into_iter()
            .take(if TEXT.contains(&format.name) { 1 } else { 2 })
        {
            let path = format!("{}/{name}", format.name);
            let [finding] = findings.get(path.as_str()).map_or(&[][..], Vec::as_slice) else {
                panic!("{path}: {:?}", findings.get(path.as_str()));
            };
            assert_eq!(
                (&finding["level"], &finding["context"]),
                (&"note".into(), &"recording".into()),
                "{path}"
            );
            let message = finding["message"].as_str().expect("a message");
            assert!(
                message.starts_with("This file, which bedrock-eol wrote, mentions "),
                "{path}: {message}"
            );
            assert!(
                references[path.as_str()].len() >= 5,
                "{path}: the inventory has each of its references"
            );
        }
    }
}

/// One that is in use, or has the usual name, is not part of the scan at all.
#[test]
fn a_renamed_baseline_is_one_note() {
    let folder = TempDir::new().expect("a folder for the projects");
    let other = folder.path().join("other");
    fs::create_dir(&other).expect("a folder");
    fs::write(
        other.join("app.py"),
        "m = 'anthropic.claude-v2'\nn = 'anthropic.claude-v2:1'\n",
    )
    .expect("a file");
    assert_eq!(
        run(&other, &["baseline", "write", "--as-of", AS_OF]).status,
        0
    );
    fs::remove_file(other.join("app.py")).expect("it was written");
    fs::rename(
        other.join("bedrock-eol-baseline.json"),
        other.join("accepted.json"),
    )
    .expect("it was written");
    let (status, report) = said(folder.path());
    let findings = by_path(&report, "findings");
    assert_eq!(status, 0);
    assert_eq!(
        findings.keys().collect::<Vec<_>>(),
        [&"other/accepted.json"]
    );
    assert_eq!(findings["other/accepted.json"].len(), 1);
}

/// Whatever a program begins with, it is one; and in what is taken for a report no comment hides anything.
#[test]
fn a_file_that_only_begins_like_a_report_is_scanned() {
    let folder = TempDir::new().expect("a folder for the project");
    let write = |name: &str, text: &str| {
        fs::write(folder.path().join(name), text).expect("a file can be written")
    };
    let json =
        "{\"schema_version\": 1, \"tool\": {\"name\": \"bedrock-eol\", \"version\": \"0.1.0\"}}";
    write("app.py", &format!("{json}\nm = 'anthropic.claude-v2'\n"));
    write(
        "app.js",
        "<!-- bedrock-eol -->\nconst m = 'anthropic.claude-v2';\n",
    );
    write(
        "main.tf",
        &format!("{json}\nmodel_id = \"anthropic.claude-v2\"\n"),
    );
    write(
        "page.md",
        "<!-- bedrock-eol -->\n<!-- bedrock-eol: ignore-file -->\n`anthropic.claude-v2`\n",
    );
    let (status, report) = said(folder.path());
    assert_eq!(status, 1);
    let findings = by_path(&report, "findings");
    let level = |path: &str| {
        findings[path]
            .iter()
            .map(|f| f["level"].as_str().unwrap_or_default())
            .collect::<Vec<_>>()
    };
    for program in ["app.py", "app.js", "main.tf"] {
        assert_eq!(level(program), ["error"], "{program}");
    }
    assert_eq!(level("page.md"), ["note"]);
    assert_eq!(findings["page.md"][0]["disposition"], "active");
}

/// How a file begins lowers nothing: the whole of it has to be a report.
#[test]
fn settings_that_begin_like_a_report_are_not_a_report() {
    let folder = TempDir::new().expect("a folder for the project");
    let head =
        "\"schema_version\": 1, \"tool\": {\"name\": \"bedrock-eol\", \"version\": \"0.1.0\"}";
    let driver = "\"tool\": {\"driver\": {\"name\": \"bedrock-eol\", \"version\": \"1\"}}";
    let issue = "{\"description\": \"\", \"check_name\": \"a\", \"fingerprint\": \"0-a\"";
    let model = "\"model\": \"anthropic.claude-v2\"";
    let page = "<meta name=\"generator\" content=\"bedrock-eol 0.1.0\">";
    let files = [
        ("json.json", format!("{{{head}, {model}}}")),
        ("sarif.json", format!("{{\"runs\": [{{{driver}, \"results\": []}}], {model}}}")),
        ("baseline.json", format!("{{\"schema_version\": 1, \"entries\": [{{\"path\": \"\", \"content_fingerprint\": \"\"}}], {model}}}")),
        ("gitlab.json", format!("[{issue}, {model}}}]")),
        ("bom.json", format!("{{\"bomFormat\": \"CycloneDX\", \"name\": \"bedrock-eol:catalog-version\", {model}}}")),
        ("values.yaml", "note[a] b: 1\nmodel_id: anthropic.claude-v2\n".to_owned()),
        ("github.yaml", "::notice title=a%3A b: 1\nmodel_id: anthropic.claude-v2\n".to_owned()),
        (".env", "note[a] b\nMODEL_ID=anthropic.claude-v2\n".to_owned()),
        ("run", "9 references fail today. \naws bedrock-runtime converse --model-id anthropic.claude-v2\n".to_owned()),
        ("start", "<!-- bedrock-eol -->\naws bedrock-runtime converse --model-id anthropic.claude-v2\n".to_owned()),
        ("calendar", "BEGIN:VCALENDAR\nPRODID:-//bedrock-eol//a\n MODEL_ID=anthropic.claude-v2\n".to_owned()),
        ("junit.xml", "<?xml version=\"1.0\"?><testsuites name=\"bedrock-eol\" tests=\"1\"><model id=\"anthropic.claude-v2\"/></testsuites>".to_owned()),
        ("rows.csv", "type,path,line,column,end_line,end_column,cell,\nlive,anthropic.claude-v2\n".to_owned()),
        ("rows.jsonl", "{\"type\": \"finding\", \"end_column\": 1, \"cell_output\": 1, \"model\": \"anthropic.claude-v2\"}\n".to_owned()),
        ("page.html", format!("<!DOCTYPE html>{page}<script>const model = 'anthropic.claude-v2';</script>")),
        // What is run is a program, whatever its name.
        ("changes", "#!/bin/sh\naws bedrock-runtime converse --model-id anthropic.claude-v2\n".to_owned()),
        ("todo.txt", "#!/usr/bin/env python3\nclient.converse(modelId='anthropic.claude-v2')\n".to_owned()),
    ];
    for (name, text) in &files {
        fs::write(folder.path().join(name), text).expect("a file can be written");
    }
    let (_, report) = said(folder.path());
    let findings = by_path(&report, "findings");
    for (name, _) in files {
        let levels: Vec<&str> = findings
            .get(name)
            .into_iter()
            .flatten()
            .filter_map(|f| f["level"].as_str())
            .collect();
        assert_eq!(levels, ["error"], "{name}");
    }
}

/// A setting next to a word of a recording is not a recording: the word has to be a key.
#[test]
fn words_that_mark_a_recording_count_only_as_keys() {
    let folder = TempDir::new().expect("a folder for the project");
    let files = [
        (
            "comment.yaml",
            "# http_interactions: x-amzn-requestid:\nmodel_id: anthropic.claude-v2\n",
            "error",
        ),
        (
            "text.yaml",
            "about: 'recorded_at: noon'\nmodel_id: anthropic.claude-v2\n",
            "error",
        ),
        (
            "text.json",
            "{\"about\": \"recorded_with: x\", \"model_id\": \"anthropic.claude-v2\"}",
            "error",
        ),
        (
            "name.json",
            "{\"a\": \"x-amzn-requestid\", \"model_id\": \"anthropic.claude-v2\"}",
            "error",
        ),
        (
            "more.json",
            "{\"recorded_at_all\": 1, \"model_id\": \"anthropic.claude-v2\"}",
            "error",
        ),
        (
            "value.json",
            "{\"finish_reason\": \"length\", \"model_id\": \"anthropic.claude-v2\"}",
            "error",
        ),
        (
            "key.yaml",
            "recorded_at: noon\nmodel_id: anthropic.claude-v2\n",
            "error",
        ),
        (
            "key.json",
            "{\"HTTPStatusCode\": 200, \"model_id\": \"anthropic.claude-v2\"}",
            "error",
        ),
        (
            "archive.json",
            "{\"h\": [{\"name\": \"X-Amzn-RequestId\"}], \"model_id\": \"anthropic.claude-v2\"}",
            "error",
        ),
        (
            "exchange.json",
            "{\"request\": {\"url\": \"/model/anthropic.claude-v2/invoke\"}, \"response\": {\"status\": 200}}",
            "note",
        ),
        (
            "rust.rs",
            "/*\n#[cfg(test)]\n*/\nfn main() {\n    call(\"anthropic.claude-v2\");\n}\n",
            "error",
        ),
    ];
    for (name, text, _) in files {
        fs::write(folder.path().join(name), text).expect("a file can be written");
    }
    let levels = |arguments: &[&str]| {
        let all = [
            &["scan", ".", "--as-of", AS_OF, "--output", "json"],
            arguments,
        ]
        .concat();
        let report: Value =
            serde_json::from_str(&run(folder.path(), &all).stdout).expect("it is JSON");
        let findings = by_path(&report, "findings");
        files.map(|(name, ..)| {
            findings[name][0]["level"]
                .as_str()
                .expect("a level")
                .to_owned()
        })
    };
    assert_eq!(levels(&[]), files.map(|(_, _, level)| level));
    assert_eq!(
        levels(&["--untrusted"]),
        files.map(|_| "error"),
        "what a file says of itself is not believed"
    );
}

/// A configuration or baseline is one by its content: the name makes no note of what another program reads from it.
#[test]
fn a_file_name_alone_makes_no_configuration_or_baseline() {
    let folder = TempDir::new().expect("a folder for the project");
    let files = [
        (
            "a/bedrock-eol.toml",
            "model = \"anthropic.claude-v2\"\n",
            "error",
        ),
        (
            "b/.bedrock-eol.toml",
            "fail-on = \"error\"\n[app]\nmodel = \"anthropic.claude-v2\"\n",
            "error",
        ),
        (
            "c/bedrock-eol.toml",
            "not TOML\nmodel = \"anthropic.claude-v2\"\n",
            "error",
        ),
        (
            "d/bedrock-eol-baseline.json",
            "{\"model_id\": \"anthropic.claude-v2\"}",
            "error",
        ),
        (
            "e/bedrock-eol.toml",
            "[[ignore]]\nmodel = \"anthropic.claude-v2\"\nreason = \"old\"\n",
            "note",
        ),
        (
            "f/bedrock-eol-baseline.json",
            "{\"schema_version\": 1, \"entries\": [{\"path\": \"a.py\", \"rule\": \"end-of-life\", \"model\": \
             \"anthropic.claude-v2\", \"fingerprint\": \"1\", \"content_fingerprint\": \"2\"}]}",
            "note",
        ),
    ];
    for (name, text, _) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file can be written");
    }
    let run = run(
        folder.path(),
        &["scan", ".", "--as-of", AS_OF, "--output", "json"],
    );
    let report: Value = serde_json::from_str(&run.stdout).expect("it is JSON");
    let findings = by_path(&report, "findings");
    let levels = files.map(|(name, ..)| {
        (
            name,
            findings[name][0]["level"].as_str().unwrap_or_default(),
        )
    });
    assert_eq!(levels, files.map(|(name, _, level)| (name, level)));
}

/// Without trust no report is one.
#[test]
fn a_report_in_an_untrusted_repository_is_scanned_like_other_files() {
    let folder = reports();
    for (file, text) in [
        ("bedrock-eol.toml", "model = \"anthropic.claude-v2\"\n"),
        (
            "other/bedrock-eol-baseline.json",
            "{\"model\": \"anthropic.claude-v2\"}",
        ),
        (
            "trace",
            "httprr trace v1\n12 34\nMODEL_ID=anthropic.claude-v2\n",
        ),
        (
            "times.csv",
            "model,latency,score\nanthropic.claude-v2,1,2\n",
        ),
    ] {
        fs::create_dir_all(folder.path().join("other")).expect("a folder");
        fs::write(folder.path().join(file), text).expect("a file can be written");
    }
    let arguments = [
        "scan",
        ".",
        "--as-of",
        AS_OF,
        "--untrusted",
        "--output",
        "json",
    ];
    let report: Value =
        serde_json::from_str(&run(folder.path(), &arguments).stdout).expect("it is JSON");
    let findings = report["findings"].as_array().expect("a list");
    for finding in findings {
        assert_ne!(finding["context"], "recording", "{}", finding["path"]);
    }
    for file in [
        "bedrock-eol.toml",
        "json/report.json",
        "other/bedrock-eol-baseline.json",
        "sarif/report.sarif",
        "times.csv",
        "trace",
    ] {
        assert!(
            findings
                .iter()
                .any(|f| f["path"] == file && f["level"] == "error"),
            "{file}"
        );
    }
}

/// Nothing says whether the whole of a file is a report that cannot be held.
#[test]
fn a_report_that_is_too_large_is_scanned_like_other_files() {
    let folder = reports();
    let sizes = Sizes {
        whole: 0,
        piece: 4096,
        window: 1024,
        margin: 512,
        ..Sizes::default()
    };
    let scanned = scan_with(
        ScanOptions {
            sizes,
            ..ScanOptions::default()
        },
        &[folder.path().to_owned()],
    );
    assert!(scanned.stats.files_in_windows > 0);
    let of = |path: &str| {
        let end = |f: &&bedrock_eol::finding::Finding| f.reference.location.path.ends_with(path);
        scanned
            .findings
            .iter()
            .find(end)
            .map(|f| (f.level, f.reference.context))
    };
    assert_eq!(
        of("json/report.json"),
        Some((Level::Error, Context::Config))
    );
    assert_eq!(of("markdown/report.md"), Some((Level::Note, Context::Docs)));
}
