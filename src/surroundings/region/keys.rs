//! The Region that is the key of the entry with the reference: `us-east-1: "anthropic.…"` in a table from Regions to models,
//! and the lines indented below such a key.

use std::ops::Range;

use super::super::element::LEVELS;
use super::super::file::File;
use super::code::{region_around, region_constant};
use crate::lexer::TokenKind;
use crate::line_ends::window_start;
use crate::outline::BlockKind;

/// How much of a line is read before a reference in a comment or in a longer literal.
const LINE: usize = 1500;

/// No key is longer than that.
const LONGEST_KEY: usize = 200;

/// The Region that is the key of the entry around a reference at `start`, the innermost first.
pub(super) fn region(file: &File<'_>, start: usize) -> Option<String> {
    let (text, outline) = (file.text(), file.outline());
    // What is in a comment or in a longer literal has no outline.
    if let Some(own) = own_text(file, start) {
        let from =
            memchr::memrchr(b'\n', &text[own.clone()]).map_or(own.start, |n| own.start + n + 1);
        let (code, behind) = last_key(&text[from..start])?;
        return goes_on_to_the_end(behind).then_some(code);
    }
    let innermost = outline.block_at(start);
    let mut at = start;
    for number in outline.around(innermost).chain([0]).take(LEVELS) {
        let block = outline.block(number);
        if let Some((_, item)) = outline.item_at(number, at)
            && let Some(code) = region_of_key(text, item.key())
        {
            return Some(code);
        }
        // The key of lines is above them.
        if block.kind == BlockKind::Lines
            && let Some(code) = region_of_key(text, block.head.clone())
        {
            return Some(code);
        }
        at = block.head.start;
    }
    None
}

/// The text before a reference in the comment or literal in which it is with other text; absent in code and data.
fn own_text(file: &File<'_>, start: usize) -> Option<Range<usize>> {
    let (_, token) = file.lexed.token_at(start)?;
    let is_alone = token.kind == TokenKind::String
        && token.inner.start + LONGEST_KEY > start
        && !file.text()[token.inner.start.min(start)..start]
            .iter()
            .any(|b| matches!(b, b' ' | b'"' | b'\n'));
    let from = window_start(file.text(), start, LINE).max(token.inner.start);
    (!is_alone).then_some(from.min(start)..start)
}

/// The Region that the key in a range is: `"us-east-1"`, `Region.US_EAST_1`, `MODELS['us-east-1']`.
fn region_of_key(text: &[u8], range: Range<usize>) -> Option<String> {
    let key = &text[range.end.saturating_sub(LONGEST_KEY).max(range.start)..range.end];
    let key = key.trim_ascii_end();
    let key = key.strip_suffix(b":").unwrap_or(key);
    let (code, behind) =
        last_key(&[key, b":"].concat()).map(|(code, behind)| (code, behind.len()))?;
    (behind == 0).then_some(code)
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

/// The text after the sign that ends a key.
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
    use super::super::super::file::File;
    use super::super::super::tests::source;
    use super::region;

    fn keyed(path: &str, text: &str) -> Option<String> {
        let source = source(path, text);
        let at = text.find("HIT").expect("the reference is in the text");
        region(&File::new(&source), at)
    }

    #[test]
    fn the_key_of_an_entry_is_its_region() {
        let table: &[(&str, &str, Option<&str>)] = &[
            ("a.yaml", "us-east-1: HIT", Some("us-east-1")),
            ("a.yaml", "  \"eu-west-3\": \"HIT\",", Some("eu-west-3")),
            ("a.rb", "'ap-south-1' => 'HIT',", Some("ap-south-1")),
            ("a.tf", "  sa-east-1 = \"HIT\"", Some("sa-east-1")),
            ("a.py", "  Region.US_WEST_2: \"HIT\",", Some("us-west-2")),
            ("a.py", "MODELS['us-east-1'] = 'HIT'", Some("us-east-1")),
            (
                "a.json",
                "{\"us-east-1\": \"x\", \"eu-west-1\": \"HIT\"}",
                Some("eu-west-1"),
            ),
            (
                "a.json",
                "{\"us-east-1\": {\"a\": \"x\", \"b\": \"HIT\"}}",
                Some("us-east-1"),
            ),
            (
                "a.json",
                "{\"us-east-1\": \"x\", \"default\": \"HIT\"}",
                None,
            ),
            (
                "a.yaml",
                "Map:\n  sa-east-1:\n    Model: HIT\n",
                Some("sa-east-1"),
            ),
            (
                "a.py",
                "m = {\n  \"sa-east-1\": {\n    \"chat\": {\n      \"id\": \"HIT\"\n",
                Some("sa-east-1"),
            ),
            (
                "a.tf",
                "m = {\n  sa-east-1 = {\n    id = \"HIT\"\n",
                Some("sa-east-1"),
            ),
            (
                "a.yaml",
                "arn:aws:lambda:us-east-1:123456789012:function:HIT",
                None,
            ),
            ("a.yaml", "region: sa-east-1\nmodel: HIT", None),
            ("a.yaml", "deploy:\n  - us-east-1\n  - HIT", None),
            ("a.yaml", "sa-east-1: x\nmodel: HIT", None),
            ("a.yaml", "host: bedrock.us-east-1.amazonaws.com HIT", None),
            ("a.yaml", "us-east-1: off\nother:\n  model: HIT", None),
        ];
        for (path, text, expected) in table {
            assert_eq!(keyed(path, text).as_deref(), *expected, "{text}");
        }
    }
}
