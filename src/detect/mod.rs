//! Finds references to Bedrock models in text.
//!
//! Bytes and a [`Vocabulary`] in, [`Found`](crate::reference::Found)s out: it opens no file, and knows neither dates nor levels.
//! `search` is the fast pass over every byte, the other modules look only around its hits.

mod arn;
mod bare_name;
mod before_provider;
mod constant;
mod detector;
mod dotted_list;
mod encoded_id;
mod expression;
mod joined_literals;
mod lexicon;
mod oracle;
mod prefixed;
mod provider;
mod resolve;
mod search;
mod symbol;
mod template;
mod unprefixed;
mod vocabulary;

pub use detector::{Detector, OVERLAP};
pub use vocabulary::{Constants, KnownId, LibraryConstant, OpaqueName, SymbolLibrary, Vocabulary};

#[cfg(test)]
mod tests;
