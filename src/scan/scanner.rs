//! Scans files in parallel and keeps their order.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use rayon::ThreadPool;
use rayon::prelude::*;

use super::hidden_finding::HiddenByChange;
use super::kept_text::KeptText;
use super::read::{self, PieceSearch, ReadContent, ReadLimits};
use super::references::lacks_region;
use super::wide_spelling::has_in_wide;
use super::{Engine, JudgedText};
use crate::finding::{Finding, Reference};
use crate::language::Claims;
use crate::model_id::ModelId;
use crate::reference::Match;
use crate::report::{Cause, Checkout, ErrorKind, LeftOut, ScanError, Skipped, Stats};
use crate::source::{Encoding, FIRST_PIECE, Source};
use crate::walk::{
    LeftOutBy, Origin, SourcePath, WalkError, WalkOptions, Walked, by_components, walk,
};

/// How a scan is run. Nothing of it changes what is found, except [`Self::walk`] and [`Self::claims`].
#[derive(Clone, Debug, Default)]
pub struct ScanOptions {
    /// Which files are looked at, and on how many threads.
    pub walk: WalkOptions,
    /// In what files are believed that they say of themselves.
    pub claims: Claims,
    /// What the other files of a folder say about a reference.
    pub cross_file: CrossFile,
    /// Whether the files are kept that have a finding with a replacement.
    pub keep_texts: bool,
    /// Sizes that tests make small.
    pub sizes: Sizes,
}

/// How far the files of a folder are evidence for each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CrossFile {
    /// Each file is judged alone.
    Off,
    /// Uses of names that one of them defines as model IDs are references.
    #[default]
    Uses,
    /// They are the whole project, so an enum or type union is a registry if no file uses a member.
    UsesAndUnusedTypes,
}

/// Sizes in bytes that bound the memory of a scan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sizes {
    /// The largest file that is held whole, and the largest UTF-16 file that is decoded at once.
    pub whole: u64,
    /// A larger file is searched in pieces of this many bytes; a multiple of four.
    pub piece: usize,
    /// What is handed to the detector from one candidate on.
    pub window: usize,
    /// What is handed to it before and after that, for the words around a reference.
    pub margin: usize,
    /// How much of a binary file is searched for known IDs.
    pub binary: u64,
}

impl Default for Sizes {
    fn default() -> Self {
        Self {
            whole: 16 << 20,
            piece: 512 << 10,
            window: 32 << 10,
            margin: 8 << 10,
            binary: 16 << 20,
        }
    }
}

/// How far a scan has come; another thread may watch it.
#[derive(Debug, Default)]
pub struct Progress {
    /// Files to scan; 0 until the walk is done.
    pub total: AtomicU64,
    /// Files scanned.
    pub done: AtomicU64,
}

/// Everything a scan found, in the order of paths and locations.
#[derive(Debug, Default)]
pub struct Scanned {
    /// Every reference.
    pub references: Vec<Arc<Reference>>,
    /// All findings.
    pub findings: Vec<Finding>,
    /// Findings of the changed files on lines that the judged change does not add.
    pub on_other_lines: Vec<Finding>,
    /// What comments of the judged change hide.
    pub hidden_by_change: Vec<HiddenByChange>,
    /// Files that were left out on purpose, and whose paths are known.
    pub skipped: Vec<Skipped>,
    /// Findings that the settings leave out, by the path of their file.
    pub silenced: Vec<(String, LeftOut)>,
    /// Files and folders that were left out on purpose and are not in [`Self::skipped`].
    pub left_out: LeftOut,
    /// Folders and files of the working tree that are left out.
    pub checkout: Checkout,
    /// Whether there was a folder to scan; false for files that were named, a text and changes.
    pub any_folder: bool,
    /// What could not be looked at.
    pub errors: Vec<ScanError>,
    /// The files that have a finding with a replacement, where [`ScanOptions::keep_texts`] asks for them.
    pub texts: Vec<KeptText>,
    /// The references of files that may be judged again, by path, until that was done.
    pub(super) matches: BTreeMap<String, Vec<Match>>,
    /// Counts.
    pub stats: Stats,
}

/// Scans files with an [`Engine`].
#[derive(Debug)]
pub struct Scanner<E> {
    pub(super) engine: E,
    pub(super) options: ScanOptions,
    progress: Progress,
    pool: OnceLock<Option<ThreadPool>>,
}

/// Files that one task takes: enough that handing them out costs nothing.
pub(super) const CHUNK: usize = 32;

/// With no more files than this, starting threads costs more than they save.
pub(super) const ALONE: usize = 16;

impl<E: Engine> Scanner<E> {
    /// A scanner that asks `engine`.
    pub fn new(engine: E, options: ScanOptions) -> Self {
        Self {
            engine,
            options,
            progress: Progress::default(),
            pool: OnceLock::new(),
        }
    }

    /// The engine that was asked.
    pub fn into_engine(self) -> E {
        self.engine
    }

    /// How the scan is run.
    pub fn options(&self) -> &ScanOptions {
        &self.options
    }

    /// How far [`Self::scan`] has come.
    pub fn progress(&self) -> &Progress {
        &self.progress
    }

    /// Scans files and folders; none means the working directory.
    pub fn scan(&self, roots: &[PathBuf]) -> Result<Scanned, WalkError> {
        let walked = walk(roots, &self.options.walk)?;
        let Walked {
            files,
            skipped,
            errors,
            ignore_file_errors,
            left_out,
            ..
        } = walked;
        let Walked {
            vendored,
            outside_sparse,
            any_folder,
            ..
        } = walked;
        let mut scanned = self.scan_each(&files);
        if any_folder {
            self.follow_definitions(&files, &mut scanned);
        }
        self.search_neighbours(&files, &mut scanned);
        scanned.any_folder = any_folder;
        scanned.checkout = Checkout {
            vendored,
            outside_sparse,
        };
        for (by, count) in left_out {
            scanned.left_out.add(cause(by), count);
        }
        scanned
            .skipped
            .extend(skipped.into_iter().map(|(path, skip)| Skipped {
                path,
                reason: skip.into(),
            }));
        for (kind, errors) in [
            (ErrorKind::Walk, errors),
            (ErrorKind::IgnoreFile, ignore_file_errors),
        ] {
            let error = |(path, message)| ScanError {
                path,
                at: None,
                kind,
                message,
            };
            scanned.errors.extend(errors.into_iter().map(error));
        }
        scanned
            .errors
            .sort_by(|a, b| by_components(&a.path, &b.path).then_with(|| a.cmp(b)));
        Ok(scanned)
    }

    /// Scans files in the order given, each judged alone.
    pub fn scan_files(&self, files: &[SourcePath]) -> Scanned {
        let mut scanned = self.scan_each(files);
        self.search_neighbours(files, &mut scanned);
        scanned
    }

    fn scan_each(&self, files: &[SourcePath]) -> Scanned {
        self.progress
            .total
            .store(files.len() as u64, Ordering::Relaxed);
        let chunk = |chunk: &[SourcePath]| {
            let mut scanned = TaskResult::default();
            for file in chunk {
                self.scan_file(file, &mut scanned);
            }
            self.progress
                .done
                .fetch_add(chunk.len() as u64, Ordering::Relaxed);
            scanned
        };
        let parts: Vec<TaskResult> = match self.pool_for(files.len()) {
            Some(pool) => pool.install(|| files.par_chunks(CHUNK).map(chunk).collect()),
            None => files.chunks(CHUNK).map(chunk).collect(),
        };
        self.join(parts)
    }

    /// Scans texts that are in no file, each with its path, several at once; the results are in their order.
    pub fn scan_texts(&self, texts: impl IntoIterator<Item = (String, Vec<u8>)>) -> Vec<Scanned> {
        let texts: Vec<(String, Vec<u8>)> = texts.into_iter().collect();
        let scan = |(path, text): (String, Vec<u8>)| self.scan_text(&path, text);
        match self.pool_for(texts.len()) {
            Some(pool) => pool.install(|| texts.into_par_iter().map(scan).collect()),
            None => texts.into_iter().map(scan).collect(),
        }
    }

    /// Scans a text that is in no file, or not in the one that `path` names.
    pub fn scan_text(&self, path: &str, content: Vec<u8>) -> Scanned {
        let path = SourcePath {
            display: path.to_owned(),
            open: PathBuf::from(path),
            origin: Origin::Named,
        };
        let mut part = TaskResult::default();
        self.guarded(&path, &mut part, |part| {
            let read = content.len() as u64;
            let mut search = Searching::new(&self.engine);
            let sniffed =
                Encoding::sniff(&content[..content.len().min(FIRST_PIECE)], &path.display);
            let content = match sniffed {
                _ if read::is_lfs_pointer(&content) => ReadContent::LfsPointer,
                Some(encoding) => ReadContent::Whole(content, encoding),
                None => {
                    read::search_binary(&content, self.options.sizes.binary, &mut search);
                    ReadContent::Binary
                }
            };
            self.examine(&path, read, content, search.mentions, part);
        });
        self.join(vec![part])
    }

    fn scan_file(&self, path: &SourcePath, part: &mut TaskResult) {
        self.guarded(path, part, |part| {
            let Sizes { whole, binary, .. } = self.options.sizes;
            let mut search = Searching::new(&self.engine);
            match read::read(path, ReadLimits { whole, binary }, &mut search) {
                Ok((read, content)) => self.examine(path, read, content, search.mentions, part),
                Err(error) => part.errors.push(unreadable(path, &error)),
            }
        });
    }

    pub(super) fn examine(
        &self,
        path: &SourcePath,
        read: u64,
        content: ReadContent,
        mentions: BTreeSet<ModelId>,
        part: &mut TaskResult,
    ) {
        match content {
            ReadContent::Nothing => part.stats.files_scanned += 1,
            ReadContent::Binary => {
                part.skipped.push(Skipped {
                    path: path.display.clone(),
                    reason: Cause::Binary,
                });
                if !mentions.is_empty() {
                    part.found.push(self.engine.judge_binary(path, mentions));
                }
            }
            ReadContent::LfsPointer => {
                part.skipped.push(Skipped {
                    path: path.display.clone(),
                    reason: Cause::LfsPointer,
                });
            }
            ReadContent::Large(encoding) => {
                part.large.push((part.found.len(), path.clone(), encoding));
                part.found.push(JudgedText::default());
                return;
            }
            ReadContent::Whole(content, encoding) => {
                self.examine_text(path, content, encoding, part)
            }
        }
        part.stats.bytes_scanned += read;
    }

    fn examine_text(
        &self,
        path: &SourcePath,
        content: Vec<u8>,
        encoding: Encoding,
        part: &mut TaskResult,
    ) {
        part.stats.files_scanned += 1;
        // No text in UTF-16 or UTF-32 has a candidate in its undecoded bytes: the byte order mark is wrong.
        let has_candidate = |text: &[u8]| self.engine.has_candidate(text);
        let lies = encoding.is_wide() && has_candidate(&content);
        let hides = match encoding.is_wide() {
            true => lies && has_candidate(&encoding.decode(content.clone())),
            false => has_in_wide(&content, has_candidate),
        };
        if hides {
            part.errors
                .push(unreadable(path, &std::io::Error::other(read::MIXED)));
        }
        let encoding = if lies { Encoding::Utf8 } else { encoding };
        let kept = self.kept(path, &content, encoding);
        let source = self.source(path, content, encoding);
        if encoding != Encoding::Utf8 && !self.engine.has_candidate(&source.text) {
            return;
        }
        // A file without any match may still contain an unused suppression.
        let matches = self.engine.detect(&source);
        let again = match self.options.cross_file {
            CrossFile::Off => Vec::new(),
            _ => matches.clone(),
        };
        let judged = self.engine.judge(&source, 0..source.text.len(), matches);
        let judged = self.engine.conclude(path, Some(&source), vec![judged]);
        let mut judged = with_text(judged, kept);
        if judged.findings.iter().any(lacks_region) {
            judged.matches = again;
        }
        part.found.push(judged);
    }

    /// A copy of a text before it is decoded, where texts are kept.
    pub(super) fn kept(
        &self,
        path: &SourcePath,
        content: &[u8],
        encoding: Encoding,
    ) -> Option<KeptText> {
        self.options.keep_texts.then(|| KeptText {
            path: path.clone(),
            content: content.to_vec(),
            encoding,
        })
    }

    /// The text of a file, believed to be a report of this program only where its author is trusted.
    pub(super) fn source(&self, path: &SourcePath, content: Vec<u8>, encoding: Encoding) -> Source {
        let source = Source::new(path.clone(), encoding.decode(content), encoding);
        source.within(self.options.claims)
    }

    /// Runs the scan of one file; a panic in it becomes an error of that file.
    pub(super) fn guarded(
        &self,
        path: &SourcePath,
        part: &mut TaskResult,
        scan: impl FnOnce(&mut TaskResult),
    ) {
        if let Err(payload) = catch_unwind(AssertUnwindSafe(|| scan(part))) {
            part.errors.push(panicked(path, payload.as_ref()));
        }
    }

    /// Puts the parts together in their order, and searches the large files on the way, one after the
    /// other and each on all threads.
    pub(super) fn join(&self, parts: Vec<TaskResult>) -> Scanned {
        let mut scanned = Scanned::default();
        for mut part in parts {
            for (index, path, encoding) in std::mem::take(&mut part.large) {
                let mut whole = TaskResult::default();
                self.guarded(&path, &mut whole, |whole| {
                    match self.scan_large(&path, encoding) {
                        Ok(result) => {
                            whole.found.push(result.judged);
                            whole.stats = result.stats;
                        }
                        Err(error) => whole.errors.push(unreadable(&path, &error)),
                    }
                });
                if let Some(judged) = whole.found.pop() {
                    part.found[index] = judged;
                }
                part.errors.append(&mut whole.errors);
                add(&mut part.stats, whole.stats);
            }
            for judged in part.found {
                if let (Some(one), false) = (judged.references.first(), judged.matches.is_empty()) {
                    let path = one.location.path.to_string();
                    scanned.matches.insert(path, judged.matches);
                }
                scanned.references.extend(judged.references);
                scanned.findings.extend(judged.findings);
                scanned.on_other_lines.extend(judged.on_other_lines);
                scanned.hidden_by_change.extend(judged.hidden_by_change);
                scanned.errors.extend(judged.errors);
                scanned.silenced.extend(judged.silenced);
                scanned.texts.extend(judged.text);
            }
            scanned.skipped.extend(part.skipped);
            scanned.errors.extend(part.errors);
            add(&mut scanned.stats, part.stats);
        }
        scanned
    }

    /// The threads for so many files; absent where starting them takes longer than the files do.
    pub(super) fn pool_for(&self, files: usize) -> Option<&ThreadPool> {
        if files > ALONE { self.pool() } else { None }
    }

    /// The threads; absent where they cannot be started, and everything is done on this one.
    pub(super) fn pool(&self) -> Option<&ThreadPool> {
        let start = || {
            let threads = self.options.walk.threads.unwrap_or(0);
            rayon::ThreadPoolBuilder::new()
                .num_threads(threads)
                .build()
                .ok()
        };
        self.pool.get_or_init(start).as_ref()
    }
}

/// A result with the text that it is about, where a finding can change the text.
pub(super) fn with_text(judged: JudgedText, kept: Option<KeptText>) -> JudgedText {
    let text = kept.and_then(|kept| kept.with_edit(&judged.findings));
    JudgedText { text, ..judged }
}

/// The search over one file, and what it finds where the file is binary.
pub(super) struct Searching<'a, E> {
    engine: &'a E,
    pub(super) mentions: BTreeSet<ModelId>,
}

impl<'a, E> Searching<'a, E> {
    pub(super) fn new(engine: &'a E) -> Self {
        Self {
            engine,
            mentions: BTreeSet::new(),
        }
    }
}

impl<E: Engine> PieceSearch for Searching<'_, E> {
    fn hits(&self, piece: &[u8]) -> bool {
        self.engine.has_candidate(piece)
    }

    fn take_binary(&mut self, piece: &[u8]) {
        self.mentions.extend(self.engine.mentions(piece));
    }
}

/// What one task found.
#[derive(Default)]
pub(super) struct TaskResult {
    pub(super) found: Vec<JudgedText>,
    /// Files to search in pieces, each with its index in `found`.
    large: Vec<(usize, SourcePath, Encoding)>,
    skipped: Vec<Skipped>,
    pub(super) errors: Vec<ScanError>,
    pub(super) stats: Stats,
}

pub(super) fn add(sum: &mut Stats, more: Stats) {
    sum.files_scanned += more.files_scanned;
    sum.bytes_scanned += more.bytes_scanned;
    sum.files_in_windows += more.files_in_windows;
}

/// The order of findings in a report, as far as their locations decide it.
pub(super) fn by_location(a: &Finding, b: &Finding) -> std::cmp::Ordering {
    a.reference
        .location
        .cmp(&b.reference.location)
        .then_with(|| a.rule.name.cmp(b.rule.name))
}

pub(super) fn unreadable(path: &SourcePath, error: &std::io::Error) -> ScanError {
    ScanError {
        path: path.display.clone(),
        at: None,
        kind: ErrorKind::Read,
        message: format!("cannot read: {error}"),
    }
}

pub(super) fn panicked(path: &SourcePath, payload: &(dyn std::any::Any + Send)) -> ScanError {
    let said = payload.downcast_ref::<&str>().copied();
    let said = said
        .or_else(|| payload.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no message");
    let message =
        format!("internal error: the file was not scanned completely; please report it: {said}");
    ScanError {
        path: path.display.clone(),
        at: None,
        kind: ErrorKind::Panic,
        message,
    }
}

/// The cause that a report counts.
pub fn cause(by: LeftOutBy) -> Cause {
    match by {
        LeftOutBy::Exclude => Cause::Exclude,
        LeftOutBy::Include => Cause::Include,
        LeftOutBy::IgnoreFile => Cause::IgnoreFile,
        LeftOutBy::Vendored => Cause::Vendored,
        LeftOutBy::Sparse => Cause::Sparse,
    }
}
