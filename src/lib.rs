//! Finds Amazon Bedrock model IDs in source, infrastructure and configuration files, and reports those of models that
//! are, or soon will be, retired.
//!
//! The library does everything that the program does, except reading the command line and printing. It opens no network
//! connection, runs nothing from what it scans, and reads no clock: the same files, catalog and day give the same
//! report.
//!
//! # The pipeline
//!
//! ```text
//! roots ─ walk ─▶ paths ─ read ─▶ Source ─ detect ─▶ Found ─ surroundings ─▶ Match ─ judge ─▶ Finding ─▶ Report ─ render ─▶ text
//!                                             ▲                                        ▲
//!                                             └──────────────── Catalog ───────────────┴── Policy (day, Regions, levels)
//! ```
//!
//! - [`Run`] chooses the settings, the catalog, the baseline and the files, and starts the stages. [`Input`] is what it
//!   scans: files and folders, a text, or a change in git.
//! - `detect` finds references to models in bytes, and `surroundings` adds what is around them: whether a reference is a
//!   use or a mention ([`Context`]), and its Region.
//! - `judge` compares each reference with the [`Catalog`] under a [`Policy`] and makes a [`Finding`] by one of the
//!   [`RULES`]. Every [`Reference`] is in the report, with a finding or without.
//! - Suppressions and the baseline then change the disposition of findings. They never remove one from the report.
//! - A row of [`FORMATS`] renders the [`Report`].
//!
//! # Example
//!
//! Scans a folder as of a day, prints the findings and writes them as SARIF:
//!
//! ```
//! use bedrock_eol::{Date, Input, RenderOptions, Run, format};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! # std::fs::write(folder.path().join("app.py"), "MODEL = \"anthropic.claude-v2\"\n")?;
//! let as_of: Date = "2026-11-23".parse()?;
//! let report = Run::isolated(as_of).scan(&Input::paths([folder.path()]))?;
//! for finding in report.active() {
//!     let location = &finding.reference.location;
//!     println!("{}:{}: {}", location.path, location.start.line, finding.message);
//! }
//! # assert_eq!(report.active().count(), 1);
//! let sarif = format("sarif").expect("a name of FORMATS");
//! let mut file = std::fs::File::create(folder.path().join("report.sarif"))?;
//! sarif.render(&report, &RenderOptions::default(), &mut file)?;
//! # Ok(())
//! # }
//! ```
//!
//! `Run::isolated` uses no settings of the project; [`Run::new`] uses its configuration, ignore files and baseline, as the
//! program does.

#![cfg_attr(
    not(feature = "fuzzing"),
    allow(
        dead_code,
        unreachable_pub,
        unused_imports,
        reason = "what only tests and fuzz targets use is private here"
    )
)]

mod lexer;
mod line_ends;
mod notebook;
mod outline;
mod own_name;
mod path_text;
pub mod program;
mod settings;

// Public only for the fuzz targets and the tests of this repository.
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod baseline;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod catalog;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod config;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod detect;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod explain;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod file_access;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod finding;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod fix;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod git;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod hook;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod housekeeping;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod id_pattern;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod judge;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod language;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod lsp;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod merge;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod migrate;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod model_id;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod output;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod path_pattern;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod reference;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod report;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod run;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod scan;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod silenced;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod source;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod spelling;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod suppress;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod surroundings;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod usage;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod walk;

#[cfg(not(feature = "fuzzing"))]
mod baseline;
#[cfg(not(feature = "fuzzing"))]
mod catalog;
#[cfg(not(feature = "fuzzing"))]
mod config;
#[cfg(not(feature = "fuzzing"))]
mod detect;
#[cfg(not(feature = "fuzzing"))]
mod explain;
#[cfg(not(feature = "fuzzing"))]
mod file_access;
#[cfg(not(feature = "fuzzing"))]
mod finding;
#[cfg(not(feature = "fuzzing"))]
mod fix;
#[cfg(not(feature = "fuzzing"))]
mod git;
#[cfg(not(feature = "fuzzing"))]
mod hook;
#[cfg(not(feature = "fuzzing"))]
mod housekeeping;
#[cfg(not(feature = "fuzzing"))]
mod id_pattern;
#[cfg(not(feature = "fuzzing"))]
mod judge;
#[cfg(not(feature = "fuzzing"))]
mod language;
#[cfg(not(feature = "fuzzing"))]
mod lsp;
#[cfg(not(feature = "fuzzing"))]
mod merge;
#[cfg(not(feature = "fuzzing"))]
mod migrate;
#[cfg(not(feature = "fuzzing"))]
mod model_id;
#[cfg(not(feature = "fuzzing"))]
mod output;
#[cfg(not(feature = "fuzzing"))]
mod path_pattern;
#[cfg(not(feature = "fuzzing"))]
mod reference;
#[cfg(not(feature = "fuzzing"))]
mod report;
#[cfg(not(feature = "fuzzing"))]
mod run;
#[cfg(not(feature = "fuzzing"))]
mod scan;
#[cfg(not(feature = "fuzzing"))]
mod silenced;
#[cfg(not(feature = "fuzzing"))]
mod source;
#[cfg(not(feature = "fuzzing"))]
mod spelling;
#[cfg(not(feature = "fuzzing"))]
mod suppress;
#[cfg(not(feature = "fuzzing"))]
mod surroundings;
#[cfg(not(feature = "fuzzing"))]
mod usage;
#[cfg(not(feature = "fuzzing"))]
mod walk;

pub use baseline::BaselineError;
pub use catalog::{Catalog, CatalogError};
pub use config::{ConfigError, DaysError, Options, PatternError, SizeError};
pub use finding::{Disposition, Finding, Level, Location, RULES, Reference, Rule, RuleId};
pub use git::{Comparison, GitError};
pub use id_pattern::IdPatternError;
pub use jiff::civil::Date;
pub use judge::Policy;
pub use merge::{Merge, MergeError};
pub use output::{
    FORMATS, FieldError, Format, LinkBase, LinkBaseError, RenderOptions, ReportError, format,
};
pub use path_pattern::PathPatternError;
pub use reference::Context;
pub use report::Report;
pub use run::{
    Acceptance, BaselineChoice, ConfigChoice, HistoryRequest, Input, MigrationRequest,
    MigrationSubject, NamedText, Observer, Outcome, Run, RunError, SettingsFrom, TargetError,
    TextJudge,
};
pub use spelling::UnknownName;
pub use usage::{UsageError, UsageExports};
pub use walk::WalkError;

/// Private readers, for the fuzz targets in `fuzz/` alone; no part of the library's interface.
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod fuzzing {
    pub use crate::git::fuzzing::{blobs, diff, tree, unquoted};
    pub use crate::outline::fuzzing::outline;
    pub use crate::walk::fuzzing::{git_index, ignored};
}
