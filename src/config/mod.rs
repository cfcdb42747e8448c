//! The settings of a run, and the file in which a team keeps them.
//!
//! Flags become the same [`Options`] as the file, and [`Options::over`] is the whole story of precedence:
//! flags over the file over [`Options::defaults`]. What a setting does is decided by its reader.

mod commit;
mod error;
mod file;
mod find;
mod flags;
mod keys;
mod layers;
mod names;
mod options;
mod pattern_error;
mod project_paths;
mod read;
mod root;
mod values;

pub use commit::CommitSettings;
pub use error::{ConfigError, ConfigProblem};
pub use file::Config;
pub use find::{find, folders as configuration_folders};
pub use flags::{FlagGroup, SettingFlag, SettingValueError, setting_flags};
pub use keys::CONTEXT_NAMES;
pub use names::{FILE_NAMES, PYPROJECT};
pub use options::{IgnoreOption, Options, RegionsOfPath};
pub use pattern_error::PatternError;
pub use project_paths::{ProjectPaths, glob_of_project};
pub use read::parse;
pub use values::{Choices, Days, DaysError, FailOn, LEVELS, LevelSetting, Size, SizeError};

#[cfg(test)]
mod tests;
