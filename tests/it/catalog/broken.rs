//! Every rule of validation on a catalog of its own that breaks it: a folder of `fixtures/catalogs` with
//! the YAML and `expected.txt`, the problems as `catalog check` prints them.
//!
//! `BLESS=1 cargo test --test it` rewrites the expected files; read the difference before it is kept.

use crate::expected;
use std::path::{Path, PathBuf};

use bedrock_eol::catalog::compile::{build_errors, compile_folder};

fn folders() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/catalogs");
    let entries = std::fs::read_dir(root)
        .expect("fixtures")
        .map(|e| e.expect("an entry").path());
    let mut folders: Vec<PathBuf> = entries.filter(|p| p.is_dir() && !is_overlay(p)).collect();
    folders.sort();
    folders
}

fn is_overlay(folder: &Path) -> bool {
    folder
        .file_name()
        .is_some_and(|name| name.to_string_lossy().starts_with("overlay-"))
}

/// The problems of a folder, a line each, with paths from the folder.
fn problems(folder: &Path) -> Vec<String> {
    let prefix = format!("{}/", folder.display()).replace('\\', "/");
    match compile_folder(folder, &|path| std::fs::read_to_string(path)) {
        Ok(_) => Vec::new(),
        Err(problems) => problems
            .iter()
            .map(|p| p.to_string().replace(&prefix, ""))
            .collect(),
    }
}

#[test]
fn every_problem_of_a_broken_catalog_is_reported() {
    let mut wrong = Vec::new();
    for folder in folders() {
        let mut found = problems(&folder).join("\n");
        if !found.is_empty() {
            found.push('\n');
        }
        let file = folder.join("expected.txt");
        if !expected::has(&file, &found) {
            let expected = std::fs::read_to_string(&file).unwrap_or_default();
            wrong.push(format!(
                "{}\nexpected:\n{expected}found:\n{found}",
                folder.display()
            ));
        }
        let sound = folder.ends_with("sound");
        assert_eq!(found.is_empty(), sound, "{}", folder.display());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn a_broken_row_stops_the_build_with_the_same_message() {
    for folder in folders() {
        let Err(problems) = compile_folder(&folder, &|path| std::fs::read_to_string(path)) else {
            continue;
        };
        let lines = build_errors(&problems);
        assert_eq!(lines.len(), problems.len());
        for (line, problem) in lines.iter().zip(&problems) {
            assert_eq!(
                *line,
                format!("cargo::error={problem}"),
                "{}",
                folder.display()
            );
            assert_eq!(
                line.lines().count(),
                1,
                "a build script's message is one line: {line}"
            );
        }
    }
}

#[test]
fn the_shipped_rules_are_valid() {
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
    let catalog = compile_folder(&rules, &|path| std::fs::read_to_string(path))
        .unwrap_or_else(|p| panic!("{p:#?}"));
    assert_eq!(&catalog, bedrock_eol::catalog::Catalog::embedded());
}
