//! Plans the edits of a report.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::check::check;
use super::removal::{self, WantedRemoval, settle};
use super::{Edit, FileEdits, FixError, LinkedRemovals};
use crate::finding::{Applicability, Finding, Location, Reference, RelatedRole, RuleId};
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
    /// The locations of active findings about models without a replacement, in the order of the report.
    pub without_replacement: Vec<Location>,
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
        let wanted = |finding: &&Finding| {
            (finding.is_active() || choice.with_accepted)
                && (choice.rules.is_empty() || choice.rules.contains(&finding.rule.id))
        };
        let findings: Vec<&Finding> = report.findings.iter().filter(wanted).collect();
        let uses = uses_by_definition(&findings);
        let mut edits = Vec::new();
        for finding in findings {
            let location = &finding.reference.location;
            match Edit::of(finding, uses.get(location).map_or(&[], Vec::as_slice))? {
                Some(edit) => edits.push(edit),
                None if finding.replacement.is_none() && finding.rule.about_models => {
                    plan.without_replacement.push(location.clone());
                }
                None => {}
            }
        }
        let mut texts = texts;
        texts.sort_by(|a, b| crate::source::by_components(&a.path.display, &b.path.display));
        let is_text: BTreeSet<&str> = texts.iter().map(|text| &*text.path.display).collect();
        let (mut edits, binary): (Vec<Edit>, Vec<Edit>) = edits
            .into_iter()
            .partition(|edit| is_text.contains(&**edit.path()));
        edits.sort_by(|a, b| {
            a.finding
                .reference
                .location
                .cmp(&b.finding.reference.location)
        });
        check_texts(&mut edits, &texts, &report.references);
        plan.apply(edits, texts, choice);
        // Binary files, and those that are too large to be held.
        for mut edit in binary {
            edit.review
                .show_only("the file is binary, or too large to be edited");
            plan.withheld.push(edit);
        }
        Ok(plan)
    }

    /// Divides edits, which are in the order of their locations, into those that are applied to their files and the others.
    fn apply(&mut self, mut edits: Vec<Edit>, texts: Vec<KeptText>, choice: &EditChoice) {
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
        settle(&mut edits.iter_mut().collect::<Vec<_>>());
        let (edits, unsettled): (Vec<Edit>, Vec<Edit>) = edits.into_iter().partition(is_applied);
        self.withheld = [withheld, unsettled].concat();
        self.withheld.sort_by(|a, b| {
            a.finding
                .reference
                .location
                .cmp(&b.finding.reference.location)
        });
        let mut by_path: BTreeMap<Arc<str>, Vec<Edit>> = BTreeMap::new();
        for edit in edits {
            by_path.entry(edit.path().clone()).or_default().push(edit);
        }
        let files = texts.into_iter().map(|text| FileEdits {
            edits: by_path.remove(&*text.path.display).unwrap_or_default(),
            path: text.path,
            content: text.content,
            linked: Vec::new(),
            encoding: text.encoding,
        });
        self.files = files.collect();
        self.link();
    }

    /// Gives each file what the edits of others remove in it, and leaves out those in which nothing changes.
    fn link(&mut self) {
        let mut linked: BTreeMap<Arc<str>, Vec<LinkedRemovals>> = BTreeMap::new();
        for edit in self.files.iter().flat_map(|file| &file.edits) {
            let elsewhere = edit.removals.iter();
            for removal in elsewhere.filter(|removal| removal.location.path != *edit.path()) {
                let of_file = linked.entry(removal.location.path.clone()).or_default();
                let is_same =
                    |last: &&mut LinkedRemovals| Arc::ptr_eq(&last.finding, &edit.finding);
                match of_file.last_mut().filter(is_same) {
                    Some(last) => last.removals.push(removal.clone()),
                    None => of_file.push(LinkedRemovals {
                        finding: Arc::clone(&edit.finding),
                        removals: vec![removal.clone()],
                    }),
                }
            }
        }
        for file in &mut self.files {
            file.linked = linked.remove(&*file.path.display).unwrap_or_default();
        }
        self.files
            .retain(|file| !file.edits.is_empty() || !file.linked.is_empty());
    }

    /// The numbers of the files, in groups that an edit or several of them link: first those with an edit that changes
    /// others, so that a program that is killed leaves no request without a parameter for a model that was not replaced.
    pub(super) fn linked_files(&self) -> Vec<Vec<usize>> {
        let numbers: BTreeMap<&str, usize> = (0..)
            .zip(&self.files)
            .map(|(number, file)| (&*file.path.display, number))
            .collect();
        let mut group_of: Vec<usize> = (0..self.files.len()).collect();
        for (number, file) in self.files.iter().enumerate() {
            for linked in &file.linked {
                let of_edit = numbers[&*linked.finding.reference.location.path];
                let one = group_with(&mut group_of, number);
                let other = group_with(&mut group_of, of_edit);
                group_of[one.max(other)] = one.min(other);
            }
        }
        let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for number in 0..self.files.len() {
            let group = group_with(&mut group_of, number);
            groups.entry(group).or_default().push(number);
        }
        for group in groups.values_mut() {
            group.sort_by_key(|number| !self.files[*number].linked.is_empty());
        }
        groups.into_values().collect()
    }

    /// The plan with one of its edits.
    #[must_use]
    pub fn only(&self, edit: &Edit) -> Self {
        let is_changed = |file: &&FileEdits| {
            edit.is_in(&file.path.display) || edit.removes_in(&file.path.display)
        };
        let file = |file: &FileEdits| FileEdits {
            edits: match edit.is_in(&file.path.display) {
                true => vec![edit.clone()],
                false => Vec::new(),
            },
            linked: Vec::new(),
            ..file.clone()
        };
        let mut only = Self {
            files: self.files.iter().filter(is_changed).map(file).collect(),
            ..Self::default()
        };
        only.link();
        only
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

    /// Keeps the edits that `keep` accepts; files in which nothing is left to change are left out.
    pub fn retain(&mut self, mut keep: impl FnMut(&Self, &Edit) -> bool) {
        let kept: Vec<Vec<Edit>> = self
            .files
            .iter()
            .map(|file| {
                let kept = file.edits.iter().filter(|edit| keep(self, edit));
                kept.cloned().collect()
            })
            .collect();
        for (file, edits) in self.files.iter_mut().zip(kept) {
            file.edits = edits;
        }
        let all = self.files.iter_mut().flat_map(|file| &mut file.edits);
        settle(&mut all.collect::<Vec<_>>());
        for file in &mut self.files {
            file.edits
                .retain(|edit| edit.renames() || !edit.removals.is_empty());
        }
        self.link();
    }
}

/// The first file of the group of a file. `before` has for each file one before it of the same group, or itself.
fn group_with(before: &mut [usize], mut number: usize) -> usize {
    while before[number] != number {
        before[number] = before[before[number]];
        number = before[number];
    }
    number
}

/// The findings about uses of a name, by the location of its definition.
fn uses_by_definition<'f>(findings: &[&'f Finding]) -> BTreeMap<&'f Location, Vec<&'f Finding>> {
    let mut uses: BTreeMap<&Location, Vec<&Finding>> = BTreeMap::new();
    for finding in findings {
        let related = finding.related.iter();
        for definition in related.filter(|related| related.role == RelatedRole::Definition) {
            uses.entry(&definition.location).or_default().push(finding);
        }
    }
    uses
}

/// Withholds what the texts of the files do not allow, and adds what the edits remove in them. The edits are in the order of
/// their locations.
fn check_texts(edits: &mut [Edit], texts: &[KeptText], references: &[Arc<Reference>]) {
    let mut of_path: BTreeMap<&str, Vec<&Reference>> = BTreeMap::new();
    for reference in references {
        let of_file = of_path.entry(&reference.location.path).or_default();
        of_file.push(reference);
    }
    let mut wanted: BTreeMap<Arc<str>, Vec<WantedRemoval>> = BTreeMap::new();
    for (number, edit) in edits.iter().enumerate() {
        for location in &edit.removable {
            let of_file = wanted.entry(location.path.clone()).or_default();
            of_file.push(WantedRemoval {
                edit: number,
                location: location.clone(),
            });
        }
    }
    let mut refused = Vec::new();
    let mut checked = 0;
    for text in texts {
        let path = &*text.path.display;
        let own = edits[checked..].iter().take_while(|edit| edit.is_in(path));
        let own = checked..checked + own.count();
        checked = own.end;
        let wanted = wanted.remove(path).unwrap_or_default();
        if own.is_empty() && wanted.is_empty() {
            continue;
        }
        let source = Source::decode_as(text.path.clone(), text.content.clone(), text.encoding);
        let references = of_path.get(path).map_or(&[][..], Vec::as_slice);
        check(&mut edits[own], references, &source);
        refused.extend(removal::plan(edits, &wanted, &source, references));
    }
    let unread = wanted.into_values().flatten();
    refused.extend(unread.map(WantedRemoval::without_text));
    // At the end: whether an edit is left depends on what it removes in all files.
    for of in refused {
        edits[of.edit].keep_parameter(&of.parameter, &of.location, of.reason);
    }
}
