//! `bedrock-eol fix`: prints or writes the edits that replace Legacy and End-of-Life models.
//!
//! The library decides what an edit is and whether it is safe.

use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use bedrock_eol::program::{
    self, Applicability, EditChoice, EditWriter, FileEdits, FixPlan, NotWritten, output_root,
};
use bedrock_eol::{Input, Location, Report, RuleId, Run, UnknownName};
use clap::{Args, ValueEnum};
use jiff::civil::Date;

use crate::args::{ProjectArgs, VerdictArgs};
use crate::ask::Asking;
use crate::diff_output::write_patch;
use crate::inputs::Inputs;
use crate::scan::{Printer, ScanSelection};
use crate::stop::{Stop, written};
use crate::values::ColorChoice;
use crate::{interrupt, terminal};

/// Replace retired or soon-to-be-retired models: print a diff, or write the files
///
/// Prints the safe edits as a unified diff that `git apply` takes. An edit is safe if the catalog lists the new model as a
/// drop-in replacement of the same family, and the call stays the same. Other edits need --unsafe. `bedrock-eol scan` lists
/// what else has to change.
///
/// Exit codes: 0 on success, 1 with --exit-code if there is an edit, and 2 if the command line is wrong or something could
/// not be scanned or written.
#[derive(Args, Debug)]
pub(crate) struct FixArgs {
    /// Files and folders to fix [default: the working directory]
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,

    #[command(flatten)]
    edits: EditArgs,

    #[command(flatten)]
    verdict: VerdictArgs,

    #[command(flatten)]
    inputs: Inputs,

    #[command(flatten)]
    project: ProjectArgs,
}

/// Which edits, and what is done with them.
#[derive(Args, Debug)]
#[command(next_help_heading = "Edits")]
struct EditArgs {
    /// Also apply edits that are not proved to be safe
    ///
    /// Comments in the diff state the reasons. An edit also removes the request parameters that the new model rejects, if
    /// each is one argument or key. Display-only edits, such as those of recordings, registries and assembled IDs, are
    /// never applied.
    #[arg(long = "unsafe")]
    with_unsafe: bool,

    /// Write the edits to the files instead of printing a diff
    ///
    /// Each file is written completely or not at all, and only if it has not changed since the scan. Links are not followed.
    #[arg(long)]
    write: bool,

    /// Ask before each edit; requires a terminal
    #[arg(long)]
    interactive: bool,

    /// Replace the model OLD with NEW instead of the recommended model; can be repeated
    ///
    /// Both are model IDs, inference profiles or ARNs that the catalog knows. NEW must meet the conditions for a
    /// recommended model: it is Active and offered where OLD is called.
    #[arg(long = "model", value_name = "OLD=NEW", value_parser = pair)]
    models: Vec<(String, String)>,

    /// Fix only findings of this rule; can be repeated
    #[arg(long = "rule", value_name = "RULE", value_parser = rule)]
    rules: Vec<RuleId>,

    /// Output format
    #[arg(
        long,
        short,
        alias = "format",
        short_alias = 'f',
        value_name = "FORMAT",
        default_value = "diff"
    )]
    output: EditFormat,

    /// Exit 1 if there is an edit
    #[arg(long)]
    exit_code: bool,

    /// With --write, also write files that have uncommitted changes
    #[arg(long)]
    allow_dirty: bool,

    /// When to use colors
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = ColorChoice::Auto)]
    color: ColorChoice,

    /// Print only the diff and errors
    #[arg(long, short)]
    quiet: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum EditFormat {
    /// A unified diff
    Diff,
    /// For programs
    Json,
}

/// What became of each file of a plan: absent where it was written.
type FileOutcomes = Vec<Option<String>>;

/// Runs the command and returns the exit code.
pub(crate) fn run(args: &FixArgs, today: fn() -> Date) -> Result<u8, Stop> {
    let edits = &args.edits;
    let input = args.inputs.input(&args.paths)?;
    if edits.write && matches!(input, Input::StandardInput { .. }) {
        return Err(Stop(
            "--write cannot change standard input; without it, the diff is printed".to_owned(),
        ));
    }
    let mut asking = edits.interactive.then(Asking::start).transpose()?;
    let printer = Printer { quiet: edits.quiet };
    let outcome = request(args, today)
        .scan_observed(&input, &printer)
        .map_err(Stop::of)?;
    let report = outcome.report;
    for error in &report.errors {
        terminal::error(&program::error_line(error));
    }
    let choice = EditChoice {
        with_unsafe: edits.with_unsafe,
        rules: edits.rules.clone(),
        with_accepted: false,
    };
    let mut plan = FixPlan::of(&report, outcome.texts, &choice).map_err(Stop::of)?;
    let here = std::env::current_dir()
        .map_err(|error| Stop(format!("cannot determine the working directory: {error}")))?;
    if let Some(asking) = &mut asking {
        asking.choose(&mut plan, &here)?;
    }
    let outcomes = if edits.write {
        Some(write(&plan, args, &input)?)
    } else {
        None
    };
    print(&report, &plan, outcomes.as_deref(), edits, &here)?;
    if !edits.quiet {
        note_withheld(&plan, edits.with_unsafe);
    }
    let unwritten = outcomes.iter().flatten().any(Option::is_some);
    Ok(match () {
        () if unwritten || !report.complete() => 2,
        () if edits.exit_code && plan.edits() > 0 => 1,
        () => 0,
    })
}

/// The scan that the flags ask for.
fn request(args: &FixArgs, today: fn() -> Date) -> Run {
    let selection = ScanSelection::of(&args.project, &args.verdict, &args.inputs);
    let mut run = selection.run(today);
    run.keep_texts = true;
    run.targets.clone_from(&args.edits.models);
    run
}

/// Writes the files of a plan, those that can be written.
fn write(plan: &FixPlan, args: &FixArgs, input: &Input) -> Result<FileOutcomes, Stop> {
    let failed = |error: io::Error| Stop(format!("cannot write files: {error}"));
    let scanned: &[PathBuf] = match input {
        Input::Paths(paths) | Input::Listed(paths) => paths,
        _ => &[],
    };
    let writer = EditWriter::new(output_root().map_err(Stop::of)?, scanned).map_err(failed)?;
    // A staged file has a copy in the index, and is written only over the same bytes.
    let protects = !args.edits.allow_dirty && !args.inputs.staged;
    let uncommitted = if protects {
        writer.uncommitted(&plan.files).map_err(|error| {
            Stop(format!(
                "cannot ask git for uncommitted changes: {error}; to write anyway, pass --allow-dirty"
            ))
        })?
    } else {
        Default::default()
    };
    interrupt::remove_files_on_signals();
    let outcome = |(file, written): (&FileEdits, Result<(), NotWritten>)| {
        let message = written.err()?.to_string();
        terminal::error(&format!("{}: not written: {message}", file.path.display));
        Some(message)
    };
    let written = writer.write_all(plan, &uncommitted);
    Ok(plan.files.iter().zip(written).map(outcome).collect())
}

/// Prints the diff, or what was written.
fn print(
    report: &Report,
    plan: &FixPlan,
    outcomes: Option<&[Option<String>]>,
    edits: &EditArgs,
    here: &std::path::Path,
) -> Result<(), Stop> {
    let mut out = BufWriter::new(io::stdout().lock());
    let printed = match (edits.output, outcomes) {
        (EditFormat::Json, _) => program::edits(report, plan, outcomes, &mut out),
        (EditFormat::Diff, None) => write_patch(plan, here, edits.color, &mut out),
        (EditFormat::Diff, Some(outcomes)) => list_written(plan, outcomes, &mut out),
    };
    written(printed.and_then(|()| out.flush()), "to standard output")
}

fn list_written(
    plan: &FixPlan,
    outcomes: &[Option<String>],
    out: &mut dyn Write,
) -> io::Result<()> {
    let written = plan.files.iter().zip(outcomes);
    for (file, _) in written.filter(|(_, error)| error.is_none()) {
        let path = program::log_line(&file.path.display);
        let removed: usize = file.linked.iter().map(|linked| linked.removals.len()).sum();
        let counts = [(file.edits.len(), "edit"), (removed, "removed parameter")];
        let counts: Vec<String> = counts
            .iter()
            .filter(|(number, _)| *number > 0)
            .map(|(number, what)| count(*number, what))
            .collect();
        writeln!(out, "{path}: {}", counts.join(", "))?;
    }
    Ok(())
}

/// Notes the edits that are not applied.
fn note_withheld(plan: &FixPlan, with_unsafe: bool) {
    let is_unsafe = plan.withheld(Applicability::Unsafe);
    if is_unsafe > 0 && !with_unsafe {
        let edits = count(is_unsafe, "unsafe edit");
        let them = if is_unsafe == 1 { "it" } else { "them" };
        terminal::note(&format!("{edits}; show {them} with `--unsafe`"));
    }
    let shown = plan.withheld.iter();
    let shown = shown.filter(|edit| edit.applicability() == Applicability::DisplayOnly);
    let mut manual: Vec<&Location> = shown.map(|edit| &edit.finding.reference.location).collect();
    manual.extend(&plan.without_replacement);
    if !manual.is_empty() {
        manual.sort();
        terminal::note(&format!(
            "{} cannot be fixed by an edit ({}); `bedrock-eol scan` shows what to do",
            count(manual.len(), "finding"),
            first_of(&manual)
        ));
    }
}

/// `a.py:3, b.yaml:7 and 2 more`.
fn first_of(locations: &[&Location]) -> String {
    const NAMED: usize = 3;
    let named = locations.iter().take(NAMED);
    let named: Vec<String> = named
        .map(|at| format!("{}:{}", at.path, at.start.line))
        .collect();
    let more = match locations.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("{}{more}", named.join(", "))
}

fn count(number: usize, what: &str) -> String {
    let s = if number == 1 { "" } else { "s" };
    format!("{number} {what}{s}")
}

/// `OLD=NEW`.
fn pair(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((old, new)) if !old.is_empty() && !new.is_empty() => {
            Ok((old.to_owned(), new.to_owned()))
        }
        _ => Err("expected OLD=NEW, e.g. anthropic.claude-v2=us.anthropic.claude-haiku-4-5-20251001-v1:0".to_owned()),
    }
}

fn rule(text: &str) -> Result<RuleId, UnknownName> {
    text.parse()
}
