//! The bytes that were judged, for those who change them.

use crate::finding::Finding;
use crate::source::Encoding;
use crate::walk::SourcePath;

/// A file with a finding that has a replacement, as it was judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptText {
    /// Where it was read.
    pub path: SourcePath,
    /// Its bytes.
    pub content: Vec<u8>,
    /// How they were decoded.
    pub encoding: Encoding,
}

impl KeptText {
    /// The text if one of the findings on it has a replacement.
    pub(super) fn with_replacement(self, findings: &[Finding]) -> Option<Self> {
        findings
            .iter()
            .any(|finding| finding.replacement.is_some())
            .then_some(self)
    }
}
