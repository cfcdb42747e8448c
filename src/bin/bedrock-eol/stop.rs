//! Why a command stops before it has an exit code.

use std::io;

/// Why a command stops: an error that the user can fix, printed as it is.
#[derive(Debug)]
pub(crate) struct Stop(pub(crate) String);

impl Stop {
    /// The error's own message.
    pub(crate) fn of(error: impl std::fmt::Display) -> Self {
        Self(error.to_string())
    }
}

/// The error of writing to `what`, a standard stream.
///
/// A reader that closes the pipe early is not an error: nobody is left to read a message, and the command goes on to its
/// exit code. That code is about what was found: exiting with 0 here made `scan | grep -q` succeed on a tree with errors.
pub(crate) fn written(result: io::Result<()>, what: &str) -> Result<(), Stop> {
    match result {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Stop(format!("cannot write {what}: {error}")))
        }
        _ => Ok(()),
    }
}

/// A writer that takes everything once its reader has gone: a command that writes as it checks checks all the same.
pub(crate) struct UntilClosed<W>(pub(crate) W);

impl<W: io::Write> io::Write for UntilClosed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.0.write(bytes) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(bytes.len()),
            result => result,
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self.0.flush() {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            result => result,
        }
    }
}
