//! Finds references to Bedrock models in text.
//!
//! Bytes and a [`Vocabulary`] in, [`Match`]es out: it opens no file, and knows neither dates nor levels.
//! `search` is the fast pass over every byte, the other modules look only around its hits.

mod arn;
mod bare_name;
mod constant;
pub(crate) mod context;
pub mod declaration;
pub mod declared;
mod detector;
mod dotted_list;
mod expression;
mod kinds;
mod left;
mod lexicon;
mod matched;
mod nearby;
mod oracle;
mod pattern;
mod prefixed;
mod provider;
mod purpose;
mod registry;
mod resolve;
mod run;
mod search;
mod symbol;
mod template;
mod unprefixed;
pub mod uses;
mod vocabulary;

pub use self::declared::Declared;
pub use context::paths_agree;
pub use detector::{Detector, OVERLAP};
pub use kinds::{Confidence, Context, Form, Purpose, RegionOrigin, Resolution};
pub use matched::{FromProject, Match};
pub use vocabulary::{Constant, Constants, KnownId, OpaqueName, SymbolLibrary, Vocabulary};

#[cfg(test)]
mod tests;
