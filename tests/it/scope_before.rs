//! Where a program puts the scope of a profile before a name, the replacement of what the name is defined as has none, and
//! can be called through the profile of that scope.

use serde_json::Value;

use crate::cross_file::project;
use crate::program::report_on;

const AS_OF: &str = "2026-11-28";
const SONNET: &str = "anthropic.claude-3-5-sonnet-20240620-v1:0";

/// The replacement of the first finding of some files, where `ID` is a model that is no longer offered.
fn replacement(files: &[(&str, &str)]) -> Value {
    let files: Vec<(&str, String)> = files
        .iter()
        .map(|(path, text)| (*path, text.replace("ID", SONNET)))
        .collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, &**text)).collect();
    let folder = project(&files);
    let report = report_on(folder.path(), AS_OF);
    let mut finding = report["findings"][0].clone();
    finding["replacement"].take()
}

fn text_of(files: &[(&str, &str)]) -> String {
    let chosen = replacement(files);
    chosen["text"].as_str().expect("a replacement").to_owned()
}

const BARE: &str = "anthropic.claude-sonnet-4-6";

const PYTHON: &str = "import boto3\nREGION = \"eu-west-1\"\nMODEL = \"ID\"\nclient = boto3.client(\"bedrock-runtime\", \
                      region_name=REGION)\nclient.converse(modelId=CALLED, messages=[])\n";

#[test]
fn a_name_behind_a_scope_keeps_the_id_of_a_foundation_model() {
    let geo = "def profile(model, region):\n    geo = region.split(\"-\")[0]\n    return f\"{geo}.{model}\"\n";
    for called in [
        "f\"eu.{MODEL}\"",
        "\"eu.\" + MODEL",
        "f\"{prefix}.{MODEL}\"",
        "f\"{PREFIXES[REGION]}.{MODEL}\"",
        "\"{}.{}\".format(prefix, MODEL)",
        "profile(MODEL, REGION)",
    ] {
        let text = format!("{geo}{}", PYTHON.replace("CALLED", called));
        assert_eq!(text_of(&[("a.py", &text)]), BARE, "{called}");
    }
    for called in [
        "MODEL",
        "f\"{MODEL}\"",
        "f\"bedrock.{MODEL}\"",
        "ask(MODEL, REGION)",
    ] {
        let text = format!("{geo}{}", PYTHON.replace("CALLED", called));
        let expected = format!("eu.{BARE}");
        assert_eq!(text_of(&[("a.py", &text)]), expected, "{called}");
    }
}

#[test]
fn each_language_has_its_own_way_to_put_a_scope_before_a_name() {
    let template = "Parameters:\n  Geo:\n    Type: String\n  ModelId:\n    Type: String\n    Default: ID\nResources:\n  A:\n    \
                    Type: AWS::Bedrock::Agent\n    Properties:\n      FoundationModel: !Sub ${Geo}.${ModelId}\n";
    let terraform = "variable \"model\" {\n  default = \"ID\"\n}\n\nresource \"aws_bedrockagent_agent\" \"a\" {\n  \
                     foundation_model = \"${var.geo}.${var.model}\"\n}\n";
    let script =
        "MODEL=ID\naws bedrock-runtime converse --region eu-west-1 --model-id \"eu.$MODEL\"\n";
    let go = "const model = \"ID\"\n\nfunc id(geo string) string {\n\treturn fmt.Sprintf(\"%s.%s\", geo, model)\n}\n";
    let java = "class C {\n  static final String MODEL = \"ID\";\n  String id() {\n    return \"eu.\" + MODEL;\n  }\n}\n";
    for (path, text) in [
        ("template.yaml", template),
        ("main.tf", terraform),
        ("run.sh", script),
        ("a.go", go),
        ("C.java", java),
        (
            "a.ts",
            "const MODEL = 'ID';\nexport const id = (geo: string) => `${geo}.${MODEL}`;\n",
        ),
        (
            "a.py",
            "MODEL = os.getenv(\"MODEL\", \"ID\")\nid = f\"{geo}.{MODEL}\"\n",
        ),
    ] {
        assert_eq!(text_of(&[(path, text)]), BARE, "{path}");
    }
    let other_names = terraform.replace("var.geo", "var.tenant");
    assert_ne!(text_of(&[("main.tf", &other_names)]), BARE);
}

#[test]
fn the_scope_may_be_in_another_file() {
    let constants = ("constants.py", "CLAUDE_SONNET_35 = \"ID\"\n");
    let call = "import boto3\nfrom constants import CLAUDE_SONNET_35\nboto3.client(\"bedrock-runtime\", \
                region_name=\"eu-west-1\").converse(modelId=CALLED, messages=[])\n";
    let with_scope = call.replace("CALLED", "f\"eu.{CLAUDE_SONNET_35}\"");
    let bare = call.replace("CALLED", "CLAUDE_SONNET_35");
    assert_eq!(text_of(&[constants, ("app.py", &with_scope)]), BARE);
    assert_eq!(
        text_of(&[constants, ("app.py", &bare)]),
        format!("eu.{BARE}")
    );
    let both = replacement(&[constants, ("app.py", &with_scope), ("other.py", &bare)]);
    assert_eq!(both["text"], BARE);
    assert_eq!(both["applicability"], "display-only");
}

/// What can be called through the scope is proposed, and a person decides on what the program does not show.
#[test]
fn the_scope_limits_the_replacement_and_its_applicability() {
    // Sonnet 4.6 has no such profile.
    let apac = PYTHON
        .replace("CALLED", "f\"apac.{MODEL}\"")
        .replace("eu-west-1", "ap-northeast-1");
    let apac = replacement(&[("a.py", &apac)]);
    assert_ne!(apac["text"], BARE, "{apac}");
    let computed = replacement(&[("a.py", &PYTHON.replace("CALLED", "f\"{geo}.{MODEL}\""))]);
    assert_eq!(computed["applicability"], "unsafe");
    let both = PYTHON.replace("CALLED", "f\"{geo}.{MODEL}\"") + "client.converse(modelId=MODEL)\n";
    let both = replacement(&[("a.py", &both)]);
    assert_eq!(both["applicability"], "display-only");
}
