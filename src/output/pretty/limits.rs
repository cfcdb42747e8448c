//! How much of a report is shown; the rest is counted.

use crate::output::RenderOptions;

/// How much is shown.
pub(super) struct PrintLimits {
    /// Models in one part of the summary.
    pub(super) models: usize,
    /// Problems with a snippet.
    pub(super) problems: usize,
    /// Notes listed individually.
    pub(super) notes: usize,
    /// Locations of one problem.
    pub(super) locations: usize,
    /// Whether the same model with another Region or replacement is one line below the first.
    pub(super) folds: bool,
}

impl PrintLimits {
    pub(super) fn new(options: &RenderOptions) -> Self {
        match options.max_findings {
            None => Self {
                models: 20,
                problems: 25,
                notes: 10,
                locations: 8,
                folds: true,
            },
            Some(0) => Self {
                models: usize::MAX,
                problems: usize::MAX,
                notes: usize::MAX,
                locations: usize::MAX,
                folds: false,
            },
            Some(most) => Self {
                models: 20,
                problems: most,
                notes: most,
                locations: 8,
                folds: true,
            },
        }
    }
}
