//! Names of files as text for reports, the same for every name from the walk or from git.
//!
//! Does not escape for terminals or formats; each output does that itself.

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn different_names_give_different_texts() {
        assert_eq!(of_bytes("ünï/x.py".as_bytes()), "ünï/x.py");
        assert_eq!(of_bytes(b"a\xFF.py"), r"a\xFF.py");
        assert_eq!(of_bytes(b"a\xFE.py"), r"a\xFE.py");
        assert_eq!(of_bytes(br"a\xFF.py"), r"a\x5CxFF.py");
        assert_eq!(of_bytes(br"a\b"), r"a\b");
    }
}
