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
    assert_eq!(
        report["complete"], true,
        "{arguments:?}: {}",
        report["errors"]
    );
    let findings = report["findings"].as_array().unwrap().iter();
    let about_models = findings.filter(|finding| finding["rule"] != "stale-baseline");
    let active = about_models.filter(|finding| finding["disposition"] == "active");
    active
        .map(|finding| format!("{}:{}", finding["path"].as_str().unwrap(), finding["line"]))
        .collect()
}

mod paths {
    use super::*;

    /// Formats for programs, and what a finding of `svc/z.py` looks like in each.
    const FOR_PROGRAMS: &[(&str, &str)] = &[
        ("github", "file=svc/z.py,"),
        ("sarif", "\"uri\": \"svc/z.py\""),
        ("gitlab", "\"path\": \"svc/z.py\""),
        ("azure", "sourcepath=svc/z.py;"),
        ("bitbucket", "\"path\": \"svc/z.py\""),
        ("rdjson", "\"path\": \"svc/z.py\""),
        ("issues", "`svc/z.py:1:"),
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
                assert!(
                    report.contains(want),
                    "{} {format}: {report}",
                    here.display()
                );
                assert!(
                    !report.contains("../z.py"),
                    "{} {format}: {report}",
                    here.display()
                );
            }
        }
        for (format, want) in [
            ("compact", "z.py:1:"),
            ("pretty", "z.py:1:"),
            ("markdown", "`z.py`"),
        ] {
            let report = scan(&folder.path().join("svc"), &["--output", format]).stdout;
            assert!(
                report.contains(want) && !report.contains("svc/z.py"),
                "{format}: {report}"
            );
        }
    }

    #[test]
    fn json_names_the_root_and_the_working_directory() {
        let folder = repository(&[("svc/api/z.py", LINE)]);
        let report = json(&folder.path().join("svc/api"), &[]);
        assert_eq!(
            (&report["root"], &report["cwd"]),
            (&"../..".into(), &"svc/api".into())
        );
        let report = json(folder.path(), &[]);
        assert_eq!(
            (&report["root"], &report["cwd"]),
            (&".".into(), &".".into())
        );
    }

    #[test]
    fn without_a_repository_paths_begin_at_the_project_or_the_working_directory() {
        let folder = TempDir::new().unwrap();
        write(folder.path(), &[("svc/z.py", LINE)]);
        assert_eq!(found(&folder.path().join("svc"), &[]), ["z.py:1"]);
        assert_eq!(found(folder.path(), &[]), ["svc/z.py:1"]);
        assert_eq!(
            found(&folder.path().join("svc"), &["../svc/../svc/z.py"]),
            ["z.py:1"]
        );
        // Here the configuration makes the project.
        write(folder.path(), &[("bedrock-eol.toml", "")]);
        assert_eq!(
            found(
                &folder.path().join("svc"),
                &["--config", "../bedrock-eol.toml"]
            ),
            ["svc/z.py:1"]
        );
    }

    #[test]
    fn a_file_outside_the_repository_has_an_absolute_uri() {
        let (folder, other) = (
            repository(&[("svc/a.py", "")]),
            TempDir::new_in(env!("CARGO_TARGET_TMPDIR")).unwrap(),
        );
        write(other.path(), &[("z.py", LINE)]);
        let real = fs::canonicalize(other.path()).unwrap();
        let up = "../".repeat(
            fs::canonicalize(folder.path())
                .unwrap()
                .components()
                .count(),
        );
        let relative = format!(
            "{up}{}/z.py",
            real.display().to_string().trim_start_matches('/')
        );
        let report = scan(
            &folder.path().join("svc"),
            &[&relative, "--output", "sarif"],
        )
        .stdout;
        assert!(
            report.contains(&format!("\"uri\": \"file://{}/z.py\"", real.display())),
            "{report}"
        );
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
        assert_eq!(
            found(folder.path(), &["--diff", "HEAD"]),
            ["svc/z.py:1", "y.py:1"]
        );
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
        assert_eq!(
            found(
                folder.path(),
                &["--baseline", "svc/bedrock-eol-baseline.json"]
            ),
            none
        );
    }

    /// The baseline of an earlier version, whose paths begin at the configuration's folder.
    #[test]
    fn a_baseline_with_paths_of_the_project_still_applies() {
        let folder = repository(&[
            ("svc/z.py", LINE),
            ("svc/bedrock-eol.toml", ""),
            ("z.py", ""),
        ]);
        let here = folder.path().join("svc");
        program::run(&here, &["baseline", "write", "--as-of", AS_OF]);
        let file = here.join("bedrock-eol-baseline.json");
        let mut baseline: Value =
            serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
        baseline["entries"][0]["path"] = "z.py".into();
        baseline["entries"][0]["fingerprint"] = "0000000000000000".into();
        fs::write(file, baseline.to_string()).unwrap();
        let none: [&str; 0] = [];
        assert_eq!(found(&here, &[]), none);
    }

    #[test]
    fn a_baseline_in_another_folder_is_mentioned() {
        let folder = repository(&[("svc/z.py", LINE)]);
        let here = folder.path().join("svc");
        write(
            &here,
            &[(
                "bedrock-eol-baseline.json",
                "{ \"schema_version\": 1, \"entries\": [] }\n",
            )],
        );
        let run = scan(&here, &["--output", "compact"]);
        let want = "bedrock-eol-baseline.json is not applied: the baseline of this project is \
                    ../bedrock-eol-baseline.json; pass --baseline bedrock-eol-baseline.json to apply it";
        assert!(run.stderr.contains(want), "{}", run.stderr);
        assert!(!scan(folder.path(), &[]).stderr.contains("not applied"));
    }
}

mod lacking {
    use super::*;

    const POINTER: &str = "version https://git-lfs.github.com/spec/v1\noid sha256:0000000000000000000000000000000000000000000000000000000000000007\nsize 12345\n";

    /// What a scan leaves out for a cause, and its exit codes without and with `--require-full-checkout`.
    fn left_out(folder: &Path, arguments: &[&str], cause: &str) -> (u64, i32, i32) {
        let report = json(folder, arguments);
        assert_eq!(report["complete"], true, "{}", report["errors"]);
        let required = scan(folder, &[arguments, &["--require-full-checkout"]].concat()).status;
        (
            report["left_out"][cause].as_u64().unwrap(),
            scan(folder, arguments).status,
            required,
        )
    }

    #[test]
    fn a_git_lfs_pointer_is_counted_as_missing_content() {
        let folder = repository(&[("n.ipynb", POINTER), ("a.py", "x = 1\n")]);
        assert_eq!(left_out(folder.path(), &[], "lfs-pointer"), (1, 0, 2));
        let summary = scan(folder.path(), &["--output", "compact"]).stdout;
        assert!(
            summary.contains("Left out: 1 file (1 Git LFS pointer)."),
            "{summary}"
        );
        let error = scan(
            folder.path(),
            &["--output", "compact", "--require-full-checkout"],
        )
        .stdout;
        assert!(
            error.contains(
                "n.ipynb: not checked out: a Git LFS pointer instead of the content; run `git lfs pull`"
            ),
            "{error}"
        );
        // The content that a change stages is never in git.
        write(folder.path(), &[("m.ipynb", POINTER)]);
        git(folder.path(), ["add", "--all"]);
        assert_eq!(
            left_out(folder.path(), &["--staged"], "lfs-pointer"),
            (1, 0, 2)
        );
        // What only begins like a pointer is text.
        write(
            folder.path(),
            &[("n.ipynb", &format!("{POINTER}{LINE}")), ("m.ipynb", "")],
        );
        assert_eq!(found(folder.path(), &[]), ["n.ipynb:4"]);
    }

    #[test]
    fn a_submodule_that_is_not_checked_out_is_counted() {
        let inner = repository(&[("z.py", LINE)]);
        let folder = repository(&[("a.py", "x = 1\n")]);
        let url = format!("file://{}", inner.path().display());
        git(
            folder.path(),
            [
                "-c",
                "protocol.file.allow=always",
                "submodule",
                "add",
                "-q",
                &url,
                "deps/sub",
            ],
        );
        commit(folder.path());
        let clones = TempDir::new().unwrap();
        let url = format!("file://{}", folder.path().display());
        git(clones.path(), ["clone", "-q", &url, "clone"]);
        let clone = clones.path().join("clone");
        assert_eq!(left_out(&clone, &[], "submodule"), (1, 0, 2));
        assert_eq!(left_out(&clone, &["deps"], "submodule").0, 1);
        assert_eq!(
            json(&clone.join("deps"), &[])["skipped"][0]["path"],
            "deps/sub"
        );
        // A scan of something else lacks nothing, and what is excluded is not missed.
        assert_eq!(left_out(&clone, &["a.py"], "submodule"), (0, 0, 0));
        assert_eq!(
            left_out(&clone, &["--exclude", "deps/**"], "submodule"),
            (0, 0, 0)
        );
        git(
            &clone,
            [
                "-c",
                "protocol.file.allow=always",
                "submodule",
                "update",
                "-q",
                "--init",
            ],
        );
        assert_eq!(left_out(&clone, &["--exit-zero"], "submodule"), (0, 0, 0));
        assert_eq!(found(&clone, &[]), ["deps/sub/z.py:1"]);
    }

    #[test]
    fn files_outside_of_a_sparse_checkout_are_counted() {
        let folder = repository(&[
            ("a/x.py", "x = 1\n"),
            ("b/y.py", LINE),
            ("b/z.py", LINE),
            ("c/w.py", ""),
        ]);
        for (options, want) in [(vec![], 3), (vec!["--sparse-index"], 2)] {
            let options = [vec!["sparse-checkout", "set", "a"], options].concat();
            git(folder.path(), options);
            assert_eq!(left_out(folder.path(), &[], "sparse"), (want, 0, 2));
            assert_eq!(
                left_out(&folder.path().join("a"), &[".."], "sparse"),
                (want, 0, 2)
            );
            assert_eq!(left_out(folder.path(), &["a"], "sparse"), (0, 0, 0));
            assert_eq!(
                left_out(
                    folder.path(),
                    &["--exclude", "/b", "--exclude", "c"],
                    "sparse"
                ),
                (0, 0, 0)
            );
        }
        let summary = scan(
            folder.path(),
            &["--output", "compact", "--require-full-checkout"],
        )
        .stdout;
        let want = "b: not checked out: outside of the sparse checkout (and 1 more); run `git sparse-checkout disable`";
        assert!(summary.contains(want), "{summary}");
        git(folder.path(), ["sparse-checkout", "disable"]);
        assert_eq!(
            left_out(folder.path(), &["--exit-zero"], "sparse"),
            (0, 0, 0)
        );
    }

    /// An index can mark a file as left out without the settings of a sparse checkout.
    #[test]
    fn a_file_that_only_the_index_leaves_out_is_counted() {
        let folder = repository(&[("a/x.py", "x = 1\n"), ("b/y.py", LINE)]);
        git(folder.path(), ["update-index", "--skip-worktree", "b/y.py"]);
        std::fs::remove_file(folder.path().join("b/y.py")).unwrap();
        assert!(!folder.path().join(".git/info/sparse-checkout").exists());
        assert_eq!(left_out(folder.path(), &[], "sparse"), (1, 0, 2));
    }

    #[test]
    fn a_worktree_of_its_own_has_its_own_sparse_checkout() {
        let folder = repository(&[("a/x.py", "x = 1\n"), ("b/y.py", "y = 1\n")]);
        let trees = TempDir::new().unwrap();
        let tree = trees.path().join("tree");
        git(
            folder.path(),
            [
                "worktree",
                "add",
                "-q",
                "-b",
                "other",
                tree.to_str().unwrap(),
            ],
        );
        git(&tree, ["sparse-checkout", "set", "a"]);
        assert_eq!(left_out(&tree, &[], "sparse"), (1, 0, 2));
        assert_eq!(left_out(folder.path(), &[], "sparse"), (0, 0, 0));
    }

    #[test]
    fn a_change_outside_of_a_sparse_checkout_is_scanned() {
        let folder = repository(&[("a/x", "x\n"), ("b/y.py", "y\n")]);
        git(folder.path(), ["checkout", "-q", "-b", "feat"]);
        write(folder.path(), &[("b/y.py", &format!("y\n{LINE}"))]);
        commit(folder.path());
        git(folder.path(), ["sparse-checkout", "set", "a"]);
        assert_eq!(found(folder.path(), &["--diff", "main"]), ["b/y.py:2"]);
        assert_eq!(
            found(&folder.path().join("a"), &["--diff", "main"]),
            ["b/y.py:2"]
        );
    }

    #[test]
    fn a_partial_clone_gives_advice() {
        let folder = repository(&[("m.py", "base\n")]);
        git(folder.path(), ["checkout", "-q", "-b", "feat"]);
        write(folder.path(), &[("m.py", &format!("base\n{LINE}"))]);
        commit(folder.path());
        let (clones, url) = (
            TempDir::new().unwrap(),
            format!("file://{}", folder.path().display()),
        );
        git(
            clones.path(),
            [
                "clone",
                "-q",
                "--filter=blob:none",
                "--branch",
                "feat",
                &url,
                "clone",
            ],
        );
        let run = scan(&clones.path().join("clone"), &["--diff", "origin/main"]);
        assert_eq!(run.status, 2);
        assert!(
            run.stderr
                .contains("fetch it once with `git diff --stat REV`"),
            "{}",
            run.stderr
        );
    }

    #[test]
    fn a_merge_reports_only_lines_that_no_parent_has() {
        let folder = repository(&[("x.py", "a\n")]);
        git(folder.path(), ["checkout", "-q", "-b", "feat"]);
        write(folder.path(), &[("x.py", "f\n")]);
        commit(folder.path());
        git(folder.path(), ["checkout", "-q", "main"]);
        write(folder.path(), &[("x.py", "m\n"), ("svc.py", LINE)]);
        commit(folder.path());
        git(folder.path(), ["checkout", "-q", "feat"]);
        git(
            folder.path(),
            ["merge", "-q", "--no-commit", "-X", "ours", "main"],
        );
        let none: [&str; 0] = [];
        assert_eq!(found(folder.path(), &["--staged"]), none);
        assert_eq!(found(folder.path(), &["--diff", "main"]), none);
        write(folder.path(), &[("x.py", LINE)]);
        git(folder.path(), ["add", "--all"]);
        assert_eq!(found(folder.path(), &["--staged"]), ["x.py:1"]);
    }
}

mod vendored {
    use super::*;

    fn vendored(folder: &Path, arguments: &[&str]) -> u64 {
        json(folder, arguments)["left_out"]["vendored"]
            .as_u64()
            .unwrap()
    }

    const FOLDERS: [&str; 7] = [
        "node_modules/a",
        "web/bower_components/a",
        "lib/site-packages/a",
        ".terraform/modules",
        ".tox/py",
        ".nox/x",
        "environment/lib",
    ];

    /// A repository with dependencies that are neither tracked nor ignored.
    fn project() -> TempDir {
        let folder = repository(&[("a.py", "x = 1\n")]);
        for name in FOLDERS {
            write(folder.path(), &[(&format!("{name}/z.py"), LINE)]);
        }
        write(
            folder.path(),
            &[("environment/pyvenv.cfg", "home = /usr/bin\n")],
        );
        folder
    }

    #[test]
    fn only_folders_that_are_proved_to_be_dependencies_are_skipped() {
        let folder = project();
        let none: [&str; 0] = [];
        assert_eq!(found(folder.path(), &[]), none);
        assert_eq!(vendored(folder.path(), &[]), 8);
        let summary = scan(folder.path(), &["--output", "compact"]).stdout;
        assert!(
            summary.contains("8 vendored in environment and 6 more folders"),
            "{summary}"
        );
        // Names that people use as well prove nothing.
        for name in ["dist", "build", "target", "vendor", ".venv"] {
            write(folder.path(), &[(&format!("{name}/z.py"), LINE)]);
        }
        let want = [
            ".venv/z.py:1",
            "build/z.py:1",
            "dist/z.py:1",
            "target/z.py:1",
            "vendor/z.py:1",
        ];
        assert_eq!(found(folder.path(), &[]), want);
    }

    #[test]
    fn tracked_files_in_dependency_folders_are_scanned() {
        let folder = project();
        git(folder.path(), ["add", "node_modules", "environment"]);
        assert_eq!(
            found(folder.path(), &[]),
            ["environment/lib/z.py:1", "node_modules/a/z.py:1"]
        );
        assert_eq!(vendored(folder.path(), &[]), 5);
        // A file next to the tracked one is not tracked.
        write(folder.path(), &[("node_modules/b/z.py", LINE)]);
        assert_eq!(found(folder.path(), &[]).len(), 2);
        assert_eq!(vendored(folder.path(), &[]), 6);
    }

    #[test]
    fn dependencies_that_are_named_or_outside_of_git_are_scanned() {
        let folder = project();
        assert_eq!(
            found(folder.path(), &["node_modules"]),
            ["node_modules/a/z.py:1"]
        );
        assert_eq!(
            found(&folder.path().join("environment"), &[]),
            ["environment/lib/z.py:1"]
        );
        assert_eq!(
            found(folder.path(), &["environment/lib"]),
            ["environment/lib/z.py:1"]
        );
        assert_eq!(found(folder.path(), &["--no-ignore"]).len(), FOLDERS.len());
        fs::remove_dir_all(folder.path().join(".git")).unwrap();
        assert_eq!(found(folder.path(), &[]).len(), FOLDERS.len());
        assert_eq!(vendored(folder.path(), &[]), 0);
    }

    #[test]
    fn a_named_folder_is_scanned_with_the_dependencies_in_it() {
        let folder = project();
        let inner = [
            ("node_modules/a/node_modules/y.py", LINE),
            ("environment/lib/site-packages/y.py", LINE),
        ];
        write(folder.path(), &inner);
        assert_eq!(
            found(folder.path(), &["node_modules"]),
            [
                "node_modules/a/node_modules/y.py:1",
                "node_modules/a/z.py:1"
            ]
        );
        assert_eq!(
            found(folder.path(), &["node_modules/a"]),
            [
                "node_modules/a/node_modules/y.py:1",
                "node_modules/a/z.py:1"
            ]
        );
        assert_eq!(
            found(folder.path(), &["environment"]),
            [
                "environment/lib/site-packages/y.py:1",
                "environment/lib/z.py:1"
            ]
        );
    }

    #[test]
    fn a_few_vendored_files_are_counted_but_not_listed() {
        let folder = repository(&[("node.py", "")]);
        for at in 0..20 {
            write(folder.path(), &[(&format!("f{at}.py"), "x = 1\n")]);
        }
        write(folder.path(), &[("node_modules/z.py", LINE)]);
        let summary = scan(folder.path(), &["--output", "compact"]).stdout;
        assert!(
            summary.contains("Left out: 1 file (1 vendored)."),
            "{summary}"
        );
    }
}

mod formatters {
    use super::*;

    fn baseline(folder: &Path) {
        let run = program::run(folder, &["baseline", "write", "--as-of", AS_OF]);
        assert_eq!(run.status, 0, "{}", run.stderr);
        commit(folder);
    }

    /// Files as people write them, and as black, prettier, a re-indenting of JSON and `terraform fmt` leave them.
    const FILES: [(&str, &str, &str); 10] = [
        (
            "a.py",
            "m = 'anthropic.claude-v2'\n",
            "m = \"anthropic.claude-v2\"\n",
        ),
        (
            "b.py",
            "c = Chat(temperature=0, model='anthropic.claude-v2', region='us-east-1')\n",
            "c = Chat(\n    temperature=0,\n    model=\"anthropic.claude-v2\",\n    region=\"us-east-1\",\n)\n",
        ),
        (
            "c.py",
            "def f(x, y): return call(x, y, f'anthropic.claude-v2', [1, 2, 3])\n",
            "def f(x, y):\n    return call(\n        x,\n        y,\n        \"anthropic.claude-v2\",\n        [1, 2, 3],\n    )\n",
        ),
        (
            "d.js",
            "const model = 'anthropic.claude-v2'\n",
            "const model = \"anthropic.claude-v2\";\n",
        ),
        (
            "e.ts",
            "const c = { 'temperature': 0, 'model': 'anthropic.claude-v2' }\n",
            "const c = {\n  temperature: 0,\n  model: \"anthropic.claude-v2\",\n};\n",
        ),
        (
            "f.json",
            "{\"region\":\"us-east-1\",\"model\":\"anthropic.claude-v2\",\"n\":1}\n",
            "{\n  \"region\": \"us-east-1\",\n  \"model\": \"anthropic.claude-v2\",\n  \"n\": 1\n}\n",
        ),
        (
            "g.yaml",
            "model: \"anthropic.claude-v2\"\n",
            "model: anthropic.claude-v2\n",
        ),
        (
            "h.tf",
            "locals {\n  model = \"anthropic.claude-v2\"\n  temperature_of_it = 0\n}\n",
            "locals {\n  model             = \"anthropic.claude-v2\"\n  temperature_of_it = 0\n}\n",
        ),
        (
            "i.go",
            "var Model=`anthropic.claude-v2`\n",
            "var Model = \"anthropic.claude-v2\"\n",
        ),
        (
            "j.json",
            "{\"models\":[\"anthropic.claude-v2\",\"anthropic.claude-v2:1\"]}\n",
            "{\n  \"models\": [\n    \"anthropic.claude-v2\",\n    \"anthropic.claude-v2:1\"\n  ]\n}\n",
        ),
    ];

    #[test]
    fn a_formatter_makes_no_accepted_finding_new() {
        let before: Vec<(&str, &str)> = FILES
            .iter()
            .map(|(path, before, _)| (*path, *before))
            .collect();
        let folder = repository(&before);
        baseline(folder.path());
        let accepted = json(folder.path(), &[])["left_out"]["baseline"]
            .as_u64()
            .unwrap();
        assert!(accepted >= 10, "{accepted}");
        let print = |report: &Value| {
            let of = |finding: &Value| {
                (
                    finding["path"].to_string(),
                    finding["fingerprint"].to_string(),
                )
            };
            report["findings"]
                .as_array()
                .unwrap()
                .iter()
                .map(of)
                .collect::<Vec<_>>()
        };
        let prints = print(&json(folder.path(), &[]));
        for (path, _, after) in FILES {
            write(folder.path(), &[(path, after)]);
        }
        let report = json(folder.path(), &[]);
        let none: [&str; 0] = [];
        assert_eq!(found(folder.path(), &[]), none);
        assert_eq!(report["left_out"]["baseline"].as_u64(), Some(accepted));
        // Not by the way out alone: the fingerprints are those of before.
        assert_eq!(print(&report), prints);
        git(folder.path(), ["add", "--all"]);
        assert_eq!(found(folder.path(), &["--staged"]), none);
        // A new finding is new, in the whole and as a change.
        for (path, _, after) in FILES {
            let line = if path.ends_with(".json") {
                ",{\"other\": \"anthropic.claude-v2\"}\n"
            } else {
                "other = \"anthropic.claude-v2\"\n"
            };
            write(folder.path(), &[(path, &format!("{after}{line}"))]);
        }
        git(folder.path(), ["add", "--all"]);
        assert_eq!(found(folder.path(), &[]).len(), FILES.len());
        assert_eq!(
            found(folder.path(), &["--staged"]),
            found(folder.path(), &[])
        );
    }

    #[test]
    fn a_rewritten_line_is_accepted_but_not_more_lines_than_before() {
        let folder = repository(&[("a.py", LINE)]);
        baseline(folder.path());
        let none: [&str; 0] = [];
        write(
            folder.path(),
            &[("a.py", "MODEL_OF_THE_TEAM = \"anthropic.claude-v2\"\n")],
        );
        assert_eq!(found(folder.path(), &[]), none);
        write(
            folder.path(),
            &[(
                "a.py",
                "ONE = \"anthropic.claude-v2\"\nTWO = \"anthropic.claude-v2\"\n",
            )],
        );
        assert_eq!(found(folder.path(), &[]).len(), 1);
        // Another model, another file, and a change next to the accepted line.
        write(
            folder.path(),
            &[("a.py", "m = \"anthropic.claude-instant-v1\"\n")],
        );
        assert_eq!(found(folder.path(), &[]), ["a.py:1"]);
        write(
            folder.path(),
            &[("a.py", LINE), ("b.py", "x = \"anthropic.claude-v2\"\n")],
        );
        assert_eq!(found(folder.path(), &[]), ["b.py:1"]);
        fs::remove_file(folder.path().join("b.py")).unwrap();
        write(
            folder.path(),
            &[("a.py", &format!("{LINE}new = \"anthropic.claude-v2\"\n"))],
        );
        git(folder.path(), ["add", "a.py"]);
        assert_eq!(found(folder.path(), &["--staged"]), ["a.py:2"]);
        assert_eq!(found(folder.path(), &["--diff", "HEAD"]), ["a.py:2"]);
    }

    #[test]
    fn a_worse_rule_on_a_rewritten_line_is_new() {
        let folder = repository(&[("a.py", "m = \"anthropic.claude-opus-4-1-20250805-v1:0\"\n")]);
        baseline(folder.path());
        write(
            folder.path(),
            &[(
                "a.py",
                "m_of_us = 'anthropic.claude-opus-4-1-20250805-v1:0'\n",
            )],
        );
        let none: [&str; 0] = [];
        assert_eq!(found(folder.path(), &[]), none);
        let later = program::run(
            folder.path(),
            &["scan", "--as-of", "2027-02-01", "--output", "compact"],
        );
        assert!(
            later.stdout.contains("a.py:1:12: error[end-of-life]"),
            "{}",
            later.stdout
        );
    }

    /// Random programs in random formattings: none reopens anything, and one more use is always found.
    #[test]
    fn random_formatting_makes_no_accepted_finding_new() {
        let mut seed = 7_u64;
        let mut random = move |below: usize| {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) as usize % below
        };
        let models = [
            "anthropic.claude-v2",
            "anthropic.claude-instant-v1",
            "amazon.titan-text-lite-v1",
        ];
        for round in 0..10 {
            let calls: Vec<Vec<(String, &str)>> = (0..1 + random(4))
                .map(|call| {
                    (0..1 + random(3))
                        .map(|at| (format!("model_{call}_{at}"), models[random(3)]))
                        .collect()
                })
                .collect();
            let (new_at, new_model) = (random(4), models[random(3)]);
            let mut text = |calls: &[Vec<(String, &str)>], json: bool| {
                let mut text = String::new();
                for call in calls {
                    let (wrap, sign) = (random(2) == 0, if json { ":" } else { "=" });
                    let (space, indent) = ([" ", ""][random(2)], [2, 4, 8][random(3)]);
                    let quote = if json { '"' } else { ['"', '\''][random(2)] };
                    let mut fields: Vec<String> = call
                        .iter()
                        .map(|(key, model)| {
                            let key = if json {
                                format!("\"{key}\"")
                            } else {
                                key.clone()
                            };
                            format!("{key}{space}{sign}{space}{quote}{model}{quote}")
                        })
                        .collect();
                    let neighbour = if json {
                        format!("\"n{}\": 1", random(9))
                    } else {
                        format!("n{}=1", random(9))
                    };
                    fields.insert(random(fields.len() + 1), neighbour);
                    let lines = format!("\n{}", " ".repeat(indent));
                    let between = if wrap {
                        format!(",{lines}")
                    } else {
                        ", ".to_owned()
                    };
                    let (open, close) = if json { ("{", "}") } else { ("Chat(", ")") };
                    let (first, last) = if wrap {
                        (lines.as_str(), "\n")
                    } else {
                        ("", "")
                    };
                    text += &format!("{open}{first}{}{last}{close}\n", fields.join(&between));
                }
                text
            };
            let name = ["a.py", "a.json"][round % 2];
            let json = round % 2 == 1;
            let folder = repository(&[(name, &text(&calls, json))]);
            baseline(folder.path());
            let again = text(&calls, json);
            write(folder.path(), &[(name, &again)]);
            let none: [&str; 0] = [];
            assert_eq!(found(folder.path(), &[]), none, "{again}");
            let mut more = calls.clone();
            more[new_at % calls.len()].push(("model_new".to_owned(), new_model));
            let text = text(&more, json);
            write(folder.path(), &[(name, &text)]);
            assert_eq!(found(folder.path(), &[]).len(), 1, "{text}");
        }
    }
}
