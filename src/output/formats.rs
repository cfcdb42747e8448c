//! The table of formats.

use std::io;

use super::{
    RenderOptions, badge, compact, csv, cyclonedx, github, gitlab, html, ics, json, jsonl, junit, markdown,
    pretty, sarif,
};
use crate::report::Report;

/// One output format.
pub struct Format {
    /// Its name in `--output`.
    pub name: &'static str,
    /// One line of help.
    pub about: &'static str,
    /// Usual extension of its files, without the dot.
    pub extension: &'static str,
    /// Writes the report.
    pub render: fn(&Report, &RenderOptions, &mut dyn io::Write) -> io::Result<()>,
}

/// Every format; the help and the table in the docs are made from it.
pub static FORMATS: &[Format] = &[
    Format {
        name: "pretty",
        about: "For the terminal: problems by model, with snippets and fixes",
        extension: "txt",
        render: pretty::render,
    },
    Format {
        name: "compact",
        about: "One line per finding: path:line:col: level[rule] message",
        extension: "txt",
        render: compact::render,
    },
    Format {
        name: "json",
        about: "The whole report as JSON, schema version 1",
        extension: "json",
        render: json::render,
    },
    Format {
        name: "jsonl",
        about: "JSON Lines: one flat record per finding and reference",
        extension: "jsonl",
        render: jsonl::render,
    },
    Format {
        name: "sarif",
        about: "SARIF 2.1.0 for GitHub code scanning and other viewers",
        extension: "sarif",
        render: sarif::render,
    },
    Format {
        name: "github",
        about: "GitHub workflow commands, shown as annotations",
        extension: "txt",
        render: github::render,
    },
    Format { name: "gitlab", about: "GitLab Code Quality report", extension: "json", render: gitlab::render },
    Format {
        name: "junit",
        about: "JUnit XML: one suite per rule, one case per file",
        extension: "xml",
        render: junit::render,
    },
    Format {
        name: "markdown",
        about: "Markdown for a pull request comment",
        extension: "md",
        render: markdown::render,
    },
    Format {
        name: "csv",
        about: "CSV with one row per finding, safe to open in a spreadsheet",
        extension: "csv",
        render: csv::render,
    },
    Format {
        name: "html",
        about: "One self-contained HTML page for a review",
        extension: "html",
        render: html::render,
    },
    Format {
        name: "cyclonedx",
        about: "CycloneDX 1.6 ML-BOM of the models in use",
        extension: "cdx.json",
        render: cyclonedx::render,
    },
    Format {
        name: "ics",
        about: "iCalendar with the lifecycle dates of the models in use",
        extension: "ics",
        render: ics::render,
    },
    Format {
        name: "badge",
        about: "JSON for a shields.io endpoint badge",
        extension: "json",
        render: badge::render,
    },
];

/// The format with this name; absent if none exists.
pub fn format(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}
