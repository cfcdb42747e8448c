//! The files of one folder are one module of Terraform: what becomes the ARN of a foundation model in one of them is not
//! replaced by a profile in another.

use std::fs;

use serde_json::Value;

use crate::program::report_on;

const AS_OF: &str = "2026-11-28";
const ID: &str = "anthropic.claude-3-5-sonnet-20240620-v1:0";

const VARIABLES: &str = "provider \"aws\" {\n  region = \"us-east-1\"\n}\n\nvariable \"model_id\" {\n  default = \"ID\"\n}\n";
const ARN: &str = "data \"aws_iam_policy_document\" \"p\" {\n  statement {\n    actions = [\"bedrock:InvokeModel\"]\n    resources = [\
                   \"arn:aws:bedrock:us-east-1::foundation-model/${var.model_id}\"]\n  }\n}\n";
const FORMAT: &str = "locals {\n  arn = format(\"arn:aws:bedrock:us-east-1::foundation-model/%s\", var.model_id)\n}\n";
const PROFILE: &str =
    "locals {\n  arn = \"arn:aws:bedrock:us-east-1:1:inference-profile/us.${var.model_id}\"\n}\n";
const DETAILS: &str =
    "data \"aws_bedrock_foundation_model\" \"m\" {\n  model_id = var.model_id\n}\n";
const AGENT: &str =
    "resource \"aws_bedrockagent_agent\" \"a\" {\n  foundation_model = var.model_id\n}\n";

/// The report on a project with these files.
fn report(files: &[(&str, &str)]) -> Value {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text.replace("ID", ID)).unwrap();
    }
    report_on(folder.path(), AS_OF)
}

/// The replacement of the variable's default and how far it can be applied, with these other files.
fn replacement(files: &[(&str, &str)]) -> (String, String) {
    let report = report(files);
    let findings = report["findings"].as_array().unwrap();
    let of_variable = findings
        .iter()
        .find(|finding| finding["path"].as_str().unwrap().ends_with("variables.tf"))
        .unwrap();
    let text = |key: &str| of_variable["replacement"][key].as_str().unwrap().to_owned();
    (text("text"), text("applicability"))
}

#[test]
fn an_id_that_only_names_the_foundation_model_stays_one() {
    let bare = "anthropic.claude-sonnet-4-6";
    for other in [ARN, FORMAT, DETAILS, PROFILE] {
        let one_file = format!("{VARIABLES}{other}");
        assert_eq!(
            replacement(&[("variables.tf", &one_file)]).0,
            bare,
            "{other}"
        );
        let (text, _) = replacement(&[("variables.tf", VARIABLES), ("iam.tf", other)]);
        assert_eq!(text, bare, "{other}");
    }
    // In another folder it is another variable.
    let (text, _) = replacement(&[("variables.tf", VARIABLES), ("other/iam.tf", ARN)]);
    assert_eq!(text, "us.anthropic.claude-sonnet-4-6");
}

#[test]
fn an_id_with_both_uses_is_decided_by_a_person() {
    let files = [
        ("variables.tf", VARIABLES),
        ("iam.tf", ARN),
        ("main.tf", AGENT),
    ];
    let (text, applicability) = replacement(&files);
    assert_eq!(text, "us.anthropic.claude-sonnet-4-6");
    assert_eq!(applicability, "display-only");
    let (text, applicability) = replacement(&[files[0], files[2]]);
    assert_eq!(text, "us.anthropic.claude-sonnet-4-6");
    assert_eq!(applicability, "unsafe");
}

/// The text of the replacement in a file of the project; absent where it has no finding.
fn replacement_in(files: &[(&str, &str)], path: &str) -> Option<String> {
    let report = report(files);
    let findings = report["findings"].as_array().unwrap();
    let finding = findings.iter().find(|finding| finding["path"] == path)?;
    Some(finding["replacement"]["text"].as_str().unwrap().to_owned())
}

const CHILD_VARIABLE: &str = "variable \"model\" {\n  type = string\n}\n";
const CHILD_ARN: &str = "locals {\n  id = var.model\n}\n\nresource \"aws_iam_policy\" \"p\" {\n  policy = jsonencode({ Statement \
                         = [{ Action = \"bedrock:InvokeModel\", Resource = \
                         \"arn:aws:bedrock:us-east-1::foundation-model/${local.id}\" }] })\n}\n";
const CHILD_AGENT: &str =
    "resource \"aws_bedrockagent_agent\" \"a\" {\n  foundation_model = var.model\n}\n";
const CALL: &str =
    "module \"agent\" {\n  source = \"./modules/agent\"\n  model  = var.model_id\n}\n";
const CALL_WITH_ID: &str =
    "module \"agent\" {\n  source = \"../modules/agent\"\n  model  = \"ID\"\n}\n";

#[test]
fn a_value_is_followed_into_the_modules_that_get_it() {
    let (bare, profile) = (
        "anthropic.claude-sonnet-4-6",
        "us.anthropic.claude-sonnet-4-6",
    );
    for (child, expected) in [(CHILD_ARN, bare), (CHILD_AGENT, profile)] {
        let files = [
            ("variables.tf", VARIABLES),
            ("main.tf", CALL),
            ("modules/agent/variables.tf", CHILD_VARIABLE),
            ("modules/agent/main.tf", child),
        ];
        let text = replacement_in(&files, "variables.tf");
        assert_eq!(text.as_deref(), Some(expected), "{child}");
        let one = format!("{VARIABLES}{CALL}");
        let files = [("main.tf", one.as_str()), files[2], files[3]];
        let text = replacement_in(&files, "main.tf");
        assert_eq!(text.as_deref(), Some(expected), "{child}");
        let files = [
            ("prod/main.tf", CALL_WITH_ID),
            ("prod/provider.tf", PROVIDER),
            files[1],
            files[2],
        ];
        let text = replacement_in(&files, "prod/main.tf");
        assert_eq!(text.as_deref(), Some(expected), "{child}");
    }
}

const PROVIDER: &str = "provider \"aws\" {\n  region = \"us-east-1\"\n}\n";

#[test]
fn a_module_is_deployed_to_the_regions_of_its_callers() {
    let child = "variable \"model\" {\n  default = \"ID\"\n}\n";
    let provider = |region: &str| PROVIDER.replace("us-east-1", region);
    let call = "module \"agent\" {\n  source = \"../modules/agent\"\n}\n";
    let prod = provider("eu-central-1") + call;
    let other = provider("us-west-2");
    let files = [
        ("modules/agent/variables.tf", child),
        ("modules/agent/main.tf", CHILD_AGENT),
        ("prod/main.tf", prod.as_str()),
        ("other/main.tf", other.as_str()),
    ];
    let text = replacement_in(&files, "modules/agent/variables.tf");
    assert_eq!(text.as_deref(), Some("eu.anthropic.claude-sonnet-4-6"));
    let both = other.clone() + call;
    let files = [files[0], files[1], files[2], ("other/main.tf", &both)];
    let text = replacement_in(&files, "modules/agent/variables.tf");
    assert_eq!(text.as_deref(), Some("global.anthropic.claude-sonnet-4-6"));
}
