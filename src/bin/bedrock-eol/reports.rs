//! Destinations of reports: standard output, files, the job summary of a workflow.
//!
//! The library renders the reports. Here files are opened, and replaced completely or not at all.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use bedrock_eol::program::{self, CODEOWNERS, FileKind, NamedBy, Owners, output_root};
use bedrock_eol::{RenderOptions, Report};

use crate::args::Reporting;
use crate::stop::{Stop, written};
use crate::values::OutputArg;
use crate::{interrupt, terminal};

/// Resolves the destinations of the reports; the default is standard output.
pub(crate) fn outputs(reporting: &Reporting) -> Result<Vec<OutputArg>, Stop> {
    let outputs = if reporting.outputs.is_empty() {
        vec![OutputArg {
            format: "pretty",
            file: None,
        }]
    } else {
        reporting.outputs.clone()
    };
    let on_stdout: Vec<&str> = outputs
        .iter()
        .filter(|o| o.file.is_none())
        .map(|o| o.format)
        .collect();
    if let [first, second, ..] = on_stdout.as_slice() {
        return Err(Stop(format!(
            "both {first} and {second} would be written to standard output; write one to a file: \
             --output {second}=FILE"
        )));
    }
    for (at, output) in outputs.iter().enumerate() {
        let Some(file) = &output.file else { continue };
        let is_same = |other: &OutputArg| {
            let other = other.file.as_deref();
            other.is_some_and(|other| other == file || resolved(other) == resolved(file))
        };
        if outputs[..at].iter().any(is_same) {
            return Err(Stop(format!(
                "two reports would be written to {}; use a different file for each",
                file.display()
            )));
        }
        // Checked before the scan, which can take long.
        let folder = folder_of(file);
        if !folder.is_dir() {
            return Err(Stop(format!(
                "cannot write {}: the folder {} does not exist",
                file.display(),
                folder.display()
            )));
        }
        program::check_output(file, &output_root().map_err(Stop::of)?)
            .map_err(|error| Stop(format!("cannot write {}: {error}", file.display())))?;
    }
    Ok(outputs)
}

/// The same path for all names of a file. The file may not exist yet, but its folder does.
fn resolved(file: &Path) -> PathBuf {
    file.canonicalize().unwrap_or_else(|_| {
        let folder = folder_of(file);
        let folder = folder
            .canonicalize()
            .unwrap_or_else(|_| folder.to_path_buf());
        folder.join(file.file_name().unwrap_or_default())
    })
}

/// What the last lines of `pretty` depend on besides the report.
#[derive(Clone, Copy)]
pub(crate) struct LastLines {
    /// Whether to suggest a baseline.
    pub(crate) offer_baseline: bool,
    /// Whether findings do not change the exit code.
    pub(crate) exit_zero: bool,
}

/// Writes all reports. If one fails, the others are still written.
pub(crate) fn write_reports(
    report: &Report,
    outputs: &[OutputArg],
    reporting: &Reporting,
    last_lines: LastLines,
) -> Result<(), Stop> {
    let mut first = Ok(());
    for output in outputs {
        let written = match &output.file {
            Some(file) => write_file(report, output.format, file, reporting),
            None => write_stdout(report, output.format, reporting, last_lines),
        };
        first = first.and(written);
    }
    first
}

fn write_stdout(
    report: &Report,
    format: &str,
    reporting: &Reporting,
    last_lines: LastLines,
) -> Result<(), Stop> {
    let options = stdout_options(reporting, last_lines);
    let mut out = BufWriter::with_capacity(64 << 10, io::stdout().lock());
    let rendered = render(report, format, &options, &mut out).and_then(|()| out.flush());
    written(rendered, "to standard output")
}

/// Options for what goes to standard output.
pub(crate) fn stdout_options(reporting: &Reporting, last_lines: LastLines) -> RenderOptions {
    RenderOptions {
        color: terminal::color(reporting.color),
        ascii: terminal::ascii(),
        width: terminal::width(),
        links_from: terminal::links_from(reporting.color),
        offer_baseline: last_lines.offer_baseline,
        exit_zero: last_lines.exit_zero,
        verbose: reporting.verbose,
        ..file_options(reporting)
    }
}

/// Options for reports that do not go to a terminal.
fn file_options(reporting: &Reporting) -> RenderOptions {
    let names_owners =
        |output: &OutputArg| matches!(output.format, "issues" | "json" | "jsonl" | "csv");
    RenderOptions {
        owners: if reporting.outputs.iter().any(names_owners) {
            owners()
        } else {
            None
        },
        inventory: reporting.inventory,
        group_by: reporting.group_by.into(),
        max_findings: reporting.max_findings,
        link_base: reporting.link_base.clone(),
        repository: program::REPOSITORY,
        site: program::SITE,
        ..RenderOptions::default()
    }
}

/// The JSON report that `--output json=FILE` writes.
pub(crate) fn json_report(report: &Report, reporting: &Reporting) -> io::Result<Vec<u8>> {
    let mut text = Vec::new();
    let options = RenderOptions {
        owners: owners(),
        ..file_options(reporting)
    };
    render(report, "json", &options, &mut text)?;
    Ok(text)
}

/// Appends the job summary if the `github` format runs in a workflow.
pub(crate) fn write_summary(
    report: &Report,
    outputs: &[OutputArg],
    reporting: &Reporting,
) -> Result<(), Stop> {
    let in_workflow = outputs.iter().any(|output| output.format == "github");
    let Some(file) =
        std::env::var_os("GITHUB_STEP_SUMMARY").filter(|file| in_workflow && !file.is_empty())
    else {
        return Ok(());
    };
    let file = Path::new(&file);
    let append = || {
        let file = fs::OpenOptions::new()
            .append(true)
            .create(true)
            .open(file)?;
        let written = usize::try_from(file.metadata()?.len()).unwrap_or(usize::MAX);
        let mut out = BufWriter::new(file);
        program::step_summary(report, &file_options(reporting), written, &mut out)?;
        out.flush()
    };
    append().map_err(|error| {
        Stop(format!(
            "cannot write the job summary {}: {error}",
            file.display()
        ))
    })
}

fn write_file(
    report: &Report,
    format: &str,
    file: &Path,
    reporting: &Reporting,
) -> Result<(), Stop> {
    let root = output_root().map_err(Stop::of)?;
    let write = || {
        let mut out = program::Output::create(file, &root)?;
        render(report, format, &file_options(reporting), &mut out)?;
        out.finish()
    };
    interrupt::remove_files_on_signals();
    write().map_err(|error| Stop(format!("cannot write {}: {error}", file.display())))
}

fn render(
    report: &Report,
    format: &str,
    options: &RenderOptions,
    out: &mut dyn Write,
) -> io::Result<()> {
    let format = bedrock_eol::format(format).expect("the parser takes only names of formats");
    format.render(report, options, out)
}

/// The owners of the files of the repository that contains the working directory; absent without a readable CODEOWNERS.
fn owners() -> Option<Arc<Owners>> {
    let here = std::env::current_dir().ok()?;
    let root = program::repository_root(&here);
    let read = |path: &str| {
        program::read(&root.join(path), FileKind::ProjectFile, NamedBy::Repository).ok()
    };
    let (path, text) = CODEOWNERS
        .iter()
        .find_map(|path| Some((path, read(path)?)))?;
    let owners = Owners::parse(&String::from_utf8_lossy(&text));
    if owners.left_out() > 0 {
        terminal::note(&format!(
            "{path}: {} of its rules do not apply: at most 50,000 rules do, 2,000 of them with wildcards, with 1,024 bytes \
             and 64 wildcards each",
            owners.left_out()
        ));
    }
    Some(Arc::new(owners))
}

/// The parent folder of a file.
fn folder_of(file: &Path) -> &Path {
    file.parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}
