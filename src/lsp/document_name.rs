//! The names of documents: URIs of files, of notebook cells, and of texts that were never saved.

use std::path::{Path, PathBuf};

use crate::language::LANGUAGES;

/// Names of languages in the protocol that are not those of file types here, with an extension.
const OTHER_NAMES: &[(&str, &str)] = &[
    ("javascriptreact", "jsx"),
    ("typescriptreact", "tsx"),
    ("shellscript", "sh"),
    ("bash", "sh"),
    ("terraform", "tf"),
    ("jsonc", "json"),
    ("vb", "vb"),
    ("bat", "bat"),
    ("dotenv", "env"),
    ("objective-cpp", "mm"),
    ("svelte", "vue"),
    ("latex", "tex"),
    ("plaintext", "txt"),
];

/// What the URI of a document names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentName {
    /// The file, or the notebook of a cell; absent for a text that was never saved.
    pub path: Option<PathBuf>,
    /// Whether the text is one cell of the notebook.
    pub is_cell: bool,
}

impl DocumentName {
    /// Reads a URI.
    pub fn of(uri: &str) -> Self {
        let (scheme, rest) = uri.split_once(':').unwrap_or(("", uri));
        let rest = rest.split(['?', '#']).next().unwrap_or_default();
        let is_cell = scheme.ends_with("notebook-cell");
        let path = match scheme {
            _ if is_cell => path_of(rest),
            "file" => path_of(rest),
            _ => None,
        };
        Self { path, is_cell }
    }

    /// The path to judge the text with, relative to `root`, with `/`: that of the file, or for what has none of its own a name
    /// with the extension of its language. Absent if the file is not below `root`.
    pub fn below(&self, root: &Path, language_id: &str) -> Option<String> {
        let below = self.path.as_deref()?.strip_prefix(root).ok()?;
        let below = below.to_str()?.replace(std::path::MAIN_SEPARATOR, "/");
        Some(match self.is_cell {
            true => format!("{below}.{}", extension(language_id)),
            false => below,
        })
    }

    /// The name to judge a text with that is in no folder of the editor.
    pub fn alone(&self, language_id: &str) -> String {
        let name = self.path.as_deref().and_then(Path::file_name);
        match name.and_then(|name| name.to_str()) {
            Some(name) if !self.is_cell => name.to_owned(),
            Some(name) => format!("{name}.{}", extension(language_id)),
            None => format!("untitled.{}", extension(language_id)),
        }
    }
}

/// The extension of a language of the protocol; `txt` if it is not known.
fn extension(language_id: &str) -> &'static str {
    let other = OTHER_NAMES.iter().find(|(name, _)| *name == language_id);
    let known = || LANGUAGES.iter().find(|known| known.name == language_id);
    other
        .map(|(_, extension)| *extension)
        .or_else(|| known()?.extensions.first().copied())
        .unwrap_or("txt")
}

/// The absolute path of a URI after its scheme; absent if it names another machine, or is not absolute.
fn path_of(rest: &str) -> Option<PathBuf> {
    let path = match rest.strip_prefix("//") {
        Some(after) => {
            let slash = after.find('/')?;
            let (host, path) = after.split_at(slash);
            let is_here = host.is_empty() || host.eq_ignore_ascii_case("localhost");
            is_here.then_some(path)?
        }
        None => rest,
    };
    let decoded = String::from_utf8(percent_decoded(path)?).ok()?;
    if decoded.contains('\0') {
        return None;
    }
    let path = match decoded.as_bytes() {
        // `/c:/folder` of Windows.
        [b'/', drive, b':', ..] if cfg!(windows) && drive.is_ascii_alphabetic() => {
            PathBuf::from(&decoded[1..])
        }
        _ => PathBuf::from(decoded),
    };
    let climbs = path
        .components()
        .any(|part| part == std::path::Component::ParentDir);
    (path.is_absolute() && !climbs).then_some(path)
}

fn percent_decoded(text: &str) -> Option<Vec<u8>> {
    let mut bytes = text.bytes();
    let mut decoded = Vec::with_capacity(text.len());
    while let Some(byte) = bytes.next() {
        if byte != b'%' {
            decoded.push(byte);
            continue;
        }
        let mut digit = || char::from(bytes.next()?).to_digit(16);
        let (high, low) = (digit()?, digit()?);
        decoded.push(u8::try_from(high * 16 + low).ok()?);
    }
    Some(decoded)
}

#[cfg(all(test, unix))]
mod tests {
    use std::path::Path;

    use super::DocumentName;

    #[test]
    fn uris_of_files_and_cells_are_paths() {
        for (uri, path) in [
            ("file:///a/b.py", Some("/a/b.py")),
            (
                "file://localhost/a%20b/%E6%BC%A2.py",
                Some("/a b/\u{6F22}.py"),
            ),
            ("file:/a/b.py", Some("/a/b.py")),
            (
                "vscode-notebook-cell:/a/n.ipynb#W0sZmlsZQ",
                Some("/a/n.ipynb"),
            ),
            ("vscode-notebook-cell:///a/n.ipynb#W0", Some("/a/n.ipynb")),
            ("file://elsewhere/a", None),
            ("file:a", None),
            ("file:///a/../b", None),
            ("file:///a%2e%2e/%2e%2e/b", None),
            ("file:///a%", None),
            ("file:///a%00b", None),
            ("file:///%FF", None),
            ("untitled:Untitled-1", None),
            ("git:/a/b.py?ref", None),
            ("", None),
        ] {
            let found = DocumentName::of(uri).path;
            assert_eq!(found.as_deref(), path.map(Path::new), "{uri}");
        }
    }

    #[test]
    fn a_name_has_the_extension_of_what_is_judged() {
        let cell = DocumentName::of("vscode-notebook-cell:/w/a/n.ipynb#1");
        assert_eq!(
            cell.below(Path::new("/w"), "python").as_deref(),
            Some("a/n.ipynb.py")
        );
        assert_eq!(cell.below(Path::new("/v"), "python"), None);
        let file = DocumentName::of("file:///w/a/b.tf");
        assert_eq!(
            file.below(Path::new("/w"), "terraform").as_deref(),
            Some("a/b.tf")
        );
        assert_eq!(file.alone("terraform"), "b.tf");
        for (language, name) in [
            ("typescriptreact", "untitled.tsx"),
            ("java", "untitled.java"),
            ("klingon", "untitled.txt"),
        ] {
            assert_eq!(DocumentName::of("untitled:x").alone(language), name);
        }
    }
}
