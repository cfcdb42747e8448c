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

/// Writes a report: each field of the document, and each entry of such a field, begins a line; what is in an entry stays
/// on that line. With an indentation for each level a third of a report would be spaces.
pub(crate) fn rows(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    value.serialize(&mut Serializer::with_formatter(
        &mut *out,
        Safe(RowFormatter::default()),
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

/// Indents the two outer levels, and writes those inside of them on one line.
#[derive(Default)]
struct RowFormatter {
    depth: usize,
    has_value: bool,
}

impl RowFormatter {
    /// The deepest level whose values begin a line.
    const DEEPEST: usize = 2;

    fn begin(&mut self, out: &mut (impl Write + ?Sized), bracket: &[u8]) -> io::Result<()> {
        self.depth += 1;
        self.has_value = false;
        out.write_all(bracket)
    }

    fn end(&mut self, out: &mut (impl Write + ?Sized), bracket: &[u8]) -> io::Result<()> {
        self.depth -= 1;
        if self.has_value && self.depth < Self::DEEPEST {
            new_line(out, self.depth)?;
        }
        self.has_value = true;
        out.write_all(bracket)
    }

    fn value(&mut self, out: &mut (impl Write + ?Sized), first: bool) -> io::Result<()> {
        let is_outer = self.depth <= Self::DEEPEST;
        if !first {
            out.write_all(if is_outer { b"," } else { b", " })?;
        }
        if is_outer {
            new_line(out, self.depth)?;
        }
        Ok(())
    }
}

fn new_line(out: &mut (impl Write + ?Sized), depth: usize) -> io::Result<()> {
    out.write_all(b"\n")?;
    (0..depth).try_for_each(|_| out.write_all(b"  "))
}

impl Formatter for RowFormatter {
    fn begin_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.begin(out, b"[")
    }

    fn end_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.end(out, b"]")
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.value(out, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.has_value = true;
        Ok(())
    }

    fn begin_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.begin(out, b"{")
    }

    fn end_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.end(out, b"}")
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.value(out, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        out.write_all(b": ")
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.has_value = true;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{document, line, rows};

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
        let mut wide = Vec::new();
        rows(&value, &mut wide).unwrap();
        for written in [&pretty, &compact, &wide] {
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
    fn each_entry_of_a_field_is_a_line() {
        let value = json!({
            "version": 1, "none": [], "counts": {"a": 1, "b": {}},
            "rows": [{"a": [1, 2], "b": {"c": null}}, {}],
        });
        let mut written = Vec::new();
        rows(&value, &mut written).unwrap();
        assert_eq!(
            str::from_utf8(&written).unwrap(),
            concat!(
                "{\n  \"version\": 1,\n  \"none\": [],\n  \"counts\": {\n    \"a\": 1,\n    \"b\": {}\n  },\n",
                "  \"rows\": [\n    {\"a\": [1, 2], \"b\": {\"c\": null}},\n    {}\n  ]\n}\n"
            )
        );
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
