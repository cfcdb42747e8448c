//! The lines around a match, as reports show them.

use std::sync::Arc;

use crate::source::{Position, Span};

/// A few lines around a match, cut to a window so that a minified line stays short.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snippet {
    /// 1-based number of the first line in `text`.
    pub first_line: u64,
    /// The lines, without a final newline; invalid bytes are U+FFFD.
    pub text: Arc<str>,
    /// Bytes of `text` that are the match.
    pub highlight: Span,
    /// 1-based column in code points of the first character of the match's line in `text`: greater than 1 if the line was
    /// cut on the left.
    pub first_column: u64,
}

/// Limits of a [`Snippet`]: enough to recognize the location, never a whole minified file.
const SNIPPET_LINE_BYTES: usize = 200;
/// What is kept on either side of the match in a long line.
const SNIPPET_SIDE_BYTES: usize = 72;
/// What is kept of the match itself, which is longer only if it spans several lines.
const SNIPPET_HIT_BYTES: usize = 600;

impl Snippet {
    /// Cuts the lines around `span` out of `text`, where `start` is the position of the span's first character: one line
    /// before, the match, one line after. A long line is cut to a window and shown alone.
    ///
    /// The window depends on the bytes next to the hit only. `span` must lie within `text`.
    pub fn around(text: &[u8], span: Span, start: Position) -> Self {
        let hit_end = char_floor(
            text,
            span.start,
            span.end.min(span.start + SNIPPET_HIT_BYTES),
        );
        let left = line_start(text, span.start);
        let right = line_end(text, hit_end);
        if right - left > SNIPPET_LINE_BYTES + (hit_end - span.start) {
            let from = char_ceil(
                text,
                left.max(span.start.saturating_sub(SNIPPET_SIDE_BYTES)),
                span.start,
            );
            let to = char_floor(text, hit_end, right.min(hit_end + SNIPPET_SIDE_BYTES));
            return Self::assemble(
                text,
                (from, to),
                Span {
                    start: span.start,
                    end: hit_end,
                },
                start,
            );
        }
        let before = line_start(text, left.saturating_sub(1));
        let from = if left - before > SNIPPET_LINE_BYTES {
            left
        } else {
            before
        };
        let next = (right + 1).min(text.len());
        let after = line_end(text, next);
        let to = if after - right > SNIPPET_LINE_BYTES || next == text.len() {
            right
        } else {
            after
        };
        Self::assemble(
            text,
            (from, to),
            Span {
                start: span.start,
                end: hit_end,
            },
            start,
        )
    }

    fn assemble(text: &[u8], (from, to): (usize, usize), hit: Span, start: Position) -> Self {
        let before = String::from_utf8_lossy(&text[from..hit.start]);
        let inner = String::from_utf8_lossy(&text[hit.start..hit.end]);
        let after = String::from_utf8_lossy(&text[hit.end..to]);
        let lines_before = before.matches('\n').count() as u64;
        let own_line = before.rsplit('\n').next().unwrap_or_default();
        let shown_before = own_line.chars().count() as u64;
        let highlight = Span {
            start: before.len(),
            end: before.len() + inner.len(),
        };
        Self {
            first_line: start.line.saturating_sub(lines_before).max(1),
            first_column: start.column.saturating_sub(shown_before).max(1),
            text: format!(
                "{before}{inner}{}",
                after.strip_suffix('\r').unwrap_or(&after)
            )
            .into(),
            highlight,
        }
    }
}

/// How far a line is searched for its ends: slightly more than is shown, since a line can have megabytes.
const SNIPPET_REACH: usize = SNIPPET_LINE_BYTES + 1;

/// Where the line that contains `at` begins, or a position too far away to be shown.
fn line_start(text: &[u8], at: usize) -> usize {
    let floor = at.saturating_sub(SNIPPET_REACH);
    memchr::memrchr(b'\n', &text[floor..at]).map_or(floor, |found| floor + found + 1)
}

/// Where the line that contains `at` ends, at its `\n` or the end of the text, or a position too far away.
fn line_end(text: &[u8], at: usize) -> usize {
    let limit = text.len().min(at + SNIPPET_REACH);
    memchr::memchr(b'\n', &text[at..limit]).map_or(limit, |found| at + found)
}

/// The first start of a character at or after `at`, not beyond `limit`.
fn char_ceil(text: &[u8], mut at: usize, limit: usize) -> usize {
    while at < limit && text[at] & 0xC0 == 0x80 {
        at += 1;
    }
    at
}

/// The last start of a character at or before `at`, not before `limit`.
fn char_floor(text: &[u8], limit: usize, mut at: usize) -> usize {
    while at > limit && at < text.len() && text[at] & 0xC0 == 0x80 {
        at -= 1;
    }
    at
}
