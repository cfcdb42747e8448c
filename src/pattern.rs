//! Patterns that people write for paths and model IDs in the configuration.
//!
//! Paths follow `.gitignore`, as those of `--exclude` do. Which files are walked is not decided here.

use std::fmt;

use regex::{Regex, RegexBuilder};

/// The most bytes of a compiled pattern: a configuration can have a thousand of them.
const MAX_COMPILED: usize = 1 << 20;

/// What is wrong with a pattern, in words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct PatternError(String);

impl PatternError {
    /// An error with this message.
    pub fn new(message: String) -> Self {
        Self(message)
    }
}

impl From<&str> for PatternError {
    fn from(message: &str) -> Self {
        Self(message.to_owned())
    }
}

/// A pattern and the text it was written as.
#[derive(Clone, Debug)]
pub struct Pattern {
    text: String,
    regex: Regex,
}

impl Pattern {
    /// Reads a pattern over paths with `/`, by the rules of `.gitignore`: without a slash before its end it
    /// applies in every folder, a folder matches all that is in it, `**` crosses folders. `{a,b}` is
    /// either.
    ///
    /// # Errors
    /// What is wrong with it, in words: it is empty, is negated, or a bracket is not closed.
    pub fn path(glob: &str) -> Result<Self, PatternError> {
        if glob.starts_with('!') {
            return Err("a pattern cannot be negated".into());
        }
        let (rooted, below) = (glob.trim_end_matches('/'), glob.ends_with('/'));
        let inner = rooted
            .strip_prefix("./")
            .unwrap_or(rooted)
            .trim_start_matches('/');
        let anywhere = !rooted.contains('/');
        let start = if anywhere { "^(?:.*/)?" } else { "^" };
        let end = if below { "/.*$" } else { "(?:/.*)?$" };
        Self::build(glob, inner, start, end, Wildcard::WithinFolder)
    }

    /// Reads a pattern over whole model IDs: `*` matches any text, `?` one character.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn model(glob: &str) -> Result<Self, PatternError> {
        Self::build(glob, glob, "^", "$", Wildcard::AnyText)
    }

    /// Whether the whole text fits.
    pub fn matches(&self, text: &str) -> bool {
        self.regex.is_match(text)
    }

    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    fn build(
        text: &str,
        glob: &str,
        start: &str,
        end: &str,
        wildcard: Wildcard,
    ) -> Result<Self, PatternError> {
        if glob.is_empty() {
            return Err("a pattern cannot be empty".into());
        }
        let regex = format!("(?s){start}{}{end}", translate(glob, wildcard)?);
        match RegexBuilder::new(&regex).size_limit(MAX_COMPILED).build() {
            Ok(regex) => Ok(Self {
                text: text.to_owned(),
                regex,
            }),
            Err(_) => Err("this is no valid pattern".into()),
        }
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text && self.regex.as_str() == other.regex.as_str()
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Wildcard {
    WithinFolder,
    AnyText,
}

fn translate(glob: &str, wildcard: Wildcard) -> Result<String, PatternError> {
    let any = if wildcard == Wildcard::AnyText {
        "."
    } else {
        "[^/]"
    };
    let mut regex = String::with_capacity(glob.len() * 2);
    let mut braces = 0_u32;
    let mut rest = glob;
    while let Some(character) = rest.chars().next() {
        let mut used = character.len_utf8();
        match character {
            '*' if rest.starts_with("**/") && (regex.is_empty() || regex.ends_with('/')) => {
                regex.push_str("(?:.*/)?");
                used = 3;
            }
            '*' if rest.starts_with("**") => {
                regex.push_str(".*");
                used = rest.len() - rest.trim_start_matches('*').len();
            }
            '*' => regex.push_str(&format!("{any}*")),
            '?' => regex.push_str(any),
            '[' => {
                let (class, length) = class(rest)?;
                regex.push_str(&class);
                used = length;
            }
            '{' => {
                braces += 1;
                regex.push_str("(?:");
            }
            '}' if braces > 0 => {
                braces -= 1;
                regex.push(')');
            }
            ',' if braces > 0 => regex.push('|'),
            '\\' => {
                let escaped = rest[1..]
                    .chars()
                    .next()
                    .ok_or("a pattern cannot end in a backslash")?;
                regex.push_str(&regex::escape(escaped.encode_utf8(&mut [0; 4])));
                used += escaped.len_utf8();
            }
            _ => regex.push_str(&regex::escape(character.encode_utf8(&mut [0; 4]))),
        }
        rest = &rest[used..];
    }
    if braces > 0 {
        Err("`{` is not closed by `}`".into())
    } else {
        Ok(regex)
    }
}

/// A `[…]` as a regular expression's class, and its length in the pattern.
fn class(text: &str) -> Result<(String, usize), PatternError> {
    let inner = &text[1..];
    let negated = inner.starts_with(['!', '^']);
    let inner = if negated { &inner[1..] } else { inner };
    // A closing bracket that stands first is itself a member.
    let first = inner.chars().next().map_or(0, char::len_utf8);
    let end = inner[first..].find(']').ok_or("`[` is not closed by `]`")? + first;
    let members = inner[..end]
        .replace('\\', r"\\")
        .replace('[', r"\[")
        .replace(']', r"\]");
    let members = members
        .replace('&', r"\&")
        .replace('~', r"\~")
        .replace('^', r"\^");
    let class = format!("[{}{members}]", if negated { "^/" } else { "" });
    Ok((class, 1 + usize::from(negated) + end + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_follow_gitignore() {
        for (glob, yes, no) in [
            ("*.py", &["a.py", "x/a.py"][..], &["a.pyc", "py"][..]),
            (
                "docs",
                &["docs", "docs/a.md", "x/docs/a"],
                &["mydocs", "docs.md"],
            ),
            ("docs/", &["docs/a.md", "x/docs/b/c"], &["docs", "mydocs/a"]),
            ("/docs", &["docs/a"], &["x/docs/a"]),
            ("./a/b", &["a/b", "a/b/c"], &["x/a/b"]),
            ("a/*.py", &["a/x.py"], &["a/b/x.py", "x/a/x.py"]),
            ("a/**/*.py", &["a/x.py", "a/b/c/x.py"], &["b/x.py"]),
            (
                "**/test_*.py",
                &["test_a.py", "x/test_b.py"],
                &["atest_a.py"],
            ),
            ("a/**", &["a/b", "a/b/c"], &["ab/c"]),
            ("*.{ts,js}", &["a.ts", "b/c.js"], &["a.tsx"]),
            ("a?[0-9].py", &["ab1.py"], &["ab.py", "a/1.py"]),
            ("[!a].py", &["b.py"], &["a.py"]),
            (r"a\*b", &["a*b"], &["axb"]),
            ("a.b+c", &["a.b+c"], &["aXbbc"]),
        ] {
            let pattern = Pattern::path(glob).unwrap();
            for path in yes {
                assert!(pattern.matches(path), "{glob} should match {path}");
            }
            for path in no {
                assert!(!pattern.matches(path), "{glob} should not match {path}");
            }
        }
    }

    #[test]
    fn model_patterns_cover_whole_ids() {
        let pattern = Pattern::model("anthropic.claude-3-*").unwrap();
        assert!(pattern.matches("anthropic.claude-3-haiku-20240307-v1:0"));
        assert!(
            !pattern.matches("xanthropic.claude-3-haiku")
                && !pattern.matches("anthropicXclaude-3-a")
        );
    }

    #[test]
    fn broken_patterns_say_what_is_wrong() {
        for (glob, message) in [
            ("", "a pattern cannot be empty"),
            ("/", "a pattern cannot be empty"),
            ("!a", "a pattern cannot be negated"),
            ("a[b", "`[` is not closed by `]`"),
            ("a{b,c", "`{` is not closed by `}`"),
            ("a\\", "a pattern cannot end in a backslash"),
            ("[z-a]", "this is no valid pattern"),
        ] {
            assert_eq!(
                Pattern::path(glob).unwrap_err().to_string(),
                message,
                "{glob}"
            );
        }
    }
}
