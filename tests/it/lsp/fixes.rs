//! Quick fixes: edits as `fix` makes them, and the comment that accepts a finding.

use serde_json::{Value, json};

use super::OLD;
use super::editor::{Editor, uri};
use crate::cross_file::project;

/// A call whose model has a replacement that only changes the ID.
const SAFE: &str = "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-v2:1";

/// The quick fixes for a line.
fn actions(editor: &mut Editor, uri: &str, line: u32, only: Value) -> Vec<Value> {
    let params = json!({
        "textDocument": {"uri": uri},
        "range": {"start": {"line": line, "character": 0}, "end": {"line": line, "character": 200}},
        "context": {"diagnostics": [], "only": only},
    });
    let found = editor.ask("textDocument/codeAction", params).unwrap();
    found.as_array().unwrap().clone()
}

fn titles(actions: &[Value]) -> Vec<&str> {
    actions
        .iter()
        .map(|action| action["title"].as_str().unwrap())
        .collect()
}

/// The text after an action, by an own reading of the protocol: columns are those of ASCII.
fn applied(text: &str, action: &Value) -> String {
    let change = &action["edit"]["documentChanges"][0];
    let mut edits: Vec<Value> = change["edits"].as_array().unwrap().clone();
    let offset = |position: &Value| {
        let line = position["line"].as_u64().unwrap();
        let lines = text
            .split_inclusive('\n')
            .take(usize::try_from(line).unwrap());
        let before: usize = lines.map(str::len).sum();
        before + usize::try_from(position["character"].as_u64().unwrap()).unwrap()
    };
    edits.sort_by_key(|edit| std::cmp::Reverse(offset(&edit["range"]["start"])));
    let mut text = text.to_owned();
    for edit in edits {
        let range = offset(&edit["range"]["start"])..offset(&edit["range"]["end"]);
        text.replace_range(range, edit["newText"].as_str().unwrap());
    }
    text
}

#[test]
fn what_is_safe_is_first_and_preferred() {
    let folder = project(&[]);
    let uri = uri(folder.path(), "a.py");
    let mut editor = Editor::of(folder.path());
    let text = "client.converse(modelId=\"anthropic.claude-3-haiku-20240307-v1:0\")\n";
    editor.opened(&uri, "python", text);
    let found = actions(&mut editor, &uri, 0, Value::Null);
    let preferred = |action: &Value| action["isPreferred"] == true;
    for (at, action) in found.iter().enumerate() {
        assert_eq!(action["kind"], "quickfix");
        assert_eq!(action["diagnostics"].as_array().unwrap().len(), 1);
        let needs_review = action["title"].as_str().unwrap().contains("needs a review");
        assert!(
            !(preferred(action) && needs_review) && (at == 0 || !preferred(action)),
            "{found:?}"
        );
    }
    assert!(
        found[0]["title"]
            .as_str()
            .unwrap()
            .starts_with("Replace with "),
        "{found:?}"
    );
    let version = &found[0]["edit"]["documentChanges"][0]["textDocument"];
    assert_eq!(*version, json!({"uri": uri, "version": 1}));
    let fixed = applied(text, &found[0]);
    let rest = editor.opened(&uri, "python", &fixed);
    assert!(
        rest.iter().all(|one| one["code"] != "end-of-life"),
        "{fixed}"
    );
    let last = titles(&found).last().copied();
    assert!(last.unwrap().starts_with("Ignore "), "{found:?}");
    assert_eq!(editor.end(), 0);
}

#[test]
fn a_comment_with_a_reason_accepts_the_finding() {
    let folder = project(&[("bedrock-eol.toml", "require-reason = true\n")]);
    let mut editor = Editor::of(folder.path());
    for (file, language, text, line) in [
        (
            "a.py",
            "python",
            format!("def f():\r\n    {}", OLD.replace('\n', "\r\n")),
            1,
        ),
        ("a.ts", "typescript", format!("\t{OLD}"), 0),
        (
            "a.tf",
            "terraform",
            "resource \"x\" \"y\" {\n  model_id = \"anthropic.claude-v2:1\"\n}\n".to_owned(),
            1,
        ),
        (
            "a.yaml",
            "yaml",
            "a:\n  modelId: anthropic.claude-v2:1\n".to_owned(),
            1,
        ),
    ] {
        let uri = uri(folder.path(), file);
        assert!(!editor.opened(&uri, language, &text).is_empty(), "{file}");
        let found = actions(&mut editor, &uri, line, json!(["quickfix"]));
        let ignoring = found
            .iter()
            .find(|one| one["title"] == "Ignore end-of-life here, with a reason");
        let text = applied(
            &text,
            ignoring.unwrap_or_else(|| panic!("{file}: {found:?}")),
        );
        assert_eq!(editor.opened(&uri, language, &text).len(), 0, "{text}");
        assert_eq!(
            text.matches("\r\n").count() > 0,
            text.matches("\r\n").count() == text.matches('\n').count()
        );
    }
    let uri = uri(folder.path(), "a.json");
    editor.opened(
        &uri,
        "json",
        "{\n  \"modelId\": \"anthropic.claude-v2:1\"\n}\n",
    );
    let found = actions(&mut editor, &uri, 1, Value::Null);
    assert!(
        titles(&found)
            .iter()
            .all(|title| !title.starts_with("Ignore")),
        "{found:?}"
    );
    assert_eq!(editor.end(), 0);
}

#[test]
fn every_use_of_a_model_is_replaced_and_others_stay() {
    let folder = project(&[]);
    let uri = uri(folder.path(), "a.py");
    let mut editor = Editor::of(folder.path());
    let other = "client.converse(modelId=\"amazon.titan-text-lite-v1\")\n";
    let text = format!("{OLD}{other}{OLD}");
    editor.opened(&uri, "python", &text);
    let found = actions(&mut editor, &uri, 0, Value::Null);
    let all = found.iter().find(|one| {
        one["title"]
            .as_str()
            .unwrap()
            .starts_with("Migrate all 2 uses")
    });
    let fixed = applied(&text, all.unwrap_or_else(|| panic!("{found:?}")));
    assert!(
        !fixed.contains("anthropic.claude-v2:1") && fixed.contains(other),
        "{fixed}"
    );
    let found = actions(&mut editor, &uri, 1, Value::Null);
    assert!(
        titles(&found)
            .iter()
            .all(|title| !title.starts_with("Migrate all")),
        "{found:?}"
    );
    assert_eq!(editor.end(), 0);
}

#[test]
fn kinds_are_those_that_are_asked_for() {
    let folder = project(&[]);
    let uri = uri(folder.path(), "policy.json");
    let text = format!(
        "{{\"Action\": \"bedrock:InvokeModel\", \"Effect\": \"Allow\", \"Resource\": [\"{SAFE}\"]}}\n"
    );
    let mut editor = Editor::of(folder.path());
    editor.opened(&uri, "json", &text);
    for only in [
        json!(["refactor"]),
        json!(["source.organizeImports"]),
        json!(["quick"]),
    ] {
        assert_eq!(
            actions(&mut editor, &uri, 0, only.clone()),
            [] as [Value; 0],
            "{only}"
        );
    }
    for only in [
        json!(["source"]),
        json!(["source.fixAll"]),
        json!(["source.fixAll.bedrock-eol"]),
    ] {
        let found = actions(&mut editor, &uri, 0, only);
        assert!(
            found
                .iter()
                .all(|one| one["kind"] == "source.fixAll.bedrock-eol"),
            "{found:?}"
        );
    }
    assert_eq!(actions(&mut editor, &uri, 5, Value::Null), [] as [Value; 0]);
    assert_eq!(editor.end(), 0);
}

#[test]
fn an_editor_without_versions_gets_changes_by_document() {
    let folder = project(&[]);
    let uri = uri(folder.path(), "a.py");
    let mut editor = Editor::with(folder.path(), |params| params["capabilities"] = json!({}));
    editor.opened(&uri, "python", OLD);
    let found = actions(&mut editor, &uri, 0, Value::Null);
    assert!(found[0]["edit"]["changes"][&uri].is_array(), "{found:?}");
    assert_eq!(editor.end(), 0);
}
