//! IDs as they are written out: bare, with scope and suffixes, encoded, after routers and in ARNs.

use super::{HAIKU, check, detect};
use crate::reference::{Form, Resolution};

#[test]
fn plain_ids() {
    use Form::{Base, Profile};
    use Resolution::Exact;
    check(&[
        ("x = \"anthropic.claude-v2\"", Base, Exact, &["anthropic.claude-v2"], "anthropic.claude-v2"),
        ("x = \"anthropic.claude-v2:1\"", Base, Exact, &["anthropic.claude-v2:1"], "anthropic.claude-v2:1"),
        (
            "MODEL=us.anthropic.claude-3-haiku-20240307-v1:0\n",
            Profile,
            Exact,
            &[HAIKU],
            "us.anthropic.claude-3-haiku-20240307-v1:0",
        ),
        (
            "us-gov.anthropic.claude-3-haiku-20240307-v1:0",
            Profile,
            Exact,
            &[HAIKU],
            "us-gov.anthropic.claude-3-haiku-20240307-v1:0",
        ),
        (
            "sa.anthropic.claude-3-haiku-20240307-v1:0",
            Profile,
            Exact,
            &[HAIKU],
            "sa.anthropic.claude-3-haiku-20240307-v1:0",
        ),
        (
            "'anthropic.claude-sonnet-4-6'",
            Base,
            Exact,
            &["anthropic.claude-sonnet-4-6"],
            "anthropic.claude-sonnet-4-6",
        ),
        (
            "anthropic.claude-3-haiku-20240307-v1:0:200k",
            Base,
            Exact,
            &[HAIKU],
            "anthropic.claude-3-haiku-20240307-v1:0:200k",
        ),
        (
            "amazon.titan-text-express-v1:0:9k",
            Base,
            Exact,
            &["amazon.titan-text-express-v1"],
            "amazon.titan-text-express-v1:0:9k",
        ),
        (
            "amazon.titan-text-express-v1:0",
            Base,
            Exact,
            &["amazon.titan-text-express-v1"],
            "amazon.titan-text-express-v1:0",
        ),
        (
            "openai.gpt-5.4-2026-03-05",
            Base,
            Exact,
            &["openai.gpt-5.4-2026-03-05"],
            "openai.gpt-5.4-2026-03-05",
        ),
        ("Use anthropic.claude-v2. Then", Base, Exact, &["anthropic.claude-v2"], "anthropic.claude-v2"),
        ("\\\"anthropic.claude-v2\\\"\\n", Base, Exact, &["anthropic.claude-v2"], "anthropic.claude-v2"),
        ("\\nanthropic.claude-v2\\n", Base, Exact, &["anthropic.claude-v2"], "anthropic.claude-v2"),
        ("**anthropic.claude-v2**", Base, Exact, &["anthropic.claude-v2"], "anthropic.claude-v2"),
        ("モデルanthropic.claude-v2です", Base, Exact, &["anthropic.claude-v2"], "anthropic.claude-v2"),
        (
            "us.anthropic.claude-opus-4-6-v1[1m]",
            Profile,
            Exact,
            &["anthropic.claude-opus-4-6-v1"],
            "us.anthropic.claude-opus-4-6-v1",
        ),
        (
            "ANTHROPIC.CLAUDE-3-HAIKU-20240307-V1:0",
            Base,
            Exact,
            &[HAIKU],
            "ANTHROPIC.CLAUDE-3-HAIKU-20240307-V1:0",
        ),
        (
            "chat-anthropic.claude-3-haiku-20240307-v1_0",
            Base,
            Exact,
            &[HAIKU],
            "anthropic.claude-3-haiku-20240307-v1_0",
        ),
        (
            "run_us.anthropic.claude-3-haiku-20240307-v1:0",
            Profile,
            Exact,
            &[HAIKU],
            "us.anthropic.claude-3-haiku-20240307-v1:0",
        ),
        (
            "anthropic.claude-3-haiku-\\\n20240307-v1:0",
            Base,
            Exact,
            &[HAIKU],
            "anthropic.claude-3-haiku-\\\n20240307-v1:0",
        ),
        ("${MODEL:-anthropic.claude-v2}", Base, Exact, &["anthropic.claude-v2"], "anthropic.claude-v2"),
        ("anthropic.claude-v2:1|x", Base, Exact, &["anthropic.claude-v2:1"], "anthropic.claude-v2:1"),
        ("anthropic.claude-3-haiku-20240307-v1:0:1f2e3d4c-aaaa", Base, Exact, &[HAIKU], HAIKU),
        (
            "cohere.command-light-text-v14:7:4k",
            Base,
            Exact,
            &["cohere.command-light-text-v14"],
            "cohere.command-light-text-v14:7:4k",
        ),
    ]);
}

#[test]
fn encoded_and_routed_ids() {
    use Form::{Base, FoundationModelArn, InferenceProfileArn, Profile};
    use Resolution::{Exact, Regex};
    let arn = "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-v2";
    check(&[
        (
            "/model/us.anthropic.claude-3-haiku-20240307-v1%3A0/converse",
            Profile,
            Exact,
            &[HAIKU],
            "us.anthropic.claude-3-haiku-20240307-v1%3A0",
        ),
        (
            "model%252Feu.anthropic.claude-3-haiku-20240307-v1%253A0",
            Profile,
            Exact,
            &[HAIKU],
            "eu.anthropic.claude-3-haiku-20240307-v1%253A0",
        ),
        (
            "model%2Fanthropic.claude-v2%3A1",
            Base,
            Exact,
            &["anthropic.claude-v2:1"],
            "anthropic.claude-v2%3A1",
        ),
        (
            "bedrock/us-east-1/anthropic.claude-v2",
            Base,
            Exact,
            &["anthropic.claude-v2"],
            "anthropic.claude-v2",
        ),
        ("bedrock:anthropic.claude-v2", Base, Exact, &["anthropic.claude-v2"], "anthropic.claude-v2"),
        (arn, FoundationModelArn, Exact, &["anthropic.claude-v2"], arn),
        (
            "arn%3Aaws%3Abedrock%3Aus-east-1%3A%3Afoundation-model%2Fanthropic.claude-v2",
            FoundationModelArn,
            Exact,
            &["anthropic.claude-v2"],
            "arn%3Aaws%3Abedrock%3Aus-east-1%3A%3Afoundation-model%2Fanthropic.claude-v2",
        ),
        (
            "!Sub arn:${AWS::Partition}:bedrock:${AWS::Region}::foundation-model/anthropic.claude-v2",
            FoundationModelArn,
            Exact,
            &["anthropic.claude-v2"],
            "arn:${AWS::Partition}:bedrock:${AWS::Region}::foundation-model/anthropic.claude-v2",
        ),
        (
            "\"::foundation-model/anthropic.claude-v2\"",
            FoundationModelArn,
            Exact,
            &["anthropic.claude-v2"],
            "foundation-model/anthropic.claude-v2",
        ),
        (
            "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-3-haiku-20240307-v1:0",
            InferenceProfileArn,
            Exact,
            &[HAIKU],
            "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-3-haiku-20240307-v1:0",
        ),
        (
            r"/anthropic\.claude-3-haiku-20240307-v1:0/",
            Base,
            Regex,
            &[HAIKU],
            r"anthropic\.claude-3-haiku-20240307-v1:0",
        ),
        (
            r#""(eu\\.|us\\.)?anthropic\\.claude-3-5-sonnet-20240620(-v1)?(:0)?""#,
            Base,
            Regex,
            &["anthropic.claude-3-5-sonnet-20240620-v1:0"],
            r"anthropic\\.claude-3-5-sonnet-20240620(-v1)?(:0)?",
        ),
        (
            r#""^(us\\.)?anthropic\\.claude-fable-5(-v1(:0)?)?$""#,
            Base,
            Regex,
            &["anthropic.claude-fable-5"],
            r"anthropic\\.claude-fable-5(-v1(:0)?)?",
        ),
        (
            r"/^anthropic\.claude-3-7-/",
            Base,
            Resolution::Family,
            &["anthropic.claude-3-7-sonnet-20250219-v1:0"],
            r"anthropic\.claude-3-7-",
        ),
        (
            r"/^meta\.llama3-[23]-(3b|70b)/",
            Base,
            Resolution::Family,
            &["meta.llama3-2-3b-instruct-v1:0", "meta.llama3-3-70b-instruct-v1:0"],
            r"meta\.llama3-[23]-(3b|70b)",
        ),
        (
            "amazon.titan-embed-text-v1:2",
            Base,
            Exact,
            &["amazon.titan-embed-text-v1"],
            "amazon.titan-embed-text-v1:2",
        ),
        (
            "anthropic.claude-v2\\u003a1",
            Base,
            Exact,
            &["anthropic.claude-v2:1"],
            "anthropic.claude-v2\\u003a1",
        ),
    ]);
    let region = |text: &str| detect(text)[0].region.clone().map(|(r, _)| r.as_str().to_owned());
    assert_eq!(region(arn).as_deref(), Some("us-east-1"));
    assert_eq!(
        region("bedrock/ap-northeast-1/1-month-commitment/anthropic.claude-v2").as_deref(),
        Some("ap-northeast-1")
    );
    assert_eq!(
        region("https://bedrock-runtime.eu-west-3.amazonaws.com/model/anthropic.claude-v2/invoke").as_deref(),
        Some("eu-west-3")
    );
    assert_eq!(region("arn:aws:bedrock:*::foundation-model/anthropic.claude-v2"), None);
}

/// A serialiser may write any character as an escape.
#[test]
fn encoded_dots_and_letters() {
    let spelled = [
        "anthropic\\u002eclaude-v2",
        "anthropic\\u002Eclaude\\u002dv2",
        "anthropic\\\\u002eclaude-v2",
        "anthropic\\x2eclaude-v2",
        "anthropic.\\u0063laude-v\\u0032",
        "anthropic.claud\\x65-v2",
        "anthropic%2eclaude-v2",
        "anthropic%2Eclaude%2Dv2",
        "anthropic%252Eclaude-v2",
        "anthropic&#46;claude-v2",
        "anthropic&#x2e;claude&#45;v2",
        "anthropic&#x2E;claude-v2",
        "anthropic&period;claude-v2",
    ];
    for text in spelled {
        let found = detect(&format!("x = \"{text}\"\n"));
        let models: Vec<&str> = found.iter().flat_map(|m| m.models.iter().map(|m| m.as_str())).collect();
        assert_eq!(models, ["anthropic.claude-v2"], "{text}");
        assert_eq!(found[0].span.end - found[0].span.start, text.len(), "{text}");
    }
    // Not an escape, or the escape of a character that an ID cannot contain.
    for text in [
        "anthropic0x2eclaude-v2",
        "anthropicu002eclaude-v2",
        "anthropic#x2e;claude-v2",
        "anthropic\\u002fclaude-v2",
    ] {
        assert!(detect(&format!("x = \"{text}\"\n")).is_empty(), "{text}");
    }
}
