//! The integration tests, one binary.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod adopt;
mod any_text;
mod baseline;
mod binary;
mod by_region;
mod catalog;
mod checkouts;
mod comparison;
mod config;
mod cross_file;
mod docs;
mod explain;
mod facts;
mod file_imports;
mod fingerprints;
mod fixtures;
mod formats;
mod git;
mod hostile;
mod hostile_git;
mod hostile_names;
mod imports;
mod init;
mod json;
mod judge;
mod languages;
mod left_out;
mod matrix;
mod occurrences;
mod packages;
mod pretty;
mod program;
mod projects;
mod readme;
mod replacements;
mod scan;
mod settings_of_changes;
mod shapes;
mod steps;
mod suppress;
mod untrusted_files;
mod uses;
mod verdicts;
mod walk;
