//! Suggests the name that was meant: a rule, a key, a directive, a model ID.
//!
//! Unknown model IDs in scanned files are compared component by component in `detect`.

use std::borrow::Cow;
use std::fmt;

/// A name that is not one of a closed list, with the one that was probably meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownName {
    /// What the list is of: `context`.
    pub what: &'static str,
    /// The unknown name.
    pub name: String,
    /// The nearest name of the list; absent if none is near.
    pub near: Option<&'static str>,
    /// All names of the list.
    pub expected: Vec<&'static str>,
}

impl UnknownName {
    /// The error for a name that is not in a list.
    pub fn new(
        what: &'static str,
        name: &str,
        list: impl IntoIterator<Item = &'static str>,
    ) -> Self {
        let expected: Vec<&'static str> = list.into_iter().collect();
        Self {
            what,
            name: name.to_owned(),
            near: nearest(name, expected.iter().copied()),
            expected,
        }
    }
}

impl fmt::Display for UnknownName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, name, .. } = self;
        write!(f, "unknown {what} `{name}`; ")?;
        if let Some(near) = self.near {
            write!(f, "did you mean `{near}`? ")?;
        }
        write!(f, "expected one of: {}", self.expected.join(", "))
    }
}

impl std::error::Error for UnknownName {}

/// Insertions, deletions, replacements and swaps of neighbours that lead from `a` to `b`.
pub fn distance(a: &str, b: &str) -> usize {
    strsim::osa_distance(a, b)
}

/// The candidate nearest to `word`, where one is near enough to be worth asking; the first of equals.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    near(word, candidates)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// The candidates nearest to `word`, each once, best first and then by name; at most `count`.
pub fn nearest_names<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
    count: usize,
) -> Vec<&'a str> {
    let mut found: Vec<(usize, &str)> = near(word, candidates).collect();
    found.sort_unstable();
    found.dedup();
    let names = found.into_iter().map(|(_, name)| name);
    names.take(count).collect()
}

/// The candidates that differ in at most a third of the letters, each with its distance.
fn near<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> impl Iterator<Item = (usize, &'a str)> {
    let word = plain(word).into_owned();
    let most = (word.chars().count() / 3).max(1);
    candidates.into_iter().filter_map(move |name| {
        // A distance is at least the difference of the lengths.
        let near = name.len().abs_diff(word.len()) <= most + (word.len() - word.chars().count());
        let distance = near.then(|| distance(&word, &plain(name)))?;
        (distance <= most).then_some((distance, name))
    })
}

/// Case and the kind of dash are slips of their own, and cost nothing.
fn plain(word: &str) -> Cow<'_, str> {
    if word.contains(|c: char| c == '_' || c.is_uppercase()) {
        Cow::Owned(word.to_lowercase().replace('_', "-"))
    } else {
        Cow::Borrowed(word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelled_word_has_a_suggestion_and_another_word_has_none() {
        let words = ["end-of-life", "end-of-life-soon", "legacy", "until"];
        for (word, expected) in [
            ("end_of_life", Some("end-of-life")),
            ("End-Of-Life", Some("end-of-life")),
            ("lagacy", Some("legacy")),
            ("unitl", Some("until")),
            ("end-of-lifesoon", Some("end-of-life-soon")),
            ("banana", None),
            ("", None),
        ] {
            assert_eq!(nearest(word, words), expected, "{word}");
        }
    }

    #[test]
    fn the_most_similar_words_come_first() {
        let names = [
            "amazon.nova-lite-v1:0",
            "cohere.embed-v4:0",
            "amazon.nova-lite-v2:0",
            "amazon.nova-lite-v1:0",
        ];
        let near = |word| nearest_names(word, names, 5);
        assert_eq!(near("amazon.nova-lite-v1:1"), [names[0], names[2]]);
        assert!(near("x").is_empty());
        assert_eq!(nearest_names("amazon.nova-lite", names, 1), [names[0]]);
    }
}
