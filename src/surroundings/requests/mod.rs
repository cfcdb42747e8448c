//! The requests in which a reference names the model, and the parameters in them that some models reject.
//!
//! The outline of the file decides: the arguments, fields or settings next to the model ID, what is in their values, and the
//! the constants and variables of the same file that they use. Text in comments, docstrings and other requests is never part of
//! one.

mod command;
mod known_parameters;
mod literal;
mod messages;
pub(super) mod names;
mod notebook_removal;
mod parameters;
mod reader;
mod removal;
mod request_file;
mod sites;
mod values;
mod variables;

use super::decide::Meaning;
use super::element::Element;
use super::file::File;
use crate::language::Kind;
use crate::reference::{Context, Found, ModelRequest, Purpose, SharedRequests};
use crate::source::{Source, Span};
pub(crate) use known_parameters::folded_path;
pub(crate) use removal::{RemovableForm, RemovableParameter};
use request_file::RequestFile;
pub(super) use sites::is_model_argument;

/// The bytes of a file beyond which no request is looked for: what is larger is data.
const LARGEST: usize = 1 << 20;

/// Contexts in which a reference can be part of a request.
const SENT: &[Context] = &[
    Context::Code,
    Context::Config,
    Context::Iac,
    Context::Test,
    Context::Choice,
];

/// The requests of each reference of one file.
pub(super) fn of_references(
    file: &File<'_>,
    found: &[Found],
    meanings: &[Meaning],
) -> Vec<SharedRequests> {
    if !file.source.whole || file.text().len() > LARGEST {
        return vec![SharedRequests::default(); found.len()];
    }
    let spans = found.iter().zip(meanings).map(|(found, meaning)| {
        let is_sent = SENT.contains(&meaning.context)
            && matches!(
                meaning.purpose,
                Purpose::Inference | Purpose::Invocation | Purpose::FoundationModel
            );
        (is_sent && found.models.len() == 1).then_some(found.span)
    });
    match file.kind() {
        Kind::Code | Kind::Infra | Kind::Config | Kind::Data => in_file(file, spans),
        Kind::Notebook => in_notebook(file, spans),
        _ => vec![SharedRequests::default(); found.len()],
    }
}

/// The requests of references; those without a span have none.
fn in_file(file: &File<'_>, spans: impl Iterator<Item = Option<Span>>) -> Vec<SharedRequests> {
    let requests = RequestFile::new(file);
    let of = |span: Option<Span>| {
        let Some(span) = span else {
            return Vec::new();
        };
        let sites = requests.sites_of(&Element::new(file, span));
        let all: Vec<_> = sites
            .iter()
            .map(|site| parameters::read(&requests, site))
            .collect();
        if requests.is_exhausted() {
            return Vec::new();
        }
        all
    };
    let read: Vec<Vec<_>> = spans.map(of).collect();
    let finished = read.into_iter().map(|all| {
        all.into_iter()
            .map(|request| request.finish(&requests))
            .collect()
    });
    finished.collect()
}

/// The same in a notebook: its code cells are one program.
fn in_notebook(file: &File<'_>, spans: impl Iterator<Item = Option<Span>>) -> Vec<SharedRequests> {
    let Some(program) = file.program() else {
        return spans.map(|_| SharedRequests::default()).collect();
    };
    let mut path = file.source.path.clone();
    path.display.push_str(".py");
    let source = Source::new(path, program.text.clone(), file.source.encoding);
    let location_of = |span: Span| {
        let occurrence = |at: usize| program.source_offset_of(file.text(), at);
        Some(Span {
            start: occurrence(span.start)?,
            end: occurrence(span.end.checked_sub(1)?)? + 1,
        })
    };
    let occurrences: Vec<Option<Span>> = spans.map(|span| span.and_then(location_of)).collect();
    let requests = in_file(&File::new(&source), occurrences.into_iter());
    let in_cells = |request: &ModelRequest| {
        let mut request = request.clone();
        request.parameters.retain_mut(|parameter| {
            let offset = |at: usize| program.offset_of(file.text(), at);
            let Span { start, end } = parameter.span;
            let bounds = offset(start).zip(end.checked_sub(1).and_then(offset));
            if let Some((start, last)) = bounds {
                parameter.span = Span {
                    start,
                    end: last + 1,
                };
            }
            bounds.is_some()
        });
        request
    };
    requests
        .iter()
        .map(|all| all.iter().map(in_cells).collect())
        .collect()
}

/// How each parameter of a file can be cut out, given the bytes of its name; or why it cannot, a clause.
pub(crate) fn removable(
    source: &Source,
    parameters: &[Span],
) -> Vec<Result<RemovableParameter, &'static str>> {
    let file = File::new(source);
    match file.kind() {
        Kind::Notebook => notebook_removal::removable(&file, parameters),
        _ => {
            let one = |span: &Span| removal::one(&file, *span);
            parameters.iter().map(one).collect()
        }
    }
}

#[cfg(test)]
mod tests;
