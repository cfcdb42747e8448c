//! The event after an edit, as an agent writes it to the hook.

use std::collections::HashSet;

use serde_json::Value;

use crate::git::{AddedLines, LineRange};

/// Why an event cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EventError {
    /// It is not JSON.
    #[error("the event is not JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// It is JSON, but not an object.
    #[error("the event is not a JSON object")]
    NoObject,
    /// A field has another type than agents write: what the edit was about is not known.
    #[error("`{field}` of the event is not {expected}")]
    WrongType {
        /// The name of the field.
        field: &'static str,
        /// What it has to be, with an article.
        expected: &'static str,
    },
}

/// An edit of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgentEdit {
    /// The file, as the agent names it: absolute, or relative to its working directory.
    pub path: String,
    added: Added,
}

/// What the edit added.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Added {
    /// The lines of a patch.
    Lines(Vec<u64>),
    /// Texts that replace others: the old and the new one.
    Texts(Vec<(String, String)>),
    /// The source of a cell of a notebook.
    Cell(String),
    /// The whole file.
    File,
}

impl AgentEdit {
    /// The edit of an event; absent if the event is not about the content of a file.
    ///
    /// The fields are those of Claude Code's `PostToolUse` (<https://code.claude.com/docs/en/hooks>): `tool_input` has
    /// `file_path` with `content`, with `old_string` and `new_string`, or with a list of those in `edits`, or `notebook_path`
    /// with `new_source`, and `tool_response` may have the patch. Other agents write the fields of `tool_input` into the event itself.
    ///
    /// # Errors
    /// The event is not a JSON object, or one of these fields is not of its type.
    pub fn parse(event: &[u8]) -> Result<Option<Self>, EventError> {
        let event: Value = serde_json::from_slice(event)?;
        if !event.is_object() {
            return Err(EventError::NoObject);
        }
        let input = event.get("tool_input").unwrap_or(&event);
        check_types(input)?;
        let path = text(input, "file_path").or_else(|| text(input, "notebook_path"));
        let Some(path) = path else {
            return Ok(None);
        };
        let patch = event
            .get("tool_response")
            .and_then(|response| response.get("structuredPatch"))
            .and_then(added_by_patch);
        let added = patch.map(Added::Lines).or_else(|| replaced(input));
        Ok(added.map(|added| Self {
            path: path.to_owned(),
            added,
        }))
    }

    /// The lines of the edited file that the edit added.
    pub fn added_lines(&self, content: &str) -> AddedLines {
        match &self.added {
            Added::File => AddedLines::All,
            Added::Lines(lines) => ranges(lines.iter().copied()),
            Added::Cell(source) => lines_of_cell(content, source)
                .map_or(AddedLines::All, |lines| ranges(lines.into_iter())),
            Added::Texts(texts) => {
                let mut lines = Vec::new();
                for (old, new) in texts {
                    // A formatter that ran after the edit may have changed the text.
                    let Some(found) = lines_of(content, old, new) else {
                        return AddedLines::All;
                    };
                    lines.extend(found);
                }
                lines.sort_unstable();
                ranges(lines.into_iter())
            }
        }
    }
}

/// Checks the types of the fields that are read.
fn check_types(input: &Value) -> Result<(), EventError> {
    let check = |field, expected, fits: fn(&Value) -> bool| match input.get(field) {
        Some(value) if !fits(value) => Err(EventError::WrongType { field, expected }),
        _ => Ok(()),
    };
    if !input.is_object() {
        return Err(EventError::WrongType {
            field: "tool_input",
            expected: "an object",
        });
    }
    for field in [
        "file_path",
        "notebook_path",
        "old_string",
        "new_string",
        "new_source",
        "content",
    ] {
        check(field, "a string", Value::is_string)?;
    }
    check("edits", "an array", Value::is_array)
}

fn text<'v>(value: &'v Value, key: &str) -> Option<&'v str> {
    value.get(key)?.as_str()
}

/// What the input of a tool says that it adds; absent for a tool that adds no text.
fn replaced(input: &Value) -> Option<Added> {
    let one = |edit: &Value| {
        let new = text(edit, "new_string")?;
        Some((
            text(edit, "old_string").unwrap_or_default().to_owned(),
            new.to_owned(),
        ))
    };
    if let Some(edits) = input.get("edits").and_then(Value::as_array) {
        return Some(Added::Texts(edits.iter().filter_map(one).collect()));
    }
    if let Some(edit) = one(input) {
        return Some(Added::Texts(vec![edit]));
    }
    if let Some(source) = text(input, "new_source") {
        return Some(Added::Cell(source.to_owned()));
    }
    text(input, "content").map(|_| Added::File)
}

/// The lines of a notebook that have a line of this source in a string; absent where a line of the source is nowhere, as in
/// a notebook that another program has written since.
fn lines_of_cell(content: &str, source: &str) -> Option<Vec<u64>> {
    let not_blank = source.lines().filter(|line| !line.trim().is_empty());
    let wanted: HashSet<String> = not_blank
        .map(|line| {
            let string = Value::from(line).to_string();
            string[1..string.len() - 1].to_owned()
        })
        .collect();
    let mut found = HashSet::new();
    let mut lines = Vec::new();
    for (number, line) in (1..).zip(content.lines()) {
        let known: Vec<&String> = lines_in_strings(line)
            .filter_map(|part| wanted.get(part))
            .collect();
        lines.extend((!known.is_empty()).then_some(number));
        found.extend(known);
    }
    (found.len() == wanted.len()).then_some(lines)
}

/// What is between quotes and escaped line feeds in a line of JSON.
fn lines_in_strings(line: &str) -> impl Iterator<Item = &str> {
    let bytes = line.as_bytes();
    let mut start = 0;
    std::iter::from_fn(move || {
        if start > bytes.len() {
            return None;
        }
        let from = start;
        let mut at = from;
        while at < bytes.len() {
            match bytes[at..] {
                [b'"', ..] => {
                    start = at + 1;
                    return line.get(from..at);
                }
                [b'\\', b'n', ..] => {
                    start = at + 2;
                    return line.get(from..at);
                }
                [b'\\', ..] => at += 2,
                _ => at += 1,
            }
        }
        start = bytes.len() + 1;
        line.get(from..)
    })
}

/// The added lines of a patch; absent where it has no hunk, as for a new file.
fn added_by_patch(hunks: &Value) -> Option<Vec<u64>> {
    let hunks = hunks.as_array().filter(|hunks| !hunks.is_empty())?;
    let mut added = Vec::new();
    for hunk in hunks {
        let mut line = hunk.get("newStart")?.as_u64()?;
        for text in hunk.get("lines")?.as_array()? {
            let text = text.as_str()?;
            if text.starts_with('+') {
                added.push(line);
            }
            line += u64::from(!text.starts_with(['-', '\\']));
        }
    }
    Some(added)
}

/// The lines of `new` in `content`, without those that `old` begins or ends with, too; absent if `content` does not contain
/// `new`.
fn lines_of(content: &str, old: &str, new: &str) -> Option<Vec<u64>> {
    if new.is_empty() {
        return Some(Vec::new());
    }
    let (old_lines, new_lines): (Vec<&str>, Vec<&str>) =
        (old.lines().collect(), new.lines().collect());
    let same =
        |pairs: &mut dyn Iterator<Item = (&&str, &&str)>| pairs.take_while(|(a, b)| a == b).count();
    let before = same(&mut old_lines.iter().zip(&new_lines));
    let after = same(
        &mut old_lines[before..]
            .iter()
            .rev()
            .zip(new_lines[before..].iter().rev()),
    );
    let mut lines = Vec::new();
    let mut matches = content.match_indices(new).peekable();
    matches.peek()?;
    for (at, _) in matches {
        let first = 1 + content[..at].bytes().filter(|byte| *byte == b'\n').count() as u64;
        let (from, to) = (before as u64, (new_lines.len() - after) as u64);
        lines.extend(first + from..first + to);
    }
    Some(lines)
}

fn ranges(lines: impl Iterator<Item = u64>) -> AddedLines {
    let one = |line| LineRange {
        first: line,
        last: line,
    };
    AddedLines::Ranges(Vec::new()).union(AddedLines::Ranges(lines.map(one).collect()))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{AgentEdit, EventError};

    /// The lines from 1 to 9 that the edit of an event added to a text.
    fn added(event: serde_json::Value, content: &str) -> Vec<u64> {
        let edit = AgentEdit::parse(event.to_string().as_bytes())
            .unwrap()
            .unwrap();
        let lines = edit.added_lines(content);
        (1..10).filter(|line| lines.touch(*line, *line)).collect()
    }

    fn edit(old: &str, new: &str) -> serde_json::Value {
        json!({"tool_input": {"file_path": "a.py", "old_string": old, "new_string": new}})
    }

    #[test]
    fn lines_are_those_of_the_new_text_without_what_it_keeps() {
        let content = "one\ntwo\nthree\nfour\ntwo\n";
        assert_eq!(added(edit("x", "three"), content), [3]);
        assert_eq!(
            added(edit("one\nfour", "one\ntwo\nthree\nfour"), content),
            [2, 3]
        );
        assert_eq!(
            added(edit("one\ntwo\nthree", "one\ntwo"), content),
            [] as [u64; 0]
        );
        assert_eq!(added(edit("x", "two"), content), [2, 5]);
        assert_eq!(added(edit("two", ""), content), [] as [u64; 0]);
        let several = json!({"file_path": "a.py", "edits": [
            {"old_string": "x", "new_string": "four"}, {"old_string": "y", "new_string": "one"},
        ]});
        assert_eq!(added(several, content), [1, 4]);
    }

    #[test]
    fn a_text_that_is_not_there_any_more_and_a_written_file_add_every_line() {
        let all: Vec<u64> = (1..10).collect();
        assert_eq!(added(edit("x", "reformatted"), "one\n"), all);
        assert_eq!(
            added(json!({"file_path": "a.py", "content": "one\n"}), "one\n"),
            all
        );
    }

    #[test]
    fn the_source_of_a_cell_is_in_the_strings_of_the_notebook() {
        let content =
            "{\n\"source\": [\n \"x = \\\"a\\\"\\n\",\n \"y\"\n]}, {\n\"source\": \"z\\ny\"}";
        let cell = |source: &str| json!({"tool_input": {"notebook_path": "a.ipynb", "new_source": source}});
        assert_eq!(added(cell("x = \"a\"\n"), content), [3]);
        assert_eq!(added(cell("x = \"a\"\n\ny"), content), [3, 4, 6]);
        assert_eq!(added(cell(""), content), [] as [u64; 0]);
        let all: Vec<u64> = (1..10).collect();
        assert_eq!(added(cell("none"), content), all);
    }

    #[test]
    fn a_patch_decides_where_there_is_one() {
        let mut event = json!({"tool_input": {"file_path": "a.py", "content": "…"}});
        event["tool_response"] = json!({"structuredPatch": [
            {"newStart": 2, "lines": [" a", "-b", "+c", "+d", " e", "\\ No newline at end of file"]},
            {"newStart": 8, "lines": ["+f"]},
        ]});
        assert_eq!(added(event.clone(), ""), [3, 4, 8]);
        event["tool_response"]["structuredPatch"] = json!([]);
        assert_eq!(added(event, "").len(), 9);
    }

    #[test]
    fn other_events_have_no_edit_and_what_is_no_event_is_an_error() {
        for event in [
            r#"{"tool_name": "Bash", "tool_input": {"command": "ls"}}"#,
            r#"{"tool_input": {"file_path": "a.py"}}"#,
        ] {
            assert_eq!(AgentEdit::parse(event.as_bytes()).unwrap(), None);
        }
        assert!(matches!(AgentEdit::parse(b"{"), Err(EventError::Json(_))));
        assert!(matches!(AgentEdit::parse(b"[]"), Err(EventError::NoObject)));
    }
}
