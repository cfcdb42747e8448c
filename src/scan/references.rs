//! The references of one text with their surroundings.

use crate::detect::Detector;
use crate::reference::{FromProject, Match};
use crate::source::Source;
use crate::surroundings;

/// The references of a text, by position. `known` is what the other files of the project show about it.
pub fn references(detector: &Detector, source: &Source, known: &FromProject) -> Vec<Match> {
    let found = detector.detect_with(source, &known.uses);
    surroundings::matches(source, &known.unused_types, found)
}
