//! Judges many texts, one after the other or some at once, with the settings of one run.

use super::error::RunError;
use super::input::Input;
use super::judge::report;
use super::observer::Observer;
use super::options::Run;
use super::project::Project;
use super::task::{Pass, Task};
use super::walking::walk_options;
use crate::catalog::Catalog;
use crate::config::{FailOn, Options};
use crate::judge::Policy;
use crate::report::Report;
use crate::scan::{CrossFile, FileSettings, Pipeline, ScanOptions, Scanned, Scanner, cover_uses};
use crate::suppress::Ignores;

/// A text in memory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NamedText {
    /// Path in the report; its ending decides the language.
    pub path: String,
    /// The content, in any encoding that a file can have.
    pub text: Vec<u8>,
}

/// Judges texts in memory, each alone.
///
/// The settings of the run are read once. Suppression comments and `ignore` entries apply; a baseline does not, since it
/// is about the files of one project.
#[derive(Debug)]
pub struct TextJudge<'a> {
    pub(super) scanner: Scanner<Pipeline<'a>>,
    pub(super) catalog: &'a Catalog,
    pub(super) policy: &'a Policy,
    pub(super) options: &'a Options,
    pub(super) project: &'a Project,
    pub(super) ignores: Ignores,
}

impl Run {
    /// Calls `body` with a judge of texts that has the settings of this run. `only_added` says whether the caller reports added
    /// lines only; newly added Legacy models then fail by default, as in a diff.
    ///
    /// # Errors
    /// The settings are invalid.
    pub fn with_text_judge<T>(
        &self,
        only_added: bool,
        observer: &dyn Observer,
        body: impl FnOnce(&TextJudge<'_>) -> T,
    ) -> Result<T, RunError> {
        let project = self.project(observer)?;
        let input = Input::Listed(Vec::new());
        let task = Task {
            run: self,
            input: &input,
            observer,
        };
        let options = task
            .flags(&project)
            .over(project.options.clone())
            .over(Options::defaults(only_added));
        let pass = Pass::of(self);
        let judging = task.judging(&project, &options, observer)?;
        let files = FileSettings {
            require_reason: options.require_reason == Some(true),
            regions_by_path: judging.regions_by_path,
            only_some: self.asks_for_some(),
            comments: pass.comments(),
            ..FileSettings::default()
        };
        let pipeline = Pipeline::new(&judging.catalog, &judging.policy, project.prefix.clone())
            .with_report_prefix(project.report_root.prefix())
            .with_aliases(&options.aliases)
            .with_files(files);
        let scan_options = ScanOptions {
            walk: walk_options(self, &[], &project, &options)?,
            claims: self.claims(),
            cross_file: CrossFile::Off,
            ..ScanOptions::default()
        };
        Ok(body(&TextJudge {
            scanner: Scanner::new(pipeline, scan_options),
            catalog: &judging.catalog,
            policy: &judging.policy,
            ignores: options.ignores()?,
            options: &options,
            project: &project,
        }))
    }
}

impl TextJudge<'_> {
    /// The reports on these texts, in their order, with as many threads as the run has.
    pub fn reports(&self, texts: Vec<NamedText>) -> Vec<Report> {
        self.scanner
            .scan_texts(texts.into_iter().map(|text| (text.path, text.text)))
            .into_iter()
            .map(|scanned| self.report(scanned))
            .collect()
    }

    /// A report with the catalog and the day of the run, and nothing else.
    pub fn report_on_nothing(&self) -> Report {
        self.report(Scanned::default())
    }

    pub(super) fn report(&self, mut scanned: Scanned) -> Report {
        self.ignores.clone().apply(
            &mut scanned.findings,
            |path| self.project.paths.relative(path),
            self.policy.as_of,
        );
        cover_uses(&mut scanned.findings);
        let mut left_out = std::mem::take(&mut scanned.left_out);
        for (_, silenced) in &scanned.silenced {
            left_out.append(silenced);
        }
        let fail_on = self.options.fail_on.and_then(FailOn::level);
        let mut report = report(scanned, self.catalog, self.policy, fail_on);
        report.root = self.project.report_root.clone();
        report.unlisted = left_out;
        report.sort();
        report
    }
}
