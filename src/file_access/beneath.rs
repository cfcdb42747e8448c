//! Opens files and folders below a folder without following a link on the way to them.
//!
//! Who writes to a tree while it is scanned can replace a folder by a link between its listing and the opening of a file
//! in it. Such a link must not lead out of the tree: every path is therefore resolved from one handle of the folder.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

const LINK: &str = "it, or a folder on the way to it, is a symbolic link now";

/// A folder below which no link is followed; the folder itself can be one, since its path comes from the user.
#[derive(Debug)]
pub struct BaseFolder {
    path: PathBuf,
    #[cfg(unix)]
    handle: std::sync::OnceLock<rustix::io::Result<std::os::fd::OwnedFd>>,
}

impl PartialEq for BaseFolder {
    fn eq(&self, other: &Self) -> bool {
        self.path == other.path
    }
}

impl Eq for BaseFolder {}

impl BaseFolder {
    /// The folder at a path; the empty path is the working directory. Opens nothing yet.
    pub fn new(path: PathBuf) -> Self {
        Self {
            path,
            #[cfg(unix)]
            handle: std::sync::OnceLock::new(),
        }
    }

    /// Its path, as it was given.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The part of a path that is below this folder: only components with a name.
    fn below<'a>(&self, path: &'a Path) -> io::Result<&'a Path> {
        let below = path.strip_prefix(&self.path).unwrap_or(path);
        let is_below = below
            .components()
            .all(|part| matches!(part, std::path::Component::Normal(_)));
        if is_below {
            Ok(below)
        } else {
            Err(io::Error::other(
                "it is not below the folder that is scanned",
            ))
        }
    }
}

#[cfg(unix)]
impl BaseFolder {
    /// Opens a file for reading without waiting for a writer where it is a pipe. The caller asks whether it is a file.
    ///
    /// # Errors
    /// It cannot be opened, or a link is on the way to it.
    pub(crate) fn open_file(&self, path: &Path) -> io::Result<File> {
        use rustix::fs::OFlags;
        let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOCTTY;
        self.open(path, flags).map(File::from)
    }

    /// Opens a folder to list it.
    ///
    /// # Errors
    /// As [`BaseFolder::open_file`].
    pub(crate) fn open_folder(&self, path: &Path) -> io::Result<std::os::fd::OwnedFd> {
        use rustix::fs::OFlags;
        self.open(path, OFlags::RDONLY | OFlags::DIRECTORY)
    }

    fn open(&self, path: &Path, flags: rustix::fs::OFlags) -> io::Result<std::os::fd::OwnedFd> {
        let below = self.below(path)?;
        let flags = flags | rustix::fs::OFlags::CLOEXEC;
        let base = match self.handle.get_or_init(|| open_base(&self.path)) {
            Ok(base) => base,
            Err(error) => return Err((*error).into()),
        };
        let below = if below.as_os_str().is_empty() {
            Path::new(".")
        } else {
            below
        };
        open_beneath(base, below, flags).map_err(described)
    }
}

#[cfg(not(unix))]
impl BaseFolder {
    /// Opens a file for reading.
    ///
    /// # Errors
    /// It cannot be opened, or a link is on the way to it. A link that is made after it is not noticed.
    pub(crate) fn open_file(&self, path: &Path) -> io::Result<File> {
        self.check_links(path)?;
        File::open(path)
    }

    /// Makes sure that there is no link on the way to a path.
    ///
    /// # Errors
    /// As [`BaseFolder::open_file`].
    pub(crate) fn check_links(&self, path: &Path) -> io::Result<()> {
        let count = self.below(path)?.components().count();
        for part in path.ancestors().take(count) {
            if part.symlink_metadata()?.is_symlink() {
                return Err(io::Error::other(LINK));
            }
        }
        Ok(())
    }
}

#[cfg(unix)]
fn described(error: rustix::io::Errno) -> io::Error {
    match error {
        rustix::io::Errno::LOOP => io::Error::other(LINK),
        error => error.into(),
    }
}

/// A handle that only serves to resolve paths: on Linux it needs no right to read the folder.
#[cfg(unix)]
fn open_base(path: &Path) -> rustix::io::Result<std::os::fd::OwnedFd> {
    use rustix::fs::{CWD, Mode, OFlags, openat};
    let path = if path.as_os_str().is_empty() {
        Path::new(".")
    } else {
        path
    };
    let flags = TO_RESOLVE | OFlags::DIRECTORY | OFlags::CLOEXEC;
    rustix::io::retry_on_intr(|| openat(CWD, path, flags, Mode::empty()))
}

#[cfg(target_os = "linux")]
const TO_RESOLVE: rustix::fs::OFlags = rustix::fs::OFlags::PATH;
#[cfg(all(unix, not(target_os = "linux")))]
const TO_RESOLVE: rustix::fs::OFlags = rustix::fs::OFlags::RDONLY;

/// One system call where Linux has `openat2` (5.6), else one for each folder on the way.
#[cfg(unix)]
fn open_beneath(
    base: &std::os::fd::OwnedFd,
    below: &Path,
    flags: rustix::fs::OFlags,
) -> rustix::io::Result<std::os::fd::OwnedFd> {
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::{Mode, ResolveFlags, openat2};
        use rustix::io::Errno;
        let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS;
        let opened =
            rustix::io::retry_on_intr(|| openat2(base, below, flags, Mode::empty(), resolve));
        match opened {
            // A filter of system calls that does not know this one answers EPERM (Docker before 20.10).
            Err(Errno::NOSYS | Errno::PERM) => {}
            answer => return answer,
        }
    }
    open_step_by_step(base, below, flags)
}

/// Opens each folder on the way from the one before it.
#[cfg(unix)]
fn open_step_by_step(
    base: &std::os::fd::OwnedFd,
    below: &Path,
    flags: rustix::fs::OFlags,
) -> rustix::io::Result<std::os::fd::OwnedFd> {
    use rustix::fs::{Mode, OFlags, openat};
    use std::os::fd::{AsFd as _, OwnedFd};

    let step = TO_RESOLVE | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let mut folder: Option<OwnedFd> = None;
    let mut parts = below.components().peekable();
    loop {
        let part = parts.next().ok_or(rustix::io::Errno::NOENT)?;
        let is_last = parts.peek().is_none();
        let flags = if is_last {
            flags | OFlags::NOFOLLOW
        } else {
            step
        };
        let from = folder.as_ref().map_or_else(|| base.as_fd(), OwnedFd::as_fd);
        let opened =
            rustix::io::retry_on_intr(|| openat(from, part.as_os_str(), flags, Mode::empty()));
        // A link that is opened as a folder is "not a directory" on Linux.
        let opened = opened.map_err(|error| {
            match rustix::fs::readlinkat(from, part.as_os_str(), Vec::new()) {
                Ok(_) => rustix::io::Errno::LOOP,
                Err(_) => error,
            }
        })?;
        if is_last {
            return Ok(opened);
        }
        folder = Some(opened);
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;
    use std::io::Read as _;
    use std::os::unix::fs::symlink;

    use super::{BaseFolder, LINK, Path, described, open_base, open_step_by_step};

    /// `outside/secret`, and `tree` with `folder/file` and links to a file, to a folder inside, and to one outside.
    fn tree() -> tempfile::TempDir {
        let top = tempfile::tempdir().expect("a folder");
        let at = |path: &str| top.path().join(path);
        fs::create_dir_all(at("tree/folder")).expect("made");
        fs::create_dir(at("outside")).expect("made");
        fs::write(at("outside/secret"), "secret").expect("written");
        fs::write(at("tree/folder/file"), "text").expect("written");
        symlink(at("outside"), at("tree/out")).expect("linked");
        symlink("folder", at("tree/in")).expect("linked");
        symlink("folder/file", at("tree/link")).expect("linked");
        symlink(at("tree"), at("named")).expect("linked");
        top
    }

    #[test]
    fn folders_are_the_same_if_their_paths_are() {
        let folder = |path: &str| BaseFolder::new(path.into());
        assert_eq!(folder("a"), folder("a"));
        assert_ne!(folder("a"), folder("b"));
    }

    const CASES: [(&str, &str); 7] = [
        ("folder/file", "text"),
        ("out/secret", "a link"),
        ("in/file", "a link"),
        ("link", "a link"),
        ("folder/none", "entity not found"),
        ("none/file", "entity not found"),
        ("folder/file/x", "not a directory"),
    ];

    /// The content, or what kind of error there is.
    fn content(file: std::io::Result<fs::File>) -> String {
        let mut text = String::new();
        match file.and_then(|mut file| file.read_to_string(&mut text)) {
            Ok(_) => text,
            Err(error) if error.to_string() == LINK => "a link".to_owned(),
            Err(error) => error.kind().to_string(),
        }
    }
    #[test]
    fn no_link_below_the_folder_is_followed() {
        let top = tree();
        for base in ["tree", "named"] {
            let base = BaseFolder::new(top.path().join(base));
            for (path, wanted) in CASES {
                let read = content(base.open_file(&base.path().join(path)));
                assert_eq!(read, wanted, "{path}");
            }
            assert!(
                base.open_file(&base.path().join("../outside/secret"))
                    .is_err()
            );
            assert!(base.open_folder(base.path()).is_ok());
            assert!(base.open_folder(&base.path().join("folder")).is_ok());
            assert!(base.open_folder(&base.path().join("in")).is_err());
        }
    }

    #[test]
    fn opening_step_by_step_gives_the_same_file() {
        let top = tree();
        let base = open_base(&top.path().join("tree")).expect("opened");
        for (path, wanted) in CASES {
            let opened = open_step_by_step(&base, Path::new(path), rustix::fs::OFlags::RDONLY);
            let read = content(opened.map(fs::File::from).map_err(described));
            assert_eq!(read, wanted, "{path}");
        }
        assert!(open_step_by_step(&base, Path::new("."), rustix::fs::OFlags::RDONLY).is_ok());
    }

    #[test]
    fn the_handle_stays_with_the_folder_that_was_opened_first() {
        let top = tree();
        let at = |path: &str| top.path().join(path);
        let base = BaseFolder::new(at("tree"));
        assert!(base.open_folder(&at("tree")).is_ok());
        fs::rename(at("tree"), at("moved")).expect("moved");
        symlink(at("outside"), at("tree")).expect("linked");
        assert_eq!(
            content(base.open_file(&at("tree/secret"))),
            "entity not found"
        );
        assert_eq!(content(base.open_file(&at("tree/folder/file"))), "text");
    }
}
