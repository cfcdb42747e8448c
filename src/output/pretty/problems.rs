//! Errors and warnings: findings with the same text become one problem with a snippet and a list of locations.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::io;

use crate::finding::{Finding, Level, rule};
use crate::output::pretty::diagnostic;
use crate::output::pretty::limits::PrintLimits;
use crate::output::pretty::style::Style;
use crate::output::printed_once::PrintedOnce;
use crate::output::wording::{self, count, thousands};
use crate::output::{GroupBy, escape, groups};
use crate::reference::{Context, Form};
use crate::report::Report;

/// Problems of one model, file or rule, worst first.
pub(super) struct FindingsSection<'a> {
    key: &'a str,
    pub(super) problems: Vec<ProblemGroup<'a>>,
    /// Notes about the same models: they only add locations.
    folded: Vec<&'a Finding>,
    pub(super) notes: Vec<ProblemGroup<'a>>,
}

/// Findings with the same text and level.
pub(super) struct ProblemGroup<'a> {
    /// At least one, in the report's order.
    pub(super) findings: Vec<&'a Finding>,
    /// Findings about the same model with another Region or replacement; at least one in each.
    variants: Vec<Vec<&'a Finding>>,
}

impl<'a> ProblemGroup<'a> {
    pub(super) fn first(&self) -> &'a Finding {
        self.findings[0]
    }

    /// Adds findings about the same model. If neither the date nor the replacement differs, another Region is not a
    /// variant.
    fn add(&mut self, findings: Vec<&'a Finding>) {
        let says = |finding: &'a Finding| (wording::verdict(finding), wording::instead(finding));
        let variants = std::iter::once(&mut self.findings).chain(&mut self.variants);
        match variants
            .into_iter()
            .find(|known| says(known[0]) == says(findings[0]))
        {
            Some(known) => {
                known.extend(findings);
                known.sort_by(|a, b| a.reference.location.cmp(&b.reference.location));
            }
            None => self.variants.push(findings),
        }
    }

    /// Its findings and those of the variants.
    fn all(&self) -> Vec<&'a Finding> {
        self.findings
            .iter()
            .chain(self.variants.iter().flatten())
            .copied()
            .collect()
    }

    fn locations(&self) -> usize {
        self.findings.len() + self.variants.iter().map(Vec::len).sum::<usize>()
    }
}

/// The active findings, grouped and in order.
pub(super) fn sections<'a>(
    report: &'a Report,
    by: GroupBy,
    limits: &PrintLimits,
) -> Vec<FindingsSection<'a>> {
    groups::grouped_by_usage(report, by)
        .into_iter()
        .map(|group| FindingsSection::new(group, by, limits))
        .collect()
}

impl<'a> FindingsSection<'a> {
    fn new(group: groups::Group<'a>, by: GroupBy, limits: &PrintLimits) -> Self {
        let is_note = |finding: &&Finding| finding.level == Level::Note;
        let (notes, problems): (Vec<_>, Vec<_>) = group.findings.into_iter().partition(is_note);
        let same = |note: &&Finding| {
            let says_the_same = |problem: &&Finding| {
                problem.rule.name == note.rule.name
                    && problem.reference.models == note.reference.models
            };
            by == GroupBy::Model && problems.iter().any(says_the_same)
        };
        let (folded, notes) = notes.into_iter().partition(same);
        let problems = alike(problems);
        let problems = if limits.folds {
            folded_variants(problems)
        } else {
            problems
        };
        Self {
            key: group.key,
            problems,
            folded,
            notes: alike(notes),
        }
    }
}

fn alike(findings: Vec<&Finding>) -> Vec<ProblemGroup<'_>> {
    let mut at: HashMap<(&str, Level, &str, Option<&str>), usize> = HashMap::new();
    let mut problems: Vec<ProblemGroup<'_>> = Vec::new();
    for finding in findings {
        let replacement = finding
            .replacement
            .as_ref()
            .map(|chosen| chosen.text.as_str());
        let replacement = replacement.filter(|_| finding.level > Level::Note);
        let key = (
            finding.rule.name,
            finding.level,
            finding.brief(),
            replacement,
        );
        match at.get(&key) {
            Some(&known) => problems[known].findings.push(finding),
            None => {
                at.insert(key, problems.len());
                problems.push(ProblemGroup {
                    findings: vec![finding],
                    variants: Vec::new(),
                });
            }
        }
    }
    problems
}

/// Moves findings that differ only by Region and replacement below the first of their kind.
fn folded_variants(mut all: Vec<ProblemGroup<'_>>) -> Vec<ProblemGroup<'_>> {
    // Code that calls a model shows more of the migration than the policy that allows it.
    all.sort_by_key(|problem| {
        let first = problem.first();
        (
            Reverse(first.level),
            first.reference.context == Context::Iam,
        )
    });
    let mut problems: Vec<ProblemGroup<'_>> = Vec::new();
    for problem in all {
        let next = problem.first();
        let same = |known: &&mut ProblemGroup<'_>| {
            let first = known.first();
            let symbol = |of: &Finding| of.reference.form == Form::Symbol;
            first.lifecycle.is_some()
                && (first.rule.name, first.level) == (next.rule.name, next.level)
                && first.reference.models == next.reference.models
                && first.reference.resolution == next.reference.resolution
                && symbol(first) == symbol(next)
        };
        match problems.iter_mut().find(same) {
            Some(known) => known.add(problem.findings),
            None => problems.push(problem),
        }
    }
    problems
}

/// Writes every problem with the snippet of its first location; returns what has been shown.
pub(super) fn write<'a>(
    report: &Report,
    sections: &[FindingsSection<'a>],
    by: GroupBy,
    limits: &PrintLimits,
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<PrintedOnce<'a>> {
    let handler = diagnostic::handler(style);
    let mut printed = PrintedOnce::default();
    let mut left = limits.problems;
    let mut rest = Vec::new();
    for section in sections
        .iter()
        .filter(|section| !section.problems.is_empty())
    {
        if left > 0 {
            title(section, by, style, out)?;
        }
        let shown = section.problems.len().min(left);
        for (at, problem) in section.problems[..shown].iter().enumerate() {
            diagnostic::write(problem.first(), report, &handler, &mut printed, style, out)?;
            let related = printed.related(groups::related_locations(&problem.all()));
            diagnostic::related(related, limits, style, out)?;
            locations(problem, limits, style, out)?;
            variants(problem, limits, &mut printed, style, out)?;
            if at + 1 == section.problems.len() {
                folded(&section.folded, limits, style, out)?;
            }
            writeln!(out)?;
        }
        left -= shown;
        rest.extend(&section.problems[shown..]);
    }
    write_rest(&rest, "problem", style, out)?;
    Ok(printed)
}

fn title(
    section: &FindingsSection<'_>,
    by: GroupBy,
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    match by {
        // The first problem's message begins with the model.
        GroupBy::Model => Ok(()),
        GroupBy::File if section.key.is_empty() => writeln!(out, "{}", style.bold("The run")),
        GroupBy::File => {
            writeln!(
                out,
                "{}",
                style.link(section.key, &style.bold(&escape::terminal(section.key)))
            )
        }
        GroupBy::Rule => {
            let summary = rule(section.key).map_or("", |rule| rule.summary);
            let title = format!("{}: {}", style.bold(section.key), wording::plain(summary));
            style.paragraph("", "  ", &title, out)
        }
    }
}

/// The other locations of a problem.
fn locations(
    problem: &ProblemGroup<'_>,
    limits: &PrintLimits,
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let others = &problem.findings[1..];
    if others.is_empty() {
        return Ok(());
    }
    writeln!(out, "  {}", style.bold("also at"))?;
    write_locations(others, "    ", limits, style, out)
}

/// The locations with another Region or replacement.
fn variants<'a>(
    problem: &ProblemGroup<'a>,
    limits: &PrintLimits,
    printed: &mut PrintedOnce<'a>,
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let first = problem.first();
    for findings in &problem.variants {
        let finding = findings[0];
        let mut text = style.bold("also at");
        let date = wording::verdict(finding);
        if date != wording::verdict(first) {
            let region = finding.reference.region.as_ref();
            let region = region
                .map(|(region, _)| format!(", in {region}"))
                .unwrap_or_default();
            text.push_str(&format!(
                "{region}{}",
                date.map(|date| format!(" ({date})")).unwrap_or_default()
            ));
        }
        text.push(':');
        let advice = match &finding.replacement {
            Some(chosen) if wording::instead(finding) != wording::instead(first) => {
                let verb = if finding.reference.context == Context::Iam {
                    "allow"
                } else {
                    "use"
                };
                format!(" {verb} `{}`", chosen.text)
            }
            Some(_) => " the same".to_owned(),
            None if printed.is_new(finding) => format!(" {}", finding.help),
            None => " no suitable replacement".to_owned(),
        };
        text.push_str(&escape::terminal(&advice));
        let (same, other) = (
            printed.steps.numbers(&first.steps),
            printed.steps.numbers(&finding.steps),
        );
        if finding.replacement.is_some() && same != other && !other.is_empty() {
            let word = if finding.steps.len() == 1 {
                "step"
            } else {
                "steps"
            };
            text.push_str(&format!(", {word} {other}"));
        }
        style.paragraph("  ", "    ", &text, out)?;
        write_locations(findings, "    ", limits, style, out)?;
    }
    Ok(())
}

/// Where the model is only mentioned.
fn folded(
    notes: &[&Finding],
    limits: &PrintLimits,
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let mut by_context: BTreeMap<Context, Vec<&Finding>> = BTreeMap::new();
    for note in notes {
        by_context
            .entry(note.reference.context)
            .or_default()
            .push(note);
    }
    for (context, notes) in by_context {
        writeln!(
            out,
            "  {}",
            style.bold(&format!("a note in {}", wording::context(context)))
        )?;
        write_locations(&notes, "    ", limits, style, out)?;
    }
    Ok(())
}

/// The locations of findings, one file per line: `src/a.py:3:5, 9:12`.
pub(super) fn write_locations(
    findings: &[&Finding],
    indent: &str,
    limits: &PrintLimits,
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let mut files: Vec<(&str, Vec<String>)> = Vec::new();
    // A line about one more location would be as long as the location.
    let shown = if findings.len() <= limits.locations.saturating_add(1) {
        findings.len()
    } else {
        limits.locations
    };
    for finding in &findings[..shown] {
        let location = &finding.reference.location;
        let mut position = format!("{}:{}", location.start.line, location.start.column);
        if let Some(cell) = location.cell {
            position.push_str(&format!(" ({})", wording::cell_location(cell)));
        }
        match files.last_mut() {
            Some((path, positions)) if *path == &*location.path => positions.push(position),
            _ => files.push((&location.path, vec![position])),
        }
    }
    for (path, positions) in files.into_iter().filter(|(path, _)| !path.is_empty()) {
        let path = style.link(path, &escape::terminal(path));
        style.paragraph(
            indent,
            &format!("{indent}  "),
            &format!("{path}:{}", positions.join(", ")),
            out,
        )?;
    }
    match findings.len() - shown {
        0 => Ok(()),
        more => writeln!(
            out,
            "{indent}{}",
            style.dim(&style.symbols(&format!("… and {} more", thousands(more as u64))))
        ),
    }
}

/// The number of problems that are not shown, and how to see them.
pub(super) fn write_rest(
    rest: &[&ProblemGroup<'_>],
    word: &str,
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    if rest.is_empty() {
        return Ok(());
    }
    let locations: usize = rest.iter().map(|problem| problem.locations()).sum();
    let (problems, locations) = (count(rest.len(), word), count(locations, "location"));
    let text = format!(
        "… not shown: {problems} in {locations}. `--max-findings 0` shows all, `--output compact` lists one per \
         line."
    );
    style.paragraph("  ", "    ", &text, out)?;
    writeln!(out)
}
