//! A program inside a file, as one text, and where each part of it is in the file.

use std::ops::Range;

use crate::language::language_of;
use crate::lexer::{Lexed, TokenKind, lex};
use crate::notebook::CellSource;
use crate::source::{Encoding, Source, Span};

/// A program inside a file.
pub(super) struct EmbeddedProgram {
    /// The name of a file in its language.
    name: String,
    parts: ProgramParts,
}

/// What a program is made of: its text, and where each part of that is in the file.
pub(super) enum ProgramParts {
    /// Cells of a notebook.
    Cells(CellSource),
    /// Parts of a text, each with the position in the program at which it begins.
    Ranges {
        text: Vec<u8>,
        ranges: Vec<(Range<usize>, usize)>,
    },
}

impl EmbeddedProgram {
    pub(super) fn new(name: String, parts: ProgramParts) -> Self {
        Self { name, parts }
    }

    pub(super) fn text(&self) -> &[u8] {
        match &self.parts {
            ProgramParts::Cells(source) => &source.text,
            ProgramParts::Ranges { text, .. } => text,
        }
    }

    /// The program as a source of its own, with the path of the file that it is in.
    pub(super) fn source(&self, file: &Source) -> Source {
        Source {
            language: language_of(&self.name, &[]),
            ..Source::new(file.path.clone(), self.text().to_vec(), Encoding::Utf8)
        }
    }

    /// The bytes of the file from its first part to its last.
    pub(super) fn reach(&self) -> Range<usize> {
        match &self.parts {
            ProgramParts::Cells(source) => source.reach(),
            ProgramParts::Ranges { ranges, .. } => match (ranges.first(), ranges.last()) {
                (Some((first, _)), Some((last, _))) => first.start..last.end,
                _ => 0..0,
            },
        }
    }

    /// The position in the program of an offset in the file.
    pub(super) fn position_of(&self, file: &[u8], offset: usize) -> Option<usize> {
        match &self.parts {
            ProgramParts::Cells(source) => source.source_offset_of(file, offset),
            ProgramParts::Ranges { ranges, .. } => {
                let at = ranges.partition_point(|(range, _)| range.start <= offset);
                let (range, start) = &ranges[at.checked_sub(1)?];
                range
                    .contains(&offset)
                    .then(|| start + offset - range.start)
            }
        }
    }

    /// The offset in the file of a position in the program; `None` in what is between its parts.
    pub(super) fn offset_of(&self, file: &[u8], position: usize) -> Option<usize> {
        match &self.parts {
            ProgramParts::Cells(source) => source.offset_of(file, position),
            ProgramParts::Ranges { ranges, .. } => {
                let at = ranges.partition_point(|(_, start)| *start <= position);
                let (range, start) = &ranges[at.checked_sub(1)?];
                let offset = range.start + (position - start);
                range.contains(&offset).then_some(offset)
            }
        }
    }

    /// The bytes of the file of a range of the program, if they are in one string of a notebook.
    pub(super) fn range_in_string(
        &self,
        file: &[u8],
        range: &Range<usize>,
    ) -> Option<Range<usize>> {
        match &self.parts {
            ProgramParts::Cells(source) => source.range_in_string(file, range),
            ProgramParts::Ranges { .. } => None,
        }
    }

    /// A span of the file in the program.
    pub(super) fn inner_span(&self, file: &[u8], span: Span) -> Option<Span> {
        Some(Span {
            start: self.position_of(file, span.start)?,
            end: self.position_of(file, span.end.checked_sub(1)?)? + 1,
        })
    }

    /// A span of the program in the file.
    pub(super) fn outer_span(&self, file: &[u8], span: Span) -> Option<Span> {
        Some(Span {
            start: self.offset_of(file, span.start)?,
            end: self.offset_of(file, span.end.checked_sub(1)?)? + 1,
        })
    }
}

/// Programs of a file that are collected part by part.
#[derive(Default)]
pub(super) struct CollectedPrograms {
    programs: Vec<EmbeddedProgram>,
    /// Those to which parts are added, by number.
    sessions: Vec<usize>,
}

impl CollectedPrograms {
    /// Adds a part: to the program of the other parts in its language that run one after the other in one process (`in_session`),
    /// or as a program of its own. So is a part that is not complete, since what follows would be inside of what it leaves open.
    pub(super) fn add(&mut self, name: String, part: ProgramParts, in_session: bool) {
        let program = EmbeddedProgram::new(name, part);
        if !in_session || !is_complete(&program) {
            self.programs.push(program);
            return;
        }
        let mut sessions = self.sessions.iter();
        let known = sessions.find(|number| self.programs[**number].name == program.name);
        match known {
            Some(number) => self.programs[*number].append(program.parts),
            None => {
                self.sessions.push(self.programs.len());
                self.programs.push(program);
            }
        }
    }

    pub(super) fn finish(self) -> Vec<EmbeddedProgram> {
        self.programs
    }
}

impl EmbeddedProgram {
    /// Adds another part below, on a line of its own.
    fn append(&mut self, part: ProgramParts) {
        match (&mut self.parts, part) {
            (ProgramParts::Cells(source), ProgramParts::Cells(other)) => source.append(other),
            (
                ProgramParts::Ranges { text, ranges },
                ProgramParts::Ranges {
                    text: more,
                    ranges: others,
                },
            ) => {
                text.push(b'\n');
                let moved = |(range, start): (Range<usize>, usize)| (range, start + text.len());
                ranges.extend(others.into_iter().map(moved));
                text.extend(more);
            }
            // A file has parts of one kind.
            _ => {}
        }
    }
}

/// Whether another part can follow a part of a program: it begins in the first column, and no literal, comment or bracket is
/// open at its end.
fn is_complete(program: &EmbeddedProgram) -> bool {
    let text = program.text();
    let lexed = lex(text, language_of(&program.name, &[]));
    let first = text.len() - text.trim_ascii_start().len();
    let is_indented = first > 0 && matches!(text[first - 1], b' ' | b'\t');
    let is_continued = text.trim_ascii_end().ends_with(b"\\");
    !is_indented && !is_continued && !has_open_literal(text, &lexed) && is_balanced(text, &lexed)
}

/// Whether the last literal or comment of several lines goes to the end of a text without a mark that closes it.
fn has_open_literal(text: &[u8], lexed: &Lexed) -> bool {
    let last = lexed.tokens().last();
    last.is_some_and(|token| {
        let is_closed = token.inner.end < token.span.end;
        token.span.end >= text.trim_ascii_end().len()
            && token.kind != TokenKind::LineComment
            && !is_closed
    })
}

/// Whether each bracket of the code is closed.
fn is_balanced(text: &[u8], lexed: &Lexed) -> bool {
    let mut depth = 0_usize;
    let mut at = 0;
    let ends = lexed.tokens().iter().map(|token| token.span.clone());
    for token in ends.chain(std::iter::once(text.len()..text.len())) {
        for byte in &text[at.min(token.start)..token.start] {
            match byte {
                b'(' | b'[' | b'{' => depth += 1,
                b')' | b']' | b'}' if depth == 0 => return false,
                b')' | b']' | b'}' => depth -= 1,
                _ => {}
            }
        }
        at = token.end.max(at);
    }
    depth == 0
}
