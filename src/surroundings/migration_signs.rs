//! Text that a migration step will change: fields of a request's body, prompt templates, statements of policies.

use std::cell::OnceCell;

use memchr::memmem;

use super::file::File;
use super::occurrence::TextKind;
use super::policy_statement::{Effect, effect_on};
use super::text_kind::text_kind_at;
use crate::source::{Source, Span};

/// Distance in bytes within which a second sign must be.
const TOGETHER: usize = 2000;

/// Text that shows that a step applies.
#[derive(Debug)]
pub(crate) struct Sign {
    /// The steps, by their `id` in `rules/migrations.yaml`.
    pub(crate) steps: &'static [&'static str],
    /// The text.
    pub(crate) text: &'static str,
    /// Other text that must be nearby; empty if none is needed.
    pub(crate) with: &'static str,
    /// Text that must not be in the file; empty if all is allowed.
    pub(crate) without: &'static str,
    /// Whether the sign itself shows which model it is about.
    pub(crate) names_model: bool,
    /// What to do about it.
    pub(crate) message: &'static str,
}

/// A text that is searched for several signs.
pub(crate) struct SearchedText<'s> {
    source: &'s Source,
    /// Split into its parts for the first sign that asks.
    file: OnceCell<File<'s>>,
}

impl<'s> SearchedText<'s> {
    pub(crate) fn new(source: &'s Source) -> Self {
        Self {
            source,
            file: OnceCell::new(),
        }
    }

    fn file(&self) -> &File<'s> {
        self.file.get_or_init(|| File::new(self.source))
    }

    fn is_comment(&self, at: usize) -> bool {
        let span = Span { start: at, end: at };
        text_kind_at(self.file(), span) == TextKind::Comment
    }
}

const fn sign(steps: &'static [&'static str], text: &'static str, message: &'static str) -> Sign {
    Sign {
        steps,
        text,
        with: "",
        without: "",
        names_model: false,
        message,
    }
}

const MESSAGES: &str =
    "a field of the Text Completions body: replace it with messages[] and max_tokens";
const LANGCHAIN: &str =
    "LangChain's class for text completions, which sends the old body: use ChatBedrockConverse";
const LLAMA_INDEX: &str =
    "LlamaIndex's class for InvokeModel, which sends the old body: use BedrockConverse";
/// The steps that replace the body of a model for text completions. A class of a library that writes this body cannot send
/// another.
const TEXT_BODIES: &[&str] = &[
    "claude-messages-body",
    "titan-text-body",
    "cohere-command-body",
    "jurassic-body",
    "llama-leave",
];
const TITAN: &str = "a field of the Titan body: replace it with messages[] and inferenceConfig";
const TASK: &str = "taskType";
const VARIED: &str = "an image, which Stable Image Core and Ultra do not take: call `stability.sd3-5-large-v1:0` with \
                      `mode: image-to-image`";
const TEMPLATE: &str = "the model's own prompt template: replace it with chat messages";

const STREAM: &str =
    "a field of the old events: read the text of content_block_delta events instead";
const PYTHON_STREAM: &str = "invoke_model_with_response_stream";
const STREAM_OPERATION: &str = "InvokeModelWithResponseStream";

pub(crate) static SIGNS: &[Sign] = &[
    sign(&["claude-messages-body"], "max_tokens_to_sample", MESSAGES),
    sign(
        &["claude-messages-body"],
        "\\n\\nHuman:",
        "the prompt as one string: replace it with messages[]",
    ),
    sign(
        &["claude-messages-body"],
        "\n\nHuman:",
        "the prompt as one string: replace it with messages[]",
    ),
    sign(
        &["claude-messages-body"],
        "\r\n\r\nHuman:",
        "the prompt as one string: replace it with messages[]",
    ),
    sign(
        TEXT_BODIES,
        "langchain.llms.bedrock import Bedrock",
        LANGCHAIN,
    ),
    sign(
        TEXT_BODIES,
        "langchain_community.llms.bedrock import Bedrock",
        LANGCHAIN,
    ),
    sign(TEXT_BODIES, "langchain.llms import Bedrock", LANGCHAIN),
    sign(
        TEXT_BODIES,
        "langchain_community.llms import Bedrock",
        LANGCHAIN,
    ),
    sign(TEXT_BODIES, "llms/bedrock", LANGCHAIN),
    sign(TEXT_BODIES, "BedrockLLM(", LANGCHAIN),
    sign(
        TEXT_BODIES,
        "llama_index.llms.bedrock import Bedrock",
        LLAMA_INDEX,
    ),
    sign(TEXT_BODIES, "llama_index.llms import Bedrock", LLAMA_INDEX),
    Sign {
        with: PYTHON_STREAM,
        ..sign(&["claude-streaming-events"], "\"completion\"", STREAM)
    },
    Sign {
        with: PYTHON_STREAM,
        ..sign(&["claude-streaming-events"], "'completion'", STREAM)
    },
    Sign {
        with: STREAM_OPERATION,
        ..sign(&["claude-streaming-events"], "\"completion\"", STREAM)
    },
    Sign {
        with: STREAM_OPERATION,
        ..sign(&["claude-streaming-events"], ".completion", STREAM)
    },
    sign(&["titan-text-body"], "inputText", TITAN),
    sign(&["titan-text-body"], "textGenerationConfig", TITAN),
    sign(
        &["stable-diffusion-xl-body"],
        "text_prompts",
        "a field of the old body: replace it with prompt",
    ),
    sign(&["llama-leave"], "[INST]", TEMPLATE),
    sign(&["llama-leave"], "<|begin_of_text|>", TEMPLATE),
    sign(&["mistral-chat-messages"], "[INST]", TEMPLATE),
    sign(
        &["image-body-to-stability"],
        "textToImageParams",
        "a field of Amazon's body: replace it with prompt",
    ),
    Sign {
        with: TASK,
        ..sign(
            &["image-editing"],
            "INPAINTING",
            "a task that the new model does not perform: call `us.stability.stable-image-inpaint-v1:0`",
        )
    },
    Sign {
        with: TASK,
        ..sign(
            &["image-editing"],
            "OUTPAINTING",
            "a task that the new model does not perform: call `us.stability.stable-outpaint-v1:0`",
        )
    },
    Sign {
        with: TASK,
        ..sign(
            &["image-editing"],
            "BACKGROUND_REMOVAL",
            "a task that the new model does not perform: call `us.stability.stable-image-remove-background-v1:0`",
        )
    },
    Sign {
        with: TASK,
        ..sign(&["image-editing"], "IMAGE_VARIATION", VARIED)
    },
    sign(&["image-editing"], "init_image", VARIED),
    sign(
        &["video-body-to-luma"],
        "textToVideoParams",
        "a field of Nova Reel's body, which the new model does not accept",
    ),
    sign(
        &["cohere-command-body"],
        "return_likelihoods",
        "a field that the new body does not have: remove it",
    ),
    sign(
        &["cohere-command-r-body"],
        "chat_history",
        "a field of Cohere's body: replace it with messages[]",
    ),
    sign(
        &["jurassic-body"],
        "numResults",
        "a field of the Jurassic body: replace the body with messages[]",
    ),
    Sign {
        with: "bedrock:Invoke",
        without: "inference-profile",
        names_model: true,
        ..sign(
            &["iam-inference-profile"],
            "foundation-model/anthropic.claude",
            "the policy must also allow the profile's ARN (inference-profile/…)",
        )
    },
];

impl Sign {
    /// The ascending offsets of the sign in a text that meets its conditions. Comments set nothing, so signs in comments
    /// count only for a finding that is itself in a comment.
    pub(crate) fn occurrences(&self, searched: &SearchedText<'_>, in_comment: bool) -> Vec<usize> {
        let text = &searched.source.text[..];
        if !self.without.is_empty() && memmem::find(text, self.without.as_bytes()).is_some() {
            return Vec::new();
        }
        let others: Vec<usize> = match self.with {
            "" => Vec::new(),
            with => memmem::find_iter(text, with)
                .filter(|at| begins_word(text, *at, with))
                .collect(),
        };
        let near = |at: &usize| {
            let next = others.partition_point(|other| other < at);
            let beside = [next.checked_sub(1), Some(next)];
            let distance = |nth: Option<usize>| others.get(nth?).map(|other| other.abs_diff(*at));
            self.with.is_empty()
                || beside
                    .into_iter()
                    .filter_map(distance)
                    .any(|bytes| bytes <= TOGETHER)
        };
        let found = memmem::find_iter(text, self.text);
        let set = found.filter(|at| is_word(text, *at, self.text) && near(at));
        // A statement that denies needs no profile.
        let set = set.filter(|at| {
            !self.names_model || effect_on(searched.file(), *at) != Some(Effect::Deny)
        });
        set.filter(|at| in_comment || !searched.is_comment(*at))
            .collect()
    }
}

/// Whether the text at an offset is not part of a longer name: `use_temperature` is another setting.
fn is_word(text: &[u8], at: usize, word: &str) -> bool {
    let end = at + word.len();
    let cut = text.get(end).is_none_or(|b| !in_name(*b))
        || !word.ends_with(|c: char| c.is_ascii_alphanumeric());
    begins_word(text, at, word) && cut
}

/// Whether the text at an offset is not the end of a longer name.
fn begins_word(text: &[u8], at: usize, word: &str) -> bool {
    // The letter of an escape is not part of the name: `\ntemperature`.
    let escaped = at >= 2 && text[at - 2] == b'\\';
    let cut = at == 0 || !in_name(text[at - 1]) || escaped;
    cut || !word.starts_with(|c: char| c.is_ascii_alphanumeric())
}

fn in_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

#[cfg(test)]
mod tests {
    use super::super::tests::source;
    use super::{SIGNS, SearchedText};

    /// The lines of a sign, each that of its first letter.
    fn occurrences(text: &str, sign: &str) -> Vec<usize> {
        locations_in("a.json", text, sign)
    }

    fn locations_in(path: &str, text: &str, sign: &str) -> Vec<usize> {
        let sign = SIGNS.iter().find(|of| of.text == sign).expect("a sign");
        let source = source(path, text);
        let lead = sign.text.len() - sign.text.trim_start_matches(['\r', '\n']).len();
        let line = |at: usize| text[..at + lead].matches('\n').count() + 1;
        let occurrences = sign.occurrences(&SearchedText::new(&source), false);
        occurrences.into_iter().map(line).collect()
    }

    #[test]
    fn a_sign_is_a_word_with_a_value() {
        let far = format!(
            "\"Resource\": \"foundation-model/anthropic.claude-v2\"\n{}bedrock:InvokeModel\n",
            "x = 1\n".repeat(400)
        );
        let table: &[(&str, &str, &[usize])] = &[
            ("inputText = 0.5\n", "inputText", &[1]),
            ("use_inputText = 0.5\n", "inputText", &[]),
            ("inputTexts = 0.5\n", "inputText", &[]),
            ("{\"inputText\": 1}", "inputText", &[1]),
            ("body = \"{\\ninputText: 1}\"", "inputText", &[1]),
            (&far, "foundation-model/anthropic.claude", &[]),
            (
                "\"Effect\": \"Deny\", \"Action\": \"bedrock:InvokeModel\", \"Resource\": \"foundation-model/anthropic.claude-v2\"",
                "foundation-model/anthropic.claude",
                &[],
            ),
            (
                "\"Effect\": \"Allow\", \"Action\": \"bedrock:InvokeModel\", \"Resource\": \"foundation-model/anthropic.claude-v2\"",
                "foundation-model/anthropic.claude",
                &[1],
            ),
            (
                "\"Effect\": \"Allow\", \"Action\": \"bedrock:InvokeModel\", \"NotResource\": \"foundation-model/anthropic.claude-v2\"",
                "foundation-model/anthropic.claude",
                &[],
            ),
            ("p = \"\n\nHuman: hi\"", "\n\nHuman:", &[3]),
            ("p = \"\r\n\r\nHuman: hi\"", "\r\n\r\nHuman:", &[3]),
        ];
        for (text, sign, expected) in table {
            assert_eq!(occurrences(text, sign), *expected, "{text:?}");
        }
    }

    #[test]
    fn a_word_in_a_comment_is_no_sign() {
        let cell = |line: &str| {
            format!(
                "{{\"cells\": [{{\"cell_type\": \"code\", \"source\": [\"{line}\"]}}], \"nbformat\": 4}}"
            )
        };
        for (path, text, expected) in [
            ("a.py", "# inputText\n".to_owned(), 0),
            ("a.py", "x = 1  # inputText\n".to_owned(), 0),
            ("a.py", "call(inputText=1)\n".to_owned(), 1),
            ("a.ts", "/*\n inputText\n*/\n".to_owned(), 0),
            ("a.ts", "f(`#${a}`, {inputText: 1})\n".to_owned(), 1),
            ("a.ipynb", cell("# inputText"), 0),
            ("a.ipynb", cell("inputText = 1"), 1),
        ] {
            let found = locations_in(path, &text, "inputText");
            assert_eq!(found.len(), expected, "{path}: {text}");
        }
    }
}
