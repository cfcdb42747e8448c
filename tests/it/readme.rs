//! The README and the pages under `docs/` do not lie: their commands run, their outputs are what the
//! program prints, and their links lead somewhere.
//!
//! In a fence marked `console`, a line that begins with `$ ` is a command and the lines up to the next one
//! are its output; a line `...` matches any lines. Commands of the program are run from the folder of
//! the package; `cargo test` is not, for it is what runs this.

use std::fs;
use std::path::{Path, PathBuf};

use crate::program::run;

const PROGRAM: [&str; 2] = ["bedrock-eol ", "cargo run --release --locked -- "];

#[test]
fn commands_print_what_the_pages_say() {
    let mut ran = 0;
    for page in pages() {
        for (command, shown) in console_steps(&read(&page)) {
            let Some(arguments) = PROGRAM
                .iter()
                .find_map(|program| command.strip_prefix(program))
            else {
                assert_eq!(
                    command,
                    "cargo test --locked",
                    "{}: not a command of ours",
                    page.display()
                );
                continue;
            };
            let arguments: Vec<&str> = arguments.split_whitespace().collect();
            let run = run(root(), &arguments);
            assert!(
                run.status < 2,
                "{}: $ {command}\n{}",
                page.display(),
                run.stderr
            );
            let printed: Vec<&str> = run.stdout.lines().collect();
            assert!(
                fits(&shown, &printed),
                "{}: $ {command}\nprints\n{}\nnot\n{}",
                page.display(),
                run.stdout,
                shown.join("\n")
            );
            ran += 1;
        }
    }
    assert!(ran >= 3, "the commands of the pages were found");
}

#[test]
fn the_two_commands_of_the_readme_are_there() {
    let commands: Vec<String> = console_steps(&read(&root().join("README.md")))
        .into_iter()
        .map(|(command, _)| command)
        .collect();
    for command in [
        "cargo run --release --locked -- scan fixtures/projects/demo --as-of 2026-11-23",
        "cargo test --locked",
    ] {
        assert!(
            commands.iter().any(|c| c == command),
            "`{command}` is gone from the README"
        );
    }
}

#[test]
fn commands_of_the_shell_have_the_flags_that_the_pages_give_them() {
    let mut checked = 0;
    for page in pages() {
        for command in shell_commands(&read(&page)) {
            let words: Vec<&str> = command.split_whitespace().skip(1).collect();
            let asked: Vec<&str> = match words.as_slice() {
                [group @ ("baseline" | "catalog" | "config"), action, ..] => {
                    vec![group, action, "--help"]
                }
                [command, ..] => vec![command, "--help"],
                [] => vec!["--help"],
            };
            let help = run(root(), &asked);
            assert_eq!(
                help.status,
                0,
                "{}: {command}: there is no such command",
                page.display()
            );
            for flag in words.iter().filter(|word| word.starts_with("--")) {
                let flag = flag.split('=').next().unwrap_or_default();
                let known = help
                    .stdout
                    .split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'));
                assert!(
                    known.into_iter().any(|word| word == flag),
                    "{}: {command}: no {flag}",
                    page.display()
                );
            }
            checked += 1;
        }
    }
    assert!(checked >= 8, "the commands of the pages were found");
}

#[test]
fn links_to_files_lead_somewhere() {
    for page in pages() {
        let folder = page.parent().expect("a page is in a folder");
        for target in link_targets(&read(&page)) {
            if target.contains("://") || target.starts_with('#') {
                continue;
            }
            let file = target.split('#').next().unwrap_or_default();
            assert!(
                folder.join(file).exists(),
                "{}: {target} does not exist",
                page.display()
            );
        }
    }
}

#[test]
fn an_ellipsis_matches_any_lines() {
    let printed = ["a", "b", "c", "d"];
    let shown = |lines: &[&str]| {
        lines
            .iter()
            .map(|line| (*line).to_owned())
            .collect::<Vec<_>>()
    };
    assert!(fits(&shown(&["a", "...", "d"]), &printed));
    assert!(fits(&shown(&["..."]), &printed));
    assert!(!fits(&shown(&["a", "...", "c"]), &printed));
    assert!(!fits(&shown(&["b", "...", "d"]), &printed));
    assert!(!fits(&shown(&["a", "b", "c", "d", "e"]), &printed));
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The README, the other pages at the top, and all of `docs/`.
fn pages() -> Vec<PathBuf> {
    let mut found = Vec::new();
    for folder in [
        root().to_path_buf(),
        root().join("docs"),
        root().join("rules"),
    ] {
        for entry in fs::read_dir(folder).expect("the folder is there") {
            let path = entry.expect("an entry can be read").path();
            if path.extension().is_some_and(|extension| extension == "md") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn read(page: &Path) -> String {
    fs::read_to_string(page).expect("a page can be read")
}

/// The lines of the `sh` fences of a page that run the program, without comments and what else is in the pipe.
fn shell_commands(page: &str) -> Vec<String> {
    let mut commands = Vec::new();
    let mut inside = false;
    for line in page.lines() {
        if line.starts_with("```") {
            inside = line == "```sh";
        } else if inside && line.starts_with("bedrock-eol ") {
            commands.push(
                line.split(['#', '|', '>'])
                    .next()
                    .unwrap_or_default()
                    .to_owned(),
            );
        }
    }
    commands
}

/// Commands and the outputs shown for them, of every `console` fence.
fn console_steps(page: &str) -> Vec<(String, Vec<String>)> {
    let mut steps: Vec<(String, Vec<String>)> = Vec::new();
    let mut inside = false;
    for line in page.lines() {
        if line.starts_with("```") {
            inside = line == "```console";
            continue;
        }
        if !inside {
            continue;
        }
        if let Some(command) = line.strip_prefix("$ ") {
            steps.push((command.to_owned(), Vec::new()));
        } else {
            steps
                .last_mut()
                .expect("a fence begins with a command")
                .1
                .push(line.to_owned());
        }
    }
    steps
}

/// Whether the printed lines are the shown ones, `...` standing for any.
fn fits(shown: &[String], printed: &[&str]) -> bool {
    match shown.split_first() {
        None => printed.is_empty(),
        Some((first, rest)) if first == "..." => {
            (0..=printed.len()).any(|skip| fits(rest, &printed[skip..]))
        }
        Some((first, rest)) => {
            printed.first().is_some_and(|line| line.trim_end() == first)
                && fits(rest, &printed[1..])
        }
    }
}

/// Targets of `[text](target)` and `![text](target)`.
fn link_targets(page: &str) -> Vec<String> {
    page.match_indices("](")
        .filter_map(|(at, _)| {
            page[at + 2..]
                .split_once(')')
                .map(|(target, _)| target.to_owned())
        })
        .collect()
}
