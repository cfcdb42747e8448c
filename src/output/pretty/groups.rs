//! Folds equal findings: what is the same sentence at the same level is one problem with many places.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::io;

use crate::finding::{Finding, Level, RULES};
use crate::output::escape;
use crate::output::pretty::style::Style;
use crate::output::pretty::summary::thousands;
use crate::report::Report;

/// Places of one problem that are listed; the rest is counted.
const MAX_PLACES: usize = 8;

/// One problem.
pub(super) struct Group<'a> {
    /// At least one, in the report's order.
    pub(super) findings: Vec<&'a Finding>,
}

impl<'a> Group<'a> {
    pub(super) fn first(&self) -> &'a Finding {
        self.findings[0]
    }

    pub(super) fn level(&self) -> Level {
        self.first().level
    }
}

/// The problems of a report, the worst first: by level, rule, End-of-Life date, then place.
pub(super) fn of(report: &Report) -> Vec<Group<'_>> {
    let mut at: HashMap<(&str, Level, &str), usize> = HashMap::new();
    let mut groups: Vec<Group<'_>> = Vec::new();
    for finding in report.active() {
        let key = (finding.rule.id, finding.level, finding.message.as_str());
        match at.get(&key) {
            Some(&known) => groups[known].findings.push(finding),
            None => {
                at.insert(key, groups.len());
                groups.push(Group { findings: vec![finding] });
            }
        }
    }
    groups.sort_by_key(|group| {
        let first = group.first();
        let rank = RULES.iter().position(|rule| rule.id == first.rule.id);
        let eol = first.lifecycle.as_ref().and_then(|dates| dates.eol.as_ref()).map(|eol| eol.day);
        (Reverse(group.level()), rank, eol.is_none(), eol)
    });
    groups
}

/// The places of findings, a file a line: `src/a.py:3:5, 9:12`.
pub(super) fn write_places(
    findings: &[&Finding],
    indent: &str,
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let mut files: Vec<(&str, Vec<String>)> = Vec::new();
    for finding in findings.iter().take(MAX_PLACES) {
        let location = &finding.reference.location;
        let mut place = format!("{}:{}", location.start.line, location.start.column);
        if let Some(cell) = location.cell {
            let part = if cell.output { "output " } else { "" };
            place.push_str(&format!(" (cell {}, {part}line {})", cell.cell, cell.line));
        }
        match files.last_mut() {
            Some((path, places)) if *path == location.path => places.push(place),
            _ => files.push((&location.path, vec![place])),
        }
    }
    for (path, places) in files {
        let path = escape::terminal(path);
        style.paragraph(indent, &format!("{indent}  "), &format!("{path}:{}", places.join(", ")), out)?;
    }
    match findings.len().saturating_sub(MAX_PLACES) {
        0 => Ok(()),
        more => writeln!(out, "{indent}{}", style.dim(&format!("… and {} more", thousands(more as u64)))),
    }
}
