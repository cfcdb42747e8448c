//! Which configuration applies, what it may contain, and which layer wins.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use bedrock_eol::config::{
    Config, ConfigError, Days, FailOn, IgnoreOption, LevelSetting, Options, RegionsOfPath, Size,
    find, glob_of_project, parse,
};
use bedrock_eol::finding::ReplacementPolicy;
use bedrock_eol::reference::Context;
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
    let without_places = |mut options: Options| {
        options
            .ignore
            .iter_mut()
            .for_each(|ignore| ignore.place = None);
        options
    };
    let first = Config::load(&path).unwrap().options;
    let again = parse(&path, &first.to_toml()).unwrap().options;
    assert_eq!(without_places(again), without_places(first));
}

/// Every setting with a value that shows which layer it is from.
fn layer(tag: u16) -> Options {
    let name = format!("layer-{tag}");
    let levels = [
        LevelSetting::Note,
        LevelSetting::Warning,
        LevelSetting::Error,
    ];
    let level = levels[usize::from(tag)];
    Options {
        fail_on: Some([FailOn::Note, FailOn::Warning, FailOn::Error][usize::from(tag)]),
        within: Some(Days(tag)),
        grace: Some(Days(tag)),
        max_catalog_age: Some(Days(tag)),
        max_size: Some(Size(tag.into())),
        replacement: Some(
            [
                ReplacementPolicy::LeastChange,
                ReplacementPolicy::LongestLife,
            ][usize::from(tag % 2)],
        ),
        require_reason: Some(tag == 1),
        cross_file: Some(tag == 1),
        baseline: Some(PathBuf::from(&name)),
        region: vec![name.clone()],
        context: vec![[Context::Code, Context::Docs, Context::Iac][usize::from(tag)]],
        exclude: vec![name.clone()],
        include: vec![name.clone()],
        catalog: vec![PathBuf::from(&name)],
        allow: vec![name.clone()],
        ban: vec![name.clone()],
        level: BTreeMap::from([("legacy".to_owned(), level), (name.clone(), level)]),
        level_by_context: BTreeMap::from([(Context::Docs, level)]),
        aliases: BTreeMap::from([("A".to_owned(), name.clone()), (name.clone(), name.clone())]),
        region_by_path: vec![RegionsOfPath {
            path: name.clone(),
            region: vec![name.clone()],
        }],
        ignore: vec![IgnoreOption {
            path: Some(name),
            ..IgnoreOption::default()
        }],
    }
}

/// Checks how a layer combines with a lower one. Every field is named, so that a new one does not compile without its
/// assertion.
fn assert_over(higher: u16, lower: u16) {
    let (high, low) = (layer(higher), layer(lower));
    let Options {
        fail_on,
        within,
        grace,
        max_catalog_age,
        max_size,
        replacement,
        require_reason,
        cross_file,
        baseline,
        region,
        region_by_path,
        context,
        exclude,
        include,
        catalog,
        allow,
        ban,
        level,
        level_by_context,
        aliases,
        ignore,
    } = high.clone().over(low.clone());
    let names = [format!("layer-{lower}"), format!("layer-{higher}")];
    assert_eq!(fail_on, high.fail_on);
    assert_eq!(within, high.within);
    assert_eq!(grace, high.grace);
    assert_eq!(max_catalog_age, high.max_catalog_age);
    assert_eq!(max_size, high.max_size);
    assert_eq!(replacement, high.replacement);
    assert_eq!(require_reason, high.require_reason);
    assert_eq!(cross_file, high.cross_file);
    assert_eq!(baseline, high.baseline);
    assert_eq!(region, high.region);
    assert_eq!(region_by_path, high.region_by_path);
    assert_eq!(context, high.context);
    for list in [exclude, include, allow, ban] {
        assert_eq!(list, names);
    }
    assert_eq!(catalog, names.clone().map(PathBuf::from));
    assert_eq!(ignore.len(), 2);
    assert_eq!(level["legacy"], high.level["legacy"]);
    assert_eq!(level_by_context, high.level_by_context);
    assert_eq!(aliases["A"], high.aliases["A"]);
    assert!(
        names
            .iter()
            .all(|name| level.contains_key(name) && aliases.contains_key(name))
    );
    assert_eq!(
        Options::default().over(low.clone()),
        low,
        "an empty layer changes nothing"
    );
    assert_eq!(
        low.clone().over(Options::default()),
        low,
        "nor does an empty layer below"
    );
}

const FLAGS: u16 = 2;
const FILE: u16 = 1;
const DEFAULTS: u16 = 0;

#[test]
fn flags_override_the_file() {
    assert_over(FLAGS, FILE);
}

#[test]
fn flags_override_the_defaults() {
    assert_over(FLAGS, DEFAULTS);
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
    assert_over(FILE, DEFAULTS);
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
    let once = layer(FLAGS).over(layer(FILE)).over(layer(DEFAULTS));
    assert_eq!(layer(FLAGS).over(layer(FILE).over(layer(DEFAULTS))), once);
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

#[test]
fn the_documented_example_is_read_and_has_every_key() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(root.join("docs/configuration.md")).unwrap();
    let example = text
        .split("```toml\n")
        .nth(1)
        .unwrap()
        .split("```")
        .next()
        .unwrap();
    parse(Path::new("bedrock-eol.toml"), example).unwrap_or_else(|error| panic!("{error}"));
    let schema = fs::read_to_string(root.join("docs/config.schema.json")).unwrap();
    let schema: serde_json::Value = serde_json::from_str(&schema).unwrap();
    let table: toml::Table = example.parse().unwrap();
    for key in schema["properties"].as_object().unwrap().keys() {
        assert!(table.contains_key(key), "the example lacks `{key}`");
    }
}
