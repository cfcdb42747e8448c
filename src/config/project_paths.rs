//! Turns paths of reports into paths of the project.

use std::path::{Path, PathBuf};

use crate::file_access::may_exist;
use crate::path_text::{self, PathStyle};

/// Turns paths as reports show them, relative to the working directory, into paths relative to the
/// project's root, so that patterns and fingerprints mean the same from any folder.
#[derive(Clone, Debug)]
pub struct ProjectPaths {
    folder: PathBuf,
    style: PathStyle,
    /// Absolute, with `/`.
    root: String,
    /// Absolute, with `/`.
    working_directory: String,
}

impl ProjectPaths {
    /// Takes both folders as absolute paths.
    pub fn new(root: &Path, working_directory: &Path) -> Self {
        let text = |path: &Path| path_text::of_bytes(path.as_os_str().as_encoded_bytes());
        Self {
            folder: root.to_owned(),
            ..Self::with_style(PathStyle::HERE, &text(root), &text(working_directory))
        }
    }

    fn with_style(style: PathStyle, root: &str, working_directory: &str) -> Self {
        Self {
            folder: PathBuf::from(root),
            style,
            root: style.absolute(root),
            working_directory: style.absolute(working_directory),
        }
    }

    /// The path relative to the root, with `/`; one that is outside stays as it is.
    pub fn relative(&self, display: &str) -> String {
        let absolute = if self.style.is_absolute(display) {
            self.style.absolute(display)
        } else {
            let below = format!("{}/{display}", self.working_directory);
            self.style.absolute(&below)
        };
        self.style
            .below(&absolute, &self.root)
            .unwrap_or(display)
            .to_owned()
    }

    /// Whether there is, or may be, something at a path relative to the root.
    pub fn exists(&self, path: &str) -> bool {
        may_exist(&self.folder.join(path))
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

#[cfg(test)]
mod tests {
    use super::PathStyle::{Unix, Windows};
    use super::*;

    #[test]
    fn paths_of_the_project_are_relative_to_its_root() {
        for (style, root, here, path, want) in [
            (Unix, "/p", "/p/svc", "a.py", "svc/a.py"),
            (Unix, "/p", "/p/svc", "./b/../a.py", "svc/a.py"),
            (Unix, "/p", "/p/svc", "../a.py", "a.py"),
            (Unix, "/p", "/p/svc", "/p/lib/a.py", "lib/a.py"),
            (Unix, "/p", "/p/svc", "../../q/a.py", "../../q/a.py"),
            (Unix, "/p", "/p", "..", ".."),
            (Unix, "/", "/p", "a.py", "p/a.py"),
            // A name, not a folder and a name.
            (Unix, "/p", "/p", r"b\a.py", r"b\a.py"),
            (Windows, r"C:\p", r"C:\p\svc", r"b\a.py", "svc/b/a.py"),
            (Windows, r"C:\p", r"c:\P\svc", r"..\a.py", "a.py"),
            (Windows, r"C:\p", r"C:\p", r"c:\p\lib\a.py", "lib/a.py"),
            (Windows, r"\\?\C:\p", r"C:\p", "lib/a.py", "lib/a.py"),
            (Windows, r"C:\p", r"C:\p", r"D:\p\a.py", r"D:\p\a.py"),
            (Windows, r"\\host\s\p", r"\\host\s\p\x", "a.py", "x/a.py"),
        ] {
            let paths = ProjectPaths::with_style(style, root, here);
            assert_eq!(paths.relative(path), want, "{root} {here} {path}");
        }
    }
}
