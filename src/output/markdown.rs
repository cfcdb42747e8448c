//! Markdown for a pull request comment or a job summary: a table by model, locations folded.
//!
//! It stays within a limit of bytes and says what it left out. Paths and texts are hostile and never markup.

use std::fmt::Write as _;
use std::io::{self, Write};

use crate::finding::{Disposition, Finding, Level};
use crate::report::Report;

use super::groups::{self, Group};
use super::{GroupBy, RenderOptions, escape, wording};

/// What GitHub takes for a comment; its limit counts characters, this one bytes, which are never fewer.
const COMMENT_LIMIT: usize = 65_536;

/// Kept free for the lines that say what was left out, and for the end.
const RESERVE: usize = 1_024;

/// Locations of one group that are listed; a reader with more wants another format.
const LOCATIONS_PER_GROUP: usize = 100;

/// Writes the comment.
pub(crate) fn render(report: &Report, options: &RenderOptions, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(within(report, options, COMMENT_LIMIT).as_bytes())
}

/// The comment in at most `limit` bytes.
pub(crate) fn within(report: &Report, options: &RenderOptions, limit: usize) -> String {
    let budget = limit.saturating_sub(RESERVE);
    let groups = groups::grouped(report, options.group_by);
    let mut text = heading(report);
    push_table(&mut text, &groups, report, options.group_by, budget / 2);
    push_locations(&mut text, &groups, budget);
    push_hidden(&mut text, report);
    text
}

/// The first line is a mark by which an action finds its comment again.
fn heading(report: &Report) -> String {
    let mut text = format!(
        "<!-- bedrock-eol -->\n## {} bedrock-eol: {}\n\n",
        mark(report.active().map(|f| f.level).max()),
        groups::counts_in_words(report)
    );
    if !report.complete() {
        let errors = wording::count(report.errors.len(), "place");
        text.push_str(&format!("**The scan is not complete:** {errors} could not be read.\n\n"));
        for error in report.errors.iter().take(10) {
            text.push_str(&format!(
                "- {}: {}\n",
                escape::markdown_code(&error.path),
                escape::markdown(&error.message)
            ));
        }
        text.push('\n');
    }
    text
}

fn mark(level: Option<Level>) -> &'static str {
    match level {
        Some(Level::Error) => "❌",
        Some(Level::Warning) => "⚠️",
        Some(Level::Note) => "ℹ️",
        None => "✅",
    }
}

fn push_table(text: &mut String, groups: &[Group<'_>], report: &Report, by: GroupBy, budget: usize) {
    if groups.is_empty() {
        return;
    }
    let (title, replacement) = match by {
        GroupBy::Model => ("Model", "Replacement |"),
        GroupBy::File => ("File", ""),
        GroupBy::Rule => ("Rule", ""),
    };
    let rule = if replacement.is_empty() { "" } else { " --- |" };
    writeln!(text, "|  | {title} | Stage | End-of-Life | Days left | Findings | {replacement}")
        .expect(INFALLIBLE);
    writeln!(text, "| --- | --- | --- | --- | ---: | ---: |{rule}").expect(INFALLIBLE);
    for (at, group) in groups.iter().enumerate() {
        let row = row(group, report, by);
        if text.len() + row.len() > budget {
            let left = wording::count(groups.len() - at, "more row");
            writeln!(text, "\nLeft out of this table: {left}.").expect(INFALLIBLE);
            break;
        }
        text.push_str(&row);
    }
    text.push('\n');
}

const INFALLIBLE: &str = "writing to a String cannot fail";

fn row(group: &Group<'_>, report: &Report, by: GroupBy) -> String {
    let worst = group.worst();
    let lifecycle = worst.lifecycle.as_ref();
    let stage = worst.reference.stage.map_or("–", wording::stage);
    let eol = lifecycle.and_then(|l| match (&l.eol, &l.eol_not_before) {
        (Some(eol), _) => Some(eol.day.to_string()),
        (None, Some(promise)) if promise.day > report.as_of => Some(format!("not before {}", promise.day)),
        (None, _) => None,
    });
    let days = lifecycle.and_then(|l| l.days_to_eol(report.as_of)).map(|n| n.to_string());
    let mut row = format!(
        "| {} | {} | {stage} | {} | {} | {} |",
        mark(Some(worst.level)),
        escape::markdown_code(group.key),
        eol.as_deref().unwrap_or("–"),
        days.as_deref().unwrap_or("–"),
        group.findings.len()
    );
    if by == GroupBy::Model {
        let replacement = worst.replacement.as_ref();
        let text = replacement.map(|r| escape::markdown_code(r.model.as_str()));
        row.push_str(&format!(" {} |", text.as_deref().unwrap_or("–")));
    }
    row.push('\n');
    row
}

fn push_locations(text: &mut String, groups: &[Group<'_>], budget: usize) {
    let total: usize = groups.iter().map(|group| group.findings.len()).sum();
    let mut listed = 0;
    for group in groups {
        let (block, count) = details(group, budget.saturating_sub(text.len()));
        text.push_str(&block);
        listed += count;
        if count == 0 {
            break;
        }
    }
    if listed < total {
        let left = wording::count(total - listed, "more finding");
        writeln!(text, "Not listed here: {left}.\n").expect(INFALLIBLE);
    }
}

/// A folded block with as many locations as fit into `budget` bytes, and how many those are.
fn details(group: &Group<'_>, budget: usize) -> (String, usize) {
    let mut block = format!(
        "<details>\n<summary>{} <code>{}</code>: {}</summary>\n\n",
        mark(Some(group.worst().level)),
        escape::html(&escape::terminal(group.key)),
        wording::count(group.findings.len(), "finding")
    );
    const END: &str = "\n</details>\n\n";
    let mut count = 0;
    for finding in group.findings.iter().take(LOCATIONS_PER_GROUP) {
        let item = item(finding);
        if block.len() + item.len() + END.len() > budget {
            break;
        }
        block.push_str(&item);
        count += 1;
    }
    if count == 0 {
        return (String::new(), 0);
    }
    block.push_str(END);
    (block, count)
}

fn item(finding: &Finding) -> String {
    let mut item = format!(
        "- {} {} `{}`: {} {}",
        escape::markdown_code(&wording::place(finding)),
        finding.level.as_str(),
        finding.rule.id,
        escape::markdown_message(&finding.message),
        escape::markdown_message(&finding.help)
    );
    // The help names it where there is more to say about it.
    if let Some(replacement) = finding.replacement.as_ref().filter(|r| !finding.help.contains(&r.text)) {
        item.push_str(&format!(" Write {}.", escape::markdown_code(&replacement.text)));
    }
    item.push('\n');
    item
}

fn push_hidden(text: &mut String, report: &Report) {
    let count =
        |want: fn(&Disposition) -> bool| report.findings.iter().filter(|f| want(&f.disposition)).count();
    let suppressed = count(|d| matches!(d, Disposition::Suppressed { .. }));
    let baselined = count(|d| *d == Disposition::Baselined);
    writeln!(
        text,
        "<sub>{}, {} in {} scanned; {suppressed} suppressed, {baselined} in the baseline. Judged for {} with \
         catalog {}.</sub>",
        wording::count(report.references.len(), "reference"),
        wording::count(report.models.len(), "model"),
        wording::count(report.stats.files_scanned as usize, "file"),
        report.as_of,
        escape::markdown(&report.catalog_version)
    )
    .expect(INFALLIBLE);
}
