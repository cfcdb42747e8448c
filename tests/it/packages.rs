//! What stands in several files for the sake of other tools, and must be one.

use std::fs;
use std::path::Path;

const VERSION: &str = env!("CARGO_PKG_VERSION");

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

#[test]
fn the_hook_needs_the_wheel_of_this_version() {
    let project: toml::Table = read("pyproject.toml").parse().unwrap();
    assert_eq!(project["project"]["version"].as_str(), Some(VERSION));
    let dependencies = project["project"]["dependencies"].as_array().unwrap();
    let wheel = format!("bedrock-eol=={VERSION}");
    assert_eq!(dependencies.iter().map(|d| d.as_str().unwrap()).collect::<Vec<_>>(), [wheel]);
}

#[test]
fn hooks_come_three_ways_in_two_kinds() {
    let hooks: serde_json::Value = serde_yaml::from_str(&read(".pre-commit-hooks.yaml")).unwrap();
    let hooks = hooks.as_array().unwrap();
    let text = |hook: &serde_json::Value, key: &str| hook[key].as_str().unwrap_or_default().to_owned();
    let rows: Vec<_> = hooks.iter().map(|hook| (text(hook, "id"), text(hook, "language"))).collect();
    let ways = [("", "rust"), ("-wheel", "python"), ("-system", "system")];
    let expected: Vec<_> = ways
        .iter()
        .flat_map(|(way, language)| ["", "-added"].map(|kind| (format!("bedrock-eol{way}{kind}"), *language)))
        .map(|(id, language)| (id, language.to_owned()))
        .collect();
    assert_eq!(rows, expected);
    for hook in hooks {
        let added = text(hook, "id").ends_with("-added");
        let entry = if added { "bedrock-eol scan --staged" } else { "bedrock-eol scan --force-exclude" };
        assert_eq!(text(hook, "entry"), entry);
        assert_eq!(hook["pass_filenames"] == false, added, "what is staged is not named");
    }
}

#[test]
fn pages_name_the_version_that_is_there() {
    for page in ["docs/integrations.md", "README.md"] {
        let text = read(page);
        for before in ["OWNER/bedrock-eol@v", "--tag v", "rev: v", "bedrock-eol=="] {
            for after in text.split(before).skip(1) {
                assert!(after.starts_with(VERSION), "{page}: {before}{}", &after[..12.min(after.len())]);
            }
        }
    }
}
