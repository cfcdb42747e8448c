//! The top of the page: which requests fail today, which models end next, and how many findings there are.

use super::super::wording;
use super::text;
use crate::catalog::Stage;
use crate::finding::Level;
use crate::reference::Context;
use crate::report::{ModelInUse, Report};

/// Upcoming models in the list; the table of models has all.
const NEXT: usize = 5;

pub(super) fn section(report: &Report) -> String {
    let coming = coming(report);
    let failing = Failing::of(report);
    let mut html = String::from("<section class=\"headline\" aria-label=\"Summary\">\n");
    if !report.complete() {
        html.push_str(&format!(
            "<p class=\"banner\" role=\"alert\"><strong>The scan is incomplete:</strong> {}. \
             <a href=\"#left-out\">See details</a>.</p>\n",
            wording::errors(report).join(", ")
        ));
    }
    html.push_str(&format!("<p class=\"lead\">{}</p>\n", lead(&failing, coming.first(), report)));
    html.push_str(&tiles(report, &failing));
    html.push_str(&next(&coming, report));
    html.push_str("</section>\n");
    html
}

/// References to End-of-Life models, by effect.
struct Failing {
    /// Requests fail.
    now: usize,
    /// Tests, which may not call Bedrock.
    in_tests: usize,
    /// Comments, documentation, registries and other contexts without requests.
    notes: usize,
    /// Findings hidden by a suppression or the baseline.
    accepted: usize,
}

impl Failing {
    fn of(report: &Report) -> Self {
        let mut failing = Self { now: 0, in_tests: 0, notes: 0, accepted: 0 };
        let end_of_life = report.findings.iter().filter(|finding| finding.rule.id == "end-of-life");
        failing.accepted = end_of_life.filter(|finding| !finding.is_active()).count();
        for finding in report.active().filter(|finding| finding.rule.id == "end-of-life") {
            match (finding.level, finding.reference.context) {
                (Level::Note, _) => failing.notes += 1,
                (_, Context::Test) => failing.in_tests += 1,
                _ => failing.now += 1,
            }
        }
        failing
    }

    /// `134 more in tests, 38 as notes`; absent if there are no others.
    fn others(&self) -> Option<String> {
        let others: Vec<String> = [(self.in_tests, "in tests"), (self.notes, "as notes")]
            .into_iter()
            .filter(|(number, _)| *number > 0)
            .map(|(number, place)| format!("{} {place}", wording::thousands(number as u64)))
            .collect();
        (!others.is_empty()).then(|| others.join(", "))
    }
}

/// Models that end after the report's date, the next first, with the days left.
fn coming(report: &Report) -> Vec<(i32, &ModelInUse)> {
    let mut coming: Vec<(i32, &ModelInUse)> = report
        .models
        .iter()
        .filter_map(|model| Some((model.lifecycle.days_to_eol(report.as_of)?, model)))
        .filter(|(days, _)| *days > 0)
        .collect();
    coming.sort_by_key(|(days, model)| (*days, &model.id));
    coming
}

fn lead(failing: &Failing, next: Option<&(i32, &ModelInUse)>, report: &Report) -> String {
    if let Some(sentence) = wording::nothing_scanned(report) {
        return sentence.to_owned();
    }
    let now = match (failing.now, failing.in_tests) {
        (0, 0) if !report.coverage.every_stage => {
            "No reported request fails today; the settings hide some findings.".to_owned()
        }
        (0, 0) if failing.accepted > 0 => format!(
            "Requests fail today only in accepted findings: {} suppressed or in the baseline.",
            wording::count(failing.accepted, "finding")
        ),
        (0, 0) if !report.coverage.every_line => "No request in the added lines fails today.".to_owned(),
        (0, 0) => "No request that was found fails today.".to_owned(),
        (0, in_tests) => format!(
            "Requests fail today only in tests: {} to End-of-Life models.",
            wording::count(in_tests, "reference")
        ),
        (1, _) => "<strong class=\"bad\">1 reference fails today.</strong>".to_owned(),
        (n, _) => format!("<strong class=\"bad\">{} fail today.</strong>", wording::count(n, "reference")),
    };
    let then = match next {
        Some((days, model)) => format!(
            "The next model to reach End-of-Life is <strong>{}</strong>, {}.",
            text(&model.name),
            wording::days(*days)
        ),
        None if report.models.is_empty() => "No known model is in use.".to_owned(),
        None => "No other model in use has an End-of-Life date.".to_owned(),
    };
    format!("{now} {then}")
}

fn tiles(report: &Report, failing: &Failing) -> String {
    let of_stage = |stage| report.models.iter().filter(|m| m.stage == stage).count();
    let hidden = report.findings.len() - report.active().count();
    let elsewhere = match failing.others() {
        _ if report.nothing_scanned() => "no file was scanned".to_owned(),
        Some(others) => format!("and {others}"),
        None if !report.coverage.every_stage => "hidden in part by settings".to_owned(),
        None => "today, by End-of-Life date".to_owned(),
    };
    let tiles = [
        ("eol", failing.now, if failing.now == 1 { "reference fails" } else { "references fail" }, elsewhere),
        ("eol", of_stage(Stage::EndOfLife), "End-of-Life", "models whose requests fail".to_owned()),
        ("legacy", of_stage(Stage::Legacy), "Legacy", "models that will reach End-of-Life".to_owned()),
        ("active", of_stage(Stage::Active), "Active", "models that need no change".to_owned()),
        ("plain", report.active().count(), "findings", format!("{hidden} suppressed or in the baseline")),
        ("plain", report.references.len(), "references", "listed in the inventory".to_owned()),
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

fn next(coming: &[(i32, &ModelInUse)], report: &Report) -> String {
    if coming.is_empty() {
        return String::new();
    }
    let mut html = String::from("<h2>What breaks next</h2>\n<ol class=\"next\">\n");
    for (days, model) in coming.iter().take(NEXT) {
        let urgency = if *days <= 90 { "soon" } else { "later" };
        let eol = model.lifecycle.eol.as_ref().map(|eol| eol.day);
        html.push_str(&format!(
            "<li class=\"{urgency}\">{} <span class=\"when\">{}</span> <strong>{}</strong> <code>{}</code> \
             <span class=\"muted\">{}{}</span></li>\n",
            super::day(eol),
            wording::days(*days),
            text(&model.name),
            text(model.id.as_str()),
            wording::count(model.references, "reference"),
            replacement(model, report).map(|to| format!(" → <code>{}</code>", text(to))).unwrap_or_default()
        ));
    }
    html.push_str("</ol>\n");
    if coming.len() > NEXT {
        html.push_str(&format!(
            "<p class=\"muted\">{} more are in the table of models.</p>\n",
            coming.len() - NEXT
        ));
    }
    html
}

/// The replacement that the findings name for a model.
pub(super) fn replacement<'a>(model: &ModelInUse, report: &'a Report) -> Option<&'a str> {
    report
        .findings
        .iter()
        .filter(|finding| finding.reference.models.as_slice() == std::slice::from_ref(&model.id))
        .find_map(|finding| finding.replacement.as_ref())
        .map(|replacement| replacement.model.as_str())
}
