//! Which configuration applies, what it may contain, and which layer wins.

use std::fs;
use std::path::Path;

use bedrock_eol::config::{
    Config, ConfigError, Days, FailOn, Options, find, glob_of_project, parse,
};
use tempfile::TempDir;

use crate::projects;

#[test]
fn every_error_has_the_expected_message() {
    let outcomes = projects::cases("config-", 40).into_iter().map(|case| {
        let loaded = find(&case).and_then(|path| Config::load(&path.unwrap()));
        let outcome = match loaded {
            Ok(mut config) => {
                config.options.ignores().unwrap();
                // An absolute path is written differently where it has backslashes.
                let options = &mut config.options;
                for path in options.baseline.iter_mut().chain(&mut options.catalog) {
                    *path = path.strip_prefix(&case).unwrap().to_owned();
                }
                options.to_toml()
            }
            Err(error) => error.to_string(),
        };
        (case, outcome)
    });
    projects::check(outcomes);
}

#[test]
fn config_show_prints_a_configuration_that_can_be_read() {
    let case = projects::cases("config-every-key", 1).remove(0);
    let path = case.join("bedrock-eol.toml");
    let without_locations = |mut options: Options| {
        options
            .ignore
            .iter_mut()
            .for_each(|ignore| ignore.location = None);
        options
    };
    let first = Config::load(&path).unwrap().options;
    let again = parse(&path, &first.to_toml()).unwrap().options;
    assert_eq!(without_locations(again), without_locations(first));
}

/// Two layers that set every key.
fn layers() -> [Options; 2] {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let of_fixture = root.join("fixtures/projects/config-every-key/bedrock-eol.toml");
    [
        fs::read_to_string(of_fixture).unwrap(),
        documented_example(),
    ]
    .map(|text| parse(Path::new("bedrock-eol.toml"), &text).unwrap().options)
}

/// What both layers together are, from the TOML of both: a single value and the lists below are those of the higher
/// layer, other lists are both, the lower first, and tables are merged by name.
fn over(higher: &toml::Table, lower: &toml::Table) -> toml::Table {
    /// The lists that replace the lower one.
    const REPLACED: &[&str] = &["region", "context"];
    let mut merged = lower.clone();
    for (key, value) in higher {
        let value = match (value, lower.get(key)) {
            (toml::Value::Array(high), Some(toml::Value::Array(low)))
                if !REPLACED.contains(&key.as_str()) =>
            {
                toml::Value::Array(low.iter().chain(high).cloned().collect())
            }
            (toml::Value::Table(high), Some(toml::Value::Table(low))) => {
                let mut both = low.clone();
                both.extend(high.clone());
                toml::Value::Table(both)
            }
            _ => value.clone(),
        };
        merged.insert(key.clone(), value);
    }
    // Regions of a higher layer also replace those by path.
    if higher.contains_key("region") {
        match higher.get("region-by-path") {
            Some(by_path) => merged.insert("region-by-path".to_owned(), by_path.clone()),
            None => merged.remove("region-by-path"),
        };
    }
    merged
}

fn table(options: &Options) -> toml::Table {
    options.to_toml().parse().unwrap()
}

#[test]
fn a_higher_layer_overrides_a_lower_one() {
    let [one, other] = layers();
    let empty = Options::default();
    for (higher, lower) in [
        (&one, &other),
        (&other, &one),
        (&one, &empty),
        (&empty, &one),
        (&one, &Options::defaults(true)),
    ] {
        let merged = higher.clone().over(lower.clone());
        assert_eq!(table(&merged), over(&table(higher), &table(lower)));
    }
}

#[test]
fn flags_override_the_defaults() {
    let flags = Options {
        within: Some(Days(7)),
        ..Options::default()
    };
    let merged = flags.over(Options::defaults(false));
    assert_eq!(
        (merged.within, merged.fail_on),
        (Some(Days(7)), Some(FailOn::Error))
    );
}

#[test]
fn the_file_overrides_the_defaults() {
    let file = parse(Path::new("bedrock-eol.toml"), "fail-on = \"never\"")
        .unwrap()
        .options;
    assert_eq!(
        file.over(Options::defaults(true)).fail_on,
        Some(FailOn::Never)
    );
}

#[test]
fn merging_three_layers_is_associative() {
    let [one, other] = layers();
    let defaults = Options::defaults(false);
    let once = one.clone().over(other.clone()).over(defaults.clone());
    assert_eq!(one.over(other.over(defaults)), once);
}

#[test]
fn only_added_lines_are_judged_more_strictly_by_default() {
    assert_eq!(Options::defaults(false).fail_on, Some(FailOn::Error));
    assert_eq!(Options::defaults(true).fail_on, Some(FailOn::Warning));
}

#[test]
fn regions_of_a_flag_apply_to_every_path() {
    let text = "region = [\"us-east-1\"]\n[[region-by-path]]\npath = \"eu\"\nregion = [\"eu-west-1\"]\n\
                [[region-by-path]]\npath = \"eu/north\"\nregion = [\"eu-north-1\"]\n";
    let file = parse(Path::new("bedrock-eol.toml"), text).unwrap().options;
    assert_eq!(file.regions_of("src/a.py").unwrap(), ["us-east-1"]);
    assert_eq!(file.regions_of("eu/a.py").unwrap(), ["eu-west-1"]);
    assert_eq!(file.regions_of("eu/north/a.py").unwrap(), ["eu-north-1"]);
    let flags = Options {
        region: vec!["ap-south-1".to_owned()],
        ..Options::default()
    };
    assert_eq!(
        flags.over(file).regions_of("eu/a.py").unwrap(),
        ["ap-south-1"]
    );
}

#[test]
fn a_glob_of_a_flag_is_relative_to_the_working_directory() {
    for (prefix, typed, expected) in [
        ("", "/a/*.py", "/a/*.py"),
        ("sub/", "*.py", "*.py"),
        ("sub/", "out/", "out/"),
        ("sub/", "/a.py", "/sub/a.py"),
        ("sub/", "a/b", "/sub/a/b"),
        ("sub/", "**/b", "/sub/**/b"),
        ("x/sub/", "../c/*", "/x/c/*"),
        ("x/", "../c.py", "/c.py"),
        ("a[1]/", "/b", "/a\\[1\\]/b"),
    ] {
        assert_eq!(glob_of_project(prefix, typed), expected, "{prefix} {typed}");
    }
}

/// A tree of folders and files; a path that ends in a slash is a folder.
fn tree(paths: &[&str]) -> TempDir {
    let root = TempDir::new().unwrap();
    for path in paths {
        let path = (root.path().join(path), path.ends_with('/'));
        fs::create_dir_all(if path.1 {
            &path.0
        } else {
            path.0.parent().unwrap()
        })
        .unwrap();
        if !path.1 {
            fs::write(&path.0, "[tool.bedrock-eol]").unwrap();
        }
    }
    root
}

#[test]
fn the_nearest_file_up_to_the_root_of_the_repository_applies() {
    for (paths, from, expected) in [
        (
            &["r/.git/", "r/a/b/", "r/bedrock-eol.toml"][..],
            "r/a/b",
            Some("r/bedrock-eol.toml"),
        ),
        (
            &[
                "r/.git/",
                "r/a/b/",
                "r/bedrock-eol.toml",
                "r/a/.bedrock-eol.toml",
            ],
            "r/a/b",
            Some("r/a/.bedrock-eol.toml"),
        ),
        (
            &["r/.git/", "r/a/", "r/pyproject.toml"],
            "r/a",
            Some("r/pyproject.toml"),
        ),
        (&["bedrock-eol.toml", "r/.git/", "r/a/"], "r/a", None),
        (&["bedrock-eol.toml", "r/.git", "r/a/"], "r/a", None),
        (&["bedrock-eol.toml", "r/a/"], "r/a", None),
        (
            &["r/a/", "r/a/bedrock-eol.toml"],
            "r/a",
            Some("r/a/bedrock-eol.toml"),
        ),
        (&["r/.git/", "r/bedrock-eol.toml/"], "r", None),
    ] {
        let root = tree(paths);
        let found = find(&root.path().join(from)).unwrap();
        assert_eq!(
            found,
            expected.map(|path| root.path().join(path)),
            "{paths:?}"
        );
    }
}

#[test]
fn a_missing_or_foreign_configuration_is_an_error() {
    let root = tree(&["bedrock-eol.toml"]);
    let missing = Config::load(&root.path().join("none.toml")).unwrap_err();
    assert!(matches!(missing, ConfigError::Read { .. }));
    let other = parse(Path::new("pyproject.toml"), "[project]\nname = \"x\"\n").unwrap_err();
    assert_eq!(
        other.to_string(),
        "pyproject.toml has no table [tool.bedrock-eol]"
    );
}

/// The example of docs/configuration.md.
fn documented_example() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(root.join("docs/configuration.md")).unwrap();
    let example = text.split("```toml\n").nth(1).unwrap();
    example.split("```").next().unwrap().to_owned()
}

#[test]
fn the_documented_example_is_read_and_has_every_key() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let example = documented_example();
    parse(Path::new("bedrock-eol.toml"), &example).unwrap_or_else(|error| panic!("{error}"));
    let schema = fs::read_to_string(root.join("docs/config.schema.json")).unwrap();
    let schema: serde_json::Value = serde_json::from_str(&schema).unwrap();
    let table: toml::Table = example.parse().unwrap();
    for key in schema["properties"].as_object().unwrap().keys() {
        assert!(table.contains_key(key), "the example lacks `{key}`");
    }
}
