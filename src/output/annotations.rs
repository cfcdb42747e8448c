//! Annotations of a CI service that shows only some of them.

use std::io::{self, Write};

/// Annotations per level that GitHub shows for a step (docs.github.com, "Annotation limits"), and that Azure's agent keeps
/// (microsoft/azure-pipelines-agent, `_maxIssueCount` in ExecutionContext.cs).
const SHOWN_PER_LEVEL: usize = 10;

/// Writes the commands of one level. If there are more than the service shows, the last one is `more` with the number of
/// the others: the service drops them without a message.
pub(crate) fn write_capped(
    commands: Vec<String>,
    more: impl Fn(usize) -> String,
    out: &mut dyn Write,
) -> io::Result<()> {
    let shown = if commands.len() > SHOWN_PER_LEVEL {
        SHOWN_PER_LEVEL - 1
    } else {
        commands.len()
    };
    for command in &commands[..shown] {
        writeln!(out, "{command}")?;
    }
    if shown == commands.len() {
        return Ok(());
    }
    writeln!(out, "{}", more(commands.len() - shown))
}

/// The text of the last annotation.
pub(crate) fn more(count: usize, full_report: &str) -> String {
    format!("{count} more of this level are in the {full_report}.")
}
