//! Functions that a file declares, and the names that their parameters give to what they are called with.

use std::ops::Range;

use super::element::{declared, last_piece, name_at_end, named};
use super::file::File;
use super::mentions::mentions_in;
use super::sent_arguments::{CALLERS, FUNCTION};
use super::tested_elements::loop_body;
use crate::language::Trait;
use crate::line_ends::window_end;
use crate::outline::{BlockKind, Item};

/// How many blocks around a statement may be those of its function.
const LEVELS: usize = 3;

/// How much of a statement is read after a name.
pub(super) const AHEAD: usize = 400;

/// How far a loop reaches whose body has no brackets and no indentation of its own: `for m in $MODELS; do`.
pub(super) const BODY: usize = 2_000;

/// How far after the head of a loop its brace is.
const BRACE: usize = 8;

/// A name of entries of a collection, and where it is one.
#[derive(Clone)]
pub(super) struct EntryName<'s> {
    pub(super) name: &'s [u8],
    pub(super) scope: Range<usize>,
}

pub(super) fn entry_names<'s>(
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
pub(super) fn words(text: &[u8]) -> Vec<&[u8]> {
    const KEYWORDS: &[&[u8]] = &[
        b"const", b"let", b"var", b"auto", b"val", b"final", b"String", b"string", b"my", b"range",
        b"for", b"foreach", b"async", b"await", b"fn",
    ];
    text.split(|b| !b.is_ascii_alphanumeric() && *b != b'_')
        .filter(|word| !word.is_empty() && !word[0].is_ascii_digit() && !KEYWORDS.contains(word))
        .collect()
}

/// Where the variable of a loop can be used: in the block after its head, in the brackets of a comprehension, or in the lines
/// below.
pub(super) fn body_of_loop(file: &File<'_>, number: usize, at: usize) -> Range<usize> {
    let outline = file.outline();
    let block = outline.block(number);
    if let Some(body) = loop_body(file, &(at..at)) {
        return outline.block(body).inner.clone();
    }
    match block.kind {
        BlockKind::Square | BlockKind::Round | BlockKind::Curly if number > 0 => {
            block.inner.start..block.inner.end.max(at + BODY.min(file.text().len() - at))
        }
        _ => at..file.text().len().min(at + BODY),
    }
}

/// The parameter that an argument becomes: `models` in `def ask(models=MODELS)`, `m` of `lambda m: …` beside it, and the
/// parameter of a function of the file that is called with it, or passed beside it: `map(ask, MODELS)`.
pub(super) fn of_function<'s>(file: &File<'s>, number: usize, at: usize) -> Vec<EntryName<'s>> {
    let (text, outline) = (file.text(), file.outline());
    let block = outline.block(number);
    let inner =
        &text[block.inner.start..window_end(text, block.inner.start, AHEAD).min(block.inner.end)];
    let mut found: Vec<EntryName<'s>> = Vec::new();
    let lambda: &[u8] = match file.source.language.name {
        "r" => b"function(",
        "elixir" => b"fn ",
        _ => b"lambda ",
    };
    // Elixir: `Enum.each(models, &Bedrock.converse(&1.id))`.
    if file.source.language.name == "elixir" && memchr::memmem::find(inner, b"&1").is_some() {
        found.extend(entry_names(vec![b"1"], &block.inner));
    }
    if let Some(at) = memchr::memmem::find(inner, lambda) {
        let name = words(&inner[at + lambda.len()..]).into_iter().take(1);
        found.extend(entry_names(name.collect(), &block.inner));
    }
    let Some((argument, item)) = outline.item_at(number, at) else {
        return found;
    };
    if are_parameters(file, number) {
        let name = parameter_in(&text[item.key()]).into_iter().collect();
        found.extend(entry_names(name, &(block.inner.end..text.len())));
        return found;
    }
    let callee = name_at_end(named(file, block).callee);
    let name = callee.rsplit(|b| *b == b'.').next().unwrap_or(callee);
    if name == b"map" && argument == 1 {
        let passed = text[outline.items(number)[0].span.clone()].trim_ascii();
        let is_name = |b: &u8| b.is_ascii_alphanumeric() || *b == b'_';
        if passed.len() > 1 && passed.iter().all(is_name) {
            found.extend(parameters_named(file, passed, 0));
        }
    }
    if name.len() > 1 && item.separator.is_none() {
        found.extend(parameters_named(file, name, argument));
    }
    found.extend(of_passed_function(file, number, argument));
    found
}

/// Whether a block has the parameters of a function, of a method or of the constructor of a class.
fn are_parameters(file: &File<'_>, number: usize) -> bool {
    let text = file.text();
    let block = file.outline().block(number);
    let head = &text[block.head.clone()];
    let is_class = || {
        let mut words = head.split(|b| !b.is_ascii_alphanumeric());
        words.any(|word| matches!(word, b"class" | b"record"))
    };
    let is_arrow = || {
        let after = text.get(block.inner.end + 1..).unwrap_or_default();
        after.trim_ascii_start().starts_with(b"=>")
    };
    block.kind == BlockKind::Round
        && (function_of(head).is_some()
            || is_method_there(file, number)
            || is_class()
            || is_arrow())
}

/// The name of a parameter with its modifiers and its type: `private readonly info: Info`, `Info $info`.
fn parameter_in(key: &[u8]) -> Option<&[u8]> {
    let colon = memchr::memchr(b':', key).unwrap_or(key.len());
    words(&key[..colon]).pop()
}

/// The parameter of a function that is passed before its arguments: `pool.submit(ask, m["id"])`,
/// `Thread(target=ask, args=(m["id"],))`.
fn of_passed_function<'s>(file: &File<'s>, number: usize, argument: usize) -> Vec<EntryName<'s>> {
    let (text, outline) = (file.text(), file.outline());
    let block = outline.block(number);
    let is_tuple = named(file, block).name == b"args";
    let call = if is_tuple { block.parent } else { number };
    let callee = last_piece(named(file, outline.block(call)).callee);
    if !CALLERS.contains(&callee.as_str()) {
        return Vec::new();
    }
    let is_name = |name: &[u8]| {
        name.len() > 1 && name.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'_')
    };
    let items = outline.items(call).iter().enumerate();
    let mut passed = items.filter_map(|(at, item)| {
        let is_target = match &item.separator {
            None => !is_tuple && at < argument && at <= FUNCTION,
            Some(_) => is_tuple && name_at_end(&text[item.key()]) == b"target",
        };
        let name = text[item.value()].trim_ascii();
        (is_target && is_name(name) && name != b"None").then_some((at, name))
    });
    passed.next().map_or_else(Vec::new, |(at, name)| {
        let position = if is_tuple {
            argument
        } else {
            argument - at - 1
        };
        parameters_named(file, name, position)
    })
}

/// The parameters at a position in the functions of this name.
pub(super) fn parameters_named<'s>(
    file: &File<'s>,
    name: &[u8],
    argument: usize,
) -> Vec<EntryName<'s>> {
    let (text, outline) = (file.text(), file.outline());
    let mut found = Vec::new();
    for at in mentions_in(file, name, 0..text.len()) {
        let end = at + name.len();
        let Some(parameters) = outline.first_from(end) else {
            continue;
        };
        let block = outline.block(parameters);
        let opens = block.inner.start.saturating_sub(1);
        if block.kind != BlockKind::Round || opens < end || opens > end + BRACE * 2 {
            continue;
        }
        let is_named = || {
            function_of(&text[block.head.clone()]) == Some(name)
                || is_method_there(file, parameters)
        };
        let is_definition =
            opens == end && is_named() || is_arrow_function(file, end..opens, block.inner.end);
        let own = |item: &Item| {
            matches!(
                words(&text[item.span.clone()]).first(),
                Some(&b"self" | &b"cls")
            )
        };
        let items = outline.items(parameters);
        let first = usize::from(items.first().is_some_and(own));
        if let Some(item) = items.get(first + argument).filter(|_| is_definition) {
            let scope = body_of_function(file, at, block.inner.end);
            let name = words(&text[item.span.clone()])
                .into_iter()
                .take(1)
                .collect();
            found.extend(entry_names(name, &scope));
        }
    }
    found
}

/// The body of the function whose name is at an offset: the lines below, the braces behind its parameters, or the rest of
/// its item.
fn body_of_function(file: &File<'_>, at: usize, close: usize) -> Range<usize> {
    let (text, outline) = (file.text(), file.outline());
    let number = outline.block_at(at);
    let Some((_, item)) = outline.item_at(number, at) else {
        return at..text.len().min(at + BODY);
    };
    if let Some(below) = outline.lines_of(number, item) {
        return outline.block(below).inner.clone();
    }
    let braces = outline
        .first_from(close + 1)
        .map(|next| outline.block(next))
        .filter(|next| next.kind == BlockKind::Curly);
    if let Some(braces) = braces {
        let between = &text[close + 1..braces.inner.start.saturating_sub(1).max(close + 1)];
        let is_other = |b: &u8| matches!(b, b'(' | b';' | b'\n');
        if between.len() <= AHEAD && !between.iter().any(is_other) {
            return braces.inner.clone();
        }
    }
    match file.source.language.has(Trait::BlocksWithoutBrackets) {
        true => at..text.len().min(at + BODY),
        false => close..item.span.end.max(close),
    }
}

/// `ask = (m) => …`, `ask: async (m) => …`: what is between the name and its parameters, and behind those.
fn is_arrow_function(file: &File<'_>, between: Range<usize>, close: usize) -> bool {
    let text = file.text();
    let assigns = matches!(
        text[between].trim_ascii(),
        b"=" | b":" | b"= async" | b": async"
    );
    let after = text.get(close + 1..).unwrap_or_default();
    let after = &after[..after.len().min(AHEAD / 4)];
    let line = after.split(|b| matches!(b, b'\n' | b'{')).next();
    assigns && line.is_some_and(|line| memchr::memmem::find(line, b"=>").is_some())
}

/// Whether parameters are those of a method that no keyword declares: a body follows, and a class is around it.
fn is_method_there(file: &File<'_>, parameters: usize) -> bool {
    let (text, outline) = (file.text(), file.outline());
    let block = outline.block(parameters);
    let around = outline.block(block.parent);
    let head = text[around.head.clone()].trim_ascii();
    let is_class = head
        .split(u8::is_ascii_whitespace)
        .any(|word| word == b"class");
    let after = text.get(block.inner.end + 1..).unwrap_or_default();
    around.kind == BlockKind::Curly && is_class && after.trim_ascii_start().starts_with(b"{")
}

/// The name of the function that a text declares at its end: `ask` of `async def ask`.
pub(super) fn function_of(head: &[u8]) -> Option<&[u8]> {
    const WORDS: &[&[u8]] = &[b"def ", b"function ", b"func ", b"fn ", b"fun ", b"sub "];
    let after = WORDS.iter().find_map(|word| {
        memchr::memmem::find(head, word).map(|found| &head[found + word.len()..])
    })?;
    // `def self.find(name)` of Ruby, `func (c *Client) Ask(` of Go.
    let after = after.strip_prefix(b"self.").unwrap_or(after);
    let after = match after.first() {
        Some(b'(') => &after[memchr::memchr(b')', after)?..],
        _ => after,
    };
    words(after).into_iter().next()
}

/// The name of a method that a text declares without a keyword: `String pick()`, `get model()`.
pub(super) fn declares_a_method(head: &[u8]) -> Option<&[u8]> {
    const OTHERS: &[&[u8]] = &[
        b"if",
        b"for",
        b"while",
        b"switch",
        b"catch",
        b"foreach",
        b"using",
        b"lock",
        b"synchronized",
    ];
    let head = head.trim_ascii().strip_suffix(b")")?;
    let name = name_at_end(&head[..memchr::memrchr(b'(', head)?]);
    let is_name = name.len() > 1 && name.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'_');
    (is_name && !OTHERS.contains(&name)).then_some(name)
}

/// The function whose body a block is.
pub(super) fn function_around<'s>(
    file: &File<'s>,
    number: usize,
    at: usize,
) -> Option<EntryName<'s>> {
    let (text, outline) = (file.text(), file.outline());
    let scope = 0..text.len();
    let named = outline.around(number).take(LEVELS).find_map(|number| {
        let block = outline.block(number);
        let head = &text[block.head.clone()];
        let arrow = || {
            let is_function = head.trim_ascii_end().ends_with(b"=>");
            is_function
                .then(|| declared(head))
                .filter(|name| name.len() > 1)
        };
        function_of(head)
            .or_else(|| declares_a_method(head).filter(|_| block.kind == BlockKind::Curly))
            .or_else(arrow)
    });
    // The methods of Ruby have no brackets.
    let before = &text[at.saturating_sub(AHEAD)..at];
    let name = named.or_else(|| function_of(&before[memchr::memmem::rfind(before, b"def ")?..]))?;
    Some(EntryName { name, scope })
}

/// Names of the parameters of a function of a shell, from the first.
const POSITIONS: &[&[u8]] = &[b"1", b"2", b"3", b"4", b"5", b"6", b"7", b"8", b"9"];

/// The parameter that a word of a command becomes in a function of the shell: `$1` of `ask() { … }` for `ask "$m"`.
pub(super) fn of_shell_function<'s>(file: &File<'s>, at: usize) -> Vec<EntryName<'s>> {
    const WORDS: &[&[u8]] = &[b"do", b"then", b"else", b"if", b"!", b"while", b"until"];
    if !file.source.language.has(Trait::ShellTests) {
        return Vec::new();
    }
    let (text, outline) = (file.text(), file.outline());
    let before = &text[at.saturating_sub(AHEAD)..at];
    let is_end = |b: &u8| matches!(b, b'\n' | b';' | b'|' | b'&' | b'(' | b'`');
    let start = before.iter().rposition(is_end).map_or(0, |end| end + 1);
    let mut words = before[start..]
        .split(u8::is_ascii_whitespace)
        .filter(|word| !word.is_empty())
        .skip_while(|word| WORDS.contains(word));
    let name = words.next().unwrap_or_default();
    let is_name = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
    // The opening quotation mark of the argument may be a word of its own.
    let given = words.filter(|word| !word.iter().all(|b| b"\"'${".contains(b)));
    let Some(parameter) = POSITIONS.get(given.count()) else {
        return Vec::new();
    };
    if name.len() < 2 || !name.iter().all(is_name) {
        return Vec::new();
    }
    let definitions = mentions_in(file, name, 0..text.len()).filter_map(|at| {
        let after = text[at + name.len()..].strip_prefix(b"()")?;
        let blanks = after.len() - after.trim_ascii_start().len();
        let brace = at + name.len() + 2 + blanks;
        let body = outline.block(outline.block_at(brace + 1));
        (body.kind == BlockKind::Curly && body.inner.start == brace + 1).then(|| EntryName {
            name: parameter,
            scope: body.inner.clone(),
        })
    });
    definitions.collect()
}
