//! The integration tests, one binary.

mod adopt;
mod baseline;
mod catalog;
mod comparison;
mod config;
mod docs;
mod fixtures;
mod formats;
mod git;
mod hostile;
mod imports;
mod json;
mod judge;
mod languages;
mod matrix;
mod occurrences;
mod pretty;
mod program;
mod projects;
mod readme;
mod scan;
mod suppress;
mod verdicts;
mod walk;
