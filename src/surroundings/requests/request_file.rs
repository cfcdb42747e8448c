//! A file in which requests are looked for, with a bound on the time for it.

use std::cell::Cell;

use super::super::file::File;
use super::names::NameIndex;
use crate::language::Kind;

/// How many steps are taken for each byte of a file, and at least: uses of names, items and pieces of code that are looked
/// at. After them no further request of the file is read, so that the time is linear in its size.
const STEPS: (usize, usize) = (4, 1 << 17);
/// How many bytes of code count as a step.
pub(super) const BYTES_OF_STEP: usize = 16;

/// A file in which requests are looked for.
pub(super) struct RequestFile<'f, 's> {
    pub(super) file: &'f File<'s>,
    pub(super) names: NameIndex<'f, 's>,
    steps: Cell<usize>,
}

impl<'f, 's> RequestFile<'f, 's> {
    pub(super) fn new(file: &'f File<'s>) -> Self {
        Self {
            file,
            names: NameIndex::new(file),
            steps: Cell::new(STEPS.1.max(file.text().len().saturating_mul(STEPS.0))),
        }
    }

    /// Whether no step is left.
    pub(super) fn is_exhausted(&self) -> bool {
        self.steps.get() == 0
    }

    /// Whether the file is settings or infrastructure: a key next to a value is a field, not a variable.
    pub(super) fn is_settings(&self) -> bool {
        self.file.kind() != Kind::Code
    }

    /// Takes steps; false where none is left.
    pub(super) fn takes(&self, steps: usize) -> bool {
        let left = self.steps.get().saturating_sub(steps);
        self.steps.set(left);
        left > 0
    }
}
