//! Signals that end the program while it writes a file: the temporary file is removed first.
//!
//! Without a file in the making there is nothing to handle, and the system's own way to end is the fastest.

/// From now on SIGINT and SIGTERM remove temporary files before they end the program.
#[cfg(unix)]
pub(crate) fn remove_files_on_signals() {
    use std::sync::Once;

    use signal_hook::consts::{SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;
    use signal_hook::low_level::emulate_default_handler;

    static STARTED: Once = Once::new();
    STARTED.call_once(|| {
        // Where there can be no handler, a killed run leaves its file to the next one.
        let Ok(mut signals) = Signals::new([SIGINT, SIGTERM]) else { return };
        let wait = move || {
            for signal in signals.forever() {
                bedrock_eol::file_access::remove_unfinished();
                let _ = emulate_default_handler(signal);
            }
        };
        drop(std::thread::Builder::new().spawn(wait));
    });
}

/// Elsewhere the next run removes what a killed one left.
#[cfg(not(unix))]
pub(crate) fn remove_files_on_signals() {}
