//! The short form for the lines of a change: where, what, and what to write instead. A commit is stopped to be corrected at
//! once, so snippets and migration steps would only be in the way.

use std::io;

use crate::finding::{Finding, RelatedRole};
use crate::output::escape;
use crate::output::groups;
use crate::output::pretty::diagnostic;
use crate::output::pretty::limits::PrintLimits;
use crate::output::pretty::style::Style;
use crate::output::pretty::summary;
use crate::output::wording::{self, count};
use crate::report::Report;

/// Writes one entry per finding, worst first.
pub(super) fn write(
    report: &Report,
    limits: &PrintLimits,
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let findings = groups::worst_first(report);
    let shown = findings.len().min(limits.problems);
    for finding in &findings[..shown] {
        entry(finding, limits, style, out)?;
    }
    if shown < findings.len() {
        let more = count(findings.len() - shown, "finding");
        style.paragraph(
            "",
            "  ",
            &format!("… and {more} more; `--max-findings 0` shows all."),
            out,
        )?;
    }
    if findings.iter().any(|finding| !finding.steps.is_empty()) {
        writeln!(out)?;
        let text = "`bedrock-eol explain ID` lists the migration steps; `-v` shows them here.";
        style.paragraph("", "", &style.dim(text), out)?;
    }
    if findings.is_empty() {
        summary::nothing(report, style, out)
    } else {
        writeln!(out)
    }
}

/// `src/a.py:3:5: error[end-of-life]`, and below it the verdict and the replacement.
fn entry(
    finding: &Finding,
    limits: &PrintLimits,
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let location = escape::terminal(&wording::location(finding)).into_owned();
    let location = style.link(&finding.reference.location.path, &style.bold(&location));
    let rule = style.level(
        finding.level,
        &format!("{}[{}]", finding.level.as_str(), finding.rule.name),
    );
    writeln!(out, "{location}: {rule}")?;
    style.paragraph("  ", "  ", &escape::terminal(finding.brief()), out)?;
    let instead = match &finding.replacement {
        Some(chosen) => wording::replacement_sentence(finding, chosen),
        None => finding.help.to_string(),
    };
    style.paragraph("  ", "  ", &escape::terminal(&instead), out)?;
    // What else to change belongs to the migration, which `explain` shows.
    match finding
        .related
        .iter()
        .any(|related| related.role != RelatedRole::Change)
    {
        true => diagnostic::related(groups::related_locations(&[finding]), limits, style, out),
        false => Ok(()),
    }
}
