//! Colours, widths and wrapping.

use std::io;

use crate::finding::Level;
use crate::output::RenderOptions;

/// Columns where the output is no terminal.
const DEFAULT_WIDTH: usize = 100;
/// Columns beyond which lines of prose are hard to read.
const MAX_WIDTH: usize = 120;
/// Columns below which nothing can be laid out.
const MIN_WIDTH: usize = 40;

/// How the report looks.
pub(super) struct Style {
    pub(super) color: bool,
    pub(super) width: usize,
}

impl Style {
    pub(super) fn new(options: &RenderOptions) -> Self {
        let width = options.width.unwrap_or(DEFAULT_WIDTH).clamp(MIN_WIDTH, MAX_WIDTH);
        Self { color: options.color, width }
    }

    pub(super) fn level(&self, level: Level, text: &str) -> String {
        match level {
            Level::Error => self.error(text),
            Level::Warning => self.warning(text),
            Level::Note => self.note(text),
        }
    }

    pub(super) fn error(&self, text: &str) -> String {
        self.paint("1;31", text)
    }

    pub(super) fn warning(&self, text: &str) -> String {
        self.paint("1;33", text)
    }

    pub(super) fn note(&self, text: &str) -> String {
        self.paint("36", text)
    }

    pub(super) fn good(&self, text: &str) -> String {
        self.paint("32", text)
    }

    pub(super) fn bold(&self, text: &str) -> String {
        self.paint("1", text)
    }

    pub(super) fn dim(&self, text: &str) -> String {
        self.paint("2", text)
    }

    fn paint(&self, code: &str, text: &str) -> String {
        if self.color { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    /// Writes text broken at spaces only: an ID must stay whole to be copied.
    pub(super) fn paragraph(
        &self,
        first: &str,
        rest: &str,
        text: &str,
        out: &mut dyn io::Write,
    ) -> io::Result<()> {
        let width = self.width.saturating_sub(rest.chars().count());
        for (at, line) in wrap(text, width).into_iter().enumerate() {
            writeln!(out, "{}{line}", if at == 0 { first } else { rest })?;
        }
        Ok(())
    }
}

/// Lines of at most `width` columns, broken at spaces and where the text breaks itself; a longer word stands
/// alone.
pub(super) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let indent = paragraph.len() - paragraph.trim_start_matches(' ').len();
        let hanging = if indent > 0 { indent + 3 } else { 0 };
        let mut line = " ".repeat(indent);
        for word in paragraph.split_whitespace() {
            let is_start = line.trim_start().is_empty();
            if !is_start && columns(&line) + 1 + columns(word) > width {
                lines.push(std::mem::replace(&mut line, " ".repeat(hanging)));
            } else if !is_start {
                line.push(' ');
            }
            line.push_str(word);
        }
        lines.push(line);
    }
    lines
}

/// Columns of a text, without its colours.
pub(super) fn columns(text: &str) -> usize {
    let mut in_escape = false;
    let visible = |c: &char| {
        let shown = !in_escape && *c != '\u{1b}';
        in_escape = *c == '\u{1b}' || (in_escape && *c != 'm');
        shown
    };
    text.chars().filter(visible).count()
}

#[cfg(test)]
mod tests {
    use super::{columns, wrap};

    #[test]
    fn words_stay_whole() {
        assert_eq!(wrap("use amazon.nova-micro-v1:0 now", 10), ["use", "amazon.nova-micro-v1:0", "now"]);
        assert_eq!(wrap("a b\n  1. c d e", 8), ["a b", "  1. c d", "     e"]);
    }

    #[test]
    fn colours_take_no_columns() {
        assert_eq!(columns("\u{1b}[1;31merror\u{1b}[0m!"), 6);
    }
}
