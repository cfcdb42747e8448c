//! Fingerprints: hashes by which a finding is recognized after lines have moved.
//!
//! Hashed are the path from the root of the report, the models, the reference, the name that it is given to, and the index
//! among equal findings of the file. The line number is not hashed; neither is the rule: a model that was Legacy and is
//! now End-of-Life is the same finding with a worse rule. Quotes, blanks, line breaks and the rest of the line are not
//! hashed either, since a formatter changes them.

use std::collections::HashMap;

use crate::finding::{Finding, Reference, hash};

/// Code points of a name that are hashed.
const NAME_CHARS: usize = 48;

/// Sets the fingerprints of all findings of one file, which must be in file order: the index among equal findings counts
/// them. `project_path` is relative to the project's root, with `/`.
pub fn assign(findings: &mut [Finding], project_path: &str) {
    let mut seen: HashMap<String, u32> = HashMap::new();
    for finding in findings {
        let content = content(&finding.reference, &finding.message);
        let ordinal = seen.entry(content.clone()).or_insert(0);
        finding.content_fingerprint = hash(&[&content, &ordinal.to_string()]);
        finding.fingerprint = hash(&[project_path, &content, &ordinal.to_string()]);
        *ordinal += 1;
    }
}

/// What identifies the finding in its file: its models, or its text if it has none.
fn content(reference: &Reference, message: &str) -> String {
    let models: Vec<&str> = reference.models.iter().map(|id| id.as_str()).collect();
    let speaks_of = if reference.snippet.text.is_empty() {
        message
    } else {
        ""
    };
    let snippet = &reference.snippet;
    let (before, rest) = snippet.text.split_at(snippet.highlight.start);
    let hit = &rest[..snippet.highlight.end - snippet.highlight.start];
    let hit: String = hit
        .chars()
        .filter(|c| !c.is_whitespace() && !QUOTES.contains(c))
        .collect();
    format!(
        "{}\u{1}{}\u{1}{hit}\u{1}{speaks_of}",
        models.join(" "),
        name_before(before)
    )
}

/// Characters around a string.
const QUOTES: [char; 4] = ['"', '\'', '`', '\\'];

/// The name that a reference is given to: the word before it, with only quotes, blanks, line breaks, opening brackets and
/// operators in between. Empty after a comma, a semicolon or a closing bracket: the word before it is a neighbour.
fn name_before(text: &str) -> String {
    let mut rest = text.trim_end_matches(|c: char| !is_of_name(c) && !is_end(c));
    // The letters that make a Python or Rust string a raw, byte or format string, which formatters rewrite as well.
    let prefix = rest.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let is_prefix = rest.len() - prefix.len() <= 2 && !prefix.ends_with(is_of_name);
    if is_prefix && text[rest.len()..].starts_with(QUOTES) {
        rest = prefix.trim_end_matches(|c: char| !is_of_name(c) && !is_end(c));
    }
    let name = rest
        .chars()
        .rev()
        .take_while(|c| is_of_name(*c))
        .take(NAME_CHARS)
        .collect::<Vec<_>>();
    name.into_iter().rev().collect()
}

fn is_of_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn is_end(c: char) -> bool {
    matches!(c, ',' | ';' | ')' | ']' | '}')
}

#[cfg(test)]
mod tests {
    use super::name_before;

    #[test]
    fn the_name_before_a_reference_survives_a_formatter() {
        for (before, want) in [
            ("model = \"", "model"),
            ("model='", "model"),
            ("    model   = \"", "model"),
            ("{\"a\": 1, \"model\": \"", "model"),
            ("{\n  \"model\":\n    \"", "model"),
            ("client = Chat(\n    [\"", "Chat"),
            ("x = f\"", "x"),
            ("x = (\n    rb'", "x"),
            ("x = ab", "ab"),
            ("[\"a\", \"", ""),
            ("call(a)(\"", ""),
            ("- model: ", "model"),
            ("\"{\\\"modelId\\\":\\\"", "modelId"),
            ("", ""),
            ("é = \"", "é"),
        ] {
            assert_eq!(name_before(before), want, "{before}");
        }
    }
}
