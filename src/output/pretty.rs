//! The report for people.

use std::io;

use crate::output::{RenderOptions, compact};
use crate::report::Report;

/// Writes the report.
pub(crate) fn render(report: &Report, options: &RenderOptions, out: &mut dyn io::Write) -> io::Result<()> {
    compact::render(report, options, out)
}
