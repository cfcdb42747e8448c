//! Whether a reference is in code, in a comment or in prose.

use std::cell::OnceCell;

use super::file::File;
use super::occurrence::{Occurrence, TextKind};
use super::sent_entries::goes_to_a_sender;
use super::shown_examples::kind_in_example;
use super::{executed_comments, heredoc_scripts, line, markup_text, said_alone, text_for_people};
use crate::language::Kind;
use crate::lexer::TokenKind;
use crate::notebook::CellKind;
use crate::source::Span;

pub(super) fn text_kind_at(file: &File<'_>, span: Span) -> TextKind {
    if file.kind() == Kind::Notebook {
        return text_kind_in_notebook(file, span.start);
    }
    match file.lexed.kind_at(span.start) {
        TokenKind::LineComment | TokenKind::BlockComment => {
            let kind = magic(file, span).unwrap_or(TextKind::Comment);
            match kind {
                TextKind::Comment if executed_comments::runs(file, span) => TextKind::Code,
                kind => kind,
            }
        }
        TokenKind::String if heredoc_scripts::is_comment(file, span) => TextKind::Comment,
        TokenKind::Prose if file.kind() == Kind::Docs && sets_a_head(file, span) => TextKind::Code,
        TokenKind::Prose if is_code_of_twirl(file, span) => TextKind::Code,
        // What reads the file reads an ID and nothing else.
        TokenKind::Prose if file.source.language.name == "text" && is_setting(file, span) => {
            TextKind::Code
        }
        TokenKind::Prose => TextKind::Prose,
        _ if file.kind() == Kind::Docs => TextKind::Prose,
        _ if (text_for_people::is_spoken_of(file, span)
            || said_alone::is_said_alone(file, span)
            || markup_text::is_between_tags(file, span))
            && !is_argument_of_a_sender(file, span) =>
        {
            TextKind::Prose
        }
        TokenKind::Fence | TokenKind::Code | TokenKind::String => {
            kind_in_example(file, span).unwrap_or(TextKind::Code)
        }
    }
}

/// Whether the reference is an argument of a function of the file that sends it: `die "…"`.
fn is_argument_of_a_sender(file: &File<'_>, span: Span) -> bool {
    let token = file.lexed.token_at(span.start).map(|(_, token)| token);
    token.is_some_and(|token| {
        token.kind == TokenKind::String
            && token.inner == (span.start..span.end)
            && goes_to_a_sender(file, &token.span)
    })
}

/// Whether the text consists of the reference, or of settings of which one has it.
fn is_setting(file: &File<'_>, span: Span) -> bool {
    let (start, _) = line::bounds(file.text(), span);
    let is_comment = file.text()[start..span.start]
        .trim_ascii_start()
        .starts_with(b"#");
    is_all(file, span)
        || !is_comment
            && *file
                .has_settings
                .get_or_init(|| file.source.whole && has_settings(file.text()))
}

/// Whether all lines of a text that are not blank and no comment are settings, or IDs: `MODEL_ID=…` on each, or one word
/// with a dot in it. A list of words for a spell checker has others.
fn has_settings(text: &[u8]) -> bool {
    let is_of_key = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
    let is_pair = |line: &[u8]| {
        let equals = memchr::memchr(b'=', line);
        let key = equals.map_or(&b""[..], |at| line[..at].trim_ascii_end());
        !key.is_empty() && key.iter().all(is_of_key)
    };
    let is_id = |line: &[u8]| {
        line.contains(&b'.') && !line.ends_with(b".") && !line.iter().any(u8::is_ascii_whitespace)
    };
    let lines = || {
        text.split(|b| *b == b'\n')
            .map(<[u8]>::trim_ascii)
            .filter(|line| !line.is_empty() && !line.starts_with(b"#"))
    };
    lines().all(is_pair) || lines().all(is_id)
}

/// Whether the text consists of the reference.
fn is_all(file: &File<'_>, span: Span) -> bool {
    file.text().trim_ascii().len() == span.end - span.start
}

/// Whether a occurrence in a template of Twirl (`page.scala.html`) is after the mark that begins Scala on its line.
fn is_code_of_twirl(file: &File<'_>, span: Span) -> bool {
    let name = file.name().rsplit_once('.').map_or("", |(name, _)| name);
    let (start, _) = line::bounds(file.text(), span);
    name.ends_with(".scala") && file.text()[start..span.start].contains(&b'@')
}

/// A setting in the head of a document, which agents, prompts and commands are run with.
pub(super) fn sets_a_head(file: &File<'_>, span: Span) -> bool {
    let occurrence = Occurrence {
        file,
        span,
        text_kind: TextKind::Prose,
        element: OnceCell::new(),
    };
    occurrence.in_front_matter() && super::statement::sets_the_model(&occurrence)
}

/// What a comment is that Databricks runs: `# MAGIC %sh` is code, `# MAGIC %md` a text; absent in other comments.
pub(super) fn magic(file: &File<'_>, span: Span) -> Option<TextKind> {
    const MARK: &[u8] = b"MAGIC ";
    let text = file.text();
    let (start, _) = line::bounds(text, span);
    let said = |line: &'_ [u8]| -> Option<Vec<u8>> {
        let line = line.trim_ascii();
        let rest = [&b"# "[..], b"-- ", b"// "]
            .iter()
            .find_map(|open| line.strip_prefix(*open))?;
        rest.strip_prefix(MARK).map(<[u8]>::to_vec)
    };
    let own = said(&text[start..span.start])?;
    let mut command = own.starts_with(b"%").then(|| own.clone());
    // The command is in the first of the lines of the cell.
    for line in text[..start].rsplit(|b| *b == b'\n').skip(1).take(500) {
        let Some(above) =
            said(line).or_else(|| (line.trim_ascii().ends_with(b"MAGIC")).then(Vec::new))
        else {
            break;
        };
        if above.starts_with(b"%") {
            command = command.or(Some(above));
            break;
        }
    }
    let command = command?;
    Some(if command.starts_with(b"%md") {
        TextKind::Prose
    } else {
        TextKind::Code
    })
}

pub(super) fn text_kind_in_notebook(file: &File<'_>, offset: usize) -> TextKind {
    let Some(occurrence) = file.cell_at(offset) else {
        return TextKind::Code;
    };
    match (occurrence.output, occurrence.kind) {
        (true, _) => TextKind::Output,
        (false, CellKind::Markdown | CellKind::Raw) => TextKind::Prose,
        (false, CellKind::Code) if file.is_comment_in_cell(occurrence.cell, offset) => {
            TextKind::Comment
        }
        (false, CellKind::Code) => TextKind::Code,
    }
}

impl<'f, 's> Occurrence<'f, 's> {
    pub(crate) fn new(file: &'f File<'s>, span: Span) -> Self {
        Self {
            file,
            span,
            text_kind: text_kind_at(file, span),
            element: OnceCell::new(),
        }
    }
}
