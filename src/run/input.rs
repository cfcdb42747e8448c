//! What is scanned.

use std::path::PathBuf;

use crate::git::Comparison;

/// What is scanned.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Input {
    /// Files and folders; none means the working directory.
    Paths(Vec<PathBuf>),
    /// Files and folders of a list; none means that nothing is scanned. They are not taken for the whole project.
    Listed(Vec<PathBuf>),
    /// The text of standard input, with this name in the report.
    StandardInput {
        /// Name in the report; its ending decides the language.
        name: String,
    },
    /// A text in memory.
    Text {
        /// Name in the report; its ending decides the language.
        name: String,
        /// The content, in any encoding that a file can have.
        text: Vec<u8>,
    },
    /// Staged changes below these paths; no path means all.
    Staged {
        /// Files and folders.
        below: Vec<PathBuf>,
    },
    /// Changes of a diff below these paths; no path means all.
    Diff {
        /// The states to compare.
        comparison: Comparison,
        /// Files and folders.
        below: Vec<PathBuf>,
    },
}

impl Input {
    /// The files and folders that are walked as they were named.
    pub(super) fn walked(&self) -> &[PathBuf] {
        match self {
            Self::Paths(paths) | Self::Listed(paths) => paths,
            _ => &[],
        }
    }

    /// These files and folders.
    pub fn paths<P: Into<PathBuf>>(paths: impl IntoIterator<Item = P>) -> Self {
        Self::Paths(paths.into_iter().map(Into::into).collect())
    }

    /// A text in memory, with a name for the report.
    pub fn text(name: impl Into<String>, text: impl Into<Vec<u8>>) -> Self {
        Self::Text {
            name: name.into(),
            text: text.into(),
        }
    }

    /// Whether only added lines are reported; then newly added Legacy models fail by default.
    pub fn only_added(&self) -> bool {
        matches!(self, Self::Staged { .. } | Self::Diff { .. })
    }
}
