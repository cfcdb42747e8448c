//! Finds references to Bedrock models in text.
//!
//! Bytes and a [`Vocabulary`] in, [`Match`]es out: it opens no file, and knows neither dates nor levels.
//! `search` is the fast pass over every byte, the other modules look only around its hits.

mod arn;
mod bare_name;
mod before_provider;
mod constant;
pub(crate) mod context;
pub mod declaration;
pub mod declared;
mod detector;
mod dotted_list;
mod encoded_id;
mod expression;
mod lexicon;
mod matched;
mod nearby;
mod oracle;
mod pattern;
mod prefixed;
mod provider;
mod purpose;
mod reference_words;
mod registry;
mod resolve;
mod search;
mod symbol;
mod template;
mod unprefixed;
pub mod uses;
mod vocabulary;

pub use self::declared::Declared;
pub use context::paths_agree;
pub use detector::{Detector, OVERLAP};
pub use matched::{FromProject, Match};
pub use reference_words::{Confidence, Context, Form, Purpose, RegionOrigin, Resolution};
pub use vocabulary::{Constant, Constants, KnownId, OpaqueName, SymbolLibrary, Vocabulary};

#[cfg(test)]
mod tests;
