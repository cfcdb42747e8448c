//! Names that a file puts into the ARN of a foundation model: `foundation-model/${ModelId}`. What they are defined as has to
//! be the ID of a foundation model, since AWS knows no such ARN of an inference profile.

use std::collections::BTreeMap;
use std::ops::Range;

use memchr::memmem;

use super::decide::Meaning;
use super::element::{Element, name_at_end};
use super::file::File;
use super::line::folded;
use super::occurrence::Occurrence;
use super::region::module_name;
use crate::language::Trait;
use crate::reference::{Form, Found, NameUses, Purpose};

/// What is before a name in such an ARN.
const RESOURCE: &[u8] = b"foundation-model/";

/// What is before the scope of a profile, which the ID of the foundation model follows.
const PROFILE: &[u8] = b"inference-profile/";

/// How far before a name the resource can be.
const NEAR: usize = 60;

/// How many names are looked up: a file defines few IDs for its policies.
const MOST_NAMES: usize = 256;

/// How many uses of a name are looked at.
const MOST_USES: usize = 256;

/// Words between the resource and a name that only refer to it.
const REFERRING: &[&[u8]] = &[
    b"Ref", b"Sub", b"f", b"local", b"props", b"s", b"self", b"str", b"this", b"var",
];

/// The head of the block of Terraform that asks for the details of a foundation model.
const DETAILS: &[u8] = b"data \"aws_bedrock_foundation_model\"";

/// Sets the purpose of references that are only named in such ARNs, and returns for each whether its name is in one. `module` has
/// the uses of names in all files of a module of Terraform, this one included.
pub(super) fn assign(
    file: &File<'_>,
    found: &[Found],
    meanings: &mut [Meaning],
    module: &BTreeMap<String, NameUses>,
) -> Vec<bool> {
    let text = file.text();
    let mut in_arn = vec![false; found.len()];
    // An ID right after the slash is no name.
    let has_name = memmem::find_iter(text, RESOURCE).any(|at| {
        let next = text.get(at + RESOURCE.len());
        next.is_some_and(|b| b"${'\"`%".contains(b))
    }) || memmem::find(text, PROFILE).is_some();
    let is_terraform = file.source.language.has(Trait::TerraformBlocks);
    let asks_for_details = is_terraform && memmem::find(text, DETAILS).is_some();
    if !has_name && !asks_for_details && module.is_empty() {
        return in_arn;
    }
    let bare = found
        .iter()
        .enumerate()
        .filter(|(_, found)| found.form == Form::Base)
        .take(MOST_NAMES);
    for (at, found) in bare {
        let occurrence = Occurrence::new(file, found.span);
        let Some(name) = name_of(file, occurrence.element()) else {
            continue;
        };
        let of_module = (!module.is_empty())
            .then(|| module.get(&name_in_module(file, &name)).copied())
            .flatten();
        let Some(uses) = of_module.or_else(|| uses_in_file(file, name)) else {
            continue;
        };
        in_arn[at] = uses.as_foundation_model > 0;
        if in_arn[at] && uses.elsewhere == 0 && meanings[at].purpose == Purpose::Inference {
            meanings[at].purpose = Purpose::FoundationModel;
        }
    }
    in_arn
}

/// What the files of a module of Terraform call what is defined as `name`: `var.model_id`, `local.model_id`, and
/// `module.agent.model_id` for the argument of a module.
fn name_in_module(file: &File<'_>, name: &Range<usize>) -> String {
    let text = file.text();
    let is_variable =
        file.name().ends_with(".tfvars") || text[..name.start].ends_with(b"variable \"");
    let module = || module_name(file, file.outline().block_at(name.start));
    let owner = match is_variable {
        true => "var".to_owned(),
        false => module().map_or("local".to_owned(), |module| format!("module.{module}")),
    };
    format!("{owner}.{}", String::from_utf8_lossy(&text[name.clone()]))
}

pub(super) fn is_word(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || *byte == b'_'
}

/// The use of a name at `name`, of which what refers to it begins at `start`.
pub(super) fn use_at(file: &File<'_>, start: usize, name: usize) -> NameUses {
    let as_foundation_model = is_in_arn(&file.text()[..name]) || asks_for_details(file, start);
    NameUses {
        as_foundation_model: usize::from(as_foundation_model),
        elsewhere: usize::from(!as_foundation_model),
    }
}

/// Whether an offset is in the block of Terraform that asks for the details of a foundation model.
fn asks_for_details(file: &File<'_>, at: usize) -> bool {
    let outline = file.outline();
    let block = outline.block(outline.block_at(at));
    file.text()[block.head.clone()]
        .trim_ascii_start()
        .starts_with(DETAILS)
}

/// Where the name is that a literal defines: a constant or local, the parameter of a template whose default or allowed value
/// it is, the variable of Terraform.
fn name_of(file: &File<'_>, element: &Element) -> Option<Range<usize>> {
    const VALUES: &[&str] = &["default", "allowedvalues"];
    let (text, outline) = (file.text(), file.outline());
    let trimmed = |range: Range<usize>| {
        let part = &text[range.clone()];
        let part = part.trim_ascii_end();
        let part = part.strip_suffix(b":").unwrap_or(part).trim_ascii_end();
        let part = part.strip_suffix(b"{").unwrap_or(part).trim_ascii_end();
        let part = part.strip_suffix(b":").unwrap_or(part);
        let name = name_at_end(part);
        let end = part.len() - usize::from(part.ends_with(b"\"") || part.ends_with(b"'"));
        (!name.is_empty()).then(|| range.start + end - name.len()..range.start + end)
    };
    let own = element.item_of(file).map(|item| item.key());
    if let Some(key) = own.clone().filter(|key| !key.is_empty())
        && !VALUES.contains(&folded(&text[key.clone()]).as_str())
    {
        return trimmed(key);
    }
    // The parameter is what the block is of that has the default or the list.
    let mut is_value = own.is_some_and(|key| VALUES.contains(&folded(&text[key]).as_str()));
    for number in outline.around(element.block).take(4) {
        let head = outline.block(number).head.clone();
        if is_value {
            return trimmed(head);
        }
        is_value = VALUES.contains(&folded(&text[head]).as_str());
    }
    None
}

/// The uses of a name in its file, besides its definition there; absent for one that is used too often.
fn uses_in_file(file: &File<'_>, definition: Range<usize>) -> Option<NameUses> {
    let text = file.text();
    let name = &text[definition.clone()];
    let mut uses = NameUses::default();
    for at in memmem::find_iter(text, name) {
        let (before, after) = (&text[..at], text.get(at + name.len()));
        let is_part = before.last().is_some_and(is_word) || after.is_some_and(is_word);
        if at == definition.start || is_part || file.lexed.kind_at(at).is_comment() {
            continue;
        }
        // In Terraform, an argument can have the name of the variable.
        if file.source.language.has(Trait::TerraformBlocks) && !before.ends_with(b".") {
            continue;
        }
        uses += use_at(file, at, at);
        if uses.as_foundation_model + uses.elsewhere > MOST_USES {
            return None;
        }
    }
    Some(uses)
}

/// Whether nothing but signs and words that refer to a name is between `foundation-model/`, or the scope of a profile
/// (`inference-profile/us.`), and the end of a text.
fn is_in_arn(before: &[u8]) -> bool {
    let near = &before[before.len().saturating_sub(NEAR)..];
    let of_model = memmem::rfind(near, RESOURCE).map(|at| at + RESOURCE.len());
    let of_profile = || {
        let scope = memmem::rfind(near, PROFILE)? + PROFILE.len();
        let is_of_scope = |b: &&u8| b.is_ascii_lowercase() || **b == b'-';
        let dot = scope + near[scope..].iter().take_while(is_of_scope).count();
        (dot > scope && near.get(dot) == Some(&b'.')).then_some(dot + 1)
    };
    let Some(from) = of_model.or_else(of_profile) else {
        return false;
    };
    let mut words = near[from..]
        .split(|b| !b.is_ascii_alphanumeric() && *b != b'_')
        .filter(|word| !word.is_empty());
    words.all(|word| REFERRING.contains(&word))
}
