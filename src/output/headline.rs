//! What every report for people says first: how many references fail today, what ends next, and why the run failed.
//!
//! Knows no markup: a format adds its own.

use std::collections::HashMap;

use jiff::civil::Date;

use super::{RenderOptions, groups, wording};
use crate::finding::{Finding, Level, RuleId};
use crate::model_id::ModelId;
use crate::reference::{Context, Form};
use crate::report::{Failing, ModelInUse, Report, ReportOutcome};

/// The two sentences at the top of a report.
pub(crate) struct Headline<'a> {
    /// Which requests fail today.
    pub(crate) today: String,
    /// Whether requests fail today that are not accepted.
    pub(crate) is_bad: bool,
    /// The models in use that reach End-of-Life after the report's day, the next first.
    pub(crate) endings: Vec<Ending<'a>>,
    /// Whether a known model is in use: not only mentioned.
    any_model: bool,
    /// Whether a file was read.
    any_file: bool,
}

/// A model that will reach End-of-Life.
pub(crate) struct Ending<'a> {
    pub(crate) model: &'a ModelInUse,
    pub(crate) day: Date,
    /// Days from the report's day; at least 1.
    pub(crate) days: i32,
}

impl<'a> Ending<'a> {
    fn of(model: &'a ModelInUse, as_of: Date) -> Option<Self> {
        let days = model
            .lifecycle
            .days_to_eol(as_of)
            .filter(|days| *days > 0)?;
        Some(Self {
            model,
            day: model.lifecycle.eol.as_ref()?.day,
            days,
        })
    }
}

impl<'a> Headline<'a> {
    pub(crate) fn of(report: &'a Report) -> Self {
        let failing = report.summary().failing;
        Self {
            today: today(report, failing),
            is_bad: failing.uses + failing.possible > 0,
            endings: endings(report),
            any_model: report.models.iter().any(|model| model.uses > 0),
            any_file: !report.nothing_scanned(),
        }
    }

    /// What ends next; empty if no file was read, since nothing is known then.
    pub(crate) fn next(&self) -> String {
        match self.endings.first() {
            _ if !self.any_file => String::new(),
            Some(Ending { model, day, days }) => {
                format!(
                    "The next model to reach End-of-Life is {}: {day}, {}.",
                    model.name,
                    wording::days(*days)
                )
            }
            None if !self.any_model => "No known model is in use.".to_owned(),
            None => "No other model in use has a published End-of-Life date.".to_owned(),
        }
    }
}

fn today(report: &Report, failing: Failing) -> String {
    if let Some(sentence) = wording::nothing_scanned(report) {
        return sentence.to_owned();
    }
    if failing.uses + failing.possible + failing.in_tests == 0
        && let Some(sentence) = rejected(report)
    {
        return sentence;
    }
    let more = more(failing);
    match (failing.uses, failing.possible + failing.in_tests) {
        (0, 0) if !report.coverage.every_stage => {
            "No reported request fails today; the settings hide some findings.".to_owned()
        }
        (0, 0) if failing.accepted > 0 => format!(
            "Requests fail today only in accepted findings: {} suppressed or in the baseline.",
            wording::count(number(failing.accepted), "finding")
        ),
        (0, 0) if !report.coverage.every_line => {
            "No request in the added lines fails today.".to_owned()
        }
        (0, 0) => "No request that was found fails today.".to_owned(),
        (0, _) if failing.possible == 0 => format!(
            "Requests fail today only in tests: {} to End-of-Life models.",
            wording::count(number(failing.in_tests), "reference")
        ),
        (0, _) => {
            let possible = wording::count(number(failing.possible), "reference");
            format!("{possible} may fail today{more}.")
        }
        (1, _) => format!("1 reference fails today{more}."),
        (n, _) => format!(
            "{} fail today{more}.",
            wording::count(number(n), "reference")
        ),
    }
}

/// The sentence about requests that pass a rejected parameter; absent if no request does. For reports in which no request
/// fails because of End-of-Life.
fn rejected(report: &Report) -> Option<String> {
    let of_rule = |finding: &&Finding| finding.rule.id == RuleId::RejectedParameter;
    let count = report.active().filter(of_rule).count();
    (count > 0).then(|| {
        format!(
            "No model in use is End-of-Life, but {} {} a parameter that its model rejects.",
            wording::count(count, "request"),
            if count == 1 { "passes" } else { "pass" }
        )
    })
}

/// What follows the first number: `, 7 more may fail, 2 more in tests`.
fn more(failing: Failing) -> String {
    let possible = if failing.uses == 0 {
        0
    } else {
        failing.possible
    };
    let counts = [(possible, "may fail"), (failing.in_tests, "in tests")];
    let counts = counts.into_iter().filter(|(n, _)| *n > 0);
    counts
        .map(|(n, what)| format!(", {} more {what}", wording::thousands(n)))
        .collect()
}

/// Models in use that end after the report's day, the next first, in the Region in which they are used. What is only mentioned
/// breaks nothing when it ends.
fn endings(report: &Report) -> Vec<Ending<'_>> {
    let mut endings: Vec<Ending<'_>> = report
        .models
        .iter()
        .filter(|model| model.uses > 0)
        .filter_map(|m| Ending::of(m, report.as_of))
        .collect();
    endings.sort_by_key(|ending| (ending.day, &ending.model.id));
    endings
}

/// What invokes the replacement: the text to write, without the ARN that it may be in.
pub(crate) fn invocable(text: &str) -> &str {
    match text.rsplit_once('/') {
        Some((arn, id)) if arn.starts_with("arn:") && !id.is_empty() => {
            match arn.rsplit_once(':') {
                // A policy allows it, but what is called can be a profile of it.
                Some((_, "foundation-model")) => &text[arn.len() - "foundation-model".len()..],
                _ => id,
            }
        }
        _ => text,
    }
}

/// The file with most to change.
pub(crate) struct StartHere<'a> {
    /// As in [`crate::finding::Location::path`].
    pub(crate) path: &'a str,
    /// Locations to change in it; at least 2.
    locations: usize,
    /// Locations to change in all files.
    all: usize,
}

impl StartHere<'_> {
    /// `5 of 17 locations to change`.
    pub(crate) fn share_in_words(&self) -> String {
        format!(
            "{} of {} to change",
            wording::thousands(self.locations as u64),
            wording::count(self.all, "location")
        )
    }
}

/// The file with most locations to change, outside of tests if there are any; of equals that with the worst finding. Absent if
/// there is only one such file, or if none has more than one location.
pub(crate) fn start_here(report: &Report) -> Option<StartHere<'_>> {
    let mut to_change: Vec<&Finding> = groups::worst_first(report);
    to_change.retain(|finding| finding.level > Level::Note && finding.lifecycle.is_some());
    // What fails for certain comes first.
    let is_error = |finding: &&Finding| finding.level == Level::Error;
    if to_change.iter().any(is_error) {
        to_change.retain(is_error);
    }
    // Tests come last: they may not call Bedrock.
    let is_test = |finding: &&Finding| finding.reference.context == Context::Test;
    if !to_change.iter().all(is_test) {
        to_change.retain(|finding| !is_test(finding));
    }
    let all = to_change.len();
    let mut files: Vec<(&str, usize)> = Vec::new();
    let mut known: HashMap<&str, usize> = HashMap::new();
    for finding in to_change {
        let path = finding.reference.location.path.as_ref();
        let at = *known.entry(path).or_insert(files.len());
        match files.get_mut(at) {
            Some((_, count)) => *count += 1,
            None => files.push((path, 1)),
        }
    }
    let most = files.iter().map(|(_, count)| *count).max()?;
    let (path, locations) = *files.iter().find(|(_, count)| *count == most)?;
    (files.len() > 1 && locations > 1).then_some(StartHere {
        path,
        locations,
        all,
    })
}

/// The replacement of a model in a form that can be invoked: what most of the worst findings recommend, those that count
/// before accepted ones; of equally frequent ones the first.
pub(crate) fn replacement<'a>(report: &'a Report, model: &ModelId) -> Option<&'a str> {
    let only = std::slice::from_ref(model);
    let own = |finding: &'a Finding| {
        let chosen = finding.replacement.as_ref()?;
        // A constant says nothing to readers of other files. Where the library has none, the text is an ID.
        let is_id = chosen.text.ends_with(chosen.model.as_str());
        let text = match finding.reference.form {
            Form::Symbol if !is_id => chosen.model.as_str(),
            _ => invocable(&chosen.text),
        };
        (*finding.reference.models == *only).then_some(text)
    };
    let in_list = |finding: &'a Finding| {
        let entries = finding
            .related
            .iter()
            .filter_map(|related| related.entry.as_ref());
        let mut entries = entries.filter(|entry| *entry.models == *only);
        entries
            .find_map(|entry| entry.replacement.as_deref())
            .map(invocable)
    };
    let mut best = None;
    let mut offers: Vec<(&str, usize)> = Vec::new();
    let findings = || report.findings.iter();
    let offered = findings()
        .map(|finding| (finding, own(finding)))
        .chain(findings().map(|finding| (finding, in_list(finding))));
    for (finding, text) in offered {
        let Some(text) = text else { continue };
        let rank = Some((finding.is_active(), finding.level));
        if rank < best {
            continue;
        }
        if rank > best {
            best = rank;
            offers.clear();
        }
        match offers.iter_mut().find(|(known, _)| *known == text) {
            Some((_, count)) => *count += 1,
            None => offers.push((text, 1)),
        }
    }
    let most = offers.iter().map(|(_, count)| *count).max()?;
    offers
        .into_iter()
        .find(|(_, count)| *count == most)
        .map(|(text, _)| text)
}

/// The exit code with its reason: the last line of a report for a terminal.
pub(crate) fn exit_reason(report: &Report, options: &RenderOptions) -> String {
    let code = report.outcome().exit_code(options.exit_zero);
    let at = |level: Level| {
        report
            .active()
            .filter(|finding| finding.level >= level && !report.is_past(finding))
            .count()
    };
    let reason = match (report.outcome(), report.fail_on) {
        (ReportOutcome::Incomplete, _) => format!(
            "the scan is incomplete: {}",
            wording::errors(report).join(", ")
        ),
        (ReportOutcome::Findings, Some(level)) => {
            let or_above = if level == Level::Error {
                ""
            } else {
                " or above"
            };
            let ignored = if options.exit_zero {
                ", but --exit-zero is set"
            } else {
                ""
            };
            format!(
                "{} at level {}{or_above}{ignored}",
                wording::count(at(level), "finding"),
                level.as_str()
            )
        }
        (_, Some(level)) => {
            let or_above = if level == Level::Error {
                ""
            } else {
                " or above"
            };
            format!("no finding at level {}{or_above}", level.as_str())
        }
        (_, None) => "findings never change it (`--fail-on never`)".to_owned(),
    };
    format!("Exit code {code}: {reason}.")
}

fn number(n: u64) -> usize {
    usize::try_from(n).unwrap_or(usize::MAX)
}
