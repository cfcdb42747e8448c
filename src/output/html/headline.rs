//! The top of the page: which requests fail today, which models end next, and how many findings there are.

use super::super::headline::{self, Ending, Headline};
use super::super::{RenderOptions, wording};
use super::{copy_button, findings, source_link, text};
use crate::catalog::Stage;
use crate::report::{Failing, ModelInUse, Report};

/// Upcoming models in the list; the table of models has all.
const NEXT: usize = 5;

pub(super) fn section(report: &Report, options: &RenderOptions) -> String {
    let headline = Headline::of(report);
    let mut html = String::from("<section class=\"headline\" aria-label=\"Summary\">\n");
    if !report.complete() {
        html.push_str(&format!(
            "<p class=\"banner\" role=\"alert\"><strong>The scan is incomplete:</strong> {}. \
             <a href=\"#left-out\">See details</a>.</p>\n",
            wording::errors(report).join(", ")
        ));
    }
    let today = text(&headline.today);
    let today = if headline.is_bad {
        format!("<strong class=\"bad\">{today}</strong>")
    } else {
        today
    };
    html.push_str(&format!(
        "<p class=\"lead\">{today} {}</p>\n",
        text(&headline.next())
    ));
    if let Some(start) = headline::start_here(report) {
        let path = source_link(&text(start.path), start.path, None, options);
        html.push_str(&format!(
            "<p class=\"start\">Start with <code>{path}</code>: {}.</p>\n",
            start.share_in_words()
        ));
    }
    html.push_str(&tiles(report));
    html.push_str(&next(&headline, report));
    html.push_str("</section>\n");
    html
}

/// `7 possibly, 2 in tests, 38 as notes`; absent if there are no others.
fn others(failing: Failing) -> Option<String> {
    let others: Vec<String> = [
        (failing.possible, "possibly"),
        (failing.in_tests, "in tests"),
        (failing.mentions, "as notes"),
    ]
    .into_iter()
    .filter(|(number, _)| *number > 0)
    .map(|(number, location)| format!("{} {location}", wording::thousands(number)))
    .collect();
    (!others.is_empty()).then(|| others.join(", "))
}

fn tiles(report: &Report) -> String {
    let failing = report.summary().failing;
    let of_stage = |stage| report.models.iter().filter(|m| m.stage == stage).count();
    let uses = usize::try_from(failing.uses).unwrap_or(usize::MAX);
    let hidden = report.findings.len() - report.active().count();
    let elsewhere = match others(failing) {
        _ if report.nothing_scanned() => "no file was scanned".to_owned(),
        Some(others) => format!("and {others}"),
        None if !report.coverage.every_stage => "hidden in part by settings".to_owned(),
        None => "today, by End-of-Life date".to_owned(),
    };
    let tiles = [
        (
            "eol",
            uses,
            if uses == 1 {
                "reference fails"
            } else {
                "references fail"
            },
            elsewhere,
        ),
        (
            "eol",
            of_stage(Stage::EndOfLife),
            "End-of-Life",
            "models whose requests fail".to_owned(),
        ),
        (
            "legacy",
            of_stage(Stage::Legacy),
            "Legacy",
            "models that will reach End-of-Life".to_owned(),
        ),
        (
            "active",
            of_stage(Stage::Active),
            "Active",
            "models that need no change".to_owned(),
        ),
        (
            "plain",
            report.active().count(),
            "findings",
            format!("{hidden} suppressed or in the baseline"),
        ),
        (
            "plain",
            report.reference_count(),
            "references",
            if report.merged.unlisted_references() > 0 {
                "with and without a finding".to_owned()
            } else {
                "listed in the inventory".to_owned()
            },
        ),
    ];
    let mut html = String::from("<ul class=\"tiles\">\n");
    for (class, number, label, note) in tiles {
        let class = if number == 0 { "plain" } else { class };
        html.push_str(&format!(
            "<li class=\"tile {class}\"><span class=\"number\">{}</span> <span class=\"label\">{label}\
             </span><span class=\"note\">{note}</span></li>\n",
            wording::thousands(number as u64)
        ));
    }
    html + "</ul>\n"
}

fn next(headline: &Headline<'_>, report: &Report) -> String {
    let endings = &headline.endings;
    if endings.is_empty() {
        return String::new();
    }
    let mut html = String::from("<h2>What breaks next</h2>\n<ol class=\"next\">\n");
    for Ending { model, day, days } in endings.iter().take(NEXT) {
        let urgency = if *days <= 90 { "soon" } else { "later" };
        let id = text(model.id.as_str());
        html.push_str(&format!(
            "<li class=\"{urgency}\">{} <span class=\"when\">{}</span> <strong><a href=\"#model-{id}\">{}</a></strong> \
             <code>{id}</code> {}{}</li>\n",
            super::day(Some(*day)),
            wording::days(*days),
            text(&model.name),
            first_finding(report, model),
            headline::replacement(report, &model.id)
                .map(|to| format!(" → <code>{}</code> {}", text(to), copy_button(to)))
                .unwrap_or_default()
        ));
    }
    html.push_str("</ol>\n");
    let more = endings.len().saturating_sub(NEXT);
    if more > 0 {
        let verb = if more == 1 { "is" } else { "are" };
        html.push_str(&format!(
            "<p class=\"muted\">{more} more {verb} in the table of models.</p>\n"
        ));
    }
    html
}

/// The number of references to a model, as a link to the worst finding about it; the worst of equals is the first.
fn first_finding(report: &Report, model: &ModelInUse) -> String {
    let count = wording::count(model.references, "reference");
    let worst = report
        .active()
        .filter(|finding| finding.about().contains(&model.id))
        .min_by_key(|finding| std::cmp::Reverse(finding.level));
    match worst {
        Some(finding) => format!(
            "<a href=\"#{}\">{count}</a>",
            findings::anchor(finding, report)
        ),
        None => count,
    }
}
