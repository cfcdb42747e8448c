//! Findings about the settings: expired or unused suppressions, a stale baseline.
//!
//! Defines only their type; `suppress` and `baseline` write the messages.

use std::sync::Arc;

use crate::finding::{Finding, Level, Location, Rule, RuleId, Snippet, hash};
use crate::source::{Position, Span, columns};

/// Bytes of a line that are shown on each side of the location.
const WINDOW: usize = 120;

/// A finding about a setting, before its level is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Housekeeping {
    /// The rule: [`RuleId::UnusedSuppression`] and the like.
    pub rule: RuleId,
    /// Its location.
    pub location: LinePart,
    /// What is wrong, in a sentence.
    pub message: String,
    /// What to do, in a sentence.
    pub help: String,
}

/// A part of one line of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinePart {
    /// As in [`Location::path`].
    pub path: String,
    /// 1-based line.
    pub line: u64,
    /// 1-based column of the first character, in code points.
    pub column: u64,
    /// Byte range in the text.
    pub span: Span,
    /// The text at the location; invalid bytes are U+FFFD.
    pub text: String,
    /// Its line, cut to a window.
    pub snippet: Snippet,
}

impl LinePart {
    /// The location of `span`, which begins at `at` in its file and is within one line of `text`.
    pub fn new(path: &str, text: &[u8], at: Position, span: Span) -> Self {
        // Reads only the part of a line that is shown: a line of megabytes can contain thousands of locations.
        let floor = character_start(text, span.start.saturating_sub(WINDOW));
        let from =
            memchr::memrchr(b'\n', &text[floor..span.start]).map_or(floor, |at| floor + at + 1);
        let ceiling =
            character_start(text, span.end.saturating_add(WINDOW).min(text.len())).min(text.len());
        let rest = &text[span.end..ceiling.max(span.end)];
        let rest = &rest[..memchr::memchr(b'\n', rest).unwrap_or(rest.len())];
        let before = String::from_utf8_lossy(&text[from..span.start]);
        let marked = String::from_utf8_lossy(&text[span.start..span.end]);
        let after = String::from_utf8_lossy(rest);
        let highlight = Span {
            start: before.len(),
            end: before.len() + marked.len(),
        };
        let snippet = Snippet {
            first_line: at.line,
            text: format!("{before}{marked}{}", after.trim_end_matches('\r')).into(),
            highlight,
            first_column: at.column - columns(&text[from..span.start]) as u64,
        };
        Self {
            path: path.to_owned(),
            line: at.line,
            column: at.column,
            span,
            text: marked.into_owned(),
            snippet,
        }
    }

    /// The same in a text that begins with its file. Counts the lines before, so use it for single locations.
    pub fn in_text(path: &str, text: &[u8], span: Span) -> Self {
        let before = &text[..span.start];
        let line_start = memchr::memrchr(b'\n', before).map_or(0, |at| at + 1);
        let at = Position {
            line: 1 + memchr::memchr_iter(b'\n', before).count() as u64,
            column: 1 + columns(&before[line_start..]) as u64,
        };
        Self::new(path, text, at, span)
    }
}

impl Housekeeping {
    /// The finding, with its rule and the level from the settings.
    pub fn into_finding(self, rule: &'static Rule, level: Level) -> Finding {
        let LinePart {
            path,
            line,
            column,
            span,
            text,
            snippet,
        } = self.location;
        let end = Position {
            line,
            column: column + text.chars().count() as u64,
        };
        let content_fingerprint = hash(&[self.rule.as_str(), &text]);
        let fingerprint = hash(&[self.rule.as_str(), &path, &text]);
        let location = Location {
            path: path.into(),
            start: Position { line, column },
            end,
            span,
            cell: None,
        };
        let mut finding = Finding::housekeeping(rule, location, text, self.message);
        Arc::make_mut(&mut finding.reference).snippet = snippet;
        Finding {
            level,
            help: self.help.into(),
            fingerprint,
            content_fingerprint,
            ..finding
        }
    }
}

fn character_start(text: &[u8], at: usize) -> usize {
    let is_inner = |at: usize| text.get(at).is_some_and(|byte| byte & 0xC0 == 0x80);
    (at..at + 4).find(|at| !is_inner(*at)).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_code_points_and_the_line_is_shown() {
        let text = "one\r\nné ü # mark it\r\nthree".as_bytes();
        let start = text.windows(4).position(|four| four == b"mark").unwrap();
        let location = LinePart::in_text(
            "a.py",
            text,
            Span {
                start,
                end: start + 4,
            },
        );
        assert_eq!(
            (location.line, location.column, location.text.as_str()),
            (2, 8, "mark")
        );
        assert_eq!(&*location.snippet.text, "né ü # mark it");
        assert_eq!(
            &location.snippet.text
                [location.snippet.highlight.start..location.snippet.highlight.end],
            "mark"
        );
    }

    #[test]
    fn a_long_line_is_cut_between_characters() {
        let text = format!("{}mark{}", "é".repeat(500), "ü".repeat(500));
        let location = LinePart::in_text(
            "a",
            text.as_bytes(),
            Span {
                start: 1000,
                end: 1004,
            },
        );
        assert_eq!(location.column, 501);
        assert!(!location.snippet.text.contains('\u{fffd}') && location.snippet.text.len() < 300);
        let shown = location
            .snippet
            .text
            .chars()
            .take_while(|c| *c == 'é')
            .count() as u64;
        assert_eq!(location.snippet.first_column + shown, 501);
    }
}
