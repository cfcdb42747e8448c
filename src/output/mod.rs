//! Report formats: one file each, one row in [`FORMATS`] each.
//!
//! Every format is a pure function of a finished [`Report`] and [`RenderOptions`]: it reads no clock, no
//! environment and no file, and the same report gives the same bytes.

mod badge;
mod compact;
mod csv;
mod cyclonedx;
mod escape;
mod github;
mod gitlab;
mod groups;
mod html;
mod ics;
mod json;
mod json_text;
mod jsonl;
mod junit;
mod markdown;
mod pretty;
mod records;
mod sarif;
mod steps;
mod told;
mod wording;

pub use compact::error_line;
pub use escape::{log_line, log_lines};
pub use github::step_summary;

use std::io;

use crate::catalog::Stage;
use crate::report::Report;

/// How to render, where that is the reader's matter and not the report's.
#[derive(Clone, Debug, Default)]
pub struct RenderOptions {
    /// Whether to write ANSI colours.
    pub color: bool,
    /// Columns of the terminal; absent where it is none.
    pub width: Option<usize>,
    /// The absolute folder, with `/`, from which the paths of the report lead, where the terminal can show
    /// hyperlinks (OSC 8); absent where it cannot.
    pub links_from: Option<String>,
    /// Whether every reference is shown, not only findings.
    pub inventory: bool,
    /// What the formats for people put together.
    pub group_by: GroupBy,
    /// The most problems that `pretty` shows with their lines, and locations that `markdown` lists; 0 means
    /// all, absent means the format's own limit. What is left out is counted.
    pub max_findings: Option<usize>,
    /// Whether a baseline is worth a word among what to do next.
    pub offer_baseline: bool,
    /// The address of the project's repository, in which its documentation stands: [`REPOSITORY`], or absent where
    /// reports are to have no link there.
    pub repository: Option<&'static str>,
}

/// The address of the repository that this program was built from, without a slash at its end: what the build says
/// in `BEDROCK_EOL_REPOSITORY`, else what the package says of itself; absent where neither says anything.
pub const REPOSITORY: Option<&str> = {
    let told = [option_env!("BEDROCK_EOL_REPOSITORY"), Some(env!("CARGO_PKG_REPOSITORY"))];
    match told {
        [Some(by_build), _] if !by_build.is_empty() => Some(by_build),
        [_, Some(by_package)] if !by_package.is_empty() => Some(by_package),
        _ => None,
    }
};

// What is put together from variables that are not set would be a dead link in every report.
const _: () = assert!(
    match REPOSITORY {
        Some(uri) =>
            matches!(uri.as_bytes().first_chunk(), Some(b"https://")) && !matches!(uri.as_bytes(), [.., b'/']),
        None => true,
    },
    "BEDROCK_EOL_REPOSITORY has to be an address like https://github.com/owner/name, without a slash at its end"
);

/// What findings are put together by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum GroupBy {
    /// By the model they are about: what has to move.
    #[default]
    Model,
    /// By the file they stand in: where to work.
    File,
    /// By the rule: what is wrong.
    Rule,
}

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

/// A stage as reports for programs name it; `unknown` also where no model is told.
pub(crate) fn stage_word(stage: Option<Stage>) -> &'static str {
    match stage {
        Some(Stage::Active) => "active",
        Some(Stage::Legacy) => "legacy",
        Some(Stage::EndOfLife) => "eol",
        Some(Stage::Unknown) | None => "unknown",
    }
}
