//! The migration steps, shown once at the end.

use std::io;

use crate::output::escape;
use crate::output::pretty::style::Style;
use crate::output::steps::Steps;

/// Writes all steps that findings refer to.
pub(super) fn write(steps: &Steps<'_>, style: &Style, out: &mut dyn io::Write) -> io::Result<()> {
    let steps = steps.all();
    if steps.is_empty() {
        return Ok(());
    }
    writeln!(out, "{}", style.bold("Migration steps"))?;
    let width = steps.len().to_string().len();
    for (at, step) in steps.iter().enumerate() {
        let first = format!("  {:>width$}. ", at + 1);
        let rest = " ".repeat(first.len());
        let (text, details) = step.text_and_list();
        style.paragraph(&first, &rest, &escape::terminal(&text), out)?;
        for detail in details {
            let (first, rest) = (format!("{rest}- "), format!("{rest}  "));
            style.paragraph(&first, &rest, &escape::terminal(&detail), out)?;
        }
    }
    writeln!(out)
}
