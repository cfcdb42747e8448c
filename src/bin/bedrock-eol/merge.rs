//! `bedrock-eol merge`: reads JSON reports, merges them and writes the result in any format.
//!
//! The library merges. Here the files are read, and the repositories get their names.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use bedrock_eol::program::{self, FileKind};
use bedrock_eol::{Catalog, Merge, Options, Report};
use clap::Args;

use crate::args::{GateArgs, Reporting};
use crate::file_list::parse_list;
use crate::inputs::read;
use crate::reports::{LastLines, outputs, write_reports, write_summary};
use crate::stop::Stop;
use crate::terminal;
use crate::usage::{UsageArgs, note_other_events};
use crate::values::OutputArg;

/// Names of files that say nothing about the repository: that of the folder does.
const PLAIN_NAMES: [&str; 2] = ["report", "bedrock-eol"];

/// Merge JSON reports of repositories into one report
///
/// Reads reports of `scan --output json`, or merged reports, and writes one report for all of them in any format. Neither
/// the order of the reports nor merging one twice changes the result.
///
/// Exit codes: 0 if no finding is at or above --fail-on, 1 if one is, 2 if the command line is wrong, a report could not be
/// read (the others are still merged), or a report is incomplete.
#[derive(Debug, Args)]
pub(crate) struct MergeArgs {
    /// Reports to merge; `-` for standard input
    ///
    /// The repository of reports/shop.json, shop/report.json or shop/bedrock-eol.json is `shop`. NAME=FILE gives it another
    /// name: acme/shop=report.json. Reports to which you give the same name are parts of one repository.
    #[arg(value_name = "[NAME=]REPORT", required_unless_present = "files_from")]
    pub(crate) reports: Vec<PathBuf>,

    /// Also merge the reports in this list, separated by newlines or NUL; `-` for standard input
    #[arg(long, value_name = "FILE")]
    pub(crate) files_from: Option<PathBuf>,

    /// Merge reports of different days
    ///
    /// The merged report is as of the last day. Each report keeps the levels and stages of its own day, which the table of
    /// repositories shows.
    #[arg(long)]
    pub(crate) allow_mixed_dates: bool,

    #[command(flatten)]
    pub(crate) usage: UsageArgs,

    #[command(flatten)]
    pub(crate) gate: GateArgs,

    #[command(flatten)]
    pub(crate) reporting: Reporting,
}

/// A report or a checkout, on the command line or in a list.
pub(crate) struct RepositoryFile {
    pub(crate) file: PathBuf,
    /// The name of its repository; absent for standard input.
    pub(crate) name: Option<String>,
    /// Whether the user gave it.
    by_user: bool,
}

/// Runs the command and returns the exit code.
pub(crate) fn run(args: &MergeArgs) -> Result<u8, Stop> {
    if args.reporting.link_base.is_some() {
        return Err(Stop(
            "--link-base is the URL of one repository, and a merged report has several".to_owned(),
        ));
    }
    let outputs = outputs(&args.reporting)?;
    let usage = args.usage.read()?;
    let reports = named_reports(args)?;
    let mut merge = Merge::default();
    let mut derived = DerivedNames::default();
    for report in &reports {
        if add(&mut merge, report)? {
            derived.check(report)?;
        }
    }
    let fail_on = args
        .gate
        .flags
        .options()
        .over(Options::defaults(false))
        .fail_on
        .and_then(program::FailOn::level);
    let mut report = merge
        .finish(args.allow_mixed_dates, fail_on)
        .map_err(Stop::of)?;
    if let Some(usage) = &usage {
        usage.mark(&mut report, Catalog::embedded());
        note_other_events(&report, args.reporting.quiet);
    }
    write_merged(report, &outputs, &args.gate, &args.reporting)
}

/// Writes a merged report and returns the exit code.
pub(crate) fn write_merged(
    report: Report,
    outputs: &[OutputArg],
    gate: &GateArgs,
    reporting: &Reporting,
) -> Result<u8, Stop> {
    let last_lines = LastLines {
        offer_baseline: false,
        exit_zero: gate.exit_zero,
    };
    write_reports(&report, outputs, reporting, last_lines)?;
    write_summary(&report, outputs, reporting)?;
    let code = report.outcome().exit_code(gate.exit_zero);
    // As in a scan: the process ends here.
    std::mem::forget(report);
    Ok(code)
}

/// Reads a report and adds it; whether it has the name that it was given. One that cannot be read is an error of the
/// merged report and is printed.
fn add(merge: &mut Merge, report: &RepositoryFile) -> Result<bool, Stop> {
    let shown = report.file.display().to_string();
    let added = match read(&report.file, FileKind::Report) {
        Ok(text) => {
            let added = merge.add(&text, report.name.as_deref(), report.by_user);
            added.map_err(|error| error.to_string())
        }
        Err(Stop(message)) => {
            let reason = message.strip_prefix(&format!("cannot read {shown}: "));
            Err(reason.map_or(message.clone(), str::to_owned))
        }
    };
    added.or_else(|message| {
        merge.add_unreadable(&shown, &message);
        let printed = format!(
            "{}: {}",
            program::log_line(&shown),
            program::log_line(&message)
        );
        terminal::error(&printed);
        Ok(false)
    })
}

/// The reports in the order of their paths, each once.
fn named_reports(args: &MergeArgs) -> Result<Vec<RepositoryFile>, Stop> {
    let mut typed = args.reports.clone();
    if let Some(list) = &args.files_from {
        typed.extend(parse_list(&read(list, FileKind::FileList)?));
    }
    let from_stdin = |path: &&PathBuf| path.as_os_str() == "-" || ends_with_stdin(path);
    let uses = typed.iter().filter(from_stdin).count()
        + usize::from(args.files_from.as_deref() == Some(Path::new("-")));
    if uses > 1 {
        return Err(Stop("standard input (`-`) can be read once".to_owned()));
    }
    let mut reports: Vec<RepositoryFile> = typed
        .into_iter()
        .map(|typed| RepositoryFile::parse(typed, derived_name))
        .collect();
    reports.sort_by(|a, b| (&a.file, &a.name).cmp(&(&b.file, &b.name)));
    reports.dedup_by(|a, b| a.file == b.file && a.name == b.name);
    Ok(reports)
}

/// The files whose names became names of repositories.
#[derive(Default)]
pub(crate) struct DerivedNames(BTreeMap<String, PathBuf>);

impl DerivedNames {
    /// Two repositories must not become one only because their reports have the same file name.
    pub(crate) fn check(&mut self, report: &RepositoryFile) -> Result<(), Stop> {
        let Some(name) = report.name.as_ref().filter(|_| !report.by_user) else {
            return Ok(());
        };
        match self.0.insert(name.clone(), report.file.clone()) {
            Some(other) => Err(Stop(format!(
                "{} and {} would both be the repository `{name}`; name them with NAME=FILE",
                other.display(),
                report.file.display()
            ))),
            None => Ok(()),
        }
    }
}

fn ends_with_stdin(path: &Path) -> bool {
    path.to_str().is_some_and(|text| text.ends_with("=-"))
}

impl RepositoryFile {
    /// Takes `NAME=FILE` apart, unless a file has the whole text as its name. `derive` gives the name by the path.
    pub(crate) fn parse(typed: PathBuf, derive: impl Fn(&Path) -> Option<String>) -> Self {
        let split = typed.to_str().and_then(|text| text.split_once('='));
        if let Some((name, file)) = split
            && !name.is_empty()
            && typed.symlink_metadata().is_err()
        {
            return Self {
                file: file.into(),
                name: Some(name.to_owned()),
                by_user: true,
            };
        }
        Self {
            name: derive(&typed),
            file: typed,
            by_user: false,
        }
    }
}

/// The name of a repository by the path of its report.
fn derived_name(file: &Path) -> Option<String> {
    if file.as_os_str() == "-" {
        return None;
    }
    let name = |part: &std::ffi::OsStr| part.to_string_lossy().into_owned();
    let stem = name(file.file_stem()?);
    if !PLAIN_NAMES.contains(&stem.as_str()) {
        return Some(stem);
    }
    let folder = file.parent().and_then(Path::file_name);
    Some(folder.map_or(stem, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_has_the_name_of_its_file_or_folder() {
        for (typed, file, name) in [
            ("reports/shop.json", "reports/shop.json", Some("shop")),
            (
                "reports/shop/report.json",
                "reports/shop/report.json",
                Some("shop"),
            ),
            (
                "shop/bedrock-eol.json",
                "shop/bedrock-eol.json",
                Some("shop"),
            ),
            ("report.json", "report.json", Some("report")),
            (
                "acme/shop=x/report.json",
                "x/report.json",
                Some("acme/shop"),
            ),
            ("shop=-", "-", Some("shop")),
            ("-", "-", None),
        ] {
            let report = RepositoryFile::parse(typed.into(), derived_name);
            assert_eq!(
                (report.file.as_path(), report.name.as_deref()),
                (Path::new(file), name),
                "{typed}"
            );
        }
    }
}
