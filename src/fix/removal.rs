//! Which parameters of their requests the edits of a file remove: none that something else needs.

use std::collections::BTreeMap;

use super::{Edit, ParameterRemoval};
use crate::finding::{Location, Reference};
use crate::source::{Source, Span};
use crate::surroundings::{RemovableForm, removable};

const SHARED: &str = "another request passes it, too, and keeps its model";

/// Adds to the edits of one file the parameters that they remove, and the reasons why others stay. `references` are those of
/// the file.
pub(super) fn plan(edits: &mut [Edit], source: &Source, references: &[&Reference]) {
    let wanted = |edit: &Edit| -> Vec<Location> {
        let related = edit.finding.related.iter();
        let removable = related.filter(|related| related.is_removable);
        removable.map(|related| related.location.clone()).collect()
    };
    let spans: Vec<Span> = edits
        .iter()
        .flat_map(&wanted)
        .map(|location| location.span)
        .collect();
    if spans.is_empty() {
        return;
    }
    let mut cuts = removable(source, &spans).into_iter();
    for edit in edits {
        let locations = wanted(edit);
        let mut refused = Vec::new();
        for (location, cut) in locations.into_iter().zip(cuts.by_ref()) {
            let bytes = &source.text[location.span.start..location.span.end];
            let name = String::from_utf8_lossy(bytes).into_owned();
            match cut.and_then(|cut| Ok((cut, sharers(edit, location.span, references)?))) {
                Ok((cut, sharers)) => edit.removals.push(ParameterRemoval {
                    name,
                    location,
                    cut,
                    sharers,
                }),
                Err(reason) => refused.push((name, reason)),
            }
        }
        for (name, reason) in refused {
            edit.keep_parameter(&name, reason);
        }
    }
}

/// The references whose requests pass a parameter.
fn sharers(
    edit: &Edit,
    parameter: Span,
    references: &[&Reference],
) -> Result<Vec<Span>, &'static str> {
    let passed = |reference: &Reference| {
        let requests = reference.requests.iter();
        requests
            .flat_map(|request| &request.parameters)
            .find(|of| of.span == parameter)
            .map(|of| of.is_exclusive)
    };
    if passed(&edit.finding.reference) != Some(true) {
        return Err("it is in a variable that other code may read");
    }
    let own = &edit.finding.reference;
    // The use of a name for the model changes with its definition.
    let changes_with_it = |of: &Reference| {
        of.definition.is_some() && own.declared.is_some() && of.models == own.models
    };
    let sharers = references
        .iter()
        .filter(|of| passed(of).is_some() && !changes_with_it(of));
    Ok(sharers.map(|of| of.location.span).collect())
}

/// Leaves out the removals that the applied edits of a file do not allow together: another request needs the parameter,
/// nothing would be left around it, or an ID that is edited would go with it.
pub(super) fn settle(edits: &mut [Edit]) {
    let edited: Vec<Span> = edits.iter().map(Edit::span).collect();
    loop {
        let all = removals(edits);
        let refusal = |of: &ParameterRemoval| {
            let removers = edits.iter().filter(|edit| edit.removes(of.location.span));
            let removers: Vec<Span> = removers.map(Edit::span).collect();
            if !of.sharers.iter().all(|sharer| removers.contains(sharer)) {
                return Some(SHARED);
            }
            let has_id = |span: &Span| of.cut.span.contains(&span.start);
            if edited.iter().any(has_id) {
                return Some("the model ID is in its value");
            }
            match of.cut.form {
                RemovableForm::Lines { of: Some(count) } => {
                    let same = all.iter().filter(|other| other.cut.around == of.cut.around);
                    (same.count() == count).then_some("no key would be left next to it")
                }
                RemovableForm::Method { .. } => {
                    leaves_no_call(of, &all).then_some("its statement does nothing else")
                }
                RemovableForm::Lines { of: None } | RemovableForm::Element { .. } => None,
            }
        };
        let refused: Vec<(Span, &str)> = all
            .iter()
            .filter_map(|of| Some((of.location.span, refusal(of)?)))
            .collect();
        if refused.is_empty() {
            return;
        }
        for (span, reason) in refused {
            for edit in edits.iter_mut().filter(|edit| edit.removes(span)) {
                let removal = edit.removals.iter().position(|of| of.location.span == span);
                let removal = edit.removals.remove(removal.expect("it removes this one"));
                edit.keep_parameter(&removal.name, reason);
            }
        }
    }
}

/// Whether removing the methods around one, all that touch each other, leaves what they are called on alone.
fn leaves_no_call(of: &ParameterRemoval, all: &[ParameterRemoval]) -> bool {
    let form = |removal: &ParameterRemoval| match removal.cut.form {
        RemovableForm::Method {
            follows_call,
            is_followed,
        } => (follows_call, is_followed),
        _ => (true, true),
    };
    let (mut first, mut last) = (of, of);
    while let Some(before) = all
        .iter()
        .find(|it| it.cut.span.end == first.cut.span.start)
    {
        first = before;
    }
    while let Some(after) = all.iter().find(|it| it.cut.span.start == last.cut.span.end) {
        last = after;
    }
    !form(first).0 && !form(last).1
}

/// The removals of some edits, each once, by location.
pub(super) fn removals(edits: &[Edit]) -> Vec<ParameterRemoval> {
    let all = edits.iter().flat_map(|edit| &edit.removals);
    let by_location: BTreeMap<usize, &ParameterRemoval> =
        all.map(|of| (of.cut.span.start, of)).collect();
    by_location.into_values().cloned().collect()
}
