//! Starts a run and finishes its report.

use std::rc::Rc;

use super::error::RunError;
use super::extent::is_whole;
use super::input::Input;
use super::observer::{Observer, Silent};
use super::options::{BaselineChoice, Run};
use super::project::Project;
use super::settings_source::SettingsSource;
use super::silencing::report_silenced;
use super::task::{MigrationSubject, Pass, Task};
use crate::config::Options;
use crate::detect::Detector;
use crate::report::Report;
use crate::scan::KeptText;
use crate::usage::UsageExports;

/// Number of findings from which a first run suggests a baseline.
const MANY: usize = 20;

/// The result of a run.
#[derive(Debug)]
#[non_exhaustive]
pub struct Outcome {
    /// The report.
    pub report: Report,
    /// Whether to suggest a baseline: the first run in a project found more than can be fixed at once.
    pub suggests_baseline: bool,
    /// The files that have a finding with a replacement, as they were judged; empty unless [`Run::keep_texts`].
    pub texts: Vec<KeptText>,
    /// What a migration is planned with; absent unless [`Run::migration`] asks for it.
    pub migration: Option<MigrationSubject>,
    /// That of the run, with its catalog. A program that ends now can skip dropping it.
    detector: Detector,
}

impl Outcome {
    /// Marks the report with how often its models were invoked.
    pub fn mark_usage(&mut self, exports: &UsageExports) {
        exports.mark_by(&mut self.report, &self.detector);
    }
}

impl Run {
    /// Scans an input and returns its report.
    ///
    /// # Errors
    /// The settings are invalid, or what to scan cannot be determined. What cannot be read is in the report.
    pub fn scan(&self, input: &Input) -> Result<Report, RunError> {
        self.scan_observed(input, &Silent)
            .map(|outcome| outcome.report)
    }

    /// The same with an observer, which receives notes and can watch the progress.
    ///
    /// # Errors
    /// As [`Self::scan`].
    pub fn scan_observed(
        &self,
        input: &Input,
        observer: &dyn Observer,
    ) -> Result<Outcome, RunError> {
        let project = self.project(observer)?;
        let task = Task {
            run: self,
            input,
            observer,
        };
        let options = task.settings(&project);
        let mut judged = task.judge(&project, &options, Pass::of(self))?;
        if !self.is_untrusted() {
            report_silenced(&task, &project, &options, &mut judged)?;
        }
        if self.baseline != BaselineChoice::Off {
            project.note_other_baseline(self.named_baseline(), &options, observer);
        }
        let report = judged.report;
        let counting = report
            .findings
            .iter()
            .filter(|finding| finding.is_active() && finding.rule.about_models);
        let suggests_baseline = counting.count() >= MANY
            && !task.baseline(&project, &options).exists()
            && is_whole(self, input, &project);
        Ok(Outcome {
            report,
            suggests_baseline,
            texts: judged.texts,
            migration: judged.migration,
            detector: judged.detector,
        })
    }

    /// The effective settings for an input: those of this run over those of the configuration over the defaults.
    ///
    /// # Errors
    /// The configuration is invalid.
    pub fn settings(&self, input: &Input, observer: &dyn Observer) -> Result<Options, RunError> {
        let project = self.project(observer)?;
        Ok(Task {
            run: self,
            input,
            observer,
        }
        .settings(&project))
    }

    /// The project that contains the working directory.
    pub(super) fn project(&self, observer: &dyn Observer) -> Result<Project, RunError> {
        let source = Rc::new(SettingsSource::of(&self.settings_from)?);
        Project::of(&self.config, &source, observer)
    }
}
