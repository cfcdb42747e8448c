//! Lists of options that nobody is asked about: the arguments of a command, and those of which the program picks one.

use memchr::memmem;

use super::collection_usage::{Mention, mentions, usage};
use super::element::{Element, Role, named};
use super::file::File;
use crate::language::Kind;
use crate::outline::{Block, BlockKind, Item};

/// Whether the reference is an argument of a command after its option: `options = ["--model", "…"]`.
pub(super) fn is_value_of_a_flag(file: &File<'_>, element: &Element) -> bool {
    let items = file.outline().items(element.block);
    let before = element.item.and_then(|at| items.get(at.checked_sub(1)?));
    let is_flag = |item: &Item| {
        let text = file.text()[item.span.clone()].trim_ascii();
        let text = text.strip_prefix(b"- ").unwrap_or(text).trim_ascii_start();
        let bare = match text.first() {
            Some(b'"' | b'\'') => &text[1..],
            _ => text,
        };
        let name = bare.strip_prefix(b"-").unwrap_or_default();
        let name = name.strip_prefix(b"-").unwrap_or(name);
        name.first().is_some_and(u8::is_ascii_alphabetic)
    };
    element.role == Role::Bare && before.is_some_and(is_flag)
}

/// Whether the program itself picks an element of a list of options, and offers the list to nobody: `random.choice(choices)`,
/// `choices[0]`.
pub(super) fn is_picked_from(file: &File<'_>, block: &Block, name: &[u8]) -> bool {
    const GENERATORS: &[&[u8]] = &[b"random.", b"secrets.", b"np.random.", b"numpy.random."];
    let around = file.outline().block(block.parent);
    let callee = named(file, around).callee;
    let is_argument = around.kind == BlockKind::Round;
    matches!(file.kind(), Kind::Code | Kind::Notebook)
        && (is_argument && GENERATORS.iter().any(|name| callee.starts_with(name))
            || !is_argument && picks(file, name) && !usage(file, name).offered)
}

/// Whether the program takes an element of the collection of this name by itself: the first, one at random, or one that it
/// decides on. An index that is a variable may be what somebody chose.
fn picks(file: &File<'_>, name: &[u8]) -> bool {
    const TAKES: &[&[u8]] = &[
        b".get(0)",
        b".first",
        b".getFirst(",
        b".sample",
        b".shuffle",
        b".random()",
        b".at(0)",
        b".at(-1)",
        b".last",
        b"[rand",
        b"[Math.",
        b"[-1]",
        b".choose(",
        b".pop()",
        b".shift()",
        b"[random",
    ];
    const PICKERS: &[&[u8]] = &[
        b"random.choice(",
        b"random.sample(",
        b"secrets.choice(",
        b"np.random.choice(",
        b"array_rand(",
        b"max(",
        b"min(",
        b"next(iter(",
    ];
    /// How many bytes an index has at most.
    const LONGEST_INDEX: usize = 64;
    let text = file.text();
    let is_picked = |mention: Mention| {
        let (before, after) = (&text[..mention.at], &text[mention.at + name.len()..]);
        let index = after.strip_prefix(b"[").and_then(<[u8]>::first);
        // `[i++ % options.length]` goes round.
        let goes_round = || {
            let index = after.strip_prefix(b"[").unwrap_or_default();
            let end = memchr::memchr(b']', &index[..index.len().min(LONGEST_INDEX)]);
            let is_shown = before.ends_with(b">{");
            end.is_some_and(|end| {
                let index = &index[..end];
                let is_asked = memmem::find(index, b"input(").is_some();
                memchr::memchr(b'%', index).is_some() && !is_shown && !is_asked
            })
        };
        index.is_some_and(u8::is_ascii_digit)
            || goes_round()
            || TAKES.iter().any(|take| after.starts_with(take))
            || PICKERS.iter().any(|call| before.ends_with(call))
    };
    // `<Select options={options} defaultValue={options[0]} />`
    let is_bound = |mention: Mention| {
        let after = text.get(mention.at + name.len());
        text[..mention.at].ends_with(b"={") && after == Some(&b'}')
    };
    name.len() > 1 && mentions(file, name).any(is_picked) && !mentions(file, name).any(is_bound)
}
