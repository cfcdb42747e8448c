//! Every form and every false friend of real files, one per line.

mod assembled;
mod constants;
mod ids;
mod own_names;
mod resources;
mod unknown;

use super::{Constants, Detector, KnownId, SymbolLibrary, Vocabulary};
use crate::catalog::Catalog;
use crate::reference::{Form, Found, Resolution};
use crate::source::{Encoding, Source};
use crate::walk::{Origin, SourcePath};

/// The shipped catalog's words. (The scanner has its own way to them; tests of this module must not need it.)
fn detector() -> Detector {
    Detector::new(words())
}

fn words() -> Vocabulary {
    let catalog = Catalog::embedded();
    Vocabulary {
        ids: catalog
            .ids()
            .map(|(id, m)| KnownId {
                id: id.to_owned().into(),
                base: m.id.clone().into(),
            })
            .collect(),
        scopes: catalog.scopes.iter().map(|s| s.id.clone().into()).collect(),
        opaque: vec![],
        libraries: catalog
            .aliases
            .iter()
            .map(|l| SymbolLibrary {
                containers: l.containers.iter().cloned().map(Into::into).collect(),
                requires: l.requires.iter().cloned().map(Into::into).collect(),
                constants: Constants::new(|| {
                    l.aliases
                        .iter()
                        .map(|a| (a.token.clone().into(), a.model.clone().into()))
                        .collect()
                }),
            })
            .collect(),
    }
}

fn source(path: &str, text: &str) -> Source {
    let path = SourcePath {
        display: path.to_owned(),
        open: path.into(),
        origin: Origin::Named,
    };
    Source::new(path, text.as_bytes().to_vec(), Encoding::Utf8)
}

fn detect(text: &str) -> Vec<Found> {
    detect_in("sample.txt", text)
}

fn detect_in(path: &str, text: &str) -> Vec<Found> {
    let found = detector().detect(&source(path, text));
    let candidate = detector().has_candidate(text.as_bytes());
    assert!(found.is_empty() || candidate, "the fast pass misses {text}");
    found
}

/// Whatever asks for the references of a text gets the same answer, whether or not it asks first if there may be one.
#[test]
fn a_text_without_a_candidate_has_no_reference() {
    for text in [
        "{\"Resource\": \"foundation-model/*\"}",
        "foundation-model/titan",
        "inference-profile/x",
    ] {
        assert!(!detector().has_candidate(text.as_bytes()), "{text}");
        assert_eq!(detect(text), [], "{text}");
    }
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
                (
                    m.form,
                    m.resolution,
                    models,
                    &text[m.span.start..m.span.end],
                )
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
fn constants_by_library() {
    let model = |text: &str| {
        detect(text)
            .iter()
            .map(|m| m.models[0].as_str().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        model("bedrock.FoundationModelIdentifier.ANTHROPIC_CLAUDE_V2"),
        ["anthropic.claude-v2"]
    );
    assert_eq!(
        model("awsbedrock.FoundationModelIdentifier_ANTHROPIC_CLAUDE_V2()"),
        ["anthropic.claude-v2"]
    );
    assert_eq!(
        model("bedrock.BedrockFoundationModel.ANTHROPIC_CLAUDE_SONNET_V1_0"),
        ["anthropic.claude-3-sonnet-20240229-v1:0"]
    );
    assert_eq!(
        model(
            "import \"github.com/tmc/langchaingo/llms/bedrock\"\n bedrock.ModelAnthropicClaudeV21"
        ),
        ["anthropic.claude-v2:1"]
    );
    assert_eq!(
        model("bedrock.ModelAnthropicClaudeV21"),
        Vec::<String>::new()
    );
    assert_eq!(
        model("BedrockAnthropicMessageChatModel.Types.AnthropicClaude3SonnetV1.getValue()"),
        ["anthropic.claude-3-sonnet-20240229-v1:0"]
    );
    assert_eq!(
        model("Types.AnthropicClaude3SonnetV1"),
        Vec::<String>::new()
    );
    let unknown = detect("FoundationModelIdentifier.CLAUDE_3_SONNET");
    assert_eq!(unknown[0].resolution, Resolution::Near);
    assert_eq!(
        unknown[0].candidates[0].as_str(),
        "anthropic.claude-3-sonnet-20240229-v1:0"
    );
    assert!(detect("BedrockFoundationModel.FROM_ARN_OF").is_empty());
    assert_eq!(
        model("MyFoundationModelIdentifier.ANTHROPIC_CLAUDE_V2"),
        Vec::<String>::new()
    );
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
    let reported: Vec<_> = friends
        .iter()
        .filter(|f| !detect(f).is_empty())
        .map(|f| (*f, detect(f)))
        .collect();
    assert!(reported.is_empty(), "{reported:#?}");
}
