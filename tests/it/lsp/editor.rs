//! An editor that talks to the built program.

use std::collections::VecDeque;
use std::io::{BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::{Value, json};

use crate::program::{AS_OF, start};

/// Longer than any answer takes; a test that waits for it fails.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running server, seen from its editor.
pub(super) struct Editor {
    child: Child,
    stdin: Option<ChildStdin>,
    received: Receiver<Value>,
    /// Messages that came while another one was waited for.
    pending: VecDeque<Value>,
    next_id: u64,
}

impl Editor {
    /// Starts the server and sends nothing.
    pub(super) fn started(folder: &Path, arguments: &[&str]) -> Self {
        let fixed = ["lsp", "--as-of", AS_OF];
        let mut child = start(folder, &[&fixed, arguments].concat());
        let stdout = child.stdout.take().expect("piped");
        let (send, received) = channel();
        std::thread::spawn(move || {
            let mut stdout = BufReader::new(stdout);
            while let Some(message) = read(&mut stdout) {
                if send.send(message).is_err() {
                    return;
                }
            }
        });
        Self {
            stdin: child.stdin.take(),
            child,
            received,
            pending: VecDeque::new(),
            next_id: 0,
        }
    }

    /// Starts the server and initializes it with one folder, as an editor that can do everything.
    pub(super) fn of(folder: &Path) -> Self {
        Self::with(folder, |_| ())
    }

    /// The same with other parameters.
    pub(super) fn with(folder: &Path, change: impl FnOnce(&mut Value)) -> Self {
        let mut editor = Self::started(folder, &[]);
        let mut params = parameters(folder);
        change(&mut params);
        editor.ask("initialize", params).expect("it is initialized");
        editor.tell("initialized", json!({}));
        editor
    }

    /// Sends a message as it is.
    pub(super) fn send(&mut self, message: &str) {
        let frame = format!("Content-Length: {}\r\n\r\n{message}", message.len());
        self.send_bytes(frame.as_bytes());
    }

    pub(super) fn send_bytes(&mut self, bytes: &[u8]) {
        let stdin = self.stdin.as_mut().expect("open");
        stdin.write_all(bytes).expect("the server reads");
        stdin.flush().expect("the server reads");
    }

    /// Sends a notification.
    pub(super) fn tell(&mut self, method: &str, params: Value) {
        let message = json!({"jsonrpc": "2.0", "method": method, "params": params});
        self.send(&message.to_string());
    }

    /// Sends a request and returns its ID.
    pub(super) fn request(&mut self, method: &str, params: Value) -> u64 {
        self.next_id += 1;
        let id = self.next_id;
        let message = json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params});
        self.send(&message.to_string());
        id
    }

    /// The answer to a request: its result, or its error.
    pub(super) fn answer(&mut self, id: &Value) -> Result<Value, Value> {
        let answer = self.wait(|message| message["id"] == *id && message["method"].is_null());
        match answer.get("error") {
            Some(error) => Err(error.clone()),
            None => Ok(answer["result"].clone()),
        }
    }

    pub(super) fn ask(&mut self, method: &str, params: Value) -> Result<Value, Value> {
        let id = self.request(method, params);
        self.answer(&id.into())
    }

    /// The next message that is wanted; others stay for later.
    pub(super) fn wait(&mut self, is_wanted: impl Fn(&Value) -> bool) -> Value {
        if let Some(at) = self.pending.iter().position(&is_wanted) {
            return self.pending.remove(at).expect("found there");
        }
        loop {
            let message = self.received.recv_timeout(PATIENCE);
            let message = message.expect("the server answers");
            if is_wanted(&message) {
                return message;
            }
            self.pending.push_back(message);
        }
    }

    /// The next message of a method.
    pub(super) fn next(&mut self, method: &str) -> Value {
        self.wait(|message| message["method"] == method)["params"].clone()
    }

    pub(super) fn open(&mut self, uri: &str, language: &str, text: &str) {
        let document = json!({"uri": uri, "languageId": language, "version": 1, "text": text});
        self.tell("textDocument/didOpen", json!({"textDocument": document}));
    }

    /// Opens a document and waits for its diagnostics.
    pub(super) fn opened(&mut self, uri: &str, language: &str, text: &str) -> Vec<Value> {
        self.open(uri, language, text);
        self.diagnostics(uri)
    }

    pub(super) fn change(&mut self, uri: &str, version: i64, changes: Value) {
        let document = json!({"uri": uri, "version": version});
        let params = json!({"textDocument": document, "contentChanges": changes});
        self.tell("textDocument/didChange", params);
    }

    /// The next diagnostics of a document.
    pub(super) fn diagnostics(&mut self, uri: &str) -> Vec<Value> {
        let published = self.wait(|message| {
            message["method"] == "textDocument/publishDiagnostics"
                && message["params"]["uri"] == uri
        });
        let found = published["params"]["diagnostics"].as_array();
        found.expect("a list").clone()
    }

    /// The diagnostics of a version of a document.
    pub(super) fn diagnostics_of(&mut self, uri: &str, version: i64) -> Vec<Value> {
        let published = self.wait(|message| {
            let params = &message["params"];
            params["uri"] == uri && params["version"] == version
        });
        let found = published["params"]["diagnostics"].as_array();
        found.expect("a list").clone()
    }

    /// Asks for something at a position of a document.
    pub(super) fn ask_at(&mut self, method: &str, uri: &str, line: u32, character: u32) -> Value {
        let params = json!({
            "textDocument": {"uri": uri},
            "position": {"line": line, "character": character},
        });
        self.ask(method, params).expect("a result")
    }

    /// Ends the session as the protocol wants it, and returns the exit code.
    pub(super) fn end(mut self) -> i32 {
        let stopped = self.ask("shutdown", Value::Null);
        assert_eq!(stopped, Ok(Value::Null));
        self.tell("exit", Value::Null);
        self.exit_code().0
    }

    /// Closes the input; returns the exit code and what is on standard error.
    pub(super) fn exit_code(mut self) -> (i32, String) {
        self.stdin = None;
        let status = self.child.wait().expect("it ends");
        let mut stderr = String::new();
        let mut pipe = self.child.stderr.take().expect("piped");
        pipe.read_to_string(&mut stderr).expect("UTF-8");
        (status.code().expect("no signal ended it"), stderr)
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn read(stdout: &mut impl std::io::BufRead) -> Option<Value> {
    let mut length = None;
    loop {
        let mut line = String::new();
        if stdout.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end().split_once(": ") {
            Some(("Content-Length", value)) => length = value.parse().ok(),
            Some(_) => panic!("an unknown header: {line}"),
            None => break,
        }
    }
    let mut content = vec![0; length?];
    stdout.read_exact(&mut content).ok()?;
    Some(serde_json::from_slice(&content).expect("JSON"))
}

/// The URI of a file.
pub(super) fn uri(folder: &Path, file: &str) -> String {
    let path = folder.join(file).to_string_lossy().replace('\\', "/");
    let mut uri = String::from("file://");
    if !path.starts_with('/') {
        uri.push('/');
    }
    for byte in path.bytes() {
        match byte {
            b'/' | b'-' | b'.' | b'_' | b'~' => uri.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => uri.push(char::from(byte)),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

/// The parameters of `initialize` for an editor that can do everything and counts UTF-16.
pub(super) fn parameters(folder: &Path) -> Value {
    json!({
        "processId": null,
        "workspaceFolders": [{"uri": uri(folder, ""), "name": "folder"}],
        "capabilities": {
            "general": {"positionEncodings": ["utf-16"]},
            "textDocument": {
                "hover": {"contentFormat": ["markdown", "plaintext"]},
                "publishDiagnostics": {
                    "relatedInformation": true,
                    "tagSupport": {"valueSet": [1, 2]},
                    "codeDescriptionSupport": true,
                },
            },
            "workspace": {
                "workspaceEdit": {"documentChanges": true},
                "didChangeWatchedFiles": {"dynamicRegistration": true},
                "codeLens": {"refreshSupport": true},
            },
        },
    })
}

/// Lines, rules and messages of diagnostics.
pub(super) fn listed(diagnostics: &[Value]) -> Vec<(u64, String)> {
    let one = |found: &Value| {
        let line = found["range"]["start"]["line"].as_u64().expect("a line");
        (line, found["code"].as_str().unwrap_or("-").to_owned())
    };
    diagnostics.iter().map(one).collect()
}
