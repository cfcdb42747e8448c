//! The Region that is the key of the entry with the reference: `us-east-1: "anthropic.…"` in a table from Regions to models,
//! and the lines indented below such a key.

use super::super::line::indent;
use super::block::{BLOCKS, REACH, block, region_around, region_constant};
use crate::line_ends::window_start;

/// The Region that is the key of the entry around a reference at `start`: on its own line, else on the line that
/// opens one of the blocks around it, the innermost first.
pub(super) fn region(text: &[u8], start: usize) -> Option<String> {
    let from = window_start(text, start, REACH);
    let line = memchr::memrchr(b'\n', &text[from..start]).map_or(from, |n| from + n + 1);
    if let Some((code, behind)) = last_key(&text[line..start])
        && goes_on_to_the_end(behind)
    {
        return Some(code);
    }
    let mut depth = indent(&text[line..start]);
    for _ in 0..=BLOCKS {
        let (around, outer) = block(text, from, line, start, depth)?;
        let head = &text[around.start..line];
        let head = head
            .split(|b| *b == b'\n')
            .find(|l| !l.trim_ascii().is_empty())
            .unwrap_or_default();
        if let Some((code, behind)) = last_key(head)
            && behind
                .iter()
                .all(|b| matches!(b, b' ' | b'\t' | b'\r' | b'{' | b'[' | b'('))
        {
            return Some(code);
        }
        depth = outer;
    }
    None
}

/// The last Region on a line that is a key, and what is after its colon or equals sign.
fn last_key(line: &[u8]) -> Option<(String, &[u8])> {
    let spelled = memchr::memchr_iter(b'-', line).filter_map(|at| region_around(line, at));
    // The Region in an ARN is a piece of it.
    let spelled = spelled.filter(|(at, _)| *at == 0 || line[at - 1] != b':');
    let spelled = spelled.map(|(at, code)| (at + code.len(), code));
    let constants = memchr::memmem::find_iter(line, b"Region").filter_map(|at| {
        let (at, code) = region_constant(line, at)?;
        let name = line[at..]
            .iter()
            .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_'));
        Some((at + name.count(), code))
    });
    let keys = spelled
        .chain(constants)
        .filter_map(|(end, code)| Some((code, after_key(&line[end..])?)));
    keys.min_by_key(|(_, behind)| behind.len())
}

/// What is after the sign that makes a key of what is before it.
fn after_key(rest: &[u8]) -> Option<&[u8]> {
    let rest = match rest {
        [b'\\', b'"', rest @ ..] | [b'"' | b'\'' | b'`' | b']', rest @ ..] => rest,
        rest => rest,
    };
    let rest = rest.strip_prefix(b"]").unwrap_or(rest).trim_ascii_start();
    rest.strip_prefix(b"=>")
        .or_else(|| rest.strip_prefix(b"="))
        .or_else(|| rest.strip_prefix(b":"))
}

/// Whether the value of a key is still open at the end: no other entry follows, unless inside of it.
fn goes_on_to_the_end(value: &[u8]) -> bool {
    let mut depth = 0_i32;
    for byte in value {
        match byte {
            b'{' | b'[' | b'(' => depth += 1,
            b'}' | b']' | b')' => depth -= 1,
            b',' | b';' if depth == 0 => return false,
            _ => {}
        }
        if depth < 0 {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::region;

    fn keyed(text: &str) -> Option<String> {
        region(
            text.as_bytes(),
            text.find("HIT").expect("the reference is in the text"),
        )
    }

    #[test]
    fn the_key_of_an_entry_is_its_region() {
        let table: &[(&str, Option<&str>)] = &[
            ("us-east-1: HIT", Some("us-east-1")),
            ("  \"eu-west-3\": \"HIT\",", Some("eu-west-3")),
            ("'ap-south-1' => 'HIT',", Some("ap-south-1")),
            ("  sa-east-1 = \"HIT\"", Some("sa-east-1")),
            ("  Region.US_WEST_2: \"HIT\",", Some("us-west-2")),
            ("MODELS['us-east-1'] = 'HIT'", Some("us-east-1")),
            (
                "{\"us-east-1\": \"x\", \"eu-west-1\": \"HIT\"}",
                Some("eu-west-1"),
            ),
            (
                "{\"us-east-1\": {\"a\": \"x\", \"b\": \"HIT\"}}",
                Some("us-east-1"),
            ),
            ("{\"us-east-1\": \"x\", \"default\": \"HIT\"}", None),
            ("Map:\n  sa-east-1:\n    Model: HIT\n", Some("sa-east-1")),
            (
                "m = {\n  \"sa-east-1\": {\n    \"chat\": {\n      \"id\": \"HIT\"\n",
                Some("sa-east-1"),
            ),
            (
                "m = {\n  sa-east-1 = {\n    id = \"HIT\"\n",
                Some("sa-east-1"),
            ),
            ("arn:aws:lambda:us-east-1:123456789012:function:HIT", None),
            ("region: sa-east-1\nmodel: HIT", None),
            ("deploy:\n  - us-east-1\n  - HIT", None),
            ("sa-east-1: x\nmodel: HIT", None),
            ("host: bedrock.us-east-1.amazonaws.com HIT", None),
            ("us-east-1: off\nother:\n  model: HIT", None),
        ];
        for (text, expected) in table {
            assert_eq!(keyed(text).as_deref(), *expected, "{text}");
        }
    }
}
