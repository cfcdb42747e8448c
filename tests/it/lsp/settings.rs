//! The settings of a workspace folder: those of `scan` in it, also after they change.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::OLD;
use super::editor::{Editor, listed, uri};
use crate::cross_file::project;
use crate::program::{AS_OF, run};

const CONFIG: &str = "bedrock-eol.toml";

/// Has the editor report that a file changed.
fn changed(editor: &mut Editor, folder: &Path, file: &str) {
    let changes = json!([{"uri": uri(folder, file), "type": 2}]);
    editor.tell(
        "workspace/didChangeWatchedFiles",
        json!({"changes": changes}),
    );
}

#[test]
fn the_editor_is_asked_to_watch_the_files_with_settings() {
    let folder = project(&[]);
    let mut editor = Editor::of(folder.path());
    let asked = editor.next("client/registerCapability");
    let watchers = &asked["registrations"][0]["registerOptions"]["watchers"];
    let globs = watchers.as_array().unwrap().iter();
    let globs: Vec<&str> = globs
        .map(|one| one["globPattern"].as_str().unwrap())
        .collect();
    assert_eq!(
        globs,
        [
            "**/bedrock-eol.toml",
            "**/.bedrock-eol.toml",
            "**/pyproject.toml",
            "**/.bedrock-eol-ignore",
            "**/.ignore",
            "**/.gitignore",
            "**/bedrock-eol-baseline.json",
        ]
    );
    editor.send(r#"{"jsonrpc": "2.0", "id": "bedrock-eol/watch", "result": null}"#);
    assert_eq!(editor.end(), 0);
}

#[test]
fn a_changed_configuration_judges_open_documents_again() {
    let folder = project(&[]);
    let mut editor = Editor::of(folder.path());
    let document = uri(folder.path(), "a.py");
    assert_eq!(editor.opened(&document, "python", OLD)[0]["severity"], 1);
    for (text, severities) in [
        ("[level]\nend-of-life = \"warning\"\n", &[2][..]),
        ("[level]\nend-of-life = \"off\"\n", &[]),
        ("[[ignore]]\npath = \"a.py\"\nreason = \"old\"\n", &[]),
        ("[[ignore]]\npath = \"b.py\"\nreason = \"old\"\n", &[1]),
        ("exclude = [\"a.py\"]\n", &[]),
        ("", &[1]),
    ] {
        fs::write(folder.path().join(CONFIG), text).unwrap();
        changed(&mut editor, folder.path(), CONFIG);
        let found = editor.diagnostics(&document);
        let found: Vec<i64> = found
            .iter()
            .map(|one| one["severity"].as_i64().unwrap())
            .collect();
        assert_eq!(found, severities, "{text}");
    }
    // An editor without watchers saves a file of settings.
    fs::write(
        folder.path().join(CONFIG),
        "[level]\nend-of-life = \"off\"\n",
    )
    .unwrap();
    let saved = json!({"textDocument": {"uri": uri(folder.path(), CONFIG)}});
    editor.tell("textDocument/didSave", saved);
    assert_eq!(editor.diagnostics(&document).len(), 0);
    assert_eq!(editor.end(), 0);
}

#[test]
fn ignore_files_apply_to_files_that_do_not_exist_yet() {
    let folder = project(&[
        (".gitignore", "build/\n"),
        ("node_modules/x/package.json", "{}\n"),
    ]);
    let mut editor = Editor::of(folder.path());
    for (file, count) in [
        ("build/new.py", 0),
        ("src/new.py", 1),
        ("node_modules/x/index.js", 0),
    ] {
        let found = editor.opened(&uri(folder.path(), file), "python", OLD);
        assert_eq!(found.len(), count, "{file}");
    }
    fs::write(folder.path().join(".bedrock-eol-ignore"), "src/\n").unwrap();
    changed(&mut editor, folder.path(), ".bedrock-eol-ignore");
    assert_eq!(
        editor.diagnostics(&uri(folder.path(), "src/new.py")).len(),
        0
    );
    assert_eq!(editor.end(), 0);
}

#[test]
fn a_tracked_file_is_scanned_although_it_is_ignored() {
    let folder = project(&[("build/kept.py", OLD)]);
    fs::write(folder.path().join(".gitignore"), "build/\n").unwrap();
    let mut editor = Editor::of(folder.path());
    assert_eq!(
        editor
            .opened(&uri(folder.path(), "build/kept.py"), "python", OLD)
            .len(),
        1
    );
    assert_eq!(
        editor
            .opened(&uri(folder.path(), "build/new.py"), "python", OLD)
            .len(),
        0
    );
    assert_eq!(editor.end(), 0);
}

#[test]
fn the_baseline_accepts_what_it_has_and_nothing_more() {
    let folder = project(&[("a.py", OLD)]);
    let written = run(folder.path(), &["baseline", "write", "--as-of", AS_OF]);
    assert_eq!(written.status, 0, "{}", written.stderr);
    let mut editor = Editor::of(folder.path());
    let document = uri(folder.path(), "a.py");
    assert_eq!(editor.opened(&document, "python", OLD).len(), 0);
    editor.change(
        &document,
        2,
        json!([{"text": format!("import boto3\n{OLD}{OLD}")}]),
    );
    assert_eq!(editor.diagnostics_of(&document, 2).len(), 1);
    let other = uri(folder.path(), "b.py");
    assert_eq!(
        editor.opened(&other, "python", OLD).len(),
        1,
        "a copy is new"
    );
    fs::remove_file(folder.path().join("bedrock-eol-baseline.json")).unwrap();
    changed(&mut editor, folder.path(), "bedrock-eol-baseline.json");
    assert_eq!(editor.diagnostics(&document).len(), 2);
    assert_eq!(editor.end(), 0);
}

#[test]
fn suppressions_of_the_text_apply_and_invalid_ones_are_reported() {
    let folder = project(&[]);
    let mut editor = Editor::of(folder.path());
    let document = uri(folder.path(), "a.py");
    let text = format!("# bedrock-eol: ignore-next-line reason=\"old\"\n{OLD}");
    assert_eq!(editor.opened(&document, "python", &text).len(), 0);
    let text = format!("# bedrock-eol: ignore-next-lime reason=\"old\"\r\n{OLD}");
    let found = editor.opened(&document, "python", &text);
    assert_eq!(
        listed(&found),
        [(0, "-".to_owned()), (1, "end-of-life".to_owned())]
    );
    assert_eq!(found[0]["range"]["end"]["character"], 44);
    let expired = format!("# bedrock-eol: ignore-next-line until=2026-01-01 reason=\"x\"\n{OLD}");
    let found = editor.opened(&document, "python", &expired);
    let found: Vec<String> = listed(&found).into_iter().map(|(_, rule)| rule).collect();
    assert!(
        found.contains(&"expired-suppression".to_owned()),
        "{found:?}"
    );
    assert_eq!(editor.end(), 0);
}

#[test]
fn invalid_settings_are_reported_once_and_nothing_is_guessed() {
    let folder = project(&[(CONFIG, "levels = 7\n")]);
    let mut editor = Editor::of(folder.path());
    let document = uri(folder.path(), "a.py");
    assert_eq!(editor.opened(&document, "python", OLD).len(), 0);
    let shown = editor.next("window/showMessage");
    assert!(
        shown["message"].as_str().unwrap().contains("are invalid"),
        "{shown}"
    );
    editor.change(&document, 2, json!([{"text": OLD}]));
    assert_eq!(editor.diagnostics_of(&document, 2).len(), 0);
    fs::write(folder.path().join(CONFIG), "").unwrap();
    changed(&mut editor, folder.path(), CONFIG);
    assert_eq!(editor.diagnostics(&document).len(), 1);
    fs::write(folder.path().join(CONFIG), "x").unwrap();
    changed(&mut editor, folder.path(), CONFIG);
    assert_eq!(editor.diagnostics(&document).len(), 0);
    editor.next("window/showMessage");
    assert_eq!(editor.end(), 0);
}

#[test]
fn no_configuration_applies_to_an_isolated_server() {
    let folder = project(&[(CONFIG, "[level]\nend-of-life = \"off\"\n")]);
    let mut editor = Editor::started(folder.path(), &["--isolated", "--stdio"]);
    editor
        .ask("initialize", super::editor::parameters(folder.path()))
        .unwrap();
    assert_eq!(
        editor
            .opened(&uri(folder.path(), "a.py"), "python", OLD)
            .len(),
        1
    );
    assert_eq!(editor.end(), 0);
}

#[test]
fn the_files_of_the_settings_themselves_have_no_findings_and_none_is_written() {
    let config = "[aliases]\nOLD = \"anthropic.claude-v2:1\"\n";
    let folder = project(&[(CONFIG, config)]);
    let before = listing(folder.path());
    let mut editor = Editor::of(folder.path());
    assert_eq!(
        editor
            .opened(&uri(folder.path(), CONFIG), "toml", config)
            .len(),
        0
    );
    assert_eq!(
        editor
            .opened(&uri(folder.path(), "a.py"), "python", "m = OLD\n")
            .len(),
        1
    );
    assert_eq!(editor.end(), 0);
    assert_eq!(listing(folder.path()), before);
}

fn listing(folder: &Path) -> Vec<(String, u64)> {
    let files = walkdir::WalkDir::new(folder).sort_by_file_name();
    let one = |entry: walkdir::DirEntry| {
        let length = entry.metadata().unwrap().len();
        (entry.path().display().to_string(), length)
    };
    files.into_iter().map(|entry| one(entry.unwrap())).collect()
}

#[test]
fn the_lens_is_a_setting() {
    let folder = project(&[]);
    let mut editor = Editor::of(folder.path());
    let document = uri(folder.path(), "a.py");
    editor.opened(&document, "python", OLD);
    let params = json!({"textDocument": {"uri": document}});
    assert_eq!(
        editor.ask("textDocument/codeLens", params.clone()),
        Ok(json!([]))
    );
    let settings = json!({"settings": {"bedrock-eol": {"codeLens": true}}});
    editor.tell("workspace/didChangeConfiguration", settings.clone());
    editor.wait(|message| message["method"] == "workspace/codeLens/refresh");
    let lenses = editor.ask("textDocument/codeLens", params.clone()).unwrap();
    let title = "anthropic.claude-v2:1: End-of-Life since 2025-07-21";
    assert_eq!(lenses[0]["command"], json!({"title": title, "command": ""}));
    // The same setting again changes nothing.
    editor.tell("workspace/didChangeConfiguration", settings);
    editor.tell(
        "workspace/didChangeConfiguration",
        json!({"settings": null}),
    );
    assert_eq!(editor.ask("textDocument/codeLens", params).unwrap(), lenses);
    assert_eq!(editor.end(), 0);
    let mut editor = Editor::with(folder.path(), |params| {
        params["initializationOptions"] = json!({"codeLens": true});
    });
    let text = "m = \"anthropic.claude-3-haiku-20240307-v1:0\"\nn = \"us.amazon.nova-lite-v1:0\"\n";
    editor.opened(&document, "python", text);
    let params = json!({"textDocument": {"uri": document}});
    let lenses = editor.ask("textDocument/codeLens", params).unwrap();
    let titles: Vec<&Value> = lenses
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["command"]["title"])
        .collect();
    assert!(
        titles
            .iter()
            .all(|title| title.as_str().unwrap().contains("End-of-Life")),
        "{lenses}"
    );
    assert_eq!(editor.end(), 0);
}
