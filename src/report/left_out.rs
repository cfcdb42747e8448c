//! What a report leaves out, counted by cause.
//!
//! One table for every format: a cause is a row of [`CAUSES`]. What makes the walk or the judge leave something out
//! is decided there.

use std::collections::BTreeMap;

/// Why a finding or a file is left out, in the order of reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Cause {
    /// The rule of the finding is off.
    RuleOff,
    /// The finding is in a context that was not asked for, or whose level is `off`.
    Context,
    /// A comment or an entry of the configuration hides the finding.
    Suppressed,
    /// The baseline has accepted the finding.
    Baseline,
    /// `--exclude` or the configuration leaves the file or folder out.
    Exclude,
    /// `--include` or the configuration asks for other files.
    Include,
    /// `.gitignore`, `.ignore` or `.bedrock-eol-ignore` leaves the file or folder out.
    IgnoreFile,
    /// The content of the file is no text.
    Binary,
    /// The file is larger than `--max-size`.
    TooLarge,
    /// A symbolic link below a root; links are not followed.
    Link,
    /// A submodule that the judged change moves to another commit: its files belong to another repository.
    Submodule,
    /// A socket, pipe or device.
    SpecialFile,
    /// What a killed run of this program left; git does not track it.
    TemporaryFile,
}

/// What a cause leaves out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Findings that the report would have otherwise.
    Findings,
    /// Files and folders; a folder that is left out whole counts as one.
    Files,
    /// Files whose paths are in [`super::Report::skipped`].
    ListedFiles,
}

/// A row of [`CAUSES`].
#[derive(Debug)]
pub struct CauseRow {
    /// The cause.
    pub cause: Cause,
    /// Its name in reports for programs.
    pub id: &'static str,
    /// What is counted.
    pub unit: Unit,
    /// The words after the number 1.
    pub one: &'static str,
    /// The words after any other number.
    pub many: &'static str,
    /// The cause as a sentence without a subject, for one file or finding.
    pub why: &'static str,
}

/// Every cause, in the order of [`Cause`].
#[rustfmt::skip]
pub static CAUSES: &[CauseRow] = &[
    row(Cause::RuleOff, "rule-off", Unit::Findings, ["of a rule that is off", "of rules that are off"], "its rule is off"),
    row(Cause::Context, "context", Unit::Findings, ["in a context that is not asked for", "in contexts that are not asked for"], "its context is not asked for"),
    row(Cause::Suppressed, "suppressed", Unit::Findings, ["suppressed"; 2], "suppressed"),
    row(Cause::Baseline, "baseline", Unit::Findings, ["in the baseline"; 2], "in the baseline"),
    row(Cause::Exclude, "exclude", Unit::Files, ["excluded"; 2], "excluded"),
    row(Cause::Include, "include", Unit::Files, ["not included"; 2], "not included"),
    row(Cause::IgnoreFile, "ignore-file", Unit::Files, ["ignored"; 2], "an ignore file leaves it out"),
    row(Cause::Binary, "binary", Unit::ListedFiles, ["binary"; 2], "binary; its first 16 MiB were searched for known model IDs"),
    row(Cause::TooLarge, "too-large", Unit::ListedFiles, ["too large"; 2], "larger than --max-size"),
    row(Cause::Link, "link", Unit::ListedFiles, ["symbolic link", "symbolic links"], "a symbolic link; links are not followed"),
    row(Cause::Submodule, "submodule", Unit::ListedFiles, ["changed submodule", "changed submodules"], "a submodule, whose files are of another repository"),
    row(Cause::SpecialFile, "special-file", Unit::ListedFiles, ["special file", "special files"], "a socket, pipe or device"),
    row(Cause::TemporaryFile, "temporary-file", Unit::ListedFiles, ["temporary file of a killed run", "temporary files of killed runs"], "a temporary file that a killed run left"),
];

const fn row(
    cause: Cause,
    id: &'static str,
    unit: Unit,
    [one, many]: [&'static str; 2],
    why: &'static str,
) -> CauseRow {
    CauseRow { cause, id, unit, one, many, why }
}

impl Cause {
    /// The row of the cause.
    pub fn row(self) -> &'static CauseRow {
        // The table is in the order of the enum, which a test compares.
        &CAUSES[self as usize]
    }
}

impl CauseRow {
    /// `3 excluded`; the number is written by the caller's own rules.
    pub fn words(&self, count: u64) -> &'static str {
        if count == 1 { self.one } else { self.many }
    }
}

/// How much each cause leaves out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeftOut(BTreeMap<Cause, u64>);

impl LeftOut {
    /// Counts more.
    pub fn add(&mut self, cause: Cause, count: u64) {
        if count > 0 {
            *self.0.entry(cause).or_default() += count;
        }
    }

    /// Counts everything that another count has.
    pub fn append(&mut self, other: &Self) {
        for (cause, count) in &other.0 {
            self.add(*cause, *count);
        }
    }

    /// How much a cause leaves out.
    pub fn of(&self, cause: Cause) -> u64 {
        self.0.get(&cause).copied().unwrap_or_default()
    }

    /// Every cause that leaves something out, with its count, in the order of [`CAUSES`].
    pub fn iter(&self) -> impl Iterator<Item = (&'static CauseRow, u64)> {
        self.0.iter().map(|(cause, count)| (cause.row(), *count))
    }

    /// How many findings are left out.
    pub fn findings(&self) -> u64 {
        self.sum(|unit| unit == Unit::Findings)
    }

    /// How many files and folders are left out.
    pub fn files(&self) -> u64 {
        self.sum(|unit| unit != Unit::Findings)
    }

    fn sum(&self, of: impl Fn(Unit) -> bool) -> u64 {
        self.iter().filter(|(row, _)| of(row.unit)).map(|(_, count)| count).sum()
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
        assert_eq!((left.of(Cause::Exclude), left.files(), left.findings()), (3, 3, 4));
        let ids: Vec<_> = left.iter().map(|(row, count)| (row.id, count)).collect();
        assert_eq!(ids, [("rule-off", 4), ("exclude", 3)]);
    }
}
