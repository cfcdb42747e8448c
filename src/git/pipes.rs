//! Frees `git` from a pipe among a repository's own files that it waits for.
//!
//! Git opens a loose object or a pack without asking what it is, and a pipe without a writer never opens. There may be
//! thousands of these files, so looking at each before git starts would cost every commit some milliseconds for what no
//! checkout makes. Instead a thread looks when git has taken suspiciously long, opens each pipe for writing and closes
//! it again: git then reads an empty file, and reports a damaged object.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

use crate::file_access::{FileKind, NamedBy, read_text};

/// How long a repository is used before its files are looked at. Git answers most questions in a hundredth of it.
const PATIENCE: Duration = Duration::from_secs(1);

/// How often the pipes that were found are opened.
const INTERVAL: Duration = Duration::from_millis(20);

/// At most so many folders and files are looked at.
const MOST: usize = 1_000_000;

/// The thread that looks; it ends when this is dropped.
#[derive(Clone, Debug)]
pub(super) struct PipeWatch {
    _ends_it: Option<Arc<Sender<()>>>,
}

impl PipeWatch {
    /// Starts to watch the folders of a repository. Where no thread can be started, git may wait forever, as it does
    /// anywhere else.
    pub(super) fn start(folders: Vec<PathBuf>) -> Self {
        let (sender, ended) = mpsc::channel::<()>();
        let watch = move || {
            if ended.recv_timeout(PATIENCE) != Err(RecvTimeoutError::Timeout) {
                return;
            }
            let mut pipes = pipes_named_in_settings(&folders);
            pipes.extend(pipes_below(folders));
            free_readers_of(&pipes, &ended);
        };
        let started = thread::Builder::new()
            .name("git-pipes".to_owned())
            .spawn(watch);
        Self {
            _ends_it: started.is_ok().then(|| Arc::new(sender)),
        }
    }
}

/// Opens the pipes repeatedly until the repository is no longer used.
fn free_readers_of(pipes: &[PathBuf], ended: &Receiver<()>) {
    while !pipes.is_empty() && ended.recv_timeout(INTERVAL) == Err(RecvTimeoutError::Timeout) {
        pipes.iter().for_each(|pipe| open_and_close(pipe));
    }
}

/// The pipes that a repository's own configuration names: as a file to include, or of patterns or attributes.
fn pipes_named_in_settings(folders: &[PathBuf]) -> Vec<PathBuf> {
    let mut pipes = Vec::new();
    for folder in folders {
        for name in ["config", "config.worktree"] {
            // Where it cannot be read, git says so.
            let text = read_text(
                &folder.join(name),
                FileKind::GitConfiguration,
                NamedBy::Repository,
            )
            .unwrap_or_default();
            let values = text.lines().filter_map(|line| line.split_once('='));
            let paths = values.map(|(_, value)| folder.join(value.trim().trim_matches('"')));
            pipes.extend(paths.filter(|path| is_pipe(path)));
        }
    }
    pipes
}

/// The pipes in these folders and below, also those that a link leads to. Links to folders are not followed: git keeps
/// nothing behind one.
fn pipes_below(mut folders: Vec<PathBuf>) -> Vec<PathBuf> {
    let (mut pipes, mut seen) = (Vec::new(), 0);
    while let Some(folder) = folders.pop() {
        // What cannot be read here cannot be opened by git either.
        let Ok(entries) = folder.read_dir() else {
            continue;
        };
        for entry in entries.flatten() {
            seen += 1;
            if seen > MOST {
                return pipes;
            }
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => folders.push(entry.path()),
                Ok(kind) if !kind.is_file() && is_pipe(&entry.path()) => pipes.push(entry.path()),
                _ => {}
            }
        }
    }
    pipes
}

#[cfg(unix)]
fn is_pipe(path: &Path) -> bool {
    use std::os::unix::fs::FileTypeExt as _;
    path.metadata()
        .is_ok_and(|metadata| metadata.file_type().is_fifo())
}

/// Fails at once if no process waits for a writer.
#[cfg(unix)]
fn open_and_close(path: &Path) {
    use rustix::fs::{CWD, Mode, OFlags, openat};
    let flags = OFlags::WRONLY | OFlags::NONBLOCK | OFlags::CLOEXEC | OFlags::NOCTTY;
    drop(openat(CWD, path, flags, Mode::empty()));
}

// Pipes are not files there.
#[cfg(not(unix))]
fn is_pipe(_: &Path) -> bool {
    false
}

#[cfg(not(unix))]
fn open_and_close(_: &Path) {}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;
    use std::os::unix::fs::symlink;
    use std::sync::mpsc;

    use super::{free_readers_of, pipes_below};

    /// Otherwise a thread stays forever.
    #[test]
    fn opening_pipes_ends_with_the_repository_even_if_a_pipe_is_missing() {
        let (sender, ended) = mpsc::channel();
        free_readers_of(&[], &ended);
        drop(sender);
        free_readers_of(&["pipe".into()], &ended);
    }

    #[test]
    fn pipes_are_found_in_folders_and_through_links() {
        let top = tempfile::tempdir().expect("a folder");
        let at = |name: &str| top.path().join(name);
        fs::create_dir_all(at("git/objects")).expect("made");
        fs::write(at("git/config"), "text").expect("written");
        for name in ["git/objects/a", "outside"] {
            let made = std::process::Command::new("mkfifo").arg(at(name)).status();
            assert!(made.is_ok_and(|status| status.success()));
        }
        symlink(at("outside"), at("git/link")).expect("linked");
        symlink(at("git/config"), at("git/link-to-file")).expect("linked");
        let mut pipes = pipes_below(vec![at("git")]);
        pipes.sort();
        assert_eq!(pipes, [at("git/link"), at("git/objects/a")]);
    }
}
