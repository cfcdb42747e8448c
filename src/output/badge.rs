//! The JSON of a shields endpoint badge: the worst result in a few words and a color.

use std::io::{self, Write};

use serde_json::json;

use super::{RenderOptions, groups, json_text, wording};
use crate::finding::{Level, RuleId};
use crate::report::{Cause, Report};

/// Writes the badge. It is never green for an incomplete or empty scan, nor if settings hide or lower the findings that a
/// badge is about.
pub(crate) fn render(report: &Report, _: &RenderOptions, out: &mut dyn Write) -> io::Result<()> {
    let (message, color) = verdict(report);
    let message = match (report.complete(), report.not_scanned().next()) {
        (true, _) => message,
        _ if report.nothing_scanned() => message,
        (false, Some(_)) => format!("{message}, scan incomplete"),
        (false, None) => format!("{message}, invalid suppression"),
    };
    let badge = json!({
        "schemaVersion": 1,
        "label": "bedrock models",
        "message": message,
        "color": if report.complete() || !color.ends_with("green") { color } else { "lightgrey" },
        "isError": color == "red" || !report.complete(),
    });
    json_text::document(&badge, out)
}

fn verdict(report: &Report) -> (String, &'static str) {
    let of_rule = |id: RuleId| {
        report
            .active()
            .filter(|f| f.rule.id == id && f.level > Level::Note)
            .collect::<Vec<_>>()
    };
    let failing = report.summary().failing;
    if failing.uses > 0 {
        return (
            format!("{} end-of-life", wording::thousands(failing.uses)),
            "red",
        );
    }
    if failing.possible > 0 {
        let possible = wording::thousands(failing.possible);
        return (format!("{possible} possibly end-of-life"), "orange");
    }
    if failing.in_tests > 0 {
        return (
            format!(
                "{} end-of-life in tests",
                wording::thousands(failing.in_tests)
            ),
            "orange",
        );
    }
    let soonest = of_rule(RuleId::EndOfLifeSoon)
        .iter()
        .filter_map(|f| f.lifecycle.as_ref()?.days_to_eol(report.as_of))
        .min();
    if let Some(soonest) = soonest {
        return (format!("end-of-life {}", wording::days(soonest)), "orange");
    }
    let legacy = of_rule(RuleId::ExtendedAccess).len() + of_rule(RuleId::Legacy).len();
    if legacy > 0 {
        return (format!("{legacy} legacy"), "yellow");
    }
    let others = report.active().filter(|f| f.level > Level::Note).count();
    if others > 0 {
        return (wording::count(others, "finding"), "yellow");
    }
    let left_out = report.left_out();
    let accepted = left_out.of(Cause::Suppressed) + left_out.of(Cause::Baseline);
    match groups::unasked(report) {
        _ if report.nothing_scanned() => ("nothing scanned".to_owned(), "lightgrey"),
        0 if !report.coverage.every_stage => ("limited by settings".to_owned(), "lightgrey"),
        0 if accepted > 0 => ("no new findings".to_owned(), "green"),
        0 if !report.coverage.every_line => ("no new findings".to_owned(), "green"),
        0 => ("up to date".to_owned(), "brightgreen"),
        unasked => (format!("{unasked} hidden by settings"), "lightgrey"),
    }
}
