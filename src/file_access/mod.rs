//! Reads and writes every file that is not scanned text: settings, catalogs, ignore files, git's files, outputs.
//!
//! A repository contributes most of these files, and a hostile one replaces them with a link to a secret, with a pipe
//! that nobody writes to, or with a device that never ends. Reading therefore opens regular files only, has a size
//! limit for each kind of file, and follows links only for paths that the user typed. Writing happens beside the
//! target and ends with a rename. What the files contain is decided elsewhere, and scanned text has a reader of its
//! own, `scan::read`.

mod kind;
mod read;
mod resolve;
mod write;

pub use kind::{FileKind, LIMITS};
pub use read::{NamedBy, check_size, read, read_text};
pub use resolve::{PathError, resolve, stays_inside};
pub use write::{NewFile, Output, TEMPORARY_PREFIX, check_output, is_leftover, remove_unfinished};

pub(crate) use read::open;

use std::path::Path;

/// Whether a path names a device or an open descriptor by the system's own names, as a shell does for `<(command)`.
/// Such a path says what to open whatever the repository contains, so it may be a pipe or a device when the user
/// typed it.
fn is_system_path(path: &Path) -> bool {
    let climbs = path.components().any(|part| part == std::path::Component::ParentDir);
    cfg!(unix) && !climbs && (path.starts_with("/dev") || path.starts_with("/proc/self/fd"))
}
