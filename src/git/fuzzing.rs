//! The parsers of git's output, for the fuzz targets, with the properties that each result must have. git itself is not
//! tested here.

use std::io::Read as _;

use super::blobs::{BatchAnswers, size};
use super::tree::Tree;
use super::{AddedLines, RepoPath, patch};

/// Reads the output of `git diff --raw --patch`. Added lines are ranges that do not end before they begin.
pub fn diff(output: &[u8]) {
    for entry in patch::parse(output).into_iter().flatten() {
        if let AddedLines::Ranges(ranges) = entry.added {
            assert!(
                ranges.iter().all(|range| range.first <= range.last),
                "{ranges:?}"
            );
        }
    }
}

/// The path in a line that git quotes; absent where it is not well-formed.
pub fn unquoted(text: &[u8]) -> Option<Vec<u8>> {
    patch::unquote(text)
}

/// Reads the output of `git cat-file --batch`: the contents of its blobs up to the first malformed answer. Of each
/// `take` bytes at most are taken, as by a reader that stops early.
pub fn blobs(output: &[u8], take: u64) -> Vec<Vec<u8>> {
    let mut answers = BatchAnswers::new(output);
    let mut contents = Vec::new();
    while let Some(size) = answers.header().ok().as_deref().and_then(size) {
        let mut content = Vec::new();
        if answers
            .content(size)
            .take(take)
            .read_to_end(&mut content)
            .is_err()
        {
            break;
        }
        assert!(content.len() as u64 == size.min(take), "a blob is cut off");
        contents.push(content);
    }
    contents
}

/// Reads the output of `git ls-tree -z`; of a sorted listing each path is found again. The result is the paths, absent
/// where the listing is refused.
pub fn tree(listing: &[u8]) -> Option<Vec<Vec<u8>>> {
    let tree = Tree::parse(listing.to_vec()).ok()?;
    let all: Vec<RepoPath> = tree
        .below(&RepoPath::new(""))
        .map(|(path, _)| path)
        .collect();
    let is_sorted = all
        .windows(2)
        .all(|pair| pair[0].as_bytes() < pair[1].as_bytes());
    for path in &all {
        assert!(!is_sorted || tree.get(path).is_some(), "{path:?}");
        assert!(tree.below(path).count() <= all.len());
    }
    assert!(tree.named(&["a", ".gitignore"]).count() <= all.len());
    Some(
        all.into_iter()
            .map(|path| path.as_bytes().to_vec())
            .collect(),
    )
}
