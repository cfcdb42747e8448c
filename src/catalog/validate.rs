//! Whether the rows of a catalog make sense together: every problem, each with its place and what to
//! write instead.

use crate::catalog::parse::{Problem, RuleFiles};

/// Everything that is wrong with the rows, in no particular order.
pub fn validate(_files: &RuleFiles) -> Vec<Problem> {
    Vec::new()
}
