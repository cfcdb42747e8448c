//! The surroundings of one reference, and what it stands in.

use std::cell::OnceCell;

use memchr::memmem;

use super::element::Element;
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
    element: OnceCell<Element>,
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
        Self { file, span, ground: ground(file, span), element: OnceCell::new() }
    }

    /// What it is in the outline of the file.
    pub(crate) fn element(&self) -> &Element {
        self.element.get_or_init(|| Element::new(self.file, self.span))
    }

    /// What stands before the reference on its line.
    pub(crate) fn line_before(&self) -> &'s [u8] {
        &self.file.text()[self.line_bounds().0..self.span.start]
    }

    /// The bounds of the line, cut to a window in minified text.
    pub(crate) fn line_bounds(&self) -> (usize, usize) {
        line::bounds(self.file.text(), self.span)
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
        TokenKind::LineComment | TokenKind::BlockComment => magic(file, span).unwrap_or(Ground::Comment),
        TokenKind::Prose if file.kind() == Kind::Docs && sets_a_head(file, span) => Ground::Code,
        TokenKind::Prose => Ground::Prose,
        _ if file.kind() == Kind::Docs => Ground::Prose,
        _ if text::is_spoken_of(file, span) => Ground::Prose,
        TokenKind::Fence | TokenKind::Code | TokenKind::String => Ground::Code,
    }
}

/// A setting in the head of a document, which agents, prompts and commands are run with.
fn sets_a_head(file: &File<'_>, span: Span) -> bool {
    let place = Place { file, span, ground: Ground::Prose, element: OnceCell::new() };
    place.in_front_matter() && super::surroundings::sets_the_model(&place)
}

/// What a comment is that Databricks runs: `# MAGIC %sh` is code, `# MAGIC %md` a text; absent in other comments.
fn magic(file: &File<'_>, span: Span) -> Option<Ground> {
    const MARK: &[u8] = b"MAGIC ";
    let text = file.text();
    let (start, _) = line::bounds(text, span);
    let said = |line: &'_ [u8]| -> Option<Vec<u8>> {
        let line = line.trim_ascii();
        let rest = [&b"# "[..], b"-- ", b"// "].iter().find_map(|open| line.strip_prefix(*open))?;
        rest.strip_prefix(MARK).map(<[u8]>::to_vec)
    };
    let own = said(&text[start..span.start])?;
    let mut command = own.starts_with(b"%").then(|| own.clone());
    // The command is in the first of the lines of the cell.
    for line in text[..start].rsplit(|b| *b == b'\n').skip(1).take(500) {
        let Some(above) = said(line).or_else(|| (line.trim_ascii().ends_with(b"MAGIC")).then(Vec::new))
        else {
            break;
        };
        if above.starts_with(b"%") {
            command = command.or(Some(above));
            break;
        }
    }
    let command = command?;
    Some(if command.starts_with(b"%md") { Ground::Prose } else { Ground::Code })
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
