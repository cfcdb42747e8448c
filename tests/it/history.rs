//! `scan --history`: what it finds in generated histories is what a plain scan finds that checks every commit for every
//! content, and what a history lacks is said.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::program::{AS_OF, Run, git, run, run_in, run_with_input};

const OLD: &str = "model = \"anthropic.claude-v2:1\"\n";
const NEW: &str = "model = \"anthropic.claude-3-haiku-20240307-v1:0\"\n";

fn history(folder: &Path, arguments: &[&str]) -> Run {
    run(folder, &[&["scan", "--as-of", AS_OF], arguments].concat())
}

/// The JSON report of a complete scan.
fn json_of(folder: &Path, arguments: &[&str]) -> Value {
    let run = history(folder, &[arguments, &["--output", "json"]].concat());
    assert_ne!(run.status, 2, "{}", run.stderr);
    serde_json::from_str(&run.stdout).unwrap()
}

/// `path:line since..until branches` for each finding, commits by their subjects.
fn lines(folder: &Path, report: &Value) -> Vec<String> {
    let subject = |commit: &Value| {
        git(
            folder,
            ["show", "-s", "--format=%s", commit.as_str().unwrap()],
        )
    };
    let findings = report["findings"].as_array().unwrap().iter();
    findings
        .map(|finding| {
            let history = &finding["history"];
            let branches: Vec<&str> = history["branches"]
                .as_array()
                .unwrap()
                .iter()
                .filter_map(Value::as_str)
                .collect();
            let (path, line) = (finding["path"].as_str().unwrap(), &finding["line"]);
            let (first, last) = (&history["first_commit"], &history["last_commit"]);
            let (first, last) = (subject(first), subject(last));
            format!("{path}:{line} {first}..{last} {}", branches.join(","))
        })
        .collect()
}

fn write(folder: &Path, path: &str, content: &str) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, content).unwrap();
}

fn commit(folder: &Path, subject: &str) {
    git(folder, ["add", "--all"]);
    git(folder, ["commit", "-q", "--allow-empty", "-m", subject]);
}

/// A repository in which a model was replaced, a file renamed, and one removed on a branch.
fn repository() -> TempDir {
    let folder = TempDir::new().unwrap();
    let at = folder.path();
    git(at, ["init", "-q", "-b", "main"]);
    write(at, "app.py", OLD);
    write(at, "src/old.py", NEW);
    commit(at, "one");
    write(at, "app.py", &format!("# moved\n{OLD}"));
    git(at, ["mv", "src/old.py", "src/new.py"]);
    commit(at, "two");
    git(at, ["checkout", "-q", "-b", "side"]);
    write(at, "side.py", OLD);
    commit(at, "side");
    git(at, ["checkout", "-q", "main"]);
    write(at, "app.py", "model = None\n");
    commit(at, "three");
    folder
}

#[test]
fn each_finding_has_the_first_and_the_last_commit_that_have_it() {
    let folder = repository();
    let report = json_of(folder.path(), &["--history"]);
    assert_eq!(
        lines(folder.path(), &report),
        [
            "app.py:2 one..two ",
            "src/new.py:1 two..three main",
            "src/old.py:1 one..one ",
        ]
    );
    let versions = report["findings"][0]["history"]["versions"]
        .as_array()
        .unwrap();
    let of_versions: Vec<&Value> = versions.iter().map(|version| &version["line"]).collect();
    assert_eq!(of_versions, [&json!(1), &json!(2)]);
    let blob = versions[0]["blob"].as_str().unwrap();
    assert_eq!(git(folder.path(), ["cat-file", "blob", blob]), OLD.trim());
    let history = &report["history"];
    assert_eq!(
        (
            &history["commits_scanned"],
            &history["blobs"],
            &history["is_cut"]
        ),
        (&json!(3), &json!(4), &json!(false))
    );
    let commit = report["findings"][0]["history"]["first_commit"]
        .as_str()
        .unwrap();
    assert_eq!(history["commits"][commit]["author"], "Test");
    let date = git(folder.path(), ["show", "-s", "--format=%aI", commit]);
    assert_eq!(history["commits"][commit]["date"], date);
}

#[test]
fn ranges_branches_days_and_paths_limit_a_history() {
    let folder = repository();
    let found = |arguments: &[&str]| lines(folder.path(), &json_of(folder.path(), arguments));
    assert_eq!(
        found(&["--history", "--branches"]),
        [
            "app.py:2 one..side side",
            "side.py:1 side..side side",
            "src/new.py:1 two..three main,side",
            "src/old.py:1 one..one ",
        ]
    );
    assert_eq!(
        found(&["--history=main..side"]),
        ["side.py:1 side..side side"]
    );
    assert_eq!(
        found(&["--history=side", "side.py"]),
        ["side.py:1 side..side side"]
    );
    assert_eq!(found(&["--history", "src/old.py"]).len(), 1);
    assert_eq!(found(&["--history", "src"]).len(), 2);
    assert_eq!(found(&["--history", "--exclude", "/src"]).len(), 1);
    assert!(found(&["--history", "--since", "2100-01-01"]).is_empty());
    assert_eq!(found(&["--history", "--since", "2000-01-01"]).len(), 3);
    let below = folder.path().join("src");
    assert_eq!(
        lines(&below, &json_of(&below, &["--history", "new.py"])),
        ["src/new.py:1 two..three main"]
    );
}

#[test]
fn a_finding_in_the_past_never_fails() {
    let folder = repository();
    let status = |arguments: &[&str]| history(folder.path(), arguments).status;
    assert_eq!(status(&["--history", "app.py"]), 0);
    assert_eq!(status(&["--history", "--fail-on", "note", "app.py"]), 0);
    assert_eq!(status(&["--history", "--branches", "app.py"]), 1);
    assert_eq!(status(&["--history", "--branches", "--exit-zero"]), 0);
    let report = json_of(folder.path(), &["--history", "app.py"]);
    assert_eq!(
        (&report["failed"], &report["summary"]["failing"]),
        (&json!(false), &json!(0))
    );
}

#[test]
fn a_baseline_accepts_what_is_still_there() {
    let folder = repository();
    let at = folder.path();
    git(at, ["checkout", "-q", "side"]);
    assert_eq!(history(at, &["--history"]).status, 1);
    let written = run(at, &["baseline", "write", "--as-of", AS_OF]);
    assert_eq!(written.status, 0, "{}", written.stderr);
    commit(at, "accepted");
    let run = history(at, &["--history"]);
    assert_eq!(run.status, 0, "{}", run.stdout);
    assert!(
        !run.stdout.contains("bedrock-eol-baseline.json"),
        "{}",
        run.stdout
    );
}

#[test]
fn people_see_since_when_and_until_when() {
    let folder = repository();
    let run = history(folder.path(), &["--history"]);
    let day = git(folder.path(), ["show", "-s", "--format=%as", "main~2"]);
    let short = |revision: &str| git(folder.path(), ["rev-parse", "--short=10", revision]);
    let (one, two) = (short("main~2"), short("main~1"));
    for text in [
        format!("app.py:2  since {day} ({one})  until {day} ({two})"),
        format!("src/new.py:1  since {day} ({two})  still on main"),
        "3 commits and 4 versions of files on main.".to_owned(),
    ] {
        assert!(run.stdout.contains(&text), "{text}\n{}", run.stdout);
    }
    let csv = history(folder.path(), &["--history", "--output", "csv"]).stdout;
    let header: Vec<&str> = csv.lines().next().unwrap().split(',').collect();
    let columns = [
        "first_commit",
        "first_date",
        "last_commit",
        "last_date",
        "in_head",
        "branches",
    ];
    assert!(header.windows(6).any(|some| some == columns), "{header:?}");
    let rows = history(folder.path(), &["--history", "--output", "jsonl"]).stdout;
    let row: Value = serde_json::from_str(rows.lines().nth(1).unwrap()).unwrap();
    assert_eq!(
        (&row["in_head"], &row["branches"]),
        (&json!(true), &json!(["main"]))
    );
}

#[test]
fn formats_about_files_of_today_refuse_and_so_do_other_inputs() {
    let folder = repository();
    for (arguments, message) in [
        (
            &["--history", "--output", "sarif"][..],
            "works with pretty, json, jsonl and csv",
        ),
        (&["--history", "--output", "ics=a.ics"], "works with pretty"),
        (&["--history", "--staged"], "--staged"),
        (&["--history", "--inventory"], "--inventory"),
        (&["--branches"], "--history"),
        (&["--history=main", "--branches"], "without a revision"),
        (&["--history=.."], "dots without a revision"),
        (&["--history=nothing"], "unknown commit"),
        (&["--history=--output=x"], "unknown commit"),
        (&["--history", "/elsewhere"], "not in the repository"),
    ] {
        let run = history(folder.path(), arguments);
        assert_eq!(run.status, 2, "{arguments:?}: {}", run.stdout);
        assert!(
            run.stderr.contains(message),
            "{arguments:?}: {}",
            run.stderr
        );
    }
    let outside = TempDir::new().unwrap();
    let run = history(outside.path(), &["--history"]);
    assert_eq!(
        (run.status, run.stderr.contains("requires a git repository")),
        (2, true)
    );
    let report = history(folder.path(), &["--history", "--output", "json"]).stdout;
    let merged = run_with_input(folder.path(), &["merge", "shop=-"], report.as_bytes());
    assert!(
        merged.stderr.contains("report of a history"),
        "{}",
        merged.stderr
    );
}

#[test]
fn every_kind_of_repository_has_a_history() {
    let folder = repository();
    let whole = json_of(folder.path(), &["--history"]);
    let findings = |report: &Value| report["findings"].clone();
    let elsewhere = TempDir::new().unwrap();
    let at = |name: &str| elsewhere.path().join(name);
    let url = format!("file://{}", folder.path().display());
    git(
        elsewhere.path(),
        ["clone", "-q", "--bare", &url, "bare.git"],
    );
    assert_eq!(
        findings(&json_of(&at("bare.git"), &["--history"])),
        findings(&whole)
    );
    // As hooks run on a server.
    let arguments = ["scan", "--history", "--as-of", AS_OF, "--output", "json"];
    let hook = run_in(&at("bare.git"), &arguments, &[("GIT_DIR", ".")]);
    let hook: Value = serde_json::from_str(&hook.stdout).unwrap();
    assert_eq!(findings(&hook), findings(&whole));
    git(
        folder.path(),
        [
            "worktree",
            "add",
            "-q",
            "--detach",
            at("tree").to_str().unwrap(),
            "main",
        ],
    );
    let tree = json_of(&at("tree"), &["--history"]);
    assert_eq!(tree["findings"][1]["history"]["branches"], json!(["HEAD"]));
    assert_eq!(
        tree["findings"][1]["fingerprint"],
        whole["findings"][1]["fingerprint"]
    );
    git(
        elsewhere.path(),
        ["clone", "-q", "--depth=1", &url, "shallow"],
    );
    let shallow = json_of(&at("shallow"), &["--history"]);
    assert_eq!(
        lines(&at("shallow"), &shallow),
        ["src/new.py:1 three..three main"]
    );
    assert_eq!(shallow["history"]["is_cut"], true);
    let shown = history(&at("shallow"), &["--history"]).stdout;
    assert!(shown.contains("history is cut"), "{shown}");
    git(elsewhere.path(), ["init", "-q", "-b", "main", "empty"]);
    for arguments in [&["--history"][..], &["--history", "--branches"]] {
        let run = history(&at("empty"), arguments);
        assert_eq!(run.status, 0, "{}", run.stderr);
        assert!(run.stdout.contains("0 commits"), "{}", run.stdout);
    }
}

#[test]
fn what_a_clone_lacks_is_one_error() {
    let folder = repository();
    git(folder.path(), ["config", "uploadpack.allowFilter", "true"]);
    let elsewhere = TempDir::new().unwrap();
    let url = format!("file://{}", folder.path().display());
    git(
        elsewhere.path(),
        [
            "clone",
            "-q",
            "--filter=blob:none",
            "--no-checkout",
            &url,
            "partial",
        ],
    );
    let partial = elsewhere.path().join("partial");
    let run = history(&partial, &["--history", "--output", "json"]);
    assert_eq!(run.status, 2);
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    let errors = report["errors"].as_array().unwrap();
    assert_eq!(errors.len(), 1, "{errors:?}");
    let message = errors[0]["message"].as_str().unwrap();
    assert!(
        message.starts_with("4 versions of 3 files not in this clone"),
        "{message}"
    );
}

#[test]
fn links_submodules_large_and_binary_files_are_listed() {
    let folder = repository();
    let at = folder.path();
    fs::write(at.join("image.bin"), b"\0\x01anthropic.claude-v2\0").unwrap();
    write(at, "large.py", &format!("{}{OLD}", "#\n".repeat(5000)));
    let link = git(at, ["rev-parse", "HEAD:app.py"]);
    let head = git(at, ["rev-parse", "HEAD"]);
    git(at, ["add", "--all"]);
    for entry in [
        format!("120000,{link},link"),
        format!("160000,{head},module"),
    ] {
        git(at, ["update-index", "--add", "--cacheinfo", &entry]);
    }
    git(at, ["commit", "-q", "-m", "four"]);
    let report = json_of(at, &["--history", "--max-size", "1KiB"]);
    let skipped = report["skipped"].as_array().unwrap().iter();
    let skipped: Vec<String> = skipped
        .map(|one| {
            format!(
                "{} {}",
                one["path"].as_str().unwrap(),
                one["reason"].as_str().unwrap()
            )
        })
        .collect();
    let all = [
        "image.bin binary",
        "large.py too-large",
        "link link",
        "module submodule",
    ];
    assert_eq!(skipped, all);
    let rules = report["findings"].as_array().unwrap().iter();
    assert!(
        rules
            .into_iter()
            .any(|finding| finding["rule"] == "binary-mention")
    );
}

#[test]
fn names_in_a_history_are_escaped_and_replaced_objects_are_not_read() {
    let folder = TempDir::new().unwrap();
    let at = folder.path();
    git(at, ["init", "-q", "-b", "main"]);
    write(at, "a\u{1b}[31m\n::error::.py", OLD);
    write(at, "=cmd.py", OLD);
    git(at, ["add", "--all"]);
    git(
        at,
        [
            "commit",
            "-q",
            "--author",
            "=HYPERLINK(\u{1b}[2J) <x@example.com>",
            "-m",
            "::error::\u{1b}[2J",
        ],
    );
    // A tag that replaces the commit and a branch with a hostile name.
    let blob = git(at, ["rev-parse", "HEAD:=cmd.py"]);
    write(at, "clean.txt", "nothing\n");
    let clean = git(at, ["hash-object", "-w", "clean.txt"]);
    git(at, ["replace", &blob, &clean]);
    git(at, ["branch", "=\u{202e}evil"]);
    for format in ["pretty", "csv", "jsonl", "json"] {
        let run = history(at, &["--history", "--branches", "--output", format]);
        assert_eq!(run.status, 1, "{format}: {}", run.stderr);
        let raw = run.stdout.contains(['\u{1b}', '\u{202e}']) || run.stdout.contains("\n::error::");
        assert!(
            !raw || format.starts_with("json"),
            "{format}: {}",
            run.stdout
        );
        assert!(!run.stdout.contains("\n::"), "{format}: {}", run.stdout);
        assert!(!run.stdout.contains(",="), "{format}: {}", run.stdout);
    }
}

/// Numbers that look random, and are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % most
    }
}

type Files = BTreeMap<String, usize>;

/// A repository with merges that take either side or neither, reverts, renames, copies, and clocks that go wrong, as input
/// of `git fast-import`.
fn generated(seed: u64, commits: usize) -> String {
    let contents = [
        "nothing\n".to_owned(),
        OLD.to_owned(),
        NEW.to_owned(),
        format!("# one\n{OLD}{NEW}"),
        format!("{NEW}# two\n{OLD}"),
        format!("{OLD}\n{OLD}"),
        "other = 1\n".to_owned(),
        "client.converse(modelId='amazon.titan-text-express-v1')\n".to_owned(),
    ];
    let names = [
        "a.py",
        "b.py",
        "src/a.py",
        "docs/a.md",
        "src/deep/c.ts",
        "app.yaml",
    ];
    let mut dice = Dice(seed);
    let mut input = String::new();
    for (at, content) in contents.iter().enumerate() {
        writeln!(
            input,
            "blob\nmark :{}\ndata {}\n{content}",
            at + 1,
            content.len()
        )
        .unwrap();
    }
    let mut trees: Vec<(Files, usize)> = Vec::new();
    for at in 0..commits {
        let back = |dice: &mut Dice| at - 1 - dice.below(at.min(6));
        let mut parents: Vec<usize> = Vec::new();
        // Now and then a second root.
        if at > 0 && dice.below(15) > 0 {
            parents.push(back(&mut dice));
            for _ in 0..[0, 0, 1, 1, 2][dice.below(5)] {
                parents.push(back(&mut dice));
            }
        }
        parents.dedup();
        let mut files = Files::new();
        if let Some(first) = parents.first() {
            files = trees[*first].0.clone();
        }
        for other in parents.iter().skip(1) {
            for name in names {
                if dice.below(2) == 0 {
                    match trees[*other].0.get(name) {
                        Some(content) => drop(files.insert(name.to_owned(), *content)),
                        None => drop(files.remove(name)),
                    }
                }
            }
        }
        for _ in 0..dice.below(3) {
            let name = names[dice.below(names.len())].to_owned();
            match dice.below(4) {
                0 => drop(files.remove(&name)),
                1 => {
                    if let Some(content) = files.remove(&name) {
                        files.insert(names[dice.below(names.len())].to_owned(), content);
                    }
                }
                _ => drop(files.insert(name, dice.below(contents.len()))),
            }
        }
        let time = 1_700_000_000 + at * 1000 - dice.below(5000);
        let branch = dice.below(3);
        writeln!(input, "commit refs/heads/b{branch}\nmark :{}", 100 + at).unwrap();
        writeln!(
            input,
            "author A <a@example.com> {time} +0100\ncommitter A <a@example.com> {time} +0000"
        )
        .unwrap();
        writeln!(input, "data 0").unwrap();
        for (number, parent) in parents.iter().enumerate() {
            let word = if number == 0 { "from" } else { "merge" };
            writeln!(input, "{word} :{}", 100 + parent).unwrap();
        }
        if parents.is_empty() {
            // Without `from` a branch would go on from its last commit.
            input = input.replace(
                &format!("commit refs/heads/b{branch}\nmark :{}\n", 100 + at),
                &format!("commit refs/heads/root{at}\nmark :{}\n", 100 + at),
            );
        }
        input.push_str("deleteall\n");
        for (name, content) in &files {
            writeln!(input, "M 100644 :{} {name}", content + 1).unwrap();
        }
        trees.push((files, branch));
    }
    writeln!(input, "reset refs/heads/main\nfrom :{}\n", 99 + commits).unwrap();
    input
}

fn import(folder: &Path, input: &str) {
    let mut child = Command::new("git")
        .current_dir(folder)
        .args(["fast-import", "--quiet", "--force"])
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), input.as_bytes()).unwrap();
    assert!(child.wait().unwrap().success());
}

/// What a finding is by its fingerprint: contents and lines, first and last commit, branches.
type Plain = BTreeMap<String, (BTreeSet<(String, u64)>, String, String, Vec<String>)>;

/// Looks into each commit, and scans each content at each path as a record.
fn plain(folder: &Path, tips: &[(&str, String)]) -> Plain {
    let revisions: Vec<&str> = tips.iter().map(|(_, commit)| commit.as_str()).collect();
    let listed = git(
        folder,
        [
            &["rev-list", "--date-order", "--reverse"],
            revisions.as_slice(),
        ]
        .concat(),
    );
    let commits: Vec<&str> = listed.lines().collect();
    let tree = |commit: &str| -> BTreeSet<(String, String)> {
        let listed = git(folder, ["ls-tree", "-r", commit]);
        let entries = listed.lines().map(|line| {
            let (entry, path) = line.split_once('\t').unwrap();
            (entry.split(' ').nth(2).unwrap().to_owned(), path.to_owned())
        });
        entries.collect()
    };
    let trees: Vec<BTreeSet<(String, String)>> =
        commits.iter().map(|commit| tree(commit)).collect();
    let versions: BTreeSet<&(String, String)> = trees.iter().flatten().collect();
    let records = versions.iter().map(|(blob, path)| {
        let mut content = git(folder, ["cat-file", "blob", blob]);
        content.push('\n');
        json!({"repo": blob, "path": path, "content": content}).to_string() + "\n"
    });
    let records: String = records.collect();
    let arguments = ["scan", "--records", "--isolated", "--as-of", AS_OF];
    let rows = run_with_input(folder, &arguments, records.as_bytes()).stdout;
    let mut plain = Plain::new();
    for row in rows
        .lines()
        .map(|row| serde_json::from_str::<Value>(row).unwrap())
    {
        if row["type"] != "finding" {
            continue;
        }
        let text = |key: &str| row[key].as_str().unwrap().to_owned();
        let version = (text("repo"), text("path"));
        let has = |tree: &BTreeSet<(String, String)>| tree.contains(&version);
        let first = trees.iter().position(has).unwrap();
        let last = trees.iter().rposition(has).unwrap();
        let one = plain.entry(text("fingerprint")).or_insert_with(|| {
            (
                BTreeSet::new(),
                commits[first].to_owned(),
                commits[last].to_owned(),
                Vec::new(),
            )
        });
        let at = |commit: &str| commits.iter().position(|one| *one == commit).unwrap();
        one.0
            .insert((version.0.clone(), row["line"].as_u64().unwrap()));
        one.1 = commits[first.min(at(&one.1))].to_owned();
        one.2 = commits[last.max(at(&one.2))].to_owned();
        for (name, commit) in tips {
            if has(&trees[at(commit)]) && !one.3.contains(&(*name).to_owned()) {
                one.3.push((*name).to_owned());
            }
        }
        one.3.sort();
    }
    plain
}

fn reported(report: &Value) -> Plain {
    let findings = report["findings"].as_array().unwrap().iter();
    findings
        .map(|finding| {
            let history = &finding["history"];
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            let versions = history["versions"].as_array().unwrap().iter();
            let versions = versions.map(|one| (text(&one["blob"]), one["line"].as_u64().unwrap()));
            let branches = history["branches"].as_array().unwrap().iter().map(text);
            (
                text(&finding["fingerprint"]),
                (
                    versions.collect(),
                    text(&history["first_commit"]),
                    text(&history["last_commit"]),
                    branches.collect(),
                ),
            )
        })
        .collect()
}

#[test]
fn a_history_is_what_a_plain_scan_of_each_commit_finds() {
    for (seed, format) in [(1, "sha1"), (2, "sha1"), (3, "sha256"), (4, "sha1")] {
        let folder = TempDir::new().unwrap();
        let at = folder.path();
        git(
            at,
            [
                "init",
                "-q",
                "-b",
                "main",
                &format!("--object-format={format}"),
            ],
        );
        import(at, &generated(seed, 50));
        let tip = |name: &'static str| (name, git(at, ["rev-parse", name]));
        let report = json_of(at, &["--history", "--isolated"]);
        let want = plain(at, &[tip("main")]);
        assert!(want.len() > 8, "{seed}: {}", want.len());
        assert_eq!(reported(&report), want, "{seed}");
        let all = json_of(at, &["--history", "--isolated", "--branches"]);
        let names = git(
            at,
            ["for-each-ref", "--format=%(refname:short)", "refs/heads"],
        );
        let tips: Vec<(&str, String)> = names
            .lines()
            .map(|name| (name, git(at, ["rev-parse", name])))
            .collect();
        assert_eq!(reported(&all), plain(at, &tips), "{seed}");
        let threads = |number| {
            let arguments = [
                "--history",
                "--branches",
                "--threads",
                number,
                "--output",
                "json",
            ];
            history(at, &arguments).stdout
        };
        assert_eq!(threads("1"), threads("7"), "{seed}");
        git(at, ["gc", "-q"]);
        assert_eq!(threads("1"), threads("2"), "{seed}");
    }
}
