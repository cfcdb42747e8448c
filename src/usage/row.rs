//! What one row of an export says, and what can be wrong with it.

use jiff::civil::Date;

/// The largest number of invocations: beyond it, JSON numbers of other programs are not exact.
pub(super) const MAX_COUNT: u64 = 1 << 53;

/// What a row says.
pub(super) struct UsageRow {
    pub(super) name: String,
    pub(super) count: u64,
    pub(super) first: Option<Date>,
    pub(super) last: Option<Date>,
    pub(super) days: Option<u64>,
}

/// What is wrong with an export, before the file is known.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct ExportProblem {
    /// Absent for the whole file.
    pub(super) line: Option<usize>,
    pub(super) message: String,
}

/// The number of line feeds.
pub(super) fn count_lines(bytes: &[u8]) -> usize {
    memchr::memchr_iter(b'\n', bytes).count()
}
