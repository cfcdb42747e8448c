//! Writes a file completely or not at all: next to its target first, then renamed.
//!
//! A program that is killed in between leaves the temporary file. Its name has a fixed prefix by which the walk leaves
//! it out of a scan ([`is_leftover`]); a handler of signals removes it ([`remove_unfinished`]), and so does the next
//! run that writes to the same folder. It is locked while its writer lives, so that two runs do not remove each
//! other's.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tempfile::{NamedTempFile, TempPath};

use super::{is_system_path, resolve};

/// How the names of temporary files begin.
pub const TEMPORARY_PREFIX: &str = ".bedrock-eol-tmp-";
/// Letters and digits after the prefix.
const RANDOM: usize = 12;
/// The mode of a temporary file until it is complete; git gives it to no file under the usual umask.
#[cfg(unix)]
const MODE: u32 = 0o600;

/// Temporary files of this process, which [`remove_unfinished`] removes.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// A file that is written next to its target. Dropped before it is renamed, it leaves nothing.
#[derive(Debug)]
pub struct NewFile {
    file: BufWriter<File>,
    temporary: TempPath,
    target: PathBuf,
    #[cfg(unix)]
    mode: u32,
}

/// Where an output goes.
#[derive(Debug)]
pub enum Output {
    /// To a file that replaces what is there.
    File(NewFile),
    /// To a pipe or device.
    Stream(BufWriter<File>),
}

impl Output {
    /// Opens a path that the user typed. A link is not followed where the file would be, nor at any part of the path
    /// inside `root`, the canonical folder of the project: the repository may have put it there. A path of the system
    /// such as `/dev/stdout` is opened as it is.
    ///
    /// # Errors
    /// The path has such a link, or cannot be opened for writing.
    pub fn create(path: &Path, root: &Path) -> io::Result<Self> {
        if is_system_path(path) {
            let file = fs::OpenOptions::new()
                .write(true)
                .truncate(true)
                .open(path)?;
            return Ok(Self::Stream(BufWriter::new(file)));
        }
        let target = target_of(path, root)?;
        if target
            .symlink_metadata()
            .is_ok_and(|metadata| !metadata.is_file())
        {
            return Ok(Self::Stream(BufWriter::new(open_special(&target)?)));
        }
        NewFile::at(target).map(Self::File)
    }

    /// Ends the output: the temporary file replaces the target now.
    ///
    /// # Errors
    /// Something could not be written.
    pub fn finish(self) -> io::Result<()> {
        match self {
            Self::File(file) => file.replace(),
            Self::Stream(mut stream) => stream.flush(),
        }
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::File(file) => file.write(bytes),
            Self::Stream(stream) => stream.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::File(file) => file.flush(),
            Self::Stream(stream) => stream.flush(),
        }
    }
}

/// Whether [`Output::create`] refuses a path because of a link; asked before the work whose result goes there.
///
/// # Errors
/// As [`Output::create`], as far as nothing is written.
pub fn check_output(path: &Path, root: &Path) -> io::Result<()> {
    if is_system_path(path) {
        Ok(())
    } else {
        target_of(path, root).map(drop)
    }
}

impl NewFile {
    /// Begins a file at `path`, which is absolute or relative to the working directory; for `root` see
    /// [`Output::create`]. What earlier runs left in the folder is removed.
    ///
    /// # Errors
    /// The target or a part of the path inside `root` is a link, or the folder cannot be written to.
    pub fn create(path: &Path, root: &Path) -> io::Result<Self> {
        Self::at(target_of(path, root)?)
    }

    fn at(target: PathBuf) -> io::Result<Self> {
        let folder = target.parent().unwrap_or(Path::new("/"));
        let mut builder = tempfile::Builder::new();
        builder.prefix(TEMPORARY_PREFIX).rand_bytes(RANDOM);
        // At every moment a killed run leaves a file with the mode of a leftover, or the target itself.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(MODE));
        // Nothing is created or removed while a handler of signals removes, so that nothing escapes it.
        let mut unfinished = unfinished();
        let created = builder.tempfile_in(folder)?;
        unfinished.push(created.path().to_owned());
        drop(unfinished);
        let file = Self::begin(created, target);
        remove_leftovers(file.temporary.parent().unwrap_or(Path::new("/")));
        Ok(file)
    }

    fn begin(created: NamedTempFile, target: PathBuf) -> Self {
        let (file, temporary) = created.into_parts();
        #[cfg(unix)]
        let mode = {
            use std::os::unix::fs::PermissionsExt as _;
            // A file that is replaced keeps its own mode.
            target
                .symlink_metadata()
                .map_or_else(|_| mode_of_new_files(), |old| old.permissions().mode())
        };
        // Some file systems have no locks; there, leftovers are not removed either.
        let _ = file.try_lock();
        Self {
            file: BufWriter::new(file),
            temporary,
            target,
            #[cfg(unix)]
            mode,
        }
    }

    /// Writes everything to the disk, so that an error of the disk is known before the target changes.
    ///
    /// # Errors
    /// Something could not be written.
    pub fn sync(&mut self) -> io::Result<()> {
        self.file.flush()?;
        self.file.get_ref().sync_all()
    }

    /// Renames the file to its name; replaces an existing file.
    ///
    /// # Errors
    /// Something could not be written, and the target is as it was; or the new target could not get its mode.
    pub fn replace(self) -> io::Result<()> {
        self.rename_with(|temporary, target| {
            temporary.persist(target).map_err(|failed| failed.error)
        })
    }

    /// Renames the file to its name, which must not exist yet.
    ///
    /// # Errors
    /// Something could not be written or the name exists, and is left as it was; or the new file could not get its
    /// mode.
    pub fn rename_new(self) -> io::Result<()> {
        self.rename_with(|temporary, target| {
            temporary
                .persist_noclobber(target)
                .map_err(|failed| failed.error)
        })
    }

    fn rename_with(
        mut self,
        rename: impl FnOnce(TempPath, &Path) -> io::Result<()>,
    ) -> io::Result<()> {
        self.file.flush()?;
        let name = self.temporary.to_path_buf();
        let mut unfinished = unfinished();
        let renamed = rename(self.temporary, &self.target);
        unfinished.retain(|path| *path != name);
        renamed?;
        // Not before: what a killed run leaves then would be a file like any other, which the next scan reads.
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            self.file
                .get_ref()
                .set_permissions(fs::Permissions::from_mode(self.mode))?;
        }
        Ok(())
    }
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Where a file goes that is written to `path`.
fn target_of(path: &Path, root: &Path) -> io::Result<PathBuf> {
    let absolute = std::env::current_dir()?.join(path);
    let name = path.file_name().ok_or(io::ErrorKind::IsADirectory)?;
    let folder = absolute.parent().unwrap_or(Path::new("/"));
    let target = resolve(folder, root)?.join(name);
    if target
        .symlink_metadata()
        .is_ok_and(|metadata| metadata.is_symlink())
    {
        return Err(io::Error::other(
            "it is a symbolic link; outputs do not follow links",
        ));
    }
    Ok(target)
}

/// Opens a pipe or device. A pipe that nobody reads is an error: waiting for a reader could hang.
#[cfg(unix)]
fn open_special(path: &Path) -> io::Result<File> {
    use rustix::fs::{CWD, Mode, OFlags, fcntl_getfl, fcntl_setfl, openat};

    let flags =
        OFlags::WRONLY | OFlags::CLOEXEC | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::NOFOLLOW;
    let descriptor = openat(CWD, path, flags, Mode::empty()).map_err(|error| match error {
        rustix::io::Errno::NXIO => io::Error::other("it is a pipe or socket that nobody reads"),
        error => error.into(),
    })?;
    fcntl_setfl(&descriptor, fcntl_getfl(&descriptor)? - OFlags::NONBLOCK)?;
    Ok(File::from(descriptor))
}

#[cfg(not(unix))]
fn open_special(path: &Path) -> io::Result<File> {
    fs::OpenOptions::new().write(true).open(path)
}

/// The mode that the system gives to a new file under the umask of this process.
#[cfg(unix)]
fn mode_of_new_files() -> u32 {
    use rustix::fs::Mode;

    // The umask can be read only by setting it, which two threads must not do at the same time.
    static UMASK: std::sync::OnceLock<Mode> = std::sync::OnceLock::new();
    let umask = UMASK.get_or_init(|| {
        let umask = rustix::process::umask(Mode::RWXG | Mode::RWXO);
        rustix::process::umask(umask);
        umask
    });
    #[allow(clippy::useless_conversion, reason = "a mode has 16 bits on macOS")]
    let mode = u32::from(0o666 & !umask.as_raw_mode());
    mode
}

fn unfinished() -> MutexGuard<'static, Vec<PathBuf>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Removes the temporary files of this process; for a handler of signals, after which the process ends.
pub fn remove_unfinished() {
    for path in unfinished().drain(..) {
        let _ = fs::remove_file(path);
    }
}

/// Removes what killed runs left in a folder. A failure leaves it for the next run, and the walk leaves it out.
fn remove_leftovers(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        let abandoned = || File::open(&path).is_ok_and(|file| file.try_lock().is_ok());
        if has_temporary_name(&entry.file_name()) && is_leftover(&path) && abandoned() {
            let _ = fs::remove_file(&path);
        }
    }
}

/// Whether a file is one that an earlier run left: by its name, and where files have modes by a mode that a checkout
/// does not give. A repository may contain a file of such a name in order to hide it; whether git tracks the file is
/// for the caller to ask.
pub fn is_leftover(path: &Path) -> bool {
    path.file_name().is_some_and(has_temporary_name)
        && path
            .symlink_metadata()
            .is_ok_and(|metadata| metadata.is_file() && has_temporary_mode(&metadata))
}

fn has_temporary_name(name: &OsStr) -> bool {
    let random = name
        .as_encoded_bytes()
        .strip_prefix(TEMPORARY_PREFIX.as_bytes());
    random.is_some_and(|random| {
        random.len() == RANDOM && random.iter().all(u8::is_ascii_alphanumeric)
    })
}

#[cfg(unix)]
fn has_temporary_mode(metadata: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    metadata.mode() & 0o7777 == MODE && metadata.nlink() == 1
}

#[cfg(not(unix))]
fn has_temporary_mode(_: &fs::Metadata) -> bool {
    true
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Write as _;
    use std::path::{Path, PathBuf};

    use super::NewFile;
    #[cfg(unix)]
    use super::{TEMPORARY_PREFIX, is_leftover};

    fn folder() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().expect("a folder");
        let root = fs::canonicalize(folder.path()).expect("canonical");
        (folder, root)
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).expect("listed");
        entries
            .map(|entry| {
                entry
                    .expect("an entry")
                    .file_name()
                    .to_string_lossy()
                    .into_owned()
            })
            .collect()
    }

    #[test]
    fn a_file_is_written_completely_or_not_at_all() {
        let (_keep, root) = folder();
        let target = root.join("a");
        for text in ["one", "two"] {
            let mut file = NewFile::create(&target, &root).expect("begun");
            file.write_all(text.as_bytes()).expect("written");
            file.replace().expect("placed");
            assert_eq!(fs::read_to_string(&target).expect("read"), text);
        }
        let mut file = NewFile::create(&target, &root).expect("begun");
        file.write_all(b"three").expect("written");
        assert!(file.rename_new().is_err());
        drop(NewFile::create(&target, &root).expect("begun"));
        assert_eq!(
            (names(&root), fs::read_to_string(&target).expect("read")),
            (vec!["a".to_owned()], "two".into())
        );
    }

    #[cfg(unix)]
    #[test]
    fn only_leftovers_of_a_killed_run_are_removed() {
        use std::os::unix::fs::PermissionsExt as _;

        let (_keep, root) = folder();
        let put = |name: &str, mode: u32| {
            let path = root.join(format!("{TEMPORARY_PREFIX}{name}"));
            fs::write(&path, "x").expect("written");
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("set");
            path
        };
        let left = put("abcdefABC123", 0o600);
        let kept = [
            put("abcdefABC124", 0o644),
            put("short", 0o600),
            put("abcdefABC12!", 0o600),
        ];
        let live = NewFile::create(&root.join("other"), &root).expect("begun");
        assert!(is_leftover(&live.temporary));
        drop(NewFile::create(&root.join("a"), &root).expect("begun"));
        assert!(!left.exists() && live.temporary.exists());
        assert!(kept.iter().all(|path| path.exists() && !is_leftover(path)));
    }

    #[cfg(unix)]
    #[test]
    fn a_file_is_a_leftover_until_it_is_renamed() {
        use std::os::unix::fs::PermissionsExt as _;

        let (_keep, root) = folder();
        let target = root.join("a");
        let mode = |path: &Path| fs::metadata(path).expect("there").permissions().mode() & 0o7777;
        let write = || {
            let file = NewFile::create(&target, &root).expect("begun");
            assert!(is_leftover(&file.temporary));
            let rename = |temporary: tempfile::TempPath, target: &Path| {
                assert!(is_leftover(&temporary));
                temporary.persist(target).map_err(|failed| failed.error)
            };
            file.rename_with(rename).expect("renamed");
        };
        write();
        fs::write(root.join("b"), "").expect("written");
        assert_eq!(mode(&target), mode(&root.join("b")));
        fs::set_permissions(&target, fs::Permissions::from_mode(0o640)).expect("set");
        write();
        assert_eq!(mode(&target), 0o640);
    }

    #[cfg(unix)]
    #[test]
    fn outputs_follow_no_link_inside_the_project() {
        use std::os::unix::fs::symlink;

        let (_keep, top) = folder();
        let root = top.join("root");
        fs::create_dir_all(root.join("in")).expect("made");
        symlink(&top, root.join("away")).expect("linked");
        symlink(top.join("victim"), root.join("in/report")).expect("linked");
        for path in ["away/report", "in/report", "in/../away/report"] {
            assert!(NewFile::create(&root.join(path), &root).is_err(), "{path}");
        }
        drop(
            NewFile::create(&root.join("away"), &root.join("in"))
                .expect_err("a link is not replaced"),
        );
        assert!(!top.join("victim").exists());
    }
}
