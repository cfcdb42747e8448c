//! References in a program that is in a literal: `"CALL ask('…', body)"`, `"{{ '…' if fast else '…' }}"`. A sentence that quotes an
//! ID has words of prose around the call or the quotes.

use memchr::memmem;

use super::line::{folded, unquoted_end};
use super::sentence::words;

/// So many words around a call are a sentence.
const SENTENCE: usize = 3;

/// Words after a call that continue a statement, in lower case.
const CONTINUATIONS: &[&[u8]] = &[
    b"and", b"as", b"else", b"end", b"from", b"into", b"limit", b"or", b"order", b"over", b"then",
    b"where", b"yield",
];

/// Whether a reference is an argument in quotes of its own of a call, or a branch of a conditional expression. `before` and `after`
/// are what is around it on its line, within the literal.
pub(super) fn is_in_a_program(before: &[u8], after: &[u8]) -> bool {
    let outside = unquoted_end(before);
    let is_quoted = outside.len() < before.len() && is_quote_at_start(after);
    is_quoted && (is_argument(outside, after) || is_branch(outside, after))
}

fn is_quote_at_start(after: &[u8]) -> bool {
    let after = after.strip_prefix(b"\\").unwrap_or(after);
    matches!(after.first(), Some(b'"' | b'\'' | b'`'))
}

fn after_quotes(after: &[u8]) -> &[u8] {
    let is_quote = |b: &&u8| matches!(b, b'"' | b'\'' | b'`' | b'\\');
    &after[after.iter().take_while(is_quote).count()..]
}

/// `return ask('…', 'What is the weather like?')`, and not `Use ask('…') no longer, it was retired.`
fn is_argument(before: &[u8], after: &[u8]) -> bool {
    let Some(open) = open_bracket(without_name(before)) else {
        return false;
    };
    let is_of_callee = |b: &&u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b':');
    let width = before[..open].iter().rev().take_while(is_of_callee).count();
    let head = &before[..open - width];
    let has_code = head.iter().any(|b| b"=;(){}<>".contains(b));
    let tail = after_call(after_quotes(after)).trim_ascii_start();
    let first = tail.split(|b| !b.is_ascii_alphabetic()).next();
    let continues = tail.starts_with(b";")
        || first.is_some_and(|word| {
            let is_name = word.first().is_some_and(u8::is_ascii_uppercase);
            is_name || CONTINUATIONS.contains(&word)
        });
    let prose = words(&without_quoted(head)) + if continues { 0 } else { words(tail) };
    width > 0 && (has_code || prose < SENTENCE)
}

/// A text without the name of an argument at its end: `ask(model: `, `ask(model=`.
fn without_name(text: &[u8]) -> &[u8] {
    let text = text.trim_ascii_end();
    let Some(named) = text.strip_suffix(b":").or_else(|| text.strip_suffix(b"=")) else {
        return text;
    };
    let is_of_name = |b: &&u8| b.is_ascii_alphanumeric() || **b == b'_';
    &named[..named.len() - named.iter().rev().take_while(is_of_name).count()]
}

/// A text with blanks for what is in quotes. An apostrophe inside of a word is no quote.
fn without_quoted(text: &[u8]) -> Vec<u8> {
    let mut kept = text.to_vec();
    let mut open: Option<(usize, u8)> = None;
    for (at, byte) in text.iter().enumerate() {
        let is_letter = |at: Option<usize>| {
            let byte = at.and_then(|at| text.get(at));
            byte.is_some_and(u8::is_ascii_alphanumeric)
        };
        match open {
            Some((start, quote)) if quote == *byte && !is_letter(Some(at + 1)) => {
                kept[start..=at].fill(b' ');
                open = None;
            }
            None if matches!(byte, b'"' | b'\'' | b'`') && !is_letter(at.checked_sub(1)) => {
                open = Some((at, *byte));
            }
            _ => {}
        }
    }
    kept
}

/// Where the bracket is that is open at the end of a text, if the end is right after it or after a comma.
fn open_bracket(text: &[u8]) -> Option<usize> {
    let text = text.trim_ascii_end();
    if !matches!(text.last(), Some(b'(' | b',')) {
        return None;
    }
    let mut closed = 0_usize;
    for (at, byte) in text.iter().enumerate().rev() {
        match byte {
            b')' => closed += 1,
            b'(' if closed == 0 => return Some(at),
            b'(' => closed -= 1,
            _ => {}
        }
    }
    None
}

/// What follows the bracket that closes a call; empty where the call goes on after the line.
fn after_call(arguments: &[u8]) -> &[u8] {
    let mut open = 0_usize;
    for (at, byte) in arguments.iter().enumerate() {
        match byte {
            b'(' => open += 1,
            b')' if open == 0 => return &arguments[at + 1..],
            b')' => open -= 1,
            _ => {}
        }
    }
    &[]
}

/// `'…' if fast else '…'`, `if .fast then "…" else "…" end`, `CASE WHEN fast THEN '…' END`, and not `Use '…' if you want speed, else
/// '…'.`
fn is_branch(before: &[u8], after: &[u8]) -> bool {
    const OPEN: &[&[u8]] = &[b"{{", b"else", b"then", b"=", b"(", b"?"];
    const CLOSE: &[&[u8]] = &[b"if ", b"else ", b"end", b"}}", b":", b"elif ", b"when "];
    let before = before.trim_ascii().to_ascii_lowercase();
    let after = after_quotes(after).trim_ascii_start().to_ascii_lowercase();
    let opens = before.is_empty() || OPEN.iter().any(|open| before.ends_with(open));
    let closes = after.is_empty() || CLOSE.iter().any(|close| after.starts_with(close));
    // One of the two is a word of the expression.
    let is_conditional = after.starts_with(b"if ")
        || after.starts_with(b"else ")
        || [&b"else"[..], b"then"]
            .iter()
            .any(|word| before.ends_with(word));
    opens && closes && is_conditional
}

/// Whether a literal is a statement of SQL: its values are in quotes of their own. `Select 'x' from the list` is a sentence,
/// so that a query counts only with its keywords in capitals.
pub(super) fn is_statement_of_sql(literal: &[u8]) -> bool {
    const VERBS: &[(&str, &[&str])] = &[
        ("insert", &["into", "overwrite"]),
        ("upsert", &["into"]),
        ("replace", &["into"]),
        ("merge", &["into"]),
        ("delete", &["from"]),
        ("alter", &["table", "function", "view", "database", "role"]),
        (
            "create",
            &[
                "table",
                "view",
                "function",
                "procedure",
                "or",
                "temp",
                "temporary",
                "materialized",
            ],
        ),
    ];
    let mut tokens = literal
        .split(u8::is_ascii_whitespace)
        .filter(|token| !token.is_empty());
    let (Some(first), Some(second)) = (tokens.next(), tokens.next()) else {
        return false;
    };
    let is = |token: &[u8], word: &str| token.eq_ignore_ascii_case(word.as_bytes());
    if is(first, "update") {
        return tokens.next().is_some_and(|third| is(third, "set"));
    }
    if matches!(first, b"SELECT" | b"WITH") {
        return memmem::find(literal, b"FROM").is_some()
            || memmem::find(literal, b"AS (").is_some();
    }
    let mut verbs = VERBS.iter();
    verbs.any(|(verb, next)| is(first, verb) && next.iter().any(|word| is(second, word)))
}

/// Whether a line of a literal is a command whose argument is the reference: `ask … "what is the weather like?"`, `llm … < question`.
pub(super) fn is_argument_of_a_command(before: &[u8], after: &[u8]) -> bool {
    let before = before.trim_ascii();
    let is_of_command = |b: &u8| {
        b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'-' | b'.' | b'/')
    };
    let is_command = !before.is_empty() && before.iter().all(is_of_command);
    let after = after.trim_ascii();
    let is_redirected = [&b"< "[..], b"> ", b"| "]
        .iter()
        .any(|sign| after.starts_with(sign));
    let quote = after.first().filter(|b| matches!(b, b'"' | b'\''));
    let takes_a_text = quote.is_some_and(|quote| after.len() > 1 && after.last() == Some(quote));
    is_command && (is_redirected || takes_a_text)
}

/// Whether a line of a literal names a setting and its value in quotes, without a sign between them: `model_id "…"`.
pub(super) fn is_set_by_name(before: &[u8], after: &[u8]) -> bool {
    let name = unquoted_end(before);
    let is_quoted = name.len() < before.trim_ascii_end().len() && is_quote_at_start(after);
    let name = name.trim_ascii();
    let is_of_name = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-');
    is_quoted
        && name.iter().all(is_of_name)
        && folded(name).contains("model")
        && after_quotes(after).trim_ascii().is_empty()
}
