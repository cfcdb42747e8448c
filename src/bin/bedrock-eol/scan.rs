//! `bedrock-eol scan`: flags to options, the scan, its reports, its exit code.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc;

use bedrock_eol::catalog::Catalog;
use bedrock_eol::judge::Policy;
use bedrock_eol::output::{self, RenderOptions};
use bedrock_eol::report::{ModelInUse, Report, SkipReason};
use bedrock_eol::scan::{Pipeline, ScanOptions, Scanned, Scanner};
use bedrock_eol::walk::WalkOptions;
use jiff::civil::Date;

use crate::Stop;
use crate::args::{Files, Output, Reporting, Scan};
use crate::terminal;

/// Runs the command; gives the exit code.
pub(crate) fn run(args: &Scan, today: fn() -> Date) -> Result<u8, Stop> {
    let outputs = outputs(&args.reporting)?;
    let policy = Policy {
        within: args.verdict.within,
        regions: args.verdict.regions.clone(),
        ..Policy::new(args.verdict.as_of.unwrap_or_else(today))
    };
    let catalog = Catalog::embedded();
    let options = ScanOptions { walk: walk_options(&args.files, &outputs), ..ScanOptions::default() };
    let scanner = Scanner::new(Pipeline::new(catalog, &policy, project_prefix()), options);
    let scanned = scan(&scanner, args).map_err(|error| Stop::Error(error.to_string()))?;
    let report = report(scanned, catalog, &policy, args);
    let to_people = outputs.iter().any(|output| output.file.is_none() && output.format != "json");
    if !to_people {
        for error in &report.errors {
            terminal::error(&format!("{}: not scanned: {}", error.path, error.message));
        }
    }
    if args.reporting.verbose {
        tell_skipped(&report);
    }
    write_reports(&report, &outputs, &args.reporting)?;
    write_summary(&report, &outputs, &args.reporting)?;
    Ok(report.outcome().exit_code(args.verdict.exit_zero))
}

/// Where the reports go: to the standard output unless something else is said.
fn outputs(reporting: &Reporting) -> Result<Vec<Output>, Stop> {
    let outputs = if reporting.outputs.is_empty() {
        vec![Output { format: "pretty", file: None }]
    } else {
        reporting.outputs.clone()
    };
    let on_stdout: Vec<&str> = outputs.iter().filter(|o| o.file.is_none()).map(|o| o.format).collect();
    if let [first, second, ..] = on_stdout.as_slice() {
        return Err(Stop::Error(format!(
            "both {first} and {second} would go to the standard output; give one of them a file: \
             --output {second}=FILE"
        )));
    }
    for (at, output) in outputs.iter().enumerate() {
        let Some(file) = &output.file else { continue };
        if outputs[..at].iter().any(|other| other.file.as_ref() == Some(file)) {
            return Err(Stop::Error(format!(
                "two reports would go to {}; give each its own file",
                file.display()
            )));
        }
        // Found out before the scan, not after it.
        let folder = folder_of(file);
        if !folder.is_dir() {
            return Err(Stop::Error(format!(
                "cannot write {}: there is no folder {}; make it first",
                file.display(),
                folder.display()
            )));
        }
    }
    Ok(outputs)
}

fn walk_options(files: &Files, outputs: &[Output]) -> WalkOptions {
    let mut exclude = files.exclude.clone();
    // The report of the last run names the models again.
    exclude.extend(outputs.iter().filter_map(|output| exactly(output.file.as_deref()?)));
    WalkOptions {
        no_ignore: files.no_ignore,
        force_exclude: files.force_exclude,
        exclude,
        include: files.include.clone(),
        max_size: files.max_size,
        threads: files.threads.map(usize::from),
    }
}

/// A glob for one file below the working directory.
fn exactly(file: &Path) -> Option<String> {
    let here = std::env::current_dir().ok()?;
    let whole: PathBuf = here.join(file).components().collect();
    let below = whole.strip_prefix(&here).ok()?.to_str()?.replace('\\', "/");
    let mut glob = String::from("/");
    for c in below.chars() {
        if "*?[]{}!#\\ ".contains(c) {
            glob.push('\\');
        }
        glob.push(c);
    }
    Some(glob)
}

/// The working directory's path below the root of its repository, with a final `/`; empty in the root and
/// outside of repositories.
fn project_prefix() -> String {
    let Ok(here) = std::env::current_dir() else { return String::new() };
    let root = here.ancestors().find(|folder| folder.join(".git").symlink_metadata().is_ok());
    let below = root.and_then(|root| here.strip_prefix(root).ok()).unwrap_or(Path::new(""));
    below.components().map(|part| format!("{}/", part.as_os_str().to_string_lossy())).collect()
}

fn scan(scanner: &Scanner<Pipeline<'_>>, args: &Scan) -> Result<Scanned, bedrock_eol::walk::WalkError> {
    if args.reporting.quiet || !terminal::shows_progress() {
        return scanner.scan(&args.paths);
    }
    std::thread::scope(|scope| {
        let (done, wait) = mpsc::channel();
        scope.spawn(move || terminal::draw(scanner.progress(), &wait));
        let scanned = scanner.scan(&args.paths);
        drop(done);
        scanned
    })
}

fn report(scanned: Scanned, catalog: &Catalog, policy: &Policy, args: &Scan) -> Report {
    let models = ModelInUse::of(&scanned.references, catalog, policy.as_of);
    Report {
        models,
        catalog_version: catalog.version.to_string(),
        catalog_as_of: catalog.as_of,
        as_of: policy.as_of,
        findings: scanned.findings,
        references: scanned.references,
        skipped: scanned.skipped,
        errors: scanned.errors,
        stats: scanned.stats,
        fail_on: args.verdict.fail_on.level(),
    }
}

fn tell_skipped(report: &Report) {
    for skipped in &report.skipped {
        let why = match skipped.reason {
            SkipReason::Link => "a symbolic link; links are not followed",
            SkipReason::SpecialFile => "a socket, pipe or device",
            SkipReason::TooLarge => "larger than --max-size",
        };
        terminal::note(&format!("{}: skipped: {why}", skipped.path));
    }
    let stats = report.stats;
    if stats.files_ignored > 0 {
        terminal::note(&format!(
            "{} files and folders were left out by ignore files and excludes; --no-ignore scans those of the \
             ignore files",
            stats.files_ignored
        ));
    }
    if stats.files_binary > 0 {
        terminal::note(&format!("{} files are binary", stats.files_binary));
    }
}

/// Writes all reports; one that cannot be written does not keep the others from being written.
fn write_reports(report: &Report, outputs: &[Output], reporting: &Reporting) -> Result<(), Stop> {
    let mut stop = None;
    for output in outputs {
        let written = match &output.file {
            Some(file) => write_file(report, output.format, file, reporting),
            None => write_stdout(report, output.format, reporting),
        };
        if let Err(error) = written {
            // What the user can mend is told before a reader that went away.
            let keep = matches!(stop, Some(Stop::Error(_)));
            stop = if keep { stop } else { Some(error) };
        }
    }
    stop.map_or(Ok(()), Err)
}

fn write_stdout(report: &Report, format: &str, reporting: &Reporting) -> Result<(), Stop> {
    let options = RenderOptions {
        color: terminal::color(reporting.color),
        width: None,
        hyperlinks: false,
        inventory: reporting.inventory,
        group_by: reporting.group_by.into(),
    };
    let mut out = BufWriter::with_capacity(64 << 10, io::stdout().lock());
    render(report, format, &options, &mut out)
        .and_then(|()| out.flush())
        .map_err(|error| Stop::writing("the standard output", &error))
}

/// How a report is rendered that goes to no terminal.
fn file_options(reporting: &Reporting) -> RenderOptions {
    RenderOptions {
        inventory: reporting.inventory,
        group_by: reporting.group_by.into(),
        ..RenderOptions::default()
    }
}

/// Appends the job summary where the `github` format runs in a workflow.
fn write_summary(report: &Report, outputs: &[Output], reporting: &Reporting) -> Result<(), Stop> {
    let in_workflow = outputs.iter().any(|output| output.format == "github");
    let Some(file) = std::env::var_os("GITHUB_STEP_SUMMARY").filter(|file| in_workflow && !file.is_empty())
    else {
        return Ok(());
    };
    let file = Path::new(&file);
    let append = || {
        let mut out = BufWriter::new(fs::OpenOptions::new().append(true).create(true).open(file)?);
        output::step_summary(report, &file_options(reporting), &mut out)?;
        out.flush()
    };
    append().map_err(|error| Stop::Error(format!("cannot write the job summary {}: {error}", file.display())))
}

fn write_file(report: &Report, format: &str, file: &Path, reporting: &Reporting) -> Result<(), Stop> {
    let options = file_options(reporting);
    let refuse = |error: &io::Error| Stop::Error(format!("cannot write {}: {error}", file.display()));
    // A device or a pipe is written to, and a link is followed: only a plain file can be replaced.
    let plain = file.symlink_metadata().map_or(true, |metadata| metadata.is_file());
    if !plain {
        let open = fs::OpenOptions::new().write(true).create(true).truncate(true).open(file);
        let mut out = BufWriter::new(open.map_err(|error| refuse(&error))?);
        return render(report, format, &options, &mut out).and_then(|()| out.flush()).map_err(|e| refuse(&e));
    }
    let mut builder = tempfile::Builder::new();
    builder.prefix(".bedrock-eol-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // What a new file gets, less the umask; a file that is replaced keeps its own.
        let mode = file.metadata().map_or(0o666, |metadata| metadata.permissions().mode());
        builder.permissions(fs::Permissions::from_mode(mode));
    }
    let mut beside = builder.tempfile_in(folder_of(file)).map_err(|error| refuse(&error))?;
    let mut out = BufWriter::new(beside.as_file_mut());
    render(report, format, &options, &mut out).and_then(|()| out.flush()).map_err(|error| refuse(&error))?;
    drop(out);
    beside.persist(file).map(drop).map_err(|error| refuse(&error.error))
}

fn render(report: &Report, format: &str, options: &RenderOptions, out: &mut dyn Write) -> io::Result<()> {
    let format = output::format(format).expect("the parser takes only names of formats");
    (format.render)(report, options, out)
}

/// The folder in which a file stands or will stand.
fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}
