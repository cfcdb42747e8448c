//! Sections of a file of settings that are the elements of one list of models.

use std::collections::BTreeMap;

use super::described_records::describes;
use super::describing_fields as facts;
use super::element::{Element, Role};
use super::field_names::Facts;
use super::line::folded;
use super::occurrence::Occurrence;
use super::other_subjects::is_about_something_else;
use crate::outline::BlockKind;

/// The first of the sections of a list in whose section an ID is, if two of them describe models: `[[models]]` of TOML,
/// `[models.haiku]`.
pub(super) fn section(
    occurrence: &Occurrence<'_, '_>,
    element: &Element,
    described: &mut BTreeMap<usize, bool>,
) -> Option<usize> {
    /// More sections are not read.
    const SECTIONS: usize = 512;
    let file = occurrence.file;
    let outline = file.outline();
    let own = outline.block(element.block);
    let is_entry = own.kind == BlockKind::Section
        && element.role == Role::Value
        && describes(
            file,
            facts::of_block(file, element.block, Some(element.word.start)),
        )
        && !is_about_something_else(occurrence, element);
    let list = is_entry.then(|| list_of_section(&file.text()[own.head.clone()]))?;
    let is_element = file.text()[..own.head.start].ends_with(b"[[");
    if !(lists_models(list) || is_element && folded(list) == "model")
        || is_called(occurrence, element.block)
    {
        return None;
    }
    let is_of_list = |number: &usize| {
        let block = outline.block(*number);
        block.kind == BlockKind::Section
            && list_of_section(&file.text()[block.head.clone()]) == list
    };
    let sections = (1..outline.len().min(SECTIONS)).filter(is_of_list);
    let sections: Vec<usize> = sections.collect();
    let first = *sections.first()?;
    let two = *described.entry(first).or_insert_with(|| {
        let facts = sections
            .iter()
            .map(|number| facts::of_block(file, *number, None));
        let facts: Vec<Facts> = facts.collect();
        facts.iter().all(|facts| !facts.requests)
            && facts
                .iter()
                .filter(|facts| describes(file, **facts))
                .count()
                >= 2
    });
    two.then_some(first)
}

/// Whether the name of a list says that it is one of models or their prices. Sections of any other name set the model of something:
/// `[llm.summary]`, `[agents.triage]`.
fn lists_models(list: &[u8]) -> bool {
    let name = folded(list);
    name.ends_with("models") || facts::is_for_facts(list)
}

/// Whether a section says how its model is called.
fn is_called(occurrence: &Occurrence<'_, '_>, section: usize) -> bool {
    const FIELDS: &[&str] = &["apibase", "apikey", "baseurl", "endpointurl"];
    let file = occurrence.file;
    let mut items = file.outline().items(section).iter();
    items.any(|item| FIELDS.contains(&folded(&file.text()[item.key()]).as_str()))
}

/// The name of the list of which a section is an element: `models` of `[[models]]`, and of `[models.haiku]`. Sections of one
/// name are a list.
fn list_of_section(head: &[u8]) -> &[u8] {
    let head = head.trim_ascii();
    let end = memchr::memchr(b'.', head).unwrap_or(head.len());
    &head[..end]
}
