//! Opens a file as the kind of file that the walk found, although the tree may change in between.
//!
//! A link that replaced a file, or a folder on the way to it, is not followed, and a pipe does not make the
//! scan wait for a writer.

use std::fs::File;
use std::io;

use super::{Origin, SourcePath};
use crate::file_access::{self, NamedBy};

impl SourcePath {
    /// Opens the file for reading. One that the user named may be a link.
    ///
    /// # Errors
    /// It cannot be opened, or it was found as a file and is a link now, or is in a folder that is a link now.
    pub fn open_file(&self) -> io::Result<File> {
        match &self.origin {
            Origin::Named => file_access::open(&self.open, NamedBy::User),
            Origin::Below(base) => base.open_file(&self.open),
        }
    }
}

/// Makes sure that an open file is one; asked where its content does not show it.
pub(crate) fn ensure_file(file: &File) -> io::Result<()> {
    if file.metadata()?.is_file() {
        Ok(())
    } else {
        let message =
            "it was a file when its folder was listed and is a pipe, socket or device now";
        Err(io::Error::other(message))
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_followed_only_where_it_was_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let (file, link) = (folder.path().join("file"), folder.path().join("link"));
        std::fs::write(&file, "text").expect("written");
        std::os::unix::fs::symlink(&file, &link).expect("linked");
        let below = Origin::below(folder.path().to_owned());
        let open = |open: &std::path::Path, origin: &Origin| {
            let (display, open, origin) = ("a".to_owned(), open.to_owned(), origin.clone());
            SourcePath {
                display,
                open,
                origin,
            }
            .open_file()
        };
        assert!(open(&file, &below).is_ok());
        assert!(open(&link, &Origin::Named).is_ok());
        let error = open(&link, &below).expect_err("not followed");
        assert!(
            error.to_string().ends_with("is a symbolic link now"),
            "{error}"
        );
    }
}
