//! The table of repositories of a merged report.

use std::io;

use super::limits::PrintLimits;
use super::style::{Style, columns};
use crate::finding::Level;
use crate::output::{escape, wording};
use crate::report::{Report, RepositoryRow};

/// Each repository with its numbers: those with most errors first. Nothing for a scan.
pub(super) fn write(
    report: &Report,
    limits: &PrintLimits,
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let mut rows = report.repository_rows();
    if rows.is_empty() {
        return Ok(());
    }
    rows.sort_by_key(|row| std::cmp::Reverse((row.count(Level::Error), row.count(Level::Warning))));
    writeln!(out, "  {}", style.bold("Repositories"))?;
    let shown = &rows[..rows.len().min(limits.models)];
    let names: Vec<String> = shown
        .iter()
        .map(|row| escape::terminal(&row.repository.name).into_owned())
        .collect();
    let width = names.iter().map(|name| columns(name)).max().unwrap_or(0);
    for (row, name) in shown.iter().zip(&names) {
        let pad = " ".repeat(width - columns(name));
        writeln!(out, "    {name}{pad}  {}", words(row, style))?;
    }
    if shown.len() < rows.len() {
        let more = wording::repositories(rows.len() - shown.len());
        writeln!(out, "    {}", style.dim(&format!("and {more} more")))?;
    }
    if let Some(sentence) = wording::several_dates(report) {
        style.paragraph("    ", "    ", &escape::terminal(&sentence), out)?;
    }
    writeln!(out)
}

/// `2 errors, 1 warning, next End-of-Life 2027-01-15, @acme/search`.
fn words(row: &RepositoryRow<'_>, style: &Style) -> String {
    let counts = [
        (Level::Error, "error"),
        (Level::Warning, "warning"),
        (Level::Note, "note"),
    ];
    let mut words: Vec<String> = counts
        .into_iter()
        .map(|(level, word)| (level, row.count(level), word))
        .filter(|(_, number, _)| *number > 0)
        .map(|(level, number, word)| {
            let number = usize::try_from(number).unwrap_or(usize::MAX);
            style.level(level, &wording::count(number, word))
        })
        .collect();
    if words.is_empty() {
        words.push("no findings".to_owned());
    }
    if !row.complete {
        words.push(style.error("incomplete"));
    }
    words.extend(row.next_end.map(|day| format!("next End-of-Life {day}")));
    words.extend(
        row.owners
            .first()
            .map(|owner| escape::terminal(owner).into_owned()),
    );
    words.join(", ")
}
