//! Removes temporary files when a signal ends the program while it writes.
//!
//! No handler is installed before the first temporary file, so that a scan ends as fast as the system allows.

/// From now on, SIGINT and SIGTERM remove temporary files before they end the program.
#[cfg(unix)]
pub(crate) fn remove_files_on_signals() {
    use std::sync::Once;

    use signal_hook::consts::{SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;
    use signal_hook::low_level::emulate_default_handler;

    static STARTED: Once = Once::new();
    STARTED.call_once(|| {
        // If no handler can be installed, the next run removes the file of a killed run.
        let Ok(mut signals) = Signals::new([SIGINT, SIGTERM]) else {
            return;
        };
        let wait = move || {
            for signal in signals.forever() {
                bedrock_eol::program::remove_unfinished();
                let _ = emulate_default_handler(signal);
            }
        };
        drop(std::thread::Builder::new().spawn(wait));
    });
}

/// On other systems the next run removes the files of a killed run.
#[cfg(not(unix))]
pub(crate) fn remove_files_on_signals() {}
