//! Searches whose predicate compares with an ID, and whose result is what the program then uses.

use super::super::element::{Element, contains_statements, last_piece, named, words_of};
use super::super::file::File;
use super::super::own_functions::BODY;
use super::super::sent_entries::sends_name;
use crate::outline::BlockKind;

/// How many blocks around a comparison may be those of its search.
const LEVELS: usize = 6;

/// Calls that return the element for which a predicate is true, by the last piece of their name, folded.
const FINDERS: &[&str] = &[
    "find",
    "first",
    "firstornull",
    "firstordefault",
    "firstwhere",
    "findfirst",
    "single",
    "singleordefault",
    "singleornull",
    "detect",
    "next",
    "index",
    "findindex",
    "indexof",
];

/// Names for what is used unless somebody chooses otherwise, by their words.
const SELECTIONS: &[&str] = &[
    "default",
    "selected",
    "preferred",
    "current",
    "chosen",
    "fallback",
    "initial",
    "active",
    "model",
    "llm",
];

/// Arguments of a menu that say which entry is selected at first, folded.
const MENU_ARGUMENTS: &[&str] = &["index", "value", "defaultvalue"];
const MENUS: &[&str] = &["selectbox", "radio", "dropdown", "select", "combobox"];

/// Whether a search for the ID sets the model that is used, by its name or because a request follows that sends it:
/// `preferred = models.find((m) => m.id === "…")`, `info = next(m for m in models if m.id == "…")`. If AWS no longer
/// lists the model, there is none.
pub(super) fn is_selected(file: &File<'_>, element: &Element) -> bool {
    let (text, outline) = (file.text(), file.outline());
    let before = element.before(file).trim_ascii_end();
    if before.ends_with(b"!=") || before.ends_with(b"!==") {
        return false;
    }
    let mut finds = false;
    for number in outline.around(element.block).take(LEVELS) {
        let block = outline.block(number);
        if !matches!(block.kind, BlockKind::Round | BlockKind::Curly)
            || block.kind == BlockKind::Curly && contains_statements(file, block)
        {
            return false;
        }
        let names = named(file, block);
        finds |= FINDERS.contains(&last_piece(names.callee).as_str());
        if names.name.is_empty() {
            continue;
        }
        // `models.find(…) !== undefined` asks whether there is one.
        let after = text.get(block.inner.end + 1..).unwrap_or_default();
        let after = after.trim_ascii_start();
        // `models.find(…) ?? models[0]` needs a model.
        if finds && [&b"??"[..], b"||"].iter().any(|or| after.starts_with(or)) {
            return true;
        }
        let is_test = [&b"!="[..], b"==", b"is ", b"?", b">"]
            .iter()
            .any(|operator| after.starts_with(operator) && !after.starts_with(b"?."));
        let end = text.len().min(block.inner.end + BODY);
        return finds
            && !is_test
            && (is_selection(file, names.name, block.parent)
                || sends_name(file, names.name, block.inner.end..end));
    }
    false
}

/// Whether a name is one for the model that is used, or an argument of a menu that says what is selected.
fn is_selection(file: &File<'_>, name: &[u8], around: usize) -> bool {
    let words = words_of(name);
    let asks = ["is", "has", "was", "can"];
    if words
        .first()
        .is_some_and(|word| asks.contains(&word.as_str()))
    {
        return false;
    }
    let menu = || last_piece(named(file, file.outline().block(around)).callee);
    words.iter().any(|word| SELECTIONS.contains(&word.as_str()))
        || MENU_ARGUMENTS.contains(&last_piece(name).as_str()) && MENUS.contains(&menu().as_str())
}
