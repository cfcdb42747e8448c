//! The text of a document as the editor has it, and its positions.
//!
//! A line of the protocol ends at `\n`, `\r\n` or `\r`, and its columns are units of an encoding that editor and program agree
//! on. Lines and columns of reports are others, so that only offsets in bytes are exchanged with them.

use std::ops::Range;

use crate::source::{Encoding, FIRST_PIECE};

/// What columns count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PositionEncoding {
    /// Bytes of UTF-8.
    Utf8,
    /// Code units of UTF-16, which every editor has.
    #[default]
    Utf16,
    /// Code points.
    Utf32,
}

impl PositionEncoding {
    /// Every encoding, from the one that needs the least work.
    const ALL: [Self; 3] = [Self::Utf8, Self::Utf32, Self::Utf16];

    /// The encoding to use with an editor that offers these.
    pub fn agreed<'n>(offered: impl IntoIterator<Item = &'n str>) -> Self {
        let offered: Vec<&str> = offered.into_iter().collect();
        let mut known = Self::ALL.into_iter();
        let found = known.find(|encoding| offered.contains(&encoding.as_str()));
        found.unwrap_or_default()
    }

    /// Its name in the protocol.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf16 => "utf-16",
            Self::Utf32 => "utf-32",
        }
    }

    fn units(self, text: &str) -> usize {
        match self {
            Self::Utf8 => text.len(),
            Self::Utf16 => text.encode_utf16().count(),
            Self::Utf32 => text.chars().count(),
        }
    }

    fn units_of(self, c: char) -> usize {
        match self {
            Self::Utf8 => c.len_utf8(),
            Self::Utf16 => c.len_utf16(),
            Self::Utf32 => 1,
        }
    }
}

/// A position of the protocol; both numbers begin at 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TextPosition {
    /// The line.
    pub line: u32,
    /// The column, in units of the agreed encoding.
    pub character: u32,
}

/// The text of a document as the editor has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EditorText {
    text: String,
    /// Offsets of the first byte of each line.
    line_starts: Vec<usize>,
}

impl EditorText {
    /// A document with this text.
    pub fn new(text: String) -> Self {
        let line_starts = line_starts(&text);
        Self { text, line_starts }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Replaces a part of the text. False if the range ends before it begins: then nothing is replaced.
    pub fn replace(
        &mut self,
        range: (TextPosition, TextPosition),
        new: &str,
        encoding: PositionEncoding,
    ) -> bool {
        let (start, end) = (
            self.offset(range.0, encoding),
            self.offset(range.1, encoding),
        );
        if end < start {
            return false;
        }
        self.text.replace_range(start..end, new);
        self.line_starts = line_starts(&self.text);
        true
    }

    /// The offset of a position. A line after the last one is the end of the text, and a column after the last one of its line
    /// the end of the line; a position inside of a character is its beginning.
    pub fn offset(&self, position: TextPosition, encoding: PositionEncoding) -> usize {
        let Some(line) = self.line(position.line as usize) else {
            return self.text.len();
        };
        let text = &self.text[line.clone()];
        let wanted = position.character as usize;
        let mut units = 0;
        for (at, c) in text.char_indices() {
            units += encoding.units_of(c);
            if units > wanted {
                return line.start + at;
            }
        }
        line.end
    }

    /// The position of an offset; one inside of a character is its beginning, and one after the end the end.
    pub fn position(&self, offset: usize, encoding: PositionEncoding) -> TextPosition {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.line_starts.partition_point(|start| *start <= offset) - 1;
        let before = &self.text[self.line_starts[line]..offset];
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        TextPosition {
            line: number(line),
            character: number(encoding.units(before)),
        }
    }

    /// The bytes of the line that contains an offset, without what ends it.
    pub fn line_at(&self, offset: usize) -> Range<usize> {
        let line = self.line_starts.partition_point(|start| *start <= offset) - 1;
        self.line(line).unwrap_or(self.text.len()..self.text.len())
    }

    fn line(&self, number: usize) -> Option<Range<usize>> {
        let start = *self.line_starts.get(number)?;
        let next = self.line_starts.get(number + 1).copied();
        let line = &self.text[start..next.unwrap_or(self.text.len())];
        let kept = match next {
            None => line.len(),
            Some(_) => line.trim_end_matches('\n').trim_end_matches('\r').len(),
        };
        Some(start..start + kept)
    }

    /// What ends the lines: that of the first one, or `\n`.
    pub fn line_end(&self) -> &'static str {
        let Some(second) = self.line_starts.get(1) else {
            return "\n";
        };
        match &self.text[..*second] {
            first if first.ends_with("\r\n") => "\r\n",
            first if first.ends_with('\r') => "\r",
            _ => "\n",
        }
    }
}

/// Whether a scan takes a text for UTF-8, so that its offsets are those of the editor. A text with NULs can be taken for UTF-16
/// or for a binary file.
pub fn keeps_offsets(path: &str, text: &str) -> bool {
    let first = &text.as_bytes()[..text.len().min(FIRST_PIECE)];
    Encoding::sniff(first, path) == Some(Encoding::Utf8)
}

fn line_starts(text: &str) -> Vec<usize> {
    let bytes = text.as_bytes();
    let is_end =
        |at: &usize| bytes[*at] == b'\n' || bytes.get(at + 1).is_none_or(|next| *next != b'\n');
    let ends = memchr::memchr2_iter(b'\n', b'\r', bytes).filter(is_end);
    std::iter::once(0).chain(ends.map(|at| at + 1)).collect()
}

#[cfg(test)]
mod tests {
    use super::{EditorText, PositionEncoding, TextPosition};

    const ENCODINGS: [PositionEncoding; 3] = PositionEncoding::ALL;

    fn at(line: u32, character: u32) -> TextPosition {
        TextPosition { line, character }
    }

    #[test]
    fn the_cheapest_encoding_that_is_offered_is_used() {
        for (offered, agreed) in [
            (&["utf-16", "utf-8"][..], "utf-8"),
            (&["utf-16", "utf-32"], "utf-32"),
            (&["utf-16"], "utf-16"),
            (&["utf-7"], "utf-16"),
            (&[], "utf-16"),
        ] {
            let found = PositionEncoding::agreed(offered.iter().copied());
            assert_eq!(found.as_str(), agreed, "{offered:?}");
        }
    }

    #[test]
    fn columns_are_units_of_the_encoding() {
        let text = EditorText::new("a\u{E9}\u{1F600}b".to_owned());
        for (encoding, column) in [
            (PositionEncoding::Utf8, 7),
            (PositionEncoding::Utf16, 4),
            (PositionEncoding::Utf32, 3),
        ] {
            assert_eq!(text.position(7, encoding), at(0, column));
            assert_eq!(text.offset(at(0, column), encoding), 7);
            // Inside of the character, or at its beginning.
            assert_eq!(text.offset(at(0, column - 1), encoding), 3);
        }
    }

    #[test]
    fn every_kind_of_line_end_counts_and_lines_have_no_end() {
        let text = EditorText::new("a\r\nbc\rd\n\ne".to_owned());
        let utf16 = PositionEncoding::Utf16;
        let starts: Vec<usize> = (0..6).map(|line| text.offset(at(line, 0), utf16)).collect();
        assert_eq!(starts, [0, 3, 6, 8, 9, 10]);
        let ends: Vec<usize> = (0..6)
            .map(|line| text.offset(at(line, 99), utf16))
            .collect();
        assert_eq!(ends, [1, 5, 7, 8, 10, 10]);
        assert_eq!(text.line_end(), "\r\n");
        assert_eq!(EditorText::new("\n\r".to_owned()).line_at(1), 1..1);
    }

    #[test]
    fn positions_and_offsets_agree_in_every_encoding() {
        let text = EditorText::new("\u{1F600}\r\n\u{E9}x\r\r\n\u{6F22}\n".to_owned());
        for encoding in ENCODINGS {
            for (offset, _) in text.as_str().char_indices() {
                let position = text.position(offset, encoding);
                let back = text.offset(position, encoding);
                let line = text.line_at(offset);
                assert_eq!(back, offset.min(line.end), "{encoding:?} {offset}");
            }
        }
    }

    #[test]
    fn changes_apply_in_their_order_and_a_reversed_range_changes_nothing() {
        let mut text = EditorText::new("one\ntwo\n".to_owned());
        let utf16 = PositionEncoding::Utf16;
        assert!(text.replace((at(1, 0), at(1, 3)), "2\r", utf16));
        assert!(text.replace((at(9, 9), at(9, 9)), "!", utf16));
        assert_eq!(text.as_str(), "one\n2\r\n!");
        assert!(!text.replace((at(1, 0), at(0, 0)), "x", utf16));
        assert_eq!(text, EditorText::new("one\n2\r\n!".to_owned()));
    }
}
