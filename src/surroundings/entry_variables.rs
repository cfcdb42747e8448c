//! The names that loops and functions give to the entries of a collection which the code goes through.

use super::file::File;
use super::own_functions::{AHEAD, BODY, EntryName, parameters_named, words};
use super::sent_arguments::first_of_statement;
use crate::outline::BlockKind;

/// What is before an offset in its statement, or in the brackets around it. With the head of a loop, whose brackets may be
/// around its variables.
pub(super) fn statement_before<'s>(file: &File<'s>, at: usize) -> &'s [u8] {
    let (text, outline) = (file.text(), file.outline());
    let number = outline.block_at(at);
    let block = outline.block(number);
    let head = text[block.head.clone()].trim_ascii();
    let is_loop = [&b"for"[..], b"foreach"]
        .iter()
        .any(|word| head.ends_with(word) || head.starts_with(word) && head.contains(&b'$'));
    let start = match block.kind {
        BlockKind::Round if is_loop => block.head.start,
        BlockKind::Round | BlockKind::Square | BlockKind::Curly => block.inner.start,
        // Commas between the variables of a loop separate items.
        _ => outline.item_at(number, at).map_or(at, |(_, item)| {
            first_of_statement(file, number, item.span.start)
        }),
    };
    &text[start.min(at).max(at.saturating_sub(AHEAD))..at]
}

/// The variables of a loop whose head ends where the collection begins: `for m, price in`, `for (const [id] of`,
/// `for (String m :`, `for m := range`, `[… for m in`.
pub(super) fn variables_of_loop(before: &[u8]) -> Vec<&[u8]> {
    let Some(start) = memchr::memmem::rfind(before, b"for") else {
        return Vec::new();
    };
    let is_word =
        start == 0 || !before[start - 1].is_ascii_alphanumeric() && before[start - 1] != b'_';
    let head = &before[start + 3..];
    let head = head.strip_prefix(b"each").unwrap_or(head).trim_ascii_end();
    // `for m <- @models`
    let head = head.strip_suffix(b"@").unwrap_or(head).trim_ascii_end();
    let ends = [&b" in"[..], b" of", b" range", b":", b"<-"];
    let pattern = ends
        .iter()
        .find_map(|end| head.strip_suffix(*end))
        .or_else(|| {
            // `for m in list(MODELS)`: what is called with the collection.
            let at = memchr::memmem::rfind(head, b" in ")
                .or_else(|| memchr::memmem::rfind(head, b" of "))?;
            let called = head[at + 4..].trim_ascii();
            let is_callee = |b: &u8| b.is_ascii_alphanumeric() || b"_.$\"{[@(!#".contains(b);
            called.iter().all(is_callee).then_some(&head[..at])
        })
        .or_else(|| {
            // Perl: `for my $m (@MODELS)`, `for my $m (keys %MODELS)`.
            let (variable, called) = head.split_at(memchr::memrchr(b'(', head)?);
            let is_callee = |b: &u8| b.is_ascii_alphabetic() || b"(@%$ {".contains(b);
            let last = variable.trim_ascii().rsplit(|b| *b == b' ').next()?;
            (last.starts_with(b"$") && called.iter().all(is_callee)).then_some(variable)
        });
    match pattern {
        Some(pattern) if is_word => words(pattern),
        _ => Vec::new(),
    }
}

/// The first parameter of a function that a method of the collection calls for each entry: `MODELS.forEach((m) => …)`,
/// `MODELS.each_key { |m| … }`, `MODELS.keySet().forEach(m -> …)`; `it` of Kotlin. PHP's `foreach ($models as $m)`.
pub(super) fn parameter_of_call<'s>(
    file: &File<'s>,
    at: usize,
    after: &'s [u8],
) -> Vec<EntryName<'s>> {
    parameter_of_block(file, at, after)
        .map_or_else(|| parameter_of_callback(file, after), |name| vec![name])
}

/// Methods that call a function for each entry.
const CALLS: &[&[u8]] = &[
    b".forEach",
    b".foreach",
    b".map",
    b".each",
    b".flatMap",
    b".ForEach",
];

/// The first parameter of a function of the file that is passed by its name: `MODELS.forEach(ask)`.
fn parameter_of_callback<'s>(file: &File<'s>, after: &'s [u8]) -> Vec<EntryName<'s>> {
    let passed = CALLS.iter().find_map(|call| {
        let start = memchr::memmem::find(after, call)? + call.len() + 1;
        let end = start + memchr::memchr(b')', after.get(start..)?)?;
        Some(after[start..end].trim_ascii())
    });
    let is_name = |name: &&[u8]| {
        name.len() > 1 && name.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'_')
    };
    passed
        .filter(is_name)
        .map_or_else(Vec::new, |name| parameters_named(file, name, 0))
}

fn parameter_of_block<'s>(file: &File<'s>, at: usize, after: &'s [u8]) -> Option<EntryName<'s>> {
    if let Some(found) = memchr::memmem::find(after, b" as $") {
        let name = words(&after[found + 5..]).into_iter().next()?;
        let scope = at..file.text().len().min(at + BODY);
        return Some(EntryName { name, scope });
    }
    // PowerShell: `$models.Keys | % { … $_ … }`.
    if let Some(pipe) = [&b"| %"[..], b"| ForEach"]
        .iter()
        .find_map(|pipe| memchr::memmem::find(after, pipe))
    {
        let scope = at + pipe..file.text().len().min(at + BODY);
        return Some(EntryName { name: b"_", scope });
    }
    let call = CALLS
        .iter()
        .find_map(|call| memchr::memmem::find(after, call).map(|found| found + call.len()))?;
    let open = call
        + after[call..]
            .iter()
            .position(|b| matches!(b, b'(' | b'{' | b'|'))?;
    let end = match after[open] {
        b'|' => file.text().len().min(at + BODY),
        _ => {
            let number = file.outline().block_at(at + open + 1);
            file.outline().block(number).inner.end
        }
    };
    let scope = at + open..end.max(at + open);
    let inside = &after[open + 1..];
    let has_parameter = [&b"->"[..], b"=>", b"|"]
        .iter()
        .any(|mark| memchr::memmem::find(&inside[..inside.len().min(80)], mark).is_some())
        || after[open] == b'|'
        || memchr::memmem::find(inside, b"function").is_some();
    let name: &[u8] = match has_parameter {
        true => words(inside)
            .into_iter()
            .find(|word| *word != b"function")?,
        false if after[open] == b'(' => return None,
        // `$0`
        false if file.source.language.name == "swift" => b"0",
        false if memchr::memmem::find(inside, b"_1").is_some() => b"_1",
        false => b"it",
    };
    Some(EntryName { name, scope })
}
