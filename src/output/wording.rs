//! The words of reports: names of values, counts and spans of days.
//!
//! It words values that were decided elsewhere and knows no markup.

use crate::catalog::Stage;
use crate::detect::Context;
use crate::finding::{Cell, Disposition, Finding, Rule};
use crate::report::{Report, ScanError, SkipReason};

/// The stage in AWS's words.
pub(crate) fn stage(stage: Stage) -> &'static str {
    match stage {
        Stage::Active => "Active",
        Stage::Legacy => "Legacy",
        Stage::EndOfLife => "End-of-Life",
        Stage::Unknown => "Unknown",
    }
}

/// A kind of place, to follow "in".
pub(crate) fn context(context: Context) -> &'static str {
    match context {
        Context::Recording => "recordings",
        Context::Test => "tests",
        Context::Registry => "lists of models",
        Context::Deprecation => "code that handles old models",
        Context::Iam => "IAM policies",
        Context::Iac => "infrastructure as code",
        Context::Config => "configuration",
        Context::Comment => "comments",
        Context::Docs => "documentation",
        Context::Code => "code",
    }
}

/// What became of a finding, for programs.
pub(crate) fn status(disposition: &Disposition) -> &'static str {
    match disposition {
        Disposition::Active => "active",
        Disposition::Suppressed { .. } => "suppressed",
        Disposition::Baselined => "baselined",
    }
}

/// `1 file`, `2,000 files`.
pub(crate) fn count(n: usize, noun: &str) -> String {
    format!("{} {noun}{}", thousands(n as u64), if n == 1 { "" } else { "s" })
}

/// `1234567` as `1,234,567`.
pub(crate) fn thousands(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The shortest form of a verdict, to stand under the text that it is about; absent where the rule says all.
pub(crate) fn verdict(finding: &Finding) -> Option<String> {
    let eol = finding.lifecycle.as_ref().and_then(|dates| dates.eol.as_ref()).map(|eol| eol.day);
    match (finding.rule.id, eol) {
        ("end-of-life", Some(day)) => Some(format!("End-of-Life since {day}")),
        ("end-of-life", None) => Some("End-of-Life".to_owned()),
        ("end-of-life-soon" | "extended-access" | "legacy", Some(day)) => {
            Some(format!("End-of-Life on {day}"))
        }
        ("unknown-model", ..) => Some("not in the catalog".to_owned()),
        _ => None,
    }
}

/// The text to write, or why there is none.
pub(crate) fn instead(finding: &Finding) -> &str {
    finding.replacement.as_ref().map_or(&finding.help, |chosen| &chosen.text)
}

/// `today`, `in 12 days`, `209 days ago`.
pub(crate) fn days(n: i32) -> String {
    let days = count(n.unsigned_abs() as usize, "day");
    match n {
        0 => "today".to_owned(),
        1.. => format!("in {days}"),
        _ => format!("{days} ago"),
    }
}

/// The model or, where it is not one known model, the text that a finding is about; the rule where it is
/// about none.
pub(crate) fn subject(finding: &Finding) -> &str {
    match finding.reference.models.as_slice() {
        [model] => model.as_str(),
        _ if finding.rule.about_models => &finding.reference.text,
        _ => finding.rule.id,
    }
}

/// `path:line:column`, and the place in the notebook behind it; `the run` for what stands in no file.
pub(crate) fn place(finding: &Finding) -> String {
    let location = &finding.reference.location;
    if location.path.is_empty() {
        return "the run".to_owned();
    }
    let cell = location.cell.map(|cell| format!(" ({})", cell_place(cell))).unwrap_or_default();
    format!("{}:{}:{}{cell}", location.path, location.start.line, location.start.column)
}

/// Why a file was left out, as JSON spells it.
pub(crate) fn skip_reason(reason: SkipReason) -> &'static str {
    match reason {
        SkipReason::Link => "link",
        SkipReason::SpecialFile => "special-file",
        SkipReason::TooLarge => "too-large",
        SkipReason::TemporaryFile => "temporary-file",
    }
}

/// What is wrong with a file or with a suppression in it.
pub(crate) fn error_title(error: &ScanError) -> &'static str {
    if error.not_scanned() { "not scanned" } else { "invalid suppression" }
}

/// `path`, or `path:line:column` where the error stands at a place.
pub(crate) fn error_place(error: &ScanError) -> String {
    match error.at {
        Some(at) => format!("{}:{}:{}", error.path, at.line, at.column),
        None => error.path.clone(),
    }
}

/// `2 places could not be read`, `1 suppression could not be understood`; absent where there are none.
pub(crate) fn errors(report: &Report) -> Vec<String> {
    let (not_scanned, invalid) = (report.not_scanned().count(), report.invalid_suppressions().count());
    [(not_scanned, "place", "read"), (invalid, "suppression", "understood")]
        .into_iter()
        .filter(|(number, ..)| *number > 0)
        .map(|(number, noun, verb)| format!("{} could not be {verb}", count(number, noun)))
        .collect()
}

/// ` (3 ignored, 1 not readable)`: the files that a scan left out; empty where there are none.
pub(crate) fn left_out(report: &Report) -> String {
    let left_out: Vec<String> = [
        (report.stats.files_ignored, "ignored"),
        (report.stats.files_binary, "binary"),
        (report.skipped.len() as u64, "skipped"),
        (report.not_scanned().count() as u64, "not readable"),
    ]
    .into_iter()
    .filter(|(number, _)| *number > 0)
    .map(|(number, word)| format!("{} {word}", thousands(number)))
    .collect();
    if left_out.is_empty() { String::new() } else { format!(" ({})", left_out.join(", ")) }
}

/// `cell 3, line 2`, `cell 3, output line 2`.
pub(crate) fn cell_place(cell: Cell) -> String {
    format!("cell {}, {}line {}", cell.cell, if cell.output { "output " } else { "" }, cell.line)
}

/// Where a rule is documented: the project's own page in `repository`, or AWS's where that is not known; absent
/// where there is neither.
pub(crate) fn rule_uri(rule: &Rule, repository: Option<&str>) -> Option<String> {
    match repository {
        // The branch that a fork or a rename makes the main one is HEAD, too.
        Some(repository) => Some(format!("{repository}/blob/HEAD/docs/rules.md#{}", rule.id)),
        None => rule.page.map(str::to_owned),
    }
}

/// Markdown as plain text: code ticks, emphasis and link targets are left out.
pub(crate) fn plain(markdown: &str) -> String {
    let mut out = String::with_capacity(markdown.len());
    let mut rest = markdown;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '`' => {}
            ']' if rest.starts_with('(') => rest = rest.split_once(')').map_or("", |(_, after)| after),
            '[' if rest.split_once(']').is_some_and(|(_, after)| after.starts_with('(')) => {}
            _ => out.push(c),
        }
    }
    out.replace("**", "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_told_from_today() {
        assert_eq!([days(-2), days(-1), days(0), days(1)], ["2 days ago", "1 day ago", "today", "in 1 day"]);
    }

    #[test]
    fn thousands_are_set_apart() {
        assert_eq!(
            [count(1, "file"), count(0, "file"), count(1_204, "file")],
            ["1 file", "0 files", "1,204 files"]
        );
        assert_eq!([thousands(999), thousands(1_234_567)], ["999", "1,234,567"]);
    }

    #[test]
    fn markdown_becomes_plain() {
        assert_eq!(plain("Use `x` **now**, see [docs](https://a/b) [x]."), "Use x now, see docs [x].");
    }
}
