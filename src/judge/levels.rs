//! How the kind of place shifts the level of a finding.

use crate::detect::Context;
use crate::finding::{Level, Rule};
use crate::judge::Policy;

/// The most that a finding in one kind of place can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ContextLevel {
    /// The kind of place.
    pub context: Context,
    /// The rule that the row is about; absent means every rule about models.
    pub rule: Option<&'static str>,
    /// The most that the finding can be.
    pub at_most: Level,
    /// Why, in words for the documentation.
    pub why: &'static str,
}

/// The shifts. The first row that fits decides; a place without a row shifts nothing.
pub static CONTEXT_LEVELS: &[ContextLevel] = &[
    row(Context::Docs, Level::Note, "documentation invokes nothing"),
    row(Context::Comment, Level::Note, "a comment invokes nothing"),
    row(Context::Recording, Level::Note, "a recording tells what once was"),
    row(Context::Registry, Level::Note, "a list of many models is not a use of each"),
    row(Context::Deprecation, Level::Note, "code that handles dead models has to name them"),
    ContextLevel {
        context: Context::Test,
        rule: Some("unknown-model"),
        at_most: Level::Note,
        why: "tests invent models",
    },
    row(Context::Test, Level::Warning, "a test fails on its own, not in production"),
];

const fn row(context: Context, at_most: Level, why: &'static str) -> ContextLevel {
    ContextLevel { context, rule: None, at_most, why }
}

/// The level of a finding after settings and context; absent where the rule is off.
pub(crate) fn level(rule: &Rule, default: Level, context: Context, policy: &Policy) -> Option<Level> {
    let base = policy.base_level(rule, default)?;
    Some(base.min(at_most(rule, context, policy)))
}

fn at_most(rule: &Rule, context: Context, policy: &Policy) -> Level {
    if let Some((_, set)) = policy.context_levels.iter().find(|(of, _)| *of == context) {
        return *set;
    }
    CONTEXT_LEVELS
        .iter()
        .find(|row| row.context == context && row.rule.is_none_or(|id| id == rule.id))
        .map_or(Level::Error, |row| row.at_most)
}
