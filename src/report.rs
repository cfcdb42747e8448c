//! The report: the complete and ordered result of a run. Every output format is a function of it.
//!
//! It decides no levels and renders nothing.

mod coverage;
mod difference;
mod history;
mod left_out;
mod merged;
mod model_in_use;
mod repository_rows;
mod root;
mod scan_error;
mod summary;
mod usage;

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use jiff::civil::Date;

use crate::catalog::{FactSource, Stage};
use crate::finding::{Disposition, Finding, Level, Reference};
use crate::source::by_components;

pub use coverage::{Coverage, Stats};
pub use difference::ReportDifference;
pub use history::{CommitInfo, FindingHistory, FoundVersion, HistoryReport};
pub use left_out::{CAUSES, Cause, CauseRow, LeftOut, Unit};
pub use merged::{MergedPart, MergedReports, MergedRepository, ModelCount, path_in};
pub use model_in_use::{ModelDates, ModelInUse};
pub use repository_rows::RepositoryRow;
pub use root::{ReportRoot, STANDARD_INPUT};
pub use scan_error::{ErrorKind, ScanError};
pub use summary::{Failing, Summary};
pub use usage::{Invocations, InvokedModel, UsagePeriod, UsageReport};

/// The result of a run, including what could not be read.
#[derive(Clone, Debug)]
pub struct Report {
    /// Version of the catalog.
    pub catalog_version: String,
    /// Date of the catalog's latest source.
    pub catalog_as_of: Date,
    /// The sources of the catalog, sorted by `id`: the dates of the findings name theirs.
    pub sources: Vec<FactSource>,
    /// The evaluation date.
    pub as_of: Date,
    /// All findings, by path and position, including suppressed and baselined ones.
    pub findings: Vec<Finding>,
    /// Every reference, by path and position.
    pub references: Vec<Arc<Reference>>,
    /// The catalog's models in use, by ID.
    pub models: Vec<ModelInUse>,
    /// Skipped files whose paths are known.
    pub skipped: Vec<Skipped>,
    /// Counts of what was left out and is neither in [`Self::findings`] nor in [`Self::skipped`]. [`Self::left_out`] counts
    /// everything.
    pub unlisted: LeftOut,
    /// What the report covers.
    pub coverage: Coverage,
    /// Files and folders that could not be read, and invalid suppressions and ignore files.
    pub errors: Vec<ScanError>,
    /// Counts.
    pub stats: Stats,
    /// Lowest level that makes the run fail; absent means never.
    pub fail_on: Option<Level>,
    /// Folders and files of the working tree that are left out, as far as they are named.
    pub checkout: Checkout,
    /// What paths of formats for programs are relative to.
    pub root: ReportRoot,
    /// The repositories of a report that was merged from others.
    pub merged: MergedReports,
    /// The commits of the findings; absent for a scan of files.
    pub history: Option<Arc<HistoryReport>>,
    /// How often models were invoked; absent without an export.
    pub usage: Option<Arc<UsageReport>>,
}

/// A skipped file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Skipped {
    /// As in [`crate::finding::Location::path`].
    pub path: String,
    /// The reason: a cause whose unit is [`Unit::ListedFiles`].
    pub reason: Cause,
}

/// Folders and files of a working tree that are left out as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checkout {
    /// Folders of dependencies and the number of files in each, by path.
    pub vendored: Vec<(String, u64)>,
    /// The first of the tracked files outside of a sparse checkout; absent without one.
    pub outside_sparse: Option<String>,
}

/// Outcome of a run, from which the exit code follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReportOutcome {
    /// No finding at or above the level that fails.
    Clean,
    /// Findings at or above it.
    Findings,
    /// Something could not be read.
    Incomplete,
}

impl ReportOutcome {
    /// The exit code: 0 no findings, 1 findings, 2 incomplete. `exit_zero` turns 1 into 0, never 2.
    pub fn exit_code(self, exit_zero: bool) -> u8 {
        match self {
            Self::Clean => 0,
            Self::Findings => u8::from(!exit_zero),
            Self::Incomplete => 2,
        }
    }
}

impl Report {
    /// The source with a short name.
    pub fn source(&self, id: &str) -> Option<&FactSource> {
        let at = self
            .sources
            .binary_search_by(|source| (*source.id).cmp(id))
            .ok()?;
        Some(&self.sources[at])
    }

    /// Sorts findings, references, skipped files and errors by path (component by component, as the walk does), position
    /// and rule. Removes duplicate skipped files and errors, which two overlapping roots cause.
    pub fn sort(&mut self) {
        self.findings.sort_by(|a, b| {
            let locations = a.reference.location.cmp(&b.reference.location);
            locations
                .then_with(|| a.rule.name.cmp(b.rule.name))
                .then_with(|| a.message.cmp(&b.message))
        });
        self.references.sort_by(|a, b| a.location.cmp(&b.location));
        self.skipped
            .sort_by(|a, b| by_components(&a.path, &b.path).then_with(|| a.cmp(b)));
        self.skipped.dedup();
        self.errors
            .sort_by(|a, b| by_components(&a.path, &b.path).then_with(|| a.cmp(b)));
        self.errors.dedup();
    }

    /// The report with paths relative to [`Self::root`], for formats for programs.
    pub fn from_root(&self) -> Cow<'_, Self> {
        let is_same =
            |path: &str| matches!(self.root.path_of(path), Cow::Borrowed(same) if same == path);
        let locations = self.findings.iter().flat_map(|finding| {
            let related = finding
                .related
                .iter()
                .map(|related| &*related.location.path);
            related.chain([&*finding.reference.location.path])
        });
        let mut paths = locations
            .chain(
                self.references
                    .iter()
                    .map(|reference| &*reference.location.path),
            )
            .chain(self.skipped.iter().map(|skipped| &*skipped.path))
            .chain(self.errors.iter().map(|error| &*error.path))
            .chain(self.checkout.vendored.iter().map(|(folder, _)| &**folder));
        if paths.all(is_same) {
            return Cow::Borrowed(self);
        }
        let mut report = self.clone();
        let mut moved = MovedReferences::new(&self.root);
        for reference in &mut report.references {
            *reference = moved.of(reference);
        }
        for finding in &mut report.findings {
            finding.reference = moved.of(&finding.reference);
            for related in &mut finding.related {
                related.location.path = moved.path(&related.location.path);
            }
        }
        let move_path = |path: &mut String| *path = self.root.path_of(path).into_owned();
        for skipped in &mut report.skipped {
            move_path(&mut skipped.path);
        }
        for error in &mut report.errors {
            move_path(&mut error.path);
        }
        for (folder, _) in &mut report.checkout.vendored {
            move_path(folder);
        }
        report.sort();
        Cow::Owned(report)
    }

    /// The active findings, in the report's order.
    pub fn active(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.is_active())
    }

    /// The number of references, of which a merged report may list only those of findings.
    pub fn reference_count(&self) -> usize {
        let unlisted = usize::try_from(self.merged.unlisted_references()).unwrap_or(usize::MAX);
        self.references.len().saturating_add(unlisted)
    }

    /// Counts what was found.
    pub fn summary(&self) -> Summary {
        let mut summary = Summary {
            references: self.reference_count() as u64,
            ..Summary::default()
        };
        let mut files = Vec::new();
        for finding in &self.findings {
            if !self.is_past(finding) {
                summary.failing.count(finding);
            }
            match finding.disposition {
                Disposition::Suppressed { .. } => summary.suppressed += 1,
                Disposition::Baselined => summary.baselined += 1,
                Disposition::Active => {
                    summary.count(finding);
                    files.push(&*finding.reference.location.path);
                }
            }
        }
        files.sort_unstable();
        files.dedup();
        summary.files_with_findings = files.len() as u64;
        summary
    }

    /// Everything that was left out, by cause.
    pub fn left_out(&self) -> LeftOut {
        let mut left = self.unlisted.clone();
        for skipped in &self.skipped {
            left.add(skipped.reason, 1);
        }
        for finding in &self.findings {
            match finding.disposition {
                Disposition::Suppressed { .. } => left.add(Cause::Suppressed, 1),
                Disposition::Baselined => left.add(Cause::Baseline, 1),
                Disposition::Active => {}
            }
        }
        left
    }

    /// Makes what the checkout lacks errors: pointers of Git LFS, submodules, and files outside of a sparse checkout.
    pub fn require_full_checkout(&mut self) {
        let error = |path: &str, message: String| ScanError {
            path: path.to_owned(),
            at: None,
            kind: ErrorKind::NotCheckedOut,
            message,
        };
        for Skipped { path, reason } in &self.skipped {
            let command = match reason {
                Cause::LfsPointer => "a Git LFS pointer instead of the content; run `git lfs pull`",
                Cause::Submodule => {
                    "a submodule that was not scanned; run `git submodule update --init`"
                }
                _ => continue,
            };
            self.errors.push(error(path, command.to_owned()));
        }
        let count = self.unlisted.of(Cause::Sparse);
        if let Some(path) = &self.checkout.outside_sparse {
            let more = match count {
                0 | 1 => String::new(),
                many => format!(" (and {} more)", many - 1),
            };
            let message =
                format!("outside of the sparse checkout{more}; run `git sparse-checkout disable`");
            self.errors.push(error(path, message));
        }
        self.sort();
    }

    /// Number of references to a model that is Legacy or later, or to a pattern that matches one.
    pub fn aged_references(&self) -> usize {
        let aged = |stage| matches!(stage, Some(Stage::Legacy | Stage::EndOfLife));
        self.references
            .iter()
            .filter(|reference| aged(reference.stage))
            .count()
    }

    /// Whether no file was read as text, so that the report can state nothing.
    pub fn nothing_scanned(&self) -> bool {
        self.stats.files_scanned == 0
    }

    /// Whether an active finding is at or above the level that fails.
    pub fn failed(&self) -> bool {
        let Some(fail_on) = self.fail_on else {
            return false;
        };
        self.active()
            .any(|finding| finding.level >= fail_on && !self.is_past(finding))
    }

    /// Whether a finding is only in the past of the history that was scanned. Nobody can change that, so it does not fail.
    pub fn is_past(&self, finding: &Finding) -> bool {
        let history = self.history.as_ref();
        history.is_some_and(|history| history.is_past(finding))
    }

    /// The files and folders that could not be read, in the report's order.
    pub fn not_scanned(&self) -> impl Iterator<Item = &ScanError> {
        self.errors.iter().filter(|error| error.kind.not_scanned())
    }

    /// Invalid ignore files, then invalid suppressions, in the report's order.
    pub fn not_applied(&self) -> impl Iterator<Item = &ScanError> {
        let of = |kind| self.errors.iter().filter(move |error| error.kind == kind);
        of(ErrorKind::IgnoreFile).chain(of(ErrorKind::Suppression))
    }

    /// Whether everything was read and every suppression is valid.
    pub fn complete(&self) -> bool {
        self.errors.is_empty()
    }

    /// The outcome; an incomplete run takes precedence over findings.
    pub fn outcome(&self) -> ReportOutcome {
        if !self.complete() {
            ReportOutcome::Incomplete
        } else if self.failed() {
            ReportOutcome::Findings
        } else {
            ReportOutcome::Clean
        }
    }
}

/// References with their paths relative to a root. What was shared is shared again: a report can have a million.
struct MovedReferences<'a> {
    root: &'a ReportRoot,
    /// By the address of the original.
    references: HashMap<*const Reference, Arc<Reference>>,
    /// The last path: most locations are in the same file as the one before.
    last: Option<(Arc<str>, Arc<str>)>,
}

impl<'a> MovedReferences<'a> {
    fn new(root: &'a ReportRoot) -> Self {
        Self {
            root,
            references: HashMap::new(),
            last: None,
        }
    }

    fn of(&mut self, reference: &Arc<Reference>) -> Arc<Reference> {
        if let Some(moved) = self.references.get(&Arc::as_ptr(reference)) {
            return Arc::clone(moved);
        }
        let mut moved = Reference::clone(reference);
        moved.location.path = self.path(&moved.location.path);
        let moved = Arc::new(moved);
        self.references
            .insert(Arc::as_ptr(reference), Arc::clone(&moved));
        moved
    }

    fn path(&mut self, path: &Arc<str>) -> Arc<str> {
        match &self.last {
            Some((from, to)) if from == path => Arc::clone(to),
            _ => {
                let moved: Arc<str> = self.root.path_of(path).into();
                self.last = Some((Arc::clone(path), Arc::clone(&moved)));
                moved
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::{
        Cause, Checkout, Coverage, ErrorKind, LeftOut, MergedReports, Report, ReportOutcome,
        ReportRoot, ScanError, Skipped, Stats,
    };
    use crate::finding::{Disposition, Finding, Level, Location, rule};
    use crate::source::{Position, Span};

    fn finding(path: &str, line: u64, level: Level) -> Finding {
        let start = Position { line, column: 1 };
        let end = Position { line, column: 2 };
        let span = Span { start: 0, end: 1 };
        let location = Location {
            path: path.into(),
            start,
            end,
            span,
            cell: None,
        };
        let rule = rule("unused-suppression").unwrap();
        let mut finding = Finding::housekeeping(rule, location, "x".to_owned(), "y".to_owned());
        finding.level = level;
        finding
    }

    fn report(findings: Vec<Finding>, fail_on: Option<Level>) -> Report {
        Report {
            catalog_version: "1".to_owned(),
            catalog_as_of: date(2026, 10, 27),
            sources: Vec::new(),
            as_of: date(2026, 11, 23),
            findings,
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
        }
    }

    #[test]
    fn only_what_counts_at_the_level_fails() {
        let outcome = |findings: &[Finding], fail_on| report(findings.to_vec(), fail_on).outcome();
        let mut error = finding("a", 1, Level::Error);
        let warning = finding("a", 1, Level::Warning);
        assert_eq!(
            outcome(std::slice::from_ref(&warning), Some(Level::Error)),
            ReportOutcome::Clean
        );
        assert_eq!(
            outcome(std::slice::from_ref(&warning), Some(Level::Warning)),
            ReportOutcome::Findings
        );
        assert_eq!(outcome(&[error.clone()], None), ReportOutcome::Clean);
        error.disposition = Disposition::Baselined;
        assert_eq!(
            outcome(&[error, warning], Some(Level::Error)),
            ReportOutcome::Clean
        );
    }

    #[test]
    fn an_incomplete_run_exits_2_whatever_was_found() {
        let mut report = report(vec![finding("a", 1, Level::Error)], Some(Level::Error));
        assert_eq!(
            (
                report.outcome().exit_code(false),
                report.outcome().exit_code(true)
            ),
            (1, 0)
        );
        report.errors.push(ScanError {
            path: "b".to_owned(),
            at: None,
            kind: ErrorKind::Read,
            message: "no".to_owned(),
        });
        assert_eq!(
            (
                report.outcome().exit_code(false),
                report.outcome().exit_code(true)
            ),
            (2, 2)
        );
        assert!(report.failed());
        assert_eq!(ReportOutcome::Clean.exit_code(false), 0);
    }

    #[test]
    fn findings_are_ordered_by_path_and_location() {
        let all =
            [("b", 1), ("a", 10), ("a", 9)].map(|(path, line)| finding(path, line, Level::Note));
        let mut report = report(all.to_vec(), None);
        let twice = Skipped {
            path: "pipe".to_owned(),
            reason: Cause::SpecialFile,
        };
        report.skipped = vec![twice.clone(), twice];
        report.sort();
        let locations: Vec<_> = report
            .findings
            .iter()
            .map(|f| &f.reference.location)
            .collect();
        let locations: Vec<_> = locations
            .iter()
            .map(|location| (&*location.path, location.start.line))
            .collect();
        assert_eq!(locations, [("a", 9), ("a", 10), ("b", 1)]);
        assert_eq!(report.skipped.len(), 1);
    }

    /// The walk lists a folder before its siblings whose names continue with a byte before `/`.
    #[test]
    fn a_folder_is_sorted_before_names_that_begin_like_it() {
        let all = ["a-b/x", "a/z", "a.py", "a"].map(|path| finding(path, 1, Level::Note));
        let mut report = report(all.to_vec(), None);
        report.skipped = ["a-b/x", "a/z"]
            .map(|path| Skipped {
                path: path.to_owned(),
                reason: Cause::TooLarge,
            })
            .to_vec();
        report.sort();
        let paths: Vec<_> = report
            .findings
            .iter()
            .map(|f| &*f.reference.location.path)
            .collect();
        assert_eq!(paths, ["a", "a/z", "a-b/x", "a.py"]);
        assert_eq!(report.skipped[0].path, "a/z");
    }

    #[test]
    fn the_summary_counts_active_findings() {
        let mut hidden = finding("a", 2, Level::Error);
        hidden.disposition = Disposition::Suppressed {
            reason: None,
            inline: true,
        };
        let all = vec![
            finding("a", 1, Level::Error),
            finding("b", 1, Level::Note),
            hidden,
        ];
        let summary = report(all, None).summary();
        assert_eq!((summary.errors, summary.warnings, summary.notes), (1, 0, 1));
        assert_eq!((summary.suppressed, summary.files_with_findings), (1, 2));
        assert_eq!(summary.by_rule.get("unused-suppression"), Some(&2));
    }
}
