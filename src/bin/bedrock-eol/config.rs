//! The configuration of a run: finding it, showing it, checking it.
//!
//! What it may say is the library's.

use std::path::{Path, PathBuf};

use bedrock_eol::config::{Config, Options};
use clap::{Args, Subcommand};

use crate::settings_source::SettingsSource;
use crate::{Stop, terminal};

/// Which configuration holds.
#[derive(Args, Debug, Default)]
#[command(next_help_heading = "Configuration")]
pub(crate) struct Settings {
    /// Take this configuration instead of looking for one
    ///
    /// Without it the nearest bedrock-eol.toml, .bedrock-eol.toml or pyproject.toml with a table
    /// [tool.bedrock-eol] holds, from the working directory up to the repository's root; outside of a
    /// repository only the working directory is looked at.
    #[arg(long, value_name = "FILE", conflicts_with = "isolated")]
    pub(crate) config: Option<PathBuf>,

    /// Take no configuration at all
    #[arg(long)]
    pub(crate) isolated: bool,
}

/// `bedrock-eol config`.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Print the settings that hold here, as TOML
    Show(Settings),
    /// Read configurations and tell every problem; exit code 2 where there is one
    Check {
        /// Files to read; the one that holds here by default
        #[arg(value_name = "FILE")]
        files: Vec<PathBuf>,
    },
}

/// Runs the command; gives the exit code.
pub(crate) fn run(arguments: &Arguments) -> Result<u8, Stop> {
    let text = match &arguments.action {
        Action::Show(settings) => show(settings)?,
        Action::Check { files } => check(files)?,
    };
    terminal::print(&text).map_err(|error| Stop::writing("the standard output", &error))?;
    Ok(0)
}

/// The configuration that holds in the working directory; absent where there is none.
pub(crate) fn load(settings: &Settings) -> Result<Option<Config>, Stop> {
    SettingsSource::Checkout.configuration(settings)
}

/// The settings as they hold: the file's over the defaults, with the file named in a comment.
pub(crate) fn show(settings: &Settings) -> Result<String, Stop> {
    let config = load(settings)?;
    let from = match &config {
        Some(config) => format!("# {} over the defaults", config.path.display()),
        None => "# the defaults: no configuration holds here".to_owned(),
    };
    let options = config.unwrap_or_default().options.over(Options::defaults(false));
    Ok(format!("{from}\n{}", options.to_toml()))
}

/// Reads every file; the problems of all of them are told together.
fn check(files: &[PathBuf]) -> Result<String, Stop> {
    if files.is_empty() {
        return match load(&Settings::default())? {
            Some(config) => Ok(format!("{}: no problem\n", config.path.display())),
            None => Ok("no configuration holds here: the defaults do\n".to_owned()),
        };
    }
    let read: Vec<_> = files.iter().map(|file| Config::load(file)).collect();
    let problems: Vec<String> =
        read.iter().filter_map(|read| Some(read.as_ref().err()?.to_string())).collect();
    if !problems.is_empty() {
        return Err(Stop::Error(problems.join("\n\n")));
    }
    Ok(files.iter().map(|file| format!("{}: no problem\n", file.display())).collect())
}

/// The path of a file in the working directory or a folder above it, as seen from there.
pub(crate) fn shorter(path: PathBuf, here: &Path) -> PathBuf {
    let folder = path.parent().unwrap_or(Path::new(""));
    match (here.strip_prefix(folder), path.file_name()) {
        (Ok(below), Some(name)) => {
            below.components().map(|_| Path::new("..")).chain([Path::new(name)]).collect()
        }
        _ => path,
    }
}
