//! What a scan leaves out: it is counted in every mode and format, and no format states more than was judged.

use std::fs;
use std::path::Path;

use bedrock_eol::output::FORMATS;
use serde_json::Value;
use tempfile::TempDir;

use crate::program::{AS_OF, Run, git, run};

const DEAD: &str = "M = 'anthropic.claude-v2'\n";

fn tree(files: &[(&str, &[u8])]) -> TempDir {
    let folder = TempDir::new().expect("a folder");
    for (path, content) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("it is below the folder")).expect("a folder");
        fs::write(path, content).expect("a file");
    }
    folder
}

fn scan(folder: &Path, arguments: &[&str]) -> Run {
    run(folder, &[&["scan", "--as-of", AS_OF], arguments].concat())
}

fn json(folder: &Path, arguments: &[&str]) -> Value {
    let run = scan(folder, &[&["-o", "json"], arguments].concat());
    serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {}", run.stderr))
}

/// The causes that leave something out, with their counts: `exclude 2, binary 1`.
fn causes(report: &Value) -> String {
    let left_out = report["left_out"].as_object().expect("an object");
    let causes = left_out.iter().filter(|(_, count)| *count != 0);
    causes
        .map(|(cause, count)| format!("{cause} {count}"))
        .collect::<Vec<_>>()
        .join(", ")
}

/// What nobody may read where not everything was judged.
const TOO_MUCH: [&str; 11] = [
    "✅",
    "No Legacy or End-of-Life model among",
    "brightgreen",
    "up to date",
    "very file was read",
    "every file that was not skipped was read",
    "No request that was found fails",
    "No known model is in use",
    "No findings.",
    "\"aggregate\": \"complete\"",
    "bedrock-eol: no findings\n",
];

struct Case {
    name: &'static str,
    files: &'static [(&'static str, &'static [u8])],
    arguments: &'static [&'static str],
    status: i32,
    left_out: &'static str,
}

/// Roots of which nothing is read as text.
const NOTHING: [Case; 6] = [
    Case {
        name: "empty",
        files: &[],
        arguments: &[],
        status: 0,
        left_out: "",
    },
    Case {
        name: "excluded",
        files: &[("src/a.py", DEAD.as_bytes()), ("src/b.py", b"")],
        arguments: &["--exclude", "*.py"],
        status: 2,
        left_out: "exclude 2",
    },
    Case {
        name: "not included",
        files: &[("src/a.py", DEAD.as_bytes()), ("b.py", b"")],
        arguments: &["--include", "*.tf"],
        status: 2,
        left_out: "include 2",
    },
    Case {
        name: "ignored",
        files: &[("a.py", DEAD.as_bytes()), (".bedrock-eol-ignore", b"*\n")],
        arguments: &[],
        status: 2,
        left_out: "ignore-file 2",
    },
    Case {
        name: "binary",
        files: &[("a.bin", &[0; 99]), ("b.bin", &[0; 99])],
        arguments: &[],
        status: 2,
        left_out: "binary 2",
    },
    Case {
        name: "too large",
        files: &[("a.py", DEAD.as_bytes())],
        arguments: &["--max-size", "9"],
        status: 2,
        left_out: "too-large 1",
    },
];

#[test]
fn a_scan_that_reads_nothing_is_a_success_in_no_format() {
    for case in NOTHING {
        let folder = tree(case.files);
        let report = json(folder.path(), case.arguments);
        assert_eq!(causes(&report), case.left_out, "{}", case.name);
        assert_eq!(report["complete"], case.status == 0, "{}", case.name);
        for format in FORMATS {
            for flags in [&[][..], &["--allow-empty"]] {
                let about = format!("{}, {}, {flags:?}", case.name, format.name);
                let arguments = [&["-o", format.name], case.arguments, flags].concat();
                let run = scan(folder.path(), &arguments);
                let status = if flags.is_empty() { case.status } else { 0 };
                assert_eq!(run.status, status, "{about}: {}{}", run.stdout, run.stderr);
                for sentence in TOO_MUCH {
                    assert!(!run.stdout.contains(sentence), "{about}: {}", run.stdout);
                }
                let is_reported = match format.name {
                    // An empty list, or an issue where the exit code is 2.
                    "gitlab" | "rdjson" => {
                        status == 0 || run.stdout.contains("no file was read as text")
                    }
                    "badge" => {
                        run.stdout.contains("nothing scanned") && run.stdout.contains("lightgrey")
                    }
                    "cyclonedx" => run.stdout.contains("\"bedrock-eol:files-scanned\""),
                    "json" => run.stdout.contains("\"files_scanned\": 0"),
                    "csv" | "jsonl" => case.left_out.is_empty() || run.stdout.contains("left-out"),
                    "ics" => run.stdout.replace("\r\n ", "").contains("No file "),
                    "junit" if status == 2 => run.stdout.contains("no file was read as text"),
                    _ if case.left_out.is_empty() => run.stdout.contains("No file to scan."),
                    _ => run.stdout.contains("No file was scanned."),
                };
                assert!(is_reported, "{about}: {}", run.stdout);
            }
        }
    }
}

#[test]
fn a_scan_that_reads_nothing_lists_the_largest_causes() {
    let folder = tree(&[
        ("a.bin", &[0; 99]),
        ("b.py", b""),
        ("c.py", b""),
        ("d/e.py", b""),
    ]);
    let run = scan(folder.path(), &["-o", "compact", "--exclude", "*.py"]);
    assert_eq!(
        run.stdout,
        ".: nothing scanned: no file was read as text: 3 excluded, 1 binary; check the paths and the settings, or \
         pass --allow-empty\nNo file was scanned.\nLeft out: 4 files (3 excluded, 1 binary).\n"
    );
}

/// Hooks hand over the files of a change, whatever they are.
#[test]
fn named_files_and_lists_without_text_are_not_an_error() {
    let folder = tree(&[("a.py", DEAD.as_bytes()), ("b.bin", &[0; 99])]);
    let excluded = [
        "a.py",
        "--force-exclude",
        "--exclude",
        "*.py",
        "-o",
        "compact",
    ];
    let excluded = scan(folder.path(), &excluded);
    assert_eq!(excluded.status, 0, "{}", excluded.stdout);
    assert_eq!(
        excluded.stdout,
        "No file was scanned.\nLeft out: 1 file (1 excluded).\n"
    );
    assert_eq!(scan(folder.path(), &["b.bin"]).status, 0);
    fs::write(folder.path().join("list"), "a.py\n").expect("a list");
    let listed = [
        "--files-from",
        "list",
        "--force-exclude",
        "--exclude",
        "a.py",
    ];
    assert_eq!(scan(folder.path(), &listed).status, 0);
    assert_eq!(causes(&json(folder.path(), &listed)), "exclude 1");
    fs::write(folder.path().join("list"), "").expect("a list");
    let empty = scan(folder.path(), &["--files-from", "list", "-o", "markdown"]);
    assert!(
        empty.status == 0 && empty.stdout.contains("No file to scan."),
        "{}",
        empty.stdout
    );
}

#[test]
fn scans_of_changes_count_files_that_settings_exclude() {
    let folder = tree(&[
        ("a.py", DEAD.as_bytes()),
        ("b.js", DEAD.as_bytes()),
        ("c/d.py", DEAD.as_bytes()),
        ("own/e.py", DEAD.as_bytes()),
        ("f.bin", &[0; 99]),
        (".bedrock-eol-ignore", b"/own/\n"),
    ]);
    git(folder.path(), ["init", "-q"]);
    git(
        folder.path(),
        ["commit", "-q", "--allow-empty", "-m", "empty"],
    );
    git(folder.path(), ["add", "--all"]);
    for mode in ["--staged", "--diff=HEAD"] {
        let arguments = [
            mode,
            "--exclude",
            "c/",
            "--include",
            "*.py",
            "--include",
            "*.bin",
        ];
        assert_eq!(
            causes(&json(folder.path(), &arguments)),
            "binary 1, exclude 1, ignore-file 1, include 2",
            "{mode}"
        );
        let off = [mode, "--context", "docs"];
        assert_eq!(
            causes(&json(folder.path(), &off)),
            "binary 1, context 3, ignore-file 1",
            "{mode}"
        );
    }
    git(folder.path(), ["commit", "-q", "-m", "all"]);
    for mode in ["--staged", "--diff=HEAD"] {
        let nothing = scan(folder.path(), &[mode, "-o", "compact"]);
        assert_eq!(
            (nothing.status, nothing.stdout.as_str()),
            (0, "No file to scan.\n"),
            "{mode}"
        );
    }
    // What is in a changed file, but not in its added lines, was not judged.
    fs::write(folder.path().join("a.py"), format!("{DEAD}\n")).expect("a file");
    let unchanged = scan(folder.path(), &["--diff", "HEAD"]);
    assert!(
        unchanged
            .stdout
            .contains("No Legacy or End-of-Life model in the added lines of 1 file."),
        "{}",
        unchanged.stdout
    );
    assert_eq!(
        causes(&json(
            folder.path(),
            &["--diff", "HEAD", "--context", "docs"]
        )),
        ""
    );
}

/// Settings after which a finding is missing or milder, and what they leave out of a file that has one.
const NARROWED: [(&str, &str); 6] = [
    (
        "[level]\nend-of-life = \"off\"\nprofile-required = \"off\"\n",
        "rule-off 1",
    ),
    ("[level]\nend-of-life = \"note\"\n", ""),
    ("context = [\"docs\"]\n", "context 1"),
    ("[level-by-context]\ncode = \"off\"\n", "context 1"),
    ("[level-by-context]\ncode = \"note\"\n", ""),
    (
        "[[ignore]]\npath = \"a.py\"\nreason = \"no\"\n",
        "suppressed 1",
    ),
];

#[test]
fn no_format_makes_a_statement_about_findings_that_settings_hide() {
    for (settings, left_out) in NARROWED {
        let folder = tree(&[
            ("a.py", DEAD.as_bytes()),
            ("bedrock-eol.toml", settings.as_bytes()),
        ]);
        assert_eq!(causes(&json(folder.path(), &[])), left_out, "{settings}");
        for format in FORMATS {
            let run = scan(folder.path(), &["-o", format.name]);
            assert_eq!(run.status, 0, "{settings} {}: {}", format.name, run.stdout);
            let accepted = left_out.starts_with("suppressed");
            // Every file was read and the list of models is complete, whatever is judged; and an accepted finding does
            // not count.
            let true_all_the_same = |sentence: &str| {
                sentence.contains("very file")
                    || sentence.contains("aggregate")
                    || (accepted && (sentence == "✅" || sentence.contains("no findings")))
            };
            for sentence in TOO_MUCH
                .into_iter()
                .filter(|sentence| !true_all_the_same(sentence))
            {
                assert!(
                    !run.stdout.contains(sentence),
                    "{settings} {}: {}",
                    format.name,
                    run.stdout
                );
            }
        }
    }
}

#[test]
fn findings_hidden_by_settings_are_counted() {
    let list = (1..9)
        .map(|n| format!("  'anthropic.claude-v2:{n}',\n"))
        .collect::<String>();
    let files: [(&str, String); 3] = [
        (
            "a.py",
            format!("{DEAD}{DEAD}M = 'anthropic.claude-v2'  # bedrock-eol: ignore\n"),
        ),
        (
            "models.py",
            format!(
                "MODELS = [\n  'anthropic.claude-v2',\n  'anthropic.claude-instant-v1',\n  'amazon.titan-text-lite-v1',\n{list}]\n"
            ),
        ),
        ("README.md", "`anthropic.claude-v2`\n".to_owned()),
    ];
    let files: Vec<(&str, &[u8])> = files
        .iter()
        .map(|(path, text)| (*path, text.as_bytes()))
        .collect();
    let folder = tree(&files);
    let all = json(folder.path(), &[]);
    let active = |report: &Value, keep: fn(&Value) -> bool| {
        let findings = report["findings"].as_array().expect("a list").iter();
        findings
            .filter(|finding| finding["disposition"] == "active" && keep(finding))
            .count()
    };
    let elsewhere = active(&all, |finding| finding["context"] != "docs");
    let docs = json(folder.path(), &["--context", "docs"]);
    // The suppression hides nothing any more where its context is not asked for.
    assert_eq!(docs["left_out"]["context"], elsewhere + 1, "{docs:#}");
    assert_eq!(active(&docs, |_| true), 1);
}

#[test]
fn the_rules_about_settings_are_counted_where_they_are_off() {
    let folder = tree(&[
        ("a.py", b"x = 1  # bedrock-eol: ignore\n"),
        (
            "bedrock-eol.toml",
            b"[level]\nunused-suppression = \"off\"\ncatalog-stale = \"off\"\n",
        ),
    ]);
    assert_eq!(causes(&json(folder.path(), &[])), "rule-off 1");
    let late = run(
        folder.path(),
        &["scan", "--as-of", "2029-01-01", "-o", "json"],
    );
    let late: Value = serde_json::from_str(&late.stdout).expect("JSON");
    assert_eq!(causes(&late), "rule-off 2");
}

/// The report of the last run is in the folder, and adds nothing.
#[test]
fn files_that_the_run_writes_are_not_counted() {
    let folder = tree(&[("a.py", DEAD.as_bytes())]);
    let report = || {
        scan(folder.path(), &["-o", "json=report.json"]);
        fs::read_to_string(folder.path().join("report.json")).expect("it was written")
    };
    assert_eq!(report(), report());
}

/// pre-commit passes the names of files without `--` before them: a file named like an option must not turn the hook off.
#[test]
fn a_file_named_like_an_option_is_an_error_with_force_exclude() {
    let root = tempfile::tempdir().unwrap();
    fs::write(root.path().join("a.py"), "m = 'anthropic.claude-v2'\n").unwrap();
    for name in ["--exit-zero", "--level=end-of-life=off", "-q"] {
        fs::write(root.path().join(name), "").unwrap();
        let run = |arguments: &[&str]| {
            let mut scan = vec!["scan", "--as-of", AS_OF];
            scan.extend(arguments);
            run(root.path(), &scan)
        };
        let refused = run(&["--force-exclude", name, "a.py"]);
        assert_eq!(refused.status, 2, "{name}");
        let message = format!("{name} is an option and the name of a file; write `--`");
        assert!(refused.stderr.contains(&message), "{}", refused.stderr);
        let named = run(&["--force-exclude", "--", name, "a.py"]);
        assert_eq!(named.status, 1, "{name}");
        fs::remove_file(root.path().join(name)).unwrap();
    }
}
