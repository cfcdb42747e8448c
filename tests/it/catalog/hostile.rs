//! What `catalog` and `explain` print of an overlay whose texts try to be more than text.

use std::fmt::Write as _;
use std::path::Path;

use bedrock_eol::catalog::Catalog;
use serde_json::{Value, json};

use crate::formats::hostile::ATTEMPTS;
use crate::formats::promises::{no_command_in, no_hostile_character};
use crate::program::{AS_OF, run};

/// A model of the catalog for each attempt.
fn ids() -> impl Iterator<Item = (&'static str, &'static str)> {
    let models = Catalog::embedded().models.iter();
    models.map(|model| &*model.id).zip(ATTEMPTS)
}

/// An overlay with each attempt wherever an overlay can have a text.
fn overlay() -> String {
    let mut sources = json!({});
    let (mut models, mut libraries, mut arns) = (Vec::new(), Vec::new(), Vec::new());
    for (at, (id, text)) in ids().enumerate() {
        let source = format!("s{at}");
        sources[&source] =
            json!({"title": text, "url": text, "retrieved": AS_OF, "evidence": "third-party"});
        models.push(json!({
            "id": id, "source": source, "name": text, "provider": text, "access": text, "notes": text,
            "replacements": [], "no_replacement": text,
        }));
        libraries.push(json!({
            "name": text, "source": source, "containers": [text], "requires": [text], "aliases": {text: id},
        }));
        arns.push(json!({
            "arn": format!("arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc{at}"),
            "models": [id], "name": text, "source": source,
        }));
    }
    let overlay = json!({
        "overlay": "x", "as_of": AS_OF, "sources": sources, "models": models, "libraries": libraries,
        "opaque_arns": arns,
    });
    // YAML has escapes for all characters, but not those of JSON for characters beyond the first 65,536.
    let text = overlay.to_string();
    text.chars().fold(String::new(), |mut out, c| {
        match c {
            ' '..='~' => out.push(c),
            _ => write!(out, "\\U{:08x}", u32::from(c)).expect("memory"),
        }
        out
    })
}

fn printed(folder: &Path, arguments: &[&str]) -> String {
    let run = run(folder, &[arguments, &["--as-of", AS_OF]].concat());
    assert_eq!(run.status, 0, "{arguments:?}: {}", run.stderr);
    run.stdout
}

#[test]
fn texts_of_a_catalog_are_escaped_wherever_they_are_printed() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("o.yaml"), overlay()).expect("a file");
    for (output, command) in [
        ("text", "diff embedded o.yaml"),
        ("json", "diff o.yaml embedded"),
        ("markdown", "diff embedded o.yaml"),
        ("table", "list --catalog o.yaml"),
        ("json", "list --catalog o.yaml"),
        ("csv", "list --catalog o.yaml"),
        ("yaml", "export --catalog o.yaml"),
        ("json", "export --catalog o.yaml"),
        ("csv", "export --catalog o.yaml"),
        ("endoflife", "export --catalog o.yaml"),
        ("renovate", "export --catalog o.yaml"),
        ("rss", "export --catalog o.yaml"),
        ("ics", "export --catalog o.yaml"),
    ] {
        let command: Vec<&str> = ["catalog"]
            .into_iter()
            .chain(command.split(' '))
            .chain(["--output", output])
            .collect();
        obeys_nothing(&printed(folder.path(), &command), &command, output);
    }
    for (id, _) in ids() {
        for output in ["text", "line", "json", "markdown"] {
            let command = ["explain", id, "--catalog", "o.yaml", "--output", output];
            obeys_nothing(&printed(folder.path(), &command), &command, output);
        }
    }
}

fn obeys_nothing(printed: &str, command: &[&str], output: &str) {
    let command = command.join(" ");
    no_hostile_character(&printed.replace("\r\n", "\n"), &['\n']);
    no_command_in(&command, printed);
    if output == "csv" {
        for cell in printed.lines().flat_map(|line| line.split(',')) {
            let cell = cell.trim_start_matches(['"', ' ']);
            assert!(!cell.starts_with(['=', '+', '-', '@']), "{command}: {cell}");
        }
    }
    if output == "markdown" {
        for markup in [
            "[x](", "![i](", "@team", "#123", "http://", "www.", "<b>", "<img", "~~x~~",
        ] {
            assert!(!printed.contains(markup), "{command}: {markup}: {printed}");
        }
    }
}

/// What is exported for programs has the values of the overlay.
#[test]
fn escapes_of_an_export_lose_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("o.yaml"), overlay()).expect("a file");
    let export = |format| {
        let command = ["catalog", "export", "--catalog", "o.yaml", "--output"];
        printed(folder.path(), &[&command[..], &[format]].concat())
    };
    let read = |text: String| serde_json::from_str::<Value>(&text).expect("it is JSON");
    let json = read(export("json"));
    let models = json["models"].as_array().expect("it lists models");
    for (id, text) in ids() {
        let model = models.iter().find(|model| model["id"] == id);
        let model = model.expect("it is there");
        assert_eq!(model["name"], text);
        assert_eq!(model["access"], text);
        let explained = ["explain", id, "--catalog", "o.yaml", "--output", "json"];
        let explained = read(printed(folder.path(), &explained));
        assert_eq!(explained["models"][0]["notes"], text);
    }
    std::fs::write(folder.path().join("again.yaml"), export("yaml")).expect("a file");
    let diff = [
        "catalog",
        "diff",
        "o.yaml",
        "again.yaml",
        "--output",
        "json",
    ];
    let diff = read(printed(folder.path(), &diff));
    for (part, value) in diff.as_object().expect("an object") {
        assert!(
            value.as_array().is_none_or(Vec::is_empty),
            "{part}: {value}"
        );
    }
}
