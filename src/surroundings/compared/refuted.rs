//! Assertions that something is another model: `assert "…" not in text`, `assertNotEqual(model, "…")`,
//! `expect(model).not.toBe("…")`.
//!
//! Also in tests nothing calls a model that must not be there. An assertion that demands one is a use of it there.

use memchr::memmem;

use super::super::element::{Element, last_piece, named};
use super::super::file::File;
use super::super::occurrence::Occurrence;
use crate::language::Kind;
use crate::outline::{Block, BlockKind};

/// Assertions that two values differ, or that one is not in another, by the last piece of their names, folded.
const REFUTATIONS: &[&str] = &[
    "assertnotequal",
    "assertnotequals",
    "assertnotequalto",
    "assertnotin",
    "assertnotsame",
    "assertnotcontains",
    "assertnotregex",
    "assertnotregexpmatches",
    "assertnotmatch",
    "assertnotincludes",
    "assertstringnotcontainsstring",
    "assertarraynothaskey",
    "assertdoesnotcontain",
    "assertdoesnotmatch",
    "assertne",
    "xctassertnotequal",
    "refuteequal",
    "refuteincludes",
    "refutematch",
    "notequal",
    "notequals",
    "notstrictequal",
    "notdeepequal",
    "notdeepstrictequal",
    "notcontains",
    "notcontain",
    "notinclude",
    "notregexp",
    "isnotequalto",
    "isnotin",
    "doesnotcontain",
    "doesnotmatch",
    "shouldnotbe",
    "shouldnotcontain",
];

/// Words between what is asserted and the matcher that deny it.
const DENYING: &[&[u8]] = &[b".not.", b".not_to", b".to_not", b".should_not"];

/// Whether an assertion demands that something is not the reference.
pub(super) fn is_refuted(occurrence: &Occurrence<'_, '_>, element: &Element) -> bool {
    let file = occurrence.file;
    if !matches!(file.kind(), Kind::Code | Kind::Notebook) || !element.alone || !element.quoted {
        return false;
    }
    let before = element.before(file);
    let after = element.after(file).trim_ascii_start();
    if asserts(before) && (denies(before) || after.starts_with(b"not in ")) {
        return true;
    }
    is_denied_without_brackets(before) || is_in_a_refutation(file, element)
}

/// `expect(model).not_to eq "…"`, `refute_equal "…", model`, `model shouldNotBe "…"`.
fn is_denied_without_brackets(before: &[u8]) -> bool {
    let before = before.trim_ascii_end();
    let start = before
        .iter()
        .rposition(u8::is_ascii_whitespace)
        .map_or(0, |at| at + 1);
    let (rest, matcher) = before.split_at(start);
    let is_word = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.');
    if matcher.is_empty() || !matcher.iter().all(is_word) {
        return false;
    }
    denies_the_matcher(rest) || REFUTATIONS.contains(&last_piece(matcher).as_str())
}

/// Whether the text before a matcher denies it: `expect(model).not_to`.
fn denies_the_matcher(before: &[u8]) -> bool {
    let before = before.trim_ascii_end();
    DENYING
        .iter()
        .any(|word| word.starts_with(b".") && before.ends_with(word))
}

/// Whether the call of which it is an argument is a refutation, or a list or an object in its arguments contains it.
fn is_in_a_refutation(file: &File<'_>, element: &Element) -> bool {
    /// How many lists and objects may be around it.
    const LEVELS: usize = 3;
    let outline = file.outline();
    for number in outline.around(element.block).take(LEVELS) {
        let block = outline.block(number);
        let names = named(file, block);
        match block.kind {
            BlockKind::Round if !names.callee.is_empty() => {
                return is_refutation(file, block, names.callee);
            }
            BlockKind::Round | BlockKind::Square | BlockKind::Curly if names.callee.is_empty() => {
                if is_list_that_excludes(file, block) {
                    return true;
                }
            }
            _ => return false,
        }
    }
    false
}

/// Whether a call asserts the contrary of what its matcher says.
fn is_refutation(file: &File<'_>, block: &Block, callee: &[u8]) -> bool {
    let head = &file.text()[block.head.clone()];
    let head = head.trim_ascii_end();
    let before = head.strip_suffix(callee).unwrap_or(head);
    REFUTATIONS.contains(&last_piece(callee.strip_suffix(b"!").unwrap_or(callee)).as_str())
        || memmem::find(callee, b".not.").is_some()
        || denies_the_matcher(before)
}

/// `assert model not in ["…", "…"]`.
fn is_list_that_excludes(file: &File<'_>, block: &Block) -> bool {
    let text = file.text();
    let statement = &text[block.statement.min(block.head.start)..block.head.end];
    asserts(statement) && statement.trim_ascii_end().ends_with(b" not in")
}

/// `assert x == "…"`, `expect(…)`: what has to be so.
pub(super) fn asserts(before: &[u8]) -> bool {
    let before = before.trim_ascii_start();
    [
        &b"assert"[..],
        b"expect",
        b"require.",
        b"self.assert",
        b"Assert",
        b"XCTAssert",
        b"should",
    ]
    .iter()
    .any(|word| before.starts_with(word))
}

/// `assert model != "…"`: what must not be so.
pub(super) fn denies(before: &[u8]) -> bool {
    let before = before.trim_ascii_end();
    before.ends_with(b"!=") || before.ends_with(b"!==")
}
