//! Opens a file as the kind of file that the walk found, although the tree may change in between.
//!
//! A link that took the place of a file is not followed, and a pipe does not make the scan wait for a writer.
//! A folder on the way that is replaced by a link between the listing and the opening is not noticed, and such a
//! link can lead out of the root: it needs somebody who writes to the tree while it is scanned, and to rule it out
//! would cost a handle for each folder. A tree at rest cannot do it.

use std::fs::File;
use std::io;

use super::{Origin, SourcePath};
use crate::file_access::{self, NamedBy};

impl SourcePath {
    /// Opens the file for reading. One that the user named may be a link.
    ///
    /// # Errors
    /// It cannot be opened, or it was found as a file and is a link now.
    pub fn open_file(&self) -> io::Result<File> {
        match self.origin {
            Origin::Named => file_access::open(&self.open, NamedBy::User),
            Origin::Found => file_access::open(&self.open, NamedBy::Repository).map_err(|error| {
                let is_link = self
                    .open
                    .symlink_metadata()
                    .is_ok_and(|metadata| metadata.is_symlink());
                if is_link {
                    replaced("a symbolic link")
                } else {
                    error
                }
            }),
        }
    }
}

/// Makes sure that an open file is one; asked where its content does not show it.
pub(crate) fn ensure_file(file: &File) -> io::Result<()> {
    if file.metadata()?.is_file() {
        Ok(())
    } else {
        Err(replaced("a pipe, socket or device"))
    }
}

fn replaced(by: &str) -> io::Error {
    io::Error::other(format!(
        "it was a file when its folder was listed and is {by} now"
    ))
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn path(open: &std::path::Path, origin: Origin) -> SourcePath {
        SourcePath {
            display: "a".to_owned(),
            open: open.to_owned(),
            origin,
        }
    }

    #[test]
    fn a_link_is_followed_only_where_it_was_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let (file, link) = (folder.path().join("file"), folder.path().join("link"));
        std::fs::write(&file, "text").expect("written");
        std::os::unix::fs::symlink(&file, &link).expect("linked");
        assert!(path(&file, Origin::Found).open_file().is_ok());
        assert!(path(&link, Origin::Named).open_file().is_ok());
        let error = path(&link, Origin::Found)
            .open_file()
            .expect_err("not followed");
        assert!(
            error.to_string().ends_with("is a symbolic link now"),
            "{error}"
        );
    }
}
