//! Whether a file sends requests to the models of a registry that it declares: an entry is then used, whatever describes it.

use std::ops::Range;

use super::collection_usage::mentions;
use super::element::{last_piece, named};
use super::file::File;
use super::line::folded;
use super::requests::is_model_argument;
use crate::outline::BlockKind;

/// What is in the names of functions that send a request, folded.
const SENDERS: &[&str] = &[
    "ask",
    "bedrock",
    "chat",
    "complete",
    "completion",
    "converse",
    "embed",
    "generate",
    "infer",
    "invoke",
    "prompt",
    "query",
    "stream",
    "summarize",
];

/// How many blocks around an argument may be those of its call.
const LEVELS: usize = 3;

/// Whether an entry of the collection in a block is the model of a request: by the name of the collection, of a loop over it, or
/// where the collection itself is the argument.
pub(super) fn are_sent(file: &File<'_>, number: usize) -> bool {
    let outline = file.outline();
    if number == 0 || number >= outline.len() {
        return false;
    }
    let block = outline.block(number);
    if sends(file, block.inner.start.saturating_sub(1)) {
        return true;
    }
    let name = named(file, block).name;
    name.len() > 1
        && mentions(file, name)
            .filter(|mention| !block.head.contains(&mention.at))
            .any(|mention| sends(file, mention.at))
}

/// Whether what begins at an offset is the model argument of a request, or what a loop goes through that sends one.
fn sends(file: &File<'_>, at: usize) -> bool {
    is_sent(file, at)
        || loop_over(file, at).is_some_and(|(variable, body)| {
            mentions(file, variable)
                .filter(|mention| body.contains(&mention.at))
                .any(|mention| is_sent(file, mention.at))
        })
}

/// Whether what begins at an offset is the model argument of a request.
fn is_sent(file: &File<'_>, at: usize) -> bool {
    let (text, outline) = (file.text(), file.outline());
    let number = outline.block_at(at);
    let Some((_, item)) = outline.item_at(number, at) else {
        return false;
    };
    let Some((separator, _)) = &item.separator else {
        return false;
    };
    let is_value = separator.end <= at && text[separator.end..at].trim_ascii().is_empty();
    if !is_value || !is_model_argument(&folded(&text[item.key()])) {
        return false;
    }
    let mut around = std::iter::once(number).chain(outline.around(outline.block(number).parent));
    around.by_ref().take(LEVELS).any(|number| {
        let block = outline.block(number);
        let callee = last_piece(named(file, block).callee);
        block.kind == BlockKind::Round && SENDERS.iter().any(|name| callee.contains(name))
    })
}

/// The variable of a loop over what is at an offset, and the body of the loop: `for m in MODELS:`, `for (const m of MODELS) {`,
/// `MODELS.forEach((m) => …)`.
fn loop_over<'s>(file: &'s File<'_>, at: usize) -> Option<(&'s [u8], Range<usize>)> {
    let (text, outline) = (file.text(), file.outline());
    let number = outline.block_at(at);
    let (_, item) = outline.item_at(number, at)?;
    let before = text[item.span.start..at].trim_ascii_end();
    let of_words = before
        .strip_suffix(b" in")
        .or_else(|| before.strip_suffix(b" of"));
    if let Some(variable) = of_words.map(last_word).filter(|word| !word.is_empty()) {
        let block = outline.block(number);
        let below = outline.lines_of(number, item);
        let next = || outline.first_from(block.inner.end);
        let body = below.or_else(|| next().filter(|_| block.kind == BlockKind::Round))?;
        return Some((variable, outline.block(body).inner.clone()));
    }
    let after = &text[at..item.span.end];
    let call = [b".forEach(".as_slice(), b".map(", b".each"]
        .iter()
        .find_map(|call| memchr::memmem::find(after, call).map(|found| found + call.len()))?;
    let inner = outline.block(outline.block_at(at + call)).inner.clone();
    let first = text[inner.clone()]
        .split(|b| !b.is_ascii_alphanumeric() && *b != b'_')
        .find(|word| !word.is_empty())?;
    Some((first, inner))
}

/// The name at the end of a text.
fn last_word(text: &[u8]) -> &[u8] {
    let width = text
        .iter()
        .rev()
        .take_while(|b| b.is_ascii_alphanumeric() || **b == b'_')
        .count();
    &text[text.len() - width..]
}
