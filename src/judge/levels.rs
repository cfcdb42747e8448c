//! How the context of a reference lowers the level of its finding.

use crate::finding::{Level, Rule, RuleId};
use crate::judge::Policy;
use crate::reference::Context;

/// The highest level of findings in one context.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ContextLevel {
    /// The context.
    pub context: Context,
    /// The rule that the row applies to; absent means every rule about models.
    pub rule: Option<RuleId>,
    /// The highest level.
    pub at_most: Level,
    /// The reason, for the documentation.
    pub why: &'static str,
}

/// Limits by context. The first row that matches decides; a context without a row has no limit.
pub static CONTEXT_LEVELS: &[ContextLevel] = &[
    row(Context::Docs, Level::Note, "documentation invokes no model"),
    row(Context::Comment, Level::Note, "a comment invokes no model"),
    row(
        Context::Recording,
        Level::Note,
        "recorded data shows past calls",
    ),
    row(
        Context::Registry,
        Level::Note,
        "a collection that describes models invokes none of them",
    ),
    row(
        Context::Deprecation,
        Level::Note,
        "code that checks for a model, denies it or lists it as retired does not invoke it",
    ),
    row(
        Context::Choice,
        Level::Warning,
        "the model is used only if somebody chooses it",
    ),
    ContextLevel {
        context: Context::Test,
        rule: Some(RuleId::UnknownModel),
        at_most: Level::Note,
        why: "tests use made-up model IDs",
    },
    row(
        Context::Test,
        Level::Warning,
        "a failing test does not affect production",
    ),
];

const fn row(context: Context, at_most: Level, why: &'static str) -> ContextLevel {
    ContextLevel {
        context,
        rule: None,
        at_most,
        why,
    }
}

/// The level of a finding after settings and context, and whether its rule is on. If it is off, the level is the one that
/// it would have otherwise.
pub(crate) fn level(
    rule: &Rule,
    default: Level,
    context: Context,
    policy: &Policy,
) -> (Level, bool) {
    let base = policy.base_level(rule, default);
    (
        base.unwrap_or(default).min(at_most(rule, context, policy)),
        base.is_some(),
    )
}

fn at_most(rule: &Rule, context: Context, policy: &Policy) -> Level {
    if let Some((_, set)) = policy.context_levels.iter().find(|(of, _)| *of == context) {
        return *set;
    }
    usual_most(rule, context)
}

/// The highest level of a finding if no setting changes it.
fn usual_most(rule: &Rule, context: Context) -> Level {
    CONTEXT_LEVELS
        .iter()
        .find(|row| row.context == context && row.rule.is_none_or(|id| id == rule.id))
        .map_or(Level::Error, |row| row.at_most)
}

/// The highest level of a finding in a context if no setting changes it, whatever the rule is.
pub(crate) fn highest_level(context: Context) -> Level {
    CONTEXT_LEVELS
        .iter()
        .find(|row| row.context == context && row.rule.is_none())
        .map_or(Level::Error, |row| row.at_most)
}

/// The rules that report Legacy or End-of-Life models.
const ABOUT_STAGES: [RuleId; 5] = [
    RuleId::EndOfLife,
    RuleId::EndOfLifeSoon,
    RuleId::ExtendedAccess,
    RuleId::Legacy,
    RuleId::WildcardEndOfLife,
];

impl Policy {
    /// Whether every Legacy or End-of-Life reference is reported at its default level or above: no rule about stages and no
    /// context is off or lowered.
    pub fn judges_every_stage(&self) -> bool {
        let about_stages = || ABOUT_STAGES.iter().map(|id| id.rule());
        let rules_are_on = about_stages().all(|rule| {
            self.levels
                .get(&rule.id)
                .is_none_or(|set| set.is_some_and(|set| set >= rule.level))
        });
        let lowered = |(context, set): &(Context, Level)| {
            about_stages().any(|rule| *set < usual_most(rule, *context).min(rule.level))
        };
        rules_are_on && self.contexts.is_none() && !self.context_levels.iter().any(lowered)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What counts as a mention in numbers of models counts as one in levels.
    #[test]
    fn mentions_are_the_contexts_whose_findings_are_notes() {
        for context in [
            Context::Comment,
            Context::Docs,
            Context::Recording,
            Context::Deprecation,
            Context::Registry,
            Context::Choice,
            Context::Test,
            Context::Iam,
            Context::Iac,
            Context::Config,
            Context::Code,
        ] {
            assert_eq!(
                context.is_mention(),
                highest_level(context) == Level::Note,
                "{context:?}"
            );
        }
    }
}
