//! Finds an ID that begins with a literal or constant and continues with a constant of the file.

use memchr::memmem;

use super::constant::FileConstants;
use super::encoded_id::EncodedRun;
use super::lexicon::Lexicon;
use super::template;
use crate::model_id::ModelId;
use crate::reference::{Confidence, Form, Found, Resolution};
use crate::source::Span;

/// Adds the IDs that begin with a constant: `PREFIX + "claude-v2"`, `f"{PREFIX}claude-v2"`, `"${PREFIX}claude-v2"`.
pub(super) fn find_prefixed(
    constants: &FileConstants<'_>,
    lexicon: &Lexicon,
    found: &mut Vec<Found>,
) {
    for (name, value) in constants.prefixes(lexicon) {
        for start in memmem::find_iter(constants.text, name) {
            found.extend(prefixed(constants, start, name.len(), &value, lexicon));
        }
    }
}

pub(super) fn prefixed(
    constants: &FileConstants<'_>,
    start: usize,
    width: usize,
    value: &str,
    lexicon: &Lexicon,
) -> Option<Found> {
    let text = constants.text;
    let is_word = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    let before = start.checked_sub(1).map(|at| text[at]);
    if before.is_some_and(is_word) || text.get(start + width).copied().is_some_and(is_word) {
        return None;
    }
    let (from, rest) = template::after_name(text, start, start + width)?;
    let (tail, end) = match rest {
        // The rest may be a constant as well.
        template::TemplateRest::Name(name, end) => (constants.value(name)?, end),
        template::TemplateRest::Literal(at) => {
            let mut run = EncodedRun::read(text, at);
            run.unsanitise();
            (run.text.clone(), run.stop)
        }
    };
    let whole = format!("{value}{tail}");
    let (scope, id) = super::constant::scope_of(&whole, lexicon);
    let entry = lexicon.exact(id.trim_end_matches(['.', ':', '-']))?;
    let form = if scope.is_some() {
        Form::Profile
    } else {
        Form::Base
    };
    Some(Found {
        resolution: Resolution::Joined,
        models: vec![ModelId::new(entry.base.clone())],
        variant: entry.variant(),
        scope,
        confidence: Confidence::Medium,
        ..Found::at(Span { start: from, end }, form)
    })
}
