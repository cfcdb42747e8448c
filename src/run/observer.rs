//! What a run reports to its caller besides the result.

use crate::scan::Progress;

/// Receives what a run reports besides its result.
pub trait Observer {
    /// Something that the user may want to know, as one sentence or more.
    fn note(&self, _text: &str) {}

    /// Something that limits what the report can say.
    fn warn(&self, _text: &str) {}

    /// Calls `scan`, which reads and judges files; `progress` may be watched from another thread meanwhile.
    fn scanning(&self, _progress: &Progress, scan: &mut dyn FnMut()) {
        scan();
    }
}

/// Ignores everything.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Observer for Silent {}
