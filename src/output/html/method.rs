//! What was left out, and the basis of the report.

use crate::finding::RULES;
use crate::report::{Report, ScanError, Unit};

use super::super::{RenderOptions, escape, wording};
use super::text;

/// Paths that the page lists; other formats list all.
const LISTED: usize = 500;

pub(super) fn left_out(report: &Report) -> String {
    let stats = &report.stats;
    let mut html = String::from(
        "<section id=\"left-out\" aria-labelledby=\"left-out-title\">\n\
         <h2 id=\"left-out-title\">What was left out</h2>\n",
    );
    if let Some(sentence) = wording::nothing_scanned(report) {
        html.push_str(&format!("<p>{sentence}</p>\n"));
    } else if report.not_scanned().next().is_none() && report.left_out().files() == 0 {
        html.push_str("<p>Every file was read.</p>\n");
    }
    for (title, kinds) in wording::ERROR_GROUPS {
        html.push_str(&errors(
            title,
            report
                .errors
                .iter()
                .filter(|error| kinds.contains(&error.kind)),
        ));
    }
    if !report.skipped.is_empty() {
        html.push_str("<h3>Skipped files</h3>\n<ul>\n");
        for skipped in report.skipped.iter().take(LISTED) {
            let why = text(skipped.reason.row().why);
            html.push_str(&format!(
                "<li><code>{}</code> {why}</li>\n",
                text(&skipped.path)
            ));
        }
        let more = report.skipped.len().saturating_sub(LISTED);
        if more > 0 {
            let more = wording::thousands(more as u64);
            html.push_str(&format!(
                "<li>… and {more} more; <code>--output json</code> lists all</li>\n"
            ));
        }
        html.push_str("</ul>\n");
    }
    html.push_str("<dl class=\"facts\">\n");
    for (name, number) in [
        ("Files scanned", stats.files_scanned),
        ("Bytes scanned", stats.bytes_scanned),
        (
            "Large files searched in windows, with lower confidence",
            stats.files_in_windows,
        ),
    ] {
        html.push_str(&format!(
            "<div><dt>{name}</dt><dd>{}</dd></div>\n",
            wording::thousands(number)
        ));
    }
    for (row, number) in report.left_out().iter() {
        let what = if row.unit == Unit::Findings {
            "Findings"
        } else {
            "Files"
        };
        html.push_str(&format!(
            "<div><dt>{what} left out: {}</dt><dd>{}</dd></div>\n",
            row.many,
            wording::thousands(number)
        ));
    }
    html + "</dl>\n</section>\n"
}

fn errors<'a>(title: &str, errors: impl Iterator<Item = &'a ScanError>) -> String {
    let items: String = errors
        .map(|error| {
            let (location, message) = (
                text(&wording::error_location(error)),
                escape::html_message(&error.message),
            );
            format!("<li><code>{location}</code> {message}</li>\n")
        })
        .collect();
    if items.is_empty() {
        items
    } else {
        format!("<h3>{title}</h3>\n<ul>\n{items}</ul>\n")
    }
}

pub(super) fn section(report: &Report, options: &RenderOptions) -> String {
    let mut html = format!(
        "<section id=\"method\" aria-labelledby=\"method-title\">\n<h2 id=\"method-title\">Catalog and method</h2>\n\
         <p>The references to Amazon Bedrock models in the scanned text were compared with catalog <strong>{}\
         </strong>, whose latest fact is from {}, as of <strong>{}</strong>. Nothing was executed, and no \
         network was used. A stage begins on its date, UTC; if AWS has announced no date, none is assumed. \
         Written by bedrock-eol {}.</p>\n\
         <div class=\"scroll\"><table><caption>Rules</caption><thead><tr><th scope=\"col\">Rule</th>\
         <th scope=\"col\">Level</th><th scope=\"col\">Reports</th><th scope=\"col\" class=\"n\">Findings</th></tr>\
         </thead><tbody>\n",
        text(&report.catalog_version),
        report.catalog_as_of,
        report.as_of,
        env!("CARGO_PKG_VERSION")
    );
    let summary = report.summary();
    for rule in RULES {
        let name = match wording::rule_uri(rule, options.site, options.repository) {
            Some(uri) => format!("<a href=\"{}\">{}</a>", text(&uri), rule.name),
            None => rule.name.to_owned(),
        };
        html.push_str(&format!(
            "<tr><th scope=\"row\"><code>{}</code></th><td><span class=\"level {level}\">{level}</span></td>\
             <td>{}</td><td class=\"n\">{}</td></tr>\n",
            name,
            escape::html_message(rule.summary),
            summary.by_rule.get(rule.name).copied().unwrap_or_default(),
            level = rule.level.as_str()
        ));
    }
    html + "</tbody></table></div>\n</section>\n"
}
