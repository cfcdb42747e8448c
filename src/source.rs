//! The text of one file, and where its bytes stand in lines and columns.
//!
//! Owns decoding (UTF-8, byte order marks, UTF-16) and positions. It opens nothing that it is not handed
//! and knows nothing of models.

use std::sync::OnceLock;

use crate::language::{FIRST_BYTES, Language, language_of};
use crate::walk::SourcePath;
pub(crate) use crate::walk::by_components;

/// A half-open range of bytes in [`Source::text`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// A place in a file as people count: both numbers begin at 1, columns are Unicode code points, and only
/// `\n` ends a line. A byte that is not valid UTF-8 counts as one column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Position {
    /// 1-based line.
    pub line: u64,
    /// 1-based column in code points.
    pub column: u64,
}

impl Position {
    /// The position behind some text that begins here.
    #[must_use]
    pub fn after(self, text: &[u8]) -> Self {
        let passed = columns(memchr::memrchr(b'\n', text).map_or(text, |at| &text[at + 1..])) as u64;
        match memchr::memchr_iter(b'\n', text).count() as u64 {
            0 => Self { line: self.line, column: self.column + passed },
            lines => Self { line: self.line + lines, column: 1 + passed },
        }
    }
}

/// How the bytes of a file were turned into [`Source::text`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, or bytes that are nearly so: taken as they are.
    Utf8,
    /// UTF-8 behind a byte order mark, which is not part of the text.
    Utf8Bom,
    /// UTF-16, little endian, by its byte order mark.
    Utf16Le,
    /// UTF-16, big endian, by its byte order mark.
    Utf16Be,
}

/// The text of a file, or of one window of a file too large to be held whole.
#[derive(Clone, Debug)]
pub struct Source {
    /// Where it was read.
    pub path: SourcePath,
    /// The text as UTF-8, without a byte order mark; invalid bytes stay as they are.
    pub text: Vec<u8>,
    /// How it was decoded.
    pub encoding: Encoding,
    /// Its language.
    pub language: &'static Language,
    /// The position of the first byte of `text` in the file: line 1, column 1 unless it is a window.
    pub start: Position,
    /// Whether `text` is the whole file; a window's matches have lower confidence of context.
    pub whole: bool,
    /// Where its lines begin; built by the first question about a position.
    pub lines: LineIndex,
}

/// The lines of a [`Source`], found out only when a position is asked for.
#[derive(Clone, Debug, Default)]
pub struct LineIndex(OnceLock<Lines>);

/// Bytes between two marks of [`Lines::marks`]: what one question about a column has to count at most.
const MARK_BYTES: usize = 1024;

#[derive(Clone, Debug)]
struct Lines {
    /// Offsets of the first byte of each line.
    starts: Vec<usize>,
    /// At most [`MARK_BYTES`] (and a code point) apart: an offset between two code points, and the number
    /// of code points before it. They keep columns cheap in a file of a single long line.
    marks: Vec<(usize, usize)>,
}

impl Source {
    /// Decodes the content of a whole file.
    pub fn decode(path: SourcePath, content: Vec<u8>) -> Self {
        let encoding = Encoding::of(&content);
        Self::new(path, encoding.decode(content), encoding)
    }

    /// Takes the decoded text of a whole file.
    pub fn new(path: SourcePath, text: Vec<u8>, encoding: Encoding) -> Self {
        let language = language_of(&path.display, &text[..text.len().min(FIRST_BYTES)]);
        let start = Position { line: 1, column: 1 };
        Self { path, text, encoding, language, start, whole: true, lines: LineIndex::default() }
    }

    /// Takes the decoded text of a window whose first byte stands at `start` in its file; `language` is the file's.
    pub fn window(
        path: SourcePath,
        language: &'static Language,
        text: Vec<u8>,
        encoding: Encoding,
        start: Position,
    ) -> Self {
        Self { path, text, encoding, language, start, whole: false, lines: LineIndex::default() }
    }

    /// Where the byte at `offset` stands; an offset past the end is taken for the end.
    pub fn position(&self, offset: usize) -> Position {
        let offset = offset.min(self.text.len());
        let lines = self.lines.0.get_or_init(|| Lines::of(&self.text));
        let line = lines.starts.partition_point(|start| *start <= offset) - 1;
        let start = lines.starts[line];
        let column = if offset - start <= MARK_BYTES {
            columns(&self.text[start..offset])
        } else {
            lines.columns_before(&self.text, offset) - lines.columns_before(&self.text, start)
        };
        let shift = if line == 0 { self.start.column } else { 1 };
        Position { line: self.start.line + line as u64, column: shift + column as u64 }
    }
}

impl Encoding {
    /// The encoding of content that begins with these bytes. UTF-16 is believed only by its byte order mark.
    pub fn of(first: &[u8]) -> Self {
        match first {
            [0xEF, 0xBB, 0xBF, ..] => Self::Utf8Bom,
            // The mark of UTF-32, which nobody writes source in: its NULs make it binary.
            [0xFF, 0xFE, 0, 0, ..] => Self::Utf8,
            [0xFF, 0xFE, ..] => Self::Utf16Le,
            [0xFE, 0xFF, ..] => Self::Utf16Be,
            _ => Self::Utf8,
        }
    }

    /// Length of the byte order mark.
    pub fn mark_bytes(self) -> usize {
        match self {
            Self::Utf8 => 0,
            Self::Utf8Bom => 3,
            Self::Utf16Le | Self::Utf16Be => 2,
        }
    }

    /// Whether text is stored in units of two bytes.
    pub fn is_utf16(self) -> bool {
        matches!(self, Self::Utf16Le | Self::Utf16Be)
    }

    /// The text behind the byte order mark of a whole file.
    pub fn decode(self, mut content: Vec<u8>) -> Vec<u8> {
        if self.is_utf16() {
            return self.decode_piece(&content[self.mark_bytes().min(content.len())..]);
        }
        content.drain(..self.mark_bytes().min(content.len()));
        content
    }

    /// The text of a piece of a file that does not begin with a byte order mark. Unpaired surrogates and
    /// an odd last byte become U+FFFD.
    pub fn decode_piece(self, piece: &[u8]) -> Vec<u8> {
        let unit: fn([u8; 2]) -> u16 = match self {
            Self::Utf8 | Self::Utf8Bom => return piece.to_vec(),
            Self::Utf16Le => u16::from_le_bytes,
            Self::Utf16Be => u16::from_be_bytes,
        };
        let (pairs, rest) = piece.as_chunks::<2>();
        let mut text = String::with_capacity(piece.len());
        let units = pairs.iter().map(|pair| unit(*pair));
        text.extend(char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)));
        if !rest.is_empty() {
            text.push(char::REPLACEMENT_CHARACTER);
        }
        text.into_bytes()
    }
}

/// The number of columns that `text` takes: code points, and one for each invalid byte.
pub fn columns(text: &[u8]) -> usize {
    utf8_chunks(text).map(|(valid, invalid)| valid.chars().count() + invalid).sum()
}

/// The pieces of UTF-8, each with the number of invalid bytes behind it. The standard library's own go byte by byte,
/// which for a file of a single line was half of the time; its check of a whole text goes by words.
fn utf8_chunks(text: &[u8]) -> impl Iterator<Item = (&str, usize)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (valid, invalid) = match std::str::from_utf8(rest) {
            Ok(valid) => (valid, 0),
            Err(error) => {
                let (valid, behind) = rest.split_at(error.valid_up_to());
                (std::str::from_utf8(valid).ok()?, error.error_len().unwrap_or(behind.len()))
            }
        };
        rest = &rest[valid.len() + invalid..];
        Some((valid, invalid))
    })
}

impl Lines {
    fn of(text: &[u8]) -> Self {
        let starts = std::iter::once(0).chain(memchr::memchr_iter(b'\n', text).map(|at| at + 1)).collect();
        let mut marks = vec![(0, 0)];
        let mut counted = 0;
        let mut at = 0;
        for (valid, invalid) in utf8_chunks(text) {
            let mut rest = valid;
            while rest.len() > MARK_BYTES {
                let mut cut = MARK_BYTES;
                while !rest.is_char_boundary(cut) {
                    cut += 1;
                }
                counted += rest[..cut].chars().count();
                at += cut;
                marks.push((at, counted));
                rest = &rest[cut..];
            }
            counted += rest.chars().count() + invalid;
            at += rest.len() + invalid;
            if at - marks.last().map_or(0, |(offset, _)| *offset) >= MARK_BYTES {
                marks.push((at, counted));
            }
        }
        Self { starts, marks }
    }

    fn columns_before(&self, text: &[u8], offset: usize) -> usize {
        let (at, counted) = self.marks[self.marks.partition_point(|(at, _)| *at <= offset) - 1];
        counted + columns(&text[at..offset])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::walk::Origin;

    fn source(content: &[u8]) -> Source {
        let path = SourcePath { display: "a.txt".into(), open: "a.txt".into(), origin: Origin::Found };
        Source::decode(path, content.to_vec())
    }

    fn at(content: &[u8], offset: usize) -> (u64, u64) {
        let position = source(content).position(offset);
        (position.line, position.column)
    }

    #[test]
    fn only_a_line_feed_ends_a_line() {
        assert_eq!(at(b"a\r\nb\x0bc\xe2\x80\xa8d", 3), (2, 1));
        assert_eq!(at(b"a\r\nb\x0bc\xe2\x80\xa8d", 9), (2, 5));
        assert_eq!(at(b"a\rb", 2), (1, 3));
        assert_eq!(at(b"", 0), (1, 1));
        assert_eq!(at(b"a\n", 9), (2, 1));
    }

    #[test]
    fn columns_are_code_points_and_invalid_bytes() {
        assert_eq!(at("\t\u{1F600}\u{6F22}x".as_bytes(), 8), (1, 4));
        assert_eq!(at(b"\xff\xe2\x82x", 3), (1, 4));
    }

    #[test]
    fn what_is_behind_a_text_is_where_the_source_has_it() {
        let text = b"\xff\xe2\x82x\n\t\xf0\x9f\x98\x80\r\nab";
        let whole = source(text);
        for (from, to) in (0..=text.len()).flat_map(|to| (0..=to).map(move |from| (from, to))) {
            let is_start = |at: usize| text.get(at).is_none_or(|byte| byte & 0xC0 != 0x80);
            if is_start(from) && is_start(to) {
                assert_eq!(whole.position(from).after(&text[from..to]), whole.position(to), "{from}..{to}");
            }
        }
    }

    #[test]
    fn pieces_of_utf8_are_those_of_the_standard_library() {
        let bytes = [b'a', 0xC3, 0xA9, 0xE2, 0x82, 0xAC, 0xF0, 0x9F, 0x98, 0x80, 0xFF, 0xED, 0xA0];
        let texts = (0..20_000_usize).map(|seed| -> Vec<u8> {
            (0..8).map(|at| bytes[(seed * 7919 + at * at * 31 + seed / (at + 1)) % bytes.len()]).collect()
        });
        for text in texts {
            let ours: Vec<(&str, usize)> = utf8_chunks(&text).collect();
            let theirs: Vec<(&str, usize)> =
                text.utf8_chunks().map(|chunk| (chunk.valid(), chunk.invalid().len())).collect();
            assert_eq!(ours, theirs, "{text:?}");
        }
    }

    #[test]
    fn marks_agree_with_counting() {
        let mut text = "\u{6F22}x\u{1F600}".repeat(1500).into_bytes();
        text.extend(b"\xff\xfe\xe2".repeat(1500));
        text.extend("\nab".repeat(900).as_bytes());
        let whole = source(&text);
        for offset in (0..text.len()).filter(|o| text[*o] & 0xC0 != 0x80) {
            let line_start = text[..offset].iter().rposition(|b| *b == b'\n').map_or(0, |at| at + 1);
            let expected = Position {
                line: 1 + text[..offset].iter().filter(|b| **b == b'\n').count() as u64,
                column: 1 + columns(&text[line_start..offset]) as u64,
            };
            assert_eq!(whole.position(offset), expected, "offset {offset}");
        }
    }

    #[test]
    fn marks_of_byte_order_are_not_text() {
        assert_eq!(source(b"\xef\xbb\xbfab").text, b"ab");
        assert_eq!(source(b"\xff\xfea\0\x22\x6f").text, "a\u{6F22}".as_bytes());
        assert_eq!(source(b"\xfe\xff\0a\xd8\x3d\xde\x00").text, "a\u{1F600}".as_bytes());
        assert_eq!(source(b"\xff\xfea\0b").text, "a\u{FFFD}".as_bytes());
        assert_eq!(source(b"\xff\xfe\0\0a\0\0\0").encoding, Encoding::Utf8);
        assert_eq!(source(b"\xff\xfe").text, b"");
    }

    #[test]
    fn a_window_counts_on_from_its_start() {
        let path = source(b"").path;
        let start = Position { line: 7, column: 1000 };
        let language = language_of("a.txt", b"");
        let window = Source::window(path, language, b"ab\ncd".to_vec(), Encoding::Utf8, start);
        assert_eq!(window.position(1), Position { line: 7, column: 1001 });
        assert_eq!(window.position(4), Position { line: 8, column: 2 });
    }
}
