//! Scans `fixtures/projects/` and compares the output with `expected.txt`.
//!
//! A new case is a folder; `BLESS=1` writes its expectation, to be read before it is kept.

use crate::expected;
use std::fs;
use std::path::{MAIN_SEPARATOR, Path, PathBuf};

/// The cases whose name begins with `prefix`, by name; at least `least` of them, so that none goes unseen.
pub(crate) fn cases(prefix: &str, least: usize) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/projects");
    let mut cases: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    cases.retain(|case| name(case).starts_with(prefix));
    cases.sort();
    assert!(
        cases.len() >= least,
        "only {} cases of {prefix}",
        cases.len()
    );
    cases
}

/// Compares the outcomes of all cases with their expectations, and reports every difference at once.
pub(crate) fn check(outcomes: impl IntoIterator<Item = (PathBuf, String)>) {
    let mut differences = Vec::new();
    for (case, actual) in outcomes {
        let path = case.join("expected.txt");
        let folder = case.display().to_string();
        let actual = actual
            .replace(&format!("{folder}{MAIN_SEPARATOR}"), "")
            .replace(&folder, ".");
        let actual = format!("{}\n", actual.trim_end());
        if !expected::has(&path, &actual) {
            let expected = fs::read_to_string(&path).unwrap_or_default();
            differences.push(format!(
                "{}\nexpected:\n{expected}\nactual:\n{actual}",
                name(&case)
            ));
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

pub(crate) fn name(case: &Path) -> &str {
    case.file_name().unwrap().to_str().unwrap()
}
