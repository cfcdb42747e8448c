//! The pages under `docs/` have a place for every row of the tables that they describe.

use std::fs;
use std::path::Path;

use bedrock_eol::finding::RULES;
use bedrock_eol::output::FORMATS;

#[test]
fn every_rule_has_its_section() {
    let page = page("docs/rules.md");
    for rule in RULES {
        assert!(
            page.lines().any(|line| line == format!("## {}", rule.id)),
            "docs/rules.md lacks {}",
            rule.id
        );
        let linked = rule.page.is_none_or(|address| page.contains(&format!("({address})")));
        assert!(linked, "docs/rules.md does not link what {} refers to", rule.id);
    }
    for section in page.lines().filter_map(|line| line.strip_prefix("## ")) {
        let known = RULES.iter().any(|rule| rule.id == section);
        assert!(known || section.contains(' '), "docs/rules.md has {section}, which is no rule");
    }
}

#[test]
fn every_format_has_its_row() {
    let page = page("docs/formats.md");
    let rows: Vec<&str> = page
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once('`'))
        .map(|(name, _)| name)
        .take(FORMATS.len())
        .collect();
    let formats: Vec<&str> = FORMATS.iter().map(|format| format.name).collect();
    assert_eq!(rows, formats, "docs/formats.md");
}

fn page(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect("the page is there")
}

/// A promise without its test is a wish: each one that the threat model names is there.
#[test]
fn each_promise_of_the_threat_model_names_tests_that_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(root.join("SECURITY.md")).unwrap();
    let (_, table) = page.split_once("| promise | proved by |\n|---|---|\n").unwrap();
    let (table, _) = table.split_once("\n\n").unwrap();
    for row in table.lines() {
        let proofs: Vec<&str> = row.rsplit('|').nth(1).unwrap().split('`').skip(1).step_by(2).collect();
        assert!(!proofs.is_empty(), "{row}");
        for proof in proofs {
            let Some((module, test)) = proof.split_once("::") else {
                assert!(root.join(proof).is_file(), "{proof}");
                continue;
            };
            let test = test.rsplit("::").next().unwrap();
            let inner = proof.rsplit("::").nth(1).unwrap();
            let files = [format!("{module}.rs"), format!("{module}/{inner}.rs")];
            let text =
                files.iter().find_map(|file| fs::read_to_string(root.join("tests/it").join(file)).ok());
            assert!(text.is_some_and(|text| text.contains(&format!("fn {test}() {{"))), "{proof}");
        }
    }
}

/// Each script for slow checks has its part in the page about reliability, and the page names no other.
#[test]
fn the_page_about_reliability_names_each_slow_script() {
    let page = page("docs/reliability.md");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/slow");
    let mut scripts: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !name.contains('.') && name != "run")
        .collect();
    scripts.sort();
    let named = page.split("tests/slow/run ").skip(1).filter_map(|rest| rest.split('`').next());
    let mut named: Vec<&str> = named.filter(|name| *name != "NAME").collect();
    named.sort_unstable();
    named.dedup();
    assert_eq!(named, scripts);
}
