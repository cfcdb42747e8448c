//! Whether a reference is in code, in a comment or in prose.

use std::cell::OnceCell;

use super::file::File;
use super::place::{Ground, Place};
use super::{line, text};
use crate::language::Kind;
use crate::lexer::TokenKind;
use crate::notebook::CellKind;
use crate::source::Span;

pub(super) fn ground(file: &File<'_>, span: Span) -> Ground {
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
pub(super) fn sets_a_head(file: &File<'_>, span: Span) -> bool {
    let place = Place { file, span, ground: Ground::Prose, element: OnceCell::new() };
    place.in_front_matter() && super::surroundings::sets_the_model(&place)
}

/// What a comment is that Databricks runs: `# MAGIC %sh` is code, `# MAGIC %md` a text; absent in other comments.
pub(super) fn magic(file: &File<'_>, span: Span) -> Option<Ground> {
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

pub(super) fn notebook_ground(file: &File<'_>, offset: usize) -> Ground {
    let Some(place) = file.cell_at(offset) else { return Ground::Code };
    match (place.output, place.kind) {
        (true, _) => Ground::Output,
        (false, CellKind::Markdown | CellKind::Raw) => Ground::Prose,
        (false, CellKind::Code) if file.is_comment_in_cell(place.cell, offset) => Ground::Comment,
        (false, CellKind::Code) => Ground::Code,
    }
}

impl<'f, 's> Place<'f, 's> {
    pub(crate) fn new(file: &'f File<'s>, span: Span) -> Self {
        Self { file, span, ground: ground(file, span), element: OnceCell::new() }
    }
}
