//! Reads and writes every file that is not scanned text: settings, catalogs, ignore files, git's files, outputs.
//!
//! A repository contributes most of these files, and a hostile one replaces them with a link to a secret, with a pipe
//! that nobody writes to, or with a device that never ends. Reading therefore opens regular files only, has a size
//! limit for each kind of file, and follows links only for paths that the user typed. Writing happens next to the
//! target and ends with a rename. What the files contain is decided elsewhere, and scanned text has a reader of its
//! own, `scan::read`.

mod absent;
mod beneath;
mod kind;
mod read;
mod resolve;
mod system_path;
mod write;

use system_path::is_system_path;

pub use absent::{is_absent, may_exist};
pub use beneath::BaseFolder;
pub use kind::{FileKind, LIMITS};
pub(crate) use read::open;
pub use read::{NamedBy, check_size, read, read_text};
pub use resolve::{PathError, resolve, resolve_through, stays_inside};
pub use write::{NewFile, Output, TEMPORARY_PREFIX, check_output, is_leftover, remove_unfinished};
