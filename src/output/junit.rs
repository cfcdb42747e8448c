//! JUnit XML with the schema of the Jenkins xUnit plugin (`junit-10.xsd`): one suite per rule, one case per file, and a
//! suite for what could not be read or parsed.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::{self, Write};

use crate::finding::{Disposition, Finding, Level, RULES, Rule};
use crate::report::Report;

use super::{RenderOptions, escape, wording};

/// Writes the suites. A case fails if it has an active finding at or above `--fail-on`, so that the test report and the
/// exit code agree. The other cases pass and contain their findings as output.
pub(crate) fn render(report: &Report, _: &RenderOptions, out: &mut dyn Write) -> io::Result<()> {
    let mut suites = vec![scan_suite(report)];
    suites.extend(RULES.iter().filter_map(|rule| rule_suite(rule, report)));
    let sum = |pick: fn(&Suite) -> usize| suites.iter().map(pick).sum::<usize>();
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(
        out,
        "<testsuites name=\"bedrock-eol\" tests=\"{}\" failures=\"{}\" errors=\"{}\">",
        sum(|s| s.tests),
        sum(|s| s.failures),
        sum(|s| s.errors)
    )?;
    for suite in &suites {
        writeln!(
            out,
            "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\">",
            escape::xml(suite.name),
            suite.tests,
            suite.failures,
            suite.errors,
            suite.skipped
        )?;
        out.write_all(suite.cases.as_bytes())?;
        writeln!(out, "  </testsuite>")?;
    }
    writeln!(out, "</testsuites>")
}

struct Suite {
    name: &'static str,
    tests: usize,
    failures: usize,
    errors: usize,
    skipped: usize,
    cases: String,
}

impl Suite {
    fn new(name: &'static str) -> Self {
        Self {
            name,
            tests: 0,
            failures: 0,
            errors: 0,
            skipped: 0,
            cases: String::new(),
        }
    }

    /// Adds a case whose `content` is XML; with empty content the case passes without output.
    fn case(&mut self, name: &str, content: &str) {
        self.tests += 1;
        let suite = self.name;
        let name = escape::xml(name);
        let case = if content.is_empty() {
            format!("    <testcase name=\"{name}\" classname=\"{suite}\"/>\n")
        } else {
            format!("    <testcase name=\"{name}\" classname=\"{suite}\">{content}</testcase>\n")
        };
        self.cases.push_str(&case);
    }
}

/// There is always one case, since readers treat a report without cases as a broken run.
fn scan_suite(report: &Report) -> Suite {
    let mut suite = Suite::new("scan");
    if let Some(sentence) = wording::nothing_scanned(report).filter(|_| report.complete()) {
        suite.skipped += 1;
        let left_out = wording::left_out(report)
            .map(|text| format!(" {text}."))
            .unwrap_or_default();
        let message = escape::xml(&format!("{sentence}{left_out}"));
        suite.case(
            "files to scan",
            &format!("<skipped message=\"{message}\"/>"),
        );
    } else if report.not_scanned().next().is_none() {
        let left_out: Vec<String> = report
            .skipped
            .iter()
            .map(|skipped| format!("left out: {} ({})", skipped.path, skipped.reason.row().id))
            .chain(wording::left_out(report))
            .collect();
        let content = match left_out.as_slice() {
            [] => String::new(),
            lines => format!(
                "<system-out>{}</system-out>",
                escape::xml(&lines.join("\n"))
            ),
        };
        suite.case("every file that was not skipped was read", &content);
    }
    for error in &report.errors {
        suite.errors += 1;
        let (kind, message) = (
            wording::error_title(error).replace(' ', "-"),
            escape::xml(&error.message),
        );
        let content = format!("<error type=\"{kind}\" message=\"{message}\">{message}</error>");
        suite.case(&wording::error_location(error), &content);
    }
    suite
}

fn rule_suite(rule: &'static Rule, report: &Report) -> Option<Suite> {
    let mut files: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in report.findings.iter().filter(|f| f.rule.name == rule.name) {
        files
            .entry(&finding.reference.location.path)
            .or_default()
            .push(finding);
    }
    if files.is_empty() {
        return None;
    }
    let mut suite = Suite::new(rule.name);
    for (path, findings) in files {
        let content = case_content(&findings, report.fail_on, &mut suite);
        suite.case(path, &content);
    }
    Some(suite)
}

fn case_content(findings: &[&Finding], fail_on: Option<Level>, suite: &mut Suite) -> String {
    let text = escape::xml(
        &findings
            .iter()
            .map(|f| line(f))
            .collect::<Vec<_>>()
            .join("\n"),
    );
    let counts: Vec<&&Finding> = findings
        .iter()
        .filter(|f| f.disposition == Disposition::Active)
        .collect();
    let Some(worst) = counts.iter().min_by_key(|f| Reverse(f.level)) else {
        suite.skipped += 1;
        return format!(
            "<skipped message=\"suppressed or in the baseline\"/><system-out>{text}</system-out>"
        );
    };
    if fail_on.is_some_and(|level| worst.level >= level) {
        suite.failures += 1;
        let message = escape::xml(&worst.message);
        return format!(
            "<failure type=\"{}\" message=\"{message}\">{text}</failure>",
            worst.rule.name
        );
    }
    format!("<system-out>{text}</system-out>")
}

fn line(finding: &Finding) -> String {
    let status = match finding.disposition {
        Disposition::Active => String::new(),
        _ => format!(" ({})", wording::status(&finding.disposition)),
    };
    let level = finding.level.as_str();
    let text = format!(
        "{}: {level}{status}: {} {}",
        wording::location(finding),
        finding.message,
        finding.help
    );
    escape::terminal(&text).into_owned()
}
