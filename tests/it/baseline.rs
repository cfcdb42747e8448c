//! What a baseline accepts, and what comes back.

use std::fs;
use std::path::Path;

use bedrock_eol::baseline::{Applied, Baseline, BaselineError};
use bedrock_eol::file_access::NamedBy;
use bedrock_eol::finding::{Disposition, Finding, RuleId};
use bedrock_eol::reference::Context;
use tempfile::TempDir;

use crate::projects;
use crate::suppress::{finding, fingerprint};

/// `path rule content`: the fingerprint is of path and content, that without the path of the content.
fn findings(rows: &[&str]) -> Vec<Finding> {
    rows.iter()
        .map(|row| {
            let fields: Vec<&str> = row.split(' ').collect();
            let [path, rule, content] = fields[..] else {
                panic!("a row has three fields")
            };
            let mut finding = finding(path, "text", 1, rule, "anthropic.claude-v2");
            finding.fingerprint = fingerprint(&format!("{path}#{content}"));
            finding.content_fingerprint = fingerprint(content);
            finding
        })
        .collect()
}

fn baseline(rows: &[&str]) -> Baseline {
    Baseline::of(&findings(rows), str::to_owned)
}

/// Which of `now` still count with a baseline of `before`, and what became of the baseline.
fn apply(before: &[&str], now: &[&str]) -> (Vec<String>, Applied) {
    let mut findings = findings(now);
    let applied = baseline(before).apply(&mut findings);
    let active = findings
        .iter()
        .filter(|finding| finding.disposition == Disposition::Active);
    let active = active
        .map(|f| format!("{} {}", f.reference.location.path, f.rule.name))
        .collect();
    (active, applied)
}

fn paths(entries: &[bedrock_eol::baseline::Entry]) -> Vec<&str> {
    entries.iter().map(|entry| entry.path.as_str()).collect()
}

#[test]
fn the_baseline_of_a_report_hides_all_of_it() {
    let rows = [
        "a.py legacy x",
        "a.py end-of-life y",
        "b.py unknown-model x",
        "b.py legacy z",
    ];
    let (active, applied) = apply(&rows, &rows);
    assert_eq!(active, [""; 0]);
    assert_eq!(
        applied,
        Applied {
            accepted: 4,
            ..Applied::default()
        }
    );
}

#[test]
fn a_finding_without_an_entry_is_new() {
    let (active, applied) = apply(&["a.py legacy x"], &["a.py legacy x", "a.py legacy y"]);
    assert_eq!(active, ["a.py legacy"]);
    assert_eq!(applied.accepted, 1);
}

#[test]
fn a_worse_rule_is_reported_again_and_a_milder_one_is_not() {
    for (before, now, reopened) in [
        ("legacy", "end-of-life", true),
        ("legacy", "end-of-life-soon", true),
        ("legacy", "extended-access", true),
        ("end-of-life-soon", "end-of-life", true),
        ("end-of-life", "legacy", false),
        ("end-of-life-soon", "legacy", false),
        ("unknown-model", "legacy", true),
        ("legacy", "unknown-model", true),
    ] {
        let (active, applied) = apply(&[&format!("a.py {before} x")], &[&format!("a.py {now} x")]);
        assert_eq!(active.len(), usize::from(reopened), "{before} to {now}");
        assert_eq!(
            applied.reopened.len(),
            usize::from(reopened),
            "{before} to {now}"
        );
        assert_eq!(applied.stale, [], "{before} to {now}");
    }
}

/// What was accepted in a comment is not accepted in code.
#[test]
fn a_worse_context_is_reported_again_and_a_milder_one_is_not() {
    use Context::{Code, Comment, Deprecation, Iac, Test};
    let in_context = |context: Context, path: &str| {
        let mut findings = findings(&[&format!("{path} end-of-life x")]);
        let reference = std::sync::Arc::get_mut(&mut findings[0].reference);
        reference.expect("it is the only owner").context = context;
        findings
    };
    for (before, now, reopened) in [
        (Comment, Code, true),
        (Comment, Test, true),
        (Test, Iac, true),
        (Deprecation, Code, true),
        (Code, Comment, false),
        (Comment, Deprecation, false),
        (Iac, Code, false),
        (Code, Test, false),
    ] {
        // At the same path, and after a move.
        for path in ["a.py", "b.py"] {
            let accepted = Baseline::of(&in_context(before, "a.py"), str::to_owned);
            let again =
                Baseline::parse(Path::new("b.json"), &accepted.to_json()).expect("it is one");
            assert_eq!(again, accepted);
            let applied = again.apply(&mut in_context(now, path));
            assert_eq!(
                applied.accepted,
                usize::from(!reopened),
                "{before:?} to {now:?} in {path}"
            );
        }
    }
    // A file of an earlier version has no contexts.
    let mut accepted = Baseline::of(&in_context(Comment, "a.py"), str::to_owned);
    accepted.entries[0].context = None;
    let again = Baseline::parse(Path::new("b.json"), &accepted.to_json()).expect("it is one");
    assert_eq!(again.apply(&mut in_context(Code, "a.py")).accepted, 1);
}

#[test]
fn a_rename_is_followed_and_a_copy_is_new() {
    let (active, applied) = apply(&["old.py legacy x"], &["new.py legacy x"]);
    assert_eq!(
        (active.len(), applied.accepted, applied.stale.len()),
        (0, 1, 0)
    );
    let (active, _) = apply(
        &["old.py legacy x"],
        &["copy.py legacy x", "old.py legacy x"],
    );
    assert_eq!(active, ["copy.py legacy"]);
    let (active, applied) = apply(&["old.py legacy x"], &["new.py end-of-life x"]);
    assert_eq!(
        (active.len(), applied.reopened.len(), applied.stale.len()),
        (1, 1, 0)
    );
}

#[test]
fn equal_entries_accept_one_finding_each() {
    let twice = ["a.py legacy x", "a.py legacy x"];
    let (active, applied) = apply(&twice, &["a.py legacy x", "a.py legacy x", "a.py legacy x"]);
    assert_eq!((active.len(), applied.accepted), (1, 2));
    let (_, applied) = apply(&twice, &["a.py legacy x"]);
    assert_eq!((applied.accepted, applied.stale.len()), (1, 1));
}

#[test]
fn an_entry_without_a_finding_is_stale_and_can_be_pruned() {
    let rows = [
        "a.py legacy x",
        "a.py legacy x",
        "b.py legacy y",
        "c.py end-of-life z",
    ];
    let (_, applied) = apply(&rows, &["a.py legacy x", "c.py end-of-life z"]);
    assert_eq!(paths(&applied.stale), ["a.py", "b.py"]);
    let pruned = baseline(&rows).pruned(&applied);
    assert_eq!(paths(&pruned.entries), ["a.py", "c.py"]);
    let text = baseline(&rows).to_json();
    let found = applied.housekeeping("base.json", &text).unwrap();
    assert_eq!(found.rule, RuleId::StaleBaseline);
    assert_eq!(
        found.message,
        "2 entries of the baseline match no finding: a.py, b.py."
    );
    assert_eq!(
        (found.location.line, found.location.text.as_str()),
        (4, format!("\"{}\"", fingerprint("a.py#x")).as_str())
    );
    assert_eq!(Applied::default().housekeeping("base.json", &text), None);
}

#[test]
fn equal_entries_do_not_take_quadratic_time() {
    let rows = |rule: &str| vec![format!("a.py {rule} x"); 20_000];
    let of = |rows: &[String]| {
        rows.iter()
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join("\n")
    };
    let (legacy, retired) = (of(&rows("legacy")), of(&rows("end-of-life")));
    let (legacy, retired): (Vec<&str>, Vec<&str>) =
        (legacy.lines().collect(), retired.lines().collect());
    let (_, worse) = apply(&legacy, &retired);
    assert_eq!(
        (worse.accepted, worse.reopened.len(), worse.stale.len()),
        (0, 20_000, 0)
    );
    let (_, milder) = apply(&retired, &legacy);
    assert_eq!(milder.accepted, 20_000);
    let (_, gone) = apply(&legacy, &["b.py legacy y"]);
    assert_eq!(baseline(&legacy).pruned(&gone).entries.len(), 0);
}

#[test]
fn a_suppressed_finding_is_not_written_and_one_accepted_before_is() {
    let mut findings = findings(&["a.py legacy x", "b.py legacy y"]);
    findings[0].disposition = Disposition::Suppressed {
        reason: None,
        inline: true,
    };
    findings[1].disposition = Disposition::Baselined;
    assert_eq!(
        paths(&Baseline::of(&findings, str::to_owned).entries),
        ["b.py"]
    );
}

#[test]
fn the_file_is_the_same_for_any_order_and_reads_back() {
    let one = baseline(&["b.py legacy y", "a\"\n.py legacy x"]);
    let other = baseline(&["a\"\n.py legacy x", "b.py legacy y"]);
    assert_eq!(one.to_json(), other.to_json());
    assert_eq!(
        Baseline::parse(Path::new("b"), &one.to_json()).unwrap(),
        one
    );
    assert_eq!(
        one.to_json().lines().nth(4).unwrap(),
        "    { \"path\": \"b.py\", \"rule\": \"legacy\", \"model\": \"anthropic.claude-v2\", \
         \"fingerprint\": \"4bd2d7f0697ecd9a\", \"content_fingerprint\": \"af63f44c86021554\", \"context\": \"code\" }"
    );
    let empty = Baseline::default();
    assert_eq!(
        empty.to_json(),
        "{\n  \"schema_version\": 1,\n  \"entries\": []\n}\n"
    );
    assert_eq!(
        Baseline::parse(Path::new("b"), &empty.to_json()).unwrap(),
        empty
    );
}

#[test]
fn a_baseline_is_written_completely_and_can_be_read() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("base.json");
    assert!(matches!(
        Baseline::load(&path, NamedBy::User),
        Err(BaselineError::Missing { .. })
    ));
    let written = baseline(&["a.py legacy x"]);
    written.save(&path, folder.path()).unwrap();
    written.save(&path, folder.path()).unwrap();
    assert_eq!(Baseline::load(&path, NamedBy::User).unwrap(), written);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    assert!(matches!(
        written.save(&folder.path().join("no/base.json"), folder.path()),
        Err(BaselineError::Write { .. })
    ));
}

#[test]
fn every_error_has_the_expected_message() {
    let outcomes = projects::cases("baseline-", 10).into_iter().map(|case| {
        let path = case.join(bedrock_eol::baseline::FILE_NAME);
        let outcome = match Baseline::load(&path, NamedBy::User) {
            Ok(baseline) => {
                let rows = fs::read_to_string(case.join("findings.txt")).unwrap();
                outcome(
                    &baseline,
                    &rows.lines().collect::<Vec<_>>(),
                    &fs::read_to_string(&path).unwrap(),
                )
            }
            Err(error) => format!("error: {error}"),
        };
        (case, outcome)
    });
    projects::check(outcomes);
}

fn outcome(baseline: &Baseline, rows: &[&str], text: &str) -> String {
    let mut findings = findings(rows);
    let applied = baseline.apply(&mut findings);
    let mut lines: Vec<String> = findings
        .iter()
        .map(|f| {
            format!(
                "{} {}: {:?}",
                f.reference.location.path, f.rule.name, f.disposition
            )
        })
        .collect();
    let reopened = applied.reopened.iter();
    lines.extend(
        reopened.map(|entry| format!("reopened: {} was accepted as {}", entry.path, entry.rule)),
    );
    if let Some(found) = applied.housekeeping(bedrock_eol::baseline::FILE_NAME, text) {
        let location = &found.location;
        lines.push(format!(
            "{}:{}:{}: {}: {} {}",
            location.path, location.line, location.column, found.rule, found.message, found.help
        ));
    }
    lines.join("\n")
}
