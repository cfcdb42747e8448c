//! The text of one file, and where its bytes stand in lines and columns.
//!
//! Owns decoding (UTF-8, byte order marks, UTF-16) and positions. It opens nothing that it is not handed
//! and knows nothing of models.

use crate::language::Language;
use crate::walk::SourcePath;

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
}
