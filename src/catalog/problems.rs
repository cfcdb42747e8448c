//! The error of a catalog that cannot be used.

use std::fmt;

use crate::catalog::parse::CatalogProblem;

/// All problems of a catalog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CatalogError {
    /// The problems, sorted; at least one.
    pub problems: Vec<CatalogProblem>,
}

impl fmt::Display for CatalogError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let noun = if self.problems.len() == 1 {
            "problem"
        } else {
            "problems"
        };
        write!(f, "the catalog has {} {noun}", self.problems.len())?;
        self.problems
            .iter()
            .try_for_each(|problem| write!(f, "\n{problem}"))
    }
}

impl std::error::Error for CatalogError {}

impl From<Vec<CatalogProblem>> for CatalogError {
    fn from(problems: Vec<CatalogProblem>) -> Self {
        Self { problems }
    }
}
