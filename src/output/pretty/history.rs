//! The report of a history: for each model, where it was, since when, and until when.

use std::io;

use super::style::Style;
use super::{errors, summary};
use crate::finding::Finding;
use crate::output::wording::{self, count};
use crate::output::{GroupBy, RenderOptions, escape, groups};
use crate::report::{CommitInfo, FindingHistory, HistoryReport, Report};

/// Locations of one model that are shown unless the user chose a number.
const MOST_LOCATIONS: usize = 25;

/// Columns of locations up to which dates are below each other.
const MOST_WIDTH: usize = 72;

/// Branches that are named.
const MOST_BRANCHES: usize = 3;

/// A location with its commits.
type Located<'a> = (&'a Finding, &'a FindingHistory);

/// Writes the report.
pub(super) fn render(
    report: &Report,
    history: &HistoryReport,
    options: &RenderOptions,
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    headline(report, history, style, out)?;
    let most = match options.max_findings {
        None => MOST_LOCATIONS,
        Some(0) => usize::MAX,
        Some(most) => most,
    };
    for group in groups::grouped(report, GroupBy::Model) {
        let mut located: Vec<Located<'_>> = group
            .findings
            .iter()
            .filter_map(|finding| Some((*finding, history.of(finding)?)))
            .collect();
        if located.is_empty() {
            continue;
        }
        // What is still there first, then what was there last.
        located.sort_by(|(a, of_a), (b, of_b)| {
            let key = |of: &FindingHistory| {
                (
                    of.branches.is_empty(),
                    std::cmp::Reverse(of.last.date.clone()),
                )
            };
            let by_time = key(of_a).cmp(&key(of_b));
            by_time.then_with(|| a.reference.location.cmp(&b.reference.location))
        });
        model(group.key, group.worst(), &located, style, out)?;
        let shown = &located[..located.len().min(most)];
        let width = shown
            .iter()
            .map(|(finding, _)| place(finding).chars().count());
        let width = width.max().unwrap_or(0).min(MOST_WIDTH);
        for one in shown {
            location(*one, width, style, out)?;
        }
        if located.len() > most {
            let more = count(located.len() - most, "more location");
            writeln!(
                out,
                "    {}",
                style.dim(&format!("and {more} (--max-findings 0 shows all)"))
            )?;
        }
        writeln!(out)?;
    }
    errors::write(report, style, out)?;
    footer(history, style, out)?;
    summary::footer(report, options, style, out)
}

/// How many models and locations, now and in the past.
fn headline(
    report: &Report,
    history: &HistoryReport,
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let (past, present): (Vec<&Finding>, Vec<&Finding>) = report
        .active()
        .filter(|finding| history.of(finding).is_some())
        .partition(|finding| history.is_past(finding));
    let text = match (present.len(), past.len()) {
        (0, 0) => style.good("No finding in the history."),
        (0, past) => style.good(&format!(
            "{} in the past, none today.",
            count(past, "finding")
        )),
        (present, past) => style.error(&format!(
            "{} today, {} in the past.",
            count(present, "finding"),
            past
        )),
    };
    writeln!(out, "{text}")?;
    if history.is_cut {
        let text = "This clone is shallow, and its history is cut: findings may be older than shown. `git fetch --unshallow` gets the rest.";
        style.paragraph("", "", &style.warning(text), out)?;
    }
    writeln!(out)
}

/// The model, its verdict, and since when it is there.
fn model(
    title: &str,
    worst: &Finding,
    located: &[Located<'_>],
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let first = located
        .iter()
        .map(|(_, of)| &of.first)
        .min_by_key(|commit| &commit.date);
    let verdict = wording::verdict(worst).unwrap_or_else(|| worst.rule.name.to_owned());
    let since = first.map_or(String::new(), |commit| format!(", since {}", dated(commit)));
    writeln!(
        out,
        "{}  {}{}",
        style.bold(&escape::terminal(title)),
        style.level(worst.level, &escape::terminal(&verdict)),
        escape::terminal(&since),
    )
}

fn place(finding: &Finding) -> String {
    let location = &finding.reference.location;
    let shown = format!("{}:{}", location.path, location.start.line);
    escape::terminal(&shown).into_owned()
}

fn location(
    (finding, of): Located<'_>,
    width: usize,
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let shown = place(finding);
    let pad = " ".repeat(width.saturating_sub(shown.chars().count()));
    let shown = if of.in_head {
        style.link(&finding.reference.location.path, &shown)
    } else {
        shown
    };
    let until = if of.branches.is_empty() {
        style.dim(&escape::terminal(&format!("until {}", dated(&of.last))))
    } else {
        style.level(finding.level, &escape::terminal(&still(of)))
    };
    let accepted = if finding.is_active() {
        String::new()
    } else {
        format!("  {}", style.dim(wording::status(&finding.disposition)))
    };
    writeln!(
        out,
        "    {shown}{pad}  since {}  {until}{accepted}",
        escape::terminal(&dated(&of.first))
    )
}

fn dated(commit: &CommitInfo) -> String {
    format!("{} ({})", commit.day(), commit.short())
}

fn still(of: &FindingHistory) -> String {
    let named: Vec<&str> = of
        .branches
        .iter()
        .take(MOST_BRANCHES)
        .map(|name| &**name)
        .collect();
    let more = of.branches.len() - named.len();
    let more = if more > 0 {
        format!(
            " and {}",
            count(more, "more branch").replace("branchs", "branches")
        )
    } else {
        String::new()
    };
    format!("still on {}{more}", named.join(", "))
}

/// What was looked at.
fn footer(history: &HistoryReport, style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    let number = |n: u64, noun: &str| count(usize::try_from(n).unwrap_or(usize::MAX), noun);
    let mut text = format!(
        "{} and {} of files",
        number(history.commits, "commit"),
        number(history.blobs, "version")
    );
    if let Some(since) = history.since {
        text += &format!(" since {since}");
    }
    match (&history.revisions, &history.branches[..]) {
        (Some(revisions), _) => text += &format!(" in {revisions}"),
        (None, []) => text += "; the repository has no commit",
        (None, [one]) => text += &format!(" on {one}"),
        (None, many) => {
            let branches = number(many.len() as u64, "branch").replace("branchs", "branches");
            text += &format!(" on {branches}");
        }
    }
    style.paragraph(
        "",
        "",
        &style.dim(&escape::terminal(&format!("{text}."))),
        out,
    )
}
