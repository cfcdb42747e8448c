//! `fixtures/uses/`: use or mention. Each pair of folders `…-a` and `…-b` differs in one thing; `want.txt` says the level of
//! the finding on each line of the one file next to it: `line level`.

use std::fs;
use std::path::Path;

use crate::program::{AS_OF, report_on};

#[test]
fn each_line_has_the_level_that_its_structure_proves() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/uses");
    let mut cases: Vec<_> = fs::read_dir(root)
        .expect("the twins are there")
        .map(|entry| entry.expect("it can be read").path())
        .collect();
    cases.sort();
    assert!(cases.len() >= 60, "{} cases", cases.len());
    let problems: Vec<String> = cases.iter().filter_map(|case| check(case)).collect();
    assert!(problems.is_empty(), "\n{}", problems.join("\n"));
}

fn check(case: &Path) -> Option<String> {
    let location = tempfile::tempdir().expect("a folder for the copy");
    let project = location.path().join("project");
    fs::create_dir(&project).expect("a folder");
    for entry in fs::read_dir(case).expect("the case can be read") {
        let path = entry.expect("it can be read").path();
        let name = path.file_name().expect("it has a name");
        if name != "want.txt" {
            fs::copy(&path, project.join(name)).expect("the copy");
        }
    }
    let report = report_on(&project, AS_OF);
    let mut found: Vec<String> = Vec::new();
    for finding in report["findings"].as_array().expect("findings are a list") {
        let level = finding["level"].as_str().expect("a level");
        let related = finding["related"].as_array().map_or(&[][..], Vec::as_slice);
        let entries = related.iter().filter(|_| finding["registry"].is_number());
        for location in entries.chain([finding]) {
            found.push(format!("{} {level}", location["line"]));
        }
    }
    found.sort();
    found.dedup();
    let want = fs::read_to_string(case.join("want.txt")).expect("every case says what it wants");
    let mut want: Vec<&str> = want.lines().collect();
    want.sort_unstable();
    (found != want).then(|| format!("{}: want {want:?}, found {found:?}", case.display()))
}
