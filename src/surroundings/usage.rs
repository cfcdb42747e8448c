//! What a file does with a collection.

/// What a file does with a collection that it declares.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Usage {
    /// Asks whether it contains something.
    pub(super) tested: bool,
    /// Offers it to a user who chooses.
    pub(super) offered: bool,
    /// Goes through it, takes one out of it, or hands it on.
    pub(super) taken: bool,
}
