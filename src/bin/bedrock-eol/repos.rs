//! `bedrock-eol scan --repos`: scans many checkouts, each as if the program was started in it, and merges their reports.
//!
//! The result is that of `scan --output json` in each of them and of `merge`: one report is in memory at a time besides what
//! is merged.

use std::env;
use std::path::{Path, PathBuf};

use bedrock_eol::program::{self, FailOn, FileKind, Progress};
use bedrock_eol::{Input, Merge, Observer, Options, Run};
use clap::Args;

use crate::args::{Reporting, ScanArgs};
use crate::file_list::parse_list;
use crate::inputs::read;
use crate::merge::{DerivedNames, RepositoryFile, write_merged};
use crate::overlays;
use crate::reports::json_report;
use crate::scan::Printer;
use crate::stop::Stop;
use crate::terminal;
use crate::usage::note_other_events;
use crate::values::OutputArg;

/// Many repositories instead of one.
#[derive(Args, Debug, Default)]
#[command(next_help_heading = "Input")]
pub(crate) struct RepoArgs {
    /// Scan the checkouts in this list, one path per line, and write one report; `-` for standard input
    ///
    /// Each checkout is scanned with its own configuration, ignore files, baseline and CODEOWNERS. The reports are merged as
    /// by `merge`. The repository of work/shop is `shop`; a line NAME=PATH gives it another name.
    ///
    /// A repository without any text to scan gets a row in the report. A checkout that cannot be scanned is an error of
    /// the report and makes the exit code 2. The others are still scanned.
    #[arg(long, value_name = "FILE", conflicts_with_all = [
        "paths", "staged", "diff", "whole_files", "files_from", "stdin_filename", "records", "history", "show_config",
        "config", "baseline",
    ])]
    pub(crate) repos: Option<PathBuf>,
}

/// Scans the repositories of a list and returns the exit code.
pub(crate) fn run(
    list: &Path,
    mut run: Run,
    outputs: &[OutputArg],
    args: &ScanArgs,
) -> Result<u8, Stop> {
    let (gate, reporting) = (&args.gate, &args.reporting);
    if reporting.link_base.is_some() {
        return Err(Stop(
            "--link-base is the URL of one repository, and --repos scans several".to_owned(),
        ));
    }
    let here = env::current_dir()
        .map_err(|error| Stop(format!("cannot determine the working directory: {error}")))?;
    let usage = args.usage.read()?;
    let repositories = repositories(list)?;
    // Each repository is the working directory while it is scanned.
    for path in run.options.catalog.iter_mut().chain(&mut run.outputs) {
        *path = here.join(&*path);
    }
    run.allow_empty = true;
    let mut merge = Merge::default();
    for repository in &repositories {
        let name = repository.name.as_deref().unwrap_or_default();
        let printer = RepoPrinter {
            printer: Printer {
                quiet: reporting.quiet,
            },
            name,
        };
        let scanned = scan(&here.join(&repository.file), &run, &printer, reporting);
        let added = scanned.and_then(|text| {
            let added = merge.add(&text, Some(name), true);
            added.map(drop).map_err(|error| error.to_string())
        });
        if let Err(message) = added {
            let shown = repository.file.display().to_string();
            merge.add_unreadable(&shown, &message);
            let (shown, message) = (program::log_line(&shown), program::log_line(&message));
            terminal::error(&format!("{shown}: {message}"));
        }
    }
    env::set_current_dir(&here)
        .map_err(|error| Stop(format!("cannot return to {}: {error}", here.display())))?;
    let fail_on = gate
        .flags
        .options()
        .over(Options::defaults(false))
        .fail_on
        .and_then(FailOn::level);
    let mut report = merge.finish(false, fail_on).map_err(Stop::of)?;
    if let Some(usage) = &usage {
        let catalog = overlays::load(&run.options.catalog).map_err(Stop::of)?;
        usage.mark(&mut report, &catalog);
        note_other_events(&report, reporting.quiet);
    }
    write_merged(report, outputs, gate, reporting)
}

/// The JSON report on a checkout, or why it cannot be scanned.
fn scan(
    folder: &Path,
    run: &Run,
    printer: &RepoPrinter<'_>,
    reporting: &Reporting,
) -> Result<Vec<u8>, String> {
    env::set_current_dir(folder).map_err(|error| format!("cannot be scanned: {error}"))?;
    let outcome = run
        .scan_observed(&Input::Paths(Vec::new()), printer)
        .map_err(|error| error.to_string())?;
    json_report(&outcome.report, reporting).map_err(|error| error.to_string())
}

/// The repositories of a list, each once, in the order of their paths.
fn repositories(list: &Path) -> Result<Vec<RepositoryFile>, Stop> {
    let typed = parse_list(&read(list, FileKind::FileList)?);
    if typed.is_empty() {
        return Err(Stop(format!("{} lists no repository", list.display())));
    }
    let name = |path: &Path| {
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned());
        // `.` and `..` have no name of their own.
        name.or_else(|| {
            let whole = path.canonicalize().ok()?;
            Some(whole.file_name()?.to_string_lossy().into_owned())
        })
    };
    let named = |typed: PathBuf| RepositoryFile::parse(typed, name);
    let mut repositories: Vec<RepositoryFile> = typed.into_iter().map(named).collect();
    repositories.sort_by(|a, b| (&a.file, &a.name).cmp(&(&b.file, &b.name)));
    repositories.dedup_by(|a, b| a.file == b.file && a.name == b.name);
    let mut derived = DerivedNames::default();
    for repository in &repositories {
        if repository.name.is_none() {
            return Err(Stop(format!(
                "{} has no name; name it with NAME=PATH",
                repository.file.display()
            )));
        }
        derived.check(repository)?;
    }
    Ok(repositories)
}

/// Prints what a run reports with the name of its repository.
struct RepoPrinter<'a> {
    printer: Printer,
    name: &'a str,
}

impl Observer for RepoPrinter<'_> {
    fn note(&self, text: &str) {
        self.printer.note(&format!("{}: {text}", self.name));
    }

    fn warn(&self, text: &str) {
        self.printer.warn(&format!("{}: {text}", self.name));
    }

    fn scanning(&self, progress: &Progress, scan: &mut dyn FnMut()) {
        self.printer.scanning(progress, scan);
    }
}
