//! Limits of services that nobody can run here, as they are documented.

use serde_json::Value;

use super::promises::report;
use super::{render, sample};

/// Bitbucket Cloud refuses what is longer. Reference: developer.atlassian.com/cloud/bitbucket/rest/api-group-reports, "Create
/// or update a report" and "Bulk create or update annotations"; the length of a summary is that of its error message
/// (reviewdog/reviewdog issue 1285).
const BITBUCKET: [(&str, usize); 3] = [("external_id", 450), ("summary", 450), ("details", 2000)];

/// Values that the same page lists.
const BITBUCKET_VALUES: [(&str, &[&str]); 2] = [
    ("annotation_type", &["VULNERABILITY", "CODE_SMELL", "BUG"]),
    ("severity", &["CRITICAL", "HIGH", "MEDIUM", "LOW"]),
];

fn annotations(document: &Value) -> &[Value] {
    document["annotations"].as_array().expect("a list")
}

#[test]
fn bitbucket_keeps_the_limits_of_its_api() {
    let long = "x".repeat(5_000);
    for report in [
        sample::full(),
        sample::many(1_500),
        report(&long),
        report("ü/\u{202e}%"),
    ] {
        let document: Value = serde_json::from_str(&render("bitbucket", &report)).expect("JSON");
        let all = annotations(&document);
        assert!(all.len() <= 1_000);
        for annotation in all {
            for (field, most) in BITBUCKET {
                let text = annotation[field].as_str().unwrap_or_default();
                assert!(text.chars().count() <= most, "{field}: {text}");
            }
            for (field, values) in BITBUCKET_VALUES {
                let value = annotation[field].as_str().expect("a value");
                assert!(values.contains(&value), "{field}: {value}");
            }
            assert!(!annotation["summary"].as_str().expect("a text").is_empty());
        }
        let summary = &document["report"];
        assert!(summary["details"].as_str().expect("a text").chars().count() <= 2_000);
        assert!(summary["data"].as_array().expect("a list").len() <= 10);
        assert!(["PASSED", "FAILED"].contains(&summary["result"].as_str().expect("a result")));
    }
}

/// One annotation per identity; a second one with it would replace the first.
#[test]
fn bitbucket_annotations_have_unique_ids() {
    let document: Value =
        serde_json::from_str(&render("bitbucket", &sample::full())).expect("JSON");
    let ids: std::collections::BTreeSet<&str> = annotations(&document)
        .iter()
        .map(|annotation| annotation["external_id"].as_str().expect("an identity"))
        .collect();
    assert_eq!(ids.len(), annotations(&document).len());
}

#[test]
fn bitbucket_counts_findings_without_an_annotation() {
    let text = render("bitbucket", &sample::many(1_500));
    assert!(
        text.contains("500 findings without an annotation."),
        "{text}"
    );
}

/// What the agent decodes: `%AZP25`, `%0D` and `%0A` in the message, in properties also `%5D` and `%3B`
/// (microsoft/azure-pipelines-task-lib, node/taskcommand.ts). A command has one line, and its properties end at the first `]`.
#[test]
fn azure_reads_back_what_was_written() {
    let text = render("azure", &report("a%b]c;d\ne=f"));
    let line = text
        .lines()
        .find(|line| line.contains(";code="))
        .expect("a finding");
    let (properties, message) = line
        .strip_prefix("##vso[task.logissue ")
        .and_then(|rest| rest.split_once(']'))
        .expect("properties");
    let decoded = |text: &str| {
        text.replace("%5D", "]")
            .replace("%3B", ";")
            .replace("%0A", "\n")
            .replace("%AZP25", "%")
    };
    let path = properties
        .split(';')
        .find_map(|property| property.strip_prefix("sourcepath="))
        .map(decoded)
        .expect("a path");
    assert!(path.starts_with("a%b]c;d\\ne=f"), "{path}");
    assert!(
        decoded(message).starts_with("a%b]c;d\ne=f and"),
        "{message}"
    );
}

/// The agent keeps ten issues of each type (microsoft/azure-pipelines-agent, `_maxIssueCount`), so the tenth counts the rest.
#[test]
fn azure_counts_what_the_agent_drops() {
    let text = render("azure", &sample::many(3_000));
    for level in ["error", "warning"] {
        let of_level = text
            .lines()
            .filter(|line| line.contains(&format!("type={level};")));
        assert_eq!(of_level.count(), 10, "{level}");
    }
    assert!(
        text.contains("type=error;]991 more of this level are in the other reports of this run.")
    );
}
