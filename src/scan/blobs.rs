//! Scans the contents of a history, each alone and read once: several readers, each with a git of its own.
//!
//! Content without a candidate costs no more than to read it. Memory is bounded by one content for each reader, up to the
//! size of a text that is held whole, and by what the caller keeps.

use std::io::{self, Read as _};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use super::changes::{too_large, unread};
use super::read::is_lfs_pointer;
use super::wide_spelling::has_in_wide;
use super::{Engine, Scanned, Scanner, add};
use crate::git::{Blob, Blobs, GitError, Oid, Repository, ShortOid};
use crate::report::Stats;
use crate::source::{Encoding, FIRST_PIECE};

/// A content of a history.
#[derive(Clone, Debug)]
pub struct HistoryBlob {
    /// Its name.
    pub oid: ShortOid,
    /// Where it was, as reports show it.
    pub paths: Vec<String>,
}

/// What was found in a content.
#[derive(Debug)]
pub enum ScannedBlob {
    /// For each of its paths, in their order.
    Each(Vec<Scanned>),
    /// It is not in this clone.
    Missing,
}

/// What a reader keeps of its contents, by index.
type Kept<T> = Vec<(usize, T)>;

/// Contents that a reader takes at once: they are next to each other in a pack, where one is often stored as a difference
/// to another.
const TAKEN: usize = 480;

impl<E: Engine> Scanner<E> {
    /// Scans contents, and gives what `keep` keeps of each in the order of the contents, whichever reader was first.
    /// `keep` is not asked about content in which nothing can be found.
    ///
    /// # Errors
    /// Git cannot be run.
    pub fn scan_blobs<T: Send>(
        &self,
        repository: &Repository,
        blobs: &[HistoryBlob],
        keep: &(dyn Fn(usize, ScannedBlob) -> Option<T> + Sync),
    ) -> Result<(Kept<T>, Stats), GitError> {
        let progress = self.progress();
        progress.total.store(blobs.len() as u64, Ordering::Relaxed);
        progress.done.store(0, Ordering::Relaxed);
        let work = BlobQueue {
            next: AtomicUsize::new(0),
            failed: AtomicBool::new(false),
            result: Mutex::new((Vec::new(), Stats::default(), None)),
        };
        let read = || {
            let read = self.take_blobs(repository, blobs, keep, &work);
            work.finish(read);
        };
        match self.pool_for(blobs.len()) {
            Some(pool) => drop(pool.broadcast(|_| read())),
            None => read(),
        }
        let result = work.result.into_inner();
        let (mut kept, stats, error) = result.unwrap_or_else(|poisoned| poisoned.into_inner());
        if let Some(error) = error {
            return Err(error);
        }
        kept.sort_by_key(|(at, _)| *at);
        Ok((kept, stats))
    }

    fn take_blobs<T>(
        &self,
        repository: &Repository,
        blobs: &[HistoryBlob],
        keep: &(dyn Fn(usize, ScannedBlob) -> Option<T> + Sync),
        work: &BlobQueue<T>,
    ) -> Result<(Kept<T>, Stats), GitError> {
        let (mut kept, mut stats) = (Vec::new(), Stats::default());
        let mut reader = None;
        while !work.failed.load(Ordering::Relaxed) {
            let start = work.next.fetch_add(TAKEN, Ordering::Relaxed);
            let Some(taken) = blobs.get(start..blobs.len().min(start + TAKEN)) else {
                break;
            };
            if taken.is_empty() {
                break;
            }
            let reader = match &mut reader {
                Some(reader) => reader,
                none => none.insert(repository.blobs()?),
            };
            let oids: Vec<Oid> = taken.iter().map(|blob| blob.oid.oid()).collect();
            let mut large = Vec::new();
            reader.each(&oids, |at, answer| {
                let scanned = match self.scan_answer(&taken[at], answer, &mut stats) {
                    BlobLook::Nothing => None,
                    BlobLook::Large => {
                        large.push(at);
                        None
                    }
                    BlobLook::Found(found) => keep(start + at, found),
                };
                kept.extend(scanned.map(|scanned| (start + at, scanned)));
            })?;
            for at in large {
                let found = self.scan_large_blob(&taken[at], &oids[at], reader, &mut stats);
                kept.extend(keep(start + at, found).map(|scanned| (start + at, scanned)));
            }
            let progress = self.progress();
            progress
                .done
                .fetch_add(taken.len() as u64, Ordering::Relaxed);
        }
        Ok((kept, stats))
    }

    fn scan_answer(
        &self,
        blob: &HistoryBlob,
        answer: Result<Blob<'_>, GitError>,
        stats: &mut Stats,
    ) -> BlobLook {
        let mut content = match answer {
            Ok(content) => content,
            Err(GitError::MissingObject(_)) => return BlobLook::Found(ScannedBlob::Missing),
            Err(error) => {
                return BlobLook::Found(blob.each(|path| unread(path, error.to_string())));
            }
        };
        if self.is_too_large(content.size) {
            return BlobLook::Found(blob.each(too_large));
        }
        if content.size > self.options.sizes.whole {
            return BlobLook::Large;
        }
        let mut text = Vec::new();
        if let Err(error) = content.read_to_end(&mut text) {
            return BlobLook::Found(blob.each(|path| unread(path, error.to_string())));
        }
        stats.bytes_scanned += text.len() as u64;
        // The encoding depends on the path only for text that is not UTF-8 anyway.
        let path = blob.paths.first().map_or("", String::as_str);
        let encoding = Encoding::sniff(&text[..text.len().min(FIRST_PIECE)], path);
        let is_plain = encoding == Some(Encoding::Utf8) && !is_lfs_pointer(&text);
        let has_candidate = |text: &[u8]| self.engine.has_candidate(text);
        if is_plain && !has_candidate(&text) && !has_in_wide(&text, has_candidate) {
            stats.files_scanned += 1;
            return BlobLook::Nothing;
        }
        let mut of_paths = Stats::default();
        let found = blob.each(|path| {
            let scanned = self.scan_text(&path, text.clone());
            of_paths = scanned.stats;
            scanned
        });
        // One content counts once.
        stats.files_scanned += of_paths.files_scanned;
        BlobLook::Found(found)
    }

    /// Scans content that is too large to be held: it is read again for each path.
    fn scan_large_blob(
        &self,
        blob: &HistoryBlob,
        oid: &Oid,
        reader: &mut Blobs,
        stats: &mut Stats,
    ) -> ScannedBlob {
        let mut last = Stats::default();
        let found = blob.each(|path| {
            let scanned = reader.open(oid).map_err(io::Error::other);
            match scanned.and_then(|content| self.scan_stream(&path, content)) {
                Ok(scanned) => {
                    last = scanned.stats;
                    scanned
                }
                Err(error) => unread(path, error.to_string()),
            }
        });
        add(stats, last);
        found
    }
}

impl HistoryBlob {
    fn each(&self, of: impl FnMut(String) -> Scanned) -> ScannedBlob {
        ScannedBlob::Each(self.paths.iter().cloned().map(of).collect())
    }
}

/// A first look at a content.
enum BlobLook {
    /// Nothing can be found in it.
    Nothing,
    /// It is too large to be held.
    Large,
    Found(ScannedBlob),
}

/// The contents that are left, and what the readers kept.
struct BlobQueue<T> {
    next: AtomicUsize,
    /// Whether a reader cannot go on, so that the result is an error.
    failed: AtomicBool,
    result: Mutex<(Kept<T>, Stats, Option<GitError>)>,
}

impl<T> BlobQueue<T> {
    fn finish(&self, read: Result<(Kept<T>, Stats), GitError>) {
        let result = self.result.lock();
        let mut result = result.unwrap_or_else(|poisoned| poisoned.into_inner());
        match read {
            Ok((kept, stats)) => {
                result.0.extend(kept);
                add(&mut result.1, stats);
            }
            Err(error) => {
                self.failed.store(true, Ordering::Relaxed);
                result.2.get_or_insert(error);
            }
        }
    }
}
