//! The baseline: findings that a team has accepted, in a file of the repository.
//!
//! An entry matches a finding by its fingerprint; where the exact text is gone, by path and model, so that a formatter
//! reopens nothing; after a rename by its content fingerprint. It accepts one finding of the same rule or a milder one, in a
//! context that is not worse: a model accepted as `legacy` is reported again once it is `end-of-life`, and one that was
//! accepted in a comment once it is in code. Since each entry accepts one finding, the number of accepted findings per file
//! and model never grows.

mod entry;
mod index;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::file_access::{FileKind, NamedBy, NewFile, read, read_text};
use crate::finding::{Disposition, Finding, RuleId};
use crate::housekeeping::{Housekeeping, LinePart};
use crate::source::Span;
pub use entry::Entry;
use index::{EntryKey, Index, accepting};

/// Default name of the file, at the project's root.
pub const FILE_NAME: &str = "bedrock-eol-baseline.json";
/// Version of the file format.
const SCHEMA_VERSION: u32 = 1;

/// The accepted findings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    /// Entries by path, rule, model and fingerprints. Each accepts one finding; equal entries accept one each.
    pub entries: Vec<Entry>,
}

/// What a scan of a part of the project knows next to its findings. The default is that of a scan of all of it, whose
/// paths are those of the baseline.
pub struct PartialScan<'a> {
    /// Whether a file exists and was not scanned, by its path relative to the root of the report: findings cannot have
    /// moved away from such a file, so a copy of it is new.
    pub unread: &'a dyn Fn(&str) -> bool,
    /// Turns a finding's path into one relative to the root of the report.
    pub path_of: &'a dyn Fn(&str) -> String,
    /// Findings of scanned files on lines that the judged change does not add. Nothing reports them, but an entry that
    /// accepts one of them accepts no other.
    pub on_other_lines: Vec<Finding>,
    /// Whether all other findings of the scanned files are known. Where settings of the run hide some, an entry without a
    /// finding may belong to a hidden one.
    pub has_every_finding: bool,
}

impl Default for PartialScan<'_> {
    fn default() -> Self {
        Self {
            unread: &|_| false,
            path_of: &|path| path.to_owned(),
            on_other_lines: Vec::new(),
            has_every_finding: true,
        }
    }
}

/// Result of applying a baseline.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Applied {
    /// Number of findings that an entry has accepted.
    pub accepted: usize,
    /// Entries whose finding exists with a worse rule, which is not accepted.
    pub reopened: Vec<Entry>,
    /// Entries without a finding.
    pub stale: Vec<Entry>,
}

/// Why a baseline cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BaselineError {
    /// The file does not exist.
    #[error(
        "baseline {shown} not found; create it with `bedrock-eol baseline write --baseline {shown}`",
        shown = path.display()
    )]
    Missing {
        /// The expected path.
        path: PathBuf,
    },
    /// It cannot be read.
    #[error("cannot read the baseline {}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// It cannot be written.
    #[error("cannot write the baseline {}: {source}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file that is not a baseline would be overwritten.
    #[error(
        "{} exists and is not a baseline; remove it, or name another file with `--baseline`",
        path.display()
    )]
    OtherFile {
        /// The file.
        path: PathBuf,
    },
    /// The file is not in the format of `baseline write`.
    #[error("{}:{line}:{column}: {message}; recreate it with `bedrock-eol baseline write`", path.display())]
    Syntax {
        /// The file.
        path: PathBuf,
        /// 1-based line.
        line: usize,
        /// 1-based column.
        column: usize,
        /// What is wrong.
        message: String,
    },
    /// The file has another format version.
    #[error("{} has schema_version {found}, but this version of bedrock-eol reads 1", path.display())]
    Version {
        /// The file.
        path: PathBuf,
        /// The version in the file.
        found: u64,
    },
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct BaselineDocument {
    #[serde(rename = "schema_version")]
    _schema_version: u32,
    entries: Vec<Entry>,
}

/// Makes sure that nothing but a baseline is overwritten. One that cannot be read as such, for example with the marks of
/// a merge conflict, is one as well, and an empty file can become one.
fn ensure_replaceable(path: &Path) -> Result<(), BaselineError> {
    // Devices have no content, and what cannot be read cannot be written either.
    if !path
        .symlink_metadata()
        .is_ok_and(|metadata| metadata.is_file())
    {
        return Ok(());
    }
    let text = read(path, FileKind::Baseline, NamedBy::User).unwrap_or_default();
    let is_one = text.trim_ascii().is_empty()
        || text.starts_with(b"<<<<<<<")
        || memchr::memmem::find(&text, b"\"schema_version\"").is_some();
    if is_one {
        Ok(())
    } else {
        Err(BaselineError::OtherFile {
            path: path.to_owned(),
        })
    }
}

impl Baseline {
    /// A baseline of the active findings about models in a report, plus those already accepted. `project_path` turns a
    /// finding's path into one relative to the root of the report.
    pub fn of(findings: &[Finding], project_path: impl Fn(&str) -> String) -> Self {
        let counting = findings.iter().filter(|finding| {
            finding.rule.about_models
                && !matches!(finding.disposition, Disposition::Suppressed { .. })
        });
        let mut entries: Vec<Entry> = counting
            .map(|finding| Entry::of(finding, &project_path))
            .collect();
        entries.sort();
        Self { entries }
    }

    /// Parses the text of a baseline; `path` is for messages.
    ///
    /// # Errors
    /// The text is not in the format of `baseline write`, or has another version.
    pub fn parse(path: &Path, text: &str) -> Result<Self, BaselineError> {
        if let Some(found) = other_version(text) {
            return Err(BaselineError::Version {
                path: path.to_owned(),
                found,
            });
        }
        if let Some(line) = text.lines().position(|line| line.starts_with("<<<<<<< ")) {
            let message = "unresolved merge conflict (keep the entries of both sides)".to_owned();
            return Err(BaselineError::Syntax {
                path: path.to_owned(),
                line: line + 1,
                column: 1,
                message,
            });
        }
        let BaselineDocument { mut entries, .. } = serde_json::from_str(text).map_err(|error| {
            let message = error.to_string();
            // Line and column have fields of their own.
            let message = message
                .rsplit_once(" at line ")
                .map_or(message.as_str(), |(message, _)| message);
            let message = message.to_owned();
            BaselineError::Syntax {
                path: path.to_owned(),
                line: error.line(),
                column: error.column().max(1),
                message,
            }
        })?;
        entries.sort();
        Ok(Self { entries })
    }

    /// Reads a baseline.
    ///
    /// # Errors
    /// It cannot be read, or as [`Baseline::parse`].
    pub fn load(path: &Path, named_by: NamedBy) -> Result<Self, BaselineError> {
        Self::parse(path, &Self::read(path, named_by)?)
    }

    /// The text of a baseline.
    ///
    /// # Errors
    /// The file does not exist or cannot be read.
    pub fn read(path: &Path, named_by: NamedBy) -> Result<String, BaselineError> {
        read_text(path, FileKind::Baseline, named_by).map_err(|source| match source.kind() {
            io::ErrorKind::NotFound => BaselineError::Missing {
                path: path.to_owned(),
            },
            _ => BaselineError::Read {
                path: path.to_owned(),
                source,
            },
        })
    }

    /// The text of the file, with one entry per line, which makes diffs readable and merges easy.
    pub fn to_json(&self) -> String {
        let lines: Vec<String> = self.entries.iter().map(Entry::to_json).collect();
        let entries = if lines.is_empty() {
            "[]".to_owned()
        } else {
            format!("[\n    {}\n  ]", lines.join(",\n    "))
        };
        format!("{{\n  \"schema_version\": {SCHEMA_VERSION},\n  \"entries\": {entries}\n}}\n")
    }

    /// Writes the file completely or not at all. `root` is the project's canonical folder, inside which no link is
    /// followed.
    ///
    /// # Errors
    /// The file cannot be written, its path has a link inside the project, or another file is there: the configuration
    /// of a repository can name any file of the project, for example `.git/config`.
    pub fn save(&self, path: &Path, root: &Path) -> Result<(), BaselineError> {
        ensure_replaceable(path)?;
        let write = || {
            let mut file = NewFile::create(path, root)?;
            file.write_all(self.to_json().as_bytes())?;
            file.sync()?;
            file.replace()
        };
        write().map_err(|source| BaselineError::Write {
            path: path.to_owned(),
            source,
        })
    }

    /// The entries with paths relative to the root of the report, where those of an earlier version are relative to the
    /// project's root, which is its folder `project`. `exists` takes paths relative to the root of the report.
    #[must_use]
    pub fn with_paths_from(mut self, project: &str, exists: impl Fn(&str) -> bool) -> Self {
        if project.is_empty() {
            return self;
        }
        for entry in &mut self.entries {
            let inside = format!("{project}/{}", entry.path);
            let is_new = entry
                .path
                .strip_prefix(project)
                .is_some_and(|rest| rest.starts_with('/'));
            if !is_new && exists(&inside) {
                entry.path = inside;
            }
        }
        self.entries.sort();
        self
    }

    /// Accepts one finding per entry by a rule that is not worse: first findings with the same text at the same path, then
    /// others of the same model there, then findings that moved to another path. Remaining entries are stale, unless their finding exists with a worse rule.
    pub fn apply(&self, findings: &mut [Finding]) -> Applied {
        self.apply_to_part(findings, PartialScan::default())
    }

    /// The same for a scan of a part of the project.
    pub fn apply_to_part(&self, findings: &mut [Finding], mut part: PartialScan<'_>) -> Applied {
        let PartialScan {
            unread, path_of, ..
        } = part;
        let mut applied = Applied::default();
        let mut open: Vec<&Entry> = self.entries.iter().collect();
        let (mut in_place, mut in_file) = (
            vec![EntryKey::InPlace],
            vec![EntryKey::InPlace, EntryKey::Moved],
        );
        if part.has_every_finding {
            in_place.push(EntryKey::SameFile(path_of));
            in_file.insert(1, EntryKey::SameFile(path_of));
        }
        for key in in_place {
            open = accept(&mut Applied::default(), open, key, &mut part.on_other_lines);
            open = accept(&mut applied, open, key, findings);
        }
        // Called only for entries that match a finding: a baseline can be much longer than a change.
        let active = findings
            .iter()
            .filter(|finding| finding.disposition == Disposition::Active);
        let wanted: BTreeSet<&str> = active
            .map(|finding| finding.content_fingerprint.as_str())
            .collect();
        let may_have_moved = |entry: &&Entry| {
            wanted.contains(entry.content_fingerprint.as_str()) && !unread(&entry.path)
        };
        let (moved, mut open): (Vec<&Entry>, Vec<&Entry>) =
            open.into_iter().partition(may_have_moved);
        open.extend(accept(&mut applied, moved, EntryKey::Moved, findings));
        open.sort();
        for key in in_file {
            let mut index = Index::new(&open, key);
            let active = findings
                .iter()
                .filter(|finding| finding.disposition == Disposition::Active);
            applied.reopened.extend(
                active
                    .filter_map(|finding| index.take_any(finding))
                    .cloned(),
            );
            open = index.left();
        }
        applied.reopened.sort();
        applied.stale = open.into_iter().cloned().collect();
        applied
    }

    /// These entries for files that were not scanned, and those of `new` for the others. `looked_at` takes paths relative
    /// to the project's root.
    #[must_use]
    pub fn renewed(&self, new: Self, looked_at: impl Fn(&str) -> bool) -> Self {
        let kept = self
            .entries
            .iter()
            .filter(|entry| !looked_at(&entry.path))
            .cloned();
        let mut entries: Vec<Entry> = kept.chain(new.entries).collect();
        entries.sort();
        Self { entries }
    }

    /// The entries without the stale ones.
    #[must_use]
    pub fn pruned(&self, applied: &Applied) -> Self {
        let mut stale: BTreeMap<&Entry, usize> = BTreeMap::new();
        for entry in &applied.stale {
            *stale.entry(entry).or_default() += 1;
        }
        let kept = self
            .entries
            .iter()
            .filter(|entry| match stale.get_mut(entry) {
                Some(count) if *count > 0 => {
                    *count -= 1;
                    false
                }
                _ => true,
            });
        Self {
            entries: kept.cloned().collect(),
        }
    }
}

impl Applied {
    /// One finding for all stale entries, at the line of the first. Only a full scan can know that an entry is stale.
    /// `path` is the baseline's path as reports show it, `text` its content.
    pub fn housekeeping(&self, path: &str, text: &str) -> Option<Housekeeping> {
        let first = self.stale.first()?;
        let start = text
            .find(&format!("\"{}\"", first.fingerprint))
            .unwrap_or(0);
        let end = start + text[start..].find([',', '\n']).unwrap_or(0);
        let (count, verb) = match self.stale.len() {
            1 => ("1 entry".to_owned(), "matches"),
            many => (format!("{many} entries"), "match"),
        };
        let mut paths: Vec<&str> = self.stale.iter().map(|entry| entry.path.as_str()).collect();
        paths.dedup();
        let more = paths.len().saturating_sub(3);
        let and_more = if more > 0 {
            format!(" and {more} more")
        } else {
            String::new()
        };
        paths.truncate(3);
        Some(Housekeeping {
            rule: RuleId::StaleBaseline,
            location: LinePart::in_text(path, text.as_bytes(), Span { start, end }),
            message: format!(
                "{count} of the baseline {verb} no finding: {}{and_more}.",
                paths.join(", ")
            ),
            help: "Remove these entries with `bedrock-eol baseline prune`.".to_owned(),
        })
    }
}

/// Lets entries accept the active findings with the same key and a rule that is not worse. Returns the entries that
/// accept none.
fn accept<'a>(
    applied: &mut Applied,
    open: Vec<&'a Entry>,
    key: EntryKey<'_>,
    findings: &mut [Finding],
) -> Vec<&'a Entry> {
    let mut index = Index::new(&open, key);
    for finding in findings
        .iter_mut()
        .filter(|finding| finding.disposition == Disposition::Active)
    {
        if index
            .take_by(finding, accepting(&finding.rule.name))
            .is_some()
        {
            finding.disposition = Disposition::Baselined;
            applied.accepted += 1;
        }
    }
    index.left()
}

/// The version number in a file of another version.
fn other_version(text: &str) -> Option<u64> {
    #[derive(serde::Deserialize)]
    struct Versioned {
        schema_version: u64,
    }
    let Versioned { schema_version } = serde_json::from_str(text).ok()?;
    (schema_version != u64::from(SCHEMA_VERSION)).then_some(schema_version)
}
