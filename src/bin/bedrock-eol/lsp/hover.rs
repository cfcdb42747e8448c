//! The hover of a reference: what the finding says, and what `explain` knows about the model.
//!
//! Explanations are those of the shipped catalog: texts of a repository's own catalog are untrusted.

use std::io;
use std::ops::Range;

use bedrock_eol::program::{Explanation, SourceFact, explain, feeds, finding_sentence, is_id};
use bedrock_eol::{Catalog, Finding, Policy, Reference};
use serde_json::{Value, json};

use super::client::Client;
use super::document::{Judged, OpenDocument};
use super::wire::range_json;

/// The most models that a hover about a pattern lists.
const MOST_MODELS: usize = 8;

/// The reference at an offset, with its bytes in the document.
pub(super) fn reference_at(judged: &Judged, offset: usize) -> Option<(&Reference, Range<usize>)> {
    let mut references = judged.references();
    references.find_map(|reference| {
        let bytes = judged.bytes(&reference.location)?;
        (bytes.start..=bytes.end)
            .contains(&offset)
            .then_some((reference, bytes))
    })
}

/// The hover of a reference; absent if nothing is known about it.
pub(super) fn hover(
    document: &OpenDocument,
    judged: &Judged,
    (reference, bytes): (&Reference, Range<usize>),
    policy: &Policy,
    client: &Client,
) -> Option<Value> {
    let is_same = |finding: &&Finding| finding.reference.location == reference.location;
    let said = judged.findings().find(is_same).map(finding_sentence);
    let explained = explained(reference, policy, client.hover_markdown);
    let parts: Vec<String> = said.into_iter().chain(explained).collect();
    if parts.is_empty() {
        return None;
    }
    let kind = match client.hover_markdown {
        true => "markdown",
        false => "plaintext",
    };
    Some(json!({
        "contents": {"kind": kind, "value": parts.join("\n\n")},
        "range": range_json(&document.text, bytes, client.encoding),
    }))
}

fn explained(reference: &Reference, policy: &Policy, is_markdown: bool) -> Option<String> {
    let page = |asked: &str| explain(asked, None, Catalog::embedded(), policy).ok();
    let written = Some(&*reference.text).filter(|text| is_id(text));
    let models = reference.models.iter().map(|model| model.as_str());
    if reference.models.len() > 1 {
        let pages = models.take(MOST_MODELS).filter_map(page);
        let lines = pages.filter_map(|page| text_of(&page, feeds::write_explanation_line));
        let lines: Vec<String> = lines.map(|line| format!("- {}", line.trim_end())).collect();
        return (!lines.is_empty()).then(|| lines.join("\n"));
    }
    let page = written.into_iter().chain(models).find_map(page)?;
    match is_markdown {
        true => text_of(&page, feeds::write_explanation_markdown)
            .map(|text| format!("{text}{}", links(&page))),
        false => text_of(&page, feeds::write_explanation),
    }
}

/// Links to the sources of a page, which in its Markdown are no links.
fn links(page: &Explanation) -> String {
    let sources = page.models.iter().flat_map(|model| &model.sources);
    let link = |source: &SourceFact| {
        let url = source.url.as_ref()?;
        Some(format!("[{}]({url})", source.id))
    };
    let links: Vec<String> = sources.filter_map(link).collect();
    match links.is_empty() {
        true => String::new(),
        false => format!("\nPages: {}\n", links.join(", ")),
    }
}

fn text_of(
    page: &Explanation,
    write: fn(&Explanation, &mut dyn io::Write) -> io::Result<()>,
) -> Option<String> {
    let mut text = Vec::new();
    write(page, &mut text).ok()?;
    String::from_utf8(text).ok()
}
