//! `bedrock-eol baseline`: writes, checks and prunes the file of accepted findings.
//!
//! The caller does the scan; the library decides what an entry accepts.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use bedrock_eol::baseline::{Applied, Baseline, Part};
use bedrock_eol::file_access::NamedBy;
use bedrock_eol::report::Report;
use clap::{Args, Subcommand};
use jiff::civil::Date;

use crate::config::Settings;
use crate::project::{Project, output_root};
use crate::{Stop, interrupt, terminal};

/// `bedrock-eol baseline`.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) action: Action,
}

/// What to do with the baseline.
#[derive(Debug, Subcommand)]
pub(crate) enum Action {
    /// Accept all current findings
    Write(Target),
    /// Report findings that the baseline does not accept, and entries without a finding; exit 1 if there are any
    Check(Target),
    /// Remove entries whose findings no longer exist
    Prune(Target),
}

/// The files and the baseline.
#[derive(Args, Debug)]
pub(crate) struct Target {
    /// Files and folders to scan [default: the project]; entries for other files are kept
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

impl Action {
    /// The files and the baseline of the command.
    pub(crate) fn target(&self) -> &Target {
        match self {
            Self::Write(target) | Self::Check(target) | Self::Prune(target) => target,
        }
    }
}

/// The baseline file that a command reads or writes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BaselineFile<'a> {
    pub(crate) path: &'a Path,
    pub(crate) named_by: NamedBy,
}

impl BaselineFile<'_> {
    fn load(self) -> Result<Baseline, Stop> {
        Baseline::load(self.path, self.named_by).map_err(Stop::of)
    }

    fn save(self, baseline: &Baseline) -> Result<(), Stop> {
        interrupt::remove_files_on_signals();
        baseline.save(self.path, &output_root()?).map_err(Stop::of)
    }
}

/// Runs the command on a report to which no baseline was applied, and returns the exit code. `file` is the baseline;
/// `roots` are the scanned files and folders relative to the root of the report, empty for the whole project.
pub(crate) fn run(
    action: &Action,
    mut report: Report,
    file: BaselineFile<'_>,
    project: &Project,
    roots: &[String],
) -> Result<u8, Stop> {
    if let Some(error) = report.errors.first() {
        let message = format!("{}: {}; the baseline was not changed", error.path, error.message);
        return Err(Stop::Error(message));
    }
    let looked_at = |path: &str| roots.is_empty() || roots.iter().any(|root| below(path, root));
    let unread = |path: &str| !looked_at(path) && project.report_paths.exists(path);
    let path_of = |path: &str| project.report_paths.relative(path);
    let part = || Part { unread: &unread, path_of: &path_of, ..Part::default() };
    let said = match action {
        Action::Write(_) => {
            // `write` without paths replaces the whole file, so a broken one need not be readable.
            let keeps = !roots.is_empty() && file.path.exists();
            let old = if keeps { project.with_report_paths(file.load()?) } else { Baseline::default() };
            let new = Baseline::of(&report.findings, |path| project.report_paths.relative(path));
            let accepted = new.entries.len();
            let renewed = old.renewed(new, looked_at);
            file.save(&renewed)?;
            (0, format!("{}: accepted {accepted}, {} in all\n", file.path.display(), renewed.entries.len()))
        }
        Action::Check(_) => {
            let mut applied =
                project.with_report_paths(file.load()?).apply_to_part(&mut report.findings, part());
            applied.stale.retain(|entry| looked_at(&entry.path));
            checked(&report, &applied, file.path)
        }
        Action::Prune(_) => {
            let baseline = project.with_report_paths(file.load()?);
            let mut applied = baseline.apply_to_part(&mut report.findings, part());
            applied.stale.retain(|entry| looked_at(&entry.path));
            let pruned = baseline.pruned(&applied);
            if !applied.stale.is_empty() {
                file.save(&pruned)?;
            }
            let (gone, left) = (applied.stale.len(), pruned.entries.len());
            (0, format!("{}: removed {gone}, left {left}\n", file.path.display()))
        }
    };
    let (code, text) = said;
    terminal::print(&text).map_err(|error| Stop::writing("to standard output", &error))?;
    Ok(code)
}

/// Findings that the baseline does not cover, one per line, and the exit code.
fn checked(report: &Report, applied: &Applied, file: &Path) -> (u8, String) {
    let mut text = String::new();
    let new: Vec<_> =
        report.findings.iter().filter(|finding| finding.is_active() && finding.rule.about_models).collect();
    for finding in &new {
        let at = &finding.reference.location;
        let (line, column, rule) = (at.start.line, at.start.column, finding.rule.id);
        let path = at.path.escape_debug();
        let _ = writeln!(text, "not accepted: {path}:{line}:{column}: [{rule}] {}", finding.message);
    }
    for entry in &applied.reopened {
        let _ = writeln!(text, "worse than accepted: {} [{}]", entry.path.escape_debug(), entry.rule);
    }
    for entry in &applied.stale {
        let model = entry.model.escape_debug();
        let _ = writeln!(text, "gone: {} [{}] {model}", entry.path.escape_debug(), entry.rule);
    }
    let (accepted, gone) = (applied.accepted, applied.stale.len());
    let _ =
        writeln!(text, "{}: {accepted} accepted, {} not accepted, {gone} gone", file.display(), new.len());
    (u8::from(!new.is_empty() || gone > 0), text)
}

fn below(path: &str, root: &str) -> bool {
    path == root || path.strip_prefix(root).is_some_and(|rest| rest.starts_with('/'))
}
