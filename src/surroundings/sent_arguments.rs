//! Arguments, fields and settings by which a program sends its requests to a model.

use super::element::{
    contains_statements, declares_a_type, last_piece, name_at_end, named, words_of,
};
use super::file::File;
use super::line::folded;
use super::mentions::mentions_in;
use super::price::is_price;
use super::requests::is_model_argument;
use crate::language::Trait;
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

/// Types and functions whose first argument is a model that a stack uses, folded.
const MODEL_TYPES: &[&str] = &["foundationmodelidentifier", "fromfoundationmodelid"];

/// Blocks with the variables of the environment of a function or container, folded.
const ENVIRONMENTS: &[&str] = &["environment", "environmentvariables", "env"];

/// Languages of settings: a program that is not in the file reads them.
const SETTINGS: &[&str] = &["nix", "jsonnet", "bicep"];

/// How many blocks around an argument may be those of its call.
const LEVELS: usize = 3;

/// How many items of a statement are looked through.
const ITEMS: usize = 16;

/// How many bytes of a name, a path or a head are read.
const NEAR: usize = 160;

fn is_sender(name: &str) -> bool {
    SENDERS.iter().any(|sender| name.contains(sender))
}

/// Whether what begins at an offset is the model argument of a request, or a part of it: `modelId=min(PRICES)`.
pub(super) fn is_sent(file: &File<'_>, at: usize) -> bool {
    let (text, outline) = (file.text(), file.outline());
    if is_value_of_an_option(file, at) || is_in_path_of_request(file, at) {
        return true;
    }
    let mut inside = at;
    for _ in 0..LEVELS {
        let number = outline.block_at(inside);
        let Some((_, item)) = outline.item_at(number, inside) else {
            return false;
        };
        let block = outline.block(number);
        let is_argument = block.kind == BlockKind::Round && item.separator.is_none();
        let argument = match &item.separator {
            Some((separator, _)) if separator.end <= inside => key_of(&text[item.key()]),
            // `{ modelId }`, and a method of a builder: `.modelId(m)`.
            None if block.kind == BlockKind::Curly => name_at_end(&text[item.span.clone()]),
            None if is_argument => name_at_end(named(file, block).callee),
            _ => b"",
        };
        if item.separator.is_none()
            && is_spread(&text[item.span.clone()])
            && is_of_request(file, number)
        {
            return true;
        }
        let name = last_piece(argument);
        if is_argument && MODEL_TYPES.contains(&name.as_str()) {
            return true;
        }
        if is_model_argument(&name) {
            return is_argument
                || SETTINGS.contains(&file.source.language.name)
                || is_of_request(file, number)
                || is_posted(file, number)
                || is_of_call_without_brackets(file, number, item)
                || is_setting(file, number, item)
                || is_record(file, number)
                    && (file.calls_bedrock() && !has_costs(file, number)
                        || is_posted_by_name(file, number));
        }
        if number == 0 || contains_statements(file, block) {
            return false;
        }
        inside = block.inner.start.saturating_sub(1);
    }
    false
}

/// Whether an item hands on all fields of a record, its ID too: `{ ...entry, messages }`.
fn is_spread(item: &[u8]) -> bool {
    let item = item.trim_ascii();
    item.starts_with(b"...") || item.starts_with(b"**")
}

/// What functions of a program are named that send a request with the model that they are given, by the first word.
const HELPERS: &[&str] = &[
    "answer",
    "ask",
    "call",
    "chat",
    "complete",
    "converse",
    "embed",
    "generate",
    "infer",
    "invoke",
    "predict",
    "run",
    "send",
    "summarize",
    "translate",
    "try",
];

/// Names of functions that make the client of the model that they are given: `bedrock(m.id)` of the AI SDK.
const PROVIDERS: &[&str] = &["bedrock"];

/// Words for the objects of other functions: `ask_user` and `run_report` send no request.
const OTHER_THINGS: &[&str] = &[
    "docs",
    "hash",
    "html",
    "id",
    "ids",
    "json",
    "key",
    "label",
    "link",
    "log",
    "markdown",
    "migration",
    "migrations",
    "name",
    "names",
    "report",
    "row",
    "rows",
    "schema",
    "sql",
    "table",
    "test",
    "tests",
    "type",
    "types",
    "url",
    "user",
];

/// Fields of a record that name its model, folded.
const ID_FIELDS: &[&str] = &[
    "arn",
    "id",
    "key",
    "model",
    "modelarn",
    "modelid",
    "modelname",
    "name",
    "value",
];

/// Whether an entry of a collection, whose name begins at an offset, is handed to a function that sends requests, by the name
/// of the function: the record, or its field with the ID. `ask(c["model"], q)`, `complete(m.id, q)`.
pub(super) fn is_handed_to_a_sender(file: &File<'_>, at: usize, name: usize) -> bool {
    let (text, outline) = (file.text(), file.outline());
    let number = outline.block_at(at);
    let block = outline.block(number);
    let Some((_, item)) = outline.item_at(number, at) else {
        return false;
    };
    if block.kind != BlockKind::Round {
        return false;
    }
    let value = text.get(item.value()).unwrap_or_default();
    let start = item.value().start;
    let marks = value
        .iter()
        .take_while(|b| matches!(b, b' ' | b'&' | b'*' | b'$' | b'@' | b'!'))
        .count();
    let field = text.get(at + name..item.value().end).unwrap_or_default();
    let field = field.trim_ascii();
    if start + marks != at || field.len() > NEAR {
        return false;
    }
    // `cheapest()` has no field.
    let field = folded(field);
    let is_id = field.is_empty() || ID_FIELDS.contains(&field.as_str());
    let callee = named(file, block).callee;
    let callee = callee
        .rsplit(|b| matches!(b, b'.' | b':' | b'>'))
        .next()
        .unwrap_or(callee);
    let words = words_of(callee);
    is_id
        && words.first().is_some_and(|word| {
            HELPERS.contains(&word.as_str())
                || words.len() == 1 && PROVIDERS.contains(&word.as_str())
        })
        && !words
            .iter()
            .any(|word| OTHER_THINGS.contains(&word.as_str()))
}

/// The name of a key; of `os.environ["MODEL_ID"]` what is in the brackets.
fn key_of(key: &[u8]) -> &[u8] {
    let key = key.trim_ascii_end();
    name_at_end(key.strip_suffix(b"]").unwrap_or(key))
}

/// What is directly before an offset, on its line.
fn line_before<'s>(file: &File<'s>, at: usize) -> &'s [u8] {
    let before = &file.text()[at.saturating_sub(NEAR)..at];
    &before[memchr::memrchr(b'\n', before).map_or(0, |line| line + 1)..]
}

/// `--model-id "${MODELS[0]}"`, `-ModelId $m`.
fn is_value_of_an_option(file: &File<'_>, at: usize) -> bool {
    let before = line_before(file, at);
    let marks = |b: &&u8| matches!(b, b'"' | b'\'' | b'$' | b'{' | b'(' | b'@' | b'!');
    let width = before.iter().rev().take_while(marks).count();
    let before = &before[..before.len() - width];
    let option = match before.strip_suffix(b"=") {
        Some(option) => option,
        None if before.ends_with(b" ") => before.trim_ascii_end(),
        None => return false,
    };
    let start = option.iter().rposition(|b| b.is_ascii_whitespace());
    let option = &option[start.map_or(0, |blank| blank + 1)..];
    option.starts_with(b"-") && is_model_argument(&folded(option))
}

/// `f"https://bedrock-runtime.…/model/{m}/invoke"`.
fn is_in_path_of_request(file: &File<'_>, at: usize) -> bool {
    let before = line_before(file, at);
    let marks = |b: &&u8| matches!(b, b'$' | b'#' | b'{' | b'(' | b'\\');
    let width = before.iter().rev().take_while(marks).count();
    width > 0 && before[..before.len() - width].ends_with(b"/model/")
}

/// Whether a block is a record, which may be the body of a request that is sent later: `body = {"modelId": …}`.
fn is_record(file: &File<'_>, number: usize) -> bool {
    let block = file.outline().block(number);
    let callee = last_piece(named(file, block).callee);
    match block.kind {
        BlockKind::Curly => callee.is_empty() && !contains_statements(file, block),
        BlockKind::Round => callee == "dict",
        _ => false,
    }
}

/// Whether a record has what a request cost: it reports the request, and sends nothing.
fn has_costs(file: &File<'_>, number: usize) -> bool {
    const TOKENS: &[&str] = &["inputtokens", "outputtokens", "totaltokens"];
    let mut items = file.outline().items(number).iter().take(ITEMS);
    items.any(|item| {
        let key = folded(key_of(&file.text()[item.key()]));
        is_price(&key) || TOKENS.contains(&key.as_str())
    })
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
        // The head of a function ends with the type of its result.
        let is_of_call = match block.kind {
            BlockKind::Round => true,
            BlockKind::Curly => {
                !contains_statements(file, block)
                    && !declares_a_type(&file.text()[block.head.clone()])
            }
            _ => false,
        };
        is_of_call && calls_a_sender(file, number)
    })
}

/// Functions that post a body to a server, which sends the request to the model in it, folded.
const POSTS: &[&str] = &["fetch", "post", "usefetch"];

/// How many blocks are between a field of a body and the call that posts it, with that of the call:
/// `fetch(url, { body: JSON.stringify({ modelId: m.id }) })`.
const LEVELS_OF_BODY: usize = 4;

/// Whether a block is in the body that a call posts.
fn is_posted(file: &File<'_>, number: usize) -> bool {
    let outline = file.outline();
    let mut around = outline.around(number).take(LEVELS_OF_BODY);
    around.any(|number| {
        let block = outline.block(number);
        block.kind == BlockKind::Round
            && POSTS.contains(&last_piece(named(file, block).callee).as_str())
    })
}

/// How far after a body the call is that posts it.
const BODY: usize = 2_000;

/// Whether a record is the value of a variable that a call posts: `body = {"modelId": …}`, `requests.post(url, json=body)`.
fn is_posted_by_name(file: &File<'_>, number: usize) -> bool {
    let outline = file.outline();
    let block = outline.block(number);
    let name = named(file, block).name;
    let (start, text) = (block.inner.end, file.text());
    name.len() > 1
        && mentions_in(file, name, start..text.len().min(start + BODY))
            .any(|at| is_posted(file, outline.block_at(at)))
}

/// Whether the call around arguments sends a request, by its name: `invoke_model(…)`, `partial(client.invoke_model, …)`,
/// `pool.submit(client.converse, …)`, `getattr(client, "invoke_model")(…)`.
fn calls_a_sender(file: &File<'_>, number: usize) -> bool {
    let (text, outline) = (file.text(), file.outline());
    let block = outline.block(number);
    let callee = last_piece(named(file, block).callee);
    if is_sender(&callee) || block.kind != BlockKind::Round {
        return is_sender(&callee);
    }
    let head = text[block.head.clone()].trim_ascii_end();
    if callee.is_empty() && head.ends_with(b")") {
        let call = &head[head.len().saturating_sub(NEAR)..];
        return is_sender(&folded(call));
    }
    let mut passed = outline.items(number).iter().take(FUNCTION + 1);
    CALLERS.contains(&callee.as_str())
        && passed.any(|item| {
            let value = item.value();
            let value = &text[value.start..value.end.min(value.start + NEAR)];
            is_sender(&last_piece(name_at_end(value)))
        })
}

/// What calls a function that it is given, with the arguments after it, folded: `pool.submit(client.converse, …)`,
/// `loop.run_in_executor(None, ask, …)`.
pub(super) const CALLERS: &[&str] = &[
    "applyasync",
    "partial",
    "process",
    "runinexecutor",
    "submit",
    "thread",
    "timer",
    "tothread",
];

/// How many arguments are before the function at most.
pub(super) const FUNCTION: usize = 1;

/// Whether an argument is that of a call without brackets: Ruby's `client.converse model_id: m`.
fn is_of_call_without_brackets(file: &File<'_>, number: usize, item: &Item) -> bool {
    if !matches!(file.source.language.name, "ruby" | "coffeescript") {
        return false;
    }
    let text = file.text();
    let start = first_of_statement(file, number, item.span.start);
    let statement = &text[start..text.len().min(start + NEAR)];
    let call = statement.split(u8::is_ascii_whitespace).next();
    call.is_some_and(|call| is_sender(&last_piece(name_at_end(call))))
}

/// Whether an item sets a model that something else reads: a variable of the environment, a field of an object, what a
/// module exports.
fn is_setting(file: &File<'_>, number: usize, item: &Item) -> bool {
    let (text, outline) = (file.text(), file.outline());
    let name = folded(named(file, outline.block(number)).name);
    let key = &text[item.key()];
    let owner = &key[..key
        .iter()
        .rposition(|b| matches!(b, b'.' | b'['))
        .unwrap_or(0)];
    let is_assigned = matches!(item.separator, Some((_, Separator::Assign)));
    let is_environment = [&b"environ"[..], b"ENV", b".env"]
        .iter()
        .any(|end| owner.ends_with(end));
    ENVIRONMENTS.contains(&name.as_str())
        || is_assigned && is_environment
        || is_assigned && key.starts_with(b"export const ")
        || is_assigned && !owner.is_empty() && file.calls_bedrock()
}

/// Where the statement begins that an item belongs to.
pub(super) fn first_of_statement(file: &File<'_>, number: usize, start: usize) -> usize {
    let items = file.outline().items(number);
    let mut at = items.partition_point(|item| item.span.start < start);
    let mut left = ITEMS;
    while at > 0 && left > 0 && items.get(at).is_some_and(|item| item.follows_comma) {
        (at, left) = (at - 1, left - 1);
    }
    items
        .get(at)
        .map_or(start, |item| item.span.start.min(start))
}
