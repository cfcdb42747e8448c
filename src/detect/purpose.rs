//! What a model is named for where that is not to call it: capacity to buy, or a custom model to train.
//!
//! Told by the call, the resource or the field that a reference stands in; by nothing else of the file.

use memchr::memmem;

use super::context::file::File;
use super::context::line::{folded, indent};
use super::context::place::Place;
use super::nearby::{BLOCKS, REACH, block};
use super::{Match, Purpose};
use crate::language::Kind;

/// Names of calls and resources, folded: whatever the SDK, the CLI or the template writes.
const NAMES: &[(&str, Purpose)] = &[
    ("provisionedmodelthroughput", Purpose::ProvisionedThroughput),
    ("modelcustomizationjob", Purpose::Customization),
    ("awsbedrockcustommodel", Purpose::Customization),
];

/// The field for the model that a custom one is made from, folded.
const BASE_FIELD: &str = "basemodelidentifier";

/// Sets the purpose of each match of one file.
pub(crate) fn assign(file: &File<'_>, matches: &mut [Match]) {
    let lower = file.lower_text();
    // One of these is in every name below, however it is written; few files have any.
    let words: [&[u8]; 6] =
        [b"throughput", b"customiz", b"custom_model", b"basemodel", b"base_model", b"base-model"];
    if !words.iter().any(|word| memmem::find(lower, word).is_some()) {
        return;
    }
    for found in matches.iter_mut().filter(|found| found.purpose != Purpose::Comparison) {
        found.purpose = purpose(file, found);
    }
}

fn purpose(file: &File<'_>, found: &Match) -> Purpose {
    let place = Place::new(file, found.span);
    if folded(place.key()) == BASE_FIELD {
        return Purpose::Customization;
    }
    let text = file.text();
    let (start, _) = place.line_bounds();
    let before = folded(place.line_before());
    if before.ends_with(BASE_FIELD) {
        return Purpose::Customization;
    }
    let (from, to) = (start.saturating_sub(REACH), text.len().min(found.span.end + REACH));
    let mut heads = vec![before];
    let mut depth = indent(&text[start..found.span.start]);
    for _ in 0..BLOCKS {
        let Some((around, outer)) = block(text, from, start, to, depth) else { break };
        let block = &text[around];
        heads.push(folded(block.split(|b| *b == b'\n').next().unwrap_or_default()));
        // A resource of a template says its type beside what holds the reference.
        if matches!(file.kind(), Kind::Infra | Kind::Config | Kind::Data)
            && memmem::find_iter(block, b"AWS::").count() == 1
        {
            heads.push(folded(block));
        }
        depth = outer;
    }
    let named =
        |(name, purpose): &(&str, Purpose)| heads.iter().any(|head| head.contains(name)).then_some(*purpose);
    NAMES.iter().find_map(named).unwrap_or_default()
}
