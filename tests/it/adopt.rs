//! What a team goes through: a hook, a pull request, settings, a baseline; with the real binary.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use tempfile::TempDir;

use crate::program::git;

const DEAD: &str = "m = \"anthropic.claude-v2\"\n";
const ALSO_DEAD: &str = "n = \"us.anthropic.claude-3-sonnet-20240229-v1:0\"\n";

/// A repository with one commit.
struct Project {
    folder: TempDir,
}

impl Project {
    fn new(files: &[(&str, &str)]) -> Self {
        let project = Self {
            folder: TempDir::new().unwrap(),
        };
        project.git(&["init", "-q", "-b", "main"]);
        for (path, content) in files {
            project.write(path, content);
        }
        project.commit();
        project
    }

    fn write(&self, path: &str, content: &str) {
        let path = self.folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.folder.path().join(path)).unwrap()
    }

    fn git(&self, args: &[&str]) {
        git(self.folder.path(), args);
    }

    fn commit(&self) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "-q", "--allow-empty", "-m", "change"]);
    }

    /// Exit code and what was said: reports and, after `!`, errors.
    fn run(&self, folder: &str, args: &[&str], input: &str) -> (i32, Vec<String>) {
        let mut command = Command::cargo_bin("bedrock-eol").unwrap();
        command
            .current_dir(self.folder.path().join(folder))
            .env_remove("NO_COLOR")
            .args(args);
        let output = command.write_stdin(input).output().unwrap();
        let lines = |bytes: &[u8]| -> Vec<String> {
            String::from_utf8_lossy(bytes)
                .lines()
                .map(str::to_owned)
                .collect()
        };
        let errors = lines(&output.stderr)
            .into_iter()
            .map(|line| format!("!{line}"));
        (
            output.status.code().unwrap(),
            lines(&output.stdout).into_iter().chain(errors).collect(),
        )
    }

    /// A compact scan for a fixed day: exit code, and `path:line: level[rule]` of what it reports; its closing lines, of
    /// what was left out, are asked for by [`Self::closing`].
    fn scan(&self, folder: &str, args: &[&str]) -> (i32, Vec<String>) {
        let all = [
            &["scan", "--as-of", "2026-11-23", "--output", "compact"],
            args,
        ]
        .concat();
        let (code, lines) = self.run(folder, &all, "");
        (
            code,
            lines
                .iter()
                .filter(|line| !is_closing(line))
                .map(|line| short(line))
                .collect(),
        )
    }

    /// What a compact scan reports in its closing lines.
    fn closing(&self, folder: &str, args: &[&str]) -> Vec<String> {
        let all = [
            &["scan", "--as-of", "2026-11-23", "--output", "compact"],
            args,
        ]
        .concat();
        self.run(folder, &all, "")
            .1
            .into_iter()
            .filter(|line| is_closing(line))
            .collect()
    }

    fn baseline(&self, folder: &str, action: &str) -> (i32, Vec<String>) {
        self.run(folder, &["baseline", action, "--as-of", "2026-11-23"], "")
    }
}

fn is_closing(line: &str) -> bool {
    line.starts_with("Left out: ") || line.starts_with("No file ")
}

/// `path:line: level[rule]` of a compact line; any other line as it is.
fn short(line: &str) -> String {
    let fields: Vec<&str> = line.splitn(4, ':').collect();
    match fields[..] {
        [path, line, _, rest] if rest.contains(']') => {
            format!("{path}:{line}:{}", &rest[..=rest.find(']').unwrap()])
        }
        _ => line.to_owned(),
    }
}

#[test]
fn a_commit_is_judged_by_the_lines_that_it_adds() {
    let project = Project::new(&[("a.py", DEAD), ("sub/b.py", "")]);
    project.write("a.py", &format!("{DEAD}x = 1\n"));
    project.git(&["add", "--all"]);
    assert_eq!(
        project.scan("", &["--staged"]),
        (0, vec![]),
        "the model was there before"
    );
    project.write("sub/b.py", ALSO_DEAD);
    assert_eq!(
        project.scan("", &["--staged"]),
        (0, vec![]),
        "it is not staged"
    );
    project.git(&["add", "--all"]);
    project.write("sub/b.py", "fixed, and not staged\n");
    assert_eq!(
        project.scan("", &["--staged"]),
        (1, vec!["sub/b.py:1: error[end-of-life]".to_owned()])
    );
    assert_eq!(
        project.scan("sub", &["--staged"]),
        (1, vec!["b.py:1: error[end-of-life]".to_owned()])
    );
    assert_eq!(project.scan("", &["--staged", "--exclude", "sub"]).0, 0);
    let whole = project.scan("", &["--staged", "--whole-files"]);
    assert_eq!(
        whole.1,
        [
            "a.py:1: error[end-of-life]",
            "sub/b.py:1: error[end-of-life]"
        ]
    );
}

/// Other systems have names of Unicode only.
#[test]
#[cfg(target_os = "linux")]
fn paths_that_look_alike_lose_no_line() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    let project = Project::new(&[]);
    // In the order of their bytes, the longer one first.
    let names = [&b"caf\xe8.py"[..], b"caf\xe9.py"]
        .map(|name| project.folder.path().join(OsStr::from_bytes(name)));
    fs::write(&names[0], "\n".repeat(5)).unwrap();
    project.commit();
    fs::write(&names[0], format!("{}{DEAD}", "\n".repeat(5))).unwrap();
    fs::write(&names[1], "x = 1\n").unwrap();
    project.git(&["add", "--all"]);
    assert_eq!(
        project.scan("", &["--staged"]).1,
        [r"caf\xE8.py:6: error[end-of-life]"]
    );
}

#[test]
fn excludes_and_size_limits_apply_to_changes_too() {
    let files = [
        "kept/a.py",
        "conf/a.py",
        "sub/a.py",
        "sub/kept/b.py",
        "sub/z.js",
    ]
    .map(|path| (path, DEAD));
    let settings = [
        (".bedrock-eol-ignore", "kept/\n"),
        ("bedrock-eol.toml", "exclude = [\"/conf/\"]\n"),
    ];
    let project = Project::new(&settings);
    for (path, text) in files {
        project.write(path, text);
    }
    project.git(&["add", "--all"]);
    let found = |path: &str| format!("{path}:1: error[end-of-life]");
    for mode in ["--staged", "--diff=HEAD"] {
        assert_eq!(
            project.scan("", &[mode]),
            (1, vec![found("sub/a.py"), found("sub/z.js")]),
            "{mode}"
        );
        assert_eq!(
            project.scan("conf", &[mode]).1,
            [found("../sub/a.py"), found("../sub/z.js")],
            "{mode}"
        );
        assert_eq!(
            project.scan("sub", &[mode, "--include", "/*.js"]).1,
            [found("z.js")],
            "{mode}"
        );
        assert_eq!(
            project.scan("", &[mode, "--exclude", "*.js"]).1,
            [found("sub/a.py")],
            "{mode}"
        );
        assert_eq!(
            project.scan("", &[mode, "--max-size", "5"]),
            (0, vec![]),
            "{mode}"
        );
        assert_eq!(
            project.closing("", &[mode, "--include", "*.py", "--max-size", "5"]),
            [
                "No file was scanned.",
                "Left out: 5 files (1 excluded, 1 not included, 2 ignored, 1 too large)."
            ],
            "{mode}"
        );
    }
}

#[test]
fn paths_narrow_a_change_from_any_folder() {
    let project = Project::new(&[]);
    for path in ["p/a.py", "q/a.py", "gone.py"] {
        project.write(path, DEAD);
    }
    project.git(&["add", "--all"]);
    fs::remove_file(project.folder.path().join("gone.py")).unwrap();
    let found = |path: &str| (1, vec![format!("{path}:1: error[end-of-life]")]);
    assert_eq!(project.scan("", &["--staged", "p"]), found("p/a.py"));
    assert_eq!(project.scan("p", &["--staged", "."]), found("a.py"));
    assert_eq!(project.scan("p", &["--staged", "../q"]), found("../q/a.py"));
    assert_eq!(
        project.scan("", &["--staged", "gone.py"]),
        found("gone.py"),
        "it is in the index"
    );
    let (code, lines) = project.scan("", &["--staged", "nowhere"]);
    assert_eq!(
        (code, lines[0].as_str()),
        (2, "!bedrock-eol: error: nowhere: no such file or folder")
    );
}

#[test]
fn patterns_of_the_configuration_mean_the_same_from_any_folder() {
    let project = Project::new(&[("sub/a.py", DEAD), ("sub/out/b.py", DEAD), ("c.py", DEAD)]);
    let found = |path: &str| (1, vec![format!("{path}:1: error[end-of-life]")]);
    project.write("bedrock-eol.toml", "include = [\"/sub/*.py\"]\n");
    assert_eq!(project.scan("", &[]), found("sub/a.py"));
    assert_eq!(project.scan("sub", &[]), found("a.py"));
    project.write("bedrock-eol.toml", "exclude = [\"/sub/out\"]\n");
    assert_eq!(project.scan("sub", &[]), found("a.py"));
    assert_eq!(
        project.scan("sub", &["--force-exclude", "out/b.py", "a.py"]),
        found("a.py")
    );
    // What is typed is relative to the folder that one is in.
    assert_eq!(
        project.scan("sub", &["--exclude", "/a.py", "--allow-empty"]),
        (0, vec![])
    );
    assert_eq!(
        project.scan("sub", &["--exclude", "../c.py", "..", "--exclude", "out/"]),
        found("../sub/a.py")
    );
}

#[test]
fn an_empty_revision_from_an_unset_variable_is_an_error() {
    let project = Project::new(&[("a.py", DEAD)]);
    for empty in ["--diff=", "--diff= ", "--diff=.."] {
        let (code, lines) = project.scan("", &[empty]);
        assert_eq!(code, 2, "{empty}");
        assert!(lines[0].contains("--diff requires a revision"), "{lines:?}");
    }
}

#[test]
fn an_unused_suppression_is_reported_by_full_scans() {
    let gone = "x = 1  # bedrock-eol: ignore reason=\"until the move\"\n";
    let utf16: Vec<u8> = "\u{feff}x # bedrock-eol: ignore\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let project = Project::new(&[("a.py", gone)]);
    fs::write(project.folder.path().join("b.txt"), utf16).unwrap();
    let wanted = [
        "a.py:1: warning[unused-suppression]",
        "b.txt:1: warning[unused-suppression]",
    ];
    assert_eq!(project.scan("", &[]).1, wanted);
    project.git(&["add", "--all"]);
    assert_eq!(project.scan("", &["--staged"]), (0, vec![]));
}

#[test]
fn a_pull_request_is_judged_from_the_merge_base() {
    let project = Project::new(&[("a.py", DEAD)]);
    project.git(&["checkout", "-q", "-b", "topic"]);
    project.write("new.py", "x = 1\n");
    project.commit();
    assert_eq!(project.scan("", &["--diff", "main"]), (0, vec![]));
    project.write("new.py", &format!("x = 1\n{ALSO_DEAD}"));
    project.commit();
    let found = vec!["new.py:2: error[end-of-life]".to_owned()];
    assert_eq!(project.scan("", &["--diff", "main"]), (1, found.clone()));
    project.write("new.py", "not committed\n");
    assert_eq!(project.scan("", &["--diff", "main..topic"]), (1, found));
    let (code, lines) = project.scan("", &["--diff", "nowhere"]);
    assert_eq!(code, 2);
    assert!(lines[0].contains("unknown commit \"nowhere\""), "{lines:?}");
}

#[test]
fn an_added_legacy_model_fails_but_a_date_that_has_passed_does_not() {
    // Legacy from 2025-11-18 to its End-of-Life, as far as the shipped catalog goes.
    let legacy = "m = \"anthropic.claude-3-haiku-20240307-v1:0\"\n";
    let project = Project::new(&[]);
    project.write("a.py", legacy);
    project.git(&["add", "--all"]);
    let code = |args: &[&str]| {
        let all = [
            &["scan", "--as-of", "2026-05-01", "--output", "compact"],
            args,
        ]
        .concat();
        project.run("", &all, "").0
    };
    assert_eq!((code(&[]), code(&["--staged"])), (0, 1));
    assert_eq!(code(&["--staged", "--fail-on", "error"]), 0);
}

#[test]
fn flags_override_the_configuration() {
    let project = Project::new(&[
        ("a.py", DEAD),
        ("bedrock-eol.toml", "fail-on = \"never\"\n"),
        ("sub/b.py", DEAD),
    ]);
    assert_eq!(project.scan("", &[]).0, 0);
    assert_eq!(project.scan("sub", &[]).0, 0, "from any folder");
    assert_eq!(project.scan("", &["--fail-on", "error"]).0, 1);
    assert_eq!(project.scan("", &["--isolated"]).0, 1);
    let (code, shown) = project.run("sub", &["scan", "--show-config", "--within", "7d"], "");
    assert_eq!(
        (code, &shown[..2]),
        (
            0,
            &["fail-on = \"never\"".to_owned(), "within = 7".to_owned()][..]
        )
    );
    project.write("bedrock-eol.toml", "fial-on = \"never\"\n");
    let (code, lines) = project.scan("", &[]);
    assert_eq!(code, 2);
    assert!(
        lines[0].ends_with("unknown key `fial-on`; did you mean `fail-on`?"),
        "{lines:?}"
    );
}

#[test]
fn a_comment_in_a_list_of_models_hides_its_own_entry() {
    let dead =
        ["v2", "v2:1", "instant-v1"].map(|name| format!("    \"anthropic.claude-{name}\": 8.0,"));
    let living = [
        "nova-pro-v1:0",
        "nova-lite-v1:0",
        "nova-micro-v1:0",
        "nova-2-lite-v1:0",
        "nova-2-sonic-v1:0",
    ];
    let living = living.map(|name| format!("    \"amazon.{name}\": 0.8,"));
    let list = |marked: usize| {
        let mut lines = [&dead[..], &living[..]].concat();
        lines
            .iter_mut()
            .take(marked)
            .for_each(|line| line.push_str("  # bedrock-eol: ignore"));
        format!("PRICES = {{\n{}\n}}\n", lines.join("\n"))
    };
    let project = Project::new(&[("m.py", &list(0))]);
    let scan = |marked: usize| {
        project.write("m.py", &list(marked));
        let args = ["scan", "--as-of", "2026-11-23", "--output", "compact"];
        project.run("", &args, "").1.join("\n")
    };
    assert!(
        scan(0).contains("m.py:2:6: note[end-of-life] This list mentions 8 models: 3 End-of-Life")
    );
    let one_left = scan(2);
    assert!(
        one_left.starts_with("m.py:4:6: note[end-of-life]"),
        "{one_left}"
    );
    assert!(
        !one_left.contains("unused") && !one_left.contains("claude-v2"),
        "{one_left}"
    );
    assert_eq!(scan(3), "Left out: 3 findings (3 suppressed).");
}

#[test]
fn a_partial_scan_reports_nothing_as_unused_or_stale() {
    let accepted = ("a.py", DEAD);
    let project = Project::new(&[
        accepted,
        ("b.py", &DEAD.replace('\n', " # bedrock-eol: ignore\n")),
    ]);
    assert_eq!(project.baseline("", "write").0, 0);
    for flags in [
        &["--context", "docs"][..],
        &["--region", "us-west-2"],
        &["--within", "1"],
    ] {
        assert_eq!(project.scan("", flags), (0, vec![]), "{flags:?}");
    }
}

#[test]
fn a_suppression_comment_overrides_the_defaults() {
    let project = Project::new(&[
        ("a.py", DEAD),
        ("b.py", &DEAD.replace('\n', " # bedrock-eol: ignore\n")),
    ]);
    assert_eq!(
        project.scan("", &[]),
        (1, vec!["a.py:1: error[end-of-life]".to_owned()])
    );
}

#[test]
fn a_suppression_comment_overrides_the_configuration() {
    let hidden = DEAD.replace('\n', " # bedrock-eol: ignore reason=\"by us\"\n");
    // The file makes everything worse, and hides the same: the comment, which is nearer, is the one that did.
    let config = "fail-on = \"note\"\nban = [\"*\"]\n[level]\nend-of-life = \"error\"\n[[ignore]]\npath = \"a.py\"\n";
    let project = Project::new(&[("a.py", &hidden), ("bedrock-eol.toml", config)]);
    let wanted = vec!["bedrock-eol.toml:5: warning[unused-suppression]".to_owned()];
    assert_eq!(project.scan("", &[]), (1, wanted));
    project.write("bedrock-eol.toml", "require-reason = true\n");
    assert_eq!(project.scan("", &[]), (0, vec![]), "it has its reason");
}

#[test]
fn a_suppression_comment_overrides_flags_except_require_reason() {
    let hidden = DEAD.replace('\n', " # bedrock-eol: ignore\n");
    let project = Project::new(&[
        ("a.py", &hidden),
        ("bedrock-eol.toml", "require-reason = false\n"),
    ]);
    assert_eq!(
        project.scan("", &["--fail-on", "note", "--within", "365"]),
        (0, vec![])
    );
    let (code, lines) = project.scan("", &["--require-reason"]);
    assert_eq!(code, 2);
    assert!(
        lines.contains(&"a.py:1: error[end-of-life]".to_owned()),
        "{lines:?}"
    );
}

#[test]
fn only_the_effective_configuration_is_not_scanned() {
    let config = "[aliases]\nMAIN_CHAT_MODEL = \"anthropic.claude-v2\"\n";
    let project = Project::new(&[
        ("bedrock-eol.toml", config),
        ("sub/bedrock-eol.toml", config),
    ]);
    assert_eq!(
        project.scan("", &[]),
        (
            0,
            vec!["sub/bedrock-eol.toml:2: note[end-of-life]".to_owned()]
        )
    );
    assert_eq!(project.scan("sub", &[]), (0, vec![]));
    assert_eq!(
        project.scan("sub", &["--isolated"]).1,
        ["bedrock-eol.toml:2: note[end-of-life]"]
    );
}

#[test]
fn an_alias_of_the_project_refers_to_its_model() {
    let config = "[aliases]\nMAIN_CHAT_MODEL = \"anthropic.claude-v2\"\n";
    let project = Project::new(&[
        ("a.py", "x = call(MAIN_CHAT_MODEL)\n"),
        ("bedrock-eol.toml", config),
    ]);
    assert_eq!(
        project.scan("", &[]),
        (1, vec!["a.py:1: error[end-of-life]".to_owned()])
    );
}

#[test]
fn regions_by_path_decide_in_their_files() {
    let config = "[[region-by-path]]\npath = \"in\"\nregion = [\"ap-south-1\"]\n";
    let model = "m = \"anthropic.claude-3-sonnet-20240229-v1:0\"\n";
    let project = Project::new(&[
        ("a.py", model),
        ("in/b.py", model),
        ("bedrock-eol.toml", config),
    ]);
    let args = ["scan", "--as-of", "2026-09-01", "--output", "json"];
    let text = project.run("", &args, "").1.join("\n");
    let report: serde_json::Value = serde_json::from_str(&text).unwrap();
    let rules: Vec<&str> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| f["rule"].as_str().unwrap())
        .collect();
    assert_eq!(rules.len(), 2);
    assert_ne!(rules[0], rules[1], "the dates of ap-south-1 are its own");
}

#[test]
fn an_ignore_entry_hides_findings_and_is_reported_if_it_hides_none() {
    let config = "[[ignore]]\npath = \"data/*.json\"\nreason = \"recorded\"\n\n[[ignore]]\nmodel = \"amazon.*\"\n";
    let project = Project::new(&[
        ("data/a.json", "{\"m\": \"anthropic.claude-v2\"}"),
        ("bedrock-eol.toml", config),
    ]);
    assert_eq!(
        project.scan("", &[]),
        (
            0,
            vec!["bedrock-eol.toml:5: warning[unused-suppression]".to_owned()]
        )
    );
    assert_eq!(
        project.scan("data", &[]),
        (0, vec![]),
        "a part of the project reports no unused suppression"
    );
}

#[test]
fn a_baseline_accepts_from_any_folder_and_follows_renames() {
    let project = Project::new(&[("src/a.py", DEAD), ("src/b.py", "x = 1\n")]);
    assert_eq!(project.scan("", &[]).0, 1);
    let (code, said) = project.baseline("", "check");
    assert_eq!(code, 2);
    assert!(
        said[0].contains("not found; create it with") && said[0].contains("baseline write"),
        "{said:?}"
    );
    assert_eq!(
        project.baseline("src", "write"),
        (
            0,
            vec![format!(
                "{}: 1 accepted; entries in the baseline: 1",
                Path::new("..").join("bedrock-eol-baseline.json").display()
            )]
        )
    );
    let written = project.read("bedrock-eol-baseline.json");
    assert_eq!(project.baseline("", "write").0, 0);
    assert_eq!(
        project.read("bedrock-eol-baseline.json"),
        written,
        "the same from any folder"
    );
    assert_eq!(project.scan("", &[]), (0, vec![]));
    assert_eq!(project.scan("src", &[]), (0, vec![]));
    assert_eq!(project.baseline("src", "check").0, 0);
    assert_eq!(project.scan("", &["--no-baseline"]).0, 1);

    project.git(&["mv", "src/a.py", "src/moved.py"]);
    assert_eq!(project.scan("", &[]), (0, vec![]));
    project.write("src/b.py", ALSO_DEAD);
    assert_eq!(
        project.scan("", &[]),
        (1, vec!["src/b.py:1: error[end-of-life]".to_owned()])
    );

    project.write("src/moved.py", "mended\n");
    let (_, lines) = project.scan("", &[]);
    assert_eq!(
        lines[0],
        "bedrock-eol-baseline.json:4: warning[stale-baseline]"
    );
    assert_eq!(
        project.scan("src", &[]).1.len(),
        1,
        "a part of the project reports no stale entry"
    );
    let (code, said) = project.baseline("", "check");
    assert_eq!(code, 1);
    assert_eq!(
        said.last().unwrap(),
        "bedrock-eol-baseline.json: 0 accepted, 1 not accepted, 1 gone"
    );
    assert_eq!(
        project.baseline("", "prune"),
        (
            0,
            vec!["bedrock-eol-baseline.json: entries removed: 1; kept: 0".to_owned()]
        )
    );
}

/// A change is scanned by the same ignore files as everything else, and one that does not apply is as well an error.
#[test]
fn an_unusable_ignore_file_is_an_error_when_a_change_is_scanned() {
    let project = Project::new(&[]);
    let patterns: String = (0..5_001).map(|at| format!("x{at}\n")).collect();
    project.write("sub/.bedrock-eol-ignore", &patterns);
    project.write("sub/a.py", DEAD);
    project.git(&["add", "."]);
    for arguments in [&["--staged"][..], &["--diff", "HEAD"], &[]] {
        let (code, lines) = project.scan("", arguments);
        assert_eq!(code, 2, "{arguments:?}");
        let (path, problem) = (
            "sub/.bedrock-eol-ignore",
            "only its first 5,000 patterns apply",
        );
        let is_reported = |line: &String| line.contains(path) && line.contains(problem);
        assert!(lines.iter().any(is_reported), "{arguments:?}: {lines:?}");
    }
}

/// A model is matched by its ID or as it is written, and a line up to its end, without the lines around it.
#[test]
fn an_entry_of_ignore_matches_the_model_and_the_whole_line() {
    let text =
        "x = 1\nm = \"us.anthropic.claude-3-sonnet-20240229-v1:0\"  # keep\ny = 2  # keep not\n";
    for (entry, is_hidden) in [
        ("model = \"anthropic.claude-3-sonnet-20240229-v1:0\"", true),
        ("model = \"us.anthropic.*\"", true),
        ("model = \"eu.anthropic.*\"", false),
        ("line = \"# keep$\"", true),
        ("line = \"^m = \"", true),
        ("line = \"^x\"", false),
        ("line = \"keep not\"", false),
    ] {
        let project = Project::new(&[
            ("a.py", text),
            ("bedrock-eol.toml", &format!("[[ignore]]\n{entry}\n")),
        ]);
        assert_eq!(
            project.scan("", &["a.py"]).0,
            i32::from(!is_hidden),
            "{entry}"
        );
    }
}

#[test]
fn a_malformed_region_is_refused() {
    let project = Project::new(&[("a.py", "x = 1\n")]);
    for (region, is_right) in [
        ("us-east-1", true),
        ("us-gov-west-1", true),
        ("east-1", false),
        ("us-east-0", false),
        ("us--1", false),
    ] {
        project.write("bedrock-eol.toml", &format!("region = [\"{region}\"]\n"));
        assert_eq!(
            project.run("", &["config", "check"], "").0 == 0,
            is_right,
            "{region}"
        );
    }
}

/// The entry of a file that is not a part of the scan has not moved to its copy.
#[test]
fn a_copy_is_new_if_its_original_is_not_scanned() {
    let project = Project::new(&[("a.py", DEAD), ("sub/x.py", "x = 1\n")]);
    assert_eq!(project.baseline("", "write").0, 0);
    project.write("sub/copy.py", DEAD);
    project.write("list", "sub/copy.py\n");
    project.git(&["add", "sub"]);
    let new = (1, vec!["sub/copy.py:1: error[end-of-life]".to_owned()]);
    let parts: [&[&str]; 5] = [
        &[],
        &["sub/copy.py"],
        &["sub"],
        &["--files-from", "list"],
        &["--staged", "sub"],
    ];
    for part in parts {
        assert_eq!(project.scan("", part), new, "{part:?}");
    }
    assert_eq!(project.scan("", &["--diff", "HEAD"]), new);
    let from_stdin = [
        "scan",
        "--as-of",
        "2026-11-23",
        "-o",
        "compact",
        "-",
        "--stdin-filename",
        "copy.py",
    ];
    assert_eq!(project.run("sub", &from_stdin, DEAD).0, 1);
    assert_eq!(
        project
            .run(
                "",
                &["baseline", "check", "sub", "--as-of", "2026-11-23"],
                ""
            )
            .0,
        1
    );

    project.git(&["mv", "-f", "a.py", "sub/copy.py"]);
    for part in parts {
        assert_eq!(
            project.scan("", part),
            (0, vec![]),
            "{part:?}: it has moved"
        );
    }
    project.write("a.py", "x = 1\n");
    assert_eq!(
        project.scan("", &["a.py", "sub"]),
        (0, vec![]),
        "the line has moved"
    );
}

#[test]
fn baseline_check_reports_what_baseline_write_would_accept() {
    let project = Project::new(&[
        ("a.py", "x = 1  # bedrock-eol: ignore\n"),
        ("b.py", "x = 1\n"),
    ]);
    assert_eq!(
        project.scan("", &[]).1,
        ["a.py:1: warning[unused-suppression]"]
    );
    assert_eq!(project.baseline("", "write").0, 0);
    assert_eq!(
        project.baseline("", "check").0,
        0,
        "a suppression is nothing that a baseline accepts"
    );
    project.write("b.py", &format!("# {DEAD}"));
    assert!(
        project
            .scan("", &[])
            .1
            .contains(&"b.py:1: note[end-of-life]".to_owned())
    );
    assert_eq!(project.baseline("", "check").0, 1, "a note is");
    assert_eq!(project.baseline("", "write").0, 0);
    assert_eq!(project.baseline("", "check").0, 0);
}

#[test]
fn a_broken_baseline_can_be_rewritten() {
    let project = Project::new(&[
        ("a.py", DEAD),
        ("bedrock-eol-baseline.json", "<<<<<<< HEAD\n"),
    ]);
    let (code, lines) = project.scan("", &[]);
    assert_eq!(code, 2);
    assert!(lines[0].contains("unresolved merge conflict"), "{lines:?}");
    assert_eq!(project.baseline("", "write").0, 0);
    assert_eq!(project.scan("", &[]), (0, vec![]));
}

#[test]
fn a_baseline_of_a_part_of_the_project_keeps_the_other_entries() {
    let project = Project::new(&[("a/x.py", DEAD), ("b/y.py", DEAD)]);
    assert_eq!(project.baseline("", "write").0, 0);
    project.write("a/x.py", ALSO_DEAD);
    assert_eq!(
        project
            .run("", &["baseline", "write", "a", "--as-of", "2026-11-23"], "")
            .0,
        0
    );
    assert_eq!(project.scan("", &[]), (0, vec![]));
    assert!(project.read("bedrock-eol-baseline.json").contains("b/y.py"));
}

#[test]
fn a_first_run_with_many_findings_suggests_a_baseline() {
    let project = Project::new(&[("a.py", &DEAD.repeat(25))]);
    let offer = |lines: &[String]| lines.last().unwrap().contains("bedrock-eol baseline write");
    assert!(offer(&project.scan("", &[]).1));
    assert!(!offer(&project.scan("", &["--quiet"]).1));
    assert_eq!(project.baseline("", "write").0, 0);
    assert_eq!(project.scan("", &[]), (0, vec![]));
}

#[test]
fn the_standard_input_and_lists_of_files_are_scanned() {
    let project = Project::new(&[("a b.py", DEAD), ("c.py", DEAD)]);
    let run = |args: &[&str], input: &str| {
        let all = [
            &["scan", "--as-of", "2026-11-23", "--output", "compact"],
            args,
        ]
        .concat();
        let (code, lines) = project.run("", &all, input);
        (
            code,
            lines.iter().map(|line| short(line)).collect::<Vec<_>>(),
        )
    };
    assert_eq!(
        run(&["-", "--stdin-filename", "x.py"], DEAD),
        (1, vec!["x.py:1: error[end-of-life]".to_owned()])
    );
    let one = vec!["a b.py:1: error[end-of-life]".to_owned()];
    assert_eq!(run(&["--files-from", "-"], "a b.py\n"), (1, one.clone()));
    assert_eq!(run(&["--files-from", "-"], "a b.py\0"), (1, one));
    let nothing = vec!["No file to scan.".to_owned()];
    assert_eq!(
        run(&["--files-from", "-"], ""),
        (0, nothing),
        "an empty list is nothing to scan"
    );
    assert_eq!(run(&["--files-from", "none"], "").0, 2);
}

#[test]
fn an_invalid_suppression_is_exit_code_2() {
    let project = Project::new(&[(
        "a.py",
        "m = \"anthropic.claude-v2\"  # bedrock-eol: ignore until=tomorrow\n",
    )]);
    let (code, lines) = project.scan("", &[]);
    assert_eq!(code, 2);
    assert!(
        lines
            .iter()
            .any(|line| line.contains("invalid date \"tomorrow\"")),
        "{lines:?}"
    );
    project.write(
        "a.py",
        "m = \"anthropic.claude-v2\"  # bedrock-eol: ignore\n",
    );
    assert_eq!(project.scan("", &[]), (0, vec![]));
    assert_eq!(project.scan("", &["--require-reason"]).0, 2);
}

#[test]
fn outside_of_a_repository_there_is_no_change_to_scan() {
    let folder = TempDir::new().unwrap();
    let mut command = Command::cargo_bin("bedrock-eol").unwrap();
    let output = command
        .current_dir(Path::new(folder.path()))
        .args(["scan", "--staged"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("require a git repository"));
}
