//! What the Regions that a project sets say about a reference whose own file shows none: the replacement and the date,
//! never the level.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::cross_file::project;
use crate::program::{AS_OF, git, report_on, run};

const MODEL: &str = "anthropic.claude-3-5-sonnet-20240620-v1:0";
const ASK: &str = "ask(\"anthropic.claude-3-5-sonnet-20240620-v1:0\")\n";
const PROVIDER: &str = "provider \"aws\" {\n  region = \"eu-central-1\"\n}\n";

/// The finding in `ask.py`.
fn finding(folder: &Path, args: &[&str]) -> Value {
    let fixed = ["scan", "--isolated", "--as-of", AS_OF, "--output", "json"];
    let run = run(folder, &[&fixed, args].concat());
    let report: Value = serde_json::from_str(&run.stdout).expect(&run.stderr);
    let findings = report["findings"].as_array().expect("a list");
    let of_ask = findings.iter().find(|finding| finding["path"] == "ask.py");
    with_texts(&report, of_ask.expect("a finding"))
}

/// A finding with its advice and its steps instead of their keys.
fn with_texts(report: &Value, finding: &Value) -> Value {
    let row = |table: &str, key: &Value| key.as_str().map(|key| report[table][key].clone());
    let mut finding = finding.clone();
    finding["advice"] = row("advice", &finding["advice"]).unwrap_or_default();
    let steps = finding["steps"].as_array().expect("keys");
    finding["steps"] = steps.iter().filter_map(|key| row("steps", key)).collect();
    finding
}

/// The Regions that are evidence: `infra/main.tf:2`.
fn evidence(finding: &Value) -> Vec<String> {
    let related = finding["related"].as_array().expect("a list");
    let of_region = related.iter().filter(|related| related["role"] == "region");
    of_region
        .map(|related| {
            format!(
                "{}:{}",
                related["path"].as_str().unwrap_or("?"),
                related["line"]
            )
        })
        .collect()
}

fn text<'v>(finding: &'v Value, key: &str) -> &'v str {
    finding[key].as_str().expect("a text")
}

/// Nothing is claimed about a Region for which the catalog has no dates, wherever the Region is set.
#[test]
fn a_region_without_dates_is_stated_alike_from_the_file_and_from_the_project() {
    const OLD: &str = "amazon.titan-text-express-v1";
    let ask = format!("ask(\"{OLD}\")\n");
    for (region, why) in [
        ("us-gov-east-1", "the catalog has no date for us-gov-east-1"),
        ("cn-north-1", "Bedrock is not offered in cn-north-1"),
    ] {
        let with_region = format!("converse(modelId=\"{OLD}\", region=\"{region}\")\n");
        let env = format!("AWS_REGION={region}\n");
        let of_file = finding(project(&[("ask.py", &with_region)]).path(), &["."]);
        let of_project = finding(project(&[("ask.py", &ask), (".env", &env)]).path(), &["."]);
        let stated = text(&of_file, "message");
        let end = format!("reached End-of-Life in the main Regions on 2025-08-15; {why}.");
        assert!(stated.ends_with(&end), "{stated}");
        assert_eq!(
            text(&of_project, "message"),
            format!("{stated} The project sets {region} (low confidence).")
        );
    }
    // Where the date is known, requests fail.
    let env = [("ask.py", ask.as_str()), (".env", "AWS_REGION=us-west-2\n")];
    let dated = finding(project(&env).path(), &["."]);
    assert!(
        text(&dated, "message").contains("on 2025-08-15: requests fail"),
        "{dated}"
    );
}

/// Bedrock is not offered in China, so that no request goes there if the project names another Region.
#[test]
fn a_region_of_china_does_not_decide_beside_another() {
    let china = (".env", "AWS_REGION=cn-north-1\n");
    let both = project(&[("ask.py", ASK), china, ("infra/main.tf", PROVIDER)]);
    let found = finding(both.path(), &["."]);
    assert_eq!(evidence(&found), ["infra/main.tf:2"]);
    let alone = finding(project(&[("ask.py", ASK), china]).path(), &["."]);
    assert_eq!(evidence(&alone), [".env:1"]);
}

#[test]
fn the_region_of_the_project_chooses_the_replacement_and_adds_a_date() {
    let alone = finding(project(&[("ask.py", ASK)]).path(), &["."]);
    assert!(
        text(&alone, "advice").contains("No single Region found"),
        "{alone}"
    );
    for (path, content, line) in [
        ("infra/main.tf", PROVIDER, 2),
        (".env", "AWS_REGION=eu-central-1\n", 1),
        (
            "Dockerfile",
            "FROM scratch\nENV AWS_DEFAULT_REGION=eu-central-1\n",
            2,
        ),
        (
            "samconfig.toml",
            "[default.deploy.parameters]\nregion = \"eu-central-1\"\n",
            2,
        ),
        (
            "serverless.yml",
            "provider:\n  name: aws\n  region: eu-central-1\n",
            3,
        ),
        (
            ".github/workflows/deploy.yml",
            "steps:\n  - with:\n      aws-region: eu-central-1\n",
            3,
        ),
        (
            ".github/workflows/site.yml",
            "steps:\n  - with:\n      aws-region: eu-central-1\n  - run: aws s3 sync site s3://b && cdk deploy\n",
            3,
        ),
        (
            "deploy.sh",
            "export AWS_REGION=eu-central-1\nsam deploy\n",
            1,
        ),
        (
            "Pulumi.dev.yaml",
            "config:\n  aws:region: eu-central-1\n",
            2,
        ),
        (
            "task.json",
            "{\"environment\": [\n  {\"name\": \"X\", \"AWS_REGION\": \"eu-central-1\"}\n]}\n",
            2,
        ),
        (
            "other.py",
            "boto3.client(\"bedrock-runtime\", region_name=\"eu-central-1\").converse(modelId=\"amazon.nova-lite-v1:0\")\n",
            1,
        ),
    ] {
        let folder = project(&[("ask.py", ASK), (path, content)]);
        let found = finding(folder.path(), &["."]);
        assert_eq!(
            evidence(&found),
            [format!("{path}:{line}")],
            "{path}: {found}"
        );
        assert!(
            text(&found, "message").contains("eu-central-1 (low confidence)"),
            "{path}"
        );
        assert!(
            text(&found["replacement"], "text").starts_with("eu."),
            "{path}: {}",
            found["replacement"]
        );
        assert!(
            !text(&found, "advice").contains("No single Region found"),
            "{path}"
        );
        // Neither the level nor the deciding dates nor the Region of the reference change.
        for key in [
            "level",
            "lifecycle",
            "region",
            "region_source",
            "confidence",
            "fingerprint",
        ] {
            assert_eq!(found[key], alone[key], "{path}: {key}");
        }
    }
}

/// The same Region in files that are not evidence.
#[test]
fn tests_comments_documentation_and_recordings_are_no_evidence() {
    for (path, content) in [
        ("README.md", "AWS_REGION=eu-central-1\n"),
        ("docs/main.tf", PROVIDER),
        ("examples/main.tf", PROVIDER),
        ("tests/main.tf", PROVIDER),
        (
            "cdk.out/stack.template.json",
            "{\"AWS_REGION\": \"eu-central-1\"}\n",
        ),
        ("infra/main.tf", "# region = \"eu-central-1\"\n"),
        (".env", "# AWS_REGION=eu-central-1\n"),
        ("data.yaml", "customers:\n  - region: eu-central-1\n"),
        ("app.py", "REGION = \"eu-central-1\"\n"),
        (".env.example", "AWS_REGION=eu-central-1\n"),
        ("vendor/modules/vpc/main.tf", PROVIDER),
        ("third_party/app/config.yaml", "aws_region: eu-central-1\n"),
        (
            "layer/python/botocore/data/endpoints.json",
            "{\"AWS_REGION\": \"eu-central-1\"}\n",
        ),
        (
            "vendor/botocore/data/bedrock/examples-1.json",
            "{\"arn\": \"arn:aws:bedrock:eu-central-1::foundation-model/amazon.nova-lite-v1:0\"}\n",
        ),
        (
            "examples/policy.json",
            "{\"Effect\": \"Allow\", \"Action\": \"bedrock:InvokeModel\", \"Resource\": \"arn:aws:bedrock:eu-central-1::foundation-model/amazon.nova-lite-v1:0\"}\n",
        ),
        (
            "test_it.py",
            "boto3.client(\"bedrock-runtime\", region_name=\"eu-central-1\").converse(modelId=\"amazon.nova-lite-v1:0\")\n",
        ),
    ] {
        let found = finding(project(&[("ask.py", ASK), (path, content)]).path(), &["."]);
        assert_eq!(evidence(&found), [""; 0], "{path}");
        assert!(
            text(&found, "advice").contains("No single Region found"),
            "{path}"
        );
    }
}

const BACKEND: &str = "bucket = \"states\"\nkey = \"app.tfstate\"\nregion = \"us-east-1\"\n";

/// The Region of something that sends no request to a model, with the Region of the project beside it.
#[test]
fn the_region_of_another_service_is_no_evidence() {
    let backend = format!("terraform {{\n  backend \"s3\" {{\n{BACKEND}  }}\n}}\n");
    let partial = "terraform {\n  backend \"s3\" {\n    region = \"us-east-1\"\n  }\n}\n";
    let state = format!(
        "data \"terraform_remote_state\" \"net\" {{\n  backend = \"s3\"\n  config = {{\n{BACKEND}  }}\n}}\n"
    );
    let cdk = "{\"app\": \"npx ts-node bin/app.ts\"}\n";
    for (path, content) in [
        ("main.tf", backend.as_str()),
        ("main.tf", partial),
        ("net.tf", &state),
        ("env/prod.hcl", BACKEND),
        ("env/backend.conf", BACKEND),
        (
            "edge.tf",
            "provider \"aws\" {\n  alias  = \"cloudfront\"\n  region = \"us-east-1\"\n}\n",
        ),
        (
            "events/put.json",
            "{\"Records\": [{\"eventSource\": \"aws:s3\", \"awsRegion\": \"us-east-1\"}]}\n",
        ),
        (
            "lib/data/streams.json",
            "{\"Records\": [{\"eventID\": \"1\", \"awsRegion\": \"us-east-1\", \"dynamodb\": {}}]}\n",
        ),
        (
            ".github/workflows/push.yml",
            "steps:\n  - uses: aws-actions/configure-aws-credentials@v4\n    with:\n      aws-region: us-east-1\n  \
             - uses: aws-actions/amazon-ecr-login@v2\n    with:\n      registry-type: public\n  - run: make\n",
        ),
        (
            ".github/workflows/site.yml",
            "steps:\n  - with:\n      aws-region: us-east-1\n  - run: aws s3 sync site s3://b && aws cloudfront create-invalidation\n",
        ),
        (".env", "S3_REGION=us-east-1\nCOGNITO_REGION=us-east-1\n"),
        (".env", "DB_REGION=us-east-1\nSMTP_REGION=us-east-1\n"),
        ("deploy.sh", "aws s3 ls --region us-east-1\n"),
        ("Pulumi.dev.yaml", "config:\n  app:region: us-east-1\n"),
        (".env.test", "AWS_REGION=us-east-1\n"),
        (
            "compose.yaml",
            "services:\n  aws:\n    image: localstack/localstack:3\n    environment:\n      AWS_DEFAULT_REGION: us-east-1\n",
        ),
        (
            "cert.tf",
            "module \"cdn_cert\" {\n  region = \"us-east-1\"\n}\n",
        ),
        (
            "copy.tf",
            "resource \"aws_s3_bucket\" \"b\" {\n  region = \"us-east-1\"\n}\n",
        ),
        (
            "bin/app.ts",
            "new FrontendWafStack(app, 'Waf', {\n  env: { account: '1', region: 'us-east-1' },\n});\n",
        ),
        (
            "bin/app.ts",
            "new CloudFrontCertificate(app, 'C', { env: { region: 'us-east-1' } });\n",
        ),
    ] {
        let files = [("ask.py", ASK), ("cdk.json", cdk), (path, content)];
        let found = finding(project(&files).path(), &["."]);
        assert_eq!(evidence(&found), [""; 0], "{path}: {content}");
        let with_provider = [&files[..], &[("own.tf", PROVIDER)]].concat();
        let found = finding(project(&with_provider).path(), &["."]);
        assert_eq!(evidence(&found), ["own.tf:2"], "{path}: {content}");
    }
}

/// What only looks like the Region of another service.
#[test]
fn the_region_of_requests_is_evidence_beside_other_services() {
    let cdk = "{\"app\": \"npx ts-node bin/app.ts\"}\n";
    for (path, content, line) in [
        (
            "main.tf",
            "terraform {\n  backend \"s3\" {}\n}\n\nprovider \"aws\" {\n  region = \"eu-central-1\"\n}\n",
            6,
        ),
        (".env", "S3_BUCKET=a\nBEDROCK_S3_REGION=eu-central-1\n", 2),
        (
            "compose.yaml",
            "services:\n  app:\n    image: app\n    environment:\n      AWS_REGION: eu-central-1\n  aws:\n    image: localstack/localstack:3\n",
            5,
        ),
        (
            "chat.tf",
            "module \"chat\" {\n  region = \"us-east-1\"\n}\n",
            2,
        ),
        (
            "task.json",
            "{\"Events\": {\"AWS_REGION\": \"eu-central-1\", \"bucket\": \"b\"}}\n",
            1,
        ),
        (
            ".github/workflows/deploy.yml",
            "steps:\n  - with:\n      aws-region: us-east-1\n  - run: cdk deploy\n  - run: docker pull public.ecr.aws/a/b\n",
            3,
        ),
        (
            "bin/app.ts",
            "new ChatStack(app, 'Waf', { env: { region: 'us-east-1' } });\n",
            1,
        ),
        (
            "bin/app.ts",
            "new WafStack(app, 'Waf', { env: { region: 'eu-central-1' } });\n",
            1,
        ),
    ] {
        let files = [("ask.py", ASK), ("cdk.json", cdk), (path, content)];
        let found = finding(project(&files).path(), &["."]);
        assert_eq!(evidence(&found), [format!("{path}:{line}")], "{path}");
    }
}

/// The Region of the state says nothing about a resource in the same file.
#[test]
fn the_region_of_the_state_is_not_that_of_a_resource() {
    let model = format!("resource \"a\" \"b\" {{\n  foundation_model = \"{MODEL}\"\n}}\n");
    let backend = format!("terraform {{\n  backend \"s3\" {{\n{BACKEND}  }}\n}}\n");
    let scanned = |text: &str| {
        let folder = project(&[("main.tf", text)]);
        let fixed = ["scan", "--isolated", "--as-of", AS_OF, "--output", "json"];
        let report: Value =
            serde_json::from_str(&run(folder.path(), &[&fixed[..], &["."]].concat()).stdout)
                .expect("JSON");
        report["findings"][0]["region"].clone()
    };
    assert_eq!(scanned(&format!("{backend}{model}")), Value::Null);
    assert_eq!(
        scanned(&format!("{backend}{PROVIDER}{model}")),
        "eu-central-1"
    );
}

/// What pip installed into a folder of the project is the work of others, whatever it is named.
#[test]
fn packages_that_are_installed_into_a_folder_are_no_evidence() {
    let settings = (
        "lambda/sdk_of_aws/config.yaml",
        "aws_region: eu-central-1\n",
    );
    let metadata = (
        "lambda/sdk_of_aws-1.2.dist-info/METADATA",
        "Name: sdk-of-aws\n",
    );
    let own = ("lambda/config.yaml", "aws_region: eu-west-3\n");
    let found = finding(project(&[("ask.py", ASK), settings]).path(), &["."]);
    assert_eq!(evidence(&found), ["lambda/sdk_of_aws/config.yaml:1"]);
    let files = [("ask.py", ASK), settings, metadata, own];
    let found = finding(project(&files).path(), &["."]);
    assert_eq!(evidence(&found), ["lambda/config.yaml:1"]);
}

/// A program counts only as the app of a CDK project.
#[test]
fn the_app_of_a_cdk_project_is_evidence() {
    let app = "new Stack(app, 'S', { env: { account: '1', region: 'eu-central-1' } });\n";
    let cdk = ("cdk/cdk.json", "{\"app\": \"npx ts-node bin/app.ts\"}\n");
    let found = finding(
        project(&[("ask.py", ASK), cdk, ("cdk/bin/app.ts", app)]).path(),
        &["."],
    );
    assert_eq!(evidence(&found), ["cdk/bin/app.ts:1"]);
    for files in [
        &[("ask.py", ASK), ("cdk/bin/app.ts", app)][..],
        &[("ask.py", ASK), cdk, ("bin/app.ts", app)],
    ] {
        assert_eq!(evidence(&finding(project(files).path(), &["."])), [""; 0]);
    }
}

#[test]
fn different_regions_are_both_listed_and_none_decides() {
    let alone = finding(project(&[("ask.py", ASK)]).path(), &["."]);
    let folder = project(&[
        ("ask.py", ASK),
        ("a.tf", PROVIDER),
        (".env", "AWS_REGION=us-east-1\n"),
    ]);
    let found = finding(folder.path(), &["."]);
    assert!(
        text(&found, "message").contains("different Regions (us-east-1 and eu-central-1)"),
        "{found}"
    );
    assert_eq!(evidence(&found), [".env:1", "a.tf:2"]);
    for key in ["replacement", "advice", "level"] {
        assert_eq!(found[key], alone[key], "{key}");
    }
}

/// The ARNs of the models that a profile routes to.
#[test]
fn the_destinations_of_a_profile_are_no_evidence() {
    let arn = |region: &str| {
        format!("\"arn:aws:bedrock:{region}::foundation-model/anthropic.claude-sonnet-4-6\"")
    };
    let policy = |profile: &str| {
        format!(
            "{{\"Statement\": [{{\"Effect\": \"Allow\", \"Action\": \"bedrock:InvokeModel\", \"Resource\": [\n{profile}{},\n{}\n]}}]}}\n",
            arn("eu-north-1"),
            arn("eu-west-1")
        )
    };
    let profile = "\"arn:aws:bedrock:eu-central-1:123456789012:inference-profile/eu.anthropic.claude-sonnet-4-6\",\n";
    let evidence_of = |policy: &str| {
        evidence(&finding(
            project(&[("ask.py", ASK), ("iam/policy.json", policy)]).path(),
            &["."],
        ))
    };
    assert_eq!(evidence_of(&policy(profile)), ["iam/policy.json:2"]);
    assert_eq!(
        evidence_of(&policy("")),
        ["iam/policy.json:2", "iam/policy.json:3"]
    );
}

/// A policy for a profile allows the models of all Regions that it routes to; what sets a Region comes first.
#[test]
fn the_regions_of_a_policy_come_after_those_that_are_set() {
    let policy = "data \"aws_iam_policy_document\" \"p\" {\n  statement {\n    actions = [\"bedrock:InvokeModel\"]\n    resources = [\n      \
                  \"arn:aws:bedrock:us-east-1::foundation-model/*\",\n      \"arn:aws:bedrock:us-west-2::foundation-model/*\",\n    ]\n  }\n}\n";
    let variable = "variable \"aws_region\" {\n  default = \"us-east-1\"\n}\n";
    let evidence_of = |files: &[(&str, &str)]| {
        let files = [&[("ask.py", ASK)], files].concat();
        evidence(&finding(project(&files).path(), &["."]))
    };
    let both = [("bedrock.tf", policy), ("variables.tf", variable)];
    assert_eq!(evidence_of(&both), ["variables.tf:2"]);
    assert_eq!(evidence_of(&both[..1]), ["bedrock.tf:5", "bedrock.tf:6"]);
}

/// A Region in which no replacement can be called is as bad for a file that does not name it.
#[test]
fn a_region_without_a_replacement_is_not_dropped() {
    let old = "invoke(\"amazon.nova-canvas-v1:0\")\n";
    let files = [("ask.py", old), (".env", "AWS_REGION=eu-west-1\n")];
    let found = finding(project(&files).path(), &["."]);
    assert_eq!(found["replacement"], Value::Null, "{found}");
    assert_eq!(evidence(&found), [".env:1"]);
    assert!(text(&found, "advice").contains("eu-west-1"), "{found}");
}

/// In a repository of several programs each has the Region of its own folder.
#[test]
fn the_nearest_folder_decides() {
    let client = |region: &str| {
        format!(
            "boto3.client(\"bedrock-runtime\", region_name=\"{region}\").converse(modelId=\"amazon.nova-lite-v1:0\")\n"
        )
    };
    let (near, far) = (client("eu-central-1"), client("us-east-1"));
    let of_ask = |files: &[(&str, &str)]| {
        let folder = project(files);
        let report = report_on(folder.path(), AS_OF);
        let findings = report["findings"].as_array().expect("a list");
        let found = findings
            .iter()
            .find(|found| found["message"].to_string().contains("3.5 Sonnet"));
        evidence(found.expect("a finding"))
    };
    assert_eq!(
        of_ask(&[
            ("b/src/ask.py", ASK),
            ("b/src/client.py", &near),
            ("a/src/client.py", &far)
        ]),
        ["b/src/client.py:1"]
    );
    assert_eq!(
        of_ask(&[
            ("b/src/ask.py", ASK),
            ("b/.env", "AWS_REGION=eu-central-1\n"),
            ("a/client.py", &far)
        ]),
        ["b/.env:1"]
    );
    // No folder but the root is common to any two, or two Regions are as near.
    for files in [
        [
            ("b/src/ask.py", ASK),
            ("c/client.py", &near),
            ("a/client.py", &far),
        ],
        [
            ("b/src/ask.py", ASK),
            ("b/c/client.py", &near),
            ("b/a/client.py", &far),
        ],
    ] {
        assert_eq!(of_ask(&files).len(), 2, "{files:?}");
    }
}

/// Several Regions from which the profile of one geography can be called.
#[test]
fn regions_of_one_geography_choose_its_profile() {
    let files = [
        ("ask.py", ASK),
        (".env", "AWS_REGION=us-east-1\n"),
        ("a.tf", "provider \"aws\" {\n  region = \"us-west-2\"\n}\n"),
    ];
    let found = finding(project(&files).path(), &["."]);
    assert!(
        text(&found["replacement"], "text").starts_with("us."),
        "{found}"
    );
    assert!(
        text(&found, "message")
            .ends_with("The project sets us-east-1 and us-west-2 (low confidence)."),
        "{found}"
    );
    assert_eq!(evidence(&found), [".env:1", "a.tf:2"]);
}

/// A client of an example is no client of the library beside it.
#[test]
fn the_client_of_an_example_is_no_evidence() {
    let client = "boto3.client(\"bedrock-runtime\", region_name=\"eu-central-1\").converse(modelId=\"amazon.nova-lite-v1:0\")\n";
    for path in [
        "examples/chat.py",
        "_examples/chat.py",
        "docs/samples/chat.py",
    ] {
        let found = finding(project(&[("ask.py", ASK), (path, client)]).path(), &["."]);
        assert_eq!(evidence(&found), [""; 0], "{path}");
    }
}

/// A Region of the reference's own, or of the user, is stronger.
#[test]
fn stronger_evidence_wins() {
    let own = format!(
        "boto3.client(\"bedrock-runtime\", region_name=\"us-east-1\").converse(modelId=\"{MODEL}\")\n"
    );
    let found = finding(
        project(&[("ask.py", &own), ("a.tf", PROVIDER)]).path(),
        &["."],
    );
    assert_eq!(
        (text(&found, "region"), evidence(&found).len()),
        ("us-east-1", 0)
    );
    let folder = project(&[("ask.py", ASK), ("a.tf", PROVIDER)]);
    let found = finding(folder.path(), &[".", "--region", "us-west-2"]);
    assert_eq!(
        (text(&found, "region"), evidence(&found).len()),
        ("us-west-2", 0)
    );
}

#[test]
fn each_file_is_judged_alone_where_the_project_is_not_scanned() {
    let folder = project(&[("ask.py", ASK), ("a.tf", PROVIDER)]);
    assert_eq!(evidence(&finding(folder.path(), &["."])).len(), 1);
    for args in [
        &[".", "--no-cross-file"][..],
        &["ask.py"],
        &["ask.py", "a.tf"],
        &["--staged"],
    ] {
        assert_eq!(evidence(&finding(folder.path(), args)), [""; 0], "{args:?}");
    }
    git(
        folder.path(),
        ["commit", "-q", "--allow-empty-message", "-m", "first"],
    );
    git(folder.path(), ["mv", "a.tf", "b.tf"]);
    fs::write(folder.path().join("ask.py"), format!("x = 1\n{ASK}{ASK}")).expect("written");
    git(folder.path(), ["add", "--all"]);
    git(folder.path(), ["commit", "-q", "-m", "second"]);
    assert_eq!(
        evidence(&finding(folder.path(), &["--diff", "HEAD~1"])),
        [""; 0]
    );
}

#[test]
fn the_evidence_does_not_depend_on_threads() {
    let mut files: Vec<(String, String)> = vec![("ask.py".to_owned(), ASK.to_owned())];
    files.extend((0..40).map(|at| (format!("m{at:02}/main.tf"), PROVIDER.to_owned())));
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(path, text)| (&**path, &**text))
        .collect();
    let folder = project(&files);
    let one = finding(folder.path(), &[".", "--threads", "1"]);
    assert_eq!(evidence(&one), ["m00/main.tf:2"]);
    assert_eq!(finding(folder.path(), &[".", "--threads", "4"]), one);
}

/// The ARN of a policy stays that of a foundation model, and the profile's is added as the language writes the account.
#[test]
fn policies_keep_the_model_and_add_the_profile() {
    let model = "foundation-model/anthropic.claude-3-haiku-20240307-v1:0";
    for (path, text, account) in [
        (
            "policy.json",
            format!(
                "{{\"Statement\": [{{\"Effect\": \"Allow\", \"Action\": \"bedrock:InvokeModel\",\n  \"Resource\": \"arn:aws:bedrock:us-east-1::{model}\"}}]}}\n"
            ),
            "ACCOUNT_ID",
        ),
        (
            "main.tf",
            format!(
                "data \"aws_iam_policy_document\" \"x\" {{\n  statement {{\n    actions = [\"bedrock:InvokeModel\"]\n    resources = [\"arn:${{data.aws_partition.current.partition}}:bedrock:us-east-1::{model}\"]\n  }}\n}}\n"
            ),
            "${data.aws_caller_identity.current.account_id}",
        ),
        (
            "template.yaml",
            format!(
                "Statement:\n  - Effect: Allow\n    Action: bedrock:InvokeModel\n    Resource: !Sub arn:${{AWS::Partition}}:bedrock:us-east-1::{model}\n"
            ),
            "${AWS::AccountId}",
        ),
    ] {
        let folder = project(&[(path, &text)]);
        let report = report_on(folder.path(), AS_OF);
        let found = with_texts(&report, &report["findings"][0]);
        assert_eq!(found["context"], "iam", "{path}: {found}");
        let (write, help) = (
            found["replacement"]["text"].as_str().unwrap_or(""),
            found["advice"].as_str().unwrap_or(""),
        );
        assert!(
            write.contains(":us-east-1::foundation-model/anthropic."),
            "{path}: {write}"
        );
        assert!(
            help.contains(&format!(":bedrock:us-east-1:{account}:inference-profile/")),
            "{path}: {help}"
        );
    }
}

#[test]
fn a_global_profile_needs_an_arn_without_a_region() {
    let folder = project(&[("ask.py", ASK)]);
    let found = finding(folder.path(), &["."]);
    assert!(
        text(&found["replacement"], "text").starts_with("global."),
        "{found}"
    );
    let steps = found["steps"].as_array().expect("a list");
    let step = steps
        .iter()
        .find(|step| step["id"] == "iam-global-profile")
        .expect("the step");
    assert!(text(step, "change").contains("`arn:aws:bedrock:::foundation-model/ID`"));
    // Not where the replacement is a profile of one geography.
    let folder = project(&[("ask.py", ASK), ("a.tf", PROVIDER)]);
    let found = finding(folder.path(), &["."]);
    let steps = found["steps"].as_array().expect("a list");
    assert!(steps.iter().all(|step| step["id"] != "iam-global-profile"));
}

/// Dates that apply everywhere are stated once; the evidence still names the Region of the replacement.
#[test]
fn dates_that_apply_everywhere_are_not_repeated() {
    let ask = "ask(\"anthropic.claude-v2:1\")\n";
    let found = finding(
        project(&[("ask.py", ask), ("a.tf", PROVIDER)]).path(),
        &["."],
    );
    assert!(
        !text(&found, "message").contains("The project sets"),
        "{}",
        found["message"]
    );
    assert_eq!(evidence(&found), ["a.tf:2"]);
    assert!(text(&found["replacement"], "text").starts_with("eu."));
}

/// The Regions of the project are those of the default provider.
#[test]
fn a_resource_with_a_provider_of_its_own_has_another_region() {
    let providers = "provider \"aws\" {\n  region = \"us-east-1\"\n}\n\nprovider \"aws\" {\n  alias  = \"tokyo\"\n  region = \"ap-northeast-1\"\n}\n";
    let regions = |head: &str, provider: &str| {
        let main = format!("{head} {{\n  {provider}\n  foundation_model = \"{MODEL}\"\n}}\n");
        let folder = project(&[("main.tf", &main), ("providers.tf", providers)]);
        let report = report_on(folder.path(), AS_OF);
        evidence(&report["findings"][0])
    };
    let (agent, module) = (
        "resource \"aws_bedrockagent_agent\" \"jp\"",
        "module \"jp\"",
    );
    let none: [&str; 0] = [];
    assert_eq!(regions(agent, "provider = aws.tokyo"), none);
    assert_eq!(regions(module, "providers = { aws = aws.tokyo }"), none);
    assert_eq!(regions(agent, ""), ["providers.tf:2"]);
    assert_eq!(
        regions(module, "providers = { aws = aws }"),
        ["providers.tf:2"]
    );
}

#[test]
fn the_host_of_an_endpoint_is_evidence() {
    let env = |host: &str| format!("BEDROCK_ENDPOINT=https://{host}\n");
    let of = |host: &str| {
        let found = finding(
            project(&[("ask.py", ASK), (".env", &env(host))]).path(),
            &["."],
        );
        evidence(&found)
    };
    assert_eq!(of("bedrock-runtime.eu-west-1.amazonaws.com"), [".env:1"]);
    let none: [&str; 0] = [];
    assert_eq!(of("s3.eu-west-1.amazonaws.com"), none);
}

/// The message says what the other files do, as their locations do.
#[test]
fn the_message_says_what_the_other_files_do() {
    let arn = |region: &str| {
        format!("M = \"arn:aws:bedrock:{region}::foundation-model/anthropic.claude-sonnet-4-6\"\n")
    };
    let (env, here, there) = ("AWS_REGION=us-east-1\n", arn("us-east-1"), arn("us-west-2"));
    let said = |files: &[(&str, &str)]| {
        let files = [&[("ask.py", ASK)], files].concat();
        let found = finding(project(&files).path(), &["."]);
        let message = text(&found, "message");
        let at = message
            .find("The project")
            .expect("a Region of the project");
        message[at..].split(" (low").next().map(str::to_owned)
    };
    let is =
        |files: &[(&str, &str)], wanted: &str| assert_eq!(said(files).as_deref(), Some(wanted));
    is(&[(".env", env)], "The project sets us-east-1");
    is(
        &[("a.py", &here)],
        "The project refers to a model in us-east-1",
    );
    is(
        &[("a.py", &here), ("b.py", &there)],
        "The project refers to models in us-east-1 and us-west-2",
    );
    is(
        &[(".env", env), ("b.py", &there)],
        "The project uses us-east-1 and us-west-2",
    );
}

#[test]
fn a_setting_that_names_bedrock_decides_beside_others() {
    let of = |env: &str| {
        let folder = project(&[("ask.py", ASK), (".env", env)]);
        evidence(&finding(folder.path(), &["."]))
    };
    let others = "LAMBDA_REGION=us-east-1\nAWS_REGION=us-west-2\n";
    assert_eq!(
        of(&format!("{others}BEDROCK_REGION=eu-west-1\n")),
        [".env:3"]
    );
    assert_eq!(of(others), [".env:1", ".env:2"]);
}

/// The documentation of a project names the replacement that its code gets.
#[test]
fn mentions_get_the_replacement_of_the_code() {
    const OLD: &str = "anthropic.claude-3-haiku-20240307-v1:0";
    let code = format!("ask(\"{OLD}\")\n");
    let page = format!("The model is `{OLD}`.\n");
    let files = [
        ("ask.py", code.as_str()),
        ("README.md", &page),
        (".env", "AWS_REGION=us-west-2\n"),
    ];
    let folder = project(&files);
    let report = report_on(folder.path(), AS_OF);
    let texts = report["findings"].as_array().unwrap().iter();
    let texts: Vec<&str> = texts
        .map(|finding| finding["replacement"]["text"].as_str().unwrap())
        .collect();
    assert_eq!(texts, ["us.anthropic.claude-haiku-5-5"; 2]);
}

/// The Region of one reference, by its client or as the key of its entry, says nothing about another of the same file.
#[test]
fn the_region_of_a_reference_is_not_that_of_the_next() {
    const OLD: &str = "anthropic.claude-3-haiku-20240307-v1:0";
    let replacement = |files: &[(&str, &str)], line: u64| {
        let folder = project(files);
        let report = report_on(folder.path(), AS_OF);
        let findings = report["findings"].as_array().expect("a list").clone();
        let finding = findings.into_iter().find(|one| one["line"] == line);
        let finding = finding.expect("a finding");
        text(&finding["replacement"], "text").to_owned()
    };
    let map = format!(
        "BY_REGION = {{\n    \"ap-northeast-1\": \"{OLD}\",\n}}\nDEFAULT_MODEL = \"{OLD}\"\n"
    );
    assert!(replacement(&[("models.py", &map)], 2).starts_with("jp."));
    assert!(replacement(&[("models.py", &map)], 4).starts_with("global."));
    let resources = format!(
        "resource \"aws_bedrockagent_agent\" \"us\" {{\n  region           = \"us-west-2\"\n  foundation_model = \
         \"{OLD}\"\n}}\n\nresource \"aws_bedrockagent_agent\" \"main\" {{\n  foundation_model = \"{OLD}\"\n}}\n"
    );
    assert!(replacement(&[("main.tf", &resources)], 3).starts_with("us."));
    assert!(replacement(&[("main.tf", &resources)], 7).starts_with("global."));
    // What is set for the project comes first.
    let other = format!(
        "boto3.client(\"bedrock-runtime\", region_name=\"us-west-2\").converse(modelId=\"{OLD}\")\n"
    );
    let plain = format!("boto3.client(\"bedrock-runtime\").converse(modelId=\"{OLD}\")\n");
    let files = [
        ("a/one.py", &*other),
        ("chat.py", &*plain),
        (".env", "AWS_REGION=eu-west-1\n"),
    ];
    assert!(replacement(&files, 1).starts_with("us."));
    let files = [
        ("chat.py", &*plain),
        ("two/one.py", &*other),
        (".env", "AWS_REGION=eu-west-1\n"),
    ];
    assert!(replacement(&files, 1).starts_with("eu."));
    let files = [("chat.py", &*plain), ("two/one.py", &*other)];
    assert!(replacement(&files, 1).starts_with("us."));
}
