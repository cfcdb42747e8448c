//! Collections that code goes through only to ask something about each element: `any(p in model for p in PREFIXES)`,
//! `PREFIXES.some((p) => model.startsWith(p))`, `for p in PREFIXES: if p in model: return True`.
//!
//! The name of the element decides: each time that the code mentions it, it is the operand of a comparison or the
//! argument of a test. A body that does anything else with an element may invoke the model.

use std::ops::Range;

use memchr::memmem;

use super::element::{last_piece, name_at_end, named};
use super::file::File;
use super::test_names::{EQUALITIES, PARTS, QUESTIONS, SPELLINGS, TESTS_OF_ONE, is_of_expressions};
use crate::outline::BlockKind;

/// How many bytes of code go through a collection at most: each element of a long list asks.
const LONGEST: usize = 600;

/// How far after the head of a loop its brace is.
const BRACE: usize = 8;

/// The code that goes through a collection.
struct Passage<'f> {
    /// What it calls an element.
    element: &'f [u8],
    /// Where it can mention the element; the second is empty where there is one.
    bodies: [Range<usize>; 2],
}

/// What is asked of each element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ElementTest {
    /// Whether it is a value.
    Equality,
    /// How a value begins or ends, or what it contains: the element is a part of an ID, as a rule.
    Part,
}

/// What the code around a collection, given by where its name or its literal is, asks of each element; absent where it
/// does anything else with an element.
pub(super) fn test_of_elements(file: &File<'_>, collection: Range<usize>) -> Option<ElementTest> {
    if let Some(test) = named_test(file, &collection) {
        return Some(test);
    }
    let passage = by_method(file, &collection)
        .or_else(|| by_comprehension(file, &collection))
        .or_else(|| by_loop(file, &collection));
    let passage = passage?;
    let bytes: usize = passage.bodies.iter().map(Range::len).sum();
    if bytes > LONGEST || passage.element.is_empty() {
        return None;
    }
    let mentions = passage
        .bodies
        .iter()
        .flat_map(|body| mentions(file, passage.element, body.clone()));
    let tests: Option<Vec<ElementTest>> =
        mentions.map(|mention| test_there(file, mention)).collect();
    let tests = tests?;
    let is_part = |test: &ElementTest| *test == ElementTest::Part;
    (!tests.is_empty()).then(|| match tests.iter().all(is_part) {
        true => ElementTest::Part,
        false => ElementTest::Equality,
    })
}

/// Methods that ask whether some or all elements pass a test, with the mark that opens the test.
const QUANTIFIERS: &[&[u8]] = &[
    b".some(",
    b".every(",
    b".any(",
    b".any {",
    b".any{",
    b".all(",
    b".all {",
    b".all{",
    b".none(",
    b".none {",
    b".none{",
    b".Any(",
    b".All(",
    b".anyMatch(",
    b".allMatch(",
    b".noneMatch(",
    b".exists(",
    b".forall(",
    b".any?",
    b".all?",
    b".none?",
];

/// Methods between a collection and that, which change nothing of its elements.
const VIEWS: &[&[u8]] = &[
    b".stream()",
    b".parallelStream()",
    b".iter()",
    b".asSequence()",
    b".keys()",
    b".values()",
];

/// The block of the test that a method of the collection asks of each element.
fn test_of_method(file: &File<'_>, collection: &Range<usize>) -> Option<usize> {
    let text = file.text();
    let mut at = collection.end;
    let view = |at: usize| VIEWS.iter().find(|view| text[at..].starts_with(view));
    while let Some(view) = view(at) {
        at += view.len();
    }
    let quantifier = QUANTIFIERS
        .iter()
        .find(|name| text[at..].starts_with(name))?;
    let end = at + quantifier.len();
    let outline = file.outline();
    outline.child_in(
        outline.block_at(collection.start),
        end - 1..(end + BRACE).min(text.len()),
    )
}

/// `MODELS.stream().anyMatch(model::contains)`, `Models.Any(model.StartsWith)`: the test by its name alone.
fn named_test(file: &File<'_>, collection: &Range<usize>) -> Option<ElementTest> {
    let block = test_of_method(file, collection)?;
    let test = file.text()[file.outline().block(block).inner.clone()].trim_ascii();
    let is_path = test
        .iter()
        .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b':'));
    let piece = test.rsplit(|b| matches!(b, b'.' | b':')).next();
    let is_method = piece.is_some_and(|piece| piece.len() < test.len());
    if is_path && is_method {
        test_by_name(test)
    } else {
        None
    }
}

/// `MODELS.some((m) => …)`, `MODELS.any? { |m| … }`, `MODELS.iter().any(|m| …)`, `MODELS.any { it in id }`.
fn by_method<'f>(file: &'f File<'_>, collection: &Range<usize>) -> Option<Passage<'f>> {
    let inner = file
        .outline()
        .block(test_of_method(file, collection)?)
        .inner
        .clone();
    let code = &file.text()[inner.clone()];
    let (element, width) = parameter(code);
    Some(Passage {
        element,
        bodies: [inner.start + width..inner.end, 0..0],
    })
}

/// The parameter at the beginning of a function without a name, and how many bytes it takes; that of Kotlin or Swift where
/// none is written.
fn parameter(code: &[u8]) -> (&[u8], usize) {
    let start = code.len() - code.trim_ascii_start().len();
    let trimmed = &code[start..];
    if let Some(rest) = trimmed.strip_prefix(b"|") {
        let width = memchr::memchr(b'|', rest).unwrap_or(0);
        let name = rest[..width].split(|b| *b == b':').next();
        let name = name.unwrap_or_default().trim_ascii();
        let is_mark = |b: &u8| matches!(b, b'&' | b'*');
        let marks = name.iter().take_while(|b| is_mark(b)).count();
        return (&name[marks..], start + width + 2);
    }
    let arrow = [&b"=>"[..], b"->"]
        .iter()
        .filter_map(|arrow| memmem::find(trimmed, arrow))
        .min();
    let Some(arrow) = arrow else {
        let shorthand: &[u8] = if memmem::find(trimmed, b"$0").is_some() {
            b"$0"
        } else {
            b"it"
        };
        return (shorthand, 0);
    };
    let name = trimmed[..arrow].trim_ascii();
    let name = name.strip_prefix(b"(").unwrap_or(name);
    let width = name.iter().take_while(|b| is_of_name(**b)).count();
    (&name[..width], start + arrow + 2)
}

/// `any(p in model for p in MODELS)`, `all(p not in model for p in MODELS if p)`.
fn by_comprehension<'f>(file: &'f File<'_>, collection: &Range<usize>) -> Option<Passage<'f>> {
    let (text, outline) = (file.text(), file.outline());
    let block = outline.block(outline.block_at(collection.start.checked_sub(1)?));
    let callee = last_piece(named(file, block).callee);
    if block.kind != BlockKind::Round || !matches!(callee.as_str(), "any" | "all") {
        return None;
    }
    let before = text[block.inner.start..collection.start].trim_ascii_end();
    let before = before.strip_suffix(b" in")?.trim_ascii_end();
    let element = name_at_end(before);
    let test = before[..before.len() - element.len()]
        .trim_ascii_end()
        .strip_suffix(b"for")?;
    Some(Passage {
        element,
        bodies: [
            block.inner.start..block.inner.start + test.len(),
            collection.end..block.inner.end,
        ],
    })
}

/// `for p in MODELS:`, `for (const p of MODELS) {`, `for _, p := range models {`, `for (String p : MODELS) {`.
fn by_loop<'f>(file: &'f File<'_>, collection: &Range<usize>) -> Option<Passage<'f>> {
    const BETWEEN: &[&[u8]] = &[b" in", b" of", b" := range", b" = range", b" :", b" in &"];
    let (text, outline) = (file.text(), file.outline());
    let number = outline.block_at(collection.start);
    let block = outline.block(number);
    let start = match block.kind {
        BlockKind::Round => block.head.start,
        // `for _, p := range models`: what is before the comma is an item of its own.
        _ => {
            let (at, _) = outline.item_at(number, collection.start)?;
            let mut items = outline.items(number)[..=at].iter().rev();
            items.find(|item| !item.follows_comma)?.span.start
        }
    };
    let before = text[start.min(collection.start)..collection.start].trim_ascii_end();
    let before = BETWEEN.iter().find_map(|word| before.strip_suffix(*word))?;
    let element = name_at_end(before);
    let head = before[..before.len() - element.len()].trim_ascii_start();
    if !head.starts_with(b"for") {
        return None;
    }
    let body = loop_body(file, collection)?;
    Some(Passage {
        element,
        bodies: [outline.block(body).inner.clone(), 0..0],
    })
}

/// The block that a loop runs, where a collection is in its head: the lines below it, or what is in its braces.
pub(super) fn loop_body(file: &File<'_>, collection: &Range<usize>) -> Option<usize> {
    let outline = file.outline();
    let number = outline.block_at(collection.start);
    let block = outline.block(number);
    let (_, item) = outline.item_at(number, collection.start)?;
    outline.lines_of(number, item).or_else(|| {
        // Without round brackets, the braces are in the same block: `for _, p := range models {`.
        let (parent, end) = match block.kind {
            BlockKind::Round => (block.parent, block.inner.end),
            _ => (number, collection.end),
        };
        let braces = outline.child_in(parent, end..(end + BRACE).min(file.text().len()))?;
        (outline.block(braces).kind == BlockKind::Curly).then_some(braces)
    })
}

/// Where a name is mentioned in a range.
fn mentions(file: &File<'_>, name: &[u8], range: Range<usize>) -> Vec<Range<usize>> {
    let text = file.text();
    let all = memmem::find_iter(&text[range.clone()], name)
        .map(|at| range.start + at..range.start + at + name.len());
    all.filter(|at| {
        let is_inside = at
            .start
            .checked_sub(1)
            .is_some_and(|before| is_of_name(text[before]))
            || text.get(at.end).copied().is_some_and(is_of_name);
        !is_inside
    })
    .collect()
}

fn is_of_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// What a call of this name asks; absent if it may do more: a query may read the settings of a model.
fn test_by_name(callee: &[u8]) -> Option<ElementTest> {
    let name = last_piece(callee);
    let name = name.as_str();
    if EQUALITIES.contains(&name) {
        return Some(ElementTest::Equality);
    }
    let asks = PARTS.contains(&name)
        || QUESTIONS.contains(&name) && callee.ends_with(b"?")
        || TESTS_OF_ONE.contains(&name) && is_of_expressions(callee, name);
    asks.then_some(ElementTest::Part)
}

/// The test whose operand or argument an element is where it is mentioned; absent if it is neither.
fn test_there(file: &File<'_>, mention: Range<usize>) -> Option<ElementTest> {
    let (text, outline) = (file.text(), file.outline());
    let block = outline.block(outline.block_at(mention.start));
    let before = text[block.inner.start.min(mention.start)..mention.start].trim_ascii_end();
    let marks = before.iter().rev();
    let marks = marks.take_while(|b| matches!(b, b'&' | b'*')).count();
    let before = before[..before.len() - marks].trim_ascii_end();
    let after = after_spelling(&text[mention.end..]).trim_ascii_start();
    let begins = |words: &[&[u8]]| words.iter().any(|word| after.starts_with(word));
    let ends = |words: &[&[u8]]| words.iter().any(|word| before.ends_with(word));
    if ends(&[b"==", b"!="]) || begins(&[b"==", b"!="]) {
        return Some(ElementTest::Equality);
    }
    if ends(&[b" in", b"=~"]) || begins(&[b"in ", b"!in ", b"not in ", b".test("]) {
        return Some(ElementTest::Part);
    }
    // `p.equals(model)`.
    if let Some(method) = after.strip_prefix(b".") {
        let width = method.iter().take_while(|b| is_of_name(**b)).count();
        let (name, rest) = method.split_at(width);
        return rest.starts_with(b"(").then(|| test_by_name(name)).flatten();
    }
    let callee = named(file, block).callee;
    (block.kind == BlockKind::Round)
        .then(|| test_by_name(callee))
        .flatten()
}

/// What is after the methods that only change how an element is written: `p.lower() in model`.
fn after_spelling(after: &[u8]) -> &[u8] {
    let mut after = after;
    while let Some(method) = after.strip_prefix(b".") {
        let width = method.iter().take_while(|b| is_of_name(**b)).count();
        match method[width..].strip_prefix(b"()") {
            Some(rest) if SPELLINGS.contains(&last_piece(&method[..width]).as_str()) => {
                after = rest
            }
            _ => break,
        }
    }
    after
}
