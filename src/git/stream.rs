//! Calls of git that read a list from standard input while their output is read.

use std::io::{BufRead, BufReader, BufWriter, Read as _, Write};
use std::num::NonZeroUsize;
use std::ops::Range;
use std::panic::resume_unwind;
use std::process::{Command, Stdio};
use std::thread::{self, Builder};

use super::{GitError, command};

/// Longest part of an answer: a path, or a line about a commit. Git itself checks out no longer path.
const MAX_PART: u64 = 1 << 20;

/// Writes the input of a call.
pub(super) type Feed<'a> = dyn Fn(&mut dyn Write) -> std::io::Result<()> + Sync + 'a;

/// Runs a call of git with this input, and gives what `read` makes of its output.
///
/// # Errors
/// Git cannot be run, refuses, or answers what `read` refuses.
pub(super) fn converse<T>(
    mut git: Command,
    action: &'static str,
    feed: &Feed<'_>,
    read: impl FnOnce(&mut dyn BufRead) -> Result<T, GitError>,
) -> Result<T, GitError> {
    git.stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command::start(&mut git)?;
    let errors = command::drain(child.stderr.take())?;
    let stdin = child.stdin.take().expect("it was piped a few lines above");
    let stdout = child.stdout.take().expect("it was piped a few lines above");
    let answer = thread::scope(|scope| {
        let write = move || {
            let mut out = BufWriter::with_capacity(1 << 16, stdin);
            // If git ends before it has read everything, its own message says why.
            drop(feed(&mut out).and_then(|()| out.flush()));
        };
        Builder::new()
            .spawn_scoped(scope, write)
            .map_err(GitError::Start)?;
        let mut stdout = BufReader::with_capacity(1 << 16, stdout);
        let answer = read(&mut stdout);
        drop(stdout);
        answer
    });
    let status = child.wait().map_err(GitError::Pipe)?;
    let message = errors.join();
    if answer.is_ok() && !status.success() {
        let message = if message.is_empty() {
            format!("exited with {status}")
        } else {
            message
        };
        return Err(GitError::Refused { action, message });
    }
    answer
}

/// The next part of an answer without the byte that ends it; absent at the end.
pub(super) fn part<'b>(
    answer: &mut dyn BufRead,
    end: u8,
    action: &'static str,
    buffer: &'b mut Vec<u8>,
) -> Result<Option<&'b [u8]>, GitError> {
    buffer.clear();
    answer
        .take(MAX_PART)
        .read_until(end, buffer)
        .map_err(GitError::Pipe)?;
    match buffer.split_last() {
        None => Ok(None),
        Some((last, part)) if *last == end => Ok(Some(part)),
        Some(_) => Err(unexpected(action, &buffer[..buffer.len().min(200)])),
    }
}

/// The error about an answer that is not in the documented format.
pub(super) fn unexpected(action: &'static str, answer: &[u8]) -> GitError {
    GitError::Answer {
        action,
        answer: String::from_utf8_lossy(answer).into_owned(),
    }
}

/// Does `work` for parts of `0..count` on several threads; the results are in the order of the parts.
///
/// # Errors
/// The first error in this order.
pub(super) fn in_parts<T: Send>(
    count: usize,
    threads: NonZeroUsize,
    work: impl Fn(Range<usize>) -> Result<T, GitError> + Sync,
) -> Result<Vec<T>, GitError> {
    let step = count.div_ceil(threads.get()).max(1);
    let parts: Vec<Range<usize>> = (0..count)
        .step_by(step)
        .map(|start| start..count.min(start + step))
        .collect();
    let [parts @ .., last] = parts.as_slice() else {
        return Ok(Vec::new());
    };
    thread::scope(|scope| {
        let work = &work;
        let started: Vec<_> = parts
            .iter()
            .map(|part| Builder::new().spawn_scoped(scope, move || work(part.clone())))
            .collect();
        let last = work(last.clone());
        let mut results = Vec::new();
        for started in started {
            let joined = started.map_err(GitError::Start)?.join();
            results.push(joined.unwrap_or_else(|panic| resume_unwind(panic))?);
        }
        results.push(last?);
        Ok(results)
    })
}
