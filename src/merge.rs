//! Merges JSON reports into one, for a whole organization.
//!
//! A merge is a union: its result depends neither on the order of the reports nor on how they are grouped, and a report
//! that is merged twice counts once. That is why it fails where it would have to choose, for example between two days of
//! one repository, and why each report of a repository keeps its own counts.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use jiff::civil::Date;

use crate::catalog::FactSource;
use crate::finding::{Finding, Fingerprint, Level, Reference};
use crate::model_id::ModelId;
use crate::output::{ReadReport, ReportError, ReportReader, RepositoryContent, references_of};
use crate::report::{
    Checkout, Coverage, ErrorKind, LeftOut, MergedReports, MergedRepository, ModelCount,
    ModelDates, ModelInUse, Report, ReportRoot, ScanError, Stats,
};
use crate::source::by_components;

/// Why reports cannot be merged.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MergeError {
    /// No report was read, so there is no day to be as of.
    #[error("no report could be read")]
    Nothing,
    /// Reports of several days.
    #[error(
        "the reports are of different days: {first} ({first_name}) and {last} ({last_name}); their levels and days left \
         cannot be compared. Scan with the same --as-of, or pass --allow-mixed-dates"
    )]
    Dates {
        /// The first day.
        first: Date,
        /// A repository with that day.
        first_name: Arc<str>,
        /// The last day.
        last: Date,
        /// A repository with that day.
        last_name: Arc<str>,
    },
    /// Two reports of one repository that are not of one scan.
    #[error(
        "two reports of {name} are of different days or catalogs: {first} and {second}; pass one of them, or give the \
         repositories different names with NAME=FILE"
    )]
    Versions {
        /// The repository.
        name: Arc<str>,
        /// Day and catalog of one report.
        first: String,
        /// Day and catalog of the other.
        second: String,
    },
    /// A repository whose paths would look like those of another.
    #[error(
        "{inner} would be a folder of the repository {outer}; give one of them another name with NAME=FILE"
    )]
    Names {
        /// The longer name.
        inner: Arc<str>,
        /// The shorter name.
        outer: Arc<str>,
    },
}

/// A merge of reports.
#[derive(Debug, Default)]
pub struct Merge {
    reader: ReportReader,
    repositories: BTreeMap<Arc<str>, RepositoryContent>,
    unreadable: Vec<ScanError>,
    models: BTreeMap<ModelId, ModelDates>,
    sources: BTreeMap<String, FactSource>,
    versions: Option<MergeError>,
}

impl Merge {
    /// Adds a report. `name` is that of its repository, which a merged report has itself; `named_by_user` is whether the
    /// user gave it. Returns whether the report takes that name.
    ///
    /// # Errors
    /// The text is not a report of this version. Nothing of it is merged.
    pub fn add(
        &mut self,
        text: &[u8],
        name: Option<&str>,
        named_by_user: bool,
    ) -> Result<bool, ReportError> {
        let ReadReport {
            repositories,
            unreadable,
            models,
            sources,
            takes_name,
        } = self.reader.read(text, name, named_by_user)?;
        for content in repositories {
            self.add_repository(content);
        }
        self.unreadable.extend(unreadable);
        for (id, dates) in models {
            match self.models.entry(id) {
                Entry::Vacant(entry) => {
                    entry.insert(dates);
                }
                Entry::Occupied(mut entry) => {
                    if dates_order(entry.get()) < dates_order(&dates) {
                        entry.insert(dates);
                    }
                }
            }
        }
        for source in sources {
            match self.sources.entry(source.id.to_string()) {
                Entry::Vacant(entry) => {
                    entry.insert(source);
                }
                Entry::Occupied(mut entry) => {
                    if source_order(entry.get()) < source_order(&source) {
                        entry.insert(source);
                    }
                }
            }
        }
        Ok(takes_name)
    }

    /// Adds a report that could not be read: the merged report is incomplete.
    pub fn add_unreadable(&mut self, path: &str, message: &str) {
        self.unreadable.push(ScanError {
            path: path.to_owned(),
            at: None,
            kind: ErrorKind::Read,
            message: message.to_owned(),
        });
    }

    fn add_repository(&mut self, mut new: RepositoryContent) {
        let old = match self.repositories.entry(Arc::clone(&new.name)) {
            Entry::Vacant(entry) => {
                shrink(&mut new);
                entry.insert(new);
                return;
            }
            Entry::Occupied(entry) => entry.into_mut(),
        };
        if version_of(old) != version_of(&new) {
            self.versions.get_or_insert(versions_error(old, &new));
            return;
        }
        if new.parts.keys().all(|part| old.parts.contains_key(part)) {
            return;
        }
        old.parts.extend(new.parts);
        old.findings = union(std::mem::take(&mut old.findings), new.findings);
        for (path, owners) in new.owners {
            let known = old
                .owners
                .entry(path)
                .or_insert_with(|| Arc::clone(&owners));
            if *known < owners {
                *known = owners;
            }
        }
        old.references.extend(new.references);
        old.references = distinct(std::mem::take(&mut old.references));
        old.skipped.extend(new.skipped);
        old.errors.extend(new.errors);
    }

    /// The merged report.
    ///
    /// # Errors
    /// What was merged contradicts itself, or nothing was.
    pub fn finish(
        self,
        allow_mixed_dates: bool,
        fail_on: Option<Level>,
    ) -> Result<Report, MergeError> {
        if let Some(error) = self.versions {
            return Err(error);
        }
        let mut contents: Vec<RepositoryContent> = self.repositories.into_values().collect();
        contents.sort_by(|a, b| by_components(&a.name, &b.name));
        check_names(&contents)?;
        let newest = contents.iter().max_by_key(|content| content.as_of);
        let oldest = contents.iter().min_by_key(|content| content.as_of);
        let (Some(newest), Some(oldest)) = (newest, oldest) else {
            return Err(MergeError::Nothing);
        };
        if newest.as_of != oldest.as_of && !allow_mixed_dates {
            return Err(MergeError::Dates {
                first: oldest.as_of,
                first_name: Arc::clone(&oldest.name),
                last: newest.as_of,
                last_name: Arc::clone(&newest.name),
            });
        }
        let catalog = contents
            .iter()
            .map(|content| (content.catalog_as_of, Arc::clone(&content.catalog_version)))
            .max();
        let (catalog_as_of, catalog_version) = catalog.ok_or(MergeError::Nothing)?;
        let as_of = newest.as_of;
        let mut report = Report {
            catalog_version: catalog_version.to_string(),
            catalog_as_of,
            sources: self.sources.into_values().collect(),
            as_of,
            findings: Vec::new(),
            references: Vec::new(),
            models: Vec::new(),
            skipped: Vec::new(),
            unlisted: LeftOut::default(),
            coverage: Coverage::default(),
            errors: Vec::new(),
            stats: Stats::default(),
            fail_on,
            checkout: Checkout::default(),
            root: ReportRoot::default(),
            merged: MergedReports::default(),
            history: None,
            usage: None,
        };
        let mut counts = BTreeMap::new();
        for content in contents {
            add_content(&mut report, content, &mut counts);
        }
        report.merged.unreadable = self.unreadable;
        report.merged.unreadable.sort();
        report.merged.unreadable.dedup();
        report
            .errors
            .extend(report.merged.unreadable.iter().cloned());
        report.sort();
        ModelCount::add_all(&mut counts, &report.references);
        let models = self.models;
        report.models = ModelInUse::counted(&counts, &report.findings, as_of, |id| {
            models.get(id).cloned()
        });
        Ok(report)
    }
}

/// Adds a repository to a report, and the references that it only counts to the numbers of models.
fn add_content(
    report: &mut Report,
    content: RepositoryContent,
    counts: &mut BTreeMap<ModelId, ModelCount>,
) {
    let repository = MergedRepository {
        name: content.name,
        as_of: content.as_of,
        catalog_version: content.catalog_version,
        catalog_as_of: content.catalog_as_of,
        parts: content.parts,
    };
    for part in repository.parts.values() {
        report.unlisted.append(&part.unlisted);
        report.coverage.every_line &= part.coverage.every_line;
        report.coverage.every_stage &= part.coverage.every_stage;
        let (all, of) = (&mut report.stats, part.stats);
        all.files_scanned = all.files_scanned.saturating_add(of.files_scanned);
        all.bytes_scanned = all.bytes_scanned.saturating_add(of.bytes_scanned);
        all.files_in_windows = all.files_in_windows.saturating_add(of.files_in_windows);
        if !repository.lists_references() {
            for (id, count) in &part.models {
                let sum = counts.entry(id.clone()).or_default();
                sum.add(count.references, count.uses);
            }
        }
    }
    let mut findings = content.findings;
    findings.sort_by(|a, b| {
        finding_order(a)
            .cmp(&finding_order(b))
            .then_with(|| text_of(a).cmp(&text_of(b)))
    });
    let mut references: Vec<Arc<Reference>> =
        references_of(&findings).into_iter().cloned().collect();
    if repository.lists_references() {
        references.extend(content.references);
    }
    report.references.extend(distinct(references));
    report.findings.extend(findings);
    report.skipped.extend(content.skipped);
    report.errors.extend(content.errors);
    report.merged.owners.extend(content.owners);
    report.merged.repositories.push(repository);
}

/// Frees what the reader reserved: ten thousand reports are in memory at the end.
fn shrink(content: &mut RepositoryContent) {
    content.findings.shrink_to_fit();
    content.references.shrink_to_fit();
}

/// What the reports of one repository have in common.
fn version_of(content: &RepositoryContent) -> (Date, Date, &str) {
    (
        content.as_of,
        content.catalog_as_of,
        &content.catalog_version,
    )
}

fn versions_error(one: &RepositoryContent, other: &RepositoryContent) -> MergeError {
    let in_words = |content| {
        let (as_of, _, catalog) = version_of(content);
        format!("{as_of} with catalog {catalog}")
    };
    let mut both = [in_words(one), in_words(other)];
    both.sort();
    let [first, second] = both;
    MergeError::Versions {
        name: Arc::clone(&one.name),
        first,
        second,
    }
}

/// Names are in the order of paths, so that a name comes right before those that would be below it.
fn check_names(contents: &[RepositoryContent]) -> Result<(), MergeError> {
    for two in contents.windows(2) {
        let [outer, inner] = two else { continue };
        let rest = inner.name.strip_prefix(&*outer.name);
        if rest.is_some_and(|rest| rest.starts_with('/')) {
            return Err(MergeError::Names {
                inner: Arc::clone(&inner.name),
                outer: Arc::clone(&outer.name),
            });
        }
    }
    Ok(())
}

/// By what two findings of one repository are the same. Those about settings have no fingerprint.
type SameFinding = (&'static str, Fingerprint, Arc<str>, Option<Arc<str>>);

fn key_of(finding: &Finding) -> SameFinding {
    let path = Arc::clone(&finding.reference.location.path);
    let message = finding
        .fingerprint
        .is_empty()
        .then(|| Arc::clone(&finding.message));
    (finding.rule.name, finding.fingerprint, path, message)
}

/// The findings of both. Of equal ones there are as many as in the list with more of them: of the two lists from the
/// greatest down, the greater at each position. Any other choice would depend on the order of merges.
fn union(old: Vec<Finding>, new: Vec<Finding>) -> Vec<Finding> {
    let mut all: HashMap<SameFinding, [Vec<Finding>; 2]> = HashMap::new();
    let mut keys = Vec::new();
    for (side, findings) in [old, new].into_iter().enumerate() {
        for finding in findings {
            let key = key_of(&finding);
            let lists = all.entry(key.clone()).or_insert_with(|| {
                keys.push(key);
                Default::default()
            });
            lists[side].push(finding);
        }
    }
    let lists = keys.into_iter().filter_map(|key| all.remove(&key));
    lists
        .flat_map(|[old, new]| greater_of_each(old, new))
        .collect()
}

fn greater_of_each(mut one: Vec<Finding>, mut other: Vec<Finding>) -> Vec<Finding> {
    if one == other || other.is_empty() {
        return one;
    }
    let down = |a: &Finding, b: &Finding| {
        finding_order(b)
            .cmp(&finding_order(a))
            .then_with(|| text_of(b).cmp(&text_of(a)))
    };
    one.sort_by(down);
    other.sort_by(down);
    let both = one.len().min(other.len());
    let mut rest = if one.len() > other.len() {
        one.split_off(both)
    } else {
        other.split_off(both)
    };
    let mut greater: Vec<Finding> = one
        .into_iter()
        .zip(other)
        .map(|(a, b)| if down(&a, &b).is_le() { a } else { b })
        .collect();
    greater.append(&mut rest);
    greater
}

fn finding_order(finding: &Finding) -> (&crate::finding::Location, &'static str, &str) {
    (
        &finding.reference.location,
        finding.rule.name,
        &finding.message,
    )
}

/// Everything that a finding is, as text: an order of findings that differ in whatever.
fn text_of(finding: &Finding) -> String {
    format!("{finding:?}")
}

/// References in order, each once.
fn distinct(mut references: Vec<Arc<Reference>>) -> Vec<Arc<Reference>> {
    references.sort_by(|a, b| {
        let locations = a.location.cmp(&b.location);
        locations.then_with(|| a.text.cmp(&b.text)).then_with(|| {
            if a == b {
                std::cmp::Ordering::Equal
            } else {
                format!("{a:?}").cmp(&format!("{b:?}"))
            }
        })
    });
    references.dedup_by(|a, b| Arc::ptr_eq(a, b) || a == b);
    references
}

/// The dates of the newest catalog; of two that differ with one version, any but always the same.
fn dates_order(dates: &ModelDates) -> (&str, String) {
    (&dates.catalog_version, format!("{dates:?}"))
}

fn source_order(source: &FactSource) -> (Option<Date>, String) {
    (source.retrieved, format!("{source:?}"))
}
