//! One self-contained HTML page for a review: upcoming End-of-Life dates, a timeline, tables, every finding with its lines,
//! the inventory, what was left out, and the basis of the report.
//!
//! The page is complete without its script, which only filters and sorts. It loads nothing: its Content-Security-Policy
//! allows only this style and this script, by hash, so that scanned text could not run even if escaping failed.

mod findings;
mod headline;
mod markup;
mod method;
mod repositories;
mod tables;
mod timeline;
mod usage;

use std::io::{self, Write};

use super::printed_once::PrintedOnce;
use super::{RenderOptions, escape, wording};
use crate::report::Report;
use markup::{copy_button, day, none, source_link, stage_class, text};

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

/// SHA-256 of `STYLE` and `SCRIPT` in base64, for the policy; a test compares them.
const STYLE_HASH: &str = "d1+tbHTn3oyx0DeBYrgS8oeqXC2NKd26Tz7tLuEy+NM=";
const SCRIPT_HASH: &str = "EYoDYf5svDwVjNWEMLwPmu1/L1a5Xm2Kfzz/VQLvAks=";

/// Writes the page.
pub(crate) fn render(
    report: &Report,
    options: &RenderOptions,
    out: &mut dyn Write,
) -> io::Result<()> {
    out.write_all(head(report).as_bytes())?;
    let mut printed = PrintedOnce::default();
    let findings = findings::section(report, options, &mut printed);
    for section in [
        headline::section(report, options),
        repositories::section(report),
        timeline::section(report),
        tables::models(report),
        usage::section(report),
        tables::files(report, options),
        findings,
        findings::steps(&printed.steps),
        tables::inventory(report, options),
        method::left_out(report),
        method::section(report, options),
    ] {
        out.write_all(section.as_bytes())?;
    }
    write!(
        out,
        "</main>\n<output id=\"said\" class=\"unseen\" role=\"status\"></output>\n<script>{SCRIPT}</script>\n</body>\n</html>\n"
    )
}

fn head(report: &Report) -> String {
    let repositories = report.merged.repositories.len();
    let (title, heading) = match report.root.name().map(text) {
        _ if repositories > 0 => (
            format!(
                "{}: Amazon Bedrock models",
                wording::repositories(repositories)
            ),
            format!(
                "Amazon Bedrock models in {}",
                wording::repositories(repositories)
            ),
        ),
        Some(name) => (
            format!("{name}: Amazon Bedrock models"),
            format!("Amazon Bedrock models in {name}"),
        ),
        None => (
            "Amazon Bedrock models".to_owned(),
            "Amazon Bedrock models in use".to_owned(),
        ),
    };
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
         style-src 'sha256-{STYLE_HASH}'; script-src 'sha256-{SCRIPT_HASH}'; img-src data:; base-uri 'none'; \
         form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"generator\" content=\"bedrock-eol {version}\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <link rel=\"icon\" href=\"data:,\">\n\
         <title>{title}, {counts} ({as_of})</title>\n<style>{STYLE}</style>\n</head>\n<body>\n\
         <a class=\"skip\" href=\"#findings\">Skip to the findings</a>\n\
         <header>\n<p class=\"brand\">bedrock-eol</p>\n<h1>{heading}</h1>\n\
         <p class=\"meta\">As of <time datetime=\"{as_of}\">{as_of}</time> · catalog {catalog} · {files} \
         scanned</p>\n\
         <nav aria-label=\"Sections\">{repositories}<a href=\"#timeline\">Timeline</a><a href=\"#models\">Models</a>{usage}\
         <a href=\"#files\">Files</a><a href=\"#findings\">Findings</a><a href=\"#steps\">Steps</a><a href=\"#inventory\">Inventory</a>\
         <a href=\"#left-out\">Left out</a><a href=\"#method\">Method</a></nav>\n</header>\n<main>\n",
        repositories = if repositories > 0 {
            "<a href=\"#repositories\">Repositories</a>"
        } else {
            ""
        },
        usage = if report.usage.is_some() {
            "<a href=\"#usage\">Usage</a>"
        } else {
            ""
        },
        version = env!("CARGO_PKG_VERSION"),
        counts = super::groups::counts_in_words(report),
        as_of = report.as_of,
        catalog = escape::html(&report.catalog_version),
        files = wording::count(report.stats.files_scanned as usize, "file"),
    )
}

#[cfg(test)]
mod tests {
    use sha2::{Digest as _, Sha256};

    use super::{SCRIPT, SCRIPT_HASH, STYLE, STYLE_HASH};

    fn base64(bytes: &[u8]) -> String {
        const ALPHABET: &[u8; 64] =
            b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let mut out = String::new();
        for chunk in bytes.chunks(3) {
            let bits = chunk.iter().fold(0u32, |bits, b| bits << 8 | u32::from(*b))
                << (8 * (3 - chunk.len()));
            for at in 0..4 {
                let six = (bits >> (18 - 6 * at) & 63) as usize;
                out.push(if at <= chunk.len() {
                    ALPHABET[six].into()
                } else {
                    '='
                });
            }
        }
        out
    }

    #[test]
    fn the_policy_allows_this_style_and_this_script() {
        assert_eq!(STYLE_HASH, base64(&Sha256::digest(STYLE)));
        assert_eq!(SCRIPT_HASH, base64(&Sha256::digest(SCRIPT)));
    }

    #[test]
    fn nothing_ends_the_style_or_the_script_early() {
        assert!(!STYLE.contains("</") && !SCRIPT.contains("</"));
    }
}
