//! The integration tests, one binary.

mod catalog;
