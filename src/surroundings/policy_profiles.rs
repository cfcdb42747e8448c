//! What the statement of a policy says about inference profiles, next to the ARN of a foundation model.

use super::decide::Meaning;
use super::file::File;
use super::line::folded;
use crate::outline::Item;
use crate::reference::{Context, Form, Found, StatementProfiles};

/// How many blocks around an ARN are looked through for its statement.
const DEPTH: usize = 8;

/// Fields of which a statement has one, folded.
const FIELDS: &[&str] = &["effect", "action", "actions", "notaction", "notactions"];

/// The digits of an account.
const ACCOUNT: usize = 12;

/// For each reference what its statement says; absent for one that is not the ARN of a foundation model in a policy.
pub(super) fn of_references(
    file: &File<'_>,
    found: &[Found],
    meanings: &[Meaning],
) -> Vec<Option<StatementProfiles>> {
    let of_one = |(one, meaning): (&Found, &Meaning)| {
        let is_allowed = one.form == Form::FoundationModelArn && meaning.context == Context::Iam;
        is_allowed.then(|| around(file, one, found)).flatten()
    };
    found.iter().zip(meanings).map(of_one).collect()
}

fn around(file: &File<'_>, one: &Found, found: &[Found]) -> Option<StatementProfiles> {
    let (text, outline) = (file.text(), file.outline());
    let is_field = |item: &Item| FIELDS.contains(&folded(&text[item.key()]).as_str());
    let statement = outline
        .around(outline.block_at(one.span.start))
        .take(DEPTH)
        .find(|number| outline.items(*number).iter().any(is_field))?;
    let inner = &outline.block(statement).inner;
    // References are in ascending order, and one that is assembled has no text of its own.
    let first = found.partition_point(|other| other.span.start < inner.start);
    let profiles = found[first..]
        .iter()
        .take_while(|other| other.span.start < inner.end)
        .filter(|other| match other.form {
            Form::InferenceProfileArn | Form::Opaque => true,
            Form::Wildcard => is_for_any_model(&text[other.span.start..other.span.end]),
            _ => false,
        });
    let mut said = StatementProfiles::default();
    for profile in profiles {
        said.has_model |= profile.form == Form::Wildcard;
        said.has_model |= profile.models.iter().any(|id| one.models.contains(id));
        let arn = &text[profile.span.start..profile.span.end];
        said.account = said.account.or_else(|| account_of(arn));
    }
    Some(said)
}

/// Whether an ARN is a pattern for profiles that names no model, at most its provider: `inference-profile/us.anthropic.*`.
/// It allows the profile of the new model as it does that of the old one.
fn is_for_any_model(arn: &[u8]) -> bool {
    const RESOURCE: &[u8] = b":inference-profile/";
    let Some(at) = memchr::memmem::find(arn, RESOURCE) else {
        return false;
    };
    let name = &arn[at + RESOURCE.len()..];
    let last = name.rsplit(|b| *b == b'.').next();
    last == Some(b"*")
}

/// The account in an ARN that writes it as digits.
fn account_of(arn: &[u8]) -> Option<Box<str>> {
    let account = std::str::from_utf8(arn).ok()?.split(':').nth(4)?;
    let is_account = account.len() == ACCOUNT && account.bytes().all(|b| b.is_ascii_digit());
    is_account.then(|| account.into())
}
