//! What can be typed: commands and flags, with their help.
//!
//! What the flags mean together is worked out by the commands.

use std::ffi::OsString;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use bedrock_eol::config::{Days, LevelSetting};
use bedrock_eol::detect::Context;
use bedrock_eol::model_id::Region;
use clap::builder::styling::{AnsiColor, Styles};
use clap::{Args, Parser, Subcommand};
use jiff::civil::Date;

use crate::values::{
    FailOn, Grouping, Output, When, context, date, output, output_help, region_code, rule_level, size,
};

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

/// Finds the Legacy and End-of-Life Amazon Bedrock model IDs in a repository.
///
/// Works offline with a catalog of lifecycle dates that is part of the program. `bedrock-eol PATH` is short
/// for `bedrock-eol scan PATH`, where PATH is not the name of a command.
#[derive(Debug, Parser)]
#[command(name = "bedrock-eol", version, styles = STYLES, arg_required_else_help = true)]
#[command(subcommand_required = true, disable_help_subcommand = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Scan(Box<Scan>),
    Explain(crate::explain::Arguments),
    /// Keep the findings that a team has accepted
    Baseline(crate::baseline::Arguments),
    /// Show or check the settings of a project
    Config(crate::config::Arguments),
    Init(crate::init::Arguments),
    Catalog(crate::catalog::CatalogArgs),
    /// Print completions for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the man page
    Man,
}

/// The command that is typed nearly always, alone: the flags of the others need not be built for it.
#[derive(Debug, Parser)]
#[command(name = "bedrock-eol", styles = STYLES)]
enum OnlyScan {
    Scan(Box<Scan>),
}

/// Scan files and folders for models that are, or will be, gone
///
/// Exit codes: 0 where nothing is at or above --fail-on, 1 where something is, 2 where the command line is
/// wrong or something could not be scanned (what was found is still reported).
#[derive(Debug, Args)]
pub(crate) struct Scan {
    /// Files and folders to scan; the working directory by default
    ///
    /// A file that is named is scanned even if an ignore file leaves it out, and a link that is named is
    /// followed. Links below a folder are not.
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) verdict: Verdict,

    #[command(flatten)]
    pub(crate) overlays: crate::overlays::Overlays,

    /// Days after the catalog's date from which a note says that it is old [default: 90]
    #[arg(long, value_name = "DAYS", help_heading = "Catalog")]
    pub(crate) max_catalog_age: Option<Days>,

    #[command(flatten)]
    pub(crate) reporting: Reporting,

    #[command(flatten)]
    pub(crate) files: Files,

    #[command(flatten)]
    pub(crate) inputs: crate::inputs::Inputs,

    #[command(flatten)]
    pub(crate) settings: crate::config::Settings,

    #[command(flatten)]
    pub(crate) trust: crate::settings_source::Trust,

    /// Print the settings that hold, flags included, as TOML, and scan nothing
    #[arg(long, help_heading = "Configuration")]
    pub(crate) show_config: bool,

    #[command(flatten)]
    pub(crate) accepted: Accepted,
}

/// What has been accepted.
#[derive(Args, Debug, Default)]
#[command(next_help_heading = "Accepted findings")]
pub(crate) struct Accepted {
    /// The baseline's file [default: that of the configuration, or bedrock-eol-baseline.json at the
    /// project's root]
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,

    /// Take no baseline
    #[arg(long, conflicts_with = "baseline")]
    pub(crate) no_baseline: bool,

    /// Let a suppression hide something only if it has a reason
    #[arg(long)]
    pub(crate) require_reason: bool,
}

/// What is a finding.
#[derive(Args, Debug)]
#[command(next_help_heading = "Verdict")]
pub(crate) struct Verdict {
    /// Judge for this day instead of today: YYYY-MM-DD
    ///
    /// The same catalog, files and day give the same report at any time.
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(crate) as_of: Option<Date>,

    /// A Region in which the models are used; can be given several times
    ///
    /// Dates can differ by Region. Where neither the text nor this says which, the main Regions decide and
    /// the message names the others.
    #[arg(long = "region", value_name = "REGION", value_parser = region_code)]
    pub(crate) regions: Vec<Region>,

    /// Report only references in this kind of place; can be given several times
    ///
    /// One of code, config, iac, iam, docs, comment, test, recording, registry, choice and deprecation. All by default; the
    /// inventory keeps every reference.
    #[arg(long = "context", value_name = "CONTEXT", value_parser = context)]
    pub(crate) contexts: Vec<Context>,

    /// Days before End-of-Life in which a model is reported as end-of-life-soon [default: 90]
    #[arg(long, value_name = "DAYS")]
    pub(crate) within: Option<Days>,

    /// Days after End-of-Life in which it is a warning and not an error [default: 0]
    #[arg(long, value_name = "DAYS")]
    pub(crate) grace: Option<Days>,

    /// Give a rule this level, or switch it off; can be given several times
    ///
    /// One of off, note, warning and error, as in [level] of the configuration, over which it applies.
    #[arg(long = "level", value_name = "RULE=LEVEL", value_parser = rule_level)]
    pub(crate) levels: Vec<(String, LevelSetting)>,

    /// The least level of a finding that makes the exit code 1 [default: error; with --staged and --diff
    /// warning]
    #[arg(long, value_name = "LEVEL", value_enum)]
    pub(crate) fail_on: Option<FailOn>,

    /// Exit with 0 where there are findings; 2 remains 2
    #[arg(long)]
    pub(crate) exit_zero: bool,
}

/// What is told, and where.
#[derive(Args, Debug)]
#[command(next_help_heading = "Output")]
pub(crate) struct Reporting {
    /// Write the report in this format, to a file if one is given; can be given several times
    #[arg(long = "output", short = 'o', value_name = "FORMAT[=FILE]", value_parser = output)]
    #[arg(long_help = output_help())]
    pub(crate) outputs: Vec<Output>,

    /// Report every reference to a model, not only findings
    #[arg(long)]
    pub(crate) inventory: bool,

    /// What the formats for people, pretty and markdown, put together
    #[arg(long, value_name = "WHAT", value_enum, default_value_t = Grouping::Model)]
    pub(crate) group_by: Grouping,

    /// The most problems that pretty shows with their lines, and locations that markdown lists; 0 for all
    ///
    /// What is the same at several places is one problem with a list of places. The rest is counted, and
    /// the formats for programs always hold everything. [default: 25 for pretty, 100 for each group of
    /// markdown]
    #[arg(long, value_name = "N", hide_default_value = true)]
    pub(crate) max_findings: Option<usize>,

    /// Whether to use colours
    ///
    /// With auto they are used where the report goes to a terminal. NO_COLOR turns that off, CLICOLOR_FORCE
    /// and FORCE_COLOR turn it on where there is none; the flag is stronger than all three.
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = When::Auto)]
    pub(crate) color: When,

    /// Print the reports and errors, nothing else
    #[arg(long, short, conflicts_with = "verbose")]
    pub(crate) quiet: bool,

    /// Tell what was skipped and why
    #[arg(long, short)]
    pub(crate) verbose: bool,
}

/// Which files are scanned.
#[derive(Args, Debug)]
#[command(next_help_heading = "Files")]
pub(crate) struct Files {
    /// Scan what .gitignore, .ignore and .bedrock-eol-ignore leave out, too
    ///
    /// Without it they hold, in a git repository or not, up to its root or else the working directory. What
    /// git tracks is scanned even if .gitignore or .ignore leaves it out. Your own core.excludesFile and
    /// .git/info/exclude are not read.
    #[arg(long)]
    pub(crate) no_ignore: bool,

    /// Leave out files and folders that match, as in .gitignore; can be given several times
    #[arg(long, value_name = "GLOB")]
    pub(crate) exclude: Vec<String>,

    /// Scan only files that match, as in .gitignore; can be given several times
    ///
    /// What is left out otherwise is not brought back.
    #[arg(long, value_name = "GLOB")]
    pub(crate) include: Vec<String>,

    /// Let ignore files, excludes and includes hold for files that are named, too
    #[arg(long)]
    pub(crate) force_exclude: bool,

    /// Skip files larger than this: bytes, or with K, M or G [default: none]
    #[arg(long, value_name = "SIZE", value_parser = size)]
    pub(crate) max_size: Option<u64>,

    /// Judge each file of a folder alone, as with --staged and --diff
    ///
    /// Without it a name that one file defines as a model ID is followed to the files that use it, and an enum or a
    /// type union of which no file of the project uses a member is a registry.
    #[arg(long)]
    pub(crate) no_cross_file: bool,

    /// Exit with 0 where there are files and none is scanned as text
    ///
    /// Without it such a scan exits with 2 and names the largest causes: it would say nothing about the project.
    #[arg(long)]
    pub(crate) allow_empty: bool,

    /// Threads to use [default: one for each processor]
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<NonZeroUsize>,
}

impl Scan {
    /// What is typed from `bedrock-eol scan` on; ends the program where it is wrong or asks for help.
    pub(crate) fn parse(typed: Vec<OsString>) -> Box<Self> {
        let OnlyScan::Scan(scan) = parsed(typed);
        scan
    }
}

/// The command that is typed; ends the program where it is wrong or asks for help.
pub(crate) fn parse(typed: impl IntoIterator<Item = OsString>) -> Command {
    let typed = with_command(typed);
    match typed.get(1) {
        Some(word) if word == "scan" => Command::Scan(Scan::parse(typed)),
        _ => parsed::<Arguments>(typed).command,
    }
}

/// What is typed; ends the program where it is wrong or asks for help. Names of files can be typed by a hook:
/// clap quotes them as they are, so that an error goes through the escaper first.
fn parsed<P: Parser>(typed: Vec<OsString>) -> P {
    P::try_parse_from(typed).unwrap_or_else(|error| {
        let text = error.render().to_string();
        if error.use_stderr() && crate::terminal::report_usage(&text) {
            #[allow(clippy::exit, reason = "as clap does with the errors that need no escaping")]
            std::process::exit(error.exit_code());
        }
        error.exit()
    })
}

/// Puts `scan` in front of what is typed without a command: a path, or a flag of `scan`.
///
/// The name of a command is that command, and a word that is neither a command nor a path is left to the
/// parser, which knows what was meant.
fn with_command(typed: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    let mut typed: Vec<OsString> = typed.into_iter().collect();
    let Some(first) = typed.get(1) else { return typed };
    let own = ["-h", "--help", "-V", "--version", "help"];
    let is_command = first.to_str().is_some_and(|word| own.contains(&word) || Command::has_subcommand(word));
    let is_flag = first.as_encoded_bytes().starts_with(b"-");
    if !is_command && (is_flag || Path::new(first).exists()) {
        typed.insert(1, "scan".into());
    }
    typed
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_flags_are_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn a_path_or_a_flag_alone_is_a_scan() {
        let typed = |words: &[&str]| {
            let all = std::iter::once("bedrock-eol").chain(words.iter().copied()).map(OsString::from);
            with_command(all)
                .into_iter()
                .skip(1)
                .filter_map(|word| word.into_string().ok())
                .collect::<Vec<_>>()
        };
        assert_eq!(typed(&["src", "-o", "json"]), ["scan", "src", "-o", "json"]);
        assert_eq!(typed(&["--staged"]), ["scan", "--staged"]);
        assert_eq!(typed(&["-"]), ["scan", "-"]);
        for as_it_is in [&["scan", "src"][..], &["--help"], &["-V"], &["catalog", "list"], &["scna"], &[]] {
            assert_eq!(typed(as_it_is), as_it_is);
        }
    }
}
