//! Collections of models that are rejected, by their name, their form, and what the file does with them.

use super::collection_usage::usage;
use super::described_keys::{declared_or_called, is_key_of_pairs};
use super::element::{
    Element, LEVELS, Role, contains_statements, last_piece, makes_a_collection, name_at_end,
    name_of_variable, named,
};
use super::ending_names::{
    ends_with_rejected_models, names_a_replacement, names_an_ending, names_ended_models,
    names_refused_models, names_rejected_models,
};
use super::file::File;
use super::line::folded;
use super::occurrence::Occurrence;
use super::sent_entries::{sends_entries_of, sends_of_name};
use super::sql;
use super::used_lists::is_used;
use crate::language::{Kind, Trait};
use crate::outline::{Block, BlockKind};
use crate::reference::Entries;

/// Whether the reference is an element or key of a collection that is named for models which are turned down.
pub(super) fn is_turned_down(occurrence: &Occurrence<'_, '_>) -> bool {
    let file = occurrence.file;
    if !matches!(
        file.kind(),
        Kind::Code | Kind::Data | Kind::Config | Kind::Infra | Kind::Notebook
    ) {
        return false;
    }
    let element = occurrence.element();
    if element.listed {
        let name = name_of_words(file, element);
        return names_ended_models(name) && !is_gone_through(file, name);
    }
    // A list in one value: `BLOCKED_MODELS=…,…`.
    if is_value_of_a_list(occurrence, element) {
        return true;
    }
    if !element.alone || names_a_replacement(element.key(file)) {
        return false;
    }
    if is_added_to_ended_models(file, element) || is_row_of_ended_models(occurrence) {
        return true;
    }
    let outline = file.outline();
    let mut below: Option<usize> = None;
    for number in outline.around(element.block).take(LEVELS) {
        let block = outline.block(number);
        if contains_statements(file, block) {
            return false;
        }
        let names = named(file, block);
        let holds = block.kind != BlockKind::Round
            || last_piece(names.callee).is_empty()
            || makes_a_collection(names.callee);
        if !holds {
            return false;
        }
        let name = section_or(name_of_list(file, block), file, number);
        let name = match folded(name).as_str() {
            "default" => name_of_variable(file, block.parent).unwrap_or(name),
            _ => name,
        };
        if is_list_in_a_denying_record(file, element, below, name)
            || below.is_none() && is_denied_by_a_validator(file, element, number)
        {
            return true;
        }
        if names_an_ending(name) {
            if is_parameter(file, number) {
                return false;
            }
            let counts = match below {
                None => match element.role {
                    Role::Key => true,
                    Role::Bare => {
                        names_ended_models(name)
                            || file.kind() == Kind::Data && ends_with_rejected_models(name)
                            || is_key_of_pairs(file, element)
                    }
                    // `LEGACY_MODELS = {"fast": "…"}` gives IDs to code that asks for a name.
                    // A shell has no separator in an array, but an ID can have a colon.
                    Role::Value => {
                        file.source.language.has(Trait::ShellTests)
                            && block.kind == BlockKind::Round
                            && names_ended_models(name)
                    }
                },
                // A record in a list, the list in its constructor.
                Some(_) => {
                    (element.role == Role::Key || names_ended_models(name))
                        && matches!(
                            block.kind,
                            BlockKind::Square | BlockKind::Round | BlockKind::Lines
                        )
                        && !matches!(below_kind(file, below), Some(BlockKind::Lines))
                }
            };
            let entries = match element.role {
                Role::Key => Entries::Keys,
                _ => Entries::Elements,
            };
            return counts
                && (element.role == Role::Key
                    || !is_gone_through(file, name) && !is_used(file, name))
                && !sends_entries_of(file, number, entries);
        }
        below = Some(number);
    }
    false
}

/// `blocked: { models: ["…"] }`: the list of models of a record that is named for what is turned down. The models of one that
/// is named `legacy` may still be called.
fn is_list_in_a_denying_record(
    file: &File<'_>,
    element: &Element,
    below: Option<usize>,
    name: &[u8],
) -> bool {
    const LISTS: &[&str] = &["models", "modelids", "ids"];
    let Some(list) = below.map(|number| file.outline().block(number)) else {
        return false;
    };
    element.role == Role::Bare
        && list.kind == BlockKind::Square
        && LISTS.contains(&folded(named(file, list).name).as_str())
        && names_rejected_models(name)
}

/// Whether the reference is one of several in the value of a setting outside of any block, which is named for models that
/// have ended: `RETIRED_MODELS=…,…`. One ID alone is not a list.
fn is_value_of_a_list(occurrence: &Occurrence<'_, '_>, element: &Element) -> bool {
    let file = occurrence.file;
    let (start, end) = occurrence.line_bounds();
    let line = &file.text()[start..end];
    let before = &file.text()[start..element.word.start.max(start)];
    let name = memchr::memchr(b'=', before).map_or(&b""[..], |at| before[..at].trim_ascii());
    let is_plural = folded(name).ends_with("models") || folded(name).ends_with("modelids");
    file.kind() == Kind::Config
        && element.block == 0
        && is_plural
        && (memchr::memchr(b',', line).is_some() || names_refused_models(name))
        && !names_a_replacement(name)
        && names_ended_models(name)
}

/// The name that a literal list of words is assigned to: `RETIRED = %w[…]`, `@retired ~w(…)`.
fn name_of_words<'s>(file: &File<'s>, element: &Element) -> &'s [u8] {
    if element.role == Role::Value {
        return element.key(file);
    }
    let before = element.before(file).trim_ascii_end();
    let name = name_at_end(before);
    match before[..before.len() - name.len()].ends_with(b"@") {
        true => name,
        false => b"",
    }
}

/// Whether a collection is the default of a parameter, whose name proves nothing: `def ask(legacy=["…"])`.
fn is_parameter(file: &File<'_>, number: usize) -> bool {
    const FUNCTIONS: &[&[u8]] = &[
        b"def",
        b"function",
        b"fun",
        b"func",
        b"fn",
        b"async",
        b"constructor",
    ];
    let outline = file.outline();
    let parent = outline.block(outline.block(number).parent);
    let head = file.text()[parent.head.clone()].trim_ascii_start();
    let first = head.split(|b| !b.is_ascii_alphanumeric()).next();
    parent.kind == BlockKind::Round && first.is_some_and(|word| FUNCTIONS.contains(&word))
}

fn below_kind(file: &File<'_>, below: Option<usize>) -> Option<BlockKind> {
    below.map(|number| file.outline().block(number).kind)
}

/// The name of a block; of a section its header.
fn section_or<'s>(name: &'s [u8], file: &File<'s>, number: usize) -> &'s [u8] {
    let block = file.outline().block(number);
    if block.kind == BlockKind::Section {
        &file.text()[block.head.clone()]
    } else {
        name
    }
}

/// Whether the file goes through the collection of this name and never asks whether something is in it.
fn is_gone_through(file: &File<'_>, name: &[u8]) -> bool {
    if !matches!(file.kind(), Kind::Code | Kind::Notebook | Kind::Infra) {
        return false;
    }
    let usage = usage(file, name);
    usage.taken && !usage.tested && file.calls_bedrock()
}

/// The name of a list; of an attribute of Elixir, of a definition of a Lisp, and of C++'s `std::set<…> name{`, too.
fn name_of_list<'s>(file: &File<'s>, block: &Block) -> &'s [u8] {
    let names = named(file, block);
    if !names.name.is_empty() {
        return names.name;
    }
    let head = file.text()[block.head.clone()].trim_ascii_end();
    let is_declared = match file.source.language.name {
        "elixir" => head.starts_with(b"@"),
        "clojure" => head.starts_with(b"def "),
        "cpp" => {
            block.kind == BlockKind::Curly
                && head[..head.len() - names.callee.len()]
                    .trim_ascii_end()
                    .ends_with(b">")
        }
        _ => false,
    };
    match is_declared {
        true => declared_or_called(file, block),
        false => b"",
    }
}

/// `DEPRECATED.add("…")`, `DEPRECATED_MODELS["…"] = "…"`: what code adds to a collection of models that are turned down.
fn is_added_to_ended_models(file: &File<'_>, element: &Element) -> bool {
    const ADDERS: &[&str] = &["add", "append", "extend", "insert", "push", "update"];
    let (text, outline) = (file.text(), file.outline());
    if file.kind() != Kind::Code || !element.quoted {
        return false;
    }
    let mut around = outline.around(element.block).take(2);
    let name = around.find_map(|number| {
        let block = outline.block(number);
        let callee = named(file, block).callee;
        if block.kind == BlockKind::Round && ADDERS.contains(&last_piece(callee).as_str()) {
            let dot = callee.iter().rposition(|b| *b == b'.')?;
            return Some(name_at_end(&callee[..dot]));
        }
        let open = block.inner.start.saturating_sub(1);
        let after = text
            .get(block.inner.end + 1..)
            .unwrap_or_default()
            .trim_ascii_start();
        let is_assigned = after.starts_with(b"=") && !after.starts_with(b"==");
        let is_index = block.kind == BlockKind::Square && block.inner == element.word;
        (is_index && is_assigned).then(|| name_at_end(&text[open.saturating_sub(NAME)..open]))
    });
    let last = name.and_then(|name| name.rsplit(|b| *b == b'.').next());
    last.is_some_and(|name| {
        names_ended_models(name)
            && !is_gone_through(file, name)
            && !is_used(file, name)
            && !sends_of_name(file, name, Entries::Elements)
    })
}

/// No name is longer.
const NAME: usize = 120;

/// A row of a table of SQL that is named for such models: `INSERT INTO deprecated_models …`.
fn is_row_of_ended_models(occurrence: &Occurrence<'_, '_>) -> bool {
    occurrence.file.source.language.has(Trait::SqlStatements)
        && names_rejected_models(&sql::table_of_rows(occurrence))
}

/// The list of a check that no value of it is given: `exclusion: { in: ["…"] }` of Rails, `not: { enum: ["…"] }` of a schema.
fn is_denied_by_a_validator(file: &File<'_>, element: &Element, number: usize) -> bool {
    const CHECKS: &[(&str, &str)] = &[("exclusion", "in"), ("not", "enum")];
    let outline = file.outline();
    let block = outline.block(number);
    let list = folded(named(file, block).name);
    let check = folded(named(file, outline.block(block.parent)).name);
    element.role == Role::Bare && CHECKS.contains(&(check.as_str(), list.as_str()))
}
