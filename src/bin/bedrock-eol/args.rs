//! The command line: commands and flags, with their help.
//!
//! How flags combine is decided by the commands.

use std::ffi::OsString;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use bedrock_eol::{FORMATS, LinkBase};
use clap::builder::styling::{AnsiColor, Styles};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Args, Parser, Subcommand};
use jiff::civil::Date;

use crate::setting_flags::{
    AcceptedFlags, CatalogFlags, FileFlags, GateFlags, SettingFlags, VerdictFlags,
};
use crate::stop::Stop;
use crate::values::{ColorChoice, Grouping, OutputArg, date, output, output_help};

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

/// Find Legacy and End-of-Life Amazon Bedrock model IDs in a repository
///
/// Works offline, with a built-in catalog of lifecycle dates. `bedrock-eol PATH` is short for
/// `bedrock-eol scan PATH`, unless PATH is the name of a command.
#[derive(Debug, Parser)]
#[command(name = "bedrock-eol", version, styles = STYLES, arg_required_else_help = true)]
#[command(subcommand_required = true, disable_help_subcommand = true)]
pub(crate) struct CommandLine {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Scan(Box<ScanArgs>),
    Fix(Box<crate::fix::FixArgs>),
    Explain(crate::explain::ExplainArgs),
    Migrate(Box<crate::migrate::MigrateArgs>),
    Merge(Box<crate::merge::MergeArgs>),
    /// Manage the baseline of accepted findings
    Baseline(crate::baseline::BaselineArgs),
    /// Show or check the configuration of a project
    Config(crate::config::ConfigArgs),
    Init(crate::init::InitArgs),
    Hook(crate::hook::HookArgs),
    Mcp(crate::mcp::McpArgs),
    Lsp(crate::lsp::LspArgs),
    Catalog(crate::catalog::CatalogArgs),
    /// Print the completion script for a shell
    ///
    /// Write it where the shell looks for completions, for example:
    ///
    /// - bash: `bedrock-eol completions bash >~/.local/share/bash-completion/completions/bedrock-eol`
    ///
    /// - zsh: `bedrock-eol completions zsh >~/.zfunc/_bedrock-eol`, where `~/.zfunc` is in `fpath`
    ///
    /// - fish: `bedrock-eol completions fish >~/.config/fish/completions/bedrock-eol.fish`
    Completions {
        /// Shell to complete for
        shell: clap_complete::Shell,
    },
    /// Print the man page
    Man,
}

/// Only `scan`, the command used most: building it alone skips the flags of the other commands.
#[derive(Debug, Parser)]
#[command(name = "bedrock-eol", styles = STYLES)]
enum OnlyScan {
    Scan(Box<ScanArgs>),
}

/// Scan files for retired or soon-to-be-retired models
///
/// Exit codes: 0 if no finding is at or above --fail-on, 1 if one is, 2 if the command line is wrong or something could
/// not be scanned (the findings are still reported). Closing standard output early does not change the exit code.
#[derive(Debug, Args)]
pub(crate) struct ScanArgs {
    /// Files and folders to scan [default: the working directory]
    ///
    /// A file given by name is scanned even if an ignore file excludes it. A symbolic link given by name is followed. Links
    /// inside a folder are not.
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) verdict: VerdictArgs,

    #[command(flatten)]
    pub(crate) gate: GateArgs,

    #[command(flatten)]
    pub(crate) overlays: crate::overlays::Overlays,

    #[command(flatten)]
    pub(crate) catalog: SettingFlags<CatalogFlags>,

    #[command(flatten)]
    pub(crate) reporting: Reporting,

    #[command(flatten)]
    pub(crate) files: Files,

    #[command(flatten)]
    pub(crate) inputs: crate::inputs::Inputs,

    #[command(flatten)]
    pub(crate) watch: crate::watch::WatchArgs,

    #[command(flatten)]
    pub(crate) history: crate::history::HistoryArgs,

    #[command(flatten)]
    pub(crate) repos: crate::repos::RepoArgs,

    #[command(flatten)]
    pub(crate) usage: crate::usage::UsageArgs,

    #[command(flatten)]
    pub(crate) records: crate::records::RecordArgs,

    #[command(flatten)]
    pub(crate) settings: crate::config::Settings,

    #[command(flatten)]
    pub(crate) trust: Trust,

    /// Print the effective settings, flags included, as TOML; scan nothing
    #[arg(long, help_heading = "Configuration")]
    pub(crate) show_config: bool,

    #[command(flatten)]
    pub(crate) accepted: Accepted,
}

/// What is scanned and whose settings apply, for the commands that scan in order to do something else. `scan` has the same
/// flags between its own.
#[derive(Args, Debug)]
pub(crate) struct ProjectArgs {
    #[command(flatten)]
    pub(crate) overlays: crate::overlays::Overlays,

    #[command(flatten)]
    pub(crate) catalog: SettingFlags<CatalogFlags>,

    #[command(flatten)]
    pub(crate) files: Files,

    #[command(flatten)]
    pub(crate) settings: crate::config::Settings,

    #[command(flatten)]
    pub(crate) trust: Trust,

    #[command(flatten)]
    pub(crate) accepted: Accepted,
}

/// Whose settings apply.
#[derive(Args, Debug, Default)]
#[command(next_help_heading = "Configuration")]
pub(crate) struct Trust {
    /// Read configuration, ignore files, baseline and local catalogs from this commit instead of the checkout
    ///
    /// For pull requests, pass the commit that the change is merged into.
    ///
    /// Files that the commit does not contain count as absent. Files given with --config, --baseline or --catalog are
    /// read from the commit, too, unless they are outside the repository or not tracked by git. A path to scan that leads
    /// through a link of the repository is an error unless the commit has the same link.
    #[arg(long, value_name = "REV", conflicts_with_all = ["isolated", "untrusted"])]
    pub(crate) settings_from: Option<String>,

    /// Ignore all settings of the repository: for security reviews
    ///
    /// Ignores the repository's configuration, .ignore, .bedrock-eol-ignore, baseline and suppression comments, and
    /// applies .gitignore only to files that git does not track. Flags and the files that they name still apply.
    #[arg(long)]
    pub(crate) untrusted: bool,
}

/// Which findings are accepted.
#[derive(Args, Debug, Default)]
#[command(next_help_heading = "Accepted findings")]
pub(crate) struct Accepted {
    /// Baseline file [default: `baseline` of the configuration, or bedrock-eol-baseline.json at the project's root]
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,

    /// Do not apply a baseline
    #[arg(long, conflicts_with = "baseline")]
    pub(crate) no_baseline: bool,

    #[command(flatten)]
    pub(crate) flags: SettingFlags<AcceptedFlags>,
}

/// What counts as a finding.
#[derive(Args, Debug, Default)]
#[command(next_help_heading = "Verdict")]
pub(crate) struct VerdictArgs {
    /// Evaluate lifecycle dates as of this day: YYYY-MM-DD [default: today]
    ///
    /// The same files, catalog and day always give the same report.
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(crate) as_of: Option<Date>,

    #[command(flatten)]
    pub(crate) flags: SettingFlags<VerdictFlags>,
}

/// Which findings make the exit code 1.
#[derive(Args, Debug)]
#[command(next_help_heading = "Verdict")]
pub(crate) struct GateArgs {
    #[command(flatten)]
    pub(crate) flags: SettingFlags<GateFlags>,

    /// Exit 0 even if there are findings (errors still exit 2)
    #[arg(long)]
    pub(crate) exit_zero: bool,
}

/// Which reports are written, and where to.
#[derive(Args, Debug)]
#[command(next_help_heading = "Output")]
pub(crate) struct Reporting {
    /// Write the report in this format, optionally to a file; can be repeated
    // Users of other linters write `--format` and `-f`.
    #[arg(long = "output", short = 'o', alias = "format", short_alias = 'f')]
    #[arg(value_name = "FORMAT[=FILE]", value_parser = output)]
    #[arg(long_help = output_help())]
    pub(crate) outputs: Vec<OutputArg>,

    /// List every reference to a model, not only findings; in ics, past dates, too
    #[arg(long, visible_alias = "all")]
    pub(crate) inventory: bool,

    /// How pretty and markdown group findings
    #[arg(long, value_name = "WHAT", value_enum, default_value_t = Grouping::Model)]
    pub(crate) group_by: Grouping,

    /// Show at most N problems (pretty) or N locations per group (markdown); 0 shows all
    ///
    /// Findings with the same cause are one problem with a list of locations. The report says how many were not
    /// shown. Machine-readable formats are never shortened. [default: 25 for pretty, 100 for markdown]
    #[arg(long, value_name = "N", hide_default_value = true)]
    pub(crate) max_findings: Option<usize>,

    /// Link the paths in html and markdown to this URL, followed by PATH#LLINE
    ///
    /// Pass the URL of the repository's root at one commit, with https or http:
    /// https://github.com/OWNER/NAME/blob/COMMIT/, https://gitlab.com/OWNER/NAME/-/blob/COMMIT/. The configuration has no
    /// key for it: the URL changes with each commit, and a scanned repository must not choose where links lead.
    #[arg(long, value_name = "URL")]
    pub(crate) link_base: Option<LinkBase>,

    /// When to use colors
    ///
    /// With auto, the program uses colors if the report goes to a terminal. NO_COLOR turns them off. CLICOLOR_FORCE and
    /// FORCE_COLOR turn them on without a terminal. This flag overrides all three.
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = ColorChoice::Auto)]
    pub(crate) color: ColorChoice,

    /// Print only reports and errors
    #[arg(long, short, conflicts_with = "verbose")]
    pub(crate) quiet: bool,

    /// Also print what was skipped, and why; with --staged and --diff, show lines and migration steps
    #[arg(long, short)]
    pub(crate) verbose: bool,
}

/// Which files are scanned.
#[derive(Args, Debug)]
#[command(next_help_heading = "Files")]
pub(crate) struct Files {
    /// Scan files that .gitignore, .ignore and .bedrock-eol-ignore exclude
    ///
    /// By default these files apply from the scanned folder up to the root of the git repository, or outside of one, up to
    /// the working directory. Files that git tracks are scanned even if .gitignore or .ignore excludes them.
    /// core.excludesFile and .git/info/exclude are not read.
    #[arg(long)]
    pub(crate) no_ignore: bool,

    #[command(flatten)]
    pub(crate) flags: SettingFlags<FileFlags>,

    /// Apply ignore files, --exclude and --include to files given by name, too
    #[arg(long)]
    pub(crate) force_exclude: bool,

    /// Exit 0 even if there are files but none could be read as text
    ///
    /// By default such a scan exits 2 and lists the most frequent causes, since its report says nothing about the project.
    #[arg(long)]
    pub(crate) allow_empty: bool,

    /// Exit 2 if the checkout lacks content: Git LFS pointers, submodules, files outside of a sparse checkout
    ///
    /// By default the report only counts them.
    #[arg(long)]
    pub(crate) require_full_checkout: bool,

    /// Number of threads [default: number of processors]
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<NonZeroUsize>,
}

/// Parses the arguments; exits if they are invalid or ask for help.
pub(crate) fn parse(typed: impl IntoIterator<Item = OsString>) -> Command {
    let typed = with_command(typed);
    match typed.get(1) {
        Some(word) if word == "scan" => {
            let OnlyScan::Scan(scan) = parsed(typed);
            Command::Scan(scan)
        }
        _ => parsed::<CommandLine>(typed).command,
    }
}

/// Makes sure that no name of a file was taken for an option where a tool passes the names: with --force-exclude, which
/// is for such tools. pre-commit puts no `--` between the options of a hook and the names, so that a commit that adds a
/// file `--exit-zero` would turn the hook off.
///
/// # Errors
/// An argument that begins with `-`, before `--`, is also the name of a file.
pub(crate) fn check_names(typed: &[OsString]) -> Result<(), Stop> {
    let options = typed.split(|word| word == "--").next().unwrap_or_default();
    if !options.iter().any(|word| word == "--force-exclude") {
        return Ok(());
    }
    let is_file = |word: &&OsString| {
        word.len() > 1
            && word.as_encoded_bytes().starts_with(b"-")
            && Path::new(word).symlink_metadata().is_ok()
    };
    options.iter().find(is_file).map_or(Ok(()), |word| {
        let word = word.to_string_lossy();
        Err(Stop(format!(
            "{word} is an option and the name of a file; write `--` before the names of files, or ./{word}"
        )))
    })
}

/// Parses the arguments; exits if they are invalid or ask for help. A hook can pass hostile file names as arguments
/// and clap quotes them unchanged, so errors are escaped first.
fn parsed<P: Parser>(typed: Vec<OsString>) -> P {
    let first = typed
        .get(1)
        .and_then(|word| word.to_str())
        .map(str::to_owned);
    P::try_parse_from(typed).unwrap_or_else(|mut error| {
        if let Some(tip) = first.and_then(|first| tip(&error, &first)) {
            error.insert(
                ContextKind::Suggested,
                ContextValue::StyledStrs(vec![tip.into()]),
            );
        }
        let text = error.render().to_string();
        if error.use_stderr() && crate::terminal::report_usage(&text) {
            #[allow(
                clippy::exit,
                reason = "as clap does with the errors that need no escaping"
            )]
            std::process::exit(error.exit_code());
        }
        error.exit()
    })
}

/// What was probably meant, where clap cannot know it. `first` is the first argument.
fn tip(error: &clap::Error, first: &str) -> Option<String> {
    match error.kind() {
        ErrorKind::InvalidSubcommand => {
            // What follows another command is neither a path nor a model: `bedrock-eol catalog lst`.
            let wrong = error.get(ContextKind::InvalidSubcommand)?;
            if *wrong != ContextValue::String(first.to_owned()) {
                return None;
            }
            Some(if looks_like_a_model(first) {
                format!("to look up a model, use `bedrock-eol explain {first}`")
            } else {
                format!("there is no file or folder `{first}` to scan")
            })
        }
        ErrorKind::UnknownArgument => {
            let Some(ContextValue::String(flag)) = error.get(ContextKind::InvalidArg) else {
                return None;
            };
            // clap suggests a similar flag, if there is one.
            if error.get(ContextKind::SuggestedArg).is_some() {
                return None;
            }
            match flag.strip_prefix("--")? {
                "fix" | "write" => Some("`bedrock-eol fix --write` changes files".to_owned()),
                "dry-run" if first == "fix" => {
                    Some("without `--write`, `fix` changes nothing and prints a diff".to_owned())
                }
                name if FORMATS.iter().any(|format| format.name == name) => {
                    Some(format!("to choose the format, use `--output {name}`"))
                }
                _ => None,
            }
        }
        _ => None,
    }
}

/// Whether a word that is not a command has the characters of a model ID or ARN: `anthropic.claude-v2`.
fn looks_like_a_model(word: &str) -> bool {
    word.contains(['.', ':']) && !word.contains([' ', '\\'])
}

/// Whether a word can be nothing but a path, even if there is no such file: `src/`, `./app.py`. ARNs and the IDs of a router
/// (`bedrock/anthropic.claude-v2`) have a slash, too.
fn is_written_as_a_path(word: &str) -> bool {
    word.contains(['/', std::path::MAIN_SEPARATOR])
        && !word.starts_with("bedrock/")
        && !word.contains(':')
}

/// Inserts `scan` before arguments that begin with a path or with a flag of `scan`, and turns `help COMMAND` into
/// `COMMAND --help`.
///
/// The name of a command is always that command. A word that is neither a command nor a path is left to clap, which
/// suggests the nearest command.
fn with_command(typed: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    let mut typed: Vec<OsString> = typed.into_iter().collect();
    let Some(first) = typed.get(1) else {
        return typed;
    };
    let own = ["-h", "--help", "-V", "--version", "help"];
    let is_command = first
        .to_str()
        .is_some_and(|word| own.contains(&word) || Command::has_subcommand(word));
    let is_flag = first.as_encoded_bytes().starts_with(b"-");
    let is_path = || Path::new(first).exists() || first.to_str().is_some_and(is_written_as_a_path);
    if !is_command && (is_flag || is_path()) {
        typed.insert(1, "scan".into());
    } else if first == "help" {
        typed.remove(1);
        typed.push("--help".into());
    }
    typed
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_flags_are_consistent() {
        CommandLine::command().debug_assert();
    }

    #[test]
    fn a_path_or_a_flag_alone_is_a_scan() {
        let typed = |words: &[&str]| {
            let all = std::iter::once("bedrock-eol")
                .chain(words.iter().copied())
                .map(OsString::from);
            with_command(all)
                .into_iter()
                .skip(1)
                .filter_map(|word| word.into_string().ok())
                .collect::<Vec<_>>()
        };
        assert_eq!(typed(&["src", "-o", "json"]), ["scan", "src", "-o", "json"]);
        assert_eq!(typed(&["--staged"]), ["scan", "--staged"]);
        assert_eq!(typed(&["-"]), ["scan", "-"]);
        for as_it_is in [
            &["scan", "src"][..],
            &["--help"],
            &["-V"],
            &["catalog", "list"],
            &["scna"],
            &["bedrock/anthropic.claude-v2"],
            &["arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-v2"],
            &[],
        ] {
            assert_eq!(typed(as_it_is), as_it_is);
        }
        assert_eq!(typed(&["no/such/file.py"]), ["scan", "no/such/file.py"]);
        assert_eq!(typed(&["help"]), ["--help"]);
        assert_eq!(
            typed(&["help", "catalog", "list"]),
            ["catalog", "list", "--help"]
        );
    }
}
