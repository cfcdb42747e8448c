//! What a report for people has already shown and does not repeat: other Regions, advice, steps.

use std::borrow::Cow;
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use crate::finding::{Finding, RelatedRole};
use crate::model_id::ModelId;

use super::groups::RelatedLocations;
use super::steps::Steps;

/// What has been shown so far.
#[derive(Default)]
pub(crate) struct PrintedOnce<'a> {
    /// One finding per model whose Regions were shown.
    regions: Vec<&'a Finding>,
    /// Advice without the replacement, and the finding at which it was shown.
    advice: HashMap<String, &'a Finding>,
    /// Sentences of advice, each with the models that it is about.
    sentences: HashSet<(&'a [ModelId], String)>,
    /// Where Regions of the project are set, of those that were shown.
    set_at: HashSet<(&'a str, &'a str)>,
    pub(crate) steps: Steps<'a>,
}

impl<'a> PrintedOnce<'a> {
    /// The related locations without those that set the Region of the project and were shown before.
    pub(crate) fn related(
        &mut self,
        mut related: Vec<RelatedLocations<'a>>,
    ) -> Vec<RelatedLocations<'a>> {
        related.retain(|locations| {
            locations.role != RelatedRole::Region
                || self.set_at.insert((locations.path, locations.message))
        });
        related
    }

    /// The message; the short one if the Regions of the same models were shown before.
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

    /// The help without the sentences that were shown for the same models before. The replacement is always in it.
    pub(crate) fn advice(&mut self, finding: &'a Finding) -> Cow<'a, str> {
        let is_new = self.is_new(finding);
        let Some(chosen) = &finding.replacement else {
            return Cow::Borrowed(&*finding.help);
        };
        let verb = if finding.help.starts_with("Allow ") {
            "Allow"
        } else {
            "Use"
        };
        let short = format!("{verb} `{}`.", chosen.text);
        if !is_new {
            return Cow::Owned(short);
        }
        let mut sentences = finding.help.split_inclusive(". ");
        let first = sentences.next().unwrap_or_default();
        let mut advice = if self.is_new_sentence(finding, first.replacen(&chosen.text, "", 1)) {
            first.trim_end().to_owned()
        } else {
            short
        };
        for sentence in sentences.map(str::trim_end) {
            if self.is_new_sentence(finding, sentence.to_owned()) {
                advice.push(' ');
                advice.push_str(sentence);
            }
        }
        Cow::Owned(advice)
    }

    fn is_new_sentence(&mut self, finding: &'a Finding, sentence: String) -> bool {
        self.sentences.insert((&finding.reference.models, sentence))
    }

    /// Whether the help of a finding, apart from the replacement, is new. Marks it as shown.
    pub(crate) fn is_new(&mut self, finding: &'a Finding) -> bool {
        self.shown_at(finding).is_none()
    }

    /// The finding at which the same help, apart from the replacement, was shown before. If it is new, absent; then it counts
    /// as shown at this finding.
    pub(crate) fn shown_at(&mut self, finding: &'a Finding) -> Option<&'a Finding> {
        let help = match &finding.replacement {
            Some(chosen) => finding.help.replacen(&chosen.text, "", 1),
            None => finding.help.to_string(),
        };
        match self.advice.entry(help) {
            Entry::Occupied(first) => Some(first.get()),
            Entry::Vacant(new) => {
                new.insert(finding);
                None
            }
        }
    }

    /// Forgets everything except the steps, whose numbers apply to the whole report: what follows is read on its own.
    pub(crate) fn forget_advice(&mut self) {
        self.regions.clear();
        self.advice.clear();
        self.sentences.clear();
    }
}
