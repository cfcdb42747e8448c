//! Which files are looked at: roots, ignore rules, excludes.
//!
//! The one module that names the `ignore` crate. It opens no file for its content, except ignore files and
//! git's index.
//!
//! The folders are listed by our own threads and only the rules are the crate's: its walker neither tells
//! what it left out, nor can be asked to keep what git tracks, and it looks for every kind of ignore file
//! in every folder, where a listing already says which of them are there.

mod found;
#[cfg(feature = "fuzzing")]
pub mod fuzzing;
mod git_index;
mod listing;
mod open;
mod options;
mod place;
mod roots;
mod rules;
mod source_path;
mod tracked;
mod tree;
mod walked;
mod walker;

use crate::file_access::is_leftover;

pub(crate) use open::ensure_file;
pub use options::{IgnoreFiles, WalkOptions};
pub use place::plain;
pub use rules::{IGNORE_FILES, ignoring_line, is_repository};
pub(crate) use source_path::by_components;
pub use source_path::{Origin, SourcePath};
pub use walked::{LeftOutBy, Skip, WalkError, Walked};
pub use walker::{TrackedLeftOut, left_out_of_tracked, walk};
