//! A parameter that an edit removes from its requests, and which bytes go with it.
//!
//! What a parameter is in its syntax is `surroundings`'; here it is decided what is left of the commas, spaces and lines
//! around it.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::finding::Location;
use crate::source::Span;
use crate::surroundings::{RemovableForm, RemovableParameter};

/// A parameter that an edit removes.
#[derive(Clone, Debug)]
pub struct ParameterRemoval {
    /// The parameter, as it is written.
    pub name: String,
    /// Its name in the file.
    pub location: Location,
    pub(super) cut: RemovableParameter,
    /// The references of the same file whose requests pass it, but for those whose model changes with the edit.
    pub(super) sharers: Vec<Span>,
}

impl ParameterRemoval {
    /// What an edit in the file at `path` does with it.
    pub(super) fn reason(&self, path: &str) -> String {
        let Location {
            path: own, start, ..
        } = &self.location;
        let there = if **own == *path {
            format!("line {}", start.line)
        } else {
            format!("{own}:{}", start.line)
        };
        format!(
            "the edit removes `{}` in {there}, and the model then uses its default",
            self.name
        )
    }
}

/// The ranges of a text that go with some parameters, in ascending order.
pub(super) fn cuts(text: &[u8], removals: &[&ParameterRemoval]) -> Vec<Range<usize>> {
    let mut groups: BTreeMap<(usize, usize), Vec<&RemovableParameter>> = BTreeMap::new();
    let mut cuts: Vec<Range<usize>> = Vec::new();
    for removal in removals {
        let cut = &removal.cut;
        match cut.form {
            RemovableForm::Method { .. } | RemovableForm::LinesInText => {
                cuts.push(cut.span.clone());
            }
            RemovableForm::Lines { .. } => cuts.push(lines(text, cut.span.clone())),
            RemovableForm::Element { .. } => groups
                .entry((cut.around.start, cut.around.end))
                .or_default()
                .push(cut),
        }
    }
    for elements in groups.values() {
        let follows = |one: &&RemovableParameter, next: &&RemovableParameter| {
            commas(one).1.is_some() && commas(one).1 == commas(next).0
        };
        for run in elements.chunk_by(follows) {
            if let (Some(first), Some(last)) = (run.first(), run.last()) {
                cut_run(text, first, last, &mut cuts);
            }
        }
    }
    cuts.sort_by_key(|cut| cut.start);
    cuts
}

/// The commas before and after an element.
fn commas(element: &RemovableParameter) -> (Option<usize>, Option<usize>) {
    match element.form {
        RemovableForm::Element { before, after } => (before, after),
        _ => (None, None),
    }
}

/// Adds what goes with elements in a row.
fn cut_run(
    text: &[u8],
    first: &RemovableParameter,
    last: &RemovableParameter,
    cuts: &mut Vec<Range<usize>>,
) {
    let (start, end) = (first.span.start, last.span.end);
    let around = &first.around;
    let is_blank = |range: Range<usize>| text[range].trim_ascii().is_empty();
    let (before, after) = (commas(first).0, commas(last).1);
    let last_of_all = after.map_or(end, |comma| comma + 1);
    if is_blank(around.start..start) && is_blank(last_of_all..around.end) {
        cuts.push(around.clone());
        return;
    }
    match (before, after) {
        (_, Some(after)) => cuts.push(whole(text, start..after + 1)),
        (Some(before), None) if is_blank(before + 1..start) => cuts.push(before..end),
        (Some(before), None) => {
            cuts.push(before..before + 1);
            cuts.push(whole(text, start..end));
        }
        (None, None) => cuts.push(whole(text, start..end)),
    }
}

/// A range with the spaces, or the whole lines, that would be left of it.
fn whole(text: &[u8], range: Range<usize>) -> Range<usize> {
    let is_space = |b: &&u8| matches!(b, b' ' | b'\t');
    let before = text[..range.start]
        .iter()
        .rev()
        .take_while(is_space)
        .count();
    let after = text[range.end..].iter().take_while(is_space).count();
    let begins_line = matches!(text[..range.start - before].last(), None | Some(b'\n'));
    let rest = &text[range.end + after..];
    let ends_line = rest.is_empty() || rest.starts_with(b"\n") || rest.starts_with(b"\r\n");
    match (begins_line, ends_line) {
        (true, true) => lines(text, range),
        (false, true) => range.start - before..range.end,
        (false, false) if matches!(rest.first(), Some(b')' | b']' | b'}')) => {
            range.start - before..range.end
        }
        _ => range.start..range.end + after,
    }
}

/// The whole lines of a range. If it is the end of a text without a final line feed, the text has none afterwards.
fn lines(text: &[u8], range: Range<usize>) -> Range<usize> {
    let start = memchr::memrchr(b'\n', &text[..range.start]).map_or(0, |at| at + 1);
    match memchr::memchr(b'\n', &text[range.end..]) {
        Some(end) => start..range.end + end + 1,
        None => {
            let before = text[..start].strip_suffix(b"\n").unwrap_or(&text[..start]);
            before.strip_suffix(b"\r").unwrap_or(before).len()..text.len()
        }
    }
}
