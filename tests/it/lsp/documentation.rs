//! What `docs/editors.md` says about the server is what the server does.

use serde_json::{Value, json};

use super::OLD;
use super::editor::{Editor, parameters, uri};
use crate::cross_file::project;

const PAGE: &str = include_str!("../../../docs/editors.md");

/// The blocks of a language and a name.
fn block(kind: &str) -> &'static str {
    let (_, rest) = PAGE
        .split_once(&format!("```{kind}\n"))
        .unwrap_or_else(|| panic!("no block {kind}"));
    rest.split_once("```").expect("it is closed").0
}

#[test]
fn the_settings_of_editors_can_be_read_and_start_the_server() {
    let kate: Value = serde_json::from_str(block("json kate")).unwrap();
    let command = json!(["bedrock-eol", "lsp"]);
    assert_eq!(kate["servers"]["python"]["command"], command);
    let helix: toml::Value = toml::from_str(block("toml helix")).unwrap();
    let server = &helix["language-server"]["bedrock-eol"];
    assert_eq!(server["command"].as_str(), Some("bedrock-eol"));
    assert_eq!(server["args"][0].as_str(), Some("lsp"));
    for (kind, part) in [
        ("lua neovim", "cmd = {\"bedrock-eol\", \"lsp\"}"),
        ("elisp emacs", "(\"bedrock-eol\" \"lsp\")"),
    ] {
        assert!(block(kind).contains(part), "{kind}");
    }
}

#[test]
fn the_setting_of_the_page_is_one() {
    let folder = project(&[]);
    let options: Value = serde_json::from_str(block("json options")).unwrap();
    let mut editor = Editor::with(folder.path(), |params| {
        params["initializationOptions"] = options;
    });
    let uri = uri(folder.path(), "a.py");
    editor.opened(&uri, "python", OLD);
    let params = json!({"textDocument": {"uri": uri}});
    let lenses = editor.ask("textDocument/codeLens", params).unwrap();
    assert_eq!(lenses.as_array().unwrap().len(), 1);
    assert_eq!(editor.end(), 0);
}

#[test]
fn the_page_has_every_capability() {
    let folder = project(&[]);
    let mut editor = Editor::started(folder.path(), &[]);
    let answer = editor.ask("initialize", parameters(folder.path())).unwrap();
    let offered = answer["capabilities"].as_object().unwrap().keys();
    let offered: Vec<&str> = offered.map(String::as_str).collect();
    let named = [
        ("hoverProvider", "| hover |"),
        ("codeActionProvider", "| quick fixes |"),
        ("completionProvider", "| completion |"),
        ("documentLinkProvider", "| links |"),
        ("codeLensProvider", "| code lens |"),
    ];
    let others = ["positionEncoding", "textDocumentSync", "workspace"];
    for capability in offered {
        let row = named.iter().find(|(name, _)| *name == capability);
        assert!(
            row.is_some() || others.contains(&capability),
            "{capability}"
        );
        assert!(
            row.is_none_or(|(_, row)| PAGE.contains(row)),
            "{capability}"
        );
    }
    for kind in answer["capabilities"]["codeActionProvider"]["codeActionKinds"]
        .as_array()
        .unwrap()
    {
        let name = kind.as_str().unwrap();
        assert!(name == "quickfix" || PAGE.contains(name), "{name}");
    }
    assert_eq!(editor.ask("shutdown", Value::Null), Ok(Value::Null));
}
