//! The context of each reference of a file, which references make up a registry, and which
//! Region the surroundings set.
//!
//! Decided by [`rules::CONTEXT_RULES`] from path, language and surrounding text. Finds no references and changes no levels.

mod collection;
mod compared;
mod condition;
pub(crate) mod decide;
pub(crate) mod describing_fields;
pub(crate) mod element;
mod embedded_programs;
pub(crate) mod file;
pub(crate) mod line;
pub(super) mod occurrence;
pub(super) mod price;
mod rule;
mod rules;
pub(crate) mod surroundings;
mod text_for_people;
mod text_kind;

use std::collections::BTreeSet;

use super::{Context, Match, Purpose, declaration, nearby, purpose, registry};
use crate::source::Source;
use decide::contexts;
use file::File;
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
    embedded_programs::assign(&file, matches);
    nearby::assign(&file, matches);
    purpose::assign(&file, matches);
}

/// Whether the paths of two sources say the same about what is in them: the same text then has the same contexts in both,
/// as far as paths decide.
pub fn paths_agree(one: &Source, other: &Source) -> bool {
    let (one, other) = (File::new(one), File::new(other));
    let fits_alike = |rule: &ContextRule| rule.matches_path(&one) == rule.matches_path(&other);
    one.source.language.name == other.source.language.name && CONTEXT_RULES.iter().all(fits_alike)
}

#[cfg(test)]
mod tests;
