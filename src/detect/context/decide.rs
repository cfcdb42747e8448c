//! Decides the context of each reference of a file.

use std::sync::Arc;

use super::file::File;
use super::occurrence::Occurrence;
use super::rule::ContextRule;
use super::rules::CONTEXT_RULES;
use super::{Context, Match, Purpose, declaration, registry};
use crate::language::Kind;

/// Sets the context and the registry of every match of one file.
pub(super) fn contexts(file: &File<'_>, matches: &mut [Match]) {
    let mut places: Vec<Occurrence<'_, '_>> =
        matches.iter().map(|found| Occurrence::new(file, found.span)).collect();
    super::text_for_people::share(file, &mut places);
    let registries = registry::find(file, &places, matches);
    for ((found, registry), place) in matches.iter_mut().zip(registries).zip(&places) {
        let rule = rule_for(place, found, registry);
        found.context = rule.context;
        if rule.id == super::rules::COMPARED {
            found.purpose = Purpose::Comparison;
        }
        let is_list = found.context == Context::Registry || file.kind() == Kind::Report;
        found.registry = registry.filter(|_| is_list);
        found.declared = declaration::of(place, found).map(Arc::new);
    }
}

/// The first row that applies to a match.
pub(super) fn rule_for(
    place: &Occurrence<'_, '_>,
    found: &Match,
    registry: Option<u32>,
) -> &'static ContextRule {
    let holds = |rule: &&ContextRule| rule.applies(place, found, registry.is_some());
    CONTEXT_RULES.iter().find(holds).expect("the last row asks nothing")
}
