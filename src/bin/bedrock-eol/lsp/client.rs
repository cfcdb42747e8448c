//! What the editor can do, and its settings.

use bedrock_eol::program::PositionEncoding;
use serde_json::{Value, json};

use super::wire::at;

/// What the editor can do, and its settings.
#[derive(Clone, Debug, Default)]
pub(super) struct Client {
    /// What columns count.
    pub(super) encoding: PositionEncoding,
    /// Whether a hover may be Markdown.
    pub(super) hover_markdown: bool,
    /// Whether a diagnostic may have other locations.
    pub(super) related_information: bool,
    /// Whether it shows what is deprecated.
    pub(super) deprecated_tag: bool,
    /// Whether a diagnostic may link to its rule.
    pub(super) code_description: bool,
    /// Whether a link may have a tooltip.
    pub(super) link_tooltip: bool,
    /// Whether an edit may name the version of its document.
    pub(super) document_changes: bool,
    /// Whether it reports changed files on request.
    pub(super) watches_files: bool,
    /// Whether it asks for lenses again on request.
    pub(super) refreshes_lenses: bool,
    /// Whether a lens has the days that a model has left.
    pub(super) code_lens: bool,
}

impl Client {
    /// Reads the parameters of `initialize`.
    pub(super) fn of(params: &Value) -> Self {
        let can = |path: &str| at(&params["capabilities"], path);
        let has = |path: &str| can(path).as_bool() == Some(true);
        let offered = can("general/positionEncodings").as_array();
        let offered = offered.into_iter().flatten().filter_map(Value::as_str);
        let formats = can("textDocument/hover/contentFormat").as_array();
        let tags = can("textDocument/publishDiagnostics/tagSupport/valueSet").as_array();
        Self {
            encoding: PositionEncoding::agreed(offered),
            hover_markdown: formats.is_some_and(|all| all.iter().any(|one| one == "markdown")),
            related_information: has("textDocument/publishDiagnostics/relatedInformation"),
            deprecated_tag: tags.is_some_and(|all| all.iter().any(|tag| tag == DEPRECATED)),
            code_description: has("textDocument/publishDiagnostics/codeDescriptionSupport"),
            link_tooltip: has("textDocument/documentLink/tooltipSupport"),
            document_changes: has("workspace/workspaceEdit/documentChanges"),
            watches_files: has("workspace/didChangeWatchedFiles/dynamicRegistration"),
            refreshes_lenses: has("workspace/codeLens/refreshSupport"),
            code_lens: wants_lens(&params["initializationOptions"]).unwrap_or(false),
        }
    }

    /// Takes new settings. Returns whether one changed.
    pub(super) fn configure(&mut self, settings: &Value) -> bool {
        let wanted = wants_lens(settings).unwrap_or(self.code_lens);
        std::mem::replace(&mut self.code_lens, wanted) != wanted
    }

    /// What the server offers, as `initialize` answers it.
    pub(super) fn capabilities(&self) -> Value {
        json!({
            "positionEncoding": self.encoding.as_str(),
            "textDocumentSync": {"openClose": true, "change": INCREMENTAL, "save": {"includeText": false}},
            "hoverProvider": true,
            "codeActionProvider": {"codeActionKinds": ["quickfix", "source.fixAll.bedrock-eol"]},
            "completionProvider": {"triggerCharacters": ["."]},
            "documentLinkProvider": {"resolveProvider": false},
            "codeLensProvider": {"resolveProvider": false},
            "workspace": {"workspaceFolders": {"supported": true, "changeNotifications": true}},
        })
    }
}

/// The tag of a diagnostic about something deprecated.
pub(super) const DEPRECATED: u64 = 2;

/// The kind of synchronization that sends what changed.
const INCREMENTAL: u64 = 2;

/// The setting `codeLens`, alone or in a section of this program.
fn wants_lens(settings: &Value) -> Option<bool> {
    let section = &settings["bedrock-eol"];
    let found = section["codeLens"].as_bool();
    found.or_else(|| settings["codeLens"].as_bool())
}
