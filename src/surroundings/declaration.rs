//! The declaration around a literal model ID: the constant, member, map entry or Terraform local that other code uses, and
//! the enum or type union that lists it.
//!
//! Read from the outline alone. Other modules decide whether a name is unique in the project, and find its uses.

use super::element::{Element, LEVELS, Role, declared, last_piece, named, words_of};
use super::occurrence::{Occurrence, TextKind};
use crate::language::Trait;
use crate::outline::BlockKind;
use crate::reference::{Context, Declared, Family, Form, Found, Owner, QualifiedName, TypeList};

/// What a reference is declared as; absent where it is not a declaration.
pub(crate) fn of(
    occurrence: &Occurrence<'_, '_>,
    found: &Found,
    context: Context,
) -> Option<Declared> {
    const FOLLOWED: &[Context] = &[
        Context::Code,
        Context::Iac,
        Context::Registry,
        Context::Test,
        Context::Config,
        // What a snapshot or a list of choices names can be sent by code of another file.
        Context::Recording,
        Context::Choice,
    ];
    let names_one = found.models.len() == 1
        && !matches!(found.form, Form::Wildcard | Form::Symbol | Form::Opaque);
    let family = Family::defined_in(occurrence.file.source.language)?;
    if !names_one || occurrence.text_kind != TextKind::Code || !FOLLOWED.contains(&context) {
        return None;
    }
    let element = occurrence.element();
    if !element.alone || !element.quoted {
        return None;
    }
    // A list of choices is one whether or not the project uses a member.
    let lists = !matches!(context, Context::Choice | Context::Recording);
    let list = lists.then(|| type_list(occurrence)).flatten();
    let name = name_of(occurrence, family, context == Context::Registry);
    (name.is_some() || list.is_some()).then_some(Declared {
        name,
        list,
        ..Declared::default()
    })
}

/// Whether uses of the name can be searched for: it is more than a word for any model.
fn can_be_followed(name: &QualifiedName) -> bool {
    !words_of(name.member.as_bytes())
        .iter()
        .all(|word| GENERIC.contains(&word.as_str()))
}

/// Words of names that any setting can have.
const GENERIC: &[&str] = &[
    "model",
    "models",
    "modelid",
    "modelname",
    "id",
    "ids",
    "name",
    "default",
    "value",
    "arn",
    "type",
    "current",
    "llm",
    "ai",
    "main",
    "base",
    "chat",
    "text",
    "embedding",
    "embeddings",
    "embed",
    "primary",
    "fallback",
    "key",
    "version",
    "small",
    "large",
    "medium",
    "fast",
    "smart",
    "cheap",
    "best",
    "latest",
    "the",
    "my",
    "a",
    "b",
];

/// Whether a name alone says that it is that of a model: of a family, and more than that.
pub(crate) fn looks_like_a_model(name: &str) -> bool {
    let words = words_of(name.as_bytes());
    let has_family = FAMILY_WORDS
        .iter()
        .any(|family| words.iter().any(|word| word.starts_with(family)));
    has_family && (words.len() > 1 || name.bytes().any(|b| b.is_ascii_digit()))
}

/// Words for families of models.
pub(super) const FAMILY_WORDS: &[&str] = &[
    "claude",
    "titan",
    "nova",
    "llama",
    "mistral",
    "mixtral",
    "ministral",
    "command",
    "jamba",
    "jurassic",
    "haiku",
    "sonnet",
    "opus",
    "pixtral",
    "diffusion",
    "rerank",
    "deepseek",
    "qwen",
    "gpt",
    "palmyra",
    "cohere",
    "sdxl",
];

/// The name of an ID with what it belongs to, by the first reading that gives one to follow.
fn name_of(
    occurrence: &Occurrence<'_, '_>,
    family: Family,
    is_record: bool,
) -> Option<QualifiedName> {
    let element = occurrence.element();
    let readings = [
        attribute_of_member(occurrence, element),
        direct(occurrence, element),
        argument_of_member(occurrence, element),
        field_of_record(occurrence, element).filter(|_| is_record),
    ];
    readings.into_iter().flatten().find_map(|(block, member)| {
        let name = QualifiedName {
            family,
            owner: owner(occurrence, block)?,
            member,
        };
        can_be_followed(&name).then_some(name)
    })
}

/// `HAIKU3 = "…"`, `"claude-v2": "…"`: the block that has the item, and its name.
fn direct(occurrence: &Occurrence<'_, '_>, element: &Element) -> Option<(usize, String)> {
    let text = occurrence.file.text();
    let item = element.item_of(occurrence.file)?;
    let before = &text[item.span.start.min(element.word.start)..element.word.start];
    let after = text[element.word.end..item.span.end.max(element.word.end)].trim_ascii();
    const TAILS: &[&[u8]] = &[
        b";",
        b"as ",
        b"satisfies ",
        b".to_string()",
        b".to_owned()",
        b".into()",
        b".freeze",
    ];
    let is_whole =
        after.is_empty() || is_comment(after) || TAILS.iter().any(|tail| after.starts_with(tail));
    let opened = before.trim_ascii_end();
    let assigned = opened.ends_with(b"=") && !opened.ends_with(b"==") && !opened.ends_with(b"!=")
        || opened.ends_with(b"=>")
        || opened.ends_with(b":");
    if element.role == Role::Key || !is_whole || !assigned {
        return None;
    }
    // The type is after the name: `const ClaudeV2 ModelID = `.
    let type_after_name =
        occurrence.file.source.language.has(Trait::TypeAfterName) && opened.ends_with(b"=");
    let left = if type_after_name {
        first_name(opened)
    } else {
        declared(before)
    };
    let member = plain_name(left, opened)?;
    Some((element.block, member))
}

fn is_comment(text: &[u8]) -> bool {
    [&b"#"[..], b"//", b"/*", b"--"]
        .iter()
        .any(|mark| text.starts_with(mark))
}

/// `ClaudeV2` of `const ClaudeV2 ModelID =` and of `ClaudeV2 =`.
fn first_name(text: &[u8]) -> &[u8] {
    let text = text.trim_ascii_start();
    let text = [&b"const "[..], b"var "]
        .iter()
        .find_map(|word| text.strip_prefix(*word))
        .unwrap_or(text);
    let text = text.trim_ascii_start();
    &text[..text
        .iter()
        .take_while(|b| b.is_ascii_alphanumeric() || **b == b'_')
        .count()]
}

/// A name as a string: an identifier, or the whole of a quoted key. `whole` is what it is at the end of.
fn plain_name(name: &[u8], whole: &[u8]) -> Option<String> {
    let name = name.strip_suffix(b"?").unwrap_or(name);
    let start = memchr::memmem::rfind(whole, name).filter(|_| !name.is_empty())?;
    let before = start.checked_sub(1).map(|at| whole[at]);
    let after = whole.get(start + name.len());
    let quoted = matches!(after, Some(b'"' | b'\''));
    // A key of more than a name: `"Claude v2":`. A computed one: `[Model.HAIKU]:`.
    let fits = match quoted {
        true => before == after.copied() || before == Some(b'"'),
        false => !name.iter().any(|b| matches!(b, b'.' | b'-' | b'!')) && before != Some(b'['),
    };
    let name = name.strip_prefix(b"$").unwrap_or(name);
    (fits && name.len() > 1).then(|| String::from_utf8_lossy(name).into_owned())
}

/// `HAIKU("anthropic.…", 200_000)` in an enum.
fn argument_of_member(
    occurrence: &Occurrence<'_, '_>,
    element: &Element,
) -> Option<(usize, String)> {
    let outline = occurrence.file.outline();
    let block = outline.block(element.block);
    let head = occurrence.file.text()[block.head.clone()].trim_ascii();
    let is_name = !head.is_empty() && head.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'_');
    let first = block.kind == BlockKind::Round && is_name && element.role != Role::Key;
    let is_enum = || enum_name(occurrence, block.parent).is_some();
    (first && is_enum()).then(|| (block.parent, String::from_utf8_lossy(head).into_owned()))
}

/// `#[serde(rename = "anthropic.…")] Haiku` in an enum of Rust.
fn attribute_of_member(
    occurrence: &Occurrence<'_, '_>,
    element: &Element,
) -> Option<(usize, String)> {
    if !occurrence.file.source.language.has(Trait::MemberAttributes) {
        return None;
    }
    let outline = occurrence.file.outline();
    let attribute = outline
        .around(element.block)
        .take(3)
        .find(|at| outline.block(*at).kind == BlockKind::Square)?;
    let block = outline.block(attribute);
    enum_name(occurrence, block.parent)?;
    let rest = occurrence
        .file
        .text()
        .get(block.inner.end + 1..)?
        .trim_ascii_start();
    let width = rest
        .iter()
        .take(80)
        .take_while(|b| b.is_ascii_alphanumeric() || **b == b'_')
        .count();
    (width > 0).then(|| {
        (
            block.parent,
            String::from_utf8_lossy(&rest[..width]).into_owned(),
        )
    })
}

/// `"claude-v2": { id: "anthropic.claude-v2", … }`: the record refers to its model.
fn field_of_record(occurrence: &Occurrence<'_, '_>, element: &Element) -> Option<(usize, String)> {
    const FIELDS: &[&str] = &[
        "id",
        "modelid",
        "model",
        "name",
        "modelname",
        "arn",
        "value",
        "bedrockid",
        "bedrockmodelid",
    ];
    let file = occurrence.file;
    let block = file.outline().block(element.block);
    let is_field = FIELDS.contains(&last_piece(element.key(file)).as_str());
    if !is_field
        || !matches!(
            block.kind,
            BlockKind::Curly | BlockKind::Lines | BlockKind::Round
        )
    {
        return None;
    }
    let head = &file.text()[block.head.clone()];
    let member = plain_name(named(file, block).name, head.trim_ascii_end())?;
    Some((block.parent, member))
}

/// What the names in a block belong to; absent where they are those of a function, a request or a nested map.
fn owner(occurrence: &Occurrence<'_, '_>, number: usize) -> Option<Owner> {
    let file = occurrence.file;
    let outline = file.outline();
    let block = outline.block(number);
    let head = file.text()[block.head.clone()].trim_ascii();
    let language = file.source.language;
    if language.has(Trait::TerraformBlocks) {
        let folder = file
            .source
            .path
            .display
            .rsplit_once('/')
            .map_or("", |(folder, _)| folder);
        return (head == b"locals").then(|| Owner::Locals(folder.to_owned()));
    }
    // `const ( … )`
    let is_group = block.kind == BlockKind::Round && matches!(head, b"const" | b"var");
    if language.has(Trait::TypeAfterName) && is_group {
        return Some(module(occurrence));
    }
    if language.has(Trait::ModulesWithoutBrackets) && number == 0 {
        let owner = ruby_owner(file.text(), occurrence.span.start);
        return Some(owner.map_or_else(|| module(occurrence), Owner::Named));
    }
    if number == 0 {
        return Some(module(occurrence));
    }
    if let Some(name) = type_name(head) {
        return Some(Owner::Named(name));
    }
    // The members of a companion object are those of its type.
    if matches!(head, b"companion object" | b"object") {
        return type_name(file.text()[outline.block(block.parent).head.clone()].trim_ascii())
            .map(Owner::Named);
    }
    map_name(occurrence, number).map(Owner::Named)
}

/// The name of a map that is declared at the top of a file or in a type.
fn map_name(occurrence: &Occurrence<'_, '_>, number: usize) -> Option<String> {
    const MADE_BY: &[&str] = &["", "dict", "freeze", "record", "hash", "array"];
    let file = occurrence.file;
    let outline = file.outline();
    let mut block = outline.block(number);
    let mut names = named(file, block);
    if names.name.is_empty()
        && block.kind == BlockKind::Curly
        && outline.block(block.parent).kind == BlockKind::Round
    {
        block = outline.block(block.parent);
        names = named(file, block);
    }
    let made_by = last_piece(names.callee);
    let is_map =
        MADE_BY.contains(&made_by.as_str()) || file.source.language.has(Trait::TypeAfterName);
    let parent = outline.block(block.parent);
    let at_top =
        block.parent == 0 || type_name(file.text()[parent.head.clone()].trim_ascii()).is_some();
    let head = file.text()[block.head.clone()].trim_ascii_end();
    let type_after_name = file.source.language.has(Trait::TypeAfterName);
    let name = if type_after_name {
        first_name(head)
    } else {
        names.name
    };
    (is_map && at_top)
        .then(|| plain_name(name, head))
        .flatten()
        .filter(|name| is_identifier(name))
}

fn is_identifier(name: &str) -> bool {
    name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

fn module(occurrence: &Occurrence<'_, '_>) -> Owner {
    Owner::Module(module_of(&occurrence.file.source.path.display).to_owned())
}

/// The module that the file with this path is to those who import it: its name, or that of its folder.
pub(super) fn module_of(path: &str) -> &str {
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
    let stem = name.split('.').next().unwrap_or(name);
    let folder = folders.rsplit('/').next().unwrap_or_default();
    let by_folder =
        matches!(stem, "__init__" | "mod" | "index" | "lib" | "main") || name.ends_with(".go");
    if by_folder { folder } else { stem }
}

/// The name of the module or class around a constant of Ruby, which no bracket shows.
fn ruby_owner(text: &[u8], at: usize) -> Option<String> {
    const LINES: usize = 400;
    let depth = |line: &[u8]| {
        line.iter()
            .take_while(|b| matches!(b, b' ' | b'\t'))
            .count()
    };
    let start = memchr::memrchr(b'\n', &text[..at]).map_or(0, |newline| newline + 1);
    let own = depth(&text[start..at]);
    for line in text[..start].rsplit(|b| *b == b'\n').take(LINES) {
        let rest = line.trim_ascii();
        if rest.is_empty() || depth(line) >= own {
            continue;
        }
        let name = [&b"module "[..], b"class "]
            .iter()
            .find_map(|word| rest.strip_prefix(*word))?;
        let name = name.split(|b| matches!(b, b' ' | b'<' | b';')).next()?;
        return Some(last_segment(name));
    }
    None
}

fn last_segment(name: &[u8]) -> String {
    let at = name
        .iter()
        .rposition(|b| *b == b':')
        .map_or(0, |colon| colon + 1);
    String::from_utf8_lossy(&name[at..]).into_owned()
}

/// Words that declare a type or another space of names.
const TYPES: &[&[u8]] = &[
    b"class",
    b"enum",
    b"struct",
    b"object",
    b"interface",
    b"namespace",
    b"module",
    b"trait",
    b"impl",
    b"mod",
    b"extension",
    b"record",
    b"protocol",
];

/// `Model` of `public enum Model implements DeclaredNames`, `class Model(str, Enum)`; absent where a head declares no type.
pub(super) fn type_name(head: &[u8]) -> Option<String> {
    let declared = head
        .split(|b| matches!(b, b'(' | b'=' | b'<' | b':' | b'{' | b'"'))
        .next()?;
    let mut words = declared
        .split(u8::is_ascii_whitespace)
        .filter(|word| !word.is_empty());
    words.by_ref().find(|word| TYPES.contains(word))?;
    let name = words.find(|word| !TYPES.contains(word))?;
    let name: &[u8] = &name[..name
        .iter()
        .take_while(|b| b.is_ascii_alphanumeric() || **b == b'_')
        .count()];
    (!name.is_empty()).then(|| String::from_utf8_lossy(name).into_owned())
}

/// The name of an enum whose members are in a block.
fn enum_name(occurrence: &Occurrence<'_, '_>, number: usize) -> Option<String> {
    let file = occurrence.file;
    let block = file.outline().block(number);
    let head = file.text()[block.head.clone()].trim_ascii();
    let is_enum = match file.source.language.has(Trait::EnumClasses) {
        true => head.starts_with(b"class ") && memchr::memmem::find(head, b"Enum").is_some(),
        false => head
            .split(|b| !b.is_ascii_alphanumeric())
            .any(|word| word == b"enum"),
    };
    (number > 0 && is_enum).then(|| type_name(head)).flatten()
}

/// The enum or type union in which a reference is listed.
pub(crate) fn type_list(occurrence: &Occurrence<'_, '_>) -> Option<TypeList> {
    let element = occurrence.element();
    if !element.alone {
        return None;
    }
    union_of_ids(occurrence, element).or_else(|| {
        let outline = occurrence.file.outline();
        for number in outline.around(element.block).take(LEVELS) {
            let block = outline.block(number);
            if let Some(name) = enum_name(occurrence, number) {
                let span = block.statement.min(block.head.start)..block.inner.end;
                return Some(TypeList {
                    number,
                    name: Some(name),
                    span,
                });
            }
            if !matches!(block.kind, BlockKind::Round | BlockKind::Square) {
                break;
            }
        }
        None
    })
}

/// A type that lists the IDs that a value may have.
fn union_of_ids(occurrence: &Occurrence<'_, '_>, element: &Element) -> Option<TypeList> {
    let file = occurrence.file;
    let block = file.outline().block(element.block);
    let language = file.source.language;
    let is_literal =
        || block.kind == BlockKind::Square && last_piece(named(file, block).callee) == "literal";
    if language.has(Trait::EnumClasses) && is_literal() {
        let span = block.head.start..block.inner.end;
        return Some(TypeList {
            number: element.block,
            name: None,
            span,
        });
    }
    if !language.has(Trait::UnionTypes) || !element.quoted {
        return None;
    }
    let before = element.before(file).trim_ascii();
    let after = element.after(file).trim_ascii_start();
    let is_type = [&b"type "[..], b"export type ", b"declare type "]
        .iter()
        .any(|w| before.starts_with(w));
    let joined = before.ends_with(b"|") && !before.ends_with(b"||")
        || after.starts_with(b"|") && !after.starts_with(b"||");
    let start = element.statement(file);
    let end = element
        .item_of(file)
        .map_or(element.word.end, |item| item.span.end);
    let number = file.text().len() + start;
    (is_type || joined).then_some(TypeList {
        number,
        name: None,
        span: start..end,
    })
}
