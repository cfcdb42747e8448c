//! Report formats: one file each, one row in [`FORMATS`] each.
//!
//! Every format is a pure function of a finished [`Report`].

mod compact;
mod escape;
mod json;
mod pretty;

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
    /// Whether the terminal can show hyperlinks (OSC 8).
    pub hyperlinks: bool,
    /// Whether every reference is shown, not only findings.
    pub inventory: bool,
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

/// Every format.
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
