//! Texts in encodings other than UTF-8.

use super::{language_of, lex};
use crate::lexer::TokenKind;

/// A character of Shift-JIS, GBK or Big5 can end in the byte of a backslash, which escapes nothing.
#[test]
fn the_second_byte_of_a_character_does_not_escape() {
    for (path, text) in [
        (
            "a.c",
            &b"char *s[] = {\"\x95\x5c\", \"//\", call(\"HIT\")};"[..],
        ),
        (
            "a.java",
            b"String[] s = {\"\x83\x5c\", \"//\", call(\"HIT\")};",
        ),
        (
            "a.js",
            b"const s = [\"\x81\x5c\", \"/*\", call(\"HIT\"), \"*/\"];",
        ),
        // A character of UTF-8 ends before a backslash.
        ("b.c", b"char *s[] = {\"\xc3\xa9\\\" // \", call(\"HIT\")};"),
    ] {
        let at = memchr::memmem::find(text, b"HIT").unwrap();
        let lexed = lex(text, language_of(path, text));
        assert_eq!(lexed.kind_at(at), TokenKind::String, "{path}");
    }
}
