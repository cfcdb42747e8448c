//! Whether a reference is in the statement of a policy, which names models by ARNs and patterns.

use memchr::memmem;

use super::line::folded;
use super::occurrence::Occurrence;
use super::policy_statement::{Effect, effect_on};
use crate::language::Kind;
use crate::reference::{Form, Found};

/// Whether a reference is an ARN or a pattern, as policies name models.
pub(super) fn is_resource(found: &Found) -> bool {
    matches!(
        found.form,
        Form::FoundationModelArn | Form::InferenceProfileArn | Form::Wildcard | Form::Opaque
    )
}

/// The ARN is the value of a field that chooses a model: `EmbeddingModelArn:`, `"ModelId":`, `foundation_model =`.
/// It is next to policies in templates, and next to the `Resource` of a state machine's task.
fn sets_a_model(occurrence: &Occurrence<'_, '_>) -> bool {
    let key = occurrence
        .element()
        .key(occurrence.file)
        .to_ascii_lowercase();
    matches!(
        occurrence.file.kind(),
        Kind::Data | Kind::Infra | Kind::Config
    ) && memmem::find(&key, b"model").is_some()
}

/// In the settings at the head of a document, which has no outline: the reference is the value of a field that is named
/// for one model: `model:`, `modelId:`, `default_model:`.
pub(super) fn sets_the_model(occurrence: &Occurrence<'_, '_>) -> bool {
    let key = folded(occurrence.key());
    key.ends_with("model") || key.ends_with("modelid")
}

/// A resource in the statement of a policy.
pub(crate) fn in_policy(occurrence: &Occurrence<'_, '_>, found: &Found) -> bool {
    is_resource(found) && !sets_a_model(occurrence) && in_statement(occurrence)
}

/// Whether the block around it is the statement of a policy, whatever it is in the statement.
pub(super) fn in_statement(occurrence: &Occurrence<'_, '_>) -> bool {
    effect_on(occurrence.file, occurrence.span.start).is_some()
}

/// In a statement that keeps the model out.
pub(super) fn is_denied(occurrence: &Occurrence<'_, '_>, found: &Found) -> bool {
    is_resource(found)
        && !sets_a_model(occurrence)
        && effect_on(occurrence.file, occurrence.span.start) == Some(Effect::Deny)
}
