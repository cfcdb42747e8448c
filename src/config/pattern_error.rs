//! What is wrong with a pattern of the configuration.

use crate::id_pattern::IdPatternError;
use crate::path_pattern::PathPatternError;

/// What is wrong with a pattern of the configuration.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PatternError {
    /// A pattern of paths.
    #[error(transparent)]
    Path(#[from] PathPatternError),
    /// A pattern of model IDs.
    #[error(transparent)]
    Model(#[from] IdPatternError),
    /// A regular expression over lines.
    #[error("invalid regular expression: {}", last_line(.0))]
    Line(#[from] regex::Error),
}

/// The last line is the message; the lines before show the pattern.
fn last_line(error: &regex::Error) -> String {
    let message = error.to_string();
    let last = message.lines().last().unwrap_or_default();
    last.trim_start_matches("error: ").to_owned()
}
