//! The table of formats.

use std::io;

use super::{
    RenderOptions, azure, badge, bitbucket, compact, csv, cyclonedx, github, gitlab, html, ics,
    issues, json, jsonl, junit, markdown, pretty, rdjson, sarif,
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
    /// What its paths are relative to.
    pub paths: Paths,
    /// Whether it lists what could not be scanned, so that nothing else has to.
    pub lists_errors: bool,
    /// Whether it suggests what to do next.
    pub suggests_next: bool,
    /// Whether it shows since when and until when a finding was there. The others are about files that can be opened.
    pub shows_history: bool,
    /// Writes a report whose paths are those of the format.
    render: fn(&Report, &RenderOptions, &mut dyn io::Write) -> io::Result<()>,
}

/// What the paths of a format are relative to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paths {
    /// The working directory: for people, who open the files from there.
    FromWorkingDirectory,
    /// [`Report::root`]: for programs, which know only the repository.
    FromRoot,
}

impl Format {
    /// Writes the report.
    ///
    /// # Errors
    ///
    /// Those of `out`.
    pub fn render(
        &self,
        report: &Report,
        options: &RenderOptions,
        out: &mut dyn io::Write,
    ) -> io::Result<()> {
        match self.paths {
            Paths::FromWorkingDirectory => (self.render)(report, options, out),
            Paths::FromRoot => (self.render)(&report.from_root(), options, out),
        }
    }
}

/// Every format; the help and the table in the docs are made from it.
pub static FORMATS: &[Format] = &[
    Format {
        name: "pretty",
        about: "For the terminal: problems by model, with snippets and fixes",
        extension: "txt",
        paths: Paths::FromWorkingDirectory,
        lists_errors: true,
        suggests_next: true,
        shows_history: true,
        render: pretty::render,
    },
    Format {
        name: "compact",
        about: "One line per finding: path:line:col: level[rule] message",
        extension: "txt",
        paths: Paths::FromWorkingDirectory,
        lists_errors: true,
        suggests_next: false,
        shows_history: false,
        render: compact::render,
    },
    Format {
        name: "json",
        about: "The whole report as JSON, schema version 1",
        extension: "json",
        paths: Paths::FromRoot,
        lists_errors: false,
        suggests_next: false,
        shows_history: true,
        render: json::render,
    },
    Format {
        name: "jsonl",
        about: "JSON Lines: one flat record per finding and reference",
        extension: "jsonl",
        paths: Paths::FromRoot,
        lists_errors: false,
        suggests_next: false,
        shows_history: true,
        render: jsonl::render,
    },
    Format {
        name: "sarif",
        about: "SARIF 2.1.0 for GitHub code scanning and other viewers",
        extension: "sarif",
        paths: Paths::FromRoot,
        lists_errors: false,
        suggests_next: false,
        shows_history: false,
        render: sarif::render,
    },
    Format {
        name: "github",
        about: "GitHub workflow commands, shown as annotations",
        extension: "txt",
        paths: Paths::FromRoot,
        lists_errors: true,
        suggests_next: false,
        shows_history: false,
        render: github::render,
    },
    Format {
        name: "gitlab",
        about: "GitLab Code Quality report",
        extension: "json",
        paths: Paths::FromRoot,
        lists_errors: false,
        suggests_next: false,
        shows_history: false,
        render: gitlab::render,
    },
    Format {
        name: "azure",
        about: "Azure Pipelines logging commands, shown as errors and warnings",
        extension: "txt",
        paths: Paths::FromRoot,
        lists_errors: true,
        suggests_next: false,
        shows_history: false,
        render: azure::render,
    },
    Format {
        name: "bitbucket",
        about: "Bitbucket Code Insights: a report and its annotations",
        extension: "json",
        paths: Paths::FromRoot,
        lists_errors: false,
        suggests_next: false,
        shows_history: false,
        render: bitbucket::render,
    },
    Format {
        name: "rdjson",
        about: "reviewdog's diagnostic format, for review comments",
        extension: "json",
        paths: Paths::FromRoot,
        lists_errors: false,
        suggests_next: false,
        shows_history: false,
        render: rdjson::render,
    },
    Format {
        name: "junit",
        about: "JUnit XML: one suite per rule, one case per file",
        extension: "xml",
        paths: Paths::FromRoot,
        lists_errors: false,
        suggests_next: false,
        shows_history: false,
        render: junit::render,
    },
    Format {
        name: "markdown",
        about: "Markdown for a pull request comment",
        extension: "md",
        paths: Paths::FromWorkingDirectory,
        lists_errors: true,
        suggests_next: false,
        shows_history: false,
        render: markdown::render,
    },
    Format {
        name: "issues",
        about: "Issues of a tracker: one record per model, with locations by owner",
        extension: "json",
        paths: Paths::FromRoot,
        lists_errors: false,
        suggests_next: false,
        shows_history: false,
        render: issues::render,
    },
    Format {
        name: "csv",
        about: "CSV with one row per finding, safe to open in a spreadsheet",
        extension: "csv",
        paths: Paths::FromRoot,
        lists_errors: false,
        suggests_next: false,
        shows_history: true,
        render: csv::render,
    },
    Format {
        name: "html",
        about: "One self-contained HTML page for a review",
        extension: "html",
        paths: Paths::FromRoot,
        lists_errors: false,
        suggests_next: false,
        shows_history: false,
        render: html::render,
    },
    Format {
        name: "cyclonedx",
        about: "CycloneDX 1.6 ML-BOM of the models in use",
        extension: "cdx.json",
        paths: Paths::FromRoot,
        lists_errors: false,
        suggests_next: false,
        shows_history: false,
        render: cyclonedx::render,
    },
    Format {
        name: "ics",
        about: "iCalendar with the lifecycle dates of the models in use",
        extension: "ics",
        paths: Paths::FromRoot,
        lists_errors: false,
        suggests_next: false,
        shows_history: false,
        render: ics::render,
    },
    Format {
        name: "badge",
        about: "JSON for a shields.io endpoint badge",
        extension: "json",
        paths: Paths::FromRoot,
        lists_errors: false,
        suggests_next: false,
        shows_history: false,
        render: badge::render,
    },
];

/// The format with this name; absent if none exists.
pub fn format(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}
