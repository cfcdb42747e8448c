//! A catalog with overlays over it.

use std::path::Path;

use crate::catalog::model::Catalog;
use crate::catalog::parse::CatalogProblem;

/// A catalog with overlays applied to it.
#[derive(Clone, Debug)]
pub struct Merged {
    /// The whole.
    pub catalog: Catalog,
    /// Contradictions of two overlays, in words, with both locations.
    pub conflicts: Vec<String>,
}

pub(super) fn whole(path: &Path, message: String) -> CatalogProblem {
    CatalogProblem {
        path: path.to_string_lossy().replace('\\', "/"),
        line: 0,
        column: 0,
        message,
    }
}
