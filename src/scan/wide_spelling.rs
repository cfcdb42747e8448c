//! What ASCII a text of single bytes has in UTF-16 or UTF-32.
//!
//! The beginning of a file decides how it is decoded. A file that begins otherwise, as one to which PowerShell appended, can
//! have lines in UTF-16 that a search of its bytes does not find, and that nothing decodes.

/// Whether a search finds something only in the characters between NULs. Without a NUL this costs one fast pass.
pub(super) fn has_in_wide(bytes: &[u8], has: impl Fn(&[u8]) -> bool) -> bool {
    memchr::memchr(0, bytes).is_some() && has(&ascii_between_nuls(bytes))
}

/// The runs of ASCII with one NUL, and those with three NULs, between the characters; each run is a line. Both byte orders
/// look alike but for their ends. Joining what is around any NUL was rejected: a text that ends each entry of a list with a
/// NUL has no run of two characters.
fn ascii_between_nuls(bytes: &[u8]) -> Vec<u8> {
    let mut found = Vec::new();
    for nuls in [1, 3] {
        let is_character = |at: usize| bytes.get(at).is_some_and(|b| *b != 0 && b.is_ascii());
        let continues = |at: usize| {
            let next = at + nuls + 1;
            is_character(at)
                && is_character(next)
                && bytes[at + 1..next].iter().all(|byte| *byte == 0)
        };
        let mut at = 0;
        while at < bytes.len() {
            if !continues(at) {
                at += 1;
                continue;
            }
            while continues(at) {
                found.push(bytes[at]);
                at += nuls + 1;
            }
            found.extend([bytes[at], b'\n']);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{ascii_between_nuls, has_in_wide};

    #[test]
    fn runs_of_both_widths_and_orders_are_lines() {
        let found = |bytes: &[u8]| String::from_utf8(ascii_between_nuls(bytes)).unwrap();
        assert_eq!(found(b"x = 1\na\0b\0c\0"), "abc\n");
        assert_eq!(found(b"\0a\0b\0c"), "abc\n");
        assert_eq!(found(b"a\0\0\0b\0\0\0c\0\0\0"), "abc\n");
        assert_eq!(found(b"abc\0\0def\0\0"), "");
        assert_eq!(found(b""), "");
        assert!(!has_in_wide(b"ab", |_| true));
        assert!(has_in_wide(b"a\0b", |text| text == b"ab\n"));
    }
}
