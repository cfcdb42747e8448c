//! What each format promises about a report that contains hostile text. The fuzz target of the renderers checks
//! it, too.

use std::collections::BTreeSet;
use std::sync::Arc;

use bedrock_eol::finding::{Disposition, StepDetail};
use bedrock_eol::output::Format;
use bedrock_eol::report::Report;

use super::sample;

/// A report with this text in every field that scanned files can fill.
pub(crate) fn report(text: &str) -> Report {
    let mut report = sample::full();
    report.catalog_version = text.into();
    for (at, finding) in report.findings.iter_mut().enumerate() {
        let reference = Arc::make_mut(&mut finding.reference);
        if !reference.location.path.is_empty() {
            reference.location.path = format!("{text}{at}").into();
        }
        reference.snippet.text = text.into();
        (
            reference.snippet.highlight.start,
            reference.snippet.highlight.end,
        ) = (0, text.len());
        reference.text = text.into();
        finding.message = format!("{text} and `{text}`").into();
        finding.help.clone_from(&finding.message);
        for related in &mut finding.related {
            related.location.path = text.into();
            related.message = text.into();
        }
        for step in Arc::make_mut(&mut finding.steps) {
            step.change = text.to_owned().into();
            step.detail = Some(StepDetail {
                model: text.to_owned().into(),
                items: vec![text.to_owned()],
            });
            step.source = text.to_owned().into();
        }
        if let Some(replacement) = finding.replacement.as_mut().map(Arc::make_mut) {
            replacement.text = text.into();
            replacement.note = Some(text.into());
        }
        if let Disposition::Suppressed {
            reason: Some(reason),
            ..
        } = &mut finding.disposition
        {
            *reason = text.into();
        }
    }
    for reference in report.references.iter_mut().map(Arc::make_mut) {
        reference.location.path = text.into();
        reference.text = text.into();
    }
    for model in &mut report.models {
        (model.name, model.provider) = (text.into(), text.into());
    }
    for skipped in &mut report.skipped {
        skipped.path = text.into();
    }
    for error in &mut report.errors {
        (error.path, error.message) = (text.into(), text.into());
    }
    report
}

/// Whether a character moves the cursor, hides text or changes its direction.
fn is_hostile(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
        || matches!(c, '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

pub(crate) fn no_hostile_character(text: &str, allowed: &[char]) {
    let found = text
        .chars()
        .find(|c| is_hostile(*c) && !allowed.contains(c));
    assert_eq!(found, None, "{text}");
}

fn lines(text: &str) -> usize {
    text.matches('\n').count()
}

/// What each format promises about such a report, compared with a harmless one.
pub(crate) fn check(format: &Format, text: &str, harmless: &str) {
    match format.name {
        "pretty" => no_hostile_character(text, &['\n']),
        "compact" => {
            no_hostile_character(text, &['\n']);
            assert_eq!(lines(text), lines(harmless), "{text}");
        }
        "github" => {
            no_hostile_character(text, &['\n', '\t']);
            assert_eq!(lines(text), lines(harmless), "{text}");
            let ours = ["::error ", "::warning ", "::notice "];
            assert!(
                text.lines()
                    .all(|line| ours.iter().any(|command| line.starts_with(command))),
                "{text}"
            );
        }
        "azure" => {
            no_hostile_character(text, &['\n', '\t']);
            assert_eq!(lines(text), lines(harmless), "{text}");
            let ours = [
                "##vso[task.logissue type=error;",
                "##vso[task.logissue type=warning;",
                "note[",
            ];
            assert!(
                text.lines()
                    .all(|line| ours.iter().any(|command| line.starts_with(command))),
                "{text}"
            );
        }
        "issues" => {
            must_be_json(format, text);
            no_hostile_character(text, &['\n']);
            issues(text);
        }
        "markdown" => markdown(text),
        "html" => html(text, harmless),
        "junit" => junit(text, harmless),
        "ics" => ics(text, harmless),
        "csv" => csv(text, harmless),
        "sarif" => sarif(text),
        "json" | "jsonl" | "gitlab" | "cyclonedx" | "badge" | "bitbucket" | "rdjson" => {
            must_be_json(format, text);
            no_hostile_character(text, &['\n']);
            if format.name == "jsonl" {
                assert_eq!(lines(text), lines(harmless));
            }
        }
        other => panic!("add {other} to this match: what it guarantees for hostile text"),
    }
}

/// Whatever is printed may be read by a build runner. GitHub's takes a line for a command that begins with
/// `::` and its name after blanks, and it and Azure's take `##[…]` and `##vso[…]` anywhere.
pub(crate) fn no_command_of_a_runner(format: &Format, text: &str) {
    no_command_in(format.name, text);
}

/// The same for what the program prints under any name.
pub(crate) fn no_command_in(name: &str, text: &str) {
    for line in text.split(['\n', '\r']) {
        let command = line.trim_start().strip_prefix("::").unwrap_or_default();
        let is_command = command.starts_with(|c: char| c.is_ascii_alphabetic());
        assert!(name == "github" || !is_command, "{}: {line}", name);
        // A line that is our own command is not checked further.
        let is_command = name == "github" || line.starts_with("##vso[task.logissue ");
        for command in ["##[", "##vso["].iter().filter(|_| !is_command) {
            assert!(!line.contains(*command), "{}: {line}", name);
        }
    }
}

/// A body contains no element and no mention that is not ours.
fn issues(text: &str) {
    let document: serde_json::Value = serde_json::from_str(text).expect("it is JSON");
    for issue in document["issues"].as_array().expect("a list") {
        let (title, body) = (issue["title"].as_str(), issue["body"].as_str());
        assert!(title.expect("a title").chars().count() <= 200);
        let body = body.expect("a body");
        no_hostile_character(body, &['\n']);
        assert_eq!(body.matches("<!--").count(), 1, "{body}");
        for piece in body.split('<').skip(1) {
            let name = piece.split(['>', ' ']).next().unwrap_or_default();
            assert!(
                ["!--", "code", "/code"].contains(&name),
                "<{name} in {body}"
            );
        }
        let elements = body.replace("</code>", "<code>");
        let outside: String = elements.split("<code>").step_by(2).collect();
        let outside: String = outside.split('`').step_by(2).collect();
        assert!(!outside.contains(['@', '[', '*']), "{body}");
    }
}

/// Outside of code nothing is a mention, an issue, a link or an element that is not ours.
fn markdown(text: &str) {
    no_hostile_character(text, &['\n']);
    assert_eq!(text.matches("<!--").count(), 1, "{text}");
    let ours = [
        "!--", "code", "/code", "details", "/details", "summary", "/summary", "sub", "/sub",
    ];
    let mut open = 0;
    for piece in text.split('<').skip(1) {
        let name = piece.split(['>', ' ']).next().unwrap_or_default();
        assert!(ours.contains(&name), "<{name} in {text}");
        open += i32::from(name == "details") - i32::from(name == "/details");
    }
    assert_eq!(open, 0, "{text}");
    for line in text.lines() {
        let elements = line.replace("</code>", "<code>");
        let outside: String = elements.split("<code>").step_by(2).collect();
        assert!(outside.matches('`').count().is_multiple_of(2), "{line}");
        let outside: String = outside.split('`').step_by(2).collect();
        assert!(
            !outside.contains(['@', '[', '*', '_', '~']) || line.starts_with("**"),
            "{line}"
        );
        assert!(
            !outside.contains("://") && !outside.contains("www."),
            "{line}"
        );
        let issue = |rest: &str| rest.starts_with(|c: char| c.is_ascii_digit());
        // What is left of an entity must not look like the number of an issue.
        let plain = outside.replace("&#", "");
        assert!(!plain.split('#').skip(1).any(issue), "{line}");
    }
    let cells: BTreeSet<usize> = text
        .lines()
        .filter(|line| line.starts_with("| "))
        .map(|line| line.matches('|').count())
        .collect();
    assert_eq!(cells.len(), 1, "rows differ in their cells: {text}");
}

fn html(text: &str, harmless: &str) {
    no_hostile_character(text, &['\n', '\t']);
    let tags = |text: &str| -> Vec<String> {
        let (_, body) = text.split_once("<body>").expect("there is a body");
        let body = &body[..body.rfind("<script>").expect("the script comes last")];
        body.split('<')
            .skip(1)
            .map(|piece| piece.split('>').next().unwrap_or_default().to_owned())
            .collect()
    };
    let names = |text: &str| -> BTreeSet<String> {
        let without_values = |tag: String| tag.split('"').step_by(2).collect::<String>();
        tags(text).into_iter().map(without_values).collect()
    };
    let new: Vec<String> = names(text).difference(&names(harmless)).cloned().collect();
    assert!(
        new.is_empty(),
        "tags or attributes that the page does not have: {new:?}"
    );
    for end in ["</script>", "</style>"] {
        assert_eq!(text.matches(end).count(), 1, "{end}");
    }
}

fn junit(text: &str, harmless: &str) {
    no_hostile_character(text, &['\n']);
    assert!(
        !text.contains(['\u{fffe}', '\u{ffff}']) && !text.contains("]]>") && !text.contains("<!["),
        "{text}"
    );
    let names = |text: &str| -> Vec<String> {
        let name = |piece: &str| {
            piece
                .split([' ', '>'])
                .next()
                .unwrap_or_default()
                .to_owned()
        };
        text.split('<').skip(1).map(name).collect()
    };
    let (mut got, mut want) = (names(text), names(harmless));
    got.sort();
    want.sort();
    assert_eq!(got, want, "{text}");
}

fn ics(text: &str, harmless: &str) {
    no_hostile_character(text, &['\r', '\n', '\t']);
    assert!(
        text.split("\r\n")
            .all(|line| line.len() <= 75 && !line.contains(['\r', '\n'])),
        "{text}"
    );
    let begun = |text: &str| {
        text.split("\r\n")
            .filter(|line| line.starts_with("BEGIN:"))
            .count()
    };
    assert_eq!(begun(text), begun(harmless), "{text}");
}

fn csv(text: &str, harmless: &str) {
    no_hostile_character(text, &['\r', '\n']);
    assert_eq!(lines(text), lines(harmless), "{text}");
    let (got, want) = (rows(text), rows(harmless));
    assert_eq!(got.len(), want.len(), "{text}");
    for row in &got {
        assert_eq!(row.len(), want[0].len(), "{row:?}");
        for cell in row.iter().filter(|cell| cell.parse::<i64>().is_err()) {
            assert!(
                !cell
                    .trim_start_matches(' ')
                    .starts_with(['=', '+', '-', '@', '\t', '\r', '\n']),
                "{cell:?}"
            );
        }
    }
}

/// RFC 4180, read by its grammar.
fn rows(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match (c, quoted) {
            ('"', true) if chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            ('"', _) => quoted = !quoted,
            (',', false) => row.push(std::mem::take(&mut cell)),
            ('\r', false) if chars.peek() == Some(&'\n') => {
                chars.next();
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            _ => cell.push(c),
        }
    }
    assert!(
        row.is_empty() && cell.is_empty() && !quoted,
        "the last row ends"
    );
    rows
}

fn sarif(text: &str) {
    no_hostile_character(text, &['\n']);
    let log: serde_json::Value = serde_json::from_str(text).expect("it is JSON");
    for result in log["runs"][0]["results"].as_array().expect("results") {
        let message = result["message"]["text"].as_str().expect("a message");
        no_hostile_character(message, &['\n', '\t']);
        assert!(!message.contains("]("), "a link: {message}");
        let uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str();
        assert!(
            uri.expect("an address")
                .chars()
                .all(|c| c.is_ascii_graphic()),
            "{uri:?}"
        );
    }
}

/// The JSON formats must be JSON: one document, or one per line.
pub(crate) fn must_be_json(format: &Format, text: &str) {
    if format.extension == "jsonl" {
        for line in text.lines() {
            serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(line)
                .expect(format.name);
        }
    } else if format.extension.ends_with("json") || format.name == "sarif" {
        serde_json::from_str::<serde_json::Value>(text).expect(format.name);
    }
}

/// How many findings a report lists one by one; formats that list models, or only count, have their own numbers.
pub(crate) fn findings_listed(format: &str, text: &str) -> usize {
    let json = || serde_json::from_str::<serde_json::Value>(text).expect("it is JSON");
    let length = |value: &serde_json::Value| value.as_array().expect("a list").len();
    match format {
        "compact" | "jsonl" => text.lines().count(),
        "pretty" => text.matches("end-of-life] ").count(),
        "github" => text.lines().filter(|line| line.contains("file=")).count(),
        "csv" => text.lines().count() - 1,
        "json" => length(&json()["findings"]),
        "sarif" => length(&json()["runs"][0]["results"]),
        "gitlab" => length(&json()),
        "azure" => text
            .lines()
            .filter(|line| line.contains("sourcepath=") || line.starts_with("note["))
            .count(),
        "bitbucket" => length(&json()["annotations"]),
        "rdjson" => length(&json()["diagnostics"]),
        "issues" => json()["issues"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|issue| issue["locations"].as_u64().expect("a number") as usize)
            .sum(),
        "junit" => text.matches(".py:").count(),
        "markdown" => locations_listed(text),
        "html" => text.matches("role=\"listitem\"").count(),
        "cyclonedx" => text.matches("\"location\"").count(),
        // The dates of the same models, however many locations mention them.
        "ics" => usize::from(text.contains("BEGIN:VEVENT")),
        "badge" => usize::from(text.contains("end-of-life")),
        other => panic!("add {other} to this match: how many findings it lists"),
    }
}

/// How many of `all` a format lists.
pub(crate) fn most_listed(format: &str, all: usize) -> usize {
    match format {
        // Equal findings are one problem with a list of locations.
        "pretty" => 1,
        // Nine of each level, and a tenth line that counts the others.
        "github" => 27,
        // Nine errors and nine warnings; notes are lines of the log.
        "azure" => 18 + 3_333,
        // The most that a report can have.
        "bitbucket" => 1_000,
        // Mentions need no change.
        "issues" => 6_667,
        // A hundred of each of three models.
        "markdown" => 300,
        "ics" | "badge" => 1,
        _ => all,
    }
}

/// The locations in lists, as `- path 3:5, 9:12`.
pub(crate) fn locations_listed(text: &str) -> usize {
    text.lines()
        .filter(|line| line.starts_with("- "))
        .map(|line| line.split(", ").count())
        .sum()
}
