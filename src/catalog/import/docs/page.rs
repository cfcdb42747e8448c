//! Reads a page of AWS's documentation, in the Markdown that AWS serves, into headings, tables, fields and lines.
//!
//! The pages have no nested structure that matters, and their copies are often damaged in ways that a Markdown parser
//! repairs silently: a row with too few cells must be an error with its line. It does not know what a page is about.

use crate::catalog::parse::CatalogProblem;

/// A page with its parts in order.
pub(super) struct Page {
    /// The file, as it is named in problems.
    pub(super) path: String,
    pub(super) parts: Vec<PagePart>,
}

/// A part of a page with its 1-based line.
pub(super) struct PagePart {
    pub(super) line: usize,
    pub(super) content: PageContent,
}

pub(super) enum PageContent {
    /// A heading: how many `#`, its text, and the anchors that follow it.
    Heading {
        level: usize,
        text: String,
        anchors: Vec<String>,
    },
    /// A bullet `+ **FIELD:** VALUE`. A bullet without a field has an empty one.
    Field {
        indent: usize,
        name: String,
        value: String,
    },
    /// A table.
    Table(Table),
    /// Any other line.
    Line(String),
}

/// A table with cells as they are written.
pub(super) struct Table {
    /// Column names without marks for bold type.
    pub(super) header: Vec<String>,
    pub(super) rows: Vec<TableRow>,
}

pub(super) struct TableRow {
    pub(super) line: usize,
    pub(super) cells: Vec<String>,
}

impl Page {
    /// Reads a page. A table whose rows do not have the columns of its header goes to `problems`.
    pub(super) fn parse(path: &str, text: &str, problems: &mut Vec<CatalogProblem>) -> Self {
        let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
        let mut page = Self {
            path: path.to_owned(),
            parts: Vec::new(),
        };
        let mut at = if lines.first() == Some(&"---") {
            front_matter(&lines)
        } else {
            0
        };
        while at < lines.len() {
            let (line, trimmed) = (at + 1, lines[at].trim_start());
            let indent = lines[at].len() - trimmed.len();
            at += 1;
            if let Some(anchor) = anchor(trimmed) {
                if let Some(PagePart {
                    content: PageContent::Heading { anchors, .. },
                    ..
                }) = page.parts.last_mut()
                {
                    anchors.push(anchor.to_owned());
                }
                continue;
            }
            let content = if let Some((level, text)) = heading(trimmed) {
                PageContent::Heading {
                    level,
                    text,
                    anchors: anchors_within(trimmed),
                }
            } else if is_row(trimmed) && lines.get(at).is_some_and(|next| is_rule(next)) {
                let (table, end) = table(&page.path, &lines, at - 1, problems);
                at = end;
                PageContent::Table(table)
            } else if let Some((name, value)) = field(trimmed) {
                PageContent::Field {
                    indent,
                    name,
                    value,
                }
            } else if trimmed.is_empty() {
                continue;
            } else {
                PageContent::Line(trimmed.to_owned())
            };
            page.parts.push(PagePart { line, content });
        }
        page
    }

    /// The parts of the section whose heading has an anchor with this end, or one of these texts; up to the next heading
    /// that is not below it. Absent if the page has no such section.
    pub(super) fn section(&self, anchor: &str, texts: &[&str]) -> Option<&[PagePart]> {
        let begins = |part: &PagePart| match &part.content {
            PageContent::Heading { text, anchors, .. } => {
                anchors.iter().any(|id| id.ends_with(anchor))
                    || texts.iter().any(|known| known.eq_ignore_ascii_case(text))
            }
            PageContent::Field { .. } | PageContent::Table(_) | PageContent::Line(_) => false,
        };
        let start = self.parts.iter().position(begins)?;
        let PageContent::Heading { level: own, .. } = &self.parts[start].content else {
            return None;
        };
        let rest = &self.parts[start + 1..];
        let ends = |part: &PagePart| matches!(&part.content, PageContent::Heading { level, .. } if level <= own);
        Some(&rest[..rest.iter().position(ends).unwrap_or(rest.len())])
    }

    /// A problem at a line of this page.
    pub(super) fn problem(&self, line: usize, message: String) -> CatalogProblem {
        CatalogProblem {
            path: self.path.clone(),
            line,
            column: 0,
            message,
        }
    }
}

impl Table {
    /// The number of the first column whose name is one of these or begins so; letter case does not matter.
    pub(super) fn column(&self, names: &[&str]) -> Option<usize> {
        self.header.iter().position(|cell| {
            let cell = cell.to_ascii_lowercase();
            names.iter().any(|name| cell.starts_with(name))
        })
    }
}

/// The line after a block `---` at the top; copies have their own there.
fn front_matter(lines: &[&str]) -> usize {
    lines
        .iter()
        .skip(1)
        .position(|line| *line == "---")
        .map_or(0, |end| end + 2)
}

fn heading(line: &str) -> Option<(usize, String)> {
    let level = line.bytes().take_while(|byte| *byte == b'#').count();
    let text = line[level..].strip_prefix(' ')?;
    let text = text.split("<a name=").next().unwrap_or(text);
    (level > 0).then(|| (level, text.trim().to_owned()))
}

fn anchors_within(line: &str) -> Vec<String> {
    line.split("<a name=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .map(str::to_owned)
        .collect()
}

/// The name in a line that is nothing but an anchor.
fn anchor(line: &str) -> Option<&str> {
    line.strip_prefix("<a name=\"")?.strip_suffix("\"></a>")
}

/// The name and value of a bullet. Copies of the pages use other signs for bullets and lose the bold type.
fn field(line: &str) -> Option<(String, String)> {
    let rest = ["+ ", "- ", "* ", "• "]
        .iter()
        .find_map(|sign| line.strip_prefix(sign))?
        .trim();
    let bold = rest
        .strip_prefix("**")
        .and_then(|inner| inner.split_once("**"));
    if let Some((name, value)) = bold {
        let (name, colon) = match name.strip_suffix(':') {
            Some(name) => (name, true),
            None => (name, value.starts_with(':')),
        };
        let value = value.strip_prefix(':').unwrap_or(value);
        return Some(match colon {
            true => (name.trim().to_owned(), value.trim().to_owned()),
            false => (String::new(), rest.to_owned()),
        });
    }
    match rest.split_once(": ") {
        Some((name, value)) if !name.contains(['`', '[', '*']) => {
            Some((name.trim().to_owned(), value.trim().to_owned()))
        }
        _ => Some((String::new(), rest.to_owned())),
    }
}

fn is_row(line: &str) -> bool {
    line.starts_with('|') && line.len() > 1
}

/// The line `|---|---|` between header and rows.
fn is_rule(line: &str) -> bool {
    let line = line.trim();
    is_row(line)
        && line.contains('-')
        && line
            .bytes()
            .all(|byte| matches!(byte, b'|' | b'-' | b':' | b' '))
}

/// The table whose header is at `start`, and the number of the line after it.
fn table(
    path: &str,
    lines: &[&str],
    start: usize,
    problems: &mut Vec<CatalogProblem>,
) -> (Table, usize) {
    let header: Vec<String> = cells(lines[start])
        .iter()
        .map(|cell| without_bold(cell))
        .collect();
    let mut table = Table {
        header,
        rows: Vec::new(),
    };
    let mut at = start + 2;
    while let Some(line) = lines
        .get(at)
        .map(|line| line.trim())
        .filter(|line| is_row(line))
    {
        let cells = cells(line);
        at += 1;
        if cells.len() == table.header.len() {
            table.rows.push(TableRow { line: at, cells });
            continue;
        }
        let message = format!(
            "this row has {} and its table {}; fetch the page again",
            count(cells.len()),
            count(table.header.len())
        );
        problems.push(CatalogProblem {
            path: path.to_owned(),
            line: at,
            column: 0,
            message,
        });
    }
    (table, at)
}

fn count(cells: usize) -> String {
    format!("{cells} {}", if cells == 1 { "cell" } else { "cells" })
}

/// The cells of a row; `\|` and a bar within backticks separate none.
fn cells(line: &str) -> Vec<String> {
    let line = line.trim();
    let inner = line.strip_prefix('|').unwrap_or(line);
    let mut cells = vec![String::new()];
    let (mut escaped, mut quoted) = (false, false);
    for c in inner.chars() {
        let cell = cells.last_mut().expect("one is there from the start");
        match c {
            '|' if !escaped && !quoted => {
                cells.push(String::new());
                continue;
            }
            '`' if !escaped => quoted = !quoted,
            _ => {}
        }
        escaped = c == '\\' && !escaped;
        if !escaped {
            cell.push(c);
        }
    }
    // A row ends with a bar, so the last cell is what is after it.
    if cells.last().is_some_and(|last| last.trim().is_empty()) {
        cells.pop();
    }
    cells.iter().map(|cell| cell.trim().to_owned()).collect()
}

/// `**Region**` as `Region`, ``**In-Region (`bedrock-runtime`)**`` without its marks.
pub(super) fn without_bold(text: &str) -> String {
    text.replace(['*', '`'], "").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> (Page, Vec<String>) {
        let mut problems = Vec::new();
        let page = Page::parse("p.md", text, &mut problems);
        (page, problems.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn sections_are_found_by_anchor_though_the_heading_is_another() {
        let text = "---\nsource_url: x\n---\n# Name\n<a name=\"card-x\"></a>\n\n## Call the model\n\
                    <a name=\"card-x-programmatic-access\"></a>\n\nOne.\n\n### Below\n\nTwo.\n\n## Next\n\nThree.\n";
        let (page, problems) = parse(text);
        let section = page
            .section("-programmatic-access", &["Programmatic Access"])
            .expect("it is there");
        let lines: Vec<usize> = section.iter().map(|part| part.line).collect();
        assert_eq!((lines, problems.len()), (vec![10, 12, 14], 0));
        assert!(page.section("-regional-availability", &[]).is_none());
    }

    #[test]
    fn a_row_with_other_columns_than_its_table_is_a_problem() {
        let (page, problems) = parse("| A | B |\n| --- | --- |\n| `x|y` | z\\|z |\n| only one |\n");
        let PageContent::Table(table) = &page.parts[0].content else {
            panic!("a table")
        };
        assert_eq!(table.rows[0].cells, ["`x|y`", "z|z"]);
        assert_eq!(
            problems,
            ["p.md:4: this row has 1 cell and its table 2 cells; fetch the page again"]
        );
    }

    #[test]
    fn bullets_have_fields_in_every_spelling_of_the_copies() {
        for line in [
            "+ **EOL date:** N/A",
            "- **EOL date:** N/A",
            "• EOL date: N/A",
            "+ **EOL date**: N/A",
        ] {
            assert_eq!(
                field(line),
                Some(("EOL date".to_owned(), "N/A".to_owned())),
                "{line}"
            );
        }
        assert_eq!(
            field("- **Cohere**"),
            Some((String::new(), "**Cohere**".to_owned()))
        );
    }
}
