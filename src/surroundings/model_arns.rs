//! Names that a file puts into the ARN of a foundation model, `foundation-model/${ModelId}`, or after the scope of a profile,
//! `us.${ModelId}`. What they are defined as has to be the ID of a foundation model: AWS knows no such ARN of an inference
//! profile, and no profile with two scopes.

use std::collections::BTreeMap;
use std::ops::Range;

use memchr::memmem;

use super::decide::Meaning;
use super::element::{Element, name_at_end};
use super::file::File;
use super::line::folded;
use super::mentions::mentions_in;
use super::occurrence::Occurrence;
use super::own_functions::of_function;
use super::region::module_name;
use super::scope_before::{PutBefore, may_have_one, scope_before};
use crate::language::Trait;
use crate::outline::{BlockKind, Separator};
use crate::reference::{Form, Found, NameUses, Purpose, ScopeBefore};

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

/// How many arguments are followed to the parameters of functions: a program has few helpers that add a scope.
const MOST_ARGUMENTS: usize = 64;

/// Words between the resource and a name that only refer to it.
const REFERRING: &[&[u8]] = &[
    b"Ref", b"Sub", b"f", b"local", b"props", b"s", b"self", b"str", b"this", b"var",
];

/// The head of the block of Terraform that asks for the details of a foundation model.
const DETAILS: &[u8] = b"data \"aws_bedrock_foundation_model\"";

/// What the names of a reference become a part of.
#[derive(Clone, Debug, Default)]
pub(super) struct Composed {
    /// Whether its name is in the ARN of a foundation model.
    pub(super) in_model_arn: bool,
    /// The scope that the program puts before it.
    pub(super) scope_before: Option<ScopeBefore>,
}

/// Sets the purpose of references that are only named in such ARNs, and returns for each what it becomes a part of. `module` has
/// the uses of names in all files of a module of Terraform, this one included.
pub(super) fn assign(
    file: &File<'_>,
    found: &[Found],
    meanings: &mut [Meaning],
    module: &BTreeMap<String, NameUses>,
) -> Vec<Composed> {
    let text = file.text();
    let mut composed = vec![Composed::default(); found.len()];
    // An ID right after the slash is no name.
    let has_name = memmem::find_iter(text, RESOURCE).any(|at| {
        let next = text.get(at + RESOURCE.len());
        next.is_some_and(|b| b"${'\"`%".contains(b))
    }) || memmem::find(text, PROFILE).is_some();
    let is_terraform = file.source.language.has(Trait::TerraformBlocks);
    let asks_for_details = is_terraform && memmem::find(text, DETAILS).is_some();
    if !has_name && !asks_for_details && module.is_empty() && !may_have_one(text) {
        return composed;
    }
    let mut arguments = MOST_ARGUMENTS;
    let bare = found
        .iter()
        .enumerate()
        .filter(|(_, found)| matches!(found.form, Form::Base | Form::Symbol))
        .take(MOST_NAMES);
    for (at, found) in bare {
        // A use of a name that another file defines.
        if found.form == Form::Symbol {
            let put = (found.definition.is_some()).then(|| scope_before(file, found.span.start));
            composed[at].scope_before = put.flatten().map(always);
            continue;
        }
        let own = is_argument_behind_scope(file, found.span.start, &mut arguments);
        let own = own.map(always);
        composed[at].scope_before.clone_from(&own);
        let occurrence = Occurrence::new(file, found.span);
        let Some(name) = name_of(file, occurrence.element()) else {
            continue;
        };
        let of_module = (!module.is_empty())
            .then(|| module.get(&name_in_module(file, &name)).cloned())
            .flatten();
        let Some(uses) = of_module.or_else(|| uses_in_file(file, name, &mut arguments)) else {
            continue;
        };
        composed[at].in_model_arn = uses.as_foundation_model > 0;
        let is_only_named = uses.elsewhere == 0 && uses.behind_scope.is_none();
        if composed[at].in_model_arn && is_only_named && meanings[at].purpose == Purpose::Inference
        {
            meanings[at].purpose = Purpose::FoundationModel;
        }
        composed[at].scope_before = own.or_else(|| uses.scope_before());
    }
    composed
}

/// A scope that is before each use.
fn always(put: PutBefore) -> ScopeBefore {
    ScopeBefore {
        scope: match put {
            PutBefore::Written(scope) => Some(scope),
            PutBefore::Computed => None,
        },
        is_always: true,
    }
}

/// The scope that a function of the file puts before its parameter, where what is at an offset is the argument for it.
fn is_argument_behind_scope(
    file: &File<'_>,
    at: usize,
    arguments: &mut usize,
) -> Option<PutBefore> {
    let outline = file.outline();
    let mut around = outline.around(outline.block_at(at)).take(2);
    let call = around.find(|number| outline.block(*number).kind == BlockKind::Round)?;
    *arguments = arguments.checked_sub(1)?;
    of_function(file, call, at)
        .into_iter()
        .find_map(|parameter| {
            let mut mentions = mentions_in(file, parameter.name, parameter.scope);
            mentions.find_map(|at| scope_before(file, at))
        })
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
    let put = (!as_foundation_model)
        .then(|| scope_before(file, name))
        .flatten();
    NameUses {
        as_foundation_model: usize::from(as_foundation_model),
        elsewhere: usize::from(!as_foundation_model && put.is_none()),
        behind_scope: put.map(|put| always(put).scope),
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
    // The default of a variable of the environment: `MODEL = os.getenv("MODEL", "…")`.
    let block = outline.block(element.block);
    if block.kind == BlockKind::Round
        && let Some((_, item)) = outline.item_at(block.parent, block.inner.start)
        && matches!(item.separator, Some((_, Separator::Assign)))
    {
        return trimmed(item.key());
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
fn uses_in_file(
    file: &File<'_>,
    definition: Range<usize>,
    arguments: &mut usize,
) -> Option<NameUses> {
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
        let mut one = use_at(file, at, at);
        if one.elsewhere > 0
            && let Some(put) = is_argument_behind_scope(file, at, arguments)
        {
            one.elsewhere = 0;
            one.behind_scope = Some(always(put).scope);
        }
        uses += one;
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
