//! What changed between two catalogs, for people, as Markdown and as JSON.

use std::io::{self, Write};

use crate::catalog::diff::{Diff, ModelChange};
use crate::output::escape::{markdown, markdown_code, terminal};
use crate::output::json_text;

/// Writes the differences as JSON, indented.
pub fn write_diff_json(diff: &Diff, out: &mut dyn Write) -> io::Result<()> {
    json_text::document(diff, out)
}

/// Writes the differences for people.
pub fn write_diff(diff: &Diff, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "catalog {} → {}",
        terminal(&diff.before),
        terminal(&diff.after)
    )?;
    if diff.is_empty() {
        return writeln!(out, "no difference");
    }
    for (sign, ids) in [("+", &diff.added), ("-", &diff.removed)] {
        for id in ids {
            writeln!(out, "{sign} {}", terminal(id))?;
        }
    }
    for change in &diff.changed {
        writeln!(
            out,
            "~ {}{}",
            terminal(&change.id),
            stage_words(diff, change)
        )?;
        for field in &change.fields {
            writeln!(
                out,
                "    {}: {} → {}",
                terminal(&field.field),
                terminal(said(&field.before)),
                terminal(said(&field.after))
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
            writeln!(out, "{sign} {}", terminal(line))?;
        }
    }
    Ok(())
}

/// Writes the differences as a Markdown table, for a pull request.
pub fn write_diff_markdown(diff: &Diff, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "### Catalog {} → {}\n",
        markdown(&diff.before),
        markdown(&diff.after)
    )?;
    if diff.is_empty() {
        return writeln!(out, "No difference.");
    }
    writeln!(
        out,
        "| | model | field | before | after |\n|---|---|---|---|---|"
    )?;
    for (word, ids) in [("added", &diff.added), ("removed", &diff.removed)] {
        for id in ids {
            writeln!(out, "| {word} | {} | | | |", markdown_code(id))?;
        }
    }
    for change in &diff.changed {
        for field in &change.fields {
            let (before, after) = (markdown(said(&field.before)), markdown(said(&field.after)));
            writeln!(
                out,
                "| changed | {} | {} | {before} | {after} |",
                markdown_code(&change.id),
                markdown_code(&field.field)
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
            writeln!(out, "| {word} | | {kind} | | {} |", markdown(line))?;
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
        writeln!(
            out,
            "- {}: {}",
            markdown_code(&change.id),
            markdown(&change.stages())
        )?;
    }
    Ok(())
}

fn stage_words(diff: &Diff, change: &ModelChange) -> String {
    if !change.changes_stage() {
        return String::new();
    }
    format!(" (on {}: {})", diff.as_of, terminal(&change.stages()))
}

fn said(value: &Option<String>) -> &str {
    value.as_deref().unwrap_or("nothing")
}
