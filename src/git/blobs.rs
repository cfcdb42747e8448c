//! Reads blobs through one `git cat-file --batch`.
//!
//! One request, one answer: nothing is buffered but what the caller takes.

use std::io::{self, BufRead as _, BufReader, Read, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use super::{GitError, Oid, command};

/// A running reader; dropping it ends its process.
#[derive(Debug)]
pub struct Blobs {
    process: Child,
    requests: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

/// The content of one blob, to be read to its end or dropped.
#[derive(Debug)]
pub struct Blob<'a> {
    /// Its bytes, all of them.
    pub size: u64,
    left: u64,
    answers: &'a mut BufReader<ChildStdout>,
}

impl Blobs {
    pub(super) fn start(folder: &Path) -> Result<Self, GitError> {
        let mut git = command::git(folder);
        git.args(["cat-file", "--batch"]);
        git.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process = command::start(&mut git)?;
        let requests = process.stdin.take();
        let answers = process.stdout.take().expect("it was piped a few lines above");
        Ok(Self { process, requests, answers: BufReader::with_capacity(1 << 16, answers) })
    }

    /// Opens a blob.
    ///
    /// # Errors
    /// It is not in this clone, or git does not answer.
    pub fn open(&mut self, oid: &Oid) -> Result<Blob<'_>, GitError> {
        let requests = self.requests.as_mut().expect("it is taken only when the reader is dropped");
        requests.write_all(format!("{oid}\n").as_bytes()).map_err(GitError::Pipe)?;
        let mut header = String::new();
        self.answers.read_line(&mut header).map_err(GitError::Pipe)?;
        let fields: Vec<&str> = header.split_whitespace().collect();
        let [_, "blob", size] = fields[..] else {
            return Err(match fields.last() {
                Some(&"missing") => GitError::MissingObject(oid.clone()),
                _ => GitError::Answer { action: "cat-file", answer: header },
            });
        };
        let Ok(size) = size.parse() else {
            return Err(GitError::Answer { action: "cat-file", answer: header });
        };
        Ok(Blob { size, left: size + 1, answers: &mut self.answers })
    }

    /// The whole content of a blob.
    ///
    /// # Errors
    /// As [`Blobs::open`].
    pub fn read(&mut self, oid: &Oid) -> Result<Vec<u8>, GitError> {
        let mut content = Vec::new();
        self.open(oid)?.read_to_end(&mut content).map_err(GitError::Pipe)?;
        Ok(content)
    }
}

impl Drop for Blobs {
    fn drop(&mut self) {
        self.requests = None;
        // Its answers have been taken; how it ends says nothing more.
        drop(self.process.wait());
    }
}

impl Read for Blob<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // The last byte is the newline that ends the answer.
        let most = usize::try_from(self.left.saturating_sub(1)).unwrap_or(usize::MAX).min(buffer.len());
        if most == 0 {
            return Ok(0);
        }
        let read = self.answers.read(&mut buffer[..most])?;
        if read == 0 {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "git ended in the middle of a blob"));
        }
        self.left -= read as u64;
        Ok(read)
    }
}

impl Drop for Blob<'_> {
    fn drop(&mut self) {
        // An error here comes back with the next request, whose answer is then missing.
        drop(io::copy(&mut self.answers.by_ref().take(self.left), &mut io::sink()));
    }
}
