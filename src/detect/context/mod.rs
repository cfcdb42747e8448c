//! What kind of place each reference of a file stands in, which of them make up a registry, and which
//! Region their surroundings name.
//!
//! Decided by [`rules::CONTEXT_RULES`] over path, language and the surrounding text. Finds no reference and
//! shifts no level.

mod collection;
mod compared;
pub(crate) mod decide;
pub(crate) mod element;
pub(crate) mod facts;
pub(crate) mod file;
mod ground;
pub(crate) mod line;
mod parts;
pub(super) mod place;
pub(super) mod price;
mod rule;
mod rules;
pub(crate) mod surroundings;
mod text;

use std::collections::BTreeSet;

use super::{Context, Match, Purpose, declaration, nearby, purpose, registry};
use crate::source::Source;
use decide::contexts;
use file::File;

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

#[cfg(test)]
mod tests;
