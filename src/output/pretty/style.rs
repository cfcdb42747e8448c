//! Colors, widths and wrapping.

use std::borrow::Cow;
use std::io;

use crate::finding::Level;
use crate::output::{RenderOptions, escape};

/// Columns if the output is not a terminal.
const DEFAULT_WIDTH: usize = 100;
/// Columns beyond which prose is hard to read.
const MAX_WIDTH: usize = 120;
/// Columns below which no layout is possible.
const MIN_WIDTH: usize = 40;

/// Style of the report.
pub(super) struct Style {
    pub(super) color: bool,
    /// Whether lines and symbols are ASCII.
    pub(super) ascii: bool,
    /// Columns for prose.
    pub(super) width: usize,
    /// Columns of the terminal; absent if the output is not one, so that lines can have any length.
    pub(super) terminal: Option<usize>,
    links_from: Option<String>,
}

impl Style {
    pub(super) fn new(options: &RenderOptions) -> Self {
        let width = options
            .width
            .unwrap_or(DEFAULT_WIDTH)
            .clamp(MIN_WIDTH, MAX_WIDTH);
        Self {
            color: options.color,
            ascii: options.ascii,
            width,
            terminal: options.width,
            links_from: options.links_from.clone(),
        }
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

    /// `shown` as a link to a file of the report, if the terminal supports links (OSC 8). `shown` is already escaped; the URL
    /// is percent-encoded here.
    pub(super) fn link(&self, path: &str, shown: &str) -> String {
        let Some(from) = self.links_from.as_ref().filter(|_| !path.is_empty()) else {
            return shown.to_owned();
        };
        let address = match escape::uri(path) {
            absolute if absolute.starts_with("file:") => absolute,
            _ => escape::uri(&format!("{from}/{path}")),
        };
        format!("\u{1b}]8;;{address}\u{1b}\\{shown}\u{1b}]8;;\u{1b}\\")
    }

    fn paint(&self, code: &str, text: &str) -> String {
        if self.color {
            format!("\u{1b}[{code}m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }

    /// Text with symbols that the terminal can show.
    pub(super) fn symbols<'t>(&self, text: &'t str) -> Cow<'t, str> {
        if self.ascii {
            escape::ascii_symbols(text)
        } else {
            Cow::Borrowed(text)
        }
    }

    /// Writes text broken only at spaces: an ID must stay whole to be copied.
    pub(super) fn paragraph(
        &self,
        first: &str,
        rest: &str,
        text: &str,
        out: &mut dyn io::Write,
    ) -> io::Result<()> {
        let width = self.width.saturating_sub(rest.chars().count());
        for (at, line) in wrap(&self.symbols(text), width).into_iter().enumerate() {
            writeln!(out, "{}{line}", if at == 0 { first } else { rest })?;
        }
        Ok(())
    }
}

/// Lines of at most `width` columns, broken at spaces and at the text's own newlines; a longer word is on a line of its
/// own.
pub(super) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let indent = paragraph.len() - paragraph.trim_start_matches(' ').len();
        let hanging = if indent > 0 { indent + 3 } else { 0 };
        let (mut line, mut is_start) = (" ".repeat(indent), true);
        let mut taken = indent;
        for word in paragraph.split_whitespace() {
            let more = columns(word);
            if !is_start && taken + 1 + more > width {
                lines.push(std::mem::replace(&mut line, " ".repeat(hanging)));
                taken = hanging;
            } else if !is_start {
                line.push(' ');
                taken += 1;
            }
            line.push_str(word);
            (taken, is_start) = (taken + more, false);
        }
        lines.push(line);
    }
    lines
}

/// Columns of a text without its colors and links.
pub(super) fn columns(text: &str) -> usize {
    let mut columns = 0;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\u{1b}' {
            columns += 1;
            continue;
        }
        match chars.next() {
            // A link's URL ends with ESC and a backslash.
            Some(']') => {
                chars.by_ref().find(|c| *c == '\u{1b}');
                chars.next();
            }
            _ => {
                chars.by_ref().find(|c| *c == 'm');
            }
        }
    }
    columns
}

#[cfg(test)]
mod tests {
    use super::{Style, columns, wrap};
    use crate::output::RenderOptions;

    #[test]
    fn words_stay_whole() {
        assert_eq!(
            wrap("use amazon.nova-micro-v1:0 now", 10),
            ["use", "amazon.nova-micro-v1:0", "now"]
        );
        assert_eq!(wrap("a b\n  1. c d e", 8), ["a b", "  1. c d", "     e"]);
    }

    #[test]
    fn colours_take_no_columns() {
        assert_eq!(columns("\u{1b}[1;31merror\u{1b}[0m!"), 6);
    }

    #[test]
    fn links_lead_to_the_file_and_take_no_columns() {
        let links_from = Some("/srv/me/my project".to_owned());
        let style = Style::new(&RenderOptions {
            links_from,
            ..RenderOptions::default()
        });
        let link = style.link("src/a b.py", "src/a b.py");
        let address = "file:///srv/me/my%20project/src/a%20b.py";
        assert_eq!(
            link,
            format!("\u{1b}]8;;{address}\u{1b}\\src/a b.py\u{1b}]8;;\u{1b}\\")
        );
        assert_eq!(columns(&link), 10);
        assert!(style.link("/etc/x", "x").contains(";file:///etc/x\u{1b}"));
        assert_eq!(style.link("", "the run"), "the run");
        assert_eq!(Style::new(&RenderOptions::default()).link("a", "a"), "a");
        let forged = style.link("a\u{1b}\\\u{7}b", "b");
        assert_eq!(forged.matches('\u{1b}').count(), 4, "{forged:?}");
    }
}
