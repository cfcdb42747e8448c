//! What the text around a reference shows: that it is a policy's resource, about to be removed, or the test of a family.
//! The rows of the table decide.

use memchr::memmem;

use super::line::{self, folded};
use super::occurrence::Occurrence;
use crate::language::Kind;
use crate::reference::{Form, Found};
use crate::source::Span;

/// Whether a reference is an ARN or a pattern, as policies name models.
pub(super) fn is_resource(found: &Found) -> bool {
    matches!(
        found.form,
        Form::FoundationModelArn | Form::InferenceProfileArn | Form::Wildcard | Form::Opaque
    )
}

/// The ARN is the value of a field that chooses a model: `EmbeddingModelArn:`, `"ModelId":`, `foundation_model =`.
/// It is next to policies in templates, and next to the `Resource` of a state machine's task.
pub(super) fn sets_a_model(place: &Occurrence<'_, '_>) -> bool {
    let key = place.key().to_ascii_lowercase();
    matches!(place.file.kind(), Kind::Data | Kind::Infra | Kind::Config)
        && memmem::find(&key, b"model").is_some()
}

/// The reference is the value of a field that is named for one model: `model:`, `modelId:`, `default_model:`.
pub(super) fn sets_the_model(place: &Occurrence<'_, '_>) -> bool {
    let key = folded(place.key());
    key.ends_with("model") || key.ends_with("modelid")
}

/// Inside a policy: a resource next to the words of a statement.
pub(crate) fn in_policy(place: &Occurrence<'_, '_>, found: &Found) -> bool {
    const WORDS: &[&str] = &[
        "\"Effect\"",
        "Effect:",
        "'Effect'",
        "PolicyStatement",
        "\"Resource\"",
        "'Resource'",
        "Resource:",
        "NotResource",
        "bedrock:InvokeModel",
        "bedrock:Invoke*",
        "\"bedrock:*\"",
        "'bedrock:*'",
        "- bedrock:*",
        "bedrock:Converse",
        "bedrock:Get",
        "bedrock:CreateModel",
        "effect:",
        "effect ",
        "aws_iam_policy_document",
        "Effect.ALLOW",
        "addToRolePolicy",
    ];
    is_resource(found) && !sets_a_model(place) && place.near(WORDS)
}

/// How many brackets around a resource are looked through for the effect of its statement.
const STATEMENT_DEPTH: usize = 6;

/// Inside a policy, in a statement that keeps the model out.
pub(super) fn is_denied(place: &Occurrence<'_, '_>, found: &Found) -> bool {
    in_policy(place, found) && keeps_out(place.file.text(), place.span.start)
}

/// Whether the statement of a policy around an offset keeps out what it names: its effect is to deny that, or to allow
/// all but that.
pub(crate) fn keeps_out(text: &[u8], offset: usize) -> bool {
    let (from, to) = line::window(
        text,
        Span {
            start: offset,
            end: offset,
        },
    );
    let around = text[from..to].to_ascii_lowercase();
    let (before, behind) = around.split_at(offset - from);
    let named = memmem::rfind(before, b"resource");
    let excepted =
        named.is_some_and(|n| before[..n].ends_with(b"not") || before[..n].ends_with(b"not_"));
    effect(before, behind).is_some_and(|effect| effect.starts_with(b"deny") != excepted)
}

/// The effect of the statement that goes on from `before` to `behind`, both in lower case: the value of the word in the
/// innermost brackets, else in the innermost block of indented lines, that have it or an action; else its nearest value.
fn effect<'t>(before: &'t [u8], behind: &'t [u8]) -> Option<&'t [u8]> {
    let value = |text: &'t [u8], at: usize| {
        let rest = &text[at + "effect".len()..];
        let rest = rest
            .strip_prefix(b"\"")
            .or_else(|| rest.strip_prefix(b"'"))
            .unwrap_or(rest);
        let sign = rest.trim_ascii_start();
        let sign = sign
            .strip_prefix(b":")
            .or_else(|| sign.strip_prefix(b"="))
            .or_else(|| sign.strip_prefix(b"("))?;
        // `iam.Effect.DENY`: the type is named like the field.
        let sign = sign.trim_ascii_start();
        let typed = memmem::find(&sign[..sign.len().min(24)], b"effect.")
            .map(|n| &sign[n + "effect.".len()..]);
        let sign = typed.unwrap_or(sign);
        Some(
            sign.strip_prefix(b"\"")
                .or_else(|| sign.strip_prefix(b"'"))
                .unwrap_or(sign),
        )
    };
    let first = |text: &'t [u8]| memmem::find_iter(text, b"effect").find_map(|at| value(text, at));
    let last = |text: &'t [u8]| memmem::rfind_iter(text, b"effect").find_map(|at| value(text, at));
    let (mut from, mut to) = (before.len(), 0);
    for _ in 0..STATEMENT_DEPTH {
        let Some(open) = unclosed(before[..from].iter().rev(), b")]}", b"([{") else {
            break;
        };
        from -= open + 1;
        to += unclosed(behind[to..].iter(), b"([{", b")]}")
            .map_or(behind.len() - to, |close| close + 1);
        let statement = [&before[from..], &behind[..to]];
        let effect = last(statement[0]).or_else(|| first(statement[1]));
        // A statement without an effect allows, as in Terraform and the CDK.
        if effect.is_some()
            || statement
                .iter()
                .any(|part| memmem::find(part, b"action").is_some())
        {
            return effect;
        }
    }
    for (from, to) in indented_blocks(before, behind) {
        let statement = [&before[from..], &behind[..to]];
        let effect = last(statement[0]).or_else(|| first(statement[1]));
        if effect.is_some() {
            return effect;
        }
    }
    last(before).or_else(|| first(behind))
}

/// The blocks of YAML around the end of `before`, from the innermost: where each begins in `before` and ends in
/// `behind`. A block begins at a line that is indented less than the lines below it, or is an item of a list.
fn indented_blocks(before: &[u8], behind: &[u8]) -> Vec<(usize, usize)> {
    let indent = |line: &[u8]| line.iter().take_while(|byte| **byte == b' ').count();
    let mut blocks = Vec::new();
    let mut level = usize::MAX;
    let mut end = before.len();
    loop {
        let start = memchr::memrchr(b'\n', &before[..end]).map_or(0, |at| at + 1);
        let line = &before[start..end];
        let width = indent(line);
        let is_own_line = level == usize::MAX;
        if !line[width..].trim_ascii().is_empty() && width < level {
            if !is_own_line || line[width..].starts_with(b"- ") {
                blocks.push((start, block_end(behind, width)));
            }
            level = width;
        }
        if start == 0 || level == 0 {
            return blocks;
        }
        end = start - 1;
    }
}

/// Where the block whose first line has this indentation ends: before the next line that is indented as little.
fn block_end(behind: &[u8], width: usize) -> usize {
    let lines = memchr::memchr_iter(b'\n', behind).map(|at| at + 1);
    let mut starts = lines.filter(|start| {
        let line = &behind[*start..];
        let blank = line.iter().take_while(|byte| **byte == b' ').count();
        !matches!(line.get(blank), None | Some(b'\n' | b'\r' | b'#')) && blank <= width
    });
    starts.next().unwrap_or(behind.len())
}

/// How many bytes come before the first bracket of `ending` that none of `pairing` came before.
fn unclosed<'b>(
    bytes: impl Iterator<Item = &'b u8>,
    pairing: &[u8],
    ending: &[u8],
) -> Option<usize> {
    let mut depth = 0_usize;
    for (nth, byte) in bytes.enumerate() {
        if pairing.contains(byte) {
            depth += 1;
        } else if ending.contains(byte) {
            if depth == 0 {
                return Some(nth);
            }
            depth -= 1;
        }
    }
    None
}
