//! IDs by which facts are looked up: `PRICES["…"]`, `CONTEXT_WINDOWS.get("…")`.

use super::super::describing_fields::is_for_settings;
use super::super::element::{Element, Role, last_piece, name_at_end, named};
use super::super::line::folded;
use super::super::occurrence::Occurrence;
use super::super::sent_entries::sends_of_name;
use crate::language::Kind;
use crate::outline::BlockKind;
use crate::reference::Entries;

/// What is in the names of collections of facts, folded. Shorter than the words for collections whose entries are seen:
/// `context["…"]` may be anything.
const FACTS: &[&str] = &[
    "pric",
    "cost",
    "contextwindow",
    "contextlength",
    "contextlimit",
    "tokenlimit",
    "maxtokens",
    "limits",
    "maxinput",
    "maxoutput",
    "windowsize",
    "capabilit",
    "dimension",
    "latency",
    "cutoff",
];

/// What is in the names of collections of what sends requests.
const SENDERS: &[&str] = &[
    "client", "agent", "handler", "router", "chain", "llm", "runner", "pool", "endpoint",
    "service", "api", "model",
];

/// Whether the reference is the key by which facts of a model are read: no request is sent to it.
pub(super) fn is_looked_up(occurrence: &Occurrence<'_, '_>, element: &Element) -> bool {
    let file = occurrence.file;
    if !element.quoted || element.role == Role::Key || file.kind() == Kind::Infra {
        return false;
    }
    let outline = file.outline();
    let block = outline.block(element.block);
    let first = outline.items(element.block).first();
    if first.is_none_or(|item| item.span.start != element.word.start) {
        return false;
    }
    let text = file.text();
    let owner = match block.kind {
        // A blank before the bracket begins a list.
        BlockKind::Square => {
            let before = &text[..block.inner.start.saturating_sub(1)];
            name_at_end(&before[before.len().saturating_sub(NAME)..])
        }
        BlockKind::Round => {
            let callee = named(file, block).callee;
            let is_read = matches!(
                last_piece(callee).as_str(),
                "get" | "getvalue" | "fetch" | "getordefault"
            );
            let end = callee.iter().rposition(|b| *b == b'.').unwrap_or(0);
            if is_read { &callee[..end] } else { b"" }
        }
        _ => b"",
    };
    let is_attached = text[..block.inner.start.saturating_sub(1)]
        .last()
        .is_some_and(|b| !b.is_ascii_whitespace());
    let name = folded(owner);
    let names = |words: &[&str]| words.iter().any(|word| name.contains(word));
    // `MODEL_PRICES` are prices, `low_cost_models` are models.
    let is_sender = names(SENDERS)
        && !(names(&["model"]) && FACTS.iter().any(|f| name.rfind(f) > name.rfind("model")));
    // `PRICES["…"] = 8.0` adds a key, which the file may go through.
    let after = text.get(block.inner.end + 1..).unwrap_or_default();
    let after = after.trim_ascii_start();
    let is_added = after.starts_with(b"=") && !after.starts_with(b"==");
    is_row_of_a_frame(owner, file.source.language.name)
        || is_attached
            && names(FACTS)
            && !is_sender
            && !is_for_settings(owner)
            && !(is_added && sends_of_name(file, owner, Entries::Keys))
}

/// Whether a row of a table of pandas is read: `df.loc["…"]`.
fn is_row_of_a_frame(owner: &[u8], language: &str) -> bool {
    let is_python = matches!(language, "python" | "jupyter");
    is_python && [&b".loc"[..], b".at"].iter().any(|of| owner.ends_with(of))
}

/// How long a name is at most.
const NAME: usize = 120;
