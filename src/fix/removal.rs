//! Which parameters of their requests the edits of a plan remove, in any file: none that something else needs.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Edit, ParameterRemoval};
use crate::finding::{Location, Reference};
use crate::source::{Source, Span};
use crate::surroundings::{RemovableForm, removable};

const SHARED: &str = "another request passes it, too, and keeps its model";

/// A parameter that an edit removes if the text allows it.
pub(super) struct WantedRemoval {
    /// The edit, by its number in the plan.
    pub(super) edit: usize,
    pub(super) location: Location,
}

/// A parameter that stays.
pub(super) struct RefusedRemoval {
    pub(super) edit: usize,
    /// The parameter in words: its name in backticks.
    pub(super) parameter: String,
    pub(super) location: Location,
    pub(super) reason: &'static str,
}

impl WantedRemoval {
    /// The same if its file is not there as text, so that not even the name is known.
    pub(super) fn without_text(self) -> RefusedRemoval {
        RefusedRemoval {
            edit: self.edit,
            parameter: "a rejected parameter".to_owned(),
            location: self.location,
            reason: "the file is binary, or too large to be edited",
        }
    }
}

/// Adds to the edits of a plan the parameters that they remove in one file, and returns those that stay. `references` are
/// those of the file.
pub(super) fn plan(
    edits: &mut [Edit],
    wanted: &[WantedRemoval],
    source: &Source,
    references: &[&Reference],
) -> Vec<RefusedRemoval> {
    if wanted.is_empty() {
        return Vec::new();
    }
    let spans: Vec<Span> = wanted.iter().map(|wanted| wanted.location.span).collect();
    let mut refused = Vec::new();
    for (wanted, cut) in wanted.iter().zip(removable(source, &spans)) {
        let WantedRemoval {
            edit: number,
            location,
        } = wanted;
        let edit = &mut edits[*number];
        let bytes = &source.text[location.span.start..location.span.end];
        let name = String::from_utf8_lossy(bytes).into_owned();
        match cut.and_then(|cut| Ok((cut, sharers(edit, location, references)?))) {
            Ok((cut, sharers)) => edit.removals.push(ParameterRemoval {
                name,
                location: location.clone(),
                cut,
                sharers,
            }),
            Err(reason) => refused.push(RefusedRemoval {
                edit: *number,
                parameter: format!("`{name}`"),
                location: location.clone(),
                reason,
            }),
        }
    }
    refused
}

/// The other references whose requests pass a parameter of an edit.
fn sharers(
    edit: &Edit,
    parameter: &Location,
    references: &[&Reference],
) -> Result<Vec<Span>, &'static str> {
    let passed = |reference: &Reference| {
        let requests = reference.requests.iter();
        requests
            .flat_map(|request| &request.parameters)
            .find(|of| of.span == parameter.span)
            .map(|of| of.is_exclusive)
    };
    let own = &edit.finding.reference;
    let changes_with_it = |of: &Reference| {
        let location = &of.location;
        let is_listed = edit
            .changed
            .contains(&(location.path.clone(), location.span));
        // A name that two files define for the same model is followed to the first of them.
        let is_defined_alike =
            of.definition.is_some() && own.declared.is_some() && of.models == own.models;
        is_listed || is_defined_alike && *location.path == **edit.path()
    };
    let mut is_exclusive = None;
    let mut sharers = Vec::new();
    for (of, is_read_here_only) in references.iter().filter_map(|of| Some((of, passed(of)?))) {
        if changes_with_it(of) {
            is_exclusive = Some(is_exclusive.unwrap_or(true) && is_read_here_only);
        } else {
            sharers.push(of.location.span);
        }
    }
    match is_exclusive {
        Some(true) => Ok(sharers),
        _ => Err("it is in a variable that other code may read"),
    }
}

/// Leaves out the removals that the applied edits do not allow together: another request needs the parameter, nothing
/// would be left around it, or an ID that is edited would go with it.
pub(super) fn settle(edits: &mut [&mut Edit]) {
    loop {
        let refused = refused(edits);
        if refused.is_empty() {
            return;
        }
        for (number, parameter, reason) in refused {
            let edit = &mut *edits[number];
            let removal = edit.removals.iter().position(|of| of.location == parameter);
            let removal = edit.removals.remove(removal.expect("it removes this one"));
            edit.keep_parameter(&format!("`{}`", removal.name), &parameter, reason);
        }
    }
}

/// The removals that are not allowed: the number of the edit, the parameter, and why.
fn refused(edits: &[&mut Edit]) -> Vec<(usize, Location, &'static str)> {
    let mut edited: BTreeMap<&str, Vec<Span>> = BTreeMap::new();
    let mut by_file: BTreeMap<&Arc<str>, RemovalsOfFile<'_>> = BTreeMap::new();
    for (number, edit) in edits.iter().enumerate() {
        edited.entry(edit.path()).or_default().push(edit.span());
        for removal in &edit.removals {
            let of_file = by_file.entry(&removal.location.path).or_default();
            of_file.by_start.insert(removal.cut.span.start, removal);
            let removers = of_file.removers.entry(removal.location.span);
            removers.or_default().push((number, removal));
        }
    }
    let mut refused = Vec::new();
    for (path, of_file) in by_file {
        let all: Vec<&ParameterRemoval> = of_file.by_start.into_values().collect();
        let ids = edited.get(&**path).map_or(&[][..], Vec::as_slice);
        for removals in of_file.removers.into_values() {
            let changes = |sharer: &Span| {
                let key = (path.clone(), *sharer);
                let mut removers = removals.iter();
                removers.any(|(number, _)| edits[*number].changed.contains(&key))
            };
            let mut sharers = removals.iter().flat_map(|(_, of)| &of.sharers);
            let is_shared = !sharers.all(changes);
            for (number, of) in &removals {
                let reason = match is_shared {
                    true => Some(SHARED),
                    false => leaves_nothing(of, &all, ids),
                };
                refused.extend(reason.map(|reason| (*number, of.location.clone(), reason)));
            }
        }
    }
    refused
}

/// What some edits remove in one file.
#[derive(Default)]
struct RemovalsOfFile<'e> {
    /// Each once, by the first byte that goes.
    by_start: BTreeMap<usize, &'e ParameterRemoval>,
    /// The numbers of the edits that remove a parameter, by its name's bytes.
    removers: BTreeMap<Span, Vec<(usize, &'e ParameterRemoval)>>,
}

/// Why a removal would leave nothing that makes sense, or take an ID with it that is edited. `all` are those of the file.
fn leaves_nothing(
    of: &ParameterRemoval,
    all: &[&ParameterRemoval],
    ids: &[Span],
) -> Option<&'static str> {
    if ids.iter().any(|id| of.cut.span.contains(&id.start)) {
        return Some("the model ID is in its value");
    }
    match of.cut.form {
        RemovableForm::Lines { of: Some(count) } => {
            let same = all.iter().filter(|other| other.cut.around == of.cut.around);
            (same.count() == count).then_some("its mapping would be empty without it")
        }
        RemovableForm::Method { .. } => {
            leaves_no_call(of, all).then_some("its statement would do nothing without it")
        }
        RemovableForm::Lines { of: None }
        | RemovableForm::LinesInText
        | RemovableForm::Element { .. } => None,
    }
}

/// Whether removing the methods around one, all that touch each other, leaves what they are called on alone.
fn leaves_no_call(of: &ParameterRemoval, all: &[&ParameterRemoval]) -> bool {
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

/// Removals, each once, by location.
pub(super) fn each_once<'e>(
    removals: impl Iterator<Item = &'e ParameterRemoval>,
) -> Vec<&'e ParameterRemoval> {
    let by_start: BTreeMap<usize, &ParameterRemoval> =
        removals.map(|of| (of.cut.span.start, of)).collect();
    by_start.into_values().collect()
}
