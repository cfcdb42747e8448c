//! Plans the edits of a report.

use std::collections::BTreeMap;

use super::check::check;
use super::removal::{self, settle};
use super::{Edit, FileEdits, FixError};
use crate::finding::{Applicability, Finding, Reference, RuleId};
use crate::report::Report;
use crate::scan::KeptText;
use crate::source::Source;

/// Which edits are applied.
#[derive(Clone, Debug, Default)]
pub struct EditChoice {
    /// Whether unsafe edits are applied, too.
    pub with_unsafe: bool,
    /// Only findings of these rules; empty for all.
    pub rules: Vec<RuleId>,
    /// Whether findings that a suppression or the baseline accepts are edited, too.
    pub with_accepted: bool,
}

/// The edits of a report.
#[derive(Clone, Debug, Default)]
pub struct FixPlan {
    /// The files to change, by path.
    pub files: Vec<FileEdits>,
    /// Edits that are not applied: unsafe ones that were not asked for, and those that are only shown.
    pub withheld: Vec<Edit>,
    /// Active findings about models without a replacement.
    pub without_replacement: usize,
}

impl FixPlan {
    /// Plans the edits of the active findings, or of all. `texts` are the files as they were judged.
    ///
    /// # Errors
    /// A replacement is not a model ID.
    pub fn of(
        report: &Report,
        texts: Vec<KeptText>,
        choice: &EditChoice,
    ) -> Result<Self, FixError> {
        let mut plan = Self::default();
        let mut by_path: BTreeMap<&str, Vec<Edit>> = BTreeMap::new();
        let wanted = |finding: &&Finding| {
            (finding.is_active() || choice.with_accepted)
                && (choice.rules.is_empty() || choice.rules.contains(&finding.rule.id))
        };
        for finding in report.findings.iter().filter(wanted) {
            match Edit::of(finding)? {
                Some(edit) => by_path
                    .entry(&finding.reference.location.path)
                    .or_default()
                    .push(edit),
                None if finding.replacement.is_none() && finding.rule.about_models => {
                    plan.without_replacement += 1;
                }
                None => {}
            }
        }
        let mut references: BTreeMap<&str, Vec<&Reference>> = BTreeMap::new();
        for reference in &report.references {
            let of_file = references.entry(&reference.location.path).or_default();
            of_file.push(reference);
        }
        let mut texts = texts;
        texts.sort_by(|a, b| crate::source::by_components(&a.path.display, &b.path.display));
        for text in texts {
            let Some(edits) = by_path.remove(text.path.display.as_str()) else {
                continue;
            };
            let of_file = references.get(text.path.display.as_str());
            plan.add_file(text, edits, of_file.map_or(&[], Vec::as_slice), choice);
        }
        // Binary files, and those that are too large to be held.
        for mut edit in by_path.into_values().flatten() {
            edit.review
                .show_only("the file is binary, or too large to be edited");
            plan.withheld.push(edit);
        }
        Ok(plan)
    }

    fn add_file(
        &mut self,
        text: KeptText,
        mut edits: Vec<Edit>,
        references: &[&Reference],
        choice: &EditChoice,
    ) {
        edits.sort_by_key(|edit| edit.finding.reference.location.span);
        let KeptText {
            path,
            content,
            encoding,
        } = text;
        let source = Source::decode_as(path.clone(), content.clone(), encoding);
        check(&mut edits, references, &source);
        removal::plan(&mut edits, &source, references);
        for edit in &mut edits {
            // Without unsafe edits, a safe one is written without what it could remove as well.
            let is_safe = edit.renames() && edit.review.applicability() == Applicability::Safe;
            if !choice.with_unsafe && is_safe {
                edit.removals.clear();
            }
        }
        let is_applied = |edit: &Edit| match edit.applicability() {
            Applicability::Safe => true,
            Applicability::Unsafe => choice.with_unsafe,
            Applicability::DisplayOnly => false,
        };
        let (mut edits, withheld): (Vec<Edit>, Vec<Edit>) = edits.into_iter().partition(is_applied);
        settle(&mut edits);
        let (edits, unsettled): (Vec<Edit>, Vec<Edit>) = edits.into_iter().partition(is_applied);
        let mut withheld = [withheld, unsettled].concat();
        withheld.sort_by_key(Edit::span);
        self.withheld.extend(withheld);
        if !edits.is_empty() {
            self.files.push(FileEdits {
                path,
                content,
                edits,
                encoding,
            });
        }
    }

    /// How many edits are applied.
    pub fn edits(&self) -> usize {
        self.files.iter().map(|file| file.edits.len()).sum()
    }

    /// How many withheld edits have this applicability.
    pub fn withheld(&self, applicability: Applicability) -> usize {
        let is = |edit: &&Edit| edit.applicability() == applicability;
        self.withheld.iter().filter(is).count()
    }

    /// Keeps the edits that `keep` accepts; files without one are left out.
    pub fn retain(&mut self, mut keep: impl FnMut(&FileEdits, &Edit) -> bool) {
        for file in &mut self.files {
            let kept: Vec<Edit> = file
                .edits
                .iter()
                .filter(|edit| keep(file, edit))
                .cloned()
                .collect();
            file.edits = kept;
            settle(&mut file.edits);
            file.edits
                .retain(|edit| edit.renames() || !edit.removals.is_empty());
        }
        self.files.retain(|file| !file.edits.is_empty());
    }
}
