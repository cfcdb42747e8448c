//! Oracle Cloud names some of its models as Bedrock does; the other words of the file decide whose they are.

use std::sync::LazyLock;

use regex::bytes::Regex;

use super::expression;
use crate::reference::{Found, Resolution};

/// Providers whose models both clouds offer under names of one shape.
const SHARED: &[&str] = &["cohere", "google", "meta", "openai", "xai"];

static ORACLE: LazyLock<Regex> = LazyLock::new(|| {
    expression::constant(r"(?i)\boci\b|\boci[_-]|ocid1\.|oraclecloud|oracle cloud|oci_?gen_?ai")
});
static BEDROCK: LazyLock<Regex> =
    LazyLock::new(|| expression::constant(r"(?i)bedrock|\baws\b|amazon"));
/// Names of a shape that only Oracle uses: a month before the year, `v3.0`, `llama-3`.
static ORACLE_SHAPE: LazyLock<Regex> = LazyLock::new(|| {
    expression::constant(
        r"^(?:cohere\..*(?:-\d\d-20\d\d|-v\d\.\d)$|meta\.llama-|google\.gemini|xai\.grok-(?:3|4$|4-fast|code))",
    )
});

/// Drops the references that are Oracle's.
pub(super) fn drop_oracle_names(path: &str, text: &[u8], found: &mut Vec<Found>) {
    let shared = |m: &Found| {
        let id = &text[m.id_span.start..m.id_span.end];
        SHARED.iter().any(|p| id.starts_with(p.as_bytes()))
    };
    if !found.iter().any(shared) {
        return;
    }
    let oracle = ORACLE.is_match(text) || ORACLE.is_match(path.as_bytes());
    let bedrock = BEDROCK.is_match(text);
    found.retain(|m| {
        if !shared(m) {
            return true;
        }
        if text[..m.id_span.start].ends_with(b"oci/") {
            return false;
        }
        let foreign_shape = m.resolution == Resolution::Near
            && ORACLE_SHAPE.is_match(&text[m.id_span.start..m.id_span.end]);
        let oracles = (oracle && !bedrock) || (foreign_shape && (oracle || !bedrock));
        !oracles
    });
}
