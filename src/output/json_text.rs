//! Writes JSON that is safe to display: characters that move the cursor, hide text or change its direction are escaped,
//! without changing the values.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter, Serializer};

use super::escape;

/// Writes a document on several lines, with a final newline.
pub(crate) fn document(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    value.serialize(&mut Serializer::with_formatter(
        &mut *out,
        Safe(PrettyFormatter::new()),
    ))?;
    out.write_all(b"\n")
}

/// Writes one line.
pub(crate) fn line(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    value.serialize(&mut Serializer::with_formatter(
        &mut *out,
        Safe(CompactFormatter),
    ))?;
    out.write_all(b"\n")
}

/// A list whose rows are created while they are written, since a report can have very many.
pub(crate) struct Each<'a, T, F> {
    pub(crate) items: &'a [T],
    pub(crate) row: F,
}

impl<'a, T, Row: Serialize, F: Fn(&'a T) -> Row> Serialize for Each<'a, T, F> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.items.iter().map(&self.row))
    }
}

/// Formats like another formatter, but escapes more of a string than JSON requires.
struct Safe<F>(F);

impl<F: Formatter> Formatter for Safe<F> {
    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        out: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut rest = fragment;
        while let Some(at) = escape::first_hostile(rest) {
            let (before, from) = rest.split_at(at);
            let c = from.chars().next().expect("a character was found there");
            out.write_all(before.as_bytes())?;
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04x}")?;
            }
            rest = &from[c.len_utf8()..];
        }
        out.write_all(rest.as_bytes())
    }

    fn begin_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_array(out)
    }

    fn end_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array(out)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_array_value(out, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_array_value(out)
    }

    fn begin_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object(out)
    }

    fn end_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object(out)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.0.begin_object_key(out, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.begin_object_value(out)
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.0.end_object_value(out)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{document, line};

    #[test]
    fn nothing_hostile_is_left_and_nothing_is_lost() {
        let value = json!({
            "a\u{202e}": ["\u{9b}2J\u{7f}\u{1b}[m", "tag\u{e0041}end", "\"\\\n"],
            "plain": "ünï 字 😀",
            "numbers": [1, -2.5, null, true, {}, []],
        });
        let (mut pretty, mut compact) = (Vec::new(), Vec::new());
        document(&value, &mut pretty).unwrap();
        line(&value, &mut compact).unwrap();
        for written in [&pretty, &compact] {
            let text = str::from_utf8(written).unwrap();
            assert_eq!(serde_json::from_str::<Value>(text).unwrap(), value);
            let hostile = |c: char| super::escape::is_hostile(c) && c != '\n';
            assert_eq!(text.chars().find(|c| hostile(*c)), None);
            assert!(
                text.contains("ünï 字 😀") && text.contains("tag\\udb40\\udc41end"),
                "{text}"
            );
        }
        assert_eq!(
            str::from_utf8(&pretty).unwrap(),
            serde_json::to_string_pretty(&value).map(escaped).unwrap()
        );
        assert_eq!(compact.iter().filter(|byte| **byte == b'\n').count(), 1);
    }

    #[test]
    fn no_command_of_a_runner_is_left_however_many_marks_come_before() {
        for value in [
            "##vso[task]",
            "###vso[task]",
            "####[error]",
            "#\u{0}##[error]",
            "## [x]",
        ] {
            let mut written = Vec::new();
            line(&json!(value), &mut written).unwrap();
            let text = str::from_utf8(&written).unwrap();
            assert_eq!(serde_json::from_str::<Value>(text).unwrap(), value);
            assert!(!text.contains("##vso[") && !text.contains("##["), "{text}");
        }
    }

    /// The same by replacement in the finished text, where no hostile character is part of the layout.
    fn escaped(text: String) -> String {
        let text = text
            .replace('\u{202e}', "\\u202e")
            .replace('\u{9b}', "\\u009b")
            .replace('\u{7f}', "\\u007f");
        text.replace('\u{e0041}', "\\udb40\\udc41") + "\n"
    }
}
