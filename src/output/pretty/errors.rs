//! What the report does not cover: files that were not read, and invalid suppressions.

use std::io;

use super::style::Style;
use crate::output::{escape, wording};
use crate::report::{Report, ScanError};

/// What could not be read or applied, by kind.
pub(super) fn write(report: &Report, style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    for (title, kinds) in wording::ERROR_GROUPS {
        let of_kind = report
            .errors
            .iter()
            .filter(|error| kinds.contains(&error.kind));
        list(title, of_kind, style, out)?;
    }
    Ok(())
}

/// What the report does not cover: files that were not read, and invalid suppressions.
fn list<'a>(
    title: &str,
    errors: impl Iterator<Item = &'a ScanError>,
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let mut errors = errors.peekable();
    if errors.peek().is_none() {
        return Ok(());
    }
    writeln!(out, "{}", style.error(title))?;
    for error in errors {
        let location = style.link(
            &error.path,
            &escape::terminal(&wording::error_location(error)),
        );
        let text = format!("{location}: {}", escape::terminal(&error.message));
        style.paragraph("  ", "    ", &text, out)?;
    }
    writeln!(out)
}
