//! Whether a record describes a model: its fields are facts about a model, not parts of a request.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::element::{last_piece, name_at_end, named, words_of};
use super::field_names::{Facts, FieldName, lists_modalities};
use super::file::File;
use super::line::{any_of, folded};
use crate::language::Kind;
use crate::outline::{BlockKind, Item};

/// Whether a name of a type or collection is one for facts: `PRICES`, `ModelSpec`, `CONTEXT_WINDOWS`.
pub(crate) fn is_for_facts(name: &[u8]) -> bool {
    static WORD: LazyLock<AhoCorasick> = LazyLock::new(|| {
        any_of(&[
            "pric",
            "cost",
            "contextwindow",
            "contextlength",
            "contextlimit",
            "capabilit",
            "tokenlimit",
            "maxtokens",
            "dimension",
            "cutoff",
            "spec",
            "support",
            "modalit",
            "streaming",
            "vision",
            "latency",
            "score",
            "accuracy",
            "benchmark",
            "limits",
            "maxinput",
            "maxoutput",
            "window",
            "tokens",
            "context",
        ])
    });
    WORD.is_match(&folded(name))
}

/// Whether a name of a collection is one for shares, orders and settings of models that are called.
pub(crate) fn is_for_settings(name: &[u8]) -> bool {
    static WORD: LazyLock<AhoCorasick> = LazyLock::new(|| {
        any_of(&[
            "weight",
            "traffic",
            "share",
            "split",
            "percent",
            "ratio",
            "priorit",
            "order",
            "rank",
            "timeout",
            "retr",
            "temperature",
            "concurren",
            "rollout",
            "quota",
            "ratelimit",
            "replica",
            "route",
            "setting",
            "config",
        ])
    });
    WORD.is_match(&folded(name))
}

/// No number is written with more bytes.
const LONGEST: usize = 120;

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ValueKind {
    Number,
    Truth,
    Other,
}

const TRUTHS: &[&str] = &[
    "true",
    "false",
    "yes",
    "no",
    "null",
    "none",
    "nil",
    "undefined",
];

/// A value without its quotes, its sign and its currency.
fn bare(value: &[u8]) -> &[u8] {
    let value = value
        .strip_prefix(b"\"")
        .and_then(|value| value.strip_suffix(b"\""))
        .unwrap_or(value);
    let value = value
        .strip_prefix(b"'")
        .and_then(|value| value.strip_suffix(b"'"))
        .unwrap_or(value);
    value
        .strip_prefix(b"-")
        .or_else(|| value.strip_prefix(b"$"))
        .unwrap_or(value)
}

fn value(text: &[u8]) -> ValueKind {
    if text.len() > LONGEST {
        return ValueKind::Other;
    }
    let text = text.trim_ascii();
    let text = text.strip_suffix(b",").unwrap_or(text).trim_ascii_end();
    if TRUTHS
        .iter()
        .any(|word| text.eq_ignore_ascii_case(word.as_bytes()))
    {
        return ValueKind::Truth;
    }
    // `Decimal("0.25")`, `BigDecimal.valueOf(3)`.
    let inner = match (memchr::memchr(b'(', text), text.strip_suffix(b")")) {
        (Some(open), Some(_)) if folded(&text[..open]).contains("decimal") => {
            &text[open + 1..text.len() - 1]
        }
        _ => text,
    };
    let number = bare(inner.trim_ascii());
    let is_digit = |b: &u8| {
        b.is_ascii_digit()
            || matches!(
                *b,
                b'_' | b'.' | b'e' | b'E' | b'-' | b'+' | b'*' | b'/' | b' ' | b'x'
            )
    };
    let tail = |b: &u8| {
        matches!(
            *b,
            b'f' | b'F' | b'd' | b'D' | b'L' | b'm' | b'M' | b'k' | b'K' | b'u' | b'n'
        )
    };
    let digits = number.iter().take_while(|b| is_digit(b)).count();
    if number.first().is_some_and(u8::is_ascii_digit)
        && number[digits..].iter().all(tail)
        && number.len() - digits <= 3
    {
        return ValueKind::Number;
    }
    ValueKind::Other
}

/// Whether a value is a number.
pub(super) fn is_number(text: &[u8]) -> bool {
    value(text) == ValueKind::Number
}

/// What the name of an item says.
fn name_of(file: &File<'_>, item: &Item) -> FieldName {
    file.field_name(name_at_end(&file.text()[item.key()]))
}

/// The facts of the items of a block, without the item that contains the reference at `without`.
pub(crate) fn of_block(file: &File<'_>, number: usize, without: Option<usize>) -> Facts {
    of_fields(file, number, without, NESTED)
}

/// How deep positional arguments are looked into.
const NESTED: usize = 2;

fn of_fields(file: &File<'_>, number: usize, without: Option<usize>, depth: usize) -> Facts {
    // Each record of a list asks for the others.
    if without.is_none() {
        let known = file.facts_of_blocks.borrow().get(&(number, depth)).copied();
        return known.unwrap_or_else(|| {
            let facts = read_fields(file, number, None, depth);
            file.facts_of_blocks
                .borrow_mut()
                .insert((number, depth), facts);
            facts
        });
    }
    read_fields(file, number, without, depth)
}

fn read_fields(file: &File<'_>, number: usize, without: Option<usize>, depth: usize) -> Facts {
    let outline = file.outline();
    let mut facts = Facts::default();
    for item in outline.items(number).iter().take(64) {
        if without.is_some_and(|at| item.span.contains(&at)) {
            continue;
        }
        of_item(file, number, item, &mut facts, depth);
        if facts.are_complete() {
            break;
        }
    }
    facts.describes |= facts.measures && !facts.describes && prices_both_sides(file, number);
    facts
}

/// Whether numbers say what is paid for what is put in and what is put out: `input: 0.25, output: 1.25`.
fn prices_both_sides(file: &File<'_>, number: usize) -> bool {
    let text = file.text();
    let has = |side: &[u8]| {
        let mut items = file.outline().items(number).iter().take(64);
        items.any(|item| {
            item.separator.is_some()
                && name_at_end(&text[item.key()]).eq_ignore_ascii_case(side)
                && value(&text[item.value()]) == ValueKind::Number
        })
    };
    // Whole numbers can be limits of a request.
    let has_fraction = || {
        let mut items = file.outline().items(number).iter().take(64);
        items.any(|item| is_number(&text[item.value()]) && text[item.value()].contains(&b'.'))
    };
    has(b"input") && has(b"output") && has_fraction()
}

/// Whether a block has nothing but numbers and truth values: `standard: { "512x512": 0.008 }`.
fn measures_only(file: &File<'_>, number: usize, depth: usize) -> bool {
    let facts = of_fields(file, number, None, depth);
    facts.measures && !facts.other && !facts.requests
}

/// Fields for what a value may be at least or at most, folded.
const BOUNDS: &[&str] = &["maxvalue", "minvalue"];

/// Fields below which somebody sets how a model is called, folded.
const SET: &[&str] = &[
    "config",
    "limit",
    "limits",
    "options",
    "overrides",
    "settings",
];

/// Whether data says below one of its keys what a model can do, or which parameters it accepts: `type: { primary: "chat",
/// supported: ["tools"] }`, `params: [{ key: "max_tokens", maxValue: 4096 }]`.
fn describes_below(file: &File<'_>, number: usize) -> bool {
    let (text, outline) = (file.text(), file.outline());
    let is_bound = |item: &Item| {
        BOUNDS.contains(&folded(name_at_end(&text[item.key()])).as_str())
            && value(&text[item.value()]) == ValueKind::Number
    };
    let has_bounds = |list: usize| {
        let mut records = outline.items(list).iter().take(PRICE_FIELDS);
        records.any(|item| {
            let record = outline.value_block(list, item, item.span.clone());
            record.is_some_and(|record| outline.items(record).iter().take(64).any(is_bound))
        })
    };
    // Limits and options are what a gateway is configured with.
    let is_set = |item: &Item| SET.contains(&folded(name_at_end(&text[item.key()])).as_str());
    let items = outline.items(number).iter().take(PRICE_FIELDS);
    let items = items.filter(|item| !is_set(item));
    let children = items.filter_map(|item| outline.value_block(number, item, item.value()));
    let children: Vec<usize> = children.collect();
    let requests = |child: &usize| of_block(file, *child, None).requests;
    let describes = |child: &usize| of_block(file, *child, None).describe() || has_bounds(*child);
    !children.iter().any(requests) && children.iter().any(describes)
}

fn of_item(file: &File<'_>, block: usize, item: &Item, facts: &mut Facts, depth: usize) {
    let text = file.text();
    let outline = file.outline();
    let content = &text[item.value()];
    let kind = value(content);
    let nested = outline.value_block(block, item, item.value());
    if item.separator.is_none() {
        // A positional argument or an element.
        match (kind, nested) {
            (ValueKind::Other, Some(child)) if depth > 0 => {
                let inner = of_fields(file, child, None, depth - 1);
                facts.describes |=
                    inner.describes || is_for_facts(named(file, outline.block(child)).callee);
                facts.requests |= inner.requests;
                facts.measures |= inner.measures;
                facts.other |= inner.other;
            }
            (ValueKind::Other, _) => facts.other = true,
            _ => facts.measures = true,
        }
        return;
    }
    let name = name_of(file, item);
    if name.is_ability && kind == ValueKind::Truth {
        facts.describes = true;
        facts.measures = true;
    } else if name.is_object && is_model_object(content) {
        facts.describes = true;
    } else if name.is_of_request && lists_modalities(content) {
        facts.describes |= content.contains(&b',');
    } else if name.is_of_request && kind != ValueKind::Number || name.is_of_request_always {
        facts.requests = true;
    } else if name.is_parameter {
    } else if kind == ValueKind::Truth && name.is_support
        || kind == ValueKind::Number && name.is_content_length
    {
        facts.describes = true;
        facts.measures = true;
    } else if name.is_size && !content.iter().any(u8::is_ascii_digit) {
        facts.other = true;
    } else if name.describes {
        facts.describes = true;
        facts.measures |= kind != ValueKind::Other;
    } else if kind == ValueKind::Other {
        let measures = |child| depth > 0 && measures_only(file, child, depth - 1);
        match nested.is_some_and(measures) {
            true => facts.measures = true,
            false => facts.other = true,
        }
        facts.describes |= nested.is_some_and(|child| prices_tokens(file, child, PRICE_LEVELS));
    } else {
        facts.measures = true;
    }
}

/// Whether a name is that of a type that is not one of clients: `ModelFacts`, not `ChatBedrock`.
fn is_named_as_a_type(callee: &[u8]) -> bool {
    let name = callee.strip_suffix(b".new").unwrap_or(callee);
    let name = name.rsplit(|b| matches!(b, b'.' | b':')).next();
    name.is_some_and(|name| {
        name.first().is_some_and(u8::is_ascii_uppercase) && !makes_a_sender(name)
    })
}

/// Whether a type is one of what sends requests: `ChatBedrock`, `BedrockLLM`, `AgentClient`.
pub(crate) fn makes_a_sender(callee: &[u8]) -> bool {
    const SENDERS: &[&str] = &[
        "client",
        "agent",
        "assistant",
        "bedrock",
        "bot",
        "llm",
        "embeddings",
        "runnable",
    ];
    let words = words_of(callee);
    let ends = |sender: &&str| words.last().is_some_and(|word| word == *sender);
    let has = |of: &str| words.iter().any(|word| word == of);
    SENDERS.iter().any(ends) || has("chat") && has("bedrock")
}

/// How many fields of a block are numbers or truth values that describe a model.
fn of_facts(file: &File<'_>, number: usize) -> usize {
    let text = file.text();
    let items = file.outline().items(number).iter().take(64);
    let are_facts = items.filter(|item| {
        item.separator.is_some()
            && name_of(file, item).describes
            && value(&text[item.value()]) != ValueKind::Other
    });
    are_facts.count()
}

/// How deep in a record its prices may be, and how many fields of each block are read.
const PRICE_LEVELS: usize = 5;
const PRICE_FIELDS: usize = 16;

/// Whether a block has a price of tokens in it, or of what is put in or out: `bands: [{ prices: { inputPrice: 14 } }]`,
/// `units: [{ name: inputTokens, price: 2.4E-7 }]`. A price alone may be that of a thing that the model sells.
fn prices_tokens(file: &File<'_>, number: usize, depth: usize) -> bool {
    let known = file.priced_blocks.borrow().get(&(number, depth)).copied();
    known.unwrap_or_else(|| {
        let is_priced = has_price_of_tokens(file, number, depth);
        file.priced_blocks
            .borrow_mut()
            .insert((number, depth), is_priced);
        is_priced
    })
}

fn has_price_of_tokens(file: &File<'_>, number: usize, depth: usize) -> bool {
    let (text, outline) = (file.text(), file.outline());
    let items = || outline.items(number).iter().take(PRICE_FIELDS);
    let is_of_tokens = |item: &Item| {
        let value = &text[item.value()];
        value.len() <= LONGEST && folded(value).contains("token")
    };
    items().any(|item| {
        let name = name_of(file, item);
        let is_named = name.is_price && (name.is_price_of_tokens || items().any(is_of_tokens));
        let child = || outline.value_block(number, item, item.value());
        is_named && value(&text[item.value()]) == ValueKind::Number
            || depth > 0
                && name.may_contain_prices
                && child().is_some_and(|child| prices_tokens(file, child, depth - 1))
    })
}

/// Whether a record says who made a model, with texts for people beside it and nothing else.
fn is_about_its_maker(file: &File<'_>, number: usize) -> bool {
    let items = file.outline().items(number);
    let is_maker = |item: &Item| name_of(file, item).is_maker;
    items.len() > 1
        && items.iter().any(is_maker)
        && items
            .iter()
            .take(64)
            .all(|item| is_maker(item) || name_of(file, item).is_label)
}

/// Whether the value of `object` says that its record is a model, as in the answer of `GET /v1/models`: "The object type,
/// which is always `model`" (OpenAI API reference, "The model object").
fn is_model_object(value: &[u8]) -> bool {
    let value = value.strip_suffix(b",").unwrap_or(value).trim_ascii();
    matches!(value, b"\"model\"" | b"'model'" | b"model")
}

/// The facts of what is keyed by an ID: a number, a tuple, a record, the lines below.
pub(crate) fn of_value(
    file: &File<'_>,
    block: usize,
    item: &Item,
    range: std::ops::Range<usize>,
) -> Facts {
    let outline = file.outline();
    let content = &file.text()[range.clone()];
    if value(content) != ValueKind::Other {
        return Facts {
            measures: true,
            ..Facts::default()
        };
    }
    let child = outline.value_block(block, item, range);
    let Some(child) = child else {
        return Facts {
            other: true,
            ..Facts::default()
        };
    };
    let inside = outline.block(child);
    let mut facts = of_block(file, child, None);
    let callee = named(file, inside).callee;
    let constructs = !callee.is_empty() && inside.kind != BlockKind::Lines;
    // What a function makes of its arguments is not known, unless it is named for facts or takes numbers only.
    // A type takes facts beside a text for people: `ModelFacts(name="…", input_price=8, output_price=24)`. One alone can be a setting.
    let takes_facts = || is_named_as_a_type(callee) && of_facts(file, child) >= 2;
    if constructs
        && !takes_facts()
        && !is_for_facts(callee)
        && last_piece(callee).starts_with(|c: char| c.is_ascii_lowercase())
        && callee != b"new"
        && inside.kind == BlockKind::Round
        && facts.other
    {
        facts.describes = false;
    }
    let is_data = matches!(file.kind(), Kind::Config | Kind::Data);
    facts.describes |= is_for_facts(callee) && facts.measures
        || is_about_its_maker(file, child)
        || is_data && describes_below(file, child);
    facts
}
