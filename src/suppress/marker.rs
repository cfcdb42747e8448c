//! The grammar of suppressions in comments:
//!
//! ```text
//! bedrock-eol: ignore|ignore-next-line|ignore-file [ '[' RULE {',' RULE} ']' ] { until=YYYY-MM-DD | reason="…" }
//! ```
//!
//! Text after that is free. A comment is recognized by its opener on the same line, whatever the language, so that
//! unknown file types can contain suppressions. A suppression between backticks is a quotation and does not apply.

use std::ops::Range;

use memchr::memmem;

use super::{MARKER, SuppressionProblem, Terms, parse_day};
use crate::finding::{RULES, rule};
use crate::housekeeping::LinePart;
use crate::source::{Source, Span};
use crate::spelling::nearest;

/// What follows the marker.
const DIRECTIVES: &[&str] = &["ignore", "ignore-next-line", "ignore-file"];
/// Directives of other tools; here they are meant as a suppression.
const DIRECTIVES_ELSEWHERE: &[&str] = &[
    "disable", "noqa", "nolint", "allow", "skip", "suppress", "off",
];
const OPTIONS: &[&str] = &["until", "reason"];

/// Openers of comments that count anywhere in a line.
const OPENERS_ANYWHERE: &[&str] = &["#", "//", "/*", "--", "{-", "(*", "<!--"];
/// Openers that count only at the beginning of a line or as a word of their own.
const OPENERS_OF_LINES: &[&str] = &[";", "%", "!", "*", ".."];
/// Openers that count only as a word of their own.
const OPENERS_AS_WORDS: &[&str] = &[";", "%", "!", "'", "rem", "@rem", "dnl", "@comment"];

/// What a suppression covers, from the nearest to the farthest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum MarkerScope {
    /// Its own line.
    Line,
    /// The next line that is not itself a suppression comment.
    NextLine {
        /// 1-based.
        line: u64,
    },
    /// The whole file.
    File,
}

/// One suppression.
#[derive(Clone, Debug)]
pub(super) struct Marker {
    /// From the marker to the end of the parsed text.
    pub(super) location: LinePart,
    /// What it covers.
    pub(super) scope: MarkerScope,
    /// Rules in brackets; empty means all.
    pub(super) rules: Vec<String>,
    /// End date and reason.
    pub(super) terms: Terms,
}

impl Marker {
    /// The line of the comment (1-based), and that of the next line, if it covers that one.
    pub(super) fn lines(&self) -> impl Iterator<Item = u64> + use<> {
        let next = match self.scope {
            MarkerScope::NextLine { line } => Some(line),
            MarkerScope::Line | MarkerScope::File => None,
        };
        [self.location.line].into_iter().chain(next)
    }
}

/// Bytes of a line on each side of a marker that can belong to its comment. A line of megabytes can contain
/// thousands of markers; without the limit each would read the whole line.
const REACH: usize = 4096;

/// All valid suppressions of a text that begin in `own`, a range of its bytes, and the problems of the others.
pub(super) fn parse(
    source: &Source,
    own: Range<usize>,
    require_reason: bool,
) -> (Vec<Marker>, Vec<SuppressionProblem>) {
    let text = source.text.as_slice();
    let (mut markers, mut problems) = (Vec::new(), Vec::new());
    for start in memmem::find_iter(text, MARKER).filter(|start| own.contains(start)) {
        let floor = start.saturating_sub(REACH);
        let line_start =
            memchr::memrchr(b'\n', &text[floor..start]).map_or(floor, |at| floor + at + 1);
        let behind = &text[start..text.len().min(start + REACH)];
        let line_end = start + memchr::memchr(b'\n', behind).unwrap_or(behind.len());
        if !opens_comment(&text[line_start..start]) {
            continue;
        }
        let line = String::from_utf8_lossy(&text[start + MARKER.len()..line_end]);
        let mut parser = Parser { rest: &line };
        let parsed = parser.marker(require_reason);
        let used = line.len() - parser.rest.len();
        // Replaced bytes can make the text longer than the line.
        let end = (start + MARKER.len() + used).min(line_end);
        let at = source.position(start);
        match parsed {
            Ok(Some((scope, rules, terms))) => {
                let location = LinePart::new(&source.path.display, text, at, Span { start, end });
                markers.push(Marker {
                    location,
                    scope,
                    rules,
                    terms,
                });
            }
            Ok(None) => {}
            Err(message) => problems.push(SuppressionProblem { at, message }),
        }
    }
    aim_next_lines(&mut markers);
    (markers, problems)
}

/// Several `ignore-next-line` comments in a row all apply to the line after the last of them.
pub(super) fn aim_next_lines(markers: &mut [Marker]) {
    let mut below: Option<(u64, u64)> = None;
    for marker in markers.iter_mut().rev() {
        let MarkerScope::NextLine { line } = &mut marker.scope else {
            continue;
        };
        let own = marker.location.line;
        *line = match below {
            Some((start, target)) if start == own + 1 || start == own => target,
            _ => own + 1,
        };
        below = Some((own, *line));
    }
}

/// Whether the text before the marker opens a comment and does not quote the marker.
fn opens_comment(before: &[u8]) -> bool {
    let before = String::from_utf8_lossy(before);
    if before.matches('`').count() % 2 == 1 {
        return false;
    }
    let lower = before.to_ascii_lowercase();
    let trimmed = lower.trim();
    if trimmed.is_empty() {
        return true;
    }
    let mut words: Vec<&str> = lower.split([' ', '\t']).collect();
    // An opener directly before other text is not a word of its own.
    words.pop();
    OPENERS_ANYWHERE
        .iter()
        .any(|opener| trimmed.contains(opener))
        || OPENERS_OF_LINES
            .iter()
            .any(|opener| trimmed.starts_with(opener))
        || OPENERS_AS_WORDS.iter().any(|opener| words.contains(opener))
}

/// The directive, its rules and its terms.
type ParsedMarker = (MarkerScope, Vec<String>, Terms);

struct Parser<'a> {
    rest: &'a str,
}

impl<'a> Parser<'a> {
    /// Parses what follows the marker; absent if it is prose about this tool.
    fn marker(&mut self, require_reason: bool) -> Result<Option<ParsedMarker>, String> {
        let untouched = self.rest;
        self.blanks();
        let word = self.word();
        let scope = match word {
            "ignore" => MarkerScope::Line,
            "ignore-next-line" => MarkerScope::NextLine { line: 0 },
            "ignore-file" => MarkerScope::File,
            _ => {
                self.rest = untouched;
                return unknown_directive(word);
            }
        };
        let rules = self.rules()?;
        let terms = self.terms()?;
        if require_reason && terms.reason.is_none() {
            return Err("this suppression requires a reason: add reason=\"…\"".to_owned());
        }
        Ok(Some((scope, rules, terms)))
    }

    fn rules(&mut self) -> Result<Vec<String>, String> {
        let Some(inner) = self.rest.strip_prefix('[') else {
            return Ok(Vec::new());
        };
        let Some((list, rest)) = inner.split_once(']') else {
            return Err("missing `]`: expected ignore[rule, …]".to_owned());
        };
        self.rest = rest;
        let rules: Vec<String> = list.split(',').map(|rule| rule.trim().to_owned()).collect();
        rules.iter().try_for_each(|name| check_rule(name))?;
        Ok(rules)
    }

    fn terms(&mut self) -> Result<Terms, String> {
        let mut terms = Terms::default();
        loop {
            let before = self.rest;
            self.rest = self.rest.trim_start_matches([' ', '\t', ',']);
            let word = self.word();
            let value = self.rest.strip_prefix('=');
            match (word, value) {
                ("until", Some(value)) => {
                    self.rest = value;
                    terms.until = Some(self.day()?);
                }
                ("reason", Some(value)) => {
                    self.rest = value;
                    terms.reason = Some(self.quoted()?);
                }
                ("until" | "expires", _) => {
                    return Err("missing date: expected until=YYYY-MM-DD".to_owned());
                }
                (word, Some(_)) if !word.is_empty() => {
                    let hint =
                        nearest(word, OPTIONS.iter().copied()).unwrap_or("until` or `reason");
                    return Err(format!("unknown option `{word}`; expected `{hint}`"));
                }
                _ => {
                    self.rest = before;
                    return Ok(terms);
                }
            }
        }
    }

    fn day(&mut self) -> Result<jiff::civil::Date, String> {
        self.rest = self.rest.trim_start_matches('"');
        let end = self
            .rest
            .find(|c: char| !(c.is_ascii_alphanumeric() || "-/.:".contains(c)));
        let (text, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest.strip_prefix('"').unwrap_or(rest);
        parse_day(text).ok_or_else(|| format!("invalid date {text:?}: expected until=YYYY-MM-DD"))
    }

    /// A quoted string; in JSON the quotes are escaped with a backslash.
    fn quoted(&mut self) -> Result<String, String> {
        let quotes = ["\\\"", "\"", "'"];
        let quote = quotes.iter().find(|quote| self.rest.starts_with(**quote));
        let quote = quote.ok_or("a reason must be in quotes: reason=\"…\"")?;
        let inner = &self.rest[quote.len()..];
        let end = inner
            .find(quote)
            .ok_or("the quote of the reason is not closed on this line")?;
        self.rest = &inner[end + quote.len()..];
        let reason = inner[..end].trim();
        if reason.is_empty() {
            Err("the reason is empty".to_owned())
        } else {
            Ok(reason.to_owned())
        }
    }

    fn blanks(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t']);
    }

    fn word(&mut self) -> &'a str {
        let end = self
            .rest
            .find(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_'));
        let (word, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        // The dashes that close a comment are not part of a word.
        let kept = word.trim_end_matches('-').len();
        self.rest = if kept < word.len() {
            &self.rest[kept..]
        } else {
            rest
        };
        &word[..kept]
    }
}

fn unknown_directive(word: &str) -> Result<Option<ParsedMarker>, String> {
    let near = nearest(word, DIRECTIVES.iter().copied());
    let meant = near.is_some()
        || word.to_ascii_lowercase().starts_with("ignore")
        || DIRECTIVES_ELSEWHERE.contains(&word.to_ascii_lowercase().as_str());
    if !meant {
        return Ok(None);
    }
    let hint = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => "expected one of: ignore, ignore-next-line, ignore-file".to_owned(),
    };
    Err(format!("unknown directive `{word}`; {hint}"))
}

/// Checks the ID of a rule.
fn check_rule(name: &str) -> Result<(), String> {
    if rule(name).is_some() {
        return Ok(());
    }
    if name.is_empty() {
        return Err("missing rule between the brackets".to_owned());
    }
    Err(match nearest(name, RULES.iter().map(|rule| rule.name)) {
        Some(near) => format!("unknown rule `{name}`; did you mean `{near}`?"),
        None => {
            let names: Vec<&str> = RULES.iter().map(|rule| rule.name).collect();
            format!(
                "unknown rule `{name}`; expected one of: {}",
                names.join(", ")
            )
        }
    })
}
