//! The requests that change their model together, since they use the same definition, or the same variable of the environment.
//!
//! Which replacement changes least depends on what requests pass, and a file shows only its own. With those of all files, the
//! definition and its uses get the same replacement. Where all uses are sent to one Region, it is that of the definition.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::super::Scanned;
use super::followed::Definition;
use crate::finding::{Location, Reference, RegionSource};
use crate::model_id::{ModelId, Region};
use crate::reference::{
    Context, FromProject, ModelRequest, RegionOrigin, RequestParameter, ScopeBefore, SharedRequests,
};
use crate::source::Span;

/// Most different requests of a definition that are compared with each possible replacement; a limit for hostile projects.
const MOST: usize = 32;

/// What is known with these requests of each file with a definition that is replaced or a use of it, by its path. `known` is
/// what was known before.
pub(super) fn known(
    scanned: &Scanned,
    definitions: &[Definition],
    known: &BTreeMap<String, FromProject>,
) -> BTreeMap<String, FromProject> {
    let findings = scanned.findings.iter();
    let replaced: BTreeSet<&Location> = findings
        .filter(|finding| finding.replacement.is_some())
        .map(|finding| &finding.reference.location)
        .collect();
    let mut by_definition: BTreeMap<u32, Vec<&Reference>> = BTreeMap::new();
    for reference in &scanned.references {
        if let Some(number) = reference.definition {
            by_definition.entry(number).or_default().push(reference);
        }
    }
    let with_definition = by_definition.into_iter().filter_map(|(number, mut uses)| {
        uses.insert(0, definitions.get(number as usize)?.reference());
        Some((uses, 1))
    });
    let of_variables = of_variables(&scanned.references).map(|of| (of, 0));
    let mut linked: BTreeMap<String, FromProject> = BTreeMap::new();
    // Those before the first use only define.
    for (references, first_use) in with_definition.chain(of_variables) {
        let is_replaced = |of: &&Reference| replaced.contains(&of.location);
        let requests = requests(&references);
        let region = region(&references[first_use..]);
        let scope = scope_before(&references[first_use..]);
        if requests.is_empty() && region.is_none() && scope.is_none()
            || !references.iter().any(is_replaced)
        {
            continue;
        }
        for reference in &references {
            let Location { path, span, .. } = &reference.location;
            let path = path.to_string();
            let before = || known.get(&path).cloned().unwrap_or_default();
            let of_file = linked.entry(path.clone()).or_insert_with(before);
            let of_reference = of_file.linked_requests.entry(span.start).or_default();
            *of_reference = of_reference
                .iter()
                .chain(requests.iter())
                .cloned()
                .collect();
            if let (Some(region), None) = (region, &reference.region) {
                of_file.linked_regions.insert(span.start, region.clone());
            }
            if let Some(scope) = &scope {
                of_file.linked_scopes.insert(span.start, scope.clone());
            }
        }
    }
    linked
}

/// The Region to which all of these references are sent that are in code; absent where one is sent to another, or where it is
/// not known to which.
fn region<'r>(uses: &[&'r Reference]) -> Option<&'r Region> {
    let mut sent = uses
        .iter()
        .filter(|of| of.context == Context::Code)
        .peekable();
    let region = |of: &&'r Reference| match &of.region {
        Some((region, RegionSource::Text(RegionOrigin::Nearby))) => Some(region),
        _ => None,
    };
    let one = region(sent.peek()?)?;
    sent.all(|of| region(of) == Some(one)).then_some(one)
}

/// The scope that is put before some of these references in code.
fn scope_before(uses: &[&Reference]) -> Option<ScopeBefore> {
    let in_code = || uses.iter().filter(|of| of.context == Context::Code);
    let scopes = in_code().filter_map(|of| of.scope_before.as_deref());
    let is_always = in_code().all(|of| of.scope_before.is_some());
    let scope = scopes.cloned().reduce(|one, other| one.with(&other))?;
    Some(ScopeBefore {
        is_always: scope.is_always && is_always,
        ..scope
    })
}

/// The references to a model that are the value of a variable in settings, with those that are its default in the code that
/// reads it: the settings decide on the requests of the code.
fn of_variables(references: &[Arc<Reference>]) -> impl Iterator<Item = Vec<&Reference>> {
    let mut by_variable: BTreeMap<(&str, &[ModelId]), Vec<&Reference>> = BTreeMap::new();
    for reference in references {
        let declared = reference.declared.as_ref();
        if let Some(name) = declared.and_then(|declared| declared.variable.as_ref()) {
            let key = (&**name, &*reference.models);
            by_variable.entry(key).or_default().push(reference);
        }
    }
    let is_code = |of: &&Reference| of.context == Context::Code;
    let is_read = move |of: &Vec<&Reference>| of.iter().any(is_code) && !of.iter().all(is_code);
    by_variable.into_values().filter(move |of| is_read(of))
}

/// What the requests of some references pass, in their order.
fn requests(references: &[&Reference]) -> SharedRequests {
    let mut all: Vec<ModelRequest> = Vec::new();
    for request in references.iter().flat_map(|of| of.requests.iter()) {
        let request = without_location(request);
        if !request.parameters.is_empty() && all.len() < MOST && !all.contains(&request) {
            all.push(request);
        }
    }
    all.into_iter().collect()
}

/// A request as any file can contain it, so that equal ones are equal, and judged once.
fn without_location(request: &ModelRequest) -> ModelRequest {
    let parameters = request.parameters.iter();
    let parameters = parameters.map(|parameter| RequestParameter {
        span: Span { start: 0, end: 0 },
        is_exclusive: false,
        ..parameter.clone()
    });
    ModelRequest {
        parameters: parameters.collect(),
        is_complete: false,
    }
}
