//! What kind of place each reference of a file stands in, which of them make up a registry, and which
//! Region their surroundings name.
//!
//! Decided by [`rules::CONTEXT_RULES`] over path, language and the surrounding text. Finds no reference and
//! shifts no level.

mod collection;
mod compared;
pub(crate) mod element;
pub(crate) mod facts;
pub(crate) mod file;
pub(crate) mod line;
mod parts;
pub(crate) mod place;
mod rule;
mod rules;
pub(crate) mod surroundings;
mod text;

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Context, Match, Purpose, declaration, nearby, purpose, registry};
use crate::language::Kind;
use crate::source::Source;
use file::File;
use place::Place;
use rule::ContextRule;
use rules::CONTEXT_RULES;

/// Sets the context, the registry, what it is declared as and, where the surroundings name exactly one, the Region of every match
/// of one file. Matches are in ascending order.
pub(crate) fn assign(source: &Source, unused_types: &BTreeSet<usize>, matches: &mut [Match]) {
    if matches.is_empty() {
        return;
    }
    let file = File::new(source).with_unused_types(unused_types);
    contexts(&file, matches);
    parts::assign(&file, matches);
    nearby::assign(&file, matches);
    purpose::assign(&file, matches);
}

/// Sets the context and the registry of every match of one file.
fn contexts(file: &File<'_>, matches: &mut [Match]) {
    let mut places: Vec<Place<'_, '_>> = matches.iter().map(|found| Place::new(file, found.span)).collect();
    text::share(file, &mut places);
    let registries = registry::find(file, &places, matches);
    for ((found, registry), place) in matches.iter_mut().zip(registries).zip(&places) {
        let rule = rule_for(place, found, registry);
        found.context = rule.context;
        if rule.id == rules::COMPARED {
            found.purpose = Purpose::Comparison;
        }
        let is_list = found.context == Context::Registry || file.kind() == Kind::Report;
        found.registry = registry.filter(|_| is_list);
        found.declared = declaration::of(place, found).map(Arc::new);
    }
}

/// The first row that holds for a match.
fn rule_for(place: &Place<'_, '_>, found: &Match, registry: Option<u32>) -> &'static ContextRule {
    let holds = |rule: &&ContextRule| rule.holds(place, found, registry.is_some());
    CONTEXT_RULES.iter().find(holds).expect("the last row asks nothing")
}

#[cfg(test)]
mod tests;
