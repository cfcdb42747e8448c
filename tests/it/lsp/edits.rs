//! Random edits: what the server keeps of a document is its text, so that its diagnostics are those of a scan of that text.

use std::fs;

use serde_json::{Value, json};

use super::editor::{Editor, uri};
use crate::cross_file::project;
use crate::program::{AS_OF, run};

/// What is typed.
const PIECES: [&str; 16] = [
    "client.converse(modelId=\"anthropic.claude-v2:1\")\n",
    "\"anthropic.claude-3-haiku-20240307-v1:0\"",
    "us.amazon.nova-lite-v1:0",
    "amazon.titan-text-lite-v1",
    "# bedrock-eol: ignore-next-line reason=\"x\"\n",
    "\r\n",
    "\n",
    "\r",
    "'",
    "\"\"\"",
    "\u{1F600}",
    "\u{E9}\u{6F22}",
    "#",
    " = ",
    "x",
    "def f():\n    ",
];

/// The longest text, in bytes.
const LONGEST: usize = 4000;

struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit as u64).expect("below the limit")
    }

    /// The beginning of a character.
    fn offset(&mut self, text: &str) -> usize {
        let mut at = self.below(text.len() + 1);
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    }
}

/// The position of an offset in UTF-16; one between the bytes of `\r\n` has none of its own, and is moved after them.
fn position(text: &str, offset: &mut usize) -> Value {
    let bytes = text.as_bytes();
    if *offset > 0 && bytes[*offset - 1] == b'\r' && bytes.get(*offset) == Some(&b'\n') {
        *offset += 1;
    }
    let (mut line, mut character) = (0, 0);
    let mut before = text[..*offset].chars().peekable();
    while let Some(c) = before.next() {
        let ends = c == '\n' || (c == '\r' && before.peek() != Some(&'\n'));
        (line, character) = match ends {
            true => (line + 1, 0),
            false => (line, character + c.len_utf16()),
        };
    }
    json!({"line": line, "character": character})
}

fn edit(text: &mut String, random: &mut Random) -> Value {
    let mut start = random.offset(text);
    // Long texts shrink, others mostly grow.
    let mut end = match text.len() < LONGEST && random.below(4) > 0 {
        true => start,
        false => (start + random.below(80)).min(text.len()),
    };
    while !text.is_char_boundary(end) {
        end += 1;
    }
    let (from, to) = (position(text, &mut start), position(text, &mut end));
    let piece = PIECES[random.below(PIECES.len())];
    text.replace_range(start..end, piece);
    json!({"range": {"start": from, "end": to}, "text": piece})
}

/// Rules and positions of diagnostics; those without a rule are not findings.
fn of_editor(diagnostics: &[Value]) -> Vec<(String, u64, u64)> {
    let one = |found: &Value| {
        let start = &found["range"]["start"];
        let number = |key: &str| start[key].as_u64().expect("a number");
        Some((
            found["code"].as_str()?.to_owned(),
            number("line"),
            number("character"),
        ))
    };
    let mut all: Vec<_> = diagnostics.iter().filter_map(one).collect();
    all.sort();
    all
}

/// The same of a scan. Its lines end at a line feed alone, so that positions are computed from offsets.
fn of_scan(folder: &std::path::Path, text: &str) -> Vec<(String, u64, u64)> {
    fs::write(folder.join("a.py"), text).expect("the file is written");
    let scanned = run(
        folder,
        &["scan", "--as-of", AS_OF, "--output", "json", "a.py"],
    );
    let report: Value = serde_json::from_str(&scanned.stdout).expect("a report");
    let findings = report["findings"].as_array().expect("a list").iter();
    let one = |finding: &Value| {
        if finding["disposition"] != "active" {
            return None;
        }
        let number = |key: &str| finding[key].as_u64().expect("a number");
        let mut offset = offset_of(text, number("line"), number("column"));
        let position = position(text, &mut offset);
        let rule = finding["rule"].as_str().expect("a rule").to_owned();
        let of = |key: &str| position[key].as_u64().expect("a number");
        Some((rule, of("line"), of("character")))
    };
    let mut all: Vec<_> = findings.filter_map(one).collect();
    all.sort();
    all
}

fn offset_of(text: &str, line: u64, column: u64) -> usize {
    let number = |n: u64| usize::try_from(n - 1).expect("small");
    let lines = text.split_inclusive('\n').take(number(line));
    let start: usize = lines.map(str::len).sum();
    let mut columns = text[start..].char_indices().map(|(at, _)| at);
    start + columns.nth(number(column)).unwrap_or(text.len() - start)
}

/// Makes random edits and compares after each `every` of them.
fn compare(edits: usize, every: usize, seed: u64) {
    let folder = project(&[]);
    let uri = uri(folder.path(), "a.py");
    let mut editor = Editor::of(folder.path());
    let (mut text, mut random) = (String::new(), Random(seed));
    editor.opened(&uri, "python", &text);
    let mut found = 0;
    for number in 1..=edits {
        let change = edit(&mut text, &mut random);
        let version = i64::try_from(number).expect("small") + 1;
        editor.change(&uri, version, json!([change]));
        if number % every != 0 {
            continue;
        }
        // Has the text judged at once.
        editor.tell("workspace/didChangeWatchedFiles", json!({"changes": []}));
        let published = of_editor(&editor.diagnostics_of(&uri, version));
        assert_eq!(
            published,
            of_scan(folder.path(), &text),
            "edit {number}: {text:?}"
        );
        found += published.len();
    }
    assert!(found > edits / every, "something was found");
    assert_eq!(editor.end(), 0);
}

#[test]
fn diagnostics_after_random_edits_are_those_of_a_scan() {
    compare(10_000, 200, 0x1234_5678_9ABC_DEF1);
}

/// The same after each edit: `tests/slow/lsp-edits` runs it.
#[test]
#[ignore = "takes many minutes"]
fn diagnostics_after_each_random_edit_are_those_of_a_scan() {
    compare(10_000, 1, 0x0FED_CBA9_8765_4321);
}
