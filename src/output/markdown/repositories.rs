//! The table of repositories of a merged report.

use std::fmt::Write as _;

use crate::finding::Level;
use crate::output::{escape, wording};
use crate::report::{Report, RepositoryRow};

const INFALLIBLE: &str = "writing to a string cannot fail";

/// Each repository as far as the rows fit into `budget` bytes: those with most errors first. Nothing for a scan.
pub(super) fn push_table(text: &mut String, report: &Report, budget: usize) {
    let mut rows = report.repository_rows();
    if rows.is_empty() {
        return;
    }
    rows.sort_by_key(|row| std::cmp::Reverse((row.count(Level::Error), row.count(Level::Warning))));
    if let Some(sentence) = wording::several_dates(report) {
        writeln!(text, "{}\n", escape::markdown_message(&sentence)).expect(INFALLIBLE);
    }
    text.push_str(
        "| Repository | Owners | Errors | Warnings | Notes | Next End-of-Life |\n\
         | --- | --- | ---: | ---: | ---: | --- |\n",
    );
    for (at, one) in rows.iter().enumerate() {
        let line = row(one);
        if text.len() + line.len() > budget {
            let left = rows.len() - at;
            writeln!(
                text,
                "\nNot in this table: {}.",
                wording::repositories(left)
            )
            .expect(INFALLIBLE);
            break;
        }
        text.push_str(&line);
    }
    text.push('\n');
}

fn row(row: &RepositoryRow<'_>) -> String {
    format!(
        "| {}{} | {} | {} | {} | {} | {} |\n",
        escape::markdown_code(&row.repository.name),
        if row.complete { "" } else { " (incomplete)" },
        wording::owners(&row.owners, escape::markdown_code),
        row.count(Level::Error),
        row.count(Level::Warning),
        row.count(Level::Note),
        row.next_end.map_or("–".to_owned(), |day| day.to_string()),
    )
}
