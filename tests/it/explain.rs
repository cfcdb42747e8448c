//! The output of `explain`.

use std::fs;

use bedrock_eol::catalog::Catalog;
use bedrock_eol::explain::explain;
use bedrock_eol::judge::Policy;
use bedrock_eol::output::catalog::{
    write_explanation, write_explanation_json, write_explanation_markdown,
};

use crate::expected;
use crate::program::{AS_OF, report_on, run};

const SONNET: &str = "anthropic.claude-3-sonnet-20240229-v1:0";

/// Standard output and error of `explain`, with the exit code.
fn explained(arguments: &[&str]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let run = run(
        folder.path(),
        &[&["explain", "--as-of", AS_OF], arguments].concat(),
    );
    format!(
        "$ bedrock-eol explain {}\n{}{}exit {}\n",
        arguments.join(" "),
        run.stdout,
        run.stderr,
        run.status
    )
}

#[test]
fn ten_models_as_a_user_reads_them() {
    let ten: [(&str, &[&str]); 10] = [
        ("old", &["anthropic.claude-v2:1"]),
        ("new", &["anthropic.claude-sonnet-5-5"]),
        ("regional", &[SONNET, "--region", "ap-south-1"]),
        (
            "profile_only",
            &["eu.anthropic.claude-opus-4-1-20250805-v1:0"],
        ),
        ("embedding", &["twelvelabs.marengo-embed-2-7-v1:0"]),
        (
            "image",
            &["arn:aws:bedrock:us-west-2::foundation-model/stability.sd3-large-v1:0"],
        ),
        ("video", &["amazon.nova-reel-v1:0"]),
        ("unknown", &["anthropic.claude-sonnet-5-9"]),
        (
            "constant",
            &["FoundationModelIdentifier.AMAZON_TITAN_TEXT_EXPRESS_V1_0_8K"],
        ),
        (
            "opaque",
            &["arn:aws:bedrock:eu-west-1:123456789012:application-inference-profile/abc123def456"],
        ),
    ];
    for (name, arguments) in ten {
        expected::is(&format!("explain-{name}"), &explained(arguments));
    }
}

#[test]
fn explain_has_other_formats_and_arguments() {
    expected::is(
        "explain-markdown",
        &explained(&["amazon.titan-text-lite-v1", "--output", "markdown"]),
    );
    expected::is(
        "explain-json",
        &explained(&["ai21.jamba-1-5-large-v1:0", "--output", "json"]),
    );
    expected::is(
        "explain-several",
        &explained(&["anthropic.claude-3-5-sonnet"]),
    );
    expected::is(
        "explain-to_another_model",
        &explained(&["cohere.embed-english-v3", "--to", "cohere.embed-v4:0"]),
    );
}

#[test]
fn explain_reports_a_region_without_the_model() {
    let lead = |arguments: &[&str]| -> String {
        explained(arguments)
            .lines()
            .skip(2)
            .take_while(|line| !line.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(
        lead(&["luma.ray-v2:0", "--region", "eu-north-1"]),
        "It is a model ID. Ray v2 (Luma AI, video) is Active; no End-of-Life is announced. The catalog does not list \
         it in eu-north-1."
    );
    assert!(
        lead(&["luma.ray-v2:0", "--region", "us-west-2"]).contains("Active in us-west-2; no End")
    );
    let china = lead(&["anthropic.claude-v2", "--region", "cn-north-1"]);
    assert!(
        china.ends_with("no dates for cn-north-1; the dates shown are those of the main Regions."),
        "{china}"
    );
}

#[test]
fn explain_reports_a_day_before_the_launch() {
    let on = |id: &str, day: &str| {
        let folder = tempfile::tempdir().expect("a folder");
        run(folder.path(), &["explain", id, "--as-of", day]).stdout
    };
    let page = on("anthropic.claude-haiku-4-5-20251001-v1:0", "2023-01-01");
    assert!(
        page.contains("Claude Haiku 4.5 (Anthropic, text) will be launched on 2025-10-16."),
        "{page}"
    );
    let page = on("anthropic.claude-v2", "2025-02-01");
    let one_line = page.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        one_line.contains("`anthropic.claude-sonnet-5-5` is not launched until 20"),
        "{page}"
    );
}

#[test]
fn an_unknown_region_suggests_a_known_one() {
    let page = explained(&["anthropic.claude-v2", "--region", "us-esat-1"]);
    let note = "note: unknown Region `us-esat-1`; did you mean `us-east-1`? The dates of the main Regions apply instead.";
    assert!(page.contains(note), "{page}");
    let folder = tempfile::tempdir().expect("a folder");
    let by_path = "[[region-by-path]]\npath = \"**\"\nregion = [\"sa-eats-1\"]\n";
    std::fs::write(folder.path().join("bedrock-eol.toml"), by_path)
        .expect("the configuration can be written");
    let scan = run(folder.path(), &["scan", ".", "--as-of", AS_OF]);
    assert!(
        scan.stderr.contains("unknown Region `sa-eats-1`"),
        "{}",
        scan.stderr
    );
    // Isolated Regions are reached by no profile of the commercial ones.
    let page = explained(&["anthropic.claude-v2", "--region", "us-iso-east-1"]);
    assert!(
        page.contains("The catalog has no model that is offered in us-iso-east-1."),
        "{page}"
    );
}

/// How a model chosen with `--to` is called is not known: all its quotas are listed.
#[test]
fn a_chosen_migration_lists_the_quotas() {
    let page = explained(&[SONNET, "--to", "anthropic.claude-sonnet-4-5-20250929-v1:0"]);
    let one_line = page.split_whitespace().collect::<Vec<_>>().join(" ");
    for code in ["L-4A6BFAB1", "L-BC182137"] {
        assert!(one_line.contains(code), "{page}");
    }
}

/// Every model can be explained on any day, in text, Markdown and JSON, and no line is too wide but for words
/// that cannot be cut.
#[test]
fn every_model_can_be_explained() {
    let catalog = Catalog::embedded();
    for day in ["2023-01-01", AS_OF, "2028-02-29"] {
        let policy = Policy::new(day.parse().unwrap());
        for (id, model) in catalog.ids() {
            let page = explain(id, None, catalog, &policy)
                .unwrap_or_else(|unknown| panic!("{id}: {unknown}"));
            assert_eq!(
                page.models
                    .iter()
                    .map(|m| m.id.as_str())
                    .collect::<Vec<_>>(),
                [model.id.as_ref()],
                "{id}"
            );
            let (mut text, mut markdown, mut json) = (Vec::new(), Vec::new(), Vec::new());
            write_explanation(&page, &mut text).unwrap();
            write_explanation_markdown(&page, &mut markdown).unwrap();
            write_explanation_json(&page, &mut json).unwrap();
            serde_json::from_slice::<serde_json::Value>(&json).unwrap();
            for line in String::from_utf8(text).unwrap().lines() {
                let too_wide = line.chars().count() > 100 && line.trim().contains(' ');
                assert!(!too_wide, "{id} on {day}: {line}");
                assert_eq!(line, line.trim_end(), "{id} on {day}");
            }
        }
    }
}

/// Every constant of the catalog is understood with its container, and by its bare name.
#[test]
fn every_constant_can_be_explained() {
    let catalog = Catalog::embedded();
    let policy = Policy::new(AS_OF.parse().unwrap());
    for library in catalog.aliases.iter() {
        for alias in library.aliases.iter() {
            let with = library
                .containers
                .first()
                .map_or(alias.token.to_string(), |c| format!("{c}.{}", alias.token));
            for asked in [with.as_str(), alias.token.as_ref()] {
                let page = explain(asked, None, catalog, &policy);
                assert!(
                    page.is_ok_and(|page| page.models.len() == 1),
                    "{}: {asked}",
                    library.name
                );
            }
        }
    }
}

/// The newest models that contain the word, or the model that it names without provider and version.
#[test]
fn the_model_that_was_meant_is_suggested() {
    for (asked, suggested) in [
        ("claude-sonet-4", "did you mean anthropic.claude-sonnet-4-"),
        (
            "Claude 3.5 Haiku",
            "did you mean anthropic.claude-3-5-haiku-20241022-v1:0?",
        ),
        ("nova-micra", "did you mean amazon.nova-micro-v1:0"),
        ("sonnet", "did you mean anthropic.claude-sonnet-5-5, "),
    ] {
        let answer = explained(&[asked]);
        assert!(answer.contains(suggested), "{asked}: {answer}");
        assert!(answer.ends_with("exit 2\n"), "{asked}: {answer}");
    }
    let rule = explained(&["end-of-life"]);
    assert!(
        rule.contains("`end-of-life` is a rule, not a model: The model has reached"),
        "{rule}"
    );
    let several = explained(&["sonnet"]);
    assert!(several.contains(" or anthropic."), "{several}");
}

/// A scan and `explain` name the same ID to write. A list of notes shows messages alone, so the message names it.
#[test]
fn an_id_with_a_version_that_it_does_not_have_has_one_answer() {
    for (asked, write) in [
        (
            "anthropic.claude-sonnet-5-v1:0",
            "anthropic.claude-sonnet-5",
        ),
        (
            "eu.anthropic.claude-sonnet-5-v1:0",
            "eu.anthropic.claude-sonnet-5",
        ),
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        let call = format!("converse(modelId=\"{asked}\")\n");
        fs::write(folder.path().join("a.py"), call).expect("a file");
        let report = report_on(folder.path(), AS_OF);
        assert_eq!(
            report["findings"][0]["message"],
            format!(
                "`{asked}` is not a valid model ID: the ID of Claude Sonnet 5, `{write}`, has no `-v1:0`."
            )
        );
        let answer = explained(&[asked]);
        assert!(
            answer.contains(&format!("did you mean {write}?")),
            "{answer}"
        );
    }
}

#[test]
fn hostile_arguments_are_escaped() {
    let text = explained(&["amazon.nova-lite-v1:0\u{1b}[31m\u{202e}"]);
    assert!(
        !text
            .lines()
            .skip(1)
            .any(|line| line.contains(['\u{1b}', '\u{202e}'])),
        "{text}"
    );
}

#[test]
fn a_resolved_arn_is_explained_as_its_model() {
    let folder = tempfile::tempdir().unwrap();
    let arn = "arn:aws:bedrock:eu-west-1:123456789012:application-inference-profile/abc123def456";
    let overlay = format!(
        "overlay: ours\nas_of: {AS_OF}\nopaque_arns:\n  - arn: {arn}\n    name: checkout\n    models: [{SONNET}]\n    \
         source: judged\n"
    );
    std::fs::write(folder.path().join("ours.yaml"), overlay).unwrap();
    let run = run(
        folder.path(),
        &["explain", arn, "--as-of", AS_OF, "--catalog", "ours.yaml"],
    );
    assert_eq!(run.status, 0, "{}", run.stderr);
    assert!(
        run.stdout
            .contains("named checkout; the imported catalog has"),
        "{}",
        run.stdout
    );
    assert!(run.stdout.contains("Claude 3 Sonnet"), "{}", run.stdout);
}
