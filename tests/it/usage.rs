//! What the program answers to a command line that means something else than it says.

use crate::program::run;

/// Runs in an empty folder; gives what a user reads, and the exit code.
fn answer(arguments: &[&str]) -> (String, i32) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let run = run(folder.path(), arguments);
    (format!("{}{}", run.stdout, run.stderr), run.status)
}

#[test]
fn what_was_meant_is_suggested() {
    for (arguments, tip) in [
        (
            &["anthropic.claude-v2"][..],
            "to look up a model, use `bedrock-eol explain anthropic.claude-v2`",
        ),
        (
            &["bedrock/anthropic.claude-v2"],
            "to look up a model, use `bedrock-eol explain bedrock/anthropic.claude-v2`",
        ),
        (&["scna"], "a similar subcommand exists: 'scan'"),
        (&["missing"], "there is no file or folder `missing` to scan"),
        (&["--json"], "to choose the format, use `--output json`"),
        (
            &["scan", "--sarif"],
            "to choose the format, use `--output sarif`",
        ),
        (
            &["scan", "--fix"],
            "`bedrock-eol fix --write` changes files",
        ),
        (
            &["fix", "--dry-run"],
            "without `--write`, `fix` changes nothing and prints a diff",
        ),
        (
            &["--ouput", "json"],
            "a similar argument exists: '--output'",
        ),
        (
            &["--output", "report.html"],
            "`report.html` is not a format; to write this file, use `html=report.html`",
        ),
        (&["-o", "jsn"], "did you mean `json`?"),
    ] {
        let (text, status) = answer(arguments);
        assert!(text.contains(tip), "{arguments:?}: {text}");
        assert_eq!(status, 2, "{arguments:?}: {text}");
    }
}

#[test]
fn a_wrong_command_of_a_command_is_not_a_path() {
    let (text, status) = answer(&["catalog", "upcoming"]);
    assert!(
        text.contains("unrecognized subcommand 'upcoming'"),
        "{text}"
    );
    assert!(!text.contains("no file or folder"), "{text}");
    assert_eq!(status, 2);
}

/// A path without a file is an error about the path, with and without the name of the command.
#[test]
fn a_path_that_does_not_exist_is_named() {
    for arguments in [&["src/app.py"][..], &["./src"], &["scan", "src"]] {
        let (text, status) = answer(arguments);
        assert!(
            text.contains(": no such file or folder"),
            "{arguments:?}: {text}"
        );
        assert_eq!(text.matches("No file was scanned.").count(), 1, "{text}");
        assert_eq!(status, 2, "{arguments:?}: {text}");
    }
}

#[test]
fn help_is_a_command_too() {
    for (asked, same) in [
        (&["help"][..], &["--help"][..]),
        (&["help", "scan"], &["scan", "--help"]),
        (&["help", "catalog", "list"], &["catalog", "list", "--help"]),
    ] {
        let (text, status) = answer(asked);
        assert_eq!((text, status), answer(same), "{asked:?}");
        assert_eq!(status, 0, "{asked:?}");
    }
}

/// groff reads Latin-1 and warns about any other character.
#[test]
fn the_man_page_is_ascii() {
    let folder = tempfile::TempDir::new().unwrap();
    let page = run(folder.path(), &["man"]).stdout;
    let other = page.lines().find(|line| !line.is_ascii());
    assert_eq!(other, None);
}
