//! Locations in the same file or folder that a migration step will change, if the text shows them.
//!
//! A sign is searched only if a finding has its step. Its locations are reported at the worst such finding that is not
//! hidden, the nearest first. If the finding's file has none, the other files of its folder are searched that mention
//! Bedrock but no model: a file that mentions a model is about that model.

use std::cmp::Reverse;

use memchr::memmem;

use crate::finding::{Disposition, Finding, Location, Related, RelatedRole};
use crate::reference::Context;
use crate::source::{Position, Source, Span};
use crate::surroundings::keeps_out;

/// Most locations of one sign that are reported in a file, and in a folder.
const MAX_PLACES: usize = 3;

/// Distance in bytes within which a second sign must be.
const TOGETHER: usize = 2000;

/// Text in each file that calls Bedrock or allows calling it. The case of the first letter is ignored.
const BEDROCK: &[u8] = b"edrock";

/// Text that shows that a step applies.
#[derive(Debug)]
struct Sign {
    /// The step, by its `id` in `rules/migrations.yaml`.
    step: &'static str,
    /// The text.
    text: &'static str,
    /// Other text that must be nearby; empty if none is needed.
    with: &'static str,
    /// Text that must not be in the file; empty if all is allowed.
    without: &'static str,
    /// Whether the sign itself shows which model it is about.
    names_model: bool,
    /// What to do about it.
    message: &'static str,
}

/// A location in a file without the finding.
#[derive(Debug)]
pub struct Sighting {
    sign: &'static Sign,
    related: Related,
}

const fn sign(step: &'static str, text: &'static str, message: &'static str) -> Sign {
    Sign {
        step,
        text,
        with: "",
        without: "",
        names_model: false,
        message,
    }
}

const MESSAGES: &str =
    "a field of the Text Completions body: replace it with messages[] and max_tokens";
const TITAN: &str = "a field of the Titan body: replace it with messages[] and inferenceConfig";
const TEMPLATE: &str = "the model's own prompt template: replace it with chat messages";
const SAMPLING: &str = "the new model rejects sampling parameters other than the default";
const TWO_AT_ONCE: &str = "the new model rejects temperature together with top_p";

static SIGNS: &[Sign] = &[
    sign("claude-messages-body", "max_tokens_to_sample", MESSAGES),
    sign(
        "claude-messages-body",
        "\\n\\nHuman:",
        "the prompt as one string: replace it with messages[]",
    ),
    sign(
        "claude-messages-body",
        "\n\nHuman:",
        "the prompt as one string: replace it with messages[]",
    ),
    sign(
        "claude-messages-body",
        "\r\n\r\nHuman:",
        "the prompt as one string: replace it with messages[]",
    ),
    sign("titan-text-body", "inputText", TITAN),
    sign("titan-text-body", "textGenerationConfig", TITAN),
    sign(
        "stable-diffusion-xl-body",
        "text_prompts",
        "a field of the old body: replace it with prompt",
    ),
    sign("llama-leave", "[INST]", TEMPLATE),
    sign("llama-leave", "<|begin_of_text|>", TEMPLATE),
    sign("mistral-chat-messages", "[INST]", TEMPLATE),
    sign(
        "image-body-to-stability",
        "textToImageParams",
        "a field of Amazon's body: replace it with prompt",
    ),
    sign(
        "video-body-to-luma",
        "textToVideoParams",
        "a field of Nova Reel's body",
    ),
    sign(
        "cohere-command-body",
        "return_likelihoods",
        "a field without a successor",
    ),
    sign(
        "cohere-command-r-body",
        "chat_history",
        "a field of Cohere's body: replace it with messages[]",
    ),
    sign(
        "jurassic-body",
        "numResults",
        "a field of the Jurassic body, which messages[] replaces",
    ),
    sign(
        "claude-thinking-budget",
        "budget_tokens",
        "the new model rejects a thinking budget: use adaptive thinking",
    ),
    Sign {
        with: "top_p",
        ..sign("claude-sampling-parameters", "temperature", SAMPLING)
    },
    Sign {
        with: "temperature",
        ..sign("claude-sampling-parameters", "top_p", SAMPLING)
    },
    Sign {
        with: "top_p",
        ..sign("claude-temperature-or-top-p", "temperature", TWO_AT_ONCE)
    },
    Sign {
        with: "temperature",
        ..sign("claude-temperature-or-top-p", "top_p", TWO_AT_ONCE)
    },
    Sign {
        with: "bedrock:Invoke",
        without: "inference-profile",
        names_model: true,
        ..sign(
            "iam-inference-profile",
            "foundation-model/anthropic.claude",
            "the policy must also allow the profile's ARN (inference-profile/…)",
        )
    },
];

/// Adds to the findings of one file the other locations that their steps will change. `text` is the decoded text, `start`
/// the position of its first byte.
pub fn point_out(findings: &mut [Finding], text: &[u8], start: Position) {
    for sign in SIGNS {
        let of_step = findings.iter_mut().filter(|finding| sign.is_of(finding));
        // The worst finding that is not hidden, else the worst hidden one; of equals the first.
        let rank = |f: &&mut Finding| (f.disposition != Disposition::Active, Reverse(f.level));
        let Some(finding) = of_step.min_by_key(rank) else {
            continue;
        };
        let own = finding.reference.location.span;
        let in_remark = matches!(finding.reference.context, Context::Comment | Context::Docs);
        let mut places = sign.places(text, in_remark);
        places.retain(|at| !(own.start..own.end).contains(at));
        places.sort_by_key(|at| at.abs_diff(own.start));
        places.truncate(MAX_PLACES);
        places.sort_unstable();
        let path = finding.reference.location.path.clone();
        finding.related.extend(
            places
                .into_iter()
                .map(|at| sign.related(&path, text, at, start)),
        );
    }
}

/// Whether to search other files of the folder for what a step of this finding will change.
pub fn asks_folder(finding: &Finding) -> bool {
    asks(finding)
        && SIGNS
            .iter()
            .any(|sign| sign.is_of(finding) && !sign.is_shown_by(finding))
}

/// The signs in a file without a finding of their step. `names_models` is whether it has references of its own.
pub fn sightings(source: &Source, names_models: bool) -> Vec<Sighting> {
    if !source.language.is_for_programs() || memmem::find(&source.text, BEDROCK).is_none() {
        return Vec::new();
    }
    let signs = SIGNS
        .iter()
        .filter(|sign| sign.names_model || !names_models);
    let (path, start) = (&source.path.display, source.position(0));
    let places = signs.flat_map(|sign| {
        let places = sign
            .places(&source.text, false)
            .into_iter()
            .take(MAX_PLACES);
        places.map(move |at| Sighting {
            sign,
            related: sign.related(path, &source.text, at, start),
        })
    });
    places.collect()
}

/// Adds to the findings of one folder the signs in its other files, in the order of `seen`.
pub fn point_out_in_folder(findings: &mut [&mut Finding], seen: &[Sighting]) {
    let in_own_file = |sign: &&Sign| {
        findings
            .iter()
            .any(|f| sign.is_of(f) && sign.is_shown_by(f))
    };
    let open: Vec<&Sign> = SIGNS.iter().filter(|sign| !in_own_file(sign)).collect();
    for sign in open {
        let Some(finding) = findings
            .iter_mut()
            .find(|finding| asks(finding) && sign.is_of(finding))
        else {
            continue;
        };
        let path = finding.reference.location.path.clone();
        let of_sign = seen
            .iter()
            .filter(|seen| std::ptr::eq(seen.sign, sign) && seen.related.location.path != path);
        finding
            .related
            .extend(of_sign.take(MAX_PLACES).map(|seen| seen.related.clone()));
    }
}

/// Whether the finding is active and in code that runs: files next to a test are not about the test's model.
fn asks(finding: &Finding) -> bool {
    let runs = [Context::Code, Context::Config, Context::Iac, Context::Iam];
    finding.is_active() && runs.contains(&finding.reference.context)
}

impl Sign {
    /// Whether the finding has the step; if the sign shows a model, whether it is of the same provider.
    fn is_of(&self, finding: &Finding) -> bool {
        let of_provider = || {
            finding
                .reference
                .models
                .iter()
                .any(|id| self.text.contains(&format!("/{}.", id.provider())))
        };
        finding.steps.iter().any(|step| step.id == self.step)
            && (!self.names_model || of_provider())
    }

    /// Whether a sign of the same step has been reported already.
    fn is_shown_by(&self, finding: &Finding) -> bool {
        let mut messages = SIGNS
            .iter()
            .filter(|sign| sign.step == self.step)
            .map(|sign| sign.message);
        messages.any(|message| {
            finding
                .related
                .iter()
                .any(|related| related.message == message)
        })
    }

    /// The ascending offsets of the sign in a text that meets its conditions. Comments set nothing, so signs in comments
    /// count only for a finding that is itself in a comment.
    fn places(&self, text: &[u8], in_remark: bool) -> Vec<usize> {
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
        let set = set.filter(|at| !self.names_model || !keeps_out(text, *at));
        set.filter(|at| in_remark || !is_in_comment_line(text, *at))
            .collect()
    }

    /// The location of an offset; it begins on the line with the words.
    fn related(&self, path: &str, text: &[u8], at: usize, start: Position) -> Related {
        let lead = self.text.len() - self.text.trim_start_matches(['\r', '\n']).len();
        let span = Span {
            start: at + lead,
            end: at + self.text.len(),
        };
        let location = locate(path, text, span, start);
        Related {
            location,
            role: RelatedRole::Change,
            message: self.message.to_owned(),
        }
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

/// How far back a line is searched for the opener of a comment, in bytes.
const LINE: usize = 400;

/// Whether the line of an offset begins with a comment opener, possibly after the quote of a notebook's line.
fn is_in_comment_line(text: &[u8], at: usize) -> bool {
    let from = at.saturating_sub(LINE);
    let line = memchr::memrchr(b'\n', &text[from..at]).map_or(from, |n| from + n + 1);
    let line = text[line..at].trim_ascii_start();
    let line = line.strip_prefix(b"\"").unwrap_or(line).trim_ascii_start();
    [b"#".as_slice(), b"//", b"* ", b"--", b"<!--"]
        .iter()
        .any(|sign| line.starts_with(sign))
}

fn locate(path: &str, text: &[u8], span: Span, start: Position) -> Location {
    let first = start.after(&text[..span.start]);
    let end = first.after(&text[span.start..span.end]);
    Location {
        path: path.into(),
        start: first,
        end,
        span,
        cell: None,
    }
}

#[cfg(test)]
mod tests {
    use super::SIGNS;
    use crate::catalog::Catalog;
    use crate::source::Position;

    fn places(text: &str, sign: &str) -> Vec<u64> {
        let sign = SIGNS.iter().find(|of| of.text == sign).expect("a sign");
        let start = Position { line: 1, column: 1 };
        let line = |at| {
            sign.related("a", text.as_bytes(), at, start)
                .location
                .start
                .line
        };
        sign.places(text.as_bytes(), false)
            .into_iter()
            .map(line)
            .collect()
    }

    #[test]
    fn a_sign_is_a_word_that_is_set() {
        let far = format!("temperature = 0.5\n{}top_p = 1\n", "x = 1\n".repeat(400));
        let table: &[(&str, &str, &[u64])] = &[
            ("temperature = 0.5\ntop_p = 1\n", "temperature", &[1]),
            ("use_temperature = 0.5\ntop_p = 1\n", "temperature", &[]),
            ("temperature = 0.5\nstop_p = 1\n", "temperature", &[]),
            ("# temperature or top_p\n", "temperature", &[]),
            ("  \"# temperature or top_p\\n\",\n", "temperature", &[]),
            ("{\"temperature\": 1, \"top_p\": 1}", "temperature", &[1]),
            (
                "body = \"{\\ntemperature: 1, top_p: 1}\"",
                "temperature",
                &[1],
            ),
            (&far, "temperature", &[]),
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
            assert_eq!(places(text, sign), *expected, "{text:?}");
        }
    }

    #[test]
    fn signs_are_of_steps_that_exist() {
        for sign in SIGNS {
            assert!(
                Catalog::embedded()
                    .migrations
                    .iter()
                    .any(|row| row.id == sign.step),
                "{}",
                sign.step
            );
        }
    }
}
