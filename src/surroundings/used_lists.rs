//! Lists that are named for models which have ended, and which a template or a program uses all the same: a policy that allows
//! them, a map of CloudFormation, the matrix of a workflow, a default.

use memchr::memmem;

use super::collection_usage::{Mention, mentions};
use super::element::{name_at_end, words_of};
use super::file::File;
use super::line;
use crate::language::{Kind, Trait};
use crate::source::Span;

/// How often a name is looked for.
const HITS: usize = 64;

/// How far after the name of a function its arguments are.
const NEAR: usize = 80;

/// Whether the file uses the list of this name.
pub(super) fn is_used(file: &File<'_>, name: &[u8]) -> bool {
    if name.len() < 2 {
        return false;
    }
    if file.source.language.has(Trait::TerraformBlocks) {
        return is_listed_by_a_resource(file, name);
    }
    match file.kind() {
        Kind::Code | Kind::Notebook => gives_a_default(file, name),
        Kind::Infra | Kind::Config | Kind::Data => {
            is_found_in_map(file.text(), name) || is_of_a_matrix(file, name)
        }
        _ => false,
    }
}

/// `resources = [for m in var.legacy_models : …]` in a block that denies nothing.
fn is_listed_by_a_resource(file: &File<'_>, name: &[u8]) -> bool {
    const LEVELS: usize = 8;
    let (text, outline) = (file.text(), file.outline());
    let is_listed = |mention: Mention| {
        let number = outline.block_at(mention.at);
        let block = outline.block(number);
        let before = &text[block.inner.start.min(mention.at)..mention.at];
        let is_loop = before.trim_ascii_start().starts_with(b"for ")
            && [&b" in var."[..], b" in local."]
                .iter()
                .any(|word| before.ends_with(word));
        let denies = |number: usize| {
            let inner = &text[outline.block(number).inner.clone()];
            number > 0 && memmem::find(inner, b"\"Deny\"").is_some()
        };
        is_loop && !outline.around(number).take(LEVELS).any(denies)
    };
    mentions(file, name).any(is_listed)
}

/// `DEFAULT_MODEL = LEGACY_MODELS[0]`, `const model = process.env.MODEL ?? legacyModels.at(-1)`.
fn gives_a_default(file: &File<'_>, name: &[u8]) -> bool {
    const TAKES: &[&[u8]] = &[
        b"[0]",
        b"[-1]",
        b".at(",
        b".first",
        b".First",
        b".get(0)",
        b".getFirst(",
        b".last",
    ];
    const NAMES: &[&str] = &["current", "default", "fallback", "model", "selected"];
    let text = file.text();
    mentions(file, name).any(|mention| {
        let after = &text[mention.at + name.len()..];
        let (start, _) = line::bounds(
            text,
            Span {
                start: mention.at,
                end: mention.at,
            },
        );
        // A comparison has a sign of two characters, and a name of no setting before it.
        let head = &text[start..mention.at];
        let sign = memchr::memchr(b'=', head);
        let sign = sign.filter(|at| !matches!(head.get(at + 1), Some(b'=' | b'>' | b'~')));
        let assigned = sign.map_or(&b""[..], |at| &head[..at]);
        let assigned = assigned.strip_suffix(b":").unwrap_or(assigned);
        let words = words_of(name_at_end(assigned));
        let is_taken = TAKES.iter().any(|take| after.starts_with(take));
        let is_compared =
            assigned.ends_with(b"!") || assigned.trim_ascii_start().starts_with(b"if ");
        is_taken && !is_compared && words.iter().any(|word| NAMES.contains(&word.as_str()))
    })
}

/// `!FindInMap [LegacyModels, …]`.
fn is_found_in_map(text: &[u8], name: &[u8]) -> bool {
    const FUNCTION: &[u8] = b"FindInMap";
    memmem::find_iter(text, FUNCTION).take(HITS).any(|at| {
        let after = &text[at + FUNCTION.len()..];
        let after = &after[..after.len().min(NEAR)];
        let marks = after
            .iter()
            .take_while(|b| b" \":[-'\n\r\t".contains(b))
            .count();
        let rest = after[marks..].strip_prefix(name);
        rest.is_some_and(|rest| !rest.first().is_some_and(u8::is_ascii_alphanumeric))
    })
}

/// `${{ matrix.legacy_models }}` in what a workflow runs, not in its conditions.
fn is_of_a_matrix(file: &File<'_>, name: &[u8]) -> bool {
    let text = file.text();
    let read = [b"matrix.", name].concat();
    memmem::find_iter(text, &read).take(HITS).any(|at| {
        let (start, _) = line::bounds(text, Span { start: at, end: at });
        let key = text[start..at].trim_ascii_start();
        let key = key.strip_prefix(b"- ").unwrap_or(key);
        !key.starts_with(b"if:")
    })
}
