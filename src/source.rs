//! The text of one file, and where its bytes are in lines and columns.
//!
//! Owns decoding (UTF-8, byte order marks, UTF-16, UTF-32), what is text and what is binary, and positions. It opens nothing that it is not handed
//! and knows nothing of models.

use std::sync::OnceLock;

use crate::language::{
    Claims, Language, is_script, language_of, language_within, names_a_language,
};
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

/// A position in a file as people count: both numbers begin at 1, columns are Unicode code points, and only
/// `\n` ends a line. A byte that is not valid UTF-8 counts as one column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Position {
    /// 1-based line.
    pub line: u64,
    /// 1-based column in code points.
    pub column: u64,
}

impl Position {
    /// The position after some text that begins here.
    #[must_use]
    pub fn after(self, text: &[u8]) -> Self {
        let passed =
            columns(memchr::memrchr(b'\n', text).map_or(text, |at| &text[at + 1..])) as u64;
        match memchr::memchr_iter(b'\n', text).count() as u64 {
            0 => Self {
                line: self.line,
                column: self.column + passed,
            },
            lines => Self {
                line: self.line + lines,
                column: 1 + passed,
            },
        }
    }
}

/// How the bytes of a file were turned into [`Source::text`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, or bytes that are nearly so: taken as they are.
    Utf8,
    /// UTF-8 after a byte order mark, which is not part of the text.
    Utf8Bom,
    /// UTF-16 or UTF-32.
    Wide {
        /// How a code unit is stored.
        unit: CodeUnit,
        /// Whether a byte order mark, which is not part of the text, comes first.
        marked: bool,
    },
}

/// How a code unit of UTF-16 or UTF-32 is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeUnit {
    /// UTF-16, little endian.
    Utf16Le,
    /// UTF-16, big endian.
    Utf16Be,
    /// UTF-32, little endian.
    Utf32Le,
    /// UTF-32, big endian.
    Utf32Be,
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
    /// What it says of itself that is evidence.
    pub claims: Claims,
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
        let encoding = Encoding::of(&content[..content.len().min(FIRST_PIECE)]);
        Self::new(path, encoding.decode(content), encoding)
    }

    /// Decodes the content of a whole file whose encoding is known.
    pub fn decode_as(path: SourcePath, content: Vec<u8>, encoding: Encoding) -> Self {
        Self::new(path, encoding.decode(content), encoding)
    }

    /// Takes the decoded text of a whole file.
    pub fn new(path: SourcePath, text: Vec<u8>, encoding: Encoding) -> Self {
        let language = language_of(&path.display, &text);
        let start = Position { line: 1, column: 1 };
        Self {
            path,
            text,
            encoding,
            language,
            start,
            whole: true,
            claims: Claims::All,
            lines: LineIndex::default(),
        }
    }

    /// The same text, believed in these claims only: its author is not trusted with the others.
    #[must_use]
    pub fn within(self, claims: Claims) -> Self {
        let language = match claims {
            Claims::All => self.language,
            _ => language_within(&self.path.display, &self.text, claims),
        };
        Self {
            language,
            claims,
            ..self
        }
    }

    /// Whether it is believed that it is a recording.
    pub fn may_be_recorded(&self) -> bool {
        self.claims != Claims::None
    }

    /// Takes the decoded text of a window whose first byte is at `start` in its file; `language` is the file's.
    pub fn window(
        path: SourcePath,
        language: &'static Language,
        text: Vec<u8>,
        encoding: Encoding,
        start: Position,
    ) -> Self {
        Self {
            path,
            text,
            encoding,
            language,
            start,
            whole: false,
            claims: Claims::All,
            lines: LineIndex::default(),
        }
    }

    /// The position of the byte at `offset`; an offset past the end counts as the end.
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
        Position {
            line: self.start.line + line as u64,
            column: shift + column as u64,
        }
    }
}

/// Bytes at the beginning of a file that decide whether it is text, and in which encoding.
pub const FIRST_PIECE: usize = 64 << 10;

/// NULs, other control characters and invalid bytes in the first piece of a file that is text all the same: a NUL in
/// a comment hides nothing from the interpreter that runs the file.
const FEW_STRAYS: usize = 16;

/// The byte order marks. That of UTF-32, little endian, begins with that of UTF-16.
const MARKS: [(&[u8], Encoding); 5] = [
    (b"\xEF\xBB\xBF", Encoding::Utf8Bom),
    (
        b"\xFF\xFE\0\0",
        Encoding::Wide {
            unit: CodeUnit::Utf32Le,
            marked: true,
        },
    ),
    (
        b"\0\0\xFE\xFF",
        Encoding::Wide {
            unit: CodeUnit::Utf32Be,
            marked: true,
        },
    ),
    (
        b"\xFF\xFE",
        Encoding::Wide {
            unit: CodeUnit::Utf16Le,
            marked: true,
        },
    ),
    (
        b"\xFE\xFF",
        Encoding::Wide {
            unit: CodeUnit::Utf16Be,
            marked: true,
        },
    ),
];

/// Whether bytes are text of a mainframe, of which nothing is known to be searched for: letters and digits are above
/// 0x80, where other encodings have letters of other languages, and a space is an `@`. Nothing else looks so.
fn is_ebcdic(first: &[u8]) -> bool {
    let is_of_text = |byte: u8| {
        matches!(byte,
            0x15 | 0x25 | 0x40 | 0x4B..=0x50 | 0x5A..=0x61 | 0x6B..=0x6F | 0x79..=0x7F | 0x81..=0x89 | 0x91..=0x99
            | 0xA2..=0xA9 | 0xC0..=0xC9 | 0xD0..=0xD9 | 0xE2..=0xE9 | 0xF0..=0xF9)
    };
    let letters = |piece: &[u8]| piece.iter().filter(|byte| **byte >= 0x80).count();
    let head = &first[..first.len().min(64)];
    head.len() >= 16
        && letters(head) * 2 > head.len()
        && std::str::from_utf8(&head[..head.len() - 3]).is_err()
        && first.iter().filter(|byte| **byte == 0x40).count() * 50 > first.len()
        && first.iter().filter(|byte| !is_of_text(**byte)).count() * 50 < first.len()
}

impl Encoding {
    /// The encoding of a file that begins with `first`, its first [`FIRST_PIECE`] bytes or all of it; absent where the
    /// file is not text. The path shows whether it is named as a program, a configuration or the like.
    pub fn sniff(first: &[u8], path: &str) -> Option<Self> {
        if memchr::memchr(0, first).is_none() {
            let marked = Self::by_mark(first);
            return if marked.is_none() && is_ebcdic(first) {
                None
            } else {
                Some(marked.unwrap_or(Self::Utf8))
            };
        }
        let encoding = Self::of(first);
        let text = if encoding.is_wide() {
            &*encoding.decode(first.to_vec())
        } else {
            first
        };
        is_text(text, path).then_some(encoding)
    }

    /// The encoding of content that begins with these bytes: by its byte order mark, or UTF-16 and UTF-32 without
    /// one where they are unmistakable. Binary content is taken for UTF-8.
    pub fn of(first: &[u8]) -> Self {
        if let Some(marked) = Self::by_mark(first) {
            return marked;
        }
        if memchr::memchr(0, first).is_none() {
            return Self::Utf8;
        }
        let bare = |unit| Self::Wide {
            unit,
            marked: false,
        };
        let units = [
            CodeUnit::Utf32Le,
            CodeUnit::Utf32Be,
            CodeUnit::Utf16Le,
            CodeUnit::Utf16Be,
        ];
        units
            .into_iter()
            .map(bare)
            .find(|encoding| encoding.is_unmistakable(first))
            .unwrap_or(Self::Utf8)
    }

    fn by_mark(first: &[u8]) -> Option<Self> {
        let mut marks = MARKS.iter().filter(|(mark, _)| first.starts_with(mark));
        // UTF-16 may continue with a NUL after its mark; what follows is then no UTF-32.
        let fits = |encoding: &Self| !encoding.is_utf32() || encoding.has_no_strays(first);
        marks
            .find(|(_, encoding)| fits(encoding))
            .map(|(_, encoding)| *encoding)
    }

    /// Whether the bytes are text in this encoding and mostly ASCII, as hardly anything but text is.
    fn is_unmistakable(self, first: &[u8]) -> bool {
        let is_text = |piece: &[u8]| {
            let units = piece.len() / self.unit_bytes();
            let text = self.decode_piece(&piece[..units * self.unit_bytes()]);
            let ascii = text.iter().filter(|byte| byte.is_ascii()).count();
            units > 0 && strays(&text, 0).total() == 0 && ascii * 2 >= units
        };
        // The beginning of nearly every binary file is enough to recognize it.
        is_text(&first[..first.len().min(64)]) && is_text(first)
    }

    fn has_no_strays(self, first: &[u8]) -> bool {
        strays(&self.decode(first.to_vec()), 0).total() == 0
    }

    fn is_utf32(self) -> bool {
        self.unit_bytes() == 4
    }

    /// Length of the byte order mark.
    pub fn mark_bytes(self) -> usize {
        match self {
            Self::Utf8Bom => 3,
            Self::Wide { marked: true, .. } => self.unit_bytes(),
            Self::Utf8 | Self::Wide { marked: false, .. } => 0,
        }
    }

    /// Length of a code unit.
    pub fn unit_bytes(self) -> usize {
        match self {
            Self::Utf8 | Self::Utf8Bom => 1,
            Self::Wide {
                unit: CodeUnit::Utf16Le | CodeUnit::Utf16Be,
                ..
            } => 2,
            Self::Wide {
                unit: CodeUnit::Utf32Le | CodeUnit::Utf32Be,
                ..
            } => 4,
        }
    }

    /// Whether text is UTF-16 or UTF-32, which has to be decoded before the search.
    pub fn is_wide(self) -> bool {
        self.unit_bytes() > 1
    }

    /// The text after the byte order mark of a whole file.
    pub fn decode(self, mut content: Vec<u8>) -> Vec<u8> {
        let mark = self.mark_bytes().min(content.len());
        if self.is_wide() {
            return self.decode_piece(&content[mark..]);
        }
        content.drain(..mark);
        content
    }

    /// The text of a piece of a file that does not begin with a byte order mark. Unpaired surrogates, numbers that
    /// are not a character, and an incomplete character at the end, become U+FFFD.
    pub fn decode_piece(self, piece: &[u8]) -> Vec<u8> {
        let Self::Wide { unit, .. } = self else {
            return piece.to_vec();
        };
        match unit {
            CodeUnit::Utf16Le => decode_utf16(piece, u16::from_le_bytes),
            CodeUnit::Utf16Be => decode_utf16(piece, u16::from_be_bytes),
            CodeUnit::Utf32Le => decode_utf32(piece, u32::from_le_bytes),
            CodeUnit::Utf32Be => decode_utf32(piece, u32::from_be_bytes),
        }
    }

    /// Text as it is stored in a file, without a byte order mark.
    pub fn encode(self, text: &str) -> Vec<u8> {
        let Self::Wide { unit, .. } = self else {
            return text.as_bytes().to_vec();
        };
        let pairs = |of: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(of).collect();
        let fours = |of: fn(u32) -> [u8; 4]| text.chars().map(u32::from).flat_map(of).collect();
        match unit {
            CodeUnit::Utf16Le => pairs(u16::to_le_bytes),
            CodeUnit::Utf16Be => pairs(u16::to_be_bytes),
            CodeUnit::Utf32Le => fours(u32::to_le_bytes),
            CodeUnit::Utf32Be => fours(u32::to_be_bytes),
        }
    }

    /// How many bytes of a file the text takes, in whole characters.
    pub fn encoded_bytes(self, text: &[u8]) -> usize {
        match self.unit_bytes() {
            1 => text.len(),
            2 => 2 * String::from_utf8_lossy(text).encode_utf16().count(),
            unit => unit * String::from_utf8_lossy(text).chars().count(),
        }
    }
}

fn decode_utf16(piece: &[u8], unit: fn([u8; 2]) -> u16) -> Vec<u8> {
    let (pairs, rest) = piece.as_chunks::<2>();
    let units = pairs.iter().map(|pair| unit(*pair));
    let chars = char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER));
    collect(chars, piece.len(), rest)
}

fn decode_utf32(piece: &[u8], unit: fn([u8; 4]) -> u32) -> Vec<u8> {
    let (fours, rest) = piece.as_chunks::<4>();
    let chars = fours
        .iter()
        .map(|four| char::from_u32(unit(*four)).unwrap_or(char::REPLACEMENT_CHARACTER));
    collect(chars, piece.len(), rest)
}

fn collect(chars: impl Iterator<Item = char>, capacity: usize, rest: &[u8]) -> Vec<u8> {
    let mut text = String::with_capacity(capacity);
    text.extend(chars);
    if !rest.is_empty() {
        text.push(char::REPLACEMENT_CHARACTER);
    }
    text.into_bytes()
}

/// Whether decoded content with a NUL is text. Few strays do not make it binary; and where the name, or the first line of
/// a script, is that of a program or the like, neither do many NULs, since the author of the file chooses their number.
fn is_text(text: &[u8], path: &str) -> bool {
    let nuls = memchr::memchr_iter(0, text).count();
    if nuls <= FEW_STRAYS {
        let total = strays(text, FEW_STRAYS).total();
        if total <= FEW_STRAYS && total * 10 <= text.len() {
            return true;
        }
    }
    let mostly_text = || strays(text, usize::MAX).others * 10 <= (text.len() - nuls) * 3;
    (names_a_language(path) || is_script(text)) && !has_nuls_between_bytes(text) && mostly_text()
}

/// Whether single NULs are between other bytes, as in UTF-16 that is not regular enough to be decoded.
fn has_nuls_between_bytes(text: &[u8]) -> bool {
    let between = text
        .windows(3)
        .filter(|three| three[0] != 0 && three[1] == 0 && three[2] != 0)
        .count();
    between > FEW_STRAYS && between * 8 > text.len()
}

/// What is not expected in text.
struct Strays {
    nuls: usize,
    /// Other control characters that no text has, invalid bytes and replacement characters.
    others: usize,
}

impl Strays {
    fn total(&self) -> usize {
        self.nuls + self.others
    }
}

/// Counts until there are more than `enough`.
fn strays(text: &[u8], enough: usize) -> Strays {
    let mut found = Strays { nuls: 0, others: 0 };
    for (valid, invalid) in utf8_chunks(text) {
        found.others += invalid;
        for c in valid.chars() {
            match c {
                '\0' => found.nuls += 1,
                '\u{8}'..='\r' | '\u{1b}' => {}
                '\u{1}'..='\u{1f}' | char::REPLACEMENT_CHARACTER => found.others += 1,
                _ => {}
            }
        }
        if found.total() > enough {
            break;
        }
    }
    found
}

/// The number of columns that `text` takes: code points, and one for each invalid byte.
pub fn columns(text: &[u8]) -> usize {
    utf8_chunks(text)
        .map(|(valid, invalid)| valid.chars().count() + invalid)
        .sum()
}

/// The pieces of UTF-8, each with the number of invalid bytes after it. The standard library's own go byte by byte,
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
                (
                    std::str::from_utf8(valid).ok()?,
                    error.error_len().unwrap_or(behind.len()),
                )
            }
        };
        rest = &rest[valid.len() + invalid..];
        Some((valid, invalid))
    })
}

impl Lines {
    fn of(text: &[u8]) -> Self {
        let starts = std::iter::once(0)
            .chain(memchr::memchr_iter(b'\n', text).map(|at| at + 1))
            .collect();
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
        let path = SourcePath {
            display: "a.txt".into(),
            open: "a.txt".into(),
            origin: Origin::Named,
        };
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
    fn positions_in_decoded_text_map_to_the_source() {
        let text = b"\xff\xe2\x82x\n\t\xf0\x9f\x98\x80\r\nab";
        let whole = source(text);
        for (from, to) in (0..=text.len()).flat_map(|to| (0..=to).map(move |from| (from, to))) {
            let is_start = |at: usize| text.get(at).is_none_or(|byte| byte & 0xC0 != 0x80);
            if is_start(from) && is_start(to) {
                assert_eq!(
                    whole.position(from).after(&text[from..to]),
                    whole.position(to),
                    "{from}..{to}"
                );
            }
        }
    }

    #[test]
    fn pieces_of_utf8_are_those_of_the_standard_library() {
        let bytes = [
            b'a', 0xC3, 0xA9, 0xE2, 0x82, 0xAC, 0xF0, 0x9F, 0x98, 0x80, 0xFF, 0xED, 0xA0,
        ];
        let texts = (0..20_000_usize).map(|seed| -> Vec<u8> {
            (0..8)
                .map(|at| bytes[(seed * 7919 + at * at * 31 + seed / (at + 1)) % bytes.len()])
                .collect()
        });
        for text in texts {
            let ours: Vec<(&str, usize)> = utf8_chunks(&text).collect();
            let theirs: Vec<(&str, usize)> = text
                .utf8_chunks()
                .map(|chunk| (chunk.valid(), chunk.invalid().len()))
                .collect();
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
            let line_start = text[..offset]
                .iter()
                .rposition(|b| *b == b'\n')
                .map_or(0, |at| at + 1);
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
        assert_eq!(
            source(b"\xfe\xff\0a\xd8\x3d\xde\x00").text,
            "a\u{1F600}".as_bytes()
        );
        assert_eq!(source(b"\xff\xfea\0b").text, "a\u{FFFD}".as_bytes());
        assert_eq!(source(b"\xff\xfe\0\0a\0\0\0").text, b"a");
        assert_eq!(source(b"\0\0\xfe\xff\0\0\0a").text, b"a");
        assert_eq!(
            source(b"\xff\xfe\0\0a\0b\0c\0").text,
            b"\0abc",
            "a NUL after the mark of UTF-16"
        );
        assert_eq!(source(b"\xff\xfe").text, b"");
    }

    fn bytes(text: &str, unit: CodeUnit) -> Vec<u8> {
        match unit {
            CodeUnit::Utf16Le => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            CodeUnit::Utf16Be => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
            CodeUnit::Utf32Le => text
                .chars()
                .flat_map(|c| u32::from(c).to_le_bytes())
                .collect(),
            CodeUnit::Utf32Be => text
                .chars()
                .flat_map(|c| u32::from(c).to_be_bytes())
                .collect(),
        }
    }

    #[test]
    fn wide_text_without_a_mark_is_decoded_where_it_is_unmistakable() {
        let text = "model: \u{6F22}\u{1F600} anthropic.claude-v2\r\n";
        for unit in [
            CodeUnit::Utf16Le,
            CodeUnit::Utf16Be,
            CodeUnit::Utf32Le,
            CodeUnit::Utf32Be,
        ] {
            let bare = Encoding::Wide {
                unit,
                marked: false,
            };
            let content = bytes(text, unit);
            assert_eq!(Encoding::sniff(&content, "a"), Some(bare));
            assert_eq!(bare.decode(content.clone()), text.as_bytes());
            assert_eq!(bare.encoded_bytes(text.as_bytes()), content.len());
            // Text that could be anything is not guessed at.
            assert_eq!(
                Encoding::sniff(
                    &bytes("\u{6F22}\u{4E2D}\u{6587} \u{6F22}\u{4E2D}", unit),
                    "a"
                ),
                None
            );
        }
        assert_eq!(Encoding::sniff(b"\x01\0\x02\0\x03\0\x04\0", "a.py"), None);
    }

    #[test]
    fn few_nul_bytes_or_the_name_of_a_program_keep_a_file_text() {
        let line = |nuls: usize| {
            format!("M = \"anthropic.claude-v2\"\n// {}\n", "\0".repeat(nuls)).into_bytes()
        };
        assert_eq!(Encoding::sniff(&line(1), "a"), Some(Encoding::Utf8));
        assert_eq!(Encoding::sniff(&line(20), "a"), None);
        assert_eq!(
            Encoding::sniff(&line(2000), "src/a.js"),
            Some(Encoding::Utf8)
        );
        let chinese = bytes(&"\u{6F22}\u{4E2D}a \u{4E2D}".repeat(50), CodeUnit::Utf16Le);
        assert_eq!(
            Encoding::sniff(&chinese, "a.py"),
            None,
            "UTF-16 that is not plain enough"
        );
        assert_eq!(
            Encoding::sniff(b"\0\x01\x02\x03\xff\xfe\xfd\x80\x81ab", "a.js"),
            None
        );
        let marked = [
            b"\xff\xfe",
            bytes("a = \"anthropic.claude-v2\" \0", CodeUnit::Utf16Le).as_slice(),
        ]
        .concat();
        let utf16 = Encoding::Wide {
            unit: CodeUnit::Utf16Le,
            marked: true,
        };
        assert_eq!(Encoding::sniff(&marked, "a"), Some(utf16));
    }

    #[test]
    fn a_window_has_the_line_numbers_of_its_file() {
        let path = source(b"").path;
        let start = Position {
            line: 7,
            column: 1000,
        };
        let language = language_of("a.txt", b"");
        let window = Source::window(path, language, b"ab\ncd".to_vec(), Encoding::Utf8, start);
        assert_eq!(
            window.position(1),
            Position {
                line: 7,
                column: 1001
            }
        );
        assert_eq!(window.position(4), Position { line: 8, column: 2 });
    }
}
