//! Reads blobs through one `git cat-file --batch`.
//!
//! One request, one answer: nothing is buffered but what the caller takes.

use std::io::{self, BufRead as _, BufReader, Read, Write as _};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

use super::command::GitFolder;
use super::{GitError, Oid, command};

/// Requests that are written before the first is answered. They fit into the smallest buffer of a pipe (4 KiB), also with
/// SHA-256: otherwise both sides would wait for each other.
const ASKED_AHEAD: usize = 60;

/// A running reader; dropping it ends its process.
#[derive(Debug)]
pub struct Blobs {
    folder: PathBuf,
    is_bare: bool,
    reader: BlobReader,
}

#[derive(Debug)]
struct BlobReader {
    process: Child,
    requests: Option<ChildStdin>,
    answers: BatchAnswers<ChildStdout>,
}

/// What git answers; its source is a type parameter, so that it can be read without a process.
#[derive(Debug)]
pub(super) struct BatchAnswers<R> {
    stream: BufReader<R>,
    /// Whether git has ended, as it does in the middle of an object that is damaged.
    ended: bool,
}

/// The content of one blob, to be read to its end or dropped.
#[derive(Debug)]
pub struct Blob<'a, R: Read = ChildStdout> {
    /// Its bytes, all of them.
    pub size: u64,
    left: u64,
    answers: &'a mut BatchAnswers<R>,
}

impl Blobs {
    pub(super) fn start(folder: GitFolder<'_>) -> Result<Self, GitError> {
        Ok(Self {
            folder: folder.path.to_owned(),
            is_bare: folder.is_bare,
            reader: BlobReader::start(folder)?,
        })
    }

    fn place(&self) -> GitFolder<'_> {
        GitFolder {
            path: &self.folder,
            is_bare: self.is_bare,
        }
    }

    /// Restarts git if it has ended.
    fn revive(&mut self) -> Result<(), GitError> {
        if self.reader.answers.ended {
            self.reader = BlobReader::start(self.place())?;
        }
        Ok(())
    }

    /// Opens a blob. One that is damaged is not a reason not to open the next.
    ///
    /// # Errors
    /// It is not in this clone, it is damaged, or git does not answer.
    pub fn open(&mut self, oid: &Oid) -> Result<Blob<'_>, GitError> {
        self.revive()?;
        self.reader.ask(std::slice::from_ref(oid))?;
        self.answer(oid)
    }

    /// Opens blobs in their order, each with its index. Git reads ahead while one is looked at: asking for one at a time
    /// took a fifth longer.
    ///
    /// # Errors
    /// Git cannot be run. What is wrong with one blob is the result for that blob.
    pub fn each(
        &mut self,
        oids: &[Oid],
        mut take: impl FnMut(usize, Result<Blob<'_>, GitError>),
    ) -> Result<(), GitError> {
        let mut at = 0;
        while at < oids.len() {
            let ahead = oids.len().min(at + ASKED_AHEAD);
            self.revive()?;
            self.reader.ask(&oids[at..ahead])?;
            // A damaged object ends git: what was asked after it is asked again.
            while at < ahead && !self.reader.answers.ended {
                let blob = self.answer(&oids[at]);
                take(at, blob);
                at += 1;
            }
        }
        Ok(())
    }

    /// The answer to a request for a blob.
    fn answer(&mut self, oid: &Oid) -> Result<Blob<'_>, GitError> {
        let header = self.reader.answers.header()?;
        let Some(size) = size(&header) else {
            return Err(match header.split_whitespace().next_back() {
                None => GitError::DamagedObject(oid.clone()),
                Some("missing") => self.why_missing(oid),
                Some(_) => GitError::Answer {
                    action: "cat-file",
                    answer: header,
                },
            });
        };
        Ok(self.reader.answers.content(size))
    }

    /// The whole content of a blob.
    ///
    /// # Errors
    /// As [`Blobs::open`].
    pub fn read(&mut self, oid: &Oid) -> Result<Vec<u8>, GitError> {
        let mut content = Vec::new();
        self.open(oid)?
            .read_to_end(&mut content)
            .map_err(|_| GitError::DamagedObject(oid.clone()))?;
        Ok(content)
    }

    /// `cat-file --batch` calls an object missing whose file it cannot read; asked for it alone, git adds an
    /// error of its own.
    fn why_missing(&self, oid: &Oid) -> GitError {
        let asked = command::run(self.place(), "cat-file", ["-t", oid.0.as_str()]);
        let damaged = asked.is_ok_and(|output| !output.success && output.has_error());
        if damaged {
            GitError::DamagedObject(oid.clone())
        } else {
            GitError::MissingObject(oid.clone())
        }
    }
}

impl BlobReader {
    fn start(folder: GitFolder<'_>) -> Result<Self, GitError> {
        let mut git = command::git(folder)?;
        git.args(["cat-file", "--batch"]);
        git.stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut process = command::start(&mut git)?;
        let requests = process.stdin.take();
        let answers = process
            .stdout
            .take()
            .expect("it was piped a few lines above");
        Ok(Self {
            process,
            requests,
            answers: BatchAnswers::new(answers),
        })
    }

    fn ask(&mut self, oids: &[Oid]) -> Result<(), GitError> {
        let requests = self
            .requests
            .as_mut()
            .expect("it is taken only when the reader is dropped");
        let lines: String = oids.iter().map(|oid| format!("{oid}\n")).collect();
        requests.write_all(lines.as_bytes()).map_err(GitError::Pipe)
    }
}

impl<R: Read> BatchAnswers<R> {
    pub(super) fn new(stream: R) -> Self {
        Self {
            stream: BufReader::with_capacity(1 << 16, stream),
            ended: false,
        }
    }

    /// The line that comes before the content; empty where git ends instead of answering.
    pub(super) fn header(&mut self) -> Result<String, GitError> {
        let mut header = String::new();
        self.stream.read_line(&mut header).map_err(GitError::Pipe)?;
        self.ended = header.is_empty();
        Ok(header)
    }

    pub(super) fn content(&mut self, size: u64) -> Blob<'_, R> {
        Blob {
            size,
            left: size + 1,
            answers: self,
        }
    }
}

/// The bytes of the blob that a header announces; absent where it announces none.
pub(super) fn size(header: &str) -> Option<u64> {
    let fields: Vec<&str> = header.split_whitespace().collect();
    let [_, "blob", size] = fields[..] else {
        return None;
    };
    // A newline follows the content.
    size.parse().ok().filter(|size| *size < u64::MAX)
}

impl Drop for BlobReader {
    fn drop(&mut self) {
        self.requests = None;
        // Its answers have been taken; how it ends says nothing more.
        drop(self.process.wait());
    }
}

impl<R: Read> Read for Blob<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // The last byte is the newline that ends the answer.
        let most = usize::try_from(self.left.saturating_sub(1))
            .unwrap_or(usize::MAX)
            .min(buffer.len());
        if most == 0 {
            return Ok(0);
        }
        let read = self.answers.stream.read(&mut buffer[..most])?;
        if read == 0 {
            self.answers.ended = true;
            return Err(io::Error::new(
                io::ErrorKind::UnexpectedEof,
                "its git object is damaged; `git fsck` shows details",
            ));
        }
        self.left -= read as u64;
        Ok(read)
    }
}

impl<R: Read> Drop for Blob<'_, R> {
    fn drop(&mut self) {
        let rest = io::copy(
            &mut self.answers.stream.by_ref().take(self.left),
            &mut io::sink(),
        );
        self.answers.ended |= rest.ok() != Some(self.left);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_announces_a_blob_that_can_be_counted() {
        assert_eq!(size("0123 blob 12\n"), Some(12));
        for header in ["", "0123 missing\n", "0123 tree 12\n", "0123 blob -1\n"] {
            assert_eq!(size(header), None, "{header}");
        }
        assert_eq!(size(&format!("0123 blob {}\n", u64::MAX)), None);
    }

    #[test]
    fn a_stream_that_ends_in_an_unread_blob_has_ended() {
        for (answer, ended) in [("abc\n", false), ("abc", true), ("", true)] {
            let mut answers = BatchAnswers::new(answer.as_bytes());
            drop(answers.content(3));
            assert_eq!(answers.ended, ended, "{answer:?}");
        }
    }

    #[test]
    fn the_next_answer_follows_a_blob_that_is_not_read_to_its_end() {
        let mut answers = BatchAnswers::new(&b"a blob 3\nxyz\nb blob 1\nz\n"[..]);
        let first = answers.header().unwrap();
        drop(answers.content(size(&first).unwrap()));
        assert_eq!(answers.header().unwrap(), "b blob 1\n");
    }
}
