//! What kind of place each reference of a file stands in, which of them make up a registry, and which
//! Region their surroundings name.
//!
//! Decided by [`rules::CONTEXT_RULES`] over path, language and the surrounding text. Finds no reference and
//! shifts no level.

pub(crate) mod file;
pub(crate) mod line;
pub(crate) mod place;
mod routes;
mod rule;
mod rules;
pub(crate) mod surroundings;
mod text;

use super::{Context, Match, nearby, purpose, registry};
use crate::language::Kind;
use crate::source::Source;
use file::File;
use place::Place;
use rule::ContextRule;
use rules::CONTEXT_RULES;

/// Sets the context, the registry and, where the surroundings name exactly one, the Region of every match
/// of one file. Matches are in ascending order.
pub(crate) fn assign(source: &Source, matches: &mut [Match]) {
    if matches.is_empty() {
        return;
    }
    let file = File::new(source);
    let registries = registry::find(&file, matches);
    for (found, registry) in matches.iter_mut().zip(registries) {
        found.context = rule_for(&file, found, registry).context;
        let is_list = found.context == Context::Registry || file.kind() == Kind::Report;
        found.registry = registry.filter(|_| is_list);
    }
    nearby::assign(&file, matches);
    purpose::assign(&file, matches);
}

/// The first row that holds for a match.
fn rule_for(file: &File<'_>, found: &Match, registry: Option<u32>) -> &'static ContextRule {
    let place = Place::new(file, found.span);
    let holds = |rule: &&ContextRule| rule.holds(&place, found, registry.is_some());
    CONTEXT_RULES.iter().find(holds).expect("the last row asks nothing")
}

#[cfg(test)]
mod tests;
