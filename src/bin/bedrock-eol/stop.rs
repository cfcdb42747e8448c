//! Why a command stops before it has an exit code.

use std::io;

/// Why a command stops.
#[derive(Debug)]
pub(crate) enum Stop {
    /// An error that the user can fix, printed as it is.
    Error(String),
    /// The reader of standard output closed the pipe: nobody is left to read a message.
    BrokenPipe,
}

impl Stop {
    /// The error's own message.
    pub(crate) fn of(error: impl std::fmt::Display) -> Self {
        Self::Error(error.to_string())
    }

    /// A failure to write to `what`.
    pub(crate) fn writing(what: &str, error: &io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self::BrokenPipe;
        }
        Self::Error(format!("cannot write {what}: {error}"))
    }
}
