//! What kind of place each reference of a file stands in, which of them make up a registry, and which
//! Region their surroundings name.
//!
//! Decided by [`rules::CONTEXT_RULES`] over path, language and the surrounding text. Finds no reference and
//! shifts no level.

pub(crate) mod place;
pub(crate) mod rules;

use super::{Match, nearby, registry};
use crate::source::Source;
use place::File;
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
        let place = file.place(found.span);
        let rule = CONTEXT_RULES.iter().find(|r| r.holds(&place, found, registry.is_some()));
        if let Some(rule) = rule {
            found.context = rule.context;
        }
        found.registry = registry.filter(|_| found.context == super::Context::Registry);
    }
    nearby::assign(&file, matches);
}

#[cfg(test)]
mod tests;
