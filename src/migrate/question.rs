//! A question that a plan leaves open.

use crate::finding::Location;

/// Something that a person has to find out or decide.
#[derive(Clone, Debug)]
pub struct OpenQuestion {
    /// The question with what it depends on, in sentences; names are in backticks.
    pub text: String,
    /// The locations that it is about, by path and position; empty if it is about the whole project.
    pub locations: Vec<Location>,
}
