//! The numbers of a report.

use std::collections::BTreeMap;

use crate::finding::{Finding, Level, RuleId};
use crate::reference::Context;

/// Counts of active and hidden findings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Findings at level error.
    pub errors: u64,
    /// Findings at level warning.
    pub warnings: u64,
    /// Findings at level note.
    pub notes: u64,
    /// Findings that a suppression hides.
    pub suppressed: u64,
    /// Findings that the baseline accepts.
    pub baselined: u64,
    /// All rows of the inventory.
    pub references: u64,
    /// Files with an active finding.
    pub files_with_findings: u64,
    /// References whose requests fail today, by where they are.
    pub failing: Failing,
    /// Active findings by rule ID.
    pub by_rule: BTreeMap<&'static str, u64>,
    /// Active findings by base ID; one that can refer to several models, or whose entries do, counts for each.
    pub by_model: BTreeMap<String, u64>,
}

/// References to models that are End-of-Life on the report's day. Every format for people takes its numbers from here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Failing {
    /// References in use, at level error: their requests fail.
    pub uses: u64,
    /// References at level warning, outside of tests: a value that somebody may choose, a pattern that also allows other
    /// models, a guess.
    pub possible: u64,
    /// References in tests, which may not call Bedrock.
    pub in_tests: u64,
    /// Mentions, which are notes: comments, documentation, registries.
    pub mentions: u64,
    /// References whose finding a suppression or the baseline hides.
    pub accepted: u64,
}

impl Failing {
    pub(super) fn count(&mut self, finding: &Finding) {
        if finding.rule.id != RuleId::EndOfLife {
            return;
        }
        let number = match (finding.level, finding.reference.context) {
            _ if !finding.is_active() => &mut self.accepted,
            (Level::Note, _) => &mut self.mentions,
            (_, Context::Test) => &mut self.in_tests,
            (Level::Warning, _) => &mut self.possible,
            _ => &mut self.uses,
        };
        *number += 1;
    }
}

impl Summary {
    pub(super) fn count(&mut self, finding: &Finding) {
        match finding.level {
            Level::Error => self.errors += 1,
            Level::Warning => self.warnings += 1,
            Level::Note => self.notes += 1,
        }
        *self.by_rule.entry(finding.rule.name).or_default() += 1;
        for model in finding.about() {
            *self.by_model.entry(model.to_string()).or_default() += 1;
        }
    }
}
