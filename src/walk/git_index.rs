//! Reads the names in a git index, one at a time: a hostile index of 1 MB can spell gigabytes of names, each
//! as "the last one but for its end".
//!
//! Format: `gitformat-index(5)`, versions 2 to 4, SHA-1 and SHA-256, split and sparse.

/// Bytes of an entry before its object name: times, device, inode, mode, owner, size.
const STAT_BYTES: usize = 40;

/// Where the mode of an entry begins. Its type is in the four bits above the low twelve.
const MODE_AT: usize = 24;

/// The longest path of Linux (`PATH_MAX`), the longest of all systems: no file has a longer name.
const LONGEST_NAME: usize = 4096;

/// Why an index cannot be read, in words that follow "cannot read git's index:".
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GitIndexError {
    /// It ends too early, or a name in it is longer than any.
    #[error("it is damaged")]
    Damaged,
    /// Its version is not between 2 and 4.
    #[error("its version {0} is not known")]
    Version(u32),
    /// It or the file that names its folder cannot be read.
    #[error("{0}")]
    Read(String),
    /// The index that it is based on does not exist.
    #[error("it is split, and {0} is missing")]
    NoSharedIndex(String),
    /// The index that it is based on cannot be read.
    #[error("it is split, and {file} cannot be read: {reason}")]
    SharedIndex {
        /// Its name.
        file: String,
        /// Why.
        reason: String,
    },
}

/// An entry of an index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct IndexEntry<'i> {
    /// The path from the root of the repository, without a last slash.
    pub(super) name: &'i [u8],
    /// Whether it is a whole folder: a submodule, or a folder of a sparse index.
    pub(super) is_folder: bool,
    /// Whether it is a submodule.
    pub(super) is_submodule: bool,
    /// Whether a sparse checkout leaves it out (`skip-worktree`).
    pub(super) is_sparse: bool,
}

/// Gives each entry to `visit`. The result is the name of the shared index that this one is based on, in hex; absent
/// if it is complete (`core.splitIndex`).
///
/// Of a shared index all names are given, those too that this one removes: a file too many is scanned rather
/// than one too few.
///
/// # Errors
/// The index is damaged or of an unknown version.
pub(super) fn visit_entries(
    index: &[u8],
    visit: &mut impl FnMut(IndexEntry<'_>),
) -> Result<Option<String>, GitIndexError> {
    // Object names are of SHA-1 or SHA-256; which of them, only the configuration says, so that the length
    // under which all entries fit is taken. Nothing is given before that is known.
    let hash = match walk(index, 20, &mut |_| ()) {
        Ok(_) => 20,
        Err(reason) => walk(index, 32, &mut |_| ())
            .map(|_| 32)
            .map_err(|_| reason)?,
    };
    walk(index, hash, visit)
}

fn walk(
    index: &[u8],
    hash: usize,
    visit: &mut impl FnMut(IndexEntry<'_>),
) -> Result<Option<String>, GitIndexError> {
    if !index.starts_with(b"DIRC") {
        return Err(GitIndexError::Damaged);
    }
    let (version, count) = (
        word(index, 4).ok_or(GitIndexError::Damaged)?,
        word(index, 8).ok_or(GitIndexError::Damaged)?,
    );
    if !(2..=4).contains(&version) {
        return Err(GitIndexError::Version(version));
    }
    let mut name = Vec::new();
    let mut unnamed = false;
    let mut at = 12;
    for _ in 0..count {
        let start = at;
        at += STAT_BYTES + hash;
        let flags = index.get(at..at + 2).ok_or(GitIndexError::Damaged)?;
        let (flags, length) = (
            flags[0],
            usize::from(u16::from_be_bytes([flags[0], flags[1]]) & 0xFFF),
        );
        let extended = if version >= 3 && flags & 0x40 != 0 {
            index.get(at + 2).ok_or(GitIndexError::Damaged)?
        } else {
            &0
        };
        at += if version >= 3 && flags & 0x40 != 0 {
            4
        } else {
            2
        };
        let kept = if version == 4 {
            let dropped = varint(index, &mut at).ok_or(GitIndexError::Damaged)?;
            name.len()
                .checked_sub(dropped)
                .ok_or(GitIndexError::Damaged)?
        } else {
            0
        };
        name.truncate(kept);
        let rest = index.get(at..).ok_or(GitIndexError::Damaged)?;
        let end = memchr::memchr(0, rest).ok_or(GitIndexError::Damaged)?;
        name.extend_from_slice(&rest[..end]);
        if length < 0xFFF && name.len() != length {
            return Err(GitIndexError::Damaged);
        }
        unnamed |= name.is_empty();
        at += end + 1;
        if version < 4 {
            // Entries are filled up with one to eight NULs to a multiple of eight.
            at = start + (at - start).next_multiple_of(8);
        }
        if (1..=LONGEST_NAME).contains(&name.len()) {
            let without_slash = name.strip_suffix(b"/");
            let mode = word(index, start + MODE_AT).ok_or(GitIndexError::Damaged)?;
            let is_submodule = mode >> 12 == 0o16;
            let is_folder = without_slash.is_some() || is_submodule || mode >> 12 == 0o04;
            let is_sparse = extended & 0x40 != 0;
            visit(IndexEntry {
                name: without_slash.unwrap_or(&name),
                is_folder,
                is_submodule,
                is_sparse,
            });
        }
    }
    let shared = shared_index(index, at, hash)?;
    // Only in a split index an entry can refer to one of the shared index, which has its name.
    if unnamed && shared.is_none() {
        return Err(GitIndexError::Damaged);
    }
    Ok(shared)
}

/// The name of the shared index, from the extension `link` among those after the entries.
fn shared_index(index: &[u8], mut at: usize, hash: usize) -> Result<Option<String>, GitIndexError> {
    let end = index
        .len()
        .checked_sub(hash)
        .ok_or(GitIndexError::Damaged)?;
    while at + 8 <= end {
        let length = word(index, at + 4).ok_or(GitIndexError::Damaged)? as usize;
        let content = index
            .get(at + 8..at + 8 + length)
            .ok_or(GitIndexError::Damaged)?;
        if index[at..].starts_with(b"link") {
            let name = content.get(..hash).ok_or(GitIndexError::Damaged)?;
            // A name of zeros: the index is split in form only, and has all entries itself.
            let whole = name.iter().all(|byte| *byte == 0);
            return Ok((!whole).then(|| name.iter().map(|byte| format!("{byte:02x}")).collect()));
        }
        at += 8 + length;
    }
    Ok(None)
}

fn word(index: &[u8], at: usize) -> Option<u32> {
    index
        .get(at..at + 4)
        .and_then(|bytes| bytes.try_into().ok())
        .map(u32::from_be_bytes)
}

/// The offset encoding of git's packs: each byte but the last has its high bit set and counts from one.
fn varint(index: &[u8], at: &mut usize) -> Option<usize> {
    let mut value = 0usize;
    loop {
        let byte = *index.get(*at)?;
        *at += 1;
        value = value
            .checked_shl(7)?
            .checked_add(usize::from(byte & 0x7F))?;
        if byte & 0x80 == 0 {
            return Some(value);
        }
        value = value.checked_add(1)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An index of version 4 whose entries drop `dropped` bytes of the last name and add a text.
    fn version_4(entries: &[(u8, &[u8])]) -> Vec<u8> {
        let mut index = b"DIRC\0\0\0\x04".to_vec();
        index.extend((entries.len() as u32).to_be_bytes());
        let mut name = Vec::new();
        for (dropped, added) in entries {
            name.truncate(name.len() - usize::from(*dropped));
            name.extend_from_slice(added);
            index.extend([0; STAT_BYTES + 20]);
            index.extend((name.len().min(0xFFF) as u16).to_be_bytes());
            index.push(*dropped);
            index.extend_from_slice(added);
            index.push(0);
        }
        index.extend([0; 20]);
        index
    }

    fn names(index: &[u8]) -> Result<Vec<String>, GitIndexError> {
        let mut names = Vec::new();
        visit_entries(index, &mut |entry| {
            let slash = if entry.is_folder { "/" } else { "" };
            names.push(String::from_utf8_lossy(entry.name).into_owned() + slash);
        })?;
        Ok(names)
    }

    #[test]
    fn names_with_a_common_prefix_are_decoded_one_at_a_time() {
        let index = version_4(&[(0, b"a/b.py"), (4, b"c.py"), (3, b"/sparse/")]);
        assert_eq!(names(&index).unwrap(), ["a/b.py", "a/c.py", "a/c/sparse/"]);
        let mut most = 0;
        let long = vec![b'x'; 100_000];
        let many: Vec<(u8, &[u8])> = std::iter::once((0, long.as_slice()))
            .chain([(1, &b"y"[..]); 500])
            .collect();
        visit_entries(&version_4(&many), &mut |entry| {
            most = most.max(entry.name.len())
        })
        .unwrap();
        assert_eq!(most, 0, "a name that no file can have is not given");
    }

    #[test]
    fn a_truncated_index_or_an_entry_without_name_is_damaged() {
        let index = version_4(&[(0, b"a/b.py"), (4, b"c.py")]);
        for length in 0..index.len() - 20 {
            assert!(names(&index[..length]).is_err(), "{length}");
        }
        assert!(names(&version_4(&[(0, b"")])).is_err());
    }

    #[test]
    fn a_split_index_names_the_shared_one() {
        let mut index = version_4(&[(0, b"a")]);
        index.truncate(index.len() - 20);
        index.extend(b"TREE\0\0\0\x01xlink\0\0\0\x14");
        index.extend([0xAB; 20]);
        index.extend([0; 20]);
        assert_eq!(
            visit_entries(&index, &mut |_| ()).unwrap(),
            Some("ab".repeat(20))
        );
    }
}
