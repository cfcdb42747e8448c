//! The integration tests, one binary.

mod catalog;
mod json;
mod judge;
mod occurrences;
mod pretty;
mod scan;
mod verdicts;
mod walk;
