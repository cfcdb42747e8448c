//! IDs that code names in order to take them out of a collection: `models.remove("…")`, `del CACHE["…"]`, `models - ["…"]`.

use memchr::memmem;

use super::super::element::{Element, Role, contains_statements, last_piece, named};
use super::super::file::File;
use crate::language::{Kind, Trait};
use crate::outline::BlockKind;

/// Methods that take out their first argument, folded.
const METHODS: &[&str] = &[
    "delete",
    "discard",
    "pop",
    "remove",
    "removeall",
    "removevalue",
];

/// Languages whose collections can be subtracted.
const SUBTRACTING: &[&str] = &["elixir", "groovy", "kotlin", "python", "ruby", "scala"];

/// Languages in which a text can be subtracted from a collection: `models - "…"`.
const SUBTRACTING_ONE: &[&str] = &["groovy", "kotlin", "scala"];

/// Whether code takes the reference out of a collection.
pub(super) fn is_removed(file: &File<'_>, element: &Element) -> bool {
    if !matches!(file.kind(), Kind::Code | Kind::Infra) || !element.alone || !element.quoted {
        return false;
    }
    let (text, outline) = (file.text(), file.outline());
    let block = outline.block(element.block);
    let head = text[block.head.clone()].trim_ascii();
    let names = named(file, block);
    if SUBTRACTING_ONE.contains(&file.source.language.name)
        && element.before(file).trim_ascii_end().ends_with(b" -")
    {
        return true;
    }
    match block.kind {
        // The result of `pop` can be used.
        BlockKind::Round => {
            let callee = names.callee;
            let is_method = callee.contains(&b'.')
                && element.item == Some(0)
                && METHODS.contains(&last_piece(callee).as_str());
            let is_function = callee == b"delete" && element.item == Some(1);
            let before = head.strip_suffix(callee);
            let is_statement = before.is_some_and(|before| {
                before.is_empty() || drops(before) || tells_presence(file, callee)
            });
            is_statement && (is_method || is_function) && !is_used(file, element.block)
                || element.role == Role::Bare && is_subtracted(file, element.block)
        }
        BlockKind::Square | BlockKind::Curly => {
            [&b"del "[..], b"delete "]
                .iter()
                .any(|word| head.starts_with(word))
                || element.role == Role::Bare && is_subtracted(file, element.block)
        }
        _ => false,
    }
}

/// Whether something takes what a call returns: `run(pool.pop("…"))`, `x = pool.remove("…")`, `pool.remove("…")?.ask()`, the value of
/// a block in Rust, or an argument that it sets (`out var llm`).
fn is_used(file: &File<'_>, number: usize) -> bool {
    let outline = file.outline();
    let block = outline.block(number);
    let around = outline.block(block.parent);
    let arguments = &file.text()[block.inner.clone()];
    if tells_presence(file, named(file, block).callee) {
        return false;
    }
    matches!(around.kind, BlockKind::Round | BlockKind::Square)
        && !contains_statements(file, around)
        || memmem::find(arguments, b", out ").is_some()
        || is_assigned(file, number)
        || is_read(file, block.inner.end + 1)
}

/// Whether a removal gives a truth value, as those of JavaScript's sets and maps do.
fn tells_presence(file: &File<'_>, callee: &[u8]) -> bool {
    let is_script = matches!(file.source.language.name, "javascript" | "typescript");
    is_script && last_piece(callee) == "delete"
}

/// Whether a statement drops the value that follows: `let _ = …`.
fn drops(before: &[u8]) -> bool {
    before.trim_ascii_end().ends_with(b"_ =")
}

/// Whether the statement before a call takes its value, on whatever line that is.
fn is_assigned(file: &File<'_>, number: usize) -> bool {
    const TAKERS: &[&[u8]] = &[b"=", b"(", b"[", b"\\"];
    const WORDS: &[&[u8]] = &[b"and", b"not", b"or", b"return", b"yield"];
    let callee = named(file, file.outline().block(number)).callee;
    let head = &file.outline().block(number).head;
    let text = file.text();
    let start = memmem::rfind(&text[head.clone()], callee).map_or(head.start, |at| head.start + at);
    let before = code_before(file, start);
    // `await` passes the value on to what is before it.
    let before = before
        .strip_suffix(b"await")
        .map_or(before, <[u8]>::trim_ascii_end);
    if drops(before) {
        return false;
    }
    let is_of_name = |b: &&u8| b.is_ascii_alphanumeric() || **b == b'_';
    let word = before.iter().rev().take_while(is_of_name).count();
    TAKERS.iter().any(|sign| before.ends_with(sign))
        || WORDS.contains(&&before[before.len() - word..])
}

/// The text before an offset, without the blanks and comments right before it.
fn code_before<'s>(file: &File<'s>, at: usize) -> &'s [u8] {
    /// So many comments are skipped.
    const MOST: usize = 4;
    let mut before = file.text()[..at].trim_ascii_end();
    for _ in 0..MOST {
        let last = before.len().checked_sub(1);
        match last.and_then(|last| file.lexed.token_at(last)) {
            Some((_, token)) if token.kind.is_comment() => {
                before = before[..token.span.start.min(before.len())].trim_ascii_end();
            }
            _ => break,
        }
    }
    before
}

/// Whether what follows a call at `after` reads its result.
fn is_read(file: &File<'_>, after: usize) -> bool {
    /// What looks only at whether it worked.
    const ENDS: &[&[u8]] = &[
        b".catch",
        b".is_none",
        b".is_some",
        b".ok",
        b".then",
        b".unwrap();",
    ];
    let rest = file
        .text()
        .get(after..)
        .unwrap_or_default()
        .trim_ascii_start();
    let is_value_of_block = file.source.language.name == "rust" && rest.starts_with(b"}");
    let is_chained = [&b"."[..], b"?.", b"!", b"->"]
        .iter()
        .any(|sign| rest.starts_with(sign));
    is_value_of_block || is_chained && !ENDS.iter().any(|end| rest.starts_with(end))
}

/// Whether a list of elements is subtracted from another: `set(models) - {"…"}`, `setsubtract(var.models, ["…"])`.
fn is_subtracted(file: &File<'_>, number: usize) -> bool {
    let outline = file.outline();
    let block = outline.block(number);
    let head = file.text()[block.head.clone()].trim_ascii_end();
    let around = outline.block(block.parent);
    if file.source.language.has(Trait::TerraformBlocks) {
        return named(file, around).callee == b"setsubtract"
            && outline
                .item_at(block.parent, block.inner.start)
                .map(|(at, _)| at)
                == Some(1);
    }
    let bare = head.strip_suffix(b"setOf").unwrap_or(head);
    let bare = bare.strip_suffix(b"Set").unwrap_or(bare).trim_ascii_end();
    SUBTRACTING.contains(&file.source.language.name)
        && [&b" -"[..], b" -=", b" --"]
            .iter()
            .any(|minus| bare.ends_with(minus))
}
