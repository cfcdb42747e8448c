//! What a file does with the names that the project defines.

use crate::finding::Location;
use crate::reference::Family;
use crate::surroundings::uses::FoundNames;
use crate::walk::SourcePath;

/// What one file does with the names of its family.
pub(super) struct LookedFile<'f> {
    pub(super) file: &'f SourcePath,
    pub(super) family: Family,
    pub(super) names: FileNames,
}

/// What a file does with names.
#[derive(Default)]
pub(super) struct FileNames {
    pub(super) found: FoundNames,
    /// The collections to whose entries it sends requests, by number, and where.
    pub(super) sent: Vec<(u32, Location)>,
    /// Whether it could not be looked at.
    pub(super) unread: bool,
}
