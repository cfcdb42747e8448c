//! A scan that meets the reports of an earlier one: each is a recording, told once, and hides nothing.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use bedrock_eol::detect::Context;
use bedrock_eol::finding::{Finding, Level};
use bedrock_eol::output::FORMATS;
use bedrock_eol::scan::{ScanOptions, Scanned, Sizes};
use serde_json::Value;
use tempfile::TempDir;

use super::live::{project, scanned};
use crate::program::{AS_OF, run};
use crate::scan::scan_with;

/// It says how many there are and names none.
const NAMES_NO_MODEL: &str = "badge";

/// A folder with all reports of one project, each under the name that its format has and one that says nothing.
fn reports() -> TempDir {
    let (_, texts) = scanned(project().path());
    let folder = TempDir::new().expect("a place for the reports");
    for (format, text) in texts {
        for name in [format!("report.{}", format.extension), "plain".to_owned()] {
            let file = folder.path().join(format.name).join(name);
            fs::create_dir_all(file.parent().expect("a folder")).expect("a folder can be made");
            fs::write(file, &text).expect("a report can be written");
        }
    }
    folder
}

fn said(folder: &Path) -> (i32, Value) {
    let run = run(folder, &["scan", ".", "--as-of", AS_OF, "--inventory", "--output", "json"]);
    (run.status, serde_json::from_str(&run.stdout).expect("it is JSON"))
}

fn by_path<'a>(report: &'a Value, list: &str) -> BTreeMap<&'a str, Vec<&'a Value>> {
    let mut rows: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
    for row in report[list].as_array().expect("it is a list") {
        rows.entry(row["path"].as_str().expect("a path")).or_default().push(row);
    }
    rows
}

#[test]
fn the_report_of_each_format_is_one_note_and_stays_in_the_inventory() {
    let folder = reports();
    let (status, report) = said(folder.path());
    assert_eq!(
        (status, &report["errors"]),
        (0, &Value::Array(Vec::new())),
        "what they quote is no comment of theirs"
    );
    let (findings, references) = (by_path(&report, "findings"), by_path(&report, "references"));
    for format in FORMATS.iter().filter(|format| format.name != NAMES_NO_MODEL) {
        for name in [format!("report.{}", format.extension), "plain".to_owned()] {
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
            assert!(message.starts_with("This file of bedrock-eol's own names "), "{path}: {message}");
            assert!(references[path.as_str()].len() >= 5, "{path}: the inventory has each of its references");
        }
    }
}

/// One that is in use, or has the usual name, is no part of the scan at all.
#[test]
fn a_baseline_that_was_put_aside_is_one_note() {
    let folder = TempDir::new().expect("a place for the projects");
    let other = folder.path().join("other");
    fs::create_dir(&other).expect("a folder");
    fs::write(other.join("app.py"), "m = 'anthropic.claude-v2'\nn = 'anthropic.claude-v2:1'\n")
        .expect("a file");
    assert_eq!(run(&other, &["baseline", "write", "--as-of", AS_OF]).status, 0);
    fs::remove_file(other.join("app.py")).expect("it was written");
    fs::rename(other.join("bedrock-eol-baseline.json"), other.join("accepted.json")).expect("it was written");
    let (status, report) = said(folder.path());
    let findings = by_path(&report, "findings");
    assert_eq!(status, 0);
    assert_eq!(findings.keys().collect::<Vec<_>>(), [&"other/accepted.json"]);
    assert_eq!(findings["other/accepted.json"].len(), 1);
}

/// Whatever a program begins with, it is one; and in what is taken for a report no comment hides anything.
#[test]
fn nothing_hides_behind_the_beginning_of_a_report() {
    let folder = TempDir::new().expect("a place for the project");
    let write =
        |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("a file can be written");
    let json = "{\"schema_version\": 1, \"tool\": {\"name\": \"bedrock-eol\", \"version\": \"0.1.0\"}}";
    write("app.py", &format!("{json}\nm = 'anthropic.claude-v2'\n"));
    write("app.js", "<!-- bedrock-eol -->\nconst m = 'anthropic.claude-v2';\n");
    write("main.tf", &format!("{json}\nmodel_id = \"anthropic.claude-v2\"\n"));
    write("page.md", "<!-- bedrock-eol -->\n<!-- bedrock-eol: ignore-file -->\n`anthropic.claude-v2`\n");
    let (status, report) = said(folder.path());
    assert_eq!(status, 1);
    let findings = by_path(&report, "findings");
    let level = |path: &str| {
        findings[path].iter().map(|f| f["level"].as_str().unwrap_or_default()).collect::<Vec<_>>()
    };
    for program in ["app.py", "app.js", "main.tf"] {
        assert_eq!(level(program), ["error"], "{program}");
    }
    assert_eq!(level("page.md"), ["note"]);
    assert_eq!(findings["page.md"][0]["disposition"], "active");
}

#[test]
fn a_report_too_large_to_be_held_is_the_same_note() {
    let folder = reports();
    let one = |scanned: &Scanned| {
        let row = |f: &Finding| {
            (
                f.reference.location.path.clone(),
                f.level,
                f.reference.context,
                f.message.clone(),
                f.fingerprint.clone(),
            )
        };
        scanned.findings.iter().map(row).collect::<Vec<_>>()
    };
    let scan = |sizes: Sizes| {
        scan_with(ScanOptions { sizes, ..ScanOptions::default() }, &[folder.path().to_owned()])
    };
    let whole = scan(Sizes::default());
    let pieces = scan(Sizes { whole: 0, piece: 4096, window: 1024, margin: 512, ..Sizes::default() });
    assert!(
        one(&whole)
            .iter()
            .all(|(_, level, context, ..)| (*level, *context) == (Level::Note, Context::Recording))
    );
    assert_eq!(whole.findings.len(), 2 * (FORMATS.len() - 1));
    assert_eq!(one(&pieces), one(&whole));
    assert!(pieces.stats.files_in_windows > 0);
}
