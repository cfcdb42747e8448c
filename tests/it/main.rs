//! The integration tests, one binary: linking once is most of what a test binary costs.

mod fixtures;
mod formats;
mod imports;
mod program;
mod readme;
mod scan;
mod walk;
