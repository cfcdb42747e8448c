//! A change cannot silence its own review: what it brings to that end is reported, and does not apply where settings
//! come from another commit or from nobody.

use std::fs;
use std::path::Path;

use bedrock_eol::output::FORMATS;
use serde_json::Value;
use tempfile::TempDir;

use crate::program::{AS_OF, Run, git, run};

/// An End-of-Life model in its second line.
const APP: &str = "x = 1\nM = \"anthropic.claude-v2\"\n";
/// A Legacy model.
const LEGACY: &str = "M = \"deepseek.v3.1\"\n";
/// A catalog in which the End-of-Life model is active.
const ACTIVE: &str = "overlay: own\nas_of: 2026-11-01\nsources:\n  own: {title: Own, retrieved: 2026-11-01, \
evidence: aws}\nmodels:\n  - {id: anthropic.claude-v2, source: own, legacy: 2029-01-01, eol: 2030-01-01}\n";

/// A repository whose branch `main` is the base of a change.
struct Sandbox {
    folder: TempDir,
}

impl Sandbox {
    /// With these files in the base, next to a file without a model.
    fn new(base: &[(&str, &str)]) -> Self {
        let sandbox = Self {
            folder: TempDir::new().unwrap(),
        };
        git(sandbox.path(), ["init", "-q", "-b", "main"]);
        sandbox.write("app.py", "x = 1\n");
        sandbox.commit(base);
        git(sandbox.path(), ["checkout", "-q", "-b", "change"]);
        sandbox
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Writes files and commits everything; an empty text removes the file.
    fn commit(&self, files: &[(&str, &str)]) {
        for (path, text) in files {
            if text.is_empty() {
                fs::remove_file(self.path().join(path)).unwrap();
            } else {
                self.write(path, text);
            }
        }
        git(self.path(), ["add", "--all"]);
        git(
            self.path(),
            ["commit", "-q", "--allow-empty", "-m", "change"],
        );
    }

    fn scan(&self, arguments: &[&str]) -> Run {
        let common = ["scan", "--as-of", AS_OF, "-o", "compact", "-q"];
        findings(run(self.path(), &[&common[..], arguments].concat()))
    }
}

/// The run without what the report says about everything that is left out.
fn findings(run: Run) -> Run {
    let lines = run
        .stdout
        .split_inclusive('\n')
        .filter(|line| !line.starts_with("Left out: "));
    Run {
        stdout: lines.collect(),
        ..run
    }
}

/// One setting by which a change hides what it adds.
struct Row {
    name: &'static str,
    base: &'static [(&'static str, &'static str)],
    change: &'static [(&'static str, &'static str)],
    /// Where it is reported, and what it is called.
    reported: &'static str,
}

const fn row(
    name: &'static str,
    change: &'static [(&'static str, &'static str)],
    reported: &'static str,
) -> Row {
    Row {
        name,
        base: &[],
        change,
        reported,
    }
}

const CONFIG: &str = "bedrock-eol.toml";

const ROWS: &[Row] = &[
    row(
        "exclude",
        &[("app.py", APP), (CONFIG, "exclude = [\"**\"]\n")],
        "bedrock-eol.toml:1:1: `exclude` hides",
    ),
    row(
        "include",
        &[("app.py", APP), (CONFIG, "include = [\"*.zzz\"]\n")],
        "bedrock-eol.toml:1:1: `include` hides",
    ),
    row(
        "max-size",
        &[("app.py", APP), (CONFIG, "max-size = 1\n")],
        "bedrock-eol.toml:1:1: `max-size` hides",
    ),
    row(
        "context",
        &[("app.py", APP), (CONFIG, "context = [\"docs\"]\n")],
        "bedrock-eol.toml:1:1: `context` hides",
    ),
    row(
        "level off",
        &[
            ("app.py", APP),
            (
                CONFIG,
                "[level]\nlegacy = \"error\"\nend-of-life = \"off\"\n",
            ),
        ],
        "bedrock-eol.toml:3:1: `level.end-of-life` hides",
    ),
    row(
        "level lowered",
        &[("app.py", APP), (CONFIG, "level.end-of-life = \"note\"\n")],
        "bedrock-eol.toml:1:7: `level.end-of-life` lowers",
    ),
    row(
        "level-by-context",
        &[
            ("app.py", APP),
            (CONFIG, "[level-by-context]\ncode = \"off\"\n"),
        ],
        "bedrock-eol.toml:2:1: `level-by-context.code` hides",
    ),
    row(
        "ignore",
        &[
            ("app.py", APP),
            (CONFIG, "within = 90\n[[ignore]]\npath = \"**\"\n"),
        ],
        "bedrock-eol.toml:2:1: This entry of `ignore` hides",
    ),
    row(
        "ignore file",
        &[("app.py", APP), (".bedrock-eol-ignore", "# notes\n*.py\n")],
        ".bedrock-eol-ignore:2:1: This line hides",
    ),
    row(
        "ignore file of a folder",
        &[("a/b/app.py", APP), ("a/.bedrock-eol-ignore", "b/\n")],
        "a/.bedrock-eol-ignore:1:1: This line hides",
    ),
    row(
        "comment",
        &[(
            "app.py",
            "x = 1\nM = \"anthropic.claude-v2\"  # bedrock-eol: ignore\n",
        )],
        "app.py:2:30: This suppression comment hides",
    ),
    row(
        "comment for the next line",
        &[(
            "app.py",
            "# bedrock-eol: ignore-next-line\nM = \"anthropic.claude-v2\"\n",
        )],
        "app.py:1:3: This suppression comment hides",
    ),
    row(
        "comment for the file",
        &[(
            "app.py",
            "x = 1\nM = \"anthropic.claude-v2\"\n# bedrock-eol: ignore-file\n",
        )],
        "app.py:3:3: This suppression comment hides",
    ),
    row(
        "table in pyproject.toml",
        &[
            ("app.py", APP),
            (
                "pyproject.toml",
                "[tool.bedrock-eol]\nexclude = [\"*.py\"]\n",
            ),
        ],
        "pyproject.toml:2:1: `exclude` hides",
    ),
    row(
        "hidden name",
        &[
            ("app.py", APP),
            (".bedrock-eol.toml", "exclude = [\"*.py\"]\n"),
        ],
        ".bedrock-eol.toml:1:1: `exclude` hides",
    ),
    Row {
        name: "entry of a list that was there",
        base: &[(CONFIG, "within = 30\nexclude = [\"docs/\"]\n")],
        change: &[
            ("app.py", APP),
            (CONFIG, "within = 30\nexclude = [\"docs/\", \"app.py\"]\n"),
        ],
        reported: "bedrock-eol.toml:2:1: `exclude` hides",
    },
    Row {
        name: "removed ban",
        base: &[(CONFIG, "ban = [\"amazon.nova-*\"]\n")],
        change: &[
            ("app.py", "M = \"amazon.nova-pro-v1:0\"\n"),
            (CONFIG, "# all are allowed\n"),
        ],
        reported: "app.py:1:6: `ban` hides",
    },
    Row {
        name: "removed configuration",
        base: &[(CONFIG, "ban = [\"amazon.nova-*\"]\n")],
        change: &[("app.py", "M = \"amazon.nova-pro-v1:0\"\n"), (CONFIG, "")],
        reported: "app.py:1:6: `ban` hides",
    },
    Row {
        name: "removed level",
        base: &[(CONFIG, "[level]\nlegacy = \"error\"\n")],
        change: &[
            ("app.py", LEGACY),
            (CONFIG, "[level]\ncatalog-stale = \"off\"\n"),
        ],
        reported: "bedrock-eol.toml:1:2: `level` lowers",
    },
    Row {
        name: "later end of a suppression",
        base: &[(
            CONFIG,
            "[[ignore]]\npath = \"app.py\"\nuntil = 2026-01-01\n",
        )],
        change: &[
            ("app.py", APP),
            (
                CONFIG,
                "[[ignore]]\npath = \"app.py\"\nuntil = 2027-01-01\n",
            ),
        ],
        reported: "bedrock-eol.toml:1:1: This entry of `ignore` hides",
    },
    row(
        "catalog",
        &[
            ("app.py", APP),
            (CONFIG, "catalog = [\"own.yaml\"]\n"),
            ("own.yaml", ACTIVE),
        ],
        "bedrock-eol.toml:1:1: `catalog` hides",
    ),
    Row {
        name: "changed catalog",
        base: &[
            (CONFIG, "catalog = [\"own\"]\n"),
            ("own/a.yaml", "overlay: own\nas_of: 2026-11-01\n"),
        ],
        change: &[("app.py", APP), ("own/a.yaml", ACTIVE)],
        reported: "bedrock-eol.toml:1:1: `catalog` hides",
    },
    row(
        "two settings that each hide",
        &[
            ("app.py", APP),
            (CONFIG, "exclude = [\"none\", \"*.py\"]\nmax-size = 1\n"),
        ],
        "bedrock-eol.toml:2:1: `max-size` hides",
    ),
    row(
        "settings against the rule itself",
        &[
            (
                "app.py",
                "import boto3\nM = \"anthropic.claude-v2\"\nN = 0\n",
            ),
            (
                CONFIG,
                "[level]\nsilenced-by-change = \"off\"\nend-of-life = \"off\"\n[[ignore]]\nrule = [\"silenced-by-change\"]\n",
            ),
        ],
        "bedrock-eol.toml:3:1: `level.end-of-life` hides",
    ),
];

#[test]
fn a_setting_that_the_change_brings_is_reported_and_applies_from_no_other_commit() {
    for Row {
        name,
        base,
        change,
        reported,
    } in ROWS
    {
        let sandbox = Sandbox::new(base);
        sandbox.commit(change);
        let own = sandbox.scan(&["--diff", "main"]);
        assert_eq!(own.status, 1, "{name}: {}{}", own.stdout, own.stderr);
        let (location, what) = reported.split_once(": ").unwrap();
        let expected = format!("{location}: warning[silenced-by-change] {what}");
        assert!(own.stdout.contains(&expected), "{name}: {}", own.stdout);
        let is_comment = what.contains("comment");

        let of_main = sandbox.scan(&["--diff", "main", "--settings-from", "main"]);
        assert_eq!(
            of_main.status, 1,
            "{name}: {}{}",
            of_main.stdout, of_main.stderr
        );
        assert_eq!(
            of_main.stdout.contains("silenced-by-change"),
            is_comment,
            "{name}: {}",
            of_main.stdout
        );
        assert_eq!(
            of_main.stdout.contains("[silenced-by-change]"),
            of_main.stdout.lines().count() == 1 && is_comment
        );

        // The removed rows silence nothing that the defaults report.
        if !name.starts_with("removed") {
            let untrusted = sandbox.scan(&["--diff", "main", "--untrusted"]);
            assert_eq!(untrusted.status, 1, "{name}: {}", untrusted.stdout);
            assert!(
                untrusted.stdout.contains("error[end-of-life]"),
                "{name}: {}",
                untrusted.stdout
            );
            assert!(
                !untrusted.stdout.contains("[silenced"),
                "{name}: {}",
                untrusted.stdout
            );
        }
    }
}

#[test]
fn a_baseline_that_the_change_brings_is_reported_and_applies_from_no_other_commit() {
    let sandbox = Sandbox::new(&[]);
    sandbox.write("app.py", APP);
    assert_eq!(
        run(sandbox.path(), &["baseline", "write", "--as-of", AS_OF]).status,
        0
    );
    sandbox.commit(&[]);
    let own = sandbox.scan(&["--diff", "main"]);
    assert_eq!(own.status, 1, "{}", own.stdout);
    assert!(
        own.stdout.starts_with(
            "bedrock-eol-baseline.json:4:96: warning[silenced-by-change] The baseline hides"
        ),
        "{}",
        own.stdout
    );
    for arguments in [&["--settings-from", "main"][..], &["--untrusted"]] {
        let other = sandbox.scan(&[&["--diff", "main"], arguments].concat());
        assert!(
            other.status == 1 && other.stdout.contains("error[end-of-life]"),
            "{}",
            other.stdout
        );
    }
    // A baseline given by a flag belongs to the user, not to the repository.
    let typed = sandbox.scan(&[
        "--diff",
        "main",
        "--untrusted",
        "--baseline",
        "bedrock-eol-baseline.json",
    ]);
    assert_eq!(
        (typed.status, typed.stdout.as_str()),
        (0, ""),
        "{}",
        typed.stderr
    );
}

#[test]
fn a_change_does_not_decide_whether_it_fails() {
    let sandbox = Sandbox::new(&[]);
    sandbox.commit(&[("app.py", LEGACY), (CONFIG, "fail-on = \"never\"\n")]);
    let own = sandbox.scan(&["--diff", "main"]);
    assert_eq!(own.status, 1, "{}", own.stdout);
    let expected =
        "bedrock-eol.toml:1:1: warning[silenced-by-change] `fail-on` no longer fails on 1 finding";
    assert!(own.stdout.contains(expected), "{}", own.stdout);
    let json = sandbox.path().join("report.json");
    let output = format!("json={}", json.display());
    sandbox.scan(&["--diff", "main", "--output", &output]);
    let report = fs::read_to_string(&json).unwrap();
    assert!(
        report.contains(": warning, which no longer fails"),
        "{report}"
    );
    // What is typed applies.
    assert_eq!(
        sandbox
            .scan(&["--diff", "main", "--fail-on", "never"])
            .status,
        0
    );
    // A change may be stricter.
    let sandbox = Sandbox::new(&[(CONFIG, "fail-on = \"never\"\n")]);
    sandbox.commit(&[("app.py", LEGACY), (CONFIG, "fail-on = \"note\"\n")]);
    assert_eq!(sandbox.scan(&["--diff", "main"]).status, 1);
}

/// What still fails is not silenced by a level that is raised to its own.
#[test]
fn a_raised_level_silences_only_what_is_below_it() {
    let sandbox = Sandbox::new(&[]);
    sandbox.commit(&[
        ("app.py", &format!("{APP}{LEGACY}")),
        (CONFIG, "fail-on = \"error\"\n"),
    ]);
    let own = sandbox.scan(&["--diff", "main"]);
    assert!(
        own.stdout
            .contains("`fail-on` no longer fails on 1 finding"),
        "{}",
        own.stdout
    );
}

/// Packages name the program without configuring it, also in the commit that the settings are read from.
#[test]
fn a_project_file_that_only_mentions_the_program_is_no_configuration() {
    let mention = "[project]\ndependencies = [\"bedrock-eol\"]\n";
    let sandbox = Sandbox::new(&[
        ("pyproject.toml", mention),
        (CONFIG, "[level]\nend-of-life = \"off\"\n"),
    ]);
    sandbox.commit(&[("app.py", APP)]);
    let ran = sandbox.scan(&["--settings-from", "main"]);
    assert_eq!(
        (ran.status, ran.stdout.contains("[end-of-life]")),
        (0, false),
        "{}{}",
        ran.stdout,
        ran.stderr
    );
}

#[test]
fn the_rule_is_configured_by_the_base_and_by_flags() {
    let change = [("app.py", APP), (CONFIG, "exclude = [\"**\"]\n")];
    let off = Sandbox::new(&[(CONFIG, "[level]\nsilenced-by-change = \"off\"\n")]);
    off.commit(&change);
    assert_eq!(off.scan(&["--diff", "main"]).status, 0);
    let error = off.scan(&["--diff", "main", "--level", "silenced-by-change=error"]);
    assert!(
        error.status == 1 && error.stdout.contains("error[silenced-by-change]"),
        "{}",
        error.stdout
    );

    let sandbox = Sandbox::new(&[]);
    sandbox.commit(&change);
    let note = sandbox.scan(&["--diff", "main", "--level", "silenced-by-change=note"]);
    assert!(
        note.status == 0 && note.stdout.contains("note[silenced-by-change]"),
        "{}",
        note.stdout
    );
    let wrong = sandbox.scan(&["--level", "silence-by-change=note"]);
    assert_eq!(wrong.status, 2);
    assert!(
        wrong.stderr.contains("did you mean `silenced-by-change`?"),
        "{}",
        wrong.stderr
    );
}

#[test]
fn settings_from_before_the_change_silence_without_a_finding() {
    let base: &[(&str, &str)] = &[
        (CONFIG, "exclude = [\"a/\"]\n[[ignore]]\npath = \"b/**\"\n"),
        (".bedrock-eol-ignore", "c/\n"),
        ("d.py", "# bedrock-eol: ignore-file\n"),
        ("pyproject.toml", "[project]\nname = \"x\"\n"),
    ];
    let sandbox = Sandbox::new(base);
    sandbox.commit(&[
        ("a/x.py", APP),
        ("b/x.py", APP),
        ("c/x.py", APP),
        (
            "d.py",
            "# bedrock-eol: ignore-file\nM = \"anthropic.claude-v2\"\n",
        ),
        // Touched, and still without a table of ours.
        ("pyproject.toml", "[project]\nname = \"y\"\n"),
        // Changed, without an effect on these lines.
        (
            CONFIG,
            "# a line more\nexclude = [\"a/\", \"e/\"]\n[[ignore]]\npath = \"b/**\"\n",
        ),
    ]);
    let run = sandbox.scan(&["--diff", "main"]);
    assert_eq!((run.status, run.stdout.as_str()), (0, ""), "{}", run.stderr);
}

#[test]
fn a_stage_is_judged_like_a_diff() {
    let sandbox = Sandbox::new(&[]);
    sandbox.write("app.py", APP);
    sandbox.write(CONFIG, "exclude = [\"**\"]\n");
    git(sandbox.path(), ["add", "--all"]);
    let staged = sandbox.scan(&["--staged"]);
    assert!(
        staged.status == 1 && staged.stdout.contains("`exclude` hides 1 finding"),
        "{}",
        staged.stdout
    );
    let head = sandbox.scan(&["--staged", "--settings-from", "HEAD"]);
    assert!(
        head.status == 1 && head.stdout.contains("error[end-of-life]"),
        "{}",
        head.stdout
    );

    // Before the first commit everything is new.
    let folder = TempDir::new().unwrap();
    git(folder.path(), ["init", "-q"]);
    fs::write(folder.path().join("app.py"), APP).unwrap();
    fs::write(folder.path().join(CONFIG), "exclude = [\"**\"]\n").unwrap();
    git(folder.path(), ["add", "--all"]);
    let first = run(
        folder.path(),
        &["scan", "--as-of", AS_OF, "-o", "compact", "-q", "--staged"],
    );
    assert!(
        first.status == 1 && first.stdout.contains("[silenced-by-change]"),
        "{}",
        first.stdout
    );
}

#[test]
fn an_unreadable_file_that_the_change_excludes_is_an_error() {
    let sandbox = Sandbox::new(&[]);
    sandbox.write("b.py", APP);
    sandbox.write(CONFIG, "exclude = [\"b.py\"]\n");
    git(sandbox.path(), ["add", "--all"]);
    let object = git(sandbox.path(), ["rev-parse", ":b.py"]);
    fs::remove_file(
        sandbox
            .path()
            .join(".git/objects")
            .join(&object[..2])
            .join(&object[2..]),
    )
    .unwrap();
    let staged = sandbox.scan(&["--staged"]);
    assert!(
        staged.status == 2 && staged.stdout.contains("b.py"),
        "{}{}",
        staged.stdout,
        staged.stderr
    );
}

#[test]
fn every_silenced_location_is_in_every_format_for_programs() {
    let sandbox = Sandbox::new(&[]);
    let files: Vec<String> = (0..5).map(|number| format!("app{number}.py")).collect();
    let mut change: Vec<(&str, &str)> = files.iter().map(|file| (file.as_str(), APP)).collect();
    change.push((CONFIG, "exclude = [\"*.py\"]\n"));
    sandbox.commit(&change);
    let outputs: Vec<String> = FORMATS
        .iter()
        .map(|format| format!("{}=out/{}", format.name, format.name))
        .collect();
    fs::create_dir(sandbox.path().join("out")).unwrap();
    let mut arguments = vec!["--diff", "main"];
    for output in &outputs {
        arguments.extend(["-o", output]);
    }
    let run = run(
        sandbox.path(),
        &[&["scan", "--as-of", AS_OF][..], &arguments].concat(),
    );
    assert_eq!(run.status, 1, "{}", run.stderr);
    let text = |name: &str| fs::read_to_string(sandbox.path().join("out").join(name)).unwrap();
    for format in FORMATS
        .iter()
        .filter(|format| !["cyclonedx", "ics", "badge", "issues"].contains(&format.name))
    {
        // A terminal's lines are wrapped.
        let words = text(format.name)
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        assert!(words.contains("silenced-by-change"), "{}", format.name);
        assert!(words.contains("2 more"), "{}", format.name);
    }
    let report: Value = serde_json::from_str(&text("json")).unwrap();
    let related = report["findings"][0]["related"].as_array().unwrap();
    assert_eq!(related.len(), 5);
    assert_eq!(
        related[4]["message"],
        "end-of-life: error without the change, hidden with it"
    );
    let sarif: Value = serde_json::from_str(&text("sarif")).unwrap();
    assert_eq!(
        sarif["runs"][0]["results"][0]["relatedLocations"]
            .as_array()
            .unwrap()
            .len(),
        5
    );
}

/// In the base, each kind of settings leaves out or changes one file; the checkout has none of it.
const OF_BASE: &[(&str, &str)] = &[
    (
        CONFIG,
        "exclude = [\"excluded/\"]\ncatalog = [\"own\"]\n[aliases]\nOUR_MODEL = \"anthropic.claude-v2\"\n",
    ),
    ("own/a.yaml", ACTIVE_V2_1),
    ("sub/.gitignore", "ignored.py\n"),
    ("sub/.bedrock-eol-ignore", "left.py\n"),
];
const ACTIVE_V2_1: &str = "overlay: own\nas_of: 2026-11-01\nsources:\n  own: {title: Own, retrieved: 2026-11-01, \
                           evidence: aws}\nmodels:\n  - {id: 'anthropic.claude-v2:1', source: own, legacy: 2029-01-01, \
                           eol: 2030-01-01}\n";

#[test]
fn every_kind_of_settings_comes_from_the_commit() {
    let sandbox = Sandbox::new(OF_BASE);
    sandbox.commit(&[
        (CONFIG, ""),
        ("own/a.yaml", ""),
        ("sub/.gitignore", ""),
        ("sub/.bedrock-eol-ignore", ""),
        ("excluded/x.py", APP),
        ("sub/left.py", APP),
        ("sub/alias.py", "M = OUR_MODEL\n"),
        ("sub/active.py", "M = \"anthropic.claude-v2:1\"\n"),
    ]);
    sandbox.write("sub/ignored.py", APP);
    let found = |arguments: &[&str], folder: &str| {
        let common = ["scan", "--as-of", AS_OF, "-o", "compact", "-q"];
        let run = findings(run(
            &sandbox.path().join(folder),
            &[&common[..], arguments].concat(),
        ));
        let lines = run
            .stdout
            .lines()
            .map(|line| line.split(':').next().unwrap().to_owned());
        (run.status, lines.collect::<Vec<_>>(), run.stderr)
    };
    let own = [
        "excluded/x.py",
        "sub/active.py",
        "sub/ignored.py",
        "sub/left.py",
    ]
    .map(String::from)
    .to_vec();
    assert_eq!(found(&[], ""), (1, own, String::new()));
    let of_main = || (1, vec!["sub/alias.py".to_owned()], String::new());
    assert_eq!(found(&["--settings-from", "main"], ""), of_main());
    // From a folder, and in a worktree that has another commit.
    let seen_from_sub = (1, vec!["alias.py".to_owned()], String::new());
    assert_eq!(found(&["--settings-from", "main"], "sub"), seen_from_sub);
    git(
        sandbox.path(),
        ["worktree", "add", "-q", "--detach", "tree", "change"],
    );
    assert_eq!(found(&["--settings-from", "main"], "tree"), of_main());
    // What is absent in the commit is absent.
    sandbox.write(CONFIG, "exclude = [\"**\"]\n");
    git(sandbox.path(), ["worktree", "remove", "--force", "tree"]);
    let all = [
        "excluded/x.py",
        "sub/active.py",
        "sub/ignored.py",
        "sub/left.py",
    ]
    .map(String::from)
    .to_vec();
    assert_eq!(
        found(&["--settings-from", "HEAD"], ""),
        (1, all, String::new())
    );
}

#[test]
fn a_file_that_a_flag_names_comes_from_the_commit_unless_git_does_not_track_it() {
    let sandbox = Sandbox::new(&[
        ("ci/eol.toml", "within = 1\n"),
        ("ci/own.yaml", ACTIVE_V2_1),
    ]);
    sandbox.commit(&[
        ("app.py", APP),
        ("ci/eol.toml", "exclude = [\"*.py\", \"*.yaml\"]\n"),
        ("ci/new.toml", "exclude = [\"*.py\", \"*.yaml\"]\n"),
        ("ci/own.yaml", ACTIVE),
    ]);
    let scan = |arguments: &[&str]| {
        let run = sandbox.scan(&[&["--settings-from", "main"], arguments].concat());
        (run.status, run.stderr)
    };
    assert_eq!(sandbox.scan(&["--config", "ci/eol.toml"]).status, 0);
    assert_eq!(scan(&["--config", "ci/eol.toml"]), (1, String::new()));
    assert_eq!(scan(&["--catalog", "ci/own.yaml"]), (1, String::new()));
    let note =
        "bedrock-eol: note: --config ci/new.toml: main:ci/new.toml does not exist; ignored\n";
    assert_eq!(scan(&["--config", "ci/new.toml"]), (1, note.to_owned()));
    sandbox.write("untracked.toml", "exclude = [\"*.py\", \"*.yaml\"]\n");
    assert_eq!(scan(&["--config", "untracked.toml"]), (0, String::new()));
    // The same applies to what a diff is compared with.
    let diff = sandbox.scan(&["--diff", "main", "--config", "ci/eol.toml"]);
    assert!(
        diff.status == 1
            && diff
                .stdout
                .contains("ci/eol.toml:1:1: warning[silenced-by-change]"),
        "{}",
        diff.stdout
    );
}

#[test]
fn settings_of_a_commit_that_cannot_be_applied_are_an_error_with_the_commit() {
    let error = |base: &[(&str, &str)], arguments: &[&str]| {
        let sandbox = Sandbox::new(base);
        sandbox.commit(&[("app.py", APP), (CONFIG, "within = 1\n")]);
        let run = sandbox.scan(arguments);
        (
            run.status,
            run.stderr.lines().take(2).collect::<Vec<_>>().join("\n"),
        )
    };
    let from_main = &["--settings-from", "main"][..];
    let (status, message) = error(&[(CONFIG, "with = 1\n")], from_main);
    assert_eq!(status, 2);
    assert!(
        message.starts_with("bedrock-eol: error: main:bedrock-eol.toml:1:1: unknown key `with`"),
        "{message}"
    );
    let (status, message) = error(&[(CONFIG, "catalog = [\"own.yaml\"]\n")], from_main);
    assert_eq!(
        (status, message.as_str()),
        (2, "bedrock-eol: error: main:own.yaml: no such file")
    );
    let (status, message) = error(
        &[
            (CONFIG, "catalog = [\"a.yaml\"]\n"),
            ("a.yaml", "overlay: [\n"),
        ],
        from_main,
    );
    assert_eq!(status, 2);
    assert!(message.contains("\nmain:a.yaml:"), "{message}");
    let (status, message) = error(&[("bedrock-eol-baseline.json", "{}\n")], from_main);
    assert_eq!(status, 2);
    assert!(
        message.contains("main:bedrock-eol-baseline.json:1:"),
        "{message}"
    );
    let (status, message) = error(&[(CONFIG, "baseline = \"../x\"\n")], from_main);
    assert_eq!(status, 2);
    assert!(
        message.contains("main:bedrock-eol.toml:1:12: cannot use \"../x\""),
        "{message}"
    );
    let long = format!("# {}\n", "a".repeat(1 << 20));
    let (status, message) = error(&[(CONFIG, &long)], from_main);
    assert_eq!(status, 2);
    assert!(
        message.ends_with(
            "main:bedrock-eol.toml: it is larger than 1 MiB, the limit for this kind of file"
        ),
        "{message}"
    );

    let (status, message) = error(&[], &["--settings-from", "nowhere"]);
    assert_eq!(status, 2);
    assert!(
        message.starts_with("bedrock-eol: error: unknown commit \"nowhere\""),
        "{message}"
    );
    assert_eq!(error(&[], &["--settings-from", ""]).0, 2);
    assert_eq!(error(&[], &["--settings-from", "main", "--isolated"]).0, 2);
    assert_eq!(error(&[], &["--settings-from", "main", "--untrusted"]).0, 2);
    let outside = TempDir::new().unwrap();
    let run = run(outside.path(), &["scan", "--settings-from", "main"]);
    assert_eq!(run.status, 2);
    assert!(
        run.stderr
            .contains("--settings-from requires a git repository"),
        "{}",
        run.stderr
    );
}

#[test]
fn a_base_with_broken_settings_can_be_repaired() {
    let sandbox = Sandbox::new(&[(CONFIG, "with = 1\n")]);
    sandbox.commit(&[
        ("app.py", "M = \"amazon.nova-pro-v1:0\"\n"),
        (CONFIG, "within = 1\n"),
    ]);
    let run = sandbox.scan(&["--diff", "main"]);
    assert_eq!((run.status, run.stdout.as_str()), (0, ""), "{}", run.stderr);
    assert!(
        run.stderr
            .contains("cannot apply the settings from before the change"),
        "{}",
        run.stderr
    );
}

#[cfg(unix)]
#[test]
fn a_link_in_a_commit_is_not_followed() {
    let sandbox = Sandbox::new(&[]);
    git(sandbox.path(), ["checkout", "-q", "main"]);
    std::os::unix::fs::symlink("/etc/passwd", sandbox.path().join(CONFIG)).unwrap();
    sandbox.commit(&[("a/pyproject.toml", "[project]\nname = \"x\"\n")]);
    let run = sandbox.scan(&["--settings-from", "main"]);
    assert_eq!(run.status, 2);
    assert!(
        run.stderr
            .contains("main:bedrock-eol.toml is a symbolic link"),
        "{}",
        run.stderr
    );
    fs::remove_file(sandbox.path().join(CONFIG)).unwrap();
    std::os::unix::fs::symlink("a/pyproject.toml", sandbox.path().join("pyproject.toml")).unwrap();
    sandbox.commit(&[]);
    assert_eq!(sandbox.scan(&["--settings-from", "main"]).status, 0);
    // What the link leads to is not in the commit.
    fs::remove_file(sandbox.path().join("pyproject.toml")).unwrap();
    std::os::unix::fs::symlink("gone/pyproject.toml", sandbox.path().join("pyproject.toml"))
        .unwrap();
    sandbox.commit(&[]);
    assert_eq!(sandbox.scan(&["--settings-from", "main"]).status, 0);
}

#[test]
fn no_setting_of_an_untrusted_repository_applies() {
    let sandbox = Sandbox::new(&[]);
    sandbox.commit(&[
        (CONFIG, "exclude = [\"**\"]\n"),
        (".ignore", "*.py\n"),
        (".bedrock-eol-ignore", "*.py\n"),
        (".gitignore", "build/\n*.json\n"),
        (
            "app.py",
            "M = \"anthropic.claude-v2\"  # bedrock-eol: ignore\n",
        ),
    ]);
    git(sandbox.path(), ["add", "--force", "--all"]);
    sandbox.write("tracked.json", APP);
    git(sandbox.path(), ["add", "--force", "tracked.json"]);
    sandbox.write("untracked.json", APP);
    sandbox.write("build/out.py", APP);
    let run = sandbox.scan(&["--untrusted"]);
    let files: Vec<&str> = run
        .stdout
        .lines()
        .filter_map(|line| line.split(':').next())
        .collect();
    assert_eq!(files, ["app.py", "tracked.json"], "{}", run.stdout);
    assert_eq!(run.stderr, "");
    // What the user names applies.
    sandbox.write("own.toml", "[[ignore]]\npath = \"*.json\"\n");
    let run = sandbox.scan(&["--untrusted", "--config", "own.toml"]);
    assert_eq!(run.stdout.lines().count(), 1, "{}", run.stdout);
    assert_eq!(
        sandbox
            .scan(&["--untrusted", "--exclude", "*.py", "--exclude", "*.json"])
            .status,
        0
    );

    // Without git nothing says that a file is not a part of what is reviewed.
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join(".gitignore"), "*\n").unwrap();
    fs::write(folder.path().join("app.py"), APP).unwrap();
    let run = crate::program::run(folder.path(), &["scan", "--as-of", AS_OF, "--untrusted"]);
    assert_eq!(run.status, 1, "{}", run.stdout);
}

#[test]
fn attributes_and_renames_hide_nothing() {
    let sandbox = Sandbox::new(&[("old.py", "a = 1\nb = 2\nc = 3\nd = 4\ne = 5\n")]);
    sandbox.commit(&[
        (".gitattributes", "*.py -diff -text binary\n"),
        ("app.py", APP),
        ("old.py", ""),
        (
            "new.py",
            "a = 1\nb = 2\nc = 3\nd = 4\ne = 5\nM = \"anthropic.claude-v2\"\n",
        ),
    ]);
    let run = sandbox.scan(&["--diff", "main"]);
    let found: Vec<&str> = run
        .stdout
        .lines()
        .filter_map(|line| line.split(": ").next())
        .collect();
    assert_eq!(found, ["app.py:2:6", "new.py:6:6"], "{}", run.stdout);
}

#[test]
fn a_comment_from_before_the_change_is_not_reported_if_its_line_is_edited() {
    let line = "M = \"anthropic.claude-v2\"  # bedrock-eol: ignore\n";
    let sandbox = Sandbox::new(&[("a.py", line), ("b.py", line)]);
    let indented = format!("if True:\n    {line}");
    sandbox.commit(&[
        ("a.py", &indented),
        ("b.py", ""),
        ("c.py", &format!("# moved\n{line}")),
    ]);
    let run = sandbox.scan(&["--diff", "main"]);
    assert_eq!((run.status, run.stdout.as_str()), (0, ""), "{}", run.stderr);
    // Another use with such a comment is new.
    sandbox.commit(&[("a.py", &format!("{indented}    {line}"))]);
    let run = sandbox.scan(&["--diff", "main"]);
    assert!(
        run.status == 1 && run.stdout.starts_with("a.py:3:"),
        "{}",
        run.stdout
    );
    assert_eq!(run.stdout.lines().count(), 1, "{}", run.stdout);
}

/// The comment of another file, or for another line, accepts nothing of the change.
#[test]
fn a_copied_comment_and_a_line_moved_below_a_comment_are_reported() {
    let line = "M = \"anthropic.claude-v2\"\n";
    let frozen = format!(
        "# bedrock-eol: ignore-file reason=\"frozen\"\n{}{line}",
        "x = 1\n".repeat(20)
    );
    let next = format!("# bedrock-eol: ignore-next-line\n{line}");
    let sandbox = Sandbox::new(&[("old.py", &frozen), ("next.py", &next)]);
    let longer = format!("{frozen}y = 2\n");
    let inserted =
        format!("# bedrock-eol: ignore-next-line\nN = \"amazon.titan-text-express-v1\"\n{next}");
    sandbox.commit(&[
        ("new.py", &frozen),
        ("old.py", &longer),
        ("next.py", &inserted),
    ]);
    let run = sandbox.scan(&["--diff", "main", "--level", "silenced-by-change=error"]);
    let found: Vec<&str> = run
        .stdout
        .lines()
        .filter_map(|line| line.split(": ").next())
        .collect();
    assert_eq!(found, ["new.py:1:3", "next.py:1:3"], "{}", run.stdout);
    assert_eq!(run.status, 1);
}

#[test]
fn a_change_of_settings_that_do_not_apply_is_noted() {
    let sandbox = Sandbox::new(&[]);
    sandbox.commit(&[
        (CONFIG, "within = 1\n"),
        ("sub/.gitignore", "x\n"),
        ("b.py", "y = 1\n"),
    ]);
    let run = run(
        sandbox.path(),
        &[
            "scan",
            "--as-of",
            AS_OF,
            "--diff",
            "main",
            "--settings-from",
            "main",
        ],
    );
    assert_eq!(run.status, 0, "{}", run.stdout);
    let note = |file: &str| {
        format!(
            "bedrock-eol: note: {file}: this change of the settings does not apply yet; the settings of main apply\n"
        )
    };
    assert_eq!(run.stderr, note(CONFIG) + &note("sub/.gitignore"));
}

#[test]
fn zero_bytes_hide_nothing() {
    let many = format!("{APP}{}", "\0".repeat(4096));
    for text in [format!("{APP}#\0\n"), many] {
        let sandbox = Sandbox::new(&[]);
        sandbox.commit(&[("app.py", &text), ("data.bin", &text)]);
        for arguments in [&["--diff", "main"][..], &["--diff", "main", "--untrusted"]] {
            let run = sandbox.scan(arguments);
            assert_eq!(run.status, 1, "{}", run.stdout);
            for file in ["app.py:", "data.bin:"] {
                assert!(
                    run.stdout.lines().any(|line| line.starts_with(file)),
                    "{file} {}",
                    run.stdout
                );
            }
        }
        // A rule that the change switches off is reported.
        sandbox.commit(&[(
            CONFIG,
            "[level]\nbinary-mention = \"off\"\nend-of-life = \"off\"\n",
        )]);
        let run = sandbox.scan(&["--diff", "main"]);
        assert_eq!(run.status, 1, "{}", run.stdout);
        assert!(
            run.stdout
                .lines()
                .all(|line| line.contains("[silenced-by-change]")),
            "{}",
            run.stdout
        );
    }
}

/// As in the checkout: more is scanned than the file says, and the report says so.
#[test]
fn an_ignore_file_of_a_commit_that_is_over_its_limit_is_reported() {
    let patterns = "x".repeat(4 << 20);
    let sandbox = Sandbox::new(&[(".bedrock-eol-ignore", &format!("app.py\n{patterns}\n"))]);
    sandbox.write("app.py", APP);
    let ran = sandbox.scan(&["--settings-from", "main"]);
    assert_eq!(ran.status, 2, "{}", ran.stderr);
    let text = [ran.stdout, ran.stderr].concat();
    assert!(
        text.contains(".bedrock-eol-ignore") && text.contains("does not apply"),
        "{text}"
    );
    assert!(text.contains("anthropic.claude-v2"), "{text}");
}

/// Renaming adds no line, and yet brings what no scan has reported: from an excluded folder, or from documentation.
#[test]
fn a_file_that_is_moved_out_of_an_excluded_folder_is_new() {
    let long: String = (0..30).map(|n| format!("y{n} = {n}\n")).collect();
    let text = format!("{long}x = \"anthropic.claude-v2\"\n");
    let base = [
        (".bedrock-eol-ignore", "vendor/\n"),
        (CONFIG, "[[ignore]]\npath = \"old/**\"\n"),
        ("old/e.py", text.as_str()),
        ("vendor/a.py", text.as_str()),
        ("docs/b.md", text.as_str()),
        ("c.py", &format!("{text}# c\n")),
    ];
    let moved = |from: &str, to: &str| {
        let sandbox = Sandbox::new(&base);
        fs::create_dir_all(sandbox.path().join("src")).unwrap();
        git(sandbox.path(), ["mv", from, to]);
        git(sandbox.path(), ["commit", "-q", "-m", "moved"]);
        sandbox
            .scan(&["--diff", "main", "--settings-from", "main"])
            .status
    };
    assert_eq!(moved("vendor/a.py", "src/a.py"), 1, "it was excluded");
    assert_eq!(moved("docs/b.md", "src/b.py"), 1, "it was documentation");
    assert_eq!(moved("old/e.py", "src/e.py"), 1, "it was ignored");
    assert_eq!(moved("old/e.py", "old/f.py"), 0, "it is still ignored");
    assert_eq!(moved("c.py", "src/d.py"), 0, "it was code, and is");
}

/// A change can turn the path that is scanned into a link: what the link leads to is scanned.
#[cfg(unix)]
#[test]
fn a_named_path_that_becomes_a_link_is_followed() {
    let retired = "x = \"anthropic.claude-v2\"\n";
    let base = [("src/a.py", "y = 1\n"), ("b.py", "y = 1\n")];
    let sandbox = Sandbox::new(&base);
    git(sandbox.path(), ["mv", "src", "lib"]);
    std::os::unix::fs::symlink("lib", sandbox.path().join("src")).unwrap();
    fs::write(sandbox.path().join("lib/a.py"), retired).unwrap();
    fs::remove_file(sandbox.path().join("b.py")).unwrap();
    std::os::unix::fs::symlink("lib/a.py", sandbox.path().join("b.py")).unwrap();
    git(sandbox.path(), ["add", "--all"]);
    git(sandbox.path(), ["commit", "-q", "-m", "linked"]);
    for path in ["src", "src/", "src/a.py", "b.py", "lib"] {
        let scan = sandbox.scan(&["--diff", "main", "--settings-from", "main", "--", path]);
        assert_eq!(scan.status, 1, "{path}");
    }
}

/// A parameter that a change adds beside a model of an unchanged line makes the request fail.
#[test]
fn an_added_parameter_that_the_model_rejects_is_in_the_change() {
    let call = |more: &str| {
        format!("ask(modelId=\"anthropic.claude-sonnet-4-6\",\n  temperature=0.1{more})\nx = 1\n")
    };
    let changed = |content: &str| {
        let sandbox = Sandbox::new(&[("a.py", &call(""))]);
        fs::write(sandbox.path().join("a.py"), content).unwrap();
        let scan = sandbox.scan(&["--diff", "main"]);
        scan.stdout.matches("rejected-parameter").count()
    };
    assert_eq!(changed(&call(", top_p=0.2")), 1);
    assert_eq!(changed(&call("").replace("x = 1", "x = 2")), 0);
}

/// The author of a change decides where its links lead, so that only those of the commit of the settings are followed.
#[cfg(unix)]
#[test]
fn a_named_path_through_a_link_of_the_change_is_refused() {
    use std::os::unix::fs::symlink;
    let outside = TempDir::new().unwrap();
    fs::write(outside.path().join("s.py"), "x = \"anthropic.claude-v2\"\n").unwrap();
    let sandbox = Sandbox::new(&[("src/a.py", "y = 1\n")]);
    let link = |target: &Path, name: &str| symlink(target, sandbox.path().join(name)).unwrap();
    link(outside.path(), "kept");
    link(Path::new("src"), "chain");
    sandbox.commit(&[]);
    git(sandbox.path(), ["rm", "-rq", "src"]);
    link(outside.path(), "src");
    sandbox.commit(&[]);
    let settings = ["--settings-from", "HEAD~1", "--"];
    let refused = |arguments: &[&str], message: &str| {
        let scan = sandbox.scan(arguments);
        let text = scan.stdout + &scan.stderr;
        assert_eq!(scan.status, 2, "{arguments:?}: {text}");
        assert!(text.contains(message), "{arguments:?}: {text}");
        assert!(!text.contains("end-of-life"), "{arguments:?}: {text}");
    };
    for is_repository in [false, true] {
        if is_repository {
            git(outside.path(), ["init", "-q"]);
        }
        for path in ["src", "src/s.py", "chain", "chain/s.py"] {
            refused(&[&settings[..], &[path]].concat(), "src is a symbolic link");
            let scan = sandbox.scan(&["--untrusted", "--", path]);
            assert_eq!(scan.status, 2, "{path}: {}", scan.stdout);
        }
        for path in ["kept", "kept/s.py"] {
            let scan = sandbox.scan(&[&settings[..], &[path]].concat());
            assert_eq!(scan.status, 1, "{path}: {}", scan.stderr);
        }
        assert_eq!(sandbox.scan(&["src"]).status, 1, "the caller follows it");
    }
    for path in ["src", "src/s.py", "chain", "kept"] {
        refused(&["--diff", "HEAD~1", "--", path], "not in the repository");
    }
    fs::remove_file(sandbox.path().join("src")).unwrap();
    link(Path::new("../none"), "src");
    sandbox.commit(&[]);
    refused(&["--diff", "HEAD~2", "--", "src"], "no such file");
}

/// What a file of the change looks like silences nothing with the settings of another commit; the baseline that would apply
/// after the merge is no code.
#[test]
fn a_file_that_looks_like_a_report_lowers_no_level_with_the_settings_of_a_commit() {
    let entry = "{\"path\": \"live.py\", \"rule\": \"end-of-life\", \"model\": \"anthropic.claude-v2:1\", \
                 \"fingerprint\": \"98468dfd53621ae5\", \"content_fingerprint\": \"0102e4b0e8728c0d\", \"context\": \"code\"}";
    let routes = format!("{{\"schema_version\": 1, \"entries\": [{entry}]}}\n");
    let sandbox = Sandbox::new(&[]);
    sandbox.commit(&[
        ("routes.json", &routes),
        ("bedrock-eol-baseline.json", &routes),
        (
            "trace",
            "httprr trace v1\n12 34\nMODEL_ID=anthropic.claude-v2\n",
        ),
    ]);
    let status = |arguments: &[&str]| {
        let scan = sandbox.scan(arguments);
        (scan.status, scan.stdout)
    };
    for arguments in [&["--diff", "main"][..], &[]] {
        let (code, text) = status(&[arguments, &["--settings-from", "main"]].concat());
        assert_eq!(code, 1, "{text}");
        let errors: Vec<&str> = text
            .lines()
            .filter(|line| line.contains("error["))
            .collect();
        assert_eq!(errors.len(), 1, "{text}");
        assert!(errors[0].starts_with("routes.json:1:"), "{text}");
    }
    let (code, text) = status(&["routes.json"]);
    assert!(code == 0 && text.contains("note["), "{text}");
}
