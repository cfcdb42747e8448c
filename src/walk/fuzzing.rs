//! The readers of git's index and of ignore files, for the fuzz targets.

use std::path::Path;

use super::git_index;
pub use super::git_index::GitIndexError;
use super::ignore_file::{CompiledPatterns, matcher};

/// The names in a git index and in the shared index that it is based on.
pub fn git_index(index: &[u8]) -> Result<(Vec<Vec<u8>>, Option<String>), GitIndexError> {
    let mut names = Vec::new();
    let shared = git_index::visit_entries(index, &mut |entry| names.push(entry.name.to_vec()))?;
    Ok((names, shared))
}

/// Whether an ignore file of this content ignores a relative path; absent where no line says anything about it.
pub fn ignored(content: &[u8], path: &Path, is_dir: bool) -> Option<bool> {
    let matcher = matcher(content, &mut CompiledPatterns::default()).0?;
    matcher.ignores(path, is_dir)
}
