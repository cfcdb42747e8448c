//! Searches whose predicate compares with an ID, and whose result is what the program then uses.

use super::super::collection_usage::mentions;
use super::super::element::{Element, contains_statements, last_piece, named, words_of};
use super::super::file::File;
use super::super::occurrence::Occurrence;
use super::super::own_functions::{BODY, words};
use super::super::sent_entries::sends_name;
use super::searches::name_at_start;
use crate::language::Trait;
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

/// Calls that return all elements for which a predicate is true, in the same spelling, and what takes one of them.
const FILTERS: &[&str] = &["filter", "where", "select", "findall", "grep"];
const FIRSTS: &[&[u8]] = &[
    b"[0]",
    b".findFirst",
    b".findAny",
    b".first",
    b".First",
    b".single",
    b".Single",
    b".head",
    b".next()",
    b".get(0)",
    b".at(0)",
];

/// Whether a search for the ID sets the model that is used, by its name or because a request follows that sends it:
/// `preferred = models.find((m) => m.id === "…")`, `info = next(m for m in models if m.id == "…")`. If AWS no longer
/// lists the model, there is none.
pub(super) fn is_selected(file: &File<'_>, element: &Element) -> bool {
    let before = element.before(file).trim_ascii_end();
    if before.ends_with(b"!=") || before.ends_with(b"!==") {
        return false;
    }
    selects(file, element.block, element.word.start) || is_sent_in_its_branch(file, element)
}

/// Whether elements of a collection are selected with a test for which the code asks a list of this name, and one of them is
/// used: `model = available.find((m) => PREFERRED.includes(m))`. Only members of the list can be.
pub(in crate::surroundings) fn selects_members(file: &File<'_>, list: &[u8]) -> bool {
    mentions(file, list).any(|mention| {
        let before = file.text()[..mention.at].trim_ascii_end();
        let is_denied = before.ends_with(b"!") || before.ends_with(b"not in");
        !is_denied && selects(file, file.outline().block_at(mention.at), mention.at)
    })
}

/// Whether the test at an offset of a block is that of a search whose result is used.
fn selects(file: &File<'_>, number: usize, at: usize) -> bool {
    let (text, outline) = (file.text(), file.outline());
    let mut finds = false;
    for number in outline.around(number).take(LEVELS) {
        let block = outline.block(number);
        let is_comprehension = || {
            let before = &text[block.inner.start..at.max(block.inner.start)];
            memchr::memmem::find(before, b"for ").is_some()
        };
        let holds = match block.kind {
            BlockKind::Round => true,
            BlockKind::Curly => !contains_statements(file, block),
            BlockKind::Square => is_comprehension(),
            _ => false,
        };
        if !holds {
            return false;
        }
        let names = named(file, block);
        let callee = last_piece(names.callee);
        // `models.find(…) !== undefined` asks whether there is one.
        let after = text.get(block.inner.end + 1..).unwrap_or_default();
        let after = after.trim_ascii_start();
        let filters = block.kind == BlockKind::Square || FILTERS.contains(&callee.as_str());
        finds |= FINDERS.contains(&callee.as_str())
            || filters && FIRSTS.iter().any(|first| after.starts_with(first));
        if names.name.is_empty() {
            continue;
        }
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

/// Whether the variable of a loop is compared with the ID, and the branch for it sends the variable:
/// `for m in models: if m.id == "…": client.converse(modelId=m.id)`. A parameter may be any model.
fn is_sent_in_its_branch(file: &File<'_>, element: &Element) -> bool {
    let (text, outline) = (file.text(), file.outline());
    let before = element.before(file).trim_ascii_end();
    let Some(operand) = before.strip_suffix(b"==") else {
        return false;
    };
    let operand = operand.strip_suffix(b"=").unwrap_or(operand).trim_ascii();
    let is_of_operand = |b: &u8| b.is_ascii_alphanumeric() || b"_.[]\"'()".contains(b);
    let width = operand
        .iter()
        .rev()
        .take_while(|b| is_of_operand(b))
        .count();
    let operand = &operand[operand.len() - width..];
    let operand = operand.strip_prefix(b"(").unwrap_or(operand);
    let name = name_at_start(operand);
    let block = outline.block(element.block);
    // The brackets around a condition.
    let is_head = block.kind == BlockKind::Round
        && text[block.head.clone()].trim_ascii_end().ends_with(b"if");
    let (number, end) = match is_head {
        true => (block.parent, block.inner.end + 1),
        false => (element.block, element.word.end),
    };
    let is_loop = |number: usize| {
        // Commas between the variables of a loop separate items.
        let block = outline.block(number);
        let head = text[block.statement.min(block.head.start)..block.head.end].trim_ascii();
        head.starts_with(b"for") && words(head).contains(&name)
    };
    if name.is_empty() || !outline.around(number).take(LEVELS).any(is_loop) {
        return false;
    }
    let Some((_, item)) = outline.item_at(number, element.word.start) else {
        return false;
    };
    let braces = outline.first_from(end).map(|next| outline.block(next));
    let braces = braces
        .filter(|next| next.kind == BlockKind::Curly && text[end..next.inner.start].len() <= BRACE);
    let body = match (outline.lines_of(number, item), braces) {
        (_, Some(braces)) => braces.inner.clone(),
        (Some(lines), None) => outline.block(lines).inner.clone(),
        (None, None) => end..item.span.end.max(end),
    };
    sends_name(file, name, body.start..body.end.min(body.start + BODY))
}

/// How far after a condition its brace is.
const BRACE: usize = 4;

/// Whether a shell asks AWS for the ID and sends what it gets: `arn=$(aws bedrock … --query "…[?modelId=='…'].modelArn")`.
pub(super) fn is_queried_and_sent(occurrence: &Occurrence<'_, '_>, element: &Element) -> bool {
    let file = occurrence.file;
    let line = occurrence.line_before().trim_ascii_start();
    let name = name_at_start(line);
    let value = &line[name.len()..];
    let is_output = value.starts_with(b"=$(") || value.starts_with(b"=\"$(");
    let end = file.text().len().min(element.word.end + BODY);
    file.source.language.has(Trait::ShellTests)
        && is_output
        && !name.is_empty()
        && sends_name(file, name, element.word.end..end)
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
