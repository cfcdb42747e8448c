//! What the program prints besides reports: errors, notes, progress, and the answers of commands.
//!
//! Errors, notes and progress go to standard error. Failing to write them is not an error.

use std::ffi::OsString;
use std::io::{self, IsTerminal as _, Write as _};
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use bedrock_eol::program::{Progress, log_lines};

use crate::values::When;

/// Scans that take less time show no progress.
const PATIENCE: Duration = Duration::from_secs(1);
const TICK: Duration = Duration::from_millis(100);
/// Columns of the bar itself.
const BAR: usize = 30;

/// Reports an error.
pub(crate) fn error(message: &str) {
    report(&format!("bedrock-eol: error: {message}"));
}

/// Reports a note.
pub(crate) fn note(message: &str) {
    report(&format!("bedrock-eol: note: {message}"));
}

/// Whether to color what goes to standard output.
pub(crate) fn color(when: When) -> bool {
    match when {
        When::Always => true,
        When::Never => false,
        When::Auto => {
            let on = |name: &str| set(name).is_some_and(|value| value != "0");
            let is_terminal = || {
                let dumb = set("TERM").is_some_and(|term| term == "dumb");
                let off = set("CLICOLOR").is_some_and(|value| value == "0");
                io::stdout().is_terminal() && !dumb && !off
            };
            set("NO_COLOR").is_none()
                && (on("CLICOLOR_FORCE") || on("FORCE_COLOR") || is_terminal())
        }
    }
}

/// Columns of the terminal that standard output goes to; absent if it is not a terminal.
pub(crate) fn width() -> Option<usize> {
    let (terminal_size::Width(columns), _) = terminal_size::terminal_size_of(io::stdout())?;
    Some(usize::from(columns)).filter(|columns| *columns > 0)
}

/// The working directory if standard output can show hyperlinks (OSC 8), which are used only together with colors.
pub(crate) fn links_from(when: When) -> Option<String> {
    let can = color(when) && supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout);
    let here = std::env::current_dir().ok().filter(|_| can)?;
    Some(here.to_str()?.replace('\\', "/"))
}

/// Whether to draw progress. CI runners can give steps a terminal and log its output: a workflow command printed
/// after the progress bar would not be at the start of a line, and so would have no effect.
pub(crate) fn shows_progress() -> bool {
    let dumb = set("TERM").is_some_and(|term| term == "dumb");
    io::stderr().is_terminal() && !dumb && set("CI").is_none()
}

/// An environment variable; an empty one counts as not set.
fn set(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

/// Draws progress until the other end of `done` is dropped, then removes it.
pub(crate) fn draw(progress: &Progress, done: &Receiver<()>) {
    if done.recv_timeout(PATIENCE) != Err(RecvTimeoutError::Timeout) {
        return;
    }
    loop {
        let _ = write!(io::stderr(), "\r\x1b[K{}", bar(progress));
        if done.recv_timeout(TICK) != Err(RecvTimeoutError::Timeout) {
            let _ = write!(io::stderr(), "\r\x1b[K");
            return;
        }
    }
}

fn bar(progress: &Progress) -> String {
    let total = progress.total.load(Ordering::Relaxed);
    let done = progress.done.load(Ordering::Relaxed).min(total);
    if total == 0 {
        return "listing files".to_owned();
    }
    let filled = usize::try_from(done * BAR as u64 / total).unwrap_or(BAR);
    format!(
        "[{}{}] {done} of {total} files",
        "#".repeat(filled),
        ".".repeat(BAR - filled)
    )
}

/// Prints a message. File names in messages can be hostile, so every message is escaped here.
fn report(message: &str) {
    let _ = writeln!(io::stderr(), "{}", log_lines(message));
}

/// Prints a usage error that needs escaping. Returns `false`, and prints nothing, if it needs none and can be printed
/// with its colors.
pub(crate) fn report_usage(text: &str) -> bool {
    let escaped = log_lines(text);
    let hostile = escaped != text;
    if hostile {
        let _ = io::stderr().write_all(escaped.as_bytes());
    }
    hostile
}

/// Prints text of a command to standard output, escaped like messages.
pub(crate) fn print(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(log_lines(text).as_bytes())?;
    out.flush()
}

/// The same for text that was written to a buffer.
pub(crate) fn print_bytes(text: &[u8]) -> io::Result<()> {
    print(&String::from_utf8_lossy(text))
}
