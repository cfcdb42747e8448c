//! Whether a file sends requests to the models of a registry that it declares: an entry is then used, whatever describes it.

use std::ops::Range;

use super::collection_usage::mentions;
use super::element::{contains_statements, last_piece, name_at_end, named};
use super::file::File;
use super::requests::is_model_argument;
use crate::language::{Kind, Trait};
use crate::line_ends::window_end;
use crate::outline::{BlockKind, Item, Separator};

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

/// How many names are followed from a collection.
const NAMES: usize = 16;

/// How much of a statement is read after a name.
const AHEAD: usize = 400;

/// How far a loop reaches whose body has no brackets and no indentation of its own: `for m in $MODELS; do`.
const BODY: usize = 2_000;

/// A name of entries of the collection, and where it is one.
struct EntryName<'s> {
    name: &'s [u8],
    scope: Range<usize>,
}

/// Whether an entry of the collection in a block is the model of a request: by the name of the collection, of a variable that is
/// made from it, of a loop over it, of a function that returns one, or where the collection itself is the argument.
/// Of keys a lookup sends none: `SUCCESSORS[model]`.
pub(super) fn sends_entries_of(file: &File<'_>, number: usize, are_keys: bool) -> bool {
    let outline = file.outline();
    let is_program = matches!(file.kind(), Kind::Code | Kind::Infra);
    if !is_program || number == 0 || number >= outline.len() {
        return false;
    }
    let block = outline.block(number);
    let start = block.inner.start.saturating_sub(1);
    let known = file.sent.borrow().get(&(number, are_keys)).copied();
    known.unwrap_or_else(|| {
        let name = named(file, block).name;
        let others = entry_names_at(file, start)
            .into_iter()
            .filter(|other| other.name != name);
        let sends = is_sent(file, start)
            || are_sent(file, others.collect(), name, are_keys)
            || sends_of_name(file, name, are_keys);
        file.sent.borrow_mut().insert((number, are_keys), sends);
        sends
    })
}

/// The same by the name of a collection. Thousands of collections of one name are looked at once.
fn sends_of_name(file: &File<'_>, name: &[u8], are_keys: bool) -> bool {
    if name.len() < 2 {
        return false;
    }
    let key = (name.to_vec(), are_keys);
    let known = file.sent_by_name.borrow().get(&key).copied();
    known.unwrap_or_else(|| {
        let scope = 0..file.text().len();
        let sends = are_sent(file, vec![EntryName { name, scope }], name, are_keys);
        file.sent_by_name.borrow_mut().insert(key, sends);
        sends
    })
}

/// Whether what one of these names has, or a name that is made from it, is the model of a request. `own` is that of the
/// collection.
fn are_sent<'s>(
    file: &File<'s>,
    mut known_names: Vec<EntryName<'s>>,
    own: &[u8],
    are_keys: bool,
) -> bool {
    known_names.truncate(NAMES);
    let mut next = 0;
    while next < known_names.len() {
        let EntryName { name, scope } = &known_names[next];
        let (name, scope) = (*name, scope.clone());
        next += 1;
        for mention in mentions(file, name) {
            if !scope.contains(&mention.at)
                || is_only_asked(file, mention.at, name)
                || are_keys && name == own && is_looked_up(&file.text()[mention.at + name.len()..])
            {
                continue;
            }
            if is_sent(file, mention.at) {
                return true;
            }
            for found_name in entry_names_at(file, mention.at) {
                let is_new = |known: &EntryName<'_>| {
                    known.name != found_name.name || known.scope != found_name.scope
                };
                if known_names.len() < NAMES && known_names.iter().all(is_new) {
                    known_names.push(found_name);
                }
            }
        }
    }
    false
}

/// Whether what follows a name reads the value of a key.
fn is_looked_up(after: &[u8]) -> bool {
    [&b"["[..], b".fetch(", b".dig("]
        .iter()
        .any(|call| after.starts_with(call))
}

/// Whether code asks whether something is in the collection, or what belongs to a key of it.
fn is_only_asked(file: &File<'_>, at: usize, name: &[u8]) -> bool {
    const QUESTIONS: &[&[u8]] = &[
        b".get(",
        b".has(",
        b".includes(",
        b".contains",
        b".Contains",
        b".include?",
        b".key?",
        b".has_key",
        b".index",
    ];
    let text = file.text();
    let after = &text[at + name.len()..];
    if QUESTIONS.iter().any(|question| after.starts_with(question)) {
        return true;
    }
    let before = statement_before(file, at);
    before.trim_ascii_end().ends_with(b" in") && variables_of_loop(before).is_empty()
}

/// Whether what begins at an offset is the model argument of a request, or a part of it: `modelId=min(PRICES)`.
fn is_sent(file: &File<'_>, at: usize) -> bool {
    let (text, outline) = (file.text(), file.outline());
    let mut inside = at;
    for _ in 0..LEVELS {
        let number = outline.block_at(inside);
        let Some((_, item)) = outline.item_at(number, inside) else {
            return false;
        };
        let block = outline.block(number);
        let argument = match &item.separator {
            Some((separator, _)) if separator.end <= inside => &text[item.key()],
            // `{ modelId }`, and a method of a builder: `.modelId(m)`.
            None if block.kind == BlockKind::Curly => &text[item.span.clone()],
            None if block.kind == BlockKind::Round => named(file, block).callee,
            _ => b"",
        };
        if is_model_argument(&last_piece(name_at_end(argument))) {
            return block.kind == BlockKind::Round && item.separator.is_none()
                || is_of_request(file, number)
                || is_record(file, number) && file.calls_bedrock();
        }
        if number == 0 || contains_statements(file, block) {
            return false;
        }
        inside = block.inner.start.saturating_sub(1);
    }
    false
}

/// Whether a block is a record, which may be the body of a request that is sent later: `body = {"modelId": …}`.
fn is_record(file: &File<'_>, number: usize) -> bool {
    let block = file.outline().block(number);
    let callee = last_piece(named(file, block).callee);
    match block.kind {
        BlockKind::Curly => callee.is_empty(),
        BlockKind::Round => callee == "dict",
        _ => false,
    }
}

/// Whether a block is the arguments of a call that sends a request, is inside of such, or is a resource with a model.
fn is_of_request(file: &File<'_>, number: usize) -> bool {
    let outline = file.outline();
    let mut around = std::iter::once(number).chain(outline.around(outline.block(number).parent));
    around.by_ref().take(LEVELS).any(|number| {
        let block = outline.block(number);
        if file.source.language.has(Trait::TerraformBlocks) {
            let head = file.text()[block.head.clone()].trim_ascii_start();
            return head.starts_with(b"resource") || head.starts_with(b"module");
        }
        let callee = last_piece(named(file, block).callee);
        matches!(block.kind, BlockKind::Round | BlockKind::Curly)
            && SENDERS.iter().any(|name| callee.contains(name))
    })
}

/// The names of entries of what is mentioned at an offset.
fn entry_names_at<'s>(file: &File<'s>, at: usize) -> Vec<EntryName<'s>> {
    let (text, outline) = (file.text(), file.outline());
    let mut found = Vec::new();
    let mut inside = at;
    for _ in 0..LEVELS {
        let number = outline.block_at(inside);
        let Some((_, item)) = outline.item_at(number, inside) else {
            break;
        };
        let block = outline.block(number);
        let before = statement_before(file, inside);
        let variables = variables_of_loop(before);
        if !variables.is_empty() {
            let scope = body_of_loop(file, number, inside);
            found.extend(entry_names(variables, &scope));
        }
        let after = &text[inside..window_end(text, inside, AHEAD).min(item.span.end.max(inside))];
        found.extend(parameter_of_call(file, inside, after));
        if block.kind == BlockKind::Round {
            found.extend(of_function(file, number, inside));
        } else if let Some((separator, Separator::Assign)) = &item.separator
            && separator.end <= inside
        {
            // `first, *rest = MODELS`
            let key = first_of_statement(file, number, item.span.start)..separator.start;
            // Terraform makes one resource for each entry.
            if text[key.clone()].trim_ascii() == b"for_each" {
                found.extend(entry_names(vec![b"each"], &block.inner));
            }
            let key = &text[key.start.max(key.end.saturating_sub(AHEAD))..key.end];
            // What one block of Terraform defines, the others read: `local.models`.
            let scope = match file.source.language.has(Trait::TerraformBlocks) {
                true => 0..text.len(),
                false => block.inner.clone(),
            };
            found.extend(entry_names(words(key), &scope));
        }
        if text[item.span.start.min(inside)..inside].starts_with(b"return") {
            found.extend(function_around(file, number));
        }
        if number == 0 || contains_statements(file, block) {
            break;
        }
        inside = block.inner.start.saturating_sub(1);
    }
    found
}

/// What is before an offset in its statement, or in the brackets around it. With the head of a loop, whose brackets may be
/// around its variables.
fn statement_before<'s>(file: &File<'s>, at: usize) -> &'s [u8] {
    let (text, outline) = (file.text(), file.outline());
    let number = outline.block_at(at);
    let block = outline.block(number);
    let start = match block.kind {
        BlockKind::Round
            if text[block.head.clone()].trim_ascii_end().ends_with(b"for")
                || text[block.head.clone()]
                    .trim_ascii_end()
                    .ends_with(b"foreach") =>
        {
            block.head.start
        }
        BlockKind::Round | BlockKind::Square | BlockKind::Curly => block.inner.start,
        // Commas between the variables of a loop separate items.
        _ => outline.item_at(number, at).map_or(at, |(_, item)| {
            first_of_statement(file, number, item.span.start)
        }),
    };
    &text[start.min(at).max(at.saturating_sub(AHEAD))..at]
}

/// Where the statement begins that an item belongs to.
fn first_of_statement(file: &File<'_>, number: usize, start: usize) -> usize {
    let items = file.outline().items(number);
    let mut at = items.partition_point(|item| item.span.start < start);
    let mut left = NAMES;
    while at > 0 && left > 0 && items.get(at).is_some_and(|item| item.follows_comma) {
        (at, left) = (at - 1, left - 1);
    }
    items
        .get(at)
        .map_or(start, |item| item.span.start.min(start))
}

fn entry_names<'s>(
    names: Vec<&'s [u8]>,
    scope: &Range<usize>,
) -> impl Iterator<Item = EntryName<'s>> {
    let scope = scope.clone();
    names.into_iter().map(move |name| EntryName {
        name,
        scope: scope.clone(),
    })
}

/// The names in a pattern: `id` and `price` of `const [id, { price }]`.
fn words(text: &[u8]) -> Vec<&[u8]> {
    const KEYWORDS: &[&[u8]] = &[
        b"const", b"let", b"var", b"auto", b"val", b"final", b"String", b"string", b"my", b"range",
        b"for", b"foreach", b"async", b"await",
    ];
    text.split(|b| !b.is_ascii_alphanumeric() && *b != b'_')
        .filter(|word| !word.is_empty() && !word[0].is_ascii_digit() && !KEYWORDS.contains(word))
        .collect()
}

/// The variables of a loop whose head ends where the collection begins: `for m, price in`, `for (const [id] of`,
/// `for (String m :`, `for m := range`, `[… for m in`.
fn variables_of_loop(before: &[u8]) -> Vec<&[u8]> {
    let Some(start) = memchr::memmem::rfind(before, b"for") else {
        return Vec::new();
    };
    let is_word =
        start == 0 || !before[start - 1].is_ascii_alphanumeric() && before[start - 1] != b'_';
    let head = &before[start + 3..];
    let head = head.strip_prefix(b"each").unwrap_or(head).trim_ascii_end();
    let ends = [&b" in"[..], b" of", b" range", b":"];
    let pattern = ends
        .iter()
        .find_map(|end| head.strip_suffix(*end))
        .or_else(|| {
            // `for m in list(MODELS)`: what is called with the collection.
            let at = memchr::memmem::rfind(head, b" in ")
                .or_else(|| memchr::memmem::rfind(head, b" of "))?;
            let called = head[at + 4..].trim_ascii();
            let is_callee = |b: &u8| b.is_ascii_alphanumeric() || b"_.$\"{[@(".contains(b);
            called.iter().all(is_callee).then_some(&head[..at])
        });
    match pattern {
        Some(pattern) if is_word => words(pattern),
        _ => Vec::new(),
    }
}

/// Where the variable of a loop can be used: in the block after its head, in the brackets of a comprehension, or in the lines
/// below.
fn body_of_loop(file: &File<'_>, number: usize, at: usize) -> Range<usize> {
    let outline = file.outline();
    let block = outline.block(number);
    if let Some((_, item)) = outline.item_at(number, at)
        && let Some(below) = outline.lines_of(number, item)
    {
        return outline.block(below).inner.clone();
    }
    if block.kind == BlockKind::Round
        && let Some(next) = outline.first_from(block.inner.end)
        && outline.block(next).inner.start < block.inner.end + BRACE
    {
        return outline.block(next).inner.clone();
    }
    match block.kind {
        BlockKind::Square | BlockKind::Round | BlockKind::Curly if number > 0 => {
            block.inner.start..block.inner.end.max(at + BODY.min(file.text().len() - at))
        }
        _ => at..file.text().len().min(at + BODY),
    }
}

/// How far after the head of a loop its brace is.
const BRACE: usize = 8;

/// The first parameter of a function that a method of the collection calls for each entry: `MODELS.forEach((m) => …)`,
/// `MODELS.each_key { |m| … }`, `MODELS.keySet().forEach(m -> …)`; `it` of Kotlin. PHP's `foreach ($models as $m)`.
fn parameter_of_call<'s>(file: &File<'s>, at: usize, after: &'s [u8]) -> Option<EntryName<'s>> {
    const CALLS: &[&[u8]] = &[b".forEach", b".map", b".each", b".flatMap", b".ForEach"];
    if let Some(found) = memchr::memmem::find(after, b" as $") {
        let name = words(&after[found + 5..]).into_iter().next()?;
        let scope = at..file.text().len().min(at + BODY);
        return Some(EntryName { name, scope });
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
        false => b"it",
    };
    Some(EntryName { name, scope })
}

/// The parameter that an argument becomes: `models` in `def ask(models=MODELS)`, `m` of `lambda m: …` beside it, and the
/// parameter of a function of the file that is called with it.
fn of_function<'s>(file: &File<'s>, number: usize, at: usize) -> Vec<EntryName<'s>> {
    let (text, outline) = (file.text(), file.outline());
    let block = outline.block(number);
    let inner =
        &text[block.inner.start..window_end(text, block.inner.start, AHEAD).min(block.inner.end)];
    let mut found = Vec::new();
    if let Some(lambda) = memchr::memmem::find(inner, b"lambda ") {
        let name = words(&inner[lambda + 7..]).into_iter().take(1).collect();
        found.extend(entry_names(name, &block.inner));
    }
    let Some((argument, item)) = outline.item_at(number, at) else {
        return found;
    };
    if function_of(&text[block.head.clone()]).is_some() {
        let name = words(&text[item.key()]).into_iter().take(1).collect();
        found.extend(entry_names(name, &(block.inner.end..text.len())));
        return found;
    }
    let name = name_at_end(named(file, block).callee);
    let name = name.rsplit(|b| *b == b'.').next().unwrap_or(name);
    if name.len() < 2 || item.separator.is_some() {
        return found;
    }
    for mention in mentions(file, name) {
        let Some(parameters) = outline.first_from(mention.at + name.len()) else {
            continue;
        };
        let declared = outline.block(parameters);
        let is_definition = declared.kind == BlockKind::Round
            && declared.inner.start == mention.at + name.len() + 1
            && function_of(&text[declared.head.clone()]) == Some(name);
        let own = |item: &Item| {
            matches!(
                words(&text[item.span.clone()]).first(),
                Some(&b"self" | &b"cls")
            )
        };
        let items = outline.items(parameters);
        let first = usize::from(items.first().is_some_and(own));
        if let Some(item) = items.get(first + argument).filter(|_| is_definition) {
            let scope = body_of_loop(file, outline.block_at(mention.at), mention.at);
            let name = words(&text[item.span.clone()])
                .into_iter()
                .take(1)
                .collect();
            found.extend(entry_names(name, &scope));
        }
    }
    found
}

/// The name of the function that a text declares at its end: `ask` of `async def ask`.
fn function_of(head: &[u8]) -> Option<&[u8]> {
    const WORDS: &[&[u8]] = &[b"def ", b"function ", b"func ", b"fn ", b"fun ", b"sub "];
    let after = WORDS.iter().find_map(|word| {
        memchr::memmem::find(head, word).map(|found| &head[found + word.len()..])
    })?;
    words(after).into_iter().next()
}

/// The function whose body a block is.
fn function_around<'s>(file: &File<'s>, number: usize) -> Option<EntryName<'s>> {
    let (text, outline) = (file.text(), file.outline());
    outline.around(number).take(LEVELS).find_map(|number| {
        let name = function_of(&text[outline.block(number).head.clone()])?;
        let scope = 0..text.len();
        Some(EntryName { name, scope })
    })
}
