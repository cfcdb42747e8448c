//! Patterns of model IDs: `*` matches any text, `?` one character.
//!
//! The configuration, the catalog's migrations, and the globs, templates and regular expressions that are found in
//! files all become one of these. The two signs are never part of an ID, so a pattern needs no escapes.

use std::borrow::Cow;
use std::fmt;

/// A pattern over a whole ID.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IdPattern<'a>(Cow<'a, str>);

/// What is wrong with a pattern of model IDs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IdPatternError {
    /// It has no character.
    #[error("a pattern cannot be empty")]
    Empty,
    /// It begins with `!`.
    #[error("a pattern cannot be negated")]
    Negated,
    /// It has a sign of another kind of pattern, which would never match.
    #[error(
        "a pattern of model IDs cannot contain `{0}`: `*` matches any text and `?` one character"
    )]
    Character(char),
}

impl<'a> IdPattern<'a> {
    /// The pattern that a text is, whatever its characters.
    pub fn new(glob: &'a str) -> Self {
        Self(Cow::Borrowed(glob))
    }

    /// Reads a pattern that somebody wrote.
    ///
    /// # Errors
    /// It is empty or negated, or has a sign that no ID has and that is not `*` or `?`.
    pub fn parse(glob: &str) -> Result<IdPattern<'static>, IdPatternError> {
        if glob.is_empty() {
            return Err(IdPatternError::Empty);
        }
        if glob.starts_with('!') {
            return Err(IdPatternError::Negated);
        }
        match glob.chars().find(|c| "[]{}\\".contains(*c)) {
            Some(sign) => Err(IdPatternError::Character(sign)),
            None => Ok(IdPattern(Cow::Owned(glob.to_owned()))),
        }
    }

    /// Adds literal text.
    pub fn literal(&mut self, text: &str) {
        self.0.to_mut().push_str(text);
    }

    /// Adds a gap: any text, also none.
    pub fn gap(&mut self) {
        if !self.0.ends_with('*') {
            self.0.to_mut().push('*');
        }
    }

    /// Adds any one character.
    pub fn one(&mut self) {
        self.0.to_mut().push('?');
    }

    /// Whether the pattern matches the whole of `id`. A gap takes as little as it can and one byte more each time that
    /// what follows it fails: no allocation, and at most the product of both lengths, which are short.
    pub fn covers(&self, id: &str) -> bool {
        let (pattern, id) = (self.0.as_bytes(), id.as_bytes());
        // Most patterns differ from most IDs in their literal beginning, or are that and a gap. A wildcard ends it, also
        // beside the same character of the ID: what is in a policy can be a pattern itself.
        let same = pattern
            .iter()
            .zip(id)
            .take_while(|(sign, byte)| sign == byte && !matches!(sign, b'*' | b'?'));
        let same = same.count();
        let (pattern, id) = (&pattern[same..], &id[same..]);
        match pattern {
            [] => return id.is_empty(),
            [b'*'] => return true,
            [b'*' | b'?', ..] => {}
            _ => return false,
        }
        let (mut sign, mut at) = (0, 0);
        let mut retry = None;
        loop {
            match (pattern.get(sign), id.get(at)) {
                (Some(b'*'), _) => {
                    retry = Some((sign + 1, at));
                    sign += 1;
                    continue;
                }
                (Some(b'?'), Some(_)) => {
                    (sign, at) = (sign + 1, at + 1);
                    continue;
                }
                (Some(wanted), Some(found)) if wanted == found => {
                    (sign, at) = (sign + 1, at + 1);
                    continue;
                }
                (None, None) => return true,
                _ => {}
            }
            match retry {
                Some((after, from)) if from < id.len() => {
                    (sign, at) = (after, from + 1);
                    retry = Some((after, from + 1));
                }
                _ => return false,
            }
        }
    }

    /// The text that every ID that matches begins with.
    pub fn prefix(&self) -> &str {
        self.0.split(['*', '?']).next().unwrap_or_default()
    }

    /// Bytes of literal text.
    pub fn literal_bytes(&self) -> usize {
        self.0.bytes().filter(|b| !matches!(b, b'*' | b'?')).count()
    }

    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for IdPattern<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_matches_like_a_glob_of_a_shell() {
        for (pattern, id, covers) in [
            (
                "anthropic.claude-3-*",
                "anthropic.claude-3-haiku-20240307-v1:0",
                true,
            ),
            ("anthropic.claude-3-*", "anthropic.claude-v2", false),
            ("anthropic.claude-3-*", "xanthropic.claude-3-haiku", false),
            ("anthropic.claude-3-*", "anthropicXclaude-3-a", false),
            ("*claude*", "anthropic.claude-v2", true),
            (
                "*claude*opus*",
                "anthropic.claude-3-opus-20240229-v1:0",
                true,
            ),
            ("anthropic.claude-v?", "anthropic.claude-v2", true),
            ("anthropic.claude-v?", "anthropic.claude-v2:1", false),
            ("*", "amazon.titan-tg1-large", true),
            ("*", "", true),
            ("", "", true),
            ("", "a", false),
            ("?", "", false),
            ("*-v1*:0", "a.b-v1-c-v1:0", true),
            ("*-v1*:1", "a.b-v1-c-v1:0", false),
            ("a*", "a", true),
            ("a.b", "a.b", true),
            ("a.b", "a.bc", false),
            ("a.*-v*", "a.b-v1", true),
            ("a.bb*bb", "a.bb", false),
            ("ab*ba", "aba", false),
            ("*v1", "*claude-v1", true),
            ("a.*v1", "a.*claude-v1", true),
            ("?b", "?b", true),
        ] {
            assert_eq!(IdPattern::new(pattern).covers(id), covers, "{pattern} {id}");
        }
    }

    #[test]
    fn signs_of_other_patterns_are_refused() {
        for (pattern, error) in [
            ("", IdPatternError::Empty),
            ("!a.b", IdPatternError::Negated),
            ("a.{b,c}", IdPatternError::Character('{')),
            ("a.[bc]", IdPatternError::Character('[')),
            (r"a\*", IdPatternError::Character('\\')),
        ] {
            assert_eq!(IdPattern::parse(pattern), Err(error), "{pattern}");
        }
    }

    #[test]
    fn the_literal_beginning_of_a_pattern_narrows_the_search() {
        let mut pattern = IdPattern::default();
        pattern.literal("anthropic.");
        pattern.literal("claude-");
        pattern.gap();
        pattern.gap();
        pattern.literal("-v");
        pattern.one();
        assert_eq!(pattern.as_str(), "anthropic.claude-*-v?");
        assert_eq!(pattern.prefix(), "anthropic.claude-");
        assert_eq!(pattern.literal_bytes(), 19);
    }
}
