//! Whatever folder a scan runs in, and whatever the checkout lacks: the same paths, the same findings, nothing that is
//! left out in silence. Every repository is a real one.

use std::fs;
use std::path::Path;

use serde_json::Value;
use tempfile::TempDir;

use crate::program::{self, AS_OF, Run, git};

const LINE: &str = "m = \"anthropic.claude-v2\"\n";

/// A repository with these files, all of them committed.
fn repository(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    git(folder.path(), ["init", "-q", "-b", "main"]);
    git(folder.path(), ["config", "uploadpack.allowFilter", "true"]);
    write(folder.path(), files);
    commit(folder.path());
    folder
}

fn write(folder: &Path, files: &[(&str, &str)]) {
    for (path, content) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
}

fn commit(folder: &Path) {
    git(folder, ["add", "--all"]);
    git(folder, ["commit", "-q", "--allow-empty", "-m", "change"]);
}

fn scan(folder: &Path, arguments: &[&str]) -> Run {
    program::run(folder, &[&["scan", "--as-of", AS_OF], arguments].concat())
}

fn json(folder: &Path, arguments: &[&str]) -> Value {
    let run = scan(folder, &[&["--output", "json"], arguments].concat());
    serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{arguments:?}: {}", run.stderr))
}

/// `path:line` of every active finding.
fn found(folder: &Path, arguments: &[&str]) -> Vec<String> {
    let report = json(folder, arguments);
    assert_eq!(report["complete"], true, "{arguments:?}: {}", report["errors"]);
    let findings = report["findings"].as_array().unwrap().iter();
    let active = findings.filter(|finding| finding["disposition"] == "active");
    active.map(|finding| format!("{}:{}", finding["path"].as_str().unwrap(), finding["line"])).collect()
}

mod paths {
    use super::*;

    /// Formats for programs, and what a finding of `svc/z.py` looks like in each.
    const FOR_PROGRAMS: &[(&str, &str)] = &[
        ("github", "file=svc/z.py,"),
        ("sarif", "\"uri\": \"svc/z.py\""),
        ("gitlab", "\"path\": \"svc/z.py\""),
        ("json", "\"path\": \"svc/z.py\""),
        ("jsonl", "\"path\":\"svc/z.py\""),
        ("csv", ",svc/z.py,"),
        ("junit", "name=\"svc/z.py\""),
        ("cyclonedx", "\"location\": \"svc/z.py\""),
        ("html", "data-file=\"svc/z.py\""),
    ];

    #[test]
    fn formats_for_programs_begin_at_the_root_of_the_repository() {
        let folder = repository(&[("svc/z.py", LINE), ("svc/x/.keep", "")]);
        for (here, root) in [("", "."), ("svc", "."), ("svc/x", "..")] {
            let here = folder.path().join(here);
            for (format, want) in FOR_PROGRAMS {
                let report = scan(&here, &[root, "--output", format]).stdout;
                assert!(report.contains(want), "{} {format}: {report}", here.display());
                assert!(!report.contains("../z.py"), "{} {format}: {report}", here.display());
            }
        }
        for (format, want) in [("compact", "z.py:1:"), ("pretty", "z.py:1:"), ("markdown", "`z.py`")] {
            let report = scan(&folder.path().join("svc"), &["--output", format]).stdout;
            assert!(report.contains(want) && !report.contains("svc/z.py"), "{format}: {report}");
        }
    }

    #[test]
    fn json_names_the_root_and_the_working_directory() {
        let folder = repository(&[("svc/api/z.py", LINE)]);
        let report = json(&folder.path().join("svc/api"), &[]);
        assert_eq!((&report["root"], &report["cwd"]), (&"../..".into(), &"svc/api".into()));
        let report = json(folder.path(), &[]);
        assert_eq!((&report["root"], &report["cwd"]), (&".".into(), &".".into()));
    }

    #[test]
    fn without_a_repository_paths_begin_at_the_project_or_the_working_directory() {
        let folder = TempDir::new().unwrap();
        write(folder.path(), &[("svc/z.py", LINE)]);
        assert_eq!(found(&folder.path().join("svc"), &[]), ["z.py:1"]);
        assert_eq!(found(folder.path(), &[]), ["svc/z.py:1"]);
        assert_eq!(found(&folder.path().join("svc"), &["../svc/../svc/z.py"]), ["z.py:1"]);
        // Here the configuration makes the project.
        write(folder.path(), &[("bedrock-eol.toml", "")]);
        assert_eq!(found(&folder.path().join("svc"), &["--config", "../bedrock-eol.toml"]), ["svc/z.py:1"]);
    }

    #[test]
    fn a_file_outside_the_repository_has_an_absolute_uri() {
        let (folder, other) = (repository(&[("svc/a.py", "")]), TempDir::new_in("target/tmp").unwrap());
        write(other.path(), &[("z.py", LINE)]);
        let real = fs::canonicalize(other.path()).unwrap();
        let up = "../".repeat(fs::canonicalize(folder.path()).unwrap().components().count());
        let relative = format!("{up}{}/z.py", real.display().to_string().trim_start_matches('/'));
        let report = scan(&folder.path().join("svc"), &[&relative, "--output", "sarif"]).stdout;
        assert!(report.contains(&format!("\"uri\": \"file://{}/z.py\"", real.display())), "{report}");
        assert!(!report.contains("\"../"), "{report}");
    }

    #[test]
    fn changes_and_standard_input_begin_at_the_root_as_well() {
        let folder = repository(&[("svc/z.py", ""), ("y.py", "")]);
        write(folder.path(), &[("svc/z.py", LINE), ("y.py", LINE)]);
        git(folder.path(), ["add", "--all"]);
        let here = folder.path().join("svc");
        assert_eq!(found(&here, &["--staged"]), ["svc/z.py:1", "y.py:1"]);
        assert_eq!(found(&here, &["--diff", "HEAD"]), ["svc/z.py:1", "y.py:1"]);
        assert_eq!(found(folder.path(), &["--diff", "HEAD"]), ["svc/z.py:1", "y.py:1"]);
    }

    #[test]
    fn a_baseline_of_a_folder_in_the_repository_applies_from_everywhere() {
        let folder = repository(&[("svc/z.py", LINE), ("svc/bedrock-eol.toml", "")]);
        let here = folder.path().join("svc");
        let written = program::run(&here, &["baseline", "write", "--as-of", AS_OF]);
        assert_eq!(written.status, 0, "{}", written.stderr);
        let baseline = fs::read_to_string(here.join("bedrock-eol-baseline.json")).unwrap();
        assert!(baseline.contains("\"path\": \"svc/z.py\""), "{baseline}");
        let none: [&str; 0] = [];
        assert_eq!(found(&here, &[]), none);
        assert_eq!(found(folder.path(), &["--baseline", "svc/bedrock-eol-baseline.json"]), none);
    }

    /// The baseline of an earlier version, whose paths begin at the configuration's folder.
    #[test]
    fn a_baseline_with_paths_of_the_project_still_applies() {
        let folder = repository(&[("svc/z.py", LINE), ("svc/bedrock-eol.toml", ""), ("z.py", "")]);
        let here = folder.path().join("svc");
        program::run(&here, &["baseline", "write", "--as-of", AS_OF]);
        let file = here.join("bedrock-eol-baseline.json");
        let mut baseline: Value = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
        baseline["entries"][0]["path"] = "z.py".into();
        baseline["entries"][0]["fingerprint"] = "0000000000000000".into();
        fs::write(file, baseline.to_string()).unwrap();
        let none: [&str; 0] = [];
        assert_eq!(found(&here, &[]), none);
    }

    #[test]
    fn a_baseline_that_is_not_where_it_is_looked_for_is_mentioned() {
        let folder = repository(&[("svc/z.py", LINE)]);
        let here = folder.path().join("svc");
        write(&here, &[("bedrock-eol-baseline.json", "{ \"schema_version\": 1, \"entries\": [] }\n")]);
        let run = scan(&here, &["--output", "compact"]);
        let want = "bedrock-eol-baseline.json is not applied: the baseline of this project is \
                    ../bedrock-eol-baseline.json; pass --baseline bedrock-eol-baseline.json to apply it";
        assert!(run.stderr.contains(want), "{}", run.stderr);
        assert!(!scan(folder.path(), &[]).stderr.contains("not applied"));
    }
}
