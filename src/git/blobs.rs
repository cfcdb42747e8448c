//! Reads blobs through one `git cat-file --batch`.
//!
//! One request, one answer: nothing is buffered but what the caller takes.

use std::io::{self, BufRead as _, BufReader, Read, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use super::{GitError, Oid, command};

/// A running reader; dropping it ends its process.
#[derive(Debug)]
pub struct Blobs {
    folder: PathBuf,
    reader: Reader,
}

#[derive(Debug)]
struct Reader {
    process: Child,
    requests: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
    /// Whether git has ended, as it does in the middle of an object that is damaged.
    ended: bool,
}

/// The content of one blob, to be read to its end or dropped.
#[derive(Debug)]
pub struct Blob<'a> {
    /// Its bytes, all of them.
    pub size: u64,
    left: u64,
    reader: &'a mut Reader,
}

impl Blobs {
    pub(super) fn start(folder: &Path) -> Result<Self, GitError> {
        Ok(Self { folder: folder.to_owned(), reader: Reader::start(folder)? })
    }

    /// Opens a blob. One that is damaged is no reason not to open the next.
    ///
    /// # Errors
    /// It is not in this clone, it is damaged, or git does not answer.
    pub fn open(&mut self, oid: &Oid) -> Result<Blob<'_>, GitError> {
        if self.reader.ended {
            self.reader = Reader::start(&self.folder)?;
        }
        let header = self.reader.ask(oid)?;
        let fields: Vec<&str> = header.split_whitespace().collect();
        let [_, "blob", size] = fields[..] else {
            return Err(match fields.last() {
                None => GitError::DamagedObject(oid.clone()),
                Some(&"missing") => self.why_missing(oid),
                Some(_) => GitError::Answer { action: "cat-file", answer: header },
            });
        };
        let Ok(size) = size.parse() else {
            return Err(GitError::Answer { action: "cat-file", answer: header });
        };
        Ok(Blob { size, left: size + 1, reader: &mut self.reader })
    }

    /// The whole content of a blob.
    ///
    /// # Errors
    /// As [`Blobs::open`].
    pub fn read(&mut self, oid: &Oid) -> Result<Vec<u8>, GitError> {
        let mut content = Vec::new();
        self.open(oid)?.read_to_end(&mut content).map_err(|_| GitError::DamagedObject(oid.clone()))?;
        Ok(content)
    }

    /// `cat-file --batch` calls an object missing whose file it cannot read; asked for it alone, git adds an
    /// error of its own.
    fn why_missing(&self, oid: &Oid) -> GitError {
        let asked = command::run(&self.folder, "cat-file", ["-t", oid.0.as_str()]);
        let damaged = asked.is_ok_and(|output| !output.success && output.has_error());
        if damaged { GitError::DamagedObject(oid.clone()) } else { GitError::MissingObject(oid.clone()) }
    }
}

impl Reader {
    fn start(folder: &Path) -> Result<Self, GitError> {
        let mut git = command::git(folder)?;
        git.args(["cat-file", "--batch"]);
        git.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process = command::start(&mut git)?;
        let requests = process.stdin.take();
        let answers = process.stdout.take().expect("it was piped a few lines above");
        Ok(Self { process, requests, answers: BufReader::with_capacity(1 << 16, answers), ended: false })
    }

    /// The line that comes before the content; empty where git ends instead of answering.
    fn ask(&mut self, oid: &Oid) -> Result<String, GitError> {
        let requests = self.requests.as_mut().expect("it is taken only when the reader is dropped");
        requests.write_all(format!("{oid}\n").as_bytes()).map_err(GitError::Pipe)?;
        let mut header = String::new();
        self.answers.read_line(&mut header).map_err(GitError::Pipe)?;
        self.ended = header.is_empty();
        Ok(header)
    }
}

impl Drop for Reader {
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
        let read = self.reader.answers.read(&mut buffer[..most])?;
        if read == 0 {
            self.reader.ended = true;
            return Err(io::Error::new(
                io::ErrorKind::UnexpectedEof,
                "its object in git is damaged; `git fsck` lists what is",
            ));
        }
        self.left -= read as u64;
        Ok(read)
    }
}

impl Drop for Blob<'_> {
    fn drop(&mut self) {
        let rest = io::copy(&mut self.reader.answers.by_ref().take(self.left), &mut io::sink());
        self.reader.ended |= rest.ok() != Some(self.left);
    }
}
