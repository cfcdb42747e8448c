//! Regions beside a reference that are those of something else: of another command, another resource, another service, or of
//! files that set nothing for the project. The settings of the project then decide.

use crate::cross_file::project;
use crate::program::report_on;

const OLD: &str = "anthropic.claude-3-haiku-20240307-v1:0";

/// The geography of the replacement in a project whose settings are in eu-west-1. `ID` in a text becomes the ID of the model.
fn geography(files: &[(&str, &str)]) -> String {
    let settings = [(
        "infra/app/main.tf",
        "provider \"aws\" {\n  region = \"eu-west-1\"\n}\n",
    )];
    let texts: Vec<(&str, String)> = files
        .iter()
        .chain(&settings)
        .map(|(path, text)| (*path, text.replace("ID", OLD)))
        .collect();
    let files: Vec<(&str, &str)> = texts.iter().map(|(path, text)| (*path, &**text)).collect();
    let folder = project(&files);
    let report = report_on(folder.path(), "2026-11-23");
    let chosen = report["findings"][0]["replacement"]["text"].as_str();
    let (scope, _) = chosen
        .expect("a replacement")
        .split_once('.')
        .expect("a scope");
    scope.to_owned()
}

#[test]
fn the_region_of_a_command_is_that_of_its_own() {
    let call = "aws bedrock-runtime converse --model-id ID --messages '[]'";
    for other in [
        "aws s3 cp s3://b/x . --region us-east-1",
        "CERT=$(aws acm list-certificates --region us-east-1)",
        "aws ecr get-login-password --region us-east-1 | docker login",
    ] {
        assert_eq!(
            geography(&[("run.sh", &format!("{other}\n{call}\n"))]),
            "eu",
            "{other}"
        );
        assert_eq!(
            geography(&[("run.sh", &format!("{call}\n{other}\n"))]),
            "eu",
            "{other}"
        );
    }
    let own = "aws bedrock-runtime converse \\\n  --region us-east-1 \\\n  --model-id ID\naws s3 ls --region sa-east-1\n";
    assert_eq!(geography(&[("run.sh", own)]), "us");
    let exported = format!("export AWS_REGION=us-east-1\n{call}\n");
    assert_eq!(geography(&[("run.sh", &exported)]), "us");
    let deployed =
        "aws cloudformation deploy --region us-east-1 --parameter-overrides ModelId=ID\n";
    assert_eq!(geography(&[("run.sh", deployed)]), "us");
}

#[test]
fn the_region_of_another_resource_decides_nothing() {
    let stack = |resource: &str| {
        format!(
            "import * as cdk from 'aws-cdk-lib';\n\nexport class S extends cdk.Stack {{\n  constructor(a: cdk.App) {{\n    \
             super(a, 'S');\n    {resource}\n    new lambda.Function(this, 'F', {{ environment: {{ MODEL_ID: 'ID' }} }});\n  }}\n}}\n"
        )
    };
    let parameter = "new cr.AwsCustomResource(this, 'P', { onUpdate: { service: 'SSM', region: 'us-east-1' } });";
    assert_eq!(geography(&[("lib/s.ts", &stack(parameter))]), "eu");
    let nested = "new InnerStack(this, 'P', { env: { region: 'us-east-1' } });";
    assert_eq!(geography(&[("lib/s.ts", &stack(nested))]), "us");
    let template = |kind: &str, key: &str| {
        format!(
            "Resources:\n  Cert:\n    Type: Custom::Certificate\n    Properties:\n      {key}: us-east-1\n  F:\n    Type: \
             AWS::Lambda::Function\n    Properties:\n      Environment:\n        Variables:\n          {kind}: ID\n"
        )
    };
    assert_eq!(
        geography(&[("template.yaml", &template("MODEL", "Region"))]),
        "eu"
    );
    for block in [
        "vector_store:\n  type: pinecone\n  region: us-east-1\n",
        "auth:\n  userPoolId: abc\n  region: us-east-1\n",
        "queue:\n  driver: sqs\n  region: us-east-1\n",
    ] {
        let text = format!("{block}llm:\n  model: ID\n");
        assert_eq!(geography(&[("config.yaml", &text)]), "eu", "{block}");
    }
    let own = "llm:\n  type: bedrock\n  region: us-east-1\n  model: ID\n";
    assert_eq!(geography(&[("config.yaml", own)]), "us");
    let plain = "aws:\n  type: account\n  region: us-east-1\nllm:\n  model: ID\n";
    assert_eq!(geography(&[("config.yaml", plain)]), "us");
}

const APP: (&str, &str) = (
    "src/app.py",
    "import boto3\n\nclient = boto3.client(\"bedrock-runtime\")\n\n\ndef handler(event, context):\n    return \
     client.converse(modelId=\"ID\", messages=[])\n",
);

const WORKFLOW: &str = "jobs:\n  a:\n    steps:\n      - uses: aws-actions/configure-aws-credentials@v4\n        with:\n          \
                        aws-region: us-east-1\n";

#[test]
fn files_for_other_purposes_set_no_region() {
    let with = |step: &str| format!("{WORKFLOW}      - {step}\n");
    let (image, tests) = (
        with("uses: aws-actions/amazon-ecr-login@v2"),
        with("run: pytest"),
    );
    let package = with("run: aws codeartifact login --tool twine --repository r");
    for (path, text) in [
        (".env.template", "AWS_REGION=us-east-1\n"),
        (".env_sample", "AWS_REGION=us-east-1\n"),
        (".env.dist", "AWS_REGION=us-east-1\n"),
        (".env.ci", "AWS_REGION=us-east-1\n"),
        (
            ".env.local",
            "AWS_REGION=us-east-1\nAWS_ENDPOINT_URL=http://localhost:4566\n",
        ),
        ("frontend/.env.production", "VITE_AWS_REGION=us-east-1\n"),
        (
            "frontend/amplify_outputs.json",
            "{\"auth\": {\"aws_region\": \"us-east-1\"}}\n",
        ),
        (
            "pytest.ini",
            "[pytest]\nenv =\n    AWS_DEFAULT_REGION=us-east-1\n",
        ),
        (
            "tox.ini",
            "[testenv]\nsetenv =\n    AWS_DEFAULT_REGION = us-east-1\n",
        ),
        (
            "pyproject.toml",
            "[tool.pytest.ini_options]\nenv = [\"AWS_DEFAULT_REGION=us-east-1\"]\n",
        ),
        ("Dockerfile.test", "FROM python\nENV AWS_REGION=us-east-1\n"),
        (
            ".vscode/launch.json",
            "{\"env\": {\"AWS_REGION\": \"us-east-1\"}}\n",
        ),
        (
            "scripts/cert.sh",
            "export AWS_REGION=us-east-1\naws acm request-certificate --domain-name example.com\n",
        ),
        (
            "scripts/seed.sh",
            "export AWS_REGION=us-east-1\naws dynamodb list-tables --endpoint-url http://localhost:8000\n",
        ),
        (
            "compose.override.yml",
            "services:\n  app:\n    environment:\n      AWS_ENDPOINT_URL: http://localstack:4566\n      AWS_REGION: us-east-1\n",
        ),
        (".github/workflows/image.yml", &image),
        (".github/workflows/test.yml", &tests),
        (".github/workflows/package.yml", &package),
    ] {
        assert_eq!(geography(&[APP, (path, text)]), "eu", "{path}");
    }
}

/// The same with one difference each: with the other Region of the project, no single one decides.
#[test]
fn files_for_the_project_set_its_region() {
    let with = |step: &str| format!("{WORKFLOW}      - {step}\n");
    let (deployed, run) = (
        with("run: pytest && cdk deploy"),
        with("run: python main.py"),
    );
    let lambda = with("run: pytest && aws lambda invoke --function-name f out");
    for (path, text) in [
        (".env", "AWS_REGION=us-east-1\n"),
        (
            ".env.local",
            "AWS_REGION=us-east-1\nDYNAMODB_ENDPOINT=http://localhost:8000\n",
        ),
        ("Dockerfile", "FROM python\nENV AWS_REGION=us-east-1\n"),
        (
            "scripts/run.sh",
            "export AWS_REGION=us-east-1\naws bedrock-runtime list-async-invokes\n",
        ),
        (
            "compose.yml",
            "services:\n  app:\n    environment:\n      API_URL: http://localhost:80\n      AWS_REGION: us-east-1\n",
        ),
        (".github/workflows/deploy.yml", &deployed),
        (".github/workflows/lambda.yml", &lambda),
        (".github/workflows/run.yml", &run),
    ] {
        assert_eq!(geography(&[APP, (path, text)]), "global", "{path}");
    }
}
