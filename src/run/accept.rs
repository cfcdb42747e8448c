//! The baseline of a run: which findings are accepted, and the accepting of findings.

use std::path::PathBuf;

use super::error::RunError;
use super::extent::{is_below, is_whole, looked_at};
use super::folders::output_root;
use super::input::Input;
use super::observer::Observer;
use super::options::{BaselineChoice, Run};
use super::project::Project;
use super::settings_source::SettingsSource;
use super::task::{JudgedInput, Pass, Task};
use crate::baseline::{Applied, Baseline, PartialScan};
use crate::config::Options;
use crate::file_access::NamedBy;
use crate::finding::RegionSource;
use crate::report::Report;
use crate::scan::{cover_uses, housekeeping_findings};

/// The baseline file, which is not scanned because it is read as a baseline. If it is not applied, it must parse as a
/// baseline: otherwise a configuration could hide any file of the project by naming it.
pub(super) fn own_baseline(run: &Run, project: &Project, options: &Options) -> Option<PathBuf> {
    let named = run.named_baseline();
    let file = project.baseline(named, options);
    let named_by = project.baseline_named_by(named, options);
    let from_checkout = matches!(*project.sources.baseline, SettingsSource::Checkout);
    let is_applied = run.baseline != BaselineChoice::Off && (from_checkout || named.is_some());
    (is_applied || Baseline::load(&file, named_by).is_ok()).then_some(file)
}

/// Applies the baseline, if there is one.
pub(super) fn accept(
    judged: &mut JudgedInput,
    task: &Task<'_>,
    project: &Project,
    options: &Options,
) -> Result<(), RunError> {
    let Task {
        run,
        input,
        observer,
    } = *task;
    if run.baseline == BaselineChoice::Off {
        return Ok(());
    }
    let named = run.named_baseline();
    let Some((shown, text)) = project.baseline_text(named, options, observer)? else {
        return Ok(());
    };
    let JudgedInput {
        report,
        on_other_lines,
        touched,
        ..
    } = judged;
    let looked_at = looked_at(input, touched.as_ref(), project);
    let failed = report
        .errors
        .iter()
        .map(|error| project.report_paths.relative(&error.path))
        .collect();
    let unread = |path: &str| {
        let is_looked_at = looked_at.as_ref().is_none_or(|roots| is_below(path, roots));
        is_below(path, &failed) || (!is_looked_at && project.report_paths.exists(path))
    };
    let baseline = project.with_report_paths(Baseline::parse(&shown, &text)?);
    let part = PartialScan {
        unread: &unread,
        path_of: &|path| project.report_paths.relative(path),
        on_other_lines: std::mem::take(on_other_lines),
        has_every_finding: !run.asks_for_some(),
    };
    let applied = baseline.apply_to_part(&mut report.findings, part);
    cover_uses(&mut report.findings);
    if is_whole(run, input, project) {
        let policy = options.policy(report.as_of, RegionSource::Config);
        let file = project.baseline(named, options);
        let shown = file
            .display()
            .to_string()
            .replace(std::path::MAIN_SEPARATOR, "/");
        let housekeeping = applied.housekeeping(&shown, &text);
        let housekeeping = housekeeping.into_iter().collect();
        report.findings.extend(housekeeping_findings(
            housekeeping,
            &policy,
            &mut report.unlisted,
        ));
        report.sort();
    }
    Ok(())
}

/// The findings of a scan to which no baseline was applied, and the baseline file that can accept them.
pub struct Acceptance {
    report: Report,
    file: PathBuf,
    named_by: NamedBy,
    project: Project,
    /// Scanned files and folders relative to the root of the report; empty for the whole project.
    roots: Vec<String>,
}

impl Run {
    /// Scans these paths without a baseline, to compare the findings with it. No path means the whole project, whatever
    /// the working directory is.
    ///
    /// # Errors
    /// The scan cannot be run, or something could not be scanned.
    pub fn acceptance(
        &self,
        paths: &[PathBuf],
        observer: &dyn Observer,
    ) -> Result<Acceptance, RunError> {
        let project = self.project(observer)?;
        let whole = [project.here_to_root.clone()];
        let paths = if paths.is_empty() { &whole[..] } else { paths };
        let input = Input::Paths(paths.to_vec());
        let task = Task {
            run: self,
            input: &input,
            observer,
        };
        let options = task.settings(&project);
        let report = task
            .judge_without_baseline(&project, &options, Pass::Report)?
            .report;
        if let Some(error) = report.errors.first() {
            return Err(RunError::Incomplete(error.clone()));
        }
        let named = self.named_baseline();
        Ok(Acceptance {
            report,
            file: project.baseline(named, &options),
            named_by: project.baseline_named_by(named, &options),
            roots: project.roots(paths),
            project,
        })
    }
}

impl Acceptance {
    /// The findings.
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// The baseline file.
    pub fn file(&self) -> &std::path::Path {
        &self.file
    }

    /// Accepts all findings, and keeps the entries for files that were not scanned. Returns the number of accepted
    /// findings and that of all entries.
    ///
    /// # Errors
    /// The old baseline is invalid, or the new one cannot be written.
    pub fn write(&self) -> Result<(usize, usize), RunError> {
        // A scan of the whole project replaces the file, so a broken one need not be readable.
        let keeps = !self.roots.is_empty() && self.file.exists();
        let old = if keeps {
            self.load()?
        } else {
            Baseline::default()
        };
        let new = Baseline::of(&self.report.findings, |path| {
            self.project.report_paths.relative(path)
        });
        let accepted = new.entries.len();
        let renewed = old.renewed(new, |path| self.is_looked_at(path));
        renewed.save(&self.file, &output_root()?)?;
        Ok((accepted, renewed.entries.len()))
    }

    /// Applies the baseline to the findings: those that stay active are not accepted.
    ///
    /// # Errors
    /// The baseline is missing or invalid.
    pub fn check(&mut self) -> Result<Applied, RunError> {
        self.apply().map(|(_, applied)| applied)
    }

    /// Removes entries whose findings no longer exist. Returns their number and that of the entries that are left.
    ///
    /// # Errors
    /// The baseline is missing or invalid, or cannot be written.
    pub fn prune(&mut self) -> Result<(usize, usize), RunError> {
        let (baseline, applied) = self.apply()?;
        let pruned = baseline.pruned(&applied);
        if !applied.stale.is_empty() {
            pruned.save(&self.file, &output_root()?)?;
        }
        Ok((applied.stale.len(), pruned.entries.len()))
    }

    fn load(&self) -> Result<Baseline, RunError> {
        Ok(self
            .project
            .with_report_paths(Baseline::load(&self.file, self.named_by)?))
    }

    fn apply(&mut self) -> Result<(Baseline, Applied), RunError> {
        let baseline = self.load()?;
        let (roots, paths) = (&self.roots, &self.project.report_paths);
        let unread = |path: &str| !is_looked_at(roots, path) && paths.exists(path);
        let path_of = |path: &str| paths.relative(path);
        let part = PartialScan {
            unread: &unread,
            path_of: &path_of,
            ..PartialScan::default()
        };
        let mut applied = baseline.apply_to_part(&mut self.report.findings, part);
        applied
            .stale
            .retain(|entry| is_looked_at(roots, &entry.path));
        Ok((baseline, applied))
    }

    fn is_looked_at(&self, path: &str) -> bool {
        is_looked_at(&self.roots, path)
    }
}

fn is_looked_at(roots: &[String], path: &str) -> bool {
    let is_below = |root: &String| {
        path.strip_prefix(root.as_str())
            .is_some_and(|rest| rest.starts_with('/'))
    };
    roots.is_empty() || roots.iter().any(|root| path == root || is_below(root))
}
