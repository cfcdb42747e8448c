//! Files to which what is printed is written: `scan --watch >log`, `scan --watch | tee log`.
//!
//! In the watched folder such a file would change with each difference that is printed, and be one. It is known by its content:
//! the other end of a pipe cannot be asked, and the identity of an open file is not available on every system.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

/// Bytes before its end among which a file can have what was printed last: what others print may follow.
const TAIL: u64 = 64 << 10;

/// Changed files that are looked at.
const MOST: usize = 100;

/// The files that were found, and what they have.
#[derive(Debug, Default)]
pub(super) struct OwnLogs {
    files: BTreeSet<PathBuf>,
    /// What was printed last; empty before the first difference.
    last: Vec<u8>,
}

impl OwnLogs {
    pub(super) fn files(&self) -> &BTreeSet<PathBuf> {
        &self.files
    }

    pub(super) fn printed(&mut self, text: Vec<u8>) {
        self.last = text;
    }

    /// Those of some changed files that have what was printed last.
    pub(super) fn find_in<'a>(&mut self, changed: impl Iterator<Item = &'a Path>) -> Vec<PathBuf> {
        if self.last.is_empty() {
            return Vec::new();
        }
        let is_new = |path: &&Path| !self.files.contains(*path);
        let found: Vec<PathBuf> = changed
            .take(MOST)
            .filter(is_new)
            .filter(|path| has_at_its_end(path, &self.last).unwrap_or(false))
            .map(Path::to_owned)
            .collect();
        self.files.extend(found.iter().cloned());
        found
    }
}

fn has_at_its_end(path: &Path, text: &[u8]) -> io::Result<bool> {
    // Opening a pipe would wait for its other end.
    if !path.metadata()?.is_file() {
        return Ok(false);
    }
    let mut file = File::open(path)?;
    let part = text.len() as u64 + TAIL;
    let start = file.metadata()?.len().saturating_sub(part);
    file.seek(SeekFrom::Start(start))?;
    let mut tail = Vec::new();
    file.take(part).read_to_end(&mut tail)?;
    Ok(memchr::memmem::find(&tail, text).is_some())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::OwnLogs;

    #[test]
    fn a_file_with_what_was_printed_last_is_a_log() {
        let folder = tempfile::tempdir().expect("a folder");
        let (log, other) = (folder.path().join("a.log"), folder.path().join("b.py"));
        fs::write(&log, "before\n+ a.py:1:1: error\nafter\n").expect("written");
        fs::write(&other, "+ a.py:1:1\n").expect("written");
        let both = [log.as_path(), other.as_path(), folder.path()];
        let mut logs = OwnLogs::default();
        assert!(logs.find_in(both.into_iter()).is_empty());
        logs.printed(b"+ a.py:1:1: error\n".to_vec());
        assert_eq!(logs.find_in(both.into_iter()), std::slice::from_ref(&log));
        assert!(logs.find_in(both.into_iter()).is_empty());
        assert!(logs.files().contains(&log));
    }
}
