//! The settings of a run.

use std::borrow::Cow;
use std::path::PathBuf;

use jiff::civil::Date;

use crate::catalog::Catalog;
use crate::config::{LevelSetting, Options};
use crate::scan::Claims;

/// A scan with its settings.
///
/// [`Run::new`] scans as the command `scan` does without flags: with the configuration, ignore files and baseline of the
/// project that contains the working directory.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Run {
    /// Lifecycle dates are evaluated as of this day. The same files, catalog and day always give the same report.
    pub as_of: Date,
    /// The catalog that overlays are applied to.
    pub catalog: Cow<'static, Catalog>,
    /// Settings that take precedence over those of the configuration. Patterns and paths are relative to the working
    /// directory.
    pub options: Options,
    /// Which configuration file applies.
    pub config: ConfigChoice,
    /// Whose settings apply.
    pub settings_from: SettingsFrom,
    /// Which baseline applies.
    pub baseline: BaselineChoice,
    /// Whether every line of changed files is reported, not only added ones.
    pub whole_files: bool,
    /// Whether ignore files do not apply.
    pub no_ignore: bool,
    /// Whether ignore files and patterns also apply to files that are given by name.
    pub force_exclude: bool,
    /// Whether a scan of files none of which can be read as text passes.
    pub allow_empty: bool,
    /// Whether it is an error if the checkout lacks content: Git LFS pointers, submodules, files outside of a sparse checkout.
    pub require_full_checkout: bool,
    /// Number of threads; absent for the number of processors.
    pub threads: Option<usize>,
    /// Files that are not scanned because the report is written to them.
    pub outputs: Vec<PathBuf>,
    /// Whether [`Outcome::texts`](super::Outcome::texts) are kept, which edits are applied to.
    pub keep_texts: bool,
    /// Old models with the models to migrate to instead of those that the catalog recommends: model IDs, inference profiles
    /// or ARNs.
    pub targets: Vec<(String, String)>,
    /// The migration to plan: each reference to its old model has a finding, whatever the model's stage is, and settings
    /// that only choose what is reported do not apply. What [`Outcome::migration`](super::Outcome::migration) is made
    /// for; absent for a scan.
    pub migration: Option<MigrationRequest>,
}

/// A migration to plan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MigrationRequest {
    /// The old model: a model ID or the beginning of one, an inference profile, an ARN, or a constant of a library.
    pub old: String,
    /// The new model: a model ID, inference profile or ARN; absent for the one that the catalog recommends.
    pub new: Option<String>,
}

/// Which configuration file applies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConfigChoice {
    /// The nearest one from the working directory up to the repository's root.
    #[default]
    Nearest,
    /// This file.
    File(PathBuf),
    /// None.
    Isolated,
}

/// Whose settings apply.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum SettingsFrom {
    /// Those of the checkout.
    #[default]
    Checkout,
    /// Those of a commit, named by a revision: the author of a change does not control them.
    Commit(String),
    /// Only those that the caller gives: nothing in the scanned files silences a finding.
    Caller,
}

/// Which baseline applies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum BaselineChoice {
    /// That of the configuration, else the file with the usual name, if it exists.
    #[default]
    Project,
    /// This file.
    File(PathBuf),
    /// None. A file with the name of the project's baseline is still not scanned.
    Off,
}

impl Run {
    /// A scan with the settings of the project that contains the working directory.
    pub fn new(as_of: Date) -> Self {
        Self {
            as_of,
            catalog: Cow::Borrowed(Catalog::embedded()),
            options: Options::default(),
            config: ConfigChoice::default(),
            settings_from: SettingsFrom::default(),
            baseline: BaselineChoice::default(),
            whole_files: false,
            no_ignore: false,
            force_exclude: false,
            allow_empty: false,
            require_full_checkout: false,
            threads: None,
            outputs: Vec::new(),
            keep_texts: false,
            targets: Vec::new(),
            migration: None,
        }
    }

    /// A scan with built-in defaults: no file of the project configures it, or silences a finding.
    pub fn isolated(as_of: Date) -> Self {
        Self {
            config: ConfigChoice::Isolated,
            settings_from: SettingsFrom::Caller,
            baseline: BaselineChoice::Off,
            ..Self::new(as_of)
        }
    }

    /// The baseline that the caller named.
    pub(super) fn named_baseline(&self) -> Option<&std::path::Path> {
        match &self.baseline {
            BaselineChoice::File(file) => Some(file),
            BaselineChoice::Project | BaselineChoice::Off => None,
        }
    }

    /// In what the scanned files are believed. With the settings of a commit, a file that looks like a report silences
    /// nothing, since its author is not trusted. A recording still is one: repositories have cassettes in folders of any
    /// name, and their IDs would fail each check.
    pub(super) fn claims(&self) -> Claims {
        match self.settings_from {
            SettingsFrom::Checkout => Claims::All,
            SettingsFrom::Commit(_) => Claims::Recordings,
            SettingsFrom::Caller => Claims::None,
        }
    }

    /// Whether the settings of the repository do not apply.
    pub(super) fn is_untrusted(&self) -> bool {
        self.settings_from == SettingsFrom::Caller
    }

    /// Whether the caller's settings hide findings that the project's settings would report.
    pub(super) fn asks_for_some(&self) -> bool {
        let options = &self.options;
        let switches_off = options
            .level
            .values()
            .any(|level| *level == LevelSetting::Off);
        !options.context.is_empty()
            || !options.region.is_empty()
            || options.within.is_some()
            || switches_off
    }

    /// Whether the caller's patterns leave out files.
    pub(super) fn narrows_files(&self) -> bool {
        !self.options.exclude.is_empty() || !self.options.include.is_empty()
    }
}
