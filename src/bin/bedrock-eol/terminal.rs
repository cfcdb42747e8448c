//! What the program prints besides reports: errors, notes, progress, and the answers of commands.
//!
//! Errors, notes and progress go to standard error. Failing to write them is not an error.

use std::ffi::OsString;
use std::io::{self, IsTerminal as _, Write as _};
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use bedrock_eol::program::{PatchFor, Progress, ascii_symbols, log_lines};

use crate::values::ColorChoice;

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
pub(crate) fn color(when: ColorChoice) -> bool {
    match when {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto => {
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

/// For whom the diff on standard output is. Bytes of files are escaped only for a terminal.
pub(crate) fn diff_reader(color: ColorChoice) -> PatchFor {
    if io::stdout().is_terminal() || color == ColorChoice::Always {
        PatchFor::People {
            color: self::color(color),
        }
    } else {
        PatchFor::Programs
    }
}

/// Whether standard output needs ASCII instead of symbols and lines.
///
/// The locale decides as for other programs: the first of LC_ALL, LC_CTYPE and LANG that is set. If it is `C`, `POSIX` or
/// has another encoding than UTF-8, only ASCII can be shown. Where none is set, as in most containers, nothing is known,
/// and UTF-8 is what nearly all terminals show. `TERM=dumb` is only about terminals.
pub(crate) fn ascii() -> bool {
    needs_ascii(set, io::stdout().is_terminal())
}

fn needs_ascii(variable: impl Fn(&str) -> Option<OsString>, is_terminal: bool) -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .find_map(&variable);
    let by_locale = locale.is_some_and(|locale| {
        let locale = locale.to_string_lossy().to_ascii_uppercase();
        let locale = locale.split('@').next().unwrap_or_default();
        match locale.split_once('.') {
            Some((_, encoding)) => !matches!(encoding, "UTF-8" | "UTF8"),
            None => matches!(locale, "C" | "POSIX"),
        }
    });
    by_locale || is_terminal && variable("TERM").is_some_and(|term| term == "dumb")
}

/// Columns of the terminal that standard output goes to; absent if it is not a terminal.
pub(crate) fn width() -> Option<usize> {
    let (terminal_size::Width(columns), _) = terminal_size::terminal_size_of(io::stdout())?;
    Some(usize::from(columns)).filter(|columns| *columns > 0)
}

/// The working directory if standard output can show hyperlinks (OSC 8), which are used only together with colors.
pub(crate) fn links_from(when: ColorChoice) -> Option<String> {
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

/// The service whose runner reads standard output for commands; absent if it does not, or if that is a file.
pub(crate) fn runner() -> Option<Runner> {
    let runner = [
        ("GITHUB_ACTIONS", Runner::GitHub),
        ("TF_BUILD", Runner::Azure),
    ]
    .into_iter()
    .find_map(|(variable, runner)| set(variable).map(|_| runner))?;
    (!is_file(&io::stdout())).then_some(runner)
}

/// A service whose runner executes commands in the output of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Runner {
    /// GitHub Actions.
    GitHub,
    /// Azure Pipelines.
    Azure,
}

/// Whether a stream is a regular file. What cannot be asked is not.
fn is_file(stream: &io::Stdout) -> bool {
    #[cfg(unix)]
    let handle = std::os::fd::AsFd::as_fd(stream).try_clone_to_owned();
    #[cfg(windows)]
    let handle = std::os::windows::io::AsHandle::as_handle(stream).try_clone_to_owned();
    let metadata = handle.and_then(|handle| std::fs::File::from(handle).metadata());
    metadata.is_ok_and(|metadata| metadata.is_file())
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

/// The same for text that only people read: its symbols are ASCII where the terminal needs it.
pub(crate) fn print_for_people(text: &[u8]) -> io::Result<()> {
    let text = String::from_utf8_lossy(text);
    if ascii() {
        print(&ascii_symbols(&text))
    } else {
        print(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::needs_ascii;

    #[test]
    fn the_first_variable_that_is_set_decides() {
        for (variables, is_terminal, want) in [
            (&[][..], true, false),
            (&[("LANG", "C")], true, true),
            (&[("LANG", "C")], false, true),
            (&[("LANG", "POSIX")], true, true),
            (&[("LANG", "C.UTF-8")], true, false),
            (&[("LANG", "de_DE.utf8@euro")], true, false),
            (&[("LANG", "de_DE.ISO-8859-1")], true, true),
            // Without an encoding, glibc's depends on the locale's files, and musl's is UTF-8.
            (&[("LANG", "de_DE")], true, false),
            (&[("LANG", "C"), ("LC_CTYPE", "en_US.UTF-8")], true, false),
            (&[("LC_CTYPE", "en_US.UTF-8"), ("LC_ALL", "C")], true, true),
            (
                &[("LC_ALL", "C.UTF-8"), ("LC_CTYPE", "C"), ("LANG", "C")],
                true,
                false,
            ),
            (&[("TERM", "dumb")], true, true),
            (&[("TERM", "dumb")], false, false),
            (&[("TERM", "dumb"), ("LANG", "C.UTF-8")], true, true),
            (&[("TERM", "xterm")], true, false),
        ] {
            let set = |name: &str| {
                let found = variables.iter().find(|(known, _)| *known == name);
                found.map(|(_, value)| (*value).into())
            };
            assert_eq!(
                needs_ascii(set, is_terminal),
                want,
                "{variables:?} {is_terminal}"
            );
        }
    }
}
