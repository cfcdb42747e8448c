//! What was not scanned, and how what is said is known.

use crate::finding::RULES;
use crate::report::{Report, ScanError};

use super::super::{escape, wording};
use super::text;

pub(super) fn not_scanned(report: &Report) -> String {
    let stats = &report.stats;
    let mut html = String::from(
        "<section id=\"not-scanned\" aria-labelledby=\"not-scanned-title\">\n\
         <h2 id=\"not-scanned-title\">What was not scanned</h2>\n",
    );
    if report.not_scanned().next().is_none() {
        html.push_str("<p>Everything that should be read was read.</p>\n");
    }
    html.push_str(&errors("Could not be read", report.not_scanned()));
    html.push_str(&errors(
        "Suppressions that could not be understood and hide nothing",
        report.invalid_suppressions(),
    ));
    if !report.skipped.is_empty() {
        html.push_str("<h3>Left out on purpose</h3>\n<ul>\n");
        for skipped in &report.skipped {
            let reason = wording::skip_reason(skipped.reason).replace('-', " ");
            html.push_str(&format!("<li><code>{}</code> {reason}</li>\n", text(&skipped.path)));
        }
        html.push_str("</ul>\n");
    }
    html.push_str("<dl class=\"facts\">\n");
    for (name, number) in [
        ("Files scanned", stats.files_scanned),
        ("Bytes scanned", stats.bytes_scanned),
        ("Binary files", stats.files_binary),
        ("Files and folders left out by ignore rules or excludes", stats.files_ignored),
        ("Large files searched in windows, with lower confidence", stats.files_in_windows),
    ] {
        html.push_str(&format!("<div><dt>{name}</dt><dd>{}</dd></div>\n", wording::thousands(number)));
    }
    html + "</dl>\n</section>\n"
}

fn errors<'a>(title: &str, errors: impl Iterator<Item = &'a ScanError>) -> String {
    let items: String = errors
        .map(|error| {
            let (place, message) = (text(&wording::error_place(error)), escape::html_message(&error.message));
            format!("<li><code>{place}</code> {message}</li>\n")
        })
        .collect();
    if items.is_empty() { items } else { format!("<h3>{title}</h3>\n<ul>\n{items}</ul>\n") }
}

pub(super) fn section(report: &Report, repository: Option<&str>) -> String {
    let mut html = format!(
        "<section id=\"method\" aria-labelledby=\"method-title\">\n<h2 id=\"method-title\">Catalog and method</h2>\n\
         <p>Every reference to an Amazon Bedrock model in the scanned text was compared with catalog <strong>{}\
         </strong>, whose freshest fact is of {}, and judged for <strong>{}</strong>. Nothing was executed and no \
         network was used. A stage begins on its date, UTC; where AWS has announced no date, none is assumed. \
         Written by bedrock-eol {}.</p>\n\
         <div class=\"scroll\"><table><caption>Rules</caption><thead><tr><th scope=\"col\">Rule</th>\
         <th scope=\"col\">Level</th><th scope=\"col\">It says</th><th scope=\"col\" class=\"n\">Findings</th></tr>\
         </thead><tbody>\n",
        text(&report.catalog_version),
        report.catalog_as_of,
        report.as_of,
        env!("CARGO_PKG_VERSION")
    );
    let summary = report.summary();
    for rule in RULES {
        let name = match wording::rule_uri(rule, repository) {
            Some(uri) => format!("<a href=\"{}\">{}</a>", text(&uri), rule.id),
            None => rule.id.to_owned(),
        };
        html.push_str(&format!(
            "<tr><th scope=\"row\"><code>{}</code></th><td><span class=\"level {level}\">{level}</span></td>\
             <td>{}</td><td class=\"n\">{}</td></tr>\n",
            name,
            escape::html_message(rule.summary),
            summary.by_rule.get(rule.id).copied().unwrap_or_default(),
            level = rule.level.as_str()
        ));
    }
    html + "</tbody></table></div>\n</section>\n"
}
