//! Markdown for a pull request comment or a job summary: a table by model, and collapsed locations.
//!
//! The output has a size limit and says what it does not show. Paths and texts are hostile and always escaped.

mod repositories;
mod usage;

use std::collections::{BTreeSet, HashMap};
use std::fmt::Write as _;
use std::io::{self, Write};

use super::groups::{self, Group, RelatedLocations};
use super::headline::{self, Headline};
use super::printed_once::PrintedOnce;
use super::steps::Steps;
use super::{GroupBy, RenderOptions, escape, usage_words, wording};
use crate::finding::{Finding, Level};
use crate::model_id::ModelId;
use crate::reference::Resolution;
use crate::report::Report;

/// GitHub's limit for a comment. GitHub counts characters; this counts bytes, of which there are never fewer.
const COMMENT_LIMIT: usize = 65_536;

/// Reserved for the lines about what was left out, and for the end.
const RESERVE: usize = 1_024;

/// The share of a comment that is reserved for migration steps: one part in this many.
const STEPS: usize = 6;

/// Locations that are listed per group; other formats list more.
const LOCATIONS_PER_GROUP: usize = 100;

/// Errors that are listed.
const ERRORS: usize = 10;

/// Writes the comment.
pub(crate) fn render(
    report: &Report,
    options: &RenderOptions,
    out: &mut dyn Write,
) -> io::Result<()> {
    out.write_all(within(report, options, COMMENT_LIMIT).as_bytes())
}

/// The comment, in at most `limit` bytes.
pub(crate) fn within(report: &Report, options: &RenderOptions, limit: usize) -> String {
    let budget = limit.saturating_sub(RESERVE);
    let groups = groups::grouped_by_usage(report, options.group_by);
    let mut text = heading(report, budget / 4);
    repositories::push_table(&mut text, report, budget / 3);
    let (notes, problems): (Vec<_>, Vec<_>) = groups
        .iter()
        .partition(|group| group.worst().level == Level::Note);
    push_table(&mut text, &problems, report, options.group_by, budget / 2);
    push_notes(&mut text, &notes, report, options.group_by, budget / 2);
    usage::push_table(&mut text, report, budget / 3 * 2);
    let mut printed = PrintedOnce::default();
    // If there are few steps, locations can use the reserved space.
    push_locations(
        &mut text,
        &groups,
        options,
        &Linker { report, options },
        &mut printed,
        budget - budget / STEPS,
    );
    push_steps(&mut text, &printed.steps, budget);
    push_footer(&mut text, report);
    text
}

/// The first line is a marker by which an action finds its comment again. Errors are listed as far as they fit into
/// `budget` bytes.
fn heading(report: &Report, budget: usize) -> String {
    let headline = Headline::of(report);
    let mut text = format!(
        "<!-- bedrock-eol -->\n## {} {}\n\n",
        heading_mark(report),
        escape::markdown_message(&headline.today)
    );
    text.push_str(&format!(
        "{}bedrock-eol found {}.\n\n",
        match headline.next() {
            next if next.is_empty() => next,
            next => format!("{} ", escape::markdown_message(&next)),
        },
        groups::counts_in_words(report)
    ));
    if let Some(start) = headline::start_here(report) {
        text.push_str(&format!(
            "Start with {}: {}.\n\n",
            escape::markdown_code(start.path),
            start.share_in_words()
        ));
    }
    if !report.complete() {
        let errors = wording::errors(report).join(", ");
        text.push_str(&format!("**The scan is incomplete:** {errors}.\n\n"));
        let mut listed = 0;
        for error in report.errors.iter().take(ERRORS) {
            let line = format!(
                "- {} {}: {}\n",
                escape::markdown_code(&wording::error_location(error)),
                wording::error_title(error),
                escape::markdown_message(&error.message)
            );
            if text.len() + line.len() > budget {
                break;
            }
            text.push_str(&line);
            listed += 1;
        }
        if listed < report.errors.len() {
            text.push_str(&format!("- … and {} more\n", report.errors.len() - listed));
        }
        text.push('\n');
    }
    text
}

/// The check mark means that everything was scanned and nothing was found, so it requires both.
fn heading_mark(report: &Report) -> &'static str {
    let level = report.active().map(|f| f.level).max();
    match level {
        None if !report.complete() => "❌",
        None if report.nothing_scanned()
            || groups::unasked(report) > 0
            || !report.coverage.every_stage =>
        {
            mark(Some(Level::Note))
        }
        level => mark(level),
    }
}

fn mark(level: Option<Level>) -> &'static str {
    match level {
        Some(Level::Error) => "❌",
        Some(Level::Warning) => "⚠️",
        Some(Level::Note) => "ℹ️",
        None => "✅",
    }
}

fn push_table(
    text: &mut String,
    groups: &[&Group<'_>],
    report: &Report,
    by: GroupBy,
    budget: usize,
) {
    if groups.is_empty() {
        return;
    }
    let (title, replacement) = match by {
        GroupBy::Model => ("Model", "Replacement |"),
        GroupBy::File => ("File", ""),
        GroupBy::Rule => ("Rule", ""),
    };
    let rule = if replacement.is_empty() { "" } else { " --- |" };
    let (invoked, invoked_rule) = usage::column(report);
    writeln!(
        text,
        "|  | {title} | Stage | End-of-Life | Days left | Findings |{invoked} {replacement}"
    )
    .expect(INFALLIBLE);
    writeln!(
        text,
        "| --- | --- | --- | --- | ---: | ---: |{invoked_rule}{rule}"
    )
    .expect(INFALLIBLE);
    let of_models = groups.iter().filter(|group| !is_list(group));
    let with_row: BTreeSet<&str> = of_models.map(|group| group.key).collect();
    for (at, group) in groups.iter().enumerate() {
        let row = row(group, &with_row, report, by);
        if text.len() + row.len() > budget {
            let left = wording::count(groups.len() - at, "more row");
            writeln!(text, "\nNot in this table: {left}.").expect(INFALLIBLE);
            break;
        }
        text.push_str(&row);
    }
    text.push('\n');
}

/// The rows with notes only, collapsed if there are others.
fn push_notes(
    text: &mut String,
    notes: &[&Group<'_>],
    report: &Report,
    by: GroupBy,
    budget: usize,
) {
    let findings: usize = notes.iter().map(|group| group.findings.len()).sum();
    if findings == report.active().count() {
        return push_table(text, notes, report, by, budget);
    }
    if notes.is_empty() {
        return;
    }
    let title = format!(
        "{} {} with notes only",
        mark(Some(Level::Note)),
        wording::count(notes.len(), "row")
    );
    writeln!(text, "<details>\n<summary>{title}</summary>\n").expect(INFALLIBLE);
    push_table(text, notes, report, by, budget);
    text.push_str("</details>\n\n");
}

const INFALLIBLE: &str = "writing to a String cannot fail";

/// The row of a group, and one for each model of its lists that has no row of its own: `with_row` are the keys of all groups.
fn row(group: &Group<'_>, with_row: &BTreeSet<&str>, report: &Report, by: GroupBy) -> String {
    let worst = group.worst();
    let lifecycle = worst.lifecycle.as_ref();
    let stage = worst.reference.stage.map_or("–", wording::stage);
    let eol = lifecycle.and_then(|l| match (&l.eol, l.open_promise(report.as_of)) {
        (Some(eol), _) => Some(eol.day.to_string()),
        (None, promise) => promise.map(|promise| format!("not before {}", promise.day)),
    });
    let days = lifecycle
        .and_then(|l| l.days_to_eol(report.as_of))
        .map(days_left);
    let is_list = is_list(group);
    let subject = if is_list && by == GroupBy::Model {
        let path = escape::markdown_code(&worst.reference.location.path);
        format!("list of models in {path}")
    } else {
        escape::markdown_code(group.key)
    };
    let mut row = format!(
        "| {} | {subject} | {stage} | {} | {} | {} |",
        mark(Some(worst.level)),
        eol.as_deref().unwrap_or("–"),
        days.as_deref().unwrap_or("–"),
        group.findings.len()
    );
    row.push_str(&usage::cell(group.findings.iter().copied(), report));
    if by == GroupBy::Model {
        // As it is written there: the bare ID often cannot be invoked.
        let model = report
            .models
            .iter()
            .find(|model| model.id.as_str() == group.key)
            .filter(|_| !is_list);
        let text = model
            .and_then(|model| headline::replacement(report, &model.id))
            .or_else(|| {
                let own = worst.replacement.as_ref()?;
                Some(headline::invocable(&own.text))
            });
        let text = text.map(escape::markdown_code);
        row.push_str(&format!(" {} |", text.as_deref().unwrap_or("–")));
    }
    row.push('\n');
    if by == GroupBy::Model {
        let entries = entries_by_model(group);
        let others = entries
            .iter()
            .filter(|(model, _)| !with_row.contains(model.as_str()));
        row.extend(others.map(|entry| entry_row(entry, report)));
    }
    row
}

/// Whether the row of a group is that of a list of models, not of one model.
fn is_list(group: &Group<'_>) -> bool {
    let has_entries = |finding: &&Finding| finding.related.iter().any(|at| at.entry.is_some());
    group.worst().reference.models.len() != 1 && group.findings.iter().any(has_entries)
}

/// The models of the lists in a group, with the number of their entries, in order of first occurrence.
fn entries_by_model<'a>(group: &Group<'a>) -> Vec<(&'a ModelId, usize)> {
    let related = group.findings.iter().flat_map(|finding| &finding.related);
    let mut models: Vec<(&ModelId, usize)> = Vec::new();
    for model in related
        .filter_map(|related| related.entry.as_ref())
        .flat_map(|entry| entry.models.iter())
    {
        match models.iter_mut().find(|(known, _)| *known == model) {
            Some((_, count)) => *count += 1,
            None => models.push((model, 1)),
        }
    }
    models
}

/// The row of a model in a list, below that of the list.
fn entry_row((id, entries): &(&ModelId, usize), report: &Report) -> String {
    let model = report.models.iter().find(|model| model.id == **id);
    let eol = model.and_then(|model| model.lifecycle.eol.as_ref());
    let days = model.and_then(|model| model.lifecycle.days_to_eol(report.as_of));
    let replacement = model.and_then(|model| headline::replacement(report, &model.id));
    let or_dash = |text: Option<String>| text.unwrap_or_else(|| "–".to_owned());
    format!(
        "| | {} | {} | {} | {} | {} |{} {} |\n",
        escape::markdown_code(id.as_str()),
        model.map_or("–", |model| wording::stage(model.stage)),
        or_dash(eol.map(|eol| eol.day.to_string())),
        or_dash(days.map(days_left)),
        if *entries == 1 {
            "1 entry".to_owned()
        } else {
            format!("{} entries", wording::thousands(*entries as u64))
        },
        usage::cell_of_model(id, report),
        or_dash(replacement.map(escape::markdown_code))
    )
}

fn push_locations<'a>(
    text: &mut String,
    groups: &[Group<'a>],
    options: &RenderOptions,
    linker: &Linker<'_>,
    printed: &mut PrintedOnce<'a>,
    budget: usize,
) {
    let total: usize = groups.iter().map(|group| group.findings.len()).sum();
    let mut listed = 0;
    for group in groups {
        let most = match options.max_findings {
            None => LOCATIONS_PER_GROUP,
            Some(0) => usize::MAX,
            Some(most) => most - listed,
        };
        if most == 0 {
            break;
        }
        let (block, count) = details(
            group,
            most,
            linker,
            printed,
            budget.saturating_sub(text.len()),
        );
        text.push_str(&block);
        listed += count;
    }
    if listed < total {
        let left = wording::count(total - listed, "more finding");
        writeln!(text, "Not listed: {left}.\n").expect(INFALLIBLE);
    }
}

/// A collapsed block with as many locations as fit into `budget` bytes, at most `most`, and their number.
fn details<'a>(
    group: &Group<'a>,
    most: usize,
    linker: &Linker<'_>,
    printed: &mut PrintedOnce<'a>,
    budget: usize,
) -> (String, usize) {
    printed.forget_advice();
    let mut block = format!(
        "<details>\n<summary>{} <code>{}</code>: {}</summary>\n",
        mark(Some(group.worst().level)),
        escape::html(&escape::terminal(group.key)),
        wording::count(group.findings.len(), "finding")
    );
    const END: &str = "\n</details>\n\n";
    let mut listed = 0;
    'statements: for findings in alike(&group.findings) {
        // Steps of findings that are not listed are not listed either: no finding would refer to their numbers.
        if listed == most {
            break;
        }
        let mut next = statement(findings[0], printed);
        let shown = &findings[..findings.len().min(most - listed)];
        for findings in by_file(shown) {
            next.push_str(&locations(&findings, linker));
            if block.len() + next.len() + END.len() > budget {
                break 'statements;
            }
            block.push_str(&next);
            next.clear();
            listed += findings.len();
        }
        let located = printed.related(groups::related_locations(shown));
        for of_heading in located.chunk_by(|a, b| a.heading() == b.heading()) {
            for next in related(of_heading, linker) {
                if block.len() + next.len() + END.len() > budget {
                    break 'statements;
                }
                block.push_str(&next);
            }
        }
    }
    if listed == 0 {
        return (String::new(), 0);
    }
    block.push_str(END);
    (block, listed)
}

/// Turns locations into links, if the options have where they lead.
struct Linker<'a> {
    report: &'a Report,
    options: &'a RenderOptions,
}

impl Linker<'_> {
    /// `shown`, which is Markdown already, as a link to a line. `path` is relative to the working directory.
    fn line(&self, shown: String, path: &str, line: u64) -> String {
        let base = self.options.link_base.as_ref();
        // The encoded path has no parenthesis, and neither has the base.
        match base.and_then(|base| base.line(&self.report.root.path_of(path), line)) {
            Some(url) => format!("[{shown}]({url})"),
            None => shown,
        }
    }
}

/// The days until the End-of-Life date, or that it has passed: the stage says what that means.
fn days_left(days: i32) -> String {
    if days < 0 {
        "past".to_owned()
    } else {
        days.to_string()
    }
}

/// Related locations with the same heading: one in a paragraph, ``Change as well: `src/a.py` 3:5, 9:12: why.``, several in
/// a list below it.
fn related(of_heading: &[RelatedLocations<'_>], linker: &Linker<'_>) -> Vec<String> {
    let heading = of_heading.first().map_or("", RelatedLocations::heading);
    let heading = wording::sentence_case(heading);
    let mut texts: Vec<String> = Vec::new();
    for locations in of_heading {
        let shown = locations.locations.iter().map(|at| {
            linker.line(
                format!("{}:{}", at.line, at.column),
                locations.path,
                at.line,
            )
        });
        let text = format!(
            "{} {}: {}\n",
            escape::markdown_code(locations.path),
            shown.collect::<Vec<_>>().join(", "),
            escape::markdown_message(locations.message)
        );
        texts.push(match (of_heading.len(), texts.len()) {
            (1, _) => format!("\n{heading}: {text}"),
            (_, 0) => format!("\n{heading}:\n\n- {text}"),
            _ => format!("- {text}"),
        });
    }
    texts
}

/// Findings with the same text, in order of first occurrence. Findings whose Regions differ, but not the date or the
/// replacement, count as the same.
fn alike<'a>(findings: &[&'a Finding]) -> Vec<Vec<&'a Finding>> {
    let says = |finding: &'a Finding| {
        let reference = &finding.reference;
        let is_dated = finding.lifecycle.is_some() && reference.resolution != Resolution::Family;
        let message = if is_dated {
            None
        } else {
            Some(&*finding.message)
        };
        let about = (finding.level, finding.rule.name, &*reference.models);
        (
            about,
            message,
            wording::verdict(finding),
            wording::instead(finding),
        )
    };
    let mut at = HashMap::new();
    let mut alike: Vec<Vec<&Finding>> = Vec::new();
    for finding in findings {
        let index = *at.entry(says(finding)).or_insert(alike.len());
        match alike.get_mut(index) {
            Some(same) => same.push(finding),
            None => alike.push(vec![finding]),
        }
    }
    alike
}

/// Runs of findings in the same file.
fn by_file<'a>(findings: &[&'a Finding]) -> Vec<Vec<&'a Finding>> {
    let same = |a: &&Finding, b: &&Finding| a.reference.location.path == b.reference.location.path;
    findings.chunk_by(same).map(<[_]>::to_vec).collect()
}

/// The text of some findings, as a paragraph before a list.
fn statement<'a>(finding: &'a Finding, printed: &mut PrintedOnce<'a>) -> String {
    let advice = printed.advice(finding);
    let mut text = format!(
        "\n**{}** `{}`: {} {}",
        finding.level.as_str(),
        finding.rule.name,
        escape::markdown_message(printed.message(finding)),
        escape::markdown_message(&advice)
    );
    // The help contains the replacement if there is more to say about it.
    if let Some(replacement) = finding
        .replacement
        .as_ref()
        .filter(|r| !advice.contains(&r.text))
    {
        text.push_str(&format!(
            " Write {}.",
            escape::markdown_code(&replacement.text)
        ));
    }
    let steps = printed.steps.numbers(&finding.steps);
    if !steps.is_empty() {
        let word = if finding.steps.len() == 1 {
            "Step"
        } else {
            "Steps"
        };
        text.push_str(&format!(" {word} below: {steps}."));
    }
    text.push_str("\n\n");
    text
}

/// The locations of findings in one file: ``- `src/a.py` 3:5, 9:12``.
fn locations(findings: &[&Finding], linker: &Linker<'_>) -> String {
    let path = &findings[0].reference.location.path;
    if path.is_empty() {
        return "- the run\n".to_owned();
    }
    let locations: Vec<String> = findings
        .iter()
        .map(|finding| {
            let location = &finding.reference.location;
            let cell = location
                .cell
                .map(|cell| format!(" ({})", wording::cell_location(cell)));
            let start = location.start;
            let at = linker.line(format!("{}:{}", start.line, start.column), path, start.line);
            format!("{at}{}", cell.unwrap_or_default())
        })
        .collect();
    format!(
        "- {} {}\n",
        escape::markdown_code(path),
        locations.join(", ")
    )
}

/// The migration steps, collapsed, if they fit.
fn push_steps(text: &mut String, steps: &Steps<'_>, budget: usize) {
    if steps.all().is_empty() {
        return;
    }
    let mut block = String::from("<details>\n<summary>Migration steps</summary>\n\n");
    for (at, step) in steps.all().iter().enumerate() {
        let (change, details) = step.text_and_list();
        writeln!(block, "{}. {}", at + 1, escape::markdown_message(&change)).expect(INFALLIBLE);
        for detail in details {
            writeln!(block, "    - {}", escape::markdown_message(&detail)).expect(INFALLIBLE);
        }
    }
    block.push_str("\n</details>\n\n");
    if text.len() + block.len() > budget {
        block = "The migration steps are too long for this comment; the formats `pretty` and `html` show them.\n\n"
            .to_owned();
    }
    text.push_str(&block);
}

/// What was scanned, what was left out, and with which catalog.
fn push_footer(text: &mut String, report: &Report) {
    if let Some(sentence) = usage_words::summary(report) {
        writeln!(text, "<sub>{sentence}</sub>\n").expect(INFALLIBLE);
    }
    let left_out = wording::left_out(report)
        .map(|text| format!(" {text}."))
        .unwrap_or_default();
    writeln!(
        text,
        "<sub>{}, {} in {} scanned{}.{left_out} As of {} with catalog {}.</sub>",
        wording::count(report.reference_count(), "reference"),
        wording::count(report.models.len(), "model"),
        wording::count(report.stats.files_scanned as usize, "file"),
        wording::not_readable(report),
        report.as_of,
        escape::markdown(&report.catalog_version)
    )
    .expect(INFALLIBLE);
}
