//! Files that other programs wrote: JSON reports to merge, and exports of invocations.

use std::sync::LazyLock;

use bedrock_eol::catalog::Catalog;
use bedrock_eol::finding::Level;
use bedrock_eol::merge::Merge;
use bedrock_eol::output::{FORMATS, RenderOptions, format, log_lines};
use bedrock_eol::report::Report;
use bedrock_eol::run::{Input, Run};
use bedrock_eol::usage::UsageExports;
use serde_json::Value;

use crate::output::formats::promises::{
    must_be_json, no_command_of_a_runner, no_hostile_character,
};
use crate::output::formats::sample::AS_OF;

/// Formats whose text is all checked for characters that move a cursor; the others escape by rules of their own.
const PLAIN: [&str; 3] = ["pretty", "compact", "github"];

/// The first byte chooses what is read. Zero: the rest is a report. Otherwise it is one of the seeds, in which each line of the
/// rest replaces a value: `/findings/0/level "error"`, a JSON pointer and the new value. Mutated bytes alone hardly ever are
/// JSON with all fields of a report.
pub(crate) fn reports(bytes: &[u8]) {
    let Some((choice, rest)) = bytes.split_first() else {
        return;
    };
    let text = match usize::from(*choice).checked_sub(1) {
        None => rest.to_vec(),
        Some(at) => changed(&SCANNED[at % SCANNED.len()], rest),
    };
    let mut named = Merge::default();
    let name = match named.add(&text, Some("acme/app"), false) {
        Ok(takes_name) => takes_name.then_some("acme/app"),
        Err(error) => return no_hostile_character(&log_lines(&error.to_string()), &['\n', '\t']),
    };
    let Ok(report) = named.finish(true, Some(Level::Error)) else {
        return;
    };
    let merged = shown(&report, rest.len());
    // What was merged is read again as the same, together with what it was merged from, too.
    for again in [&[(&merged, None)][..], &[(&merged, None), (&text, name)]] {
        let mut merge = Merge::default();
        for (text, name) in again {
            merge
                .add(text, *name, name.is_some())
                .expect("a merged report can be merged");
        }
        let report = merge
            .finish(true, Some(Level::Error))
            .expect("it agrees with itself");
        assert_eq!(
            String::from_utf8_lossy(&json(&report)),
            String::from_utf8_lossy(&merged)
        );
    }
}

/// An export is read or refused, twice the rows are twice the invocations, and nothing of it moves a cursor in a report.
pub(crate) fn usage(bytes: &[u8]) {
    let mut exports = UsageExports::default();
    if let Err(error) = exports.add("usage", bytes) {
        return no_hostile_character(&log_lines(&error.to_string()), &['\n', '\t']);
    }
    let mut report = USED.clone();
    exports.mark(&mut report, Catalog::embedded());
    shown(&report, bytes.len());
    let counts = |report: &Report| -> Vec<u64> {
        let usage = report.usage.iter();
        let models = usage.flat_map(|usage| &usage.models);
        models.map(|model| model.invocations.count).collect()
    };
    let once = counts(&report);
    // The sum of both may be beyond what JSON can have.
    if exports.add("usage", bytes).is_ok() {
        exports.mark(&mut report, Catalog::embedded());
        let doubled: Vec<u64> = once.iter().map(|count| count * 2).collect();
        assert_eq!(counts(&report), doubled);
    }
}

/// Writes a report in one of the formats, since to write all of them takes much longer than to read; returns the JSON.
fn shown(report: &Report, choice: usize) -> Vec<u8> {
    let format = &FORMATS[choice % FORMATS.len()];
    let page = written(format.name, report);
    let page = String::from_utf8(page).expect("every format is UTF-8");
    no_command_of_a_runner(format, &page);
    if PLAIN.contains(&format.name) {
        no_hostile_character(&page, &['\n', '\t']);
    }
    if ["json", "jsonl", "sarif", "gitlab", "cyclonedx"].contains(&format.name) {
        must_be_json(format, &page);
    }
    json(report)
}

fn json(report: &Report) -> Vec<u8> {
    written("json", report)
}

fn written(name: &str, report: &Report) -> Vec<u8> {
    let mut out = Vec::new();
    let format = format(name).expect("a name of FORMATS");
    format
        .render(report, &RenderOptions::default(), &mut out)
        .expect("memory can be written");
    out
}

/// A report with some values replaced.
fn changed(report: &[u8], lines: &[u8]) -> Vec<u8> {
    let mut report: Value = serde_json::from_slice(report).expect("a seed is JSON");
    for line in String::from_utf8_lossy(lines).lines() {
        let (pointer, value) = line.split_once(' ').unwrap_or((line, "null"));
        let text = || Value::String(value.to_owned());
        let value = serde_json::from_str(value).unwrap_or_else(|_| text());
        if let Some(old) = report.pointer_mut(pointer) {
            *old = value;
        }
    }
    report.to_string().into_bytes()
}

fn scan(path: &str, text: &str) -> Report {
    Run::isolated(AS_OF)
        .scan(&Input::text(path, text))
        .expect("a text can be scanned")
}

/// The report that exports are about.
static USED: LazyLock<Report> = LazyLock::new(|| scan("ask.py", USES));

/// A reference with requests and a replacement, one without a finding, and one that is accepted.
const USES: &str = "client.converse(modelId=\"anthropic.claude-v2:1\", temperature=1)\nB = \"amazon.nova-lite-v1:0\"\nC = \"ai21.j2-mid-v1\"  \
                    # bedrock-eol: ignore -- it stays\n";

/// A report of a scan, one without a finding, a merged one, and one with the inventory.
static SCANNED: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let (full, empty) = (
        json(&scan("src/ask.py", USES)),
        json(&scan("a.py", "x = 1\n")),
    );
    let mut merge = Merge::default();
    for (name, text) in [("acme/app", &full), ("acme/empty", &empty)] {
        merge
            .add(text, Some(name), true)
            .expect("a report can be merged");
    }
    merge.add_unreadable("broken.json", "it is empty");
    let merged = merge.finish(false, None).expect("two names");
    let mut inventory = Vec::new();
    let options = RenderOptions {
        inventory: true,
        ..RenderOptions::default()
    };
    format("json")
        .expect("a name of FORMATS")
        .render(&scan("b.tf", USES), &options, &mut inventory)
        .expect("memory can be written");
    [full, empty, json(&merged), inventory]
        .iter()
        .map(|text| changed(text, b""))
        .collect()
});

/// Whole reports, and changes of each value of a report.
pub(crate) fn report_seeds() -> Vec<Vec<u8>> {
    let whole = SCANNED.iter().map(|text| [&[0], text.as_slice()].concat());
    let changes = SCANNED.iter().enumerate().flat_map(|(at, text)| {
        let report: Value = serde_json::from_slice(text).expect("a seed is JSON");
        let mut values = Vec::new();
        leaves(&report, String::new(), &mut values);
        let change = move |value: &String| [&[at as u8 + 1], value.as_bytes()].concat();
        values.iter().map(change).collect::<Vec<_>>()
    });
    whole.chain(changes.step_by(7)).collect()
}

/// Each value that contains no other, as a line of [`changed`].
fn leaves(value: &Value, pointer: String, found: &mut Vec<String>) {
    let children: Vec<(String, &Value)> = match value {
        Value::Array(values) => (0..)
            .map(|at: usize| at.to_string())
            .zip(values)
            .take(3)
            .collect(),
        Value::Object(fields) => fields
            .iter()
            .map(|(key, value)| (key.replace('~', "~0").replace('/', "~1"), value))
            .collect(),
        value => return found.push(format!("{pointer} {value}")),
    };
    for (key, value) in children {
        leaves(value, format!("{pointer}/{key}"), found);
    }
}
