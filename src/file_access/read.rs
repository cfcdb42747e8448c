//! Opens and reads one file within its size limit, without blocking.

use std::fs::{File, Metadata};
use std::io::{self, Read as _};
use std::path::Path;

use super::is_system_path;
use super::kind::{FileKind, shown};

/// Who named a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NamedBy {
    /// The user, on the command line: the path may be a link.
    User,
    /// The repository, by a file of a known name or in its configuration: the file is not a link.
    #[default]
    Repository,
}

/// The bytes of a file.
///
/// # Errors
/// The file cannot be opened or read, is not a regular file, is larger than the limit of its kind, or is a link that
/// the user did not name. A folder gives [`io::ErrorKind::IsADirectory`]. Messages never quote the file.
pub fn read(path: &Path, kind: FileKind, named_by: NamedBy) -> io::Result<Vec<u8>> {
    let limit = kind.limit();
    let (file, size) = if named_by == NamedBy::User && is_system_path(path) {
        (File::open(path)?, 0)
    } else {
        let file = open(path, named_by).map_err(|error| explain(path, error))?;
        let metadata = file.metadata()?;
        ensure_regular(&metadata)?;
        (file, metadata.len())
    };
    check_size(size, kind)?;
    // The size can change, and files of `/proc` have none.
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0));
    file.take(limit + 1).read_to_end(&mut bytes)?;
    check_size(bytes.len() as u64, kind).map(|()| bytes)
}

/// Whether a file of this many bytes is read.
///
/// # Errors
/// [`io::ErrorKind::FileTooLarge`] where it is not.
pub fn check_size(bytes: u64, kind: FileKind) -> io::Result<()> {
    let limit = kind.limit();
    if bytes <= limit {
        return Ok(());
    }
    let message = format!(
        "it is larger than {}, the limit for this kind of file",
        shown(limit)
    );
    Err(io::Error::new(io::ErrorKind::FileTooLarge, message))
}

/// The text of a file.
///
/// # Errors
/// As [`read`], or the file is not UTF-8.
pub fn read_text(path: &Path, kind: FileKind, named_by: NamedBy) -> io::Result<String> {
    let not_text = |_| io::Error::new(io::ErrorKind::InvalidData, "it is not UTF-8");
    String::from_utf8(read(path, kind, named_by)?).map_err(not_text)
}

/// Opens a file for reading without waiting for a writer where it is a pipe. The caller asks whether it is a file.
///
/// # Errors
/// The file cannot be opened, or is a link that the user did not name.
#[cfg(unix)]
pub(crate) fn open(path: &Path, named_by: NamedBy) -> io::Result<File> {
    use rustix::fs::{CWD, Mode, OFlags, openat};

    let links = match named_by {
        NamedBy::User => OFlags::empty(),
        NamedBy::Repository => OFlags::NOFOLLOW,
    };
    let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NONBLOCK | OFlags::NOCTTY | links;
    let descriptor = rustix::io::retry_on_intr(|| openat(CWD, path, flags, Mode::empty()))?;
    Ok(File::from(descriptor))
}

/// Opens a file for reading.
///
/// # Errors
/// The file cannot be opened, or is a link that the user did not name.
#[cfg(not(unix))]
pub(crate) fn open(path: &Path, named_by: NamedBy) -> io::Result<File> {
    if named_by == NamedBy::Repository && path.symlink_metadata()?.is_symlink() {
        return Err(io::Error::other("it is a symbolic link"));
    }
    File::open(path)
}

/// Says what is at a path where the system's error does not: a link gives "too many levels of symbolic links", and a
/// socket "no such device".
fn explain(path: &Path, error: io::Error) -> io::Error {
    match path.symlink_metadata() {
        Ok(metadata) if metadata.is_symlink() && error.kind() != io::ErrorKind::NotFound => {
            io::Error::other("it is a symbolic link, and links in a repository are not followed")
        }
        Ok(metadata) if !metadata.is_symlink() => ensure_regular(&metadata).err().unwrap_or(error),
        _ => error,
    }
}

fn ensure_regular(metadata: &Metadata) -> io::Result<()> {
    if metadata.is_dir() {
        return Err(io::Error::new(
            io::ErrorKind::IsADirectory,
            "it is a folder",
        ));
    }
    if metadata.is_file() {
        Ok(())
    } else {
        Err(io::Error::other("it is a pipe, socket or device"))
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;

    use super::{FileKind, NamedBy, read};

    #[test]
    fn only_regular_files_within_their_limit_are_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        let limit = FileKind::GitFile.limit();
        fs::write(at("full"), vec![b'a'; limit as usize]).expect("written");
        fs::write(at("long"), vec![b'a'; limit as usize + 1]).expect("written");
        symlink(at("full"), at("link")).expect("linked");
        symlink("/dev/zero", at("zero")).expect("linked");
        let made = std::process::Command::new("mkfifo")
            .arg(at("pipe"))
            .status();
        assert!(made.is_ok_and(|status| status.success()));
        let read = |name: &str, named_by| match read(&at(name), FileKind::GitFile, named_by) {
            Ok(bytes) => bytes.len().to_string(),
            Err(error) => error.to_string(),
        };
        let long = "it is larger than 64 KiB, the limit for this kind of file";
        let link = "it is a symbolic link, and links in a repository are not followed";
        for (name, user, repository) in [
            ("full", "65536", "65536"),
            ("long", long, long),
            ("link", "65536", link),
            ("zero", "it is a pipe, socket or device", link),
            (
                "pipe",
                "it is a pipe, socket or device",
                "it is a pipe, socket or device",
            ),
            (".", "it is a folder", "it is a folder"),
        ] {
            assert_eq!(read(name, NamedBy::User), user, "{name}");
            assert_eq!(read(name, NamedBy::Repository), repository, "{name}");
        }
    }

    #[test]
    fn a_device_that_the_user_typed_is_read_up_to_the_limit() {
        let typed = |path: &str| read(path.as_ref(), FileKind::GitFile, NamedBy::User);
        assert_eq!(typed("/dev/null").expect("read"), b"");
        let error = typed("/dev/zero").expect_err("endless");
        assert_eq!(error.kind(), std::io::ErrorKind::FileTooLarge);
    }
}
