//! A finding that the judged change hides.

use crate::finding::Finding;
use crate::housekeeping::LinePart;

/// A finding that a comment of the judged change hides.
#[derive(Clone, Debug)]
pub struct HiddenByChange {
    /// The comment.
    pub comment: LinePart,
    /// The finding before it was hidden.
    pub finding: Finding,
}
