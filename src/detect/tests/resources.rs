//! ARNs that name no single model.

use super::check;
use crate::reference::{Form, Resolution};

#[test]
fn resources_that_name_no_single_model() {
    use Form::{FoundationModelArn, InferenceProfileArn, Opaque, Wildcard};
    use Resolution::{Family, None};
    check(&[
        (
            "arn:aws:bedrock:*::foundation-model/*",
            Wildcard,
            Family,
            &[],
            "arn:aws:bedrock:*::foundation-model/*",
        ),
        (
            "arn:aws:bedrock:*:*:inference-profile/us.*",
            Wildcard,
            Family,
            &[],
            "arn:aws:bedrock:*:*:inference-profile/us.*",
        ),
        (
            "arn:aws:bedrock:*::foundation-model/${ModelId}",
            FoundationModelArn,
            None,
            &[],
            "arn:aws:bedrock:*::foundation-model/${ModelId}",
        ),
        (
            "arn:aws:bedrock:us-east-1:1:inference-profile/${Id}",
            InferenceProfileArn,
            None,
            &[],
            "arn:aws:bedrock:us-east-1:1:inference-profile/${Id}",
        ),
        (
            "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc123",
            Opaque,
            None,
            &[],
            "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc123",
        ),
        (
            "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile%2Fabc123",
            Opaque,
            None,
            &[],
            "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile%2Fabc123",
        ),
        (
            "arn:aws:bedrock:us-east-1:123456789012:provisioned-model/abc",
            Opaque,
            None,
            &[],
            "arn:aws:bedrock:us-east-1:123456789012:provisioned-model/abc",
        ),
        (
            "arn:aws:bedrock:us-east-1:123456789012:imported-model/abc",
            Opaque,
            None,
            &[],
            "arn:aws:bedrock:us-east-1:123456789012:imported-model/abc",
        ),
        (
            "arn:aws:bedrock:us-east-1:123456789012:default-prompt-router/anthropic.claude:1",
            Opaque,
            None,
            &[],
            "arn:aws:bedrock:us-east-1:123456789012:default-prompt-router/anthropic.claude:1",
        ),
    ]);
}
