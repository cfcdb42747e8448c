//! Report formats: one file each, one row in [`FORMATS`] each.
//!
//! Every format is a pure function of a finished [`Report`].

use std::io;

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
