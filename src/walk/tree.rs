//! Lists folders on several threads and sorts their entries.
//!
//! Knows nothing of the content of ignore files, which `rules` reads.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use super::IGNORE_FILES;
use super::found::{FoundPaths, LeftOutPath};
use super::listing::{self, EntryKind, NamedEntry};
use super::rules::{Filters, PathVerdict, Rules, is_repository};
use super::shown_path::{ShownPath, describe, display};
use super::{Origin, Skip, SourcePath, WalkOptions, is_leftover, vendored};
use crate::file_access::{BaseFolder, FileKind, NamedBy, read};

/// Folders that one thread lists before others are started: a small tree is done before they would be.
const ALONE: usize = 48;

/// A file that the user named.
pub(super) fn named_file(
    file: &ShownPath,
    cwd: &Path,
    filters: &Filters,
    options: &WalkOptions,
    found: &mut FoundPaths,
) {
    if options.force_exclude {
        let (mut verdict, mut rules) = (
            filters.verdict_anywhere(&file.open),
            Arc::new(Rules::default()),
        );
        if verdict == PathVerdict::Keep && !options.no_ignore {
            (verdict, rules) = Rules::verdict_on_named(&file.absolute, cwd, &options.ignore_files);
        }
        if verdict != PathVerdict::Keep {
            let root = Arc::new(file.clone());
            found.left_out.push(LeftOutPath {
                open: file.open.clone(),
                base: Arc::new(BaseFolder::new(file.open.clone())),
                root,
                rules,
                verdict,
            });
            return;
        }
    }
    match too_large(&file.open, options) {
        Ok(true) => found.skipped.push((display(&file.open), Skip::TooLarge)),
        Ok(false) => found.files.push(file.source_path()),
        Err(error) => found.errors.push((display(&file.open), describe(&error))),
    }
}

/// Whether `--max-size` leaves a file out; without it nothing is asked of the system.
pub(super) fn too_large(path: &Path, options: &WalkOptions) -> io::Result<bool> {
    let Some(limit) = options.max_size else {
        return Ok(false);
    };
    Ok(fs::metadata(path)?.len() > limit)
}

/// What is known of a folder before it is walked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whose {
    /// The user named it, and it may be a link.
    Named,
    /// It is a repository that another one tracks.
    Submodule,
    /// Git tracks everything in it: `.gitignore`, `.ignore` and the names of temporary files and outputs leave nothing out.
    Tracked,
}

/// Everything below a folder, which is opened from `base`.
pub(super) fn folder(
    root: &ShownPath,
    base: &Arc<BaseFolder>,
    whose: Whose,
    cwd: &Path,
    filters: &Filters,
    options: &WalkOptions,
    found: &mut FoundPaths,
) {
    let above = || Rules::above(&root.absolute, &root.open, cwd, &options.ignore_files);
    let rules = if options.no_ignore {
        Arc::default()
    } else {
        above()
    };
    report_problems(&rules, None, found);
    let repository = root
        .absolute
        .ancestors()
        .find(|folder| is_repository(folder));
    found.repositories.extend(repository.map(Path::to_path_buf));
    let looks_for_vendored =
        !options.no_ignore && whose != Whose::Tracked && !vendored::is_inside(&root.absolute);
    let walk = Walk {
        looks_for_vendored,
        root: Arc::new(root.clone()),
        base: Arc::clone(base),
        whose,
        filters,
        options,
        queue: Mutex::default(),
        wake: Condvar::new(),
    };
    walk.lock().waiting.push(Folder {
        open: root.open.clone(),
        number: 0,
        rules,
    });
    walk.lock().numbers = 1;
    let mut listings = Vec::new();
    let mut done = 0;
    while done < ALONE {
        let Some(next) = walk.lock().waiting.pop() else {
            break;
        };
        listings.push(walk.list_guarded(next, found));
        done += 1;
    }
    if !walk.lock().waiting.is_empty() {
        walk.on_threads(&mut listings, found);
    }
    emit(listings, walk.lock().numbers, &mut found.files);
}

/// Whether an entry named `.git` is git's, so that nothing in it is a file of the repository: git takes a folder for its
/// own only with a `HEAD`, and a file only where it leads to such a folder. What else has the name is scanned.
fn is_gits(open: &Path, kind: EntryKind) -> bool {
    match kind {
        EntryKind::Folder => open.join("HEAD").symlink_metadata().is_ok(),
        EntryKind::File => read(open, FileKind::GitFile, NamedBy::Repository)
            .is_ok_and(|content| content.starts_with(b"gitdir: ")),
        EntryKind::Link | EntryKind::Special => false,
    }
}

/// Reports the ignore files that do not apply as they are written, of the folders below that of `above`.
fn report_problems(rules: &Rules, above: Option<&Rules>, found: &mut FoundPaths) {
    let problems = rules.problems_below(above);
    found.ignore_file_errors.extend(
        problems
            .into_iter()
            .map(|(file, problem)| (display(&file), problem)),
    );
}

/// A folder to list.
struct Folder {
    open: PathBuf,
    /// Its position among all listings.
    number: usize,
    rules: Arc<Rules>,
}

/// What is in a folder, by name.
struct Listing {
    number: usize,
    entries: Vec<(OsString, FolderEntry)>,
}

enum FolderEntry {
    File(SourcePath),
    Folder(usize),
}

#[derive(Default)]
struct Queue {
    waiting: Vec<Folder>,
    /// Numbers given to folders so far.
    numbers: usize,
    /// Threads that are listing a folder, and may add to `waiting`.
    busy: usize,
}

struct Walk<'a> {
    /// Whether folders of dependencies are left out.
    looks_for_vendored: bool,
    root: Arc<ShownPath>,
    base: Arc<BaseFolder>,
    whose: Whose,
    filters: &'a Filters,
    options: &'a WalkOptions,
    queue: Mutex<Queue>,
    wake: Condvar,
}

impl Walk<'_> {
    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn on_threads(&self, listings: &mut Vec<Listing>, found: &mut FoundPaths) {
        let available = || std::thread::available_parallelism().map_or(1, usize::from);
        let threads = self.options.threads.unwrap_or_else(available);
        std::thread::scope(|scope| {
            // Where no further thread can be started, fewer of them do the same.
            let start = |_| {
                std::thread::Builder::new()
                    .spawn_scoped(scope, || self.work())
                    .ok()
            };
            let others: Vec<_> = (1..threads).map_while(start).collect();
            let own = self.work();
            let others = others.into_iter().map(|other| {
                other
                    .join()
                    .expect("a panic while a folder is listed is an error of that folder")
            });
            for (more, what) in others.chain([own]) {
                listings.extend(more);
                found.append(what);
            }
        });
    }

    /// Lists folders until none is left and no other thread can add one.
    fn work(&self) -> (Vec<Listing>, FoundPaths) {
        let mut listings = Vec::new();
        let mut found = FoundPaths::default();
        let mut queue = self.lock();
        loop {
            if let Some(next) = queue.waiting.pop() {
                queue.busy += 1;
                drop(queue);
                listings.push(self.list_guarded(next, &mut found));
                queue = self.lock();
                queue.busy -= 1;
                if queue.busy == 0 && queue.waiting.is_empty() {
                    self.wake.notify_all();
                }
            } else if queue.busy == 0 {
                return (listings, found);
            } else {
                queue = self
                    .wake
                    .wait(queue)
                    .unwrap_or_else(PoisonError::into_inner);
            }
        }
    }

    /// Lists one folder. A panic in it becomes an error of that folder: the other threads wait for this one.
    fn list_guarded(&self, folder: Folder, found: &mut FoundPaths) -> Listing {
        let (number, shown) = (folder.number, display(&folder.open));
        catch_unwind(AssertUnwindSafe(|| self.list(folder, found))).unwrap_or_else(|_| {
            let message = "internal error: the folder was not listed; please report it";
            found.errors.push((shown, message.to_owned()));
            Listing {
                number,
                entries: Vec::new(),
            }
        })
    }

    /// Lists one folder and queues those in it.
    fn list(&self, folder: Folder, found: &mut FoundPaths) -> Listing {
        let mut listing = Listing {
            number: folder.number,
            entries: Vec::new(),
        };
        let (names, error) = listing::list(&self.base, &folder.open);
        if let Some(error) = error {
            found.errors.push((display(&folder.open), describe(&error)));
        }
        if self.options.lists_folders {
            found.folders.push(folder.open.clone());
        }
        let rules = self.rules(&folder, &names);
        report_problems(&rules, Some(&folder.rules), found);
        found.any_empty |= names.is_empty();
        if rules.repository != folder.rules.repository {
            found.repositories.extend(
                rules
                    .repository
                    .iter()
                    .map(|repository| repository.as_ref().clone()),
            );
        }
        let looks_for_vendored = self.looks_for_vendored && rules.repository.is_some();
        if looks_for_vendored && folder.number != 0 && vendored::is_environment(&names) {
            self.leave_out(folder.open, &folder.rules, PathVerdict::Vendored, found);
            return listing;
        }
        let mut folders = Vec::new();
        for (name, kind) in names {
            let open = folder.open.join(&name);
            // A folder in a repository, a file in its linked work trees and submodules; never the user's.
            if name == ".git" && is_gits(&open, kind) {
                continue;
            }
            let is_folder = kind == EntryKind::Folder;
            match self.verdict(&rules, &open, is_folder) {
                PathVerdict::Keep
                    if is_folder
                        && looks_for_vendored
                        && vendored::is_name(name.as_encoded_bytes()) =>
                {
                    self.leave_out(open, &rules, PathVerdict::Vendored, found);
                }
                PathVerdict::Keep if is_folder => folders.push((name, open)),
                PathVerdict::Keep => {
                    if let Some(file) = self.file(open, kind, found) {
                        listing.entries.push((name, FolderEntry::File(file)));
                    }
                }
                verdict => self.leave_out(open, &rules, verdict, found),
            }
        }
        self.enqueue(folders, &rules, &mut listing);
        listing
    }

    fn leave_out(
        &self,
        open: PathBuf,
        rules: &Arc<Rules>,
        verdict: PathVerdict,
        found: &mut FoundPaths,
    ) {
        found.left_out.push(LeftOutPath {
            open,
            root: Arc::clone(&self.root),
            base: Arc::clone(&self.base),
            rules: Arc::clone(rules),
            verdict,
        });
    }

    fn rules(&self, folder: &Folder, names: &[NamedEntry]) -> Arc<Rules> {
        if self.options.no_ignore {
            return Arc::clone(&folder.rules);
        }
        let entry = |name: &str| {
            let at =
                names.binary_search_by(|(other, _)| other.as_encoded_bytes().cmp(name.as_bytes()));
            at.ok().map(|at| &names[at])
        };
        let present =
            IGNORE_FILES.map(|name| entry(name).is_some_and(|(_, kind)| *kind == EntryKind::File));
        let absolute = || -> PathBuf {
            let below = folder
                .open
                .strip_prefix(&self.root.open)
                .unwrap_or(&folder.open);
            self.root.absolute.join(below).components().collect()
        };
        let repository = entry(".git").map(|_| absolute());
        let in_repository = repository.is_some() || folder.rules.repository.is_some();
        let present = self
            .options
            .ignore_files
            .listed(absolute, present, in_repository);
        Rules::enter(&folder.rules, &folder.open, present, repository)
    }

    fn verdict(&self, rules: &Rules, path: &Path, is_dir: bool) -> PathVerdict {
        let verdict = match self.filters.verdict(path, is_dir) {
            PathVerdict::Keep => rules.verdict(path, is_dir),
            other => other,
        };
        if self.whose == Whose::Tracked {
            return match verdict {
                PathVerdict::Ignored => PathVerdict::Keep,
                PathVerdict::Output => self.filters.verdict_on_tracked(path),
                verdict => verdict,
            };
        }
        // Without ignore files nothing is asked of git either, which alone says that the file is not the repository's.
        let may_be_leftover = verdict == PathVerdict::Keep && !is_dir && !self.options.no_ignore;
        if may_be_leftover && is_leftover(path) {
            PathVerdict::Leftover
        } else {
            verdict
        }
    }

    /// The file to scan, or the reason why it is not scanned.
    fn file(&self, open: PathBuf, kind: EntryKind, found: &mut FoundPaths) -> Option<SourcePath> {
        let display = display(&open);
        let skip = match kind {
            EntryKind::Link => Skip::Link,
            EntryKind::Special | EntryKind::Folder => Skip::SpecialFile,
            EntryKind::File => match too_large(&open, self.options) {
                Ok(false) => {
                    return Some(SourcePath {
                        display,
                        open,
                        origin: Origin::Below(Arc::clone(&self.base)),
                    });
                }
                Ok(true) => Skip::TooLarge,
                Err(error) => {
                    found.errors.push((display, describe(&error)));
                    return None;
                }
            },
        };
        found.skipped.push((display, skip));
        None
    }

    fn enqueue(
        &self,
        folders: Vec<(OsString, PathBuf)>,
        rules: &Arc<Rules>,
        listing: &mut Listing,
    ) {
        if folders.is_empty() {
            return;
        }
        let mut queue = self.lock();
        for (name, open) in folders {
            let number = queue.numbers;
            queue.numbers += 1;
            queue.waiting.push(Folder {
                open,
                number,
                rules: Arc::clone(rules),
            });
            listing.entries.push((name, FolderEntry::Folder(number)));
        }
        drop(queue);
        self.wake.notify_all();
        listing
            .entries
            .sort_unstable_by(|(a, _), (b, _)| a.as_encoded_bytes().cmp(b.as_encoded_bytes()));
    }
}

/// Appends the files of all listings in the order of their paths.
fn emit(listings: Vec<Listing>, numbers: usize, files: &mut Vec<SourcePath>) {
    let mut by_number: Vec<Vec<(OsString, FolderEntry)>> =
        (0..numbers).map(|_| Vec::new()).collect();
    files.reserve(listings.iter().map(|listing| listing.entries.len()).sum());
    for listing in listings {
        by_number[listing.number] = listing.entries;
    }
    let mut open = vec![std::mem::take(&mut by_number[0]).into_iter()];
    while let Some(listing) = open.last_mut() {
        match listing.next() {
            Some((_, FolderEntry::File(file))) => files.push(file),
            Some((_, FolderEntry::Folder(number))) => {
                open.push(std::mem::take(&mut by_number[number]).into_iter())
            }
            None => {
                open.pop();
            }
        }
    }
}
