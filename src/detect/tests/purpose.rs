//! What a reference is named for, by the text around it.

use crate::detect::Purpose::{self, Customization, Inference, ProvisionedThroughput};

use super::detect_in;

fn purpose(path: &str, text: &str) -> Purpose {
    let found = detect_in(path, text);
    assert_eq!(found.len(), 1, "{text}");
    found[0].purpose
}

#[test]
fn the_call_or_the_resource_says_what_for() {
    let table: &[(&str, &str, Purpose)] = &[
        (
            "a.py",
            "b.create_provisioned_model_throughput(modelId=\"anthropic.claude-v2:1\")",
            ProvisionedThroughput,
        ),
        (
            "a.py",
            "b.create_provisioned_model_throughput(\n    modelUnits=1,\n    modelId=\"anthropic.claude-v2:1\",\n)",
            ProvisionedThroughput,
        ),
        (
            "a.py",
            "def f():\n    b.create_provisioned_model_throughput(modelId=x)\n    r.converse(modelId=\"anthropic.claude-v2:1\")",
            Inference,
        ),
        (
            "a.sh",
            "aws bedrock create-provisioned-model-throughput --model-id anthropic.claude-v2:1",
            ProvisionedThroughput,
        ),
        (
            "a.tf",
            "resource \"aws_bedrock_provisioned_model_throughput\" \"p\" {\n  model_arn = \"arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-v2:1\"\n}",
            ProvisionedThroughput,
        ),
        (
            "a.yaml",
            "Resources:\n  P:\n    Type: AWS::Bedrock::ProvisionedModelThroughput\n    Properties:\n      ModelId: anthropic.claude-v2:1\n",
            ProvisionedThroughput,
        ),
        (
            "a.yaml",
            "Resources:\n  P:\n    Type: AWS::Bedrock::ProvisionedModelThroughput\n  A:\n    Type: AWS::Bedrock::Agent\n    Properties:\n      FoundationModel: anthropic.claude-v2:1\n",
            Inference,
        ),
        (
            "a.ts",
            "new bedrock.CfnProvisionedModelThroughput(this, \"p\", {\n  modelId: \"anthropic.claude-v2:1\",\n});",
            ProvisionedThroughput,
        ),
        (
            "a.ts",
            "new CreateModelCustomizationJobCommand({\n  baseModelIdentifier: \"anthropic.claude-v2:1\",\n});",
            Customization,
        ),
        (
            "a.sh",
            "aws bedrock create-model-customization-job --base-model-identifier anthropic.claude-v2:1",
            Customization,
        ),
        (
            "a.tf",
            "resource \"aws_bedrock_custom_model\" \"c\" {\n  base_model_identifier = \"arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-v2:1\"\n}",
            Customization,
        ),
        ("a.py", "BASE_MODEL = \"anthropic.claude-v2:1\"", Inference),
    ];
    for (path, text, expected) in table {
        assert_eq!(purpose(path, text), *expected, "{text}");
    }
}
