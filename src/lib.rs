//! Finds Amazon Bedrock model IDs in source, infrastructure and configuration files, and judges them with a versioned
//! lifecycle catalog.
//!
//! The pipeline is `walk → read → detect → judge → suppress → report → render`. The docs of each module begin with its
//! responsibility and what it leaves to other modules. Modules import only from lower layers; the table of allowed
//! imports is in `tests/it/imports.rs`.

pub mod baseline;
pub mod catalog;
pub mod config;
pub mod detect;
pub mod explain;
pub mod file_access;
pub mod finding;
pub mod git;
pub mod housekeeping;
pub mod judge;
pub mod language;
pub(crate) mod lexer;
pub mod model_id;
pub(crate) mod notebook;
pub(crate) mod outline;
pub mod output;
pub(crate) mod path_text;
pub mod pattern;
pub mod reference;
pub mod report;
pub mod scan;
pub mod silenced;
pub mod source;
pub mod spelling;
pub mod suppress;
pub mod surroundings;
pub mod walk;

/// Private readers, for the fuzz targets in `fuzz/` alone; no part of the library's interface.
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod fuzzing {
    pub use crate::git::fuzzing::{blobs, diff, tree, unquoted};
    pub use crate::outline::fuzzing::outline;
    pub use crate::walk::fuzzing::{git_index, ignored};
}
