//! What is around a reference and decides on the advice: the client that a call is made on, the endpoint of the file, the
//! statement of a policy, the ARN that a name becomes a part of, the setting that a variable has.

use std::path::Path;

use serde_json::Value;

use crate::cross_file::project;
use crate::program::{AS_OF, report_on};

const HAIKU: &str = "anthropic.claude-3-haiku-20240307-v1:0";
const SONNET: &str = "anthropic.claude-3-5-sonnet-20240620-v1:0";

/// A finding with its advice.
struct Advised {
    finding: Value,
    advice: String,
}

impl Advised {
    fn text(&self) -> &str {
        self.finding["replacement"]["text"].as_str().unwrap_or("")
    }

    fn region(&self) -> Option<&str> {
        self.finding["region"].as_str()
    }
}

/// The findings of a file, in the order of its lines.
fn advised(folder: &Path, path: &str) -> Vec<Advised> {
    let report = report_on(folder, AS_OF);
    let findings = report["findings"].as_array().expect("a list").iter();
    let mut of_file: Vec<Advised> = findings
        .filter(|finding| finding["path"] == path)
        .map(|finding| Advised {
            advice: finding["advice"]
                .as_str()
                .and_then(|key| report["advice"][key].as_str())
                .unwrap_or_default()
                .to_owned(),
            finding: finding.clone(),
        })
        .collect();
    of_file.sort_by_key(|advised| advised.finding["line"].as_u64());
    of_file
}

fn regions(path: &str, text: &str) -> Vec<String> {
    let folder = project(&[(path, text)]);
    let advised = advised(folder.path(), path);
    let region = |of: &Advised| of.region().unwrap_or("none").to_owned();
    advised.iter().map(region).collect()
}

#[test]
fn the_client_that_a_call_is_made_on_decides() {
    let python = format!(
        "primary = boto3.client(\"bedrock-runtime\", region_name=\"us-east-1\")\n\
         dr = boto3.client(\"bedrock-runtime\", region_name=DR)\n\
         DR = \"eu-west-1\"\n\
         primary.converse(modelId=\"{HAIKU}\")\n\
         dr.converse(modelId=\"{HAIKU}\")\n\
         dr.converse(modelId=\"{HAIKU}\", region_name=\"ap-south-1\")\n"
    );
    assert_eq!(
        regions("ask.py", &python),
        ["us-east-1", "eu-west-1", "ap-south-1"]
    );
    let typescript = format!(
        "const primary = new BedrockRuntimeClient({{ region: \"us-east-1\" }});\n\
         const dr = new BedrockRuntimeClient({{ region: \"eu-west-1\" }});\n\
         await primary.send(new ConverseCommand({{ modelId: \"{HAIKU}\" }}));\n\
         await dr.send(new ConverseCommand({{ modelId: \"{HAIKU}\" }}));\n"
    );
    assert_eq!(regions("ask.ts", &typescript), ["us-east-1", "eu-west-1"]);
    // A session makes the client.
    let session = format!(
        "eu = boto3.Session(region_name=\"eu-west-1\")\n\
         us = boto3.Session(region_name=\"us-east-1\")\n\
         client = eu.client(\"bedrock-runtime\")\n\
         client.converse(modelId=\"{HAIKU}\")\n"
    );
    assert_eq!(regions("ask.py", &session), ["eu-west-1"]);
    // A client that a function gets may be either.
    let unknown = format!(
        "primary = boto3.client(\"bedrock-runtime\", region_name=\"us-east-1\")\n\
         dr = boto3.client(\"bedrock-runtime\", region_name=\"eu-west-1\")\n\n\n\
         def ask(client):\n    client.converse(modelId=\"{HAIKU}\")\n"
    );
    assert_eq!(regions("ask.py", &unknown), ["none"]);
}

#[test]
fn a_client_of_another_service_does_not_decide() {
    let python = |first: &str| {
        format!("{first}\nc = boto3.client(\"bedrock-runtime\")\nc.converse(modelId=\"{HAIKU}\")\n")
    };
    let s3 = "s3 = boto3.client(\"s3\", region_name=\"us-east-1\")";
    assert_eq!(regions("ask.py", &python(s3)), ["none"]);
    let agents = "a = boto3.client(\"bedrock-agent\", region_name=\"us-east-1\")";
    assert_eq!(regions("ask.py", &python(agents)), ["us-east-1"]);
    let typescript = |class: &str| {
        format!(
            "const a = new {class}({{ region: \"us-east-1\" }});\n\
             const c = new BedrockRuntimeClient({{}});\n\
             await c.send(new ConverseCommand({{ modelId: \"{HAIKU}\" }}));\n"
        )
    };
    assert_eq!(regions("ask.ts", &typescript("S3Client")), ["none"]);
    assert_eq!(
        regions("ask.ts", &typescript("BedrockAgentClient")),
        ["us-east-1"]
    );
    let map = |name: &str| {
        format!("data:\n  BEDROCK_REGION: eu-west-1\n  {name}: us-east-1\n  MODEL: \"{HAIKU}\"\n")
    };
    assert_eq!(regions("map.yaml", &map("S3_REGION")), ["eu-west-1"]);
    // No list of services is complete.
    assert_eq!(regions("map.yaml", &map("LAMBDA_REGION")), ["eu-west-1"]);
    assert_eq!(regions("map.yaml", &map("BEDROCK_DR_REGION")), ["none"]);
}

#[test]
fn the_provider_that_a_module_gets_decides() {
    let module = |providers: &str| {
        format!(
            "module \"jp\" {{\n  region = \"ap-northeast-1\"\n  model_id = \"{SONNET}\"\n}}\n\
             module \"us\" {{\n  {providers}\n  model_id = \"{SONNET}\"\n}}\n\
             provider \"aws\" {{\n  alias  = \"us\"\n  region = \"us-east-2\"\n}}\n"
        )
    };
    assert_eq!(
        regions("main.tf", &module("providers = { aws = aws.us }")),
        ["ap-northeast-1", "us-east-2"]
    );
    assert_eq!(
        regions("main.tf", &module("providers = {\n    aws = aws.us\n  }")),
        ["ap-northeast-1", "us-east-2"]
    );
    // Another provider of the module says nothing about its `aws`.
    assert_eq!(
        regions("main.tf", &module("providers = { aws.edge = aws.us }")),
        ["ap-northeast-1", "none"]
    );
}

#[test]
fn bedrock_mantle_gets_ids_that_it_knows() {
    const OLD: &str = "deepseek.v3.1";
    let mantle = |id: &str| {
        format!(
            "c = OpenAI(base_url=\"https://bedrock-mantle.eu-west-1.api.aws/v1\")\n\
             c.chat.completions.create(model=\"{id}\", messages=m)\n"
        )
    };
    let first = |text: &str| {
        let folder = project(&[("ask.py", text)]);
        advised(folder.path(), "ask.py").remove(0)
    };
    let own = first(&mantle(OLD));
    assert_eq!(own.region(), Some("eu-west-1"));
    assert_eq!(own.text(), "openai.gpt-oss-120b", "{}", own.advice);
    assert!(!own.advice.contains("-1:0"), "{}", own.advice);
    assert!(!own.advice.contains("Converse"), "{}", own.advice);
    // The ID of bedrock-runtime goes on on bedrock-runtime.
    let runtime = first(
        "c = boto3.client(\"bedrock-runtime\", region_name=\"eu-west-1\")\n\
         c.converse(modelId=\"qwen.qwen3-coder-30b-a3b-v1:0\")\n",
    );
    assert_eq!(runtime.text(), "qwen.qwen3-next-80b-a3b");
    let same_on_mantle = first(&mantle("qwen.qwen3-coder-30b-a3b-v1:0"));
    assert_eq!(same_on_mantle.text(), "qwen.qwen3-next-80b-a3b-instruct");
}

#[test]
fn bedrock_mantle_requires_no_profile() {
    let ask = |client: &str| {
        format!("{client}\nclient.send(model_id=\"openai.gpt-5.4\", region=\"us-west-2\")\n")
    };
    let rules = |client: &str| -> Vec<String> {
        let folder = project(&[("ask.py", &ask(client))]);
        let advised = advised(folder.path(), "ask.py");
        let rule = |of: &Advised| of.finding["rule"].as_str().unwrap_or("").to_owned();
        advised.iter().map(rule).collect()
    };
    for mantle in [
        "client = OpenAI(base_url=f\"https://bedrock-mantle.{region}.api.aws/openai/v1\")",
        "HOST = \"https://bedrock-mantle.\" + REGION + \".api.aws\"",
    ] {
        assert_eq!(rules(mantle), [""; 0], "{mantle}");
    }
    for runtime in [
        "client = boto3.client(\"bedrock-runtime\")",
        "# https://bedrock-mantle.us-west-2.api.aws",
        // Either may be meant.
        "a = boto3.client(\"bedrock-runtime\"); b = \"https://bedrock-mantle.us-west-2.api.aws\"",
    ] {
        assert_eq!(rules(runtime), ["profile-required"], "{runtime}");
    }
}

/// The ARN of a profile has a Region and an account, and is not added where the statement has it.
#[test]
fn a_policy_adds_an_arn_that_can_exist() {
    const MODEL: &str = "anthropic.claude-sonnet-4-20250514-v1:0";
    let policy = |resources: &[String]| {
        format!(
            "{{\"Statement\": [{{\"Effect\": \"Allow\", \"Action\": \"bedrock:InvokeModel\", \"Resource\": [\n{}\n]}}]}}\n",
            resources.join(",\n")
        )
    };
    let without = format!("\"arn:aws:bedrock:::foundation-model/{MODEL}\"");
    let own = format!("\"arn:aws:bedrock:eu-north-1::foundation-model/{MODEL}\"");
    let profile = |id: &str| {
        format!("\"arn:aws:bedrock:eu-north-1:111122223333:inference-profile/global.{id}\"")
    };
    let advice = |resources: &[String], line: usize| {
        let files = [
            ("policy.json", policy(resources)),
            (
                "ask.py",
                format!(
                    "boto3.client(\"bedrock-runtime\", region_name=\"eu-north-1\").converse(modelId=\"global.{MODEL}\")\n"
                ),
            ),
        ];
        let files: Vec<(&str, &str)> = files.iter().map(|(p, t)| (*p, t.as_str())).collect();
        let advised = advised(project(&files).path(), "policy.json");
        let of_line = advised
            .into_iter()
            .find(|advised| advised.finding["line"] == line + 2)
            .expect("a finding");
        of_line.advice
    };
    // The Region is that of the project.
    let alone = advice(std::slice::from_ref(&without), 0);
    assert!(
        alone.contains("add `arn:aws:bedrock:eu-north-1:ACCOUNT_ID:inference-profile/"),
        "{alone}"
    );
    assert!(!alone.contains("bare ID can be invoked"), "{alone}");
    // Another profile shows the account.
    let beside = advice(&[own.clone(), profile("amazon.nova-2-lite-v1:0")], 0);
    assert!(
        beside.contains("add `arn:aws:bedrock:eu-north-1:111122223333:inference-profile/"),
        "{beside}"
    );
    for foundation in [own, without] {
        let with_profile = advice(&[profile(MODEL), foundation], 1);
        assert!(!with_profile.contains("add `arn:"), "{with_profile}");
    }
}

/// AWS knows no ARN of a foundation model with the ID of a profile.
#[test]
fn a_name_that_becomes_a_part_of_an_arn_stays_a_foundation_model() {
    let template = |more: &str| {
        format!(
            "Parameters:\n  ModelId:\n    Type: String\n    Default: {HAIKU}\n    AllowedValues:\n      - {HAIKU}\n\
             Resources:\n  R:\n    Type: AWS::IAM::Policy\n    Properties:\n      PolicyDocument:\n        Statement:\n          \
             - Effect: Allow\n            Action: bedrock:InvokeModel\n            Resource: !Sub \
             arn:${{AWS::Partition}}:bedrock:eu-west-1::foundation-model/${{ModelId}}\n{more}"
        )
    };
    let all = |path: &str, text: &str| advised(project(&[(path, text)]).path(), path);
    let only = all("t.yaml", &template(""));
    assert_eq!(only.len(), 2);
    for advised in &only {
        assert_eq!(advised.text(), "anthropic.claude-haiku-5-5");
    }
    // The value of an environment is called, and may be a profile: nothing writes either without a look.
    let both = all(
        "t.yaml",
        &template("  F:\n    Environment:\n      MODEL: !Ref ModelId\n"),
    );
    for advised in &both {
        assert!(
            !advised.text().starts_with("anthropic."),
            "{}",
            advised.text()
        );
        assert_eq!(
            advised.finding["replacement"]["applicability"], "display-only",
            "{}",
            advised.finding
        );
    }
    let local = |used: &str| {
        let text = format!("locals {{\n  chat_id = \"{HAIKU}\"\n}}\n\nx = \"{used}\"\n");
        all("main.tf", &text).remove(0).text().to_owned()
    };
    assert_eq!(
        local("arn:aws:bedrock:us-east-1::foundation-model/${local.chat_id}"),
        "anthropic.claude-haiku-5-5"
    );
    assert!(!local("${local.chat_id}").starts_with("anthropic."));
    let python = |used: &str| {
        let text = format!("CHAT_ID = \"{HAIKU}\"\nx = {used}\n");
        all("a.py", &text).remove(0).text().to_owned()
    };
    assert_eq!(
        python("f\"arn:aws:bedrock:us-east-1::foundation-model/{CHAT_ID}\""),
        "anthropic.claude-haiku-5-5"
    );
    assert!(!python("ask(CHAT_ID)").starts_with("anthropic."));
}

#[test]
fn an_application_inference_profile_decides_which_model_is_called() {
    let chat = |model: &str| {
        let text = format!("ChatBedrock(model=\"{model}\", base_model_id=\"{SONNET}\")\n");
        let folder = project(&[("ask.py", &text)]);
        let all = advised(folder.path(), "ask.py");
        let of_base = all
            .into_iter()
            .find(|of| of.finding["rule"] == "end-of-life");
        of_base.expect("a finding")
    };
    let behind = chat("arn:aws:bedrock:eu-west-1:111122223333:application-inference-profile/abc");
    assert_eq!(behind.finding["replacement"], Value::Null);
    assert!(
        behind.advice.contains(
            "create a new profile from the new model (`aws bedrock create-inference-profile`)"
        ),
        "{}",
        behind.advice
    );
    let own = chat("my-model");
    assert!(own.advice.starts_with("Use "), "{}", own.advice);
}

/// What cannot be called in a Region has the same first choice in the one where it can.
#[test]
fn the_first_choice_elsewhere_is_that_of_the_region_there() {
    let ask = |region: &str, id: &str| {
        let text = format!("converse(modelId=\"{id}\", region=\"{region}\")\n");
        advised(project(&[("ask.py", &text)]).path(), "ask.py").remove(0)
    };
    for id in [
        "amazon.nova-canvas-v1:0",
        "stability.stable-diffusion-xl-v1",
    ] {
        let there = ask("us-west-2", id);
        let here = ask("us-east-1", id);
        let called = format!("In us-west-2, `{}` can be called.", there.text());
        assert!(here.advice.contains(&called), "{}: {called}", here.advice);
    }
}

/// A setting decides on the requests of the code that reads it.
#[test]
fn a_setting_and_its_default_in_code_get_the_same_replacement() {
    let code = |variable: &str, parameter: &str| {
        format!(
            "model_id = os.environ.get('{variable}', '{HAIKU}')\n\
             client.converse(modelId=model_id, inferenceConfig={{{parameter}}})\n"
        )
    };
    let settings = format!(
        "resource \"aws_lambda_function\" \"f\" {{\n  environment {{\n    variables = {{\n      MODEL_ID = \"{HAIKU}\"\n    }}\n  }}\n}}\n"
    );
    let written = |code: &str| {
        let folder = project(&[("ask.py", code), ("main.tf", &settings)]);
        let of = |path: &str| advised(folder.path(), path).remove(0).text().to_owned();
        (of("ask.py"), of("main.tf"))
    };
    let (in_code, in_settings) = written(&code("MODEL_ID", "\"temperature\": 0.2"));
    assert_eq!(in_code, in_settings);
    assert!(in_settings.contains("claude-haiku-4-5"), "{in_settings}");
    let (_, other) = written(&code("OTHER_ID", "\"temperature\": 0.2"));
    assert!(other.contains("claude-haiku-5-5"), "{other}");
}

/// The type of the client or the argument of its maker shows the service: no list of services is complete.
#[test]
fn a_client_of_any_other_service_does_not_decide() {
    let typescript = |more: &str, class: &str| {
        format!(
            "{more}const a = new {class}({{ region: \"us-east-1\" }});\n\
             const c = new BedrockRuntimeClient({{}});\n\
             await c.send(new ConverseCommand({{ modelId: \"{HAIKU}\" }}));\n"
        )
    };
    for class in [
        "SecretsManagerClient",
        "LambdaClient",
        "CognitoIdentityProviderClient",
    ] {
        assert_eq!(
            regions("ask.ts", &typescript("", class)),
            ["none"],
            "{class}"
        );
    }
    // What the program defines itself is no client of AWS.
    let own = typescript("class ClaudeClient {}\n", "ClaudeClient");
    assert_eq!(regions("ask.ts", &own), ["us-east-1"]);
    let python = |arguments: &str| {
        format!(
            "a = boto3.client({arguments})\nc = boto3.client(service_name=\"bedrock-runtime\")\nc.converse(modelId=\"{HAIKU}\")\n"
        )
    };
    for (arguments, region) in [
        ("service_name=\"ce\", region_name=\"us-east-1\"", "none"),
        ("region_name=\"us-east-1\", service_name=\"ce\"", "none"),
        (
            "service_name=\"bedrock-agent\", region_name=\"us-east-1\"",
            "us-east-1",
        ),
    ] {
        assert_eq!(
            regions("ask.py", &python(arguments)),
            [region],
            "{arguments}"
        );
    }
    let java = |class: &str| {
        format!(
            "class A {{\n  {class} a = {class}.builder().region(Region.US_EAST_1).build();\n  \
             BedrockRuntimeClient c = BedrockRuntimeClient.create();\n  \
             void ask() {{ c.converse(r -> r.modelId(\"{HAIKU}\")); }}\n}}\n"
        )
    };
    assert_eq!(regions("A.java", &java("SesClient")), ["none"]);
    assert_eq!(
        regions("A.java", &java("BedrockAgentClient")),
        ["us-east-1"]
    );
}

#[test]
fn a_client_whose_region_is_computed_takes_none_from_another() {
    let python = |before: &str, region: &str| {
        format!(
            "{before}agent = boto3.client(\"bedrock-agent\", region_name=\"us-east-1\")\n\
             runtime = boto3.client(\"bedrock-runtime\"{region})\n\
             runtime.converse(modelId=\"{HAIKU}\")\n"
        )
    };
    let computed = ", region_name=os.environ[\"REGION\"]";
    assert_eq!(regions("ask.py", &python("", computed)), ["none"]);
    assert_eq!(
        regions(
            "ask.py",
            &python("from settings import R\n", ", region_name=R")
        ),
        ["none"]
    );
    // Its default is written in the file, or it has no Region of its own.
    for (before, region) in [
        ("", ""),
        ("", ", region_name=None"),
        ("", ", region_name=os.getenv(\"REGION\", \"us-east-1\")"),
        ("REGION = \"us-east-1\"\n", ", region_name=REGION"),
    ] {
        assert_eq!(
            regions("ask.py", &python(before, region)),
            ["us-east-1"],
            "{before}{region}"
        );
    }
    let by_parameter = format!(
        "class A:\n    def __init__(self, region=\"us-east-1\"):\n        self.c = boto3.client(\"bedrock-runtime\", region_name=region)\n\n    \
         def ask(self):\n        self.c.converse(modelId=\"{HAIKU}\")\n"
    );
    assert_eq!(regions("ask.py", &by_parameter), ["us-east-1"]);
}

#[test]
fn the_region_of_a_test_in_the_same_file_is_for_that_test() {
    let call = format!("converse(modelId=\"{HAIKU}\")");
    let python = |name: &str| {
        format!(
            "def ask(m):\n    return boto3.client(\"bedrock-runtime\").{call}\n\n\
             def {name}():\n    c = boto3.client(\"bedrock-runtime\", region_name=\"ap-south-1\")\n    c.{call}\n"
        )
    };
    assert_eq!(
        regions("src/llm.py", &python("test_ask")),
        ["none", "ap-south-1"]
    );
    assert_eq!(
        regions("src/llm.py", &python("ask_again")),
        ["ap-south-1", "ap-south-1"]
    );
    let rust = |attribute: &str| {
        format!(
            "pub async fn ask(client: &aws_sdk_bedrockruntime::Client) {{\n    client.converse().model_id(\"{HAIKU}\").send().await;\n}}\n\
             {attribute}mod set_up {{\n    fn region() {{\n        let config = aws_config::defaults(v).region(Region::new(\"ap-south-1\"));\n    }}\n}}\n"
        )
    };
    assert_eq!(regions("src/lib.rs", &rust("#[cfg(test)]\n")), ["none"]);
    assert_eq!(regions("src/lib.rs", &rust("")), ["ap-south-1"]);
}

#[test]
fn a_region_that_is_compared_with_is_not_set() {
    let python = |line: &str| {
        format!(
            "region = os.environ[\"AWS_REGION\"]\n{line}\nc = boto3.client(\"bedrock-runtime\", region_name=region)\nc.converse(modelId=\"{HAIKU}\")\n"
        )
    };
    let compared = "eu = region in (\"eu-west-1\", \"eu-central-1\")";
    assert_eq!(regions("ask.py", &python(compared)), ["none"]);
    let default = "region = region or os.getenv(\"DEFAULT_REGION\", \"eu-west-1\")";
    assert_eq!(regions("ask.py", &python(default)), ["eu-west-1"]);
}

/// A call from most Regions goes through a profile, which a policy for every Region has to allow, too.
#[test]
fn a_policy_for_every_region_adds_the_profile() {
    let policy = |region: &str, more: &str| {
        format!(
            "{{\"Statement\": [{{\"Effect\": \"Allow\", \"Action\": \"bedrock:InvokeModel\", \"Resource\": [\n\
             \"arn:aws:bedrock:{region}::foundation-model/{SONNET}\"{more}\n]}}]}}\n"
        )
    };
    let of = |policy: &str, env: &str| {
        let folder = project(&[("policy.json", policy), (".env", env)]);
        advised(folder.path(), "policy.json").remove(0)
    };
    let eu = "AWS_REGION=eu-west-1\n";
    for region in ["*", "eu-*"] {
        let found = of(&policy(region, ""), eu);
        let add = format!(
            "Keep the `foundation-model` ARN, and add `arn:aws:bedrock:{region}:ACCOUNT_ID:inference-profile/eu.anthropic."
        );
        assert!(found.advice.contains(&add), "{}", found.advice);
        assert_eq!(
            found.finding["replacement"]["applicability"],
            "display-only"
        );
        let alone = of(&policy(region, ""), "");
        assert!(
            alone
                .advice
                .contains(":ACCOUNT_ID:inference-profile/*.anthropic."),
            "{}",
            alone.advice
        );
        assert_eq!(
            alone.finding["replacement"]["applicability"],
            "display-only"
        );
    }
    // The model is that of the calls.
    let tokyo = of(&policy("*", ""), "AWS_REGION=ap-southeast-1\n");
    let exact = of(&policy("ap-southeast-1", ""), "");
    assert_eq!(
        tokyo.finding["replacement"]["model"],
        exact.finding["replacement"]["model"]
    );
    // A profile of any model is allowed already.
    let allowed = policy("*", ",\n\"arn:aws:bedrock:*:*:inference-profile/*\"");
    for env in ["", eu] {
        let found = of(&allowed, env);
        assert!(!found.advice.contains("add `arn:"), "{}", found.advice);
        assert_eq!(found.finding["replacement"]["applicability"], "unsafe");
    }
}
