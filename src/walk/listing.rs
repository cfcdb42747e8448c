//! Lists a folder: names and types, in the order of the names' bytes.
//!
//! Follows no link: it does not look at an entry through a link, and does not list a link that replaced a folder.

use std::ffi::OsString;
use std::io;
use std::path::Path;

use crate::file_access::BaseFolder;

/// What an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum EntryKind {
    File,
    Folder,
    Link,
    Special,
}

#[cfg(unix)]
impl From<rustix::fs::FileType> for EntryKind {
    fn from(kind: rustix::fs::FileType) -> Self {
        use rustix::fs::FileType;
        match kind {
            FileType::RegularFile => Self::File,
            FileType::Directory => Self::Folder,
            FileType::Symlink => Self::Link,
            _ => Self::Special,
        }
    }
}

/// An entry of a folder.
pub(super) type NamedEntry = (OsString, EntryKind);

/// The entries of a folder that is `base` or below it. No link is followed on the way to it.
/// An error in the middle comes with the entries before it.
pub(super) fn list(base: &BaseFolder, folder: &Path) -> (Vec<NamedEntry>, Option<io::Error>) {
    let mut names = Vec::new();
    let error = fill(base, folder, &mut names).err();
    names.sort_unstable_by(|(a, _), (b, _)| a.as_encoded_bytes().cmp(b.as_encoded_bytes()));
    (names, error)
}

#[cfg(target_os = "linux")]
fn fill(base: &BaseFolder, folder: &Path, names: &mut Vec<NamedEntry>) -> io::Result<()> {
    use rustix::fs::{AtFlags, FileType, RawDir, statat};
    use std::cell::RefCell;
    use std::os::fd::AsFd as _;
    use std::os::unix::ffi::OsStringExt as _;

    thread_local! {
        static BUFFER: RefCell<Vec<u8>> = RefCell::new(Vec::with_capacity(32 << 10));
    }
    let descriptor = base.open_folder(folder)?;
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
            names.push((OsString::from_vec(name.to_bytes().to_vec()), kind.into()));
        }
        Ok(())
    })
}

#[cfg(all(unix, not(target_os = "linux")))]
fn fill(base: &BaseFolder, folder: &Path, names: &mut Vec<NamedEntry>) -> io::Result<()> {
    use rustix::fs::{AtFlags, Dir, FileType, statat};
    use std::os::unix::ffi::OsStringExt as _;

    let descriptor = base.open_folder(folder)?;
    for entry in Dir::read_from(&descriptor)? {
        let entry = entry?;
        let name = entry.file_name();
        if matches!(name.to_bytes(), b"." | b"..") {
            continue;
        }
        let kind = match entry.file_type() {
            FileType::Unknown => {
                let found = statat(&descriptor, name, AtFlags::SYMLINK_NOFOLLOW)?;
                FileType::from_raw_mode(found.st_mode)
            }
            known => known,
        };
        names.push((OsString::from_vec(name.to_bytes().to_vec()), kind.into()));
    }
    Ok(())
}

#[cfg(not(unix))]
fn fill(base: &BaseFolder, folder: &Path, names: &mut Vec<NamedEntry>) -> io::Result<()> {
    base.check_links(folder)?;
    let opened = if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    };
    for entry in std::fs::read_dir(opened)? {
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
    use super::{BaseFolder, EntryKind, list};

    #[test]
    fn a_link_is_listed_only_as_a_root() {
        let top = tempfile::tempdir().expect("a folder");
        let (folder, link) = (top.path().join("folder"), top.path().join("link"));
        std::fs::create_dir(&folder).expect("made");
        std::fs::write(folder.join("a"), "text").expect("written");
        std::os::unix::fs::symlink(&folder, &link).expect("linked");
        let one = vec![("a".into(), EntryKind::File)];
        let base = BaseFolder::new(top.path().to_owned());
        assert_eq!(list(&base, &folder).0, one);
        assert_eq!(list(&BaseFolder::new(link.clone()), &link).0, one);
        let (names, error) = list(&base, &link);
        assert!(names.is_empty() && error.is_some(), "{names:?}");
        assert!(
            list(&base, &folder.join("a")).1.is_some(),
            "a file is not a folder"
        );
    }
}
