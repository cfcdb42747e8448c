//! Links from paths and lines to the same files at a code host.
//!
//! The base comes from the command line alone: it has the commit in it, so a setting would be out of date with the next
//! commit, and the settings of a scanned repository must not choose where a reviewer's links lead.

use std::fmt;
use std::str::FromStr;

use super::escape;
use crate::report::STANDARD_INPUT;

/// The URL of a project's root at one commit, e.g. `https://github.com/owner/name/blob/COMMIT/`; ends with a slash.
#[derive(Clone, PartialEq, Eq)]
pub struct LinkBase(String);

/// Why a text is not a [`LinkBase`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LinkBaseError {
    /// It does not begin with `https://` or `http://`.
    #[error("expected a URL like {EXAMPLE}, with https or http")]
    Scheme,
    /// It has no host.
    #[error("expected a URL like {EXAMPLE}; the host is missing")]
    NoHost,
    /// It has a query or fragment.
    #[error("expected a URL like {EXAMPLE}; paths cannot be appended after a `?` or `#`")]
    NotAppendable,
    /// It has a character that a URL cannot have, or that ends a link in a report.
    #[error("expected a URL like {EXAMPLE}; write `{}` percent-encoded", .0.escape_default())]
    Character(char),
}

const EXAMPLE: &str = "https://github.com/owner/name/blob/COMMIT/";

impl FromStr for LinkBase {
    type Err = LinkBaseError;

    fn from_str(text: &str) -> Result<Self, LinkBaseError> {
        let rest = text
            .strip_prefix("https://")
            .or_else(|| text.strip_prefix("http://"))
            .ok_or(LinkBaseError::Scheme)?;
        if rest.is_empty() || rest.starts_with('/') {
            return Err(LinkBaseError::NoHost);
        }
        if text.contains(['?', '#']) {
            return Err(LinkBaseError::NotAppendable);
        }
        let is_plain = |c: char| {
            c.is_ascii_graphic() && !matches!(c, '"' | '\'' | '<' | '>' | '\\' | '`' | '(' | ')')
        };
        match text.chars().find(|c| !is_plain(*c)) {
            Some(c) => Err(LinkBaseError::Character(c)),
            None => Ok(Self(format!("{}/", text.trim_end_matches('/')))),
        }
    }
}

impl LinkBase {
    /// The URL of a line; absent for a file outside of the project, which the code host does not have. `path` is relative
    /// to the project's root. All but letters, digits and `-._~/` of it is percent-encoded.
    pub(crate) fn line(&self, path: &str, line: u64) -> Option<String> {
        Some(format!("{}#L{line}", self.file(path)?))
    }

    /// The same without a line.
    pub(crate) fn file(&self, path: &str) -> Option<String> {
        let is_outside =
            path.is_empty() || path == STANDARD_INPUT || path.split('/').any(|part| part == "..");
        let encoded = escape::uri(path);
        // Absolute paths get the scheme `file`.
        (!is_outside && !encoded.starts_with("file:")).then(|| format!("{}{encoded}", self.0))
    }
}

impl fmt::Debug for LinkBase {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_urls_that_can_be_continued_are_accepted() {
        for text in [
            "https://github.com/o/r/blob/0a1b2c",
            "http://git.example:8080/o/r/src/commit/0a1b2c/",
        ] {
            let base: LinkBase = text.parse().expect(text);
            let url = base.line("src/a.py", 3).expect("it is inside");
            assert_eq!(url, format!("{}/src/a.py#L3", text.trim_end_matches('/')));
        }
        for (text, problem) in [
            ("javascript:alert(1)", "with https or http"),
            ("HTTPS://x/", "with https or http"),
            ("github.com/o/r", "with https or http"),
            ("file:///etc/", "with https or http"),
            ("https://", "the host is missing"),
            ("https:///x", "the host is missing"),
            ("https://x/?a=", "after a `?` or `#`"),
            ("https://x/#", "after a `?` or `#`"),
            ("https://x/a b", "percent-encoded"),
            ("https://x/\"onclick=", "percent-encoded"),
            ("https://x/\u{202e}", "percent-encoded"),
            ("https://x/)", "percent-encoded"),
        ] {
            let error = text.parse::<LinkBase>().expect_err(text).to_string();
            assert!(error.contains(problem), "{text}: {error}");
        }
    }

    #[test]
    fn a_path_cannot_leave_the_base() {
        let base: LinkBase = "https://x/".parse().expect("a URL");
        for path in [
            "",
            "../a.py",
            "a/../../b.py",
            "/etc/passwd",
            "C:/a.py",
            "<stdin>",
        ] {
            assert_eq!(base.line(path, 1), None, "{path}");
        }
        assert_eq!(
            base.line("a?b#c/\"><script>%2e%2e/日.py", 7).as_deref(),
            Some("https://x/a%3Fb%23c/%22%3E%3Cscript%3E%252e%252e/%E6%97%A5.py#L7")
        );
        assert_eq!(
            base.file("javascript:x").as_deref(),
            Some("https://x/javascript%3Ax")
        );
    }
}
