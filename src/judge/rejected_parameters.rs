//! `rejected-parameter`, and which parameters of the requests that a file shows a model answers with HTTP 400.

use std::collections::BTreeSet;

use crate::catalog::{Catalog, Modality, Model, RejectedParameters, Rejects, Stage};
use crate::finding::RuleId;
use crate::judge::{Case, Draft, wording};
use crate::reference::{ModelRequest, ParameterValue, RequestParameter, RequestPart};
use crate::surroundings::folded_path;

/// Parameters of one request that a model rejects.
pub(super) struct RejectedInRequest<'a> {
    /// Why.
    pub(super) row: &'a RejectedParameters,
    /// The parameters, in the order of the file.
    pub(super) parameters: Vec<&'a RequestParameter>,
    /// Whether the values are known that decide it.
    pub(super) is_certain: bool,
}

impl<'a> RejectedInRequest<'a> {
    /// Whether the request keeps its meaning without one of the parameters, since the model has a default: what is rejected
    /// unless it has the default, and of parameters that are rejected together all but the one that the row lists first.
    pub(super) fn is_removable(&self, parameter: &RequestParameter) -> bool {
        match self.row.rejects {
            Rejects::NotDefault => true,
            Rejects::Together => {
                let lists = [
                    &self.row.body,
                    &self.row.converse,
                    &self.row.inference_config,
                ];
                let mut fields = lists.into_iter().flat_map(|list| list.iter());
                let is_passed = |path: &String| self.parameters.iter().any(|of| *of.path == **path);
                let first = fields.find_map(|field| Some(folded_path(field)).filter(is_passed));
                first.is_some_and(|first| *first != *parameter.path)
            }
            Rejects::Any | Rejects::Values | Rejects::LastOfAssistant => false,
        }
    }
}

/// What a model rejects in the requests of a file: what it rejects newly, compared with the old one, and what both reject
/// for certain, if it can be removed or nothing else changes.
pub(super) fn rejected_in_requests<'a>(
    requests: impl IntoIterator<Item = &'a ModelRequest>,
    old: &Model,
    new: &Model,
    catalog: &'a Catalog,
) -> Vec<RejectedInRequest<'a>> {
    requests
        .into_iter()
        .flat_map(|request| in_request(request, &new.id, catalog))
        .filter(|rejected| {
            let has_default = matches!(
                rejected.row.rejects,
                Rejects::NotDefault | Rejects::Together
            );
            let is_new = !rejected.row.are_rejected_by(&old.id);
            is_new || old.id == new.id && rejected.is_certain || has_default && rejected.is_certain
        })
        .collect()
}

/// The rows of the catalog for what a new model rejects in some requests and the old one accepts. Values that are not known
/// count.
pub(super) fn newly_rejected_in_requests<'a>(
    requests: impl IntoIterator<Item = &'a ModelRequest>,
    old: &Model,
    new: &Model,
    catalog: &'a Catalog,
) -> Vec<&'a RejectedParameters> {
    let mut rows: Vec<&RejectedParameters> = Vec::new();
    for rejected in rejected_in_requests(requests, old, new, catalog) {
        let is_new = !rejected.row.are_rejected_by(&old.id);
        if is_new && !rows.iter().any(|row| row.id == rejected.row.id) {
            rows.push(rejected.row);
        }
    }
    rows
}

/// What a new model rejects and the old one accepts, of which the file does not show whether the requests pass it.
pub(super) fn unseen_in_requests<'a>(
    requests: &[ModelRequest],
    old: &'a Model,
    new: &'a Model,
    catalog: &'a Catalog,
) -> Vec<&'a RejectedParameters> {
    let has_unseen_messages = |request: &ModelRequest| {
        let mut parameters = request.parameters.iter();
        parameters.any(|of| &*of.path == "messages" && of.value == ParameterValue::Computed)
    };
    let rows = catalog.newly_rejected(&old.id, &new.id);
    rows.filter(|row| row.rejects == Rejects::LastOfAssistant)
        .filter(|_| requests.iter().any(has_unseen_messages))
        .collect()
}

/// Whether the file shows every parameter of the requests.
pub(super) fn are_shown(requests: &[ModelRequest]) -> bool {
    !requests.is_empty() && requests.iter().all(|request| request.is_complete)
}

/// The parameters of a request that a model rejects, by row of the catalog.
pub(super) fn in_request<'a>(
    request: &'a ModelRequest,
    model: &str,
    catalog: &'a Catalog,
) -> Vec<RejectedInRequest<'a>> {
    let rows = catalog.rejected_parameters.iter();
    rows.filter(|row| row.are_rejected_by(model))
        .filter_map(|row| of_row(row, request))
        .collect()
}

/// The parameters that a row is about, as far as its condition is met.
fn of_row<'a>(
    row: &'a RejectedParameters,
    request: &'a ModelRequest,
) -> Option<RejectedInRequest<'a>> {
    let mut listed = request.parameters.iter().filter(|of| lists(row, of));
    let is_known = |of: &RequestParameter, accepted: bool| match &of.value {
        ParameterValue::Literal(value) => {
            accepted
                == row
                    .values
                    .iter()
                    .any(|known| known.as_ref() == value.as_ref())
        }
        ParameterValue::Computed => true,
    };
    let is_literal = |of: &&RequestParameter| of.value != ParameterValue::Computed;
    let (parameters, is_certain): (Vec<_>, bool) = match row.rejects {
        Rejects::Any => (listed.collect(), true),
        Rejects::LastOfAssistant => {
            let is_assistant = |of: &&RequestParameter| match &of.value {
                ParameterValue::Literal(role) => role.eq_ignore_ascii_case("assistant"),
                ParameterValue::Computed => false,
            };
            (listed.filter(is_assistant).collect(), true)
        }
        Rejects::Values => (
            listed
                .by_ref()
                .filter(|of| is_literal(of) && is_known(of, true))
                .collect(),
            true,
        ),
        Rejects::NotDefault => {
            let all: Vec<_> = listed.filter(|of| is_known(of, false)).collect();
            let is_certain = all.iter().any(is_literal);
            (all, is_certain)
        }
        Rejects::Together => {
            let all: Vec<_> = listed.collect();
            let names: BTreeSet<&str> = all.iter().map(|of| &*of.path).collect();
            // A library leaves out an argument that turns out to be `None`; in the request itself each is sent.
            let is_certain = all
                .iter()
                .all(|of| is_literal(of) || of.part != RequestPart::Arguments);
            (if names.len() > 1 { all } else { Vec::new() }, is_certain)
        }
    };
    (!parameters.is_empty()).then_some(RejectedInRequest {
        row,
        parameters,
        is_certain,
    })
}

/// Whether a row lists a parameter in the part of the request in which it is.
fn lists(row: &RejectedParameters, parameter: &RequestParameter) -> bool {
    let own_body = !row.accepted_by.is_empty();
    let lists: &[&[_]] = match parameter.part {
        RequestPart::Arguments if own_body => &[&row.converse],
        // A library knows in which part an argument belongs.
        RequestPart::Arguments => &[
            &row.converse,
            &row.body,
            &row.inference_config,
            &row.additional_fields,
        ],
        RequestPart::Body => &[&row.body, &row.additional_fields],
        RequestPart::InferenceConfig => &[&row.inference_config],
        RequestPart::AdditionalFields => &[&row.additional_fields],
    };
    let mut fields = lists.iter().flat_map(|list| list.iter());
    fields.any(|field| folded_path(field) == *parameter.path)
}

/// `rejected-parameter`: a request that fails already, since it passes what its model rejects. Fields of the bodies of other
/// models count only for models for text: those for embeddings and images have some of the same names.
pub(super) fn draft(case: &Case<'_>) -> Option<Draft> {
    let [verdict] = case.verdicts.as_slice() else {
        return None;
    };
    let model = verdict.model;
    if verdict.stage == Stage::EndOfLife || case.matched.requests.is_empty() {
        return None;
    }
    let is_chat = model.modality == Modality::Text;
    let mut rows: Vec<&RejectedParameters> = Vec::new();
    for request in case.matched.requests.iter() {
        for rejected in in_request(request, &model.id, case.catalog) {
            let is_own = rejected.row.accepted_by.is_empty() || is_chat;
            if rejected.is_certain && is_own && !rows.iter().any(|row| row.id == rejected.row.id) {
                rows.push(rejected.row);
            }
        }
    }
    if rows.is_empty() {
        return None;
    }
    let words: Vec<String> = rows.iter().map(|row| row.words.to_string()).collect();
    let message = format!(
        "{} ({}) answers this request with HTTP 400: it rejects {}.",
        wording::quoted(case.text),
        model.name,
        wording::list(&words, "and")
    );
    Some(Draft::new(
        RuleId::RejectedParameter.rule(),
        message,
        advice(&rows, case.catalog),
    ))
}

/// What to do: the migration steps that are about the same rows.
fn advice(rows: &[&RejectedParameters], catalog: &Catalog) -> String {
    let step = |row: &&RejectedParameters| {
        let mut steps = catalog.migrations.iter();
        let step = steps.find(|step| step.rejected.as_deref() == Some(row.id.as_ref()))?;
        Some(step.change.to_string())
    };
    let steps: Vec<String> = rows.iter().filter_map(step).collect();
    steps.join(" ")
}
