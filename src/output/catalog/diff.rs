//! What changed between two catalogs, for people and as Markdown.

use std::io::{self, Write};

use crate::catalog::diff::{Diff, ModelChange};

/// Writes the differences for people.
pub fn write_diff(diff: &Diff, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "catalog {} → {}", diff.before, diff.after)?;
    if diff.is_empty() {
        return writeln!(out, "no difference");
    }
    for (sign, ids) in [("+", &diff.added), ("-", &diff.removed)] {
        for id in ids {
            writeln!(out, "{sign} {id}")?;
        }
    }
    for change in &diff.changed {
        writeln!(out, "~ {}{}", change.id, stage_words(diff, change))?;
        for field in &change.fields {
            writeln!(
                out,
                "    {}: {} → {}",
                field.field,
                said(&field.before),
                said(&field.after)
            )?;
        }
    }
    for (sign, lines) in [
        ("+", &diff.constants_added),
        ("-", &diff.constants_removed),
        ("+", &diff.arns_added),
        ("-", &diff.arns_removed),
    ] {
        for line in lines {
            writeln!(out, "{sign} {line}")?;
        }
    }
    Ok(())
}

/// Writes the differences as a Markdown table, for a pull request.
pub fn write_diff_markdown(diff: &Diff, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "### Catalog {} → {}\n", diff.before, diff.after)?;
    if diff.is_empty() {
        return writeln!(out, "No difference.");
    }
    writeln!(
        out,
        "| | model | field | before | after |\n|---|---|---|---|---|"
    )?;
    for (word, ids) in [("added", &diff.added), ("removed", &diff.removed)] {
        for id in ids {
            writeln!(out, "| {word} | `{}` | | | |", cell(id))?;
        }
    }
    for change in &diff.changed {
        for field in &change.fields {
            let (before, after) = (cell(&said(&field.before)), cell(&said(&field.after)));
            writeln!(
                out,
                "| changed | `{}` | {} | {before} | {after} |",
                cell(&change.id),
                cell(&field.field)
            )?;
        }
    }
    for (word, kind, lines) in [
        ("added", "constant", &diff.constants_added),
        ("removed", "constant", &diff.constants_removed),
        ("added", "ARN", &diff.arns_added),
        ("removed", "ARN", &diff.arns_removed),
    ] {
        for line in lines {
            writeln!(out, "| {word} | | {kind} | | {} |", cell(line))?;
        }
    }
    let stages: Vec<&ModelChange> = diff.changed.iter().filter(|c| c.changes_stage()).collect();
    if !stages.is_empty() {
        writeln!(
            out,
            "\nOn {} these models change their stage:\n",
            diff.as_of
        )?;
    }
    for change in stages {
        writeln!(out, "- `{}`: {}", cell(&change.id), cell(&change.stages()))?;
    }
    Ok(())
}

fn stage_words(diff: &Diff, change: &ModelChange) -> String {
    if !change.changes_stage() {
        return String::new();
    }
    format!(" (on {}: {})", diff.as_of, change.stages())
}

fn said(value: &Option<String>) -> String {
    value.clone().unwrap_or_else(|| "nothing".to_owned())
}

/// A text that may be in a cell of a Markdown table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
        .replace(['\n', '\r'], " ")
        .replace('<', "&lt;")
}
