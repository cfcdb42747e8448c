//! Maps the bytes of a Jupyter notebook to its cells.
//!
//! Reads the raw JSON in one pass and keeps only offsets. Nothing is decoded or written back, so that a position in the
//! file and a position in a cell are the same bytes.

use std::ops::Range;

/// What a cell is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CellKind {
    /// Code to run.
    Code,
    /// Prose.
    Markdown,
    /// Text that is passed through.
    Raw,
}

/// A location in a notebook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CellLocation {
    /// 1-based number of the cell.
    pub(crate) cell: u32,
    /// 1-based line in the cell's source, or in the text of one output.
    pub(crate) line: u32,
    /// Whether it is an output of the cell, not its source.
    pub(crate) output: bool,
    /// What the cell is.
    pub(crate) kind: CellKind,
}

/// One JSON string of a cell's source or outputs.
#[derive(Clone, Debug)]
struct SourcePiece {
    span: Range<usize>,
    cell: u32,
    /// Line in the text at which the string begins.
    line: u32,
    output: bool,
}

/// The cells of a notebook.
#[derive(Clone, Debug, Default)]
pub(crate) struct Notebook {
    pieces: Vec<SourcePiece>,
    /// One past each line end that is written in a piece, ascending. The lines before a position are looked up: to count
    /// them from the beginning of the piece takes quadratic time where a cell is one long string.
    line_ends: Vec<usize>,
    kinds: Vec<CellKind>,
    /// The names of languages that editors give to single cells, by number.
    languages: Vec<(u32, Range<usize>)>,
    /// The key of the last source, and where that begins: a cell may have several.
    last_source: Option<LastSource>,
}

/// The key of a source that was read.
#[derive(Clone, Debug)]
struct LastSource {
    cell: u32,
    key: Range<usize>,
    /// Its first piece, by number.
    first: usize,
    /// Whether it is read as the source of the cell.
    is_read: bool,
}

/// The source of a cell as it is run.
#[derive(Clone, Debug)]
pub(crate) struct CellSource {
    /// Without JSON's escapes.
    pub(crate) text: Vec<u8>,
    /// The strings it was made of, and where each begins in `text`.
    pieces: Vec<(Range<usize>, usize)>,
}

/// A string of a source that is longer than this is not looked into.
const LONG_PIECE: usize = 16 * 1024;

impl CellSource {
    /// The position in [`Self::text`] of an offset in the notebook; `None` where it is not part of it.
    pub(crate) fn source_offset_of(&self, text: &[u8], offset: usize) -> Option<usize> {
        let at = self
            .pieces
            .partition_point(|(span, _)| span.start <= offset)
            .checked_sub(1)?;
        let (span, start) = &self.pieces[at];
        if !span.contains(&offset) || offset - span.start > LONG_PIECE {
            return None;
        }
        let mut before = Vec::new();
        decode(&text[span.start..offset], &mut before);
        Some(start + before.len())
    }

    /// The bytes of the notebook of a part of [`Self::text`], if they are in one string.
    pub(crate) fn range_in_string(
        &self,
        text: &[u8],
        source_range: &Range<usize>,
    ) -> Option<Range<usize>> {
        let range =
            self.offset_of(text, source_range.start)?..self.offset_of(text, source_range.end)?;
        let (span, _) = &self.pieces[self.piece_at(source_range.start)?];
        (range.end <= span.end).then_some(range)
    }

    /// The offset in the notebook of a position in [`Self::text`]; `None` in the line feeds between cells.
    pub(crate) fn offset_of(&self, text: &[u8], source_offset: usize) -> Option<usize> {
        let (span, start) = &self.pieces[self.piece_at(source_offset)?];
        let end = span.end.min(span.start + LONG_PIECE);
        let (mut offset, mut decoded) = (span.start, *start);
        while offset < end && decoded < source_offset {
            let (bytes, length) = decoded_at(&text[offset..span.end]);
            offset += length;
            decoded += bytes.len();
        }
        (offset < span.end && decoded == source_offset).then_some(offset)
    }

    /// Adds another source below, on a line of its own.
    pub(crate) fn append(&mut self, other: Self) {
        self.text.push(b'\n');
        let start = self.text.len();
        let moved = |(span, at): (Range<usize>, usize)| (span, start + at);
        self.pieces.extend(other.pieces.into_iter().map(moved));
        self.text.extend(other.text);
    }

    /// The bytes of the notebook from its first string to its last.
    pub(crate) fn reach(&self) -> Range<usize> {
        match (self.pieces.first(), self.pieces.last()) {
            (Some((first, _)), Some((last, _))) => first.start..last.end,
            _ => 0..0,
        }
    }

    /// The number of the last string that begins at or before a position in [`Self::text`].
    fn piece_at(&self, source_offset: usize) -> Option<usize> {
        self.pieces
            .partition_point(|(_, start)| *start <= source_offset)
            .checked_sub(1)
    }
}

/// How deep JSON is followed; deeper is not a notebook.
const DEPTH: usize = 128;

/// An object or array that is open, and its key.
#[derive(Clone, Debug)]
struct OpenCell {
    array: bool,
    key: Range<usize>,
    /// Line at which the next string of this array begins.
    line: u32,
}

impl Notebook {
    /// Reads the cells of a notebook's raw JSON. Text that is not a notebook, or is cut off, gives the cells
    /// seen so far.
    pub(crate) fn new(text: &[u8]) -> Self {
        let mut notebook = Self::default();
        let mut open: Vec<OpenCell> = Vec::new();
        let mut key = 0..0;
        let mut at = 0;
        while at < text.len() {
            match text[at] {
                b'"' => {
                    let end = string_end(text, at + 1);
                    let inside_object = open.last().is_some_and(|o| !o.array);
                    if inside_object && followed_by_colon(text, end) {
                        key = at + 1..end.saturating_sub(1);
                    } else {
                        notebook.value(
                            text,
                            at + 1..end.saturating_sub(1).max(at + 1),
                            &key,
                            &mut open,
                        );
                    }
                    at = end;
                    continue;
                }
                b'{' | b'[' => {
                    if open.len() >= DEPTH {
                        return notebook;
                    }
                    let array = text[at] == b'[';
                    let under = if open.last().is_some_and(|o| o.array) {
                        0..0
                    } else {
                        key.clone()
                    };
                    open.push(OpenCell {
                        array,
                        key: under,
                        line: 1,
                    });
                    if !array && cells_level(text, &open) {
                        notebook.kinds.push(CellKind::Code);
                    }
                    key = 0..0;
                }
                b'}' | b']' => {
                    open.pop();
                }
                _ => {}
            }
            at += 1;
        }
        notebook
    }

    /// Takes a string value under `key`.
    fn value(
        &mut self,
        text: &[u8],
        span: Range<usize>,
        key: &Range<usize>,
        open: &mut [OpenCell],
    ) {
        let Some(cell_depth) = cell_depth(text, open) else {
            return;
        };
        let cell = u32::try_from(self.kinds.len()).unwrap_or(u32::MAX);
        let inside = &open[cell_depth..];
        let direct = inside.len() == 1;
        let name = &text[key.clone()];
        if direct && name == b"cell_type" {
            if let Some(kind) = self.kinds.last_mut() {
                *kind = match &text[span] {
                    b"markdown" | b"heading" => CellKind::Markdown,
                    b"raw" => CellKind::Raw,
                    _ => CellKind::Code,
                };
            }
            return;
        }
        let branch = inside.get(1).map_or(key.clone(), |o| o.key.clone());
        let output = match &text[branch.clone()] {
            b"source" | b"input" => false,
            b"outputs" => true,
            b"metadata" if name == b"languageId" => {
                self.languages.push((cell, span));
                return;
            }
            _ => return,
        };
        if !output && !self.begins_source(text, cell, branch) {
            return;
        }
        let known = self.line_ends.len();
        add_line_ends(text, span.clone(), &mut self.line_ends);
        let line = match open.last_mut().filter(|o| o.array) {
            Some(array) => {
                let line = array.line;
                let lines = u32::try_from(self.line_ends.len() - known).unwrap_or(u32::MAX);
                array.line = array.line.saturating_add(lines);
                line
            }
            None => 1,
        };
        self.pieces.push(SourcePiece {
            span,
            cell,
            line,
            output,
        });
    }

    /// Takes note of the key of a source, and whether what it has is one. Of two keys of one name the last counts, as for
    /// Jupyter; of `source` and `input` the format of the notebook decides, so that neither is read as a cell.
    fn begins_source(&mut self, text: &[u8], cell: u32, key: Range<usize>) -> bool {
        let last = self.last_source.take().filter(|last| last.cell == cell);
        if let Some(last) = last.as_ref().filter(|last| last.key == key) {
            let is_read = last.is_read;
            self.last_source = Some(last.clone());
            return is_read;
        }
        let mut is_read = true;
        if let Some(last) = last {
            let later = self.pieces.split_off(last.first);
            self.pieces
                .extend(later.into_iter().filter(|piece| piece.output));
            is_read = text[last.key] == text[key.clone()];
        }
        self.last_source = Some(LastSource {
            cell,
            key,
            first: self.pieces.len(),
            is_read,
        });
        is_read
    }

    /// The name of the language that an editor gave to a cell.
    pub(crate) fn language_of<'t>(&self, text: &'t [u8], cell: u32) -> Option<&'t [u8]> {
        let at = self.languages.partition_point(|(of, _)| *of < cell);
        let (of, span) = self.languages.get(at)?;
        (*of == cell).then(|| &text[span.clone()])
    }

    /// The location of the byte at `offset`; `None` outside the sources and outputs of cells.
    pub(crate) fn cell_at(&self, offset: usize) -> Option<CellLocation> {
        let piece = self.piece_at(offset)?;
        let ends_until = |at: usize| self.line_ends.partition_point(|end| *end <= at);
        let lines = ends_until(offset) - ends_until(piece.span.start);
        let line = piece
            .line
            .saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
        let kind = self
            .kinds
            .get(piece.cell.checked_sub(1)? as usize)
            .copied()
            .unwrap_or(CellKind::Code);
        Some(CellLocation {
            cell: piece.cell,
            line,
            output: piece.output,
            kind,
        })
    }

    /// The decoded source of a cell, up to `limit` bytes of its JSON.
    pub(crate) fn source_of(&self, text: &[u8], cell: u32, limit: usize) -> CellSource {
        let mut source = CellSource {
            text: Vec::new(),
            pieces: Vec::new(),
        };
        let mut left = limit;
        for piece in self.sources(cell) {
            let span = piece.span.start..piece.span.end.min(piece.span.start + left);
            left -= span.len();
            source.pieces.push((span.clone(), source.text.len()));
            decode(&text[span], &mut source.text);
        }
        source
    }

    /// The numbers of the code cells.
    pub(crate) fn code_cells(&self) -> impl Iterator<Item = u32> {
        let cells = (1..).zip(&self.kinds);
        cells.filter_map(|(cell, kind)| (*kind == CellKind::Code).then_some(cell))
    }

    fn sources(&self, cell: u32) -> impl Iterator<Item = &SourcePiece> {
        let from = self.pieces.partition_point(|p| p.cell < cell);
        self.pieces[from..]
            .iter()
            .take_while(move |p| p.cell == cell)
            .filter(|p| !p.output)
    }

    fn number_at(&self, offset: usize) -> Option<usize> {
        let at = self
            .pieces
            .partition_point(|p| p.span.start <= offset)
            .checked_sub(1)?;
        (offset < self.pieces[at].span.end).then_some(at)
    }

    fn piece_at(&self, offset: usize) -> Option<&SourcePiece> {
        self.number_at(offset).map(|at| &self.pieces[at])
    }
}

/// Whether the innermost open object is a cell.
fn cells_level(text: &[u8], open: &[OpenCell]) -> bool {
    cell_depth(text, open).is_some_and(|d| d + 1 == open.len())
}

/// The index in `open` of the cell: `{"cells": [{…}]}`, and under `worksheets` in format 3.
fn cell_depth(text: &[u8], open: &[OpenCell]) -> Option<usize> {
    let list = open
        .iter()
        .take(4)
        .position(|o| o.array && &text[o.key.clone()] == b"cells")?;
    let known = list == 1 || (list == 3 && &text[open[1].key.clone()] == b"worksheets");
    (known && open.get(list + 1).is_some_and(|o| !o.array)).then_some(list + 1)
}

/// One past the closing quote of a JSON string whose inside begins at `from`.
fn string_end(text: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some(found) = memchr::memchr2(b'"', b'\\', &text[at.min(text.len())..]) {
        at += found;
        if text[at] == b'"' {
            return at + 1;
        }
        at += 2;
    }
    text.len()
}

fn followed_by_colon(text: &[u8], end: usize) -> bool {
    text[end..].iter().find(|b| !b.is_ascii_whitespace()) == Some(&b':')
}

/// Adds where the line ends end that are written as `\n` or `\u000a` in a JSON string.
fn add_line_ends(text: &[u8], span: Range<usize>, ends: &mut Vec<usize>) {
    let raw = &text[..span.end];
    let mut at = span.start;
    while let Some(found) = memchr::memchr(b'\\', &raw[at..]) {
        at += found;
        if raw.get(at + 1) == Some(&b'n') {
            ends.push(at + 2);
        } else if code_unit(&raw[at..]) == Some(0x0a) {
            ends.push(at + 6);
        }
        at = (at + 2).min(raw.len());
    }
}

/// The code unit of an escape `\uXXXX` at the start of a text.
fn code_unit(raw: &[u8]) -> Option<u32> {
    let digits = raw.strip_prefix(b"\\u")?.get(..4)?;
    let digits = std::str::from_utf8(digits).ok()?;
    u32::from_str_radix(digits, 16).ok()
}

/// Undoes JSON's escapes.
fn decode(raw: &[u8], into: &mut Vec<u8>) {
    let mut at = 0;
    while let Some(rest) = raw.get(at..).filter(|rest| !rest.is_empty()) {
        let plain = memchr::memchr(b'\\', rest).unwrap_or(rest.len());
        into.extend_from_slice(&rest[..plain]);
        at += plain;
        if plain < rest.len() {
            let (bytes, length) = decoded_at(&rest[plain..]);
            into.extend_from_slice(bytes.as_bytes());
            at += length;
        }
    }
}

/// The first byte or character of a text that is not empty without JSON's escapes, and its length with them. A half of a pair
/// of surrogates becomes `?`, since only its position matters here.
fn decoded_at(raw: &[u8]) -> (Decoded, usize) {
    let byte = |byte: u8, length: usize| (Decoded::of(&[byte]), length);
    match raw {
        [b'\\', b'n', ..] => byte(b'\n', 2),
        [b'\\', b't', ..] => byte(b'\t', 2),
        [b'\\', b'r', ..] => byte(b'\r', 2),
        [b'\\', b'b', ..] => byte(8, 2),
        [b'\\', b'f', ..] => byte(12, 2),
        [b'\\', b'u', ..] => {
            let unit = code_unit(raw).and_then(char::from_u32);
            let character = unit.unwrap_or('?');
            let mut buffer = [0; 4];
            let bytes = character.encode_utf8(&mut buffer).as_bytes();
            (Decoded::of(bytes), 6)
        }
        [b'\\', other, ..] => byte(*other, 2),
        [other, ..] => byte(*other, 1),
        [] => (Decoded::of(&[]), 0),
    }
}

/// Up to four bytes.
struct Decoded {
    bytes: [u8; 4],
    length: usize,
}

impl Decoded {
    fn of(bytes: &[u8]) -> Self {
        let mut decoded = Self {
            bytes: [0; 4],
            length: bytes.len(),
        };
        decoded.bytes[..bytes.len()].copy_from_slice(bytes);
        decoded
    }

    fn len(&self) -> usize {
        self.length
    }

    fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.length]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTEBOOK: &str = r##"{
 "cells": [
  {"cell_type": "markdown", "metadata": {"source": "no"}, "source": ["# Title\n", "about AAA"]},
  {
   "cell_type": "code",
   "source": ["x = 1\n", "# \"BBB\n", "y = 'CCC'"],
   "outputs": [{"name": "stdout", "text": ["one\n", "DDD\n"]}, {"data": {"text/plain": "a\\nb\nEEE"}}]
  },
  {"source": "p\nFFF", "cell_type": "raw"}
 ],
 "metadata": {"GGG": 1}
}"##;

    fn cell_of(needle: &str) -> Option<CellLocation> {
        Notebook::new(NOTEBOOK.as_bytes()).cell_at(NOTEBOOK.find(needle)?)
    }

    #[test]
    fn locations_in_cells() {
        let at = |cell, line, output, kind| {
            Some(CellLocation {
                cell,
                line,
                output,
                kind,
            })
        };
        assert_eq!(cell_of("AAA"), at(1, 2, false, CellKind::Markdown));
        assert_eq!(cell_of("BBB"), at(2, 2, false, CellKind::Code));
        assert_eq!(cell_of("CCC"), at(2, 3, false, CellKind::Code));
        assert_eq!(cell_of("DDD"), at(2, 2, true, CellKind::Code));
        assert_eq!(cell_of("EEE"), at(2, 2, true, CellKind::Code));
        assert_eq!(cell_of("FFF"), at(3, 2, false, CellKind::Raw));
        assert_eq!(cell_of("GGG"), None);
        assert_eq!(cell_of("\"no\""), None);
    }

    #[test]
    fn the_source_of_a_cell_is_decoded_around_a_location() {
        let text = NOTEBOOK.as_bytes();
        let offset = NOTEBOOK.find("CCC").unwrap();
        let notebook = Notebook::new(text);
        let source = notebook.source_of(text, 2, 1000);
        assert_eq!(
            String::from_utf8(source.text.clone()).unwrap(),
            "x = 1\n# \"BBB\ny = 'CCC'"
        );
        let source_offset = source.source_offset_of(text, offset).unwrap();
        assert!(source.text[source_offset..].starts_with(b"CCC"));
        assert_eq!(
            source.source_offset_of(text, NOTEBOOK.find("DDD").unwrap()),
            None
        );
        assert_eq!(notebook.source_of(text, 2, 3).text, b"x =");
    }

    /// Lines are looked up, not counted, so the first and the last cost the same.
    #[test]
    fn each_line_of_a_cell_of_one_string_is_found() {
        let ends = ["\\n", "\\u000a", "\\\\n\\n", "\\\\\\u000A"];
        let lines = ends.iter().cycle().take(40);
        let source: String = lines.map(|end| format!("QQQ{end}")).collect();
        let text = format!(r#"{{"cells": [{{"source": "{source}", "outputs": ["{source}"]}}]}}"#);
        let notebook = Notebook::new(text.as_bytes());
        assert_eq!(notebook.line_ends.len(), 80);
        let found = memchr::memmem::find_iter(text.as_bytes(), b"QQQ");
        let lines: Vec<u32> = found
            .map(|at| notebook.cell_at(at).expect("it is in the cell").line)
            .collect();
        let expected: Vec<u32> = (1..=40).chain(1..=40).collect();
        assert_eq!(lines, expected);
    }

    #[test]
    fn every_escape_of_a_source_is_undone() {
        let text =
            br##"{"cells": [{"source": "# a\u000Ab = \u0022AAA\u0022 \ud83d\ude00\u2028"}]}"##;
        let notebook = Notebook::new(text);
        let source = notebook.source_of(text, 1, 1000);
        assert_eq!(
            String::from_utf8(source.text.clone()).unwrap(),
            "# a\nb = \"AAA\" ??\u{2028}"
        );
        let offset = memchr::memmem::find(text, b"AAA").unwrap();
        let source_offset = source.source_offset_of(text, offset).unwrap();
        assert!(source.text[source_offset..].starts_with(b"AAA"));
        assert_eq!(notebook.cell_at(offset).map(|p| p.line), Some(2));
    }

    #[test]
    fn the_last_of_two_sources_is_that_of_the_cell() {
        let program = |text: &str| {
            let notebook = Notebook::new(text.as_bytes());
            let sources = notebook.code_cells().map(|cell| {
                let source = notebook.source_of(text.as_bytes(), cell, 1000);
                String::from_utf8(source.text).expect("it is text")
            });
            let written = sources.filter(|source| !source.is_empty());
            written.collect::<Vec<_>>().join("\n")
        };
        let twice = r#"{"cells": [{"cell_type": "code", "source": ["a", "b"], "outputs": ["o"], "source": ["c", "d"]}, {"source": "e"}]}"#;
        assert_eq!(program(twice), "cd\ne");
        let of_two_formats =
            r#"{"cells": [{"source": ["a", "b"], "input": ["c", "d"]}, {"input": "e"}]}"#;
        assert_eq!(program(of_two_formats), "e");
    }

    #[test]
    fn invalid_json_is_not_an_error() {
        for end in 0..NOTEBOOK.len() {
            let text = &NOTEBOOK.as_bytes()[..end];
            let notebook = Notebook::new(text);
            for offset in 0..end {
                let _ = notebook.cell_at(offset);
            }
        }
        assert!(
            Notebook::new("[".repeat(100_000).as_bytes())
                .pieces
                .is_empty()
        );
    }
}
