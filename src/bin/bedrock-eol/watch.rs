//! `bedrock-eol scan --watch`: scans again when files change, and prints what is different.
//!
//! Each time everything is scanned, as by `scan`: a definition in one file decides the findings of others, and settings those of
//! all. A scan of 20,000 small files takes 0.3 s of the processor, so that nothing is kept for the next scan but the last
//! report.

mod own_log;
mod wake;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::io::{self, IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use bedrock_eol::program::{
    Progress, ReportDifference, WatchedChange, WatchedFiles, difference, log_line,
};
use bedrock_eol::{Input, Observer, Report};
use clap::Args;
use jiff::civil::Date;

use crate::args::ScanArgs;
use crate::reports::{LastLines, stdout_options};
use crate::scan::{Printer, print, request};
use crate::stop::{Stop, written};
use crate::terminal;
use crate::values::OutputArg;
use own_log::OwnLogs;
use wake::{Alarm, Wake};

/// Formats whose findings are lines or paragraphs that later ones can follow.
const FORMATS: [&str; 2] = ["pretty", "compact"];

/// Changed files that are named.
const NAMED: usize = 3;

/// The longest tick of a file system's clock (FAT): two changes of a file within it can look like one.
const TICK: Duration = Duration::from_secs(2);

/// Scans again and again.
#[derive(Args, Debug, Default)]
#[command(next_help_heading = "Input")]
pub(crate) struct WatchArgs {
    /// Scan again when files change, and print which findings are new (+) and which are gone (-); Ctrl-C ends it
    ///
    /// Prints the report first. Each scan reads the configuration, ignore files, baseline and local catalogs again. Works
    /// with the formats pretty and compact on standard output.
    #[arg(long, conflicts_with_all = [
        "staged", "diff", "whole_files", "files_from", "stdin_filename", "records", "history", "repos", "usage", "show_config",
        "inventory",
    ])]
    pub(crate) watch: bool,
}

/// Scans until the program is ended, or until nobody reads what it prints.
pub(crate) fn run(args: &ScanArgs, outputs: &[OutputArg], today: fn() -> Date) -> Result<u8, Stop> {
    check(args, outputs)?;
    let day = || args.verdict.as_of.unwrap_or_else(today);
    let watch = Watch {
        args,
        outputs,
        today,
        input: args.inputs.input(&args.paths)?,
        heard: Heard::new(args.reporting.quiet),
        logs: RefCell::default(),
    };
    let mut wake = Wake::new();
    let mut last_look = LastLook::now(day());
    let mut files = watch.files(&mut wake)?;
    let outcome = watch
        .request()
        .scan_observed(&watch.input, &watch.heard)
        .map_err(Stop::of)?;
    let suggests_baseline = outcome.suggests_baseline && !args.reporting.quiet;
    let mut report = outcome.report;
    print(args, &report, outputs, suggests_baseline)?;
    if !args.reporting.quiet {
        terminal::note(&format!(
            "watching {} files for changes{}; Ctrl-C ends the program",
            files.count(),
            wake.how()
        ));
    }
    loop {
        let alarm = wake.wait();
        let look = LastLook::now(day());
        let is_new_day = look.day != last_look.day;
        if alarm == Alarm::None && !is_new_day {
            continue;
        }
        let (now, changes) = watch.files_since(&files, &mut wake)?;
        if changes.is_empty() && !is_new_day && !last_look.may_hide_a_change(&files) {
            continue;
        }
        (files, last_look) = (now, look);
        let next = match watch.request().scan_observed(&watch.input, &watch.heard) {
            Ok(outcome) => outcome.report,
            Err(error) => {
                // Usually a configuration that is being written. What it leads to is compared with the last report.
                terminal::error(&error.to_string());
                continue;
            }
        };
        if !watch.print(&report, &next, &changes)? {
            return Ok(next.outcome().exit_code(args.gate.exit_zero));
        }
        report = next;
    }
}

/// Checks what clap cannot know.
fn check(args: &ScanArgs, outputs: &[OutputArg]) -> Result<(), Stop> {
    if args.paths.iter().any(|path| path.as_os_str() == "-") {
        return Err(Stop(
            "--watch watches files, and standard input (`-`) is read once".to_owned(),
        ));
    }
    for output in outputs {
        if let Some(file) = &output.file {
            return Err(Stop(format!(
                "--watch prints the difference to standard output; to write {}, scan without --watch",
                file.display()
            )));
        }
        if !FORMATS.contains(&output.format) {
            return Err(Stop(format!(
                "--watch works with the formats pretty and compact, not with {}",
                output.format
            )));
        }
    }
    Ok(())
}

/// Files with what happened to them, by path.
type WatchedChanges = Vec<(PathBuf, WatchedChange)>;

/// When the files were looked at.
#[derive(Clone, Copy)]
struct LastLook {
    /// The day as of which models were judged.
    day: Date,
    at: SystemTime,
}

impl LastLook {
    fn now(day: Date) -> Self {
        Self {
            day,
            at: SystemTime::now(),
        }
    }

    /// Whether a file was changed so shortly before it was looked at that one more change could look like none.
    fn may_hide_a_change(&self, files: &WatchedFiles) -> bool {
        let (from, to) = (self.at.checked_sub(TICK), self.at.checked_add(TICK));
        from.zip(to)
            .is_none_or(|(from, to)| files.any_modified(from..to))
    }
}

/// What is watched, and how it is scanned.
struct Watch<'a> {
    args: &'a ScanArgs,
    outputs: &'a [OutputArg],
    today: fn() -> Date,
    input: Input,
    heard: Heard,
    logs: RefCell<OwnLogs>,
}

impl Watch<'_> {
    fn request(&self) -> bedrock_eol::Run {
        let mut run = request(self.args, self.outputs, self.today);
        run.outputs
            .extend(self.logs.borrow().files().iter().cloned());
        run
    }

    /// Leaves out the files to which standard output is written; returns whether one was found.
    fn leave_out_logs(&self, changes: &[(PathBuf, WatchedChange)]) -> bool {
        let changed = changes.iter();
        let changed = changed.filter(|(_, change)| *change != WatchedChange::Removed);
        let found = self
            .logs
            .borrow_mut()
            .find_in(changed.map(|(path, _)| path.as_path()));
        for path in &found {
            terminal::note(&format!(
                "{} is no longer scanned: the output of this program is written to it",
                path.display()
            ));
        }
        !found.is_empty()
    }

    /// The files as they are now, after their folders are watched: what changes later is noticed.
    fn files(&self, wake: &mut Wake) -> Result<WatchedFiles, Stop> {
        let run = self.request();
        loop {
            let files = wake
                .timed(|| run.watched_files(&self.input))
                .map_err(Stop::of)?;
            if !wake.follow(&files) {
                return Ok(files);
            }
        }
    }

    /// The files as they are now, and what happened to them.
    fn files_since(
        &self,
        before: &WatchedFiles,
        wake: &mut Wake,
    ) -> Result<(WatchedFiles, WatchedChanges), Stop> {
        let mut now = self.files(wake)?;
        if self.leave_out_logs(&now.since(before)) {
            now = self.files(wake)?;
        }
        let changes = now.since(before);
        Ok((now, changes))
    }

    /// Prints what is different; false if nobody reads it.
    fn print(
        &self,
        before: &Report,
        after: &Report,
        changes: &[(PathBuf, WatchedChange)],
    ) -> Result<bool, Stop> {
        let found = ReportDifference::between(before, after);
        // In a log they would say nothing; a person at a terminal sees that the change was noticed.
        if found.is_empty() && (changes.is_empty() || !io::stdout().is_terminal()) {
            return Ok(true);
        }
        let last_lines = LastLines {
            offer_baseline: false,
            exit_zero: self.args.gate.exit_zero,
        };
        let options = stdout_options(&self.args.reporting, last_lines);
        let mut text = format!("\n{}\n", in_words(changes, after.as_of)).into_bytes();
        difference(&found, after, &options, &mut text).map_err(Stop::of)?;
        let mut out = io::stdout().lock();
        let sent = out.write_all(&text).and_then(|()| out.flush());
        self.logs.borrow_mut().printed(text);
        match sent {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(false),
            sent => written(sent, "to standard output").map(|()| true),
        }
    }
}

/// Which files changed: `src/a.py changed, b.py added, and 3 more`.
fn in_words(changes: &[(PathBuf, WatchedChange)], day: Date) -> String {
    if changes.is_empty() {
        return format!("Scanned again as of {day}");
    }
    let named = changes.iter().take(NAMED).map(|(path, change)| {
        let path = path.display().to_string();
        let path = log_line(&path.replace(std::path::MAIN_SEPARATOR, "/"));
        let change = match change {
            WatchedChange::Changed => "changed",
            WatchedChange::Added => "added",
            WatchedChange::Removed => "removed",
        };
        format!("{path} {change}")
    });
    let more = changes.len().saturating_sub(NAMED);
    let more = (more > 0).then(|| format!("and {more} more"));
    named.chain(more).collect::<Vec<_>>().join(", ")
}

/// Prints what runs report besides their results, each text once.
struct Heard {
    printer: Printer,
    texts: RefCell<BTreeSet<String>>,
}

impl Heard {
    fn new(quiet: bool) -> Self {
        Self {
            printer: Printer { quiet },
            texts: RefCell::default(),
        }
    }

    fn is_new(&self, text: &str) -> bool {
        self.texts.borrow_mut().insert(text.to_owned())
    }
}

impl Observer for Heard {
    fn note(&self, text: &str) {
        if self.is_new(text) {
            self.printer.note(text);
        }
    }

    fn warn(&self, text: &str) {
        if self.is_new(text) {
            self.printer.warn(text);
        }
    }

    fn scanning(&self, progress: &Progress, scan: &mut dyn FnMut()) {
        self.printer.scanning(progress, scan);
    }
}
