//! Parses the list of files of `--files-from`.

use std::path::PathBuf;

/// The paths of a list, separated by NUL if it contains any, else by newlines; empty ones are skipped.
pub(crate) fn parse_list(text: &[u8]) -> Vec<PathBuf> {
    let separator = if text.contains(&0) { 0 } else { b'\n' };
    let names = text
        .split(|byte| *byte == separator)
        .map(|name| match separator {
            b'\n' => name.strip_suffix(b"\r").unwrap_or(name),
            _ => name,
        });
    names.filter(|name| !name.is_empty()).map(path).collect()
}

#[cfg(unix)]
fn path(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt as _;
    PathBuf::from(std::ffi::OsStr::from_bytes(bytes))
}

#[cfg(not(unix))]
fn path(bytes: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_of_lines_or_of_names_ended_by_nul() {
        let list = |text: &[u8]| parse_list(text);
        assert_eq!(list(b"a\nb c\r\n\nd"), ["a", "b c", "d"].map(PathBuf::from));
        assert_eq!(list(b"a\nb\0c\r\0"), ["a\nb", "c\r"].map(PathBuf::from));
        assert!(list(b"\n\n").is_empty());
    }
}
