//! The surroundings of one reference, and what it stands in.

use memchr::memmem;

use super::file::File;
use super::line::{self, AROUND, unquoted_end};
use super::text;
use crate::language::Kind;
use crate::lexer::TokenKind;
use crate::notebook::CellKind;
use crate::source::Span;

/// How far the settings at the head of a document go at most.
const FRONT_MATTER: usize = 8 * 1024;

/// One reference in its file.
pub(crate) struct Place<'f, 's> {
    pub(crate) file: &'f File<'s>,
    pub(crate) span: Span,
    /// What it stands in.
    pub(crate) ground: Ground,
}

/// What a reference stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ground {
    /// Code, data or a literal.
    Code,
    /// A comment.
    Comment,
    /// Prose, code shown in it, and values that are text for people.
    Prose,
    /// What a program gave out.
    Output,
}

impl<'f, 's> Place<'f, 's> {
    pub(crate) fn new(file: &'f File<'s>, span: Span) -> Self {
        Self { file, span, ground: ground(file, span) }
    }

    /// What stands before the reference on its line.
    pub(crate) fn line_before(&self) -> &'s [u8] {
        &self.file.text()[self.line_bounds().0..self.span.start]
    }

    /// The bounds of the line, cut to a window in minified text.
    pub(crate) fn line_bounds(&self) -> (usize, usize) {
        line::bounds(self.file.text(), self.span)
    }

    /// The line that opens the innermost block around the reference; empty where none is in reach.
    pub(crate) fn enclosing_head(&self) -> &'s [u8] {
        line::enclosing_head(self.file.text(), self.span)
    }

    /// Where the nearest line above that is not empty begins and ends.
    pub(crate) fn line_above(&self) -> Option<(usize, usize)> {
        let text = self.file.text();
        let (start, _) = self.line_bounds();
        let from = start.saturating_sub(AROUND);
        let end = from + text[from..start].trim_ascii_end().len();
        let begin = memchr::memrchr(b'\n', &text[from..end]).map_or(from, |n| from + n + 1);
        (begin < end).then_some((begin, end))
    }

    /// The text around the reference.
    pub(crate) fn around(&self) -> &'s [u8] {
        let text = self.file.text();
        let from = self.span.start.saturating_sub(AROUND);
        &text[from..(self.span.end + AROUND).min(text.len())]
    }

    /// The part of it behind the reference.
    pub(crate) fn behind(&self) -> &'s [u8] {
        let text = self.file.text();
        &text[self.span.end..(self.span.end + AROUND).min(text.len())]
    }

    /// Whether it stands in the settings between two lines of dashes at the head of a document.
    pub(crate) fn in_front_matter(&self) -> bool {
        let head = &self.file.text()[..self.span.start.min(FRONT_MATTER)];
        self.span.start < FRONT_MATTER
            && (head.starts_with(b"---\n") || head.starts_with(b"---\r\n"))
            && memmem::find(&head[3..], b"\n---").is_none()
    }

    /// Whether the surroundings have one of these words, written just so.
    pub(crate) fn near(&self, words: &[&str]) -> bool {
        words.iter().any(|w| memmem::find(self.around(), w.as_bytes()).is_some())
    }

    /// Whether what stands between two offsets has one of these words, all in lower case.
    pub(crate) fn between(&self, from: usize, to: usize, words: &[&str]) -> bool {
        let text = self.file.text()[from..to].to_ascii_lowercase();
        words.iter().any(|w| memmem::find(&text, w.as_bytes()).is_some())
    }

    /// The name of the field, variable or argument that the reference is the value of, if one stands right
    /// before it: `Default` in `"Default": "…"`.
    pub(crate) fn key(&self) -> &'s [u8] {
        let before = without_tag(unquoted_end(self.line_before()));
        let Some(before) = before
            .strip_suffix(b":")
            .or_else(|| before.strip_suffix(b"="))
            .or_else(|| before.strip_suffix(b"=>"))
        else {
            return b"";
        };
        let before = unquoted_end(before);
        let word = before
            .iter()
            .rev()
            .take_while(|b| b.is_ascii_alphanumeric() || matches!(**b, b'_' | b'-' | b'.'))
            .count();
        &before[before.len() - word..]
    }
}

fn ground(file: &File<'_>, span: Span) -> Ground {
    if file.kind() == Kind::Notebook {
        return notebook_ground(file, span.start);
    }
    match file.lexed.kind_at(span.start) {
        TokenKind::LineComment | TokenKind::BlockComment => Ground::Comment,
        TokenKind::Prose => Ground::Prose,
        TokenKind::Fence if file.kind() == Kind::Docs => Ground::Prose,
        _ if text::is_spoken_of(file, span) => Ground::Prose,
        TokenKind::Fence | TokenKind::Code | TokenKind::String => Ground::Code,
    }
}

fn notebook_ground(file: &File<'_>, offset: usize) -> Ground {
    let Some(place) = file.cell_at(offset) else { return Ground::Code };
    match (place.output, place.kind) {
        (true, _) => Ground::Output,
        (false, CellKind::Markdown | CellKind::Raw) => Ground::Prose,
        (false, CellKind::Code) if file.is_comment_in_cell(place.cell, offset) => Ground::Comment,
        (false, CellKind::Code) => Ground::Code,
    }
}

/// The text without a YAML tag at its end: `!Sub`, `!!str`.
fn without_tag(text: &[u8]) -> &[u8] {
    let name = text.iter().rev().take_while(|b| b.is_ascii_alphanumeric() || **b == b':').count();
    match text[..text.len() - name].strip_suffix(b"!") {
        Some(before) if name > 0 => {
            before.trim_ascii_end().strip_suffix(b"!").unwrap_or(before).trim_ascii_end()
        }
        _ => text,
    }
}
