//! Whether a program reads the fields of examples: their values are then used.

use memchr::memmem;

use super::file::File;
use crate::language::Kind;

/// Names of fields that show what a value may look like.
const EXAMPLES: &[&str] = &["placeholder", "example", "examples", "metavar"];

/// Whether a program reads a field of examples: `model["example"]`, `model.example`, `const { example } = model`.
pub(super) fn are_read(file: &File<'_>) -> bool {
    *file.reads_samples.get_or_init(|| {
        matches!(file.kind(), Kind::Code | Kind::Notebook)
            && EXAMPLES.iter().any(|name| is_read(file, name.as_bytes()))
    })
}

fn is_read(file: &File<'_>, name: &[u8]) -> bool {
    let text = file.text();
    memmem::find_iter(text, name).any(|at| {
        let (before, after) = (&text[..at], &text[at + name.len()..]);
        if file.lexed.kind_at(at).is_comment() {
            return false;
        }
        let before = before.strip_suffix(b"\\").unwrap_or(before);
        match before.last() {
            Some(quote @ (b'"' | b'\'')) if after.first() == Some(quote) => {
                is_subscript(&before[..before.len() - 1])
            }
            Some(b'.') => !after.first().is_some_and(|b| {
                b.is_ascii_alphanumeric() || matches!(b, b'_' | b'(' | b'.' | b'-')
            }),
            _ => {
                let rest = after.trim_ascii_start().strip_prefix(b"}");
                let assigned = rest.is_some_and(|rest| rest.trim_ascii_start().starts_with(b"="));
                assigned && before.trim_ascii_end().ends_with(b"{")
            }
        }
    })
}

/// Whether a text ends with a bracket or call that reads a key. What is before the bracket of a list is no name.
fn is_subscript(before: &[u8]) -> bool {
    let before = before.trim_ascii_end();
    let is_object = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b')' | b']');
    before.ends_with(b".get(")
        || before
            .strip_suffix(b"[")
            .is_some_and(|object| object.last().is_some_and(is_object))
}
