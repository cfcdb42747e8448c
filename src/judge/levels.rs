//! How the kind of place shifts the level of a finding.

use crate::detect::Context;
use crate::finding::{Level, Rule, rule};
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
    row(Context::Registry, Level::Note, "a collection that describes models uses none of them"),
    row(Context::Deprecation, Level::Note, "code that handles a model has to name it"),
    row(Context::Choice, Level::Warning, "who chooses the value uses it, nobody else"),
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

/// The level of a finding after settings and context, and whether its rule is on. Where the rule is off, the level is
/// the one that it would have otherwise.
pub(crate) fn level(rule: &Rule, default: Level, context: Context, policy: &Policy) -> (Level, bool) {
    let base = policy.base_level(rule, default);
    (base.unwrap_or(default).min(at_most(rule, context, policy)), base.is_some())
}

fn at_most(rule: &Rule, context: Context, policy: &Policy) -> Level {
    if let Some((_, set)) = policy.context_levels.iter().find(|(of, _)| *of == context) {
        return *set;
    }
    usual_most(rule, context)
}

/// The most that a finding can be where no setting says otherwise.
fn usual_most(rule: &Rule, context: Context) -> Level {
    CONTEXT_LEVELS
        .iter()
        .find(|row| row.context == context && row.rule.is_none_or(|id| id == rule.id))
        .map_or(Level::Error, |row| row.at_most)
}

/// The rules whose findings say that a model is Legacy or End-of-Life.
const ABOUT_STAGES: [&str; 5] =
    ["end-of-life", "end-of-life-soon", "extended-access", "legacy", "wildcard-end-of-life"];

impl Policy {
    /// Whether each Legacy or End-of-Life reference is a finding, at its usual level or above: no rule about stages
    /// and no context is off or lowered.
    pub fn judges_every_stage(&self) -> bool {
        let about_stages = || ABOUT_STAGES.iter().filter_map(|id| rule(id));
        let rules_are_on = about_stages()
            .all(|rule| self.levels.get(rule.id).is_none_or(|set| set.is_some_and(|set| set >= rule.level)));
        let lowered = |(context, set): &(Context, Level)| {
            about_stages().any(|rule| *set < usual_most(rule, *context).min(rule.level))
        };
        rules_are_on && self.contexts.is_none() && !self.context_levels.iter().any(lowered)
    }
}
