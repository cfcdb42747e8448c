//! The finished result of a run, complete and in order; every output format is a function of it.
//!
//! It decides nothing about levels and renders nothing.

use jiff::civil::Date;

use crate::finding::{Finding, Level, Reference};

/// What a run found, and what it could not look at.
#[derive(Clone, Debug)]
pub struct Report {
    /// Version of the catalog.
    pub catalog_version: String,
    /// The day of the catalog's freshest capture.
    pub catalog_as_of: Date,
    /// The day that was judged for.
    pub as_of: Date,
    /// All findings, by path and position; suppressed and baselined ones too.
    pub findings: Vec<Finding>,
    /// Every reference, by path and position.
    pub references: Vec<Reference>,
    /// Files that were left out on purpose.
    pub skipped: Vec<Skipped>,
    /// Files and folders that could not be looked at.
    pub errors: Vec<ScanError>,
    /// Counts.
    pub stats: Stats,
    /// The least level that makes the run fail; absent means never.
    pub fail_on: Option<Level>,
}

/// A file that was left out on purpose.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Skipped {
    /// As in [`crate::finding::Location::path`].
    pub path: String,
    /// Why.
    pub reason: SkipReason,
}

/// Why a file was left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SkipReason {
    /// A symbolic link; links are not followed.
    Link,
    /// A socket, pipe or device.
    SpecialFile,
    /// Larger than `--max-size`.
    TooLarge,
}

/// A file or folder that could not be looked at; the run is not complete.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ScanError {
    /// As in [`crate::finding::Location::path`].
    pub path: String,
    /// Kind, for programs.
    pub kind: ErrorKind,
    /// What happened, for people.
    pub message: String,
}

/// What kind of thing went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ErrorKind {
    /// Opening or reading a file failed.
    Read,
    /// Listing a folder failed.
    Walk,
    /// A bug of ours while scanning this file; the others were scanned.
    Panic,
    /// A suppression that cannot be understood.
    Suppression,
}

/// Counts of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Stats {
    /// Files that were read and searched.
    pub files_scanned: u64,
    /// Bytes that were read.
    pub bytes_scanned: u64,
    /// Files whose content is binary.
    pub files_binary: u64,
    /// Files left out by ignore rules or excludes; a folder left out whole counts as one.
    pub files_ignored: u64,
    /// Files searched in windows, since they are too large to be held whole.
    pub files_in_windows: u64,
}

/// How a run ends; the exit code is a function of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing at or above the level that fails.
    Clean,
    /// Findings at or above it.
    Findings,
    /// Something could not be looked at.
    Incomplete,
}

impl Report {
    /// Whether a finding that counts is at or above the level that fails.
    pub fn failed(&self) -> bool {
        let Some(fail_on) = self.fail_on else { return false };
        self.findings
            .iter()
            .any(|f| f.disposition == crate::finding::Disposition::Active && f.level >= fail_on)
    }

    /// Whether everything that should be looked at was.
    pub fn complete(&self) -> bool {
        self.errors.is_empty()
    }

    /// How the run ends: an incomplete one hides behind nothing.
    pub fn outcome(&self) -> Outcome {
        if !self.complete() {
            Outcome::Incomplete
        } else if self.failed() {
            Outcome::Findings
        } else {
            Outcome::Clean
        }
    }
}
