//! Waits until files may have changed.
//!
//! The system reports changes of folders. Where it cannot, for example because a user may watch only so many, the files are looked
//! at every second, or less often where that takes long. Looking alone was rejected: a look at 20,000 files takes 0.2 s of
//! the processor, each second, and a program that waits should take none.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use bedrock_eol::program::WatchedFiles;
use notify::event::{AccessKind, AccessMode, EventKind, ModifyKind};
use notify::{RecommendedWatcher, RecursiveMode, Watcher as _};

/// How long files have to rest before they are looked at: an editor writes several files, git hundreds.
const REST: Duration = Duration::from_millis(100);

/// How long files that never rest are not looked at.
const LONGEST_WAIT: Duration = Duration::from_secs(1);

/// How often something else than files is looked at: whether the day has changed.
const CLOCK: Duration = Duration::from_secs(30);

/// The least time between two looks where the system reports nothing.
const INTERVAL: Duration = Duration::from_secs(1);

/// How many times longer than a look the time between two of them is.
const REST_PER_LOOK: u32 = 20;

/// Whether the system watches everything below a folder by one handle, and not only the folder. inotify watches single folders, so
/// that those which are left out cost nothing.
const WATCHES_TREES: bool = cfg!(any(target_os = "macos", windows));

/// Why a wait ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Alarm {
    /// Files may have changed.
    Files,
    /// Only time passed.
    None,
}

/// Waits until files may have changed.
pub(super) struct Wake {
    by: WakeSource,
    /// How long the last look at the files took.
    look: Duration,
}

enum WakeSource {
    System(SystemWatch),
    /// Why the system does not report changes.
    Interval(String),
}

struct SystemWatch {
    watcher: RecommendedWatcher,
    changed: Receiver<()>,
    /// Folders that are watched. One that is removed or renamed is not, even if another one has its name then.
    folders: Arc<Mutex<BTreeSet<PathBuf>>>,
}

impl Wake {
    pub(super) fn new() -> Self {
        let by = SystemWatch::new().map_or_else(
            |error| WakeSource::Interval(reason(&error)),
            WakeSource::System,
        );
        Self {
            by,
            look: Duration::ZERO,
        }
    }

    /// How changes are noticed, to follow "for changes"; empty for the usual way.
    pub(super) fn how(&self) -> String {
        match &self.by {
            WakeSource::System(_) => String::new(),
            WakeSource::Interval(reason) => format!(
                " every {} s, since the system does not report them ({reason})",
                self.interval().as_secs()
            ),
        }
    }

    /// Looks at the files, and measures how long that takes.
    pub(super) fn timed<T>(&mut self, look: impl FnOnce() -> T) -> T {
        let begin = Instant::now();
        let seen = look();
        self.look = begin.elapsed();
        seen
    }

    /// Watches the folders of these files and no others; returns whether one of them was not watched before, so that what it
    /// contains may have changed since it was listed.
    pub(super) fn follow(&mut self, files: &WatchedFiles) -> bool {
        let WakeSource::System(system) = &mut self.by else {
            return false;
        };
        match system.follow(&to_watch(files)) {
            Ok(any_new) => any_new,
            Err(error) => {
                self.by = WakeSource::Interval(reason(&error));
                false
            }
        }
    }

    /// Waits until files may have changed and rest, or until it is time to look at the clock.
    pub(super) fn wait(&self) -> Alarm {
        let WakeSource::System(system) = &self.by else {
            std::thread::sleep(self.interval());
            return Alarm::Files;
        };
        match system.changed.recv_timeout(CLOCK) {
            Ok(()) => {}
            Err(RecvTimeoutError::Timeout) => return Alarm::None,
            // The thread of the watcher has ended, which it does not do by itself.
            Err(RecvTimeoutError::Disconnected) => {
                std::thread::sleep(self.interval());
                return Alarm::Files;
            }
        }
        let begin = Instant::now();
        while begin.elapsed() < LONGEST_WAIT && system.changed.recv_timeout(REST).is_ok() {}
        Alarm::Files
    }

    fn interval(&self) -> Duration {
        INTERVAL.max(self.look * REST_PER_LOOK)
    }
}

impl SystemWatch {
    fn new() -> notify::Result<Self> {
        // The program needs to know that something changed, not what: a thousand events are one.
        let (sender, changed) = sync_channel(1);
        let folders = Arc::new(Mutex::new(BTreeSet::new()));
        let known = Arc::clone(&folders);
        let watcher = notify::recommended_watcher(move |event| heard(event, &sender, &known))?;
        Ok(Self {
            watcher,
            changed,
            folders,
        })
    }

    fn follow(&mut self, folders: &BTreeMap<PathBuf, RecursiveMode>) -> notify::Result<bool> {
        let watched = self.watched().clone();
        for folder in watched
            .iter()
            .filter(|folder| !folders.contains_key(*folder))
        {
            // It may be gone.
            let _ = self.watcher.unwatch(folder);
            self.watched().remove(folder);
        }
        let mut any_new = false;
        for (folder, mode) in folders
            .iter()
            .filter(|(folder, _)| !watched.contains(*folder))
        {
            // Not while the lock is taken: the watcher's thread answers this call, and may wait for the lock.
            match self.watcher.watch(folder, *mode) {
                Ok(()) => {
                    self.watched().insert(folder.clone());
                    any_new = true;
                }
                // Removed since it was listed, which its parent reports.
                Err(_) if !folder.is_dir() => {}
                Err(error) => return Err(error),
            }
        }
        Ok(any_new)
    }

    fn watched(&self) -> std::sync::MutexGuard<'_, BTreeSet<PathBuf>> {
        self.folders.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What is to be watched so that each change of these files is noticed.
fn to_watch(files: &WatchedFiles) -> BTreeMap<PathBuf, RecursiveMode> {
    let single = files.folders().iter();
    let single = single.map(|folder| (folder.clone(), RecursiveMode::NonRecursive));
    if !WATCHES_TREES {
        return single.collect();
    }
    // FSEvents starts again with each further folder: 20,000 of them would take minutes.
    let trees = files.trees();
    let is_in_tree = |path: &Path| path.ancestors().skip(1).any(|above| trees.contains(above));
    let outermost = trees.iter().filter(|tree| !is_in_tree(tree));
    let outermost = outermost.map(|tree| (tree.clone(), RecursiveMode::Recursive));
    let single = single.filter(|(folder, _)| !trees.contains(folder) && !is_in_tree(folder));
    single.chain(outermost).collect()
}

/// What the thread of the watcher does with an event. Reading does not count: a scan would wake itself.
fn heard(
    event: notify::Result<notify::Event>,
    changed: &SyncSender<()>,
    folders: &Mutex<BTreeSet<PathBuf>>,
) {
    if let Ok(event) = &event {
        match event.kind {
            EventKind::Access(AccessKind::Close(AccessMode::Write)) => {}
            EventKind::Access(_) => return,
            EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_)) => {
                let mut folders = folders.lock().unwrap_or_else(PoisonError::into_inner);
                event
                    .paths
                    .iter()
                    .for_each(|path| forget(path, &mut folders));
            }
            _ => {}
        }
    }
    // Full means that somebody is awake already.
    let _ = changed.try_send(());
}

/// Forgets a folder and those below it.
fn forget(path: &Path, folders: &mut BTreeSet<PathBuf>) {
    if folders.remove(path) {
        folders.retain(|folder| !folder.starts_with(path));
    }
}

fn reason(error: &notify::Error) -> String {
    match &error.kind {
        notify::ErrorKind::MaxFilesWatch => {
            "the limit of watched folders is reached; fs.inotify.max_user_watches raises it"
                .to_owned()
        }
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::{Alarm, BTreeSet, Duration, Wake, WakeSource, WatchedFiles, forget};

    #[test]
    fn without_the_system_files_are_looked_at_all_the_same() {
        let mut wake = Wake {
            by: WakeSource::Interval("no more watches".to_owned()),
            look: Duration::ZERO,
        };
        assert!(!wake.follow(&WatchedFiles::default()));
        assert_eq!(wake.wait(), Alarm::Files);
        wake.look = Duration::from_millis(500);
        assert_eq!(
            wake.how(),
            " every 10 s, since the system does not report them (no more watches)"
        );
    }

    #[test]
    fn a_folder_is_forgotten_with_those_below_it() {
        let mut folders = BTreeSet::from(["/a", "/a/b", "/a/b/c", "/ab"].map(PathBuf::from));
        forget(Path::new("/a/file"), &mut folders);
        assert_eq!(folders.len(), 4);
        forget(Path::new("/a/b"), &mut folders);
        assert_eq!(folders, BTreeSet::from(["/a", "/ab"].map(PathBuf::from)));
    }
}
