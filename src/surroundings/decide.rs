//! Decides the context of each reference of a file, and the registry and declaration that depend on it.

use super::file::File;
use super::occurrence::Occurrence;
use super::rule::ContextRule;
use super::rules::{COMPARED, CONTEXT_RULES};
use super::{declaration, env_variables, named_collections, registry};
use crate::language::Kind;
use crate::reference::{Context, Declared, Found, Purpose};

/// What the surroundings of one reference mean.
#[derive(Clone)]
pub(super) struct Meaning {
    pub(super) context: Context,
    pub(super) purpose: Purpose,
    pub(super) registry: Option<u32>,
    pub(super) declared: Option<Declared>,
}

/// What the surroundings of each reference of one file mean. The purpose is that of the context alone.
pub(super) fn meanings(file: &File<'_>, found: &[Found]) -> Vec<Meaning> {
    let mut occurrences: Vec<Occurrence<'_, '_>> = found
        .iter()
        .map(|found| Occurrence::new(file, found.span))
        .collect();
    super::shared_texts::share(file, &mut occurrences);
    let registries = registry::find(file, &occurrences, found);
    let mut meanings = Vec::with_capacity(found.len());
    for ((found, registry), occurrence) in found.iter().zip(registries).zip(&occurrences) {
        let mut rule = rule_for(occurrence, found, registry);
        if matches!(rule.context, Context::Test | Context::Recording)
            && named_collections::is_used_by_the_project(occurrence)
        {
            rule = live_rule_for(occurrence, found);
        }
        let context = rule.context;
        let purpose = if rule.id == COMPARED {
            Purpose::Comparison
        } else {
            Purpose::default()
        };
        let is_list = context == Context::Registry || file.kind() == Kind::Report;
        let registry = registry.filter(|_| is_list);
        let declared = declaration::of(occurrence, found, context);
        let declared = named_collections::add(occurrence, context, declared);
        meanings.push(Meaning {
            context,
            purpose,
            registry,
            declared: env_variables::add(occurrence, found, declared),
        });
    }
    meanings
}

/// The first row that applies to a reference.
pub(super) fn rule_for(
    occurrence: &Occurrence<'_, '_>,
    found: &Found,
    registry: Option<u32>,
) -> &'static ContextRule {
    let applies = |rule: &&ContextRule| rule.applies(occurrence, found, registry.is_some());
    CONTEXT_RULES
        .iter()
        .find(applies)
        .expect("the last row has no condition")
}

/// The first row that applies to a reference that the project sends, although the path of its file is that of tests.
fn live_rule_for(occurrence: &Occurrence<'_, '_>, found: &Found) -> &'static ContextRule {
    let is_live = |rule: &&ContextRule| {
        matches!(
            rule.context,
            Context::Iam | Context::Iac | Context::Config | Context::Code
        )
    };
    let mut rules = CONTEXT_RULES.iter().filter(is_live);
    rules
        .find(|rule| rule.applies(occurrence, found, false))
        .expect("the last row has no condition")
}
