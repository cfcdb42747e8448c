//! The pages under `docs/` describe every row of the tables.

use std::fs;
use std::path::Path;

use bedrock_eol::config::CONTEXT_NAMES;
use bedrock_eol::finding::RULES;
use bedrock_eol::judge::CONTEXT_LEVELS;
use bedrock_eol::output::FORMATS;

use crate::expected;
use crate::program::{AS_OF, run};

#[test]
fn every_rule_has_its_section() {
    let page = page("docs/rules.md");
    for rule in RULES {
        assert!(
            page.lines().any(|line| line == format!("## {}", rule.name)),
            "docs/rules.md lacks {}",
            rule.name
        );
        let linked = rule
            .page
            .is_none_or(|address| page.contains(&format!("({address})")));
        assert!(
            linked,
            "docs/rules.md does not link what {} refers to",
            rule.name
        );
    }
    for section in page.lines().filter_map(|line| line.strip_prefix("## ")) {
        let known = RULES.iter().any(|rule| rule.name == section);
        assert!(
            known || section.contains(' '),
            "docs/rules.md has {section}, which is no rule"
        );
    }
}

/// The parts of a rule's section come from the table of rules, or are compared with it.
#[test]
fn each_section_has_the_summary_the_level_and_the_version_of_its_rule() {
    let page = page("docs/rules.md");
    let sections: Vec<(&str, &str)> = sections(&page).collect();
    let ids: Vec<&str> = sections.iter().map(|(id, _)| *id).collect();
    assert_eq!(
        ids,
        RULES.iter().map(|rule| rule.name).collect::<Vec<_>>(),
        "the order of the table"
    );
    for (rule, (_, text)) in RULES.iter().zip(&sections) {
        let mut paragraphs = text
            .trim()
            .split("\n\n")
            .map(|text| text.replace('\n', " "));
        assert_eq!(
            paragraphs.next().as_deref(),
            Some(rule.summary),
            "{}",
            rule.name
        );
        let level = paragraphs.next().unwrap_or_default();
        let (level, since) = level
            .split_once(" Since: ")
            .unwrap_or_else(|| panic!("{}: {level}", rule.name));
        assert!(
            level.starts_with("Level: ") && level.contains(rule.level.as_str()),
            "{}: {level}",
            rule.name
        );
        assert!(
            since
                .trim_end_matches('.')
                .split('.')
                .all(|part| part.parse::<u32>().is_ok()),
            "{since}"
        );
    }
}

/// Rules about binary files, settings or the catalog, which no text alone can show.
const WITHOUT_EXAMPLE: [&str; 4] = [
    "binary-mention",
    "stale-baseline",
    "silenced-by-change",
    "catalog-stale",
];

#[test]
fn the_example_of_a_rule_is_found_and_its_fixed_version_is_not() {
    let page = page("docs/rules.md");
    for (id, section) in sections(&page) {
        let found = |kind: &str| {
            let (language, text) = fence(section, kind)?;
            let folder = tempfile::tempdir().unwrap();
            if let Some((_, settings)) = fence(section, "config") {
                fs::write(folder.path().join("bedrock-eol.toml"), settings).unwrap();
            }
            let name = match language {
                "python" => "app.py",
                "hcl" => "main.tf",
                "yaml" => "config.yaml",
                "toml" => "settings.toml",
                other => panic!("{id}: {other}"),
            };
            fs::write(folder.path().join(name), text).unwrap();
            let scan = [
                "scan",
                "--as-of",
                AS_OF,
                "--output",
                "compact",
                "--exit-zero",
            ];
            Some(
                run(folder.path(), &scan)
                    .stdout
                    .contains(&format!("[{id}]")),
            )
        };
        let expected = if WITHOUT_EXAMPLE.contains(&id) {
            (None, None)
        } else {
            (Some(true), Some(false))
        };
        assert_eq!((found("example"), found("fixed")), expected, "{id}");
    }
}

/// The table of rules in the README: its first two columns are those of `RULES`. The last one is written by hand, since a
/// level can depend on the finding.
#[test]
fn the_readme_lists_every_rule() {
    let readme = page("README.md");
    let is_row = |line: &&str| line.starts_with("| [`") && line.contains("](docs/rules.md#");
    let old: Vec<&str> = readme.lines().filter(is_row).collect();
    let rows = RULES.iter().map(|rule| {
        let id = rule.name;
        let start = format!("| [`{id}`](docs/rules.md#{id}) | ");
        let row = old.iter().find(|row| row.starts_with(&start));
        let level = row
            .and_then(|row| row.trim_end_matches(" |").rsplit(" | ").next())
            .unwrap_or(rule.level.as_str());
        assert!(level.contains(rule.level.as_str()), "{id}: {level}");
        format!("{start}{} | {level} |", rule.summary)
    });
    let rows = rows.collect::<Vec<_>>().join("\n");
    let table = old.join("\n");
    assert_eq!(readme.matches(&table).count(), 1, "the rows are one table");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    assert!(
        expected::has(&path, &readme.replace(&table, &rows)),
        "README.md differs from RULES (BLESS=1 writes its table of rules)"
    );
}

/// The contexts with their proofs, and the levels that they allow, as the program applies them.
#[test]
fn the_page_about_rules_has_every_context_with_its_level() {
    let page = page("docs/rules.md");
    let (_, tables) = page.split_once("| Context | Level |\n|---|---|\n").unwrap();
    let (levels, rest) = tables.split_once("\n\n").unwrap();
    let (_, proofs) = rest.split_once("| Context | Proof |\n|---|---|\n").unwrap();
    let (proofs, _) = proofs.split_once("\n\n").unwrap();
    for (name, context) in CONTEXT_NAMES {
        let shown = format!("`{name}`");
        let row = |table: &str| {
            let mut rows = table.lines().filter(|row| {
                row.split('|')
                    .nth(1)
                    .is_some_and(|cell| cell.contains(&shown))
            });
            rows.next().map(str::to_owned)
        };
        assert!(row(proofs).is_some(), "no proof of {name}");
        let limit = CONTEXT_LEVELS
            .iter()
            .find(|row| row.context == *context && row.rule.is_none());
        let level = limit.map_or("the level of the rule", |row| row.at_most.as_str());
        assert!(
            row(levels).is_some_and(|row| row.contains(level)),
            "{name}: {level}"
        );
    }
}

#[test]
fn every_flag_of_a_scan_is_documented() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let help = run(folder, &["scan", "-h"]).stdout;
    let pages = [
        "README.md",
        "docs/configuration.md",
        "docs/formats.md",
        "docs/rules.md",
        "docs/scale.md",
    ]
    .map(page)
    .concat();
    let words = help.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'));
    for flag in words.filter(|word| word.starts_with("--") && *word != "--help") {
        assert!(pages.contains(flag), "{flag}");
    }
}

/// The sections of the page about rules: the ID of the rule and the text up to the next section.
fn sections(page: &str) -> impl Iterator<Item = (&str, &str)> {
    let sections = page
        .split("\n## ")
        .skip(1)
        .filter_map(|section| section.split_once('\n'));
    sections.filter(|(title, _)| !title.contains(' '))
}

/// The language and text of a code block whose info string ends with `kind`.
fn fence<'s>(section: &'s str, kind: &str) -> Option<(&'s str, &'s str)> {
    section.split("```").skip(1).step_by(2).find_map(|block| {
        let (info, text) = block.split_once('\n')?;
        Some((info.strip_suffix(kind)?.trim_end(), text))
    })
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
    let (_, table) = page
        .split_once("| promise | proved by |\n|---|---|\n")
        .unwrap();
    let (table, _) = table.split_once("\n\n").unwrap();
    for row in table.lines() {
        let proofs: Vec<&str> = row
            .rsplit('|')
            .nth(1)
            .unwrap()
            .split('`')
            .skip(1)
            .step_by(2)
            .collect();
        assert!(!proofs.is_empty(), "{row}");
        for proof in proofs {
            let Some((module, test)) = proof.split_once("::") else {
                assert!(root.join(proof).is_file(), "{proof}");
                continue;
            };
            let test = test.rsplit("::").next().unwrap();
            let inner = proof.rsplit("::").nth(1).unwrap();
            let files = [format!("{module}.rs"), format!("{module}/{inner}.rs")];
            let has_test = |file: &String| {
                let text = fs::read_to_string(root.join("tests/it").join(file));
                text.is_ok_and(|text| text.contains(&format!("fn {test}() {{")))
            };
            assert!(files.iter().any(has_test), "{proof}");
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
    let named = page
        .split("tests/slow/run ")
        .skip(1)
        .filter_map(|rest| rest.split('`').next());
    let mut named: Vec<&str> = named.filter(|name| *name != "NAME").collect();
    named.sort_unstable();
    named.dedup();
    assert_eq!(named, scripts);
}
