//! The integration tests, one binary.

mod catalog;
mod fixtures;
mod formats;
mod imports;
mod json;
mod judge;
mod occurrences;
mod pretty;
mod program;
mod readme;
mod scan;
mod verdicts;
mod walk;
