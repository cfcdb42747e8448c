//! What the program writes besides the reports: errors, notes, progress, and answers of commands for people.
//!
//! Errors, notes and progress go to the standard error; a terminal that went away is no error.

use std::ffi::OsString;
use std::io::{self, IsTerminal as _, Write as _};
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use bedrock_eol::output::log_lines;
use bedrock_eol::scan::Progress;

use crate::values::When;

/// Scans that are done before this show no progress.
const PATIENCE: Duration = Duration::from_secs(1);
const TICK: Duration = Duration::from_millis(100);
/// Columns of the bar itself.
const BAR: usize = 30;

/// Reports an error.
pub(crate) fn error(message: &str) {
    report(&format!("bedrock-eol: error: {message}"));
}

/// Reports something worth knowing.
pub(crate) fn note(message: &str) {
    report(&format!("bedrock-eol: note: {message}"));
}

/// Whether what goes to the standard output is coloured.
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
            set("NO_COLOR").is_none() && (on("CLICOLOR_FORCE") || on("FORCE_COLOR") || is_terminal())
        }
    }
}

/// Columns of the terminal that the standard output goes to; absent where it goes to none.
pub(crate) fn width() -> Option<usize> {
    let (terminal_size::Width(columns), _) = terminal_size::terminal_size_of(io::stdout())?;
    Some(usize::from(columns)).filter(|columns| *columns > 0)
}

/// The working directory, where the standard output can show hyperlinks (OSC 8): never where colours are not.
pub(crate) fn links_from(when: When) -> Option<String> {
    let can = color(when) && supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout);
    let here = std::env::current_dir().ok().filter(|_| can)?;
    Some(here.to_str()?.replace('\\', "/"))
}

/// Whether progress can be seen. A runner may give its steps a terminal and keep what goes there: what stands in the
/// line of the bar, its first workflow command, would be lost.
pub(crate) fn shows_progress() -> bool {
    let dumb = set("TERM").is_some_and(|term| term == "dumb");
    io::stderr().is_terminal() && !dumb && set("CI").is_none()
}

/// An environment variable; empty is as if it were not set.
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
    format!("[{}{}] {done} of {total} files", "#".repeat(filled), ".".repeat(BAR - filled))
}

/// Messages quote names of files, which are hostile. Every message goes through here.
fn report(message: &str) {
    let _ = writeln!(io::stderr(), "{}", log_lines(message));
}

/// Reports a usage error whose text needs escaping; `false`, with nothing printed, where it needs none and can
/// be printed with its colours.
pub(crate) fn report_usage(text: &str) -> bool {
    let escaped = log_lines(text);
    let hostile = escaped != text;
    if hostile {
        let _ = io::stderr().write_all(escaped.as_bytes());
    }
    hostile
}

/// Text of a command for people, on the standard output, escaped as messages are.
pub(crate) fn print(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(log_lines(text).as_bytes())?;
    out.flush()
}

/// The same for text that was written to a buffer.
pub(crate) fn print_bytes(text: &[u8]) -> io::Result<()> {
    print(&String::from_utf8_lossy(text))
}
