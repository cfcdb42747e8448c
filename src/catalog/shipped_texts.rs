//! The texts of the shipped catalog. They are kept apart from its tables (`embedded`), which are made of the types of
//! `shipped`, and these read the texts.

/// All of them, one after the other.
pub(super) static TEXTS: &str = include_str!(concat!(env!("OUT_DIR"), "/catalog.txt"));
