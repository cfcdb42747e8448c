//! What `--write` refuses. Every file that is refused is as it was.

use std::fs;

use super::{NEW, OLD, commit, fix, repository};
use crate::program::git;

fn text() -> String {
    format!("MODEL = \"{OLD}\"\n")
}

#[test]
fn a_file_with_uncommitted_changes_is_not_written() {
    let sandbox = repository(&[
        ("clean.py", text().as_bytes()),
        (".gitignore", b"ignored.py\n"),
    ]);
    let at = |name: &str| sandbox.path().join(name);
    fs::write(at("changed.py"), "MODEL = 1\n").unwrap();
    commit(sandbox.path());
    for name in ["changed.py", "staged.py", "untracked.py", "ignored.py"] {
        fs::write(at(name), text()).unwrap();
    }
    git(sandbox.path(), ["add", "staged.py"]);
    let run = fix(sandbox.path(), &["--write", ".", "ignored.py"]);
    assert_eq!(
        (run.status, run.stdout.as_str()),
        (2, "clean.py: 1 edit\n"),
        "{}",
        run.stderr
    );
    for name in ["changed.py", "staged.py", "untracked.py", "ignored.py"] {
        let message = format!(
            "bedrock-eol: error: {name}: not written: it has uncommitted changes; commit or stash them, or pass --allow-dirty\n"
        );
        assert!(run.stderr.contains(&message), "{}", run.stderr);
        assert_eq!(fs::read_to_string(at(name)).unwrap(), text());
    }
    let run = fix(sandbox.path(), &["--write", "--allow-dirty"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert!(fs::read_to_string(at("staged.py")).unwrap().contains(NEW));
}

/// Marks of the index make git's status report no change.
#[test]
fn an_index_mark_hides_no_uncommitted_change() {
    let files = ["assumed.py", "skipped.py", "clean.py"].map(|name| (name, text()));
    let files = files
        .each_ref()
        .map(|(name, text)| (*name, text.as_bytes()));
    let sandbox = repository(&files);
    let at = |name: &str| sandbox.path().join(name);
    git(
        sandbox.path(),
        [
            "update-index",
            "--assume-unchanged",
            "assumed.py",
            "clean.py",
        ],
    );
    git(
        sandbox.path(),
        ["update-index", "--skip-worktree", "skipped.py"],
    );
    for name in ["assumed.py", "skipped.py"] {
        fs::write(at(name), text() + "# changed\n").unwrap();
    }
    let run = fix(sandbox.path(), &["--write"]);
    assert_eq!(
        (run.status, run.stdout.as_str()),
        (2, "clean.py: 1 edit\n"),
        "{}",
        run.stderr
    );
    for name in ["assumed.py", "skipped.py"] {
        assert!(
            run.stderr
                .contains(&format!("{name}: not written: it has uncommitted"))
        );
        assert_eq!(
            fs::read_to_string(at(name)).unwrap(),
            text() + "# changed\n"
        );
    }
}

#[test]
fn a_file_that_was_only_touched_has_no_changes() {
    let sandbox = repository(&[("app.py", text().as_bytes())]);
    fs::write(sandbox.path().join("app.py"), text()).unwrap();
    let run = fix(sandbox.path(), &["--write"]);
    assert_eq!(
        (run.status, run.stdout.as_str()),
        (0, "app.py: 1 edit\n"),
        "{}",
        run.stderr
    );
}

#[test]
fn staged_content_is_written_only_over_the_same_content() {
    let sandbox = repository(&[]);
    let at = |name: &str| sandbox.path().join(name);
    for name in ["same.py", "other.py"] {
        fs::write(at(name), text()).unwrap();
    }
    git(sandbox.path(), ["add", "--all"]);
    fs::write(at("other.py"), text() + "more = 1\n").unwrap();
    let run = fix(sandbox.path(), &["--staged", "--write"]);
    assert_eq!(
        (run.status, run.stdout.as_str()),
        (2, "same.py: 1 edit\n"),
        "{}",
        run.stderr
    );
    assert!(
        run.stderr.contains("other.py: not written: "),
        "{}",
        run.stderr
    );
    assert_eq!(
        fs::read_to_string(at("other.py")).unwrap(),
        text() + "more = 1\n"
    );
}

#[test]
fn standard_input_is_not_written() {
    let sandbox = repository(&[]);
    let run = fix(sandbox.path(), &["--write", "-"]);
    assert!(
        run.status == 2 && run.stderr.contains("standard input"),
        "{}",
        run.stderr
    );
}

#[test]
fn interactive_needs_a_terminal() {
    let sandbox = repository(&[("app.py", text().as_bytes())]);
    let run = fix(sandbox.path(), &["--interactive"]);
    assert!(
        run.status == 2 && run.stderr.contains("--interactive asks on a terminal"),
        "{}",
        run.stderr
    );
}

#[cfg(unix)]
#[test]
fn no_link_is_followed() {
    use std::os::unix::fs::symlink;

    let sandbox = repository(&[("real/app.py", text().as_bytes())]);
    let at = |name: &str| sandbox.path().join(name);
    symlink("real/app.py", at("link.py")).unwrap();
    symlink("real", at("linked")).unwrap();
    commit(sandbox.path());
    for path in ["link.py", "linked/app.py", "linked"] {
        let run = fix(sandbox.path(), &["--write", path]);
        assert_eq!(
            (run.status, run.stdout.as_str()),
            (2, ""),
            "{path}: {}",
            run.stderr
        );
        assert!(
            run.stderr.contains("symbolic link"),
            "{path}: {}",
            run.stderr
        );
    }
    assert_eq!(fs::read_to_string(at("real/app.py")).unwrap(), text());
}

#[cfg(unix)]
#[test]
fn the_mode_is_kept_and_no_other_file_appears() {
    use std::os::unix::fs::PermissionsExt as _;

    let sandbox = repository(&[("run.py", text().as_bytes())]);
    let path = sandbox.path().join("run.py");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    commit(sandbox.path());
    assert_eq!(fix(sandbox.path(), &["--write"]).status, 0);
    assert_eq!(
        fs::metadata(&path).unwrap().permissions().mode() & 0o7777,
        0o755
    );
    assert_eq!(
        git(sandbox.path(), ["status", "--porcelain"]).trim(),
        "M run.py"
    );
}

/// Other code looks an entry up by its key, and two headers of TOML with one name are no longer a file.
#[test]
fn keys_are_not_edited() {
    for (name, text) in [
        ("a.toml", format!("[models.\"{OLD}\"]\nretries = 1\n")),
        ("a.toml", format!("[[models.\"{OLD}\"]]\nretries = 1\n")),
        ("a.toml", format!("[models]\n\"{OLD}\" = 1\n")),
        (
            "a.json",
            format!("{{\"models\": {{\"{OLD}\": \"fast\"}}}}\n"),
        ),
        ("a.py", format!("MODELS = {{\"{OLD}\": \"fast\"}}\n")),
    ] {
        let sandbox = repository(&[(name, text.as_bytes())]);
        let run = fix(sandbox.path(), &["--unsafe", "--write"]);
        assert_eq!((run.status, run.stdout.as_str()), (0, ""), "{text}");
        assert_eq!(fs::read_to_string(sandbox.path().join(name)).unwrap(), text);
    }
    let text = format!("[models.fast]\nid = \"{OLD}\"\n");
    let sandbox = repository(&[("a.toml", text.as_bytes())]);
    let run = fix(sandbox.path(), &["--unsafe", "--write"]);
    assert_eq!(run.stdout, "a.toml: 1 edit\n");
}
