//! Whether a program reads the fields of examples, or a form offers them: their values are then used.

use memchr::memmem;

use super::element::name_at_end;
use super::file::File;
use super::line::folded;
use crate::language::Kind;
use crate::outline::{BlockKind, Item};

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

/// Whether a record is a field of a form of which one value is selected: `{ type: SELECT, values: ["…"] }`.
pub(super) fn is_select(file: &File<'_>, number: usize) -> bool {
    const SELECTS: &[&str] = &["select", "multiselect", "dropdown"];
    let (text, outline) = (file.text(), file.outline());
    let kind = outline.block(number).kind;
    let is_kind = |item: &Item| {
        let key = folded(name_at_end(&text[item.key()]));
        let value = &text[item.value()];
        matches!(key.as_str(), "type" | "format" | "widget")
            && value.len() <= 24
            && SELECTS.contains(&folded(value).as_str())
    };
    matches!(
        kind,
        BlockKind::Curly | BlockKind::Element | BlockKind::Lines
    ) && outline.items(number).iter().take(12).any(is_kind)
}
