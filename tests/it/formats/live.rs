//! Every format of a real scan: of `fixtures/projects/every-rule`, where every rule has something to say, a
//! comment and the configuration hide something, and a baseline knows one finding and one that is gone.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use bedrock_eol::finding::RULES;
use bedrock_eol::output::{FORMATS, Format};
use serde_json::Value;
use tempfile::TempDir;

use crate::program::{AS_OF, Run, run};

/// Formats that list models, not the findings.
const WITHOUT_FINDINGS: [&str; 4] = ["cyclonedx", "ics", "badge", "issues"];

/// The rule that is reported only if a change is scanned; its formats are in `settings_of_changes`.
const OF_CHANGES: &str = "silenced-by-change";

/// A copy of the project, outside of any repository.
pub(super) fn project() -> TempDir {
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/projects/every-rule");
    let copy = TempDir::new().expect("a folder for the copy");
    for entry in walkdir::WalkDir::new(&fixture) {
        let entry = entry.expect("a fixture can be read");
        let to = copy
            .path()
            .join(entry.path().strip_prefix(&fixture).expect("it is below"));
        if entry.file_type().is_dir() {
            fs::create_dir_all(to).expect("a folder of the copy");
        } else {
            fs::copy(entry.path(), to).expect("a file of the copy");
        }
    }
    copy
}

/// Scans the project once and gives every format's report, in the order of `FORMATS`.
pub(super) fn scanned(project: &Path) -> (Run, Vec<(&'static Format, String)>) {
    let reports = TempDir::new().expect("a folder for the reports");
    let file = |format: &Format| reports.path().join(format.name);
    let outputs: Vec<String> = FORMATS
        .iter()
        .map(|format| format!("{}={}", format.name, file(format).display()))
        .collect();
    let mut arguments = vec!["scan", ".", "--as-of", AS_OF, "--inventory"];
    for output in &outputs {
        arguments.extend(["--output", output]);
    }
    let run = run(project, &arguments);
    let text = |format: &Format| {
        fs::read_to_string(file(format)).expect("the report was written, in UTF-8")
    };
    let texts = FORMATS
        .iter()
        .map(|format| (format, text(format)))
        .collect();
    (run, texts)
}

fn json_of(texts: &[(&Format, String)], name: &str) -> Value {
    let (_, text) = texts
        .iter()
        .find(|(format, _)| format.name == name)
        .expect("the format exists");
    serde_json::from_str(text).expect("it is JSON")
}

#[test]
fn every_rule_is_reported_in_every_format() {
    let project = project();
    let (run, texts) = scanned(project.path());
    assert_eq!(run.status, 1, "{}", run.stderr);

    let report = json_of(&texts, "json");
    let findings = report["findings"].as_array().expect("findings are a list");
    let reported: BTreeSet<&str> = findings
        .iter()
        .filter_map(|finding| finding["rule"].as_str())
        .collect();
    let speaking = || RULES.iter().filter(|rule| rule.name != OF_CHANGES);
    let rules: BTreeSet<&str> = speaking().map(|rule| rule.name).collect();
    assert_eq!(
        reported, rules,
        "fixtures/projects/every-rule has an example of each rule"
    );
    for disposition in ["active", "suppressed", "baselined"] {
        assert!(
            findings
                .iter()
                .any(|finding| finding["disposition"] == disposition),
            "{disposition}"
        );
    }

    for (format, text) in &texts {
        if WITHOUT_FINDINGS.contains(&format.name) {
            assert!(text.len() > 100, "{}: {text}", format.name);
            continue;
        }
        for rule in speaking() {
            assert!(
                text.contains(rule.name),
                "{} does not report {}",
                format.name,
                rule.name
            );
        }
    }
}

#[test]
fn sarif_of_a_scan_has_suppressions_and_a_baseline() {
    let project = project();
    let log = json_of(&scanned(project.path()).1, "sarif");
    let results = log["runs"][0]["results"]
        .as_array()
        .expect("results are a list");
    let all = |result: &'_ Value, list: &str, field: &str| -> Vec<String> {
        let items = result[list].as_array().cloned().unwrap_or_default();
        items.iter().map(|item| item[field].to_string()).collect()
    };
    let kinds: BTreeSet<String> = results
        .iter()
        .flat_map(|r| all(r, "suppressions", "kind"))
        .collect();
    assert_eq!(
        kinds,
        ["\"external\"", "\"inSource\""].map(String::from).into()
    );
    let states: BTreeSet<&str> = results
        .iter()
        .filter_map(|r| r["baselineState"].as_str())
        .collect();
    assert_eq!(states, ["new", "unchanged"].into());
}

/// Tools apply the fixes of a SARIF report unseen, so one needs a replacement for which nothing else has to change.
#[test]
fn sarif_has_fixes_only_for_replacements_that_need_no_other_change() {
    let folder = TempDir::new().expect("a folder for the project");
    let code = "A = \"stability.sd3-large-v1:0\"\nB = \"anthropic.claude-v2\"\n";
    fs::write(folder.path().join("a.py"), code).expect("a file can be written");
    let report = |format: &str| {
        let run = run(
            folder.path(),
            &[
                "scan",
                "--as-of",
                AS_OF,
                "--region",
                "us-west-2",
                "--output",
                format,
            ],
        );
        serde_json::from_str::<Value>(&run.stdout).expect("it is JSON")
    };
    let findings = report("json")["findings"].clone();
    let drop_in = |at: usize| findings[at]["replacement"]["drop_in"].as_bool();
    assert_eq!((drop_in(0), drop_in(1)), (Some(true), Some(false)));
    let results = report("sarif")["runs"][0]["results"].clone();
    let text = |at: usize| {
        results[at]["fixes"][0]["artifactChanges"][0]["replacements"][0]["insertedContent"]["text"]
            .clone()
    };
    assert_eq!(text(0), findings[0]["replacement"]["text"]);
    assert_eq!(results[1]["fixes"], Value::Null);
}

/// The file was scanned, so it is not listed as not scanned, and the message has its location.
#[test]
fn every_format_reports_an_invalid_suppression() {
    let project = project();
    let typo = "m = \"us.amazon.nova-2-lite-v1:0\"\n# bedrock-eol: ignore[end-of-live]\n";
    fs::write(project.path().join("src/typo.py"), typo).expect("the copy can be written");
    let (run, texts) = scanned(project.path());
    assert_eq!(run.status, 2);
    assert!(
        run.stderr
            .contains("src/typo.py:2:3: invalid suppression: "),
        "{}",
        run.stderr
    );
    for (format, text) in &texts {
        // A list of models is whole all the same.
        if ["cyclonedx", "ics"].contains(&format.name) {
            assert!(!text.contains("\"aggregate\": \"unknown\""), "{text}");
            continue;
        }
        let text = text.to_lowercase().replace('-', " ");
        let reported = [
            "invalid suppression",
            "suppressions that could not be understood",
            "\"suppression\"",
            ",suppression",
        ];
        assert!(
            reported.iter().any(|words| text.contains(words)),
            "{} does not report it",
            format.name
        );
        assert!(
            !text.contains("not scanned: ") && !text.contains("could not be read"),
            "{}",
            format.name
        );
    }
    let notification =
        &json_of(&texts, "sarif")["runs"][0]["invocations"][0]["toolConfigurationNotifications"][0];
    assert_eq!(
        notification["locations"][0]["physicalLocation"]["region"]["startLine"], 2,
        "{notification}"
    );
}

/// Linux allows names that are not UTF-8; each report is UTF-8 anyway and lists the file.
#[cfg(target_os = "linux")]
#[test]
fn a_name_that_is_not_utf_8_breaks_no_format() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;

    let project = project();
    // A lone surrogate and a byte that begins nothing.
    let name = OsStr::from_bytes(b"\xed\xa0\x80\xff.py");
    fs::write(project.path().join(name), "m = \"anthropic.claude-v2\"\n")
        .expect("the copy can be written");
    let (run, texts) = scanned(project.path());
    assert_eq!(run.status, 1, "{}", run.stderr);
    for (format, text) in texts
        .iter()
        .filter(|(format, _)| !WITHOUT_FINDINGS.contains(&format.name))
    {
        assert!(
            text.contains(".py:1:") || text.contains(".py"),
            "{}",
            format.name
        );
    }
}
