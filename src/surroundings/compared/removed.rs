//! IDs that code names in order to take them out of a collection: `models.remove("…")`, `del CACHE["…"]`, `models - ["…"]`.

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

/// Whether code takes the reference out of a collection.
pub(super) fn is_removed(file: &File<'_>, element: &Element) -> bool {
    if !matches!(file.kind(), Kind::Code | Kind::Infra) || !element.alone || !element.quoted {
        return false;
    }
    let (text, outline) = (file.text(), file.outline());
    let block = outline.block(element.block);
    let head = text[block.head.clone()].trim_ascii();
    let names = named(file, block);
    match block.kind {
        // The result of `pop` can be used.
        BlockKind::Round => {
            let callee = names.callee;
            let is_method = callee.contains(&b'.')
                && element.item == Some(0)
                && METHODS.contains(&last_piece(callee).as_str());
            let is_function = callee == b"delete" && element.item == Some(1);
            head == callee && (is_method || is_function) && !is_used(file, element.block)
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

/// Whether something takes what a call returns: `run(pool.pop("…"))`, or an argument that it sets (`out var llm`).
fn is_used(file: &File<'_>, number: usize) -> bool {
    let outline = file.outline();
    let block = outline.block(number);
    let around = outline.block(block.parent);
    let arguments = &file.text()[block.inner.clone()];
    matches!(around.kind, BlockKind::Round | BlockKind::Square)
        && !contains_statements(file, around)
        || memchr::memmem::find(arguments, b", out ").is_some()
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
