//! Every finding with its lines, its replacement and what else has to change. Migration steps are shown once; equal advice
//! is shown at the first finding.

use crate::finding::{Disposition, Finding, RULES, Snippet, advice_lead};
use crate::report::Report;

use super::super::printed_once::PrintedOnce;
use super::super::steps::Steps;
use super::super::{RenderOptions, escape, groups, identity, sources, wording};
use super::{copy_button, source_link, tables, text, usage};

/// Findings that the page lists; more would make browsers slow.
const LIMIT: usize = 20_000;

pub(super) fn section<'a>(
    report: &'a Report,
    options: &RenderOptions,
    printed: &mut PrintedOnce<'a>,
) -> String {
    let mut findings = groups::most_invoked_first(report);
    let mut hidden: Vec<&Finding> = report.findings.iter().filter(|f| !f.is_active()).collect();
    groups::sort_worst_first(&mut hidden);
    groups::sort_most_invoked_first(&mut hidden, report);
    findings.extend(hidden);
    let mut html = String::from(
        "<section id=\"findings\" aria-labelledby=\"findings-title\">\n<h2 id=\"findings-title\">Findings</h2>\n",
    );
    if findings.is_empty() {
        return html
            + &super::none(
                report,
                match groups::unasked(report) {
                    0 => "No findings.",
                    _ => {
                        "No findings, except those hidden by settings (rules that are off, contexts that are not selected)."
                    }
                },
            );
    }
    html.push_str(&controls(&findings));
    // Not an `<ol>`: hiding one of its items renumbers all others, which takes seconds with thousands.
    html.push_str("<div class=\"findings\" role=\"list\">\n");
    for finding in findings.iter().take(LIMIT) {
        html.push_str(&item(finding, report, options, printed));
    }
    html.push_str("</div>\n<p id=\"none\" hidden>No finding matches the filter.</p>\n");
    if findings.len() > LIMIT {
        let left = findings.len() - LIMIT;
        html.push_str(&format!(
            "<p>{left} more findings are in the <code>jsonl</code> output.</p>\n"
        ));
    }
    html + "</section>\n"
}

/// Filter and order. Hidden until the script shows them, since they need it.
fn controls(findings: &[&Finding]) -> String {
    let rules: String = RULES
        .iter()
        .filter(|rule| findings.iter().any(|f| f.rule.name == rule.name))
        .map(|rule| format!("<option>{}</option>", rule.name))
        .collect();
    format!(
        "<form class=\"controls\" id=\"controls\" hidden>\n\
         <label class=\"wide\">Filter <input type=\"search\" id=\"query\" placeholder=\"model, file, text\" \
         autocomplete=\"off\" spellcheck=\"false\"></label>\n\
         <label>Level <select id=\"level\"><option value=\"\">all</option><option>error</option>\
         <option>warning</option><option>note</option></select></label>\n\
         <label>Rule <select id=\"rule\"><option value=\"\">all</option>{rules}</select></label>\n\
         <label>Status <select id=\"status\"><option value=\"active\">counted</option>\
         <option value=\"\">all</option><option>suppressed</option><option>baselined</option></select></label>\n\
         <label>Order <select id=\"order\"><option value=\"worst\">worst first</option>\
         <option value=\"file\">file</option><option value=\"eol\">End-of-Life</option></select></label>\n\
         <button type=\"reset\">Clear</button>\n<output id=\"shown\" role=\"status\"></output>\n</form>\n"
    )
}

fn item<'a>(
    finding: &'a Finding,
    report: &Report,
    options: &RenderOptions,
    printed: &mut PrintedOnce<'a>,
) -> String {
    let reference = &finding.reference;
    let level = finding.level.as_str();
    let eol = finding
        .lifecycle
        .as_ref()
        .and_then(|l| l.eol.as_ref())
        .map(|eol| eol.day.to_string());
    let before = printed.shown_at(finding);
    let id = format!(" id=\"{}\"", anchor(finding, report));
    let mut html = format!(
        "<div class=\"finding {level}\"{id} role=\"listitem\" data-level=\"{level}\" data-rule=\"{}\" data-status=\"{}\" \
         data-eol=\"{}\" data-file=\"{}\" data-line=\"{}\">\n<p class=\"head\"><span class=\"level {level}\">{level}\
         </span> <code class=\"location\">{}</code> <span class=\"muted\">{}{}</span></p>\n<p>{}{}</p>\n",
        finding.rule.name,
        wording::status(&finding.disposition),
        eol.as_deref().unwrap_or("~"),
        text(&reference.location.path),
        reference.location.start.line,
        source_link(
            &text(&wording::location(finding)),
            &reference.location.path,
            Some(reference.location.start.line),
            options
        ),
        finding.rule.name,
        if finding.rule.about_models {
            format!(" · {}", tables::word(&reference.context))
        } else {
            String::new()
        },
        escape::html_message(printed.message(finding)),
        source(finding, report),
    );
    html.push_str(&status(&finding.disposition));
    html.push_str(&usage::of_finding(finding, report));
    if !reference.location.path.is_empty() {
        html.push_str(&snippet(&reference.snippet));
    }
    html.push_str(&advice(finding, report, before, &mut printed.steps));
    html.push_str(&related(finding, options));
    html + "</div>\n"
}

/// ` (AWS, 2026-10-16)`: the source of the date, with its title as a tooltip; empty if the finding is not about a date.
fn source(finding: &Finding, report: &Report) -> String {
    let Some(date) = sources::deciding(finding) else {
        return String::new();
    };
    let title = report
        .source(&date.source)
        .map_or("", |source| &*source.title);
    format!(
        " <span class=\"muted\" title=\"{}\">({})</span>",
        text(title),
        text(&sources::words(date, report))
    )
}

/// The anchor of a finding for links from other parts of the page: a location has one finding.
pub(super) fn anchor(finding: &Finding, report: &Report) -> String {
    format!("finding-{}", identity::fingerprint(finding, report))
}

fn status(disposition: &Disposition) -> String {
    match disposition {
        Disposition::Active => String::new(),
        Disposition::Baselined => "<p class=\"status\">Accepted in the baseline.</p>\n".to_owned(),
        Disposition::Suppressed { reason, inline } => format!(
            "<p class=\"status\">Suppressed {}{}</p>\n",
            if *inline {
                "by a comment"
            } else {
                "in the configuration"
            },
            reason
                .as_ref()
                .map_or(".".to_owned(), |reason| format!(": {}", text(reason)))
        ),
    }
}

/// The lines with their numbers and the match highlighted.
fn snippet(snippet: &Snippet) -> String {
    let mut html = String::from("<pre><code>");
    let mut start = 0;
    for (at, line) in snippet.text.split('\n').enumerate() {
        let end = start + line.len();
        let from = snippet.highlight.start.clamp(start, end) - start;
        let to = snippet.highlight.end.clamp(start, end) - start;
        let number = snippet.first_line + at as u64;
        // A match that does not begin and end at characters is shown without highlighting.
        let marked = match (line.get(..from), line.get(from..to), line.get(to..)) {
            (Some(before), Some(hit), Some(after)) if !hit.is_empty() => {
                format!("{}<mark>{}</mark>{}", code(before), code(hit), code(after))
            }
            _ => code(line),
        };
        html.push_str(&format!(
            "<span class=\"line\" data-n=\"{number}\">{marked}</span>\n"
        ));
        start = end + 1;
    }
    html + "</code></pre>\n"
}

fn code(text: &str) -> String {
    escape::html(text)
}

/// What to do: the help with the replacement highlighted, and the numbers of the steps. If the same advice was shown
/// `before`, only the replacement and a link to it.
fn advice<'a>(
    finding: &'a Finding,
    report: &Report,
    before: Option<&Finding>,
    steps: &mut Steps<'a>,
) -> String {
    let help = escape::html_message(&finding.help);
    let sentence = match &finding.replacement {
        None => help,
        Some(chosen) => {
            let write = format!("<code>{}</code>", text(&chosen.text));
            let stands_out = format!(
                "{} {}",
                write.replacen("<code>", "<code class=\"write\">", 1),
                copy_button(&chosen.text)
            );
            match before {
                Some(first) => format!(
                    "{} {stands_out}, as at <a href=\"#{}\">{}</a>.",
                    advice_lead(finding.reference.context),
                    anchor(first, report),
                    text(&wording::location(first))
                ),
                None if help.contains(&write) => help.replacen(&write, &stands_out, 1),
                None => format!("{help} Write {stands_out}."),
            }
        }
    };
    let runs = steps.runs(finding.steps.iter());
    let link = |at: usize| format!("<a href=\"#step-{at}\">{at}</a>");
    let words: Vec<String> = runs
        .iter()
        .map(|&(first, last)| match last - first {
            0 => link(first),
            1 => format!("{}, {}", link(first), link(last)),
            _ => format!("{} to {}", link(first), link(last)),
        })
        .collect();
    let word = if finding.steps.len() == 1 {
        "Step"
    } else {
        "Steps"
    };
    let numbers = if words.is_empty() {
        String::new()
    } else {
        format!(
            " <span class=\"muted\">{word}: {}.</span>",
            words.join(", ")
        )
    };
    if sentence.is_empty() && numbers.is_empty() {
        return String::new();
    }
    format!("<p class=\"advice\">{sentence}{numbers}</p>\n")
}

/// Its related locations.
fn related(finding: &Finding, options: &RenderOptions) -> String {
    if finding.related.is_empty() {
        return String::new();
    }
    let mut html = String::from("<ul class=\"also\">\n");
    for locations in groups::related_locations(&[finding]) {
        html.push_str(&format!(
            "<li><code>{}</code> {}</li>\n",
            source_link(
                &text(&format!(
                    "{}:{}",
                    locations.path,
                    locations.locations_in_words()
                )),
                locations.path,
                locations.locations.first().map(|at| at.line),
                options
            ),
            escape::html_message(locations.message)
        ));
    }
    html + "</ul>\n"
}

/// The migration steps, which findings refer to by number.
pub(super) fn steps(steps: &Steps<'_>) -> String {
    let mut html = String::from(
        "<section id=\"steps\" aria-labelledby=\"steps-title\">\n<h2 id=\"steps-title\">Migration steps</h2>\n",
    );
    if steps.all().is_empty() {
        return html + "<p>No finding requires a change beyond its replacement.</p>\n</section>\n";
    }
    html.push_str("<ol class=\"moves\">\n");
    for (at, known) in steps.all().iter().enumerate() {
        let (change, details) = known.text_and_list();
        html.push_str(&format!(
            "<li id=\"step-{}\">{} <span class=\"muted\">({})</span>",
            at + 1,
            escape::html_message(&change),
            escape::html_message(&known.step.source)
        ));
        if !details.is_empty() {
            let items = details
                .iter()
                .map(|detail| format!("<li>{}</li>\n", escape::html_message(detail)));
            html.push_str(&format!(
                "\n<ul class=\"also\">\n{}</ul>\n",
                items.collect::<String>()
            ));
        }
        html.push_str("</li>\n");
    }
    html + "</ol>\n</section>\n"
}
