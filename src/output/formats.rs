//! The table of formats.

use std::io;

use super::{
    RenderOptions, badge, compact, csv, cyclonedx, github, gitlab, html, ics, json, jsonl, junit, markdown,
    pretty, sarif,
};
use crate::report::Report;

/// One output format.
pub struct Format {
    /// What `--output` takes.
    pub name: &'static str,
    /// One line for the help.
    pub about: &'static str,
    /// Usual ending of its files, without the dot.
    pub extension: &'static str,
    /// Writes the report.
    pub render: fn(&Report, &RenderOptions, &mut dyn io::Write) -> io::Result<()>,
}

/// Every format; the help and the docs' table are made from it.
pub static FORMATS: &[Format] = &[
    Format {
        name: "pretty",
        about: "For people: by model, with snippets and what to do",
        extension: "txt",
        render: pretty::render,
    },
    Format {
        name: "compact",
        about: "One line for each finding: path:line:col: level[rule] message",
        extension: "txt",
        render: compact::render,
    },
    Format {
        name: "json",
        about: "Everything, for programs: schema version 1",
        extension: "json",
        render: json::render,
    },
    Format {
        name: "jsonl",
        about: "One flat JSON record per line for each finding and reference",
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
        about: "JUnit XML: a suite per rule, a case per file",
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
        about: "A row for each finding, safe to open in a spreadsheet",
        extension: "csv",
        render: csv::render,
    },
    Format {
        name: "html",
        about: "One self-contained page for a review",
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
        about: "A calendar of the lifecycle dates of the models in use",
        extension: "ics",
        render: ics::render,
    },
    Format {
        name: "badge",
        about: "The JSON of a shields endpoint badge",
        extension: "json",
        render: badge::render,
    },
];

/// The format with this name; absent where there is none.
pub fn format(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}
