//! Quoted IDs without their provider: `"claude-3-haiku-20240307-v1:0"`.
//!
//! Only where the whole literal is exactly one known ID without its provider, and ends in Bedrock's version suffix:
//! the first-party names of providers, and those of other clouds, have none.

use super::lexicon::{Lexicon, before_version};
use crate::model_id::ModelId;
use crate::reference::{Confidence, Form, Found, Resolution};
use crate::source::Span;

/// Longest name that is read.
const MAX_NAME: usize = 96;

/// The name that ends before the quote at `end`.
pub(super) fn name_ending_at(text: &[u8], end: usize, lexicon: &Lexicon) -> Option<Found> {
    let is_name =
        |b: &&u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'.' | b':');
    let floor = end.saturating_sub(MAX_NAME);
    let start = end - text[floor..end].iter().rev().take_while(is_name).count();
    let quote = start
        .checked_sub(1)
        .map(|at| text[at])
        .filter(|quote| matches!(quote, b'"' | b'\''))?;
    // Inside JSON the quotes are escaped.
    let escaped = start >= 2 && text[start - 2] == b'\\';
    let closing = if escaped {
        text.get(end..end + 2)? == [b'\\', quote]
    } else {
        text.get(end) == Some(&quote)
    };
    let name = std::str::from_utf8(&text[start..end]).ok()?;
    if !closing || before_version(name).is_none() {
        return None;
    }
    let entry = lexicon.without_provider(name)?;
    Some(Found {
        resolution: Resolution::Exact,
        models: vec![ModelId::new(entry.base.clone())],
        variant: entry.variant(),
        confidence: Confidence::Medium,
        ..Found::at(Span { start, end }, Form::Base)
    })
}
