//! The whole pipeline for a set of roots: walk, read, detect, judge, in parallel, with the order kept.
//!
//! The only module that uses rayon. An [`Engine`] decides what a reference is and what is reported about it; nothing is
//! rendered here.

mod blobs;
mod changes;
mod converted;
mod definitions;
mod engine;
mod hidden_finding;
mod kept_text;
mod large;
mod neighbour_files;
mod pipeline;
mod read;
mod references;
mod scanner;
mod small_files;
mod stream;
mod wide_spelling;

use crate::report::Cause;
use crate::walk::Skip;
use read::ReadContent;
use scanner::{Searching, TaskResult, add, by_location, unreadable, with_text};

pub use crate::language::Claims;
pub use blobs::{HistoryBlob, ScannedBlob};
pub use definitions::cover_uses;
pub use engine::{Engine, JudgedText};
pub use hidden_finding::HiddenByChange;
pub use kept_text::KeptText;
pub use pipeline::{
    Comments, FileSettings, Pipeline, at_levels, housekeeping_findings, vocabulary,
};
pub use references::references;
pub use scanner::{CrossFile, Progress, ScanOptions, Scanned, Scanner, Sizes, cause};

impl From<Skip> for Cause {
    fn from(skip: Skip) -> Self {
        match skip {
            Skip::Link => Self::Link,
            Skip::SpecialFile => Self::SpecialFile,
            Skip::TooLarge => Self::TooLarge,
            Skip::Submodule => Self::Submodule,
            Skip::TemporaryFile => Self::TemporaryFile,
            Skip::Output => Self::Output,
        }
    }
}
