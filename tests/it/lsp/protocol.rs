//! The protocol itself: order, errors, cancellation, the end.

use serde_json::{Value, json};

use super::OLD;
use super::editor::{Editor, parameters, uri};
use crate::cross_file::project;

fn code(answer: &Result<Value, Value>) -> Option<i64> {
    answer.as_ref().err()?["code"].as_i64()
}

#[test]
fn requests_have_their_time() {
    let folder = project(&[]);
    let mut editor = Editor::started(folder.path(), &[]);
    let hover =
        json!({"textDocument": {"uri": "file:///a"}, "position": {"line": 0, "character": 0}});
    assert_eq!(
        code(&editor.ask("textDocument/hover", hover.clone())),
        Some(-32002)
    );
    assert_eq!(code(&editor.ask("shutdown", Value::Null)), Some(-32002));
    editor.tell(
        "textDocument/didOpen",
        json!({"textDocument": {"uri": "file:///a.py", "text": OLD}}),
    );
    let answer = editor.ask("initialize", parameters(folder.path())).unwrap();
    assert_eq!(answer["serverInfo"]["name"], "bedrock-eol");
    assert_eq!(answer["capabilities"]["textDocumentSync"]["change"], 2);
    assert_eq!(
        code(&editor.ask("initialize", parameters(folder.path()))),
        Some(-32600)
    );
    assert_eq!(
        code(&editor.ask("textDocument/rename", json!({}))),
        Some(-32601)
    );
    assert_eq!(code(&editor.ask("textDocument/hover", hover)), Some(-32602));
    assert_eq!(editor.ask("shutdown", Value::Null), Ok(Value::Null));
    assert_eq!(
        code(&editor.ask("textDocument/hover", json!({}))),
        Some(-32600)
    );
    editor.tell("exit", Value::Null);
    assert_eq!(editor.exit_code(), (0, String::new()));
}

#[test]
fn an_end_without_shutdown_is_an_error() {
    let folder = project(&[]);
    let mut editor = Editor::of(folder.path());
    editor.tell("exit", Value::Null);
    assert_eq!(editor.exit_code(), (1, String::new()));
    assert_eq!(Editor::of(folder.path()).exit_code(), (1, String::new()));
    assert_eq!(
        Editor::started(folder.path(), &[]).exit_code(),
        (1, String::new())
    );
    let mut editor = Editor::of(folder.path());
    assert_eq!(editor.ask("shutdown", Value::Null), Ok(Value::Null));
    assert_eq!(editor.exit_code(), (0, String::new()));
}

#[test]
fn what_is_wrong_with_a_message_is_its_answer_and_the_next_is_read() {
    let folder = project(&[]);
    let mut editor = Editor::of(folder.path());
    for (message, id, expected) in [
        ("{", json!(null), -32700),
        ("\u{FEFF}", json!(null), -32700),
        (&"[".repeat(10_000), json!(null), -32700),
        ("[]", json!(null), -32600),
        ("{}", json!(null), -32600),
        ("7", json!(null), -32600),
        (r#"{"id": "x"}"#, json!("x"), -32600),
        (r#"{"id": [1], "method": "shutdown"}"#, json!(null), -32600),
        (
            r#"{"id": 77, "method": "textDocument/hover"}"#,
            json!(77),
            -32602,
        ),
        (
            r#"{"id": 78, "method": "textDocument/hover", "params": []}"#,
            json!(78),
            -32602,
        ),
        (
            r#"{"id": 79, "method": "textDocument/codeAction", "params": {"range": 1}}"#,
            json!(79),
            -32602,
        ),
    ] {
        editor.send(message);
        assert_eq!(code(&editor.answer(&id)), Some(expected), "{message:.40}");
    }
    for ignored in [
        r#"{"method": "textDocument/didOpen"}"#,
        r#"{"method": "textDocument/didChange", "params": {"textDocument": {"uri": "file:///none"}}}"#,
        r#"{"method": "workspace/didChangeWorkspaceFolders", "params": {"event": {"added": [7]}}}"#,
    ] {
        editor.send(ignored);
        let logged = editor.next("window/logMessage");
        assert_eq!(logged["type"], 1, "{ignored}");
    }
    editor.send(r#"{"id": 5, "result": null}"#);
    editor.send(r#"{"method": "$/setTrace", "params": {"value": "off"}}"#);
    editor.send_bytes(b"Content-Length: 67108865\r\n\r\n");
    editor.send_bytes(&vec![b'x'; 67_108_865]);
    let refused = editor.answer(&Value::Null);
    assert!(
        refused.unwrap_err()["message"]
            .as_str()
            .unwrap()
            .contains("64 MiB")
    );
    assert_eq!(
        editor
            .opened(&uri(folder.path(), "a.py"), "python", OLD)
            .len(),
        1
    );
    assert_eq!(editor.end(), 0);
}

#[test]
fn a_header_without_a_length_ends_the_server() {
    let folder = project(&[]);
    for bytes in ["hello\n\n", "Content-Length: x\r\n\r\n", "\r\n"] {
        let mut editor = Editor::started(folder.path(), &[]);
        editor.send_bytes(bytes.as_bytes());
        let (status, said) = editor.exit_code();
        assert_eq!(status, 2, "{said}");
        assert!(said.contains("Content-Length"), "{said}");
    }
}

#[test]
fn a_cancelled_request_is_not_answered_with_a_result() {
    let folder = project(&[]);
    let mut editor = Editor::of(folder.path());
    let uri = uri(folder.path(), "a.py");
    editor.open(&uri, "python", &OLD.repeat(20_000));
    let params = json!({"textDocument": {"uri": uri}});
    let id = editor.request("textDocument/documentLink", params.clone());
    let other = editor.request("textDocument/documentLink", params);
    editor.tell("$/cancelRequest", json!({"id": id}));
    editor.tell("$/cancelRequest", json!({"id": "never asked"}));
    let cancelled = editor.answer(&id.into());
    assert!(
        matches!(code(&cancelled), Some(-32800) | None),
        "{cancelled:?}"
    );
    assert!(editor.answer(&other.into()).is_ok());
    assert_eq!(editor.end(), 0);
}

#[test]
fn folders_come_and_go() {
    let quiet = project(&[("bedrock-eol.toml", "[level]\nend-of-life = \"off\"\n")]);
    let loud = project(&[("bedrock-eol.toml", "[level]\nend-of-life = \"note\"\n")]);
    let mut editor = Editor::with(quiet.path(), |params| {
        let folders = params["workspaceFolders"].as_array_mut().unwrap();
        folders.push(json!({"uri": uri(loud.path(), ""), "name": "loud"}));
    });
    let (silent, heard) = (uri(quiet.path(), "a.py"), uri(loud.path(), "a.py"));
    assert_eq!(editor.opened(&silent, "python", OLD).len(), 0);
    assert_eq!(editor.opened(&heard, "python", OLD)[0]["severity"], 3);
    let folder = |path| json!([{"uri": uri(path, ""), "name": "x"}]);
    let event = json!({"event": {"added": [], "removed": folder(quiet.path())}});
    editor.tell("workspace/didChangeWorkspaceFolders", event);
    // Without its folder, the document has no settings.
    assert_eq!(editor.diagnostics(&silent)[0]["severity"], 1);
    assert_eq!(editor.diagnostics(&heard)[0]["severity"], 3);
    let event = json!({"event": {"added": folder(quiet.path()), "removed": []}});
    editor.tell("workspace/didChangeWorkspaceFolders", event);
    assert_eq!(editor.diagnostics(&silent).len(), 0);
    assert_eq!(editor.end(), 0);
    // The innermost folder decides.
    let outer = project(&[
        ("bedrock-eol.toml", "[level]\nend-of-life = \"off\"\n"),
        (
            "inner/bedrock-eol.toml",
            "[level]\nend-of-life = \"warning\"\n",
        ),
    ]);
    let mut editor = Editor::with(outer.path(), |params| {
        let folders = params["workspaceFolders"].as_array_mut().unwrap();
        folders.insert(
            0,
            json!({"uri": uri(outer.path(), "inner"), "name": "inner"}),
        );
    });
    let found = editor.opened(&uri(outer.path(), "inner/a.py"), "python", OLD);
    assert_eq!(found[0]["severity"], 2);
    assert_eq!(
        editor
            .opened(&uri(outer.path(), "a.py"), "python", OLD)
            .len(),
        0
    );
    assert_eq!(editor.end(), 0);
}

#[test]
fn an_editor_that_knows_one_folder_names_its_root() {
    let quiet = project(&[("bedrock-eol.toml", "[level]\nend-of-life = \"off\"\n")]);
    let mut editor = Editor::with(quiet.path(), |params| {
        params["rootUri"] = uri(quiet.path(), "").into();
        params["workspaceFolders"] = Value::Null;
    });
    assert_eq!(
        editor
            .opened(&uri(quiet.path(), "a.py"), "python", OLD)
            .len(),
        0
    );
    assert_eq!(editor.end(), 0);
}
