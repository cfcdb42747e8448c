//! Lists a folder: names and types, in the order of the names' bytes.
//!
//! Follows no link: neither is an entry looked at through one, nor is a link that took the place of a folder.

use std::ffi::OsString;
use std::io;
use std::path::Path;

/// What an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum EntryKind {
    File,
    Folder,
    Link,
    Special,
}

/// An entry of a folder.
pub(super) type NamedEntry = (OsString, EntryKind);

/// The entries of a folder. A root, which the user named, may be a link; below it none is followed.
/// An error in the middle comes with the entries before it.
pub(super) fn list(folder: &Path, is_root: bool) -> (Vec<NamedEntry>, Option<io::Error>) {
    let opened = if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    };
    let mut names = Vec::new();
    let error = fill(opened, is_root, &mut names).err();
    names.sort_unstable_by(|(a, _), (b, _)| a.as_encoded_bytes().cmp(b.as_encoded_bytes()));
    (names, error)
}

#[cfg(target_os = "linux")]
fn fill(folder: &Path, is_root: bool, names: &mut Vec<NamedEntry>) -> io::Result<()> {
    use rustix::fs::{AtFlags, CWD, FileType, Mode, OFlags, RawDir, openat, statat};
    use std::cell::RefCell;
    use std::os::fd::AsFd as _;
    use std::os::unix::ffi::OsStringExt as _;

    thread_local! {
        static BUFFER: RefCell<Vec<u8>> = RefCell::new(Vec::with_capacity(32 << 10));
    }
    let links = if is_root {
        OFlags::empty()
    } else {
        OFlags::NOFOLLOW
    };
    let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::DIRECTORY | links;
    let descriptor = rustix::io::retry_on_intr(|| openat(CWD, folder, flags, Mode::empty()))?;
    BUFFER.with_borrow_mut(|buffer| {
        let mut entries = RawDir::new(descriptor.as_fd(), buffer.spare_capacity_mut());
        while let Some(entry) = entries.next() {
            let entry = entry?;
            let name = entry.file_name();
            if matches!(name.to_bytes(), b"." | b"..") {
                continue;
            }
            let kind = match entry.file_type() {
                // Some file systems do not keep the type with the name.
                FileType::Unknown => {
                    let found = statat(&descriptor, name, AtFlags::SYMLINK_NOFOLLOW)?;
                    FileType::from_raw_mode(found.st_mode)
                }
                known => known,
            };
            let kind = match kind {
                FileType::RegularFile => EntryKind::File,
                FileType::Directory => EntryKind::Folder,
                FileType::Symlink => EntryKind::Link,
                _ => EntryKind::Special,
            };
            names.push((OsString::from_vec(name.to_bytes().to_vec()), kind));
        }
        Ok(())
    })
}

#[cfg(not(target_os = "linux"))]
fn fill(folder: &Path, is_root: bool, names: &mut Vec<NamedEntry>) -> io::Result<()> {
    if !is_root && folder.symlink_metadata()?.is_symlink() {
        return Err(io::Error::other("it is a symbolic link now"));
    }
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        let kind = if kind.is_symlink() {
            EntryKind::Link
        } else if kind.is_dir() {
            EntryKind::Folder
        } else if kind.is_file() {
            EntryKind::File
        } else {
            EntryKind::Special
        };
        names.push((entry.file_name(), kind));
    }
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use super::{EntryKind, list};

    #[test]
    fn a_link_is_listed_only_as_a_root() {
        let top = tempfile::tempdir().expect("a folder");
        let (folder, link) = (top.path().join("folder"), top.path().join("link"));
        std::fs::create_dir(&folder).expect("made");
        std::fs::write(folder.join("a"), "text").expect("written");
        std::os::unix::fs::symlink(&folder, &link).expect("linked");
        let one = vec![("a".into(), EntryKind::File)];
        assert_eq!(list(&folder, false).0, one);
        assert_eq!(list(&link, true).0, one);
        let (names, error) = list(&link, false);
        assert!(names.is_empty() && error.is_some(), "{names:?}");
        assert!(
            list(&folder.join("a"), true).1.is_some(),
            "a file is not a folder"
        );
    }
}
