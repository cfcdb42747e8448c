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
