//! Every finding with its lines, what to write instead, and what else has to change.

use crate::catalog::NamedBy;
use crate::detect::Form;
use crate::finding::{ChosenReplacement, Disposition, Finding, RULES, Related, Snippet};
use crate::report::Report;

use super::super::{escape, groups, wording};
use super::{tables, text};

/// Findings that the page lists; beyond that a browser is the wrong tool.
const LIMIT: usize = 20_000;

pub(super) fn section(report: &Report) -> String {
    let mut findings = groups::worst_first(report);
    let mut hidden: Vec<&Finding> = report.findings.iter().filter(|f| !f.is_active()).collect();
    groups::sort_worst_first(&mut hidden);
    findings.extend(hidden);
    let mut html = String::from(
        "<section id=\"findings\" aria-labelledby=\"findings-title\">\n<h2 id=\"findings-title\">Findings</h2>\n",
    );
    if findings.is_empty() {
        return html + "<p>There are no findings.</p>\n</section>\n";
    }
    html.push_str(&controls(&findings));
    // No `<ol>`: hiding one of its items numbers all others anew, which takes seconds with thousands.
    html.push_str("<div class=\"findings\" role=\"list\">\n");
    for finding in findings.iter().take(LIMIT) {
        html.push_str(&item(finding, report));
    }
    html.push_str("</div>\n<p id=\"none\" hidden>No finding fits the filter.</p>\n");
    if findings.len() > LIMIT {
        let left = findings.len() - LIMIT;
        html.push_str(&format!("<p>{left} more are in the <code>jsonl</code> output.</p>\n"));
    }
    html + "</section>\n"
}

/// The filter and the order; the script shows them, since they do nothing without it.
fn controls(findings: &[&Finding]) -> String {
    let rules: String = RULES
        .iter()
        .filter(|rule| findings.iter().any(|f| f.rule.id == rule.id))
        .map(|rule| format!("<option>{}</option>", rule.id))
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

fn item(finding: &Finding, report: &Report) -> String {
    let reference = &finding.reference;
    let level = finding.level.as_str();
    let eol = finding.lifecycle.as_ref().and_then(|l| l.eol.as_ref()).map(|eol| eol.day.to_string());
    let mut html = format!(
        "<div class=\"finding {level}\" role=\"listitem\" data-level=\"{level}\" data-rule=\"{}\" data-status=\"{}\" \
         data-eol=\"{}\" data-file=\"{}\" data-line=\"{}\">\n<p class=\"head\"><span class=\"level {level}\">{level}\
         </span> <code class=\"place\">{}</code> <span class=\"muted\">{}{}</span></p>\n<p>{} \
         <span class=\"help\">{}</span></p>\n",
        finding.rule.id,
        wording::status(&finding.disposition),
        eol.as_deref().unwrap_or("~"),
        text(&reference.location.path),
        reference.location.start.line,
        text(&wording::place(finding)),
        finding.rule.id,
        if finding.rule.about_models {
            format!(" · {}", tables::word(&reference.context))
        } else {
            String::new()
        },
        escape::html_message(&finding.message),
        escape::html_message(&finding.help),
    );
    html.push_str(&status(&finding.disposition));
    if !reference.location.path.is_empty() {
        html.push_str(&snippet(&reference.snippet));
    }
    if let Some(replacement) = &finding.replacement {
        html.push_str(&instead(replacement, finding, report));
    }
    html.push_str(&also(finding));
    html + "</div>\n"
}

fn status(disposition: &Disposition) -> String {
    match disposition {
        Disposition::Active => String::new(),
        Disposition::Baselined => "<p class=\"status\">Accepted in the baseline.</p>\n".to_owned(),
        Disposition::Suppressed { reason, inline } => format!(
            "<p class=\"status\">Suppressed {}{}</p>\n",
            if *inline { "by a comment" } else { "in the configuration" },
            reason.as_ref().map_or(".".to_owned(), |reason| format!(": {}", text(reason)))
        ),
    }
}

/// The lines with their numbers, the hit marked.
fn snippet(snippet: &Snippet) -> String {
    let mut html = String::from("<pre><code>");
    let mut start = 0;
    for (at, line) in snippet.text.split('\n').enumerate() {
        let end = start + line.len();
        let from = snippet.highlight.start.clamp(start, end) - start;
        let to = snippet.highlight.end.clamp(start, end) - start;
        let number = snippet.first_line + at as u64;
        // A hit that does not lie on characters is shown without its mark.
        let marked = match (line.get(..from), line.get(from..to), line.get(to..)) {
            (Some(before), Some(hit), Some(after)) if !hit.is_empty() => {
                format!("{}<mark>{}</mark>{}", code(before), code(hit), code(after))
            }
            _ => code(line),
        };
        html.push_str(&format!("<span class=\"line\" data-n=\"{number}\">{marked}</span>\n"));
        start = end + 1;
    }
    html + "</code></pre>\n"
}

fn code(text: &str) -> String {
    escape::html(text)
}

fn instead(replacement: &ChosenReplacement, finding: &Finding, report: &Report) -> String {
    let verb = if finding.reference.form == Form::Symbol { "Use" } else { "Write" };
    let by = match replacement.named_by {
        NamedBy::Aws => "named by AWS",
        NamedBy::Catalog => "chosen by this catalog",
    };
    let change = if replacement.drop_in { "only the ID changes" } else { "more than the ID changes" };
    let eol = replacement.eol.and_then(|eol| report.as_of.until(eol).ok().map(|span| (eol, span.get_days())));
    let eol =
        eol.map(|(eol, days)| format!(", itself ends {eol} ({})", wording::days(days))).unwrap_or_default();
    // The help tells the note where it names the replacement.
    let told = finding.help.contains(&replacement.text);
    let note = replacement.note.as_ref().filter(|_| !told);
    let note = note.map(|note| format!(" {}", escape::html_message(note))).unwrap_or_default();
    format!(
        "<p class=\"instead\">{verb} <code>{}</code> <span class=\"muted\">({by}; {change}{eol}).{note}</span></p>\n",
        text(&replacement.text)
    )
}

/// Steps of the move, folded since many findings share them, and other places.
fn also(finding: &Finding) -> String {
    let mut html = String::new();
    if !finding.steps.is_empty() {
        let count = wording::count(finding.steps.len(), "step");
        html.push_str(&format!(
            "<details class=\"steps\"><summary>{count} of the move</summary>\n<ul class=\"also\">\n"
        ));
        for step in finding.steps.iter() {
            html.push_str(&format!(
                "<li>{} <span class=\"muted\">({})</span></li>\n",
                escape::html_message(&step.text()),
                text(&step.source)
            ));
        }
        html.push_str("</ul>\n</details>\n");
    }
    if !finding.related.is_empty() {
        html.push_str("<ul class=\"also\">\n");
        for Related { location, message } in &finding.related {
            html.push_str(&format!(
                "<li><code>{}:{}</code> {}</li>\n",
                text(&location.path),
                location.start.line,
                escape::html_message(message)
            ));
        }
        html.push_str("</ul>\n");
    }
    html
}
