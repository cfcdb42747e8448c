//! A file with clients in several Regions: which of them sends the request, and so which Region is that of a reference.

use std::fs;

use crate::cross_file::project;
use crate::program::report_on;

const AS_OF: &str = "2026-11-28";
const ID: &str = "anthropic.claude-3-haiku-20240307-v1:0";

/// The Region of each reference of a file, in order. `ID` in the text becomes the ID of the model.
fn regions(path: &str, text: &str) -> Vec<Option<String>> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(path), text.replace("ID", ID)).unwrap();
    let report = report_on(folder.path(), AS_OF);
    let findings = report["findings"].as_array().unwrap();
    findings
        .iter()
        .map(|finding| finding["region"].as_str().map(str::to_owned))
        .collect()
}

fn region(path: &str, text: &str) -> Option<String> {
    let regions = regions(path, text);
    assert_eq!(regions.len(), 1, "{text}");
    regions.into_iter().next().unwrap()
}

const PYTHON: &str = "us = boto3.client(\"bedrock-runtime\", region_name=\"us-east-1\")\n\
                      eu = boto3.client(\"bedrock-runtime\", region_name=\"eu-west-1\")\n";

const TYPESCRIPT: &str = "const us = new BedrockRuntimeClient({ region: \"us-east-1\" });\n\
                          const eu = new BedrockRuntimeClient({ region: \"eu-west-1\" });\n";

#[test]
fn a_client_is_an_argument_of_what_uses_it() {
    let python = |call: &str| region("a.py", &format!("{PYTHON}{call}\n"));
    let eu = Some("eu-west-1".to_owned());
    assert_eq!(python("m = ChatBedrock(model_id=\"ID\", client=eu)"), eu);
    assert_eq!(
        python("m = ChatBedrock(bedrock_client=eu, model_id=\"ID\")"),
        eu
    );
    // A client that the file does not define decides nothing.
    assert_eq!(
        python("m = ChatBedrock(model_id=\"ID\", client=other)"),
        None
    );
    let typescript = "const m = new ChatBedrockConverse({ model: \"ID\", client: eu });\n";
    assert_eq!(region("a.ts", &format!("{TYPESCRIPT}{typescript}")), eu);
}

#[test]
fn a_command_is_sent_by_the_client_that_gets_it() {
    let sent = |by: &str| {
        let text = format!(
            "{TYPESCRIPT}const command = new ConverseCommand({{ modelId: \"ID\", messages }});\n{by}"
        );
        region("a.ts", &text)
    };
    assert_eq!(
        sent("await eu.send(command);\n").as_deref(),
        Some("eu-west-1")
    );
    assert_eq!(
        sent("await us.send(command);\n").as_deref(),
        Some("us-east-1")
    );
    assert_eq!(
        sent("await us.send(command);\nawait eu.send(command);\n"),
        None
    );
    assert_eq!(sent("await send(command);\n"), None);
    let constant = |uses: &str| region("a.py", &format!("MODEL = \"ID\"\n{PYTHON}{uses}\n"));
    assert_eq!(
        constant("eu.converse(modelId=MODEL, messages=m)").as_deref(),
        Some("eu-west-1")
    );
    assert_eq!(
        constant("eu.converse(modelId=MODEL)\nus.converse(modelId=MODEL)"),
        None
    );
}

#[test]
fn the_first_name_of_a_chain_or_a_function_is_the_client() {
    let python = "us = AnthropicBedrock(aws_region=\"us-east-1\")\neu = AnthropicBedrock(aws_region=\"eu-west-1\")\n\
                  eu.messages.create(model=\"ID\", messages=m)\n";
    assert_eq!(region("a.py", python).as_deref(), Some("eu-west-1"));
    let typescript = "const us = createAmazonBedrock({ region: \"us-east-1\" });\n\
                      const eu = createAmazonBedrock({ region: \"eu-west-1\" });\n\
                      const { text } = await generateText({ model: eu(\"ID\"), prompt });\n";
    assert_eq!(region("a.ts", typescript).as_deref(), Some("eu-west-1"));
}

#[test]
fn the_settings_of_a_client_have_its_region() {
    let go = "package main\n\nfunc ask(ctx context.Context) {\n\
              \tother, _ := config.LoadDefaultConfig(ctx, config.WithRegion(\"us-east-1\"))\n\
              \tfiles := s3.NewFromConfig(other)\n\
              \tcfg, _ := config.LoadDefaultConfig(ctx, config.WithRegion(\"eu-west-1\"))\n\
              \tclient := bedrockruntime.NewFromConfig(cfg)\n\
              \tclient.Converse(ctx, &bedrockruntime.ConverseInput{ModelId: aws.String(\"ID\")})\n}\n";
    assert_eq!(region("a.go", go).as_deref(), Some("eu-west-1"));
}

/// A Region that a call gets without a name is that of what it makes; a default of the function is for other calls.
#[test]
fn a_region_is_an_argument_without_a_name() {
    let factory = "def get_client(region=\"ap-northeast-1\"):\n    return boto3.client(\"bedrock-runtime\", region_name=region)\n\n\
                   client = get_client(REGION)\nclient.converse(modelId=\"ID\", messages=[])\n";
    let with = |argument: &str| region("a.py", &factory.replace("REGION", argument));
    assert_eq!(with("\"eu-central-1\"").as_deref(), Some("eu-central-1"));
    assert_eq!(with("").as_deref(), Some("ap-northeast-1"));
    let positional = "s3 = boto3.client(\"s3\", \"us-east-1\")\nclient = boto3.client(\"bedrock-runtime\", \"eu-west-1\")\n\
                      client.converse(modelId=\"ID\")\n";
    assert_eq!(region("a.py", positional).as_deref(), Some("eu-west-1"));
    let sovereign = "client = boto3.client(\"bedrock-runtime\", region_name=\"eusc-de-east-1\")\n\
                     client.converse(modelId=\"ID\")\n";
    assert_eq!(region("a.py", sovereign).as_deref(), Some("eusc-de-east-1"));
}

/// Variables of one name in two functions are two variables.
#[test]
fn a_variable_is_that_of_its_function() {
    let function = |name: &str, region: &str| {
        format!(
            "def {name}(p):\n    client = boto3.client(\"bedrock-runtime\", region_name=\"{region}\")\n    \
             body = {{\"modelId\": \"ID\"}}\n    return client.converse(**body)\n\n"
        )
    };
    let text = function("one", "us-east-1") + &function("two", "eu-central-1");
    let expected = ["us-east-1", "eu-central-1"].map(|region| Some(region.to_owned()));
    assert_eq!(regions("a.py", &text), expected);
}

/// A block that is named for another service sets nothing for the call, and neither does a client for other requests.
#[test]
fn the_region_of_another_service_does_not_count() {
    let settings = "{\"model\": \"ID\", \"SERVICE\": {\"region\": \"us-east-1\"}}";
    let of = |service: &str| region("a.json", &settings.replace("SERVICE", service));
    assert_eq!(of("s3"), None);
    assert_eq!(of("bedrock").as_deref(), Some("us-east-1"));
    let fallback = "{\"backup\": {\"model\": \"ID\", \"region\": \"us-east-1\"}}";
    assert_eq!(region("a.json", fallback).as_deref(), Some("us-east-1"));
    let text = "http = requests.Session(\"eu-west-3\")\nus = boto3.client(\"bedrock-runtime\", region_name=\"us-east-1\")\n\
                us.converse(modelId=\"ID\", http_client=http)\n";
    assert_eq!(region("a.py", text).as_deref(), Some("us-east-1"));
}

/// A notebook with these code cells.
fn notebook(cells: &[&str]) -> String {
    let cells = cells.iter().map(|source| {
        serde_json::json!({"cell_type": "code", "metadata": {}, "outputs": [], "source": [source]})
    });
    let cells: Vec<_> = cells.collect();
    serde_json::json!({"cells": cells, "metadata": {}, "nbformat": 4}).to_string()
}

/// The cells of a notebook are one program, in which the client is made that another cell uses.
#[test]
fn a_cell_uses_the_client_of_another() {
    let of_cells = |cells: &[&str]| region("a.ipynb", &notebook(cells));
    let eu = Some("eu-west-1".to_owned());
    let client = "import boto3\nbedrock = boto3.client('bedrock-runtime', region_name='eu-west-1')";
    let call = "bedrock.converse(modelId='ID', messages=[])";
    assert_eq!(of_cells(&[client, call]), eu);
    assert_eq!(
        of_cells(&[
            "region = 'eu-west-1'",
            "bedrock = boto3.client(service_name='bedrock-runtime', region_name=region)",
            call
        ]),
        eu
    );
    let s3 = "s3 = boto3.client('s3', region_name='us-east-1')";
    assert_eq!(of_cells(&[client, &format!("{s3}\n{call}")]), eu);
    assert_eq!(of_cells(&[&format!("{client}\n{s3}\n{call}")]), eu);
    // The program of another process has a client of its own.
    let command = "%%bash\naws bedrock-runtime converse --model-id ID";
    assert_eq!(of_cells(&[client, command]), None);
    let written = "%%writefile ask.py\nbedrock = boto3.client('bedrock-runtime')\nbedrock.converse(modelId='ID')";
    assert_eq!(of_cells(&[client, written]), None);
    assert_eq!(of_cells(&[s3, call]), None);
}

#[test]
fn a_chunk_uses_the_client_of_another() {
    let client = "bedrock = boto3.client(\"bedrock-runtime\", region_name=\"eu-west-1\")";
    let of_chunk = |open: &str| {
        let call = "bedrock.converse(modelId=\"ID\", messages=[])";
        region(
            "a.qmd",
            &format!("```{{python}}\n{client}\n```\n\nText.\n\n{open}\n{call}\n```\n"),
        )
    };
    assert_eq!(of_chunk("```{python}"), Some("eu-west-1".to_owned()));
    assert_eq!(of_chunk("```{sh}"), None);
}

/// A client without a Region has that of the environment, whatever its file sets for other services.
#[test]
fn a_client_without_a_region_takes_none_from_other_services() {
    let python = |client: &str| {
        format!(
            "import os\nimport boto3\nfrom settings import settings\n\nregion = \"us-east-1\"\ns3 = boto3.client(\"s3\", \
             region_name=region)\nbedrock = {client}\n\n\ndef ask(m):\n    return bedrock.converse(modelId=\"{OLD}\", messages=m)\n"
        )
    };
    for client in [
        "boto3.client(\"bedrock-runtime\")",
        "boto3.client(service_name=\"bedrock-runtime\")",
        "boto3.client(\"bedrock-runtime\", region_name=os.environ[\"AWS_REGION\"])",
        "boto3.client(\"bedrock-runtime\", region_name=settings.aws_region)",
    ] {
        let found = with_settings("app.py", &python(client));
        assert_eq!(found, "eu.anthropic.claude-haiku-5-5", "{client}");
    }
    for client in [
        "boto3.client(\"bedrock-runtime\", region_name=region)",
        "boto3.client(\"bedrock-runtime\", region)",
        "boto3.client(\"bedrock-runtime\", **options)",
    ] {
        let found = with_settings("app.py", &python(client));
        assert_eq!(found, "us.anthropic.claude-haiku-5-5", "{client}");
    }
    let typescript = |options: &str| {
        format!(
            "import {{ BedrockRuntimeClient, ConverseCommand }} from '@aws-sdk/client-bedrock-runtime';\n\nconst region = \
             'us-east-1';\nconst s3 = new S3Client({{ region }});\nconst bedrock = new BedrockRuntimeClient({options});\n\n\
             export const ask = (messages: any) =>\n  bedrock.send(new ConverseCommand({{ modelId: '{OLD}', messages }}));\n"
        )
    };
    for (options, expected) in [
        ("{}", "eu"),
        ("{ maxAttempts: 3 }", "eu"),
        ("{ region: process.env.AWS_REGION }", "eu"),
        ("{ region }", "us"),
        ("{ ...options }", "us"),
    ] {
        let found = with_settings("a.ts", &typescript(options));
        assert_eq!(
            found,
            format!("{expected}.anthropic.claude-haiku-5-5"),
            "{options}"
        );
    }
    // The variable that the SDK reads is that of all clients.
    let environ = python("boto3.client(\"bedrock-runtime\")").replace(
        "region = \"us-east-1\"",
        "os.environ[\"AWS_REGION\"] = region = \"us-east-1\"",
    );
    assert_eq!(
        with_settings("app.py", &environ),
        "us.anthropic.claude-haiku-5-5"
    );
}

#[test]
fn a_client_with_a_region_gives_it_to_no_other() {
    let text = format!(
        "import boto3\n\nimages = boto3.client(\"bedrock-runtime\", region_name=\"us-west-2\")\nchat = \
         boto3.client(\"bedrock-runtime\")\nchat.converse(modelId=\"{OLD}\", messages=[])\n"
    );
    assert_eq!(
        with_settings("app.py", &text),
        "eu.anthropic.claude-haiku-5-5"
    );
}

const OLD: &str = "anthropic.claude-3-haiku-20240307-v1:0";

/// The replacement of the only finding of a file in a project whose settings have another Region.
fn with_settings(path: &str, text: &str) -> String {
    let folder = project(&[(path, text), (".env", "AWS_REGION=eu-west-1\n")]);
    let report = report_on(folder.path(), "2026-11-23");
    let chosen = &report["findings"][0]["replacement"]["text"];
    chosen.as_str().expect("a replacement").to_owned()
}
