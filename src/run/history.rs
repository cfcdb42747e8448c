//! Scans the history of a repository: every content that a file ever had, each judged alone.
//!
//! The contents are read twice at most. The first time, only where findings are is kept, 40 bytes for each: one line can be
//! in thousands of versions of a file. Then git says in which commits these versions were, and the last version of each
//! finding is judged again for the report.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::accept::own_baseline;
use super::error::RunError;
use super::folders::working_directory;
use super::observer::Observer;
use super::options::{BaselineChoice, Run};
use super::sightings::{FirstReading, Sighted, groups, keep};
use super::text_judge::TextJudge;
use crate::baseline::{Baseline, PartialScan};
use crate::finding::{Finding, Fingerprint};
use crate::git::{
    CommitSpan, FileVersions, History, HistoryRange, NoFile, RepoPath, Repository, ShortOid, Tree,
    TreeEntry,
};
use crate::report::{
    Cause, CommitInfo, ErrorKind, FindingHistory, FoundVersion, HistoryReport, LeftOut, Report,
    ScanError, Skipped,
};
use crate::scan::{HistoryBlob, Scanned, ScannedBlob, cause, cover_uses};
use crate::walk::{WalkOptions, left_out_of_tracked, plain};

/// Which history is scanned.
#[derive(Clone, Debug, Default)]
pub struct HistoryRequest {
    /// A revision, or two with dots between them; absent for what `HEAD` reaches.
    pub revisions: Option<String>,
    /// Whether every branch is looked at, those of remotes included.
    pub branches: bool,
    /// Commits before this day are left out.
    pub since: Option<Date>,
    /// Files and folders; empty for all.
    pub below: Vec<PathBuf>,
}

impl Run {
    /// Scans the history of the repository of the working directory. Each content is judged alone: definitions are not
    /// followed into other files. A finding that no branch has any more is in the report and never makes a run fail.
    ///
    /// # Errors
    /// The settings are invalid, the working directory is in no repository, or git cannot be run or does not know a
    /// revision. What cannot be read is in the report.
    pub fn scan_history(
        &self,
        request: &HistoryRequest,
        observer: &dyn Observer,
    ) -> Result<Report, RunError> {
        let repository = Repository::discover_history(Path::new("."))?;
        let repository = repository.ok_or(RunError::NoRepositoryOfHistory)?;
        let below = below_root(&repository, &request.below)?;
        let history = repository.history(&HistoryRange {
            revisions: request.revisions.clone(),
            branches: request.branches,
            since: request.since.map(seconds),
            below,
        })?;
        self.with_text_judge(false, observer, |judge| {
            let mut scan = HistoryScan {
                run: self,
                judge,
                repository: &repository,
                history: &history,
                files: FileVersions::default(),
                threads: threads(self),
            };
            scan.report(request, observer)
        })?
    }
}

/// The beginning of a day in UTC, in seconds since 1970.
fn seconds(day: Date) -> i64 {
    let midnight = day.to_zoned(TimeZone::UTC);
    midnight.map_or(0, |midnight| midnight.timestamp().as_second())
}

fn threads(run: &Run) -> NonZeroUsize {
    let named = run.threads.and_then(NonZeroUsize::new);
    named.unwrap_or_else(|| std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN))
}

/// The repository's paths of the paths that limit a history.
fn below_root(repository: &Repository, paths: &[PathBuf]) -> Result<Vec<RepoPath>, RunError> {
    let here = working_directory()?;
    let below = |path: &PathBuf| {
        let absolute = plain(&here.join(path));
        let mut from_here = PathBuf::new();
        let mut base = here.as_path();
        while !absolute.starts_with(base) {
            from_here.push("..");
            base = base.parent()?;
        }
        from_here.push(absolute.strip_prefix(base).ok()?);
        repository.path_below_root(&from_here)
    };
    let mut all = Vec::new();
    for path in paths {
        all.push(below(path).ok_or_else(|| RunError::NotInRepository(path.clone()))?);
    }
    // The root is everything.
    if all.iter().any(|path| path.as_bytes().is_empty()) {
        all.clear();
    }
    Ok(all)
}

/// A scan of a history.
struct HistoryScan<'a> {
    run: &'a Run,
    judge: &'a TextJudge<'a>,
    repository: &'a Repository,
    history: &'a History,
    files: FileVersions,
    threads: NonZeroUsize,
}

impl HistoryScan<'_> {
    fn report(
        &mut self,
        request: &HistoryRequest,
        observer: &dyn Observer,
    ) -> Result<Report, RunError> {
        self.files = self.repository.versions(self.history, self.threads)?;
        let blobs = self.files.blobs.len() as u64;
        let (left_out, problems) = self.leave_out()?;
        let first = self.read_all(observer)?;
        let spans = self.spans(&first)?;
        let mut groups = groups(&first.sighted);
        for group in &mut groups {
            let last = |one: &Sighted| {
                let lived = &spans[one.version as usize];
                let (blob, _) = first.versions[one.version as usize];
                (
                    lived.in_head,
                    !lived.branches.is_empty(),
                    lived.span.last,
                    lived.span.first,
                    blob,
                )
            };
            group.sort_by(|a, b| last(b).cmp(&last(a)).then_with(|| a.cmp(b)));
        }
        let mut scanned = self.read_last(&groups, &first)?;
        scanned.stats = first.stats;
        scanned.skipped = first
            .skipped
            .iter()
            .map(|(path, reason)| Skipped {
                path: path.clone(),
                reason: *reason,
            })
            .chain(self.skipped())
            .collect();
        scanned.errors = first.errors.iter().cloned().chain(problems).collect();
        scanned.errors.extend(self.missing(&first));
        let mut report = self.judge.report(scanned);
        report.unlisted.append(&left_out);
        let mut whole = HistoryReport {
            revisions: request.revisions.clone(),
            since: request.since,
            branches: self.tips(),
            commits: self.history.commits.len() as u64,
            blobs,
            is_cut: self.history.is_cut,
            findings: BTreeMap::new(),
        };
        whole.findings = self.findings(&report.findings, &groups, &first, &spans);
        report.history = Some(Arc::new(whole));
        self.accept(&mut report, observer)?;
        Ok(report)
    }

    fn tips(&self) -> Vec<Arc<str>> {
        let tips = self.history.tips.iter();
        tips.map(|tip| Arc::from(tip.name.as_str())).collect()
    }

    /// Removes the versions at paths that the settings leave out, and counts these paths.
    fn leave_out(&mut self) -> Result<(LeftOut, Vec<ScanError>), RunError> {
        let options: &WalkOptions = &self.judge.scanner.options().walk;
        let paths: Vec<PathBuf> = self
            .files
            .paths
            .iter()
            .map(|path| self.repository.path_from_here(path))
            .collect();
        let (by, problems) = left_out_of_tracked(paths.iter().map(PathBuf::as_path), options)?;
        let mut left_out = LeftOut::default();
        for cause in by.iter().flatten().map(|by| cause(*by)) {
            left_out.add(cause, 1);
        }
        self.files
            .files
            .retain(|(_, path)| by[*path as usize].is_none());
        let error = |(path, message)| ScanError {
            path,
            at: None,
            kind: ErrorKind::IgnoreFile,
            message,
        };
        Ok((left_out, problems.into_iter().map(error).collect()))
    }

    fn shown(&self, path: u32) -> String {
        self.repository.display(&self.files.paths[path as usize])
    }

    /// Reads every content and keeps where findings are.
    fn read_all(&self, observer: &dyn Observer) -> Result<FirstReading, RunError> {
        let mut by_blob: Vec<Vec<u32>> = vec![Vec::new(); self.files.blobs.len()];
        for (blob, path) in &self.files.files {
            by_blob[*blob as usize].push(*path);
        }
        let wanted: Vec<usize> = (0..by_blob.len())
            .filter(|blob| !by_blob[*blob].is_empty())
            .collect();
        let oids: Vec<ShortOid> = wanted.iter().map(|blob| self.files.blobs[*blob]).collect();
        let (order, unlisted) = self.repository.in_pack_order(&oids)?;
        let order: Vec<usize> = order.into_iter().map(|at| wanted[at]).collect();
        let unlisted = unlisted.into_iter().map(|at| wanted[at]);
        let blobs: Vec<HistoryBlob> = order
            .iter()
            .map(|blob| HistoryBlob {
                oid: self.files.blobs[*blob],
                paths: by_blob[*blob]
                    .iter()
                    .map(|path| self.shown(*path))
                    .collect(),
            })
            .collect();
        let keep = |at: usize, scanned| keep(&by_blob[order[at]], scanned);
        let mut read = None;
        observer.scanning(self.judge.scanner.progress(), &mut || {
            let scanner = &self.judge.scanner;
            read = Some(scanner.scan_blobs(self.repository, &blobs, &keep));
        });
        let read = read.unwrap_or_else(|| {
            let scanner = &self.judge.scanner;
            scanner.scan_blobs(self.repository, &blobs, &keep)
        });
        let (kept, stats) = read?;
        let mut first = FirstReading {
            stats,
            ..FirstReading::default()
        };
        let number = |blob: usize| u32::try_from(blob).expect("blobs have numbers of 32 bits");
        first.missing = unlisted.map(number).collect();
        for (at, kept) in kept {
            first.add(number(order[at]), kept);
        }
        self.drop_own(&mut first);
        first.sighted.sort_unstable();
        first.missing.sort_unstable();
        Ok(first)
    }

    /// Removes what was found in the configuration, the baseline and the catalogs of the project.
    fn drop_own(&self, first: &mut FirstReading) {
        let TextJudge {
            project, options, ..
        } = self.judge;
        let baseline = own_baseline(self.run, project, options);
        let mut is_own: HashMap<u32, bool> = HashMap::new();
        first.sighted.retain(|sighted| {
            !*is_own.entry(sighted.path).or_insert_with(|| {
                let shown = self.shown(sighted.path);
                project.is_own(&shown, baseline.as_deref())
                    || project.is_catalog(&shown, &options.catalog)
            })
        });
    }

    /// The commits of the versions that have findings.
    fn spans(&self, first: &FirstReading) -> Result<Vec<Lived>, RunError> {
        if first.versions.is_empty() {
            return Ok(Vec::new());
        }
        let files = &self.files;
        let versions: Vec<(ShortOid, &RepoPath)> = first
            .versions
            .iter()
            .map(|(blob, path)| (files.blobs[*blob as usize], &files.paths[*path as usize]))
            .collect();
        let spans = self
            .repository
            .spans(self.history, &versions, self.threads)?;
        let mut lived: Vec<Lived> = spans
            .into_iter()
            .map(|span| Lived {
                span: span.unwrap_or(CommitSpan { first: 0, last: 0 }),
                in_head: false,
                branches: Vec::new(),
            })
            .collect();
        let indices: HashMap<ShortOid, u32> = (0u32..)
            .zip(&self.history.commits)
            .map(|(at, commit)| (commit.id, at))
            .collect();
        let mut trees: HashMap<ShortOid, Vec<bool>> = HashMap::new();
        let mut has = |commit: &crate::git::Oid| -> Result<Vec<bool>, RunError> {
            let id = ShortOid::from(commit);
            if let Some(known) = trees.get(&id) {
                return Ok(known.clone());
            }
            let tree = self.repository.tree(commit)?;
            let has: Vec<bool> = versions
                .iter()
                .map(|version| is_in(&tree, version))
                .collect();
            trees.insert(id, has.clone());
            Ok(has)
        };
        for (tip, name) in self.history.tips.iter().zip(self.tips()) {
            let at = indices.get(&ShortOid::from(&tip.commit));
            for (one, has) in lived.iter_mut().zip(has(&tip.commit)?) {
                if has {
                    one.branches.push(Arc::clone(&name));
                    one.span.last = one.span.last.max(at.copied().unwrap_or(0));
                }
            }
        }
        if let Some(head) = &self.history.head {
            for (one, has) in lived.iter_mut().zip(has(head)?) {
                one.in_head = has;
            }
        }
        Ok(lived)
    }

    /// Judges the last version of each finding again.
    fn read_last(
        &self,
        groups: &[Vec<Sighted>],
        first: &FirstReading,
    ) -> Result<Scanned, RunError> {
        let mut wanted: BTreeMap<(u32, u32), BTreeSet<Fingerprint>> = BTreeMap::new();
        for last in groups.iter().filter_map(|group| group.first()) {
            let version = first.versions[last.version as usize];
            wanted.entry(version).or_default().insert(last.content);
        }
        let (blobs, contents): (Vec<HistoryBlob>, Vec<BTreeSet<Fingerprint>>) = wanted
            .into_iter()
            .map(|((blob, path), contents)| {
                let oid = self.files.blobs[blob as usize];
                let paths = vec![self.shown(path)];
                (HistoryBlob { oid, paths }, contents)
            })
            .unzip();
        let keep = |at: usize, scanned| match scanned {
            ScannedBlob::Each(mut of_paths) => of_paths.pop().map(|mut scanned| {
                scanned.findings.retain(|finding| {
                    finding.rule.about_models && contents[at].contains(&finding.content_fingerprint)
                });
                scanned
            }),
            ScannedBlob::Missing => None,
        };
        let scanner = &self.judge.scanner;
        let (kept, _) = scanner.scan_blobs(self.repository, &blobs, &keep)?;
        let mut all = Scanned::default();
        for (_, scanned) in kept {
            let found = scanned.findings.iter();
            all.references
                .extend(found.map(|finding| Arc::clone(&finding.reference)));
            all.findings.extend(scanned.findings);
            all.silenced.extend(scanned.silenced);
        }
        Ok(all)
    }

    /// The history of each finding of the report.
    fn findings(
        &self,
        findings: &[Finding],
        groups: &[Vec<Sighted>],
        first: &FirstReading,
        lived: &[Lived],
    ) -> BTreeMap<Fingerprint, FindingHistory> {
        let mut by_place: HashMap<(String, Fingerprint), &Vec<Sighted>> = HashMap::new();
        for group in groups {
            if let Some(last) = group.first() {
                by_place.insert((self.shown(last.path), last.content), group);
            }
        }
        let mut commits = CommitTable {
            history: self.history,
            known: HashMap::new(),
        };
        let mut commits_of = BTreeMap::new();
        for finding in findings {
            let path = finding.reference.location.path.to_string();
            if let Some(group) = by_place.get(&(path, finding.content_fingerprint)) {
                let history = self.history_of(group, first, lived, &mut commits);
                commits_of.extend(history.map(|history| (finding.fingerprint, history)));
            }
        }
        commits_of
    }

    fn history_of(
        &self,
        group: &[Sighted],
        first: &FirstReading,
        lived: &[Lived],
        commits: &mut CommitTable<'_>,
    ) -> Option<FindingHistory> {
        let of = |one: &Sighted| &lived[one.version as usize];
        let mut versions: Vec<&Sighted> = group.iter().collect();
        versions.sort_by_key(|one| (of(one).span, one.line, one.version));
        let branches: BTreeSet<&Arc<str>> =
            group.iter().flat_map(|one| &of(one).branches).collect();
        Some(FindingHistory {
            first: commits.at(group.iter().map(|one| of(one).span.first).min()?)?,
            last: commits.at(group.iter().map(|one| of(one).span.last).max()?)?,
            in_head: group.iter().any(|one| of(one).in_head),
            branches: branches.into_iter().cloned().collect(),
            versions: versions
                .into_iter()
                .filter_map(|one| {
                    let (blob, _) = first.versions[one.version as usize];
                    let blob = self.files.blobs[blob as usize].oid().to_string();
                    Some(FoundVersion {
                        blob: blob.into(),
                        line: one.line,
                        first: commits.at(of(one).span.first)?,
                        last: commits.at(of(one).span.last)?,
                    })
                })
                .collect(),
        })
    }

    fn skipped(&self) -> impl Iterator<Item = Skipped> {
        self.files.skipped.iter().map(|(path, kind)| Skipped {
            path: self.repository.display(path),
            reason: match kind {
                NoFile::Submodule => Cause::Submodule,
                NoFile::Link | NoFile::Unmerged => Cause::Link,
            },
        })
    }

    /// One error for all contents that are not in this clone: in a partial clone, that can be most of them.
    fn missing(&self, first: &FirstReading) -> Option<ScanError> {
        let missing: BTreeSet<u32> = first.missing.iter().copied().collect();
        let paths: BTreeSet<u32> = self
            .files
            .files
            .iter()
            .filter(|(blob, _)| missing.contains(blob))
            .map(|(_, path)| *path)
            .collect();
        let path = self.shown(*paths.first()?);
        let (versions, files) = (missing.len(), paths.len());
        let of = |n: usize, noun: &str| format!("{n} {noun}{}", if n == 1 { "" } else { "s" });
        Some(ScanError {
            path,
            at: None,
            kind: ErrorKind::Read,
            message: format!(
                "{} of {} not in this clone (a partial clone?); fetch what is missing: git fetch --refetch",
                of(versions, "version"),
                of(files, "file")
            ),
        })
    }

    /// Applies the baseline. Its entries are not stale where a history has no finding for them.
    fn accept(&self, report: &mut Report, observer: &dyn Observer) -> Result<(), RunError> {
        let TextJudge {
            project, options, ..
        } = self.judge;
        if self.run.baseline == BaselineChoice::Off {
            return Ok(());
        }
        let text = project.baseline_text(self.run.named_baseline(), options, observer)?;
        let Some((shown, text)) = text else {
            return Ok(());
        };
        let baseline = project.with_report_paths(Baseline::parse(&shown, &text)?);
        let part = PartialScan {
            unread: &|_| true,
            path_of: &|path| project.report_paths.relative(path),
            on_other_lines: Vec::new(),
            has_every_finding: false,
        };
        baseline.apply_to_part(&mut report.findings, part);
        cover_uses(&mut report.findings);
        Ok(())
    }
}

/// The commits of a version.
struct Lived {
    span: CommitSpan,
    in_head: bool,
    branches: Vec<Arc<str>>,
}

fn is_in(tree: &Tree, (blob, path): &(ShortOid, &RepoPath)) -> bool {
    matches!(tree.get(path), Some(TreeEntry::File(oid)) if ShortOid::from(&oid) == *blob)
}

/// The commits that the report names, each once.
struct CommitTable<'a> {
    history: &'a History,
    known: HashMap<u32, Arc<CommitInfo>>,
}

impl CommitTable<'_> {
    fn at(&mut self, index: u32) -> Option<Arc<CommitInfo>> {
        let commit = self.history.commits.get(index as usize)?;
        let info = self.known.entry(index).or_insert_with(|| {
            Arc::new(CommitInfo {
                id: commit.id.oid().to_string(),
                date: commit.date.to_string(),
                author: Arc::clone(&commit.author),
            })
        });
        Some(Arc::clone(info))
    }
}
