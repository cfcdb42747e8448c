//! What can be typed: commands and flags, with their help.
//!
//! What the flags mean together is worked out by the commands.

use std::ffi::OsString;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use bedrock_eol::config::CONTEXT_NAMES;
use bedrock_eol::config::{self, Days};
use bedrock_eol::detect::Context;
use bedrock_eol::model_id::Region;
use bedrock_eol::output::{FORMATS, GroupBy};
use clap::builder::styling::{AnsiColor, Styles};
use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;

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
    /// One of code, config, iac, iam, docs, comment, test, recording, registry and deprecation. All by default; the
    /// inventory keeps every reference.
    #[arg(long = "context", value_name = "CONTEXT", value_parser = context)]
    pub(crate) contexts: Vec<Context>,

    /// Days before End-of-Life in which a model is reported as end-of-life-soon [default: 90]
    #[arg(long, value_name = "DAYS")]
    pub(crate) within: Option<Days>,

    /// Days after End-of-Life in which it is a warning and not an error [default: 0]
    #[arg(long, value_name = "DAYS")]
    pub(crate) grace: Option<Days>,

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

    /// Let ignore files and --exclude hold for files that are named, too
    #[arg(long)]
    pub(crate) force_exclude: bool,

    /// Skip files larger than this: bytes, or with K, M or G [default: none]
    #[arg(long, value_name = "SIZE", value_parser = size)]
    pub(crate) max_size: Option<u64>,

    /// Threads to use [default: one for each processor]
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<NonZeroUsize>,
}

/// One `--output`.
#[derive(Clone, Debug)]
pub(crate) struct Output {
    /// A name of [`FORMATS`].
    pub(crate) format: &'static str,
    /// Absent for the standard output.
    pub(crate) file: Option<PathBuf>,
}

/// `--fail-on`.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum FailOn {
    /// Something is broken
    Error,
    /// Something has to be changed before a date
    Warning,
    /// Any finding
    Note,
    /// Findings never fail
    Never,
}

impl From<FailOn> for config::FailOn {
    fn from(typed: FailOn) -> Self {
        match typed {
            FailOn::Error => Self::Error,
            FailOn::Warning => Self::Warning,
            FailOn::Note => Self::Note,
            FailOn::Never => Self::Never,
        }
    }
}

/// `--group-by`.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Grouping {
    /// By the model that has to be replaced
    Model,
    /// By the file to work in
    File,
    /// By the rule
    Rule,
}

impl From<Grouping> for GroupBy {
    fn from(grouping: Grouping) -> Self {
        match grouping {
            Grouping::Model => Self::Model,
            Grouping::File => Self::File,
            Grouping::Rule => Self::Rule,
        }
    }
}

/// `--color`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum When {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl Scan {
    /// What is typed from `bedrock-eol scan` on; ends the program where it is wrong or asks for help.
    pub(crate) fn parse(typed: Vec<OsString>) -> Box<Self> {
        let OnlyScan::Scan(scan) = OnlyScan::parse_from(typed);
        scan
    }
}

/// The command that is typed; ends the program where it is wrong or asks for help.
pub(crate) fn parse(typed: impl IntoIterator<Item = OsString>) -> Command {
    let typed = with_command(typed);
    match typed.get(1) {
        Some(word) if word == "scan" => Command::Scan(Scan::parse(typed)),
        _ => Arguments::parse_from(typed).command,
    }
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

pub(crate) fn date(text: &str) -> Result<Date, String> {
    let plain = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    let parsed = if plain { text.parse().ok() } else { None };
    parsed.ok_or_else(|| "not a day; write it as YYYY-MM-DD, for example 2026-11-23".to_owned())
}

fn context(text: &str) -> Result<Context, String> {
    let known = CONTEXT_NAMES.iter().find(|(name, _)| *name == text);
    known.map(|(_, context)| *context).ok_or_else(|| {
        let names: Vec<&str> = CONTEXT_NAMES.iter().map(|(name, _)| *name).collect();
        format!("no kind of place; write one of {}", names.join(", "))
    })
}

pub(crate) fn region_code(text: &str) -> Result<Region, String> {
    let parts: Vec<&str> = text.split('-').collect();
    let word = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase());
    let fits = match parts.as_slice() {
        [words @ .., number] if words.len() >= 2 => {
            words.iter().all(word) && (1..=2).contains(&number.len()) && number.parse::<u8>().is_ok()
        }
        _ => false,
    };
    if fits { Ok(Region::new(text)) } else { Err("not a Region code; write one as us-east-1".to_owned()) }
}

fn output_help() -> String {
    let mut help = String::from(
        "Write the report in this format, to a file if one is given; can be given several times\n\n\
         One format goes to the standard output, which is what `-` as a file means, too; files are replaced \
         whole or not at all, and are not themselves scanned.\n\nFormats:",
    );
    for format in FORMATS {
        help.push_str(&format!("\n- {}: {}", format.name, format.about));
    }
    help
}

fn output(text: &str) -> Result<Output, String> {
    let (name, file) = match text.split_once('=') {
        Some((name, file)) => (name, Some(file)),
        None => (text, None),
    };
    let Some(format) = FORMATS.iter().find(|format| format.name == name) else {
        let names: Vec<&str> = FORMATS.iter().map(|format| format.name).collect();
        return Err(format!("`{name}` is not a format; write one of {}", names.join(", ")));
    };
    if file == Some("") {
        return Err(format!("no file after `=`; write {name}=FILE, or {name} for the standard output"));
    }
    Ok(Output { format: format.name, file: file.filter(|file| *file != "-").map(PathBuf::from) })
}

fn size(text: &str) -> Result<u64, String> {
    let lower = text.to_ascii_lowercase();
    let number = lower.trim_end_matches("ib").trim_end_matches('b');
    let (number, unit) = match number.as_bytes().last() {
        Some(b'k') => (&number[..number.len() - 1], 1 << 10),
        Some(b'm') => (&number[..number.len() - 1], 1 << 20),
        Some(b'g') => (&number[..number.len() - 1], 1 << 30),
        _ => (number, 1),
    };
    let bytes = number.parse::<u64>().ok().and_then(|number| number.checked_mul(unit));
    bytes.ok_or_else(|| "not a size; write bytes, or a number with K, M or G, for example 10M".to_owned())
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

    #[test]
    fn values_are_read_strictly() {
        assert_eq!(size("10M"), Ok(10 << 20));
        assert_eq!(size("512"), Ok(512));
        assert_eq!(size("1kb"), Ok(1024));
        assert_eq!(size("2GiB"), Ok(2 << 30));
        for wrong in ["", "M", "-1", "1.5M", "99999999999G", "10X"] {
            assert!(size(wrong).is_err(), "{wrong}");
        }
        assert!(date("2026-02-28").is_ok());
        for wrong in ["2026-02-30", "20260228", "2026-2-28", "today", "2026-02-28T00"] {
            assert!(date(wrong).is_err(), "{wrong}");
        }
        for right in ["us-east-1", "us-gov-west-1", "ap-southeast-12"] {
            assert!(region_code(right).is_ok(), "{right}");
        }
        for wrong in ["us", "useast1", "US-EAST-1", "us-east-", "us-east-1a", "east-1"] {
            assert!(region_code(wrong).is_err(), "{wrong}");
        }
        assert_eq!(output("json=a=b.json").map(|o| o.file), Ok(Some(PathBuf::from("a=b.json"))));
        assert_eq!(output("json=-").map(|o| o.file), Ok(None));
        assert!(output("yaml").is_err() && output("json=").is_err());
    }
}
