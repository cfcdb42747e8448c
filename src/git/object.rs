//! Names of git objects and paths in a repository.

use std::ffi::OsString;
use std::fmt;
use std::path::{Component, PathBuf};

/// The name of a git object, in hex.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Oid(pub(super) String);

/// A path as git keeps it: bytes, relative to the repository's root, with `/`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RepoPath(pub(super) Vec<u8>);

impl Oid {
    pub(super) fn parse(text: &[u8]) -> Option<Self> {
        let is_name = matches!(text.len(), 40 | 64) && text.iter().all(u8::is_ascii_hexdigit);
        is_name.then(|| Self(String::from_utf8_lossy(text).into_owned()))
    }
}

/// The name of a git object in few bytes: a history has millions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ShortOid {
    bytes: [u8; 32],
    /// Bytes of the hash: 20 of SHA-1 or 32 of SHA-256.
    length: u8,
}

impl ShortOid {
    /// Reads hexadecimal digits.
    pub(super) fn parse(text: &[u8]) -> Option<Self> {
        if !matches!(text.len(), 40 | 64) {
            return None;
        }
        let digit = |byte: u8| {
            char::from(byte)
                .to_digit(16)
                .and_then(|d| u8::try_from(d).ok())
        };
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(text.chunks_exact(2)) {
            *byte = digit(pair[0])? << 4 | digit(pair[1])?;
        }
        let length = if text.len() == 40 { 20 } else { 32 };
        Some(Self { bytes, length })
    }

    /// The same as text.
    pub fn oid(&self) -> Oid {
        let bytes = &self.bytes[..usize::from(self.length)];
        let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 0xF]);
        Oid(digits
            .filter_map(|digit| char::from_digit(u32::from(digit), 16))
            .collect())
    }
}

impl From<&Oid> for ShortOid {
    fn from(oid: &Oid) -> Self {
        Self::parse(oid.0.as_bytes()).expect("an Oid has 40 or 64 hexadecimal digits")
    }
}

impl fmt::Display for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl RepoPath {
    /// Takes the bytes of a path relative to the repository's root, with `/`.
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        Self(bytes.into())
    }

    /// The bytes as git keeps them.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The same as a path of this system; where paths are not bytes, what is not UTF-8 is U+FFFD.
    pub fn to_path(&self) -> PathBuf {
        path_from(&self.0)
    }

    /// Whether it leads out of the working tree or into git's own folder. Git checks out no such path, but it compares one
    /// that an index names.
    pub(super) fn leaves_the_tree(&self) -> bool {
        let is_plain = |part: &[u8]| !part.eq_ignore_ascii_case(b".git");
        let below = self
            .to_path()
            .components()
            .all(|part| matches!(part, Component::Normal(_)));
        !below || !self.0.split(|byte| *byte == b'/').all(is_plain)
    }
}

#[cfg(unix)]
pub(super) fn path_from(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStringExt as _;
    PathBuf::from(OsString::from_vec(bytes.to_vec()))
}

#[cfg(not(unix))]
pub(super) fn path_from(bytes: &[u8]) -> PathBuf {
    PathBuf::from(OsString::from(String::from_utf8_lossy(bytes).into_owned()))
}
