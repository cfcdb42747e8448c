//! Names of files as text: how reports show them, and what they mean on each system.
//!
//! Pure functions over strings: the rules of Windows are tested on every system. Does not escape for terminals or
//! formats; each output does that itself.

use std::fmt::Write as _;

/// A name as text. Bytes that are not UTF-8 are `\xHH`, and a `\x` of the name itself is `\x5Cx`, so that
/// different names give different texts.
pub(crate) fn of_bytes(name: &[u8]) -> String {
    if let Ok(plain) = str::from_utf8(name)
        && !plain.contains("\\x")
    {
        return plain.to_owned();
    }
    let mut text = String::with_capacity(name.len() + 8);
    for chunk in name.utf8_chunks() {
        text.push_str(&chunk.valid().replace("\\x", "\\x5Cx"));
        for byte in chunk.invalid() {
            write!(text, "\\x{byte:02X}").expect("writing to a String cannot fail");
        }
    }
    text
}

/// How a system writes paths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PathStyle {
    /// Only `/` separates.
    Unix,
    /// `/` and `\` separate; drive letters, UNC paths and `\\?\`; ASCII case says nothing.
    Windows,
}

/// Names that Windows opens as devices, in any case and with any extension.
/// Source: "Naming Files, Paths, and Namespaces", learn.microsoft.com.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "conin$", "conout$"];

impl PathStyle {
    /// The style of the system that the program was built for.
    pub(crate) const HERE: Self = if cfg!(windows) {
        Self::Windows
    } else {
        Self::Unix
    };

    /// The path with `/` alone. A `\\?\` of Windows is left out: it says how to open the path, not where it leads.
    pub(crate) fn slashes(self, path: &str) -> String {
        if self == Self::Unix {
            return path.to_owned();
        }
        let path = path.replace('\\', "/");
        match path.strip_prefix("//?/") {
            Some(rest)
                if rest
                    .get(..4)
                    .is_some_and(|unc| unc.eq_ignore_ascii_case("UNC/")) =>
            {
                format!("//{}", &rest[4..])
            }
            Some(rest) => rest.to_owned(),
            None => path,
        }
    }

    /// Whether a path begins at the root of a file system or drive.
    pub(crate) fn is_absolute(self, path: &str) -> bool {
        let is_separator = |byte: &u8| *byte == b'/' || (self == Self::Windows && *byte == b'\\');
        let bytes = path.as_bytes();
        let on_drive = || matches!(bytes, [letter, b':', rest @ ..] if letter.is_ascii_alphabetic() && rest.first().is_some_and(is_separator));
        bytes.first().is_some_and(is_separator) || (self == Self::Windows && on_drive())
    }

    /// The part of an absolute path with `/` that no `..` removes: `/`, `C:/`, `//host/share/`.
    fn top(self, path: &str) -> usize {
        if self == Self::Unix {
            return usize::from(path.starts_with('/'));
        }
        let after = |start: usize| {
            path[start..]
                .find('/')
                .map_or(path.len(), |at| start + at + 1)
        };
        match path.as_bytes() {
            [b'/', b'/', ..] => after(after(2)),
            [b'/', ..] => 1,
            [_, b':', b'/', ..] => 3,
            _ => 0,
        }
    }

    /// An absolute path with `/`, without `.`, `..`, repeated and final slashes. Nothing is looked up.
    pub(crate) fn absolute(self, path: &str) -> String {
        let path = self.slashes(path);
        let (top, rest) = path.split_at(self.top(&path));
        let mut parts: Vec<&str> = Vec::new();
        for part in rest.split('/') {
            match part {
                "" | "." => {}
                ".." => drop(parts.pop()),
                part => parts.push(part),
            }
        }
        let whole = format!("{}/{}", top.trim_end_matches('/'), parts.join("/"));
        if whole.len() > 1 {
            whole.trim_end_matches('/').to_owned()
        } else {
            whole
        }
    }

    /// The rest of a path below a folder, empty for the folder itself; absent outside of it. Both are results of
    /// [`PathStyle::absolute`].
    pub(crate) fn below<'a>(self, path: &'a str, folder: &str) -> Option<&'a str> {
        let folder = folder.trim_end_matches('/');
        let (start, rest) = path.split_at_checked(folder.len())?;
        let same = start == folder || (self == Self::Windows && start.eq_ignore_ascii_case(folder));
        let rest = if rest.is_empty() {
            Some(rest)
        } else {
            rest.strip_prefix('/')
        };
        rest.filter(|_| same)
    }

    /// Whether Windows opens a device for this path, wherever it is: `NUL`, `a/aux.py`, `COM1`.
    pub(crate) fn is_device(self, path: &str) -> bool {
        let separators: &[char] = if self == Self::Windows {
            &['/', '\\', ':']
        } else {
            &['/']
        };
        let name = path.rsplit(separators).next().unwrap_or_default();
        let stem = name
            .split('.')
            .next()
            .unwrap_or_default()
            .trim_end_matches(' ')
            .to_ascii_lowercase();
        let numbered = |prefix| {
            stem.strip_prefix(prefix).is_some_and(|number: &str| {
                matches!(
                    number,
                    "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "¹" | "²" | "³"
                )
            })
        };
        self == Self::Windows
            && (DEVICES.contains(&stem.as_str()) || numbered("com") || numbered("lpt"))
    }

    /// A glob as it is typed, as one with `/` alone. On Windows a `\` separates, since no name there has one, unless a
    /// character follows that only means itself with it: `[`, `]`, `{`, `}`, `!`, `#`, a blank or another `\`.
    pub(crate) fn typed_glob(self, glob: &str) -> String {
        if self == Self::Unix {
            return glob.to_owned();
        }
        let mut whole = String::with_capacity(glob.len());
        let mut characters = glob.chars().peekable();
        while let Some(character) = characters.next() {
            match (character, characters.peek()) {
                ('\\', Some(next)) if "[]{}!# ".contains(*next) => {
                    whole.push('\\');
                    whole.extend(characters.next());
                }
                ('\\', Some('\\')) => {}
                ('\\', _) => whole.push('/'),
                (other, _) => whole.push(other),
            }
        }
        whole
    }
}

#[cfg(test)]
mod tests {
    use super::PathStyle::{Unix, Windows};
    use super::*;

    #[test]
    fn different_names_give_different_texts() {
        assert_eq!(of_bytes("ünï/x.py".as_bytes()), "ünï/x.py");
        assert_eq!(of_bytes(b"a\xFF.py"), r"a\xFF.py");
        assert_eq!(of_bytes(b"a\xFE.py"), r"a\xFE.py");
        assert_eq!(of_bytes(br"a\xFF.py"), r"a\x5CxFF.py");
        assert_eq!(of_bytes(br"a\b"), r"a\b");
    }

    #[test]
    fn windows_separates_by_both_slashes() {
        let long = format!(r"\\?\C:\{}", r"deep\".repeat(100));
        for (path, want) in [
            (r"a\b.py", "a/b.py"),
            (r"C:\a\b.py", "C:/a/b.py"),
            (r"\\?\C:\a\b.py", "C:/a/b.py"),
            (r"\\host\share\b.py", "//host/share/b.py"),
            (r"\\?\UNC\host\share\b.py", "//host/share/b.py"),
            (r"\\?\unc\host\share\b.py", "//host/share/b.py"),
            (long.as_str(), &format!("C:/{}", "deep/".repeat(100))),
        ] {
            assert_eq!(Windows.slashes(path), want, "{path}");
            assert_eq!(Unix.slashes(path), path);
        }
    }

    #[test]
    fn windows_has_more_kinds_of_absolute_paths() {
        for (path, unix, windows) in [
            ("/a", true, true),
            ("a", false, false),
            (r"\a", false, true),
            (r"C:\a", false, true),
            ("c:/a", false, true),
            // On a drive, but relative to the folder that is current there.
            ("C:a", false, false),
            (r"\\host\share", false, true),
            (r"\\?\C:\a", false, true),
            ("ab:/c", false, false),
            ("", false, false),
        ] {
            assert_eq!(
                (Unix.is_absolute(path), Windows.is_absolute(path)),
                (unix, windows),
                "{path}"
            );
        }
    }

    #[test]
    fn parent_steps_stay_on_a_drive_or_share() {
        for (path, want) in [
            (r"C:\a\..\..\b\.\c\", "C:/b/c"),
            ("C:\\", "C:"),
            (r"\\host\share\..\a", "//host/share/a"),
            (r"\\?\UNC\host\share\a\..\b", "//host/share/b"),
            (r"\a\..\b", "/b"),
        ] {
            assert_eq!(Windows.absolute(path), want, "{path}");
        }
        assert_eq!(
            (Unix.absolute("/a//b/../c/."), Unix.absolute("/..")),
            ("/a/c".into(), "/".into())
        );
    }

    #[test]
    fn case_is_ignored_on_windows() {
        assert_eq!(Windows.below("c:/Repo/a.py", "C:/repo"), Some("a.py"));
        assert_eq!(Windows.below("C:/repository/a.py", "C:/repo"), None);
        assert_eq!(Windows.below("C:/a.py", "C:"), Some("a.py"));
        assert_eq!(Unix.below("/Repo/a.py", "/repo"), None);
        assert_eq!(
            (Unix.below("/a", "/"), Unix.below("/a", "/a")),
            (Some("a"), Some(""))
        );
        assert_eq!(Unix.below("/é", "/a"), None);
    }

    #[test]
    fn reserved_names_are_devices_on_windows() {
        for path in [
            "NUL",
            "nul",
            r"a\aux.py",
            "a/CON.tar.gz",
            "com1",
            "LPT9.txt",
            "COM²",
            "prn .py",
            "C:nul",
            "CONIN$",
        ] {
            assert!(Windows.is_device(path) && !Unix.is_device(path), "{path}");
        }
        for path in [
            "null",
            "console.py",
            "com0",
            "com10",
            "a.nul",
            "nul/a.py",
            "auxiliary",
            "lpt",
        ] {
            assert!(!Windows.is_device(path), "{path}");
        }
    }

    #[test]
    fn a_glob_typed_on_windows_may_have_its_separators() {
        for (typed, want) in [
            (r"sub\x.py", "sub/x.py"),
            (r".\docs\**", "./docs/**"),
            (r"docs\*.py", "docs/*.py"),
            (r"a\\b", "a/b"),
            (r"app\[id\]", r"app\[id\]"),
            (r"!a\b", "!a/b"),
            (r"my\ file", r"my\ file"),
            (r"sub\", "sub/"),
        ] {
            assert_eq!(Windows.typed_glob(typed), want, "{typed}");
            assert_eq!(Unix.typed_glob(typed), typed);
        }
    }
}
