//! What a report for people has told already and does not tell again: other Regions, advice, steps.

use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::finding::Finding;

use super::steps::Steps;

/// What has been told so far.
#[derive(Default)]
pub(crate) struct Told<'a> {
    /// One finding for each model whose Regions were told.
    regions: Vec<&'a Finding>,
    /// Advice, without the text to write, and the finding at which it was told.
    advice: HashMap<String, &'a Finding>,
    pub(crate) steps: Steps<'a>,
}

impl<'a> Told<'a> {
    /// The message, in brief where the Regions of the same models were told before.
    pub(crate) fn message(&mut self, finding: &'a Finding) -> &'a str {
        let same = |of: &&Finding| {
            of.reference.models == finding.reference.models
                && of.regions == finding.regions
                && of.rule.id == finding.rule.id
        };
        if self.regions.iter().any(same) {
            return finding.brief();
        }
        self.regions.push(finding);
        &finding.message
    }

    /// The help, the shortest where the same was told before: of the same advice with another text to write, only
    /// that is new.
    pub(crate) fn advice(&mut self, finding: &'a Finding) -> Cow<'a, str> {
        match &finding.replacement {
            Some(chosen) if !self.is_new(finding) => Cow::Owned(format!("Use `{}`.", chosen.text)),
            _ => Cow::Borrowed(&*finding.help),
        }
    }

    /// Whether the help of a finding was not told before, but for the text to write; from now on it was.
    pub(crate) fn is_new(&mut self, finding: &'a Finding) -> bool {
        self.told_at(finding).is_none()
    }

    /// The finding at which the same help was told before, but for the text to write; absent where it is new, and from
    /// now on it is told at this one.
    pub(crate) fn told_at(&mut self, finding: &'a Finding) -> Option<&'a Finding> {
        let help = match &finding.replacement {
            Some(chosen) => finding.help.replacen(&chosen.text, "", 1),
            None => finding.help.to_string(),
        };
        match self.advice.entry(help) {
            Entry::Occupied(told) => Some(told.get()),
            Entry::Vacant(new) => {
                new.insert(finding);
                None
            }
        }
    }

    /// Forgets what was told but the steps, whose numbers hold for the whole report: what follows is read alone.
    pub(crate) fn begin_anew(&mut self) {
        self.regions.clear();
        self.advice.clear();
    }
}
