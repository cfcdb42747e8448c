//! Checks of single values of a report: what no report has is an error that names the field.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Deserialize;
use serde::de::IntoDeserializer as _;
use serde::de::value::Error as WordError;

use crate::finding::Fingerprint;
use crate::model_id::ModelId;
use crate::output::escape;

/// The largest number: beyond it, JSON numbers of other programs are not exact.
const MOST: u64 = 1 << 53;

/// The most bytes of a quoted value in a message.
const QUOTED: usize = 80;

pub(super) fn model_id(field: &str, id: &str) -> Result<ModelId, String> {
    Ok(ModelId::new(identifier(field, id)?.to_owned()))
}

pub(super) fn model_ids(field: &str, ids: &[String]) -> Result<Vec<ModelId>, String> {
    ids.iter().map(|id| model_id(field, id)).collect()
}

/// A name without spaces and without characters that are markup somewhere.
pub(super) fn identifier<'t>(field: &str, text: &'t str) -> Result<&'t str, String> {
    let fits = |c: char| c.is_ascii_graphic() && !"\"'`<>|\\()[]{}".contains(c);
    if text.is_empty() || text.len() > 2048 || !text.chars().all(fits) {
        return Err(format!("{field}: `{}` has another form", shortened(text)));
    }
    Ok(text)
}

/// A text without characters that move the cursor, hide text or change its direction.
pub(super) fn plain<'t>(field: &str, text: &'t str) -> Result<&'t str, String> {
    match escape::first_hostile(text) {
        Some(_) => Err(format!(
            "{field}: `{}` has a character that is not shown",
            shortened(text)
        )),
        None => Ok(text),
    }
}

pub(super) fn date(field: &str, text: &str) -> Result<Date, String> {
    let parsed = (text.len() == "2026-11-23".len())
        .then(|| text.parse().ok())
        .flatten();
    parsed.ok_or_else(|| {
        format!(
            "{field}: `{}` is not a date like 2026-11-23",
            shortened(text)
        )
    })
}

pub(super) fn optional_date(field: &str, text: &Option<String>) -> Result<Option<Date>, String> {
    text.as_deref().map(|text| date(field, text)).transpose()
}

pub(super) fn count(field: &str, number: u64) -> Result<u64, String> {
    if number > MOST {
        return Err(format!("{field}: {number} is larger than any report has"));
    }
    Ok(number)
}

pub(super) fn fingerprint(field: &str, text: &str) -> Result<Fingerprint, String> {
    if text.is_empty() {
        return Ok(Fingerprint::default());
    }
    let is_digits =
        text.len() == 16 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    let parsed = is_digits
        .then(|| u64::from_str_radix(text, 16).ok())
        .flatten();
    parsed.map(Fingerprint::from).ok_or_else(|| {
        format!(
            "{field}: `{}` is not 16 hexadecimal digits",
            shortened(text)
        )
    })
}

/// A value of a closed list by its word.
pub(super) fn word<'de, T: Deserialize<'de>>(field: &str, word: &'de str) -> Result<T, String> {
    T::deserialize(word.into_deserializer())
        .map_err(|error: WordError| format!("{field}: {}", shortened(&error.to_string())))
}

pub(super) fn known<'m, T>(
    field: &str,
    rows: &'m BTreeMap<&str, T>,
    key: &str,
) -> Result<&'m T, String> {
    rows.get(key)
        .ok_or_else(|| format!("{field}: `{}` is not in the document", shortened(key)))
}

/// `findings[3].level: …`.
pub(super) fn at(list: &str, n: usize, error: &str) -> String {
    format!("{list}[{n}].{error}")
}

pub(super) fn inside(list: &str, key: &str, error: &str) -> String {
    format!("{list}.{}.{error}", shortened(key))
}

/// A value as a message quotes it.
pub(super) fn shortened(text: &str) -> String {
    match text.char_indices().nth(QUOTED) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
