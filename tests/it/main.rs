//! The integration tests, one binary: linking once is most of what a test binary costs.

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
