//! Finds the lines of fields in block-style YAML, since the parser does not return them.
//!
//! It follows indentation only. Everything within a flow mapping or sequence (`{…}`, `[…]`) has the line
//! on which that begins.

use std::collections::BTreeMap;

/// The lines of the fields of a file, by their path: `models/3/eol`.
#[derive(Clone, Debug, Default)]
pub struct RowLines {
    at: BTreeMap<String, usize>,
}

/// A mapping key or list item whose inside is being read.
struct OpenNode {
    indent: usize,
    /// The length of the path up to and with this piece.
    path_len: usize,
    /// The index of the list's next item, where the piece is a list item's parent.
    next_item: usize,
    is_item: bool,
}

impl RowLines {
    /// Finds the lines in a text.
    pub fn of(text: &str) -> Self {
        let mut lines = Self::default();
        let mut path = String::new();
        let mut open: Vec<OpenNode> = Vec::new();
        let mut block_scalar: Option<usize> = None;
        let mut root_items = 0;
        for (at, line) in text.lines().enumerate() {
            let mut rest = line.trim_start_matches(' ');
            let mut indent = line.len() - rest.len();
            if rest.is_empty() || rest.starts_with('#') {
                continue;
            }
            if block_scalar.is_some_and(|outer| indent > outer) {
                continue;
            }
            block_scalar = None;
            while let Some(inner) = rest
                .strip_prefix("- ")
                .or_else(|| (rest == "-").then_some(""))
            {
                close(&mut open, &mut path, indent, true);
                let item = match open.last_mut() {
                    Some(parent) => &mut parent.next_item,
                    None => &mut root_items,
                };
                let number = *item;
                *item += 1;
                push(&mut open, &mut path, &number.to_string(), indent, true);
                lines.at.insert(path.clone(), at + 1);
                let trimmed = inner.trim_start_matches(' ');
                indent += rest.len() - trimmed.len();
                rest = trimmed;
            }
            let Some((key, value)) = split_key(rest) else {
                continue;
            };
            close(&mut open, &mut path, indent, false);
            push(&mut open, &mut path, key, indent, false);
            lines.at.entry(path.clone()).or_insert(at + 1);
            if value.starts_with('|') || value.starts_with('>') {
                block_scalar = Some(indent);
            }
        }
        lines
    }

    /// The 1-based line of a field, or of the nearest thing around it that has one.
    pub fn line(&self, path: &str) -> usize {
        let mut path = path;
        loop {
            if let Some(line) = self.at.get(path) {
                return *line;
            }
            match path.rfind('/') {
                Some(slash) => path = &path[..slash],
                None => return 1,
            }
        }
    }
}

/// Closes the lists and mappings that end before a line with this indentation. A list may be at the indentation of
/// its own key.
fn close(open: &mut Vec<OpenNode>, path: &mut String, indent: usize, item: bool) {
    while let Some(last) = open.last() {
        let inside = if item && !last.is_item {
            last.indent <= indent
        } else {
            last.indent < indent
        };
        if inside {
            break;
        }
        open.pop();
    }
    path.truncate(open.last().map_or(0, |o| o.path_len));
}

fn push(open: &mut Vec<OpenNode>, path: &mut String, piece: &str, indent: usize, is_item: bool) {
    if !path.is_empty() {
        path.push('/');
    }
    path.push_str(piece);
    open.push(OpenNode {
        indent,
        path_len: path.len(),
        next_item: 0,
        is_item,
    });
}

/// The key and the value of `key: value`, the quotes of the key taken off.
fn split_key(text: &str) -> Option<(&str, &str)> {
    if let Some(quote) = text.chars().next().filter(|c| matches!(c, '"' | '\'')) {
        let end = text[1..].find(quote)? + 1;
        let value = text[end + 1..].strip_prefix(':')?;
        return Some((&text[1..end], value.trim_start()));
    }
    if let Some(key) = text.strip_suffix(':').filter(|key| !key.contains(": ")) {
        return Some((key, ""));
    }
    let (key, value) = text.split_once(": ")?;
    Some((key, value.trim_start()))
}

#[cfg(test)]
mod tests {
    use super::RowLines;

    #[test]
    fn fields_of_items_have_their_lines() {
        let text = "# top\nprovider: X\nmodels:\n  - id: a\n    note: >-\n      looks: like a key\n    eol: 2\n  \
                    - id: b\n    regions:\n      - in: [x]\n        eol: 3\n      - in: [y]\n";
        let lines = RowLines::of(text);
        for (path, line) in [
            ("provider", 2),
            ("models", 3),
            ("models/0", 4),
            ("models/0/id", 4),
            ("models/0/eol", 7),
            ("models/1/id", 8),
            ("models/1/regions/0/eol", 11),
            ("models/1/regions/1/in/0", 12),
            ("models/1/regions/1/eol", 12),
            ("models/1/name", 8),
        ] {
            assert_eq!(lines.line(path), line, "{path}");
        }
    }

    #[test]
    fn a_list_may_have_the_indentation_of_its_key() {
        let lines = RowLines::of("models:\n- id: a\n  eol: 1\n- id: b\nother: 1\n");
        assert_eq!(lines.line("models/1/id"), 4);
        assert_eq!(lines.line("other"), 5);
    }
}
