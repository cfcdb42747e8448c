//! Patterns of paths that people write in the configuration, by the rules of `.gitignore`, as those of `--exclude`.

use std::fmt;

use globset::{ErrorKind, GlobBuilder};
use regex::bytes::{Regex, RegexBuilder};

/// The most bytes of a pattern. A pattern is compiled, which takes up to 500 times its own memory.
const MAX_BYTES: usize = 1_024;

/// The most characters of a pattern that match more than one character. Each can be tried at each character of a path.
const MAX_WILDCARDS: usize = 64;

/// The most bytes that an expression remembers of its searches.
const MAX_REMEMBERED: usize = 64 << 10;

/// What is wrong with a pattern of paths.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PathPatternError {
    /// It has no character but slashes.
    #[error("a pattern cannot be empty")]
    Empty,
    /// It begins with `!`.
    #[error("a pattern cannot be negated")]
    Negated,
    /// A bracket has no partner.
    #[error("`{0}` is not closed by `{1}`")]
    NotClosed(char, char),
    /// A closing brace without an opening one.
    #[error("`}}` has no `{{`")]
    NotOpened,
    /// The last character escapes nothing.
    #[error("a pattern cannot end in a backslash")]
    FinalBackslash,
    /// It is longer than a pattern may be.
    #[error("a pattern has at most {MAX_BYTES} bytes")]
    TooLong,
    /// It has more wildcards than a pattern may have.
    #[error("a pattern has at most {MAX_WILDCARDS} of `*`, `?`, `[` and `{{`")]
    TooManyWildcards,
    /// Anything else, in the words of the library that compiles patterns.
    #[error("invalid pattern: {0}")]
    Invalid(String),
}

/// A pattern and the text it was written as.
#[derive(Clone, Debug)]
pub struct PathPattern {
    text: String,
    /// Matches the path itself, and what is in a folder of that path.
    expressions: Vec<Regex>,
}

impl PathPattern {
    /// Reads a pattern over paths with `/`: without a slash before its end it applies in every folder, a folder
    /// matches all that is in it, `**` crosses folders. `{a,b}` is either.
    ///
    /// # Errors
    /// What is wrong with it: it is empty, is negated, or a bracket is not closed.
    pub fn parse(text: &str) -> Result<Self, PathPatternError> {
        check_size(text)?;
        if text.starts_with('!') {
            return Err(PathPatternError::Negated);
        }
        let (rooted, below) = (text.trim_end_matches('/'), text.ends_with('/'));
        let inner = rooted
            .strip_prefix("./")
            .unwrap_or(rooted)
            .trim_start_matches('/');
        if inner.is_empty() {
            return Err(PathPatternError::Empty);
        }
        // What is added after the pattern would be escaped.
        let backslashes = inner.len() - inner.trim_end_matches('\\').len();
        if backslashes % 2 == 1 {
            return Err(PathPatternError::FinalBackslash);
        }
        let start = if rooted.contains('/') { "" } else { "**/" };
        let ends: &[&str] = if below { &["/**"] } else { &["", "/**"] };
        let mut expressions = Vec::new();
        for end in ends {
            let glob = GlobBuilder::new(&format!("{start}{inner}{end}"))
                .literal_separator(true)
                .backslash_escape(true)
                .empty_alternates(true)
                .build();
            let glob = glob.map_err(|error| error_of(inner, &error))?;
            // A `GlobSet` would remember up to 10 MB of its searches, and a configuration has up to 1,000 patterns.
            let expression = RegexBuilder::new(glob.regex())
                .dfa_size_limit(MAX_REMEMBERED)
                .build()
                .map_err(|error| PathPatternError::Invalid(error.to_string()))?;
            expressions.push(expression);
        }
        Ok(Self {
            text: text.to_owned(),
            expressions,
        })
    }

    /// Whether the pattern matches this path or a folder that it is in.
    pub fn matches(&self, path: &str) -> bool {
        let path = path.as_bytes();
        self.expressions.iter().any(|one| one.is_match(path))
    }

    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

/// Refuses a pattern that is too large to be compiled.
///
/// # Errors
/// It is too long, or has too many wildcards.
pub(crate) fn check_size(pattern: &str) -> Result<(), PathPatternError> {
    if pattern.len() > MAX_BYTES {
        return Err(PathPatternError::TooLong);
    }
    if wildcards(pattern) > MAX_WILDCARDS {
        return Err(PathPatternError::TooManyWildcards);
    }
    Ok(())
}

/// Whether a pattern of a `.gitignore` becomes a regular expression. Names, paths and `*.EXTENSION` are looked up instead.
pub(crate) fn is_expression(pattern: &str) -> bool {
    let name = pattern.strip_prefix('!').unwrap_or(pattern);
    let rest = name
        .trim_end_matches('/')
        .strip_prefix("*.")
        .filter(|rest| !rest.contains(['.', '/']));
    wildcards(rest.unwrap_or(name)) > 0
}

fn wildcards(pattern: &str) -> usize {
    pattern
        .bytes()
        .filter(|byte| matches!(byte, b'*' | b'?' | b'[' | b'{'))
        .count()
}

fn error_of(pattern: &str, error: &globset::Error) -> PathPatternError {
    match error.kind() {
        ErrorKind::UnclosedClass => PathPatternError::NotClosed('[', ']'),
        ErrorKind::UnclosedAlternates => PathPatternError::NotClosed('{', '}'),
        ErrorKind::UnopenedAlternates => PathPatternError::NotOpened,
        kind => PathPatternError::Invalid(format!("{kind} in `{pattern}`")),
    }
}

impl fmt::Display for PathPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl PartialEq for PathPattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
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
            ("a{,b}.py", &["a.py", "ab.py"], &["abb.py"]),
            ("a?[0-9].py", &["ab1.py"], &["ab.py", "a/1.py"]),
            ("[!a].py", &["b.py"], &["a.py"]),
            (r"a\*b", &["a*b"], &["axb"]),
            ("a.b+c", &["a.b+c"], &["aXbbc"]),
        ] {
            let pattern = PathPattern::parse(glob).unwrap();
            for path in yes {
                assert!(pattern.matches(path), "{glob} should match {path}");
            }
            for path in no {
                assert!(!pattern.matches(path), "{glob} should not match {path}");
            }
        }
    }

    #[test]
    fn broken_patterns_say_what_is_wrong() {
        for (glob, message) in [
            ("", "a pattern cannot be empty"),
            ("/", "a pattern cannot be empty"),
            ("!a", "a pattern cannot be negated"),
            ("a[b", "`[` is not closed by `]`"),
            ("a{b,c", "`{` is not closed by `}`"),
            ("a}", "`}` has no `{`"),
            ("a\\", "a pattern cannot end in a backslash"),
            ("a\\/", "a pattern cannot end in a backslash"),
            (&"a".repeat(1_025), "a pattern has at most 1024 bytes"),
            (
                &"a?".repeat(65),
                "a pattern has at most 64 of `*`, `?`, `[` and `{`",
            ),
        ] {
            assert_eq!(
                PathPattern::parse(glob).unwrap_err().to_string(),
                message,
                "{glob}"
            );
        }
        let invalid = PathPattern::parse("[z-a]").unwrap_err().to_string();
        assert!(invalid.starts_with("invalid pattern: "), "{invalid}");
    }
}
