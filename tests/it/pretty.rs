//! The reports for people, as they look.

use std::sync::Arc;

use bedrock_eol::finding::{Cell, Disposition};
use bedrock_eol::model_id::ModelId;
use bedrock_eol::output::{GroupBy, RenderOptions};
use bedrock_eol::reference::{Context, Form, RegionOrigin, Resolution};
use bedrock_eol::report::{Cause, ErrorKind, Report, ScanError};

use crate::cross_file::project;
use crate::expected;
use crate::occurrences::{Sample, demo, in_file, nth_in_file, rendered, report};
use crate::program::{AS_OF, run};

const OPUS: &str = "anthropic.claude-3-opus-20240229-v1:0";

fn pretty(report: &Report) -> String {
    rendered(report, "pretty", &RenderOptions::default())
}

fn opus_in(path: &str, content: &str) -> Report {
    report(vec![vec![in_file(
        path,
        content,
        OPUS,
        Form::Base,
        &[OPUS],
    )]])
}

#[test]
fn pretty_begins_with_the_numbers() {
    expected::is("pretty-pretty_begins_with_the_numbers", &pretty(&demo()));
}

/// A constant that the library lacks is constructed; the summary has the ID that can be called, as the help has.
#[test]
fn the_id_of_a_model_without_a_constant_is_constructed() {
    let file = "import { bedrock } from '@cdklabs/generative-ai-cdk-constructs';\n\
                new bedrock.Agent(this, 'A', {\n  foundationModel: \
                bedrock.BedrockFoundationModel.ANTHROPIC_CLAUDE_3_5_SONNET_V1_0,\n});\n";
    let project = project(&[("stack.ts", file)]);
    let args = ["scan", ".", "--isolated", "--as-of", AS_OF];
    let printed = run(project.path(), &args).stdout;
    let printed = printed.split_whitespace().collect::<Vec<_>>().join(" ");
    for text in [
        "→ global.anthropic.claude-sonnet-4-6",
        "write `new BedrockFoundationModel(\"anthropic.claude-sonnet-4-6\", {…})`, and pass it to",
    ] {
        assert!(printed.contains(text), "{text}: {printed}");
    }
}

/// The geography is beside the model, which names the foundation model alone.
#[test]
fn the_model_of_a_profile_construct_is_a_foundation_model() {
    let file = "import { bedrock } from '@cdklabs/generative-ai-cdk-constructs';\n\
                bedrock.CrossRegionInferenceProfile.fromConfig({\n  geoRegion: \
                bedrock.CrossRegionInferenceProfileRegion.EU,\n  model: \
                bedrock.BedrockFoundationModel.ANTHROPIC_CLAUDE_3_5_SONNET_V1_0,\n});\n";
    let project = project(&[("stack.ts", file)]);
    let args = ["scan", ".", "--isolated", "--as-of", AS_OF];
    let printed = run(project.path(), &args).stdout;
    let printed = printed.split_whitespace().collect::<Vec<_>>().join(" ");
    // Another library has this container and the constant; the text does not show which of them it is.
    let write = "write `new BedrockFoundationModel(\"anthropic.claude-sonnet-4-6\", {…})`";
    assert!(printed.contains(write), "{printed}");
    assert!(!printed.contains("choose where data"), "{printed}");
}

#[test]
fn pretty_in_colour() {
    let options = RenderOptions {
        color: true,
        width: Some(80),
        ..RenderOptions::default()
    };
    let text = rendered(
        &opus_in("a.py", &format!("m = \"{OPUS}\"\n")),
        "pretty",
        &options,
    );
    expected::is("pretty-pretty_in_colour", &text.replace('\u{1b}', "␛"));
}

#[test]
fn pretty_with_inventory_errors_and_hidden_findings() {
    let mut report = demo();
    report.findings[0].disposition = Disposition::Baselined;
    report.findings[1].disposition = Disposition::Suppressed {
        reason: None,
        inline: true,
    };
    report.errors.push(ScanError {
        path: "secret.env".to_owned(),
        at: None,
        kind: ErrorKind::Read,
        message: "permission denied".to_owned(),
    });
    report.unlisted.add(Cause::IgnoreFile, 1234);
    let options = RenderOptions {
        inventory: true,
        ..RenderOptions::default()
    };
    expected::is(
        "pretty-pretty_with_inventory_errors_and_hidden_findings",
        &rendered(&report, "pretty", &options),
    );
}

#[test]
fn nothing_found() {
    expected::is("pretty-nothing_found", &pretty(&report(Vec::new())));
    let compact = rendered(&report(Vec::new()), "compact", &RenderOptions::default());
    assert_eq!(compact, "No file to scan.\n");
}

#[test]
fn compact_has_one_line_per_finding() {
    expected::is(
        "pretty-compact_has_one_line_per_finding",
        &rendered(&demo(), "compact", &RenderOptions::default()),
    );
}

/// A file name or a line can neither move the cursor nor forge a line.
#[test]
fn hostile_text_is_escaped() {
    let content = format!("\u{1b}]0;owned\u{7}\u{202e} = \"{OPUS}\" \r# \u{9b}2J\u{200b}\n");
    let mut report = opus_in("a\n::error::b\u{1b}[31m.py", &content);
    let near = sample_near("anthropic.claude\u{1b}[2J\nx");
    report
        .findings
        .extend(crate::occurrences::report(vec![vec![near]]).findings);
    for format in ["pretty", "compact"] {
        let text = rendered(
            &report,
            format,
            &RenderOptions {
                inventory: true,
                ..RenderOptions::default()
            },
        );
        let hostile =
            |c: char| c.is_control() && c != '\n' || ('\u{200b}'..='\u{202e}').contains(&c);
        assert_eq!(text.chars().find(|c| hostile(*c)), None, "{text}");
        assert!(
            !text.lines().any(|line| line.starts_with("::error")),
            "{text}"
        );
    }
}

fn sample_near(text: &str) -> Sample {
    in_file(
        "near.py",
        &format!("m = \"{text}\"\n"),
        text,
        Form::Base,
        &[],
    )
    .resolution(Resolution::Near)
}

/// A minified line is a window with the true column, however far to the right.
#[test]
fn a_line_of_a_megabyte_is_a_window() {
    let content = format!("{}\"{OPUS}\"{}", "x,".repeat(500_000), ",y".repeat(500_000));
    let text = pretty(&opus_in("bundle.min.js", &content));
    assert!(text.contains("[bundle.min.js:1:1000002]"), "{text}");
    assert!(text.len() < 4_000, "{}", text.len());
    assert!(
        text.lines().all(|line| line.chars().count() < 220),
        "{text}"
    );
}

#[test]
fn ten_thousand_findings_are_readable() {
    let line = format!("m = \"{OPUS}\"\n");
    let content = line.repeat(10_000);
    let sample = |n: usize| {
        let mut sample = nth_in_file("many.py", &line, 5, OPUS, Form::Base, &[OPUS]);
        let location = &mut sample.occurrence.location;
        (location.start.line, location.end.line) = (n as u64 + 1, n as u64 + 1);
        sample
    };
    assert_eq!(content.lines().count(), 10_000);
    let mut report = report(vec![(0..10_000).map(sample).collect()]);
    let text = pretty(&report);
    assert!(
        text.contains("10,000 locations in 1 file") && text.contains("… and 9,991 more"),
        "{text}"
    );
    assert!(text.lines().count() < 60, "{text}");

    // The same with ten thousand different models.
    for (at, finding) in report.findings.iter_mut().enumerate() {
        Arc::make_mut(&mut finding.reference).models =
            [ModelId::new(format!("anthropic.model-{at}"))].into();
    }
    let text = pretty(&report);
    assert!(
        text.contains("… not shown: 9,975 problems in 9,975 locations."),
        "{text}"
    );
}

#[test]
fn tabs_wide_characters_and_several_lines_are_drawn() {
    let joined = "\"anthropic.claude-3-opus-\" +\n\t\"20240229-v1:0\"";
    let content = format!("# 模型\n\tmodel = {joined} # 字\n");
    let found =
        in_file("a多.py", &content, joined, Form::Base, &[OPUS]).resolution(Resolution::Joined);
    let wide = format!("\t模型 = \"{OPUS}\"\n");
    let wide = in_file("wide.py", &wide, OPUS, Form::Base, &[OPUS]);
    expected::is(
        "pretty-tabs_wide_characters_and_several_lines_are_drawn",
        &pretty(&report(vec![vec![found], vec![wide]])),
    );
}

#[test]
fn a_notebook_names_its_cell() {
    let mut first = in_file("a.ipynb", OPUS, OPUS, Form::Base, &[OPUS]).context(Context::Recording);
    first.occurrence.location.cell = Some(Cell {
        cell: 3,
        line: 2,
        output: true,
    });
    let text = pretty(&report(vec![vec![first]]));
    assert!(
        text.contains("a.ipynb:1:1 (cell 3, output line 2)"),
        "{text}"
    );
}

/// What the report says to run next can be run.
#[test]
fn every_command_that_comes_next_exists() {
    let mut report = demo();
    let first = report.findings[0].clone();
    report.findings.extend((0..9).map(|at| {
        let mut finding = first.clone();
        Arc::make_mut(&mut finding.reference).location.path = format!("src/{at}.py").into();
        finding
    }));
    let options = RenderOptions {
        offer_baseline: true,
        ..RenderOptions::default()
    };
    let text = rendered(&report, "pretty", &options);
    let next = text
        .split("\nNext\n")
        .nth(1)
        .expect("there is something to do next");
    let commands: Vec<&str> = next
        .lines()
        .map_while(|line| line.strip_prefix("  bedrock-eol "))
        .collect();
    assert_eq!(commands.len(), 3, "{next}");
    for command in commands {
        let typed = command.split("   ").next().expect("a piece");
        let mut words: Vec<&str> = typed.split(' ').collect();
        words.push("--help");
        let run = crate::program::run(std::path::Path::new("."), &words);
        assert_eq!(run.status, 0, "{typed}\n{}", run.stderr);
    }
}

#[test]
fn findings_are_grouped_by_file_or_rule() {
    for group_by in [GroupBy::File, GroupBy::Rule] {
        let options = RenderOptions {
            group_by,
            ..RenderOptions::default()
        };
        expected::is(
            &format!(
                "pretty-{}",
                format!("grouped_by_{group_by:?}").to_lowercase()
            ),
            &rendered(&demo(), "pretty", &options),
        );
    }
}

#[test]
fn max_findings_limits_the_problems_shown() {
    let line = format!("m = \"{OPUS}\"\n");
    let sample = |n: usize| {
        let mut sample = nth_in_file(&format!("{n}.py"), &line, 5, OPUS, Form::Base, &[OPUS]);
        sample.occurrence.location.start.line = n as u64 + 1;
        sample
    };
    let mut report = report((0..100).map(|n| vec![sample(n)]).collect());
    for (at, finding) in report.findings.iter_mut().enumerate() {
        Arc::make_mut(&mut finding.reference).models =
            [ModelId::new(format!("anthropic.model-{at}"))].into();
    }
    let text = |most| {
        rendered(
            &report,
            "pretty",
            &RenderOptions {
                max_findings: most,
                ..RenderOptions::default()
            },
        )
    };
    let shown = |text: &str| text.matches("× error[").count();
    assert_eq!(
        [None, Some(3), Some(0)].map(|most| shown(&text(most))),
        [25, 3, 100]
    );
    assert!(
        text(Some(3))
            .contains("… not shown: 97 problems in 97 locations. `--max-findings 0` shows all")
    );
    assert!(!text(Some(0)).contains("more in"));
}

#[test]
fn locations_are_links_if_the_terminal_supports_them() {
    let content = format!("m = \"{OPUS}\"\n").repeat(2);
    let samples = [5, 5 + content.len() / 2]
        .map(|at| nth_in_file("src/a b.py", &content, at, OPUS, Form::Base, &[OPUS]));
    let links_from = Some("/srv/me".to_owned());
    let options = RenderOptions {
        links_from,
        ..RenderOptions::default()
    };
    let text = rendered(&report(vec![Vec::from(samples)]), "pretty", &options);
    let link = "\u{1b}]8;;file:///srv/me/src/a%20b.py\u{1b}\\src/a b.py\u{1b}]8;;\u{1b}\\";
    assert!(text.contains(&format!("[{link}:1:6]")), "{text:?}");
    assert!(text.contains(&format!("    {link}:2:6\n")), "{text:?}");
}

/// A policy is first by its path, but the call of the model is shown, with all locations that change with it.
#[test]
fn a_problem_has_its_model_as_title_and_lists_every_location() {
    use bedrock_eol::finding::{Related, RelatedRole};
    let text = format!("foundation-model/{OPUS}");
    let mut policy = in_file(
        "iam/policy.json",
        &format!("\"{text}\"\n"),
        &text,
        Form::FoundationModelArn,
        &[OPUS],
    );
    policy = policy.id(OPUS).context(Context::Iam);
    let code = in_file(
        "src/app.py",
        &format!("m = \"{OPUS}\"\n"),
        OPUS,
        Form::Base,
        &[OPUS],
    );
    let mut report = report(vec![vec![policy], vec![code]]);
    let location = report.findings[0].reference.location.clone();
    report.findings[0].related.push(Related::new(
        location,
        RelatedRole::Change,
        "a location that changes".to_owned(),
    ));
    let shown = pretty(&report);
    assert!(shown.contains("[src/app.py:1:6]"), "{shown}");
    assert!(
        shown.contains("iam/policy.json:1:2: a location that changes"),
        "{shown}"
    );
    assert!(
        shown.contains("also at: allow `foundation-model/anthropic."),
        "{shown}"
    );
}

/// A model that only documentation and comparisons name breaks nothing when it ends.
#[test]
fn what_is_only_mentioned_is_not_the_next_to_end() {
    let jamba = "ai21.jamba-1-5-large-v1:0";
    let line = |path: &str, context| {
        let content = format!("m = \"{jamba}\"\n");
        vec![in_file(path, &content, jamba, Form::Base, &[jamba]).context(context)]
    };
    let first_line = |contexts: &[Context]| {
        let files = contexts
            .iter()
            .enumerate()
            .map(|(at, context)| line(&format!("{at}.py"), *context))
            .collect();
        let text = pretty(&report(files)).replace('\n', " ");
        text.split("   ").next().map(str::to_owned)
    };
    let mentions = [
        Context::Docs,
        Context::Comment,
        Context::Recording,
        Context::Deprecation,
        Context::Registry,
    ];
    let told = first_line(&mentions).expect("a report has a first line");
    assert!(told.contains("No known model is in use."), "{told}");
    for use_of_it in [
        Context::Code,
        Context::Config,
        Context::Iac,
        Context::Iam,
        Context::Test,
        Context::Choice,
    ] {
        let told = first_line(&[Context::Docs, use_of_it]).expect("a report has a first line");
        assert!(
            told.contains("The next model to reach End-of-Life is Jamba 1.5 Large"),
            "{use_of_it:?}: {told}"
        );
    }
}

/// No line of a snippet wraps: it is cut, and the match and its label stay below each other.
#[test]
fn snippets_are_cut_to_the_terminal() {
    let long = "x".repeat(90);
    let contents = [
        ("fits.py", format!("m = \"{OPUS}\"\n")),
        ("right.py", format!("m = \"{OPUS}\"  # {long}\n")),
        ("left.py", format!("a = \"{long}\", b = \"{OPUS}\"\n")),
        (
            "both.py",
            format!("a = \"{long}\"\nb = \"{long}\", c = \"{OPUS}\", d = \"{long}\"\ne = 1\n"),
        ),
        (
            "tabs.go",
            format!("\t\t\t\t\t\t\tm := \"{OPUS}\"\n\t\t\tn := 1\n"),
        ),
        (
            "wide.py",
            format!("\"äöü\", \"{long}\", \"{OPUS}\", \"äöü\"\n"),
        ),
    ];
    let mut shown = String::new();
    for width in [60, 80, 100] {
        for ascii in [false, true] {
            for (path, content) in &contents {
                let sample = in_file(path, content, OPUS, Form::Base, &[OPUS]);
                let options = RenderOptions {
                    width: Some(width),
                    ascii,
                    max_findings: Some(0),
                    ..RenderOptions::default()
                };
                let text = rendered(&report(vec![vec![sample]]), "pretty", &options);
                let snippet: Vec<&str> = text
                    .lines()
                    .skip_while(|line| !line.contains(&format!("[{path}:")))
                    .take_while(|line| !line.contains("help"))
                    .collect();
                assert!(!snippet.is_empty(), "{text}");
                for line in &snippet {
                    assert!(
                        line.chars().count() <= width,
                        "{width} columns: {line}\n{text}"
                    );
                }
                shown.push_str(&format!(
                    "{width} columns{}\n",
                    if ascii { ", ASCII" } else { "" }
                ));
                shown.push_str(&snippet.join("\n"));
                shown.push('\n');
            }
        }
    }
    expected::is("pretty-snippets_are_cut_to_the_terminal", &shown);
}

/// The suggested commands stay whole in a narrow terminal.
#[test]
fn next_steps_have_their_effect_below_where_one_line_is_too_narrow() {
    let next = |width| {
        let options = RenderOptions {
            width,
            offer_baseline: true,
            ..RenderOptions::default()
        };
        let text = rendered(&demo(), "pretty", &options);
        let from = text.find("\nNext\n").expect("there is a next step") + 1;
        text[from..].split("\n\n").next().map(str::to_owned)
    };
    let (wide, narrow) = (
        next(None).unwrap_or_default(),
        next(Some(80)).unwrap_or_default(),
    );
    assert!(wide.contains("  bedrock-eol baseline write"), "{wide}");
    assert!(
        wide.lines().skip(1).all(|line| line.contains("   ")),
        "{wide}"
    );
    assert!(
        narrow.contains("  bedrock-eol baseline write\n      accept these findings"),
        "{narrow}"
    );
    assert!(
        narrow.lines().all(|line| line.chars().count() <= 80),
        "{narrow}"
    );
}

/// A model has one replacement in all formats: what most of the worst findings recommend, not what the first one does.
#[test]
fn the_replacement_of_a_model_is_that_of_most_findings() {
    let haiku = "anthropic.claude-3-5-haiku-20241022-v1:0";
    let called_from = |path: &str, region: &str| {
        let content = format!("m = \"{haiku}\"\n");
        let sample = in_file(path, &content, haiku, Form::Base, &[haiku]);
        vec![sample.region(region, RegionOrigin::Nearby)]
    };
    let report = report(vec![
        called_from("a.py", "us-gov-west-1"),
        called_from("b.py", "eu-central-1"),
        called_from("c.py", "eu-central-1"),
    ]);
    let of_each: Vec<&str> = report
        .findings
        .iter()
        .filter_map(|finding| {
            finding
                .replacement
                .as_ref()
                .map(|chosen| chosen.text.as_str())
        })
        .collect();
    assert_eq!(of_each.len(), 3, "{of_each:?}");
    assert!(
        of_each[0] != of_each[1] && of_each[1] == of_each[2],
        "{of_each:?}"
    );
    let row = |format: &str| {
        let text = rendered(&report, format, &RenderOptions::default());
        let mut rows = text.lines().filter(|line| {
            line.contains(haiku) && (line.contains("since 20") || line.contains("| 20"))
        });
        rows.next().map(str::to_owned)
    };
    let pretty = row("pretty").expect("a row of the summary");
    assert!(pretty.ends_with(&format!("→ {}", of_each[1])), "{pretty}");
    let markdown = row("markdown").expect("a row of the table");
    assert!(
        markdown.contains(&format!("`{}`", of_each[1])),
        "{markdown}"
    );
    let html = rendered(&report, "html", &RenderOptions::default());
    let cell = html
        .split("id=\"models\"")
        .nth(1)
        .and_then(|models| models.split("id=\"files\"").next())
        .expect("a table of models");
    assert!(
        cell.contains(of_each[1]) && !cell.contains(of_each[0]),
        "{cell}"
    );
}
