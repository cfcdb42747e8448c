//! `bedrock-eol migrate`: prints the plan for one model in a project.
//!
//! The library makes the plan. Here the flags become a run, and the plan is printed.

use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use bedrock_eol::program::{self, MigrationPlan, Output, output_root};
use bedrock_eol::{MigrationRequest, Run};
use clap::parser::ValueSource;
use clap::{Args, ValueEnum};
use jiff::civil::Date;

use crate::args::{ProjectArgs, VerdictArgs};
use crate::diff_output::write_patch;
use crate::inputs::Inputs;
use crate::scan::{Printer, ScanSelection};
use crate::setting_flags::{ModelFlags, SettingFlags};
use crate::stop::{Stop, written};
use crate::values::date;
use crate::{interrupt, terminal};

/// Plan the migration of one model in a project: locations, edits, steps, policies, Regions, price
///
/// Prints a plan as Markdown, to paste into an issue. It lists every reference to the model, including suppressed and
/// baselined ones. The model can be Active.
///
/// Exit codes: 0 if the plan is complete, and 2 if the command line is wrong, OLD is not known, or something could not be
/// scanned.
#[derive(Args, Debug)]
pub(crate) struct MigrateArgs {
    /// Model to migrate from: model ID, profile, ARN or constant
    #[arg(value_name = "OLD")]
    old: String,

    /// Model to migrate to [default: the one that the catalog recommends], then files and folders to scan [default: the
    /// working directory]
    ///
    /// NEW is a model ID, inference profile or ARN that the catalog knows. An inference profile stays unchanged. NEW must
    /// meet the conditions for a recommended model: it is Active, takes the same inputs and is offered where OLD is called.
    /// If the first word is the path of a file or folder, and not a model, it is a PATH.
    #[arg(value_name = "NEW] [PATH", allow_hyphen_values = false)]
    words: Vec<PathBuf>,

    /// Format of the plan
    #[arg(
        long,
        short,
        alias = "format",
        short_alias = 'f',
        value_name = "FORMAT",
        default_value = "markdown"
    )]
    output: PlanFormat,

    /// Write a script for the AWS CLI to this file (`-`: to standard output, instead of the plan)
    ///
    /// The POSIX shell script checks in each Region whether the account can use the new model. It only reads, unless you
    /// start it with --converse. bedrock-eol never runs it.
    #[arg(long, value_name = "FILE")]
    verify_script: Option<PathBuf>,

    /// Print only the plan and errors
    #[arg(long, short)]
    quiet: bool,

    /// Evaluate lifecycle dates as of this day: YYYY-MM-DD [default: today]
    #[arg(long, value_name = "DATE", value_parser = date, help_heading = "Verdict")]
    as_of: Option<Date>,

    #[command(flatten)]
    flags: SettingFlags<ModelFlags>,

    #[command(flatten)]
    project: ProjectArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum PlanFormat {
    /// For an issue
    Markdown,
    /// For programs
    Json,
    /// The edits as a unified diff that `git apply` takes, the unsafe ones included
    Diff,
}

/// Runs the command and returns the exit code.
pub(crate) fn run(args: &MigrateArgs, today: fn() -> Date) -> Result<u8, Stop> {
    let (new, paths) = new_and_paths(&args.words)?;
    let input = Inputs::default().input(&paths)?;
    if let Some(file) = args
        .verify_script
        .as_deref()
        .filter(|file| !is_stdout(file))
    {
        program::check_output(file, &output_root().map_err(Stop::of)?)
            .map_err(|error| Stop(format!("cannot write {}: {error}", file.display())))?;
    }
    let printer = Printer { quiet: args.quiet };
    let outcome = request(args, new, today)
        .scan_observed(&input, &printer)
        .map_err(Stop::of)?;
    for error in &outcome.report.errors {
        terminal::error(&program::error_line(error));
    }
    let plan = MigrationPlan::of(outcome).map_err(Stop::of)?;
    let mut plan = plan.expect("the run was asked for a migration");
    plan.paths = paths
        .iter()
        .map(|path| path.display().to_string())
        .collect();
    plan.flags = flags_about_subject();
    let mut prints_plan = true;
    if let Some(file) = &args.verify_script {
        write_script(&plan, file)?;
        prints_plan = !is_stdout(file);
    }
    if prints_plan {
        print(&plan, args)?;
    }
    Ok(if plan.report.complete() { 0 } else { 2 })
}

/// The flags of the command line that choose what the plan is about, with their values: those that the printed commands
/// need, too.
fn flags_about_subject() -> Vec<(String, Option<String>)> {
    /// Flags that choose what is printed, or that a plan has in a field of its own.
    const OTHERS: &[&str] = &[
        "output",
        "verify_script",
        "quiet",
        "as_of",
        "region",
        "replacement",
        "threads",
    ];
    let command = MigrateArgs::augment_args(clap::Command::new("migrate"));
    let typed = std::env::args_os().skip(1);
    let Ok(matches) = command.clone().try_get_matches_from(typed) else {
        return Vec::new();
    };
    let mut flags = Vec::new();
    for argument in command.get_arguments() {
        let id = argument.get_id().as_str();
        let is_typed = matches.value_source(id) == Some(ValueSource::CommandLine);
        let Some(name) = argument.get_long().filter(|_| is_typed) else {
            continue;
        };
        if OTHERS.contains(&id) {
            continue;
        }
        let flag = format!("--{name}");
        if argument.get_action().takes_values() {
            for value in matches.get_raw(id).into_iter().flatten() {
                flags.push((flag.clone(), Some(value.to_string_lossy().into_owned())));
            }
        } else {
            flags.push((flag, None));
        }
    }
    flags
}

/// The new model, if the first word is one, and the paths.
fn new_and_paths(words: &[PathBuf]) -> Result<(Option<String>, Vec<PathBuf>), Stop> {
    let Some((first, rest)) = words.split_first() else {
        return Ok((None, Vec::new()));
    };
    let text = first.to_str();
    let is_path = first.as_os_str() == "-" || first.symlink_metadata().is_ok();
    match text {
        Some(text) if program::is_model(text) || !is_path => {
            Ok((Some(text.to_owned()), rest.to_vec()))
        }
        _ => Ok((None, words.to_vec())),
    }
}

fn is_stdout(file: &Path) -> bool {
    file.as_os_str() == "-"
}

/// The run that the flags ask for.
fn request(args: &MigrateArgs, new: Option<String>, today: fn() -> Date) -> Run {
    let verdict = VerdictArgs {
        as_of: args.as_of,
        ..VerdictArgs::default()
    };
    let inputs = Inputs::default();
    let selection = ScanSelection::of(&args.project, &verdict, &inputs);
    let mut run = selection.run(today);
    run.options = args.flags.options().over(run.options);
    run.keep_texts = true;
    run.outputs.extend(args.verify_script.clone());
    run.migration = Some(MigrationRequest {
        old: args.old.clone(),
        new,
    });
    run
}

fn print(plan: &MigrationPlan, args: &MigrateArgs) -> Result<(), Stop> {
    let here = std::env::current_dir()
        .map_err(|error| Stop(format!("cannot determine the working directory: {error}")))?;
    let mut out = BufWriter::new(io::stdout().lock());
    let printed = match args.output {
        PlanFormat::Markdown => program::migration_markdown(plan, &mut out),
        PlanFormat::Json => program::migration_json(plan, &mut out),
        PlanFormat::Diff => write_patch(
            &plan.edits,
            &here,
            crate::values::ColorChoice::Auto,
            &mut out,
        ),
    };
    written(printed.and_then(|()| out.flush()), "to standard output")
}

/// Writes the script. Nothing is written if the plan has no new model.
fn write_script(plan: &MigrationPlan, file: &Path) -> Result<(), Stop> {
    let mut text = Vec::new();
    let has_model = program::verify_script(plan, &mut text);
    if !has_model.map_err(|error| Stop(format!("cannot write the script: {error}")))? {
        terminal::note("no script is written: the plan has no new model");
        return Ok(());
    }
    if is_stdout(file) {
        let mut out = io::stdout().lock();
        let printed = out.write_all(&text).and_then(|()| out.flush());
        return written(printed, "to standard output");
    }
    interrupt::remove_files_on_signals();
    let write = || {
        let mut out = Output::create(file, &output_root().map_err(io::Error::other)?)?;
        out.write_all(&text)?;
        out.finish()
    };
    write().map_err(|error| Stop(format!("cannot write {}: {error}", file.display())))
}
