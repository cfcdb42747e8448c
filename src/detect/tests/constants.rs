//! IDs that are put together with a constant of the same file, from a list, or that leave their provider out.

use super::{HAIKU, check, detect};
use crate::reference::{Form, Resolution};

/// Says that the file is about Bedrock, without which the fast pass leaves it out.
const ABOUT: &str = "# bedrock\n";

fn check_about(rows: &[(&str, Form, Resolution, &[&str], &str)]) {
    let texts: Vec<String> = rows.iter().map(|row| format!("{ABOUT}{}", row.0)).collect();
    let rows: Vec<_> = rows
        .iter()
        .zip(&texts)
        .map(|(row, text)| (text.as_str(), row.1, row.2, row.3, row.4))
        .collect();
    check(&rows);
}

fn nothing(texts: &[&str]) {
    for text in texts {
        let found = detect(&format!("{ABOUT}{text}"));
        assert!(found.is_empty(), "{text}\n{found:#?}");
    }
}

#[test]
fn a_constant_of_the_file_is_its_value() {
    use Form::{Base, Profile};
    use Resolution::{Joined, Template};
    let v2: &[&str] = &["anthropic.claude-v2"];
    let haiku: &[&str] = &[HAIKU];
    check(&[
        (
            "MODEL = \"claude-v2\"\nid = f\"anthropic.{MODEL}\"",
            Base,
            Joined,
            v2,
            "anthropic.{MODEL}",
        ),
        (
            "const MODEL: &str = \"claude-v2\";\nlet id = format!(\"anthropic.{MODEL}\");",
            Base,
            Joined,
            v2,
            "anthropic.{MODEL}",
        ),
        (
            "const model = 'claude-v2'\nconst id = `us.anthropic.${model}`",
            Profile,
            Joined,
            v2,
            "us.anthropic.${model}",
        ),
        (
            "MODEL = \"claude-v2\"\nid = \"anthropic.\" + MODEL",
            Base,
            Joined,
            v2,
            "anthropic.\" + MODEL",
        ),
        (
            "static final String NAME = \"claude-3-haiku-20240307\";\nString id = \"anthropic.\" + NAME + \"-v1:0\";",
            Base,
            Joined,
            haiku,
            "anthropic.\" + NAME + \"-v1:0",
        ),
        (
            "MODEL=claude-v2\nask --model \"anthropic.${MODEL}\"",
            Base,
            Joined,
            v2,
            "anthropic.${MODEL}",
        ),
        (
            "locals {\n  haiku = \"claude-v2\"\n}\nid = \"anthropic.${local.haiku}\"",
            Base,
            Joined,
            v2,
            "anthropic.${local.haiku}",
        ),
        // What the constants begin is an ID as well.
        (
            "PREFIX = \"anthropic.\"\nid = PREFIX + \"claude-v2\"",
            Base,
            Joined,
            v2,
            "PREFIX + \"claude-v2",
        ),
        (
            "PREFIX = \"us.anthropic.\"\nid = f\"{PREFIX}claude-v2\"",
            Profile,
            Joined,
            v2,
            "{PREFIX}claude-v2",
        ),
        (
            "PREFIX = \"anthropic.\"\nNAME = \"claude-v2\"\nid = f\"{PREFIX}{NAME}\"",
            Base,
            Joined,
            v2,
            "{PREFIX}{NAME}",
        ),
        (
            "const PREFIX = 'anthropic.';\nconst id = PREFIX + 'claude-v2';",
            Base,
            Joined,
            v2,
            "PREFIX + 'claude-v2",
        ),
        // Two assignments differ: the constant says nothing.
        (
            "SIZE = \"haiku\"\nSIZE = \"opus\"\nid = f\"anthropic.claude-3-{SIZE}-20240307-v1:0\"",
            Base,
            Template,
            haiku,
            "anthropic.claude-3-{SIZE}-20240307-v1:0",
        ),
    ]);
    nothing(&[
        "MODEL = \"claude-v2\"\nMODEL = \"claude-v9\"\nid = f\"anthropic.{MODEL}\"",
        "MODEL = os.environ[\"MODEL\"]\nid = f\"anthropic.{MODEL}\"",
        // A variable is set by the caller.
        "def ask(model):\n    return f\"anthropic.{model}\"\n\nmodel = \"claude-v2\"\n",
        "PREFIX = \"anthropic.\"\nid = MY_PREFIX + \"claude-v2\"",
    ]);
}

#[test]
fn a_list_that_is_joined_by_dots_is_an_id() {
    use Form::{Base, Profile};
    use Resolution::{Joined, Template};
    let v2: &[&str] = &["anthropic.claude-v2"];
    check_about(&[
        (
            "join(\".\", [\"anthropic\", \"claude-v2\"])",
            Base,
            Joined,
            v2,
            "anthropic\", \"claude-v2",
        ),
        (
            "join(\".\", [\"us\", \"anthropic\", \"claude-v2\"])",
            Profile,
            Joined,
            v2,
            "us\", \"anthropic\", \"claude-v2",
        ),
        (
            "join(\".\", [var.geo, \"anthropic\", \"claude-v2\"])",
            Profile,
            Template,
            v2,
            "anthropic\", \"claude-v2",
        ),
        (
            "['anthropic', 'claude-v2'].join('.')",
            Base,
            Joined,
            v2,
            "anthropic', 'claude-v2",
        ),
        (
            "[\"anthropic\", \"claude-v2\"].joined(separator: \".\")",
            Base,
            Joined,
            v2,
            "anthropic\", \"claude-v2",
        ),
        (
            "\".\".join([\"anthropic\", \"claude-v2\"])",
            Base,
            Joined,
            v2,
            "anthropic\", \"claude-v2",
        ),
        (
            "'.'.join(('anthropic', 'claude-v2'))",
            Base,
            Joined,
            v2,
            "anthropic', 'claude-v2",
        ),
        (
            "String.join(\".\", \"anthropic\", \"claude-v2\")",
            Base,
            Joined,
            v2,
            "anthropic\", \"claude-v2",
        ),
        (
            "!Join [\".\", [\"anthropic\", \"claude-v2\"]]",
            Base,
            Joined,
            v2,
            "anthropic\", \"claude-v2",
        ),
        (
            "{\"Fn::Join\": [\".\", [\"anthropic\", \"claude-v2\"]]}",
            Base,
            Joined,
            v2,
            "anthropic\", \"claude-v2",
        ),
    ]);
    nothing(&[
        "join(\"/\", [\"anthropic\", \"claude-v2\"])",
        "join(\".\", [\"anthropic\", var.model])",
        "[\"anthropic\", \"claude-v2\"].join(\", \")",
        "\".\".join([\"anthropic\", \"claude-v99\"])",
    ]);
}

#[test]
fn a_quoted_id_without_its_provider_has_the_version_suffix() {
    use Form::Base;
    use Resolution::Exact;
    check_about(&[
        (
            "model: \"claude-3-haiku-20240307-v1:0\"",
            Base,
            Exact,
            &[HAIKU],
            "claude-3-haiku-20240307-v1:0",
        ),
        (
            "'titan-embed-text-v2:0'",
            Base,
            Exact,
            &["amazon.titan-embed-text-v2:0"],
            "titan-embed-text-v2:0",
        ),
        (
            r#"{\"m\": \"claude-v2:1\"}"#,
            Base,
            Exact,
            &["anthropic.claude-v2:1"],
            "claude-v2:1",
        ),
    ]);
    nothing(&[
        "\"claude-3-haiku-20240307\"",
        "\"claude-3-haiku@20240307\"",
        "\"anthropic/claude-3-haiku-20240307-v1:0-beta\"",
        "\"openrouter/claude-3-haiku-20240307-v1:0\"",
        "claude-3-haiku-20240307-v1:0",
        "\"claude-9-haiku-20990307-v1:0\"",
        "\"claude-3-haiku-20240307-v1:0'",
    ]);
}
