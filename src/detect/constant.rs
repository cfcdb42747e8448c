//! Constants to which a file assigns one literal, and the IDs that are put together with them.
//!
//! `f"anthropic.{MODEL}"` and `PREFIX + "claude-v2"` are references if the same file defines the constant. Variables that
//! a function or a branch may set are not resolved: only constants by declaration or by spelling are, and only if all
//! assignments have the same value.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::ops::Range;

use super::lexicon::Lexicon;
use crate::model_id::ProfileScope;

/// Longest type between a name and its value: `NAME: &'static str = `.
const MAX_TYPE: usize = 48;

/// Longest value that is read.
const MAX_VALUE: usize = 128;

/// What a file assigns to its constants; read when it is first asked for.
#[derive(Debug)]
pub(super) struct FileConstants<'t> {
    pub(super) text: &'t [u8],
    values: OnceCell<BTreeMap<&'t [u8], Constant<'t>>>,
}

#[derive(Debug)]
struct Constant<'t> {
    /// Where its first assignment begins.
    at: usize,
    /// Whether each assignment declares a constant, or the name is written like that of one.
    declared: bool,
    /// The value; absent where two assignments differ, or one assigns no literal.
    value: Option<&'t str>,
}

impl<'t> FileConstants<'t> {
    pub(super) fn new(text: &'t [u8]) -> Self {
        Self {
            text,
            values: OnceCell::new(),
        }
    }

    /// The value of a constant, in lower case, by its name as an expression writes it: `MODEL`, `local.model`,
    /// `self.MODEL`.
    pub(super) fn value(&self, name: &[u8]) -> Option<String> {
        const OWNERS: &[&[u8]] = &[
            b"self.",
            b"this.",
            b"cls.",
            b"Self::",
            b"self::",
            b"static::",
        ];
        // A Terraform local is read as one, whatever its name.
        if let Some(local) = name.strip_prefix(b"local.") {
            return self.values().get(local)?.value.map(str::to_ascii_lowercase);
        }
        let name = OWNERS
            .iter()
            .find_map(|owner| name.strip_prefix(*owner))
            .unwrap_or(name);
        let constant = self
            .values()
            .get(name)
            .filter(|constant| constant.declared)?;
        constant.value.map(str::to_ascii_lowercase)
    }

    fn values(&self) -> &BTreeMap<&'t [u8], Constant<'t>> {
        self.values.get_or_init(|| read(self.text))
    }

    /// The constants whose value is the beginning of an ID, in the order of the file: its name and value.
    pub(super) fn prefixes(&self, lexicon: &Lexicon) -> Vec<(&'t [u8], String)> {
        let mut prefixes: Vec<(usize, &[u8], String)> = Vec::new();
        for (name, constant) in self
            .values()
            .iter()
            .filter(|(_, constant)| constant.declared)
        {
            let value = constant
                .value
                .map(str::to_ascii_lowercase)
                .filter(|value| begins_an_id(value, lexicon));
            prefixes.extend(value.map(|value| (constant.at, *name, value)));
        }
        prefixes.sort_unstable();
        prefixes
            .into_iter()
            .take(MAX_PREFIXES)
            .map(|(_, name, value)| (name, value))
            .collect()
    }
}

fn read(text: &[u8]) -> BTreeMap<&[u8], Constant<'_>> {
    let mut values: BTreeMap<&[u8], Constant<'_>> = BTreeMap::new();
    for equals in memchr::memchr_iter(b'=', text) {
        // A comparison, an arrow or a match.
        if matches!(text.get(equals + 1), Some(b'=' | b'>' | b'~')) {
            continue;
        }
        let Some(name) = assigned_name(text, equals) else {
            continue;
        };
        let (at, value) = (name.start, value_at(text, equals + 1));
        let declared = is_constant(text, name.start, name.end);
        let known = values.entry(&text[name]).or_insert(Constant {
            at,
            declared,
            value,
        });
        known.declared &= declared;
        if known.value != value {
            known.value = None;
        }
    }
    values
}

/// The name before an assignment, its type left out; absent if none exists.
fn assigned_name(text: &[u8], equals: usize) -> Option<Range<usize>> {
    let is_name = |b: &u8| b.is_ascii_alphanumeric() || *b == b'_';
    let name_before = |end: usize| {
        let end = text[..end].trim_ascii_end().len();
        let start = end
            - text[..end]
                .iter()
                .rev()
                .take(MAX_VALUE)
                .take_while(|b| is_name(b))
                .count();
        let named = start < end && !text[start].is_ascii_digit();
        named.then_some(start..end)
    };
    let end = if text[..equals].ends_with(b":") {
        equals - 1
    } else {
        equals
    };
    let floor = end.saturating_sub(MAX_TYPE);
    let line = floor + memchr::memrchr(b'\n', &text[floor..end]).map_or(0, |newline| newline + 1);
    let is_type = |b: &u8| {
        is_name(b)
            || matches!(
                b,
                b'&' | b'<' | b'>' | b'[' | b']' | b'\'' | b'.' | b'?' | b'|' | b' '
            )
    };
    let typed = text[line..end]
        .iter()
        .rev()
        .take_while(|b| is_type(b))
        .count();
    match (end - typed).checked_sub(1) {
        Some(colon) if text[colon] == b':' && typed > 1 => name_before(colon),
        _ => name_before(end),
    }
}

/// The literal or bare word that a value is; absent where it is anything else.
fn value_at(text: &[u8], start: usize) -> Option<&str> {
    let rest = &text[start..text.len().min(start + MAX_VALUE + 8)];
    let blanks = rest
        .iter()
        .take_while(|b| matches!(b, b' ' | b'\t'))
        .count();
    let rest = &rest[blanks..];
    let prefix = rest
        .iter()
        .take(2)
        .take_while(|b| b"fFrRbBuU$@".contains(b))
        .count();
    let value = match rest.get(prefix) {
        Some(quote @ (b'"' | b'\'' | b'`')) => {
            let inside = &rest[prefix + 1..];
            let end = inside
                .iter()
                .position(|b| b == quote || matches!(b, b'\n' | b'\\'))?;
            if inside[end] != *quote {
                return None;
            }
            &inside[..end]
        }
        _ => {
            let is_word =
                |b: &&u8| b.is_ascii_alphanumeric() || matches!(**b, b'.' | b'_' | b':' | b'-');
            &rest[..rest.iter().take_while(is_word).count()]
        }
    };
    std::str::from_utf8(value)
        .ok()
        .filter(|value| !value.is_empty())
}

/// Whether a name is declared as a constant, or is written like one.
fn is_constant(text: &[u8], start: usize, end: usize) -> bool {
    const WORDS: &[&[u8]] = &[
        b"const",
        b"final",
        b"val",
        b"static",
        b"readonly",
        b"constexpr",
        b"let",
    ];
    let name = &text[start..end];
    if name.iter().any(u8::is_ascii_uppercase) && !name.iter().any(u8::is_ascii_lowercase) {
        return true;
    }
    let before = &text[start.saturating_sub(80)..start];
    let line = &before[memchr::memrchr(b'\n', before).map_or(0, |at| at + 1)..];
    line.split(|b| !b.is_ascii_alphanumeric() && *b != b'_')
        .any(|word| WORDS.contains(&word))
}

/// Constants that begin an ID and whose uses are looked for, each by a pass over the file.
pub(super) const MAX_PREFIXES: usize = 8;

/// Whether a value is the beginning of an ID, with its provider's dot, and no whole one.
pub(super) fn begins_an_id(value: &str, lexicon: &Lexicon) -> bool {
    let (_, id) = scope_of(value, lexicon);
    let provider = id.split('.').next().unwrap_or_default();
    id.ends_with(['.', '-', ':'])
        && id.contains('.')
        && lexicon.provider_names().any(|name| name == provider)
}

/// The profile scope at the beginning of an ID, and the rest.
pub(super) fn scope_of<'v>(value: &'v str, lexicon: &Lexicon) -> (Option<ProfileScope>, &'v str) {
    match value.split_once('.') {
        Some((scope, rest)) if lexicon.is_scope(scope) => (Some(ProfileScope::new(scope)), rest),
        _ => (None, value),
    }
}
