//! Which references of a file are entries of one registry: a price table, a model list, an enum.
//!
//! Decides by structure: blocks of brackets, indentation or table rows, and how many different models stand
//! in them. Whether a registry is the context that wins is decided elsewhere.

use std::collections::{BTreeMap, BTreeSet};

use memchr::memmem;

use super::Match;
use super::context::file::File;
use super::context::line::folded;
use super::context::place::{Ground, Place};
use super::context::surroundings::in_policy;
use crate::language::Kind;

/// A registry names at least so many different models.
const MODELS: usize = 8;

/// One in a program that itself calls Bedrock: fewer than a dozen may all be in use.
const MODELS_OF_A_CALLER: usize = 12;

/// In programs, entries further apart than this many lines are not of one list.
const GAP: usize = 80;

/// How many bytes around an entry are searched for prices.
const NEAR: usize = 700;

/// The registry of each match, counted from 0; `None` where it belongs to none.
pub(crate) fn find(file: &File<'_>, matches: &[Match]) -> Vec<Option<u32>> {
    // All that a report names is one list.
    if file.kind() == Kind::Report {
        return vec![Some(0); matches.len()];
    }
    let mut found = vec![None; matches.len()];
    let uses = file.calls_bedrock();
    // What calls Bedrock uses what it names, except in a long plain list; a recording lists nothing.
    if matches!(file.kind(), Kind::Recording) || (uses && !matches!(file.kind(), Kind::Code)) {
        return found;
    }
    let entries: Vec<usize> = (0..matches.len()).filter(|at| is_entry(file, &matches[*at])).collect();
    for group in groups(file, matches, &entries) {
        let number = u32::try_from(group.number).unwrap_or(u32::MAX);
        for at in group.entries {
            found[at] = Some(number);
        }
    }
    if uses {
        return found;
    }
    let next = found.iter().flatten().max().map_or(0, |n| n + 1);
    for at in entries {
        if found[at].is_none() && lists_by_itself(file, &matches[at]) {
            found[at] = Some(next);
        }
    }
    found
}

/// Whether a match may be an entry: no `Default`, no comment, no model that is called, nothing that a policy allows.
fn is_entry(file: &File<'_>, found: &Match) -> bool {
    let place = Place::new(file, found.span);
    if matches!(place.ground, Ground::Comment | Ground::Output) {
        return false;
    }
    let key = place.key().to_ascii_lowercase();
    memmem::find(&key, b"default").is_none()
        && !opens_a_default(place.enclosing_head())
        && !is_route(&place)
        && !in_policy(&place, found)
}

/// Whether a reference is a model that its file's program calls, one entry of many or not.
fn is_route(place: &Place<'_, '_>) -> bool {
    match place.file.kind() {
        Kind::Config | Kind::Data | Kind::Infra => place.file.lists_routes(),
        // A router set up in a program: the model stands in the parameters of its route.
        Kind::Code => memmem::find(place.enclosing_head(), b"litellm_params").is_some(),
        _ => false,
    }
}

/// Whether a line opens the value of a field that is named `default` and nothing more.
fn opens_a_default(head: &[u8]) -> bool {
    let head = head.trim_ascii();
    let name = head.strip_prefix(b"\"").unwrap_or(head);
    name.get(..7).is_some_and(|n| n.eq_ignore_ascii_case(b"default"))
        && name[7..].iter().find(|b| !matches!(**b, b' ' | b'"')).is_some_and(|b| matches!(b, b':' | b'='))
}

struct Group {
    number: usize,
    entries: Vec<usize>,
}

/// How many different models make a registry in a file.
fn enough(file: &File<'_>) -> usize {
    if file.calls_bedrock() { MODELS_OF_A_CALLER } else { MODELS }
}

/// The model that an entry stands for; its text where no model could be told.
fn model_of<'m>(file: &'m File<'_>, found: &'m Match) -> &'m [u8] {
    match found.models.first() {
        Some(model) => model.as_str().as_bytes(),
        None => &file.text()[found.id_span.start..found.id_span.end],
    }
}

fn groups(file: &File<'_>, matches: &[Match], entries: &[usize]) -> Vec<Group> {
    if entries.len() < enough(file) {
        return Vec::new();
    }
    let blocks = Blocks::new(file, matches, entries);
    let mut by_block: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (nth, at) in entries.iter().enumerate() {
        if let Some(block) = blocks.registry_of(nth) {
            by_block.entry(block).or_default().push(*at);
        }
    }
    let mut groups = Vec::new();
    for entries in by_block.into_values() {
        let runs = runs(file, matches, entries);
        // What inner registries leave of one around them belongs to it, however little that is.
        let whole = runs.len() == 1;
        for run in runs {
            let models: BTreeSet<&[u8]> = run.iter().map(|at| model_of(file, &matches[*at])).collect();
            if whole || models.len() >= enough(file) {
                groups.push(Group { number: groups.len(), entries: run });
            }
        }
    }
    groups
}

/// Splits entries of one block where too many lines lie between them. Data has no such limit: a price table
/// of all providers names Bedrock's here and there.
fn runs(file: &File<'_>, matches: &[Match], entries: Vec<usize>) -> Vec<Vec<usize>> {
    if !matches!(file.kind(), Kind::Code | Kind::Infra | Kind::Notebook) {
        return vec![entries];
    }
    let mut runs: Vec<Vec<usize>> = Vec::new();
    for at in entries {
        let last = runs.last().and_then(|r| r.last()).copied();
        let near = last.is_some_and(|last| {
            let between = &file.text()[matches[last].span.end..matches[at].span.start];
            memchr::memchr_iter(b'\n', between).take(GAP + 1).count() <= GAP
        });
        match runs.last_mut().filter(|_| near) {
            Some(run) => run.push(at),
            None => runs.push(vec![at]),
        }
    }
    runs
}

/// The blocks of a file that hold entries, each inside its parent.
struct Blocks {
    /// Innermost block of each entry.
    of_entry: Vec<usize>,
    /// For each block the innermost around it, itself included, that names enough models.
    registries: Vec<Option<usize>>,
}

impl Blocks {
    fn new(file: &File<'_>, matches: &[Match], entries: &[usize]) -> Self {
        let offsets: Vec<usize> = entries.iter().map(|at| matches[*at].span.start).collect();
        let mut root_is_a_list = true;
        let uses = file.calls_bedrock();
        let (parents, of_entry) = match file.source.language.name {
            _ if uses => {
                root_is_a_list = false;
                by_brackets(file, &offsets)
            }
            "yaml" | "python" | "nim" => by_indentation(file.text(), &offsets),
            "csv" => (vec![0], vec![0; offsets.len()]),
            "markdown" | "restructuredtext" | "asciidoc" | "text" | "org" | "unknown" | "html" => {
                root_is_a_list = false;
                by_paragraph(file.text(), &offsets)
            }
            _ => by_brackets(file, &offsets),
        };
        let mut shallow = vec![false; parents.len()];
        for block in &of_entry {
            shallow[*block] = root_is_a_list;
        }
        let mut models: Vec<BTreeSet<&[u8]>> = vec![BTreeSet::new(); parents.len()];
        for (nth, block) in of_entry.iter().enumerate() {
            insert(&mut models[*block], model_of(file, &matches[entries[nth]]));
        }
        // Parents come before their children, so that one pass from the end adds everything up. The whole
        // file is no list of what stands deep in its parts.
        for block in (1..parents.len()).rev() {
            let parent = parents[block];
            if parent > 0 || shallow[block] {
                for model in models[block].clone() {
                    insert(&mut models[parent], model);
                }
            }
        }
        let large = |block: usize| models[block].len() >= enough(file);
        let mut registries = vec![large(0).then_some(0)];
        for block in 1..parents.len() {
            let around = if parents[block] > 0 || shallow[block] { registries[parents[block]] } else { None };
            registries.push(if large(block) { Some(block) } else { around });
        }
        if uses {
            registries = lists_only(file, matches, entries, &of_entry, &parents, &registries);
        }
        Self { of_entry, registries }
    }

    /// The innermost block around an entry that names enough models.
    fn registry_of(&self, entry: usize) -> Option<usize> {
        self.registries[self.of_entry[entry]]
    }
}

/// The blocks that are plain lists, of those that name enough models: what a function does with one model
/// after another is none.
fn lists_only(
    file: &File<'_>,
    matches: &[Match],
    entries: &[usize],
    of_entry: &[usize],
    parents: &[usize],
    registries: &[Option<usize>],
) -> Vec<Option<usize>> {
    let mut bounds: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
    for (block, at) in of_entry.iter().zip(entries) {
        let span = matches[*at].span;
        if let Some(registry) = registries[*block] {
            let bounds = bounds.entry(registry).or_insert((span.start, span.end));
            *bounds = (bounds.0.min(span.start), bounds.1.max(span.end));
        }
    }
    // Entries of an inner registry lie between those of the one around it.
    for block in (1..parents.len()).rev() {
        if let (Some(inner), Some(outer)) = (bounds.get(&block).copied(), bounds.get_mut(&parents[block])) {
            *outer = (outer.0.min(inner.0), outer.1.max(inner.1));
        }
    }
    let breaks = breaks(file);
    let is_list = |block: &usize| {
        *block > 0
            && bounds.get(block).is_some_and(|(from, to)| {
                let next = breaks.partition_point(|at| at < from);
                breaks.get(next).is_none_or(|at| at >= to)
            })
    };
    registries.iter().map(|registry| registry.filter(is_list)).collect()
}

/// Where code is no longer the elements of one list, ascending: at words of statements, and at the ends of lines
/// without a comma that are not the last of their brackets. Lisp's lists have no commas.
fn breaks(file: &File<'_>) -> Vec<usize> {
    const STATEMENTS: &[&str] = &[
        ";", ":=", "return", "await ", "yield ", "let ", "const ", "var ", "val ", "if ", "if(", "for ",
        "for(", "while ", "def ", "func ", "func(", "function", "fn ", "fun ",
    ];
    let code = bare_code(file);
    let mut breaks: Vec<usize> =
        STATEMENTS.iter().flat_map(|word| memmem::find_iter(&code, word.as_bytes())).collect();
    if file.source.language.name == "clojure" {
        breaks.sort_unstable();
        return breaks;
    }
    let closes = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'"' | b')' | b'}' | b']');
    let goes_on = |b: u8| matches!(b, b')' | b'}' | b']' | b',' | b'|' | b'+' | b'.' | b':' | b'?');
    let (mut last, mut line_end) = (b',', None);
    for (at, byte) in code.iter().enumerate() {
        if *byte == b'\n' {
            line_end = line_end.or(Some(at));
        } else if !byte.is_ascii_whitespace() {
            breaks.extend(line_end.take().filter(|_| closes(last) && !goes_on(*byte)));
            last = *byte;
        }
    }
    breaks.sort_unstable();
    breaks
}

/// The code of a file, byte for byte, with blanks for comments and `"` for literals.
fn bare_code(file: &File<'_>) -> Vec<u8> {
    let mut code = file.text().to_vec();
    for token in file.lexed.tokens() {
        code[token.span.clone()].fill(if token.kind.is_comment() { b' ' } else { b'"' });
    }
    code
}

/// Adds a model to those of a block; more than make a registry need not be kept.
fn insert<'m>(models: &mut BTreeSet<&'m [u8]>, model: &'m [u8]) {
    if models.len() < MODELS_OF_A_CALLER {
        models.insert(model);
    }
}

/// Blocks by `(`, `[` and `{` outside comments and literals.
fn by_brackets(file: &File<'_>, offsets: &[usize]) -> (Vec<usize>, Vec<usize>) {
    let text = file.text();
    let mut tokens = file.lexed.tokens().iter().peekable();
    let (mut parents, mut of_entry) = (vec![0], Vec::new());
    let (mut current, mut at, mut next) = (0, 0, 0);
    while at < text.len() && next < offsets.len() {
        let end = match tokens.peek() {
            Some(token) if token.span.start <= at => {
                let end = token.span.end.max(at + 1);
                tokens.next();
                while offsets.get(next).is_some_and(|o| *o < end) {
                    of_entry.push(current);
                    next += 1;
                }
                at = end;
                continue;
            }
            Some(token) => token.span.start,
            None => text.len(),
        };
        while at < end {
            while offsets.get(next).is_some_and(|o| *o <= at) {
                of_entry.push(current);
                next += 1;
            }
            match text[at] {
                b'(' | b'[' | b'{' => {
                    parents.push(current);
                    current = parents.len() - 1;
                }
                b')' | b']' | b'}' => current = parents[current],
                _ => {}
            }
            at += 1;
        }
    }
    of_entry.resize(offsets.len(), current);
    (parents, of_entry)
}

/// Blocks by indentation; a dash of a YAML list counts as indentation.
fn by_indentation(text: &[u8], offsets: &[usize]) -> (Vec<usize>, Vec<usize>) {
    let (mut parents, mut of_entry) = (vec![0], Vec::new());
    let mut open: Vec<(usize, usize)> = Vec::new();
    let (mut at, mut next) = (0, 0);
    while at < text.len() && next < offsets.len() {
        let end = memchr::memchr(b'\n', &text[at..]).map_or(text.len(), |n| at + n);
        let line = &text[at..end];
        let trimmed = line.trim_ascii();
        let closes = matches!(trimmed.first(), Some(b')' | b']' | b'}'));
        if !trimmed.is_empty() && !closes {
            let mut indent = line.iter().take_while(|b| matches!(**b, b' ' | b'\t')).count();
            indent = 2 * indent + usize::from(trimmed.starts_with(b"- "));
            while open.last().is_some_and(|(depth, _)| *depth >= indent) {
                open.pop();
            }
            parents.push(open.last().map_or(0, |(_, block)| *block));
            open.push((indent, parents.len() - 1));
        }
        while offsets.get(next).is_some_and(|o| *o <= end) {
            of_entry.push(open.last().map_or(0, |(_, block)| *block));
            next += 1;
        }
        at = end + 1;
    }
    of_entry.resize(offsets.len(), 0);
    (parents, of_entry)
}

/// Blocks by tables and lists: lines that begin alike, without more than one other line between them.
/// Prose is no block that could be a registry, so each entry in it stands alone.
fn by_paragraph(text: &[u8], offsets: &[usize]) -> (Vec<usize>, Vec<usize>) {
    let (mut parents, mut of_entry) = (vec![0], Vec::new());
    let (mut at, mut next, mut mark, mut current) = (0, 0, 0_u8, 0);
    while at < text.len() && next < offsets.len() {
        let end = memchr::memchr(b'\n', &text[at..]).map_or(text.len(), |n| at + n);
        let own = row_mark(text[at..end].trim_ascii());
        if own != mark || own == 0 {
            parents.push(0);
            current = parents.len() - 1;
            mark = own;
        }
        while offsets.get(next).is_some_and(|o| *o <= end) {
            of_entry.push(current);
            next += 1;
        }
        at = end + 1;
    }
    of_entry.resize(offsets.len(), 0);
    (parents, of_entry)
}

/// What a row of a table or list begins with, tags among them; 0 for prose.
fn row_mark(line: &[u8]) -> u8 {
    match line {
        [b'|', ..] => b'|',
        [b'-' | b'*' | b'+', b' ', ..] => b'-',
        [b'<', ..] => b'<',
        _ if line.contains(&b',') && !line.contains(&b' ') => b',',
        _ => 0,
    }
}

/// What names of prices end with, folded.
const PRICES: &[&str] = &["price", "prices", "pricing", "priceper", "cost", "costper"];

/// What names of prices have somewhere, folded.
const UNITS: &[&str] = &["pertoken", "per1token", "per1k", "per1000", "per1m", "permillion"];

/// What names of limits of tokens end with, folded.
const LIMITS: &[&str] = &[
    "maxtokens",
    "contextwindow",
    "contextlength",
    "contextsize",
    "inputtokens",
    "outputtokens",
    "maxtokensallowed",
    "maxcompletiontokens",
    "limit",
    "context",
];

/// Whether what stands around an entry makes it one of a registry, however few models of Bedrock are in it.
fn lists_by_itself(file: &File<'_>, found: &Match) -> bool {
    let place = Place::new(file, found.span);
    is_choice(&place)
        || has_price_fields(file, found)
        || is_priced(&place)
        || has_a_number(&place)
        || is_in_union(&place)
}

/// The entry is one of the values that a parameter may have: `AllowedValues:` of a template, `"enum": [` of a schema,
/// `contains([…], var.model)` of Terraform. Who offers a choice calls none of it.
fn is_choice(place: &Place<'_, '_>) -> bool {
    if !matches!(place.file.kind(), Kind::Config | Kind::Data | Kind::Infra) {
        return false;
    }
    let opens = |line: &[u8]| {
        let line = line.trim_ascii();
        let list = match memchr::memrchr(b'[', line) {
            Some(open) if memchr::memchr(b']', &line[open..]).is_some() => return false,
            Some(open) => &line[..open],
            None => line,
        };
        let name = folded(list);
        name.ends_with("allowedvalues") || name == "enum" || list.ends_with(b"contains(")
    };
    opens(place.enclosing_head()) || opens(place.line_before())
}

/// The entry is one of many literals of a type, of whatever provider: `| "openai:gpt-5" | "bedrock:anthropic.…"`,
/// each on a line of its own. A type calls nothing.
fn is_in_union(place: &Place<'_, '_>) -> bool {
    let is_member = |line: &&[u8]| matches!(line.trim_ascii(), [b'|', b' ', b'"' | b'\'' | b'`', ..]);
    if !is_member(&place.line_before()) {
        return false;
    }
    let (text, (start, end)) = (place.file.text(), place.line_bounds());
    let above = text[start.saturating_sub(NEAR)..start].rsplit(|b| *b == b'\n').skip(1).take_while(is_member);
    let below = text[end..text.len().min(end + NEAR)].split(|b| *b == b'\n').skip(1).take_while(is_member);
    above.count() + 1 + below.count() >= MODELS
}

/// The entry is a key of a table that is named for prices: `MODEL_PRICING = {`.
fn is_priced(place: &Place<'_, '_>) -> bool {
    value_of_key(place).is_some() && is_in_table_of(place, &["pric", "cost"])
}

/// The entry is a key in a program and its value a number: a limit, a dimension, a price. Shares of the traffic are
/// of models that are called.
fn has_a_number(place: &Place<'_, '_>) -> bool {
    const SHARES: &[&str] = &["weight", "traffic", "share", "split", "percent"];
    let Some(value) = value_of_key(place).filter(|_| place.file.kind() == Kind::Code) else { return false };
    let digits = value.iter().take_while(|b| b.is_ascii_digit() || matches!(**b, b'_' | b'.')).count();
    let rest = value[digits..].iter().find(|b| !matches!(**b, b' ' | b'\t'));
    let ends = matches!(rest, None | Some(b'\n' | b'\r' | b',' | b'}' | b']' | b')' | b'#' | b'/'));
    value.first().is_some_and(u8::is_ascii_digit) && ends && !is_in_table_of(place, SHARES)
}

/// What stands behind a reference that is a quoted key; absent where it is none.
fn value_of_key<'s>(place: &Place<'_, 's>) -> Option<&'s [u8]> {
    let behind = place.behind();
    let behind = behind.strip_prefix(b"\"").or_else(|| behind.strip_prefix(b"'"))?.trim_ascii_start();
    Some(behind.strip_prefix(b":").or_else(|| behind.strip_prefix(b"=>"))?.trim_ascii_start())
}

/// Whether the head of the block around a reference has one of these words, in lower case.
fn is_in_table_of(place: &Place<'_, '_>, words: &[&str]) -> bool {
    let head = place.enclosing_head().to_ascii_lowercase();
    words.iter().any(|word| memmem::find(&head, word.as_bytes()).is_some())
}

/// Fields of price and of token limits in the same object, row or block as the entry.
fn has_price_fields(file: &File<'_>, found: &Match) -> bool {
    if !matches!(file.kind(), Kind::Code | Kind::Data | Kind::Table | Kind::Config) {
        return false;
    }
    let text = file.text();
    if file.source.language.name == "csv" {
        return has_price_column(text);
    }
    let near = &text[found.span.start.saturating_sub(NEAR)..(found.span.end + NEAR).min(text.len())];
    let (mut price, mut limit) = (false, false);
    for name in fields(near) {
        price |= is_price(&name);
        limit |= LIMITS.iter().any(|l| name.ends_with(l));
    }
    price && limit
}

fn is_price(name: &str) -> bool {
    PRICES.iter().any(|end| name.ends_with(end)) || UNITS.iter().any(|unit| name.contains(unit))
}

/// Whether the head of a table names a column of prices.
fn has_price_column(text: &[u8]) -> bool {
    let head = text.split(|b| *b == b'\n').next().unwrap_or_default();
    head.split(|b| matches!(b, b',' | b';' | b'\t')).any(|column| is_price(&folded(column)))
}

/// The names before a `:` or `=` in a text, folded.
fn fields(text: &[u8]) -> impl Iterator<Item = String> {
    memchr::memchr2_iter(b':', b'=', text).filter_map(|at| {
        let before = text[..at].trim_ascii_end();
        let before = before.strip_suffix(b"\"").or_else(|| before.strip_suffix(b"'")).unwrap_or(before);
        let word = before
            .iter()
            .rev()
            .take(48)
            .take_while(|b| b.is_ascii_alphanumeric() || matches!(**b, b'_' | b'-'))
            .count();
        (word > 2).then(|| folded(&before[before.len() - word..]))
    })
}
