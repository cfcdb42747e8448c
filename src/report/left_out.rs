//! What a report leaves out, counted by cause.
//!
//! One table for every format: a cause is a row of [`CAUSES`]. The walk and the judge decide what is left out.

use std::collections::BTreeMap;

/// Why a finding or a file is left out, in the order of reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Cause {
    /// The rule of the finding is off.
    RuleOff,
    /// The finding's context was not selected, or its level is `off`.
    Context,
    /// A suppression comment or an `ignore` entry hides the finding.
    Suppressed,
    /// The baseline accepts the finding.
    Baseline,
    /// `--exclude` or the configuration excludes the file or folder.
    Exclude,
    /// `--include` or the configuration selects other files.
    Include,
    /// `.gitignore`, `.ignore` or `.bedrock-eol-ignore` excludes the file or folder.
    IgnoreFile,
    /// The content of the file is not text.
    Binary,
    /// The file is larger than `--max-size`.
    TooLarge,
    /// A symbolic link below a root; links are not followed.
    Link,
    /// A submodule that is not checked out, or that the change moves to another commit: its files belong to another
    /// repository.
    Submodule,
    /// A pointer of Git LFS: the content was not downloaded.
    LfsPointer,
    /// A file that git tracks and that a sparse checkout leaves out.
    Sparse,
    /// Dependencies that a tool installed and that git does not track.
    Vendored,
    /// A socket, pipe or device.
    SpecialFile,
    /// A temporary file of a killed run of this program, not tracked by git.
    TemporaryFile,
    /// A file that the run writes, not tracked by git.
    Output,
}

/// What a cause leaves out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Findings that would be reported otherwise.
    Findings,
    /// Files and folders; an excluded folder counts as one.
    Files,
    /// Files whose paths are in [`super::Report::skipped`].
    ListedFiles,
}

/// A row of [`CAUSES`].
#[derive(Debug)]
pub struct CauseRow {
    /// The cause.
    pub cause: Cause,
    /// Its ID in reports for programs.
    pub id: &'static str,
    /// What is counted.
    pub unit: Unit,
    /// Text after the number 1.
    pub one: &'static str,
    /// Text after any other number.
    pub many: &'static str,
    /// The cause for one file or finding, as a predicate.
    pub why: &'static str,
}

/// Every cause, in the order of [`Cause`].
#[rustfmt::skip]
pub static CAUSES: &[CauseRow] = &[
    row(Cause::RuleOff, "rule-off", Unit::Findings, ["of a rule that is off", "of rules that are off"], "its rule is off"),
    row(Cause::Context, "context", Unit::Findings, ["in a context that is not selected", "in contexts that are not selected"], "its context is not selected"),
    row(Cause::Suppressed, "suppressed", Unit::Findings, ["suppressed"; 2], "suppressed"),
    row(Cause::Baseline, "baseline", Unit::Findings, ["in the baseline"; 2], "in the baseline"),
    row(Cause::Exclude, "exclude", Unit::Files, ["excluded"; 2], "excluded"),
    row(Cause::Include, "include", Unit::Files, ["not included"; 2], "not included"),
    row(Cause::IgnoreFile, "ignore-file", Unit::Files, ["ignored"; 2], "an ignore file excludes it"),
    row(Cause::Binary, "binary", Unit::ListedFiles, ["binary"; 2], "binary; its first 16 MiB were searched for known model IDs"),
    row(Cause::TooLarge, "too-large", Unit::ListedFiles, ["too large"; 2], "larger than --max-size"),
    row(Cause::Link, "link", Unit::ListedFiles, ["symbolic link", "symbolic links"], "a symbolic link; links are not followed"),
    row(Cause::Submodule, "submodule", Unit::ListedFiles, ["submodule", "submodules"], "a submodule; its files belong to another repository and were not scanned"),
    row(Cause::LfsPointer, "lfs-pointer", Unit::ListedFiles, ["Git LFS pointer", "Git LFS pointers"], "a Git LFS pointer; its content was not downloaded"),
    row(Cause::Sparse, "sparse", Unit::Files, ["outside of the sparse checkout"; 2], "git tracks it, and the sparse checkout leaves it out"),
    row(Cause::Vendored, "vendored", Unit::Files, ["vendored"; 2], "in a folder of installed dependencies that git does not track"),
    row(Cause::SpecialFile, "special-file", Unit::ListedFiles, ["special file", "special files"], "a socket, pipe or device"),
    row(Cause::TemporaryFile, "temporary-file", Unit::ListedFiles, ["temporary file of a killed run", "temporary files of killed runs"], "a temporary file of a killed run"),
    row(Cause::Output, "output", Unit::ListedFiles, ["output of this run", "outputs of this run"], "this run writes it"),
];

const fn row(
    cause: Cause,
    id: &'static str,
    unit: Unit,
    [one, many]: [&'static str; 2],
    why: &'static str,
) -> CauseRow {
    CauseRow {
        cause,
        id,
        unit,
        one,
        many,
        why,
    }
}

impl Cause {
    /// The row of the cause.
    pub fn row(self) -> &'static CauseRow {
        // The table is in the order of the enum, which a test checks.
        &CAUSES[self as usize]
    }
}

impl CauseRow {
    /// `3 excluded`; the caller formats the number.
    pub fn words(&self, count: u64) -> &'static str {
        if count == 1 { self.one } else { self.many }
    }
}

/// What each cause leaves out, counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeftOut(BTreeMap<Cause, u64>);

impl LeftOut {
    /// Adds to a count.
    pub fn add(&mut self, cause: Cause, count: u64) {
        if count > 0 {
            let sum = self.0.entry(cause).or_default();
            *sum = sum.saturating_add(count);
        }
    }

    /// Adds all counts of another.
    pub fn append(&mut self, other: &Self) {
        for (cause, count) in &other.0 {
            self.add(*cause, *count);
        }
    }

    /// These counts without those of another; absent if that has more of a cause.
    pub fn without(&self, other: &Self) -> Option<Self> {
        let mut rest = self.clone();
        for (cause, count) in &other.0 {
            let left = rest.of(*cause).checked_sub(*count)?;
            rest.0.remove(cause);
            rest.add(*cause, left);
        }
        Some(rest)
    }

    /// How much a cause leaves out.
    pub fn of(&self, cause: Cause) -> u64 {
        self.0.get(&cause).copied().unwrap_or_default()
    }

    /// Every cause that leaves something out, with its count, in the order of [`CAUSES`].
    pub fn iter(&self) -> impl Iterator<Item = (&'static CauseRow, u64)> {
        self.0.iter().map(|(cause, count)| (cause.row(), *count))
    }

    /// Number of findings left out.
    pub fn findings(&self) -> u64 {
        self.sum(|unit| unit == Unit::Findings)
    }

    /// Number of files and folders left out.
    pub fn files(&self) -> u64 {
        self.sum(|unit| unit != Unit::Findings)
    }

    fn sum(&self, of: impl Fn(Unit) -> bool) -> u64 {
        self.iter()
            .filter(|(row, _)| of(row.unit))
            .map(|(_, count)| count)
            .sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_causes() {
        for (at, row) in CAUSES.iter().enumerate() {
            assert_eq!(row.cause as usize, at, "{}", row.id);
        }
        assert!(CAUSES.is_sorted_by_key(|row| row.cause));
    }

    #[test]
    fn counts_add_up() {
        let mut left = LeftOut::default();
        left.add(Cause::Exclude, 2);
        left.add(Cause::Link, 0);
        let mut more = LeftOut::default();
        more.add(Cause::Exclude, 1);
        more.add(Cause::RuleOff, 4);
        left.append(&more);
        assert_eq!(
            (left.of(Cause::Exclude), left.files(), left.findings()),
            (3, 3, 4)
        );
        let ids: Vec<_> = left.iter().map(|(row, count)| (row.id, count)).collect();
        assert_eq!(ids, [("rule-off", 4), ("exclude", 3)]);
    }
}
