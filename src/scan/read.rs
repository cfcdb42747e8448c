//! Reads a file once, and keeps its text only if the search hits.
//!
//! A file without a candidate costs open, reads to its end, close, and nothing is allocated. It is not
//! asked for its size unless it is longer than one piece.

use std::cell::RefCell;
use std::fs::File;
use std::io::{self, Read as _, Seek as _};

use super::wide_spelling::has_in_wide;
use crate::detect::OVERLAP;
use crate::source::{Encoding, FIRST_PIECE};
use crate::walk::{SourcePath, ensure_file};

/// What is read at once; the first piece decides whether a file is text.
const PIECE: usize = FIRST_PIECE;

/// What is read at first, while all files of a thread are small: a run for one file touches no more memory.
const SMALL: usize = 4 << 10;

/// What there is to look at in a file.
pub(super) enum ReadContent {
    /// Text without a candidate.
    Nothing,
    /// No text; its pieces were handed on.
    Binary,
    /// What Git LFS writes instead of content that was not downloaded.
    LfsPointer,
    /// All bytes of a file with a candidate, or in UTF-16 or UTF-32, where nothing was searched yet.
    Whole(Vec<u8>, Encoding),
    /// More than can be held.
    Large(Encoding),
}

/// How much of a file is read.
#[derive(Clone, Copy)]
pub(super) struct ReadLimits {
    /// The largest text that is held whole.
    pub(super) whole: u64,
    /// Bytes of a binary file that are searched.
    pub(super) binary: u64,
}

/// What looks at the pieces of a file.
pub(super) trait PieceSearch {
    /// Whether a piece may contain a reference.
    fn hits(&self, piece: &[u8]) -> bool;

    /// Takes a piece of a binary file in which the search hits; pieces overlap by [`OVERLAP`].
    fn take_binary(&mut self, piece: &[u8]);
}

/// Takes every text whole, and nothing of a binary file.
pub(super) struct Everything;

impl PieceSearch for Everything {
    fn hits(&self, _: &[u8]) -> bool {
        true
    }

    fn take_binary(&mut self, _: &[u8]) {}
}

thread_local! {
    static BUFFER: RefCell<Vec<u8>> = RefCell::new(vec![0; SMALL]);
}

/// Reads a text until the search hits in a piece of it, and a binary file up to its limit; gives how many bytes were
/// read.
pub(super) fn read(
    path: &SourcePath,
    limits: ReadLimits,
    search: &mut impl PieceSearch,
) -> io::Result<(u64, ReadContent)> {
    let mut file = path.open_file()?;
    BUFFER.with_borrow_mut(|buffer| read_with(&mut file, &path.display, buffer, limits, search))
}

/// Hands the pieces of binary content in which the search hits to it, as far as the limit goes.
pub(super) fn search_binary(content: &[u8], limit: u64, search: &mut impl PieceSearch) {
    let content = &content[..content
        .len()
        .min(usize::try_from(limit).unwrap_or(usize::MAX))];
    for start in (0..content.len()).step_by(PIECE - OVERLAP) {
        let piece = &content[start..content.len().min(start + PIECE)];
        if search.hits(piece) {
            search.take_binary(piece);
        }
    }
}

fn read_with(
    file: &mut File,
    path: &str,
    buffer: &mut Vec<u8>,
    limits: ReadLimits,
    search: &mut impl PieceSearch,
) -> io::Result<(u64, ReadContent)> {
    let mut filled = match fill(file, buffer) {
        // Only a regular file is waited for; a pipe or device that replaced it returns that it has nothing, or nothing yet.
        Ok(0) => ensure_file(file).map(|()| 0),
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
            ensure_file(file).and(Err(error))
        }
        other => other,
    }?;
    if filled == buffer.len() && filled < PIECE {
        buffer.resize(PIECE, 0);
        filled += fill(file, &mut buffer[filled..])?;
    }
    let more = filled == buffer.len();
    // A file that is read at once has no length that could change meanwhile.
    let length = if more {
        ensure_file(file).and_then(|()| file.metadata())?.len()
    } else {
        0
    };
    let Some(encoding) = Encoding::sniff(&buffer[..filled], path) else {
        return binary(file, buffer, filled, limits.binary.min(length), search);
    };
    let mut total = filled as u64;
    if length > limits.whole {
        return Ok((total, ReadContent::Large(encoding)));
    }
    if !more && is_lfs_pointer(&buffer[..filled]) {
        return Ok((total, ReadContent::LfsPointer));
    }
    // What is in UTF-16 after text of single bytes is reported when the text is examined.
    let hits = |piece: &[u8]| search.hits(piece) || has_in_wide(piece, |text| search.hits(text));
    if encoding.is_wide() || hits(&buffer[..filled]) {
        let whole = whole(file, encoding, &buffer[..filled], more, limits.whole)?;
        return if whole.0 < length {
            Err(truncated())
        } else {
            Ok(whole)
        };
    }
    while let Some(fresh) = next(file, buffer, &mut filled)? {
        total += fresh;
        if fresh > 0 && hits(&buffer[..filled]) {
            file.rewind()?;
            let whole = whole(file, encoding, &[], true, limits.whole)?;
            return if whole.0 < length {
                Err(truncated())
            } else {
                Ok(whole)
            };
        }
    }
    if total < length {
        Err(truncated())
    } else {
        Ok((total, ReadContent::Nothing))
    }
}

/// A file ends before the length that it had when it was opened. What was cut off is not searched, so that the file is
/// not scanned.
pub(super) fn truncated() -> io::Error {
    io::Error::new(
        io::ErrorKind::UnexpectedEof,
        "it became shorter while it was read",
    )
}

/// The first line of a pointer of Git LFS.
const LFS_VERSION: &[u8] = b"version https://git-lfs.github.com/spec/v1\n";

/// A pointer is shorter than this.
const LFS_LIMIT: usize = 1024;

/// Whether a text is a pointer of Git LFS and nothing else, so that nothing in it could be found.
/// Source: `docs/spec.md` of git-lfs.
pub(super) fn is_lfs_pointer(text: &[u8]) -> bool {
    if !text.starts_with(LFS_VERSION) || text.len() >= LFS_LIMIT {
        return false;
    }
    let hash = |value: &[u8]| {
        value
            .strip_prefix(b"sha256:")
            .is_some_and(|hex| hex.len() == 64 && hex.iter().all(u8::is_ascii_hexdigit))
    };
    let is_line = |line: &[u8]| match line.iter().position(|byte| *byte == b' ') {
        Some(at) => match (&line[..at], &line[at + 1..]) {
            (b"oid", value) => hash(value),
            (b"size", value) => !value.is_empty() && value.iter().all(u8::is_ascii_digit),
            (key, value) => key.starts_with(b"ext-") && key.len() < 40 && hash(value),
        },
        None => false,
    };
    let lines = text[LFS_VERSION.len()..]
        .strip_suffix(b"\n")
        .unwrap_or_default();
    lines.split(|byte| *byte == b'\n').all(is_line)
        && memchr::memmem::find(lines, b"oid sha256:").is_some()
}

/// Searches the first `limit` bytes of a binary file, whose first piece is in the buffer.
fn binary(
    file: &mut File,
    buffer: &mut [u8],
    mut filled: usize,
    limit: u64,
    search: &mut impl PieceSearch,
) -> io::Result<(u64, ReadContent)> {
    let mut total = filled as u64;
    if search.hits(&buffer[..filled]) {
        search.take_binary(&buffer[..filled]);
    }
    while total < limit {
        let Some(fresh) = next(file, buffer, &mut filled)? else {
            break;
        };
        total += fresh;
        if fresh > 0 && search.hits(&buffer[..filled]) {
            search.take_binary(&buffer[..filled]);
        }
    }
    if total < limit {
        Err(truncated())
    } else {
        Ok((total, ReadContent::Binary))
    }
}

/// Reads the next piece after the end of the last one, and gives how many bytes are new; absent where the last one
/// was the end of the file.
fn next(file: &mut File, buffer: &mut [u8], filled: &mut usize) -> io::Result<Option<u64>> {
    if *filled < buffer.len() {
        return Ok(None);
    }
    buffer.copy_within(*filled - OVERLAP.., 0);
    let fresh = fill(file, &mut buffer[OVERLAP..])?;
    *filled = OVERLAP + fresh;
    Ok(Some(fresh as u64))
}

/// The whole file, whose first bytes may have been read already.
fn whole(
    file: &mut File,
    encoding: Encoding,
    read: &[u8],
    more: bool,
    limit: u64,
) -> io::Result<(u64, ReadContent)> {
    let mut content = read.to_vec();
    if more {
        file.take((limit + 1).saturating_sub(read.len() as u64))
            .read_to_end(&mut content)?;
    }
    let total = content.len() as u64;
    if total > limit {
        return Ok((total, ReadContent::Large(encoding)));
    }
    Ok((total, ReadContent::Whole(content, encoding)))
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

/// Why a file is not scanned to its end: the search hits the bytes of UTF-16 or UTF-32 before they are decoded, which it does in
/// no such text, or hits what is in UTF-16 or UTF-32 in a text of single bytes.
pub(super) const MIXED: &str =
    "the file mixes UTF-16 or UTF-32 with another encoding; save it as UTF-8";

#[cfg(test)]
mod tests {
    use std::fs;
    use std::thread;

    use super::{OVERLAP, PIECE, PieceSearch, ReadContent, ReadLimits, SMALL, read, search_binary};
    use crate::walk::{Origin, SourcePath};

    /// Looks for one word; keeps where it is in the pieces of a binary file.
    #[derive(Default)]
    struct Word {
        found: usize,
    }

    impl PieceSearch for Word {
        fn hits(&self, piece: &[u8]) -> bool {
            memchr::memmem::find(piece, b"model").is_some()
        }

        fn take_binary(&mut self, piece: &[u8]) {
            self.found += memchr::memmem::find_iter(piece, b"model").count();
        }
    }

    /// What reading a file of these bytes gives on a thread that has read nothing before.
    fn first_read(bytes: &[u8], binary: u64) -> (u64, ReadContent, usize) {
        let folder = tempfile::tempdir().unwrap();
        let open = folder.path().join("a");
        fs::write(&open, bytes).unwrap();
        let path = SourcePath {
            display: "a".to_owned(),
            open,
            origin: Origin::Named,
        };
        let limits = ReadLimits {
            whole: u64::MAX - 1,
            binary,
        };
        let look = move || {
            let mut word = Word::default();
            let (read, content) = read(&path, limits, &mut word).unwrap();
            (read, content, word.found)
        };
        thread::spawn(look).join().unwrap()
    }

    #[test]
    fn nothing_is_lost_where_the_first_read_ends() {
        for size in [
            0,
            1,
            SMALL - 1,
            SMALL,
            SMALL + 1,
            PIECE - 1,
            PIECE,
            PIECE + 1,
            3 * PIECE,
        ] {
            let mut text = vec![b'.'; size];
            let (read, content, _) = first_read(&text, 0);
            assert!(
                matches!(content, ReadContent::Nothing) && read == size as u64,
                "{size}: {read}"
            );
            text.extend(b"model");
            let (read, content, _) = first_read(&text, 0);
            let ReadContent::Whole(whole, _) = content else {
                panic!("{size}: no hit")
            };
            assert!(whole == text && read == text.len() as u64, "{size}: {read}");
        }
    }

    /// Zeros with the word at some positions, each the offset of its first byte.
    fn zeros(size: usize, words: &[usize]) -> Vec<u8> {
        let mut bytes = vec![0; size];
        for at in words {
            bytes[*at..at + 5].copy_from_slice(b"model");
        }
        bytes
    }

    #[test]
    fn a_binary_file_is_searched_up_to_its_limit() {
        let far = 5 * PIECE;
        let bytes = zeros(6 * PIECE, &[SMALL - 2, PIECE - 2, 2 * PIECE, far]);
        let (read, content, found) = first_read(&bytes, u64::MAX);
        assert!(
            matches!(content, ReadContent::Binary) && read == bytes.len() as u64 && found >= 4,
            "{found}"
        );
        let (read, content, found) = first_read(&bytes, far as u64 - 2 * PIECE as u64);
        assert!(
            matches!(content, ReadContent::Binary) && read < far as u64 && found >= 3,
            "{read} {found}"
        );
        let mut word = Word::default();
        search_binary(&bytes, u64::MAX, &mut word);
        assert!(word.found >= 4);
    }

    #[test]
    fn a_word_at_the_edge_of_a_piece_of_a_binary_file_is_found() {
        for at in PIECE - OVERLAP - 5..PIECE + 5 {
            let bytes = zeros(2 * PIECE, &[at]);
            assert!(first_read(&bytes, u64::MAX).2 > 0, "{at}");
            let mut word = Word::default();
            search_binary(&bytes, u64::MAX, &mut word);
            assert!(word.found > 0, "{at}");
        }
    }
}
