//! The report for people in a terminal: what matters first, then each problem once with its places, then what
//! to do next, and what was looked at.
//!
//! Equal problems are folded: one snippet and a list of places, so that a thousand findings stay readable. All
//! that is scanned is escaped. Colours come from the options alone.

mod diagnostic;
mod groups;
mod style;
mod summary;

use std::collections::HashSet;
use std::io;

use crate::finding::Level;
use crate::output::{RenderOptions, escape, stage_word};
use crate::report::Report;

use groups::Group;
use style::Style;

/// Problems that are shown with a snippet; the rest is counted.
const MAX_SNIPPETS: usize = 60;
/// Notes that are shown by name; the rest is counted.
const MAX_NOTES: usize = 20;

/// Writes the report.
pub(crate) fn render(report: &Report, options: &RenderOptions, out: &mut dyn io::Write) -> io::Result<()> {
    let style = Style::new(options);
    let groups = groups::of(report);
    summary::headline(report, &style, out)?;
    problems(&groups, &style, out)?;
    notes(&groups, &style, out)?;
    if options.inventory {
        inventory(report, &style, out)?;
    }
    not_scanned(report, &style, out)?;
    summary::next_steps(report, &groups, &style, out)?;
    summary::footer(report, &style, out)
}

/// Errors and warnings, each with the snippet of its first place.
fn problems(groups: &[Group<'_>], style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    let problems: Vec<&Group<'_>> = groups.iter().filter(|group| group.level() > Level::Note).collect();
    let handler = diagnostic::handler(style);
    let mut told = HashSet::new();
    for group in problems.iter().take(MAX_SNIPPETS) {
        diagnostic::write(group, &handler, &mut told, style, out)?;
    }
    rest(problems.get(MAX_SNIPPETS..).unwrap_or_default(), "problem", out)
}

/// Notes, a line each: nothing has to be done about them at once.
fn notes(groups: &[Group<'_>], style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    let notes: Vec<&Group<'_>> = groups.iter().filter(|group| group.level() == Level::Note).collect();
    if notes.is_empty() {
        return Ok(());
    }
    writeln!(out, "{}", style.bold("Notes"))?;
    for group in notes.iter().take(MAX_NOTES) {
        let message = escape::terminal(&group.first().message);
        let rule = style.note(group.first().rule.id);
        style.paragraph("  ", "    ", &format!("{rule}: {message}"), out)?;
        groups::write_places(&group.findings, "    ", style, out)?;
    }
    rest(notes.get(MAX_NOTES..).unwrap_or_default(), "note", out)?;
    writeln!(out)
}

fn rest(groups: &[&Group<'_>], word: &str, out: &mut dyn io::Write) -> io::Result<()> {
    if groups.is_empty() {
        return Ok(());
    }
    let places: usize = groups.iter().map(|group| group.findings.len()).sum();
    let (problems, places) = (summary::count(groups.len(), word), summary::count(places, "place"));
    writeln!(out, "  … and {problems} more in {places}: `--output compact` lists all\n")
}

/// Every reference, Active ones too.
fn inventory(report: &Report, style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    writeln!(out, "{}", style.bold("All references"))?;
    for reference in &report.references {
        let location = &reference.location;
        let place = format!("{}:{}:{}", location.path, location.start.line, location.start.column);
        let stage = stage_word(reference.stage);
        let (place, text) = (escape::terminal(&place), escape::terminal(&reference.text));
        writeln!(out, "  {stage:<7}  {}  {text}", style.dim(&place))?;
    }
    writeln!(out)
}

/// What the report says nothing about.
fn not_scanned(report: &Report, style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    if report.errors.is_empty() {
        return Ok(());
    }
    writeln!(out, "{}", style.error("Not scanned"))?;
    for error in &report.errors {
        let (path, message) = (escape::terminal(&error.path), escape::terminal(&error.message));
        writeln!(out, "  {path}: {message}")?;
    }
    writeln!(out)
}
