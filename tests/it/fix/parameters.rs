//! `fix --unsafe` removes the parameters that the new model rejects: from any request in any syntax, and nothing else.

use std::fs;

use serde_json::Value;

use super::{apply, diff, fix, repository};
use crate::program::{AS_OF, run};

/// Rejects `temperature`, `top_p` and `top_k` other than the default.
const STRICT: &str = "us.anthropic.claude-opus-4-7";
/// Rejects `temperature` together with `top_p`.
const EXCLUSIVE: &str = "us.anthropic.claude-sonnet-4-6";
/// A model that accepts all of them, and that ends.
const RETIRED: &str = "us.anthropic.claude-3-haiku-20240307-v1:0";

/// A parameter in every spelling.
struct Spelling {
    snake: &'static str,
    camel: &'static str,
    pascal: &'static str,
    value: &'static str,
}

const SPELLINGS: &[Spelling] = &[
    Spelling {
        snake: "max_tokens",
        camel: "maxTokens",
        pascal: "MaxTokens",
        value: "512",
    },
    Spelling {
        snake: "temperature",
        camel: "temperature",
        pascal: "Temperature",
        value: "0.5",
    },
    Spelling {
        snake: "top_p",
        camel: "topP",
        pascal: "TopP",
        value: "0.9",
    },
];

/// A syntax of requests: its file, and how a request with a model and some parameters is written.
struct Syntax {
    path: &'static str,
    write: fn(&str, &[&Spelling]) -> String,
}

fn each(parameters: &[&Spelling], of: impl Fn(&Spelling) -> String) -> Vec<String> {
    parameters.iter().map(|parameter| of(parameter)).collect()
}

/// Elements on their own lines in brackets; `[]` alone without any.
fn block(open: &str, elements: &[String], indent: &str, trailing: bool, close: &str) -> String {
    if elements.is_empty() {
        return format!("{open}{close}");
    }
    let inner = elements.join(&format!(",\n{indent}    "));
    let comma = if trailing { "," } else { "" };
    format!("{open}\n{indent}    {inner}{comma}\n{indent}{close}")
}

const SYNTAXES: &[Syntax] = &[
    Syntax {
        path: "dict.py",
        write: |model, parameters| {
            let fields = each(parameters, |of| format!("\"{}\": {}", of.camel, of.value));
            let config = block("{", &fields, "    ", true, "}");
            format!(
                "client.converse(\n    modelId=\"{model}\",\n    inferenceConfig={config},\n    messages=messages,\n)\n"
            )
        },
    },
    Syntax {
        path: "inline.py",
        write: |model, parameters| {
            let fields = each(parameters, |of| format!(", \"{}\": {}", of.snake, of.value));
            let fields = fields.concat();
            format!(
                "body = json.dumps({{\"anthropic_version\": \"bedrock-2023-05-31\"{fields}}})\nclient.invoke_model(modelId=\"{model}\", body=body)\n"
            )
        },
    },
    Syntax {
        path: "arguments.py",
        write: |model, parameters| {
            let arguments = each(parameters, |of| format!("    {}={},\n", of.snake, of.value));
            let arguments = arguments.concat();
            format!(
                "llm = ChatBedrockConverse(\n    model=\"{model}\",\n{arguments}    region_name=region,\n)\n"
            )
        },
    },
    Syntax {
        path: "last.py",
        write: |model, parameters| {
            let arguments = each(parameters, |of| format!(", {}={}", of.snake, of.value));
            format!(
                "llm = ChatBedrockConverse(model=\"{model}\"{})\n",
                arguments.concat()
            )
        },
    },
    Syntax {
        path: "first.py",
        write: |model, parameters| {
            let arguments = each(parameters, |of| format!("{}={}, ", of.snake, of.value));
            format!(
                "llm = ChatBedrockConverse({}model=\"{model}\")\n",
                arguments.concat()
            )
        },
    },
    Syntax {
        path: "object.ts",
        write: |model, parameters| {
            let fields = each(parameters, |of| format!("{}: {}", of.camel, of.value));
            let config = block("{", &fields, "    ", true, "}");
            format!(
                "await client.send(\n  new ConverseCommand({{\n    modelId: \"{model}\",\n    inferenceConfig: {config},\n    messages,\n  }}),\n);\n"
            )
        },
    },
    Syntax {
        path: "variable.mjs",
        write: |model, parameters| {
            let fields = each(parameters, |of| format!("{}: {}", of.camel, of.value));
            let config = block("{", &fields, "", false, "}");
            format!(
                "const inferenceConfig = {config};\nconst command = new ConverseCommand({{ modelId: '{model}', inferenceConfig, messages }});\n"
            )
        },
    },
    Syntax {
        path: "chain.java",
        write: |model, parameters| {
            let calls = each(parameters, |of| {
                format!("                .{}({}F)\n", of.camel, of.value)
            });
            let calls = calls.concat();
            format!(
                "class Chat {{\n    Object ask() {{\n        return client.converse(request -> request\n            .modelId(\"{model}\")\n            .inferenceConfig(InferenceConfiguration.builder()\n{calls}                .build()));\n    }}\n}}\n"
            )
        },
    },
    Syntax {
        path: "chain.rs",
        write: |model, parameters| {
            let calls = each(parameters, |of| format!(".{}({})", of.snake, of.value));
            let calls = calls.concat();
            format!(
                "async fn ask() {{\n    client.converse().model_id(\"{model}\").inference_config(InferenceConfiguration::builder(){calls}.build()).send().await\n}}\n"
            )
        },
    },
    Syntax {
        path: "lambda.kt",
        write: |model, parameters| {
            let fields = each(parameters, |of| {
                format!("            {} = {}F\n", of.camel, of.value)
            });
            let fields = fields.concat();
            format!(
                "suspend fun ask() {{\n    val request = ConverseRequest {{\n        modelId = \"{model}\"\n        inferenceConfig {{\n            stopSequences = stops\n{fields}        }}\n    }}\n}}\n"
            )
        },
    },
    Syntax {
        path: "struct.go",
        write: |model, parameters| {
            let fields = each(parameters, |of| {
                format!("\t\t\t{}: aws.Float32({}),\n", of.pascal, of.value)
            });
            let fields = fields.concat();
            format!(
                "package main\n\nimport \"github.com/aws/aws-sdk-go-v2/aws\"\n\nfunc ask() {{\n\tclient.Converse(ctx, &bedrockruntime.ConverseInput{{\n\t\tModelId: aws.String(\"{model}\"),\n\t\tInferenceConfig: &types.InferenceConfiguration{{\n\t\t\tStopSequences: stops,\n{fields}\t\t}},\n\t}})\n}}\n"
            )
        },
    },
    Syntax {
        path: "initializer.cs",
        write: |model, parameters| {
            let fields = each(parameters, |of| format!("{} = {}F", of.pascal, of.value));
            let config = block("{", &fields, "    ", false, "}");
            format!(
                "var request = new ConverseRequest\n{{\n    ModelId = \"{model}\",\n    InferenceConfig = new InferenceConfiguration {config}\n}};\nawait client.ConverseAsync(request);\n"
            )
        },
    },
    Syntax {
        path: "hash.rb",
        write: |model, parameters| {
            let fields = each(parameters, |of| format!("{}: {}", of.snake, of.value));
            let config = block("{", &fields, "  ", false, "}");
            format!("client.converse(\n  model_id: \"{model}\",\n  inference_config: {config}\n)\n")
        },
    },
    Syntax {
        path: "array.php",
        write: |model, parameters| {
            let fields = each(parameters, |of| format!("'{}' => {}", of.camel, of.value));
            let config = block("[", &fields, "    ", true, "]");
            format!(
                "<?php\n$client->converse([\n    'modelId' => '{model}',\n    'inferenceConfig' => {config},\n]);\n"
            )
        },
    },
    Syntax {
        path: "state.asl.json",
        write: |model, parameters| {
            let fields = each(parameters, |of| format!("\"{}\": {}", of.snake, of.value));
            let body = block("{", &fields, "        ", false, "}");
            format!(
                "{{\n  \"States\": {{\n    \"Ask\": {{\n      \"Resource\": \"arn:aws:states:::bedrock:invokeModel\",\n      \"Parameters\": {{\n        \"ModelId\": \"{model}\",\n        \"Body\": {body}\n      }}\n    }}\n  }}\n}}\n"
            )
        },
    },
    Syntax {
        path: "compact.json",
        write: |model, parameters| {
            let fields = each(parameters, |of| format!(",\"{}\":{}", of.camel, of.value));
            format!(
                "{{\"modelId\":\"{model}\",\"inferenceConfig\":{{\"stopSequences\":[]{}}}}}\n",
                fields.concat()
            )
        },
    },
    Syntax {
        path: "proxy.yaml",
        write: |model, parameters| {
            let fields = each(parameters, |of| {
                format!("      {}: {}\n", of.snake, of.value)
            });
            format!(
                "model_list:\n  - model_name: chat\n    litellm_params:\n      model: bedrock/{model}\n{}      rpm: 60\n",
                fields.concat()
            )
        },
    },
    Syntax {
        path: "flow.yaml",
        write: |model, parameters| {
            let fields = each(parameters, |of| format!(", {}: {}", of.snake, of.value));
            format!(
                "model_list:\n  - model_name: chat\n    litellm_params: {{model: bedrock/{model}{}}}\n",
                fields.concat()
            )
        },
    },
    Syntax {
        path: "settings.toml",
        write: |model, parameters| {
            let fields = each(parameters, |of| format!("{} = {}\n", of.snake, of.value));
            format!(
                "[bedrock]\nmodel_id = \"{model}\"\n{}\n[other]\ntemperature = 0.5\ntop_p = 0.9\n",
                fields.concat()
            )
        },
    },
    Syntax {
        path: "agent.tf",
        write: |model, parameters| {
            let fields = each(parameters, |of| {
                format!("        {} = {}\n", of.snake, of.value)
            });
            format!(
                "resource \"aws_bedrockagent_prompt\" \"ask\" {{\n  variant {{\n    model_id = \"{model}\"\n    inference_configuration {{\n      text {{\n        stop_sequences = []\n{}      }}\n    }}\n  }}\n}}\n",
                fields.concat()
            )
        },
    },
    Syntax {
        path: "application.properties",
        write: |model, parameters| {
            let options = "spring.ai.bedrock.converse.chat.options";
            let fields = each(parameters, |of| {
                format!("{options}.{}={}\n", of.snake.replace('_', "-"), of.value)
            });
            format!(
                "{options}.model={model}\n{}server.port=8080\n",
                fields.concat()
            )
        },
    },
];

/// The bytes in which a text is stored.
type Store = fn(&str) -> Vec<u8>;

const STORAGES: &[(&str, Store)] = &[
    ("lf", |text| text.as_bytes().to_vec()),
    ("crlf", |text| {
        format!("\u{feff}{}", text.replace('\n', "\r\n")).into_bytes()
    }),
    ("open", |text| {
        text.trim_end_matches('\n').as_bytes().to_vec()
    }),
];

/// Every order of every choice of the parameters.
fn lists() -> Vec<Vec<&'static Spelling>> {
    let mut lists: Vec<Vec<usize>> = vec![Vec::new()];
    let mut at = 0;
    while at < lists.len() {
        for next in 0..SPELLINGS.len() {
            if !lists[at].contains(&next) {
                let longer = [&lists[at][..], &[next]].concat();
                lists.push(longer);
            }
        }
        at += 1;
    }
    let named = |list: Vec<usize>| list.into_iter().map(|at| &SPELLINGS[at]).collect();
    lists.into_iter().map(named).collect()
}

/// What a request keeps of its parameters for a model.
fn kept(model: &str, parameters: &[&'static Spelling]) -> Vec<&'static Spelling> {
    let has = |name: &str| parameters.iter().any(|of| of.snake == name);
    let is_rejected = |of: &&&Spelling| match model {
        STRICT => of.snake != "max_tokens",
        _ => of.snake == "top_p" && has("temperature"),
    };
    let kept = parameters.iter().filter(|of| !is_rejected(of));
    kept.copied().collect()
}

struct Case {
    path: String,
    old: Vec<u8>,
    new: Vec<u8>,
}

fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for (number, parameters) in lists().iter().enumerate() {
        for syntax in SYNTAXES {
            for (before, after) in [
                (STRICT, STRICT),
                (EXCLUSIVE, EXCLUSIVE),
                (RETIRED, EXCLUSIVE),
            ] {
                // One model is enough for the ways in which a text is stored.
                let storages = if before == STRICT { 3 } else { 1 };
                for (storage, store) in &STORAGES[..storages] {
                    let kept = kept(after, parameters);
                    let model = before.trim_start_matches("us.anthropic.claude-");
                    let model = model.replace(':', "-");
                    cases.push(Case {
                        path: format!("{storage}/{model}/{number}/{}", syntax.path),
                        old: store(&(syntax.write)(before, parameters)),
                        new: store(&(syntax.write)(after, &kept)),
                    });
                }
            }
        }
    }
    cases
}

#[test]
fn a_request_becomes_what_it_would_be_without_them_in_every_syntax() {
    let cases = cases();
    assert!(cases.len() >= 1000, "{}", cases.len());
    let files: Vec<(&str, &[u8])> = cases
        .iter()
        .map(|case| (case.path.as_str(), &case.old[..]))
        .collect();
    let sandbox = repository(&files);
    let folder = sandbox.path();
    let target = format!("{RETIRED}={EXCLUSIVE}");
    let flags = ["--unsafe", "--model", &target];
    let patch = diff(folder, &flags);
    let written = fix(folder, &[&flags[..], &["--write"]].concat());
    assert_eq!(written.status, 0, "{}", written.stderr);
    let other = repository(&files);
    apply(other.path(), &patch);
    let mut wrong = String::new();
    for case in &cases {
        let bytes = fs::read(folder.join(&case.path)).unwrap();
        let applied = fs::read(other.path().join(&case.path)).unwrap();
        assert!(
            bytes == applied,
            "{}: git applies something else",
            case.path
        );
        if bytes != case.new {
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            wrong.push_str(&format!(
                "{}:\n{}\nbecomes\n{}\nnot\n{}\n",
                case.path,
                text(&case.old),
                text(&bytes),
                text(&case.new)
            ));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    let again = diff(folder, &flags);
    assert!(again.is_empty(), "{}", String::from_utf8_lossy(&again));
    let report = run(folder, &["scan", "--as-of", AS_OF, "--output", "json"]).stdout;
    let report: Value = serde_json::from_str(&report).unwrap();
    let findings = report["findings"].as_array().unwrap();
    let left: Vec<&Value> = findings
        .iter()
        .filter(|finding| finding["rule"] == "rejected-parameter")
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

/// What `fix --unsafe` makes of a file, with the reasons of the edits.
fn fixed(path: &str, text: &str) -> (String, String) {
    let sandbox = repository(&[(path, text.as_bytes())]);
    let flags = ["--unsafe", "--output", "json"];
    let printed = fix(sandbox.path(), &[&flags[..], &["--write"]].concat());
    assert_eq!(printed.status, 0, "{}", printed.stderr);
    let document: Value = serde_json::from_str(&printed.stdout).unwrap();
    let all = ["edits", "withheld"].into_iter();
    let edits = all.flat_map(|list| document[list].as_array().unwrap().clone());
    let reasons = edits.flat_map(|edit| edit["reasons"].as_array().unwrap().clone());
    let reasons: Vec<String> = reasons
        .map(|reason| reason.as_str().unwrap().to_owned())
        .filter(|reason| reason.contains("not removed"))
        .collect();
    let new = fs::read_to_string(sandbox.path().join(path)).unwrap();
    (new, reasons.join("; "))
}

/// Files whose parameter stays, with the reason, and a twin from which it is removed.
const STAYS: &[(&str, &str, &str, &str)] = &[
    (
        "comment.py",
        "ChatBedrockConverse(\n    model=\"MODEL\",\n    temperature=0.5,  # exact\n)\n",
        "a comment is next to it",
        "ChatBedrockConverse(\n    # exact\n    model=\"MODEL\",\n    temperature=0.5,\n)\n",
    ),
    (
        "value.py",
        "ChatBedrockConverse(model=\"MODEL\", temperature=(\n    0.5  # exact\n))\n",
        "a comment is next to it",
        "ChatBedrockConverse(model=\"MODEL\", temperature=(\n    0.5\n))\n",
    ),
    (
        "comment.yaml",
        "litellm_params:\n  model: bedrock/MODEL\n  temperature: 0.5 # exact\n",
        "a comment is next to it",
        "litellm_params:\n  # exact\n  model: bedrock/MODEL\n  temperature: 0.5\n",
    ),
    (
        "chain.java",
        "class A { Object a() { return c.converse(r -> r.modelId(\"MODEL\")\n  .inferenceConfig(InferenceConfiguration.builder()\n    .temperature(0.5F) // exact\n    .build())); } }\n",
        "a comment is next to it",
        "class A { Object a() { return c.converse(r -> r.modelId(\"MODEL\")\n  .inferenceConfig(InferenceConfiguration.builder()\n    .temperature(0.5F)\n    .build())); } }\n",
    ),
    (
        "lambda.java",
        "class A { Object a() { return c.converse(r -> r.modelId(\"MODEL\").inferenceConfig(i -> i.temperature(0.5F))); } }\n",
        "its statement would do nothing without it",
        "class A { Object a() { return c.converse(r -> r.modelId(\"MODEL\").inferenceConfig(i -> i.maxTokens(5).temperature(0.5F))); } }\n",
    ),
    (
        "statement.py",
        "body = {}\nbody[\"temperature\"] = 0.5\nclient.invoke_model(modelId=\"MODEL\", body=json.dumps(body))\n",
        "it is not one argument or one key",
        "body = {\"temperature\": 0.5}\nclient.invoke_model(modelId=\"MODEL\", body=json.dumps(body))\n",
    ),
    (
        "text.py",
        "client.invoke_model(modelId=\"MODEL\", body='{\"max_tokens\": 5, \"temperature\": 0.5}')\n",
        "it is a part of a text",
        "client.invoke_model(modelId=\"MODEL\", body=json.dumps({\"max_tokens\": 5, \"temperature\": 0.5}))\n",
    ),
    (
        "shared.py",
        "config = {\"temperature\": 0.5}\nclient.converse(modelId=\"MODEL\", inferenceConfig=config)\nclient.converse(modelId=\"amazon.nova-lite-v1:0\", inferenceConfig=config)\n",
        "another request passes it, too, and keeps its model",
        "config = {\"temperature\": 0.5}\nclient.converse(modelId=\"MODEL\", inferenceConfig=config)\nclient.converse(modelId=\"MODEL\", inferenceConfig=config)\n",
    ),
    (
        "read.py",
        "config = {\"temperature\": 0.5}\nclient.converse(modelId=\"MODEL\", inferenceConfig=config)\nprint(config[\"temperature\"])\n",
        "it is in a variable that other code may read",
        "config = {\"temperature\": 0.5}\nclient.converse(modelId=\"MODEL\", inferenceConfig=config)\nprint(other[\"temperature\"])\n",
    ),
    (
        "constant.py",
        "CONFIG = {\"temperature\": 0.5}\nclient.converse(modelId=\"MODEL\", inferenceConfig=CONFIG)\n",
        "it is in a variable that other code may read",
        "def ask():\n    config = {\"temperature\": 0.5}\n    client.converse(modelId=\"MODEL\", inferenceConfig=config)\n",
    ),
    (
        "exported.ts",
        "export const inferenceConfig = { temperature: 0.5 };\nclient.send(new ConverseCommand({ modelId: 'MODEL', inferenceConfig }));\n",
        "it is in a variable that other code may read",
        "const inferenceConfig = { temperature: 0.5 };\nclient.send(new ConverseCommand({ modelId: 'MODEL', inferenceConfig }));\n",
    ),
    (
        "own.py",
        "def ask(model, temperature):\n    pass\nask(model=\"MODEL\", temperature=0.5)\n",
        "it is an argument of a function of this file, which may need it",
        "from llm import ask\nask(model=\"MODEL\", temperature=0.5)\n",
    ),
    (
        "unused.go",
        "package a\nfunc f() {\n\ttemperature := float32(0.5)\n\tc.Converse(ctx, &bedrockruntime.ConverseInput{ModelId: aws.String(\"MODEL\"), InferenceConfig: &types.InferenceConfiguration{MaxTokens: n, TopP: aws.Float32(0.9), Temperature: &temperature}})\n}\n",
        "a variable or an import would be unused without it",
        "package a\nfunc f() {\n\ttemperature := float32(0.5)\n\tlog(temperature)\n\tc.Converse(ctx, &bedrockruntime.ConverseInput{ModelId: aws.String(\"MODEL\"), InferenceConfig: &types.InferenceConfiguration{MaxTokens: n, TopP: aws.Float32(0.9), Temperature: &temperature}})\n}\n",
    ),
    (
        "only.yaml",
        "States:\n  Parameters:\n    ModelId: MODEL\n    InferenceConfig:\n      Temperature: 0.5\n",
        "its mapping would be empty without it",
        "States:\n  Parameters:\n    ModelId: MODEL\n    InferenceConfig:\n      Temperature: 0.5\n      MaxTokens: 5\n",
    ),
];

#[test]
fn a_parameter_stays_where_more_than_one_argument_or_key_would_go() {
    let mut wrong = String::new();
    for (path, stays, reason, goes) in STAYS {
        let has_parameter = |text: &str| {
            text.to_lowercase().contains("temperature: 0.5")
                || text.to_lowercase().contains("temperature\"] = 0.5")
                || text.to_lowercase().contains("temperature=")
                || text.to_lowercase().contains("temperature\": 0.5")
                || text.to_lowercase().contains("temperature: &")
                || text.to_lowercase().contains(".temperature(")
        };
        let (old, twin) = (
            stays.replace("MODEL", STRICT),
            goes.replace("MODEL", STRICT),
        );
        assert!(has_parameter(&old) && has_parameter(&twin), "{path}");
        let (new, reasons) = fixed(path, &old);
        if !has_parameter(&new) || !reasons.contains(reason) {
            wrong.push_str(&format!("{path} must stay:\n{new}({reasons})\n"));
        }
        let (new, reasons) = fixed(path, &twin);
        if has_parameter(&new) {
            wrong.push_str(&format!("{path} must change:\n{new}({reasons})\n"));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn a_parameter_is_removed_with_unsafe_only_and_the_diff_says_so() {
    let text = format!(
        "ChatBedrockConverse(\n    model=\"{EXCLUSIVE}\",\n    temperature=0.5,\n    top_p=0.9,\n)\n"
    );
    let sandbox = repository(&[("app.py", text.as_bytes())]);
    let printed = fix(sandbox.path(), &[]);
    assert_eq!(printed.stdout, "");
    assert_eq!(
        printed.stderr,
        "bedrock-eol: note: 1 unsafe edit; show it with `--unsafe`\n"
    );
    let printed = fix(sandbox.path(), &["--unsafe"]);
    assert_eq!(
        printed.stdout,
        "\
# app.py:2:12: us.anthropic.claude-sonnet-4-6 (unsafe)
#   - the edit removes `top_p` in line 4, and the model then uses its default
diff --git a/app.py b/app.py
--- a/app.py
+++ b/app.py
@@ -1,5 +1,4 @@
 ChatBedrockConverse(
     model=\"us.anthropic.claude-sonnet-4-6\",
     temperature=0.5,
-    top_p=0.9,
 )
"
    );
}

/// In a notebook, a cut must leave valid JSON.
#[test]
fn a_parameter_in_a_notebook_is_removed_with_its_line_or_inside_of_one() {
    let cell = |lines: &[&str]| {
        let strings: Vec<String> = lines
            .iter()
            .map(|line| format!("    {}", serde_json::json!(format!("{line}\n"))))
            .collect();
        format!(
            "{{\n \"cells\": [{{\"cell_type\": \"code\", \"source\": [\n{}\n ]}}]\n}}\n",
            strings.join(",\n")
        )
    };
    let model = format!("    modelId=\"{EXCLUSIVE}\",");
    let around = |request: &[&str]| {
        let lines = ["import boto3", "client = boto3.client(\"bedrock-runtime\")"];
        let mut all = [&lines[..], &["client.converse(", &model], request].concat();
        all.extend([")", "print(1)"]);
        cell(&all)
    };
    for (before, after) in [
        (
            &["    inferenceConfig={\"temperature\": 0.5, \"topP\": 0.9},"][..],
            &["    inferenceConfig={\"temperature\": 0.5},"][..],
        ),
        (
            &[
                "    inferenceConfig={",
                "        \"temperature\": 0.5,",
                "        \"topP\": 0.9,",
                "    },",
            ],
            &[
                "    inferenceConfig={",
                "        \"temperature\": 0.5,",
                "    },",
            ],
        ),
        (
            &[
                "    inferenceConfig={",
                "        \"topP\": 0.9,",
                "        \"temperature\": 0.5",
                "    },",
            ],
            &[
                "    inferenceConfig={",
                "        \"temperature\": 0.5",
                "    },",
            ],
        ),
    ] {
        // Each cell as a list of lines, and as one string.
        let joined = |book: String| {
            let mut book: Value = serde_json::from_str(&book).unwrap();
            let lines = book["cells"][0]["source"].as_array().unwrap();
            let lines: Vec<&str> = lines.iter().filter_map(Value::as_str).collect();
            book["cells"][0]["source"] = lines.concat().into();
            book.to_string()
        };
        for (old, new) in [
            (around(before), around(after)),
            (joined(around(before)), joined(around(after))),
        ] {
            let sandbox = repository(&[("book.ipynb", old.as_bytes())]);
            let printed = fix(sandbox.path(), &["--unsafe", "--write"]);
            let text = fs::read_to_string(sandbox.path().join("book.ipynb")).unwrap();
            assert_eq!(text, new, "{}", printed.stderr);
            serde_json::from_str::<Value>(&text).expect("it is JSON");
        }
    }
}
