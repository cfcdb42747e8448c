//! Distinguishes a file that does not exist from one that cannot be accessed.

use std::io;
use std::path::Path;

/// Whether there is, or may be, something at a path: a failure other than its absence, such as a permission that is
/// missing, is met again by who reads it, and is reported there.
pub fn may_exist(path: &Path) -> bool {
    path.symlink_metadata()
        .map_or_else(|error| !is_absent(&error), |_| true)
}

/// Whether an error says that there is nothing at a path.
pub fn is_absent(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

#[cfg(test)]
mod tests {
    use std::io::{Error, ErrorKind};

    use super::is_absent;

    #[test]
    fn only_a_missing_file_is_absent() {
        for (kind, absent) in [
            (ErrorKind::NotFound, true),
            (ErrorKind::NotADirectory, true),
            (ErrorKind::PermissionDenied, false),
            (ErrorKind::InvalidInput, false),
        ] {
            assert_eq!(is_absent(&Error::from(kind)), absent, "{kind}");
        }
    }
}
