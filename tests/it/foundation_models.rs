//! Where AWS accepts the ID of a foundation model only, the replacement is one, and no inference profile.

use serde_json::Value;

use crate::cross_file::project;
use crate::program::{AS_OF, run};

/// The texts to write instead of the references of a file, with the Region that the project sets.
fn replacements(path: &str, text: &str) -> Vec<String> {
    let folder = project(&[(path, text), (".env", "AWS_REGION=us-east-1\n")]);
    let fixed = ["scan", "--isolated", "--as-of", AS_OF, "--output", "json"];
    let run = run(folder.path(), &[&fixed[..], &["."]].concat());
    let report: Value = serde_json::from_str(&run.stdout).expect(&run.stderr);
    let findings = report["findings"].as_array().expect("a list").iter();
    findings
        .map(|finding| {
            let chosen = finding["replacement"]["text"].as_str();
            chosen.expect("a replacement").to_owned()
        })
        .collect()
}

#[test]
fn what_names_the_foundation_model_gets_one() {
    const OLD: &str = "anthropic.claude-3-haiku-20240307-v1:0";
    for (path, before, after) in [
        (
            "a.tf",
            "data \"aws_bedrock_foundation_model\" \"chat\" {\n  model_id = \"",
            "\"\n}\n",
        ),
        (
            "a.py",
            "boto3.client(\"bedrock\").get_foundation_model(modelIdentifier=\"",
            "\")\n",
        ),
        (
            "a.ts",
            "FoundationModel.fromFoundationModelId(this, 'B', new FoundationModelIdentifier('",
            "'));\n",
        ),
        (
            "a.ts",
            "const arns = ['arn:aws:bedrock:::foundation-model/",
            "'];\n",
        ),
    ] {
        let found = replacements(path, &format!("{before}{OLD}{after}"));
        let [text] = found.as_slice() else {
            panic!("{path}: {found:?}");
        };
        let arn = "arn:aws:bedrock:::foundation-model/";
        let id = text.strip_prefix(arn).unwrap_or(text);
        assert!(id.starts_with("anthropic."), "{before}: {text}");
        assert_eq!(
            before.contains(arn),
            text.starts_with(arn),
            "{before}: {text}"
        );
    }
    // A call beside it gets a profile.
    for (path, before, after) in [
        ("a.py", "client.converse(modelId=\"", "\")\n"),
        (
            "a.tf",
            "resource \"aws_bedrockagent_agent\" \"a\" {\n  foundation_model = \"",
            "\"\n}\n",
        ),
    ] {
        let found = replacements(path, &format!("{before}{OLD}{after}"));
        assert!(found[0].starts_with("us.anthropic."), "{before}: {found:?}");
    }
}

#[test]
fn a_constant_of_cdk_gets_one() {
    let text = "import * as bedrock from 'aws-cdk-lib/aws-bedrock';\n\
                bedrock.FoundationModel.fromFoundationModelId(this, 'B', bedrock.FoundationModelIdentifier.ANTHROPIC_CLAUDE_V2_1);\n";
    let found = replacements("lib/stack.ts", text);
    assert!(
        found.len() == 1
            && (found[0].starts_with("anthropic.")
                || found[0].contains("FoundationModelIdentifier.ANTHROPIC")),
        "{found:?}"
    );
}

/// A file that only looks the model up sends no body: no step and no note is about requests.
#[test]
fn what_is_looked_up_gets_no_steps_about_requests() {
    let steps = |end: &str| {
        let text = format!(
            "import {{ BedrockClient, GetFoundationModelCommand }} from '@aws-sdk/client-bedrock';\n\
             const client = new BedrockClient({{ region: 'eu-central-1' }});\n\
             async function info(name: string) {{\n  \
             return client.send(new GetFoundationModelCommand({{ modelIdentifier: name }}));\n}}\n\
             info('anthropic.claude-v2');\n{end}"
        );
        let folder = project(&[("a.ts", &text)]);
        let fixed = ["scan", "--isolated", "--as-of", AS_OF, "--output", "json"];
        let run = run(folder.path(), &[&fixed[..], &["."]].concat());
        let report: Value = serde_json::from_str(&run.stdout).expect(&run.stderr);
        let finding = &report["findings"][0];
        let steps = finding["steps"].as_array().expect("a list").clone();
        let chosen = finding["replacement"]["text"].as_str().map(str::to_owned);
        let advice = report["advice"][finding["advice"].as_str().expect("a key")].to_string();
        (chosen.expect("a replacement"), steps.len(), advice)
    };
    let (chosen, count, advice) = steps("");
    assert_eq!((chosen.as_str(), count), ("anthropic.claude-sonnet-4-6", 0));
    assert!(
        !advice.contains("HTTP 400: `temperature` together"),
        "{advice}"
    );
    let (chosen, count, _) = steps("const runtime = new BedrockRuntimeClient({});\n");
    assert_eq!(chosen, "eu.anthropic.claude-sonnet-4-6");
    assert!(count > 3, "{count}");
}
