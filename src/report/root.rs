//! The folder that paths of reports for programs are relative to.
//!
//! Everything else in a report is relative to the working directory. A format for programs turns each path with
//! [`ReportRoot::path_of`], so that its consumers find the file whatever folder the scan ran in.

use std::borrow::Cow;
use std::path::Path;

use crate::path_text::{self, PathStyle};

/// Name of standard input where the user gave none. It is in no folder.
pub const STANDARD_INPUT: &str = "<stdin>";

/// The root of the repository that contains the working directory, else that of the project, else the working
/// directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportRoot {
    style: PathStyle,
    /// Absolute, with `/` and without a final one.
    folder: String,
    /// The working directory below it: its components.
    here: Vec<String>,
}

impl Default for ReportRoot {
    /// The working directory, wherever it is.
    fn default() -> Self {
        Self {
            style: PathStyle::HERE,
            folder: String::new(),
            here: Vec::new(),
        }
    }
}

impl ReportRoot {
    /// Takes two absolute paths. A root that does not contain the working directory is replaced by it.
    pub fn new(root: &Path, working_directory: &Path) -> Self {
        let text = |path: &Path| path_text::of_bytes(path.as_os_str().as_encoded_bytes());
        Self::with_style(PathStyle::HERE, &text(root), &text(working_directory))
    }

    fn with_style(style: PathStyle, root: &str, working_directory: &str) -> Self {
        let (root, working_directory) = (style.absolute(root), style.absolute(working_directory));
        match style.below(&working_directory, &root) {
            Some(here) => {
                let here = here
                    .split('/')
                    .filter(|part| !part.is_empty())
                    .map(str::to_owned)
                    .collect();
                Self {
                    style,
                    folder: root,
                    here,
                }
            }
            None => Self {
                style,
                folder: working_directory,
                here: Vec::new(),
            },
        }
    }

    /// A path as reports show it, relative to the root. A file outside the root has an absolute path.
    pub fn path_of<'a>(&self, shown: &'a str) -> Cow<'a, str> {
        let is_plain = !shown.starts_with("./") && !shown.starts_with("..");
        let is_relative = !self.style.is_absolute(shown);
        if self.here.is_empty() && is_plain && is_relative
            || shown.is_empty()
            || shown == STANDARD_INPUT
        {
            return Cow::Borrowed(shown);
        }
        if !is_relative {
            let absolute = self.style.absolute(shown);
            return Cow::Owned(match self.style.below(&absolute, &self.folder) {
                Some(inside) if !self.folder.is_empty() => or_dot(inside).to_owned(),
                _ => absolute,
            });
        }
        let mut parts: Vec<&str> = self.here.iter().map(String::as_str).collect();
        for part in shown.split('/') {
            match part {
                "" | "." => {}
                ".." if parts.pop().is_none() => return self.outside(shown),
                ".." => {}
                part => parts.push(part),
            }
        }
        Cow::Owned(or_dot(&parts.join("/")).to_owned())
    }

    fn outside<'a>(&self, shown: &'a str) -> Cow<'a, str> {
        if self.folder.is_empty() {
            return Cow::Borrowed(shown);
        }
        let whole = [&self.folder, "/", &self.here.join("/"), "/", shown].concat();
        Cow::Owned(self.style.absolute(&whole))
    }

    /// The name of the root's folder; absent for the root of a file system.
    pub fn name(&self) -> Option<&str> {
        let name = self.folder.rsplit('/').next()?;
        (!name.is_empty() && !name.ends_with(':')).then_some(name)
    }

    /// The root as seen from the working directory: `.`, `..`, `../..`.
    pub fn seen_from_working_directory(&self) -> String {
        or_dot(&vec![".."; self.here.len()].join("/")).to_owned()
    }

    /// The working directory relative to the root: `.` for the root itself.
    pub fn working_directory(&self) -> String {
        or_dot(&self.here.join("/")).to_owned()
    }

    /// The same as the beginning of a path: empty, or with a final `/`.
    pub fn prefix(&self) -> String {
        self.here.iter().map(|part| format!("{part}/")).collect()
    }
}

fn or_dot(path: &str) -> &str {
    if path.is_empty() { "." } else { path }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_begin_at_the_root() {
        let root = |here: &str| ReportRoot::with_style(PathStyle::Unix, "/r", here);
        for (here, shown, want) in [
            ("/r", "z.py", "z.py"),
            ("/r", "./z.py", "z.py"),
            ("/r/svc", "z.py", "svc/z.py"),
            ("/r/svc", ".", "svc"),
            ("/r/svc", "..", "."),
            ("/r/svc/x", "../z.py", "svc/z.py"),
            ("/r/svc", "../../other/z.py", "/other/z.py"),
            ("/r/svc", "/r/a/z.py", "a/z.py"),
            ("/r/svc", "/rest/z.py", "/rest/z.py"),
            ("/r/svc", "..z.py", "svc/..z.py"),
            ("/r/svc", "a\\b", "svc/a\\b"),
            ("/r/svc", STANDARD_INPUT, STANDARD_INPUT),
            ("/r/svc", "", ""),
            ("/elsewhere", "z.py", "z.py"),
        ] {
            assert_eq!(root(here).path_of(shown), want, "{here} {shown}");
        }
        assert_eq!(
            (
                root("/r").seen_from_working_directory(),
                root("/r").working_directory()
            ),
            (".".into(), ".".into())
        );
        assert_eq!(root("/r/a/b").seen_from_working_directory(), "../..");
        assert_eq!(
            (root("/r/a/b").working_directory(), root("/r/a/b").prefix()),
            ("a/b".into(), "a/b/".into())
        );
        assert_eq!(ReportRoot::default().path_of("../z.py"), "../z.py");
        assert_eq!(
            (root("/r/a").name(), ReportRoot::default().name()),
            (Some("r"), None)
        );
    }

    #[test]
    fn paths_of_windows_begin_at_the_root() {
        let root = |root: &str, here: &str| ReportRoot::with_style(PathStyle::Windows, root, here);
        for (top, here, shown, want) in [
            (r"C:\r", r"C:\r\svc", "z.py", "svc/z.py"),
            (r"C:\r", r"\\?\C:\r\svc", "z.py", "svc/z.py"),
            (r"C:\r", r"c:\R\svc", "C:/r/a.py", "a.py"),
            (r"C:\r", r"C:\r\svc", "D:/r/a.py", "D:/r/a.py"),
            (r"C:\r", r"C:\r", "../x/a.py", "C:/x/a.py"),
            (r"\\host\share\r", r"\\host\share\r\svc", "z.py", "svc/z.py"),
            (
                r"\\?\UNC\host\share\r",
                r"\\host\share\r\svc",
                "//host/share/r/z.py",
                "z.py",
            ),
            ("C:\\", r"C:\svc", "z.py", "svc/z.py"),
        ] {
            assert_eq!(root(top, here).path_of(shown), want, "{top} {here} {shown}");
        }
    }
}
