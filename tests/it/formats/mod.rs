//! Every row of `FORMATS` over the same reports: golden files, and properties with none, one and many
//! findings. Judges that are not ours read the golden files in `tests/real/`.

pub(crate) mod hostile;
mod limits;
mod live;
mod own;
pub(crate) mod promises;
mod sample;

use crate::expected;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use bedrock_eol::catalog::Catalog;
use bedrock_eol::finding::{Level, RULES};
use bedrock_eol::output::{FORMATS, Format, GroupBy, RenderOptions, step_summary};
use bedrock_eol::report::{ModelInUse, Report};

use promises::{findings_listed, locations_listed, most_listed, must_be_json};

fn render(name: &str, report: &Report) -> String {
    let format = FORMATS
        .iter()
        .find(|format| format.name == name)
        .expect("the format exists");
    render_with(format, report, &RenderOptions::default())
}

/// The options of the golden files: an address that no build decides.
fn golden_options() -> RenderOptions {
    RenderOptions {
        repository: Some("https://example.com/bedrock-eol"),
        ..RenderOptions::default()
    }
}

fn render_with(format: &Format, report: &Report, options: &RenderOptions) -> String {
    let mut out = Vec::new();
    format
        .render(report, options, &mut out)
        .expect("writing to memory cannot fail");
    String::from_utf8(out).expect("every format is UTF-8")
}

/// Compares with `fixtures/formats/`; `BLESS=1` writes the files instead.
#[test]
fn every_format_has_its_golden_file() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/formats");
    let report = sample::full();
    let mut differing = Vec::new();
    for format in FORMATS {
        let path = folder.join(format!("{}.{}", format.name, format.extension));
        let rendered = render_with(format, &report, &golden_options());
        if !expected::has(&path, &rendered) {
            differing.push(format.name);
        }
    }
    assert!(
        differing.is_empty(),
        "differ from fixtures/formats (BLESS=1 writes them): {differing:?}"
    );
}

#[test]
fn models_in_use_are_those_of_references() {
    let references = sample::full().references;
    let models = ModelInUse::of(&references, &[], Catalog::embedded(), sample::AS_OF);
    let count = |id: &str| {
        models
            .iter()
            .find(|m| m.id.as_str() == id)
            .map(|m| m.references)
    };
    assert_eq!(
        count("anthropic.claude-v2:1"),
        Some(3),
        "the pattern that matches it does not use it"
    );
    assert_eq!(
        count("anthropic.claude-v2"),
        None,
        "a pattern puts nothing in use"
    );
    assert!(models.is_sorted_by_key(|m| &m.id));
    let haiku = models
        .iter()
        .find(|m| m.id.as_str().contains("3-5-haiku"))
        .expect("it is in the catalog");
    assert!(
        haiku
            .regions
            .iter()
            .all(|r| !r.lifecycle.same_days(&haiku.lifecycle))
    );
}

#[test]
fn every_format_takes_none_one_and_many_findings() {
    for format in FORMATS {
        let [none, one, many] = [sample::empty(), sample::many(1), sample::many(10_000)]
            .map(|report| render_with(format, &report, &RenderOptions::default()));
        // A stream of lines is empty without any; a document says so.
        let stream = matches!(format.extension, "txt" | "jsonl");
        assert!(stream || !none.is_empty(), "{}", format.name);
        assert!(
            one.ends_with('\n') && many.ends_with('\n'),
            "{}",
            format.name
        );
        assert_ne!(one, none, "{}", format.name);
        for text in [&none, &one, &many] {
            must_be_json(format, text);
        }
        let count = |text: &str| findings_listed(format.name, text);
        assert_eq!(
            (count(&none), count(&one), count(&many)),
            (0, 1, most_listed(format.name, 10_000)),
            "{}",
            format.name
        );
    }
}

#[test]
fn sarif_counts_the_results_not_shown() {
    let log: serde_json::Value =
        serde_json::from_str(&render("sarif", &sample::many(25_010))).expect("SARIF is JSON");
    let run = &log["runs"][0];
    let results = run["results"].as_array().expect("results");
    assert_eq!(results.len(), 25_000);
    assert_eq!(run["properties"]["resultsLeftOut"], 10);
    assert_eq!(
        run["invocations"][0]["toolExecutionNotifications"][0]["descriptor"]["id"],
        "results-cut"
    );
    // The least of three levels is what was cut.
    assert_eq!(
        results.iter().filter(|r| r["level"] == "error").count(),
        8_337
    );
    assert_eq!(results[0]["level"], "error");
    assert_eq!(results[24_999]["level"], "note");
}

/// Each rule has a page: its own chapter of the documentation, which is there.
#[test]
fn sarif_links_to_the_documentation_of_each_rule() {
    let pages = |options: &RenderOptions| -> Vec<Option<String>> {
        let format = FORMATS
            .iter()
            .find(|format| format.name == "sarif")
            .expect("the format exists");
        let log: serde_json::Value =
            serde_json::from_str(&render_with(format, &sample::empty(), options))
                .expect("SARIF is JSON");
        let rules = log["runs"][0]["tool"]["driver"]["rules"]
            .as_array()
            .expect("rules")
            .clone();
        rules
            .iter()
            .map(|rule| rule["helpUri"].as_str().map(str::to_owned))
            .collect()
    };
    let docs = include_str!("../../../docs/rules.md");
    for (rule, page) in RULES.iter().zip(pages(&golden_options())) {
        let page = page.expect("every rule has a page");
        assert_eq!(
            page,
            format!(
                "https://example.com/bedrock-eol/blob/HEAD/docs/rules.md#{}",
                rule.name
            )
        );
        assert!(
            docs.lines().any(|line| line == format!("## {}", rule.name)),
            "{page} leads nowhere"
        );
    }
    let without_address = pages(&RenderOptions::default());
    let of_aws: Vec<Option<String>> = RULES
        .iter()
        .map(|rule| rule.page.map(str::to_owned))
        .collect();
    assert_eq!(without_address, of_aws);
}

#[test]
fn sarif_links_to_the_site_of_the_catalog() {
    let options = RenderOptions {
        site: Some("https://example.com/eol"),
        ..golden_options()
    };
    let format = FORMATS
        .iter()
        .find(|format| format.name == "sarif")
        .expect("the format exists");
    let log: serde_json::Value =
        serde_json::from_str(&render_with(format, &sample::full(), &options))
            .expect("SARIF is JSON");
    let run = &log["runs"][0];
    for rule in run["tool"]["driver"]["rules"].as_array().expect("rules") {
        let page = format!(
            "https://example.com/eol/rules/{}.html",
            rule["id"].as_str().expect("an ID")
        );
        assert_eq!(rule["helpUri"], page);
    }
    let pages: Vec<&str> = run["results"]
        .as_array()
        .expect("results")
        .iter()
        .filter_map(|result| result["properties"]["helpUri"].as_str())
        .collect();
    assert!(
        pages.contains(&"https://example.com/eol/models/anthropic.claude-v2-1.html"),
        "{pages:?}"
    );
}

#[test]
fn sarif_uris_are_encoded_and_relative() {
    let text = render("sarif", &sample::full());
    assert!(text.contains("\"uri\": \"docs/%C3%BCbersicht/%E6%97%A5%E6%9C%AC.ipynb\""));
    assert!(text.contains("\"uri\": \"infra/100%25/main.tf\""));
    assert!(text.contains("\"uri\": \"deploy/app%20config.py\""));
}

#[test]
fn annotations_are_limited_per_level_and_cannot_be_forged() {
    let text = render("github", &sample::many(10_000));
    for level in ["error", "warning", "notice"] {
        assert_eq!(
            text.lines()
                .filter(|l| l.starts_with(&format!("::{level} ")))
                .count(),
            10,
            "{level}"
        );
    }
    assert!(text.contains("::error title=bedrock-eol::3325 more of this level"));

    let hostile = render("github", &sample::full());
    assert!(hostile.lines().all(|line| line.starts_with("::error ")
        | line.starts_with("::warning ")
        | line.starts_with("::notice ")));
    assert!(!hostile.contains('\u{1b}') && !hostile.contains('\r'));
}

#[test]
fn markdown_stays_within_its_limit_and_counts_the_findings_not_shown() {
    let format = FORMATS
        .iter()
        .find(|f| f.name == "markdown")
        .expect("the format exists");
    let report = sample::many(10_000);
    for group_by in [GroupBy::Model, GroupBy::File, GroupBy::Rule] {
        let text = render_with(
            format,
            &report,
            &RenderOptions {
                group_by,
                ..RenderOptions::default()
            },
        );
        assert!(text.len() <= 65_536, "{group_by:?}: {}", text.len());
        let listed = locations_listed(&text);
        assert!(listed > 100, "{group_by:?}: {listed}");
        let left = 10_000 - listed;
        let expected_text = format!(
            "Not listed: {},{:03} more findings.",
            left / 1_000,
            left % 1_000
        );
        assert!(
            text.contains(&expected_text),
            "{group_by:?}: {expected_text}"
        );
    }
}

/// Paths may be as long as a file system allows, and each character of them an entity.
#[test]
fn markdown_stays_within_its_limit_whatever_paths_are_like() {
    let format = FORMATS
        .iter()
        .find(|f| f.name == "markdown")
        .expect("the format exists");
    for letter in ["a", "日", "|", "@"] {
        let mut report = sample::many(500);
        for (at, finding) in report.findings.iter_mut().enumerate() {
            Arc::make_mut(&mut finding.reference).location.path =
                format!("{}/{at}.py", letter.repeat(4_000 / letter.len())).into();
        }
        report.errors = vec![sample::full().errors[0].clone(); 50];
        for error in &mut report.errors {
            error.path = letter.repeat(4_000 / letter.len());
        }
        for group_by in [GroupBy::Model, GroupBy::File, GroupBy::Rule] {
            let text = render_with(
                format,
                &report,
                &RenderOptions {
                    group_by,
                    ..RenderOptions::default()
                },
            );
            assert!(
                text.len() <= 65_536,
                "{letter} {group_by:?}: {}",
                text.len()
            );
            assert!(
                text.contains("Not listed: ") && text.ends_with("</sub>\n"),
                "{letter} {group_by:?}"
            );
            assert!(
                text.contains("- … and "),
                "{letter} {group_by:?}: errors that are left out are counted"
            );
        }
    }
}

#[test]
fn markdown_has_one_message_for_locations_with_the_same_problem() {
    let text = render("markdown", &sample::many(30));
    let block = text
        .split("<details>")
        .find(|block| block.contains("- `services/"))
        .expect("there is a block");
    assert_eq!(block.matches("has to be replaced").count(), 1, "{block}");
    assert_eq!(locations_listed(block), 10, "{block}");
}

#[test]
fn markdown_collapses_notes_and_lists_steps_once() {
    let text = render("markdown", &sample::full());
    let (table, folded) = text
        .split_once("with notes only</summary>")
        .expect("notes are folded");
    assert!(
        table.contains("| ❌ | `anthropic.claude-v2:1` |") && !table.contains("| ℹ️ |"),
        "{table}"
    );
    let (notes, _) = folded.split_once("</details>").expect("the fold ends");
    assert!(
        notes.contains("| ℹ️ | `anthropic.claude-sonnet-4-6` |"),
        "{notes}"
    );
    assert_eq!(
        text.matches("Move the request body to the Messages API.")
            .count(),
        1
    );
    assert!(text.contains("Step below: 1."), "{text}");
}

/// A step has a number for the findings that name it.
#[test]
fn markdown_lists_no_step_of_a_finding_that_is_not_shown() {
    let mut report = sample::full();
    let steps = report
        .findings
        .iter_mut()
        .find(|finding| !finding.steps.is_empty())
        .map(|f| f.steps.clone());
    for finding in &mut report.findings {
        finding.steps = if finding.level == Level::Error {
            [].into()
        } else {
            steps.clone().expect("one has")
        };
    }
    let format = FORMATS
        .iter()
        .find(|f| f.name == "markdown")
        .expect("the format exists");
    for (most, expected_text) in [(2, false), (3, true)] {
        let options = RenderOptions {
            max_findings: Some(most),
            ..RenderOptions::default()
        };
        let text = render_with(format, &report, &options);
        assert_eq!(
            text.contains("Migration steps"),
            expected_text,
            "{most}: {text}"
        );
    }
}

/// Locations of one file that change for one reason are one line, in order and each once.
#[test]
fn locations_that_change_with_a_finding_are_grouped_by_file_and_reason() {
    let mut report = sample::full();
    let finding = report
        .findings
        .iter_mut()
        .find(|finding| !finding.related.is_empty())
        .expect("one has");
    let mut others = vec![finding.related[0].clone(); 3];
    (others[1].location.start.line, others[2].location.start.line) = (90, 2);
    finding.related.extend(others);
    for (format, expected_text) in [
        (
            "pretty",
            "deploy/iam/policy.json:2:5, 4:5, 90:5: This policy allows the old model only.",
        ),
        (
            "markdown",
            "Change as well: `deploy/iam/policy.json` 2:5, 4:5, 90:5: This policy allows the old model only.",
        ),
        (
            "html",
            "<code>deploy/iam/policy.json:2:5, 4:5, 90:5</code> This policy allows the old model only.",
        ),
    ] {
        let text = render(format, &report);
        assert_eq!(text.matches(expected_text).count(), 1, "{text}");
    }
}

/// Each finding refers to its steps by number; what to write is in the advice alone.
#[test]
fn html_lists_each_step_once_and_one_replacement_per_finding() {
    let text = render("html", &sample::full());
    assert_eq!(
        text.matches("Move the request body to the Messages API.")
            .count(),
        1
    );
    assert!(
        text.contains("<li id=\"step-1\">Move")
            && text.contains("Step: <a href=\"#step-1\">1</a>.")
    );
    let cards = text.split("<div class=\"finding ").skip(1);
    let written = cards
        .filter(|card| card.contains("<code class=\"write\">"))
        .inspect(|card| {
            let card = card.split("</div>").next().expect("a card ends");
            assert_eq!(card.matches("<code class=\"write\">").count(), 1, "{card}");
        });
    assert_eq!(
        written.count(),
        sample::full()
            .findings
            .iter()
            .filter(|f| f.replacement.is_some())
            .count()
    );
}

/// Hundreds of findings have the advice of a few moves.
#[test]
fn html_has_advice_at_the_first_finding_and_links_to_it_from_the_others() {
    let text = render("html", &sample::many(300));
    let leads: Vec<&str> = text
        .split("<a href=\"#finding-")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    assert!(leads.len() >= 290, "{}", leads.len());
    for lead in leads.into_iter().collect::<BTreeSet<_>>() {
        assert_eq!(
            text.matches(&format!(" id=\"finding-{lead}\"")).count(),
            1,
            "{lead}"
        );
    }
}

/// A file that was left out or could not be read is in no list of what was found, so each format says it elsewhere;
/// a format that cannot is named here with its reason.
#[test]
fn every_format_reports_files_that_were_not_scanned() {
    let mut report = sample::full();
    report.errors.retain(|error| error.kind.not_scanned());
    report.findings.clear();
    for format in FORMATS {
        let text = render(format.name, &report);
        let unread = match format.name {
            "badge" => text.contains("scan incomplete"),
            "cyclonedx" => text.contains("\"aggregate\": \"incomplete\""),
            // A line of the calendar is folded anywhere.
            "ics" => text.replace("\r\n ", "").contains("The scan is incomplete"),
            "sarif" => text.contains("secret/k%C3%B6y%20%25.pem"),
            "github" => text.contains("secret/köy %25.pem"),
            "azure" => text.contains("secret/köy %AZP25.pem"),
            _ => text.contains("secret/köy %.pem"),
        };
        assert!(
            unread,
            "{} hides what could not be read: {text}",
            format.name
        );
        report.errors.clear();
        let text = render(format.name, &report);
        let left_out = match format.name {
            // Annotations, whose job summary counts them; problems of a merge request; a few words.
            "github" | "gitlab" | "badge" | "azure" | "rdjson" => true,
            "cyclonedx" => text.contains("\"aggregate\": \"incomplete\""),
            "html" | "junit" => text.contains("data/&lt;huge&gt;.json"),
            "sarif" => text.contains("data/%3Chuge%3E.json"),
            // The path, or else the counts.
            _ => {
                text.contains("data/<huge>.json")
                    || text
                        .replace("\r\n ", "")
                        .replace('\\', "")
                        .contains("1 binary, 1 too large, 1 symbolic")
            }
        };
        assert!(left_out, "{} hides what was left out: {text}", format.name);
        report.errors = sample::full()
            .errors
            .into_iter()
            .filter(|error| error.kind.not_scanned())
            .collect();
    }
}

#[test]
fn the_step_summary_may_be_longer_than_a_comment() {
    let mut out = Vec::new();
    let options = RenderOptions {
        group_by: GroupBy::File,
        ..RenderOptions::default()
    };
    step_summary(&sample::many(10_000), &options, 0, &mut out)
        .expect("writing to memory cannot fail");
    assert!(
        out.len() > 65_536 && out.len() <= 1024 * 1024,
        "{}",
        out.len()
    );
    // Another command of the step has written before.
    let (written, mut rest) = (1024 * 1024 - 20_000, Vec::new());
    step_summary(&sample::many(10_000), &options, written, &mut rest)
        .expect("writing to memory cannot fail");
    assert!(
        rest.len() > 10_000 && written + rest.len() <= 1024 * 1024,
        "{}",
        rest.len()
    );
    let mut none = Vec::new();
    step_summary(&sample::many(10_000), &options, 1024 * 1024, &mut none)
        .expect("writing to memory cannot fail");
    assert!(none.is_empty());
}

#[test]
fn calendar_lines_are_folded_and_end_after_they_start() {
    let text = render("ics", &sample::full());
    assert!(
        text.split("\r\n")
            .all(|line| line.len() <= 75 && !line.contains('\n'))
    );
    assert!(text.contains("DTSTART;VALUE=DATE:20261208\r\nDTEND;VALUE=DATE:20261209\r\n"));
    assert!(
        text.contains("UID:eol.ap-south-1.anthropic.claude-opus-4-20250514-v1:0@bedrock-eol\r\n")
    );
    assert_eq!(
        text.matches("BEGIN:VALARM").count(),
        5 - 1,
        "only days to come have an alarm"
    );
}

/// A folded line goes on after a space, which a build runner takes away.
#[test]
fn a_calendar_line_is_not_folded_before_a_workflow_command() {
    let format = FORMATS
        .iter()
        .find(|f| f.name == "ics")
        .expect("the format exists");
    for length in 0..90 {
        let name = format!("{}::error file=x::forged", "x".repeat(length));
        let text = render_with(format, &promises::report(&name), &RenderOptions::default());
        promises::no_command_of_a_runner(format, &text);
    }
}

#[test]
fn the_badge_is_green_only_for_a_complete_scan_without_findings() {
    let mut report = sample::empty();
    assert!(render("badge", &report).contains("brightgreen"));
    report.errors = sample::full().errors;
    let badge = render("badge", &report);
    assert!(badge.contains("lightgrey") && badge.contains("scan incomplete"));
    assert!(render("badge", &sample::many(1)).contains("\"message\": \"1 end-of-life\""));
}
