//! `bedrock-eol config`, and the flags that select a configuration.
//!
//! The library decides what a configuration may contain.

use std::path::PathBuf;

use bedrock_eol::Options;
use bedrock_eol::program::{Config, configuration};
use clap::{Args, Subcommand};

use crate::scan::config_choice;
use crate::stop::{Stop, written};
use crate::terminal;

/// Which configuration applies.
#[derive(Args, Debug, Default)]
#[command(next_help_heading = "Configuration")]
pub(crate) struct Settings {
    /// Use this configuration file
    ///
    /// The default is the nearest bedrock-eol.toml, .bedrock-eol.toml, or pyproject.toml with a table [tool.bedrock-eol],
    /// from the working directory up to the repository's root. Outside of a repository, it is the one in the working
    /// directory.
    #[arg(long, value_name = "FILE", conflicts_with = "isolated")]
    pub(crate) config: Option<PathBuf>,

    /// Use no configuration file
    #[arg(long)]
    pub(crate) isolated: bool,
}

/// `bedrock-eol config`.
#[derive(Args, Debug)]
pub(crate) struct ConfigArgs {
    #[command(subcommand)]
    command: ConfigCommand,
}

#[derive(Debug, Subcommand)]
enum ConfigCommand {
    /// Print the effective settings as TOML
    Show(Settings),
    /// Check configuration files and report every problem; exit 2 if there is one
    Check {
        /// Files to check [default: the configuration that applies in the working directory]
        #[arg(value_name = "FILE")]
        files: Vec<PathBuf>,
    },
}

/// Runs the command and returns the exit code.
pub(crate) fn run(arguments: &ConfigArgs) -> Result<u8, Stop> {
    let text = match &arguments.command {
        ConfigCommand::Show(settings) => show(settings)?,
        ConfigCommand::Check { files } => check(files)?,
    };
    written(terminal::print(&text), "to standard output").map(|()| 0)
}

/// The configuration that applies in the working directory; absent if none exists.
pub(crate) fn load(settings: &Settings) -> Result<Option<Config>, Stop> {
    configuration(&config_choice(settings)).map_err(Stop::of)
}

/// The effective settings, those of the file over the defaults, with the file named in a comment.
pub(crate) fn show(settings: &Settings) -> Result<String, Stop> {
    let config = load(settings)?;
    let from = match &config {
        Some(config) => format!("# Settings of {}, and defaults", config.path.display()),
        None => "# Defaults: no configuration file applies".to_owned(),
    };
    let options = config
        .unwrap_or_default()
        .options
        .over(Options::defaults(false));
    Ok(format!("{from}\n{}", options.to_toml()))
}

/// Reads every file and reports the problems of all of them together.
fn check(files: &[PathBuf]) -> Result<String, Stop> {
    if files.is_empty() {
        return match load(&Settings::default())? {
            Some(config) => Ok(format!("{}: no problems\n", config.path.display())),
            None => Ok("no configuration file applies here; the defaults are used\n".to_owned()),
        };
    }
    let read: Vec<_> = files.iter().map(|file| Config::load(file)).collect();
    let problems: Vec<String> = read
        .iter()
        .filter_map(|read| Some(read.as_ref().err()?.to_string()))
        .collect();
    if !problems.is_empty() {
        return Err(Stop(problems.join("\n\n")));
    }
    Ok(files
        .iter()
        .map(|file| format!("{}: no problems\n", file.display()))
        .collect())
}
