//! Places in the same file or folder that a migration step will change, where the text tells them.
//!
//! A sign is looked for only where there is a finding that has its step, and is told at the first such finding that is
//! not hidden. What the file of the finding shows is enough; else the folder is asked, and there only files that speak
//! of Bedrock and name no model: one that names a model is about that one.

use memchr::memmem;

use crate::detect::Context;
use crate::finding::{Disposition, Finding, Location, Related};
use crate::source::{Position, Source, Span};

/// Places of one sign that are told in a file, and in a folder.
const MAX_PLACES: usize = 3;

/// What stands in each file that calls Bedrock or allows it, in any case of the first letter.
const BEDROCK: &[u8] = b"edrock";

/// Text by which a step shows.
#[derive(Debug)]
struct Sign {
    /// The step, by its `id` in `rules/migrations.yaml`.
    step: &'static str,
    /// What stands there.
    text: &'static str,
    /// What has to stand in the file as well; empty where nothing has to.
    with: &'static str,
    /// What must not stand in the file; empty where all may.
    without: &'static str,
    /// Whether it says itself which model it is about.
    names_model: bool,
    /// What to do about it.
    message: &'static str,
}

/// A place in a file without the finding that asks for it.
#[derive(Debug)]
pub struct Sighting {
    sign: &'static Sign,
    related: Related,
}

const fn sign(step: &'static str, text: &'static str, message: &'static str) -> Sign {
    Sign { step, text, with: "", without: "", names_model: false, message }
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
        with: "bedrock:Invoke",
        without: "inference-profile",
        names_model: true,
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
        let of_step = findings.iter_mut().filter(|finding| sign.is_of(finding));
        // The first that counts, else the first of those that are hidden.
        let Some(finding) = of_step.min_by_key(|f| f.disposition != Disposition::Active) else { continue };
        let path = finding.reference.location.path.clone();
        let own = finding.reference.location.span;
        let places = sign.places(&path, text, start);
        let elsewhere = |related: &Related| !(own.start..own.end).contains(&related.location.span.start);
        finding.related.extend(places.filter(elsewhere).take(MAX_PLACES));
    }
}

/// Whether other files of the folder are to be asked for what a step of this finding will change.
pub fn asks_folder(finding: &Finding) -> bool {
    asks(finding) && SIGNS.iter().any(|sign| sign.is_of(finding) && !sign.is_shown_by(finding))
}

/// The signs in a file without a finding of their step. `names_models` says whether it has references of its own.
pub fn sightings(source: &Source, names_models: bool) -> Vec<Sighting> {
    if !source.language.is_for_programs() || memmem::find(&source.text, BEDROCK).is_none() {
        return Vec::new();
    }
    let signs = SIGNS.iter().filter(|sign| sign.names_model || !names_models);
    let places = signs.flat_map(|sign| {
        let places = sign.places(&source.path.display, &source.text, source.position(0));
        places.take(MAX_PLACES).map(move |related| Sighting { sign, related })
    });
    places.collect()
}

/// Adds to the findings of one folder what the other files in it show, by the order of `seen`.
pub fn point_out_in_folder(findings: &mut [&mut Finding], seen: &[Sighting]) {
    let in_own_file = |sign: &&Sign| findings.iter().any(|f| sign.is_of(f) && sign.is_shown_by(f));
    let open: Vec<&Sign> = SIGNS.iter().filter(|sign| !in_own_file(sign)).collect();
    for sign in open {
        let Some(finding) = findings.iter_mut().find(|finding| asks(finding) && sign.is_of(finding)) else {
            continue;
        };
        let path = finding.reference.location.path.clone();
        let of_sign =
            seen.iter().filter(|seen| std::ptr::eq(seen.sign, sign) && seen.related.location.path != path);
        finding.related.extend(of_sign.take(MAX_PLACES).map(|seen| seen.related.clone()));
    }
}

/// Whether it counts and stands where something runs: a test beside other tests is about none of them.
fn asks(finding: &Finding) -> bool {
    let runs = [Context::Code, Context::Config, Context::Iac, Context::Iam];
    finding.is_active() && runs.contains(&finding.reference.context)
}

impl Sign {
    /// Whether the finding has the step; where the sign names a model, for one of that provider.
    fn is_of(&self, finding: &Finding) -> bool {
        let of_provider =
            || finding.reference.models.iter().any(|id| self.text.contains(&format!("/{}.", id.provider())));
        finding.steps.iter().any(|step| step.id == self.step) && (!self.names_model || of_provider())
    }

    /// Whether a sign of the same step is pointed out already.
    fn is_shown_by(&self, finding: &Finding) -> bool {
        let mut messages = SIGNS.iter().filter(|sign| sign.step == self.step).map(|sign| sign.message);
        messages.any(|message| finding.related.iter().any(|related| related.message == message))
    }

    /// Where it stands in a text that has what it needs.
    fn places(&self, path: &str, text: &[u8], start: Position) -> impl Iterator<Item = Related> {
        let stands = |needle: &str| memmem::find(text, needle.as_bytes()).is_some();
        let fits = stands(self.with) && (self.without.is_empty() || !stands(self.without));
        let found = fits.then(|| memmem::find_iter(text, self.text)).into_iter().flatten();
        found.map(move |at| {
            let span = Span { start: at, end: at + self.text.len() };
            Related { location: locate(path, text, span, start), message: self.message.to_owned() }
        })
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
