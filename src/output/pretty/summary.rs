//! The first and the last lines of the report: which models, how many places, what to do, what was scanned.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use jiff::civil::Date;

use crate::finding::{Finding, Level};
use crate::output::escape;
use crate::output::pretty::groups::Group;
use crate::output::pretty::style::{Style, columns};
use crate::report::{Report, Summary};

/// Models named in one part of the headline; the rest is counted.
const MAX_MODELS: usize = 15;

/// Parts of the headline: the rules, the title, the level by which it is coloured.
const PARTS: [(&[&str], &str, Level); 3] = [
    (&["end-of-life"], "End-of-Life: requests fail", Level::Error),
    (&["end-of-life-soon"], "End-of-Life soon", Level::Warning),
    (&["extended-access", "legacy"], "Legacy", Level::Warning),
];

/// Which models are dead, which die when, in how many places.
pub(super) fn headline(report: &Report, style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    writeln!(out, "{}\n", style.bold(&format!("Amazon Bedrock models on {}", report.as_of)))?;
    let mut any = false;
    for (rules, title, level) in PARTS {
        let rows = rows(report, rules);
        if rows.is_empty() {
            continue;
        }
        any = true;
        writeln!(out, "  {}", style.level(level, title))?;
        table(&rows, report.as_of, style, out)?;
        writeln!(out)?;
    }
    if !any {
        let clean = match report.references.len() {
            0 => "No reference to a Bedrock model was found.".to_owned(),
            many => format!("None of the {} is Legacy or End-of-Life.", count(many, "reference")),
        };
        writeln!(out, "  {}\n", style.good(&clean))?;
    }
    Ok(())
}

/// One line of the headline.
#[derive(Default)]
struct Row<'a> {
    /// Whether it stands for lists of models, whose dates differ.
    is_list: bool,
    eol: Option<Date>,
    /// Findings above a note.
    places: usize,
    notes: usize,
    /// Of the findings above a note.
    files: BTreeSet<&'a str>,
    replacements: BTreeSet<&'a str>,
}

/// The models that some rules speak of, the earliest end first.
fn rows<'a>(report: &'a Report, rules: &[&str]) -> Vec<(String, Row<'a>)> {
    let mut rows: BTreeMap<String, Row<'a>> = BTreeMap::new();
    for finding in report.active().filter(|finding| rules.contains(&finding.rule.id)) {
        let (subject, is_list) = subject(finding);
        let row = rows.entry(subject).or_default();
        row.is_list = is_list;
        let eol = finding.lifecycle.as_ref().and_then(|dates| dates.eol.as_ref()).map(|eol| eol.day);
        row.eol = row.eol.into_iter().chain(eol).min();
        if finding.level > Level::Note {
            row.places += 1;
            row.files.insert(&finding.reference.location.path);
        } else {
            row.notes += 1;
        }
        row.replacements.extend(finding.replacement.as_ref().map(|chosen| chosen.model.as_str()));
    }
    let mut rows: Vec<_> = rows.into_iter().collect();
    rows.sort_by_key(|(_, row)| (row.is_list, row.eol.is_none(), row.eol));
    rows
}

/// What a row is about, and whether it is a list: the model, or the text where it can mean several.
fn subject(finding: &Finding) -> (String, bool) {
    match finding.reference.models.as_slice() {
        [one] => (one.to_string(), false),
        _ if finding.reference.registry.is_some() => ("(lists of models)".to_owned(), true),
        _ => (escape::terminal(&finding.reference.text).into_owned(), false),
    }
}

fn table(rows: &[(String, Row<'_>)], as_of: Date, style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    let cells: Vec<[String; 4]> = rows
        .iter()
        .take(MAX_MODELS)
        .map(|(subject, row)| {
            let replacement = match row.replacements.iter().next() {
                Some(model) => format!("→ {model}"),
                None => String::new(),
            };
            let when = if row.is_list { String::new() } else { when(row.eol, as_of) };
            [subject.clone(), when, places(row), replacement]
        })
        .collect();
    let width = |column: usize| cells.iter().map(|row| columns(&row[column])).max().unwrap_or(0);
    let widths = [width(0), width(1), width(2)];
    for [subject, when, places, replacement] in &cells {
        let line = format!(
            "    {}  {}  {}  {}",
            pad(subject, widths[0]),
            pad(when, widths[1]),
            pad(places, widths[2]),
            style.dim(replacement)
        );
        writeln!(out, "{}", line.trim_end())?;
    }
    match rows.len().saturating_sub(MAX_MODELS) {
        0 => Ok(()),
        more => writeln!(out, "    … and {more} more"),
    }
}

/// `2 places in 1 file, 3 notes`.
fn places(row: &Row<'_>) -> String {
    let files = count(row.files.len(), "file");
    let places = format!("{} in {files}", count(row.places, "place"));
    match (row.places, row.notes) {
        (0, notes) => count(notes, "note"),
        (_, 0) => places,
        (_, notes) => format!("{places}, {}", count(notes, "note")),
    }
}

fn when(eol: Option<Date>, as_of: Date) -> String {
    let Some(day) = eol else { return "no date".to_owned() };
    match as_of.until(day).map_or(0, |span| span.get_days()) {
        days if days <= 0 => format!("since {day}"),
        1 => format!("{day}, tomorrow"),
        days => format!("{day}, in {days} days"),
    }
}

fn pad(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(columns(text))))
}

/// What to do next, where there is something to do about a model.
pub(super) fn next_steps(
    report: &Report,
    groups: &[Group<'_>],
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let urgent = groups.iter().map(Group::first).find(|finding| finding.lifecycle.is_some());
    let Some(model) = urgent.and_then(|finding| finding.reference.models.first()) else { return Ok(()) };
    let summary = report.summary();
    let mut steps = vec![(format!("bedrock-eol explain {model}"), "dates, Regions, replacement and steps")];
    if report.active().any(|finding| finding.replacement.is_some()) {
        steps.push(("bedrock-eol fix".to_owned(), "the edits to the replacements, as a diff"));
    }
    if summary.errors + summary.warnings > NOISY {
        steps.push(("bedrock-eol baseline write".to_owned(), "accept what is there, hear of what is new"));
    }
    let width = steps.iter().map(|(command, _)| columns(command)).max().unwrap_or(0);
    writeln!(out, "{}", style.bold("Next"))?;
    for (command, effect) in &steps {
        writeln!(out, "  {}   {}", pad(command, width), style.dim(effect))?;
    }
    writeln!(out)
}

/// Errors and warnings above which a baseline is worth a word.
const NOISY: u64 = 10;

/// What was looked at and by which catalog.
pub(super) fn footer(report: &Report, style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    let (summary, stats) = (report.summary(), report.stats);
    let mut left_out = Vec::new();
    for (number, word) in [
        (stats.files_ignored, "ignored"),
        (stats.files_binary, "binary"),
        (report.skipped.len() as u64, "skipped"),
        (report.errors.len() as u64, "not readable"),
    ] {
        if number > 0 {
            left_out.push(format!("{} {word}", thousands(number)));
        }
    }
    let left_out = if left_out.is_empty() { String::new() } else { format!(" ({})", left_out.join(", ")) };
    let mut text =
        format!("Scanned {} file{}{left_out}: ", thousands(stats.files_scanned), s(stats.files_scanned));
    text.push_str(&format!("{} reference{}, ", thousands(summary.references), s(summary.references)));
    text.push_str(&findings(&summary));
    for (number, word) in [(summary.suppressed, "suppressed"), (summary.baselined, "in the baseline")] {
        if number > 0 {
            text.push_str(&format!(", {} {word}", thousands(number)));
        }
    }
    text.push_str(&format!(
        ". Catalog {} (facts up to {}), judged for {}.",
        report.catalog_version, report.catalog_as_of, report.as_of
    ));
    style.paragraph("", "", &text, out)
}

fn findings(summary: &Summary) -> String {
    let total = summary.errors + summary.warnings + summary.notes;
    if total == 0 {
        return "no findings".to_owned();
    }
    let by_rule: Vec<String> =
        summary.by_rule.iter().map(|(rule, number)| format!("{} {rule}", thousands(*number))).collect();
    format!("{} finding{} ({})", thousands(total), s(total), by_rule.join(", "))
}

fn s(number: u64) -> &'static str {
    if number == 1 { "" } else { "s" }
}

/// `1 place`, `2,000 places`.
pub(super) fn count(number: usize, word: &str) -> String {
    let number = number as u64;
    format!("{} {word}{}", thousands(number), s(number))
}

/// `1234567` as `1,234,567`.
pub(super) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
