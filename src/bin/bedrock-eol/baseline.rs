//! `bedrock-eol baseline`: writes, checks and prunes the file of accepted findings.
//!
//! The library scans and decides what an entry accepts.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use bedrock_eol::program::Applied;
use bedrock_eol::{BaselineChoice, Report, Run};
use clap::{Args, Subcommand};
use jiff::civil::Date;

use crate::config::Settings;
use crate::scan::{Printer, config_choice};
use crate::stop::{Stop, written};
use crate::{interrupt, terminal};

/// `bedrock-eol baseline`.
#[derive(Args, Debug)]
pub(crate) struct BaselineArgs {
    #[command(subcommand)]
    pub(crate) command: BaselineCommand,
}

/// What to do with the baseline.
#[derive(Debug, Subcommand)]
pub(crate) enum BaselineCommand {
    /// Accept all current findings
    Write(BaselineFiles),
    /// Report findings that the baseline does not accept, and entries without a finding; exit 1 if there are any
    Check(BaselineFiles),
    /// Remove entries whose findings no longer exist
    Prune(BaselineFiles),
}

/// The files and the baseline.
#[derive(Args, Debug)]
pub(crate) struct BaselineFiles {
    /// Files and folders to scan [default: the project]; entries for other files stay as they are
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,

    /// Baseline file [default: `baseline` of the configuration, or bedrock-eol-baseline.json at the project's root]
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,

    /// Evaluate lifecycle dates as of this day: YYYY-MM-DD [default: today]
    #[arg(long, value_name = "DATE", value_parser = crate::values::date)]
    pub(crate) as_of: Option<Date>,

    #[command(flatten)]
    pub(crate) settings: Settings,
}

impl BaselineCommand {
    /// The files and the baseline of the command.
    pub(crate) fn target(&self) -> &BaselineFiles {
        match self {
            Self::Write(target) | Self::Check(target) | Self::Prune(target) => target,
        }
    }
}

/// Runs the command and returns the exit code.
pub(crate) fn run(command: &BaselineCommand, today: fn() -> Date) -> Result<u8, Stop> {
    let target = command.target();
    let mut run = Run::new(target.as_of.unwrap_or_else(today));
    run.config = config_choice(&target.settings);
    if let Some(file) = &target.baseline {
        run.baseline = BaselineChoice::File(file.clone());
    }
    let mut scanned = run
        .acceptance(&target.paths, &Printer { quiet: false })
        .map_err(Stop::of)?;
    let file = scanned.file().display().to_string();
    let (code, text) = match command {
        BaselineCommand::Write(_) => {
            interrupt::remove_files_on_signals();
            let (accepted, entries) = scanned.write().map_err(Stop::of)?;
            (
                0,
                format!("{file}: {accepted} accepted; entries in the baseline: {entries}\n"),
            )
        }
        BaselineCommand::Check(_) => {
            let applied = scanned.check().map_err(Stop::of)?;
            checked(scanned.report(), &applied, scanned.file())
        }
        BaselineCommand::Prune(_) => {
            interrupt::remove_files_on_signals();
            let (gone, left) = scanned.prune().map_err(Stop::of)?;
            (
                0,
                format!("{file}: entries removed: {gone}; kept: {left}\n"),
            )
        }
    };
    written(terminal::print(&text), "to standard output").map(|()| code)
}

/// Findings that the baseline does not cover, one per line, and the exit code.
fn checked(report: &Report, applied: &Applied, file: &Path) -> (u8, String) {
    let mut text = String::new();
    let new: Vec<_> = report
        .findings
        .iter()
        .filter(|finding| finding.is_active() && finding.rule.about_models)
        .collect();
    for finding in &new {
        let at = &finding.reference.location;
        let (line, column, rule) = (at.start.line, at.start.column, finding.rule.name);
        let path = at.path.escape_debug();
        let _ = writeln!(
            text,
            "not accepted: {path}:{line}:{column}: [{rule}] {}",
            finding.message
        );
    }
    for entry in &applied.reopened {
        let _ = writeln!(
            text,
            "worse than accepted: {} [{}]",
            entry.path.escape_debug(),
            entry.rule
        );
    }
    for entry in &applied.stale {
        let model = entry.model.escape_debug();
        let _ = writeln!(
            text,
            "gone: {} [{}] {model}",
            entry.path.escape_debug(),
            entry.rule
        );
    }
    let (accepted, gone) = (applied.accepted, applied.stale.len());
    let _ = writeln!(
        text,
        "{}: {accepted} accepted, {} not accepted, {gone} gone",
        file.display(),
        new.len()
    );
    (u8::from(!new.is_empty() || gone > 0), text)
}
