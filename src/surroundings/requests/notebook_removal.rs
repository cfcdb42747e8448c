//! How a parameter can be cut out of a request in a notebook: within one line of a cell, or with the lines of the cell
//! that it has for itself.
//!
//! The cells are one program in the strings of a JSON file. A cut must leave valid JSON, so it is inside of one string, which
//! can be the whole cell, or it is whole lines of the file, each with one string and the comma after it.

use std::ops::Range;

use super::super::embedded_program::EmbeddedProgram;
use super::super::embedded_programs;
use super::super::file::File;
use super::removal::{RemovableForm, RemovableParameter, one};
use crate::source::Span;

const NOT_IN_A_LINE: &str = "it is in a notebook, between other code on several lines";

/// How each parameter of a notebook can be cut out; or why it cannot, a clause.
pub(super) fn removable(
    file: &File<'_>,
    parameters: &[Span],
) -> Vec<Result<RemovableParameter, &'static str>> {
    let mut removable = vec![Err(NOT_IN_A_LINE); parameters.len()];
    let mut ascending: Vec<(usize, Span)> = (0..).zip(parameters.iter().copied()).collect();
    ascending.sort_by_key(|(_, span)| *span);
    for program in embedded_programs::of(file) {
        let reach = program.reach();
        let first = ascending.partition_point(|(_, span)| span.start < reach.start);
        let last = ascending.partition_point(|(_, span)| span.start < reach.end);
        if first == last {
            continue;
        }
        let source = program.source(file.source);
        let code = File::new(&source);
        let cells = Cells {
            text: file.text(),
            program,
        };
        for (number, span) in &ascending[first..last] {
            if let Some(span) = program.inner_span(file.text(), *span) {
                removable[*number] = cells.removable(&code, span);
            }
        }
    }
    removable
}

/// A notebook and the program in its cells.
struct Cells<'a> {
    text: &'a [u8],
    program: &'a EmbeddedProgram,
}

impl Cells<'_> {
    fn removable(&self, code: &File<'_>, span: Span) -> Result<RemovableParameter, &'static str> {
        let cut = one(code, span)?;
        let lines = || self.lines(&cut).or_else(|| self.lines_in_string(&cut));
        self.in_line(&cut).or_else(lines).ok_or(NOT_IN_A_LINE)
    }

    fn offset(&self, occurrence: usize) -> Option<usize> {
        self.program.offset_of(self.text, occurrence)
    }

    fn range(&self, range: &Range<usize>) -> Option<Range<usize>> {
        Some(self.offset(range.start)?..self.offset(range.end)?)
    }

    /// The cut of an element, if the brackets around it are on one line.
    fn in_line(&self, cut: &RemovableParameter) -> Option<RemovableParameter> {
        let RemovableForm::Element { before, after } = cut.form else {
            return None;
        };
        if self.program.text()[cut.around.clone()].contains(&b'\n') {
            return None;
        }
        let comma = |at: Option<usize>| match at {
            Some(at) => self.offset(at).map(Some),
            None => Some(None),
        };
        Some(RemovableParameter {
            span: self.range(&cut.span)?,
            form: RemovableForm::Element {
                before: comma(before)?,
                after: comma(after)?,
            },
            around: self.range(&cut.around)?,
        })
    }

    /// The lines of the program that an element has for itself, without the last line feed.
    fn own_lines(&self, cut: &RemovableParameter) -> Option<Range<usize>> {
        let RemovableForm::Element { after, .. } = cut.form else {
            return None;
        };
        let code = self.program.text();
        let start = memchr::memrchr(b'\n', &code[..cut.span.start]).map_or(0, |at| at + 1);
        let end = after.map_or(cut.span.end, |comma| comma + 1);
        let rest = memchr::memchr(b'\n', &code[end..])?;
        let is_alone = code[start..cut.span.start].trim_ascii().is_empty()
            && code[end..end + rest].trim_ascii().is_empty();
        is_alone.then_some(start..end + rest)
    }

    /// The cut of an element that has its lines for itself, if the cell is one string.
    fn lines_in_string(&self, cut: &RemovableParameter) -> Option<RemovableParameter> {
        let lines = self.own_lines(cut)?;
        let span = lines.start..lines.end + 1;
        Some(RemovableParameter {
            span: self.program.range_in_string(self.text, &span)?,
            form: RemovableForm::LinesInText,
            around: self.range(&cut.around)?,
        })
    }

    /// The cut of an element that has its lines for itself, as lines of the file.
    fn lines(&self, cut: &RemovableParameter) -> Option<RemovableParameter> {
        let lines = self.own_lines(cut)?;
        let first = self.line_of(self.offset(lines.start)?);
        let last = self.line_of(self.offset(lines.end)?);
        let each_has_a_string = self.text[first.start..last.end]
            .split(|byte| *byte == b'\n')
            .all(|line| {
                let line = line.trim_ascii();
                line.starts_with(b"\"") && line.ends_with(b"\\n\",")
            });
        let around = self.range(&cut.around)?;
        each_has_a_string.then_some(RemovableParameter {
            span: first.start..last.end,
            form: RemovableForm::Lines { of: None },
            around,
        })
    }

    /// The line of the file around an offset, without its line feed.
    fn line_of(&self, offset: usize) -> Range<usize> {
        let start = memchr::memrchr(b'\n', &self.text[..offset]).map_or(0, |at| at + 1);
        let rest = &self.text[offset..];
        start..offset + memchr::memchr(b'\n', rest).unwrap_or(rest.len())
    }
}
