//! Properties of the edits of any file: over a thousand, in every language of the fixtures and several encodings.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

use super::{apply, commit, diff, fix, repository};

/// Folders of inputs in every language.
const FIXTURES: &[&str] = &["err", "languages", "uses", "contexts"];

/// How a text is stored.
#[derive(Clone, Copy)]
struct Storage {
    name: &'static str,
    crlf: bool,
    final_line_feed: bool,
    encode: fn(&str) -> Vec<u8>,
}

const STORAGES: &[Storage] = &[
    Storage {
        name: "crlf-mark",
        crlf: true,
        final_line_feed: true,
        encode: |text| format!("\u{feff}{text}").into_bytes(),
    },
    Storage {
        name: "no-line-feed",
        crlf: false,
        final_line_feed: false,
        encode: |text| text.as_bytes().to_vec(),
    },
    Storage {
        name: "utf-16-le",
        crlf: true,
        final_line_feed: false,
        encode: |text| wide(text, u16::to_le_bytes),
    },
];

fn wide(text: &str, of: fn(u16) -> [u8; 2]) -> Vec<u8> {
    let marked = format!("\u{feff}{text}");
    marked.encode_utf16().flat_map(of).collect()
}

/// A generated file.
struct Generated {
    path: String,
    text: String,
    storage: Storage,
}

fn generated() -> Vec<Generated> {
    let mut files = Vec::new();
    for folder in FIXTURES {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("fixtures")
            .join(folder);
        for entry in walkdir::WalkDir::new(&root).sort_by_file_name() {
            let entry = entry.unwrap();
            let name = entry.file_name().to_str().unwrap();
            let is_expectation = ["want.txt", "expected.txt"].contains(&name);
            if !entry.file_type().is_file() || is_expectation || name.contains("bedrock-eol") {
                continue;
            }
            let Ok(text) = fs::read_to_string(entry.path()) else {
                continue;
            };
            let below = entry.path().strip_prefix(&root).unwrap().to_str().unwrap();
            for storage in STORAGES {
                let mut text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
                text.truncate(text.trim_end_matches('\n').len());
                if storage.final_line_feed {
                    text.push('\n');
                }
                if storage.crlf {
                    text = text.replace('\n', "\r\n");
                }
                files.push(Generated {
                    path: format!("{}/{folder}/{}", storage.name, below.replace('\\', "/")),
                    text,
                    storage: *storage,
                });
            }
        }
    }
    files
}

/// The text with the edits of the JSON report, by lines and columns, from the last to the first.
fn edited(text: &str, edits: &[&Value]) -> String {
    let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
    for edit in edits.iter().rev() {
        let number = |key: &str| usize::try_from(edit[key].as_u64().unwrap()).unwrap();
        assert_eq!(number("line"), number("end_line"), "{edit}");
        let line = &mut lines[number("line") - 1];
        let letters: Vec<char> = line.chars().collect();
        let part = |range: std::ops::Range<usize>| letters[range].iter().collect::<String>();
        let (start, end) = (number("column") - 1, number("end_column") - 1);
        assert_eq!(part(start..end), edit["old"], "{edit}");
        *line = part(0..start) + edit["new"].as_str().unwrap() + &part(end..letters.len());
    }
    lines.concat()
}

#[test]
fn only_edited_spans_differ_and_git_applies_the_same() {
    let files = generated();
    assert!(files.len() >= 1000, "{}", files.len());
    let stored: Vec<(&str, Vec<u8>)> = files
        .iter()
        .map(|file| (file.path.as_str(), (file.storage.encode)(&file.text)))
        .collect();
    let named: Vec<(&str, &[u8])> = stored
        .iter()
        .map(|(path, text)| (*path, &text[..]))
        .collect();
    let sandbox = repository(&named);
    let folder = sandbox.path();

    let flags = ["--unsafe", "--no-ignore"];
    let patch = diff(folder, &flags);
    let written = fix(
        folder,
        &["--unsafe", "--no-ignore", "--write", "--output", "json"],
    );
    assert_eq!(written.status, 0, "{}", written.stderr);
    let document: Value = serde_json::from_str(&written.stdout).unwrap();
    let mut edits: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
    for edit in document["edits"].as_array().unwrap() {
        edits
            .entry(edit["path"].as_str().unwrap())
            .or_default()
            .push(edit);
    }
    assert!(edits.len() >= 500, "{} files have edits", edits.len());
    let mut new = BTreeMap::new();
    for file in &files {
        let of_file = edits.get(file.path.as_str()).map_or(&[][..], Vec::as_slice);
        let text = edited(&file.text, of_file);
        let bytes = fs::read(folder.join(&file.path)).unwrap();
        assert!(bytes == (file.storage.encode)(&text), "{}", file.path);
        same_but_for_the_id(&file.path, &file.text, &text, of_file);
        new.insert(file.path.as_str(), bytes);
    }

    // What was fixed is not found again, and so a second run changes nothing.
    let again = diff(folder, &flags);
    assert!(again.is_empty(), "{}", String::from_utf8_lossy(&again));

    let other = repository(&named);
    apply(other.path(), &patch);
    for (path, bytes) in &new {
        assert!(
            fs::read(other.path().join(path)).unwrap() == *bytes,
            "{path}"
        );
    }
    commit(folder);
}

/// Whether data formats still parse, and to the same value but for the edited texts.
fn same_but_for_the_id(path: &str, old: &str, new: &str, edits: &[&Value]) {
    let parse = |text: &str| -> Option<Value> {
        match path.rsplit('.').next()? {
            "json" | "ipynb" => serde_json::from_str(text).ok(),
            "yaml" | "yml" => serde_yaml::from_str(text).ok(),
            "toml" => toml::from_str(text).ok(),
            _ => None,
        }
    };
    let (Some(before), false) = (parse(old), edits.is_empty()) else {
        return;
    };
    let after = parse(new).unwrap_or_else(|| panic!("{path} does not parse any more:\n{new}"));
    let mut expected = before;
    for edit in edits {
        let (old, new) = (edit["old"].as_str().unwrap(), edit["new"].as_str().unwrap());
        // What is in a comment is in no value.
        replace(&mut expected, &after, old, new);
    }
    assert_eq!(expected, after, "{path}");
}

/// Replaces `old` in the strings that differ; gives whether one did.
fn replace(expected: &mut Value, after: &Value, old: &str, new: &str) -> bool {
    match (expected, after) {
        (Value::String(text), Value::String(now)) if text != now => {
            let is_there = text.contains(old);
            *text = text.replacen(old, new, 1);
            is_there
        }
        (Value::Array(before), Value::Array(now)) => before
            .iter_mut()
            .zip(now)
            .any(|(before, now)| replace(before, now, old, new)),
        (Value::Object(before), Value::Object(now)) => before.iter_mut().any(|(key, before)| {
            now.get(key)
                .is_some_and(|now| replace(before, now, old, new))
        }),
        _ => false,
    }
}
