//! Turns paths of reports into paths of the project.

use std::path::{Path, PathBuf};

use crate::file_access::may_exist;
use crate::path_text::PathStyle;
use crate::walk::plain;

/// Turns paths as reports show them, relative to the working directory, into paths relative to the
/// project's root, so that patterns and fingerprints mean the same from any folder.
#[derive(Clone, Debug)]
pub struct ProjectPaths {
    root: PathBuf,
    working_directory: PathBuf,
}

impl ProjectPaths {
    /// Takes both folders as absolute paths.
    pub fn new(root: &Path, working_directory: &Path) -> Self {
        Self {
            root: plain(root),
            working_directory: plain(working_directory),
        }
    }

    /// The path relative to the root, with `/`; one that is outside stays as it is.
    pub fn relative(&self, display: &str) -> String {
        let absolute = plain(&self.working_directory.join(display));
        match absolute.strip_prefix(&self.root) {
            Ok(inner) => {
                let parts: Vec<_> = inner
                    .components()
                    .map(|part| part.as_os_str().to_string_lossy())
                    .collect();
                parts.join("/")
            }
            Err(_) => display.to_owned(),
        }
    }

    /// Whether there is, or may be, something at a path relative to the root.
    pub fn exists(&self, path: &str) -> bool {
        may_exist(&self.root.join(path))
    }
}

/// A glob that was typed in a folder of the project, as one relative to the project's root. `prefix` is that
/// folder, with a final `/`, or empty for the root itself. A glob without a slash before its end applies in every
/// folder and stays as it is.
pub fn glob_of_project(prefix: &str, glob: &str) -> String {
    let glob = PathStyle::HERE.typed_glob(glob);
    let typed = glob.strip_prefix("./").unwrap_or(&glob);
    let is_anchored = typed.trim_end_matches('/').contains('/') && !typed.starts_with('!');
    if prefix.is_empty() || !is_anchored {
        return glob;
    }
    let mut below = typed.trim_start_matches('/');
    let mut folder = prefix.trim_end_matches('/');
    while let Some(above) = below.strip_prefix("../") {
        below = above;
        folder = folder.rsplit_once('/').map_or("", |(parent, _)| parent);
    }
    let mut whole = String::from("/");
    for character in folder.chars() {
        if "*?[]{}!#\\ ".contains(character) {
            whole.push('\\');
        }
        whole.push(character);
    }
    if !folder.is_empty() {
        whole.push('/');
    }
    whole + below
}
