//! Applies the replacements of findings to files.
//!
//! A [`FixPlan`] is made from a report and the bytes that were judged, and is data: which bytes of which file become what.
//! Rendering it as a diff is `output`'s. Writing it changes each file as a whole or not at all, and only if its bytes are
//! still those that were judged. What an edit is and whether it is safe is decided by `judge`; here it is only withheld
//! where the bytes rule it out.

mod check;
mod edit;
mod error;
mod file_edits;
mod old_name;
mod parameter;
mod plan;
mod removal;
mod write;

pub use edit::Edit;
pub use error::{FixError, NotWritten};
pub use file_edits::{ByteChange, FileEdits, LinkedRemovals};
pub use parameter::ParameterRemoval;
pub use plan::{EditChoice, FixPlan};

pub use write::EditWriter;
