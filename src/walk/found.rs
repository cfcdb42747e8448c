//! What a walk came upon, and how it is put in order.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::rules::{PathVerdict, Rules};
use super::shown_path::{ShownPath, display};
use super::{LeftOutBy, Skip, SourcePath, Walked, by_components};
use crate::file_access::BaseFolder;

/// What was come upon so far.
#[derive(Debug, Default)]
pub(super) struct FoundPaths {
    pub(super) files: Vec<SourcePath>,
    pub(super) skipped: Vec<(String, Skip)>,
    pub(super) errors: Vec<(String, String)>,
    pub(super) ignore_file_errors: Vec<(String, String)>,
    pub(super) left_out: Vec<LeftOutPath>,
    /// Folders of dependencies with the files in them, and what the checkout lacks.
    pub(super) vendored: Vec<(String, u64)>,
    pub(super) outside_sparse: Vec<String>,
    /// Roots of repositories, absolute.
    pub(super) repositories: Vec<PathBuf>,
    /// The folders that were listed, where the options ask for them.
    pub(super) folders: Vec<PathBuf>,
    /// Whether a folder without entries was listed: a submodule may belong there.
    pub(super) any_empty: bool,
}

/// A file or folder that the rules leave out.
#[derive(Debug)]
pub(super) struct LeftOutPath {
    /// As it would be opened.
    pub(super) open: PathBuf,
    /// The root that it was found below.
    pub(super) root: Arc<ShownPath>,
    /// The folder from which it is opened: the root itself, or the root around it that the user named.
    pub(super) base: Arc<BaseFolder>,
    /// The rules of the folder that it is in.
    pub(super) rules: Arc<Rules>,
    /// Why it is left out.
    pub(super) verdict: PathVerdict,
}

impl LeftOutPath {
    /// Its absolute path.
    pub(super) fn absolute(&self) -> PathBuf {
        let below = self
            .open
            .strip_prefix(&self.root.open)
            .unwrap_or(&self.open);
        if below.as_os_str().is_empty() {
            self.root.absolute.clone()
        } else {
            self.root.absolute.join(below)
        }
    }
}

impl FoundPaths {
    /// Takes what another thread came upon.
    pub(super) fn append(&mut self, other: Self) {
        self.files.extend(other.files);
        self.skipped.extend(other.skipped);
        self.errors.extend(other.errors);
        self.ignore_file_errors.extend(other.ignore_file_errors);
        self.left_out.extend(other.left_out);
        self.repositories.extend(other.repositories);
        self.folders.extend(other.folders);
        self.any_empty |= other.any_empty;
    }

    /// The result. Its files are in order already where they come from one root alone.
    pub(super) fn into_walked(mut self, unordered: bool, lists_outputs: bool) -> Walked {
        let listed = |left: &LeftOutPath| match left.verdict {
            PathVerdict::Leftover => Some((display(&left.open), Skip::TemporaryFile)),
            PathVerdict::Output if lists_outputs => Some((display(&left.open), Skip::Output)),
            _ => None,
        };
        self.skipped.extend(self.left_out.iter().filter_map(listed));
        if unordered {
            self.files.sort_unstable_by(|a, b| {
                by_components(&a.display, &b.display).then_with(|| a.open.cmp(&b.open))
            });
            self.files.dedup_by(|b, a| a.open == b.open);
        }
        self.skipped
            .sort_unstable_by(|a, b| by_components(&a.0, &b.0).then_with(|| a.cmp(b)));
        self.skipped.dedup();
        for errors in [&mut self.errors, &mut self.ignore_file_errors] {
            errors.sort_unstable_by(|a, b| by_components(&a.0, &b.0).then_with(|| a.cmp(b)));
            errors.dedup();
        }
        // Roots with a common part meet the same path twice.
        let by_path: BTreeMap<&Path, PathVerdict> = self
            .left_out
            .iter()
            .map(|left| (left.open.as_path(), left.verdict))
            .collect();
        let mut left_out = BTreeMap::new();
        for by in by_path.into_values().filter_map(PathVerdict::left_out_by) {
            *left_out.entry(by).or_default() += 1;
        }
        self.vendored
            .sort_unstable_by(|a, b| by_components(&a.0, &b.0));
        self.outside_sparse
            .sort_unstable_by(|a, b| by_components(a, b));
        self.outside_sparse.dedup();
        for (by, count) in [
            (
                LeftOutBy::Vendored,
                self.vendored.iter().map(|(_, files)| files).sum(),
            ),
            (LeftOutBy::Sparse, self.outside_sparse.len() as u64),
        ] {
            if count > 0 {
                left_out.insert(by, count);
            }
        }
        Walked {
            files: self.files,
            skipped: self.skipped,
            errors: self.errors,
            ignore_file_errors: self.ignore_file_errors,
            left_out,
            vendored: self.vendored,
            outside_sparse: self.outside_sparse.into_iter().next(),
            folders: self.folders,
            any_folder: false,
        }
    }
}
