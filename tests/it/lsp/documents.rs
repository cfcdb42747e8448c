//! Texts as the editor has them: their encoding, their line ends, notebooks, size.

use std::path::Path;

use serde_json::{Value, json};

use super::editor::{Editor, listed, uri};
use super::{OLD, OLD_SAID};
use crate::cross_file::project;

fn range(start: (u32, u32), end: (u32, u32)) -> Value {
    let position = |(line, character)| json!({"line": line, "character": character});
    json!({"start": position(start), "end": position(end)})
}

#[test]
fn a_finding_is_a_diagnostic_with_its_rule_and_what_to_write() {
    let folder = project(&[]);
    let mut editor = Editor::of(folder.path());
    let uri = uri(folder.path(), "a.py");
    let found = editor.opened(&uri, "python", OLD);
    assert_eq!(found.len(), 1);
    let page = found[0]["codeDescription"]["href"].as_str().unwrap();
    assert!(page.starts_with("https://"), "{page}");
    let mut first = found[0].clone();
    first.as_object_mut().unwrap().remove("codeDescription");
    first.as_object_mut().unwrap().remove("relatedInformation");
    let expected = json!({
        "range": range((0, 25), (0, 46)),
        "severity": 1,
        "code": "end-of-life",
        "source": "bedrock-eol",
        "message": OLD_SAID,
        "tags": [2],
    });
    assert_eq!(first, expected);
    assert_eq!(editor.end(), 0);
}

#[test]
fn columns_are_those_of_the_agreed_encoding() {
    let folder = project(&[]);
    let text = "\r\n\u{E9}\u{1F600}\u{6F22}; m = \"anthropic.claude-v2:1\"\r\n";
    for (offered, agreed, column) in [
        (json!(["utf-16", "utf-8"]), "utf-8", 9 + 7),
        (json!(["utf-32", "utf-16"]), "utf-32", 3 + 7),
        (json!(["utf-16"]), "utf-16", 4 + 7),
        (json!(null), "utf-16", 4 + 7),
    ] {
        let mut editor = Editor::started(folder.path(), &[]);
        let mut params = super::editor::parameters(folder.path());
        params["capabilities"]["general"]["positionEncodings"] = offered;
        let answer = editor.ask("initialize", params).unwrap();
        assert_eq!(answer["capabilities"]["positionEncoding"], agreed);
        let uri = uri(folder.path(), "a.py");
        let found = editor.opened(&uri, "python", text);
        let expected = range((1, column), (1, column + 21));
        assert_eq!(found[0]["range"], expected, "{agreed}");
        // The same place is found from its position, and changed there.
        let hover = editor.ask_at("textDocument/hover", &uri, 1, column + 3);
        assert_eq!(hover["range"], expected, "{agreed}");
        let changes = json!([{"range": range((1, column + 20), (1, column + 21)), "text": "9"}]);
        editor.change(&uri, 2, changes);
        let found = editor.diagnostics_of(&uri, 2);
        assert_eq!(
            listed(&found),
            [(1, "unknown-model".to_owned())],
            "{agreed}"
        );
    }
}

#[test]
fn changes_are_applied_in_their_order_and_published_once_the_text_rests() {
    let folder = project(&[]);
    let mut editor = Editor::of(folder.path());
    let uri = uri(folder.path(), "a.py");
    assert_eq!(editor.opened(&uri, "python", "a\n").len(), 0);
    let changes = json!([
        {"text": "x = 1\r\ny = 2\r\n"},
        {"range": range((1, 4), (1, 5)), "text": "\"anthropic.claude-v2:1\""},
        {"range": range((0, 0), (1, 0)), "text": ""},
        {"range": range((99, 0), (99, 7)), "text": "z = 3\n"},
    ]);
    editor.change(&uri, 7, changes);
    let found = editor.diagnostics_of(&uri, 7);
    assert_eq!(found[0]["range"], range((0, 5), (0, 26)));
    editor.tell(
        "textDocument/didClose",
        json!({"textDocument": {"uri": uri}}),
    );
    assert_eq!(editor.diagnostics(&uri), [] as [Value; 0]);
    assert_eq!(editor.end(), 0);
}

#[test]
fn a_wrong_position_changes_nothing_and_is_logged() {
    let folder = project(&[]);
    let mut editor = Editor::of(folder.path());
    let uri = uri(folder.path(), "a.py");
    assert_eq!(editor.opened(&uri, "python", OLD).len(), 1);
    for (version, range) in [
        (2, range((0, 5), (0, 1))),
        (
            3,
            json!({"start": {"line": -1, "character": 0}, "end": {"line": 0, "character": 0}}),
        ),
        (
            4,
            json!({"start": {"line": 0}, "end": {"line": 0, "character": 0}}),
        ),
        (
            5,
            json!({"start": {"line": 4294967296_u64, "character": 0}, "end": {}}),
        ),
        (6, json!(7)),
    ] {
        editor.change(&uri, version, json!([{"range": range, "text": "lost"}]));
        let logged = editor.next("window/logMessage");
        assert!(
            logged["message"].as_str().unwrap().contains("`range"),
            "{logged}"
        );
        let found = editor.diagnostics_of(&uri, version);
        assert_eq!(found.len(), 1, "{version}");
    }
    let outside = range(
        (4_294_967_295, 4_294_967_295),
        (4_294_967_295, 4_294_967_295),
    );
    editor.change(&uri, 9, json!([{"range": outside, "text": OLD}]));
    assert_eq!(editor.diagnostics_of(&uri, 9).len(), 2);
    assert_eq!(editor.end(), 0);
}

#[test]
fn a_notebook_is_a_file_and_each_of_its_cells_a_text() {
    let folder = project(&[]);
    let mut editor = Editor::of(folder.path());
    let source = serde_json::to_string(OLD).unwrap();
    let notebook = format!(
        "{{\"cells\": [{{\"cell_type\": \"code\", \"metadata\": {{}}, \"outputs\": [], \"execution_count\": null, \
         \"source\": [{source}]}}], \"metadata\": {{}}, \"nbformat\": 4, \"nbformat_minor\": 5}}\n"
    );
    let found = editor.opened(&uri(folder.path(), "n.ipynb"), "json", &notebook);
    assert_eq!(listed(&found), [(0, "end-of-life".to_owned())]);
    let column = notebook.find("anthropic").unwrap();
    assert_eq!(found[0]["range"]["start"]["character"], column);
    let cell = format!(
        "vscode-notebook-cell:{}#W1sZmlsZQ%3D%3D",
        folder.path().join("n.ipynb").display()
    );
    let found = editor.opened(&cell, "python", OLD);
    assert_eq!(found[0]["message"], OLD_SAID);
    // The language of a cell is the editor's, not that of a name: a comment of Markdown is no comment of Python.
    let found = editor.opened(&format!("{cell}2"), "python", &format!("# {OLD}"));
    assert_eq!(found[0]["severity"], 3, "{found:?}");
    assert_eq!(editor.end(), 0);
}

#[test]
fn texts_without_a_file_are_judged_alone() {
    let folder = project(&[("bedrock-eol.toml", "[level]\nend-of-life = \"off\"\n")]);
    let other = tempfile::tempdir().unwrap();
    let mut editor = Editor::of(folder.path());
    assert_eq!(
        editor
            .opened(&uri(folder.path(), "a.py"), "python", OLD)
            .len(),
        0
    );
    for uri in [
        "untitled:Untitled-1".to_owned(),
        uri(other.path(), "a.py"),
        "git:/a/b.py?HEAD".to_owned(),
        "nonsense".to_owned(),
    ] {
        let found = editor.opened(&uri, "python", OLD);
        assert_eq!(found[0]["message"], OLD_SAID, "{uri}");
        let ignored = format!("# bedrock-eol: ignore-next-line reason=\"old\"\n{OLD}");
        let found = editor.opened(&uri, "python", &ignored);
        assert_eq!(found.len(), 0, "{uri}");
    }
    assert_eq!(editor.end(), 0);
}

#[test]
fn a_large_text_is_judged_while_it_is_edited_and_a_larger_one_is_not() {
    let folder = project(&[]);
    let mut editor = Editor::of(folder.path());
    let uri = uri(folder.path(), "large.py");
    let mut text = "x = 'some text of a line that has nothing in it'\n".repeat(107_000);
    assert!(text.len() > 5 << 20);
    text.push_str(OLD);
    assert_eq!(
        listed(&editor.opened(&uri, "python", &text)),
        [(107_000, "end-of-life".to_owned())]
    );
    for version in 2..40 {
        editor.change(
            &uri,
            version,
            json!([{"range": range((5, 0), (5, 0)), "text": OLD}]),
        );
    }
    let found = editor.diagnostics_of(&uri, 39);
    assert_eq!(found.len(), 39);
    let uri = super::editor::uri(folder.path(), "huge.py");
    let huge = text.repeat(4);
    assert_eq!(editor.opened(&uri, "python", &huge).len(), 0);
    let shown = editor.next("window/showMessage");
    assert!(
        shown["message"].as_str().unwrap().contains("16 MiB"),
        "{shown}"
    );
    assert_eq!(editor.end(), 0);
}

#[test]
fn marks_of_byte_order_and_texts_that_are_not_utf8_have_no_wrong_positions() {
    let folder = project(&[]);
    let mut editor = Editor::of(folder.path());
    let uri = uri(folder.path(), "a.py");
    let found = editor.opened(&uri, "python", &format!("\u{FEFF}{OLD}"));
    assert_eq!(found[0]["range"], range((0, 26), (0, 47)));
    // What an editor shows of bytes that are not UTF-8.
    let found = editor.opened(&uri, "python", &format!("# \u{FFFD}\u{FFFD}\n{OLD}"));
    assert_eq!(found[0]["range"], range((1, 25), (1, 46)));
    // Two bytes for each character look like UTF-16.
    let wide: String = OLD.chars().flat_map(|c| [c, '\0']).collect();
    assert_eq!(editor.opened(&uri, "python", &wide).len(), 0);
    assert_eq!(editor.opened(&uri, "python", "").len(), 0);
    assert_eq!(editor.end(), 0);
}

#[test]
fn what_is_not_shown_is_counted() {
    let folder = project(&[]);
    let mut editor = Editor::of(folder.path());
    let found = editor.opened(&uri(folder.path(), "a.py"), "python", &OLD.repeat(1200));
    assert_eq!(found.len(), 1001);
    let last = found[1000]["message"].as_str().unwrap();
    assert!(last.starts_with("200 more findings"), "{last}");
    assert_eq!(editor.end(), 0);
}

#[test]
fn other_locations_of_a_finding_are_related_information() {
    let folder = project(&[]);
    let text = "import boto3\n\nHAIKU = \"anthropic.claude-3-haiku-20240307-v1:0\"\n\n\n\
                def ask(client):\n    return client.converse(modelId=HAIKU)\n";
    let uri = uri(folder.path(), "a.py");
    let mut editor = Editor::of(folder.path());
    let found = editor.opened(&uri, "python", text);
    let related = found
        .iter()
        .filter_map(|one| one["relatedInformation"].as_array());
    for information in related.flatten() {
        assert_eq!(information["location"]["uri"], uri.as_str());
    }
    let mut plain = Editor::with(folder.path(), |params| params["capabilities"] = json!({}));
    let found = plain.opened(&uri, "python", text);
    for one in &found {
        let keys: Vec<&String> = one.as_object().unwrap().keys().collect();
        assert_eq!(
            keys,
            ["range", "severity", "code", "source", "message"],
            "{one}"
        );
    }
    assert!(!found.is_empty() && Path::new(folder.path()).exists());
    assert_eq!(plain.end(), 0);
}
