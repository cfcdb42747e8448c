//! The Region that the same call or block names for a reference that does not name one itself.
//!
//! Only a Region behind a word for one counts (`region_name=`, `AWS_REGION=`, `Region:`), and only when
//! exactly one is named; where a Region is read from elsewhere, nothing is changed.

use std::collections::BTreeSet;

use super::context::place::File;
use super::{Confidence, Match, RegionOrigin};
use crate::language::Kind;
use crate::model_id::Region;

/// How many bytes before and behind a reference belong to its call or block at most.
const REACH: usize = 600;

/// Names the Region of matches that have none.
pub(crate) fn assign(file: &File<'_>, matches: &mut [Match]) {
    let text = file.text();
    let settings = file.kind() == Kind::Config;
    for found in matches.iter_mut().filter(|m| m.region.is_none()) {
        let near = if settings {
            text
        } else {
            let from = found.span.start.saturating_sub(REACH);
            block(text, from, found.span.start, found.span.end, (found.span.end + REACH).min(text.len()))
        };
        let named = regions(near);
        let [region] = named.iter().collect::<Vec<_>>()[..] else { continue };
        found.region = Some((Region::new(region.clone()), RegionOrigin::Nearby));
        found.confidence = found.confidence.min(Confidence::Medium);
    }
}

/// The text around a reference up to the nearest empty lines.
fn block(text: &[u8], from: usize, start: usize, end: usize, to: usize) -> &[u8] {
    let before = memchr::memmem::rfind(&text[from..start], b"\n\n").map_or(from, |n| from + n);
    let after = memchr::memmem::find(&text[end..to], b"\n\n").map_or(to, |n| end + n);
    &text[before..after]
}

/// The Regions behind a word for one.
fn regions(near: &[u8]) -> BTreeSet<String> {
    let mut named = BTreeSet::new();
    for at in memchr::memchr_iter(b'-', near) {
        if let Some((start, code)) = region_around(near, at)
            && behind_a_name(&near[..start])
        {
            named.insert(code);
        }
    }
    named
}

/// A Region code whose first dash is at `dash`: `us-east-1`, `us-gov-west-1`.
fn region_around(text: &[u8], dash: usize) -> Option<(usize, String)> {
    let start = dash.checked_sub(2)?;
    let word = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'/');
    if start > 0 && word(&text[start - 1]) {
        return None;
    }
    let length = text[start..].iter().take(20).take_while(|b| word(b)).count();
    let code = std::str::from_utf8(&text[start..start + length]).ok()?;
    is_region(code).then(|| (start, code.to_owned()))
}

/// Whether a word has the shape of a Region code.
fn is_region(code: &str) -> bool {
    const AREAS: &[&str] = &["us", "eu", "ap", "sa", "ca", "me", "af", "il", "cn", "mx"];
    const PARTS: &[&str] = &[
        "east",
        "west",
        "north",
        "south",
        "central",
        "northeast",
        "northwest",
        "southeast",
        "southwest",
        "gov-east",
        "gov-west",
    ];
    let Some((area, rest)) = code.split_once('-') else { return false };
    let Some((part, number)) = rest.rsplit_once('-') else { return false };
    AREAS.contains(&area)
        && PARTS.contains(&part)
        && number.len() == 1
        && number.as_bytes()[0].is_ascii_digit()
}

/// Whether what stands before a Region ends in a name with `region` in it and an assignment.
fn behind_a_name(before: &[u8]) -> bool {
    let end = before.len();
    let near = &before[end.saturating_sub(48)..];
    let near = near.rsplit(|b| *b == b'\n').next().unwrap_or(near);
    let near = near.trim_ascii_end();
    let near = near
        .strip_suffix(b"\"")
        .or_else(|| near.strip_suffix(b"'"))
        .or_else(|| near.strip_suffix(b"\\\""))
        .unwrap_or(near);
    let near = near.trim_ascii_end().to_ascii_lowercase();
    let Some(at) = memchr::memmem::rfind(&near, b"region") else { return false };
    // Between the name and the value: an assignment, a call, a default.
    let between = &near[at + "region".len()..];
    between.len() <= 16
        && between.iter().any(|b| matches!(b, b'=' | b':' | b'(' | b' ' | b','))
        && between.iter().all(|b| {
            b.is_ascii_alphabetic()
                || matches!(b, b'=' | b':' | b'(' | b' ' | b'"' | b'\'' | b'_' | b'.' | b',' | b'-' | b'>')
        })
}

#[cfg(test)]
mod tests;
