//! Everything that is tested from outside, in one binary.

mod scan;
mod walk;
