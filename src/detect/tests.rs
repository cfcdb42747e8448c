//! Every form and every false friend of real files, a line each.

use super::{Detector, Form, KnownId, Match, Resolution, SymbolLibrary, Vocabulary};
use crate::catalog::Catalog;
use crate::source::{Encoding, Source};
use crate::walk::{Origin, SourcePath};

/// The shipped catalog's words. (The scanner has its own way to them; tests of this module must not need it.)
fn detector() -> Detector {
    let catalog = Catalog::embedded();
    Detector::new(Vocabulary {
        ids: catalog
            .ids()
            .map(|(id, m)| KnownId { id: id.to_owned().into(), base: m.id.clone().into() })
            .collect(),
        scopes: catalog.scopes.iter().map(|s| s.id.clone().into()).collect(),
        opaque: vec![],
        libraries: catalog
            .aliases
            .iter()
            .map(|l| SymbolLibrary {
                containers: l.containers.iter().cloned().map(Into::into).collect(),
                requires: l.requires.iter().cloned().map(Into::into).collect(),
                constants: l
                    .aliases
                    .iter()
                    .map(|a| (a.token.clone().into(), a.model.clone().into()))
                    .collect(),
            })
            .collect(),
    })
}

fn source(path: &str, text: &str) -> Source {
    let path = SourcePath { display: path.to_owned(), open: path.into(), origin: Origin::Named };
    Source::new(path, text.as_bytes().to_vec(), Encoding::Utf8)
}

fn detect(text: &str) -> Vec<Match> {
    detect_in("sample.txt", text)
}

fn detect_in(path: &str, text: &str) -> Vec<Match> {
    let found = detector().detect(&source(path, text));
    let candidate = detector().has_candidate(text.as_bytes());
    assert!(found.is_empty() || candidate, "the fast pass misses {text}");
    found
}

/// `text | form | resolution | models, comma-separated | the bytes of the match`.
fn check(rows: &[(&str, Form, Resolution, &[&str], &str)]) {
    let mut wrong = Vec::new();
    for (text, form, resolution, models, span) in rows {
        let found = detect(text);
        let got: Vec<_> = found
            .iter()
            .map(|m| {
                let models: Vec<&str> = m.models.iter().map(|m| m.as_str()).collect();
                (m.form, m.resolution, models, &text[m.span.start..m.span.end])
            })
            .collect();
        if got != [(*form, *resolution, models.to_vec(), *span)] {
            wrong.push(format!("{text}\n    {got:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

const HAIKU: &str = "anthropic.claude-3-haiku-20240307-v1:0";

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

#[test]
fn templates_wildcards_and_pieces() {
    use Form::{Base, Profile, Wildcard};
    use Resolution::{Exact, Family, Joined, Template};
    let v2: &[&str] = &["anthropic.claude-v2"];
    let v21: &[&str] = &["anthropic.claude-v2:1"];
    check(&[
        ("f\"{prefix}.anthropic.claude-v2\"", Profile, Template, v2, "{prefix}.anthropic.claude-v2"),
        ("`${geo}.anthropic.claude-v2`", Profile, Template, v2, "${geo}.anthropic.claude-v2"),
        ("\"#{geo}.anthropic.claude-v2\"", Profile, Template, v2, "#{geo}.anthropic.claude-v2"),
        ("\"%s.anthropic.claude-v2\"", Profile, Template, v2, "%s.anthropic.claude-v2"),
        ("\"$geo.anthropic.claude-v2\"", Profile, Template, v2, "$geo.anthropic.claude-v2"),
        (
            "{{ .Values.geo }}.anthropic.claude-v2",
            Profile,
            Template,
            v2,
            "{{ .Values.geo }}.anthropic.claude-v2",
        ),
        ("<region>.anthropic.claude-v2", Profile, Template, v2, "<region>.anthropic.claude-v2"),
        ("@\"%@.anthropic.claude-v2\"", Profile, Template, v2, "%@.anthropic.claude-v2"),
        ("\"\\(geo).anthropic.claude-v2\"", Profile, Template, v2, "\\(geo).anthropic.claude-v2"),
        ("'%<geo>s.anthropic.claude-v2'", Profile, Template, v2, "%<geo>s.anthropic.claude-v2"),
        ("'%(geo)s.anthropic.claude-v2'", Profile, Template, v2, "%(geo)s.anthropic.claude-v2"),
        ("'us.' . 'anthropic.claude-v2'", Profile, Joined, v2, "us.' . 'anthropic.claude-v2"),
        ("@\"us.\" @\"anthropic.claude-v2\"", Profile, Joined, v2, "us.\" @\"anthropic.claude-v2"),
        ("\"anthropic.claude-\" ++ \"v2\"", Base, Joined, v2, "anthropic.claude-\" ++ \"v2"),
        ("\"anthropic.claude-\" * \"v2\"", Base, Joined, v2, "anthropic.claude-\" * \"v2"),
        (
            "\\\"us.\\\" + \\\"anthropic.claude-v2\\\"",
            Profile,
            Joined,
            v2,
            "us.\\\" + \\\"anthropic.claude-v2",
        ),
        ("geo + \".anthropic.claude-v2\"", Profile, Template, v2, "anthropic.claude-v2"),
        ("\"us.\" + \"anthropic.claude-v2\"", Profile, Joined, v2, "us.\" + \"anthropic.claude-v2"),
        ("\"anthropic.\" + \"claude-v2\"", Base, Joined, v2, "anthropic.\" + \"claude-v2"),
        ("\"anthropic.claude-v2\" +\n    \":1\"", Base, Joined, v21, "anthropic.claude-v2\" +\n    \":1"),
        ("(\"anthropic.claude-\"\n \"v2:1\")", Base, Joined, v21, "anthropic.claude-\"\n \"v2:1"),
        ("\"anthropic.claude-v2\" + suffix", Base, Exact, v2, "anthropic.claude-v2"),
        ("\"anthropic.claude-v2\" + \" is old\"", Base, Exact, v2, "anthropic.claude-v2"),
        (
            "'foundation-model/anthropic.claude-v2*'",
            Wildcard,
            Family,
            &["anthropic.claude-v2", "anthropic.claude-v2:1"],
            "foundation-model/anthropic.claude-v2*",
        ),
        ("\"anthropic.claude-3-haiku-*\"", Wildcard, Family, &[HAIKU], "anthropic.claude-3-haiku-*"),
        ("\"*anthropic.claude-3-haiku*\"", Wildcard, Family, &[HAIKU], "*anthropic.claude-3-haiku*"),
        // The dot before a star is that of a regular expression.
        (r"/model\/.*us.anthropic.claude-v2:1.*?\/invoke/", Profile, Exact, v21, "us.anthropic.claude-v2:1"),
        (r"/available:.*anthropic\.claude-v2:1/", Base, Resolution::Regex, v21, r"anthropic\.claude-v2:1"),
        ("\"Calling...anthropic.claude-v2\"", Base, Exact, v2, "anthropic.claude-v2"),
        ("\"...\" + \"us.anthropic.claude-v2\"", Profile, Exact, v2, "us.anthropic.claude-v2"),
        (
            "f\"anthropic.claude-3-{size}-20240307-v1:0\"",
            Base,
            Template,
            &[HAIKU],
            "anthropic.claude-3-{size}-20240307-v1:0",
        ),
        (
            "\"anthropic.claude-3-\" + size + \"-20240307-v1:0\"",
            Base,
            Template,
            &[HAIKU],
            "anthropic.claude-3-\" + size + \"-20240307-v1:0",
        ),
        (
            "format(\"anthropic.claude-3-%s-20240307-v1:0\", size)",
            Base,
            Template,
            &[HAIKU],
            "anthropic.claude-3-%s-20240307-v1:0",
        ),
        (
            "join(\".\", [\"us\", \"anthropic.claude-v2\"])",
            Profile,
            Joined,
            v2,
            "us\", \"anthropic.claude-v2",
        ),
        (
            "!Join [\"\", [\"us.\", \"anthropic.claude-v2\"]]",
            Profile,
            Joined,
            v2,
            "us.\", \"anthropic.claude-v2",
        ),
        (
            "join(\"\", [\"anthropic.\", \"claude-3-haiku-20240307\", \"-v1:0\"])",
            Base,
            Joined,
            &[HAIKU],
            "anthropic.\", \"claude-3-haiku-20240307\", \"-v1:0",
        ),
        ("run \"anthropic.claude-v2\" \"-v1\"", Base, Exact, v2, "anthropic.claude-v2"),
        ("[\"\", [\"anthropic.claude-\", \"v2\"]]", Base, Joined, v2, "anthropic.claude-\", \"v2"),
        ("\"anthropic.{}\".format(\"claude-v2\")", Base, Joined, v2, "anthropic.{}"),
        ("String.format(\"anthropic.%s:%d\", \"claude-v2\", \"1\")", Base, Joined, v21, "anthropic.%s:%d"),
        ("\"anthropic.claude-%s\" % \"v2\"", Base, Joined, v2, "anthropic.claude-%s"),
    ]);
}

#[test]
fn a_dot_joins_in_php_and_ends_a_sentence_elsewhere() {
    use Form::Base;
    use Resolution::{Joined, Truncated};
    check(&[
        ("'anthropic.' . 'claude-v2'", Base, Joined, &["anthropic.claude-v2"], "anthropic.' . 'claude-v2"),
        ("'anthropic.'.'claude-v2'", Base, Joined, &["anthropic.claude-v2"], "anthropic.'.'claude-v2"),
        (
            "\"like 'anthropic.claude-3-haiku'.\n    'next'\"",
            Base,
            Truncated,
            &[HAIKU],
            "anthropic.claude-3-haiku",
        ),
    ]);
}

#[test]
fn resources_that_name_no_single_model() {
    use Form::{FoundationModelArn, InferenceProfileArn, Opaque, Wildcard};
    use Resolution::{Family, None};
    check(&[
        (
            "arn:aws:bedrock:*::foundation-model/*",
            Wildcard,
            Family,
            &[],
            "arn:aws:bedrock:*::foundation-model/*",
        ),
        (
            "arn:aws:bedrock:*:*:inference-profile/us.*",
            Wildcard,
            Family,
            &[],
            "arn:aws:bedrock:*:*:inference-profile/us.*",
        ),
        (
            "arn:aws:bedrock:*::foundation-model/${ModelId}",
            FoundationModelArn,
            None,
            &[],
            "arn:aws:bedrock:*::foundation-model/${ModelId}",
        ),
        (
            "arn:aws:bedrock:us-east-1:1:inference-profile/${Id}",
            InferenceProfileArn,
            None,
            &[],
            "arn:aws:bedrock:us-east-1:1:inference-profile/${Id}",
        ),
        (
            "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc123",
            Opaque,
            None,
            &[],
            "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc123",
        ),
        (
            "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile%2Fabc123",
            Opaque,
            None,
            &[],
            "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile%2Fabc123",
        ),
        (
            "arn:aws:bedrock:us-east-1:123456789012:provisioned-model/abc",
            Opaque,
            None,
            &[],
            "arn:aws:bedrock:us-east-1:123456789012:provisioned-model/abc",
        ),
        (
            "arn:aws:bedrock:us-east-1:123456789012:imported-model/abc",
            Opaque,
            None,
            &[],
            "arn:aws:bedrock:us-east-1:123456789012:imported-model/abc",
        ),
        (
            "arn:aws:bedrock:us-east-1:123456789012:default-prompt-router/anthropic.claude:1",
            Opaque,
            None,
            &[],
            "arn:aws:bedrock:us-east-1:123456789012:default-prompt-router/anthropic.claude:1",
        ),
    ]);
}

#[test]
fn truncated_and_near_ids() {
    use Form::{Base, Profile};
    use Resolution::{Family, Near, Truncated};
    let sonnets: &[&str] =
        &["anthropic.claude-3-5-sonnet-20240620-v1:0", "anthropic.claude-3-5-sonnet-20241022-v2:0"];
    check(
        &[
            ("\"anthropic.claude-3-5-sonnet\"", Base, Truncated, sonnets, "anthropic.claude-3-5-sonnet"),
            (
                "us.anthropic.claude-sonnet-4",
                Profile,
                Truncated,
                &["anthropic.claude-sonnet-4-20250514-v1:0"],
                "us.anthropic.claude-sonnet-4",
            ),
            (
                "anthropic.claude-sonnet-4-20250514",
                Base,
                Truncated,
                &["anthropic.claude-sonnet-4-20250514-v1:0"],
                "anthropic.claude-sonnet-4-20250514",
            ),
            ("ANTHROPIC.CLAUDE-3-5-SONNET", Base, Truncated, sonnets, "ANTHROPIC.CLAUDE-3-5-SONNET"),
            ("cohere.embed-v4", Base, Truncated, &["cohere.embed-v4:0"], "cohere.embed-v4"),
            (
                "\"anthropic.claude-instant\"",
                Base,
                Truncated,
                &["anthropic.claude-instant-v1"],
                "anthropic.claude-instant",
            ),
            (
                "anthropic.claude-3.5-sonnet-20240620-v1:0",
                Base,
                Near,
                &[],
                "anthropic.claude-3.5-sonnet-20240620-v1:0",
            ),
            ("anthropic.claude-v1-100k", Base, Near, &[], "anthropic.claude-v1-100k"),
            ("us.amazon.micro-v1:0", Profile, Near, &[], "us.amazon.micro-v1:0"),
            ("\"anthropic.claude-test\"", Base, Near, &[], "anthropic.claude-test"),
            (
                "anthropic.claude-3-haiku-20240307-v2:0",
                Base,
                Near,
                &[],
                "anthropic.claude-3-haiku-20240307-v2:0",
            ),
            (
                "anthropic.claude-3-haiku-20240307-v1:O",
                Base,
                Near,
                &[],
                "anthropic.claude-3-haiku-20240307-v1:o",
            ),
        ]
        .map(|(t, f, r, m, s): (&str, _, _, &[&str], &str)| {
            (t, f, r, m, if s.ends_with(":o") { t } else { s })
        }),
    );
    let family = detect("if model.startswith(\"amazon.titan-embed\"):");
    assert_eq!((family[0].resolution, family[0].models.len() > 1), (Family, true));
    let nearest =
        |text: &str| detect(text)[0].candidates.first().map(|m| m.as_str().to_owned()).unwrap_or_default();
    assert_eq!(
        nearest("anthropic.claude-3.5-sonnet-20240620-v1:0"),
        "anthropic.claude-3-5-sonnet-20240620-v1:0"
    );
    assert!(nearest("\"anthropic.claude-3.5\"").starts_with("anthropic.claude-3-5-"));
    assert_eq!(nearest("deepseek.v3.2-v1:0"), "deepseek.v3.2");
    assert_eq!(nearest("us.amazon.micro-v1:0"), "amazon.nova-micro-v1:0");
    assert_eq!(nearest("amazon.nova-lit-v1:0"), "amazon.nova-lite-v1:0");
    assert_eq!(nearest("\"anthropic.claude-test\""), "");
}

#[test]
fn constants_by_library() {
    let model = |text: &str| detect(text).iter().map(|m| m.models[0].as_str().to_owned()).collect::<Vec<_>>();
    assert_eq!(model("bedrock.FoundationModelIdentifier.ANTHROPIC_CLAUDE_V2"), ["anthropic.claude-v2"]);
    assert_eq!(model("awsbedrock.FoundationModelIdentifier_ANTHROPIC_CLAUDE_V2()"), ["anthropic.claude-v2"]);
    assert_eq!(
        model("bedrock.BedrockFoundationModel.ANTHROPIC_CLAUDE_SONNET_V1_0"),
        ["anthropic.claude-3-sonnet-20240229-v1:0"]
    );
    assert_eq!(
        model("import \"github.com/tmc/langchaingo/llms/bedrock\"\n bedrock.ModelAnthropicClaudeV21"),
        ["anthropic.claude-v2:1"]
    );
    assert_eq!(model("bedrock.ModelAnthropicClaudeV21"), Vec::<String>::new());
    assert_eq!(
        model("BedrockAnthropicMessageChatModel.Types.AnthropicClaude3SonnetV1.getValue()"),
        ["anthropic.claude-3-sonnet-20240229-v1:0"]
    );
    assert_eq!(model("Types.AnthropicClaude3SonnetV1"), Vec::<String>::new());
    let unknown = detect("FoundationModelIdentifier.CLAUDE_3_SONNET");
    assert_eq!(unknown[0].resolution, Resolution::Near);
    assert_eq!(unknown[0].candidates[0].as_str(), "anthropic.claude-3-sonnet-20240229-v1:0");
    assert!(detect("BedrockFoundationModel.FROM_ARN_OF").is_empty());
    assert_eq!(model("MyFoundationModelIdentifier.ANTHROPIC_CLAUDE_V2"), Vec::<String>::new());
}

#[test]
fn false_friends() {
    let friends = [
        r"maps\.google\.([a-z]{2,3}(\.[a-z]{2})?)",
        "import com.amazon.titan.diskstorage;",
        "com.openai.core.JsonField",
        "software.amazon.awssdk",
        "using Amazon.BedrockRuntime;",
        "com.oracle.bedrock.runtime",
        "anthropic/claude-3.5-sonnet",
        "vercel_ai_gateway/amazon/titan-embed-text-v2",
        "https://docs.anthropic.com/claude",
        "google.golang.org/api",
        "https://my.openai.azure.com",
        "claude-3-sonnet-20240229",
        "claude-3-5-sonnet@20240620",
        "meta-llama/Llama-2-7b-chat-hf",
        "bedrock-runtime",
        "bedrock:InvokeModel",
        "bedrock-2023-05-31",
        "client = anthropic.Anthropic()",
        "cohere.embed_jobs.get",
        "import.meta.env.VITE",
        "meta.story",
        "writer.Write(x)",
        "openai.New(",
        "OllamaModels.Meta.LLAMA_3_2",
        "meta.function.python",
        "AMAZON.StopIntent",
        "AMAZON.CodeInterpreter",
        "anthropic.py",
        "openai.svg",
        "anthropic.claude-v2.md",
        "anthropic.claude-code",
        "\"anthropic.claude-code\"",
        "openai.chatgpt",
        "com.anthropic.claudefordesktop",
        "arn:aws:bedrock:us-east-1:123456789012:agent-alias/A/B",
        "arn:aws:bedrock:us-east-1:123456789012:guardrail/abc",
        "arn:aws:bedrock:us-east-1:123456789012:model-invocation-job/abc",
        "application/vnd.amazon.eventstream",
        "type.googleapis.com/google.rpc.ErrorInfo",
        "a model by Anthropic. Claude is",
        "a model by Anthropic.Claude is",
        "xanthropic.claude-v2",
        "docs/foundation-model/reference",
        "bedrock docs/foundation-model/reference/*",
        ":func:`cohere.embed` takes a list",
        r"/anthropic\.(claude-[a-z0-9.-]+)-\d{8}/",
        "# OCI generative AI\nmodel: cohere.command-r-08-2024",
        "oci.generative_ai(\"xai.grok-4.3\")",
        "id = \"ocid1.model\"; m = \"cohere.embed-english-v3.0\"",
        "id = \"ocid1.model\"; m = \"meta.llama-3.3-70b-instruct\"",
    ];
    let reported: Vec<_> =
        friends.iter().filter(|f| !detect(f).is_empty()).map(|f| (*f, detect(f))).collect();
    assert!(reported.is_empty(), "{reported:#?}");
}
