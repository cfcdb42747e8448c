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
use super::embedded_programs;
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

/// The same in a notebook: code cells of one language are one program.
fn in_notebook(file: &File<'_>, spans: impl Iterator<Item = Option<Span>>) -> Vec<SharedRequests> {
    let text = file.text();
    let spans: Vec<Option<Span>> = spans.collect();
    let mut requests = vec![SharedRequests::default(); spans.len()];
    let sent: Vec<(usize, Span)> = spans
        .iter()
        .enumerate()
        .filter_map(|(number, span)| Some((number, (*span)?)))
        .collect();
    for program in embedded_programs::of(file) {
        let reach = program.reach();
        let first = sent.partition_point(|(_, span)| span.start < reach.start);
        let last = sent.partition_point(|(_, span)| span.start < reach.end);
        let inside = sent[first..last].iter();
        let inside = inside.filter_map(|(number, span)| {
            let inner = program.inner_span(text, *span)?;
            Some((*number, Some(inner)))
        });
        let (numbers, inner): (Vec<usize>, Vec<Option<Span>>) = inside.unzip();
        if numbers.is_empty() {
            continue;
        }
        let source = program.source(file.source);
        let of_program = in_file(&File::new(&source), inner.into_iter());
        let in_cells = |request: &ModelRequest| {
            let mut request = request.clone();
            request.parameters.retain_mut(|parameter| {
                let span = program.outer_span(text, parameter.span);
                parameter.span = span.unwrap_or(parameter.span);
                span.is_some()
            });
            request
        };
        for (number, of_one) in numbers.into_iter().zip(of_program) {
            requests[number] = of_one.iter().map(in_cells).collect();
        }
    }
    requests
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
