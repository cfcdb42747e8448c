//! Where the finding is: at the definition of a name, or at its uses.
//!
//! The one with the higher level is the finding, and the other one is related to it. If the levels are equal, it is the
//! definition: that is the line to change.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::followed::Definition;
use crate::finding::{Disposition, Finding, Location, Related, RelatedRole};
use crate::source::Position;

/// Makes each use whose definition is a finding as loud a related location of that, and the definition one of each
/// other use.
pub(super) fn uses(findings: &mut Vec<Finding>, definitions: &[Definition]) {
    let (uses, mut others): (Vec<Finding>, Vec<Finding>) = std::mem::take(findings)
        .into_iter()
        .partition(|finding| finding.reference.definition.is_some());
    let at: BTreeMap<(Arc<str>, Position), usize> = others
        .iter()
        .enumerate()
        .map(|(at, finding)| (start_of(&finding.reference.location), at))
        .collect();
    for mut finding in uses {
        let definition = finding
            .reference
            .definition
            .and_then(|number| definitions.get(number as usize));
        let Some(definition) = definition else {
            continue;
        };
        let known = at
            .get(&start_of(definition.location()))
            .map(|at| &mut others[*at]);
        match known {
            // A use that only compares or lists the ID has nothing to change with the definition.
            Some(_) if finding.is_active() && finding.reference.context.is_mention() => {}
            Some(known) if known.level >= finding.level && finding.is_active() => {
                known.related.push(Related::new(
                    finding.reference.location.clone(),
                    RelatedRole::Use,
                    format!("`{}` is used here", definition.shown()),
                ));
                add_changes(known, finding);
            }
            _ => {
                finding.related.push(Related::new(
                    definition.location().clone(),
                    RelatedRole::Definition,
                    format!(
                        "`{}` is defined here as `{}`",
                        definition.shown(),
                        definition.text()
                    ),
                ));
                others.push(finding);
            }
        }
    }
    others.iter_mut().for_each(join_changes);
    *findings = others;
    findings.sort_by(super::by_location);
    cover_uses(findings);
}

/// Adds what the requests of a use have to change with the definition.
fn add_changes(known: &mut Finding, used: Finding) {
    let has_same_target = known.has_same_target(&used);
    let changes = used.related.into_iter();
    let changes = changes.filter(|related| related.role == RelatedRole::Change);
    known.related.extend(changes.map(|change| Related {
        is_removable: change.is_removable && has_same_target,
        ..change
    }));
}

/// Lists what has to change at a location once: requests can share a variable.
fn join_changes(finding: &mut Finding) {
    let mut listed: BTreeMap<(Location, String), usize> = BTreeMap::new();
    let mut joined: Vec<Related> = Vec::with_capacity(finding.related.len());
    for related in std::mem::take(&mut finding.related) {
        if related.role == RelatedRole::Change {
            let key = (related.location.clone(), related.message.clone());
            if let Some(at) = listed.get(&key) {
                joined[*at].is_removable |= related.is_removable;
                continue;
            }
            listed.insert(key, joined.len());
        }
        joined.push(related);
    }
    finding.related = joined;
}

/// Hides the uses whose definition a suppression or the baseline hides.
pub fn cover_uses(findings: &mut [Finding]) {
    let is_use = |finding: &Finding| {
        finding
            .related
            .iter()
            .any(|related| related.role == RelatedRole::Definition)
    };
    if !findings
        .iter()
        .any(|finding| finding.is_active() && is_use(finding))
    {
        return;
    }
    let mut hidden: BTreeMap<(Arc<str>, Position), Disposition> = BTreeMap::new();
    for finding in findings
        .iter()
        .filter(|finding| !finding.is_active() && !is_use(finding))
    {
        let entries = finding
            .related
            .iter()
            .filter(|related| related.role == RelatedRole::Entry);
        let locations = entries
            .map(|entry| &entry.location)
            .chain([&finding.reference.location]);
        hidden.extend(locations.map(|location| (start_of(location), finding.disposition.clone())));
    }
    for finding in findings.iter_mut().filter(|finding| finding.is_active()) {
        let mut definitions = finding
            .related
            .iter()
            .filter(|related| related.role == RelatedRole::Definition);
        if let Some(disposition) =
            definitions.find_map(|related| hidden.get(&start_of(&related.location)))
        {
            finding.disposition = disposition.clone();
        }
    }
}

fn start_of(location: &crate::finding::Location) -> (Arc<str>, Position) {
    (location.path.clone(), location.start)
}
