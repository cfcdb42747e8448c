//! Decides which files are scanned: roots, ignore rules, excludes.
//!
//! The only module that uses the `ignore` crate. It opens only ignore files and git's index.
//!
//! Our own threads list the folders; only the rules are the crate's. The crate's walker cannot report what it left out or
//! keep files that git tracks, and it looks for every kind of ignore file in every folder, although a listing already
//! shows which of them exist.

mod found;
#[cfg(feature = "fuzzing")]
pub mod fuzzing;
mod git_index;
mod ignore_file;
mod lacking;
mod listing;
mod one_file;
mod open;
mod options;
mod owners;
mod pattern_list;
mod roots;
mod rules;
mod shown_path;
mod source_path;
mod tracked;
mod tree;
mod vendored;
mod walked;
mod walker;

use crate::file_access::is_leftover;

pub use ignore_file::IGNORE_FILES;
pub use one_file::leaves_out;
pub(crate) use open::ensure_file;
pub use options::{IgnoreFiles, NamedLinks, WalkOptions};
pub use owners::{CODEOWNERS, Owners};
pub use rules::{ignoring_line, is_repository};
pub use shown_path::plain;
pub(crate) use source_path::by_components;
pub use source_path::{Origin, SourcePath};
pub use walked::{LeftOutBy, Skip, WalkError, Walked};
pub use walker::{TrackedLeftOut, left_out_of_tracked, walk};
