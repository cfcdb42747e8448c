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

/// Which entries of a collection are asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Entries {
    /// Its elements, or the values of its records.
    Elements,
    /// Its keys, of which a lookup sends none: `SUCCESSORS[model]`.
    Keys,
    /// Elements that people choose from: only what the program takes without asking counts.
    Offered,
}
