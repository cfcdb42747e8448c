//! Names that a file puts into the ARN of a foundation model: `foundation-model/${ModelId}`. What they are defined as has to
//! be the ID of a foundation model, since AWS knows no such ARN of an inference profile.

use std::ops::Range;

use memchr::memmem;

use super::decide::Meaning;
use super::element::{Element, name_at_end};
use super::file::File;
use super::line::folded;
use super::occurrence::Occurrence;
use crate::reference::{Form, Found, Purpose};

/// What is before a name in such an ARN.
const RESOURCE: &[u8] = b"foundation-model/";

/// How far before a name the resource can be.
const NEAR: usize = 60;

/// How many names are looked up: a file defines few IDs for its policies.
const MOST_NAMES: usize = 256;

/// How many uses of a name are looked at.
const MOST_USES: usize = 256;

/// Words between the resource and a name that only refer to it.
const REFERRING: &[&[u8]] = &[
    b"Ref", b"Sub", b"f", b"local", b"props", b"self", b"str", b"this", b"var",
];

/// Sets the purpose of references that are only named in such ARNs, and returns for each whether its name is in one.
pub(super) fn assign(file: &File<'_>, found: &[Found], meanings: &mut [Meaning]) -> Vec<bool> {
    let text = file.text();
    let mut in_arn = vec![false; found.len()];
    // An ID right after the slash is no name.
    let has_name = memmem::find_iter(text, RESOURCE).any(|at| {
        let next = text.get(at + RESOURCE.len());
        next.is_some_and(|b| b"${'\"`%".contains(b))
    });
    if !has_name {
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
        let Some(uses) = Uses::of(file, name) else {
            continue;
        };
        in_arn[at] = uses.in_arn > 0;
        if uses.in_arn > 0 && uses.elsewhere == 0 && meanings[at].purpose == Purpose::Inference {
            meanings[at].purpose = Purpose::FoundationModel;
        }
    }
    in_arn
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

/// How often a file uses a name.
#[derive(Default)]
struct Uses {
    in_arn: usize,
    elsewhere: usize,
}

impl Uses {
    /// The uses of the name in a range, besides its definition there; absent for one that is used too often.
    fn of(file: &File<'_>, definition: Range<usize>) -> Option<Self> {
        let text = file.text();
        let name = &text[definition.clone()];
        let is_word = |b: &u8| b.is_ascii_alphanumeric() || *b == b'_';
        let mut uses = Self::default();
        for at in memmem::find_iter(text, name) {
            let (before, after) = (&text[..at], text.get(at + name.len()));
            let is_part = before.last().is_some_and(is_word) || after.is_some_and(is_word);
            if at == definition.start || is_part || file.lexed.kind_at(at).is_comment() {
                continue;
            }
            if is_in_arn(before) {
                uses.in_arn += 1;
            } else {
                uses.elsewhere += 1;
            }
            if uses.in_arn + uses.elsewhere > MOST_USES {
                return None;
            }
        }
        Some(uses)
    }
}

/// Whether nothing but signs and words that refer to a name is between `foundation-model/` and the end of a text.
fn is_in_arn(before: &[u8]) -> bool {
    let near = &before[before.len().saturating_sub(NEAR)..];
    let Some(at) = memmem::rfind(near, RESOURCE) else {
        return false;
    };
    let mut words = near[at + RESOURCE.len()..]
        .split(|b| !b.is_ascii_alphanumeric() && *b != b'_')
        .filter(|word| !word.is_empty());
    words.all(|word| REFERRING.contains(&word))
}
