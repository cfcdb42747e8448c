//! Scans text from a pipe: standard input, a git blob.
//!
//! A text that is too large for memory goes to a nameless file in the system's temporary folder, and is searched there
//! like any large file. Without a name, nothing remains if the process is killed.

use std::fs::File;
use std::io::{self, Read, Seek as _, Write as _};
use std::path::PathBuf;

use super::read;
use super::{Engine, ReadContent, Scanned, Scanner, Searching, TaskResult, unreadable};
use crate::source::{Encoding, FIRST_PIECE};
use crate::walk::{Origin, SourcePath};

impl<E: Engine> Scanner<E> {
    /// Scans a text that is in no file, or not in the one that `path` names.
    ///
    /// # Errors
    /// It cannot be read to its end, or not be kept.
    pub fn scan_stream(&self, path: &str, mut text: impl Read) -> io::Result<Scanned> {
        let most = self.options.sizes.whole;
        let mut first = Vec::new();
        text.by_ref().take(most + 1).read_to_end(&mut first)?;
        if first.len() as u64 <= most {
            return Ok(self.scan_text(path, first));
        }
        let file = spill(&first, text)?;
        let path = SourcePath {
            display: path.to_owned(),
            open: PathBuf::from(path),
            origin: Origin::Named,
        };
        Ok(self.scan_open_file(&path, &first, &file))
    }

    /// Scans a large file that is open already, and begins with `first`.
    fn scan_open_file(&self, path: &SourcePath, first: &[u8], file: &File) -> Scanned {
        let mut part = TaskResult::default();
        self.guarded(path, &mut part, |part| {
            let Some(encoding) =
                Encoding::sniff(&first[..first.len().min(FIRST_PIECE)], &path.display)
            else {
                let mut search = Searching::new(&self.engine);
                read::search_binary(first, self.options.sizes.binary, &mut search);
                return self.examine(
                    path,
                    first.len() as u64,
                    ReadContent::Binary,
                    search.mentions,
                    part,
                );
            };
            match self.search_large(path, file, encoding) {
                Ok(large) => {
                    part.found.push(large.judged);
                    part.stats = large.stats;
                }
                Err(error) => part.errors.push(unreadable(path, &error)),
            }
        });
        self.join(vec![part])
    }
}

/// A file without a name that contains a text whose beginning has been read.
fn spill(first: &[u8], mut rest: impl Read) -> io::Result<File> {
    let keep = |error: io::Error| {
        let folder = std::env::temp_dir();
        io::Error::new(
            error.kind(),
            format!("cannot keep it in {}: {error}", folder.display()),
        )
    };
    let mut file = tempfile::tempfile().map_err(keep)?;
    file.write_all(first).map_err(keep)?;
    let mut buffer = vec![0; FIRST_PIECE];
    loop {
        match rest.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => file.write_all(&buffer[..read]).map_err(keep)?,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    file.rewind()?;
    Ok(file)
}
