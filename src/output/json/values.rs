//! Checks of single values of a report: what no report has is an error that names the field.

use std::collections::BTreeMap;
use std::fmt;

use jiff::civil::Date;
use serde::Deserialize;
use serde::de::IntoDeserializer as _;
use serde::de::value::Error as WordError;

use crate::finding::Fingerprint;
use crate::model_id::ModelId;
use crate::output::escape;

/// Why a value of a report cannot be read: the field and the problem, `findings[3].level: …`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct FieldError(pub(super) String);

impl<T: Into<String>> From<T> for FieldError {
    fn from(message: T) -> Self {
        Self(message.into())
    }
}

/// The largest number: beyond it, JSON numbers of other programs are not exact.
const MOST: u64 = 1 << 53;

/// The most bytes of a quoted value in a message.
const QUOTED: usize = 80;

pub(super) fn model_id(field: &str, id: &str) -> Result<ModelId, FieldError> {
    Ok(ModelId::new(identifier(field, id)?.to_owned()))
}

pub(super) fn model_ids(field: &str, ids: &[String]) -> Result<Vec<ModelId>, FieldError> {
    ids.iter().map(|id| model_id(field, id)).collect()
}

/// A name without spaces and without characters that are markup somewhere.
pub(super) fn identifier<'t>(field: &str, text: &'t str) -> Result<&'t str, FieldError> {
    let fits = |c: char| c.is_ascii_graphic() && !"\"'`<>|\\()[]{}".contains(c);
    if text.is_empty() || text.len() > 2048 || !text.chars().all(fits) {
        return Err(FieldError(format!(
            "{field}: `{}` does not have the expected form",
            shortened(text)
        )));
    }
    Ok(text)
}

/// A text without characters that move the cursor, hide text or change its direction.
pub(super) fn plain<'t>(field: &str, text: &'t str) -> Result<&'t str, FieldError> {
    match escape::first_hostile(text) {
        Some(_) => Err(FieldError(format!(
            "{field}: `{}` contains an invisible character",
            shortened(text)
        ))),
        None => Ok(text),
    }
}

pub(super) fn date(field: &str, text: &str) -> Result<Date, FieldError> {
    let parsed = (text.len() == "2026-11-23".len())
        .then(|| text.parse().ok())
        .flatten();
    parsed.ok_or_else(|| {
        FieldError(format!(
            "{field}: `{}` is not a date like 2026-11-23",
            shortened(text)
        ))
    })
}

pub(super) fn optional_date(
    field: &str,
    text: &Option<String>,
) -> Result<Option<Date>, FieldError> {
    text.as_deref().map(|text| date(field, text)).transpose()
}

pub(super) fn count(field: &str, number: u64) -> Result<u64, FieldError> {
    if number > MOST {
        return Err(FieldError(format!(
            "{field}: {number} is larger than any report has"
        )));
    }
    Ok(number)
}

pub(super) fn fingerprint(field: &str, text: &str) -> Result<Fingerprint, FieldError> {
    if text.is_empty() {
        return Ok(Fingerprint::default());
    }
    let is_digits =
        text.len() == 16 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    let parsed = is_digits
        .then(|| u64::from_str_radix(text, 16).ok())
        .flatten();
    parsed.map(Fingerprint::from).ok_or_else(|| {
        FieldError(format!(
            "{field}: `{}` is not 16 hexadecimal digits",
            shortened(text)
        ))
    })
}

/// A value of a closed list by its word.
pub(super) fn word<'de, T: Deserialize<'de>>(field: &str, word: &'de str) -> Result<T, FieldError> {
    T::deserialize(word.into_deserializer()).map_err(|error: WordError| {
        FieldError(format!("{field}: {}", shortened(&error.to_string())))
    })
}

pub(super) fn known<'m, T>(
    field: &str,
    rows: &'m BTreeMap<&str, T>,
    key: &str,
) -> Result<&'m T, FieldError> {
    rows.get(key).ok_or_else(|| {
        FieldError(format!(
            "{field}: `{}` is not in the document",
            shortened(key)
        ))
    })
}

/// `findings[3].level: …`.
/// The same error, in an entry of a list.
pub(super) fn at(list: &str, n: usize, error: &dyn fmt::Display) -> FieldError {
    FieldError(format!("{list}[{n}].{error}"))
}

/// The same error, in an entry of an object.
pub(super) fn inside(list: &str, key: &str, error: &dyn fmt::Display) -> FieldError {
    FieldError(format!("{list}.{}.{error}", shortened(key)))
}

/// A value as a message quotes it.
pub(super) fn shortened(text: &str) -> String {
    match text.char_indices().nth(QUOTED) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
