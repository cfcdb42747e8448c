//! Completes the IDs of models and inference profiles, where a text already looks like one.

use std::borrow::Cow;
use std::ops::Range;

use jiff::civil::Date;

use crate::catalog::{Catalog, Stage};
use crate::language::{Kind, language_of};

/// Bytes of a line that are looked at on each side.
const REACH: usize = 512;

/// An ID to complete with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completable<'c> {
    /// The ID.
    pub id: Cow<'c, str>,
    /// Display name of the model.
    pub name: &'c str,
    /// The stage of the model.
    pub stage: Stage,
}

/// The bytes of the ID that is typed at `offset`, as far as it looks like one: after a quote or what else begins a value,
/// characters of an ID, and a dot.
pub fn completable(path: &str, text: &str, offset: usize) -> Option<Range<usize>> {
    let before = text.get(..offset)?.as_bytes();
    let is_of_id = |byte: &&u8| byte.is_ascii_alphanumeric() || b".-:_".contains(byte);
    let typed = before.iter().rev().take(REACH).take_while(is_of_id).count();
    let start = offset - typed;
    let after = text.as_bytes()[offset..].iter();
    let end = offset + after.take(REACH).take_while(is_of_id).count();
    let begins = match before[..start].last() {
        Some(b'"' | b'\'' | b'`' | b'/') => true,
        // Outside of code, values need no quotes: `model: amazon.nova`. In code it is a member of an object.
        None | Some(b' ' | b'\t' | b'\n' | b'=' | b':') => !is_code(path, text),
        _ => false,
    };
    (begins && text[start..offset].contains('.')).then_some(start..end)
}

fn is_code(path: &str, text: &str) -> bool {
    matches!(
        language_of(path, text.as_bytes()).kind,
        Kind::Code | Kind::Infra | Kind::Notebook
    )
}

/// The IDs of models and profiles that begin with what is typed, without models that are End-of-Life: the Active ones first,
/// then by ID.
pub fn completions<'c>(typed: &str, catalog: &'c Catalog, as_of: Date) -> Vec<Completable<'c>> {
    let mut found = Vec::new();
    for model in catalog.models.iter() {
        let stage = model.lifecycle.stage(as_of);
        if stage == Stage::EndOfLife {
            continue;
        }
        let base: &str = model.id.as_ref();
        let profiles = model.profiles.iter();
        let profiles = profiles.map(|profile| Cow::Owned(format!("{}.{base}", profile.scope)));
        let ids = std::iter::once(Cow::Borrowed(base)).chain(profiles);
        let ids = ids.filter(|id| id.starts_with(typed));
        found.extend(ids.map(|id| Completable {
            id,
            name: model.name.as_ref(),
            stage,
        }));
    }
    found.sort_by(|a, b| {
        let order = |one: &Completable<'_>| one.stage == Stage::Legacy;
        order(a).cmp(&order(b)).then_with(|| a.id.cmp(&b.id))
    });
    found
}

#[cfg(test)]
mod tests {
    use super::{Stage, completable, completions};
    use crate::catalog::Catalog;

    /// The text that a completion at `|` replaces.
    fn typed(path: &str, text: &str) -> Option<String> {
        let offset = text.find('|').expect("marked");
        let text = text.replace('|', "");
        completable(path, &text, offset).map(|range| text[range].to_owned())
    }

    #[test]
    fn only_what_looks_like_an_id_is_completed() {
        for (path, text, expected) in [
            ("a.py", "m = 'amazon.nova-|'", Some("amazon.nova-")),
            (
                "a.py",
                "m = \"us.anthropic.|claude\"",
                Some("us.anthropic.claude"),
            ),
            ("a.py", "m = 'bedrock/amazon.|'", Some("amazon.")),
            ("a.py", "amazon.|", None),
            ("a.py", "m = 'amaz|'", None),
            ("a.py", "m = 'some text amazon.|'", None),
            ("a.yaml", "model: amazon.|", Some("amazon.")),
            ("a.env", "MODEL=amazon.|", Some("amazon.")),
            ("a.env", "|", None),
        ] {
            assert_eq!(typed(path, text).as_deref(), expected, "{path} {text}");
        }
    }

    #[test]
    fn models_that_can_be_used_are_offered_active_ones_first() {
        let day = jiff::civil::date(2026, 11, 23);
        let found = completions("us.anthropic.", Catalog::embedded(), day);
        assert!(found.iter().all(|one| one.id.starts_with("us.anthropic.")));
        assert!(found.iter().all(|one| one.stage != Stage::EndOfLife));
        let legacy: Vec<bool> = found.iter().map(|one| one.stage == Stage::Legacy).collect();
        assert!(found.len() > 3 && legacy.is_sorted(), "{found:?}");
        assert!(completions("x.", Catalog::embedded(), day).is_empty());
    }
}
