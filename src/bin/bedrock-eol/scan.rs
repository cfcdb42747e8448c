//! `bedrock-eol scan`: turns flags into a run of the library, writes the reports and chooses the exit code.

use std::sync::mpsc;

use bedrock_eol::program::{self, Progress, Unit};
use bedrock_eol::{
    BaselineChoice, ConfigChoice, Format, Observer, Options, Report, Run, SettingsFrom, format,
};
use jiff::civil::Date;

use crate::args::{Accepted, Files, ProjectArgs, ScanArgs, Trust, VerdictArgs};
use crate::config::Settings;
use crate::inputs::Inputs;
use crate::overlays::Overlays;
use crate::records;
use crate::reports::{LastLines, outputs, write_reports, write_summary};
use crate::repos;
use crate::setting_flags::{CatalogFlags, SettingFlags};
use crate::stop::{Stop, written};
use crate::terminal;
use crate::usage::note_other_events;
use crate::values::OutputArg;
use crate::watch;

/// Runs the command and returns the exit code.
pub(crate) fn run(args: &ScanArgs, today: fn() -> Date) -> Result<u8, Stop> {
    if args.records.records {
        return records::run(
            &args.records,
            &request(args, &[], today),
            args.reporting.quiet,
        );
    }
    let outputs = outputs(&args.reporting)?;
    if args.watch.watch {
        return watch::run(args, &outputs, today);
    }
    if let Some(history) = args.history.request(&args.paths, &outputs)? {
        let printer = Printer {
            quiet: args.reporting.quiet,
        };
        let run = request(args, &outputs, today);
        let report = run.scan_history(&history, &printer).map_err(Stop::of)?;
        let code = print(args, &report, &outputs, false);
        std::mem::forget(report);
        return code;
    }
    if let Some(list) = &args.repos.repos {
        let run = request(args, &outputs, today);
        return repos::run(list, run, &outputs, args);
    }
    if !args.usage.usage.is_empty() && (args.inputs.staged || args.inputs.diff.is_some()) {
        return Err(Stop(
            "--usage lists models that are invoked but in no scanned file; scan all files, without --staged and --diff"
                .to_owned(),
        ));
    }
    let usage = args.usage.read()?;
    let input = args.inputs.input(&args.paths)?;
    let run = request(args, &outputs, today);
    let printer = Printer {
        quiet: args.reporting.quiet,
    };
    if args.show_config {
        let text = run.settings(&input, &printer).map_err(Stop::of)?.to_toml();
        return written(terminal::print(&text), "to standard output").map(|()| 0);
    }
    let mut outcome = run.scan_observed(&input, &printer).map_err(Stop::of)?;
    if let Some(usage) = &usage {
        outcome.mark_usage(usage);
        note_other_events(&outcome.report, args.reporting.quiet);
    }
    let code = print(
        args,
        &outcome.report,
        &outputs,
        outcome.suggests_baseline && !args.reporting.quiet,
    );
    // The process ends after this report; dropping thousands of strings would slow down every short run.
    std::mem::forget(outcome);
    code
}

/// Prints notes, writes the reports and returns the exit code.
pub(crate) fn print(
    args: &ScanArgs,
    report: &Report,
    outputs: &[OutputArg],
    suggests_baseline: bool,
) -> Result<u8, Stop> {
    let on_stdout = |does: fn(&Format) -> bool| {
        let formats = outputs
            .iter()
            .filter(|output| output.file.is_none())
            .filter_map(|output| format(output.format));
        formats.into_iter().any(does)
    };
    if !on_stdout(|format| format.lists_errors) {
        for error in &report.errors {
            terminal::error(&program::error_line(error));
        }
    }
    if args.reporting.verbose {
        note_skipped(report);
    }
    let last_lines = LastLines {
        offer_baseline: suggests_baseline,
        exit_zero: args.gate.exit_zero,
    };
    write_reports(report, outputs, &args.reporting, last_lines)?;
    if suggests_baseline && !on_stdout(|format| format.suggests_next) {
        terminal::note(
            "to accept these findings and report only new or worse ones: bedrock-eol baseline write",
        );
    }
    write_summary(report, outputs, &args.reporting)?;
    Ok(report.outcome().exit_code(args.gate.exit_zero))
}

/// The run that the flags ask for.
pub(crate) fn request(args: &ScanArgs, outputs: &[OutputArg], today: fn() -> Date) -> Run {
    let selection = ScanSelection {
        verdict: &args.verdict,
        overlays: &args.overlays,
        catalog: &args.catalog,
        files: &args.files,
        inputs: &args.inputs,
        settings: &args.settings,
        trust: &args.trust,
        accepted: &args.accepted,
    };
    let mut run = selection.run(today);
    run.options = args.gate.flags.options().over(run.options);
    run.outputs = outputs
        .iter()
        .filter_map(|output| output.file.clone())
        // An export in the scanned folder would be references to every model in it.
        .chain(args.usage.usage.iter().cloned())
        .collect();
    run
}

/// The flags that decide what is scanned and what is a finding, the same for every command that scans.
pub(crate) struct ScanSelection<'a> {
    pub(crate) verdict: &'a VerdictArgs,
    pub(crate) overlays: &'a Overlays,
    pub(crate) catalog: &'a SettingFlags<CatalogFlags>,
    pub(crate) files: &'a Files,
    pub(crate) inputs: &'a Inputs,
    pub(crate) settings: &'a Settings,
    pub(crate) trust: &'a Trust,
    pub(crate) accepted: &'a Accepted,
}

impl<'a> ScanSelection<'a> {
    pub(crate) fn of(
        project: &'a ProjectArgs,
        verdict: &'a VerdictArgs,
        inputs: &'a Inputs,
    ) -> Self {
        Self {
            verdict,
            overlays: &project.overlays,
            catalog: &project.catalog,
            files: &project.files,
            inputs,
            settings: &project.settings,
            trust: &project.trust,
            accepted: &project.accepted,
        }
    }

    /// The run that the flags ask for.
    pub(crate) fn run(&self, today: fn() -> Date) -> Run {
        let mut run = Run::new(self.verdict.as_of.unwrap_or_else(today));
        run.options = self.options();
        run.config = config_choice(self.settings);
        run.settings_from = settings_from(self.trust);
        run.baseline = baseline_choice(self.accepted);
        run.whole_files = self.inputs.whole_files;
        run.no_ignore = self.files.no_ignore;
        run.force_exclude = self.files.force_exclude;
        run.allow_empty = self.files.allow_empty;
        run.require_full_checkout = self.files.require_full_checkout;
        run.threads = self.files.threads.map(usize::from);
        run
    }

    /// The flags as the highest layer of the settings.
    fn options(&self) -> Options {
        let catalog = Options {
            catalog: self.overlays.catalogs.clone(),
            ..self.catalog.options()
        };
        let files = self.files.flags.options();
        let accepted = self.accepted.flags.options();
        let verdict = self.verdict.flags.options();
        verdict.over(catalog).over(files).over(accepted)
    }
}

/// The configuration that the flags select.
pub(crate) fn config_choice(settings: &Settings) -> ConfigChoice {
    match &settings.config {
        Some(file) => ConfigChoice::File(file.clone()),
        None if settings.isolated => ConfigChoice::Isolated,
        None => ConfigChoice::Nearest,
    }
}

fn settings_from(trust: &Trust) -> SettingsFrom {
    match &trust.settings_from {
        Some(revision) => SettingsFrom::Commit(revision.clone()),
        None if trust.untrusted => SettingsFrom::Caller,
        None => SettingsFrom::Checkout,
    }
}

fn baseline_choice(accepted: &Accepted) -> BaselineChoice {
    match &accepted.baseline {
        Some(file) => BaselineChoice::File(file.clone()),
        None if accepted.no_baseline => BaselineChoice::Off,
        None => BaselineChoice::Project,
    }
}

/// Prints what a run reports besides its result, and its progress.
pub(crate) struct Printer {
    /// Whether only what limits the report is printed.
    pub(crate) quiet: bool,
}

impl Observer for Printer {
    fn note(&self, text: &str) {
        if !self.quiet {
            terminal::note(text);
        }
    }

    fn warn(&self, text: &str) {
        terminal::note(text);
    }

    fn scanning(&self, progress: &Progress, scan: &mut dyn FnMut()) {
        if self.quiet || !terminal::shows_progress() {
            return scan();
        }
        std::thread::scope(|scope| {
            let (done, wait) = mpsc::channel();
            // If no thread can be started, the scan runs without a progress bar.
            let drawing = std::thread::Builder::new();
            drop(drawing.spawn_scoped(scope, move || terminal::draw(progress, &wait)));
            scan();
            drop(done);
        });
    }
}

/// Notes each skipped file by name, and the number of files left out for other causes.
fn note_skipped(report: &Report) {
    for skipped in &report.skipped {
        let path = program::log_line(&skipped.path);
        terminal::note(&format!("{path}: skipped: {}", skipped.reason.row().why));
    }
    for (row, count) in report
        .left_out()
        .iter()
        .filter(|(row, _)| row.unit != Unit::ListedFiles)
    {
        let what = if row.unit == Unit::Findings {
            "findings"
        } else {
            "files and folders"
        };
        terminal::note(&format!("left out: {count} {what} {}", row.words(count)));
    }
}
