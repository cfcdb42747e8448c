//! Reads a file once, and holds it only if the search hits.
//!
//! A file without a candidate costs open, reads to its end, close, and nothing is allocated. It is not
//! asked for its size unless it is longer than one piece.

use std::cell::RefCell;
use std::fs::File;
use std::io::{self, Read as _, Seek as _};

use crate::detect::OVERLAP;
use crate::source::Encoding;
use crate::walk::{SourcePath, ensure_file};

/// What is read at once.
pub(super) const PIECE: usize = 64 << 10;

/// What is read at first, while all files of a thread are small: a run for one file touches no more memory.
const SMALL: usize = 4 << 10;

/// What there is to look at in a file.
pub(super) enum Content {
    /// Text without a candidate.
    Nothing,
    /// No text.
    Binary,
    /// All bytes of a file with a candidate, or in UTF-16, where nothing was searched yet.
    Whole(Vec<u8>),
    /// More than can be held.
    Large,
}

thread_local! {
    static BUFFER: RefCell<Vec<u8>> = RefCell::new(vec![0; SMALL]);
}

/// Reads a file until `hit` finds something in a piece of it; tells how many bytes were read.
pub(super) fn read(path: &SourcePath, limit: u64, hit: impl Fn(&[u8]) -> bool) -> io::Result<(u64, Content)> {
    let mut file = path.open_file()?;
    BUFFER.with_borrow_mut(|buffer| read_with(&mut file, buffer, limit, hit))
}

fn read_with(
    file: &mut File,
    buffer: &mut Vec<u8>,
    limit: u64,
    hit: impl Fn(&[u8]) -> bool,
) -> io::Result<(u64, Content)> {
    let mut filled = match fill(file, buffer) {
        // Only a file can be waited for; what else took its place says that it has nothing, or nothing yet.
        Ok(0) => ensure_file(file).map(|()| 0),
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => ensure_file(file).and(Err(error)),
        other => other,
    }?;
    if filled == buffer.len() && filled < PIECE {
        buffer.resize(PIECE, 0);
        filled += fill(file, &mut buffer[filled..])?;
    }
    let mut total = filled as u64;
    if is_binary(&buffer[..filled]) {
        return Ok((total, Content::Binary));
    }
    let more = filled == buffer.len();
    if more {
        ensure_file(file)?;
    }
    if more && file.metadata()?.len() > limit {
        return Ok((total, Content::Large));
    }
    if Encoding::of(&buffer[..filled]).is_utf16() || hit(&buffer[..filled]) {
        return whole(file, &buffer[..filled], more, limit);
    }
    while filled == buffer.len() {
        buffer.copy_within(filled - OVERLAP.., 0);
        let fresh = fill(file, &mut buffer[OVERLAP..])?;
        filled = OVERLAP + fresh;
        total += fresh as u64;
        if fresh > 0 && hit(&buffer[..filled]) {
            file.rewind()?;
            return whole(file, &[], true, limit);
        }
    }
    Ok((total, Content::Nothing))
}

/// The whole file, whose first bytes may have been read already.
fn whole(file: &mut File, read: &[u8], more: bool, limit: u64) -> io::Result<(u64, Content)> {
    let mut content = read.to_vec();
    if more {
        file.take((limit + 1).saturating_sub(read.len() as u64)).read_to_end(&mut content)?;
    }
    let total = content.len() as u64;
    if total > limit {
        return Ok((total, Content::Large));
    }
    Ok((total, Content::Whole(content)))
}

/// Reads until the buffer is full or the file ends. Only a read of nothing is the end: network and user
/// space file systems may give less than they have.
fn fill(file: &mut File, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match file.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

/// Whether the first piece of a file says that it is no text: it has a NUL in its encoding.
pub(super) fn is_binary(first: &[u8]) -> bool {
    let encoding = Encoding::of(first);
    if !encoding.is_utf16() {
        return memchr::memchr(0, first).is_some();
    }
    first[encoding.mark_bytes()..].as_chunks::<2>().0.contains(&[0, 0])
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::thread;

    use super::{Content, PIECE, SMALL, read};
    use crate::walk::{Origin, SourcePath};

    /// What reading a file of these bytes gives on a thread that has read nothing before.
    fn first_read(bytes: &[u8], needle: &'static [u8]) -> (u64, Content) {
        let folder = tempfile::tempdir().unwrap();
        let open = folder.path().join("a");
        fs::write(&open, bytes).unwrap();
        let path = SourcePath { display: "a".to_owned(), open, origin: Origin::Named };
        let hit = move |piece: &[u8]| memchr::memmem::find(piece, needle).is_some();
        thread::spawn(move || read(&path, u64::MAX - 1, hit).unwrap()).join().unwrap()
    }

    #[test]
    fn nothing_is_lost_where_the_first_read_ends() {
        for size in [0, 1, SMALL - 1, SMALL, SMALL + 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE] {
            let mut text = vec![b'.'; size];
            let (read, content) = first_read(&text, b"model");
            assert!(matches!(content, Content::Nothing) && read == size as u64, "{size}: {read}");
            text.extend(b"model");
            let (read, content) = first_read(&text, b"model");
            let Content::Whole(whole) = content else { panic!("{size}: no hit") };
            assert!(whole == text && read == text.len() as u64, "{size}: {read}");
        }
    }

    #[test]
    fn a_zero_byte_behind_the_first_read_makes_a_file_binary() {
        let mut bytes = vec![b'.'; SMALL];
        bytes.push(0);
        assert!(matches!(first_read(&bytes, b"model").1, Content::Binary));
    }
}
