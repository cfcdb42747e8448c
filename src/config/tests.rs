//! The schema, and the lists of keys that it is held against.

use std::fs;
use std::path::Path;
use std::str::FromStr as _;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema, schema_for};

use super::options::KEYS;
use super::read::{IGNORE_KEYS, REGION_BY_PATH_KEYS};
use super::*;
use crate::housekeeping::LinePart;

impl JsonSchema for Days {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Days".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A number of days, e.g. 14 or \"14d\".",
            "anyOf": [
                { "type": "integer", "minimum": 0, "maximum": u16::MAX },
                { "type": "string", "pattern": DAYS },
            ],
        })
    }
}

impl JsonSchema for Size {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Size".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A size in bytes, e.g. 1048576, or with a unit, e.g. \"10MB\" or \"512KiB\".",
            "anyOf": [
                { "type": "integer", "minimum": 0, "maximum": 9_999_999_999_999_999_999_u64 },
                { "type": "string", "pattern": SIZE },
            ],
        })
    }
}

/// Pattern of Region codes.
pub(super) const REGION: &str = "^[a-z]+(-[a-z]+)+-[0-9]{1,2}$";

/// Days as a text, at most 65535.
const DAYS: &str =
    "^[+]?0*([0-9]{1,4}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])d?$";

/// A size as a text, with as many digits as cannot overflow.
const SIZE: &str = r"^0*([0-9]{1,19}\s*[bB]?|[0-9]{1,16}\s*[kK]([iI]?[bB])?|[0-9]{1,13}\s*[mM]([iI]?[bB])?|[0-9]{1,10}\s*[gG]([iI]?[bB])?)\s*$";

/// A date, as far as a regular expression can check it.
pub(super) const DAY: &str = "^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$";

/// Patterns of paths cannot be empty or negated, and have at most 64 wildcards; a bracket is closed, a brace is closed and
/// opened, and the last character before a slash escapes nothing. Ranges and the contents of nested braces are not checked.
pub(super) const PATH_PATTERN: &str = r"^(?!!)(?!/*$)(?!(.*[^\\])?(\\\\)*\\/+$)(?!([^*?\[{]*[*?\[{]){65})(\\.|\[([!^](\][^\]]*|[^\]]+)|\][^\]]*|[^\]!^][^\]]*)\]|\{(\\.|\[([!^](\][^\]]*|[^\]]+)|\][^\]]*|[^\]!^][^\]]*)\]|\{.*\}|[^\\\[{}])*\}|[^\\\[{}])*$";

/// Patterns of model IDs cannot be empty or negated, and have no other signs than `*` and `?`.
pub(super) const MODEL_PATTERN: &str = r"^[^!\[\]{}\\][^\[\]{}\\]*$";

/// A project's name for a model; its bytes are limited, too, which are more than its characters.
const ALIAS: &str =
    r"^[0-9A-Za-z_\u0080-\uffff]([-0-9A-Za-z_.:/@+\u0080-\uffff]*[0-9A-Za-z_\u0080-\uffff])?$";

/// Names of models and their IDs.
pub(super) fn aliases(_: &mut SchemaGenerator) -> Schema {
    json_schema!({
        "type": "object",
        "propertyNames": { "maxLength": 240, "pattern": ALIAS },
        "additionalProperties": { "type": "string", "pattern": r"^[^. *]+\.[^ *]+$" },
    })
}

/// Whether `require-reason` is set.
pub(super) fn with_required_reason() -> serde_json::Value {
    serde_json::json!({
        "properties": { "require-reason": { "const": true } },
        "required": ["require-reason"],
    })
}

/// Each entry of `ignore` has a reason.
pub(super) fn every_reason() -> serde_json::Value {
    serde_json::json!({ "properties": { "ignore": { "items": { "required": ["reason"] } } } })
}

/// Alternatives of which each requires one key.
pub(super) fn any_of(keys: &[&str]) -> serde_json::Value {
    keys.iter()
        .map(|key| serde_json::json!({ "required": [key] }))
        .collect()
}

/// A list of IDs of rules.
pub(super) fn list_of_rules(_: &mut SchemaGenerator) -> Schema {
    let names: Vec<&str> = crate::finding::RULES.iter().map(|rule| rule.name).collect();
    json_schema!({ "type": "array", "items": { "enum": names } })
}

/// A level for each rule.
pub(super) fn levels_of_rules(generator: &mut SchemaGenerator) -> Schema {
    let level = generator.subschema_for::<LevelSetting>();
    let names: Vec<&str> = crate::finding::RULES.iter().map(|rule| rule.name).collect();
    json_schema!({
        "type": "object",
        "propertyNames": { "enum": names },
        "additionalProperties": level,
    })
}

/// The published schema is generated from the type; `BLESS=1` rewrites it.
#[test]
fn the_published_schema_is_that_of_the_options() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/config.schema.json");
    let mut schema = schema_for!(Options);
    schema.insert("title".to_owned(), "bedrock-eol.toml".into());
    let text = serde_json::to_string_pretty(&schema).unwrap() + "\n";
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, &text).unwrap();
    }
    assert!(
        fs::read_to_string(path).unwrap() == text,
        "docs/config.schema.json is stale: run BLESS=1 cargo test"
    );
}

#[test]
fn the_reader_knows_the_keys_of_entries() {
    let schema = serde_json::to_value(schema_for!(Options)).unwrap();
    let keys = |value: &serde_json::Value| {
        let mut keys: Vec<String> = value["properties"]
            .as_object()
            .unwrap()
            .keys()
            .cloned()
            .collect();
        keys.sort();
        keys
    };
    assert_eq!(keys(&schema["$defs"]["IgnoreOption"]), IGNORE_KEYS);
    assert_eq!(keys(&schema["$defs"]["RegionsOfPath"]), REGION_BY_PATH_KEYS);
}

#[test]
fn contexts_have_the_names_of_the_json_report() {
    for (name, context) in CONTEXT_NAMES {
        assert_eq!(serde_json::to_value(context).unwrap(), *name);
    }
}

#[test]
fn sizes_and_days_have_units() {
    for (text, bytes) in [("0", 0), ("1024", 1024), ("3b", 3), ("10MB", 10 << 20)] {
        assert_eq!(Size::from_str(text), Ok(Size(bytes)), "{text}");
    }
    for (unit, bytes) in [("k", 1024), ("m", 1_048_576), ("g", 1_073_741_824)] {
        for name in [unit.to_owned(), format!("{unit}B"), format!(" {unit}iB")] {
            assert_eq!(
                Size::from_str(&format!("2{name}")),
                Ok(Size(2 * bytes)),
                "{name}"
            );
        }
    }
    for text in [
        "",
        "MB",
        "1.5MB",
        "-1",
        "1 parsec",
        "99999999999GB",
        "17179869184GB",
    ] {
        assert!(Size::from_str(text).is_err(), "{text}");
    }
    assert_eq!(Days::from_str("14d"), Ok(Days(14)));
    for text in ["", "d", "-1", "2w", "70000"] {
        assert!(Days::from_str(text).is_err(), "{text}");
    }
}

#[test]
fn the_schema_accepts_the_sizes_that_the_program_accepts() {
    let schema = regex::bytes::RegexBuilder::new(SIZE)
        .unicode(false)
        .build()
        .expect("it is valid");
    for text in [
        "0",
        "1024",
        "10MB",
        "10 MiB",
        "1 g ",
        "9999999999GB",
        "10000000000GB",
        "0000000000010GB",
        "9999999999999999999",
        "10000000000000000000",
        "1.5MB",
        "MB",
        "1 parsec",
        "1ib",
    ] {
        let is_size = Size::from_str(text).is_ok();
        assert_eq!(schema.is_match(text.as_bytes()), is_size, "{text}");
    }
}

#[test]
fn paths_of_a_project_are_the_same_from_any_folder() {
    let from = |folder: &str, path: &str| {
        ProjectPaths::new(Path::new("/r"), Path::new(folder)).relative(path)
    };
    assert_eq!(from("/r", "a/b.py"), "a/b.py");
    assert_eq!(from("/r", "./a/b.py"), "a/b.py");
    assert_eq!(from("/r/a", "b.py"), "a/b.py");
    assert_eq!(from("/r/x/y", "../../a/b.py"), "a/b.py");
    assert_eq!(from("/r/x", "/r/a/b.py"), "a/b.py");
    assert_eq!(from("/r", "../other/b.py"), "../other/b.py");
}

/// If [`Options::take`] forgot a key, the program would never report that a change of this key silences findings.
#[test]
fn every_key_differs_and_can_be_taken() {
    let text = std::fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("fixtures/projects/config-every-key/bedrock-eol.toml"),
    )
    .expect("the fixture is there");
    let all = parse(Path::new("bedrock-eol.toml"), &text)
        .expect("it is understood")
        .options;
    let none = Options::default();
    assert_eq!(
        all.differing(&none),
        KEYS,
        "fixtures/projects/config-every-key sets every key to another value than its default"
    );
    let mut taken = none;
    for key in KEYS {
        taken.take(key, all.clone());
    }
    assert_eq!(taken, all);
}

#[test]
fn the_defaults_are_those_of_the_documentation() {
    let rest = "within = 90\ngrace = 0\nreplacement = \"least-change\"\nrequire-reason = false\ncross-file = true\n";
    for (only_added, level) in [(false, "error"), (true, "warning")] {
        let shown = Options::defaults(only_added).to_toml();
        let lines: Vec<&str> = shown.lines().collect();
        assert!(
            lines.contains(&format!("fail-on = \"{level}\"").as_str()),
            "{shown}"
        );
        assert!(rest.lines().all(|line| lines.contains(&line)), "{shown}");
    }
}

#[test]
fn entries_of_ignore_are_the_same_wherever_they_are() {
    let entry = |path: &str, line| IgnoreOption {
        path: Some(path.to_owned()),
        location: Some(LinePart {
            path: "bedrock-eol.toml".to_owned(),
            line,
            ..LinePart::in_text(
                "bedrock-eol.toml",
                b"x",
                crate::source::Span { start: 0, end: 1 },
            )
        }),
        ..IgnoreOption::default()
    };
    assert!(entry("a.py", 1).same_as(&entry("a.py", 7)));
    assert!(!entry("a.py", 1).same_as(&entry("b.py", 1)));
}
