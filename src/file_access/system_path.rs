//! Paths by which the system names devices and open descriptors.

use std::path::Path;

/// Whether a path names a device or an open descriptor by the system's own names, as a shell does for `<(command)`.
/// Such a path says what to open whatever the repository contains, so it may be a pipe or a device when the user
/// typed it.
pub(super) fn is_system_path(path: &Path) -> bool {
    let climbs = path
        .components()
        .any(|part| part == std::path::Component::ParentDir);
    cfg!(unix) && !climbs && (path.starts_with("/dev") || path.starts_with("/proc/self/fd"))
}
