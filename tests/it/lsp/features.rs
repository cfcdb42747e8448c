//! Hovers, completions, links.

use serde_json::{Value, json};

use super::editor::{Editor, uri};
use super::{OLD, OLD_SAID};
use crate::cross_file::project;

#[test]
fn a_hover_has_the_finding_and_what_is_known_with_sources() {
    let folder = project(&[]);
    let uri = uri(folder.path(), "a.py");
    let mut editor = Editor::of(folder.path());
    editor.opened(&uri, "python", OLD);
    let hover = editor.ask_at("textDocument/hover", &uri, 0, 30);
    assert_eq!(hover["contents"]["kind"], "markdown");
    let page = hover["contents"]["value"].as_str().unwrap();
    assert!(page.starts_with(OLD_SAID), "{page}");
    for part in [
        "## `anthropic.claude-v2:1`",
        "### Replacement",
        "### Sources",
        "https://",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
    for nowhere in [(0, 3), (7, 0)] {
        let hover = editor.ask_at("textDocument/hover", &uri, nowhere.0, nowhere.1);
        assert_eq!(hover, Value::Null);
    }
    let mut plain = Editor::with(folder.path(), |params| {
        params["capabilities"]["textDocument"]["hover"]["contentFormat"] = json!(["plaintext"]);
    });
    plain.opened(&uri, "python", OLD);
    let hover = plain.ask_at("textDocument/hover", &uri, 0, 25);
    assert_eq!(hover["contents"]["kind"], "plaintext");
    let page = hover["contents"]["value"].as_str().unwrap();
    assert!(page.contains("\nSources") && !page.contains("##"), "{page}");
    assert_eq!(plain.end(), 0);
}

#[test]
fn a_hover_is_of_what_is_typed_now_and_of_models_without_a_finding() {
    let folder = project(&[]);
    let uri = uri(folder.path(), "a.py");
    let mut editor = Editor::of(folder.path());
    editor.opened(&uri, "python", "\n");
    let text = "m = \"us.amazon.nova-lite-v1:0\"\np = \"arn:aws:bedrock:*::foundation-model/anthropic.claude-3*\"\nq = \"anthropic.claude-v9\"\n";
    editor.change(&uri, 2, json!([{"text": text}]));
    let value = |hover: Value| {
        hover["contents"]["value"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    };
    let known = value(editor.ask_at("textDocument/hover", &uri, 0, 10));
    assert!(known.contains("us.amazon.nova-lite-v1:0"), "{known}");
    let several = value(editor.ask_at("textDocument/hover", &uri, 1, 45));
    assert!(
        several.matches("\n- anthropic.claude-3").count() > 2,
        "{several}"
    );
    let unknown = value(editor.ask_at("textDocument/hover", &uri, 2, 10));
    assert!(
        unknown.contains("is not a known Bedrock model ID"),
        "{unknown}"
    );
    assert_eq!(editor.end(), 0);
}

#[test]
fn the_region_of_the_settings_and_of_an_arn_decides() {
    let folder = project(&[("bedrock-eol.toml", "region = [\"eu-west-1\"]\n")]);
    let uri = uri(folder.path(), "a.py");
    let mut editor = Editor::of(folder.path());
    let arn = "arn:aws:bedrock:us-west-2::foundation-model/anthropic.claude-v2:1";
    editor.opened(&uri, "python", &format!("{OLD}p = \"{arn}\"\n"));
    let value = |hover: Value| {
        hover["contents"]["value"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    };
    let of_settings = value(editor.ask_at("textDocument/hover", &uri, 0, 30));
    assert!(of_settings.contains("`eu.anthropic."), "{of_settings}");
    let of_arn = value(editor.ask_at("textDocument/hover", &uri, 1, 30));
    assert!(of_arn.contains("us-west-2"), "{of_arn}");
    assert_eq!(editor.end(), 0);
}

#[test]
fn ids_are_completed_where_a_text_looks_like_one() {
    let folder = project(&[]);
    let uri = uri(folder.path(), "a.py");
    let mut editor = Editor::of(folder.path());
    editor.opened(&uri, "python", "\u{1F600} = \"us.anthropic.cl\"\namazon.\n");
    let found = editor.ask_at("textDocument/completion", &uri, 0, 17);
    let items = found["items"].as_array().unwrap();
    assert!(items.len() > 3, "{found}");
    let edit = &items[0]["textEdit"];
    assert_eq!(edit["range"]["start"], json!({"line": 0, "character": 6}));
    assert_eq!(edit["range"]["end"], json!({"line": 0, "character": 21}));
    assert_eq!(edit["newText"], items[0]["label"]);
    let ended = items
        .iter()
        .filter(|item| item["label"] == "us.anthropic.claude-3-haiku-20240307-v1:0");
    assert_eq!(ended.count(), 0);
    for item in items {
        let legacy = item["detail"].as_str().unwrap().ends_with("Legacy");
        assert_eq!(item["tags"] == json!([1]), legacy, "{item}");
    }
    let none = editor.ask_at("textDocument/completion", &uri, 1, 7);
    assert_eq!(none["items"], json!([]));
    assert_eq!(editor.end(), 0);
}

#[test]
fn a_reference_links_to_facts_about_its_model() {
    let folder = project(&[]);
    let uri = uri(folder.path(), "a.py");
    let mut editor = Editor::of(folder.path());
    editor.opened(
        &uri,
        "python",
        &format!("{OLD}x = \"anthropic.claude-v9\"\n"),
    );
    let links = editor.ask(
        "textDocument/documentLink",
        json!({"textDocument": {"uri": uri}}),
    );
    let links = links.unwrap();
    assert_eq!(links.as_array().unwrap().len(), 1, "{links}");
    assert_eq!(links[0]["range"]["start"]["character"], 25);
    assert!(
        links[0]["target"].as_str().unwrap().starts_with("https://"),
        "{links}"
    );
    assert_eq!(editor.end(), 0);
}
