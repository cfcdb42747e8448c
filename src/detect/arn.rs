//! Bedrock ARNs that do not contain a model ID: wildcards over all models, a variable instead of the model, and resources
//! whose model only the account knows, unless the vocabulary contains it.

use std::sync::LazyLock;

use regex::bytes::Regex;

use super::lexicon::Lexicon;
use super::template::placeholder;
use super::{before_provider, expression};
use crate::reference::{Form, Found, RegionOrigin, Resolution};
use crate::source::Span;

/// The head of an ARN up to its resource type, as it is before the slash.
static HEAD: LazyLock<Regex> = LazyLock::new(|| {
    expression::constant(
        r"arn:(?:[a-z-]*|[$#]?\{[^\n]{0,60}?\}|\*):bedrock:([a-z]{2}(?:-[a-z]+)+-\d)?[^\n\x22'`]{0,160}?:?(foundation-model|inference-profile|application-inference-profile|provisioned-model|custom-model|custom-model-deployment|imported-model|prompt-router|default-prompt-router)/$",
    )
});

/// The reference whose resource type's name ends at `end`, after its slash. Absent where a model ID follows,
/// which is found by its provider.
pub(super) fn at_resource(
    text: &[u8],
    start: usize,
    end: usize,
    lexicon: &Lexicon,
) -> Option<Found> {
    let (plain, offsets) = before_provider::unescape(text, end);
    let head = HEAD.captures(&plain);
    let rest = &text[end..];
    let (at, kind) = match &head {
        Some(head) => (
            offsets[head.get(0)?.start()],
            std::str::from_utf8(&head[2]).ok()?.to_owned(),
        ),
        None => (
            before_provider::word_start(text, end - 1),
            resource_type(text, start, end)?,
        ),
    };
    let of_models = matches!(kind.as_str(), "foundation-model" | "inference-profile");
    if of_models && names_provider(rest, lexicon) {
        return None;
    }
    let (width, form) = match resource(rest)? {
        (width, Resource::Wildcard)
            if head.is_some() || (of_models && covers_all(&rest[..width], lexicon)) =>
        {
            (width, Form::Wildcard)
        }
        // The rest needs the head of an ARN: elsewhere these words are paths of web pages and folders.
        _ if head.is_none() => return None,
        (width, Resource::Literal) if kind == "foundation-model" => {
            (width, Form::FoundationModelArn)
        }
        (width, Resource::Placeholder) if of_models => (
            width,
            if kind == "foundation-model" {
                Form::FoundationModelArn
            } else {
                Form::InferenceProfileArn
            },
        ),
        (width, _) => (width, Form::Opaque),
    };
    let known = match &head {
        Some(head) if form == Form::Opaque => {
            let arn = [&plain[head.get(0)?.start()..], &rest[..width]].concat();
            lexicon.models_of_opaque(&String::from_utf8_lossy(&arn))
        }
        _ => Vec::new(),
    };
    let region = head
        .as_ref()
        .and_then(|h| before_provider::as_region(h.get(1)?.as_bytes()))
        .map(|r| (r, RegionOrigin::Arn));
    Some(Found {
        id_span: Span {
            start: end,
            end: end + width,
        },
        resolution: match form {
            Form::Wildcard => Resolution::Family,
            _ if known.is_empty() => Resolution::None,
            _ => Resolution::Exact,
        },
        models: known,
        scope: scope_of(rest, lexicon),
        region,
        ..Found::at(
            Span {
                start: at,
                end: end + width,
            },
            form,
        )
    })
}

/// How far after the format of an ARN its arguments go.
const ARGUMENTS: usize = 160;

/// Drops ARNs with a location for the model that is filled with an ID in the same call, since the ID is reported by itself:
/// `format("arn:…:foundation-model/%s", var.region, "anthropic.claude-v2")`.
pub(super) fn drop_filled(text: &[u8], found: &mut Vec<Found>) {
    let fills = |arn: &Found, id: &Found| {
        arn.resolution == Resolution::None
            && matches!(
                arn.form,
                Form::FoundationModelArn | Form::InferenceProfileArn
            )
            && matches!(
                text[..arn.span.end],
                [.., b'%', b's' | b'v'] | [.., b'{', b'}']
            )
            && matches!(id.form, Form::Base | Form::Profile)
            && text
                .get(arn.span.end..id.span.start)
                .is_some_and(|between| between.len() <= ARGUMENTS && is_arguments(between))
    };
    let filled: Vec<bool> = (0..found.len())
        .map(|at| {
            found
                .get(at + 1)
                .is_some_and(|next| fills(&found[at], next))
        })
        .collect();
    let mut filled = filled.into_iter();
    found.retain(|_| !filled.next().unwrap_or(false));
}

/// Whether a text goes from the end of a format to one of its arguments, past others.
fn is_arguments(between: &[u8]) -> bool {
    let lead = between
        .strip_prefix(b"\"")
        .or_else(|| between.strip_prefix(b"'"))
        .map(<[u8]>::trim_ascii_start);
    let leads: &[&[u8]] = &[b",", b".format(", b"%"];
    lead.is_some_and(|rest| leads.iter().any(|lead| rest.starts_with(lead)))
        && between
            .iter()
            .all(|b| !matches!(b, b';' | b'{' | b'}' | b'#'))
}

/// The resource type that ends after its slash at `end`, where it is one of those that name models.
fn resource_type(text: &[u8], start: usize, end: usize) -> Option<String> {
    let word = &text[before_provider::word_start(text, end - 1)..end - 1];
    let known = matches!(word, b"foundation-model" | b"inference-profile") && start < end;
    known.then(|| String::from_utf8_lossy(word).into_owned())
}

#[derive(Debug, PartialEq, Eq)]
enum Resource {
    /// `*`, `us.*`, and what else covers models without naming a provider.
    Wildcard,
    /// A variable.
    Placeholder,
    /// A name of the account's own.
    Literal,
}

/// The resource after the slash and its width; absent if none exists.
fn resource(rest: &[u8]) -> Option<(usize, Resource)> {
    if let Some((width, _)) = placeholder(rest) {
        return Some((width, Resource::Placeholder));
    }
    let is_name =
        |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b':' | b'*' | b'/');
    let width = rest.iter().take(128).take_while(|b| is_name(b)).count();
    let name = &rest[..width];
    let name = &name[..name.len()
        - name
            .iter()
            .rev()
            .take_while(|b| matches!(b, b'.' | b':' | b'/'))
            .count()];
    if name.is_empty() {
        return None;
    }
    let kind = if name.contains(&b'*') {
        Resource::Wildcard
    } else {
        Resource::Literal
    };
    Some((name.len(), kind))
}

/// Whether a pattern is `*`, `us.*` or `*.*` and no path of a web page or a folder.
fn covers_all(pattern: &[u8], lexicon: &Lexicon) -> bool {
    pattern.first() == Some(&b'*') || scope_of(pattern, lexicon).is_some()
}

/// Whether a provider's name is here, perhaps after a scope, placeholder or star.
fn names_provider(rest: &[u8], lexicon: &Lexicon) -> bool {
    let line = &rest[..rest
        .iter()
        .take(128)
        .position(|b| matches!(b, b'\n' | b'"' | b'\'' | b' '))
        .unwrap_or(rest.len().min(128))];
    let line = String::from_utf8_lossy(line).to_ascii_lowercase();
    lexicon.provider_names().any(|name| {
        line.match_indices(name).any(|(at, _)| {
            let behind = &line[at + name.len()..];
            let before = &line[..at];
            behind.starts_with(['.', '\\'])
                && !before.ends_with(|c: char| c.is_ascii_alphanumeric())
        })
    })
}

/// The scope of `us.*`.
fn scope_of(rest: &[u8], lexicon: &Lexicon) -> Option<crate::model_id::ProfileScope> {
    let end = rest.iter().take(8).position(|b| *b == b'.')?;
    let word = std::str::from_utf8(&rest[..end]).ok()?;
    lexicon
        .is_scope(word)
        .then(|| crate::model_id::ProfileScope::new(word))
}
