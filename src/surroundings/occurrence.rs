//! The surroundings of one reference, and what it is in.

use std::cell::OnceCell;

use super::element::Element;
use super::file::File;
use super::line::{self, unquoted_end, without_router};
use crate::source::Span;

/// How far the settings at the head of a document go at most.
const FRONT_MATTER: usize = 8 * 1024;

/// One reference in its file.
pub(crate) struct Occurrence<'f, 's> {
    pub(crate) file: &'f File<'s>,
    pub(crate) span: Span,
    /// What it is in.
    pub(crate) text_kind: TextKind,
    pub(super) element: OnceCell<Element>,
}

/// What a reference is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TextKind {
    /// Code, data or a literal.
    Code,
    /// A comment.
    Comment,
    /// Prose, code shown in it, and values that are text for people.
    Prose,
    /// What a program gave out.
    Output,
}

impl<'f, 's> Occurrence<'f, 's> {
    /// What it is in the outline of the file.
    pub(crate) fn element(&self) -> &Element {
        self.element
            .get_or_init(|| Element::new(self.file, self.span))
    }

    /// What is before the reference on its line.
    pub(crate) fn line_before(&self) -> &'s [u8] {
        &self.file.text()[self.line_bounds().0..self.span.start]
    }

    /// The bounds of the line, cut to a window in minified text.
    pub(crate) fn line_bounds(&self) -> (usize, usize) {
        line::bounds(self.file.text(), self.span)
    }

    /// Whether it is in the front matter at the head of a document: between two lines of dashes, or of plus signs where it
    /// is TOML.
    pub(crate) fn in_front_matter(&self) -> bool {
        let head = &self.file.text()[..self.span.start.min(FRONT_MATTER)];
        let mut lines = head.split(|b| *b == b'\n').map(<[u8]>::trim_ascii_end);
        let mark = lines.next().unwrap_or_default();
        self.span.start < FRONT_MATTER
            && matches!(mark, b"---" | b"+++")
            && lines.all(|line| line != mark)
    }

    /// The name of the field, variable or argument that the reference is the value of, if one is right
    /// before it: `Default` in `"Default": "…"`. By the text of its line, for documents: they have no outline. Elsewhere
    /// [`Element::key`] is the key.
    pub(crate) fn key(&self) -> &'s [u8] {
        let before = without_tag(unquoted_end(without_router(self.line_before())));
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

/// The text without a YAML tag at its end: `!Sub`, `!!str`.
fn without_tag(text: &[u8]) -> &[u8] {
    let name = text
        .iter()
        .rev()
        .take_while(|b| b.is_ascii_alphanumeric() || **b == b':')
        .count();
    match text[..text.len() - name].strip_suffix(b"!") {
        Some(before) if name > 0 => before
            .trim_ascii_end()
            .strip_suffix(b"!")
            .unwrap_or(before)
            .trim_ascii_end(),
        _ => text,
    }
}
