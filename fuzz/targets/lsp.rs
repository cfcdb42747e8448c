//! The messages of an editor.

#[path = "../../src/bin/bedrock-eol/lsp/actions.rs"]
mod actions;
#[path = "../../src/bin/bedrock-eol/lsp/client.rs"]
mod client;
#[path = "../../src/bin/bedrock-eol/lsp/diagnostics.rs"]
mod diagnostics;
#[path = "../../src/bin/bedrock-eol/lsp/document.rs"]
mod document;
#[path = "../../src/bin/bedrock-eol/lsp/hover.rs"]
mod hover;
#[path = "../../src/bin/bedrock-eol/lsp/marks.rs"]
mod marks;
#[path = "../../src/bin/bedrock-eol/lsp/session.rs"]
mod session;
#[path = "../../src/bin/bedrock-eol/lsp/wire.rs"]
mod wire;
#[path = "../../src/bin/bedrock-eol/lsp/workspace.rs"]
mod workspace;

use std::time::{Duration, Instant};

use bedrock_eol::program::{ReadMessage, read_message, write_message};
use jiff::civil::date;
use serde_json::{Value, json};
use session::Session;
use workspace::Workspace;

/// The input is what an editor sends. Each request has one answer, none of which is an internal error, and each answer can be
/// read again. A first byte of zero leaves out the frames: the lines are the messages.
pub(crate) fn session(bytes: &[u8]) {
    let day = date(2026, 11, 23);
    let mut session = Session::new(Workspace::new(Some(day), || date(2026, 11, 23), true));
    let framed;
    let mut input = match bytes.split_first() {
        Some((0, lines)) => {
            framed = frames(lines);
            framed.as_slice()
        }
        _ => bytes,
    };
    while let Ok(ReadMessage::Content(content)) = read_message(&mut input) {
        let Ok(message) = serde_json::from_slice::<Value>(&content) else {
            session.refuse("not JSON");
            assert_eq!(session.take_messages().len(), 1);
            continue;
        };
        let ended = session.handle(&message, &|_| false);
        session.judge_due(Instant::now() + Duration::from_secs(60));
        assert!(session.next_due().is_none());
        let is_answer = |sent: &&Value| sent.get("method").is_none();
        let sent = session.take_messages();
        let expects = message.get("id").is_some() && message["method"].is_string();
        let answers = sent.iter().filter(is_answer).count();
        assert!(answers == 1 || !expects, "{message}: {sent:?}");
        for sent in &sent {
            assert_ne!(sent["error"]["code"], -32603, "{message}: {sent}");
            let text = sent.to_string();
            assert_eq!(
                serde_json::from_str::<Value>(&text).ok().as_ref(),
                Some(sent)
            );
        }
        if ended.is_some() {
            return;
        }
    }
}

fn frames(lines: &[u8]) -> Vec<u8> {
    let mut framed = Vec::new();
    for line in lines.split(|byte| *byte == b'\n') {
        write_message(line, &mut framed).expect("memory can be written");
    }
    framed
}

/// Sessions with frames and without.
pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let at = json!({"uri": "file:///none/a.py"});
    let range = json!({"start": {"line": 0, "character": 0}, "end": {"line": 9, "character": 9}});
    let text = "# \u{1F600}\r\nclient.converse(modelId=\"anthropic.claude-v2:1\", temperature=1)\n";
    let request = |id: u64, method: &str, params: Value| json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params});
    let tell = |method: &str, params: Value| json!({"method": method, "params": params});
    let can = json!({"general": {"positionEncodings": ["utf-8"]}, "textDocument": {
        "hover": {"contentFormat": ["markdown"]},
        "publishDiagnostics": {"relatedInformation": true, "tagSupport": {"valueSet": [2]}},
    }});
    let mut opened = at.clone();
    opened["text"] = text.into();
    opened["languageId"] = "python".into();
    let position = json!({"textDocument": at, "position": {"line": 1, "character": 30}});
    let document = json!({"textDocument": at, "range": range, "context": {"diagnostics": []}});
    let folder = json!([{"uri": "file:///none", "name": "none"}]);
    let changes = json!([{"range": range, "text": "\"us.amazon.nova-\""}, {"text": text}]);
    let change =
        json!({"textDocument": {"uri": at["uri"], "version": 2}, "contentChanges": changes});
    let sessions = [
        vec![
            request(
                1,
                "initialize",
                json!({"capabilities": can, "workspaceFolders": folder}),
            ),
            tell("initialized", json!({})),
            tell("textDocument/didOpen", json!({"textDocument": opened})),
            request(2, "textDocument/hover", position.clone()),
            request(3, "textDocument/codeAction", document.clone()),
            request(4, "textDocument/documentLink", document.clone()),
            tell("textDocument/didChange", change),
            request(5, "textDocument/completion", position),
            tell("textDocument/didClose", document),
            request(6, "shutdown", Value::Null),
            tell("exit", Value::Null),
        ],
        vec![
            request(
                1,
                "initialize",
                json!({"capabilities": {}, "initializationOptions": {"codeLens": true}}),
            ),
            tell("textDocument/didOpen", json!({"textDocument": opened})),
            request(2, "textDocument/codeLens", json!({"textDocument": at})),
            tell(
                "workspace/didChangeWorkspaceFolders",
                json!({"event": {"added": folder, "removed": []}}),
            ),
            tell("$/cancelRequest", json!({"id": 2})),
        ],
    ];
    let lines = sessions.map(|session| {
        let lines: Vec<String> = session.iter().map(Value::to_string).collect();
        lines.join("\n").into_bytes()
    });
    let bare = lines.iter().map(|lines| [&[0], lines.as_slice()].concat());
    bare.chain(lines.iter().map(|lines| frames(lines)))
        .collect()
}
