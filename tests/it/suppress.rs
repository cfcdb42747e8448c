//! What suppressions hide, what they do not, and what they say about themselves.

use std::fs;
use std::sync::Arc;

use bedrock_eol::finding::{
    Disposition, Finding, Fingerprint, Level, Location, Reference, Snippet, fnv1a_64,
};
use bedrock_eol::id_pattern::IdPattern;
use bedrock_eol::model_id::ModelId;
use bedrock_eol::path_pattern::PathPattern;
use bedrock_eol::reference::{Confidence, Context, Form, Resolution};
use bedrock_eol::source::{Encoding, Position, Source, Span};
use bedrock_eol::suppress::{IgnoreEntry, Ignores, Suppressions, Terms, parse_day};
use bedrock_eol::walk::{Origin, SourcePath};
use jiff::civil::{Date, date};

use crate::projects;

const TODAY: Date = date(2026, 11, 23);

/// A finding that begins in `line` of `text`.
pub(crate) fn fingerprint(of: &str) -> Fingerprint {
    Fingerprint::from(fnv1a_64(of.as_bytes()))
}

pub(crate) fn finding(path: &str, text: &str, line: u64, rule: &str, model: &str) -> Finding {
    let shown = text
        .split('\n')
        .nth(usize::try_from(line).unwrap() - 1)
        .unwrap_or_default();
    let at = Position { line, column: 1 };
    let reference = Reference {
        location: Location {
            path: path.into(),
            start: at,
            end: Position { line, column: 2 },
            span: Span { start: 0, end: 1 },
            cell: None,
        },
        text: model.into(),
        snippet: Snippet {
            first_line: line,
            text: shown.into(),
            highlight: Span { start: 0, end: 1 },
            first_column: 1,
        },
        form: Form::Base,
        resolution: Resolution::Exact,
        models: [ModelId::new(model.to_owned())].into(),
        variant: None,
        candidates: Box::default(),
        scope: None,
        region: None,
        context: Context::Code,
        registry: None,
        confidence: Confidence::High,
        stage: None,
        declared: None,
        definition: None,
        requests: Default::default(),
        scope_before: None,
    };
    Finding {
        reference: Arc::new(reference),
        rule: bedrock_eol::finding::rule(rule).unwrap(),
        level: Level::Warning,
        lifecycle: None,
        regions: Arc::default(),
        message: Arc::default(),
        brief: Arc::default(),
        help: Arc::default(),
        replacement: None,
        steps: Arc::default(),
        related: Vec::new(),
        fingerprint: fingerprint(&format!("{path}:{line}:{model}")),
        content_fingerprint: fingerprint(&format!("{line}:{model}")),
        disposition: Disposition::Active,
    }
}

/// A file of these bytes.
pub(crate) fn source(text: &[u8]) -> Source {
    let path = SourcePath {
        display: "file".into(),
        open: "file".into(),
        origin: Origin::Named,
    };
    Source::new(path, text.to_vec(), Encoding::Utf8)
}

/// One line for each result of an `end-of-life` finding in every line that contains `DEAD`, and of a
/// `legacy` one in every line that contains `OLD`.
pub(crate) fn outcome(text: &str, require_reason: bool) -> Vec<String> {
    let (mut suppressions, problems) =
        Suppressions::parse(&source(text.as_bytes()), require_reason);
    let mut findings = Vec::new();
    for (line, content) in (1..).zip(text.split('\n')) {
        for (word, rule) in [("DEAD", "end-of-life"), ("OLD", "legacy")] {
            if content.contains(word) {
                findings.push(finding("file", text, line, rule, "anthropic.claude-v2"));
            }
        }
    }
    suppressions.apply(&mut findings, TODAY);
    let mut lines: Vec<(u64, String)> = Vec::new();
    for finding in &findings {
        let state = match &finding.disposition {
            Disposition::Active => "stays".to_owned(),
            Disposition::Suppressed {
                reason: Some(reason),
                inline: true,
            } => format!("hidden, {reason:?}"),
            Disposition::Suppressed {
                reason: None,
                inline: true,
            } => "hidden".to_owned(),
            other => format!("{other:?}"),
        };
        lines.push((
            finding.reference.location.start.line,
            format!("{} {state}", finding.rule.name),
        ));
    }
    for problem in problems {
        lines.push((
            problem.at.line,
            format!("column {}: error: {}", problem.at.column, problem.message),
        ));
    }
    for rules in suppressions.housekeeping(TODAY, true) {
        let Position { line, column } = Position {
            line: rules.location.line,
            column: rules.location.column,
        };
        lines.push((
            line,
            format!(
                "column {column}: {}: {} ({})",
                rules.rule, rules.message, rules.location.text
            ),
        ));
    }
    lines.sort();
    lines
        .into_iter()
        .map(|(line, text)| format!("{line}: {text}"))
        .collect()
}

#[test]
fn every_comment_syntax_carries_a_suppression() {
    for line in [
        "x = 'DEAD'  # bedrock-eol: ignore",
        "x = 'DEAD'#bedrock-eol:ignore",
        "DEAD // bedrock-eol: ignore",
        "DEAD /* bedrock-eol: ignore */",
        "DEAD <!-- bedrock-eol: ignore -->",
        "DEAD -- bedrock-eol: ignore",
        "DEAD ; bedrock-eol: ignore",
        "DEAD % bedrock-eol: ignore",
        "DEAD {# bedrock-eol: ignore #}",
        "DEAD {{/* bedrock-eol: ignore */}}",
        "DEAD (* bedrock-eol: ignore *)",
        "DEAD {- bedrock-eol: ignore -}",
        "DEAD ' bedrock-eol: ignore",
        "DEAD ! bedrock-eol: ignore",
        "REM DEAD bedrock-eol: ignore",
        "dnl DEAD bedrock-eol: ignore",
        " * DEAD bedrock-eol: ignore",
        ".. DEAD bedrock-eol: ignore",
        "DEAD # moved next week; bedrock-eol: ignore, see the ticket",
        r#""x = 'DEAD'  # bedrock-eol: ignore\n","#,
        "DEAD # bedrock-eol: ignore\r",
        "caf\u{e9} DEAD # bedrock-eol: ignore",
    ] {
        assert_eq!(outcome(line, false), ["1: end-of-life hidden"], "{line}");
    }
}

#[test]
fn text_outside_of_comments_suppresses_nothing() {
    for line in [
        r#"{"note": "bedrock-eol: ignore", "model": "DEAD"}"#,
        "DEAD: write `# bedrock-eol: ignore` after it",
        "DEAD 'bedrock-eol: ignore'",
        "remove DEAD and say bedrock-eol: ignore",
        "DEAD # bedrock-eol: the scanner of this project",
        "DEAD # see bedrock-eol: it finds them",
        "DEAD # bedrock-eol",
    ] {
        assert_eq!(outcome(line, false), ["1: end-of-life stays"], "{line}");
    }
}

#[test]
fn a_window_of_a_file_keeps_its_line_numbers() {
    let text = "a\nDEAD # bedrock-eol: ignore\n";
    let start = Position {
        line: 1000,
        column: 1,
    };
    let whole = source(text.as_bytes());
    let window = Source::window(
        whole.path,
        whole.language,
        whole.text,
        Encoding::Utf8,
        start,
    );
    let (mut suppressions, _) = Suppressions::parse(&window, false);
    let mut findings = vec![
        finding("file", text, 1001, "legacy", "m"),
        finding("file", text, 2, "legacy", "m"),
    ];
    suppressions.apply(&mut findings, TODAY);
    assert_ne!(findings[0].disposition, Disposition::Active);
    assert_eq!(findings[1].disposition, Disposition::Active);
}

#[test]
fn a_comment_at_the_end_of_a_window_applies_to_the_next_line() {
    let text = "# bedrock-eol: ignore-next-line[legacy]\n# bedrock-eol: ignore-next-line[end-of-life]\nOLD\n";
    let (source, border) = (source(text.as_bytes()), text.find('\n').unwrap());
    let parts = [0..border, border..text.len()]
        .map(|own| Suppressions::parse_within(&source, own, false).0);
    let mut suppressions = Suppressions::join(parts);
    let mut findings = [finding("file", text, 3, "legacy", "m")];
    suppressions.apply(&mut findings, TODAY);
    assert_ne!(findings[0].disposition, Disposition::Active);
}

#[test]
fn a_finding_over_several_lines_is_hidden_from_any_of_them() {
    let text = "a = (\n  'x' # bedrock-eol: ignore\n)";
    let (mut suppressions, _) = Suppressions::parse(&source(text.as_bytes()), false);
    let mut findings = vec![finding("file", text, 1, "legacy", "m")];
    Arc::make_mut(&mut findings[0].reference).location.end.line = 3;
    suppressions.apply(&mut findings, TODAY);
    assert_ne!(findings[0].disposition, Disposition::Active);
}

#[test]
fn invalid_bytes_around_a_suppression_do_not_matter() {
    let text = b"\xff\xfe DEAD # bedrock-eol: ignore \xff\xff\xff";
    let (suppressions, problems) = Suppressions::parse(&source(text), false);
    assert!(!suppressions.is_empty() && problems.is_empty());
    assert_eq!(
        suppressions.housekeeping(TODAY, true)[0].location.column,
        11
    );
}

#[test]
fn a_partial_scan_reports_no_unused_suppressions() {
    let text = b"# bedrock-eol: ignore\n# bedrock-eol: ignore until=2026-11-22\n";
    let (suppressions, _) = Suppressions::parse(&source(text), false);
    let rules = |all| {
        suppressions
            .housekeeping(TODAY, all)
            .iter()
            .map(|rules| rules.rule.as_str())
            .collect::<Vec<_>>()
    };
    assert_eq!(rules(true), ["unused-suppression", "expired-suppression"]);
    assert_eq!(rules(false), ["expired-suppression"]);
}

#[test]
fn an_ignore_entry_must_match_in_all_its_fields() {
    let entry =
        |path: Option<&str>, line: Option<&str>, rules: &[&str], model: Option<&str>| IgnoreEntry {
            location: bedrock_eol::housekeeping::LinePart::in_text(
                "c.toml",
                b"[[ignore]]",
                Span { start: 0, end: 10 },
            ),
            path: path.map(|glob| PathPattern::parse(glob).unwrap()),
            line: line.map(|text| regex::bytes::Regex::new(text).unwrap()),
            rules: rules.iter().map(|rule| (*rule).to_owned()).collect(),
            model: model.map(|glob| IdPattern::parse(glob).unwrap()),
            terms: Terms {
                until: None,
                reason: Some("why".to_owned()),
            },
        };
    let text = "\"model\": \"x\", \"frozen\": true";
    for (hides, entry) in [
        (true, entry(None, None, &[], None)),
        (true, entry(Some("data/*.json"), None, &["legacy"], None)),
        (false, entry(Some("data/*.yaml"), None, &["legacy"], None)),
        (true, entry(None, Some("\"frozen\": true"), &[], None)),
        (false, entry(None, Some("\"frozen\": false"), &[], None)),
        (false, entry(None, None, &["end-of-life"], None)),
        (
            true,
            entry(None, None, &["end-of-life", "legacy"], Some("anthropic.*")),
        ),
        (false, entry(None, None, &[], Some("amazon.*"))),
    ] {
        let mut findings = vec![finding(
            "../data/a.json",
            text,
            1,
            "legacy",
            "anthropic.claude-v2",
        )];
        let mut ignores = Ignores::new(vec![entry.clone()]);
        ignores.apply(
            &mut findings,
            |path| path.trim_start_matches("../").to_owned(),
            TODAY,
        );
        let expected = match hides {
            true => Disposition::Suppressed {
                reason: Some("why".to_owned()),
                inline: false,
            },
            false => Disposition::Active,
        };
        assert_eq!(findings[0].disposition, expected, "{entry:?}");
        let unused = entry.rules.len().max(1) > usize::from(hides);
        assert_eq!(
            ignores.housekeeping(TODAY, true).len(),
            usize::from(unused),
            "{entry:?}"
        );
    }
}

#[test]
fn a_day_has_one_spelling() {
    assert_eq!(parse_day("2026-11-23"), Some(TODAY));
    for text in [
        "20261123",
        "2026-11-31",
        "2026-1-2",
        "23-11-2026",
        "2026-11-23T00:00",
        "",
        "2026/11/23",
    ] {
        assert_eq!(parse_day(text), None, "{text}");
    }
}

#[test]
fn every_error_has_the_expected_message() {
    let outcomes = projects::cases("suppress-", 15).into_iter().map(|case| {
        let files = fs::read_dir(&case)
            .unwrap()
            .map(|entry| entry.unwrap().path());
        let input = files
            .into_iter()
            .find(|path| path.file_stem().is_some_and(|stem| stem == "input"));
        let text = fs::read_to_string(input.unwrap()).unwrap();
        let outcome = outcome(&text, projects::name(&case).contains("require-reason")).join("\n");
        (case, outcome)
    });
    projects::check(outcomes);
}

#[test]
fn a_line_of_thousands_of_suppressions_and_findings_is_read_once() {
    let line = "DEAD # bedrock-eol: ignore[legacy] ".repeat(20_000);
    let (mut suppressions, problems) = Suppressions::parse(&source(line.as_bytes()), false);
    assert!(problems.is_empty());
    let mut findings = vec![finding("file", &line, 1, "end-of-life", "m")];
    findings.push(finding("file", &line, 1, "legacy", "m"));
    suppressions.apply(&mut findings, TODAY);
    assert_eq!(findings[0].disposition, Disposition::Active);
    assert_ne!(findings[1].disposition, Disposition::Active);
    let unused = suppressions.housekeeping(TODAY, true);
    assert_eq!(unused.len(), 19_999);
    assert_eq!(unused[19_998].location.column, 19_999 * 35 + 8);
}
