//! IDs written as regular expressions. The expression itself is matched against the known IDs.

use regex::bytes::{Regex, RegexBuilder};

use super::lexicon::Lexicon;
use crate::model_id::ModelId;

/// Longest expression that is read.
const MAX_EXPRESSION: usize = 240;

/// The IDs that an expression means, and where it ends.
#[derive(Debug)]
pub(super) struct Expression {
    pub(super) end: usize,
    pub(super) models: Vec<ModelId>,
    /// Whether it is the beginning of what it matches, as in `/^anthropic\.claude-3-/`.
    pub(super) prefix: bool,
}

/// Reads the expression that begins with a provider's name at `start`; absent if it is not one, or matches no
/// model, or every model of the provider.
pub(super) fn read(
    text: &[u8],
    start: usize,
    provider: &str,
    lexicon: &Lexicon,
) -> Option<Expression> {
    let (body, end) = body(text, start)?;
    if takes_apart(&body) {
        return None;
    }
    let all = lexicon
        .base_ids()
        .filter(|id| id.split('.').next() == Some(provider))
        .count();
    for (anchor, prefix) in [("$", false), ("", true)] {
        let expression = compile(&format!("^(?:{body}){anchor}"))?;
        let models = lexicon.matched_by(|id| expression.is_match(id.as_bytes()));
        if !models.is_empty() {
            let is_specific = models.len() < all || names_a_family(&body);
            return is_specific.then_some(Expression {
                end,
                models,
                prefix,
            });
        }
    }
    None
}

/// Whether letters of a family follow the provider's dot: `anthropic\.claude-` and not `anthropic\..*`.
fn names_a_family(body: &str) -> bool {
    let behind = body.split_once('.').map_or("", |(_, behind)| behind);
    behind.bytes().take_while(u8::is_ascii_alphabetic).count() >= 3
}

/// Whether an expression takes IDs apart instead of naming some: anything may be in it before the first
/// number, and more has to follow.
fn takes_apart(body: &str) -> bool {
    let mut class = false;
    let mut before = ' ';
    for (at, c) in body.char_indices() {
        match c {
            '[' => class = true,
            ']' => class = false,
            '+' | '*' if !class && before != '\\' => {
                let rest = body[at + 1..].trim_start_matches(['?', ')']);
                return !rest.is_empty() && !rest.starts_with('$');
            }
            '0'..='9' if !class => return false,
            _ => {}
        }
        before = c;
    }
    false
}

/// The limits keep a hostile expression small; matching is linear in any case.
fn compile(expression: &str) -> Option<Regex> {
    ascii(expression)
        .size_limit(1 << 16)
        .dfa_size_limit(1 << 16)
        .nest_limit(12)
        .build()
        .ok()
}

/// An expression of our own.
pub(super) fn constant(expression: &str) -> Regex {
    ascii(expression).build().expect("a constant expression")
}

/// Model IDs are ASCII, and so is all that is asked of the text around them: the tables of Unicode would be a
/// tenth of what is relocated at every start.
fn ascii(expression: &str) -> RegexBuilder {
    let mut builder = RegexBuilder::new(expression);
    builder.unicode(false);
    builder
}

/// The text of the expression with its backslashes as a compiler of the language would leave them, up to what
/// closes it, and where it ends.
fn body(text: &[u8], start: usize) -> Option<(String, usize)> {
    let window = &text[start..text.len().min(start + MAX_EXPRESSION)];
    let (mut at, mut depth, mut class) = (0, 0usize, false);
    let mut body = String::new();
    while let Some(&byte) = window.get(at) {
        match byte {
            b'\\' => {
                let slashes = window[at..].iter().take_while(|b| **b == b'\\').count();
                let escaped = *window.get(at + slashes)?;
                if !escaped.is_ascii_graphic() || matches!(escaped, b'"' | b'\'' | b'/') {
                    break;
                }
                body.push('\\');
                body.push(escaped as char);
                at += slashes + 1;
                continue;
            }
            b'[' => class = true,
            b']' => class = false,
            b'(' => depth += 1,
            b')' if depth == 0 => break,
            b')' => depth -= 1,
            b'|' | b'$' | b'/' | b',' | b';' if depth == 0 && !class => break,
            b'"' | b'\'' | b'`' | b' ' | b'\t' | b'\r' | b'\n' => break,
            byte if !byte.is_ascii() => break,
            _ => {}
        }
        body.push(byte as char);
        at += 1;
    }
    (depth == 0 && !class).then_some((body, start + at))
}
