//! The requests in which a reference names the model, and the parameters in them that some models reject.
//!
//! The outline of the file decides: the arguments, fields or settings next to the model ID, what is in their values, and the
//! constants and variables of the same file behind them. Text in comments, docstrings and other requests is never part of
//! one.

mod command;
mod known_parameters;
mod literal;
mod messages;
mod names;
mod parameters;
mod reader;
mod request_file;
mod sites;
mod values;
mod variables;

use super::decide::Meaning;
use super::element::Element;
use super::file::File;
use crate::language::Kind;
use crate::reference::{Context, Found, Purpose, SharedRequests};
pub(crate) use known_parameters::folded_path;
use request_file::RequestFile;

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
    let none = || vec![SharedRequests::default(); found.len()];
    let is_known = matches!(
        file.kind(),
        Kind::Code | Kind::Infra | Kind::Config | Kind::Data
    );
    if !is_known || !file.source.whole || file.text().len() > LARGEST {
        return none();
    }
    let requests = RequestFile::new(file);
    let of = |(found, meaning): (&Found, &Meaning)| -> SharedRequests {
        let is_sent = SENT.contains(&meaning.context)
            && matches!(meaning.purpose, Purpose::Inference | Purpose::Invocation);
        if !is_sent || found.models.len() != 1 {
            return SharedRequests::default();
        }
        let element = Element::new(file, found.span);
        let sites = requests.sites_of(&element);
        let all: SharedRequests = sites
            .iter()
            .map(|site| parameters::read(&requests, site))
            .collect();
        if requests.is_exhausted() {
            return SharedRequests::default();
        }
        all
    };
    found.iter().zip(meanings).map(of).collect()
}

#[cfg(test)]
mod tests;
