//! Searches a file that is too large to be held: in pieces, on all threads, then in windows around hits.
//!
//! Each piece is read twice at most: once for the search and for counting lines and columns, and around its
//! candidates once more, when the lines before it are known. Memory is bounded by the pieces in work.

use std::fs::File;
use std::io;
use std::ops::Range;

use rayon::prelude::*;

use super::read::truncated;
use super::wide_spelling::has_in_wide;
use super::{Engine, JudgedText, Scanner};
use crate::detect::OVERLAP;
use crate::language::{FIRST_BYTES_READ, Language, language_within};
use crate::report::Stats;
use crate::source::{CodeUnit, Encoding, Position, Source, columns};
use crate::walk::{SourcePath, ensure_file};

/// A large file's findings and counts.
pub(super) struct Large {
    pub(super) judged: JudgedText,
    pub(super) stats: Stats,
}

/// Text as far as its lines and columns go.
#[derive(Clone, Copy, Default)]
struct Extent {
    lines: u64,
    /// Columns after the last end of line, or all of them.
    columns: u64,
}

impl Extent {
    fn of(text: &[u8]) -> Self {
        let lines = memchr::memchr_iter(b'\n', text).count() as u64;
        let tail = memchr::memrchr(b'\n', text).map_or(text, |at| &text[at + 1..]);
        Self {
            lines,
            columns: columns(tail) as u64,
        }
    }

    fn then(self, next: Self) -> Self {
        let carried = if next.lines == 0 { self.columns } else { 0 };
        Self {
            lines: self.lines + next.lines,
            columns: carried + next.columns,
        }
    }

    fn end(self) -> Position {
        Position {
            line: 1 + self.lines,
            column: 1 + self.columns,
        }
    }
}

/// What the first pass knows of a piece.
struct FilePiece {
    extent: Extent,
    /// Byte ranges in the file in which references may begin, with the text of the piece before them.
    cores: Vec<(Range<u64>, Extent)>,
}

/// A text that is read in parts.
#[derive(Clone, Copy)]
struct OpenText<'f> {
    file: &'f File,
    encoding: Encoding,
    /// Where in the file the text begins, after its mark.
    begin: u64,
    /// The length of the file when it was opened. More that is appended is not read.
    length: u64,
}

/// A range to look at closely.
struct ReadWindow {
    /// References that begin here are the window's own.
    core: Range<u64>,
    /// The position of the first byte of `core`.
    start: Position,
}

impl<E: Engine> Scanner<E> {
    /// Searches a file of any size.
    pub(super) fn scan_large(&self, path: &SourcePath, encoding: Encoding) -> io::Result<Large> {
        let file = path.open_file()?;
        ensure_file(&file)?;
        self.search_large(path, &file, encoding)
    }

    /// The same for a file that is open; `path` is where its content belongs.
    pub(super) fn search_large(
        &self,
        path: &SourcePath,
        file: &File,
        encoding: Encoding,
    ) -> io::Result<Large> {
        let length = file.metadata()?.len();
        let mut first = vec![0; encoding.unit_bytes() * FIRST_BYTES_READ];
        let read = read_at(file, &mut first, 0)?;
        let first = encoding.decode(first[..read].to_vec());
        let language = language_within(&path.display, &first, self.options.claims);
        let begin = encoding.mark_bytes() as u64;
        let text = OpenText {
            file,
            encoding,
            begin,
            length,
        };
        let size = self.options.sizes.piece as u64;
        let starts: Vec<u64> = (0..)
            .map(|n| begin + n * size)
            .take_while(|start| *start < length)
            .collect();
        let search = |start: &u64| self.search(&text, *start..(start + size).min(length));
        let pieces: Vec<FilePiece> = self.on_all(&starts, search)?;
        let windows = read_windows(pieces);
        let look = |window: &ReadWindow| self.look(path, language, &text, window);
        let judged = self
            .engine
            .conclude(path, None, self.on_all(&windows, look)?);
        let stats = Stats {
            files_scanned: 1,
            files_in_windows: u64::from(!windows.is_empty()),
            bytes_scanned: length,
        };
        Ok(Large { judged, stats })
    }

    fn on_all<T: Sync, R: Send>(
        &self,
        items: &[T],
        work: impl Fn(&T) -> io::Result<R> + Sync + Send,
    ) -> io::Result<Vec<R>> {
        match self.pool() {
            Some(pool) => pool.install(|| items.par_iter().map(work).collect()),
            None => items.iter().map(work).collect(),
        }
    }

    /// Searches the piece `own` and a little beyond it.
    fn search(&self, text: &OpenText<'_>, own: Range<u64>) -> io::Result<FilePiece> {
        let text = Stretch::read(text, own.start, own.end + OVERLAP as u64)?;
        if text
            .raw
            .as_ref()
            .is_some_and(|raw| self.engine.has_candidate(raw))
        {
            return Err(io::Error::other(super::read::MIXED));
        }
        if text.raw.is_none() && has_in_wide(&text.bytes, |text| self.engine.has_candidate(text)) {
            return Err(io::Error::other(super::read::MIXED));
        }
        let end = text.offset_of(own.end);
        let mut cores: Vec<(Range<u64>, Extent)> = Vec::new();
        let mut extent = Extent::default();
        let mut counted = 0;
        let mut from = 0;
        for hit in self.engine.candidates(&text.bytes) {
            if hit < from {
                continue;
            }
            // A reference begins before what the search hits: an ARN, a scope, a constant's container.
            let start = text.ceil(hit.saturating_sub(OVERLAP).max(from));
            if start >= end {
                break;
            }
            let stop = text
                .ceil((hit + self.options.sizes.window).max(start + 1))
                .min(end);
            extent = extent.then(Extent::of(&text.bytes[counted..start]));
            counted = start;
            cores.push((
                text.file_offset_of(start)..text.file_offset_of(stop),
                extent,
            ));
            from = stop;
            if from >= end {
                break;
            }
        }
        Ok(FilePiece {
            extent: extent.then(Extent::of(&text.bytes[counted..end])),
            cores,
        })
    }

    /// Hands a window to the detector; only references and comments that begin in its core count.
    fn look(
        &self,
        path: &SourcePath,
        language: &'static Language,
        text: &OpenText<'_>,
        window: &ReadWindow,
    ) -> io::Result<E::Part> {
        let encoding = text.encoding;
        let margin = self.options.sizes.margin as u64;
        let from = window.core.start.saturating_sub(margin).max(text.begin);
        let text = Stretch::read(text, from, window.core.end + margin)?;
        let core = text.offset_of(window.core.start)..text.offset_of(window.core.end);
        // Columns in the margin do not matter, since nothing in it is reported: the source begins with the
        // line of the core as far as it is in the window, so that positions from the core on are right.
        let before = Extent::of(&text.bytes[..core.start]);
        let start = before_of(window.start, before);
        let mut source = Source::window(path.clone(), language, text.bytes, encoding, start);
        source.claims = self.options.claims;
        let mut matches = self.engine.detect(&source);
        matches.retain(|matched| core.contains(&matched.found.span.start));
        Ok(self.engine.judge(&source, core, matches))
    }
}

/// The position of a text's first byte, given where it ends and how long it is. The column is exact where
/// the text has no end of line; elsewhere it matters only to that first line, and is 1.
fn before_of(end: Position, text: Extent) -> Position {
    let column = if text.lines == 0 {
        end.column - text.columns
    } else {
        1
    };
    Position {
        line: end.line - text.lines,
        column,
    }
}

/// Adds up what is before each piece.
fn read_windows(pieces: Vec<FilePiece>) -> Vec<ReadWindow> {
    let mut before = Extent::default();
    let mut windows = Vec::new();
    for piece in pieces {
        for (core, extent) in piece.cores {
            windows.push(ReadWindow {
                core,
                start: before.then(extent).end(),
            });
        }
        before = before.then(piece.extent);
    }
    windows
}

/// A part of a file, decoded.
struct Stretch {
    bytes: Vec<u8>,
    /// What was read, where it had to be decoded.
    raw: Option<Vec<u8>>,
    /// Where its first byte is in the file.
    start: u64,
    encoding: Encoding,
}

impl Stretch {
    /// Reads from the character at or after `from` up to about `to`, or to the end of the text.
    fn read(text: &OpenText<'_>, from: u64, to: u64) -> io::Result<Self> {
        let encoding = text.encoding;
        let lead = (from - text.begin).min(LEAD);
        let bytes = to.min(text.length) - from + lead;
        let mut raw = vec![0; usize::try_from(bytes).unwrap_or(usize::MAX)];
        if read_at(text.file, &mut raw, from - lead)? < raw.len() {
            return Err(truncated());
        }
        let cut = boundary(&raw, lead as usize, encoding);
        raw.drain(..cut);
        let start = from - lead + cut as u64;
        if !encoding.is_wide() {
            return Ok(Self {
                bytes: raw,
                raw: None,
                start,
                encoding,
            });
        }
        raw.truncate(raw.len() - raw.len() % encoding.unit_bytes());
        Ok(Self {
            bytes: encoding.decode_piece(&raw),
            raw: Some(raw),
            start,
            encoding,
        })
    }

    /// The offset in `bytes` of the character at or after a position in the file.
    fn offset_of(&self, file_offset: u64) -> usize {
        let at = usize::try_from(file_offset.saturating_sub(self.start)).unwrap_or(usize::MAX);
        match &self.raw {
            None => boundary(&self.bytes, at, self.encoding),
            Some(raw) => self
                .encoding
                .decode_piece(&raw[..boundary(raw, at, self.encoding)])
                .len(),
        }
    }

    /// The position in the file of an offset that does not split a character.
    fn file_offset_of(&self, offset: usize) -> u64 {
        self.start + self.encoding.encoded_bytes(&self.bytes[..offset]) as u64
    }

    /// The offset of the character at or after an offset.
    fn ceil(&self, offset: usize) -> usize {
        boundary(&self.bytes, offset, Encoding::Utf8)
    }
}

/// Bytes before a position that show whether it splits a character.
const LEAD: u64 = 4;

/// The first offset from `at` on that does not split a character. Invalid bytes count as characters.
fn boundary(bytes: &[u8], at: usize, encoding: Encoding) -> usize {
    if at >= bytes.len() {
        return bytes.len();
    }
    if let Encoding::Wide {
        unit: CodeUnit::Utf32Le | CodeUnit::Utf32Be,
        ..
    } = encoding
    {
        return at.next_multiple_of(encoding.unit_bytes()).min(bytes.len());
    }
    if let Encoding::Wide { unit, .. } = encoding {
        let unit = |at: usize| {
            let pair = bytes.get(at..at + 2)?.try_into().ok()?;
            Some(if unit == CodeUnit::Utf16Le {
                u16::from_le_bytes(pair)
            } else {
                u16::from_be_bytes(pair)
            })
        };
        let high = at
            .checked_sub(2)
            .and_then(unit)
            .is_some_and(|unit| unit & 0xFC00 == 0xD800);
        let low = unit(at).is_some_and(|unit| unit & 0xFC00 == 0xDC00);
        return if high && low { at + 2 } else { at };
    }
    if bytes[at] & 0xC0 != 0x80 {
        return at;
    }
    for back in 1..=at.min(3) {
        let first = bytes[at - back];
        if first & 0xC0 == 0x80 {
            continue;
        }
        let length = match first {
            0xC2..=0xDF => 2,
            0xE0..=0xEF => 3,
            0xF0..=0xF4 => 4,
            _ => 1,
        };
        let whole = bytes.get(at - back..at - back + length);
        let splits = length > back && whole.is_some_and(|bytes| std::str::from_utf8(bytes).is_ok());
        return if splits { at - back + length } else { at };
    }
    at
}

/// Reads from a position until the buffer is full or the file ends.
fn read_at(file: &File, buffer: &mut [u8], file_offset: u64) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match read_some(file, &mut buffer[filled..], file_offset + filled as u64) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

#[cfg(unix)]
fn read_some(file: &File, buffer: &mut [u8], file_offset: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, buffer, file_offset)
}

#[cfg(windows)]
fn read_some(file: &File, buffer: &mut [u8], file_offset: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, buffer, file_offset)
}
