//! A configuration file that was read.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::options::Options;
use crate::housekeeping::LinePart;

/// A configuration file and what it says.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// The file.
    pub path: PathBuf,
    /// Its folder: paths and patterns in it are relative to here, and it is the project's root.
    pub folder: PathBuf,
    /// The settings.
    pub options: Options,
    /// Where its keys are: those at the top, and those of tables by both names with a dot between them.
    pub keys: BTreeMap<String, LinePart>,
}
