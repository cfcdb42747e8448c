//! IDs with their end left out, and names that no model has.

use super::{check, detect};
use crate::reference::{Form, Resolution};

#[test]
fn truncated_and_near_ids() {
    use Form::{Base, Profile};
    use Resolution::{Family, Near, Truncated};
    let sonnets: &[&str] = &[
        "anthropic.claude-3-5-sonnet-20240620-v1:0",
        "anthropic.claude-3-5-sonnet-20241022-v2:0",
    ];
    check(&[
        (
            "\"anthropic.claude-3-5-sonnet\"",
            Base,
            Truncated,
            sonnets,
            "anthropic.claude-3-5-sonnet",
        ),
        (
            "us.anthropic.claude-sonnet-4",
            Profile,
            Truncated,
            &["anthropic.claude-sonnet-4-20250514-v1:0"],
            "us.anthropic.claude-sonnet-4",
        ),
        (
            "anthropic.claude-sonnet-4-20250514",
            Base,
            Truncated,
            &["anthropic.claude-sonnet-4-20250514-v1:0"],
            "anthropic.claude-sonnet-4-20250514",
        ),
        (
            "ANTHROPIC.CLAUDE-3-5-SONNET",
            Base,
            Truncated,
            sonnets,
            "ANTHROPIC.CLAUDE-3-5-SONNET",
        ),
        (
            "cohere.embed-v4",
            Base,
            Truncated,
            &["cohere.embed-v4:0"],
            "cohere.embed-v4",
        ),
        (
            "\"anthropic.claude-instant\"",
            Base,
            Truncated,
            &["anthropic.claude-instant-v1"],
            "anthropic.claude-instant",
        ),
        (
            "anthropic.claude-3.5-sonnet-20240620-v1:0",
            Base,
            Near,
            &[],
            "anthropic.claude-3.5-sonnet-20240620-v1:0",
        ),
        (
            "anthropic.claude-v1-100k",
            Base,
            Near,
            &[],
            "anthropic.claude-v1-100k",
        ),
        (
            "us.amazon.micro-v1:0",
            Profile,
            Near,
            &[],
            "us.amazon.micro-v1:0",
        ),
        (
            "\"anthropic.claude-test\"",
            Base,
            Near,
            &[],
            "anthropic.claude-test",
        ),
        (
            "anthropic.claude-3-haiku-20240307-v2:0",
            Base,
            Near,
            &[],
            "anthropic.claude-3-haiku-20240307-v2:0",
        ),
        (
            "anthropic.claude-3-haiku-20240307-v1:O",
            Base,
            Near,
            &[],
            "anthropic.claude-3-haiku-20240307-v1:O",
        ),
    ]);
    let family = detect("if model.startswith(\"amazon.titan-embed\"):");
    assert_eq!(
        (family[0].resolution, family[0].models.len() > 1),
        (Family, true)
    );
    let nearest = |text: &str| {
        detect(text)[0]
            .candidates
            .first()
            .map(|m| m.as_str().to_owned())
            .unwrap_or_default()
    };
    assert_eq!(
        nearest("anthropic.claude-3.5-sonnet-20240620-v1:0"),
        "anthropic.claude-3-5-sonnet-20240620-v1:0"
    );
    assert!(nearest("\"anthropic.claude-3.5\"").starts_with("anthropic.claude-3-5-"));
    assert_eq!(nearest("deepseek.v3.2-v1:0"), "deepseek.v3.2");
    assert_eq!(nearest("us.amazon.micro-v1:0"), "amazon.nova-micro-v1:0");
    assert_eq!(nearest("amazon.nova-lit-v1:0"), "amazon.nova-lite-v1:0");
    assert_eq!(nearest("\"anthropic.claude-test\""), "");
    // What the text begins with counts more than how it ends.
    for (unknown, meant) in [
        (
            "mistral.mistral-large-3-v1:0",
            "mistral.mistral-large-3-675b-instruct",
        ),
        (
            "mistral.mistral-large-2403-v1:0",
            "mistral.mistral-large-2402-v1:0",
        ),
        (
            "anthropic.claude-sonnet-5-v1:0",
            "anthropic.claude-sonnet-5",
        ),
        (
            "anthropic.claude-opus-4-v1:0",
            "anthropic.claude-opus-4-20250514-v1:0",
        ),
        // The words in another order.
        (
            "anthropic.claude-sonnet-3-5-20240620-v1:0",
            "anthropic.claude-3-5-sonnet-20240620-v1:0",
        ),
    ] {
        assert_eq!(nearest(unknown), meant, "{unknown}");
    }
}
