//! No file of the library has more lines than a reader can keep in mind.

use std::path::Path;

use walkdir::WalkDir;

/// The most lines of a file before its tests; a longer one is split by responsibility.
const MOST_LINES: usize = 600;

#[test]
fn every_file_is_short_before_its_tests() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = 0;
    let mut long = Vec::new();
    for entry in WalkDir::new(src).sort_by_file_name() {
        let entry = entry.expect("the sources can be listed");
        if entry.path().extension().is_none_or(|ending| ending != "rs") {
            continue;
        }
        files += 1;
        let text = std::fs::read_to_string(entry.path()).expect("it is text");
        let before_tests = text
            .lines()
            .take_while(|line| !line.starts_with("mod tests {"));
        let lines = before_tests.count();
        if lines > MOST_LINES {
            long.push(format!("{}: {lines} lines", entry.path().display()));
        }
    }
    assert!(files > 200, "the files were found");
    assert!(long.is_empty(), "split these:\n{}", long.join("\n"));
}
