//! What is written about texts of others: reports in every format, lines for logs, explanations.

#[path = "../../tests/it/formats"]
pub(crate) mod formats {
    #![allow(dead_code, reason = "the tests use more of it")]
    pub(crate) mod promises;
    pub(crate) mod sample;
}

use std::sync::LazyLock;

use bedrock_eol::catalog::Catalog;
use bedrock_eol::explain::explain;
use bedrock_eol::judge::Policy;
use bedrock_eol::migrate::MigrationPlan;
use bedrock_eol::output::catalog::{
    write_explanation, write_explanation_json, write_explanation_markdown,
};
use bedrock_eol::output::{
    FORMATS, Format, GroupBy, RenderOptions, log_line, log_lines, migration_json,
    migration_markdown, verify_script,
};
use bedrock_eol::report::Report;
use bedrock_eol::run::{Input, MigrationRequest, Run, Silent};

use formats::promises::{check, no_command_of_a_runner, no_hostile_character, report};

fn written(format: &Format, report: &Report, options: &RenderOptions) -> String {
    let mut out = Vec::new();
    format
        .render(report, options, &mut out)
        .expect("writing to memory cannot fail");
    String::from_utf8(out).expect("every format is UTF-8")
}

fn options() -> RenderOptions {
    RenderOptions {
        inventory: true,
        ..RenderOptions::default()
    }
}

/// What each format says of a harmless text.
static HARMLESS: LazyLock<Vec<String>> = LazyLock::new(|| {
    FORMATS
        .iter()
        .map(|format| written(format, &report("x/y"), &options()))
        .collect()
});

/// The first byte chooses the format, the second how it groups; the rest is the text that stands wherever others' text
/// can be in a report.
pub(crate) fn rendered(bytes: &[u8]) {
    let [choice, group, text @ ..] = bytes else {
        return;
    };
    let text = String::from_utf8_lossy(text);
    let at = usize::from(*choice) % FORMATS.len();
    let format = &FORMATS[at];
    let report = report(&text);
    let page = written(format, &report, &options());
    no_command_of_a_runner(format, &page);
    check(format, &page, &HARMLESS[at]);
    let group_by = [GroupBy::Model, GroupBy::File, GroupBy::Rule][usize::from(*group) % 3];
    let width = Some(usize::from(*group));
    let other = written(
        format,
        &report,
        &RenderOptions {
            group_by,
            width,
            ..options()
        },
    );
    no_command_of_a_runner(format, &other);
    no_hostile_character(&log_line(&text), &[]);
    no_hostile_character(&log_lines(&text), &['\n', '\t']);
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let texts = [
        "src/a.py",
        "\u{1b}[31mred\u{1b}[0m \u{9b}2J \u{7}\u{8}\u{7f}",
        "\u{202e}\u{2066}\u{200b}\u{200f}\u{feff}\u{2028}\u{e0041}",
        "]]><![CDATA[</failure>",
        "| `tick` ~~x~~ _y_ *z* @team #123 <b>bold</b> [x](http://evil.example)",
        "=1+1\t\r\n::error file=x::forged%0A ##[error] ##vso[task]",
        "</script><img src=x onerror=alert(1)>\"'",
    ];
    let mut seeds = Vec::new();
    for (group, text) in texts.iter().enumerate() {
        seeds.extend(
            (0..FORMATS.len()).map(|at| [&[at as u8, group as u8], text.as_bytes()].concat()),
        );
    }
    seeds
}

/// A text is explained or refused, and neither moves a cursor; the JSON is JSON. A second line is the model to move to.
pub(crate) fn explained(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (asked, to) = text
        .split_once('\n')
        .map_or((&*text, None), |(asked, to)| (asked, Some(to)));
    static POLICY: LazyLock<Policy> = LazyLock::new(|| Policy::new(formats::sample::AS_OF));
    match explain(asked, to, Catalog::embedded(), &POLICY) {
        Ok(page) => {
            let (mut text, mut markdown, mut json) = (Vec::new(), Vec::new(), Vec::new());
            write_explanation(&page, &mut text).expect("memory");
            write_explanation_markdown(&page, &mut markdown).expect("memory");
            write_explanation_json(&page, &mut json).expect("memory");
            for page in [text, markdown] {
                no_hostile_character(&String::from_utf8(page).expect("it is UTF-8"), &['\n']);
            }
            drop(serde_json::from_slice::<serde_json::Value>(&json).expect("it is JSON"));
        }
        Err(unknown) => no_hostile_character(&log_lines(&unknown.to_string()), &['\n', '\t']),
    }
}

/// The first line is the name of a file, the rest its text. Its plan has no character that moves a cursor and no line of its
/// own choice, the JSON is JSON, and the script has nothing of the text.
pub(crate) fn planned(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let (name, content) = text.split_once('\n').unwrap_or(("a.py", &text));
    let mut run = Run::isolated(formats::sample::AS_OF);
    run.keep_texts = true;
    run.migration = Some(MigrationRequest {
        old: PLANNED.to_owned(),
        new: None,
    });
    let outcome = run.scan_observed(&Input::text(name, content.as_bytes()), &Silent);
    let Ok(outcome) = outcome else { return };
    let plan = MigrationPlan::of(outcome).expect("replacements are models of the catalog");
    let plan = plan.expect("it was asked for");
    let (mut markdown, mut json, mut script) = (Vec::new(), Vec::new(), Vec::new());
    migration_markdown(&plan, &mut markdown).expect("memory");
    migration_json(&plan, &mut json).expect("memory");
    verify_script(&plan, &mut script).expect("memory");
    for page in [markdown, script] {
        let page = String::from_utf8(page).expect("it is UTF-8");
        no_hostile_character(&page, &['\n']);
        let is_heading =
            |line: &&str| line.starts_with("# Migrate ") || line.starts_with("# Replace ");
        assert!(page.lines().filter(is_heading).count() <= 1, "{page}");
    }
    drop(serde_json::from_slice::<serde_json::Value>(&json).expect("it is JSON"));
}

/// The old model of the plans.
const PLANNED: &str = "anthropic.claude-3-haiku-20240307-v1:0";

pub(crate) fn plan_seeds() -> Vec<Vec<u8>> {
    let names = [
        "a.py",
        "policy.json",
        "main.tf",
        "a`|](http:x)<b>@team.md",
        "x\u{202e}.yaml",
    ];
    let texts = [
        format!("MODEL = \"{PLANNED}\"\n"),
        format!(
            "{{\"Effect\": \"Allow\", \"Resource\": \"arn:aws:bedrock:us-east-1::foundation-model/{PLANNED}\"}}\n"
        ),
        format!("x = f\"{{scope}}.{PLANNED}\"\ny = \"anthropic.claude-3-*\"\n"),
        "arn:aws:bedrock:us-east-1:1:application-inference-profile/x anthropic.claude-3-haiku\n"
            .to_owned(),
    ];
    names
        .iter()
        .flat_map(|name| {
            texts
                .iter()
                .map(move |text| format!("{name}\n{text}").into_bytes())
        })
        .collect()
}
