//! Fingerprints: hashes by which a finding is recognized after lines have moved. The hash is 64-bit FNV-1a, a fixed
//! algorithm.
//!
//! Hashed are the path in the project, the models, the text around the match with whitespace normalized, and the index
//! among equal findings of the file. The line number is not hashed; neither is the rule: a model that was Legacy and is
//! now End-of-Life is the same finding with a worse rule.

use std::collections::HashMap;

use crate::finding::{Finding, Reference};

/// Code points of the match's line that are hashed on either side of it.
const WINDOW_CHARS: usize = 48;

/// 64-bit FNV-1a as its authors publish it: offset basis 14695981039346656037, prime 1099511628211.
pub fn fnv1a_64(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

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
    let speaks_of = if reference.snippet.text.is_empty() { message } else { "" };
    format!("{}\u{1}{}\u{1}{speaks_of}", models.join(" "), window(reference))
}

/// The match with the nearest part of its lines, with every run of whitespace as one space.
fn window(reference: &Reference) -> String {
    let snippet = &reference.snippet;
    let (before, rest) = snippet.text.split_at(snippet.highlight.start);
    let (hit, after) = rest.split_at(snippet.highlight.end - snippet.highlight.start);
    let before = before.rsplit('\n').next().unwrap_or_default();
    let after = after.split('\n').next().unwrap_or_default();
    let near = before.chars().rev().take(WINDOW_CHARS).collect::<Vec<_>>().into_iter().rev();
    let text: String = near.chain(hit.chars()).chain(after.chars().take(WINDOW_CHARS)).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Each part is preceded by its length, so that different lists of parts never hash the same bytes.
pub(crate) fn hash(parts: &[&str]) -> String {
    let mut bytes = Vec::new();
    for part in parts {
        bytes.extend_from_slice(&(part.len() as u64).to_le_bytes());
        bytes.extend_from_slice(part.as_bytes());
    }
    format!("{:016x}", fnv1a_64(&bytes))
}

#[cfg(test)]
mod tests {
    use super::fnv1a_64;

    /// The test vectors of the algorithm's authors.
    #[test]
    fn fnv_is_the_published_algorithm() {
        assert_eq!(fnv1a_64(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv1a_64(b"a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(fnv1a_64(b"foobar"), 0x8594_4171_f739_67e8);
    }
}
