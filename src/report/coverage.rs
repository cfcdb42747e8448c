//! What a run read and judged.

/// Which of the scanned references and lines were judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coverage {
    /// Whether each Legacy or End-of-Life reference is a finding at its default level or above: no rule about stages and no
    /// context is off or lowered.
    pub every_stage: bool,
    /// Whether whole files were judged, not only the lines that a change adds.
    pub every_line: bool,
}

impl Default for Coverage {
    /// Everything was judged.
    fn default() -> Self {
        Self {
            every_stage: true,
            every_line: true,
        }
    }
}

/// Counts of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Stats {
    /// Files that were read as text and searched.
    pub files_scanned: u64,
    /// Bytes that were read.
    pub bytes_scanned: u64,
    /// Files searched in windows, since they are too large to be held whole.
    pub files_in_windows: u64,
}
