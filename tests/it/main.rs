//! The integration tests, one binary.

mod json;
mod judge;
mod occurrences;
mod pretty;
