//! What the text around a reference shows: that it is a policy's resource, about to be removed, or the test of a family.
//! The rows of the table decide.

use memchr::memmem;

use super::line::folded;
use super::occurrence::Occurrence;
use super::policy_statement::keeps_out;
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
pub(super) fn sets_a_model(place: &Occurrence<'_, '_>) -> bool {
    let key = place.key().to_ascii_lowercase();
    matches!(place.file.kind(), Kind::Data | Kind::Infra | Kind::Config)
        && memmem::find(&key, b"model").is_some()
}

/// The reference is the value of a field that is named for one model: `model:`, `modelId:`, `default_model:`.
pub(super) fn sets_the_model(place: &Occurrence<'_, '_>) -> bool {
    let key = folded(place.key());
    key.ends_with("model") || key.ends_with("modelid")
}

/// Inside a policy: a resource next to the words of a statement.
pub(crate) fn in_policy(place: &Occurrence<'_, '_>, found: &Found) -> bool {
    const WORDS: &[&str] = &[
        "\"Effect\"",
        "Effect:",
        "'Effect'",
        "PolicyStatement",
        "\"Resource\"",
        "'Resource'",
        "Resource:",
        "NotResource",
        "bedrock:InvokeModel",
        "bedrock:Invoke*",
        "\"bedrock:*\"",
        "'bedrock:*'",
        "- bedrock:*",
        "bedrock:Converse",
        "bedrock:Get",
        "bedrock:CreateModel",
        "effect:",
        "effect ",
        "aws_iam_policy_document",
        "Effect.ALLOW",
        "addToRolePolicy",
    ];
    is_resource(found) && !sets_a_model(place) && place.near(WORDS)
}

/// Inside a policy, in a statement that keeps the model out.
pub(super) fn is_denied(place: &Occurrence<'_, '_>, found: &Found) -> bool {
    in_policy(place, found) && keeps_out(place.file, place.span.start)
}
