//! What the text around a reference says: that it is a policy's resource, on its way out, or the test of a
//! family. Decides no context by itself; the rows of the table ask.

use memchr::memmem;

use super::line::{AROUND, folded};
use super::place::Place;
use crate::detect::{Form, Match, Resolution};
use crate::language::Kind;

/// Whether a reference is an ARN or a pattern, as policies name models.
pub(super) fn is_resource(found: &Match) -> bool {
    matches!(found.form, Form::FoundationModelArn | Form::InferenceProfileArn | Form::Wildcard | Form::Opaque)
}

/// The ARN is the value of a field that chooses a model: `EmbeddingModelArn:`, `"ModelId":`, `foundation_model =`.
/// It stands beside policies in templates, and beside the `Resource` of a state machine's task.
pub(super) fn sets_a_model(place: &Place<'_, '_>) -> bool {
    let key = place.key().to_ascii_lowercase();
    matches!(place.file.kind(), Kind::Data | Kind::Infra | Kind::Config)
        && memmem::find(&key, b"model").is_some()
}

/// The reference is the value of a field that is named for one model: `model:`, `modelId:`, `default_model:`.
pub(super) fn sets_the_model(place: &Place<'_, '_>) -> bool {
    let key = folded(place.key());
    key.ends_with("model") || key.ends_with("modelid")
}

/// Inside a policy: a resource beside the words of a statement.
pub(crate) fn in_policy(place: &Place<'_, '_>, found: &Match) -> bool {
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
pub(super) fn is_denied(place: &Place<'_, '_>, found: &Match) -> bool {
    in_policy(place, found) && keeps_out(place.file.text(), place.span.start)
}

/// Whether the statement of a policy around an offset keeps out what it names: its effect is to deny that, or to allow
/// all but that.
pub(crate) fn keeps_out(text: &[u8], offset: usize) -> bool {
    let (from, to) = (offset.saturating_sub(AROUND), text.len().min(offset + AROUND));
    let around = text[from..to].to_ascii_lowercase();
    let (before, behind) = around.split_at(offset - from);
    let named = memmem::rfind(before, b"resource");
    let excepted = named.is_some_and(|n| before[..n].ends_with(b"not") || before[..n].ends_with(b"not_"));
    effect(before, behind).is_some_and(|effect| effect.starts_with(b"deny") != excepted)
}

/// What the effect of the statement is that goes on from `before` to `behind`, both in lower case: what stands behind
/// the word in the innermost brackets that have it or an action, else behind the nearest one, as in YAML.
fn effect<'t>(before: &'t [u8], behind: &'t [u8]) -> Option<&'t [u8]> {
    let value = |text: &'t [u8], at: usize| {
        let rest = &text[at + "effect".len()..];
        let rest = rest.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'")).unwrap_or(rest);
        let sign = rest.trim_ascii_start();
        let sign = sign
            .strip_prefix(b":")
            .or_else(|| sign.strip_prefix(b"="))
            .or_else(|| sign.strip_prefix(b"("))?;
        // `iam.Effect.DENY`: the type is named like the field.
        let sign = sign.trim_ascii_start();
        let typed =
            memmem::find(&sign[..sign.len().min(24)], b"effect.").map(|n| &sign[n + "effect.".len()..]);
        let sign = typed.unwrap_or(sign);
        Some(sign.strip_prefix(b"\"").or_else(|| sign.strip_prefix(b"'")).unwrap_or(sign))
    };
    let first = |text: &'t [u8]| memmem::find_iter(text, b"effect").find_map(|at| value(text, at));
    let last = |text: &'t [u8]| memmem::rfind_iter(text, b"effect").find_map(|at| value(text, at));
    let (mut from, mut to) = (before.len(), 0);
    for _ in 0..STATEMENT_DEPTH {
        let Some(open) = unclosed(before[..from].iter().rev(), b")]}", b"([{") else { break };
        from -= open + 1;
        to += unclosed(behind[to..].iter(), b"([{", b")]}").map_or(behind.len() - to, |close| close + 1);
        let statement = [&before[from..], &behind[..to]];
        let effect = last(statement[0]).or_else(|| first(statement[1]));
        // A statement that says none allows, as in Terraform and the CDK.
        if effect.is_some() || statement.iter().any(|part| memmem::find(part, b"action").is_some()) {
            return effect;
        }
    }
    last(before).or_else(|| first(behind))
}

/// How many bytes come before the first bracket of `ending` that none of `pairing` came before.
fn unclosed<'b>(bytes: impl Iterator<Item = &'b u8>, pairing: &[u8], ending: &[u8]) -> Option<usize> {
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

/// Words that say that something is on its way out.
const ENDING: &[&str] = &[
    "deprecat",
    "sunset",
    "end-of-life",
    "end_of_life",
    "endoflife",
    "end of life",
    "retired",
    "obsolete",
    "superseded",
];

/// The same in names of tables, where more words are unmistakable.
const ENDING_TABLES: &[&str] = &[
    "deprecat",
    "legacy",
    "retired",
    "sunset",
    "obsolete",
    "eol_",
    "_eol",
    "end_of_life",
    "endoflife",
    "superseded",
    "replacement",
    "successor",
    "migration",
    "migrate",
    "old_to_new",
    "oldtonew",
    "upgrade",
    "exclude",
    "excluding",
    "unsupported",
    "denylist",
    "deny_list",
    "blocklist",
    "block_list",
    "blacklist",
];

/// How far on a long line words still speak of the reference.
const SAID: usize = 120;

/// The line, the annotation above it, or the name of the table around it says that the model is on its way
/// out. What a program that calls Bedrock only remarks behind its own setting is a use all the same.
pub(super) fn names_a_deprecation(place: &Place<'_, '_>) -> bool {
    let (start, end) = place.line_bounds();
    let (from, to) = (start.max(place.span.start.saturating_sub(SAID)), end.min(place.span.end + SAID));
    let said = place.between(from, to, ENDING);
    let remarked = !place.between(from, place.span.end, ENDING) && place.file.calls_bedrock();
    let annotated = place.line_above().is_some_and(|(above, until)| {
        place.between(
            above,
            until,
            &["@deprecated", "[obsolete", "#[deprecated", "// deprecated", "# deprecated"],
        )
    });
    (said && !remarked) || annotated || in_ending_table(place)
}

/// Inside `LEGACY_MODELS = {`, `"replacements": [` and the like; a class or a function is no table.
fn in_ending_table(place: &Place<'_, '_>) -> bool {
    const PROGRAM: &[&str] = &[
        "class ",
        "def ",
        "func ",
        "fn ",
        "fun ",
        "function",
        "=>",
        "void ",
        "if ",
        "for ",
        "while ",
        "interface ",
        "raise ",
        "throw ",
        "error(",
        "exception(",
        "panic",
    ];
    let is_table = |head: &[u8]| {
        let head = head.to_ascii_lowercase();
        let has = |words: &[&str]| words.iter().any(|w| memmem::find(&head, w.as_bytes()).is_some());
        let opens =
            memchr::memchr3(b'{', b'[', b'(', &head).is_some() || head.trim_ascii_end().ends_with(b":");
        opens && memchr::memchr2(b'=', b':', &head).is_some() && has(ENDING_TABLES) && !has(PROGRAM)
    };
    is_table(place.enclosing_head()) || is_table(place.line_before())
}

/// The reference is an argument of a test on the beginning or a part of an ID, one of several that are tested
/// one after another, or a prefix by name.
pub(super) fn tests_a_family(place: &Place<'_, '_>, found: &Match) -> bool {
    let before = place.line_before().to_ascii_lowercase();
    let quoted = before.trim_ascii_end();
    let open = quoted.iter().rev().take_while(|b| matches!(**b, b'"' | b'\'' | b'`' | b'/' | b'^')).count();
    let bare = &quoted[..quoted.len() - open];
    // The letter before a raw literal: `r"…"`.
    let bare = match bare {
        [rest @ .., b'r' | b'f' | b'b' | b'u'] if open > 0 && rest.ends_with(b"(") => rest,
        _ => bare,
    };
    let bare = bare.trim_ascii_end();
    let ends_in = |text: &[u8]| FAMILY_TESTS.iter().any(|c| text.ends_with(c.trim_end().as_bytes()));
    let after = &place.file.text()[place.span.end..];
    let after = after.strip_prefix(b"\"").or_else(|| after.strip_prefix(b"'")).unwrap_or(b"");
    ends_in(bare)
        || subject(bare).is_some_and(ends_in)
        || [&b" in model"[..], b" in self.model", b" in str(", b" not in model", b" in name", b" in id"]
            .iter()
            .any(|w| after.starts_with(w))
        || (no_whole_id(found) && is_element(bare) && tested_below(place))
}

/// Calls that ask how an ID begins or what is part of it, in lower case, up to their argument.
const FAMILY_TESTS: &[&str] = &[
    "startswith(",
    "starts_with(",
    "start_with?(",
    "hasprefix(",
    "has_prefix(",
    ".includes(",
    ".contains(",
    "str_contains(",
    "str_starts_with(",
    ".indexof(",
    "strings.contains(",
    "starts_with?(",
    ".include?(",
    ".match(",
    ".fullmatch(",
    ".search(",
    "stringr::str_detect(",
    "startswith ",
    "string.match(",
    "string.find(",
    "-like ",
    "-match ",
    " like ",
    "prefix\":",
    "prefix':",
    "prefix:",
];

/// What stands before the first of two arguments, where that is a variable: `strings.HasPrefix(` of
/// `strings.HasPrefix(model, `.
fn subject(before: &[u8]) -> Option<&[u8]> {
    let variable = before.strip_suffix(b",")?;
    let width = variable
        .iter()
        .rev()
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(**b, b'_' | b'.' | b'$' | b'&' | b'*'))
        .count();
    (width > 0).then(|| &variable[..variable.len() - width])
}

/// Whether the text is no ID that could be called.
fn no_whole_id(found: &Match) -> bool {
    matches!(found.resolution, Resolution::Truncated | Resolution::Family)
}

/// Whether an element of a list begins behind this text.
fn is_element(before: &[u8]) -> bool {
    matches!(before.last(), None | Some(b',' | b'[' | b'(' | b'{'))
}

/// Whether the text right below tests how IDs begin.
fn tested_below(place: &Place<'_, '_>) -> bool {
    let below = place.behind().to_ascii_lowercase();
    ["startswith(", "starts_with(", "start_with?(", "hasprefix(", ".some(", "str_starts_with("]
        .iter()
        .any(|call| memmem::find(&below, call.as_bytes()).is_some())
}
