//! Collections of IDs that one file names and another one uses: an entry is in use, too, where the other file sends it.

use std::collections::BTreeSet;
use std::ops::Range;

use super::declaration::{module_of, type_name};
use super::element::Role;
use super::file::File;
use super::line::folded;
use super::occurrence::{Occurrence, TextKind};
use super::own_functions::EntryName;
use super::rules::is_beside_the_project;
use super::sent_entries::{entry_names_at, name_of_collection, names_made_from, sends_of_name};
use crate::language::Trait;
use crate::reference::{Context, Declared, Entries, Family, NamedCollection};
use crate::source::Source;

/// How many blocks around an ID may be those of its collection.
const LEVELS: usize = 4;

/// Adds to what an ID is declared as the collections that have it as an entry and whose entries its own file does not send. Whether
/// a test sends its own says nothing about the project.
pub(super) fn add(
    occurrence: &Occurrence<'_, '_>,
    context: Context,
    declared: Option<Declared>,
) -> Option<Declared> {
    const LOWERED: &[Context] = &[Context::Registry, Context::Deprecation, Context::Choice];
    let file = occurrence.file;
    let Some(family) = Family::defined_in(file.source.language) else {
        return declared;
    };
    let named = match context {
        Context::Test | Context::Recording => of_beside(occurrence),
        _ if LOWERED.contains(&context) => {
            let around = file.outline().around(occurrence.element().block);
            around.take(LEVELS).find_map(|number| unsent(file, number))
        }
        _ => None,
    };
    let Some((names, entries)) = named else {
        return declared;
    };
    let collections = names.into_iter().map(|name| NamedCollection {
        family,
        name,
        entries,
    });
    Some(Declared {
        collections: collections.collect(),
        ..declared.unwrap_or_default()
    })
}

/// Whether a file of the project sends entries of the collection of a test or a recording: they are then in use, whatever the
/// path of their own file.
pub(super) fn is_used_by_the_project(occurrence: &Occurrence<'_, '_>) -> bool {
    let sent = &occurrence.file.sent_elsewhere;
    let is_sent = |(names, entries): (BTreeSet<String>, Entries)| {
        let mut names = names.into_iter();
        names.any(|name| sent.contains(&(name, entries)))
    };
    !sent.is_empty() && of_beside(occurrence).is_some_and(is_sent)
}

/// The names by which other files can use the collection around an ID of a test or a recording, and which of its entries are IDs.
fn of_beside(occurrence: &Occurrence<'_, '_>) -> Option<(BTreeSet<String>, Entries)> {
    let (file, element) = (occurrence.file, occurrence.element());
    if !element.alone || occurrence.text_kind != TextKind::Code {
        return None;
    }
    let entries = match element.role {
        Role::Key => Entries::Keys,
        Role::Value | Role::Bare => Entries::Elements,
    };
    let mut around = file.outline().around(element.block).take(LEVELS);
    let names = around.find_map(|number| {
        let names = for_others(file, names_in_file(file, number));
        (!names.is_empty()).then_some(names)
    });
    Some((names?, entries))
}

/// The names by which other files can use the collection in a block, where it was asked whether this file sends entries of it,
/// and which: absent where it sends them. With those that are made from it: `DEFAULT = MODELS[0]`. Each entry of a collection
/// asks.
fn unsent(file: &File<'_>, number: usize) -> Option<(BTreeSet<String>, Entries)> {
    if let Some(known) = file.unsent.borrow().get(&number) {
        return Some(known.clone());
    }
    let unsent = find_unsent(file, number)?;
    file.unsent.borrow_mut().insert(number, unsent.clone());
    Some(unsent)
}

fn find_unsent(file: &File<'_>, number: usize) -> Option<(BTreeSet<String>, Entries)> {
    let of_block = (number, Entries::Elements)..=(number, Entries::Offered);
    let unsent = {
        let asked = file.sent.borrow();
        let mut asked = asked.range(of_block);
        asked.find_map(|(key, sends)| (!sends).then_some(*key))
    };
    let (_, entries) = unsent?;
    let own = own_name(file, number).unwrap_or_default();
    let made = names_made_from(file, names_in_file(file, number), own, entries);
    let names = for_others(file, made);
    (!names.is_empty()).then_some((names, entries))
}

/// The name that a block has for other files.
fn own_name<'s>(file: &File<'s>, number: usize) -> Option<&'s [u8]> {
    let block = file.outline().block(number);
    let own = is_for_others(file, block.parent).then(|| name_of_collection(file, block));
    own.filter(|name| name.len() > 1)
}

/// The names of what is in a block: its own, and those of its entries.
fn names_in_file<'s>(file: &File<'s>, number: usize) -> Vec<EntryName<'s>> {
    let block = file.outline().block(number);
    let mut names = entry_names_at(file, block.inner.start.saturating_sub(1));
    names.extend(own_name(file, number).map(|name| EntryName {
        name,
        scope: 0..file.text().len(),
    }));
    names
}

/// Words before the brackets of a function or a statement, which no collection is named: `it("…", async () => { … })`.
const KEYWORDS: &[&[u8]] = &[
    b"async",
    b"await",
    b"catch",
    b"default",
    b"def",
    b"do",
    b"else",
    b"end",
    b"export",
    b"finally",
    b"fn",
    b"for",
    b"func",
    b"function",
    b"if",
    b"in",
    b"lambda",
    b"match",
    b"new",
    b"of",
    b"return",
    b"static",
    b"switch",
    b"then",
    b"this",
    b"try",
    b"when",
    b"while",
    b"with",
    b"yield",
];

/// Those of some names that other files can use.
fn for_others(file: &File<'_>, names: Vec<EntryName<'_>>) -> BTreeSet<String> {
    let whole = &file.outline().block(0).inner;
    let names = names.into_iter();
    let names = names.filter(|name| {
        name.scope == *whole && name.name.len() > 1 && !KEYWORDS.contains(&name.name)
    });
    names
        .map(|name| String::from_utf8_lossy(name.name).into_owned())
        .collect()
}

/// Whether other files can name what a block declares: the whole file, a type, `locals` or a variable of Terraform.
fn is_for_others(file: &File<'_>, number: usize) -> bool {
    let head = file.text()[file.outline().block(number).head.clone()].trim_ascii();
    let mut words = head.split(|b| !b.is_ascii_alphanumeric());
    number == 0
        || type_name(head).is_some()
        || file.source.language.has(Trait::TerraformBlocks)
            && matches!(words.next(), Some(b"locals" | b"variable"))
}

/// A collection that a file names.
#[derive(Clone, Debug)]
pub struct WatchedCollection {
    /// Its number among all of the project.
    pub number: u32,
    /// The file, relative to the working directory.
    pub path: String,
    /// Whether it is in a test or a recording.
    pub is_beside: bool,
    /// Which of its entries are IDs.
    pub entries: Entries,
}

/// Whether the name at `hits` can refer to the collection of another file: the text imports that file, or is in the same
/// package. Most uses of a name such as `models` refer to something else, and are skipped before the text is lexed.
pub(super) fn can_mean(
    source: &Source,
    hits: &[Range<usize>],
    watched: &WatchedCollection,
) -> bool {
    if watched.path == source.path.display {
        return false;
    }
    let text = source.text.as_slice();
    let module = module_of(&watched.path).as_bytes();
    let is_qualified = |hit: &Range<usize>| is_member_of(&text[..hit.start], module);
    if source.language.has(Trait::TerraformBlocks) {
        let is_read = |hit: &Range<usize>| {
            let before = &text[..hit.start];
            before.ends_with(b"local.") || before.ends_with(b"var.")
        };
        return is_beside(source, watched) && hits.iter().any(is_read);
    }
    if source.language.name == "go" {
        return is_beside(source, watched) || hits.iter().any(is_qualified);
    }
    hits.iter().any(is_qualified)
        || imports(text, module, watched)
        || hits
            .iter()
            .any(|hit| is_imported_from_package(text, hit, watched))
}

/// How far an import statement goes before and after one of its names.
const STATEMENT: usize = 400;

/// Whether a name is in a statement that imports it from the folder of the collection, whose own file exports it again:
/// `from app.models import MODELS` of `app/models/registry.py`, `import { MODELS } from "./models"`.
fn is_imported_from_package(text: &[u8], hit: &Range<usize>, watched: &WatchedCollection) -> bool {
    const WORDS: &[&[u8]] = &[b"from ", b"import ", b"import{"];
    let Some(folder) = watched.path.rsplit('/').nth(1) else {
        return false;
    };
    let before = &text[hit.start.saturating_sub(STATEMENT)..hit.start];
    let words = WORDS
        .iter()
        .filter_map(|word| memchr::memmem::rfind(before, word));
    let Some(word) = words.max() else {
        return false;
    };
    let start = memchr::memrchr(b'\n', &before[..word]).map_or(0, |newline| newline + 1);
    let is_of_list = |b: &u8| b.is_ascii_alphanumeric() || b"_$, ()\r\n{}*".contains(b);
    if !before[word..].iter().all(is_of_list) {
        return false;
    }
    let after = &text[hit.end..text.len().min(hit.end + STATEMENT)];
    let end = after.iter().position(|b| matches!(b, b';' | b'"' | b'\''));
    let end = match end.map(|at| (at, after[at])) {
        Some((at, b'"' | b'\'')) => {
            memchr::memchr(b'\n', &after[at..]).map_or(after.len(), |n| at + n)
        }
        Some((at, _)) => at,
        None => 0,
    };
    let is_list = |b: &u8| is_of_list(b) || b"./@-\"'".contains(b);
    let after = after[..end].iter().take_while(|b| is_list(b)).count();
    let statement = &text[hit.start - (before.len() - start)..hit.end + after];
    let mut pieces = statement.split(|b| !is_of_module(*b));
    pieces.any(|piece| piece == folder.as_bytes())
}

/// Whether a file sends requests to entries of a collection of another file that it can mean, and which it mentions in `hits`.
/// Tests, documentation and recordings show nothing about the project.
pub(super) fn sends_of_another(
    file: &File<'_>,
    hits: &[Range<usize>],
    watched: &WatchedCollection,
) -> bool {
    let Some(first) = hits.first() else {
        return false;
    };
    if is_beside_the_project(file) {
        return false;
    }
    let text = file.text();
    let name = &text[first.clone()];
    let aliases = hits.iter().filter_map(|hit| alias_of(text, hit.end));
    let mut names = std::iter::once(name).chain(aliases);
    names.any(|name| sends_of_name(file, name, watched.entries))
}

/// Whether both files are in one folder.
fn is_beside(source: &Source, watched: &WatchedCollection) -> bool {
    let folder = |path: &str| path.rsplit_once('/').map_or(0, |(folder, _)| folder.len());
    let own = &source.path.display;
    own[..folder(own)] == watched.path[..folder(&watched.path)]
}

/// Whether a text ends in `module.` or `module::`.
fn is_member_of(before: &[u8], module: &[u8]) -> bool {
    let owner = [&b"."[..], b"::"]
        .iter()
        .find_map(|access| before.strip_suffix(*access));
    // `ModelInfo` is in `model_info.rb`.
    let is_module = |owner: &[u8]| {
        let width = owner.iter().rev().take_while(|b| is_of_module(**b)).count();
        width < LINE && folded(&owner[owner.len() - width..]) == folded(module)
    };
    !module.is_empty() && owner.is_some_and(is_module)
}

fn is_of_module(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

/// How often the name of a module is looked at, and how much of its line before it.
const HITS: usize = 64;
const LINE: usize = 400;

/// Whether a line that imports something names a module: `from app.models import (`, `} from "./models";`. A module of tests is
/// not that of another folder: `from app.models` does not import `tests/models.py`.
fn imports(text: &[u8], module: &[u8], watched: &WatchedCollection) -> bool {
    const WORDS: &[&[u8]] = &[
        b"import",
        b"from",
        b"require",
        b"require_relative",
        b"require_once",
        b"use",
        b"using",
        b"include",
        b"include_once",
        b"load",
    ];
    if module.is_empty() {
        return false;
    }
    let hits = memchr::memmem::find_iter(text, module).take(HITS);
    let mut whole = hits.filter(|at| {
        let after = text.get(at + module.len());
        !at.checked_sub(1)
            .is_some_and(|before| is_of_module(text[before]))
            && !after.is_some_and(|b| is_of_module(*b))
    });
    whole.any(|at| {
        let before = &text[at.saturating_sub(LINE)..at];
        let start = memchr::memrchr(b'\n', before).map_or(0, |newline| newline + 1);
        let mut words = before[start..].split(|b| !b.is_ascii_alphanumeric() && *b != b'_');
        words.any(|word| WORDS.contains(&word))
            && !(watched.is_beside && is_of_another_folder(before, &watched.path))
    })
}

/// Whether what is before the name of a module in an import is a folder that a path does not have.
fn is_of_another_folder(before: &[u8], path: &str) -> bool {
    let folder = [&b"."[..], b"/", b"::"]
        .iter()
        .find_map(|mark| before.strip_suffix(*mark))
        .unwrap_or_default();
    let width = folder.iter().rev().take_while(|b| is_of_module(**b));
    let folder = &folder[folder.len() - width.count()..];
    let mut folders = path.split('/');
    !folder.is_empty() && !folders.any(|of| of.as_bytes() == folder)
}

/// The name that an import gives to what ends at an offset: `MODELS as M`.
fn alias_of(text: &[u8], end: usize) -> Option<&[u8]> {
    let alias = text.get(end..)?.strip_prefix(b" as ")?;
    let width = alias
        .iter()
        .take_while(|b| b.is_ascii_alphanumeric() || **b == b'_')
        .count();
    (width > 0).then(|| &alias[..width])
}
