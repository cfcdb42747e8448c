//! `bedrock-eol fix`: what it prints, what it writes, and what it refuses.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::program::{AS_OF, Run, git, run, run_in};

mod collections;
mod other_files;
mod parameters;
mod properties;
mod refusals;
mod targets;

/// A model with a drop-in replacement in [`REGION`], and its replacement.
const OLD: &str = "stability.stable-image-core-v1:0";
const NEW: &str = "stability.stable-image-core-v1:1";

/// Without a Region, it is not known whether the bare ID of the new model can be invoked.
const REGION: &str = "us-west-2";

/// A repository with these files, committed.
fn repository(files: &[(&str, &[u8])]) -> TempDir {
    let folder = TempDir::new().unwrap();
    git(folder.path(), ["init", "-q", "-b", "main"]);
    for (path, content) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    commit(folder.path());
    folder
}

fn commit(folder: &Path) {
    git(folder, ["add", "--all"]);
    git(folder, ["commit", "-q", "--allow-empty", "-m", "change"]);
}

/// Runs `fix` as of the day of the tests.
fn fix(folder: &Path, arguments: &[&str]) -> Run {
    let arguments = [
        &["fix", "--as-of", AS_OF, "--region", REGION][..],
        arguments,
    ]
    .concat();
    run(folder, &arguments)
}

/// The diff as bytes: it contains those of files in UTF-16.
fn diff(folder: &Path, arguments: &[&str]) -> Vec<u8> {
    let output = Command::new(env!("CARGO_BIN_EXE_bedrock-eol"))
        .args(["fix", "--as-of", AS_OF, "--region", REGION, "--quiet"])
        .args(arguments)
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    output.stdout
}

fn apply(folder: &Path, diff: &[u8]) {
    let mut child = Command::new("git")
        .args(["-c", "core.autocrlf=false", "apply", "--whitespace=nowarn"])
        .current_dir(folder)
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(diff).unwrap();
    assert!(child.wait().unwrap().success());
}

#[test]
fn a_safe_edit_is_printed_as_a_diff() {
    let text = format!("import boto3\n\nMODEL = \"{OLD}\"\n");
    let sandbox = repository(&[("app.py", text.as_bytes())]);
    let printed = fix(sandbox.path(), &[]);
    assert_eq!(
        printed.stdout,
        format!(
            "# app.py:3:10: {OLD} -> {NEW} (safe)\n\
             diff --git a/app.py b/app.py\n\
             --- a/app.py\n\
             +++ b/app.py\n\
             @@ -1,3 +1,3 @@\n \
             import boto3\n \n\
             -MODEL = \"{OLD}\"\n\
             +MODEL = \"{NEW}\"\n"
        )
    );
    assert_eq!((printed.status, printed.stderr.as_str()), (0, ""));
    assert_eq!(fix(sandbox.path(), &["--exit-code"]).status, 1);
    assert_eq!(
        fs::read_to_string(sandbox.path().join("app.py")).unwrap(),
        text
    );
    let written = fix(sandbox.path(), &["--write", "--exit-code"]);
    assert_eq!(
        (written.status, written.stdout.as_str()),
        (1, "app.py: 1 edit\n")
    );
    let again = fix(sandbox.path(), &["--write", "--exit-code", "--allow-dirty"]);
    assert_eq!((again.status, again.stdout.as_str()), (0, ""));
}

#[test]
fn unsafe_edits_need_a_flag_and_display_only_edits_are_never_applied() {
    let sandbox = repository(&[
        ("a.py", b"MODEL = \"anthropic.claude-v2\"\n"),
        ("b.py", b"MODEL = \"anthropic.\" + \"claude-v2\"\n"),
    ]);
    let printed = fix(sandbox.path(), &[]);
    assert_eq!((printed.status, printed.stdout.as_str()), (0, ""));
    assert_eq!(
        printed.stderr,
        "bedrock-eol: note: 1 unsafe edit; show it with `--unsafe`\n\
         bedrock-eol: note: 1 finding cannot be fixed by an edit (b.py:1); `bedrock-eol scan` shows what to do\n"
    );
    let printed = fix(sandbox.path(), &["--unsafe"]);
    assert!(
        printed.stdout.contains("+MODEL = \"us.anthropic.claude-"),
        "{}",
        printed.stdout
    );
    assert!(!printed.stdout.contains("b.py"), "{}", printed.stdout);
    assert!(!printed.stderr.contains("--unsafe"), "{}", printed.stderr);
}

/// The label and the value of an option change together; an option that would be there twice does not change.
#[test]
fn an_option_changes_as_a_whole() {
    let option = |id: &str| format!("  {{ label: '{id}',\n    value: '{id}' }},\n");
    let old = [
        "amazon.titan-text-lite-v1",
        "anthropic.claude-v2",
        "anthropic.claude-v2:1",
    ];
    let text = format!("export const OPTIONS = [\n{}];\n", old.map(option).concat());
    let sandbox = repository(&[("a.ts", text.as_bytes())]);
    let written = fix(sandbox.path(), &["--write", "--unsafe"]);
    assert_eq!(written.status, 0, "{}", written.stderr);
    let new = fs::read_to_string(sandbox.path().join("a.ts")).unwrap();
    let ids: Vec<&str> = new.split('\'').skip(1).step_by(2).collect();
    assert!(ids.chunks(2).all(|pair| pair[0] == pair[1]), "{new}");
    assert_ne!(ids[0], old[0], "{new}");
    assert_ne!(ids[2], old[1], "{new}");
    // Its replacement is that of the option above.
    assert_eq!(ids[4], old[2], "{new}");
}

/// A name without its provider gets one: the program adds the provider and the scope. A longer name is the program's own.
#[test]
fn names_that_a_program_completes_keep_their_form() {
    let text = "NAME = \"claude-sonnet-4-20250514-v1:0\"\nmodel = f\"us.anthropic.{NAME}\"\n\
                MODE = \"us.anthropic.claude-3-7-sonnet-20250219-v1:0-thinking\"\n";
    let sandbox = repository(&[("a.py", text.as_bytes())]);
    fix(sandbox.path(), &["--write", "--unsafe"]);
    let new = fs::read_to_string(sandbox.path().join("a.py")).unwrap();
    assert!(new.starts_with("NAME = \"claude-sonnet-4-6\"\n"), "{new}");
    assert!(new.ends_with("-v1:0-thinking\"\n"), "{new}");
}

/// A sentence would become false; code that is commented out changes with the rest.
#[test]
fn a_comment_changes_only_where_it_is_code() {
    let text = "# the default is anthropic.claude-v2\n# MODEL = \"anthropic.claude-v2\"\n\
                MODEL = \"anthropic.claude-v2\"\n";
    let yaml =
        "# model: anthropic.claude-v2\n# - anthropic.claude-v2\nmodel: anthropic.claude-v2\n";
    let sandbox = repository(&[("a.py", text.as_bytes()), ("a.yaml", yaml.as_bytes())]);
    let written = fix(sandbox.path(), &["--write", "--unsafe"]);
    let kept = |path: &str| {
        let new = fs::read_to_string(sandbox.path().join(path)).unwrap();
        new.matches("anthropic.claude-v2").count()
    };
    assert_eq!((kept("a.py"), kept("a.yaml")), (1, 0));
    let note = "1 finding cannot be fixed by an edit (a.py:1)";
    assert!(written.stderr.contains(note), "{}", written.stderr);
}

/// What compares with the old ID stays, so that the reason for review names it.
#[test]
fn a_comparison_with_the_old_id_is_a_reason_for_review() {
    let text = "MODEL = \"anthropic.claude-v2\"\n\n\ndef is_default(model):\n    return model == \"anthropic.claude-v2\"\n";
    let alone = "MODEL = \"anthropic.claude-v2\"\n";
    let sandbox = repository(&[("a.py", text.as_bytes()), ("b.py", alone.as_bytes())]);
    let printed = fix(sandbox.path(), &["--unsafe"]).stdout;
    let (compared, alone) = printed.split_once("# b.py").expect("both are edited");
    let reason = "line 5 still compares with the old ID";
    assert!(compared.contains(reason), "{printed}");
    assert!(!alone.contains(reason), "{printed}");
}

#[test]
fn git_applies_the_diff_to_the_bytes_that_are_written() {
    let wide = |text: &str, of: fn(u16) -> [u8; 2]| -> Vec<u8> {
        "\u{feff}"
            .encode_utf16()
            .chain(text.encode_utf16())
            .flat_map(of)
            .collect()
    };
    let line = format!("model = \"{OLD}\"");
    let files: Vec<(&str, Vec<u8>)> = vec![
        ("plain.py", format!("{line}\n").into()),
        ("no line feed.py", format!("a = 1\n{line}").into()),
        ("crlf.ini", format!("a = 1\r\n{line}\r\nb = 2\r\n").into()),
        ("mixed.ini", format!("a = 1\r\n{line}\nb = 2\r").into()),
        ("a \"quoted\"/\u{fc}ml\u{e4}ut.toml", format!("{line} # \u{1f600}\n").into()),
        ("mark.yaml", format!("\u{feff}model: {OLD}\n").into()),
        ("le.ps1", wide(&format!("\u{430}\u{a0a}\r\n$env:{line}\r\n"), u16::to_le_bytes)),
        ("be.ps1", wide(&format!("$env:{line}"), u16::to_be_bytes)),
        ("twice.py", format!("a = (\"{OLD}\", \"{OLD}\")\n{}{line}\n", "x = 1\n".repeat(20)).into()),
        ("invalid.py", [b"# \xff\xfe\n", line.as_bytes(), b" # \xe4\n"].concat()),
        (
            "book.ipynb",
            format!(
                r#"{{"cells": [{{"cell_type": "code", "metadata": {{}}, "outputs": [], "execution_count": null, "source": ["m = \"{OLD}\"\n"]}}], "metadata": {{}}, "nbformat": 4, "nbformat_minor": 5}}"#
            )
            .into(),
        ),
    ];
    let named: Vec<(&str, &[u8])> = files
        .iter()
        .map(|(path, text)| (*path, &text[..]))
        .collect();
    let (applied, written) = (repository(&named), repository(&named));
    apply(applied.path(), &diff(applied.path(), &[]));
    let run = fix(written.path(), &["--write"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    let wide_new =
        |of: fn(u16) -> [u8; 2]| -> Vec<u8> { NEW.encode_utf16().flat_map(of).collect() };
    for (path, old) in &files {
        let bytes = fs::read(written.path().join(path)).unwrap();
        assert_eq!(
            bytes,
            fs::read(applied.path().join(path)).unwrap(),
            "{path}"
        );
        // Only the ID differs.
        let expected = if path.ends_with(".ps1") {
            let of = if *path == "le.ps1" {
                u16::to_le_bytes
            } else {
                u16::to_be_bytes
            };
            let old_id: Vec<u8> = OLD.encode_utf16().flat_map(of).collect();
            replaced(old, &old_id, &wide_new(of))
        } else {
            replaced(old, OLD.as_bytes(), NEW.as_bytes())
        };
        assert_eq!(bytes, expected, "{path}");
    }
    commit(written.path());
    assert_eq!(diff(written.path(), &["--unsafe"]), b"");
}

fn replaced(bytes: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
    let mut result = Vec::new();
    let mut rest = bytes;
    while let Some(at) = rest.windows(old.len()).position(|window| window == old) {
        result.extend_from_slice(&rest[..at]);
        result.extend_from_slice(new);
        rest = &rest[at + old.len()..];
    }
    result.extend_from_slice(rest);
    result
}

#[test]
fn a_diff_names_files_from_the_root_of_the_repository() {
    let text = format!("MODEL = \"{OLD}\"\n");
    let sandbox = repository(&[("sub/app.py", text.as_bytes())]);
    let sub = sandbox.path().join("sub");
    let printed = diff(&sub, &[]);
    assert!(printed.starts_with(b"# app.py:1:10"));
    apply(&sub, &printed);
    assert!(
        fs::read_to_string(sub.join("app.py"))
            .unwrap()
            .contains(NEW)
    );
}

#[test]
fn json_lists_every_edit_with_its_reasons() {
    let sandbox = repository(&[(
        "a.py",
        format!("A = \"{OLD}\"\nB = \"anthropic.claude-v2\"\n").as_bytes(),
    )]);
    let printed = fix(sandbox.path(), &["--output", "json"]);
    let document: serde_json::Value = serde_json::from_str(&printed.stdout).unwrap();
    let edit = &document["edits"][0];
    assert_eq!(
        (
            &edit["path"],
            &edit["line"],
            &edit["old"],
            &edit["new"],
            &edit["applicability"]
        ),
        (
            &"a.py".into(),
            &1.into(),
            &OLD.into(),
            &NEW.into(),
            &"safe".into()
        )
    );
    assert!(edit["reasons"].as_array().unwrap().is_empty() && edit["written"].is_null());
    let withheld = &document["withheld"][0];
    assert_eq!(withheld["applicability"], "unsafe");
    assert!(!withheld["reasons"].as_array().unwrap().is_empty());
    let written = fix(sandbox.path(), &["--output", "json", "--write"]);
    let document: serde_json::Value = serde_json::from_str(&written.stdout).unwrap();
    assert_eq!(document["edits"][0]["written"], true);
}

#[test]
fn rules_and_contexts_choose_findings() {
    let sandbox = repository(&[
        ("app.py", format!("MODEL = \"{OLD}\"\n").as_bytes()),
        ("config.yaml", format!("model: {OLD}\n").as_bytes()),
    ]);
    let names = |arguments: &[&str]| {
        let text = String::from_utf8(diff(sandbox.path(), arguments)).unwrap();
        let files = text.lines().filter_map(|line| line.strip_prefix("+++ b/"));
        files.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(names(&["--context", "config"]), ["config.yaml"]);
    assert_eq!(names(&["--rule", "end-of-life"]), names(&[]));
    assert!(names(&["--rule", "unknown-model"]).is_empty());
    assert_eq!(names(&["app.py"]), ["app.py"]);
    let wrong = fix(sandbox.path(), &["--rule", "end-of-live"]);
    assert!(
        wrong.status == 2 && wrong.stderr.contains("did you mean `end-of-life`"),
        "{}",
        wrong.stderr
    );
}

#[test]
fn accepted_findings_and_code_that_handles_the_old_model_are_not_edited() {
    let list = format!(
        "MODELS = [\n    {{\"id\": \"{OLD}\", \"context_window\": 1, \"release_date\": \"2024-09-01\"}},\n    \
         {{\"id\": \"anthropic.claude-v2\", \"context_window\": 1, \"release_date\": \"2023-09-01\"}},\n]\n"
    );
    let cases: &[(&str, String)] = &[
        (
            "suppressed.py",
            format!("MODEL = \"{OLD}\"  # bedrock-eol: ignore -- accepted\n"),
        ),
        (
            "handled.py",
            format!("if model == \"{OLD}\":\n    raise ValueError\n"),
        ),
        ("key.toml", format!("[names]\n\"{OLD}\" = \"core\"\n")),
        ("list.py", list),
        (
            "README.md",
            format!("| model | price |\n|---|---|\n| `{OLD}` | $0.04 |\n"),
        ),
        (
            "joined.py",
            "MODEL = \"stability.\" + \"stable-image-core-v1:0\"\n".to_owned(),
        ),
    ];
    for (path, text) in cases {
        let sandbox = repository(&[(path, text.as_bytes())]);
        assert_eq!(diff(sandbox.path(), &["--unsafe"]), b"", "{path}");
    }
}

/// A diff has lines of files that nobody has read, and a CI runner reads the log for commands.
#[test]
fn a_diff_in_the_log_of_a_runner_executes_nothing_and_stays_a_patch() {
    let text = format!("::error::forged bedrock-eol-0\n##[group]forged\nMODEL = \"{OLD}\"\n");
    let sandbox = repository(&[("app.py", text.as_bytes())]);
    let arguments = ["fix", "--as-of", AS_OF, "--region", REGION];
    let plain = run(sandbox.path(), &arguments).stdout;
    assert!(plain.contains("\n ::error::forged"), "{plain}");
    let github = run_in(sandbox.path(), &arguments, &[("GITHUB_ACTIONS", "true")]);
    assert_eq!(github.status, 0);
    assert_eq!(
        github.stdout,
        format!("::stop-commands::bedrock-eol-1\n{plain}::bedrock-eol-1::\n")
    );
    let azure = run_in(sandbox.path(), &arguments, &[("TF_BUILD", "True")]);
    assert_eq!((azure.status, azure.stdout.as_str()), (2, ""));
    assert!(
        azure.stderr.contains("redirect the diff to a file"),
        "{}",
        azure.stderr
    );
    // A file is not a log.
    for variable in ["GITHUB_ACTIONS", "TF_BUILD"] {
        let file = TempDir::new().unwrap();
        let file = file.path().join("fix.patch");
        let status = Command::new(env!("CARGO_BIN_EXE_bedrock-eol"))
            .args(arguments)
            .current_dir(sandbox.path())
            .env(variable, "true")
            .stdout(fs::File::create(&file).unwrap())
            .status()
            .unwrap();
        assert!(status.success());
        assert_eq!(fs::read_to_string(&file).unwrap(), plain);
    }
    let patch = sandbox.path().join("fix.patch");
    fs::write(&patch, &github.stdout).unwrap();
    git(sandbox.path(), ["apply", "fix.patch"]);
    let fixed = fs::read_to_string(sandbox.path().join("app.py")).unwrap();
    assert_eq!(fixed, text.replace(OLD, NEW));
    // Without such a line nothing is added.
    let harmless = repository(&[("app.py", format!("MODEL = \"{OLD}\"\n").as_bytes())]);
    let [plain, github] = [&[][..], &[("GITHUB_ACTIONS", "true")][..]]
        .map(|variables| run_in(harmless.path(), &arguments, variables).stdout);
    assert_eq!(plain, github);
}
