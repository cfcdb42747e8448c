//! Scans an input with one set of settings, and applies suppressions and the baseline.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use super::accept::{accept, own_baseline};
use super::changes::{Change, change};
use super::error::RunError;
use super::extent::{cross_file, is_whole};
use super::folders::working_directory;
use super::input::Input;
use super::judging::Judging;
use super::observer::{Observer, Silent};
use super::project::Project;
use super::task::{JudgedInput, MigrationSubject, Pass, Task, Touched};
use super::walking::walk_options;
use crate::catalog::Catalog;
use crate::config::{FailOn, Options, glob_of_project};
use crate::finding::{Level, Location};
use crate::git::{AddedLines, Changes, Repository};
use crate::judge::{Policy, catalog_stale};
use crate::report::{
    Cause, Checkout, Coverage, ErrorKind, LeftOut, MergedReports, ModelInUse, Report, ReportRoot,
    ScanError, Unit,
};
use crate::scan::{
    FileSettings, Pipeline, ScanOptions, Scanned, Scanner, at_levels, cover_uses,
    housekeeping_findings,
};
use crate::source::{Position, Span};
use crate::walk::WalkError;

impl Task<'_> {
    /// Scans, then applies suppression comments, `ignore` entries and the baseline.
    pub(super) fn judge(
        &self,
        project: &Project,
        options: &Options,
        pass: Pass,
    ) -> Result<JudgedInput, RunError> {
        let mut judged = self.judge_without_baseline(project, options, pass)?;
        accept(&mut judged, self, project, options)?;
        Ok(judged)
    }

    /// Scans, then applies suppression comments and `ignore` entries, but no baseline.
    pub(super) fn judge_without_baseline(
        &self,
        project: &Project,
        options: &Options,
        pass: Pass,
    ) -> Result<JudgedInput, RunError> {
        let Self {
            run,
            input,
            observer,
        } = *self;
        let observer: &dyn Observer = if pass.is_first() { observer } else { &Silent };
        let Judging {
            catalog,
            policy,
            regions_by_path,
        } = self.judging(project, options, observer)?;
        let catalog = catalog.as_ref();
        let walk = walk_options(run, input.walked(), project, options)?;
        let mut ignores = options.ignores()?;
        let is_lost = |old: &str, new: &str| {
            let path = |path: &str| project.paths.relative(path);
            ignores.is_lost(&path(old), &path(new), policy.as_of)
        };
        let mut change = change(input, &walk, &is_lost)?;
        if let Some(change) = change.as_mut().filter(|_| pass == Pass::FilesBefore) {
            change.changes.go_back();
        }
        let mut files = FileSettings {
            require_reason: options.require_reason == Some(true),
            regions_by_path,
            added: None,
            only_some: run.asks_for_some(),
            whole_files: run.whole_files || pass == Pass::FilesBefore,
            comments: pass.comments(),
        };
        let mut touched = None;
        if let Some(Change {
            repository,
            changes,
            ..
        }) = &change
        {
            files.added = Some(added_lines(repository, changes));
            let paths = changes
                .touched
                .iter()
                .map(|path| repository.open_path(path))
                .collect();
            touched = Some(Touched {
                base: changes.base.clone(),
                paths,
            });
        }
        let every_line = files.added.is_none() || files.whole_files;
        let cross_file = cross_file(run, input, project, options);
        let scan_options = ScanOptions {
            walk,
            claims: run.claims(),
            cross_file,
            keep_texts: run.keep_texts && pass.is_first(),
            ..ScanOptions::default()
        };
        let pipeline = Pipeline::new(catalog, &policy, project.prefix.clone());
        let pipeline = pipeline.with_report_prefix(project.report_root.prefix());
        let pipeline = pipeline.with_aliases(&options.aliases).with_files(files);
        let scanner = Scanner::new(pipeline, scan_options);
        let mut scanned = scan(&scanner, input, change.as_ref(), observer)?;
        let detector = scanner.into_engine().into_detector();

        let baseline = own_baseline(run, project, options);
        let mut is_own = remembered(|display| {
            project.is_own(display, baseline.as_deref())
                || project.is_catalog(display, &options.catalog)
        });
        scanned
            .findings
            .retain(|finding| !is_own(&finding.reference.location.path));
        scanned
            .references
            .retain(|reference| !is_own(&reference.location.path));
        ignores.apply(
            &mut scanned.findings,
            |path| project.paths.relative(path),
            policy.as_of,
        );
        cover_uses(&mut scanned.findings);
        let housekeeping = ignores.housekeeping(policy.as_of, is_whole(run, input, project));
        let mut left_out = std::mem::take(&mut scanned.left_out);
        for (path, silenced) in &scanned.silenced {
            if !is_own(path) {
                left_out.append(silenced);
            }
        }
        scanned
            .findings
            .extend(housekeeping_findings(housekeeping, &policy, &mut left_out));
        let stale = catalog_stale(catalog, &policy, in_no_file());
        scanned
            .findings
            .extend(at_levels(stale, &policy, &mut left_out));
        let any_folder = scanned.any_folder;
        let checkout = std::mem::take(&mut scanned.checkout);
        let hidden_by_change = std::mem::take(&mut scanned.hidden_by_change);
        let texts = std::mem::take(&mut scanned.texts);
        // A list of models has one entry, whose lines are not accepted one by one.
        let mut on_other_lines = std::mem::take(&mut scanned.on_other_lines);
        on_other_lines.retain(|finding| finding.reference.registry.is_none());
        let mut report = report(
            scanned,
            catalog,
            &policy,
            options.fail_on.and_then(FailOn::level),
        );
        report.root = project.report_root.clone();
        report.unlisted = left_out;
        report.checkout = checkout;
        report.coverage.every_line = every_line;
        if any_folder && !run.allow_empty {
            report.errors.extend(nothing_scanned(&report, input));
        }
        if run.require_full_checkout {
            report.require_full_checkout();
        }
        report.sort();
        let migration = policy.planned.clone().map(|old| MigrationSubject {
            old,
            catalog: catalog.clone(),
            policy: policy.clone(),
        });
        Ok(JudgedInput {
            report,
            migration,
            on_other_lines,
            hidden_by_change,
            touched,
            texts,
            detector,
        })
    }

    /// The caller's settings as the highest layer.
    pub(super) fn flags(&self, project: &Project) -> Options {
        let options = &self.run.options;
        let globs = |globs: &[String]| {
            globs
                .iter()
                .map(|glob| glob_of_project(&project.prefix, glob))
                .collect()
        };
        Options {
            exclude: globs(&options.exclude),
            include: globs(&options.include),
            ..options.clone()
        }
    }

    /// All settings: the caller's over those of the configuration over the defaults.
    pub(super) fn settings(&self, project: &Project) -> Options {
        let defaults = Options::defaults(self.input.only_added());
        self.flags(project)
            .over(project.options.clone())
            .over(defaults)
    }

    /// Notes that changed settings do not apply yet.
    pub(super) fn note_later_settings(&self, settings: &[PathBuf], revision: &str) {
        let here = working_directory().unwrap_or_default();
        for path in settings {
            let shown = path.strip_prefix(&here).unwrap_or(path).display();
            self.observer.note(&format!(
                "{shown}: this change of the settings does not apply yet; the settings of {revision} apply"
            ));
        }
    }

    /// The baseline file.
    pub(super) fn baseline(&self, project: &Project, options: &Options) -> PathBuf {
        project.baseline(self.run.named_baseline(), options)
    }
}

/// Reads and judges the files of an input.
fn scan(
    scanner: &Scanner<Pipeline<'_>>,
    input: &Input,
    change: Option<&Change>,
    observer: &dyn Observer,
) -> Result<Scanned, RunError> {
    if let Some(change) = change {
        let mut scanned = scanner.scan_changes(&change.repository, &change.changes)?;
        scanned.left_out.append(&change.left_out);
        scanned.errors.extend(change.errors.iter().cloned());
        return Ok(scanned);
    }
    match input {
        Input::StandardInput { name } => scanner
            .scan_stream(name, io::stdin().lock())
            .map_err(RunError::StandardInput),
        Input::Text { name, text } => {
            scanner
                .scan_stream(name, text.as_slice())
                .map_err(|source| RunError::Text {
                    name: name.clone(),
                    source,
                })
        }
        Input::Listed(paths) if paths.is_empty() => Ok(Scanned::default()),
        Input::Paths(paths) | Input::Listed(paths) => Ok(scan_paths(scanner, paths, observer)?),
        Input::Staged { .. } | Input::Diff { .. } => Ok(Scanned::default()),
    }
}

fn scan_paths(
    scanner: &Scanner<Pipeline<'_>>,
    paths: &[PathBuf],
    observer: &dyn Observer,
) -> Result<Scanned, WalkError> {
    let mut scanned = None;
    observer.scanning(scanner.progress(), &mut || {
        scanned = Some(scanner.scan(paths))
    });
    scanned.unwrap_or_else(|| scanner.scan(paths))
}

/// Number of causes that the error about an empty scan lists.
const NAMED_CAUSES: usize = 3;

/// The error of a scan that found files but read none as text, so that the run does not pass. Absent if there was no
/// file, or if another error already makes the scan incomplete.
fn nothing_scanned(report: &Report, input: &Input) -> Option<ScanError> {
    let left_out = report.left_out();
    // What the checkout lacks is counted; only --require-full-checkout makes it an error.
    let lacks: u64 = [Cause::LfsPointer, Cause::Submodule, Cause::Sparse]
        .map(|cause| left_out.of(cause))
        .iter()
        .sum();
    if !report.nothing_scanned() || !report.complete() || left_out.files() == lacks {
        return None;
    }
    let mut causes: Vec<_> = left_out
        .iter()
        .filter(|(row, _)| row.unit != Unit::Findings)
        .collect();
    causes.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let causes: Vec<String> = causes
        .into_iter()
        .take(NAMED_CAUSES)
        .map(|(row, count)| format!("{count} {}", row.words(count)))
        .collect();
    let path = match input {
        Input::Paths(paths) | Input::Listed(paths) => {
            paths.first().map(|path| path.display().to_string())
        }
        _ => None,
    };
    let path = path
        .unwrap_or_else(|| ".".to_owned())
        .replace(std::path::MAIN_SEPARATOR, "/");
    let message = format!(
        "no file was read as text: {}; check the paths and the settings, or pass --allow-empty",
        causes.join(", ")
    );
    Some(ScanError {
        path,
        at: None,
        kind: ErrorKind::NothingScanned,
        message,
    })
}

/// The added lines by displayed path. Paths that differ only in bytes that are not UTF-8 are displayed the same; each
/// gets the lines of both, so that no line is missed.
fn added_lines(repository: &Repository, changes: &Changes) -> BTreeMap<String, AddedLines> {
    let mut added: BTreeMap<String, AddedLines> = BTreeMap::new();
    for file in &changes.files {
        let display = repository.display(&file.path);
        let lines = match added.remove(&display) {
            Some(before) => before.union(file.added.clone()),
            None => file.added.clone(),
        };
        added.insert(display, lines);
    }
    added
}

/// Caches the last answer: findings come path by path.
fn remembered(ask: impl Fn(&str) -> bool) -> impl FnMut(&str) -> bool {
    let mut last: Option<(String, bool)> = None;
    move |path| match &last {
        Some((known, answer)) if known == path => *answer,
        _ => last.insert((path.to_owned(), ask(path))).1,
    }
}

/// Location of a finding about the run itself.
fn in_no_file() -> Location {
    let start = Position { line: 1, column: 1 };
    Location {
        path: Arc::default(),
        start,
        end: start,
        span: Span { start: 0, end: 0 },
        cell: None,
    }
}

/// The report on what was scanned, with its findings and references as they are.
pub(super) fn report(
    scanned: Scanned,
    catalog: &Catalog,
    policy: &Policy,
    fail_on: Option<Level>,
) -> Report {
    let models = ModelInUse::of(
        &scanned.references,
        &scanned.findings,
        catalog,
        policy.as_of,
    );
    Report {
        models,
        catalog_version: catalog.version.to_string(),
        catalog_as_of: catalog.as_of,
        sources: catalog.sources.to_vec(),
        as_of: policy.as_of,
        findings: scanned.findings,
        references: scanned.references,
        skipped: scanned.skipped,
        unlisted: LeftOut::default(),
        coverage: Coverage {
            every_stage: policy.judges_every_stage(),
            every_line: true,
        },
        errors: scanned.errors,
        stats: scanned.stats,
        fail_on,
        checkout: Checkout::default(),
        root: ReportRoot::default(),
        merged: MergedReports::default(),
        history: None,
        usage: None,
    }
}
