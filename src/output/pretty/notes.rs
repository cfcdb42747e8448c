//! Notes: no immediate change is required, so they get one sentence and their locations.

use std::collections::BTreeSet;
use std::io;

use crate::finding::{Rule, RuleId};
use crate::output::pretty::limits::PrintLimits;
use crate::output::pretty::problems::{FindingsSection, ProblemGroup, write_locations, write_rest};
use crate::output::pretty::style::Style;
use crate::output::{escape, wording};

/// Writes the notes that are shown separately; the others are shown with the problem about the same model.
pub(super) fn write(
    sections: &[FindingsSection<'_>],
    limits: &PrintLimits,
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let notes: Vec<&ProblemGroup<'_>> =
        sections.iter().flat_map(|section| &section.notes).collect();
    if notes.is_empty() {
        return Ok(());
    }
    writeln!(out, "{}", style.bold("Notes"))?;
    let shown = notes.len().min(limits.notes);
    let mut explained = Vec::new();
    for (at, note) in notes[..shown].iter().enumerate() {
        let rule = note.first().rule;
        if explained.contains(&rule.id) {
            continue;
        }
        let same_rule = notes[at..shown]
            .iter()
            .copied()
            .filter(|other| other.first().rule == rule);
        if differs_by_text_alone(rule) && same_rule.clone().nth(1).is_some() {
            explained.push(rule.id);
            list(&same_rule.collect::<Vec<_>>(), limits, style, out)?;
        } else {
            single(note, limits, style, out)?;
        }
    }
    write_rest(&notes[shown..], "note", style, out)?;
    if shown == notes.len() {
        writeln!(out)
    } else {
        Ok(())
    }
}

/// Whether all messages of a rule say the same.
fn differs_by_text_alone(rule: &Rule) -> bool {
    [
        RuleId::UnknownModel,
        RuleId::ProfileRequired,
        RuleId::OpaqueReference,
    ]
    .contains(&rule.id)
}

fn single(
    note: &ProblemGroup<'_>,
    limits: &PrintLimits,
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let message = escape::terminal(note.first().brief());
    let rule = style.note(note.first().rule.name);
    style.paragraph(
        "  ",
        "    ",
        &format!("{rule}{}: {message}", contexts(note)),
        out,
    )?;
    write_locations(&note.findings, "    ", limits, style, out)
}

/// Notes of one rule about several texts: the rule's sentence, then the texts.
fn list(
    notes: &[&ProblemGroup<'_>],
    limits: &PrintLimits,
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let rule = notes[0].first().rule;
    let title = format!(
        "{}: {}",
        style.note(rule.name),
        wording::plain(rule.summary)
    );
    style.paragraph("  ", "    ", &title, out)?;
    for note in notes {
        style.paragraph(
            "    ",
            "    ",
            &escape::terminal(&note.first().reference.text),
            out,
        )?;
        write_locations(&note.findings, "      ", limits, style, out)?;
    }
    Ok(())
}

/// ` in comments, documentation`: why it is a note; empty if its rule is never more than a note.
fn contexts(note: &ProblemGroup<'_>) -> String {
    if note.first().lifecycle.is_none() {
        return String::new();
    }
    let of: BTreeSet<_> = note
        .findings
        .iter()
        .map(|finding| finding.reference.context)
        .collect();
    let names: Vec<&str> = of.into_iter().map(wording::context).collect();
    format!(" in {}", names.join(", "))
}
