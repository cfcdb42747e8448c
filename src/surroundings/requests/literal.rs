//! What pieces of code are by themselves: literals, names, callees.

use std::ops::Range;

use super::super::line::folded;
use crate::reference::ParameterValue;

pub(super) fn trimmed(text: &[u8], range: Range<usize>) -> Range<usize> {
    let inner = &text[range.clone()];
    let start = range.start + (inner.len() - inner.trim_ascii_start().len());
    let end = start + inner.trim_ascii().len();
    start..end
}

/// Whether a method changes the variable that a value begins with before it is sent: `config.except(:top_p)`.
pub(super) fn changes_first(code: &[u8]) -> bool {
    let code = code.trim_ascii();
    let is_name =
        |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'$' | b'&' | b'@' | b'*');
    let mut rest = &code[code.iter().take_while(|b| is_name(b)).count()..];
    while let Some(after) = rest.strip_prefix(b".") {
        let width = after
            .iter()
            .take_while(|b| b.is_ascii_alphanumeric() || **b == b'_')
            .count();
        let (method, next) = after.split_at(width);
        if next.starts_with(b"(") {
            return !wraps(method);
        }
        rest = next;
    }
    false
}

/// Whether a condition chooses what follows.
pub(super) fn is_conditional(before: &[u8]) -> bool {
    memchr::memchr(b'?', before).is_some() || memchr::memmem::find(before, b" if ").is_some()
}

/// Whether a call only converts its arguments, or makes an object of them: `json.dumps(…)`, `new Map(…)`. What another
/// function returns is not known.
pub(super) fn wraps(callee: &[u8]) -> bool {
    const CONVERSIONS: &[&str] = &[
        "new",
        "dumps",
        "byte",
        "str",
        "parse",
        "assign",
        "frommap",
        "buildmap",
        "hashmapof",
        "stringify",
        "encode",
        "marshal",
        "serialize",
        "serializetoutf8bytes",
        "fromutf8string",
        "frombytearray",
        "frombytes",
        "getbytes",
        "tojson",
        "tostring",
        "tovec",
        "tobytes",
        "json",
        "jsonencode",
        "dict",
        "string",
        "builder",
        "build",
        "put",
        "add",
        "formatted",
        "format",
        "of",
        "mapof",
        "from",
        "bytes",
        "send",
        "asbytearray",
        "encodetobytearray",
        "tobytearray",
        "writevalueasstring",
        "generate",
        "strip",
        "into",
        "unwrap",
        "some",
    ];
    callee.first().is_none_or(u8::is_ascii_uppercase)
        || CONVERSIONS.contains(&folded(callee).as_str())
}

/// The name right before parentheses.
pub(super) fn callee_of(head: &[u8]) -> &[u8] {
    let head = head.trim_ascii_end();
    let width = head
        .iter()
        .rev()
        .take_while(|b| b.is_ascii_alphanumeric() || **b == b'_')
        .count();
    &head[head.len() - width..]
}

/// Where the name right before parentheses begins.
pub(super) fn callee_start(text: &[u8], end: usize) -> Option<usize> {
    let name = callee_of(&text[end.saturating_sub(128)..end]);
    (!name.is_empty()).then(|| end - name.len())
}

pub(super) fn is_quoted(text: &[u8]) -> bool {
    let text = text.trim_ascii();
    matches!(text, [open @ (b'"' | b'\''), .., close] if open == close)
}

/// Whether a value represents an absent one: `None`, `null`.
pub(super) fn is_nothing(value: &[u8]) -> bool {
    matches!(
        value,
        b"None" | b"null" | b"undefined" | b"nil" | b"NULL" | b"NOT_GIVEN" | b"omit" | b"~"
    )
}

/// A number or a text; anything else is computed.
pub(super) fn literal_value(value: &[u8]) -> ParameterValue {
    let value = value.trim_ascii();
    if is_quoted(value) {
        let inner = &value[1..value.len() - 1];
        return ParameterValue::Literal(String::from_utf8_lossy(inner).into());
    }
    let number = value
        .strip_suffix(b"f")
        .or_else(|| value.strip_suffix(b"F"))
        .or_else(|| value.strip_suffix(b"d"))
        .or_else(|| value.strip_suffix(b"m"))
        .unwrap_or(value);
    let number = number.strip_suffix(b"_f32").unwrap_or(number);
    match std::str::from_utf8(number)
        .ok()
        .and_then(|n| n.parse::<f64>().ok())
    {
        Some(number) if number.is_finite() => ParameterValue::Literal(number.to_string().into()),
        _ => ParameterValue::Computed,
    }
}

/// The variable that a value is, or of which it calls a method: `body` of `&body` and `body.to_json()`.
pub(super) fn leading_name(code: &[u8]) -> &[u8] {
    let code = code.trim_ascii();
    let marks = code
        .iter()
        .take_while(|b| matches!(b, b'&' | b'*' | b'@'))
        .count();
    let code = &code[marks..];
    let code = [b"self.".as_slice(), b"this.", b"await ", b"$this->"]
        .iter()
        .find_map(|before| code.strip_prefix(*before))
        .unwrap_or(code);
    let width = code
        .iter()
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'$'))
        .count();
    match code.get(width) {
        None | Some(b'.' | b'?' | b'!') if !code.first().is_some_and(u8::is_ascii_digit) => {
            &code[..width]
        }
        _ => b"",
    }
}
