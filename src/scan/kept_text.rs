//! The bytes that were judged, for those who change them.

use crate::finding::Finding;
use crate::source::Encoding;
use crate::walk::SourcePath;

/// A file with a finding that an edit can change, as it was judged.
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
    /// The text if one of the findings on it has a replacement, or a parameter to remove.
    pub(super) fn with_edit(self, findings: &[Finding]) -> Option<Self> {
        let removes = |finding: &Finding| finding.related.iter().any(|at| at.is_removable);
        findings
            .iter()
            .any(|finding| finding.replacement.is_some() || removes(finding))
            .then_some(self)
    }
}
