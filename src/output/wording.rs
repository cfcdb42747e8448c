//! Words of reports: names of values, counts and durations.
//!
//! Knows no markup.

use crate::catalog::Stage;
use crate::finding::{Cell, ChosenReplacement, Disposition, Finding, Rule, RuleId, advice_lead};
use crate::output::catalog;
use crate::reference::Context;
use crate::report::{Cause, CauseRow, ErrorKind, Report, ScanError, Unit};

/// The stage in AWS's terms.
pub(crate) fn stage(stage: Stage) -> &'static str {
    match stage {
        Stage::Active => "Active",
        Stage::Legacy => "Legacy",
        Stage::EndOfLife => "End-of-Life",
        Stage::Unknown => "Unknown",
    }
}

/// A context, after "in".
pub(crate) fn context(context: Context) -> &'static str {
    match context {
        Context::Recording => "recordings",
        Context::Test => "tests",
        Context::Registry => "lists of models",
        Context::Choice => "values to choose from",
        Context::Deprecation => "code that only checks for models",
        Context::Iam => "IAM policies",
        Context::Iac => "infrastructure as code",
        Context::Config => "configuration",
        Context::Comment => "comments",
        Context::Docs => "documentation",
        Context::Code => "code",
    }
}

/// The replacement in a sentence: ``Use `us.anthropic.claude-sonnet-4-6`.``
pub(crate) fn replacement_sentence(finding: &Finding, chosen: &ChosenReplacement) -> String {
    let lead = advice_lead(finding.reference.context);
    format!("{lead} `{}`.", chosen.text)
}

/// Disposition of a finding, for programs.
pub(crate) fn status(disposition: &Disposition) -> &'static str {
    match disposition {
        Disposition::Active => "active",
        Disposition::Suppressed { .. } => "suppressed",
        Disposition::Baselined => "baselined",
    }
}

/// `1 file`, `2,000 files`.
pub(crate) fn count(n: usize, noun: &str) -> String {
    format!(
        "{} {noun}{}",
        thousands(n as u64),
        if n == 1 { "" } else { "s" }
    )
}

/// Owners that a row of a table names.
const OWNERS_OF_A_ROW: usize = 4;

/// The first owners of a row, each written by `escaped`, and how many more it has.
pub(crate) fn owners(owners: &[&str], escaped: impl Fn(&str) -> String) -> String {
    let shown = owners.len().min(OWNERS_OF_A_ROW);
    let words: Vec<String> = owners[..shown].iter().map(|owner| escaped(owner)).collect();
    let words = words.join(" ");
    match owners.len() - shown {
        0 => words,
        more => format!("{words} and {more} more"),
    }
}

/// `1 repository`, `300 repositories`.
pub(crate) fn repositories(n: usize) -> String {
    format!(
        "{} {}",
        thousands(n as u64),
        if n == 1 { "repository" } else { "repositories" }
    )
}

/// That the reports of a merged report are of several days or catalogs; absent if they are of one.
pub(crate) fn several_dates(report: &Report) -> Option<String> {
    let merged = &report.merged;
    let mut sentences = Vec::new();
    if merged.has_several_days() {
        let days = merged.repositories.iter().map(|one| one.as_of);
        let first = days.min()?;
        sentences.push(format!(
            "The reports are as of different days, from {first} to {}: levels and stages are those of each day.",
            report.as_of
        ));
    }
    if merged.has_several_catalogs() {
        let catalogs = merged.repositories.iter().map(|one| &*one.catalog_version);
        let catalogs: std::collections::BTreeSet<&str> = catalogs.collect();
        sentences.push(format!(
            "They were written with different catalogs: {}.",
            catalogs.into_iter().collect::<Vec<_>>().join(", ")
        ));
    }
    (!sentences.is_empty()).then(|| sentences.join(" "))
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

/// The shortest verdict, for a label under the reference; absent if the rule's ID is enough.
pub(crate) fn verdict(finding: &Finding) -> Option<String> {
    let eol = finding
        .lifecycle
        .as_ref()
        .and_then(|dates| dates.eol.as_ref())
        .map(|eol| eol.day);
    match (finding.rule.id, eol) {
        (RuleId::EndOfLife, Some(day)) => Some(format!("End-of-Life since {day}")),
        (RuleId::EndOfLife, None) => Some("End-of-Life".to_owned()),
        (RuleId::EndOfLifeSoon | RuleId::ExtendedAccess | RuleId::Legacy, Some(day)) => {
            Some(format!("End-of-Life on {day}"))
        }
        (RuleId::UnknownModel, ..) => Some("not in the catalog".to_owned()),
        _ => None,
    }
}

/// The replacement, or the reason why no model fits.
pub(crate) fn instead(finding: &Finding) -> &str {
    finding
        .replacement
        .as_ref()
        .map_or(&finding.help, |chosen| &chosen.text)
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

/// Subject of a finding: the model, or the text if it does not resolve to one known model, or the rule if it has neither.
/// about none.
pub(crate) fn subject(finding: &Finding) -> &str {
    match &*finding.reference.models {
        [model] => model.as_str(),
        _ if finding.rule.about_models => &finding.reference.text,
        _ => finding.rule.name,
    }
}

/// `path:line:column`, followed by the location in the notebook; `the run` for a finding without a file.
pub(crate) fn location(finding: &Finding) -> String {
    let location = &finding.reference.location;
    if location.path.is_empty() {
        return "the run".to_owned();
    }
    let cell = location
        .cell
        .map(|cell| format!(" ({})", cell_location(cell)))
        .unwrap_or_default();
    format!(
        "{}:{}:{}{cell}",
        location.path, location.start.line, location.start.column
    )
}

/// What is wrong with a file or with a suppression in it.
pub(crate) fn error_title(error: &ScanError) -> &'static str {
    match error.kind {
        ErrorKind::Suppression => "invalid suppression",
        ErrorKind::IgnoreFile => "ignore file not applied",
        ErrorKind::NothingScanned => "nothing scanned",
        ErrorKind::NotCheckedOut => "not checked out",
        ErrorKind::Read | ErrorKind::Walk | ErrorKind::Panic => "not scanned",
    }
}

/// `path`, or `path:line:column` if the error has a position.
pub(crate) fn error_location(error: &ScanError) -> String {
    match error.at {
        Some(at) => format!("{}:{}:{}", error.path, at.line, at.column),
        None => error.path.clone(),
    }
}

/// At most this many characters of a text, with an ellipsis if some are missing.
pub(crate) fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most - 1).chain(['…']).collect()
}

/// Titles under which a report for people lists its errors, and the errors of each, in the report's order.
pub(crate) const ERROR_GROUPS: [(&str, &[ErrorKind]); 3] = [
    (
        "Not scanned",
        &[
            ErrorKind::Read,
            ErrorKind::Walk,
            ErrorKind::Panic,
            ErrorKind::NothingScanned,
            ErrorKind::NotCheckedOut,
        ],
    ),
    (
        "Ignore files that do not fully apply",
        &[ErrorKind::IgnoreFile],
    ),
    (
        "Invalid suppressions (they hide nothing)",
        &[ErrorKind::Suppression],
    ),
];

/// `2 paths could not be read`, `1 suppression could not be parsed`, `no file was read as text`; empty if there are no errors.
pub(crate) fn errors(report: &Report) -> Vec<String> {
    let of = |kinds: &[ErrorKind]| {
        report
            .errors
            .iter()
            .filter(|error| kinds.contains(&error.kind))
            .count()
    };
    let unread = of(&[ErrorKind::Read, ErrorKind::Walk, ErrorKind::Panic]);
    let mut errors: Vec<String> = [
        (unread, "path", "could not be read"),
        (of(&[ErrorKind::NotCheckedOut]), "path", "not checked out"),
        (
            of(&[ErrorKind::IgnoreFile]),
            "ignore file",
            "could not be applied completely",
        ),
        (
            of(&[ErrorKind::Suppression]),
            "suppression",
            "could not be parsed",
        ),
    ]
    .into_iter()
    .filter(|(number, ..)| *number > 0)
    .map(|(number, noun, what)| format!("{} {what}", count(number, noun)))
    .collect();
    if of(&[ErrorKind::NothingScanned]) > 0 {
        errors.push("no file was read as text".to_owned());
    }
    errors
}

/// A heading with a capital letter at its start.
pub(crate) fn sentence_case(heading: &str) -> String {
    let mut rest = heading.chars();
    rest.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(rest).collect()
    })
}

/// ` (1 not readable)`: the files that could not be scanned; empty if none exist.
pub(crate) fn not_readable(report: &Report) -> String {
    // If nothing was scanned, the error is not about one file.
    let number = report
        .not_scanned()
        .filter(|error| error.kind != ErrorKind::NothingScanned)
        .count();
    if number == 0 {
        String::new()
    } else {
        format!(" ({} not readable)", thousands(number as u64))
    }
}

/// `Left out: 34 files (31 binary, 3 excluded) and 1 finding (1 suppressed)`; absent if nothing is.
pub(crate) fn left_out(report: &Report) -> Option<String> {
    let left_out = report.left_out();
    let part = |total: u64, noun: &str, is_part: fn(Unit) -> bool| {
        let words = |(row, number): (&CauseRow, u64)| {
            let folders = if row.cause == Cause::Vendored {
                vendored_folders(report, number)
            } else {
                String::new()
            };
            format!("{} {}{folders}", thousands(number), row.words(number))
        };
        let causes: Vec<String> = left_out
            .iter()
            .filter(|(row, _)| is_part(row.unit))
            .map(words)
            .collect();
        (total > 0).then(|| format!("{} ({})", count(to_usize(total), noun), causes.join(", ")))
    };
    let files = part(left_out.files(), "file", |unit| unit != Unit::Findings);
    let findings = part(left_out.findings(), "finding", |unit| {
        unit == Unit::Findings
    });
    let parts: Vec<String> = files.into_iter().chain(findings).collect();
    (!parts.is_empty()).then(|| format!("Left out: {}", parts.join(" and ")))
}

/// ` in node_modules and 2 more folders`: the folders of dependencies, where they have over a tenth of the files. A
/// character of a name that markup or a terminal could take for more is `?`.
fn vendored_folders(report: &Report, files: u64) -> String {
    let folders = &report.checkout.vendored;
    let Some((first, _)) = folders.iter().max_by_key(|(_, files)| *files) else {
        return String::new();
    };
    if files * 10 <= files + report.stats.files_scanned {
        return String::new();
    }
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '/');
    let name: String = first
        .chars()
        .map(|c| if is_plain(c) { c } else { '?' })
        .collect();
    match folders.len() - 1 {
        0 => format!(" in {name}"),
        1 => format!(" in {name} and 1 more folder"),
        more => format!(" in {name} and {} more folders", thousands(more as u64)),
    }
}

/// The sentence that no file was read; absent if one was.
pub(crate) fn nothing_scanned(report: &Report) -> Option<&'static str> {
    if !report.nothing_scanned() {
        return None;
    }
    let none_at_all = report.left_out().files() == 0 && report.complete();
    Some(if none_at_all {
        "No file to scan."
    } else {
        "No file was scanned."
    })
}

fn to_usize(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// `cell 3, line 2`, `cell 3, output line 2`.
pub(crate) fn cell_location(cell: Cell) -> String {
    format!(
        "cell {}, {}line {}",
        cell.cell,
        if cell.output { "output " } else { "" },
        cell.line
    )
}

/// URL of a rule's documentation: its page on the catalog's `site`, else the project's own in `repository`, or AWS's if that is not known; absent if there
/// is neither.
pub(crate) fn rule_uri(
    rule: &Rule,
    site: Option<&str>,
    repository: Option<&str>,
) -> Option<String> {
    match (site, repository) {
        (Some(site), _) => Some(format!("{site}/{}", catalog::rule_path(rule))),
        // HEAD is the default branch, whatever a fork names it.
        (None, Some(repository)) => Some(format!(
            "{repository}/blob/HEAD/docs/rules.md#{}",
            rule.name
        )),
        (None, None) => rule.page.map(str::to_owned),
    }
}

/// Markdown as plain text, without code ticks, emphasis and link targets.
pub(crate) fn plain(markdown: &str) -> String {
    let mut out = String::with_capacity(markdown.len());
    let mut rest = markdown;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '`' => {}
            ']' if rest.starts_with('(') => {
                rest = rest.split_once(')').map_or("", |(_, after)| after)
            }
            '[' if rest
                .split_once(']')
                .is_some_and(|(_, after)| after.starts_with('(')) => {}
            _ => out.push(c),
        }
    }
    out.replace("**", "")
}

/// A stage as reports for programs name it; `unknown` also if the reference has no model.
pub(crate) fn stage_word(stage: Option<Stage>) -> &'static str {
    match stage {
        Some(Stage::Active) => "active",
        Some(Stage::Legacy) => "legacy",
        Some(Stage::EndOfLife) => "eol",
        Some(Stage::Unknown) | None => "unknown",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_from_the_evaluation_date() {
        assert_eq!(
            [days(-2), days(-1), days(0), days(1)],
            ["2 days ago", "1 day ago", "today", "in 1 day"]
        );
    }

    #[test]
    fn thousands_are_separated() {
        assert_eq!(
            [count(1, "file"), count(0, "file"), count(1_204, "file")],
            ["1 file", "0 files", "1,204 files"]
        );
        assert_eq!([thousands(999), thousands(1_234_567)], ["999", "1,234,567"]);
    }

    #[test]
    fn markdown_becomes_plain() {
        assert_eq!(
            plain("Use `x` **now**, see [docs](https://a/b) [x]."),
            "Use x now, see docs [x]."
        );
    }
}
