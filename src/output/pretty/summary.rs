//! The first and last lines of the report: which models, how many locations, what to do, what was scanned.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::io;

use jiff::civil::Date;

use crate::finding::{Finding, Level, RuleId};
use crate::model_id::ModelId;
use crate::output::headline::{self, Headline};
use crate::output::pretty::limits::PrintLimits;
use crate::output::pretty::repositories;
use crate::output::pretty::style::{Style, columns};
use crate::output::pretty::usage;
use crate::output::wording::{self, count, thousands};
use crate::output::{GroupBy, RenderOptions, escape, groups, usage_words};
use crate::reference::Context;
use crate::report::{Invocations, Report};

/// Parts of the summary: rules, title, and level for its color.
const PARTS: [(&[RuleId], &str, Level); 5] = [
    (
        &[RuleId::EndOfLife],
        "End-of-Life: requests fail",
        Level::Error,
    ),
    (&[RuleId::EndOfLifeSoon], "End-of-Life soon", Level::Warning),
    (
        &[RuleId::ExtendedAccess],
        "Legacy, in public extended access: may cost more",
        Level::Warning,
    ),
    (&[RuleId::Legacy], "Legacy", Level::Warning),
    (
        &[RuleId::UnknownModel],
        "Not in the catalog",
        Level::Warning,
    ),
];

/// Which models are or will be End-of-Life, and in how many locations.
pub(super) fn headline(
    report: &Report,
    limits: &PrintLimits,
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    first_lines(report, style, out)?;
    repositories::write(report, limits, style, out)?;
    let mut any = false;
    for (rules, title, level) in PARTS {
        let (rows, mentioned): (Vec<_>, Vec<_>) = rows(report, rules)
            .into_iter()
            .partition(|(_, row)| row.locations > 0);
        if rows.is_empty() && mentioned.is_empty() {
            continue;
        }
        any |= rules != [RuleId::UnknownModel];
        writeln!(out, "  {}", style.level(level, title))?;
        table(&rows, limits.models, report.as_of, style, out)?;
        only_mentioned(&mentioned, style, out)?;
        writeln!(out)?;
    }
    if !any {
        nothing(report, style, out)?;
    }
    usage::write(report, limits, style, out)
}

/// Which requests fail today, what ends next, and whether the scan is incomplete.
pub(super) fn first_lines(
    report: &Report,
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let headline = Headline::of(report);
    let today = escape::terminal(&headline.today);
    let today = if headline.is_bad {
        style.error(&today)
    } else {
        style.bold(&today)
    };
    let next = escape::terminal(&headline.next()).into_owned();
    style.paragraph(
        "",
        "",
        format!("{today} {}", style.bold(&next)).trim_end(),
        out,
    )?;
    if let Some(start) = headline::start_here(report).filter(|_| report.coverage.every_line) {
        let path = style.link(start.path, &style.bold(&escape::terminal(start.path)));
        let text = format!("Start with {path}: {}.", start.share_in_words());
        style.paragraph("", "", &text, out)?;
    }
    writeln!(out)?;
    incomplete(report, style, out)
}

/// The models of a part that have notes only, in one line.
fn only_mentioned(
    rows: &[(String, SummaryRow<'_>)],
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let models = count(rows.len(), "model");
    let notes = count(rows.iter().map(|(_, row)| row.notes).sum(), "note");
    writeln!(
        out,
        "    {}",
        style.dim(&format!("{models} only mentioned: {notes}"))
    )
}

/// The line that the scan is incomplete, before everything else.
fn incomplete(report: &Report, style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    if report.complete() {
        return Ok(());
    }
    let errors = wording::errors(report).join(", ");
    let text = format!("This scan is incomplete: {errors} (listed below).");
    style.paragraph("  ", "  ", &style.error(&text), out)?;
    writeln!(out)
}

/// The line that no model is Legacy or End-of-Life, and what it is based on.
pub(super) fn nothing(report: &Report, style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    let scanned = count(to_usize(report.stats.files_scanned), "file");
    let hidden = report
        .findings
        .iter()
        .any(|finding| !finding.is_active() && finding.lifecycle.is_some());
    // The first line says it.
    if report.nothing_scanned() {
        return Ok(());
    }
    let text = match (report.reference_count(), report.aged_references()) {
        (0, _) => style.good(&format!("No reference to a Bedrock model in {scanned}.")),
        (many, _) if !report.coverage.every_stage => {
            let references = count(many, "reference");
            style.bold(&format!(
                "No Legacy or End-of-Life model is reported among {references}, but the settings hide some \
                 findings."
            ))
        }
        (many, _) if hidden => {
            let references = count(many, "reference");
            style.good(&format!(
                "No model among {references} is Legacy or End-of-Life, except for accepted findings."
            ))
        }
        (_, _) if !report.coverage.every_line => style.good(&format!(
            "No Legacy or End-of-Life model in the added lines of {scanned}."
        )),
        (many, 0) => {
            let references = count(many, "reference");
            style.good(&format!(
                "No Legacy or End-of-Life model among {references} in {scanned}."
            ))
        }
        (many, aged) => {
            let references = count(many, "reference");
            style.bold(&format!(
                "{} of {references} in {scanned} may refer to a Legacy or End-of-Life model; see below.",
                thousands(aged as u64)
            ))
        }
    };
    style.paragraph("  ", "  ", &text, out)?;
    writeln!(out)
}

/// One line of the summary.
#[derive(Default)]
struct SummaryRow<'a> {
    /// Whether it is for lists of models, whose dates differ.
    is_list: bool,
    /// Level of the worst finding; absent before the first.
    worst: Option<Level>,
    /// Number of findings of the worst level per date: dates can differ between Regions.
    eol: BTreeMap<Option<Date>, usize>,
    /// Locations of findings above a note.
    locations: usize,
    /// Those of them that are in tests.
    in_tests: usize,
    /// Whether a running system reads one of the worst findings.
    is_live: bool,
    notes: usize,
    /// Files of the findings above a note.
    files: BTreeSet<&'a str>,
    /// The model, if it is one.
    model: Option<&'a ModelId>,
    /// The replacement of the model; for a text that can refer to several, that of the first finding.
    instead: Option<&'a str>,
    /// Whether the catalog has dates for it.
    is_known: bool,
    /// The nearest known ID, for an unknown one.
    near: Option<&'a str>,
    /// Its findings, as far as their usage is shown.
    findings: Vec<&'a Finding>,
    /// How often its models were invoked; absent without an export.
    invoked: Option<Invocations>,
}

impl SummaryRow<'_> {
    /// The date of most findings; of equally frequent ones the earliest.
    fn eol(&self) -> Option<Date> {
        let most = self.eol.values().copied().max()?;
        self.eol
            .iter()
            .find(|(_, count)| **count == most)
            .and_then(|(day, _)| *day)
    }
}

/// The models of some rules in the order of [`groups::sort_worst_first`]: by level, those that a running system reads before
/// those in tests, then by End-of-Life date.
fn rows<'a>(report: &'a Report, rules: &[RuleId]) -> Vec<(String, SummaryRow<'a>)> {
    let mut rows: BTreeMap<String, SummaryRow<'a>> = BTreeMap::new();
    // An unknown ID that does not look like a mistake is not worth a line here.
    let matters = |finding: &&Finding| finding.level > Level::Note || finding.lifecycle.is_some();
    let of_rules = report
        .active()
        .filter(|finding| rules.contains(&finding.rule.id));
    for finding in of_rules.filter(matters) {
        let (subject, is_list) = subject(finding);
        let row = rows.entry(subject).or_default();
        row.is_list = is_list;
        row.findings.push(finding);
        if Some(finding.level) > row.worst {
            row.worst = Some(finding.level);
            row.eol.clear();
            row.is_live = false;
        }
        if Some(finding.level) == row.worst {
            row.is_live |= groups::is_live(finding.reference.context);
            let eol = finding
                .lifecycle
                .as_ref()
                .and_then(|dates| dates.eol.as_ref())
                .map(|eol| eol.day);
            *row.eol.entry(eol).or_default() += 1;
        }
        if finding.level > Level::Note {
            row.locations += 1;
            row.in_tests += usize::from(finding.reference.context == Context::Test);
            row.files.insert(&finding.reference.location.path);
        } else {
            row.notes += 1;
        }
        row.is_known |= finding.lifecycle.is_some();
        if let [one] = &*finding.reference.models {
            row.model = Some(one);
        } else {
            let chosen = finding.replacement.as_ref();
            row.instead = row
                .instead
                .or(chosen.map(|chosen| headline::invocable(&chosen.text)));
        }
        row.near = row
            .near
            .or(finding.reference.candidates.first().map(ModelId::as_str));
    }
    let mut rows: Vec<_> = rows.into_iter().collect();
    for (_, row) in &mut rows {
        row.invoked = usage_words::of_findings(std::mem::take(&mut row.findings), report);
        if let Some(model) = row.model.filter(|_| !row.is_list) {
            row.instead = headline::replacement(report, model);
        }
    }
    rows.sort_by_key(|(_, row)| {
        (
            row.is_list,
            Reverse(row.worst),
            Reverse(row.invoked.unwrap_or_default().count),
            !row.is_live,
            row.eol().is_none(),
            row.eol(),
        )
    });
    rows
}

/// The subject of a row, and whether it is a list: the model, or the text if it can refer to several.
fn subject(finding: &Finding) -> (String, bool) {
    match &*finding.reference.models {
        [one] => (one.to_string(), false),
        _ if finding.reference.registry.is_some() => ("(lists of models)".to_owned(), true),
        _ => (
            escape::terminal(&finding.reference.text).into_owned(),
            false,
        ),
    }
}

/// Columns before a row.
const INDENT: usize = 4;

fn table(
    rows: &[(String, SummaryRow<'_>)],
    most: usize,
    as_of: Date,
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let cells: Vec<[String; 4]> = rows
        .iter()
        .take(most)
        .map(|(subject, row)| {
            let instead = match (row.instead, row.near) {
                (Some(model), _) => {
                    format!("{} {}", style.symbols("→"), escape::terminal(model))
                }
                (None, Some(near)) => format!("similar to {near}"),
                (None, None) => String::new(),
            };
            let when = if row.is_list || !row.is_known {
                String::new()
            } else {
                when(row.eol(), as_of)
            };
            [subject.clone(), when, locations(row), instead]
        })
        .collect();
    let width = |column: usize| {
        cells
            .iter()
            .map(|row| columns(&row[column]))
            .max()
            .unwrap_or(0)
    };
    let widths = [width(0), width(1), width(2)];
    for row in &cells {
        for line in row_lines(row, widths, style) {
            writeln!(out, "    {}", line.trim_end())?;
        }
    }
    match rows.len().saturating_sub(most) {
        0 => Ok(()),
        more => writeln!(out, "{}", style.symbols(&format!("    … and {more} more"))),
    }
}

/// A row in columns; where the terminal is too narrow for it, this row alone continues on further lines.
fn row_lines(
    [subject, when, locations, instead]: &[String; 4],
    widths: [usize; 3],
    style: &Style,
) -> Vec<String> {
    let fits = |line: &str| {
        style
            .terminal
            .is_none_or(|width| INDENT + columns(line.trim_end()) <= width)
    };
    let joined = |texts: &[&str]| {
        let texts: Vec<&str> = texts
            .iter()
            .copied()
            .filter(|text| !text.is_empty())
            .collect();
        texts.join("  ")
    };
    let mut before = pad(subject, widths[0]);
    for (text, width) in [(when, widths[1]), (locations, widths[2])] {
        if width > 0 {
            before.push_str(&format!("  {}", pad(text, width)));
        }
    }
    let whole = format!("{before}  {}", style.dim(instead));
    if fits(&whole) {
        return vec![whole];
    }
    let mut lines = if fits(&before) {
        vec![before]
    } else {
        vec![subject.clone(), format!("  {}", joined(&[when, locations]))]
    };
    match lines.as_mut_slice() {
        _ if instead.is_empty() => {}
        [_, last] if fits(&joined(&[last, instead])) => {
            last.push_str(&format!("  {}", style.dim(instead)));
        }
        _ => lines.push(format!("  {}", style.dim(instead))),
    }
    lines
}

/// `1 location`, `2 locations in 1 file, 3 notes`, `1 test location`.
fn locations(row: &SummaryRow<'_>) -> String {
    let files = count(row.files.len(), "file");
    let only_tests = row.in_tests == row.locations;
    let what = if only_tests {
        "test location"
    } else {
        "location"
    };
    let locations = count(row.locations, what);
    let locations = if row.locations > 1 {
        format!("{locations} in {files}")
    } else {
        locations
    };
    let found = match (row.locations, row.notes) {
        (0, notes) => count(notes, "note"),
        (_, 0) => locations,
        (_, notes) => format!("{locations}, {}", count(notes, "note")),
    };
    match row.invoked.map(|invoked| invoked.count) {
        None => found,
        Some(0) => format!("{found}, not seen"),
        Some(number) => format!("{found}, invoked {}", usage_words::times(number)),
    }
}

fn when(eol: Option<Date>, as_of: Date) -> String {
    let Some(day) = eol else {
        return "no date".to_owned();
    };
    match as_of.until(day).map_or(0, |span| span.get_days()) {
        days if days <= 0 => format!("since {day}"),
        1 => format!("{day}, tomorrow"),
        days => format!("{day}, in {days} days"),
    }
}

fn pad(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(columns(text))))
}

/// Number of files from which grouping by file is suggested.
const MANY_FILES: u64 = 5;

/// Next steps, if a model has to be replaced.
pub(super) fn next_steps(
    report: &Report,
    options: &RenderOptions,
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let worst = groups::worst_first(report);
    let Some(urgent) = worst.iter().find(|finding| finding.lifecycle.is_some()) else {
        return Ok(());
    };
    let Some(model) = urgent.reference.models.first() else {
        return Ok(());
    };
    let mut steps = vec![(
        format!("bedrock-eol explain {model}"),
        "its dates, Regions, replacement and migration steps",
    )];
    if options.group_by == GroupBy::Model
        && report.merged.is_empty()
        && report.summary().files_with_findings >= MANY_FILES
    {
        steps.push((
            "bedrock-eol scan --group-by file".to_owned(),
            "the same findings by file",
        ));
    }
    if options.offer_baseline {
        steps.push((
            "bedrock-eol baseline write".to_owned(),
            "accept these findings, report only new ones",
        ));
    }
    let width = steps
        .iter()
        .map(|(command, _)| columns(command))
        .max()
        .unwrap_or(0);
    writeln!(out, "{}", style.bold("Next"))?;
    let row = |(command, effect): &(String, &str)| {
        format!("  {}   {}", pad(command, width), style.dim(effect))
    };
    let fits = |row: &String| style.terminal.is_none_or(|width| columns(row) <= width);
    if steps.iter().map(row).all(|row| fits(&row)) {
        for step in &steps {
            writeln!(out, "{}", row(step))?;
        }
    } else {
        for (command, effect) in &steps {
            writeln!(out, "  {command}")?;
            style.paragraph("      ", "      ", &style.dim(effect), out)?;
        }
    }
    writeln!(out)
}

/// What was scanned, and with which catalog.
pub(super) fn footer(
    report: &Report,
    options: &RenderOptions,
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let (summary, stats) = (report.summary(), report.stats);
    let text = format!(
        "Scanned {}{} with {}: {}. Catalog {} (facts up to {}), as of {}.",
        count(to_usize(stats.files_scanned), "file"),
        wording::not_readable(report),
        count(to_usize(summary.references), "reference"),
        groups::counts_in_words(report),
        escape::terminal(&report.catalog_version),
        report.catalog_as_of,
        report.as_of
    );
    style.paragraph("", "", &text, out)?;
    if let Some(text) = usage_words::summary(report) {
        style.paragraph("", "", &text, out)?;
    }
    if let Some(text) = wording::left_out(report) {
        style.paragraph("", "", &format!("{text}."), out)?;
    }
    style.paragraph("", "", &headline::exit_reason(report, options), out)
}

fn to_usize(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
