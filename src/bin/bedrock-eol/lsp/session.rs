//! A session with an editor: its state, and what each message does.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::Instant;

use bedrock_eol::program::{BASELINE_FILE, CONFIG_FILES, EditorText, IGNORE_FILES, log_line};
use serde_json::{Value, json};

use super::actions::ActionsOf;
use super::client::Client;
use super::diagnostics::diagnostics;
use super::document::{Judged, OpenDocument};
use super::wire::{
    INTERNAL_ERROR, INVALID_REQUEST, LspError, METHOD_NOT_FOUND, NOT_INITIALIZED, PARSE_ERROR,
    REQUEST_CANCELLED, at, failed, notification, position, range, text,
};
use super::workspace::{MAX_TEXT, NotJudged, Workspace};
use super::{hover, marks};

/// Kinds of messages for people.
const SHOWN_ERROR: u8 = 1;
const SHOWN_WARNING: u8 = 2;

/// Where a message names its document.
const DOCUMENT: &str = "textDocument/uri";

/// Where a session is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Created,
    Running,
    ShutDown,
}

/// A session with an editor.
pub(super) struct Session {
    phase: Phase,
    client: Client,
    workspace: Workspace,
    /// The open documents by URI.
    documents: BTreeMap<String, OpenDocument>,
    /// Messages to send.
    outbox: Vec<Value>,
    /// Folders whose settings are invalid, which was reported already.
    invalid: BTreeSet<PathBuf>,
}

impl Session {
    pub(super) fn new(workspace: Workspace) -> Self {
        Self {
            phase: Phase::Created,
            client: Client::default(),
            workspace,
            documents: BTreeMap::new(),
            outbox: Vec::new(),
            invalid: BTreeSet::new(),
        }
    }

    /// The messages to send, in their order.
    pub(super) fn take_messages(&mut self) -> Vec<Value> {
        std::mem::take(&mut self.outbox)
    }

    /// Whether the editor asked the server to shut down.
    pub(super) fn is_shut_down(&self) -> bool {
        self.phase == Phase::ShutDown
    }

    /// When the next document is to be judged.
    pub(super) fn next_due(&self) -> Option<Instant> {
        self.documents.values().filter_map(OpenDocument::due).min()
    }

    /// Answers something that is no message.
    pub(super) fn refuse(&mut self, problem: &str) {
        let error = LspError::new(PARSE_ERROR, problem);
        self.outbox.push(failed(&Value::Null, error));
    }

    /// Handles a message. At the end of the session, returns whether the editor asked for it as the protocol wants it.
    pub(super) fn handle(
        &mut self,
        message: &Value,
        is_cancelled: &dyn Fn(&Value) -> bool,
    ) -> Option<bool> {
        let id = message.get("id");
        let Some(method) = message["method"].as_str() else {
            // An answer to a request of the server has no method either, and nothing depends on it.
            if message.get("result").is_none() && message.get("error").is_none() {
                let error = LspError::new(INVALID_REQUEST, "the message has no method");
                self.outbox.push(failed(id.unwrap_or(&Value::Null), error));
            }
            return None;
        };
        let params = &message["params"];
        let Some(id) = id else {
            if method == "exit" {
                return Some(self.is_shut_down());
            }
            if method == "$/cancelRequest" {
                is_cancelled(&params["id"]);
            } else if self.phase == Phase::Running
                && let Err(error) = guarded(|| self.notified(method, params))
            {
                self.log(&error.message);
            }
            return None;
        };
        if !(id.is_string() || id.is_number()) {
            let error = LspError::new(INVALID_REQUEST, "`id` is not a string or a number");
            self.outbox.push(failed(&Value::Null, error));
            return None;
        }
        let answer = match is_cancelled(id) {
            true => Err(LspError::new(REQUEST_CANCELLED, "cancelled")),
            false => guarded(|| self.requested(method, params)),
        };
        self.outbox.push(match answer {
            Ok(result) => json!({"jsonrpc": "2.0", "id": id, "result": result}),
            Err(error) => failed(id, error),
        });
        None
    }

    /// The result of a request.
    fn requested(&mut self, method: &str, params: &Value) -> Result<Value, LspError> {
        match (self.phase, method) {
            (Phase::Created, "initialize") => Ok(self.initialize(params)),
            (Phase::Created, _) => Err(LspError::new(
                NOT_INITIALIZED,
                "the first request must be `initialize`",
            )),
            (Phase::ShutDown, _) => Err(LspError::new(
                INVALID_REQUEST,
                "the server was asked to shut down",
            )),
            (Phase::Running, "initialize") => Err(LspError::new(
                INVALID_REQUEST,
                "the server is initialized already",
            )),
            (Phase::Running, "shutdown") => {
                self.phase = Phase::ShutDown;
                self.documents.clear();
                Ok(Value::Null)
            }
            (Phase::Running, "textDocument/hover") => self.hover(params),
            (Phase::Running, "textDocument/codeAction") => self.code_actions(params),
            (Phase::Running, "textDocument/completion") => self.completion(params),
            (Phase::Running, "textDocument/documentLink") => self.links(params),
            (Phase::Running, "textDocument/codeLens") => self.lenses(params),
            (Phase::Running, _) => {
                let message = format!("unknown method `{}`", log_line(method));
                Err(LspError::new(METHOD_NOT_FOUND, message))
            }
        }
    }

    fn notified(&mut self, method: &str, params: &Value) -> Result<(), LspError> {
        match method {
            "initialized" => self.watch(),
            "textDocument/didOpen" => self.open(params)?,
            "textDocument/didChange" => self.change(params)?,
            "textDocument/didClose" => self.close(params)?,
            "textDocument/didSave" => {
                let is_setting = is_setting(text(params, DOCUMENT)?);
                if is_setting {
                    self.judge_all_again();
                }
            }
            "workspace/didChangeWatchedFiles" => self.judge_all_again(),
            "workspace/didChangeConfiguration" => self.configure(&params["settings"]),
            "workspace/didChangeWorkspaceFolders" => {
                let folders = |key| at(params, key).as_array().into_iter().flatten();
                for folder in folders("event/removed") {
                    self.workspace.remove(text(folder, "uri")?);
                }
                for folder in folders("event/added") {
                    self.workspace.add(text(folder, "uri")?);
                }
                self.judge_all_again();
            }
            // What is not known is not needed: the protocol adds notifications.
            _ => {}
        }
        Ok(())
    }

    fn initialize(&mut self, params: &Value) -> Value {
        self.client = Client::of(params);
        let folders = params["workspaceFolders"].as_array();
        let folders = folders.into_iter().flatten();
        let mut uris: Vec<&str> = folders
            .filter_map(|folder| folder["uri"].as_str())
            .collect();
        if uris.is_empty() {
            uris.extend(params["rootUri"].as_str());
        }
        for uri in uris {
            self.workspace.add(uri);
        }
        self.phase = Phase::Running;
        json!({
            "capabilities": self.client.capabilities(),
            "serverInfo": {"name": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION")},
        })
    }

    /// Asks the editor to report changes of files with settings.
    fn watch(&mut self) {
        if !self.client.watches_files {
            return;
        }
        let names = CONFIG_FILES.iter().chain(&IGNORE_FILES).copied();
        let watcher = |name: &str| json!({"globPattern": format!("**/{name}")});
        let watchers: Vec<Value> = names.chain([BASELINE_FILE]).map(watcher).collect();
        self.outbox.push(json!({
            "jsonrpc": "2.0",
            "id": "bedrock-eol/watch",
            "method": "client/registerCapability",
            "params": {"registrations": [{
                "id": "bedrock-eol/watch",
                "method": "workspace/didChangeWatchedFiles",
                "registerOptions": {"watchers": watchers},
            }]},
        }));
    }

    fn configure(&mut self, settings: &Value) {
        if self.client.configure(settings) && self.client.refreshes_lenses {
            self.outbox.push(json!({
                "jsonrpc": "2.0",
                "id": "bedrock-eol/lenses",
                "method": "workspace/codeLens/refresh",
            }));
        }
    }

    fn open(&mut self, params: &Value) -> Result<(), LspError> {
        let uri = text(params, DOCUMENT)?;
        let content = text(params, "textDocument/text")?;
        let language = at(params, "textDocument/languageId").as_str();
        let version = at(params, "textDocument/version").as_i64();
        let mut document = OpenDocument::new(
            uri,
            language.unwrap_or_default(),
            version,
            content.to_owned(),
        );
        document.is_due(Instant::now());
        self.documents.insert(uri.to_owned(), document);
        Ok(())
    }

    fn change(&mut self, params: &Value) -> Result<(), LspError> {
        let encoding = self.client.encoding;
        let changes = params["contentChanges"].as_array();
        let changes = changes.ok_or_else(|| LspError::params("`contentChanges` is not a list"))?;
        let version = at(params, "textDocument/version").as_i64();
        let document = self.document_mut(params)?;
        document.version = version.or(document.version);
        document.has_changed(Instant::now());
        for change in changes {
            let new = text(change, "text")?;
            if change.get("range").is_none_or(Value::is_null) {
                document.text = EditorText::new(new.to_owned());
                continue;
            }
            let range = range(change, "range")?;
            document.text.replace(range, new, encoding);
        }
        Ok(())
    }

    fn close(&mut self, params: &Value) -> Result<(), LspError> {
        let uri = text(params, DOCUMENT)?;
        if self.documents.remove(uri).is_some() {
            self.publish(uri, None, Vec::new());
        }
        Ok(())
    }

    fn judge_all_again(&mut self) {
        let now = Instant::now();
        for document in self.documents.values_mut() {
            document.is_due(now);
        }
    }

    /// Judges the documents whose time has come, and publishes their diagnostics.
    pub(super) fn judge_due(&mut self, now: Instant) {
        let is_due = |document: &&OpenDocument| document.due().is_some_and(|due| due <= now);
        let due = self
            .documents
            .iter()
            .filter(|(_, document)| is_due(document));
        let due: Vec<String> = due.map(|(uri, _)| uri.clone()).collect();
        for uri in due {
            self.judge(&uri);
            let Some(document) = self.documents.get_mut(&uri) else {
                continue;
            };
            document.is_done();
            let version = document.version;
            let found = document.judged.as_ref().map_or(Vec::new(), |judged| {
                diagnostics(&uri, document, judged, &self.client)
            });
            self.publish(&uri, version, found);
        }
    }

    /// Judges a document if its text was not judged yet. Without valid settings it has no findings, and the editor says so.
    fn judge(&mut self, uri: &str) {
        let Some(document) = self.documents.get(uri) else {
            return;
        };
        if document.judged.is_some() {
            return;
        }
        let judged = guarded(|| Ok(self.workspace.judge(document)));
        let judged = match judged {
            Ok(Ok(judged)) => {
                if let Some(folder) = self.workspace.folder_of(&document.name) {
                    self.invalid.remove(folder);
                }
                judged
            }
            Ok(Err(NotJudged::Settings(folder))) => {
                if self.invalid.insert(folder.clone()) {
                    let shown = log_line(&folder.display().to_string());
                    self.show(SHOWN_ERROR, &format!(
                        "the settings of {shown} are invalid, so no document in this folder is checked; `bedrock-eol config check` prints why"
                    ));
                }
                Judged::default()
            }
            Ok(Err(NotJudged::TooLarge)) => {
                let limit = MAX_TEXT >> 20;
                self.show(SHOWN_WARNING, &format!(
                    "a document larger than {limit} MiB is not checked; `bedrock-eol scan` checks it"
                ));
                Judged::default()
            }
            Err(error) => {
                self.show(SHOWN_ERROR, &error.message);
                Judged::default()
            }
        };
        if let Some(document) = self.documents.get_mut(uri) {
            document.judged = Some(judged);
        }
    }

    fn hover(&mut self, params: &Value) -> Result<Value, LspError> {
        let position = position(params, "position")?;
        self.judge(text(params, DOCUMENT)?);
        let (_, document, judged) = self.judged(params)?;
        let offset = document.text.offset(position, self.client.encoding);
        let Some((reference, bytes)) = hover::reference_at(judged, offset) else {
            return Ok(Value::Null);
        };
        let policy = self.workspace.policy(document, Some(reference));
        let found = hover::hover(document, judged, (reference, bytes), &policy, &self.client);
        Ok(found.unwrap_or_default())
    }

    fn code_actions(&mut self, params: &Value) -> Result<Value, LspError> {
        let (start, end) = range(params, "range")?;
        let only = at(params, "context/only").as_array();
        let only: Vec<&str> = only
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        self.judge(text(params, DOCUMENT)?);
        let (uri, document, judged) = self.judged(params)?;
        let offset = |position| document.text.offset(position, self.client.encoding);
        let actions = ActionsOf {
            uri,
            document,
            judged,
            client: &self.client,
            path: &document.name.alone(&document.language_id),
        };
        Ok(actions
            .in_range(&(offset(start)..offset(end)), &only)
            .into())
    }

    fn completion(&mut self, params: &Value) -> Result<Value, LspError> {
        let position = position(params, "position")?;
        let document = self.document(params)?;
        let path = document.name.alone(&document.language_id);
        let offset = document.text.offset(position, self.client.encoding);
        let items = marks::completion(document, &path, offset, self.workspace.day(), &self.client);
        Ok(json!({"isIncomplete": false, "items": items}))
    }

    fn links(&mut self, params: &Value) -> Result<Value, LspError> {
        self.judge(text(params, DOCUMENT)?);
        let (_, document, judged) = self.judged(params)?;
        let policy = self.workspace.policy(document, None);
        Ok(marks::links(document, judged, &policy, &self.client).into())
    }

    fn lenses(&mut self, params: &Value) -> Result<Value, LspError> {
        if !self.client.code_lens {
            return Ok(json!([]));
        }
        self.judge(text(params, DOCUMENT)?);
        let (_, document, judged) = self.judged(params)?;
        let policy = self.workspace.policy(document, None);
        Ok(marks::lenses(document, judged, &policy, &self.client).into())
    }

    /// The document that a request is about, with what its present text was judged to be.
    fn judged<'s>(
        &'s self,
        params: &'s Value,
    ) -> Result<(&'s str, &'s OpenDocument, &'s Judged), LspError> {
        let document = self.document(params)?;
        let judged = document.judged.as_ref();
        let judged = judged.ok_or_else(|| LspError::params("the document was not judged"))?;
        Ok((text(params, DOCUMENT)?, document, judged))
    }

    fn document(&self, params: &Value) -> Result<&OpenDocument, LspError> {
        let uri = text(params, DOCUMENT)?;
        self.documents.get(uri).ok_or_else(not_open)
    }

    fn document_mut(&mut self, params: &Value) -> Result<&mut OpenDocument, LspError> {
        let uri = text(params, DOCUMENT)?;
        self.documents.get_mut(uri).ok_or_else(not_open)
    }

    fn publish(&mut self, uri: &str, version: Option<i64>, found: Vec<Value>) {
        let mut params = json!({"uri": uri, "diagnostics": found});
        if let Some(version) = version {
            params["version"] = version.into();
        }
        let message = notification("textDocument/publishDiagnostics", params);
        self.outbox.push(message);
    }

    fn show(&mut self, kind: u8, message: &str) {
        let message = format!("bedrock-eol: {message}");
        let params = json!({"type": kind, "message": message});
        self.outbox.push(notification("window/showMessage", params));
    }

    fn log(&mut self, message: &str) {
        let params = json!({"type": SHOWN_ERROR, "message": message});
        self.outbox.push(notification("window/logMessage", params));
    }
}

fn not_open() -> LspError {
    LspError::params("the document is not open")
}

/// Runs something so that a panic in it is an error, and the server goes on.
fn guarded<T>(body: impl FnOnce() -> Result<T, LspError>) -> Result<T, LspError> {
    catch_unwind(AssertUnwindSafe(body)).unwrap_or_else(|_| {
        let message = "internal error; please report it with the document and the request";
        Err(LspError::new(INTERNAL_ERROR, message))
    })
}

/// Whether a document is a file with settings, by its name.
fn is_setting(uri: &str) -> bool {
    let path = bedrock_eol::program::DocumentName::of(uri).path;
    let name = path.as_deref().and_then(Path::file_name);
    let Some(name) = name.and_then(|name| name.to_str()) else {
        return false;
    };
    let mut names = CONFIG_FILES.iter().chain(&IGNORE_FILES);
    name == BASELINE_FILE || names.any(|known| *known == name)
}
