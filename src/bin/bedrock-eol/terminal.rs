//! What a terminal is told beside the reports: errors, notes, progress.
//!
//! Everything here goes to the standard error; a terminal that went away is no error.

use std::ffi::OsString;
use std::io::{self, IsTerminal as _, Write as _};
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use bedrock_eol::scan::Progress;

use crate::values::When;

/// Scans that are done before this show no progress.
const PATIENCE: Duration = Duration::from_secs(1);
const TICK: Duration = Duration::from_millis(100);
/// Columns of the bar itself.
const BAR: usize = 30;

/// Tells an error.
pub(crate) fn error(message: &str) {
    tell(&format!("bedrock-eol: error: {message}"));
}

/// Tells something worth knowing.
pub(crate) fn note(message: &str) {
    tell(&format!("bedrock-eol: note: {message}"));
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

fn tell(message: &str) {
    // The message may quote names of files, which are hostile: only what makes lines is let through.
    let plain: String = message
        .chars()
        .flat_map(|c| {
            let harmless = c == '\n' || !(c.is_control() || is_bidirectional(c));
            let escaped = (!harmless).then(|| c.escape_unicode());
            harmless.then_some(c).into_iter().chain(escaped.into_iter().flatten())
        })
        .collect();
    let _ = writeln!(io::stderr(), "{plain}");
}

/// Characters that change the order in which others are shown.
fn is_bidirectional(c: char) -> bool {
    matches!(c, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}
