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
    static BUFFER: RefCell<Vec<u8>> = RefCell::new(vec![0; PIECE]);
}

/// Reads a file until `hit` finds something in a piece of it; tells how many bytes were read.
pub(super) fn read(path: &SourcePath, limit: u64, hit: impl Fn(&[u8]) -> bool) -> io::Result<(u64, Content)> {
    let mut file = path.open_file()?;
    BUFFER.with_borrow_mut(|buffer| read_with(&mut file, buffer, limit, hit))
}

fn read_with(
    file: &mut File,
    buffer: &mut [u8],
    limit: u64,
    hit: impl Fn(&[u8]) -> bool,
) -> io::Result<(u64, Content)> {
    let mut filled = match fill(file, buffer) {
        // Only a file can be waited for; what else took its place says that it has nothing, or nothing yet.
        Ok(0) => ensure_file(file).map(|()| 0),
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => ensure_file(file).and(Err(error)),
        other => other,
    }?;
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
