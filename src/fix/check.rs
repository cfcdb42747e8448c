//! Withholds edits that the text of their file does not allow, and notes what an edit leaves as it was.
//!
//! Whether the new model is a safe replacement is decided by `judge`, which sees one reference at a time.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use super::Edit;
use super::old_name::is_old_name;
use crate::finding::{Applicability, Reference};
use crate::reference::{Context, Form};
use crate::source::{Source, Span};
use crate::surroundings::{EntryPart, entry_parts};

/// Checks the edits of a file, which are in the order of their locations. `references` are all references of the file.
pub(super) fn check(edits: &mut [Edit], references: &[&Reference], source: &Source) {
    let span_of = |edit: &Edit| (edit.span(), edit.finding.reference.context);
    let spans: Vec<(Span, Context)> = edits.iter().map(span_of).collect();
    let parts = entry_parts(source, &spans);
    let mut end = 0;
    for (edit, part) in edits.iter_mut().zip(&parts) {
        check_text(edit, part, source);
        let span = edit.span();
        if span.start < end {
            edit.review
                .show_only("the reference overlaps with another one");
        } else {
            end = span.end;
        }
        let finding = &edit.finding;
        if let ([old], Some(chosen)) = (&*finding.reference.models, &finding.replacement)
            && is_old_name(&part.key, old.as_str(), chosen.model.as_str())
        {
            let reason = format!(
                "the key `{}` of the ID stays, although it names the old model",
                part.key
            );
            edit.review.doubt(reason);
        }
        let is_compared = |other: &&&Reference| {
            other.context == Context::Deprecation && *other.text == *finding.reference.text
        };
        if edit.renames()
            && let Some(other) = references.iter().find(is_compared)
        {
            let line = other.location.start.line;
            edit.review
                .doubt(format!("line {line} still compares with the old ID"));
        }
    }
    check_lists(edits, &parts, references, source);
}

fn check_text(edit: &mut Edit, part: &EntryPart, source: &Source) {
    let span = edit.span();
    let there = source.text.get(span.start..span.end);
    if there != Some(edit.old().as_bytes()) {
        edit.review
            .show_only("the text contains bytes that are not UTF-8");
    } else if there.is_some_and(|old| old.contains(&b'\n')) {
        edit.review.show_only("the reference spans several lines");
    } else if edit.renames() && goes_on(edit, source) {
        edit.review.show_only(
            "the text continues after the ID: it may be a name that the program defines",
        );
    } else if part.is_key {
        edit.review
            .show_only("the reference is a key, by which other code may look up the entry");
    }
    if is_sentence_of_comment(edit, source) {
        edit.review
            .show_only("the comment is a sentence about the old model");
    }
    if is_table_row(edit, source) {
        edit.review
            .show_only("the row of the table describes the old model");
    }
}

/// Whether another word follows an ID: `…-v1:0-thinking`. No ID of Bedrock ends so. A minus can follow a constant.
fn goes_on(edit: &Edit, source: &Source) -> bool {
    let after = &source.text[edit.span().end..];
    edit.finding.reference.form != Form::Symbol
        && matches!(after, [b'-' | b'_', letter, ..] if letter.is_ascii_alphabetic())
}

/// Whether a comment names the model in a sentence, which would become false: `# the default is anthropic.claude-v2`. Code
/// that is commented out has a quote or an assignment before the ID.
fn is_sentence_of_comment(edit: &Edit, source: &Source) -> bool {
    let reference = &edit.finding.reference;
    if reference.context != Context::Comment {
        return false;
    }
    let before = &source.text[..reference.location.span.start.min(source.text.len())];
    let before = before.trim_ascii_end();
    !matches!(
        before.last(),
        Some(b'"' | b'\'' | b'=' | b':' | b'[' | b',' | b'-')
    )
}

/// Withholds edits after which a list would contain an ID twice: two old models can have the same replacement.
fn check_lists(
    edits: &mut [Edit],
    parts: &[EntryPart],
    references: &[&Reference],
    source: &Source,
) {
    if parts.iter().all(|part| part.list.is_none()) {
        return;
    }
    let edited: HashSet<Span> = edits.iter().map(Edit::span).collect();
    let stay: Vec<&&Reference> = references
        .iter()
        .filter(|reference| !edited.contains(&reference.location.span))
        .collect();
    let spans: Vec<(Span, Context)> = stay
        .iter()
        .map(|reference| (reference.location.span, reference.context))
        .collect();
    let mut contents: HashMap<(usize, String), Option<usize>> = stay
        .iter()
        .zip(entry_parts(source, &spans))
        .filter_map(|(reference, part)| {
            Some(((part.list?, reference.text.to_string()), part.record))
        })
        .collect();
    for (edit, part) in edits.iter_mut().zip(parts) {
        let Some(list) = part.list.filter(|_| edit.renames()) else {
            continue;
        };
        if edit.applicability() == Applicability::DisplayOnly {
            continue;
        }
        // The label and the value of one option change together.
        let is_of_another = |record: Option<usize>| record.is_none() || record != part.record;
        match contents.entry((list, edit.new.clone())) {
            Entry::Vacant(entry) => {
                entry.insert(part.record);
            }
            Entry::Occupied(entry) if is_of_another(*entry.get()) => {
                let reason = format!(
                    "the list would contain `{}` twice: remove this element",
                    edit.new
                );
                edit.review.show_only(reason);
            }
            Entry::Occupied(_) => {}
        }
    }
}

/// Whether an edit in text for people is in a row of a table, which mostly has facts about the model.
fn is_table_row(edit: &Edit, source: &Source) -> bool {
    let reference = &edit.finding.reference;
    if reference.context != Context::Docs {
        return false;
    }
    let before = &source.text[..reference.location.span.start.min(source.text.len())];
    let line = memchr::memrchr(b'\n', before).map_or(0, |at| at + 1);
    before[line..].trim_ascii_start().starts_with(b"|")
}
