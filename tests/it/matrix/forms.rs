//! Every form in which a model is named, each with a false friend of the same shape.

use bedrock_eol::reference::{Form, Resolution};

/// A text, what it names, and its twin that names nothing.
pub(super) struct Case {
    pub(super) text: String,
    /// The part of the text that is the reference.
    pub(super) reference: String,
    pub(super) form: Form,
    pub(super) resolution: Resolution,
    pub(super) models: Models,
    pub(super) twin: &'static str,
}

/// What a case has to name.
pub(super) enum Models {
    /// Exactly these.
    Are(&'static [&'static str]),
    /// More than one, this one among them.
    Include(&'static str),
    /// None, with this one as the nearest known.
    Nearest(&'static str),
    /// None at all.
    None,
}

pub(super) const HAIKU: &str = "anthropic.claude-3-haiku-20240307-v1:0";
const HAIKU_ALONE: &[&str] = &[HAIKU];

/// Base IDs with and without a version.
const BASES: &[&str] = &[
    "anthropic.claude-v2",
    "anthropic.claude-v2:1",
    "anthropic.claude-instant-v1",
    "anthropic.claude-sonnet-4-6",
    "amazon.titan-embed-text-v1",
    "amazon.titan-embed-text-v2:0",
    "amazon.nova-pro-v1:0",
    "cohere.embed-english-v3",
    "meta.llama3-1-8b-instruct-v1:0",
    "mistral.mistral-7b-instruct-v0:2",
    "ai21.j2-ultra-v1",
    "openai.gpt-oss-120b-1:0",
    "deepseek.r1-v1:0",
];

const SCOPES: &[(&str, &str)] = &[
    ("us.", "us.console.aws.example"),
    ("eu.", "eu.anthropic.com"),
    ("apac.", "apac.claude-3-haiku-20240307"),
    ("global.", "global.amazon.com"),
    ("jp.", "jp.co.amazon.titan"),
    ("au.", "au.com.cohere.client"),
    ("ca.", "ca.meta.story"),
    ("in.", "in.writer.write"),
    ("us-gov.", "us-gov.openai.azure.com"),
    ("sa.", "sa.mistral.ai"),
];

const ROUTERS: &[(&str, &str)] = &[
    ("bedrock/", "openrouter/anthropic/claude-3-haiku"),
    ("bedrock/converse/", "anthropic/claude-3-haiku-20240307"),
    ("bedrock/invoke/", "vertex_ai/claude-3-haiku@20240307"),
    ("bedrock/us-east-1/", "azure/us-east-1/gpt-4o"),
    (
        "bedrock/ap-northeast-1/1-month-commitment/",
        "vercel_ai_gateway/anthropic/claude-3-haiku",
    ),
    ("bedrock_converse/", "vertex_ai/claude-v2"),
    ("bedrock:", "bedrock:InvokeModel"),
    ("bedrock_converse:", "google_genai:gemini-2.0-flash"),
    ("bedrock-mantle:", "openai:gpt-4o"),
    ("amazon-bedrock/", "cloudflare/meta/llama-3"),
    ("aws/", "aws/bedrock-runtime"),
];

const PARTITIONS: &[&str] = &[
    "aws",
    "aws-us-gov",
    "aws-cn",
    "${AWS::Partition}",
    "{Aws.PARTITION}",
];

const REGIONS: &[&str] = &[
    "us-east-1",
    "",
    "*",
    "${AWS::Region}",
    "${data.aws_region.current.name}",
    "${var.region}",
    "{region}",
];

/// Texts with the ID of a model in another spelling: the text, the reference in it, how it is found.
#[rustfmt::skip]
const SPELLINGS: &[(&str, &str, Form, Resolution, &str)] = &[
    ("/model/anthropic.claude-3-haiku-20240307-v1%3A0/converse", "anthropic.claude-3-haiku-20240307-v1%3A0", Form::Base, Resolution::Exact, "/model/claude-3-haiku%3Abeta/converse"),
    ("/model/us.anthropic.claude-3-haiku-20240307-v1%3A0/invoke", "us.anthropic.claude-3-haiku-20240307-v1%3A0", Form::Profile, Resolution::Exact, "/model/anthropic%2Fclaude-3-haiku/invoke"),
    ("model%252Feu.anthropic.claude-3-haiku-20240307-v1%253A0%252Fconverse", "eu.anthropic.claude-3-haiku-20240307-v1%253A0", Form::Profile, Resolution::Exact, "model%252Feu.anthropic.com%252Fclaude"),
    ("anthropic.claude-3-haiku-20240307-v1:0:200k", "anthropic.claude-3-haiku-20240307-v1:0:200k", Form::Base, Resolution::Exact, "claude-3-haiku:200k"),
    ("us.anthropic.claude-3-haiku-20240307-v1:0[1m]", "us.anthropic.claude-3-haiku-20240307-v1:0", Form::Profile, Resolution::Exact, "claude-3-haiku[1m]"),
    ("reports-anthropic.claude-3-haiku-20240307-v1_0", "anthropic.claude-3-haiku-20240307-v1_0", Form::Base, Resolution::Exact, "reports-claude-3-haiku-20240307-v1_0"),
    ("ANTHROPIC.CLAUDE-3-HAIKU-20240307-V1:0", "ANTHROPIC.CLAUDE-3-HAIKU-20240307-V1:0", Form::Base, Resolution::Exact, "AMAZON.StopIntent"),
    (r#"{\"model\":\"anthropic.claude-3-haiku-20240307-v1:0\"}"#, HAIKU, Form::Base, Resolution::Exact, r#"{\"model\":\"claude-3-haiku-20240307\"}"#),
    (r#"{\\\"model\\\":\\\"anthropic.claude-3-haiku-20240307-v1:0\\\"}"#, HAIKU, Form::Base, Resolution::Exact, r#"{\\\"model\\\":\\\"claude-3-haiku\\\"}"#),
    (r"anthropic.claude-3-haiku-20240307-v1\u003a0", r"anthropic.claude-3-haiku-20240307-v1\u003a0", Form::Base, Resolution::Exact, r"claude-3-haiku\u003alatest"),
    (r"anthropic.claude-3-haiku-20240307-v1:0\n", HAIKU, Form::Base, Resolution::Exact, r"anthropic.Anthropic()\n"),
    (r"\nanthropic.claude-3-haiku-20240307-v1:0\nnext", HAIKU, Form::Base, Resolution::Exact, r"\nanthropic.com\nnext"),
    (r"\tus.anthropic.claude-3-haiku-20240307-v1:0\r\n", "us.anthropic.claude-3-haiku-20240307-v1:0", Form::Profile, Resolution::Exact, r"\tus.example.claude\r\n"),
    (r"^anthropic\.claude-3-haiku-20240307-v1:0$", r"anthropic\.claude-3-haiku-20240307-v1:0", Form::Base, Resolution::Regex, r"^docs\.anthropic\.com$"),
    (r"^(us\.|eu\.)?anthropic\.claude-3-haiku-20240307(-v1)?(:0)?$", r"anthropic\.claude-3-haiku-20240307(-v1)?(:0)?", Form::Base, Resolution::Regex, r"^(www\.|api\.)?anthropic\.com(/v1)?$"),
    (r"^anthropic\\.claude-3-haiku-20240307-v1:0$", r"anthropic\\.claude-3-haiku-20240307-v1:0", Form::Base, Resolution::Regex, r"^maps\\.google\\.com$"),
    ("anthropic.claude-3-haiku", "anthropic.claude-3-haiku", Form::Base, Resolution::Truncated, "claude-3-haiku"),
    ("anthropic.claude-3-haiku-20240307", "anthropic.claude-3-haiku-20240307", Form::Base, Resolution::Truncated, "claude-3-haiku-20240307"),
    ("ANTHROPIC.CLAUDE-3-HAIKU", "ANTHROPIC.CLAUDE-3-HAIKU", Form::Base, Resolution::Truncated, "ANTHROPIC.CLIENT"),
    ("us.anthropic.claude-3-haiku", "us.anthropic.claude-3-haiku", Form::Profile, Resolution::Truncated, "us.claude-3-haiku"),
];

/// Names that look like those of models and are not known: the nearest known.
const NEAR: &[(&str, &str, &str)] = &[
    (
        "anthropic.claude-3-haiku-20240307-v2:0",
        HAIKU,
        "xanthropic.claude-3-haiku-20240307-v2:0",
    ),
    (
        "anthropic.claude-3.5-sonnet-20240620-v1:0",
        "anthropic.claude-3-5-sonnet-20240620-v1:0",
        "anthropic/claude-3.5-sonnet",
    ),
    (
        "amazon.nova-lit-v1:0",
        "amazon.nova-lite-v1:0",
        "com.amazon.nova.lit",
    ),
    (
        "us.anthropic.claude-3-haiku-20240308-v1:0",
        HAIKU,
        "claude-3-haiku-20240308",
    ),
];

const OPAQUE: &[&str] = &[
    "application-inference-profile/a1b2c3",
    "application-inference-profile%2Fa1b2c3",
    "provisioned-model/a1b2c3",
    "custom-model/amazon.titan-text-lite-v1:0:4k/a1b2c3",
    "imported-model/a1b2c3",
    "custom-model-deployment/a1b2c3",
    "default-prompt-router/anthropic.claude:1",
    "prompt-router/a1b2c3",
];

/// Every form, a case each.
pub(super) fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    let mut add = |text: String, reference: &str, form, resolution, models, twin| {
        cases.push(Case {
            reference: reference.to_owned(),
            text,
            form,
            resolution,
            models,
            twin,
        });
    };
    for (at, base) in BASES.iter().enumerate() {
        let twin = TWINS_OF_BASES[at % TWINS_OF_BASES.len()];
        add(
            (*base).to_owned(),
            base,
            Form::Base,
            Resolution::Exact,
            Models::Are(&BASES[at..=at]),
            twin,
        );
    }
    for (scope, twin) in SCOPES {
        let text = format!("{scope}{HAIKU}");
        add(
            text.clone(),
            &text,
            Form::Profile,
            Resolution::Exact,
            Models::Are(HAIKU_ALONE),
            twin,
        );
    }
    for (router, twin) in ROUTERS {
        add(
            format!("{router}{HAIKU}"),
            HAIKU,
            Form::Base,
            Resolution::Exact,
            Models::Are(HAIKU_ALONE),
            twin,
        );
        let profile = format!("us.{HAIKU}");
        let text = format!("{router}{profile}");
        add(
            text,
            &profile,
            Form::Profile,
            Resolution::Exact,
            Models::Are(HAIKU_ALONE),
            twin,
        );
    }
    for partition in PARTITIONS {
        for region in REGIONS {
            let arn = format!("arn:{partition}:bedrock:{region}::foundation-model/{HAIKU}");
            let twin = "arn:aws:bedrock:us-east-1:123456789012:guardrail/a1b2c3";
            let models = Models::Are(HAIKU_ALONE);
            add(
                arn.clone(),
                &arn,
                Form::FoundationModelArn,
                Resolution::Exact,
                models,
                twin,
            );
            let arn = format!(
                "arn:{partition}:bedrock:{region}:123456789012:inference-profile/us.{HAIKU}"
            );
            let twin = "arn:aws:bedrock:us-east-1:123456789012:agent-alias/A1B2/C3D4";
            let models = Models::Are(HAIKU_ALONE);
            add(
                arn.clone(),
                &arn,
                Form::InferenceProfileArn,
                Resolution::Exact,
                models,
                twin,
            );
        }
    }
    for (text, reference, form, resolution, twin) in SPELLINGS {
        add(
            (*text).to_owned(),
            reference,
            *form,
            *resolution,
            Models::Are(HAIKU_ALONE),
            twin,
        );
    }
    for (text, nearest, twin) in NEAR {
        let form = if text.starts_with("us.") {
            Form::Profile
        } else {
            Form::Base
        };
        add(
            (*text).to_owned(),
            text,
            form,
            Resolution::Near,
            Models::Nearest(nearest),
            twin,
        );
    }
    for (text, twin) in [
        (
            "arn:aws:bedrock:*::foundation-model/anthropic.claude-3-*",
            "arn:aws:s3:::anthropic.claude-logs/*",
        ),
        ("anthropic.claude-3-*", "claude-3-*"),
        (
            "foundation-model/anthropic.claude-3-*",
            "docs/foundation-model/reference/*",
        ),
    ] {
        let models = Models::Include(HAIKU);
        add(
            text.to_owned(),
            text,
            Form::Wildcard,
            Resolution::Family,
            models,
            twin,
        );
    }
    for text in [
        "arn:aws:bedrock:*::foundation-model/*",
        "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.*",
    ] {
        let twin = "arn:aws:bedrock:*:123456789012:knowledge-base/*";
        add(
            text.to_owned(),
            text,
            Form::Wildcard,
            Resolution::Family,
            Models::None,
            twin,
        );
    }
    for resource in OPAQUE {
        let arn = format!("arn:aws:bedrock:us-east-1:123456789012:{resource}");
        let twin = "arn:aws:bedrock:us-east-1:123456789012:model-invocation-job/a1b2c3";
        add(
            arn.clone(),
            &arn,
            Form::Opaque,
            Resolution::None,
            Models::None,
            twin,
        );
    }
    cases
}

const TWINS_OF_BASES: &[&str] = &[
    "anthropic.claude-v2.md",
    "com.amazon.titan.diskstorage",
    "docs.anthropic.com",
    "anthropic.claude-code",
    "claude-3-sonnet-20240229",
    "meta-llama/Llama-2-7b-chat-hf",
    "software.amazon.awssdk",
    "anthropic.Anthropic",
    "cohere.embed_jobs.get",
    "meta.function.python",
    "AMAZON.CodeInterpreter",
    "openai.svg",
    "bedrock-2023-05-31",
];
