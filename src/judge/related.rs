//! Places in the same file that a migration step will change, where the text tells them.
//!
//! A sign is looked for only in files with a finding that has its step, and is told at the first such finding that is not hidden.

use memchr::memmem;

use crate::finding::{Disposition, Finding, Location, Related};
use crate::source::{Position, Span};

/// Places of one sign that are told in a file.
const MAX_PLACES: usize = 3;

/// Text by which a step shows.
struct Sign {
    /// The step, by its `id` in `rules/migrations.yaml`.
    step: &'static str,
    /// What stands there.
    text: &'static str,
    /// What has to stand in the file as well; empty where nothing has to.
    with: &'static str,
    /// What must not stand in the file; empty where all may.
    without: &'static str,
    /// What to do about it.
    message: &'static str,
}

const fn sign(step: &'static str, text: &'static str, message: &'static str) -> Sign {
    Sign { step, text, with: "", without: "", message }
}

const MESSAGES: &str = "a field of the Text Completions body: becomes messages[] and max_tokens";
const TITAN: &str = "a field of the Titan body: becomes messages[] and inferenceConfig";
const TEMPLATE: &str = "the model's own prompt template: becomes chat messages";
const SAMPLING: &str = "the new model rejects sampling parameters other than the default";

static SIGNS: &[Sign] = &[
    sign("claude-messages-body", "max_tokens_to_sample", MESSAGES),
    sign("claude-messages-body", "\\n\\nHuman:", "the prompt in one string: becomes messages[]"),
    sign("claude-messages-body", "\n\nHuman:", "the prompt in one string: becomes messages[]"),
    sign("titan-text-body", "inputText", TITAN),
    sign("titan-text-body", "textGenerationConfig", TITAN),
    sign("stable-diffusion-xl-body", "text_prompts", "a field of the old body: becomes prompt"),
    sign("llama-leave", "[INST]", TEMPLATE),
    sign("llama-leave", "<|begin_of_text|>", TEMPLATE),
    sign("mistral-chat-messages", "[INST]", TEMPLATE),
    sign("image-body-to-stability", "textToImageParams", "a field of Amazon's body: becomes prompt"),
    sign("video-body-to-luma", "textToVideoParams", "a field of Nova Reel's own body"),
    sign("cohere-command-body", "return_likelihoods", "a field that has no successor"),
    sign("cohere-command-r-body", "chat_history", "a field of Cohere's body: becomes messages[]"),
    sign("jurassic-body", "numResults", "a field of the Jurassic body, which becomes messages[]"),
    sign(
        "claude-thinking-budget",
        "budget_tokens",
        "the new model rejects a budget: adaptive thinking instead",
    ),
    Sign { with: "top_p", ..sign("claude-sampling-parameters", "temperature", SAMPLING) },
    Sign { with: "temperature", ..sign("claude-sampling-parameters", "top_p", SAMPLING) },
    Sign {
        without: "inference-profile",
        ..sign(
            "iam-inference-profile",
            "foundation-model/anthropic.claude",
            "a profile needs its own ARN (inference-profile/…) beside this one",
        )
    },
];

/// Adds to the findings of one file the other places that their steps will change. `text` is the decoded text
/// that was searched, `start` the position of its first byte.
pub fn point_out(findings: &mut [Finding], text: &[u8], start: Position) {
    for sign in SIGNS {
        let of_step = findings.iter_mut().filter(|f| f.steps.iter().any(|step| step.id == sign.step));
        // The first that counts, else the first of those that are hidden.
        let Some(finding) = of_step.min_by_key(|f| f.disposition != Disposition::Active) else { continue };
        let stands = |needle: &str| memmem::find(text, needle.as_bytes()).is_some();
        if !stands(sign.with) || (!sign.without.is_empty() && stands(sign.without)) {
            continue;
        }
        let path = finding.reference.location.path.clone();
        let own = finding.reference.location.span;
        let elsewhere = |at: &usize| *at < own.start || *at >= own.end;
        for at in memmem::find_iter(text, sign.text).filter(elsewhere).take(MAX_PLACES) {
            let span = Span { start: at, end: at + sign.text.len() };
            let location = locate(&path, text, span, start);
            finding.related.push(Related { location, message: sign.message.to_owned() });
        }
    }
}

fn locate(path: &str, text: &[u8], span: Span, start: Position) -> Location {
    let first = advance(start, &text[..span.start]);
    let end = advance(first, &text[span.start..span.end]);
    Location { path: path.to_owned(), start: first, end, span, cell: None }
}

/// The position behind some bytes that begin at `from`.
fn advance(from: Position, bytes: &[u8]) -> Position {
    let lines = memchr::memchr_iter(b'\n', bytes).count() as u64;
    let last = memchr::memrchr(b'\n', bytes).map_or(0, |at| at + 1);
    let columns = String::from_utf8_lossy(&bytes[last..]).chars().count() as u64;
    let column = if lines == 0 { from.column + columns } else { 1 + columns };
    Position { line: from.line + lines, column }
}

#[cfg(test)]
mod tests {
    use super::SIGNS;
    use crate::catalog::Catalog;

    #[test]
    fn signs_are_of_steps_that_exist() {
        for sign in SIGNS {
            assert!(Catalog::embedded().migrations.iter().any(|row| row.id == sign.step), "{}", sign.step);
        }
    }
}
