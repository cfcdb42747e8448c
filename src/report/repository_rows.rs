//! The table of repositories of a merged report.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{MergedRepository, Report};
use crate::finding::Level;
use crate::model_id::ModelId;

/// A row of the table of repositories.
#[derive(Clone, Debug)]
pub struct RepositoryRow<'a> {
    /// The repository.
    pub repository: &'a MergedRepository,
    /// Owners of the files with active findings, those of most findings first.
    pub owners: Vec<&'a str>,
    /// Active findings by level: notes, warnings, errors.
    pub levels: [u64; 3],
    /// Findings that a suppression or the baseline hides.
    pub accepted: u64,
    /// The next End-of-Life after the report's day of a model in use.
    pub next_end: Option<Date>,
    /// Files that were scanned.
    pub files_scanned: u64,
    /// Whether everything was read and parsed.
    pub complete: bool,
}

impl RepositoryRow<'_> {
    /// The number of active findings of a level.
    pub fn count(&self, level: Level) -> u64 {
        self.levels[level as usize]
    }
}

impl Report {
    /// Each repository with its numbers, in the order of paths; none for a scan.
    pub fn repository_rows(&self) -> Vec<RepositoryRow<'_>> {
        let merged = &self.merged;
        let at: BTreeMap<&str, usize> = merged
            .repositories
            .iter()
            .enumerate()
            .map(|(at, one)| (&*one.name, at))
            .collect();
        let index = |path: &str| merged.repository_of(path).map(|one| at[&*one.name]);
        let mut rows: Vec<RepositoryRow<'_>> = merged.repositories.iter().map(empty_row).collect();
        let mut owners: Vec<BTreeMap<&str, u64>> = vec![BTreeMap::new(); rows.len()];
        for finding in &self.findings {
            let path = &*finding.reference.location.path;
            let Some(at) = index(path) else { continue };
            if !finding.is_active() {
                rows[at].accepted += 1;
                continue;
            }
            rows[at].levels[finding.level as usize] += 1;
            for owner in merged.owners_of(path) {
                *owners[at].entry(owner).or_default() += 1;
            }
            let eol = finding
                .lifecycle
                .as_ref()
                .and_then(|dates| dates.eol.as_ref());
            if finding.level > Level::Note {
                rows[at].ends(eol.map(|eol| eol.day), self.as_of);
            }
        }
        let ends: BTreeMap<&ModelId, Option<Date>> = self
            .models
            .iter()
            .map(|model| (&model.id, model.lifecycle.eol.as_ref().map(|eol| eol.day)))
            .collect();
        for reference in self
            .references
            .iter()
            .filter(|one| !one.context.is_mention())
        {
            let [model] = &*reference.models else {
                continue;
            };
            if let (Some(at), Some(end)) = (index(&reference.location.path), ends.get(model)) {
                rows[at].ends(*end, self.as_of);
            }
        }
        for row in rows
            .iter_mut()
            .filter(|row| !row.repository.lists_references())
        {
            let counts = row.repository.parts.values().flat_map(|part| &part.models);
            for (model, _) in counts.filter(|(_, count)| count.uses > 0) {
                row.ends(ends.get(model).copied().flatten(), self.as_of);
            }
        }
        for error in &self.errors {
            if merged.unreadable.contains(error) {
                continue;
            }
            if let Some(at) = index(&error.path) {
                rows[at].complete = false;
            }
        }
        for (row, counts) in rows.iter_mut().zip(owners) {
            let mut counts: Vec<_> = counts.into_iter().collect();
            counts.sort_by_key(|(owner, count)| (std::cmp::Reverse(*count), *owner));
            row.owners = counts.into_iter().map(|(owner, _)| owner).collect();
        }
        rows
    }
}

impl RepositoryRow<'_> {
    fn ends(&mut self, day: Option<Date>, as_of: Date) {
        let Some(day) = day.filter(|day| *day > as_of) else {
            return;
        };
        self.next_end = Some(self.next_end.map_or(day, |next| next.min(day)));
    }
}

fn empty_row(repository: &MergedRepository) -> RepositoryRow<'_> {
    let parts = repository.parts.values();
    RepositoryRow {
        repository,
        owners: Vec::new(),
        levels: [0; 3],
        accepted: 0,
        next_end: None,
        files_scanned: parts.fold(0, |sum, part| sum.saturating_add(part.stats.files_scanned)),
        complete: true,
    }
}
