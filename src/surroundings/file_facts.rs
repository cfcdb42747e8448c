//! What words of a file say about the whole of it: a template, a program that describes infrastructure, a schema.

/// Something that the words of a file say about the whole of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fact {
    /// A CloudFormation or SAM template.
    Template,
    /// A program that describes infrastructure.
    Infrastructure,
    /// A workflow with a step in JavaScript.
    ScriptAction,
    /// A pipeline that runs on Windows.
    WindowsAgent,
    /// A description of an API or a schema of JSON.
    Schema,
    /// A program with examples for the schema of an API.
    SchemaExamples,
    /// A collection of requests of Postman, with the answers that were stored.
    RequestCollection,
    /// A notebook that jupytext keeps as a program.
    PairedNotebook,
}

/// The words of which one says a [`Fact`], in the order of the facts.
pub(super) const FACTS: [&[&str]; 8] = [
    &[
        "awstemplateformatversion",
        "aws::serverless",
        "aws::cloudformation",
        "type: aws::",
        "type: 'aws::",
        "type: \"aws::",
        "\"type\": \"aws::",
        "\"type\":\"aws::",
    ],
    &[
        "aws-cdk-lib",
        "@aws-cdk/",
        "aws_cdk",
        "software.amazon.awscdk",
        "amazon.cdk",
        "aws-cdk-go",
        "@pulumi/",
        "pulumi_aws",
        "import pulumi",
        "com.pulumi",
        "pulumi-aws/sdk",
        "@cdktf/",
        "from cdktf",
        "from troposphere",
        "sst.aws.",
        "@aws-amplify/backend",
    ],
    &["github-script"],
    &["windows-latest", "windows-20", "vmimage: win", "-win20"],
    &[
        "openapi: 3",
        "openapi: '3",
        "openapi: \"3",
        "\"openapi\": \"3",
        "\"openapi\":\"3",
        "asyncapi: ",
        "\"asyncapi\":",
        "swagger: '2",
        "swagger: \"2",
        "\"swagger\": \"2",
        "\"swagger\":\"2",
        "json-schema.org/draft",
    ],
    &["schema_extra", "schemaextra", "openapi_examples"],
    &["schema.getpostman.com"],
    &["# %%", "// %%", "-- %%", "#   jupytext:"],
];
