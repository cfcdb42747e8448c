//! Forms of a Lisp by their position: no mark is between a key and its value.

use super::element::Element;
use super::file::File;
use crate::language::Trait;
use crate::outline::BlockKind;

/// How many bytes of a list are read for the position of a form in it.
const LONGEST: usize = 4000;

/// Whether the reference is the pattern of an arm of `case`: `(case model "…" 1 ("…" "…") 2)`.
pub(super) fn is_pattern_of_case(file: &File<'_>, element: &Element) -> bool {
    if !file.source.language.has(Trait::PrefixOperators) || !element.quoted {
        return false;
    }
    let outline = file.outline();
    let innermost = outline.block(element.block);
    if innermost.kind != BlockKind::Round {
        return false;
    }
    // Several patterns of one arm are in a list of their own.
    let levels = [
        (element.block, element.word.start),
        (innermost.parent, innermost.inner.start.saturating_sub(1)),
    ];
    levels.iter().any(|(number, at)| {
        let block = outline.block(*number);
        let inner = &file.text()[block.inner.clone()];
        let is_case = block.kind == BlockKind::Round
            && (inner.starts_with(b"case ") || inner.starts_with(b"case\n"));
        // After the operator and the expression, a pattern and a value take turns; the last one alone is the default.
        is_case
            && position(file, *number, *at).is_some_and(|form| form >= 2 && form % 2 == 0)
            && has_form(file, *number, end_of(file, *number, *at))
    })
}

/// Whether the reference is a key of a map, and what its value is: `{"…" 0.25 "…" 8.0}`.
pub(super) fn value_of_key(file: &File<'_>, element: &Element) -> Option<std::ops::Range<usize>> {
    let outline = file.outline();
    let is_map = file.source.language.has(Trait::PrefixOperators)
        && element.quoted
        && outline.block(element.block).kind == BlockKind::Curly
        && !file.text()[..outline.block(element.block).inner.start].ends_with(b"#{");
    let form = position(file, element.block, element.word.start).filter(|_| is_map)?;
    let start = after_blanks(file, element.word.end);
    (form % 2 == 0 && start < outline.block(element.block).inner.end)
        .then(|| start..end_of(file, element.block, start))
}

/// How many forms of a list are before an offset; absent where that is too far.
fn position(file: &File<'_>, number: usize, at: usize) -> Option<usize> {
    let start = file.outline().block(number).inner.start;
    if at < start || at - start > LONGEST {
        return None;
    }
    let mut forms = 0;
    let mut next = after_blanks(file, start);
    while next < at {
        forms += 1;
        next = after_blanks(file, end_of(file, number, next).max(next + 1));
    }
    Some(forms)
}

/// Whether a list has a form after an offset.
fn has_form(file: &File<'_>, number: usize, at: usize) -> bool {
    after_blanks(file, at) < file.outline().block(number).inner.end
}

/// Where the form at an offset of a list ends.
fn end_of(file: &File<'_>, number: usize, at: usize) -> usize {
    let (text, outline) = (file.text(), file.outline());
    let end = outline.block(number).inner.end;
    if let Some((_, token)) = file.lexed.token_at(at) {
        return token.span.end;
    }
    let width = text[at..end]
        .iter()
        .take_while(|b| !b.is_ascii_whitespace() && !matches!(b, b'(' | b'[' | b'{' | b'"' | b','))
        .count();
    match text.get(at + width) {
        Some(b'(' | b'[' | b'{') if at + width < end => {
            let child = outline.child_in(number, at + width..at + width + 1);
            child.map_or(at + width + 1, |child| outline.block(child).end(text))
        }
        _ => at + width,
    }
}

/// The next offset that is neither a blank nor in a comment.
fn after_blanks(file: &File<'_>, mut at: usize) -> usize {
    let text = file.text();
    loop {
        match (text.get(at), file.lexed.token_at(at)) {
            (_, Some((_, token))) if token.kind.is_comment() => at = token.span.end.max(at + 1),
            (Some(byte), _) if byte.is_ascii_whitespace() || *byte == b',' => at += 1,
            _ => return at,
        }
    }
}
