//! Runs a scan with its settings: everything that the command `scan` does, except printing.
//!
//! Chooses the configuration, the catalog, the baseline and the files, calls the stages of the pipeline, and applies
//! suppressions and the baseline. How files are read, judged and rendered is decided elsewhere.

mod accept;
mod catalogs;
mod changes;
mod error;
mod extent;
mod folders;
mod history;
mod input;
mod judge;
mod judging;
mod observer;
mod one_file;
mod options;
mod project;
mod settings_source;
mod sightings;
mod silencing;
mod silencing_location;
mod start;
mod targets;
mod task;
mod text_judge;
mod view;
mod walking;
mod watched_files;

pub use accept::Acceptance;
pub use catalogs::{catalog_with, unknown_regions};
pub use error::RunError;
pub use folders::{output_root, repository_root};
pub use history::HistoryRequest;
pub use input::Input;
pub use observer::{Observer, Silent};
pub use options::{BaselineChoice, ConfigChoice, MigrationRequest, Run, SettingsFrom};
pub use settings_source::configuration;
pub use start::Outcome;
pub use targets::{TargetError, is_model};
pub use task::MigrationSubject;
pub use text_judge::{NamedText, TextJudge};
pub use watched_files::{WatchedChange, WatchedFiles};
