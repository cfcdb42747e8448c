//! The purpose of a reference according to the text around it.

use super::assigned;
use crate::reference::Purpose::{
    self, Customization, FoundationModel, Inference, Invocation, Lookup, ProvisionedThroughput,
};

fn purpose(path: &str, text: &str) -> Purpose {
    let found = assigned(path, text);
    assert_eq!(found.len(), 1, "{text}");
    found[0].purpose
}

/// A file that only reads about a model sends it nothing, however the ID gets there.
#[test]
fn what_is_only_looked_up() {
    const GET: &str = "new GetFoundationModelCommand({ modelIdentifier: name })";
    let typescript = |body: &str, more: &str| {
        format!(
            "const client = new BedrockClient({{}});\nasync function info(name: string) {{\n  {body};\n}}\n{more}info('anthropic.claude-v2:1');\n"
        )
    };
    let sent = format!("return client.send({GET})");
    let python = |more: &str| {
        format!(
            "def info(name):\n    return boto3.client(\"bedrock\").get_foundation_model(modelIdentifier=name)\n\n{more}info(\"anthropic.claude-v2:1\")\n"
        )
    };
    let variable = |more: &str| {
        format!(
            "MODEL = \"anthropic.claude-v2:1\"\nboto3.client(\"bedrock\").get_foundation_model(modelIdentifier=MODEL)\n{more}"
        )
    };
    let short = "const info = (modelIdentifier: string) => client.send(new GetFoundationModelCommand({ modelIdentifier }));\ninfo('anthropic.claude-v2:1');\n";
    let go = "func info(name string) {\n\tclient.GetFoundationModel(ctx, &bedrock.GetFoundationModelInput{ModelIdentifier: aws.String(name)})\n}\n\nfunc main() {\n\tinfo(\"anthropic.claude-v2:1\")\n}\n";
    let table: &[(&str, &str, Purpose)] = &[
        ("a.ts", &typescript(&sent, ""), Lookup),
        (
            "a.ts",
            &typescript(&format!("console.log(name); {sent}"), ""),
            Lookup,
        ),
        ("a.ts", short, Lookup),
        ("a.go", go, Lookup),
        ("a.py", &python(""), Lookup),
        ("a.py", &variable(""), Lookup),
        // The file also sends requests.
        (
            "a.ts",
            &typescript(&sent, "const runtime = new BedrockRuntimeClient({});\n"),
            Inference,
        ),
        (
            "a.py",
            &python("runtime = boto3.client(\"bedrock-runtime\")\n"),
            Inference,
        ),
        ("a.py", &variable("ChatBedrock(model=MODEL)\n"), Inference),
        // Another function has the argument.
        (
            "a.ts",
            &typescript(&sent, "").replace("info('", "ask('"),
            Inference,
        ),
        (
            "a.ts",
            &typescript(
                "return create({ modelIdentifier: name })",
                "const about = (id) => new GetFoundationModelCommand({ modelIdentifier: id });\n",
            ),
            Inference,
        ),
    ];
    for (path, text, wanted) in table {
        assert_eq!(purpose(path, text), *wanted, "{text}");
    }
}

#[test]
fn what_names_the_foundation_model_itself() {
    let table: &[(&str, &str, Purpose)] = &[
        (
            "a.py",
            "boto3.client(\"bedrock\").get_foundation_model(modelIdentifier=\"anthropic.claude-v2:1\")",
            Lookup,
        ),
        (
            "a.ts",
            "new GetFoundationModelCommand({ modelIdentifier: \"anthropic.claude-v2:1\" })",
            Lookup,
        ),
        (
            "a.go",
            "c.GetFoundationModel(ctx, &bedrock.GetFoundationModelInput{ModelIdentifier: aws.String(\"anthropic.claude-v2:1\")})",
            Lookup,
        ),
        (
            "a.sh",
            "aws bedrock get-foundation-model --model-identifier anthropic.claude-v2:1",
            Lookup,
        ),
        (
            "a.py",
            "b.get_foundation_model_availability(modelId=\"anthropic.claude-v2:1\")",
            Lookup,
        ),
        (
            "a.tf",
            "data \"aws_bedrock_foundation_model\" \"x\" {\n  model_id = \"anthropic.claude-v2:1\"\n}",
            FoundationModel,
        ),
        (
            "a.ts",
            "FoundationModel.fromFoundationModelId(this, 'B', new FoundationModelIdentifier('anthropic.claude-v2:1'))",
            FoundationModel,
        ),
        // The argument of something else.
        (
            "a.py",
            "ask(get_foundation_model(kind), model=\"anthropic.claude-v2:1\")",
            Inference,
        ),
        (
            "a.tf",
            "resource \"aws_bedrockagent_agent\" \"a\" {\n  foundation_model = \"anthropic.claude-v2:1\"\n}",
            Invocation,
        ),
        (
            "a.py",
            "get_foundation_model(tag=\"anthropic.claude-v2:1\")",
            Inference,
        ),
    ];
    for (path, text, expected) in table {
        assert_eq!(purpose(path, text), *expected, "{text}");
    }
}

#[test]
fn the_call_or_resource_decides_the_purpose() {
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
            Invocation,
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
            Invocation,
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

/// Twins: the same ID as the model argument of an API that invokes models, and of something that may add a scope or takes
/// a base model.
#[test]
fn the_model_argument_of_an_api_that_invokes_models_is_a_call() {
    const ID: &str = "anthropic.claude-haiku-4-5-20251001-v1:0";
    let table: &[(&str, &str, Purpose)] = &[
        ("a.py", "b.converse(modelId=\"ID\")", Invocation),
        (
            "a.py",
            "b.invoke_model(\n    body=json.dumps({\"a\": f(1)}),\n    modelId=\"ID\",\n)",
            Invocation,
        ),
        (
            "a.py",
            "b.get_foundation_model(modelIdentifier=\"ID\")",
            Lookup,
        ),
        (
            "a.py",
            "invoke_model_in_geography(modelId=\"ID\")",
            Inference,
        ),
        (
            "a.py",
            "MODEL_ID = \"ID\"\nb.converse(modelId=MODEL_ID)",
            Inference,
        ),
        (
            "a.py",
            "b.create_agent(agentName=\"a\", foundationModel=\"ID\")",
            Invocation,
        ),
        (
            "a.py",
            "b.create_provisioned_model_throughput(modelId=\"ID\")",
            ProvisionedThroughput,
        ),
        (
            "a.ts",
            "new ConverseCommand({\n  modelId: \"ID\",\n  messages: [{ role: \"user\" }],\n})",
            Invocation,
        ),
        (
            "a.ts",
            "new InvokeModelWithResponseStreamCommand({ modelId: 'ID' })",
            Invocation,
        ),
        (
            "a.ts",
            "new GetFoundationModelCommand({ modelIdentifier: 'ID' })",
            Lookup,
        ),
        ("a.ts", "const c = { modelId: 'ID' };", Inference),
        (
            "A.java",
            "InvokeModelRequest.builder().modelId(\"ID\").build()",
            Invocation,
        ),
        (
            "A.java",
            "ConverseRequest.builder()\n    .modelId(\"ID\")\n    .build()",
            Invocation,
        ),
        (
            "A.java",
            "Settings.builder().modelId(\"ID\").build()",
            Inference,
        ),
        (
            "a.go",
            "c.InvokeModel(ctx, &bedrockruntime.InvokeModelInput{\n\tModelId: aws.String(\"ID\"),\n})",
            Invocation,
        ),
        (
            "a.cs",
            "var r = new ConverseRequest\n{\n    ModelId = \"ID\",\n};",
            Invocation,
        ),
        (
            "a.sh",
            "aws bedrock-runtime converse --model-id ID --messages file://m.json",
            Invocation,
        ),
        (
            "a.sh",
            "aws bedrock get-foundation-model --model-identifier ID",
            Lookup,
        ),
        (
            "a.tf",
            "resource \"aws_bedrockagent_agent\" \"a\" {\n  foundation_model = \"ID\"\n}",
            Invocation,
        ),
        (
            "a.yaml",
            "Resources:\n  A:\n    Type: AWS::Bedrock::Agent\n    Properties:\n      FoundationModel: ID\n",
            Invocation,
        ),
    ];
    for (path, text, expected) in table {
        assert_eq!(
            purpose(
                path,
                &text
                    .replace("ID\"", &format!("{ID}\""))
                    .replace("'ID'", &format!("'{ID}'"))
                    .replace(" ID", &format!(" {ID}"))
            ),
            *expected,
            "{text}"
        );
    }
}
