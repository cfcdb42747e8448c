//! The library and the binary as their users meet them, in one binary.

#![allow(clippy::unwrap_used, reason = "a test that cannot set itself up should stop where it stands")]

mod adopt;
mod baseline;
mod config;
mod git;
mod hostile;
mod projects;
mod scan;
mod suppress;
mod walk;
